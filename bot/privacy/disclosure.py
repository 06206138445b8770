"""Statistical disclosure control for what the client is told: no group of fewer than *k* people is named, and
no two editions can be subtracted to isolate fewer than *k* (design: promise 4).

The client wrote the timetable: it knows who was heard by when (trap T3). What it must not learn is which of
them a finding came from. So what is new in an edition may only be told once at least *k* people were heard
since the edition before, and the numbers of people are published in cells of at least *k* that, between any
two editions, stay as they were or change by at least *k*.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.domain.evidence import Method, PostIt, words_seen
from bot.domain.findings import Found
from bot.domain.framework import Framework, SourceGroup
from bot.domain.met import Heard, Met, Told

#: What those are called whose wider group is too small to be named, too.
OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of people as it is published, of these source groups: keys; None for those of no known one."""

    name: str
    groups: frozenset[str | None]
    people: int


Table = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """What a client edition was made of: as of when, of which post-its, as `told_as` has them by id, and on
    which day each was first told so; when the client was last told anything new, by theme; and the tables of
    people of this one and of all before it, the newest last. It is kept sealed.
    """

    at: datetime
    post_its: Mapping[str, str]
    since: Mapping[str, date] = field(default_factory=dict)
    told: Told = field(default_factory=dict)
    tables: tuple[Table, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As JSON can say it."""
        tables = [[[cell.name, sorted(cell.groups, key=str), cell.people] for cell in t] for t in self.tables]
        return {
            "at": self.at.isoformat(),
            "post_its": dict(self.post_its),
            "since": {name: day.isoformat() for name, day in self.since.items()},
            "told": {name: at.isoformat() for name, at in self.told.items()},
            "tables": tables,
        }

    @staticmethod
    def from_json(body: Mapping[str, Any]) -> "Edition":
        """The edition that `to_json` wrote."""
        tables = tuple(
            tuple(Cell(name, frozenset(groups), people) for name, groups, people in table)
            for table in body["tables"]
        )
        told = {name: datetime.fromisoformat(at) for name, at in body["told"].items()}
        since = {name: date.fromisoformat(day) for name, day in body["since"].items()}
        return Edition(datetime.fromisoformat(body["at"]), body["post_its"], since, told, tables)


def told_as(framework: Framework, post_it: PostIt) -> str:
    """What of a post-it the client is told: its words, as what, and under which theme. Of other words, as
    another kind or under another theme it says something new.
    """
    return f"{_theme_of(framework, post_it)} {post_it.kind} {words_seen(post_it)}"


def _theme_of(framework: Framework, post_it: PostIt) -> str:
    return framework.theme_of(post_it.statement).key if post_it.statement else ""


def edition(
    framework: Framework, released: "Release", last: Edition | None, table: Table, *, day: date, now: datetime
) -> Edition:
    """What a client edition of `day`, made at `now`, is made of: what was released, after `last`."""
    told = last.post_its if last else {}
    since = last.since if last else {}
    tells = {post_it.id: told_as(framework, post_it) for post_it in released.post_its}
    before = last.tables if last else ()
    return Edition(
        now,
        tells,
        {name: since[name] if told.get(name) == said else day for name, said in tells.items()},
        {**(last.told if last else {}), **dict.fromkeys(released.told, now)},
        (*before, table) if table and table not in before else before,
    )


def new_in(one: Edition, last: Edition | None) -> bool:
    """Whether an edition tells anything that the one before it did not."""
    told = last.post_its if last else {}
    return any(told.get(name) != said for name, said in one.post_its.items())


@dataclass(frozen=True, slots=True)
class Release:
    """The post-its that an edition may be made of, how many wait for a later one, and the themes (by key, ""
    for all) of which nothing waits.
    """

    post_its: tuple[PostIt, ...]
    held: int
    told: frozenset[str]


def release(
    framework: Framework,
    post_its: Sequence[PostIt],
    last: Edition | None,
    heard: Heard,
    smallest: int,
) -> Release:
    """What may be told now, of all `post_its`, after the edition `last`. Where nobody knows how many people
    were heard, everything: the challenge manager is asked before it is posted.

    What is new waits while fewer than `smallest` people were heard since anything new was told; and what is
    placed under a theme while the timetable points to only a few people who can have spoken about it since
    anything new was told of that. What was read names nobody who spoke, so it never waits; nor does what was
    told before, in these words, as this kind and under this theme. The finding is never dropped: it is in the
    first edition before which enough were heard.
    """
    themes = frozenset(theme.key for theme in framework.themes)
    if heard.since is None:
        return Release(tuple(post_its), 0, themes | {""})
    may_tell = frozenset[str]()
    if heard.since >= smallest:
        may_tell = frozenset({""} | {key for key in themes if not 0 < heard.by_theme.get(key, 0) < smallest})
    told = last.post_its if last else {}
    kept = tuple(
        one
        for one in post_its
        if told.get(one.id) == told_as(framework, one)
        or one.method is Method.read
        or _theme_of(framework, one) in may_tell
    )
    return Release(kept, len(post_its) - len(kept), may_tell)


def may_be_told(
    found: Iterable[Found], released: Release, told_before: Set[str] = frozenset()
) -> list[Found]:
    """The findings that an edition of what was `released` may have: those whose words come from nothing else,
    and those of `told_before` (ids), which the client knows in these words.
    """
    ids = frozenset(post_it.id for post_it in released.post_its)
    return [one for one in found if one.id in told_before or (one.post_its & ids and one.used <= ids)]


def table(framework: Framework, met: Met, before: Sequence[Table], smallest: int) -> Table:
    """The people met as they may be published: source groups of at least `smallest` by name, the rest of a
    wider group together, and what is left as "others"; coarser, or as it was before, where two editions
    could otherwise be subtracted. Empty where fewer than `smallest` were met.
    """
    for named in (_large(framework, met, smallest), ()):
        cells = _cells(framework, met, named, smallest)
        if _apart(cells, before, smallest):
            return cells
    everyone = (Cell(OTHERS, frozenset(met.by_group), met.total),) if met.total >= smallest else ()
    if _apart(everyone, before, smallest):
        return everyone
    return before[-1]


def _large(framework: Framework, met: Met, smallest: int) -> tuple[SourceGroup, ...]:
    return tuple(group for group in framework.groups if met.by_group.get(group.key, 0) >= smallest)


def _cells(framework: Framework, met: Met, named: Iterable[SourceGroup], smallest: int) -> Table:
    """`named` groups each in a cell of their own and the others of their wider group in one; a cell that is
    too small takes in its smallest neighbour, so that it can't be found by taking the others away.
    """
    by_name = {group.key: group for group in named}
    cells: list[Cell] = []
    left: set[str | None] = set()
    widers = dict.fromkeys(group.wider for group in framework.groups)
    for wider in widers:
        mine = [group for group in framework.groups if group.wider == wider and met.by_group.get(group.key)]
        apart = sorted(
            (group for group in mine if group.key in by_name),
            key=lambda group: (met.by_group[group.key], group.key),
        )
        rest: set[str | None] = {group.key for group in mine if group.key not in by_name}
        while rest and apart and _people(met, rest) < smallest:
            rest.add(apart.pop(0).key)
        cells += [Cell(group.name, frozenset({group.key}), met.by_group[group.key]) for group in apart]
        if _people(met, rest) >= smallest:
            cells.append(Cell(f"other {wider}" if apart else wider, frozenset(rest), _people(met, rest)))
        else:
            left |= rest
    left |= {key for key, people in met.by_group.items() if people and _unknown(framework, key)}
    cells.sort(key=lambda cell: (-cell.people, cell.name))
    while left and cells and _people(met, left) < smallest:
        left |= cells.pop().groups
    if _people(met, left) >= smallest:
        cells.append(Cell(OTHERS, frozenset(left), _people(met, left)))
    return tuple(cells)


def _unknown(framework: Framework, key: str | None) -> bool:
    return key is None or framework.group(key) is None


def _people(met: Met, keys: Iterable[str | None]) -> int:
    return sum(met.by_group.get(key, 0) for key in keys)


def _apart(cells: Table, before: Iterable[Table], smallest: int) -> bool:
    """Whether no number of fewer than `smallest` people is had by taking one of these tables from another."""
    return all(
        difference == 0 or abs(difference) >= smallest
        for earlier in before
        for difference in differences(earlier, cells)
    )


def differences(earlier: Table, later: Table) -> list[int]:
    """All that subtracting one table from the other gives: the cells that overlap, taken together, must speak
    of the same groups on both sides; each such set gives one number.
    """
    unions: list[tuple[frozenset[str | None], int]] = []
    signed = [(cell.groups, -cell.people) for cell in earlier]
    signed += [(cell.groups, cell.people) for cell in later]
    for groups, people in signed:
        touching = [union for union in unions if union[0] & groups]
        unions = [union for union in unions if not union[0] & groups]
        together = frozenset().union(groups, *(union[0] for union in touching))
        unions.append((together, people + sum(union[1] for union in touching)))
    return [people for _, people in unions]
