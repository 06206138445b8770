"""The brief: what the challenge manager and the lead peer tell the DASS at the end of a day (requirements
118-120), so that the presentation on the last day holds no surprise (requirement 124): what the team has
agreed first, then what emerges.

A brief is generic in its items. What is drafted here is `Brief[Finding]`, a team edition; only the gate
drafts one and turns it into one of `ClientText`, which is what may be shown to the client.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, time
from enum import StrEnum
from typing import Any, Generic, TypeVar

from bot.domain.evidence import Kind, Method, PostIt
from bot.domain.findings import Finding, Found
from bot.domain.framework import Framework
from bot.domain.wall import GOOD, Column, GapKind, columns, gaps

#: Items shown of each kind under a theme heading; the rest are counted. Keeps it within five minutes aloud.
ITEMS = 3
#: Gaps shown.
GAPS = 6
#: Gaps that may be told whoever was heard. That there is no strength, or no area for consideration, is the
#: team's own business: said to the client it would sound like a hunt for faults. What a statement's evidence
#: comes from tells who spoke about it.
HARMLESS_GAPS = frozenset({GapKind.nothing, GapKind.one_method})
#: In place of which statements lack it, where that could tell who spoke about the others.
MORE_LIVED_EXPERIENCE = "More from people who draw on care and support, and from carers"
#: Characters shown of one item.
ITEM_LENGTH = 240

Text_co = TypeVar("Text_co", covariant=True)
Other = TypeVar("Other")


@dataclass(frozen=True, slots=True)
class Items(Generic[Text_co]):
    """Some of what was found, what the team has not agreed yet apart as `emerging`, and how many more there
    are.
    """

    shown: tuple[Text_co, ...] = ()
    more: int = 0
    emerging: tuple[Text_co, ...] = ()

    @property
    def all(self) -> tuple[Text_co, ...]:
        """All that is said."""
        return (*self.shown, *self.emerging)


@dataclass(frozen=True, slots=True)
class Heading(Generic[Text_co]):
    """One theme of the framework: its strengths (best practice among them) and areas for consideration."""

    theme: str
    strengths: Items[Text_co]
    considerations: Items[Text_co]


class Stage(StrEnum):
    """Of what a day's brief speaks: the first of issues, the next of suggestions, the last of what the
    presentation will say.
    """

    issues = "issues"
    suggestions = "suggestions"
    messages = "messages"


def stage(day_number: int | None, days: int) -> Stage | None:
    """The stage of a day on site, of `days`; None for any other day."""
    if day_number is None:
        return None
    if day_number == days:
        return Stage.messages
    return Stage.issues if day_number == 1 else Stage.suggestions


@dataclass(frozen=True, slots=True)
class Sessions:
    """The timetable's interviews, groups and observations: how many were held, how many are planned in all,
    and when how many are on the next day on site (`tomorrow` None: there is none).
    """

    held: int
    planned: int
    tomorrow: tuple[int, time, time] | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the team has come. `today` counts what is first told on this day, and `read` what comes from
    documents. `people` has how many people were met, by the names that may be said of them; empty where
    nobody knows or they are too few.
    """

    post_its: int
    today: int
    unplaced: int
    read: int = 0
    people: tuple[tuple[str, int], ...] = ()
    sessions: Sessions | None = None

    @property
    def people_met(self) -> int:
        """How many people were met; 0 where that is not said."""
        return sum(count for _, count in self.people)


@dataclass(frozen=True, slots=True)
class Brief(Generic[Text_co]):
    """The brief of one day. `day_number` is None for a day that is not on site. `in_person` counts what is
    said in person and not written. `recommendations` are those of the last day. `to_present` are bullets of
    the presentation that the client is to hear before it.
    """

    council: str
    day: date
    day_number: int | None
    progress: Progress
    headings: tuple[Heading[Text_co], ...]
    questions: Items[Text_co]
    gaps: tuple[str, ...]
    more_gaps: int
    stage: Stage | None = None
    in_person: int = 0
    to_present: Items[Text_co] = Items()
    recommendations: Items[Text_co] = Items()

    @property
    def empty(self) -> bool:
        """Whether the team has nothing to tell yet."""
        return self.progress.post_its == 0

    def says_the_same(self, other: "Brief[Text_co] | None") -> bool:
        """Whether nothing but how far the timetable has come is different."""
        if other is None:
            return False
        one, another = (
            replace(each, progress=replace(each.progress, sessions=None)) for each in (self, other)
        )
        return one == another

    def map(self, change: Callable[[Text_co], Other]) -> "Brief[Other]":
        """The same brief with each piece of evidence passed through `change`."""

        def each(items: Items[Text_co]) -> Items[Other]:
            return Items(
                tuple(change(item) for item in items.shown),
                items.more,
                tuple(change(item) for item in items.emerging),
            )

        headings = tuple(
            Heading(one.theme, each(one.strengths), each(one.considerations)) for one in self.headings
        )
        return Brief(
            self.council,
            self.day,
            self.day_number,
            self.progress,
            headings,
            each(self.questions),
            self.gaps,
            self.more_gaps,
            self.stage,
            self.in_person,
            each(self.to_present),
            each(self.recommendations),
        )


def draft(
    framework: Framework,
    post_its: Sequence[PostIt],
    found: Sequence[Found],
    *,
    council: str,
    day: date,
    day_number: int | None,
    new: frozenset[str] = frozenset(),
    people: Sequence[tuple[str, int]] = (),
    tell_gaps: frozenset[GapKind] = HARMLESS_GAPS,
    sessions: Sessions | None = None,
    at_stage: Stage | None = None,
) -> Brief[Finding]:
    """The brief for `day` of `found`, which comes the most important first, and of the wall of `post_its` so
    far. `new` has the ids of those that the client is first told on this day; `people` and `tell_gaps` are
    what may be said of who was met, and of what is missing.
    """
    so_far = [post_it for post_it in post_its if post_it.day <= day]
    wall = columns(framework, so_far)
    advice = [one for one in found if one.recommended and at_stage is Stage.messages]
    rest = [one for one in found if one not in advice]
    headings = []
    for theme in framework.themes:
        keys = [statement.key for statement in theme.statements]
        headings.append(
            Heading(
                theme.name,
                _items(rest, keys, GOOD, new),
                _items(rest, keys, frozenset({Kind.consideration}), new),
            )
        )
    keys = [*(statement.key for statement in framework.statements), ""]
    questions = _items(rest, keys, frozenset({Kind.question}), new)
    missing = _missing(framework, wall, tell_gaps)
    return Brief(
        council=council,
        day=day,
        day_number=day_number,
        progress=Progress(
            post_its=len(so_far),
            today=sum(post_it.id in new for post_it in so_far),
            unplaced=len(wall[-1].post_its),
            read=sum(post_it.method is Method.read for post_it in so_far),
            people=tuple(people),
            sessions=sessions,
        ),
        headings=tuple(headings),
        # That a question emerges, or is agreed, makes no difference to who is to answer it.
        questions=Items(questions.all, questions.more),
        gaps=tuple(missing[:GAPS]),
        more_gaps=max(0, len(missing) - GAPS),
        stage=at_stage,
        recommendations=_items(advice, keys, frozenset(Kind), new),
    )


def _missing(framework: Framework, wall: Sequence[Column], tell: frozenset[GapKind]) -> list[str]:
    found = gaps(framework, wall)
    said = [f"{gap.statement.name}: {gap.words}" for gap in found if gap.kind in tell]
    untold = GapKind.no_lived_experience not in tell
    if untold and any(gap.kind is GapKind.no_lived_experience for gap in found):
        said.insert(0, MORE_LIVED_EXPERIENCE)
    return said


def _items(
    found: Sequence[Found], statements: Sequence[str], kinds: frozenset[Kind], new: frozenset[str]
) -> Items[Finding]:
    """Up to ITEMS findings of `kinds`: what is agreed first, then themes that emerge, then what is in none;
    of each, what is about one person's case last and what is new first, and from each of `statements` in
    turn so that none crowds out another.
    """
    mine = [one for one in found if one.kind in kinds and one.statement in statements]
    in_turn: list[Found] = []
    for agreed, single in ((True, False), (False, False), (False, True)):
        queues = [
            sorted(
                (one for one in mine if (one.statement, one.agreed, one.single) == (key, agreed, single)),
                key=lambda one: (_about_one_case(one), not one.post_its & new),
            )
            for key in statements
        ]
        rounds = max(map(len, queues), default=0)
        in_turn += [queue[turn] for turn in range(rounds) for queue in queues if turn < len(queue)]
    unlike = list({_folded(one): one for one in reversed(in_turn)}.values())[::-1]
    said = [(one.agreed, one.raised(shorten(one.finding.text))) for one in unlike[:ITEMS]]
    return Items(
        tuple(finding for agreed, finding in said if agreed),
        max(0, len(unlike) - ITEMS),
        tuple(finding for agreed, finding in said if not agreed),
    )


def _folded(found: Found) -> str:
    return " ".join(found.finding.text.casefold().split())


def _about_one_case(found: Found) -> bool:
    """Whether a number or an address of someone was hidden in it: it says little to the client."""
    return "[" in found.finding.text


def shorten(text: str, length: int = ITEM_LENGTH) -> str:
    """`text`, cut at a word's end where it is longer than `length`."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[length // 2 :] else cut}…"


def to_json(brief: Brief[Finding]) -> dict[str, Any]:
    """A brief as JSON can say it."""
    body = {**asdict(brief), "day": brief.day.isoformat()}
    sessions = brief.progress.sessions
    if sessions is not None and sessions.tomorrow is not None:
        number, start, end = sessions.tomorrow
        body["progress"]["sessions"]["tomorrow"] = [number, start.isoformat(), end.isoformat()]
    return body


def from_json(body: dict[str, Any]) -> Brief[Finding]:
    """The brief that `to_json` wrote."""

    def findings(several: Sequence[dict[str, Any]]) -> tuple[Finding, ...]:
        return tuple(Finding(**{**one, "post_its": tuple(one["post_its"])}) for one in several)

    def items(value: dict[str, Any]) -> Items[Finding]:
        return Items(findings(value["shown"]), value["more"], findings(value["emerging"]))

    progress = body["progress"]
    return Brief(
        council=body["council"],
        day=date.fromisoformat(body["day"]),
        day_number=body["day_number"],
        progress=Progress(
            progress["post_its"],
            progress["today"],
            progress["unplaced"],
            progress["read"],
            tuple((name, count) for name, count in progress["people"]),
            _sessions(progress.get("sessions")),
        ),
        headings=tuple(
            Heading(each["theme"], items(each["strengths"]), items(each["considerations"]))
            for each in body["headings"]
        ),
        questions=items(body["questions"]),
        gaps=tuple(body["gaps"]),
        more_gaps=body["more_gaps"],
        stage=Stage(body["stage"]) if body.get("stage") else None,
        in_person=body.get("in_person", 0),
        to_present=items(body["to_present"]),
        recommendations=items(body["recommendations"]),
    )


def _sessions(body: dict[str, Any] | None) -> Sessions | None:
    if body is None:
        return None
    tomorrow = body["tomorrow"]
    if tomorrow is not None:
        number, start, end = tomorrow
        tomorrow = (number, time.fromisoformat(start), time.fromisoformat(end))
    return Sessions(body["held"], body["planned"], tomorrow)
