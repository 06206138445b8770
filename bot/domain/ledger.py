"""The ledger: which finding was raised with the client, in which brief, in which words (requirement 124)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from bot.domain.settling import is_raised


class How(StrEnum):
    """What became of a finding in a brief."""

    raised = "raised"
    in_person = "in person"
    held = "held back"


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding in a brief that was posted: its id, the words that the client got or was to be told, how, for
    what is held back the reason, which is the team's own, and the ids of the post-its that it rested on. A
    team edition.
    """

    finding: str
    heading: str
    words: str
    how: How
    reason: str = ""
    post_its: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As JSON can say it; it is kept sealed."""
        return asdict(self)

    @staticmethod
    def from_json(body: dict[str, Any]) -> "Entry":
        """What `to_json` wrote."""
        return Entry(**{**body, "how": How(body["how"]), "post_its": tuple(body["post_its"])})


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


@dataclass(frozen=True, slots=True)
class Now:
    """What could be raised today: its id, the heading it would stand under, its words as the client would get
    them, and the ids of the post-its that it rests on. A team edition.
    """

    finding: str
    heading: str
    words: str
    post_its: frozenset[str] = frozenset()


def lines(briefs: Sequence[tuple[int | None, Sequence[Entry]]], wall: Sequence[Now]) -> list[Line]:
    """The ledger of `briefs`, in the order of their days, beside the `wall` as it is. Sorted by heading, what
    was never raised first.

    What was raised while it was in no theme, or in one that has been grouped otherwise since, is told of
    the finding that most of its post-its are in now.
    """
    by_id = {one.finding: one for one in wall}
    homes = {post: one.finding for one in wall for post in one.post_its}

    def goes_on_as(entry: Entry) -> str:
        if entry.finding in by_id:
            return entry.finding
        now = Counter(homes[post] for post in sorted(entry.post_its) if post in homes)
        return now.most_common(1)[0][0] if now else entry.finding

    found: dict[str, list[tuple[int | None, Entry]]] = {one.finding: [] for one in wall}
    for day, entries in briefs:
        for entry in entries:
            found.setdefault(goes_on_as(entry), []).append((day, entry))
    made = []
    for finding, told in found.items():
        one = by_id.get(finding)
        # A bullet of the presentation is on no wall: it stands as it was raised last.
        heading = one.heading if one else told[-1][1].heading
        words = one.words if one else told[-1][1].words if is_raised(finding) else None
        made.append(Line(finding, heading, words, tuple(told)))
    order = {heading: at for at, heading in enumerate(dict.fromkeys(one.heading for one in wall))}
    return sorted(made, key=lambda line: (order.get(line.heading, len(order)), not line.never, line.finding))
