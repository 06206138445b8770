"""What the tables must not tell, and the key without which they tell nothing (design: non-attribution)."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, select

from bot import settings
from bot.app import open_store
from bot.privacy.keys import Keyring, WrongKey, new_master_key
from db import evidence, outbox
from db.challenges import OpenChallenge
from db.engine import Database
from db.models import DeliveryRow, MemberRow, PostItRow
from tests.db.conftest import TEAM, a_challenge, a_post_it, stored


async def test_rows_on_sqlite_have_no_order_of_capture(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    async with database.read() as session:
        made = await session.exec(  # type: ignore[call-overload]  # plain SQL
            text("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        )
        with_rowid = {name for name, sql in made if not re.search(r"WITHOUT ROWID\s*$", sql)}
    await database.close()
    assert with_rowid == {"alembic_version"}


async def test_post_its_come_in_the_order_of_random_ids(database: Database, northmere: OpenChallenge) -> None:
    written = [a_post_it(f"number {number}") for number in range(20)]
    challenge, key = northmere.challenge, northmere.key
    for each in written:
        async with database.write() as session:
            await evidence.add(session, challenge.id, key, [each], "tag")
    async with database.read() as session:
        wall = await evidence.wall(session, challenge.id, key)
    assert [each.id for each in wall] == sorted(each.id for each in written)
    assert [each.id for each in wall] != [each.id for each in written]


def test_no_column_of_a_post_it_leads_to_a_member_or_a_moment() -> None:
    table = SQLModel.metadata.tables["postit"]
    assert {key.column.table.name for key in table.foreign_keys} == {"challenge"}
    assert not [column.name for column in table.columns if issubclass(column.type.python_type, datetime)]
    assert not set(table.columns.keys()) & {"user", "member_id", "author", "session_id"}
    pointing = {
        key.parent.table.name
        for other in SQLModel.metadata.sorted_tables
        for key in other.foreign_keys
        if key.column.table is table
    }
    assert pointing == set()


async def test_no_value_of_a_post_its_row_is_found_with_a_member(
    database: Database, northmere: OpenChallenge
) -> None:
    challenge, key = northmere.challenge, northmere.key
    async with database.write() as session:
        for member in TEAM:
            await evidence.add(session, challenge.id, key, [a_post_it(), a_post_it()], member.user)
    async with database.read() as session:
        members = (await session.exec(select(MemberRow))).all()
        rows = (await session.exec(select(PostItRow))).all()
    known = {
        str(value)
        for member in members
        for value in member.model_dump().values()
        if not isinstance(value, bool)  # yes and no tell nobody apart
    }
    known -= {challenge.id}
    for row in rows:
        values = {str(value) for value in row.model_dump().values()}
        assert not values & known
        assert not [user for user in (member.user for member in TEAM) if user in str(row.model_dump())]
    # Not even which post-its have one author: with the timetable's peers that would lead to the sessions.
    assert len({row.member_tag for row in rows}) == len(rows) == 2 * len(TEAM)


async def test_the_tag_of_the_same_person_differs_in_another_challenge(keyring: Keyring) -> None:
    one = keyring.challenge("one", keyring.new_challenge("one"))
    other = keyring.challenge("other", keyring.new_challenge("other"))
    assert evidence.member_tag(one, "UPEER1", "id") == evidence.member_tag(one, "UPEER1", "id")
    assert evidence.member_tag(one, "UPEER1", "id") != evidence.member_tag(other, "UPEER1", "id")


async def test_a_delivery_that_is_over_keeps_no_time_and_no_payload(
    database: Database, northmere: OpenChallenge
) -> None:
    now = datetime(2026, 3, 24, 12, tzinfo=UTC)
    for number, end in enumerate(("sent", "dropped", "failed")):
        async with database.write() as session:
            await outbox.arm(
                session,
                challenge_id=northmere.challenge.id,
                key=f"key {number}",
                kind="brief",
                lane=f"C{number}",
                payload=b"sealed",
                due_at=now,
                expires_at=now.replace(hour=13),
                again=False,
            )
            (claimed,) = await outbox.claim(session, now, limit=1)
            if end == "sent":
                await outbox.sent(session, claimed)
            else:
                await (outbox.dropped if end == "dropped" else outbox.failed)(session, claimed, "why")
    async with database.read() as session:
        rows = (await session.exec(select(DeliveryRow))).all()
    assert {row.state for row in rows} == {"sent", "dropped", "failed"}
    for row in rows:
        assert row.sealed_payload is None
        assert not [value for value in row.model_dump().values() if isinstance(value, datetime)]


async def test_the_texts_are_nowhere_in_the_file(sqlite_url: str, keyring: Keyring) -> None:
    database = Database(sqlite_url)
    opened = await stored(database, keyring, a_challenge())
    post_it = a_post_it("the lift at the day centre has been broken since May")
    async with database.write() as session:
        await evidence.add(session, opened.challenge.id, opened.key, [post_it], "tag")
        place = evidence.Hanging("CNORTHMERE", "1774353600.000100", "needs", "shown")
        await evidence.set_hanging(session, opened.challenge.id, opened.key, post_it.id, place)
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    kept = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    await database.close()
    for word in ("lift at the day", "unpaid carers", "1774353600", "Morgan Tate", "Harriet Vane", "UPEER1 "):
        assert word.encode() not in kept, word


async def test_another_key_refuses_to_start_with_a_sentence(
    database: Database, northmere: OpenChallenge
) -> None:
    address = database.url.render_as_string(hide_password=False)
    loaded = settings.load(database_url=address, evidence_key=new_master_key())
    with pytest.raises(WrongKey, match="EVIDENCE_KEY is not the key that this database was written with"):
        async with open_store(loaded):
            pass
    async with database.read() as session:
        assert await evidence.wall(session, northmere.challenge.id, northmere.key) == []
