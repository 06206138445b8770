"""A real process is killed again and again while it purges; started anew, it goes on to the end."""

import random
from pathlib import Path

import pytest
from sqlmodel import select

from db import purges
from db.engine import Database, table_of
from db.models import PurgeRow
from tests.delivery.slack import bots, until
from tests.house import CM, words_of
from tests.proofs.street import Reaper, open_street
from tests.proofs.test_kills import set_up

pytestmark = pytest.mark.proof

KILLS = 6


async def step(database: Database) -> str:
    """How far the purge is."""
    async with database.read() as session:
        found = (await session.exec(select(PurgeRow))).first()
    return found.step if found else ""


async def test_killed_while_it_purges_it_ends_with_nothing_left(
    database_url: str, database: Database, tmp_path: Path
) -> None:
    await set_up(database_url)
    reaper = Reaper(random.Random(5))
    async with open_street(database_url, tmp_path, "all") as (street, processes):
        process = processes["all"]
        # Slow enough to be killed several times before it is done.
        process.environment = {**process.environment, "POSTS_PER_SECOND": "5"}
        await process.start()
        await until(lambda: len(bots(street)) == 11, 20)
        await until(lambda: len(street.direct(CM)) == 1, 20)
        messages = len(bots(street)) + 2  # and the previews of the two who may approve
        await street.command(CM, "/challenge close")
        await until(lambda: bool(street.workspace.stacks.get(CM)))
        assert not await street.submit(CM, confirm="Northmere")

        async def is_done() -> bool:
            return await step(database) == "done"

        async def killed_or_done() -> bool:
            return process.killed or await is_done()

        with reaper.watching():
            while reaper.kills < KILLS and not await is_done():
                if process.killed:
                    await process.ended()
                    await process.start()
                reaper.aim([process])
                await until(killed_or_done, 30)
        if process.killed:
            await process.ended()
            await process.start()
        await until(is_done, 60)
        assert reaper.kills >= KILLS / 2
        assert bots(street) == []
        (receipt,) = street.direct(CM)
        assert f"{messages} messages of the bot's deleted, none left" in words_of(receipt)
        async with database.engine.connect() as connection:
            for model in purges.PURGED:
                left = (await connection.execute(table_of(model).select())).all()
                assert len(left) == (model is PurgeRow), model
