"""Themes, grouped and looked at (requirements 90, 113-117). Deciding on them: `theme_decisions`.

Grouping takes long where there is much, so it is done in a thread, between a transaction that reads what
there is (`material`) and one that stores what came of it, if all is still as it was.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from itertools import repeat

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import glossary as glossaries
from bot.domain import theme_decisions as acts
from bot.domain.challenge import Action
from bot.domain.framework import Statement
from bot.domain.theme_board import Board, board, on_wall
from bot.domain.theme_decisions import Regrouped, Standing
from bot.domain.themes import Difference, Note
from bot.domain.triangulation import Piece
from bot.errors import Refusal
from bot.services.challenges import require
from bot.themes.draft import draft
from db import challenges, evidence
from db import themes as stored
from db.challenges import OpenChallenge
from db.models import random_id


def statement_of(opened: OpenChallenge, text: str) -> Statement:
    """The statement that someone means by `text`: its key, name, short name, or the beginning of one."""
    wanted = " ".join(text.casefold().split())
    names = [
        (statement, [statement.key, statement.name, statement.short, *statement.aliases])
        for statement in opened.framework.statements
    ]
    for fits in (str.__eq__, str.startswith):
        found = [one for one, mine in names if any(fits(name.casefold(), wanted) for name in mine)]
        if len(found) == 1:
            return found[0]
    known = ", ".join(f"`{each.key}`" for each in opened.framework.statements)
    raise Refusal(f"I don't know that statement. After `/themes` goes one of {known}, or nothing.")


# Looking


async def pieces(session: AsyncSession, opened: OpenChallenge, statement: str | None = None) -> list[Piece]:
    """All post-its, or a statement's, each with the tag of the session that it came from."""
    keys = tuple(opened.plan.sessions) if opened.plan else ()
    return await evidence.pieces(session, opened.challenge.id, opened.key, statement, sessions=keys)


async def look(session: AsyncSession, opened: OpenChallenge, user: str, statement: Statement) -> Board:
    """A statement's themes as they stand."""
    require(opened, user, Action.read_wall)
    return await _board(session, opened, statement)


async def _board(session: AsyncSession, opened: OpenChallenge, statement: Statement) -> Board:
    of = opened.challenge.id, opened.key, statement.key
    standings = await stored.of(session, *of)
    return board(
        opened.framework,
        statement,
        await pieces(session, opened, statement.key),
        standings,
        backed=await stored.backed(session, [each.id for each in standings]),
        drafter=lambda theme, texts: draft(theme, texts).text,
    )


async def all_boards(session: AsyncSession, opened: OpenChallenge) -> tuple[Board, ...]:
    """Every statement's themes, in the framework's order."""
    return tuple([await _board(session, opened, statement) for statement in opened.framework.statements])


async def statement_with(session: AsyncSession, opened: OpenChallenge, theme_id: str) -> Statement:
    """The statement of a theme. Raises Refusal where there is no such theme any more."""
    found = await stored.one(session, opened.challenge.id, opened.key, theme_id)
    if found is None:
        raise Refusal("That theme is gone: its post-its were grouped otherwise. Open the statement again.")
    return opened.framework.statement(found.theme.statement)


async def backs(session: AsyncSession, opened: OpenChallenge, user: str, theme_id: str) -> bool:
    """Whether `user` backs a theme; for their own eyes."""
    return await stored.backs(session, opened.key, theme_id, user)


# Grouping


@dataclass(frozen=True, slots=True)
class Material:
    """What grouping a statement's post-its needs, and whether anything of it has changed since."""

    framework: str
    statement: Statement
    notes: tuple[Note, ...]
    standings: tuple[Standing, ...]

    @property
    def begun(self) -> bool:
        """Whether its post-its were grouped before."""
        return bool(self.standings)


async def material(session: AsyncSession, opened: OpenChallenge, statement: Statement) -> Material:
    """All that is needed, so that the grouping can go on in a thread."""
    of = opened.challenge.id, opened.key, statement.key
    found = await pieces(session, opened, statement.key)
    standings = await stored.of(session, *of)
    notes = filter(None, (Note.of(piece.post_it) for piece in found))
    on = tuple(on_wall(each, found) for each in standings)
    return Material(opened.framework.key, statement, tuple(notes), on)


def grouped(of: Material) -> Regrouped:
    """What grouping makes of it. Takes up to a second for a few hundred post-its, and no session."""
    from bot.themes.group import group

    themes = group(of.notes, glossaries.load(of.framework), acts.decisions(of.standings)).themes
    return acts.regrouped(of.standings, themes, (random_id() for _ in repeat(None)))


async def begin(session: AsyncSession, opened: OpenChallenge, was: Material, found: Regrouped) -> None:
    """Let a statement's first grouping stand, unless another was quicker."""
    await challenges.lock(session, opened.challenge.id)
    of = opened.challenge.id, opened.key
    if not await stored.of(session, *of, was.statement.key):
        await stored.keep(session, *of, found.standings)


def seen(found: Difference) -> str:
    """Tells a difference from another: who accepts it has seen this one."""
    said = [
        [[theme.label, theme.posts] for theme in found.new],
        [theme.id for theme in found.gone],
        [[one.after.id, one.after.label, one.joined, one.left] for one in found.changed],
    ]
    return sha256(json.dumps(said).encode()).hexdigest()[:16]


async def accept(
    session: AsyncSession,
    opened: OpenChallenge,
    user: str,
    was: Material,
    found: Regrouped,
) -> bool:
    """Let a new grouping stand; False where something has changed since it was made of `was`."""
    require(opened, user, Action.decide_theme)
    await challenges.lock(session, opened.challenge.id)
    if await material(session, opened, was.statement) != was:
        return False
    of = opened.challenge.id, opened.key
    await stored.remove(session, opened.challenge.id, found.gone)
    await stored.keep(session, *of, found.standings)
    return True
