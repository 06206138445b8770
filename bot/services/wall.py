"""The wall and its gaps, read from what is stored."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.wall import Column, Gap, columns, gaps
from db import evidence
from db.challenges import OpenChallenge


async def look(session: AsyncSession, opened: OpenChallenge) -> tuple[tuple[Column, ...], tuple[Gap, ...]]:
    """The wall by statement, and what is missing from it."""
    post_its = await evidence.wall(session, opened.challenge.id, opened.key)
    wall = columns(opened.framework, post_its)
    return wall, gaps(opened.framework, wall)
