"""One's sessions as a calendar file: right across the change of the clocks, the same session each time, and
nobody in it who is heard.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

from dateutil import tz
from icalendar import Calendar

from bot.documents.calendar import Entry, calendar
from bot.domain.timetable import Kind
from bot.views import day as views
from tests.delivery.days import heard, keep, newest, together
from tests.delivery.test_day_buttons import clock_at
from tests.house import LP, OTHER_PEER, PEER, SUPPORT, House, words_of

LONDON = ZoneInfo("Europe/London")
CARERS = heard(2, "09:00-10:00", "Unpaid carers", "Dev/Siân", place="Oak Room")
JANE = heard(1, "15:00-16:00", "Jane Smith, Director of Adult Services", "Dev/Ruth", place="Jane's office")
VISIT = (
    JANE,
    CARERS,
    heard(2, "11:00-12:00", "Owen Hall, Social worker", "Dev", place="Town Hall, Room 2"),
    heard(2, "13:00-14:00", "Lee Young, Nurse", "Siân", place="Ash Room"),
    together(1, "12:30-13:30", Kind.lunch),
    together(1, "16:00-16:30", Kind.break_, Kind.team_meeting),
    together(1, "17:30-18:00", Kind.feedback),
)


def events(data: bytes) -> dict[str, Any]:
    """The entries of a file, by their beginning."""
    return {each.decoded("dtstart").isoformat(): each for each in Calendar.from_ical(data).walk("VEVENT")}


def files(house: House, user: str) -> list[bytes]:
    """The calendar files that someone was sent."""
    shown = [file for message in house.direct(user) for file in message.files]
    return [house.workspace.files[file["id"]]["content"] for file in shown]


async def asked(house: House, user: str = PEER) -> bytes:
    """Ask for one in /timetable."""
    await house.command(user, "/timetable")
    await house.press(user, views.CALENDAR, house.modal(user))
    return files(house, user)[-1]


async def test_it_has_one_s_own_sessions_and_names_nobody_who_is_heard(northmere: House) -> None:
    await keep(northmere, *VISIT)
    data = await asked(northmere)
    assert "I sent you your sessions" in words_of(northmere.modal(PEER))
    found = events(data)
    assert [str(each["summary"]) for each in found.values()] == [
        "Peer challenge: Interview",
        "Peer challenge: Team meeting",
        "Peer challenge: Focus group, unpaid carers",
        "Peer challenge: Interview",
    ]
    first, carers = found["2026-03-24T15:00:00+00:00"], found["2026-03-25T09:00:00+00:00"]
    assert str(first["description"]) == "With Ruth Okonjo"
    assert "location" not in first  # it is called after someone
    assert (str(carers["location"]), str(carers["description"])) == ("Oak Room", "With Siân Prosser")
    assert {str(each["class"]) for each in found.values()} == {"PRIVATE"}
    text = data.decode()
    for name in ("Jane", "Smith", "Director", "Owen", "Young", "Lunch", "Northmere", "Feedback"):
        assert name not in text, name
    assert "Feedback" in (await asked(northmere, LP)).decode()


async def test_a_changed_session_is_the_same_entry_of_a_later_revision(northmere: House) -> None:
    await keep(northmere, *VISIT)
    before = events(await asked(northmere))
    again = events(await asked(northmere))
    assert {str(each["uid"]) for each in before.values()} == {str(each["uid"]) for each in again.values()}
    assert {each["sequence"] for each in before.values()} == {each["sequence"] for each in again.values()}
    start, end = CARERS.start.replace(hour=10), CARERS.end.replace(hour=11)
    await keep(northmere, JANE, replace(CARERS, start=start, end=end, place="Elm Room"))
    after = events(await asked(northmere))
    moved, kept = after["2026-03-25T10:00:00+00:00"], before["2026-03-25T09:00:00+00:00"]
    assert moved["uid"] == kept["uid"]
    assert moved["sequence"] > kept["sequence"]
    other = {str(each["uid"]) for each in events(await asked(northmere, OTHER_PEER)).values()}
    assert not other & {str(each["uid"]) for each in after.values()}


async def test_your_day_has_it_too_and_a_press_that_comes_twice_sends_one(northmere: House) -> None:
    await keep(northmere, *VISIT)
    await clock_at(northmere, 8)
    request = northmere.pressing(
        PEER, views.CALENDAR, newest(northmere, PEER), northmere.workspace.direct_message(PEER).id
    )
    for _ in range(2):
        await northmere.slack_sends(request)
        await northmere.bot.desk.settle()
    assert len(files(northmere, PEER)) == 1


async def test_who_has_no_session_is_told_so(northmere: House) -> None:
    await keep(northmere, *VISIT)
    await northmere.command(SUPPORT, "/timetable")
    await northmere.press(SUPPORT, views.CALENDAR, northmere.modal(SUPPORT))
    assert "no session of yours" in words_of(northmere.modal(SUPPORT))
    assert files(northmere, SUPPORT) == []


async def test_a_purge_takes_the_file_and_its_message_out_of_slack(northmere: House) -> None:
    await keep(northmere, *VISIT)
    await asked(northmere)
    await northmere.close_challenge()
    northmere.clock.move(minutes=2)
    await northmere.purge()
    assert northmere.workspace.files == {}
    assert [each for each in northmere.direct(PEER) if each.files or "calendar" in each.text] == []


def test_the_zone_is_right_in_spring_and_in_autumn() -> None:
    """Read by another library, each entry is at the moment that the council's clocks say."""
    for day in (date(2026, 3, 28), date(2026, 10, 24), date(2026, 7, 1), date(2026, 12, 30)):
        first = datetime(day.year, day.month, day.day, 9, tzinfo=LONDON)
        starts = [first + timedelta(days=number) for number in range(3)]
        entries = [Entry(at.isoformat(), at, at + timedelta(hours=1), "x", "", ()) for at in starts]
        data = calendar(entries, LONDON, revision=1, now=first).decode()
        zone = tz.tzical(StringIO(data)).get("Europe/London")
        for half_hours in range(2 * 72):
            moment = first.astimezone(UTC) - timedelta(hours=9) + timedelta(minutes=30 * half_hours)
            local = moment.astimezone(LONDON)
            if local.fold == 0:  # of an hour that comes twice a calendar means the first
                assert local.replace(tzinfo=zone).astimezone(UTC) == moment
        assert "DTSTART;TZID=Europe/London:" in data
