"""What Slack sent and may send again: taken once, remembered for two days."""

from datetime import date, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel, col
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import ReceiptRow

KEPT = timedelta(days=2)


def insert_for(session: AsyncSession, table: type[SQLModel]) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT of the session's database, which knows ON CONFLICT."""
    dialect = session.get_bind().dialect.name
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


async def take(session: AsyncSession, key: str, on: date) -> bool:
    """Whether this is the first time that `key` comes; from now on it has come."""
    # What was inserted is asked for: PostgreSQL's driver counts no rows of an INSERT.
    inserted = insert_for(session, ReceiptRow).values(key=key, day=on).on_conflict_do_nothing()
    result = await session.exec(inserted.returning(col(ReceiptRow.key)))
    return result.first() is not None


async def forget_old(session: AsyncSession, today: date) -> int:
    """Forget what came more than two days ago; returns how many were forgotten."""
    result = await session.exec(delete(ReceiptRow).where(col(ReceiptRow.day) < today - KEPT))
    return int(result.rowcount)
