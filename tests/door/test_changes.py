"""A session changed or cancelled on the day, from /timetable: checked, shown, told once, reminded of anew."""

import json
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from bot.domain.timetable import Kind, Session
from bot.playground.workspace import View
from bot.views import changes as views
from bot.views import day as day_views
from bot.views import timetable as timetable_views
from db.models import DeliveryRow
from tests.delivery.days import heard, keep, texts, together
from tests.door.test_timetable import importing, opened, timetable_file
from tests.house import CM, LP, OTHER_PEER, PEER, SUPPORT, House, words_of

JANE = heard(1, "15:00-16:00", "Jane Smith, Director", "Dev/Ruth")
OMAR = heard(2, "10:00-11:00", "Omar Reid, Head of Care", "Dev")
TOLD = "Your timetable has changed"


async def at(house: House, hour: int, minute: int = 0, day: int = 24) -> None:
    """Move the clock there, tick and send."""
    house.clock.moment = datetime(2026, 3, day, hour, minute, tzinfo=UTC)
    await house.later()


async def form(house: House, user: str = CM, session: int = 0) -> View:
    """Open the form of a session, by its place among those that are shown."""
    if not house.workspace.stacks.get(user):
        await house.command(user, "/timetable")
    buttons = [
        block for block in house.modal(user).body["blocks"] if _accessory(block) == timetable_views.CHANGE
    ]
    shown = house.modal(user)
    only = {**shown.body, "blocks": [buttons[session]]}
    await house.press(user, timetable_views.CHANGE, View(shown.id, user, only, shown.hash, shown.root_id))
    return house.modal(user)


def _accessory(block: dict[str, dict[str, str]]) -> str:
    return block.get("accessory", {}).get("action_id", "")


async def change(house: House, user: str = CM, session: int = 0, **fields: object) -> str:
    """Change a session; what the preview said."""
    await form(house, user, session)
    errors = await house.submit(user, **fields)
    assert not errors, errors
    said = words_of(house.modal(user))
    await house.submit(user)
    return said


async def cancel(house: House, session: int = 0, user: str = CM) -> str:
    """Cancel a session; what the preview said."""
    await house.press(user, views.CANCEL, await form(house, user, session))
    said = words_of(house.modal(user))
    await house.submit(user)
    return said


async def sessions(house: House) -> tuple[Session, ...]:
    timetable = (await opened(house)).timetable
    assert timetable is not None
    return timetable.sessions


def told(house: House, user: str) -> list[str]:
    return [words_of(each) for each in house.direct(user) if each.text == TOLD]


@pytest.mark.parametrize("by", [CM, SUPPORT])
async def test_another_room_is_shown_stored_and_told_once_to_those_who_go(northmere: House, by: str) -> None:
    await keep(northmere, JANE, OMAR)
    said = await change(northmere, by, place="Elm Room")
    assert "now in Elm Room" in said
    assert "Told, once, by direct message:* Ruth Okonjo and Councillor Dev Malhotra" in said
    assert "2 people are told" in words_of(northmere.modal(by))
    assert "Elm Room" in words_of(northmere.workspace.stacks[by][0])  # the timetable beneath
    assert [one.place for one in await sessions(northmere)] == ["Elm Room", "Room 4"]
    for _ in range(3):
        await northmere.send()
    for user in (PEER, LP):
        (message,) = told(northmere, user)
        assert "Day 1, stream A, 15.00: now in Elm Room (Interview: Jane Smith, Director)" in message
    assert told(northmere, OTHER_PEER) == told(northmere, CM) == []
    await at(northmere, 14, 50)
    assert "Elm Room" in words_of(northmere.direct(PEER)[-1])


async def test_who_comes_and_who_goes_are_told_each_their_own(northmere: House) -> None:
    await keep(northmere, JANE)
    await change(northmere, peers=[PEER, OTHER_PEER])
    await northmere.send()
    assert "You go to this now: Day 1, stream A, 15.00" in told(northmere, OTHER_PEER)[0]
    assert "You don't go to this any more: Day 1" in told(northmere, LP)[0]
    assert "now with Councillor Dev Malhotra and Siân Prosser" in told(northmere, PEER)[0]
    await at(northmere, 14, 50)
    assert "Your next session begins at 15.00" in texts(northmere, OTHER_PEER)
    assert "Your next session begins at 15.00" not in texts(northmere, LP)


async def test_another_time_is_reminded_of_at_that_time_alone(northmere: House) -> None:
    await keep(northmere, JANE)
    await change(northmere, start="4.30pm", end="17.30")
    for hour, minute in ((14, 50), (16, 20)):
        await at(northmere, hour, minute)
    found = [text for text in texts(northmere, PEER) if "next session" in text]
    assert found == ["Your next session begins at 16.30"]
    assert "now day 1, 16.30–17.30" in told(northmere, PEER)[0]


async def test_what_is_cancelled_and_reinstated_within_a_minute_is_reminded_of(northmere: House) -> None:
    await keep(northmere, JANE)
    northmere.clock.moment = datetime(2026, 3, 24, 14, 49, 30, tzinfo=UTC)
    await northmere.later()  # planned, and not due yet
    await cancel(northmere)
    await at(northmere, 14, 50)
    assert "Your next session begins at 15.00" not in texts(northmere, PEER)
    assert "Cancelled: Day 1, stream A, 15.00" in told(northmere, PEER)[0]
    await keep(northmere, JANE)
    for minute in (51, 52, 53):
        await at(northmere, 14, minute)
    assert texts(northmere, PEER).count("Your next session begins at 15.00") == 1


async def test_pressed_twice_it_is_done_once(northmere: House) -> None:
    await keep(northmere, JANE, OMAR)
    await form(northmere)
    await northmere.submit(CM, place="Elm Room")
    view = northmere.modal(CM).api()
    payload = {"type": "view_submission", "user": {"id": CM}, "team": {"id": "TSAMPLE"}, "view": view}
    for _ in range(2):
        await northmere.slack_sends({"payload": json.dumps(payload)})
        await northmere.bot.desk.settle()
    await northmere.send()
    assert len(told(northmere, PEER)) == 1
    timetable = (await opened(northmere)).timetable
    assert timetable is not None
    assert timetable.revision == 2


async def test_what_was_changed_meanwhile_is_looked_at_once_more(northmere: House) -> None:
    await keep(northmere, JANE, OMAR)
    await form(northmere)
    await northmere.submit(CM, place="Elm Room")
    await keep(northmere, JANE, heard(1, "15:00-16:00", "Lee Young, Nurse", "Siân", stream="B"))
    await northmere.submit(CM)
    assert "has changed since you looked" in words_of(northmere.modal(CM))
    assert "Elm Room" not in str(await sessions(northmere))
    await northmere.submit(CM)
    assert "Elm Room" in str(await sessions(northmere))


async def test_the_same_checks_as_for_an_import(northmere: House) -> None:
    await keep(northmere, JANE, heard(1, "15:00-16:00", "Lee Young, Nurse", "Siân", stream="B"))
    said = await change(northmere, session=1, peers=[PEER, OTHER_PEER])
    assert "C46" in said
    assert "None of these keeps you from using it" in said


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"start": "half past"}, "start", "Write the time like 14.30."),
        ({"start": "17.00"}, "end", "It ends before it begins."),
    ],
)
async def test_what_can_t_be_is_said_in_its_field(
    northmere: House, fields: dict[str, str], field: str, sentence: str
) -> None:
    await keep(northmere, JANE)
    await form(northmere)
    errors = await northmere.submit(CM, **fields)
    assert sentence in errors[field]


async def test_nothing_changed_and_someone_off_the_team_are_said_above_the_form(northmere: House) -> None:
    await keep(northmere, JANE)
    await form(northmere)
    await northmere.submit(CM)
    assert "Nothing is changed yet." in words_of(northmere.modal(CM))
    await northmere.submit(CM, peers=["USTRANGER"])
    assert "Choose people of the team." in words_of(northmere.modal(CM))
    assert await sessions(northmere) == (JANE,)


async def test_what_is_over_or_days_away_is_told_to_nobody(northmere: House) -> None:
    far = heard(3, "10:00-11:00", "Lee Young, Nurse", "Dev")
    await keep(northmere, heard(1, "09:00-10:00", "Pat Jones, Nurse", "Dev"), far)
    assert "Nobody is told now" in await change(northmere, session=0, place="Elm Room")
    await northmere.close(CM)
    await northmere.choose(CM, timetable_views.DAY, "3")
    assert "Nobody is told now" in await change(northmere, session=0, place="Ash Room")
    await northmere.send()
    assert told(northmere, PEER) == []


async def test_who_is_muted_is_told_of_changes(northmere: House) -> None:
    await keep(northmere, JANE)
    await northmere.press(PEER, day_views.MUTE, await northmere.home(PEER))
    await change(northmere, place="Elm Room")
    await northmere.send()
    assert len(told(northmere, PEER)) == 1


async def test_at_night_it_is_told_in_the_morning(northmere: House) -> None:
    await keep(northmere, OMAR)
    await at(northmere, 22)
    await change(northmere, place="Elm Room")
    await northmere.send()
    assert told(northmere, PEER) == []
    await at(northmere, 7, 1, day=25)
    assert len(told(northmere, PEER)) == 1


async def test_no_name_is_in_what_is_stored_unsealed_nor_in_private_metadata(northmere: House) -> None:
    await keep(northmere, JANE)
    view = await form(northmere)
    await northmere.submit(CM, place="Jane's office")
    for each in (view, northmere.modal(CM)):
        assert "Jane" not in each.body["private_metadata"]
    await northmere.submit(CM)
    async with northmere.bot.database.read() as session:
        rows = (await session.exec(select(DeliveryRow).where(DeliveryRow.kind == "changed"))).all()
    assert len(rows) == 2
    assert "Jane" not in str([row.model_dump() for row in rows])


async def test_a_day_is_chosen_and_stays_chosen(northmere: House) -> None:
    await keep(northmere, JANE, OMAR, together(3, "09:00-12:00", Kind.writing))
    await northmere.command(PEER, "/timetable")
    assert "Writing" not in words_of(northmere.modal(PEER)).partition("Today:")[2]
    await northmere.choose(PEER, timetable_views.DAY, "3")
    said = words_of(northmere.modal(PEER))
    assert "Day 3: Thursday 26 March" in said
    assert "Jane" not in said
    await northmere.press(PEER, timetable_views.EVERYONE, northmere.modal(PEER))
    assert "Jane" not in words_of(northmere.modal(PEER))
    await northmere.choose(PEER, timetable_views.DAY, "now")
    assert "Jane" in words_of(northmere.modal(PEER))


async def test_an_import_during_the_visit_tells_those_concerned_too(northmere: House) -> None:
    await keep(northmere, JANE)
    row = ["1", "15.00", "16.00", "A", "Jane Smith", "Director", "Elm Room", "Dev / Ruth", ""]
    await importing(northmere, timetable_file(row))
    await northmere.send()
    assert "now in Elm Room" in told(northmere, PEER)[0]


async def test_minutes_before_a_session_are_a_setting(northmere: House) -> None:
    await keep(northmere, JANE)
    await northmere.command(CM, "/challenge settings")
    assert not await northmere.submit(CM, reminder_minutes="20")
    await at(northmere, 14, 39)
    assert "Your next session begins at 15.00" not in texts(northmere, PEER)
    await at(northmere, 14, 40)
    assert "Your next session begins at 15.00" in texts(northmere, PEER)
