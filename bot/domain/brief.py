"""The brief: what the challenge manager and the lead peer tell the DASS at the end of a day (requirements
118-120), so that the presentation on the last day holds no surprise (requirement 124).

A brief is generic in its text. What is drafted here is `Brief[str]`, a team edition; only the gate turns it
into one of `ClientText`, which is what may be shown to the client.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from bot.domain.evidence import Kind, PostIt
from bot.domain.framework import Framework, Voice
from bot.domain.wall import GOOD, Column, GapKind, columns, gaps

#: Items shown of each kind under a theme heading; the rest are counted. Keeps it within five minutes aloud.
ITEMS = 4
#: Gaps shown.
GAPS = 6
#: Gaps that are the team's own business: said to the client they would sound like a hunt for faults.
_TEAMS_OWN = frozenset({GapKind.no_strength, GapKind.no_consideration})
#: Characters shown of one item.
ITEM_LENGTH = 240

Text_co = TypeVar("Text_co", bound=str, covariant=True)
Other = TypeVar("Other", bound=str)


@dataclass(frozen=True, slots=True)
class Items(Generic[Text_co]):
    """Some of what was found, and how many more there are."""

    shown: tuple[Text_co, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Heading(Generic[Text_co]):
    """One theme of the framework: its strengths (best practice among them) and areas for consideration."""

    theme: str
    strengths: Items[Text_co]
    considerations: Items[Text_co]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the team has come. `groups` has, for each wider group of people, how many source groups of it
    were heard: a source group itself is not named, since it may be one person (design: the gate).
    """

    post_its: int
    today: int
    unplaced: int
    groups: tuple[tuple[str, int], ...]

    @property
    def groups_heard(self) -> int:
        """How many source groups were heard."""
        return sum(count for _, count in self.groups)


@dataclass(frozen=True, slots=True)
class Brief(Generic[Text_co]):
    """The brief of one day. `day_number` is None for a day that is not on site."""

    council: str
    day: date
    day_number: int | None
    progress: Progress
    headings: tuple[Heading[Text_co], ...]
    questions: Items[Text_co]
    gaps: tuple[str, ...]
    more_gaps: int

    @property
    def empty(self) -> bool:
        """Whether the team has nothing to tell yet."""
        return self.progress.post_its == 0

    def map(self, change: Callable[[Text_co], Other]) -> "Brief[Other]":
        """The same brief with each piece of evidence passed through `change`."""

        def each(items: Items[Text_co]) -> Items[Other]:
            return Items(tuple(change(item) for item in items.shown), items.more)

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
        )


#: The wider group of a source group that the framework doesn't know.
OTHERS = "others"


def draft(
    framework: Framework, post_its: Sequence[PostIt], *, council: str, day: date, day_number: int | None
) -> Brief[str]:
    """The brief for `day` of what there is so far: the day's post-its and those of the days before."""
    so_far = [post_it for post_it in post_its if post_it.day <= day]
    wall = columns(framework, so_far)
    missing = [gap for gap in gaps(framework, wall) if gap.kind not in _TEAMS_OWN]
    headings = []
    for theme in framework.themes:
        mine = [column for column in wall if column.statement in theme.statements]
        headings.append(
            Heading(
                theme.name,
                _items(mine, GOOD, day),
                _items(mine, frozenset({Kind.consideration}), day),
            )
        )
    return Brief(
        council=council,
        day=day,
        day_number=day_number,
        progress=Progress(
            post_its=len(so_far),
            today=sum(post_it.day == day for post_it in so_far),
            unplaced=len(wall[-1].post_its),
            groups=_wider_groups(framework, so_far),
        ),
        headings=tuple(headings),
        questions=_items(wall, frozenset({Kind.question}), day),
        gaps=tuple(f"{gap.statement.name}: {gap.words}" for gap in missing[:GAPS]),
        more_gaps=max(0, len(missing) - GAPS),
    )


def _wider_groups(framework: Framework, post_its: Iterable[PostIt]) -> tuple[tuple[str, int], ...]:
    heard = {
        post_it.source_group.casefold(): post_it.source_group for post_it in post_its if post_it.source_group
    }
    found = [framework.group(name) for name in heard.values()]
    counted = Counter(
        OTHERS if group is None else group.wider
        for group in found
        if group is None or group.voice is not Voice.processes  # documents are read, not heard
    )
    return tuple(sorted(counted.items(), key=lambda item: (item[0] == OTHERS, -item[1], item[0])))


def _items(wall: Sequence[Column], kinds: frozenset[Kind], day: date) -> Items[str]:
    """Up to ITEMS texts of `kinds`, from each statement in turn so that none crowds out another: what is
    about one person's case last, the day's own first, then what has supporting evidence. Within that the
    order is that of the random ids.
    """
    queues = [
        sorted(
            (post_it for post_it in column.post_its if post_it.kind in kinds),
            key=lambda post_it: (
                _about_one_case(post_it),
                post_it.day != day,
                not post_it.supporting,
                post_it.id,
            ),
        )
        for column in wall
    ]
    rounds = max(map(len, queues), default=0)
    in_turn = [queue[turn].text for turn in range(rounds) for queue in queues if turn < len(queue)]
    unlike = list({" ".join(text.casefold().split()): text for text in reversed(in_turn)}.values())[::-1]
    return Items(tuple(shorten(text) for text in unlike[:ITEMS]), max(0, len(unlike) - ITEMS))


def _about_one_case(post_it: PostIt) -> bool:
    """Whether a number or an address of someone was hidden in it: it says little to the client."""
    return "[" in post_it.text


def shorten(text: str, length: int = ITEM_LENGTH) -> str:
    """`text`, cut at a word's end where it is longer than `length`."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[length // 2 :] else cut}…"


def to_json(brief: Brief[str]) -> dict[str, Any]:
    """A brief as JSON can say it."""
    return {**asdict(brief.map(str)), "day": brief.day.isoformat()}


def from_json(body: dict[str, Any]) -> Brief[str]:
    """The brief that `to_json` wrote."""

    def items(value: dict[str, Any]) -> Items[str]:
        return Items(tuple(value["shown"]), value["more"])

    progress = body["progress"]
    return Brief(
        council=body["council"],
        day=date.fromisoformat(body["day"]),
        day_number=body["day_number"],
        progress=Progress(
            progress["post_its"],
            progress["today"],
            progress["unplaced"],
            tuple((name, count) for name, count in progress["groups"]),
        ),
        headings=tuple(
            Heading(each["theme"], items(each["strengths"]), items(each["considerations"]))
            for each in body["headings"]
        ),
        questions=items(body["questions"]),
        gaps=tuple(body["gaps"]),
        more_gaps=body["more_gaps"],
    )
