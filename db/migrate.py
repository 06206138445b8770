"""Bring the tables to what the code expects.

Alembic is heavy and seldom needed, so it is imported only when the database is behind: `HEAD` names the
newest revision, and a test holds it against the files.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from bot.errors import Refusal
from db.engine import Database

if TYPE_CHECKING:
    from alembic.config import Config

#: The newest revision in db/migrations/versions.
HEAD = "0008"

# Any fixed number: two processes that migrate at once wait for each other on PostgreSQL.
_ADVISORY_LOCK = 7316042


class BehindTheCode(Refusal):
    """The database has not been migrated to this version of the code."""

    def __init__(self) -> None:
        super().__init__(
            "The database's tables are not those of this version. Run `python -m bot migrate` first."
        )


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _upgrade(connection: Connection) -> None:
    from alembic import command

    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
    command.upgrade(_config(connection), "head")


def _downgrade(connection: Connection) -> None:
    from alembic import command

    command.downgrade(_config(connection), "base")


async def revision(database: Database) -> str | None:
    """The revision that the database is at, or None when it has no tables yet."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_revision)


async def upgrade(database: Database) -> None:
    """Bring the tables to HEAD; quick where they are there already."""
    if await revision(database) != HEAD:
        async with database.engine.execution_options(takes_write_lock=True).begin() as connection:
            await connection.run_sync(_upgrade)


async def downgrade(database: Database) -> None:
    """Take every table away again (tests and the undoing of an installation)."""
    async with database.engine.execution_options(takes_write_lock=True).begin() as connection:
        await connection.run_sync(_downgrade)


async def require_head(database: Database) -> None:
    """Raise BehindTheCode unless the tables are at HEAD."""
    if await revision(database) != HEAD:
        raise BehindTheCode
