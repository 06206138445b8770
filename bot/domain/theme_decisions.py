"""Themes as they stand, and what people do to them (requirements 90, 113-117).

What a person decided is never undone by grouping again: whoever decides on a theme has seen what is in it, so
its post-its are kept in it from then on, and its name stays. Each change adds an act, and the number of acts
is the version by which two who change the same theme at once find out.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.evidence import Kind
from bot.domain.themes import Decisions, Difference, Kept, Member, Theme, carried_on, difference

LABEL_LIMIT = 75
BULLET_LIMIT = 400
PROPOSAL_LIMIT = 400
#: Proposals that wait on one theme, at most.
PROPOSALS_LIMIT = 20


class Stage(StrEnum):
    """How far a theme has come: as the days pass, from issues to recommendations (requirement 116)."""

    issue = "issue"
    suggestion = "suggestion"
    recommendation = "recommendation"

    @property
    def words(self) -> str:
        """The stage as it is said to people."""
        return self.value.capitalize()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What someone on the team proposed for a theme; nobody's name is kept with it. One that a model drafted
    has the ids of the post-its that it `used`.
    """

    id: str
    text: str
    used: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A theme as it stands.

    `bullet` is a person's wording, or empty: then the draft stands. `decided`: people have decided something
    on it. `barred` are post-its that a person took out. `merged_into` is the id of the theme that took it in.
    `acts` say what was done to it, in order. `by_model`: the wording is a model's, which a person took.
    """

    theme: Theme
    acts: tuple[str, ...] = ()
    decided: bool = False
    barred: frozenset[str] = frozenset()
    bullet: str = ""
    stage: Stage = Stage.issue
    agreed: bool = False
    dropped: bool = False
    merged_into: str = ""
    proposals: tuple[Proposal, ...] = ()
    by_model: bool = False

    @property
    def id(self) -> str:
        """The theme's id, which stays while it is reworded and grows."""
        return self.theme.id

    @property
    def version(self) -> int:
        """How often it was changed."""
        return len(self.acts)

    @property
    def shown(self) -> bool:
        """Whether it is among the themes: neither dropped nor merged into another."""
        return not self.dropped and not self.merged_into

    @property
    def place(self) -> tuple[str, Kind | None]:
        """The statement and kind whose post-its it gathers."""
        return self.theme.statement, self.theme.kind

    def since(self, version: int) -> tuple[str, ...]:
        """What was done to it since it had this version, each sort of act once."""
        return tuple(dict.fromkeys(self.acts[version:]))

    def without(self, posts: Collection[str]) -> "Standing":
        """It without these post-its, which have gone elsewhere; nobody decided that, so it is no act."""
        if not set(posts) & {*self.theme.posts, *self.barred}:
            return self
        members = tuple(member for member in self.theme.members if member.id not in posts)
        return replace(self, theme=replace(self.theme, members=members), barred=self.barred.difference(posts))


def _act(standing: Standing, act: str, **changes: object) -> Standing:
    """`standing` after a person's act: what is in it is confirmed."""
    acted = replace(confirmed(standing), acts=(*standing.acts, act))
    return replace(acted, **changes)  # type: ignore[arg-type]  # the fields of a Standing


def reworded(
    standing: Standing, *, label: str | None = None, bullet: str | None = None, stage: Stage | None = None
) -> Standing:
    """With another name, wording or stage; None leaves each as it is. New words are to be agreed anew."""
    if label not in (None, standing.theme.label):
        standing = _act(standing, "renamed", agreed=False)
        standing = replace(standing, theme=replace(standing.theme, label=str(label)))
    if bullet not in (None, standing.bullet):
        standing = _act(standing, "reworded", bullet=bullet, agreed=False, by_model=False)
    if stage not in (None, standing.stage):
        standing = _act(standing, f"made a {stage}", stage=stage)
    return standing


def confirmed(standing: Standing) -> Standing:
    """Kept, with what is in it, because someone on the team backs it. Nothing of it is another."""
    members = tuple(replace(member, by_hand=True) for member in standing.theme.members)
    return replace(standing, theme=replace(standing.theme, members=members), decided=True)


def agreed(standing: Standing, bullet: str) -> Standing:
    """Agreed by the team, in these words."""
    return standing if standing.agreed else _act(standing, "agreed", agreed=True, bullet=bullet)


def dropped(standing: Standing) -> Standing:
    """Dropped: its post-its join no theme by themselves any more."""
    return _act(standing, "dropped", dropped=True, agreed=False)


def restored(standing: Standing, taken: Collection[str]) -> Standing:
    """Brought back; `taken` are the post-its that are in other themes by now."""
    return _act(standing.without(taken), "brought back", dropped=False)


def merged(into: Standing, other: Standing) -> tuple[Standing, Standing]:
    """`other`'s post-its, sub-topics and proposals in `into`, which keeps its name and wording; and what is
    left. The wording that somebody gave `other` is not lost: it is proposed.
    """
    if into.place != other.place or into.id == other.id:
        raise ValueError("only two themes of the same statement and kind can be merged")
    theme = replace(
        into.theme,
        topics=tuple(sorted({*into.theme.topics, *other.theme.topics})),
        members=(*into.theme.members, *other.theme.members),
    )
    wording = [Proposal(other.id, other.bullet)] if other.bullet else []
    together = _act(
        replace(into, theme=theme),
        "merged with another",
        barred=(into.barred | other.barred).difference(theme.posts),
        proposals=(*into.proposals, *wording, *other.proposals),
        agreed=False,
    )
    empty = replace(other.theme, members=())
    left = _act(replace(other, theme=empty), "merged into another", merged_into=into.id, agreed=False)
    return together, replace(left, proposals=(), barred=frozenset())


def taken_out(standing: Standing, posts: Collection[str]) -> tuple[Standing, tuple[Member, ...]]:
    """It without these post-its of its own, which never join it by themselves again; and those."""
    out = tuple(replace(member, by_hand=True) for member in standing.theme.members if member.id in posts)
    ids = {member.id for member in out}
    rest = standing.without(ids)
    return _act(rest, "some post-its moved out", barred=rest.barred | ids, agreed=False), out


def put_in(standing: Standing, members: Iterable[Member]) -> Standing:
    """It with these post-its too."""
    new = tuple(members)
    theme = replace(standing.theme, members=(*standing.theme.members, *new))
    ids = {member.id for member in new}
    return _act(replace(standing, theme=theme), "some post-its moved in", barred=standing.barred - ids)


def split_off(standing: Standing, new_id: str, label: str, members: tuple[Member, ...]) -> Standing:
    """A new theme of these post-its of `standing`'s."""
    theme = Theme(new_id, standing.theme.statement, standing.theme.kind, label, (), members)
    return _act(Standing(theme, stage=standing.stage), "split off")


def proposed(standing: Standing, proposal: Proposal) -> Standing:
    """With something proposed for it."""
    return _act(standing, "something was proposed", proposals=(*standing.proposals, proposal))


def settled(standing: Standing, proposal_id: str, *, taken: bool) -> Standing:
    """With a proposal taken as its wording, or put away."""
    found = next((one for one in standing.proposals if one.id == proposal_id), None)
    if found is None:
        return standing
    left = tuple(one for one in standing.proposals if one.id != proposal_id)
    if not taken:
        return _act(standing, "a proposal was put away", proposals=left)
    return _act(
        standing,
        "reworded as proposed",
        proposals=left,
        bullet=found.text,
        agreed=False,
        by_model=bool(found.used),
    )


def decisions(standings: Iterable[Standing]) -> Decisions:
    """What grouping must respect of them."""
    return Decisions(
        tuple(
            Kept(
                one.id,
                *one.place,
                label=one.theme.label,
                topics=frozenset(one.theme.topics),
                pinned=frozenset(member.id for member in one.theme.members if member.by_hand),
                barred=one.barred,
                dropped=one.dropped,
            )
            for one in standings
            if one.decided and not one.merged_into
        )
    )


@dataclass(frozen=True, slots=True)
class Regrouped:
    """What grouping again proposes: the themes as they would stand, the ids of those that would be gone, and
    the difference.
    """

    standings: tuple[Standing, ...]
    gone: tuple[str, ...]
    difference: Difference


def regrouped(standings: Sequence[Standing], themes: Sequence[Theme], new_ids: Iterable[str]) -> Regrouped:
    """What a grouping's `themes` make of `standings`: each goes on under its id, and what is new has one of
    `new_ids`.
    """
    live = [one for one in standings if one.shown]
    before = [one.theme for one in live]
    pairs: Mapping[int, int] = {new: old for old, new in carried_on(before, themes).items()}
    ids = iter(new_ids)
    after = []
    for place, theme in enumerate(themes):
        old = live[pairs[place]] if place in pairs else Standing(theme)
        after.append(replace(old, theme=replace(theme, id=old.id or next(ids))))
    found = difference(before, [one.theme for one in after])
    return Regrouped(tuple(after), tuple(theme.id for theme in found.gone), found)
