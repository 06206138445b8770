"""When each clock last ticked."""

from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.engine import dialect_of, insert_for
from db.models import HeartbeatRow

CLOCK = "clock"


async def beat(session: AsyncSession, now: datetime) -> None:
    """The clock ticked at `now`."""
    await session.exec(
        insert_for(dialect_of(session), HeartbeatRow)
        .values(name=CLOCK, at=now)
        .on_conflict_do_update(index_elements=["name"], set_={"at": now})
    )


async def last_beat(session: AsyncSession) -> datetime | None:
    """When a clock last ticked, or None if none ever did."""
    found = await session.exec(select(HeartbeatRow.at).where(HeartbeatRow.name == CLOCK))
    return found.first()
