"""A challenge in the database, and post-its for it."""

import asyncio
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import count

import pytest

from bot.domain.challenge import Challenge, Member, Role
from bot.domain.evidence import Kind, Method, PostIt
from bot.domain.purge import usual_date
from bot.privacy.deidentify import Person
from bot.privacy.keys import Keyring
from db import challenges
from db.challenges import OpenChallenge
from db.engine import Database
from db.models import random_id
from tests.db.postgres import kept_postgres, postgres_url

__all__ = ["kept_postgres", "postgres_url"]  # fixtures

FIRST_DAY = date(2026, 3, 24)
TEAM = (
    Member("UCHALMGR", "Morgan Tate", Role.challenge_manager),
    Member("ULEADPEER", "Ruth Okonjo", Role.lead_peer),
    Member("UPEER1", "Dev Malhotra", Role.peer),
)
ROSTER = (Person("Harriet Vane", "Head of Commissioning"),)


@pytest.fixture
def keyring() -> Keyring:
    """A keyring with a master key of its own."""
    return Keyring(b"0123456789abcdef0123456789abcdef")


def a_challenge(channel: str = "CNORTHMERE", starts_on: date = FIRST_DAY) -> Challenge:
    return Challenge(
        id=random_id(),
        channel=channel,
        council="Northmere",
        framework="cqc-asc",
        starts_on=starts_on,
        days=3,
        zone="Europe/London",
        dass_times=(time(17, 30), time(17, 30), time(12, 30)),
        preview_minutes=30,
        purge_on=usual_date(starts_on + timedelta(days=2)),
    )


async def stored(database: Database, keyring: Keyring, challenge: Challenge) -> OpenChallenge:
    """`challenge` with the team above, as it comes back from the database."""
    async with database.write() as session:
        await challenges.add(session, keyring, challenge, ROSTER)
        opened = await challenges.by_id(session, keyring, challenge.id)
        assert opened is not None
        await challenges.set_team(session, challenge.id, opened.key, TEAM)
    async with database.read() as session:
        opened = await challenges.by_id(session, keyring, challenge.id)
    assert opened is not None
    return opened


@pytest.fixture
async def northmere(database: Database, keyring: Keyring) -> OpenChallenge:
    """A challenge with a team of three, on SQLite and on PostgreSQL in turn."""
    return await stored(database, keyring, a_challenge())


_numbers = count(1)


def a_post_it(
    text: str = "waits are long", *, statement: str | None = "needs", day: date = FIRST_DAY
) -> PostIt:
    return PostIt(
        id=random_id(),
        text=text,
        kind=Kind.strength,
        statement=statement,
        source_group="unpaid carers",
        method=Method.heard,
        supporting=f"file {next(_numbers)}",
        day=day,
    )


@dataclass
class Turn:
    """Lets one task wait until another has come to a point."""

    _event: asyncio.Event

    @classmethod
    def new(cls) -> "Turn":
        return cls(asyncio.Event())

    def come(self) -> None:
        self._event.set()

    async def wait(self) -> None:
        async with asyncio.timeout(10):
            await self._event.wait()
