"""The gate: the one place where text of the team's becomes text that the client may see (design: promise 4).

`ClientText` can be made here only; what renders a client edition accepts nothing else. The finding is never
dropped, only what points to its source (requirement 109); how the numbers are kept from being subtracted is
in `bot.privacy.disclosure`.
"""

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, TypeVar, final

from bot.domain import brief as briefs
from bot.domain.brief import Brief, Finding, Items
from bot.domain.challenge import USUAL_SMALLEST_GROUP
from bot.domain.evidence import PostIt
from bot.domain.framework import Framework
from bot.domain.met import Heard, Met
from bot.domain.presentation import Presentation
from bot.domain.wall import GapKind
from bot.privacy import disclosure
from bot.privacy.disclosure import Edition

if TYPE_CHECKING:
    from bot.privacy.deidentify import Deidentifier

Item = TypeVar("Item")

_PASSED = object()
#: What stands in the place of a room's name. A shorter "place" than this is hardly a name.
_A_PLACE, _SHORTEST_PLACE = "the venue", 4
_DOUBLE = re.compile(r"[\"“”„«»‟]")
_SINGLE = re.compile(r"(?<!\w)['‘’]|['‘’](?!\w)")
#: Without one of these, a mark after a word is an apostrophe: the carers' offer.
_OPENS = re.compile(r"(?<!\w)['‘](?=\w)")


@final
class ClientText(str):
    """Text that has passed the gate. Calling it anywhere else raises TypeError."""

    __slots__ = ()

    def __new__(cls, text: str, passed: object = None) -> "ClientText":
        if passed is not _PASSED:
            raise TypeError("client text is made by the gate only")
        return super().__new__(cls, text)


def has_quotation(text: str) -> bool:
    """Whether there are quotation marks in `text` that the gate would take out."""
    return _unquoted(text) != text


def _unquoted(text: str) -> str:
    text = _DOUBLE.sub("", text)
    return _SINGLE.sub("", text) if _OPENS.search(text) else text


class Gate:
    """The gate of one challenge. It knows its de-identifier, and its `places`: the rooms of the timetable, as
    written there, of which each leads to who sat in it.
    """

    def __init__(self, reader: "Deidentifier", places: Iterable[str] = ()) -> None:
        self._reader = reader
        parts = {part.strip() for place in places for part in re.split(r"[,;/()]", place)}
        # The longer one first: "Town Hall Annexe" is not to leave "Annexe" behind.
        rooms = sorted(filter(lambda part: len(part) >= _SHORTEST_PLACE, parts), key=len, reverse=True)
        any_room = "|".join(map(re.escape, rooms))
        self._rooms = re.compile(rf"(?<!\w)(?:the )?(?:{any_room})(?!\w)", re.I) if rooms else None

    def pass_text(self, text: str, *, may_quote: bool = False) -> ClientText:
        """`text` for the client: de-identified once more, since a name may have come in by an edit, without
        the rooms of the timetable, and with no quotation marks, since a person's own words point to them,
        unless a second person approved the quote.
        """
        hidden = self._reader.mask(text).text
        if self._rooms is not None:
            hidden = self._rooms.sub(_A_PLACE, hidden)
        return ClientText(" ".join((hidden if may_quote else _unquoted(hidden)).split()), _PASSED)

    def pass_brief(self, brief: Brief[Finding]) -> Brief[ClientText]:
        """The client edition of a brief. It has no author, session, time or job title to begin with; each
        list is shuffled, always in the same way for the same brief, so that its order tells nothing.
        """
        passed = brief.map(lambda finding: self.pass_text(finding.text, may_quote=finding.may_quote))

        def shuffled(items: Items[ClientText]) -> Items[ClientText]:
            return Items(_shuffle(items.shown), items.more)

        headings = tuple(
            replace(one, strengths=shuffled(one.strengths), considerations=shuffled(one.considerations))
            for one in passed.headings
        )
        return replace(passed, headings=headings, questions=shuffled(passed.questions))

    def pass_presentation(self, presentation: Presentation[Finding]) -> Presentation[ClientText]:
        """The client edition of the slides and the report; its lists are shuffled as those of a brief are."""
        return presentation.map(
            lambda finding: self.pass_text(finding.text, may_quote=finding.may_quote),
            lambda points: _shuffle(points, lambda point: point.text),
        )


@dataclass(frozen=True, slots=True)
class Drafted:
    """A brief as it was drafted for the client, still to be passed: what it was made of, and how many
    post-its wait for the next edition. `asks` where nobody knows how many people were heard since the last
    edition, and something in it is new: the challenge manager must say so before it is posted.
    """

    brief: Brief[Finding]
    edition: Edition
    held: int = 0
    asks: bool = False

    def says_the_same(self, other: "Drafted") -> bool:
        """Whether nothing but the moment is different."""
        return (self.brief, self.edition.post_its, self.held, self.asks) == (
            other.brief,
            other.edition.post_its,
            other.held,
            other.asks,
        )

    def to_json(self) -> dict[str, Any]:
        """As JSON can say it; it is kept sealed."""
        return {
            "brief": briefs.to_json(self.brief),
            "edition": self.edition.to_json(),
            "held": self.held,
            "asks": self.asks,
        }

    @staticmethod
    def from_json(body: dict[str, Any]) -> "Drafted":
        """What `to_json` wrote."""
        return Drafted(
            briefs.from_json(body["brief"]), Edition.from_json(body["edition"]), body["held"], body["asks"]
        )


def draft_brief(
    framework: Framework,
    post_its: Sequence[PostIt],
    *,
    council: str,
    day: date,
    day_number: int | None,
    now: datetime,
    heard: Heard,
    last: Edition | None,
    smallest: int,
) -> Drafted:
    """Draft the brief for `day` as the client may get it after the edition `last` (None: it is the first)."""
    so_far = [post_it for post_it in post_its if post_it.day <= day]
    released = disclosure.release(framework, so_far, last, heard, smallest)
    before = last.tables if last else ()
    table = disclosure.table(framework, heard.so_far, before, smallest) if heard.so_far else ()
    drafted = briefs.draft(
        framework,
        released.post_its,
        council=council,
        day=day,
        day_number=day_number,
        people=[(cell.name, cell.people) for cell in table],
        tell_gaps=_gaps_to_tell(framework, heard.so_far, smallest),
    )
    ids = frozenset(post_it.id for post_it in released.post_its)
    told = last.post_its if last else frozenset()
    edition = Edition(
        now,
        ids,
        {**(last.told if last else {}), **dict.fromkeys(released.told, now)},
        (*before, table) if table and table not in before else before,
    )
    return Drafted(drafted, edition, released.held, asks=heard.since is None and bool(ids - told))


def _gaps_to_tell(framework: Framework, met: Met | None, smallest: int) -> frozenset[GapKind]:
    """That one statement lacks the voice of lived experience tells that the others have it: only where
    enough such people were met, or none at all, may it be told by statement.
    """
    if met is None or 0 < met.with_lived_experience(framework) < smallest:
        return briefs.HARMLESS_GAPS
    return briefs.HARMLESS_GAPS | {GapKind.no_lived_experience}


@dataclass(frozen=True, slots=True)
class Preview:
    """A brief as it would be posted, and where it stands. `meeting` is the DASS meeting's local time."""

    challenge_id: str
    brief_id: str
    revision: int
    state: str
    brief: Brief[ClientText]
    posted_before: bool  # an earlier draft of this day's brief is in the channel: posting replaces it
    same_as_posted: bool
    meeting: time | None
    smallest: int = USUAL_SMALLEST_GROUP.people
    held: int = 0  # post-its that wait for the next edition
    asks: bool = False  # how many people were heard is not known: it is asked before it is posted


def _shuffle(items: Sequence[Item], text: Callable[[Item], str] = str) -> tuple[Item, ...]:
    # Sorted first: the order in which they came must not decide the order in which they leave.
    ordered = sorted(items, key=text)
    random.Random("\n".join(map(text, ordered))).shuffle(ordered)  # noqa: S311  # an order, not a secret
    return tuple(ordered)
