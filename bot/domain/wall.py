"""The wall: all post-its under their statements, counted; and the gaps in it (requirements 90, 126, 127)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.evidence import Kind, Method, PostIt
from bot.domain.framework import Framework, Statement

#: What counts as saying something good (requirement 73: as much as what could be better).
GOOD = frozenset({Kind.strength, Kind.best_practice})

#: From this many post-its on, evidence from one side only is worth pointing out.
ONE_SIDED_FROM = 3


@dataclass(frozen=True, slots=True)
class Column:
    """One statement's part of the wall; `statement` is None for what is not yet placed."""

    statement: Statement | None
    post_its: tuple[PostIt, ...]

    @property
    def counts(self) -> Counter[Kind]:
        """How many post-its there are of each kind."""
        return Counter(post_it.kind for post_it in self.post_its)

    @property
    def methods(self) -> Counter[Method]:
        """How many were read, heard and seen."""
        return Counter(post_it.method for post_it in self.post_its)

    @property
    def groups(self) -> frozenset[str]:
        """The source groups heard, by name."""
        return frozenset(post_it.source_group for post_it in self.post_its if post_it.source_group)


def columns(framework: Framework, post_its: Iterable[PostIt]) -> tuple[Column, ...]:
    """The wall: a column a statement in the framework's order, then the unplaced, each in a stable order.

    The order within a column is that of the random ids, so it says nothing of when a post-it was written.
    """
    by_statement: dict[str | None, list[PostIt]] = {None: []}
    for post_it in sorted(post_its, key=lambda one: one.id):
        by_statement.setdefault(post_it.statement, []).append(post_it)
    placed = (Column(each, tuple(by_statement.get(each.key, ()))) for each in framework.statements)
    return (*placed, Column(None, tuple(by_statement[None])))


class GapKind(StrEnum):
    """What is missing under a statement; in the order of how much it matters."""

    nothing = "nothing"
    no_lived_experience = "no_lived_experience"
    one_source = "one_source"
    one_method = "one_method"
    no_strength = "no_strength"
    no_consideration = "no_consideration"


_GAP_WORDS = {
    GapKind.nothing: "no evidence yet",
    GapKind.no_lived_experience: "nothing yet from people who draw on care and support, or from carers",
    GapKind.one_source: "evidence from one source only",
    GapKind.one_method: "evidence of one sort only",
    GapKind.no_strength: "no strength noted yet",
    GapKind.no_consideration: "no area for consideration noted yet",
}


def words_of(kind: GapKind) -> str:
    """A sort of gap in words, without the statement's name."""
    return _GAP_WORDS[kind]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing under a statement."""

    statement: Statement
    kind: GapKind

    @property
    def words(self) -> str:
        """The gap in words, without the statement's name."""
        return words_of(self.kind)


def gaps(framework: Framework, wall: Sequence[Column]) -> tuple[Gap, ...]:
    """What is missing, what matters most first (requirement 127: no, one-sided or single-source evidence)."""
    found = [
        Gap(column.statement, kind)
        for column in wall
        if column.statement is not None
        for kind in _missing(framework, column)
    ]
    order = list(GapKind)
    return tuple(sorted(found, key=lambda gap: order.index(gap.kind)))


def _missing(framework: Framework, column: Column) -> list[GapKind]:
    if not column.post_its:
        return [GapKind.nothing]
    missing = []
    groups = [framework.group(name) for name in column.groups]
    if not any(group is not None and group.lived_experience for group in groups):
        missing.append(GapKind.no_lived_experience)
    if len(column.post_its) >= ONE_SIDED_FROM:
        if len(column.groups) == 1:
            missing.append(GapKind.one_source)
        elif len(column.methods) == 1:
            missing.append(GapKind.one_method)
        if not any(column.counts[kind] for kind in GOOD):
            missing.append(GapKind.no_strength)
        if not column.counts[Kind.consideration]:
            missing.append(GapKind.no_consideration)
    return missing
