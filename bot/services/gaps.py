"""The gaps, read from what is stored and from the timetable (requirements 126-128)."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.challenge import Action
from bot.domain.evidence import Kind
from bot.domain.gaps import Gaps, gaps
from bot.domain.timetable import Session
from bot.domain.triangulation import Piece
from bot.domain.wall import columns
from bot.services import themes
from bot.services.challenges import require
from db import evidence, outbox
from db.challenges import OpenChallenge

_PICTURE = "gaps_picture"


async def look(session: AsyncSession, opened: OpenChallenge, user: str, *, now: datetime) -> Gaps:
    """What is missing now, and what could still bring it."""
    require(opened, user, Action.read_wall)
    found = await themes.pieces(session, opened)
    wall = columns(opened.framework, (piece.post_it for piece in found))
    return gaps(
        opened.framework, opened.challenge, wall, opened.timetable, now=now, gave=_gave(opened, found)
    )


def _gave(opened: OpenChallenge, found: Iterable[Piece]) -> list[Session] | None:
    """The sessions that post-its came from; None where not one post-it says from which it is."""
    tags = {piece.session for piece in found if piece.session}
    if not tags or opened.plan is None:
        return None
    return [one for key, one in opened.plan.sessions.items() if evidence.session_tag(opened.key, key) in tags]


def asked(found: Gaps, statement: str) -> tuple[str, Kind] | None:
    """The question that would close a gap under a statement; None where nothing is missing there."""
    row = next((row for row in found.coverage.rows if row.statement.key == statement), None)
    return ("\n".join(row.asks), Kind.question) if row is not None and row.asks else None


async def keep_picture(session: AsyncSession, opened: OpenChallenge, file_id: str) -> None:
    """Remember a picture in Slack, for the purge."""
    of = opened.challenge.id, opened.key
    await outbox.sent_file(session, *of, kind=_PICTURE, to=opened.challenge.channel, file=file_id)
