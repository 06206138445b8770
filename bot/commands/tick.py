"""`python -m bot tick`: one round of the clock and of the outbox."""

from datetime import datetime

from bot.app import open_bot
from bot.jobs.tick import tick as one_round
from bot.settings import Settings


async def tick(settings: Settings, now: datetime) -> None:
    """Plan what is due at `now`, send and purge what is due by then, and return."""
    async with open_bot(settings, now=lambda: now) as bot:
        await one_round(bot.database, bot.keyring, now)
        await bot.sender.send_due()
        await bot.purger.purge_due()
