"""The ledger: which finding was raised with the client, in which brief, in which words (requirement 124)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class How(StrEnum):
    """What became of a finding in a brief."""

    raised = "raised"
    in_person = "in person"
    held = "held back"


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding in a brief that was posted: its id, the words that the client got or was to be told, how, and
    for what is held back the reason, which is the team's own. A team edition.
    """

    finding: str
    heading: str
    words: str
    how: How
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        """As JSON can say it; it is kept sealed."""
        return asdict(self)

    @staticmethod
    def from_json(body: dict[str, Any]) -> "Entry":
        """What `to_json` wrote."""
        return Entry(**{**body, "how": How(body["how"])})


def kept(before: Sequence[Entry], now: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries of a day whose brief was posted again: what the client heard of the earlier one stays, also
    in its earlier words; what is decided now of the same words takes the place of what was decided then.
    """
    again = {(one.finding, one.words): one for one in now}
    heard = [one for one in before if one.how is not How.held and (one.finding, one.words) not in again]
    return (*heard, *now)


@dataclass(frozen=True, slots=True)
class Line:
    """A finding of the ledger: its heading and its words as they stand, and what became of it by day on site
    (None for a brief between them), the earliest first. `now` is None where it is no more on the wall.
    """

    finding: str
    heading: str
    now: str | None
    told: tuple[tuple[int | None, Entry], ...]

    @property
    def never(self) -> bool:
        """Whether the client has not heard of it."""
        return all(entry.how is How.held for _, entry in self.told)

    @property
    def heard_as(self) -> str | None:
        """The words that the client heard last, where they are other than today's."""
        last = next((entry.words for _, entry in reversed(self.told) if entry.how is not How.held), None)
        return last if last is not None and self.now is not None and last != self.now else None


def lines(
    briefs: Sequence[tuple[int | None, Sequence[Entry]]], wall: Mapping[str, tuple[str, str]]
) -> list[Line]:
    """The ledger of `briefs`, in the order of their days; `wall` has the heading and the words of what could
    be raised today, by its id. Sorted by heading, what was never raised first.
    """
    found: dict[str, list[tuple[int | None, Entry]]] = {finding: [] for finding in wall}
    for day, entries in briefs:
        for entry in entries:
            found.setdefault(entry.finding, []).append((day, entry))
    made = []
    for finding, told in found.items():
        heading, now = wall[finding] if finding in wall else (told[-1][1].heading, None)
        made.append(Line(finding, heading, now, tuple(told)))
    order = {heading: at for at, heading in enumerate(dict.fromkeys(heading for heading, _ in wall.values()))}
    return sorted(made, key=lambda line: (order.get(line.heading, len(order)), not line.never, line.finding))
