"""Themes: post-its of one statement and kind that say the same thing; what people decide is never undone.

A proposed theme comes from grouping (`bot.themes.group`). What people do to it (move, merge, split, name,
drop) becomes `Decisions`, and grouping again respects them and gives a `Difference` to accept.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.evidence import Kind, PostIt


class Contradiction(ValueError):
    """Decisions that can't all hold; `str()` says which, by ids."""


@dataclass(frozen=True, slots=True)
class Note:
    """What grouping needs of a post-it. `kind` is None where none is given: such notes are a kind of their
    own.
    """

    id: str
    text: str
    statement: str
    kind: Kind | None

    @classmethod
    def of(cls, post_it: PostIt) -> "Note | None":
        """The note of a post-it; None for one that is not yet placed under a statement."""
        if post_it.statement is None:
            return None
        return cls(post_it.id, post_it.text, post_it.statement, post_it.kind)


@dataclass(frozen=True, slots=True)
class Member:
    """A post-it in a theme: the words of it that put it there, or that a person did."""

    id: str
    because: tuple[str, ...] = ()
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme as it stands or is proposed. `id` is that of the kept theme it carries on, or empty. `topics`
    are keys of the sub-topics it gathers, none for one found by likeness alone. The most central member
    comes first.
    """

    id: str
    statement: str
    kind: Kind | None
    label: str
    topics: tuple[str, ...]
    members: tuple[Member, ...]

    @property
    def posts(self) -> tuple[str, ...]:
        """The ids of its post-its, the most central first."""
        return tuple(member.id for member in self.members)


@dataclass(frozen=True, slots=True)
class Grouping:
    """All post-its in themes, or not yet grouped: each in exactly one place."""

    themes: tuple[Theme, ...]
    ungrouped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A theme that people have decided something on, and so one that grouping again keeps.

    `pinned` are post-its that a person put there or confirmed, `barred` those that a person took out.
    `label` is a person's name for it, or empty. `topics` are the sub-topics whose new post-its join it:
    none for one that was split off, several for one that was merged. A `dropped` theme keeps its pinned
    post-its ungrouped.
    """

    id: str
    statement: str
    kind: Kind | None
    label: str = ""
    topics: frozenset[str] = frozenset()
    pinned: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people have decided. `together` and `apart` are pairs of post-its that must, or must not, share a
    theme; they say nothing where the two are of another statement or kind, or gone.
    """

    kept: tuple[Kept, ...] = ()
    together: frozenset[tuple[str, str]] = frozenset()
    apart: frozenset[tuple[str, str]] = frozenset()

    def check(self) -> None:
        """Raise Contradiction where they can't all hold."""
        if len({kept.id for kept in self.kept}) < len(self.kept):
            raise Contradiction("two kept themes have the same id")
        place = dict[str, str]()
        for kept in self.kept:
            if kept.pinned & kept.barred:
                raise Contradiction(f"{min(kept.pinned & kept.barred)} is both in and out of {kept.id}")
            for post in () if kept.dropped else kept.pinned:
                if place.setdefault(post, kept.id) != kept.id:
                    raise Contradiction(f"{post} is in two themes, {place[post]} and {kept.id}")
        joined = components(self.together)
        for post, theme in sorted(place.items()):
            # Whoever must be with a pinned post-it is where that is.
            if post in joined and place.setdefault(joined[post], theme) != theme:
                raise Contradiction(f"{post} is to be together with a post-it of another theme")
        for kept in self.kept:
            for post in sorted(kept.barred):
                if place.get(joined.get(post, post)) == kept.id:
                    raise Contradiction(
                        f"{post} is out of {kept.id}, and to be together with a post-it in it"
                    )
        for pair in self.apart:
            one, other = (joined.get(post, post) for post in pair)
            if one == other or (one in place and place[one] == place.get(other)):
                raise Contradiction(f"{' and '.join(pair)} are to be both together and apart")


def components(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For each id in `pairs` the least id that it is joined to, directly or by way of others."""
    root = dict[str, str]()

    def find(one: str) -> str:
        while root.setdefault(one, one) != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for one, other in pairs:
        first, second = sorted((find(one), find(other)))
        root[second] = first
    return {one: find(one) for one in list(root)}


@dataclass(frozen=True, slots=True)
class Change:
    """A theme that goes on otherwise: which post-its join it and which leave it, in a stable order."""

    before: Theme
    after: Theme
    joined: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def renamed(self) -> bool:
        """Whether its label is another."""
        return self.before.label != self.after.label


@dataclass(frozen=True, slots=True)
class Difference:
    """What grouping again would change. Themes that stay as they are are in none of the three."""

    new: tuple[Theme, ...]
    gone: tuple[Theme, ...]
    changed: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.changed)


def difference(before: Sequence[Theme], after: Sequence[Theme]) -> Difference:
    """What `after` changes of `before`. A theme goes on as the one of the same id, else as the one of the
    same statement and kind that it shares most post-its with.
    """
    pairs = carried_on(before, after)
    changed = []
    for old, new in pairs.items():
        one, other = before[old], after[new]
        joined, left = set(other.posts) - set(one.posts), set(one.posts) - set(other.posts)
        if joined or left or one.label != other.label:
            changed.append(Change(one, other, tuple(sorted(joined)), tuple(sorted(left))))
    taken = set(pairs.values())
    return Difference(
        new=tuple(theme for at, theme in enumerate(after) if at not in taken),
        gone=tuple(theme for at, theme in enumerate(before) if at not in pairs),
        changed=tuple(changed),
    )


def carried_on(before: Sequence[Theme], after: Sequence[Theme]) -> Mapping[int, int]:
    """Which of `before` goes on as which of `after`, by their places."""
    places = {theme.id: at for at, theme in enumerate(after) if theme.id}
    pairs = {at: places[theme.id] for at, theme in enumerate(before) if theme.id in places}
    homes = {post: at for at, theme in enumerate(after) for post in theme.posts}
    shared = dict[tuple[int, int], int]()
    for at, theme in enumerate(before):
        for post in theme.posts:
            home = homes.get(post)
            if home is not None and (theme.statement, theme.kind) == (
                after[home].statement,
                after[home].kind,
            ):
                shared[at, home] = shared.get((at, home), 0) + 1
    for (old, new), _ in sorted(shared.items(), key=lambda each: (-each[1], each[0])):
        if old not in pairs and new not in pairs.values():
            pairs[old] = new
    return dict(sorted(pairs.items()))
