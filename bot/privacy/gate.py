"""The gate: the one place where text of the team's becomes text that the client may see (design: promise 4).

`ClientText` can be made here only; what renders a client edition accepts nothing else. The finding is never
dropped, only what points to its source (requirement 109); how the numbers are kept from being subtracted is
in `bot.privacy.disclosure`.
"""

import json
import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar, final

from bot.domain import agenda, settling
from bot.domain import brief as briefs
from bot.domain.agenda import AS_IT_IS, Choice, Choices, Item
from bot.domain.brief import Brief, Items, Sessions, Stage
from bot.domain.challenge import USUAL_SMALLEST_GROUP, Role
from bot.domain.evidence import PostIt
from bot.domain.findings import Finding, Found
from bot.domain.framework import Framework
from bot.domain.met import Heard, Met
from bot.domain.presentation import Presentation
from bot.domain.settling import Matter
from bot.domain.wall import GapKind
from bot.privacy import disclosure
from bot.privacy.disclosure import Edition

if TYPE_CHECKING:
    from bot.privacy.deidentify import Deidentifier

Shuffled = TypeVar("Shuffled")

_PASSED = object()
#: What stands in the place of a room's name. A shorter "place" than this is hardly a name.
_A_PLACE, _SHORTEST_PLACE = "the venue", 4
#: But "G12" is one.
_CODE = re.compile(r"(?=.*\d)(?=.*[^\W\d_])\w{2,3}")
#: What parts a place from the building that it is in.
_PARTS = re.compile(r"[,;:/()@&\n]|\s[-–—]\s")
_APOSTROPHES = "'’‘ʼ`´"
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_DOUBLE = re.compile(r"[\"“”„‟«»‹›＂″‶‴❝❞〝〞〟「」『』]|&quot;")
_SINGLE = re.compile(r"(?<!\w)['‘’‚‛`´′]|['‘’‛`´′](?!\w)")
#: Without one of these, a mark after a word is an apostrophe: the carers' offer.
_OPENS = re.compile(r"(?<!\w)['‘‚‛`´′](?=\w)")


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
        parts = {part.strip() for place in places for part in _PARTS.split(place)}
        named = filter(lambda part: len(part) >= _SHORTEST_PLACE or _CODE.fullmatch(part), parts)
        # The longer one first: "Town Hall Annexe" is not to leave "Annexe" behind.
        rooms = sorted(named, key=len, reverse=True)
        any_room = "|".join(filter(None, map(_as_typed, rooms)))
        self._rooms = re.compile(rf"(?<!\w)(?:the )?(?:{any_room})(?!\w)", re.I) if any_room else None

    def pass_text(self, text: str, *, may_quote: bool = False) -> ClientText:
        """`text` for the client: de-identified once more, since a name may have come in by an edit, without
        the rooms of the timetable, and with no quotation marks, since a person's own words point to them,
        unless a second person approved the quote.
        """
        hidden = self._reader.mask(text).text
        if self._rooms is not None:
            hidden = self._rooms.sub(_A_PLACE, hidden)
        return ClientText(" ".join((hidden if may_quote else _unquoted(hidden)).split()), _PASSED)

    def pass_items(self, drafted: "Drafted") -> "tuple[ItemText, ...]":
        """What there is to decide of a draft, sorted by what it says so that the order tells nothing."""

        def passed(one: Item) -> "ItemText":
            choice = drafted.choices.get(one.finding.id, AS_IT_IS)
            said = agenda.reworded(one.finding, choice)
            return ItemText(
                one.finding.id,
                one.heading,
                self.pass_text(said.text, may_quote=said.may_quote),
                self.pass_text(one.finding.text, may_quote=one.finding.may_quote),
                choice,
                one.finding.post_its,
            )

        found = list(agenda.items(drafted.brief))
        headings = list(dict.fromkeys(one.heading for one in found))
        return tuple(sorted(map(passed, found), key=lambda one: (headings.index(one.heading), one.drafted)))

    def pass_brief(self, brief: Brief[Finding]) -> Brief[ClientText]:
        """The client edition of a brief. It has no author, session, time or job title to begin with; each
        list is shuffled, always in the same way for the same brief, so that its order tells nothing.
        """
        passed = brief.map(lambda finding: self.pass_text(finding.text, may_quote=finding.may_quote))

        def shuffled(items: Items[ClientText]) -> Items[ClientText]:
            return Items(_shuffle(items.shown), items.more, _shuffle(items.emerging))

        headings = tuple(
            replace(one, strengths=shuffled(one.strengths), considerations=shuffled(one.considerations))
            for one in passed.headings
        )
        return replace(
            passed,
            headings=headings,
            questions=shuffled(passed.questions),
            to_present=shuffled(passed.to_present),
            recommendations=shuffled(passed.recommendations),
        )

    def pass_presentation(self, presentation: Presentation[Finding]) -> Presentation[ClientText]:
        """The client edition of the slides and the report; its lists are shuffled as those of a brief are."""
        return presentation.map(
            lambda finding: self.pass_text(finding.text, may_quote=finding.may_quote),
            lambda points: _shuffle(points, lambda point: point.text),
        )


def _as_typed(place: str) -> str:
    """A pattern of a place's name as people type it: "committee room two", "St Johns Hall", "Rm 4"."""
    words = re.findall(rf"[\w{_APOSTROPHES}.]+", place)
    return r"[\s\-–]*".join(filter(None, map(_word_as_typed, words)))


def _word_as_typed(word: str) -> str:
    if word.isdecimal() and 1 <= int(word) <= len(_NUMBERS):
        return f"(?:{word}|{_NUMBERS[int(word) - 1]})"
    if word.casefold() in ("room", "rm"):
        return "(?:room|rm)"
    letters = [re.escape(char) for char in word if char not in _APOSTROPHES]
    return f"[{_APOSTROPHES}]?".join(letters)


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
    choices: Choices = field(default_factory=dict)

    @property
    def to_tell(self) -> Brief[Finding]:
        """The brief as it was decided."""
        return agenda.decided(self.brief, self.choices)

    @property
    def raised(self) -> Edition:
        """The edition without what is held back: to the client that stays new."""
        held = agenda.held_back(self.brief, self.choices)
        tells = {name: said for name, said in self.edition.post_its.items() if name not in held}
        since = {name: day for name, day in self.edition.since.items() if name not in held}
        return replace(self.edition, post_its=tells, since=since)

    def raising(self, matters: Iterable[Matter]) -> "Drafted":
        """The same with those of `matters` that the client is to hear before the presentation. One that rests
        on a post-it that waits for a later edition waits with it.
        """
        told = self.edition.post_its.keys()
        found = [
            Finding(one.words, id=settling.raised_as(one.id), post_its=tuple(sorted(one.post_its)))
            for one in matters
            if one.post_its <= told
        ]
        return replace(self, brief=replace(self.brief, to_present=Items(tuple(found))))

    def choosing(self, finding: str, choice: Choice) -> "Drafted":
        """The same with `choice` for a finding. Raises KeyError where it has no such finding."""
        rests = {one.finding.id: one.finding.post_its for one in agenda.items(self.brief)}
        choice = replace(choice, post_its=rests[finding])
        if choice.changes_nothing and finding not in self.choices:
            return self
        return replace(self, choices={**self.choices, finding: choice})

    def keeping(self, earlier: Iterable[Choices]) -> "Drafted":
        """The same with what was decided of its findings in earlier drafts, the latest decision last."""
        return replace(self, choices=agenda.still_stands(self.brief, earlier))

    def says_the_same(self, other: "Drafted") -> bool:
        """Whether nothing but the moment is different."""
        return self.brief.says_the_same(other.brief) and (
            self.edition.post_its,
            self.held,
            self.asks,
            self.choices,
        ) == (
            other.edition.post_its,
            other.held,
            other.asks,
            other.choices,
        )

    def to_json(self) -> dict[str, Any]:
        """As JSON can say it; it is kept sealed."""
        return {
            "brief": briefs.to_json(self.brief),
            "edition": self.edition.to_json(),
            "held": self.held,
            "asks": self.asks,
            "choices": {name: asdict(choice) for name, choice in self.choices.items()},
        }

    @staticmethod
    def from_json(body: dict[str, Any]) -> "Drafted":
        """What `to_json` wrote."""
        return Drafted(
            briefs.from_json(body["brief"]),
            Edition.from_json(body["edition"]),
            body["held"],
            body["asks"],
            {name: Choice.from_json(each) for name, each in body["choices"].items()},
        )


def draft_brief(
    framework: Framework,
    post_its: Sequence[PostIt],
    found: Sequence[Found],
    *,
    council: str,
    day: date,
    day_number: int | None,
    now: datetime,
    heard: Heard,
    last: Edition | None,
    smallest: int,
    sessions: Sessions | None = None,
    stage: Stage | None = None,
    told_before: frozenset[str] = frozenset(),
) -> Drafted:
    """Draft the brief for `day` as the client may get it after the edition `last` (None: it is the first), of
    the findings of `found` that may be told; of those of `told_before` (ids) it knows the very words.
    """
    so_far = [post_it for post_it in post_its if post_it.day <= day]
    released = disclosure.release(framework, so_far, last, heard, smallest)
    before = last.tables if last else ()
    table = disclosure.table(framework, heard.so_far, before, smallest) if heard.so_far else ()
    edition = disclosure.edition(framework, released, last, table, day=day, now=now)
    drafted = briefs.draft(
        framework,
        released.post_its,
        disclosure.may_be_told(found, released, told_before),
        council=council,
        day=day,
        day_number=day_number,
        # Not what was written today: the number would part those heard since the last edition by their days.
        new=frozenset(name for name, first in edition.since.items() if first == day),
        people=[(cell.name, cell.people) for cell in table],
        tell_gaps=_gaps_to_tell(framework, heard.so_far, smallest),
        sessions=sessions,
        at_stage=stage,
    )
    asks = heard.since is None and disclosure.new_in(edition, last)
    return Drafted(drafted, edition, released.held, asks)


def _gaps_to_tell(framework: Framework, met: Met | None, smallest: int) -> frozenset[GapKind]:
    """That one statement lacks the voice of lived experience tells that the others have it: only where
    enough such people were met, or none at all, may it be told by statement.
    """
    if met is None or 0 < met.with_lived_experience(framework) < smallest:
        return briefs.HARMLESS_GAPS
    return briefs.HARMLESS_GAPS | {GapKind.no_lived_experience}


@dataclass(frozen=True, slots=True)
class ItemText:
    """An item of a preview: the finding's id, its heading, its words as the client would get them and as they
    were drafted, what was decided of it, and the ids of the post-its that it rests on.
    """

    finding: str
    heading: str
    text: ClientText
    drafted: ClientText
    choice: Choice = AS_IT_IS
    post_its: tuple[str, ...] = ()

    @property
    def seen(self) -> str:
        """Tells the item from what it was before or becomes: who decides of it has seen this."""
        said = [self.drafted, self.text, self.choice.way, self.choice.reason]
        return sha256(json.dumps(said).encode()).hexdigest()[:12]

    @property
    def stale(self) -> bool:
        """Whether the finding itself was changed since it was reworded."""
        return self.choice.words is not None and self.choice.of != self.drafted


@dataclass(frozen=True, slots=True)
class Preview:
    """A brief as it would be posted, and where it stands. `meeting` is the DASS meeting's local time.
    `approved_by` are the roles that approved this very draft, `awaits` those that must still.
    """

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
    items: tuple[ItemText, ...] = ()
    approved_by: frozenset[Role] = frozenset()
    awaits: frozenset[Role] = frozenset()
    one_approves: bool = False
    direct: bool = False  # it goes to the challenge manager alone

    @property
    def waits(self) -> bool:
        """Whether something new is there to be approved."""
        return self.state != "cancelled" and not self.same_as_posted

    def posts(self, role: Role) -> bool:
        """Whether it is posted when someone of `role` approves it."""
        return role in self.awaits and (self.one_approves or self.awaits == {role})


def _shuffle(items: Sequence[Shuffled], text: Callable[[Shuffled], str] = str) -> tuple[Shuffled, ...]:
    # Sorted first: the order in which they came must not decide the order in which they leave.
    ordered = sorted(items, key=text)
    random.Random("\n".join(map(text, ordered))).shuffle(ordered)  # noqa: S311  # an order, not a secret
    return tuple(ordered)
