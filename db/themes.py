"""Themes as they stand, and how many of the team back each."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.evidence import Kind
from bot.domain.theme_decisions import Proposal, Stage, Standing
from bot.domain.themes import Member, Theme
from bot.privacy.keys import ChallengeKey
from db.engine import dialect_of, insert_for
from db.models import BackingRow, ThemeRow

_BODY = "theme"


def _seal(key: ChallengeKey, standing: Standing) -> bytes:
    theme = standing.theme
    body = {
        "kind": theme.kind,
        "label": theme.label,
        "topics": theme.topics,
        "members": [[member.id, member.because, member.by_hand] for member in theme.members],
        "acts": standing.acts,
        "decided": standing.decided,
        "barred": sorted(standing.barred),
        "bullet": standing.bullet,
        "stage": standing.stage,
        "agreed": standing.agreed,
        "dropped": standing.dropped,
        "merged_into": standing.merged_into,
        "proposals": [[each.id, each.text, each.used] for each in standing.proposals],
        "by_model": standing.by_model,
    }
    return key.seal(body, f"{_BODY} {theme.id}")


def _domain(key: ChallengeKey, row: ThemeRow) -> Standing:
    body: dict[str, Any] = key.open(row.sealed_body, f"{_BODY} {row.id}")
    members = tuple(Member(post, tuple(because), by_hand) for post, because, by_hand in body["members"])
    kind = Kind(body["kind"]) if body["kind"] else None
    return Standing(
        Theme(row.id, row.statement, kind, body["label"], tuple(body["topics"]), members),
        acts=tuple(body["acts"]),
        decided=body["decided"],
        barred=frozenset(body["barred"]),
        bullet=body["bullet"],
        stage=Stage(body["stage"]),
        agreed=body["agreed"],
        dropped=body["dropped"],
        merged_into=body["merged_into"],
        proposals=tuple(Proposal(each, text, tuple(used)) for each, text, used in body["proposals"]),
        by_model=body["by_model"],
    )


async def of(
    session: AsyncSession, challenge_id: str, key: ChallengeKey, statement: str | None = None
) -> list[Standing]:
    """The themes of a challenge, or of one statement, in the order of their random ids."""
    wanted = select(ThemeRow).where(ThemeRow.challenge_id == challenge_id).order_by(col(ThemeRow.id))
    if statement is not None:
        wanted = wanted.where(ThemeRow.statement == statement)
    return [_domain(key, row) for row in await session.exec(wanted)]


async def one(session: AsyncSession, challenge_id: str, key: ChallengeKey, theme_id: str) -> Standing | None:
    """A theme of this challenge."""
    row = await session.get(ThemeRow, theme_id)
    return _domain(key, row) if row and row.challenge_id == challenge_id else None


async def keep(
    session: AsyncSession, challenge_id: str, key: ChallengeKey, standings: Iterable[Standing]
) -> None:
    """Store themes as they stand now, new ones and others."""
    for standing in standings:
        row = await session.get(ThemeRow, standing.id)
        sealed = _seal(key, standing)
        if row is None:
            statement = standing.theme.statement
            row = ThemeRow(id=standing.id, challenge_id=challenge_id, statement=statement, sealed_body=sealed)
        row.sealed_body = sealed
        session.add(row)
    await session.flush()


async def remove(session: AsyncSession, challenge_id: str, theme_ids: Collection[str]) -> None:
    """Delete themes, with who backs them."""
    await session.exec(
        delete(ThemeRow)
        .where(col(ThemeRow.challenge_id) == challenge_id)
        .where(col(ThemeRow.id).in_(list(theme_ids)))
    )


async def let_go(
    session: AsyncSession,
    challenge_id: str,
    key: ChallengeKey,
    posts: Collection[str],
    statements: Iterable[str | None],
) -> None:
    """Take post-its that were withdrawn, or belong elsewhere now, out of the themes of these statements: what
    is remembered of why they were there goes too.
    """
    for statement in {each for each in statements if each is not None}:
        for standing in await of(session, challenge_id, key, statement):
            without = standing.without(posts)
            if without is not standing:
                await keep(session, challenge_id, key, [without])


async def let_go_words(
    session: AsyncSession, challenge_id: str, key: ChallengeKey, post: str, statement: str | None
) -> None:
    """Forget the words for which a post-it is where it is: they were changed."""
    for standing in await of(session, challenge_id, key, statement) if statement else ():
        if post in standing.theme.posts:
            members = tuple(
                replace(member, because=()) if member.id == post else member
                for member in standing.theme.members
            )
            new = replace(standing, theme=replace(standing.theme, members=members))
            await keep(session, challenge_id, key, [new])


def backer_tag(key: ChallengeKey, theme_id: str, user: str) -> str:
    """The tag by which it is known that `user` backs a theme, by the bot alone."""
    return key.tag("backer", theme_id, user)


async def backed(session: AsyncSession, theme_ids: Collection[str]) -> Mapping[str, int]:
    """How many back each of these themes; those that nobody backs are left out."""
    found = await session.exec(
        select(BackingRow.theme_id, func.count())
        .where(col(BackingRow.theme_id).in_(list(theme_ids)))
        .group_by(col(BackingRow.theme_id))
    )
    return {theme_id: int(number) for theme_id, number in found}


async def backs(session: AsyncSession, key: ChallengeKey, theme_id: str, user: str) -> bool:
    """Whether `user` backs a theme."""
    return await session.get(BackingRow, (theme_id, backer_tag(key, theme_id, user))) is not None


async def back(session: AsyncSession, key: ChallengeKey, theme_id: str, user: str, *, yes: bool) -> None:
    """Let `user` back a theme, or not any more."""
    tag = backer_tag(key, theme_id, user)
    if yes:
        adding = insert_for(dialect_of(session), BackingRow).values(theme_id=theme_id, tag=tag)
        await session.exec(adding.on_conflict_do_nothing())
    else:
        await session.exec(
            delete(BackingRow).where(col(BackingRow.theme_id) == theme_id).where(col(BackingRow.tag) == tag)
        )
