"""How many people the team has met: what the council knows from its own timetable (requirement 118)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.framework import Framework


@dataclass(frozen=True, slots=True)
class Met:
    """People met, each counted once, by the key of their source group; those of no known group under None."""

    by_group: Mapping[str | None, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All people met."""
        return sum(self.by_group.values())

    def with_lived_experience(self, framework: Framework) -> int:
        """How many of them draw on care and support, or care for someone who does."""
        groups = {group.key for group in framework.groups if group.lived_experience}
        return sum(number for key, number in self.by_group.items() if key in groups)
