"""What people decide on themes: they reword, merge, split, move, drop and agree them; propose and back
(requirements 90, 113-117). Who may is in the role table.

Each is one change of the themes as they stand. Two who change the same theme at once: the second is told what
was done meanwhile, and nothing of the first is lost.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import theme_decisions as acts
from bot.domain.challenge import Action
from bot.domain.evidence import has_words, tidy
from bot.domain.theme_board import Card, on_wall
from bot.domain.theme_decisions import (
    BULLET_LIMIT,
    LABEL_LIMIT,
    PROPOSAL_LIMIT,
    PROPOSALS_LIMIT,
    Proposal,
    Stage,
    Standing,
)
from bot.domain.themes import Theme
from bot.domain.triangulation import Piece
from bot.errors import Refusal
from bot.privacy.answered import NO_ANSWERS
from bot.privacy.found import Answers
from bot.services.challenges import require
from bot.services.hiding import Hiding, Unsure
from bot.services.themes import pieces as all_pieces
from bot.themes.draft import draft
from db import challenges
from db import themes as stored
from db.challenges import OpenChallenge
from db.models import random_id

#: Where post-its are moved to that get a theme of their own, or none.
NEW, NOWHERE = "new", "-"


@dataclass(frozen=True, slots=True)
class Seen:
    """A theme, in the version that someone has seen."""

    theme_id: str
    version: int


class ThemeChanged(Refusal):
    """Nothing was done, because the theme is another by now; `theme_id` is the one to show instead."""

    def __init__(self, sentence: str, theme_id: str) -> None:
        super().__init__(sentence)
        self.theme_id = theme_id


async def _theme(
    session: AsyncSession, opened: OpenChallenge, theme_id: str, version: int | None
) -> tuple[Standing, list[Piece]]:
    """A theme that is changed in this transaction, as it stands, and the post-its of its statement. Raises
    ThemeChanged where it is not as it was in `version`.
    """
    await challenges.lock(session, opened.challenge.id)
    of = opened.challenge.id, opened.key
    found = await stored.one(session, *of, theme_id)
    if found is None:
        raise Refusal("That theme is gone: its post-its were grouped otherwise. Open the statement again.")
    if found.merged_into:
        raise ThemeChanged(
            "Nothing was done: it was merged into this theme meanwhile.", await _end(session, opened, found)
        )
    if version is not None and found.version != version:
        done = ", ".join(found.since(version))
        raise ThemeChanged(
            f"Nothing was done: meanwhile it was changed ({done}). It now stands so.", theme_id
        )
    pieces = await all_pieces(session, opened, found.theme.statement)
    return on_wall(found, pieces), pieces


async def _end(session: AsyncSession, opened: OpenChallenge, found: Standing) -> str:
    """The id of the theme that a merged one is part of by now."""
    while found.merged_into:
        into = await stored.one(session, opened.challenge.id, opened.key, found.merged_into)
        if into is None:
            return found.merged_into
        found = into
    return found.id


async def _keep(session: AsyncSession, opened: OpenChallenge, *standings: Standing) -> None:
    await stored.keep(session, opened.challenge.id, opened.key, standings)


def digest(text: str) -> str:
    """Tells what a form's field began with from what it is by now."""
    return sha256(text.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Edit:
    """What someone made of a theme's name, wording and stage. `began` are the digests of what each field of
    the form began with. It holds raw text: it is never stored, logged or queued.
    """

    label: str = field(repr=False)
    bullet: str = field(repr=False)
    stage: Stage
    began: Mapping[str, str]
    answers: Answers = NO_ANSWERS

    def said(self) -> dict[str, str]:
        """Each field as it would be stored, before anything is hidden."""
        return {"label": tidy(self.label), "bullet": tidy(self.bullet), "stage": self.stage.value}


def as_shown(card: Card) -> dict[str, str]:
    """What the fields of a theme's form begin with."""
    return {"label": card.label, "bullet": card.bullet, "stage": card.stage.value}


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody else changed the same `fields` meanwhile: nothing is stored. `theirs` is what stands, `mine`
    what this form changed.
    """

    fields: tuple[str, ...]
    theirs: Mapping[str, str]
    mine: Mapping[str, str] = field(repr=False)


async def edit(
    session: AsyncSession, opened: OpenChallenge, user: str, theme_id: str, edit: Edit
) -> Unsure | Clash | None:
    """Reword, rename or move on a theme. What others changed meanwhile stays; where it is the same field, it
    is for the second to say which of the two it is to be. None once it is stored.
    """
    require(opened, user, Action.decide_theme)
    said = edit.said()
    if not has_words(said["label"]):
        raise Refusal("Give the theme a name.", field="label")
    standing, pieces = await _theme(session, opened, theme_id, None)
    texts = {piece.post_it.id: piece.post_it.text for piece in pieces}
    drafted = draft(standing.theme, texts).text
    now = {
        "label": standing.theme.label,
        "bullet": standing.bullet or drafted,
        "stage": standing.stage.value,
    }
    mine = {name: text for name, text in said.items() if digest(text) != edit.began[name]}
    theirs = {name: text for name, text in now.items() if digest(text) != edit.began[name]}
    both = tuple(name for name, text in mine.items() if name in theirs and theirs[name] != text)
    if both:
        return Clash(both, now, mine)
    hide = Hiding(opened.reader, edit.answers)
    limits = {"label": LABEL_LIMIT, "bullet": BULLET_LIMIT}
    hidden = {name: hide(mine[name], limit, name) for name, limit in limits.items() if name in mine}
    unsure = hide.unsure()
    if unsure is not None:
        return unsure
    new = acts.reworded(
        standing,
        label=hidden.get("label"),
        bullet=hidden.get("bullet"),
        stage=Stage(mine["stage"]) if "stage" in mine else None,
    )
    await _keep(session, opened, new)
    return None


async def propose(
    session: AsyncSession,
    opened: OpenChallenge,
    user: str,
    theme_id: str,
    text: str,
    *,
    answers: Answers = NO_ANSWERS,
) -> Unsure | None:
    """Propose something for a theme. Nobody's name is kept with it."""
    require(opened, user, Action.back_theme)
    standing, _ = await _theme(session, opened, theme_id, None)
    if not has_words(tidy(text)):
        raise Refusal("Write what you propose.", field="proposal")
    if len(standing.proposals) >= PROPOSALS_LIMIT:
        raise Refusal(f"{PROPOSALS_LIMIT} proposals wait there already.", field="proposal")
    hide = Hiding(opened.reader, answers)
    hidden = hide(tidy(text), PROPOSAL_LIMIT, "proposal")
    unsure = hide.unsure()
    if unsure is not None:
        return unsure
    # The same once more, delivered or pressed again, is one proposal.
    if hidden not in {each.text for each in standing.proposals}:
        await _keep(session, opened, acts.proposed(standing, Proposal(random_id(), hidden)))
    return None


async def add_draft(
    session: AsyncSession, opened: OpenChallenge, user: str, theme_id: str, drafted: Proposal
) -> None:
    """Let what a model drafted wait as a proposal, marked as such."""
    require(opened, user, Action.decide_theme)
    standing, _ = await _theme(session, opened, theme_id, None)
    if len(standing.proposals) >= PROPOSALS_LIMIT:
        raise Refusal(f"{PROPOSALS_LIMIT} proposals wait there already.")
    if drafted.text not in {each.text for each in standing.proposals}:
        await _keep(session, opened, acts.proposed(standing, drafted))


async def settle(
    session: AsyncSession, opened: OpenChallenge, user: str, theme_id: str, proposal_id: str, *, taken: bool
) -> None:
    """Take a proposal as the theme's wording, or put it away."""
    require(opened, user, Action.decide_theme)
    standing, _ = await _theme(session, opened, theme_id, None)
    await _keep(session, opened, acts.settled(standing, proposal_id, taken=taken))


async def back(session: AsyncSession, opened: OpenChallenge, user: str, theme_id: str, *, yes: bool) -> None:
    """Back a theme, or not any more. Only how many do is ever shown."""
    require(opened, user, Action.back_theme)
    standing, _ = await _theme(session, opened, theme_id, None)
    if yes and not standing.decided:
        await _keep(session, opened, acts.confirmed(standing))
    await stored.back(session, opened.key, theme_id, user, yes=yes)


async def merge(session: AsyncSession, opened: OpenChallenge, user: str, seen: Seen, other_id: str) -> None:
    """Merge another theme of the same kind into this one."""
    require(opened, user, Action.decide_theme)
    if other_id == seen.theme_id:
        raise Refusal("Choose another theme.", field="other")
    standing, pieces = await _theme(session, opened, seen.theme_id, seen.version)
    other = await stored.one(session, opened.challenge.id, opened.key, other_id)
    if other is None or not other.shown or other.place != standing.place:
        raise Refusal("The other theme is not there any more. Choose again.", field="other")
    await _keep(session, opened, *acts.merged(standing, on_wall(other, pieces)))


async def move(
    session: AsyncSession,
    opened: OpenChallenge,
    user: str,
    seen: Seen,
    posts: Collection[str],
    *,
    to: str,
    name: str = "",
    answers: Answers = NO_ANSWERS,
) -> Unsure | None:
    """Move some of a theme's post-its to another theme's id, to a `NEW` one with this name, or `NOWHERE`."""
    require(opened, user, Action.decide_theme)
    standing, pieces = await _theme(session, opened, seen.theme_id, seen.version)
    left, members = acts.taken_out(standing, posts)
    if not members:
        raise Refusal("Tick the post-its that go elsewhere.", field="posts")
    if to == NOWHERE:
        await _keep(session, opened, left)
        return None
    if to == NEW:
        if not has_words(tidy(name)):
            raise Refusal("Give the new theme a name.", field="label")
        hide = Hiding(opened.reader, answers)
        label = hide(tidy(name), LABEL_LIMIT, "label")
        unsure = hide.unsure()
        if unsure is not None:
            return unsure
        await _keep(session, opened, left, acts.split_off(standing, random_id(), label, members))
        return None
    other = await stored.one(session, opened.challenge.id, opened.key, to)
    if other is None or not other.shown or other.place != standing.place or other.id == standing.id:
        raise Refusal("The other theme is not there any more. Choose again.", field="to")
    await _keep(session, opened, left, acts.put_in(on_wall(other, pieces), members))
    return None


async def _decide(
    session: AsyncSession,
    opened: OpenChallenge,
    user: str,
    seen: Seen,
    act: Callable[[Standing, Sequence[Piece]], Standing],
) -> None:
    require(opened, user, Action.decide_theme)
    standing, pieces = await _theme(session, opened, seen.theme_id, seen.version)
    await _keep(session, opened, act(standing, pieces))


async def agree(session: AsyncSession, opened: OpenChallenge, user: str, seen: Seen) -> None:
    """The team has agreed the theme in the words that it shows."""

    def act(standing: Standing, pieces: Sequence[Piece]) -> Standing:
        return acts.agreed(standing, standing.bullet or _drafted(standing.theme, pieces))

    await _decide(session, opened, user, seen, act)


def _drafted(theme: Theme, pieces: Sequence[Piece]) -> str:
    return draft(theme, {piece.post_it.id: piece.post_it.text for piece in pieces}).text


async def drop(session: AsyncSession, opened: OpenChallenge, user: str, seen: Seen) -> None:
    """Drop a theme: its post-its stay on the wall, and join none by themselves."""
    await _decide(session, opened, user, seen, lambda standing, _: acts.dropped(standing))


async def restore(session: AsyncSession, opened: OpenChallenge, user: str, seen: Seen) -> None:
    """Bring a dropped theme back, with those of its post-its that are in no other."""
    all_of_it = await stored.of(session, opened.challenge.id, opened.key)
    taken = {post for each in all_of_it if each.shown for post in each.theme.posts}
    await _decide(session, opened, user, seen, lambda standing, _: acts.restored(standing, taken))
