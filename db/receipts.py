"""What Slack sent and may send again: taken once, remembered for two days."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache

from sqlalchemy import delete
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.engine import dialect_of, insert_for
from db.models import ReceiptRow

KEPT = timedelta(days=2)


async def take(session: AsyncSession, key: str, on: date) -> bool:
    """Whether this is the first time that `key` comes; from now on it has come."""
    return key in await take_all(session, {key: on})


async def take_all(session: AsyncSession, keys: Mapping[str, date]) -> set[str]:
    """Which of these keys come for the first time, each on its date; from now on they have come."""
    if not keys:
        return set()
    rows = [{"key": key, "day": day} for key, day in keys.items()]
    result = await session.exec(_taking(dialect_of(session)), params=rows)
    return set(result.scalars())


async def came(session: AsyncSession, keys: Iterable[str]) -> set[str]:
    """Which of these keys have come; none is taken."""
    return set(await session.exec(select(ReceiptRow.key).where(col(ReceiptRow.key).in_(keys))))


@cache
def _taking(dialect: str) -> ReturningInsert[tuple[str]]:
    # What was inserted is asked for: PostgreSQL's driver counts no rows of an INSERT.
    return insert_for(dialect, ReceiptRow).on_conflict_do_nothing().returning(col(ReceiptRow.key))


async def forget_old(session: AsyncSession, today: date) -> int:
    """Forget what came more than two days ago; returns how many were forgotten."""
    result = await session.exec(delete(ReceiptRow).where(col(ReceiptRow.day) < today - KEPT))
    return int(result.rowcount)
