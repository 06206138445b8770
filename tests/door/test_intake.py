"""Submissions that come together are stored together, and none of them suffers for another."""

import asyncio
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from bot.domain.evidence import Kind, Method
from bot.errors import NotOnTheTeam, Refusal
from bot.handlers.intake import TOGETHER, Intake, Stored
from bot.services.evidence import Captured, Draft
from db import challenges, evidence
from db.challenges import OpenChallenge
from tests.house import CHANNEL, CM, PEER, STRANGER, SUPPORT, House


def draft(text: str) -> Draft:
    return Draft(text, Kind.strength, "safeguarding", "carers", Method.heard, "")


async def challenge_of(house: House) -> OpenChallenge:
    async with house.bot.database.read() as session:
        opened = await challenges.by_channel(session, house.bot.keyring, CHANNEL)
    assert opened is not None
    return opened


async def wall(house: House, opened: OpenChallenge) -> list[str]:
    async with house.bot.database.read() as session:
        found = await evidence.wall(session, opened.challenge.id, opened.key)
    return sorted(post_it.text for post_it in found)


def came_before(outcome: Stored) -> bool:
    """Whether a submission was taken for one that came before."""
    return isinstance(outcome[1], Captured) and outcome[1].again


async def test_each_of_many_at_once_is_stored_once(northmere: House) -> None:
    """More than one transaction takes, with a press that came twice among them."""
    opened = await challenge_of(northmere)
    intake, number = Intake(northmere.bot.desk), 2 * TOGETHER + 3
    presses = [(f"note {each:03}", f"receipt {each}") for each in range(number)]
    presses.insert(5, presses[4])
    done = await asyncio.gather(
        *(intake.store(PEER, opened.challenge.id, draft(text), receipt) for text, receipt in presses)
    )
    assert sum(came_before(outcome) for outcome in done) == 1
    assert await wall(northmere, opened) == [f"note {each:03}" for each in range(number)]
    assert came_before(await intake.store(PEER, opened.challenge.id, draft("note 000"), "receipt 0"))


async def test_a_refusal_is_told_to_the_one_it_is_about(northmere: House) -> None:
    """Someone who may not, someone from outside, a challenge that is gone, and one that can't be stored."""
    opened = await challenge_of(northmere)
    intake, here = Intake(northmere.bot.desk), opened.challenge.id
    done = await asyncio.gather(
        intake.store(PEER, here, draft("first"), "1"),
        intake.store(SUPPORT, here, draft("may not"), "2"),
        intake.store(STRANGER, here, draft("outside"), "3"),
        intake.store(PEER, "gone", draft("nowhere"), "4"),
        intake.store(PEER, here, draft("its receipt is half a character"), "\ud800"),
        intake.store(CM, here, draft("last"), "6"),
        return_exceptions=True,
    )
    kinds = [type(each) for each in done]
    assert kinds == [tuple, Refusal, NotOnTheTeam, NotOnTheTeam, UnicodeEncodeError, tuple]
    assert await wall(northmere, opened) == ["first", "last"]


async def test_all_are_told_where_the_database_is_away(northmere: House) -> None:
    """At once: each by itself would wait in vain as long again."""
    opened = await challenge_of(northmere)
    file = northmere.bot.database.url.database
    assert file is not None
    connection = sqlite3.connect(file)
    connection.execute("DROP TABLE receipt")
    connection.close()
    intake = Intake(northmere.bot.desk)
    done = await asyncio.gather(
        *(intake.store(PEER, opened.challenge.id, draft("lost?"), str(each)) for each in range(3)),
        return_exceptions=True,
    )
    assert [type(each) for each in done] == [OperationalError] * 3
    assert await wall(northmere, opened) == []


@pytest.mark.parametrize("number", [1, TOGETHER])
async def test_one_waits_for_nobody(northmere: House, number: int) -> None:
    """As many as fit are stored in the first transaction, one alone as well."""
    opened = await challenge_of(northmere)
    intake = Intake(northmere.bot.desk)
    done = await asyncio.gather(
        *(intake.store(PEER, opened.challenge.id, draft("a note"), str(each)) for each in range(number))
    )
    assert all(isinstance(captured, Captured) for _, captured in done)
    assert len(await wall(northmere, opened)) == number
