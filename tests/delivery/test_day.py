"""What the clock sends of the timetable, through the door: reminders, prompts, your day, the wall so far."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from sqlmodel import select

from bot.domain.timetable import Kind
from bot.jobs.tick import tick
from db.models import DeliveryRow
from tests.delivery.days import heard, keep, newest, texts, together
from tests.delivery.slack import saying
from tests.house import CM, LP, OTHER_PEER, PEER, SUPPORT, House, words_of

REMINDER = "Your next session begins at 15.00"
PROMPT = "Time for your post-its"


async def clock_at(house: House, day: int, hour: int, minute: int = 0) -> None:
    """Move the clock there, tick and send. The sample's visit is in winter time: local is UTC."""
    house.clock.moment = datetime(2026, 3, day, hour, minute, tzinfo=UTC)
    await house.later()


async def test_one_reminder_before_a_session_with_all_it_takes(northmere: House) -> None:
    await keep(northmere, heard(1, "15:00-16:00", peers="Dev/Aisha", statement="safeguarding"))
    await clock_at(northmere, 24, 14, 49)
    assert texts(northmere, PEER) == ["Your day: Tuesday 24 March, 1 entry"]
    for minute in (50, 51, 59):
        await clock_at(northmere, 24, 14, minute)
    assert texts(northmere, PEER)[1:] == [REMINDER]
    assert texts(northmere, LP) == []
    said = words_of(newest(northmere, PEER))
    for part in ("15.00–16.00", "Jane Smith, Director", "Room 4", "Safeguarding", "not an inspection"):
        assert part in said
    assert said.count("•") == 9


async def test_a_reminder_names_nobody_outside_its_blocks(northmere: House) -> None:
    await keep(northmere, heard(1, "15:00-16:00", peers="Dev/Siân"))
    await clock_at(northmere, 24, 14, 50)
    (reminder,) = [each for each in northmere.direct(PEER) if each.text == REMINDER]
    assert "with Siân Prosser" in words_of(reminder)
    outside = str([reminder.text, reminder.metadata])
    assert not [word for word in ("Jane", "Smith", "Director", "Siân") if word in outside]


async def test_a_cancelled_a_moved_and_a_handed_over_session_are_reminded_of_rightly(
    northmere: House,
) -> None:
    session = heard(1, "15:00-16:00")
    await keep(northmere, session)
    northmere.clock.moment = datetime(2026, 3, 24, 14, 49, 30, tzinfo=UTC)
    bot = northmere.bot
    assert await tick(bot.database, bot.keyring, northmere.clock()) == 2  # planned, and not sent yet
    await keep(northmere, replace(session, start=session.start.replace(minute=30)))
    await clock_at(northmere, 24, 14, 50)
    assert REMINDER not in texts(northmere, PEER)
    await clock_at(northmere, 24, 15, 20)
    assert texts(northmere, PEER)[-1] == "Your next session begins at 15.30"

    await keep(northmere, heard(1, "17:00-18:00", peers="Siân"))
    await clock_at(northmere, 24, 16, 50)
    assert "Your next session begins at 17.00" not in texts(northmere, PEER)
    assert "Your next session begins at 17.00" in texts(northmere, OTHER_PEER)

    await keep(northmere)
    await clock_at(northmere, 24, 18)
    assert not [text for user in (PEER, OTHER_PEER) for text in texts(northmere, user) if "post-its" in text]


async def test_a_reminder_whose_session_has_begun_is_dropped(northmere: House) -> None:
    await keep(northmere, heard(1, "15:00-16:00"))
    northmere.clock.moment = datetime(2026, 3, 24, 14, 55, tzinfo=UTC)
    await tick(northmere.bot.database, northmere.bot.keyring, northmere.clock())
    northmere.clock.moment = datetime(2026, 3, 24, 15, 0, tzinfo=UTC)
    await northmere.bot.sender.send_due()
    await northmere.later(seconds=1)
    assert REMINDER not in texts(northmere, PEER)
    async with northmere.bot.database.read() as session:
        rows = (await session.exec(select(DeliveryRow).where(DeliveryRow.kind == "reminder"))).all()
    assert [(each.state, each.error) for each in rows] == [("dropped", "expired")]


async def test_two_clocks_at_once_and_a_restart_plan_once(northmere: House) -> None:
    await keep(northmere, heard(1, "15:00-16:00", peers="Dev/Siân"))
    northmere.clock.moment = datetime(2026, 3, 24, 14, 50, tzinfo=UTC)
    bot = northmere.bot
    planned = await asyncio.gather(*(tick(bot.database, bot.keyring, northmere.clock()) for _ in range(3)))
    assert sum(planned) == 4  # your day and a reminder, for each of two
    await northmere.later(seconds=1)
    assert [texts(northmere, each).count(REMINDER) for each in (PEER, OTHER_PEER)] == [1, 1]


async def test_no_row_leads_from_a_person_to_a_session(northmere: House) -> None:
    await keep(northmere, heard(1, "15:00-16:00"), heard(1, "16:00-17:00", "Omar Reid, Head of Care", "Siân"))
    await clock_at(northmere, 24, 14, 50)
    await clock_at(northmere, 24, 16)
    async with northmere.bot.database.read() as session:
        kinds = ("your_day", "reminder", "prompt")
        rows = (await session.exec(select(DeliveryRow).where(DeliveryRow.kind.in_(kinds)))).all()  # type: ignore[attr-defined]
    assert {row.kind for row in rows} == set(kinds)
    for row in rows:
        kept = {name: value for name, value in row.model_dump().items() if value not in (None, False, 0)}
        assert set(kept) == {"id", "challenge_id", "key", "kind", "lane", "marker", "state"} | (
            {"ts"} if row.state == "sent" else {"error"}
        )
        assert row.lane not in row.key


async def test_sessions_back_to_back_make_one_message(northmere: House) -> None:
    await keep(
        northmere, heard(1, "15:00-16:00"), heard(1, "16:00-17:00", "Omar Reid, Head of Care", "Dev/Ruth")
    )
    for hour, minute in ((15, 49), (15, 50), (16, 0), (16, 1)):
        await clock_at(northmere, 24, hour, minute)
    assert texts(northmere, PEER)[-1] == "Your next session begins at 16.00"
    assert PROMPT not in texts(northmere, PEER)
    said = words_of(newest(northmere, PEER))
    assert said.index("15.00–16.00") < said.index("Add post-its") < said.index("16.00–17.00")
    assert "Add post-its" not in words_of(newest(northmere, LP))
    await clock_at(northmere, 24, 17)
    assert texts(northmere, PEER).count(PROMPT) == 1


async def test_a_prompt_whose_reminder_came_to_nothing_comes_by_itself(northmere: House) -> None:
    first = heard(1, "15:00-16:00")
    await keep(northmere, first, heard(1, "16:00-17:00", "Omar Reid, Head of Care"))
    northmere.clock.moment = datetime(2026, 3, 24, 15, 49, 30, tzinfo=UTC)
    await tick(northmere.bot.database, northmere.bot.keyring, northmere.clock())
    await keep(northmere, first)
    for hour, minute in ((15, 50), (16, 0), (16, 1)):
        await clock_at(northmere, 24, hour, minute)
    assert texts(northmere, PEER)[-1] == PROMPT
    assert texts(northmere, PEER).count(PROMPT) == 1


async def test_your_day_says_what_where_and_with_whom_to_those_on_site(northmere: House) -> None:
    await keep(
        northmere,
        heard(1, "15:00-16:00", "<!channel> & Co, Director", "Dev/Siân"),
        together(1, "17:30-18:00", Kind.feedback),
        together(2, "13:00-14:00", Kind.lunch),
    )
    await clock_at(northmere, 24, 13)
    said = words_of(newest(northmere, PEER))
    for part in (
        "Tuesday 24 March",
        "Northmere · day 1 of 3",
        "15.00–16.00",
        "&lt;!channel&gt; &amp; Co",
        "Room 4",
    ):
        assert part in said
    assert "with Siân Prosser" in said
    assert "Feedback" not in said
    assert "Feedback" in words_of(newest(northmere, LP))
    assert texts(northmere, SUPPORT) == []
    await clock_at(northmere, 25, 7, 29)
    assert texts(northmere, CM) == ["Your day: Tuesday 24 March, 1 entry"]
    await clock_at(northmere, 25, 7, 30)
    assert texts(northmere, CM)[-1] == "Your day: Wednesday 25 March, 1 entry"


async def test_the_wall_comes_to_the_channel_before_a_team_meeting(northmere: House) -> None:
    await keep(northmere, together(2, "16:00-17:00", Kind.team_meeting))
    await northmere.post_it(PEER, "of yesterday")
    northmere.clock.move(days=1)
    await northmere.post_it(PEER, "of today", statement="safeguarding")
    await northmere.post_it(PEER, "nowhere yet", statement=None)
    await clock_at(northmere, 25, 15, 49)
    assert saying(northmere, "The wall so far") == []
    for minute in (50, 51):
        await clock_at(northmere, 25, 15, minute)
    (wall,) = saying(northmere, "The wall so far")
    assert wall.text == "The wall so far: 3 post-its, 2 of them of today"
    said = words_of(wall)
    assert "*2*  Safeguarding · *+1 today*" in said
    assert "1 post-it is waiting for a place" in said
    assert "no evidence yet" in said
    assert "of yesterday" not in said


async def test_nothing_is_said_at_night(northmere: House) -> None:
    await keep(northmere, heard(1, "20:30-21:30", peers="Dev"), heard(2, "06:50-07:30", "A B, Nurse", "Dev"))
    for day, hour, minute in ((24, 21, 30), (24, 23, 0), (25, 6, 40), (25, 6, 59)):
        await clock_at(northmere, day, hour, minute)
    assert texts(northmere, PEER) == []
    await clock_at(northmere, 25, 7)
    assert texts(northmere, PEER) == [PROMPT]
