"""Told to stop, the bot finishes what is under way within seconds; started with another key, it says so."""

from pathlib import Path

import pytest
from sqlmodel import select

from bot.privacy.keys import new_master_key
from db.engine import Database
from db.models import DeliveryRow
from tests.delivery.slack import holding, saying, until
from tests.house import PEER
from tests.proofs.street import Street, open_street
from tests.proofs.test_kills import set_up

pytestmark = pytest.mark.proof


async def states(database_url: str) -> list[str]:
    database = Database(database_url)
    try:
        async with database.read() as session:
            return list((await session.exec(select(DeliveryRow.state))).all())
    finally:
        await database.close()


async def wall_hangs(street: Street) -> None:
    await until(lambda: len(street.messages()) == 11, 20)


async def written(street: Street, text: str) -> None:
    """A post-it is submitted; nothing is waited for."""
    await street.command(PEER, "/postit")
    await until(lambda: street.form(PEER) is not None)
    assert not await street.submit(PEER, text=text, kind="strength", statement="needs")


async def test_a_stop_finishes_what_is_being_stored_and_sent(sqlite_url: str, tmp_path: Path) -> None:
    await set_up(sqlite_url)
    async with open_street(sqlite_url, tmp_path, "all") as (street, processes):
        process = processes["all"]
        await process.start()
        await wall_hangs(street)
        with holding("chat.postMessage") as posting:
            await written(street, "on its way")
            await posting.has_come()
            with holding("views.update") as answering:
                assert not await street.submit(PEER, text="just submitted", kind="strength")
                await answering.has_come()
                process.terminate()
                await until(lambda: "stopping" in process.log.read_text())
                answering.let_go.set()
            posting.let_go.set()
            assert await process.ended(6) == 0
        assert "Stored" in street.told(PEER)
        assert len(saying(street, "on its way")) == 1
        assert "unexpected" not in process.log.read_text()
        # What was being sent was finished: nobody has to look it up.
        street.workspace.sent.clear()
        await process.start()
        await until(lambda: len(saying(street, "just submitted")) == 1)
        assert len(saying(street, "on its way")) == 1
        assert "conversations.replies" not in {name for name, _ in street.workspace.sent}


async def test_a_slack_that_stays_silent_does_not_hold_up_a_stop(sqlite_url: str, tmp_path: Path) -> None:
    await set_up(sqlite_url)
    async with open_street(sqlite_url, tmp_path, "all", lease=20) as (street, processes):
        process = processes["all"]
        await process.start()
        await wall_hangs(street)
        with holding("chat.postMessage") as posting:
            await written(street, "on its way")
            await posting.has_come()
            process.terminate()
            assert await process.ended(9) == 0
        assert "Traceback" not in process.log.read_text()
    assert "pending" in await states(sqlite_url)


async def test_another_key_is_refused_with_one_sentence(sqlite_url: str, tmp_path: Path) -> None:
    await set_up(sqlite_url)
    async with open_street(sqlite_url, tmp_path, "all") as (_, processes):
        process = processes["all"]
        process.environment = {**process.environment, "EVIDENCE_KEY": new_master_key()}
        await process.launch()
        assert await process.ended() == 1
        said = process.log.read_text().strip()
        assert said.startswith("EVIDENCE_KEY is not the key that this database was written with.")
        assert len(said.splitlines()) == 1
