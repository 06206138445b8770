"""`python -m bot keys rotate`: everything under today's master key."""

from bot.app import open_store
from bot.settings import Settings
from db import challenges


async def rotate(settings: Settings) -> tuple[int, int]:
    """Rewrap each challenge's secret; returns how many were rewrapped and how many were so already.

    What is sealed under a secret stays as it is. A transaction each: an interrupted rotation goes on where
    it stopped, and a running bot that knows both keys never finds a secret that it can't open.
    """
    done = 0
    async with open_store(settings) as (database, keyring):
        async with database.read() as session:
            known = await challenges.secrets(session)
        for challenge_id, wrapped in known:
            new = keyring.rewrap(challenge_id, wrapped)
            if new is not None:
                async with database.write() as session:
                    await challenges.set_secret(session, challenge_id, new)
                done += 1
    return done, len(known) - done
