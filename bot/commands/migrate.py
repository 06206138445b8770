"""`python -m bot migrate`: the tables, up to date."""

from bot.settings import Settings
from db import migrate as tables
from db.engine import Database


async def migrate(settings: Settings) -> None:
    """Bring the tables to this version's."""
    database = Database(settings.database_url)
    try:
        await tables.upgrade(database)
    finally:
        await database.close()
