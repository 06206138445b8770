"""`python -m bot purge`, run as people run it, beside a bot that runs."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from tests.commands.typed import ROOT, in_a_process
from tests.delivery.slack import bots, holding
from tests.house import CM, KEY, OTHER_CHANNEL, PEER, House, open_house, words_of

LEASE = 2


@pytest.fixture
async def northmere(sqlite_url: str) -> AsyncIterator[House]:
    """A house with a challenge and a post-it."""
    async with open_house(sqlite_url) as house:
        await house.set_up()
        await house.post_it(PEER, "zebrafish")
        yield house


@pytest.fixture
def env(northmere: House, sqlite_url: str) -> dict[str, str]:
    """What the command is told by its surroundings."""
    return {
        "DATABASE_URL": sqlite_url,
        "EVIDENCE_KEY": KEY,
        "SLACK_BOT_TOKEN": northmere.workspace.bot_token,
        "SLACK_APP_TOKEN": northmere.workspace.app_token,
        "SLACK_API_URL": f"http://{northmere.page.base_url.netloc.decode()}/api/",
        "POSTS_PER_SECOND": "1000",
        "LEASE_SECONDS": str(LEASE),
    }


async def purge(*arguments: str, env: dict[str, str], stdin: str = "") -> subprocess.CompletedProcess[str]:
    return await asyncio.to_thread(in_a_process, "purge", *arguments, env=env, stdin=stdin)


async def test_it_purges_and_prints_the_receipt(northmere: House, env: dict[str, str]) -> None:
    done = await purge(" north" + "MERE ", "--yes", env=env)
    assert done.returncode == 0, done.stderr
    for words in (
        "Receipt",
        "Tuesday 24 March to Thursday 26 March 2026",
        "1 post-it",
        "12 messages",
        "none left",
    ):
        assert words in done.stdout, words
    assert "Northmere" not in done.stdout
    assert "deleting" in done.stderr
    assert bots(northmere) == []
    assert "12 messages" in words_of(northmere.direct(CM)[-1])
    again = await purge("Northmere", "--yes", env=env)
    assert (again.returncode, "There is no challenge in this database." in again.stderr) == (1, True)


@pytest.mark.parametrize("name", ["", "Eastvale"])
async def test_it_lists_what_there_is_where_it_does_not_know_which(
    northmere: House, env: dict[str, str], name: str
) -> None:
    await northmere.set_up(OTHER_CHANNEL, "Westvale", lead_peer=[], peer=[], support_officer=[])
    done = await purge(*filter(None, [name]), "--yes", env=env)
    assert done.returncode == 1
    for words in ("Northmere, Tuesday 24 March", "Westvale", "to be deleted on 26/09/2026"):
        assert words in done.stderr, words
    assert "Traceback" not in done.stderr
    assert len(bots(northmere)) == 12


async def test_of_two_of_one_name_the_channel_tells_which(northmere: House, env: dict[str, str]) -> None:
    await northmere.set_up(OTHER_CHANNEL, lead_peer=[], peer=[], support_officer=[])
    both = await purge("Northmere", "--yes", env=env)
    assert (both.returncode, "is the name of several" in both.stderr) == (1, True)
    assert (await purge(OTHER_CHANNEL, "--yes", env=env)).returncode == 0
    assert (len(bots(northmere)), bots(northmere, OTHER_CHANNEL)) == (12, [])


async def test_it_asks_first(northmere: House, env: dict[str, str]) -> None:
    no = await purge("Northmere", env=env, stdin="yes\n")
    assert no.returncode == 1
    assert "Nothing brings it back" in no.stderr
    assert "not the council's name" in no.stderr
    assert len(bots(northmere)) == 12
    assert (await purge("Northmere", env=env, stdin="northmere\n")).returncode == 0
    assert bots(northmere) == []


async def test_without_slack_the_receipt_says_so(northmere: House, env: dict[str, str]) -> None:
    without = {name: value for name, value in env.items() if not name.startswith("SLACK")}
    refused = await purge("Northmere", "--yes", env=without)
    assert (refused.returncode, "SLACK_BOT_TOKEN is not set" in refused.stderr) == (1, True)
    done = await purge("Northmere", "--yes", "--without-slack", env=without)
    assert done.returncode == 0, done.stderr
    assert "The rest was left there" in done.stdout
    assert len(bots(northmere)) == 12
    assert "There is no challenge in this database." in (await purge(env=env)).stderr


async def test_killed_and_run_again_it_goes_on(northmere: House, env: dict[str, str]) -> None:
    with holding("chat.delete") as held:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "purge", "Northmere", "--yes"),
            cwd=ROOT,
            env={**os.environ, **env},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        await held.has_come()
        process.kill()
        await process.wait()
        held.let_go.set()
    assert 0 < len(bots(northmere)) < 12
    done = await purge("Northmere", env=env)  # it was confirmed before
    assert done.returncode == 0, done.stderr
    assert "12 messages" in done.stdout
    assert bots(northmere) == []


async def test_where_the_rows_are_gone_already_the_name_still_does(
    northmere: House, env: dict[str, str]
) -> None:
    await northmere.close_challenge()
    async with northmere.bot.database.engine.connect() as connection:
        await connection.execute(text("SELECT count(*) FROM receipt"))  # a reader: the space can't be cleared
        await northmere.purge()
    done = await purge("Northmere", env=env)
    assert done.returncode == 0, done.stderr
    assert "1 post-it" in done.stdout
    assert len(northmere.direct(CM)) == 1
