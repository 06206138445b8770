"""A purge that is interrupted, that Slack makes difficult, or that two processes do: on both databases it
ends with nothing left, and the receipt counts each message once.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import select

from bot.jobs.purge import Purger
from bot.playground.registry import METHODS, Call
from bot.playground.workspace import BOT_USER
from db import purges
from db.engine import Database, table_of
from db.models import ChallengeRow, PostItRow, PurgeRow
from tests.conftest import postgres_database
from tests.delivery.slack import bots, by_hand, holding, trouble, watch
from tests.house import CM, LP, OTHER_PEER, PEER, House, open_house, words_of
from tests.hung import Hung, copied, fresh, hang, moved_in

LEASE = 60


async def fill(house: House) -> None:
    """Post-its, and previews in direct messages."""
    await house.post_it(PEER, "reviews are late")
    await house.post_it(OTHER_PEER, "good handovers", statement="needs")
    house.clock.moment = house.clock.moment.replace(hour=17, minute=5)
    await house.later(seconds=1)


@pytest.fixture(scope="module")
def filled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Hung:
    """A full challenge on SQLite; not to be changed."""
    return asyncio.run(hang(fresh(sqlite_template, tmp_path_factory), fill, lease_seconds=LEASE))


@pytest.fixture(scope="module")
def filled_postgres(postgres_server: str, postgres_template: str) -> Iterator[tuple[str, Hung]]:
    """A full challenge on PostgreSQL and its database's name; not to be changed."""
    with postgres_database(postgres_server, postgres_template) as (name, address):
        yield name, asyncio.run(hang(address, fill, lease_seconds=LEASE))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def full_copy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Hung, str]]:
    """A full challenge, and the address of a copy; on SQLite and on PostgreSQL in turn."""
    if request.param == "sqlite":
        hung = request.getfixturevalue("filled")
        yield hung, copied(hung, tmp_path)
        return
    name, hung = request.getfixturevalue("filled_postgres")
    with postgres_database(request.getfixturevalue("postgres_server"), name) as (_, address):
        yield hung, address


@pytest.fixture
async def full(full_copy: tuple[Hung, str]) -> AsyncIterator[House]:
    """A full challenge of the test's own."""
    async with moved_in(*full_copy, lease_seconds=LEASE) as house:
        yield house


def messages(house: House) -> int:
    """How many messages a purge has to delete."""
    return len(bots(house)) + sum(len(house.direct(user)) for user in (CM, LP))


async def the_purge(house: House) -> PurgeRow:
    async with house.bot.database.read() as session:
        return (await session.exec(select(PurgeRow))).one()


def another(house: House) -> Purger:
    """The purger of another process."""
    bot = house.bot
    lease = timedelta(seconds=LEASE)
    return Purger(bot.database, bot.keyring, bot.slack, posts_per_second=1000, now=house.clock, lease=lease)


async def is_gone(house: House, counted: int) -> None:
    """Nothing is left, and the receipt has come once and counts each message once."""
    assert bots(house) == []
    assert house.direct(LP) == []
    (receipt,) = house.direct(CM)
    assert f"{counted} messages of the bot's deleted, none left" in words_of(receipt)
    async with house.bot.database.engine.connect() as connection:
        for model in purges.PURGED:
            left = (await connection.execute(table_of(model).select())).all()
            assert len(left) == (model is PurgeRow), model
    row = await the_purge(house)
    assert (row.step, row.challenge_id, row.told, row.at_hand, row.claim) == ("done", None, [], None, None)


class Killed(BaseException):
    """The process is killed."""


@contextmanager
def killed_at_commit(database: Database, number: int) -> Iterator[None]:
    """The next commit but `number` never happens, and nothing after it."""
    left = number

    def commit(_connection: object) -> None:
        nonlocal left
        if left == 0:
            raise Killed
        left -= 1

    event.listen(database.engine.sync_engine, "commit", commit)
    try:
        with suppress(Killed):
            yield
    finally:
        event.remove(database.engine.sync_engine, "commit", commit)


async def test_killed_again_and_again_it_goes_on_where_it_stopped(full: House) -> None:
    counted = messages(full)
    await full.close_challenge()
    lives = 0
    while (await the_purge(full)).step != "done":
        lives += 1
        assert lives < 40
        with killed_at_commit(full.bot.database, 4 + lives % 7):
            await another(full).purge_due()
        full.clock.move(seconds=LEASE + 1)
    assert lives > 5
    await is_gone(full, counted)


@pytest.mark.parametrize("commits_before_the_end", range(1, 7))
async def test_killed_at_one_of_the_last_steps(full: House, commits_before_the_end: int) -> None:
    """The end is: rows, space (which has no commit of its own), receipt sent, done."""
    counted = messages(full)
    await full.close_challenge()
    commits = 0

    def count(_connection: object) -> None:
        nonlocal commits
        commits += 1

    expected = 2 + 1 + 2 * counted  # at least: the claim, the first word, and each message
    event.listen(full.bot.database.engine.sync_engine, "commit", count)
    with killed_at_commit(full.bot.database, expected - 2 + commits_before_the_end):
        await another(full).purge_due()
    event.remove(full.bot.database.engine.sync_engine, "commit", count)
    assert commits
    full.clock.move(seconds=LEASE + 1)
    await full.purge()
    await is_gone(full, counted)


@pytest.mark.parametrize("done", [True, False])
async def test_killed_while_slack_deletes_it_is_counted_once(full: House, done: bool) -> None:
    counted = messages(full)
    await full.close_challenge()
    with holding("chat.delete", done=done) as held:
        purging = asyncio.create_task(another(full).purge_due())
        await held.has_come()
        purging.cancel()
        await asyncio.wait([purging])
        held.let_go.set()
    await full.purge()
    assert (await the_purge(full)).step == "messages"  # the lease of the killed one holds
    full.clock.move(seconds=LEASE + 1)
    await full.purge()
    await is_gone(full, counted)


async def test_killed_once_the_receipt_is_posted_it_comes_once(full: House) -> None:
    counted = messages(full)
    await full.close_challenge()
    real = METHODS["chat.postMessage"]

    async def run(call: Call) -> dict[str, Any]:
        answer = await real.run(call)
        if "receipt" in str(call.args["metadata"]):
            purging.cancel()
        return answer

    METHODS["chat.postMessage"] = replace(real, run=run)
    try:
        purging = asyncio.create_task(another(full).purge_due())
        await asyncio.wait([purging])
    finally:
        METHODS["chat.postMessage"] = real
    assert (await the_purge(full)).step == "receipt"
    full.clock.move(seconds=LEASE + 1)
    await full.purge()
    await is_gone(full, counted)


async def test_told_to_stop_it_lets_go_and_another_goes_on(full: House) -> None:
    counted = messages(full)
    await full.close_challenge()
    with holding("chat.delete") as held:
        purging = asyncio.create_task(full.bot.purger.run())
        await held.has_come()
        full.bot.purger.stop()
        held.let_go.set()
        await asyncio.wait_for(purging, 10)
    row = await the_purge(full)
    assert (row.step, row.claim) == ("messages", None)
    await another(full).purge_due()
    await is_gone(full, counted)


async def test_two_at_once_do_no_harm(full: House) -> None:
    counted = messages(full)
    await full.close_challenge()
    sent = watch(full.workspace)
    await asyncio.gather(*(another(full).purge_due() for _ in range(3)))
    await is_gone(full, counted)
    deleted = [str(args["ts"]) for _, args in sent.calls("chat.delete")]
    assert len(deleted) == len(set(deleted)) == counted + 1  # and the message that said how far it was


async def test_one_that_was_taken_for_dead_stops_at_its_next_step(full: House) -> None:
    counted = messages(full)
    await full.close_challenge()
    with holding("chat.delete") as held:
        slow = asyncio.create_task(another(full).purge_due())
        await held.has_come()
        full.clock.move(seconds=LEASE + 1)
        await another(full).purge_due()
        held.let_go.set()
        await slow
    await is_gone(full, counted)


async def test_what_is_being_sent_when_it_begins_is_deleted_too(full: House) -> None:
    await full.command(PEER, "/postit")
    assert not await full.submit(PEER, text="on its way", kind="strength", statement="needs")
    full.clock.move(seconds=1)
    counted = messages(full) + 1
    with holding("chat.postMessage", done=False) as held:
        sending = asyncio.create_task(full.bot.sender.send_due())
        await held.has_come()
        await full.close_challenge()
        await full.purge()
        assert (await the_purge(full)).claim is None  # not before that has had its time
        held.let_go.set()
        await sending
    full.clock.move(seconds=LEASE + 1)
    await full.purge()
    await is_gone(full, counted)


@pytest.mark.parametrize("kind", ["429", "500", "drop"])
@pytest.mark.parametrize(
    "method",
    ["auth.test", "conversations.history", "conversations.replies", "chat.delete", "conversations.open"],
)
async def test_slacks_trouble_is_waited_out(northmere: House, method: str, kind: str) -> None:
    await northmere.post_it(PEER, "reviews are late")
    northmere.clock.moment = northmere.clock.moment.replace(hour=17, minute=5)
    await northmere.later(seconds=1)
    counted = messages(northmere)
    await northmere.close_challenge()
    trouble(northmere, method, kind)
    await northmere.purge()
    await is_gone(northmere, counted)


async def test_slack_asks_for_minutes(northmere: House) -> None:
    counted = messages(northmere)
    await northmere.close_challenge()
    trouble(northmere, "chat.delete", "429", retry_after=120)
    await northmere.purge()
    row = await the_purge(northmere)
    assert (row.step, row.error) == ("messages", "ratelimited")
    northmere.clock.move(seconds=119)
    await northmere.purge()
    assert (await the_purge(northmere)).step == "messages"
    northmere.clock.move(seconds=2)
    await northmere.purge()
    await is_gone(northmere, counted)


async def test_without_the_bot_in_the_channel_the_rest_goes_on_and_the_receipt_says_so(full: House) -> None:
    left = len(bots(full))
    full.channel().members.remove(BOT_USER)
    await full.close_challenge()
    await full.purge()
    assert len(bots(full)) == left
    (receipt,) = full.direct(CM)
    for words in (
        "2 messages of the bot's deleted",
        "12 could not be",
        "1 conversation",
        "channel_not_found",
    ):
        assert words in words_of(receipt), words
    assert full.direct(LP) == []
    assert (await the_purge(full)).step == "done"


async def test_an_account_that_is_no_more_stops_nothing(full: House) -> None:
    full.workspace.users[LP] = replace(full.workspace.users[LP], deleted=True)
    await full.close_challenge()
    await full.purge()
    (receipt,) = full.direct(CM)
    assert "1 could not be" in words_of(receipt)
    assert bots(full) == []


async def test_a_manager_who_is_no_more_gets_no_receipt_and_it_ends(full: House) -> None:
    await full.close_challenge()
    full.workspace.users[CM] = replace(full.workspace.users[CM], deleted=True)
    await full.purge()
    row = await the_purge(full)
    assert (row.step, row.told, bots(full)) == ("done", [], [])


async def test_locked_out_of_the_workspace_it_waits_a_week_and_then_deletes_what_is_its_own(
    full: House,
) -> None:
    left = messages(full)
    await full.close_challenge()
    full.workspace.bot_token = "xoxb-another"
    await full.purge()
    for _ in range(6):
        full.clock.move(days=1)
        await full.purge()
    row = await the_purge(full)
    assert (row.step, row.error) == ("messages", "invalid_auth")
    full.clock.move(days=1)
    await full.purge()
    async with full.bot.database.read() as session:
        assert (await session.exec(select(ChallengeRow))).all() == []
    assert messages(full) == left
    for _ in range(8):
        full.clock.move(days=1)
        await full.purge()
    row = await the_purge(full)
    assert (row.step, row.counts["gave_up"], row.counts["refused"]) == ("done", True, ["invalid_auth"])


async def test_what_someone_deleted_is_not_counted(full: House) -> None:
    by_hand(full, full.thread("Safeguarding")[0])
    counted = messages(full)
    await full.close_challenge()
    await full.purge()
    await is_gone(full, counted)


async def test_what_nobody_remembers_is_found(full: House) -> None:
    counted = messages(full)
    async with full.bot.database.write() as session:
        for row in (await session.exec(select(PostItRow))).all():
            row.sealed_message = None
        await session.exec(text("DELETE FROM flipchart"))  # type: ignore[call-overload]  # plain SQL
        await session.exec(text("UPDATE delivery SET ts = NULL"))  # type: ignore[call-overload]
    await full.close_challenge()
    await full.purge()
    await is_gone(full, counted)


async def test_what_slack_hides_is_deleted_as_it_is_remembered(full: House) -> None:
    """Some plans show no messages older than ninety days."""
    real = METHODS["conversations.history"]

    async def run(call: Call) -> dict[str, Any]:
        return {"messages": [], "has_more": False}

    METHODS["conversations.history"] = replace(real, run=run)
    try:
        await full.close_challenge()
        await full.purge()
    finally:
        METHODS["conversations.history"] = real
    (welcome,) = bots(full)  # the one message that nobody remembers
    assert "is set up" in welcome.text
    assert full.direct(LP) == []


async def test_replies_in_the_thread_of_a_flip_chart_that_is_gone_are_found(full: House) -> None:
    by_hand(full, full.flip_chart("Safeguarding"))
    async with full.bot.database.write() as session:
        for row in (await session.exec(select(PostItRow))).all():
            row.sealed_message = None
    await full.close_challenge()
    await full.purge()
    assert bots(full) == []


async def test_it_says_how_far_it_is(full: House) -> None:
    await full.close_challenge()
    with holding("chat.delete", done=False) as held:
        purging = asyncio.create_task(full.purge())
        await held.has_come()
        said = words_of(full.direct(CM)[-1])
        assert "is being deleted" in said
        assert "messages in Slack" in said
        held.let_go.set()
        await purging


async def test_a_reader_puts_the_clearing_off(full: House) -> None:
    counted = messages(full)
    await full.close_challenge()
    async with full.bot.database.engine.connect() as connection:
        if not full.bot.database.is_sqlite:
            # It holds no table, but could still read what was deleted.
            await connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        await connection.execute(text("SELECT count(*) FROM receipt"))
        await full.purge()
        row = await the_purge(full)
        assert (row.step, row.error) == ("space", "the database is busy")
    full.clock.move(minutes=5)
    await full.purge()
    await is_gone(full, counted)


@pytest.mark.postgres
async def test_nothing_is_left_in_the_files_of_postgresql(postgres_url: str) -> None:
    async with open_house(postgres_url) as house:
        await house.set_up()
        await house.post_it(PEER, "reviews are late")
        async with house.bot.database.read() as session:
            wrapped = (await session.exec(select(ChallengeRow))).one().wrapped_secret
            body = (await session.exec(select(PostItRow))).one().sealed_body

        async def files() -> bytes:
            engine = house.bot.database.engine.execution_options(isolation_level="AUTOCOMMIT")
            async with engine.connect() as connection:
                await connection.execute(text("CHECKPOINT"))
                read = "SELECT pg_read_binary_file(pg_relation_filepath(CAST(:name AS regclass)))"
                kept = [
                    (await connection.execute(text(read), {"name": table_of(each).name})).scalar_one()
                    for each in purges.PURGED
                ]
            return b"".join(kept)

        before = await files()
        assert wrapped in before
        assert body in before
        await house.close_challenge()
        await house.purge()
        after = await files()
        assert wrapped not in after
        assert body not in after
        assert b"Northmere" not in after
