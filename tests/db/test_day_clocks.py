"""Clocks of several processes plan the same day, on SQLite and on PostgreSQL: each thing once."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlmodel import select

from bot.domain.timetable import Timetable
from bot.jobs.tick import tick
from bot.privacy.keys import Keyring
from db import timetables
from db.challenges import OpenChallenge
from db.engine import Database
from db.models import DeliveryRow
from tests.delivery.days import heard


async def test_four_clocks_of_two_processes_plan_each_thing_once(
    database: Database, northmere: OpenChallenge, keyring: Keyring
) -> None:
    rooms = [
        replace(heard(1, "10:00-11:00", f"Person {each}, Nurse"), stream=f"{each}") for each in range(20)
    ]
    async with database.write() as session:
        await timetables.keep(session, northmere.challenge.id, northmere.key, Timetable(tuple(rooms)))
    other = Database(database.url.render_as_string(hide_password=False))
    moment = datetime(2026, 3, 24, 9, 50, tzinfo=UTC)
    planned = await asyncio.gather(*(tick(each, keyring, moment) for each in (database, other) * 2))
    again = await tick(other, keyring, moment + timedelta(minutes=1))
    await other.close()
    async with database.read() as session:
        kinds = Counter((await session.exec(select(DeliveryRow.kind))).all())
    assert kinds == {"reminder": 20, "your_day": 1}
    assert (sum(planned), again) == (21, 0)
