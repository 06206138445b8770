"""The buttons of what the clock sends: add post-its, snooze, not me, mute."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlmodel import select

from bot.domain.timetable import Kind
from bot.playground.workspace import Message
from bot.views import day as views
from db import challenges, evidence
from db.models import DeliveryRow, PostItRow
from tests.delivery.days import heard, keep, newest, texts
from tests.house import CHANNEL, CM, LP, OTHER_PEER, PEER, STRANGER, House, words_of

REMINDER = "Your next session begins at 15.00"
INTERVIEW = heard(1, "15:00-16:00", "Jane Smith, Director", statement="safeguarding")


async def clock_at(house: House, hour: int, minute: int = 0, second: int = 0) -> None:
    """Move the clock there on the first day, tick and send."""
    house.clock.moment = datetime(2026, 3, 24, hour, minute, second, tzinfo=UTC)
    await house.later()


async def press(house: House, user: str, action: str, message: Message) -> str:
    """Press a button of one's direct messages; returns what is said to them then."""
    place = house.workspace.direct_message(user).id
    await house.press(user, action, message, place)
    said = house.only_for(user, place)
    return words_of(said[-1]) or said[-1].text if said else ""


async def reminded(house: House, user: str = PEER) -> Message:
    """The reminder of the interview."""
    await keep(house, INTERVIEW)
    await clock_at(house, 14, 50)
    return newest(house, user)


async def test_a_snoozed_reminder_comes_once_more_five_minutes_later(northmere: House) -> None:
    reminder = await reminded(northmere)
    for _ in range(2):
        assert "again in 5 minutes" in await press(northmere, PEER, views.SNOOZE, reminder)
    await clock_at(northmere, 14, 54, 59)
    assert texts(northmere, PEER).count(REMINDER) == 1
    await clock_at(northmere, 14, 55, 30)
    assert texts(northmere, PEER).count(REMINDER) == 2
    assert "too soon to snooze" in await press(northmere, PEER, views.SNOOZE, newest(northmere, PEER))
    await clock_at(northmere, 14, 59)
    assert texts(northmere, PEER).count(REMINDER) == 2


async def test_a_snoozed_reminder_of_a_session_that_is_cancelled_does_not_come(northmere: House) -> None:
    reminder = await reminded(northmere)
    await press(northmere, PEER, views.SNOOZE, reminder)
    await keep(northmere)
    await clock_at(northmere, 14, 56)
    assert texts(northmere, PEER).count(REMINDER) == 1


async def test_not_me_tells_the_manager_once_and_ends_it_even_when_it_moves(northmere: House) -> None:
    reminder = await reminded(northmere)
    for _ in range(2):
        assert "is told" in await press(northmere, PEER, views.NOT_ME, reminder)
    await northmere.send()
    told = [each for each in northmere.direct(CM) if each.text == "Someone does not go to a session"]
    assert len(told) == 1
    assert "Dev Malhotra" in words_of(told[0])
    assert "15.00–16.00" in words_of(told[0])
    later = replace(INTERVIEW, start=INTERVIEW.start.replace(hour=17), end=INTERVIEW.end.replace(hour=18))
    await keep(northmere, replace(later, peers=("Dev", "Siân")))
    for hour, minute in ((16, 50), (18, 0)):
        await clock_at(northmere, hour, minute)
    assert "Your next session begins at 17.00" not in texts(northmere, PEER)
    assert "Time for your post-its" not in texts(northmere, PEER)
    assert "Your next session begins at 17.00" in texts(northmere, OTHER_PEER)


async def test_who_is_muted_gets_nothing_until_they_say_otherwise(northmere: House) -> None:
    await keep(northmere, INTERVIEW, heard(1, "17:00-18:00", "Omar Reid, Head of Care"))
    await clock_at(northmere, 14, 0)
    assert "Muted" in await press(northmere, PEER, views.MUTE, newest(northmere, PEER))
    await clock_at(northmere, 14, 50)
    await clock_at(northmere, 16)
    assert len(texts(northmere, PEER)) == 1
    await northmere.press(PEER, views.UNMUTE, await northmere.home(PEER))
    await clock_at(northmere, 16, 50)
    assert texts(northmere, PEER)[-1] == "Your next session begins at 17.00"
    await northmere.press(PEER, views.MUTE, await northmere.home(PEER))
    await clock_at(northmere, 18)
    assert "post-its" not in texts(northmere, PEER)[-1]


async def test_a_change_of_the_team_leaves_the_muted_muted(northmere: House) -> None:
    await keep(northmere, INTERVIEW)
    await northmere.press(PEER, views.MUTE, await northmere.home(PEER))
    await northmere.command(CM, "/challenge team")
    assert not await northmere.submit(CM, peer=[PEER, OTHER_PEER, "UPEER3"])
    await clock_at(northmere, 14, 50)
    assert texts(northmere, PEER) == []


async def test_the_prompt_opens_the_form_with_what_is_known_of_the_session(northmere: House) -> None:
    await keep(northmere, heard(1, "15:00-16:00", "Unpaid carers", statement="safeguarding"))
    await clock_at(northmere, 16)
    await press(northmere, PEER, views.ADD, newest(northmere, PEER))
    for text in ("carers know whom to ring", "carers wait for a call back"):
        assert not await northmere.submit(PEER, text=text, kind="strength")
    await northmere.send()
    async with northmere.bot.database.read() as session:
        opened = await challenges.by_channel(session, northmere.bot.keyring, CHANNEL)
        assert opened is not None
        assert opened.plan is not None
        rows = (await session.exec(select(PostItRow))).all()
        wall = await evidence.wall(session, opened.challenge.id, opened.key)
    (key,) = opened.plan.sessions
    tag = evidence.session_tag(opened.key, key)
    assert all(row.session_tag == evidence.tag_of_session(opened.key, tag, row.id) for row in rows)
    # A thief with the timetable, but without the key, can't put together what was written in one session.
    assert len({row.session_tag for row in rows} | {tag}) == len(rows) + 1
    assert len({row.member_tag for row in rows}) == len(rows)
    found = {(each.statement, each.source_group, each.method.value) for each in wall}
    assert found == {("safeguarding", "unpaid carers", "heard")}
    assert len(wall) == 2
    assert "carers" not in str([row.model_dump() for row in rows])


async def test_what_is_observed_was_seen(northmere: House) -> None:
    await keep(northmere, heard(1, "15:00-16:00", "Allocation meeting", kinds=(Kind.observation,)))
    await clock_at(northmere, 16)
    await press(northmere, PEER, views.ADD, newest(northmere, PEER))
    assert not await northmere.submit(PEER, text="cases are given out fairly", kind="strength")
    async with northmere.bot.database.read() as session:
        (row,) = (await session.exec(select(PostItRow))).all()
    assert row.method == "seen"


async def test_a_post_it_that_is_not_written_from_a_session_has_no_tag(northmere: House) -> None:
    await keep(northmere, INTERVIEW)
    await northmere.post_it(PEER, "a finding")
    async with northmere.bot.database.read() as session:
        (row,) = (await session.exec(select(PostItRow))).all()
    assert row.session_tag is None


async def test_a_button_tells_nobody_else_anything(northmere: House) -> None:
    await keep(northmere, INTERVIEW, heard(1, "15:00-16:00", "Omar Reid, Head of Care", "Siân"))
    await clock_at(northmere, 14, 50)
    await clock_at(northmere, 16)
    day, reminder, prompt = northmere.direct(PEER)
    of = {views.ADD: prompt, views.SNOOZE: reminder, views.NOT_ME: reminder}
    presses = [(user, action) for user in (OTHER_PEER, LP, STRANGER) for action in of]
    for user, action in [*presses, (STRANGER, views.MUTE)]:
        await northmere.slack_sends(northmere.pressing(user, action, of.get(action, day)))
        await northmere.bot.desk.settle()
        assert not northmere.workspace.stacks.get(user)
        said = northmere.only_for(user)[-1]
        assert "no longer in the timetable as yours" in said.text or "no peer challenge here" in said.text
        assert "Jane" not in said.text
    buttons = [each for block in prompt.blocks if block["type"] == "actions" for each in block["elements"]]
    (value,) = [each["value"] for each in buttons if each["action_id"] == views.ADD]
    async with northmere.bot.database.read() as session:
        opened = await challenges.by_channel(session, northmere.bot.keyring, CHANNEL)
        kept = (await session.exec(select(DeliveryRow))).all()
    assert opened is not None
    assert opened.plan is not None
    _, token, _ = views.read_button(value)
    assert token not in str([row.model_dump() for row in kept])
    assert not [key for key in opened.plan.sessions if key in value]
