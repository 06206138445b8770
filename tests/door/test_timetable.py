"""The timetable through the door: seen by the team, imported by those who may, stored when they say so."""

from bot.domain.timetable import Timetable
from bot.views import timetable as views
from db import challenges
from db.challenges import OpenChallenge
from tests.house import (
    CHANNEL,
    CM,
    House,
    words_of,
)
from tests.timetable.files import csv_file

HEAD = ["Day", "Start", "End", "Stream", "Name", "Job title", "Room", "Peers", "Theme"]
PRIYA = ["1", "11.30", "12.30", "A", "Priya Nandakumar", "Head of Brokerage", "Oak Room", "Dev / Siân", ""]
OWEN = ["1", "14.00", "15.00", "B", "Owen Trevithick", "Service Manager", "Elm Room", "Dev / Ruth", ""]
LUNCH = ["1", "12.30", "13.30", "", "Lunch", "", "", "", ""]
MOSS = ["2", "09.00", "10.00", "A", "Ann Moss", "Director", "Oak Room", "Siân / Ruth", "Safeguarding"]
NAMES = ("Nandakumar", "Trevithick", "Brokerage", "Moss")


def timetable_file(*rows: list[str]) -> bytes:
    return csv_file([HEAD, *(rows or (PRIYA, LUNCH, OWEN, MOSS))])


async def opened(house: House, channel: str = CHANNEL) -> OpenChallenge:
    async with house.bot.database.read() as session:
        found = await challenges.by_channel(session, house.bot.keyring, channel)
    assert found is not None
    return found


async def stored(house: House) -> Timetable | None:
    return (await opened(house)).timetable


async def preview(house: House, data: bytes, name: str = "visit.csv", user: str = CM) -> str:
    """Upload a file; what the modal says then."""
    await house.command(user, "/timetable")
    await house.press(user, views.ASK, house.modal(user))
    errors = await house.submit(user, file=await house.add_file(user, name, data))
    assert not errors
    return words_of(house.modal(user))


async def importing(house: House, data: bytes, user: str = CM) -> str:
    """Upload a file and use it; what the modal says then."""
    await preview(house, data, user=user)
    await house.submit(user)
    return words_of(house.modal(user))


async def test_a_file_is_read_shown_and_stored_only_when_it_is_used(northmere: House) -> None:
    said = await preview(northmere, timetable_file())
    assert "4 sessions, 3 with somebody to hear" in said
    assert "Dev → Councillor Dev Malhotra" in said
    assert "Priya Nandakumar, Head of Brokerage · Oak Room" in said
    assert await stored(northmere) is None
    await northmere.submit(CM)
    assert "It is stored: 4 sessions." in words_of(northmere.modal(CM))
    found = await stored(northmere)
    assert found is not None
    assert [one.start.hour for one in found.sessions] == [11, 12, 14, 9]
    assert found.sessions[3].statement == "safeguarding"


async def test_cancel_stores_nothing(northmere: House) -> None:
    await preview(northmere, timetable_file())
    await northmere.close(CM)
    assert await stored(northmere) is None
    await northmere.command(CM, "/timetable")
    assert "There is no timetable yet." in words_of(northmere.modal(CM))
