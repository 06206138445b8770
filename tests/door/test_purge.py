"""The end of a challenge: by its form and by the clock, and what is left of it then: nothing."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.domain.surprises import Said, Surprise
from bot.playground.workspace import BOT_USER, Message
from bot.services import settling
from db import challenges, purges
from db.engine import Database, table_of
from db.models import ChallengeRow, DeliveryRow, PurgeRow
from tests.house import (
    CHANNEL,
    CM,
    LP,
    OTHER_CHANNEL,
    OTHER_PEER,
    PEER,
    STRANGER,
    SUPPORT,
    House,
    words_of,
)

#: Words that must be nowhere once it is over; what would be hidden is not among them.
PLANTED = ("zebrafish", "northmere", "morgan tate", "rafaela")


def own(house: House, channel: str = CHANNEL) -> list[Message]:
    """All that is left of what the bot wrote in a channel or a direct message, for everyone to see."""
    found = house.workspace.channels[channel].messages.values()
    return [each for each in found if each.user == BOT_USER and not each.only_for and not each.subtype]


async def full(house: House) -> None:
    """Post-its, an old brief and a new one, previews, a thread that people talk in."""
    await house.post_it(PEER, "reviews are late, zebrafish")
    await house.post_it(OTHER_PEER, "good zebrafish handovers", statement="needs")
    await house.command(CM, "/digest")
    await house.press(CM, "brief_post", house.only_for(CM)[-1])
    await house.post_it(PEER, "zebrafish in the lift")
    house.clock.moment = house.clock.moment.replace(hour=17, minute=5)
    await house.later(seconds=1)
    await house.press(CM, "brief_cancel", house.direct(CM)[-1], f"D{CM[1:]}")
    for user in (CM, PEER):
        await house.home(user)
    assert "zebrafish" in words_of(house.workspace.homes[PEER])


def stored(url: str) -> bytes:
    """Every byte of the database's files."""
    file = Path(url.removeprefix("sqlite:///"))
    return b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))


async def rows(database: Database) -> dict[str, int]:
    """How many rows each table has, those of a purge and of receipts aside."""
    async with database.engine.connect() as connection:
        tables = [table_of(each) for each in purges.PURGED if each is not PurgeRow]
        return {table.name: len((await connection.execute(table.select())).all()) for table in tables}


async def the_purge(house: House) -> PurgeRow:
    async with house.bot.database.read() as session:
        return (await session.exec(select(PurgeRow))).one()


async def test_closed_it_is_gone(northmere: House) -> None:
    await full(northmere)
    said = await northmere.say(PEER, "my own words")
    messages = len(own(northmere)) + len(northmere.direct(CM)) + len(northmere.direct(LP))
    async with northmere.bot.database.read() as session:
        wrapped = (await session.exec(select(ChallengeRow.wrapped_secret))).one()
    assert wrapped in stored(northmere.bot.settings.database_url)
    await northmere.close_challenge()
    assert "It has begun" in words_of(northmere.modal(CM))
    await northmere.purge()

    assert own(northmere) == []
    assert said.ts in northmere.channel().messages
    assert [each for each in northmere.channel().messages.values() if each.subtype == "tombstone"] == []
    assert northmere.direct(LP) == []
    (receipt,) = northmere.direct(CM)
    for words in ("3 post-its", "1 brief", "5 members", f"{messages} messages", "none left", "legal hold"):
        assert words in words_of(receipt), words
    assert "24 March" in words_of(receipt)
    for user in (CM, LP, PEER, OTHER_PEER, SUPPORT):
        assert "not on a team yet" in words_of(northmere.workspace.homes[user])

    assert set((await rows(northmere.bot.database)).values()) == {0}
    left = await the_purge(northmere)
    assert (left.step, left.challenge_id, left.told, left.visit) == ("done", None, [], "")
    kept = stored(northmere.bot.settings.database_url)
    assert wrapped not in kept
    lower = kept.lower()
    assert [word for word in (*PLANTED, CM.casefold(), CHANNEL.casefold()) if word.encode() in lower] == []


async def test_the_ledger_the_surprises_and_a_brief_sent_to_one_person_are_gone_too(house: House) -> None:
    await house.set_up(briefs_to="direct")
    await house.post_it(PEER, "reviews are late, zebrafish")
    await house.command(CM, "/digest")
    await house.press(CM, "brief_decide", house.only_for(CM)[-1])
    await house.press(CM, "brief_item", house.modal(CM))
    assert not await house.submit(CM, way="hold", reason="zebrafish are shy")
    await house.press(CM, "brief_post", house.modal(CM))
    surprise = Surprise(Said("zebrafish", "Zebrafish are late."))
    async with house.bot.database.write() as session:
        opened = await challenges.by_channel(session, house.bot.keyring, CHANNEL)
        assert opened is not None
        await settling.found(session, opened, [surprise], {}, now=house.clock())
    await house.send()
    assert sorted(each.text for each in house.direct(CM)) == [
        "Bullets that would surprise the client",
        "No-surprises brief, day 1, Tuesday 24 March",
    ]
    await house.close_challenge()
    await house.purge()
    (receipt,) = house.direct(CM)
    assert "none left" in words_of(receipt)
    assert house.direct(LP) == []
    assert set((await rows(house.bot.database)).values()) == {0}
    assert b"zebrafish" not in stored(house.bot.settings.database_url).lower()


async def test_the_channel_takes_a_new_challenge_afterwards(northmere: House) -> None:
    await northmere.close_challenge()
    await northmere.purge()
    await northmere.set_up()
    await northmere.post_it(PEER, "a new start")
    await northmere.close_challenge()
    await northmere.purge()
    assert own(northmere) == []
    assert len(northmere.direct(CM)) == 2


@pytest.mark.parametrize("typed", ["", "Eastvale", "yes"])
async def test_another_name_deletes_nothing(northmere: House, typed: str) -> None:
    await northmere.command(CM, "/challenge close")
    form = words_of(northmere.modal(CM))
    for words in ("Everything of the peer challenge of Northmere", "26 September 2026", "legal hold"):
        assert words in form
    errors = await northmere.submit(CM, confirm=typed)
    assert "not the council's name" in errors["confirm"]
    await northmere.purge()
    assert len(own(northmere)) == 11


async def test_the_name_may_be_typed_as_people_type(northmere: House) -> None:
    await northmere.close_challenge(council="  NORTH" + "mere ")
    await northmere.purge()
    assert own(northmere) == []


async def test_while_it_is_being_deleted_nobody_opens_it(northmere: House) -> None:
    await northmere.post_it(PEER, "zebrafish")
    (hung,) = northmere.thread("Safeguarding")
    await northmere.command(PEER, "/postit")
    await northmere.close_challenge()
    assert not await northmere.submit(PEER, text="too late", kind="strength")
    assert "no peer challenge here" in words_of(northmere.modal(PEER))
    await northmere.close(PEER)
    for user, text in ((PEER, "/postit"), (CM, "/digest"), (CM, "/challenge close"), (CM, "/challenge new")):
        await northmere.command(user, text)
        assert "is being deleted" in northmere.only_for(user)[-1].text, text
    for text in ("/postit", "/challenge new", "/challenge close"):
        await northmere.slack_sends(northmere.typed(STRANGER, text))
        await northmere.bot.desk.settle()
        assert "no peer challenge here that you are part of" in northmere.only_for(STRANGER)[-1].text, text
    await northmere.press(PEER, "postit_open_change", hung)
    assert "no peer challenge here" in northmere.only_for(PEER)[-1].text
    assert "not on a team yet" in words_of(await northmere.home(PEER))
    northmere.clock.moment = northmere.clock.moment.replace(hour=17, minute=5)
    before = len(own(northmere))
    await northmere.later(seconds=1)
    assert (len(own(northmere)), northmere.direct(LP)) == (before, [])


async def test_someone_on_two_teams_keeps_the_other(northmere: House) -> None:
    await northmere.set_up(OTHER_CHANNEL, "Eastvale", lead_peer=[LP], peer=[PEER], support_officer=[])
    northmere.clock.moment = northmere.clock.moment.replace(hour=17, minute=5)
    await northmere.later(seconds=1)
    assert [len(northmere.direct(user)) for user in (CM, LP)] == [2, 2]
    theirs = len(own(northmere, OTHER_CHANNEL))
    await northmere.close_challenge()
    await northmere.command(PEER, "/postit")
    assert "is being deleted" in northmere.only_for(PEER)[-1].text  # and not the other challenge's form
    await northmere.purge()
    assert len(own(northmere, OTHER_CHANNEL)) == theirs
    (preview,) = northmere.direct(LP)
    assert "Eastvale" in words_of(preview)
    assert len(northmere.direct(CM)) == 2  # the other's preview, and the receipt
    home = words_of(northmere.workspace.homes[PEER])
    assert "Eastvale" in home
    assert "Northmere" not in home


async def test_the_button_pressed_again_and_by_others(northmere: House) -> None:
    await northmere.command(CM, "/challenge close")
    view = northmere.modal(CM)
    state = northmere.state(view, {"confirm": "Northmere"})
    body = dict(view.body)
    for _ in range(3):
        northmere.workspace.fill_view(view, body)
        await northmere._post("submit", {"as": CM, "view_id": view.id, "state": {"values": state}})
        assert "It has begun" in words_of(northmere.modal(CM))
    await the_purge(northmere)  # one
    for user in (LP, PEER, SUPPORT):
        await northmere.command(user, "/challenge close")
        assert "is being deleted" in northmere.only_for(user)[-1].text


async def test_only_the_challenge_manager_closes(northmere: House) -> None:
    for user in (LP, PEER, SUPPORT):
        await northmere.command(user, "/challenge close")
        assert northmere.only_for(user)[-1].text == "Only the challenge manager can close the challenge."


LAST_DAY = date(2026, 3, 26)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (LAST_DAY, "after the last day on site"),
        (date(2025, 3, 26), "after the last day on site"),
        (date(2028, 3, 27), "26/03/2028 at the latest"),
    ],
)
@pytest.mark.parametrize("form", ["new", "settings"])
async def test_a_purge_date_that_makes_no_sense_is_answered_under_its_field(
    house: House, form: str, given: date, sentence: str
) -> None:
    if form == "settings":
        await house.set_up()
    await house.command(CM, f"/challenge {form}")
    first = house.clock().date()
    errors = await house.submit(CM, council="Northmere", starts_on=first, ends_on=LAST_DAY, purge_on=given)
    assert sentence in errors["purge_on"]


async def test_a_visit_long_past_is_not_deleted_by_its_set_up(house: House) -> None:
    await house.command(CM, "/challenge new")
    long_ago = date(2025, 3, 24)
    errors = await house.submit(CM, council="Northmere", starts_on=long_ago, ends_on=long_ago)
    assert "come already" in errors["purge_on"]
    today = house.clock().date()
    assert "come already" in (await house.submit(CM, purge_on=today))["purge_on"]
    assert not await house.submit(CM, purge_on=today + timedelta(days=1))


async def purge_date(house: House) -> date:
    async with house.bot.database.read() as session:
        return (await session.exec(select(ChallengeRow))).one().purge_on


async def test_the_purge_date_is_six_months_on_unless_it_is_set(northmere: House) -> None:
    assert await purge_date(northmere) == date(2026, 9, 26)
    await northmere.command(CM, "/challenge settings")
    assert not await northmere.submit(CM, purge_on=date(2026, 5, 1))
    assert await purge_date(northmere) == date(2026, 5, 1)
    await northmere.command(CM, "/challenge settings")
    assert not await northmere.submit(CM, council="Northmere Borough")
    assert await purge_date(northmere) == date(2026, 5, 1)
    await northmere.command(CM, "/challenge settings")
    assert not await northmere.submit(CM, purge_on=None)
    assert await purge_date(northmere) == date(2026, 9, 26)


async def test_the_challenge_manager_is_reminded_twice_and_then_it_is_gone(northmere: House) -> None:
    def told() -> list[str]:
        return [words_of(each) for each in northmere.direct(CM)]

    northmere.clock.moment = datetime(2026, 9, 12, 7, 59, tzinfo=UTC)  # 8:59 in London
    await northmere.later(seconds=1)
    assert told() == []
    await northmere.later(minutes=1)
    for _ in range(3):
        await northmere.later(days=1)
    (first,) = told()
    assert "On Saturday 26 September 2026 I delete everything of the peer challenge of Northmere" in first
    assert "/challenge settings" in first
    northmere.clock.moment = datetime(2026, 9, 25, 8, 0, tzinfo=UTC)
    for _ in range(3):
        await northmere.later(minutes=5)
    assert len(told()) == 2
    assert [northmere.direct(user) for user in (LP, PEER, SUPPORT)] == [[], [], []]
    northmere.clock.moment = datetime(2026, 9, 25, 22, 59, tzinfo=UTC)
    await northmere.later(seconds=1)
    await northmere.purge()
    assert len(own(northmere)) == 11
    await northmere.later(minutes=1)  # midnight in London
    await northmere.purge()
    assert own(northmere) == []
    (receipt,) = told()
    assert "was deleted on Friday 25 September 2026" in receipt or "26 September 2026" in receipt


async def test_a_new_date_is_reminded_of_anew_and_the_old_one_no_more(northmere: House) -> None:
    northmere.clock.moment = datetime(2026, 9, 12, 9, 0, tzinfo=UTC)
    await northmere.later(seconds=1)
    assert len(northmere.direct(CM)) == 1
    await northmere.command(CM, "/challenge settings")
    assert not await northmere.submit(CM, purge_on=date(2026, 10, 26))
    northmere.clock.moment = datetime(2026, 9, 26, 9, 0, tzinfo=UTC)
    await northmere.later(seconds=1)
    await northmere.purge()
    assert len(own(northmere)) == 11
    assert len(northmere.direct(CM)) == 1
    northmere.clock.moment = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)  # the clock stood still till then
    await northmere.later(seconds=1)
    assert "26 October 2026" in words_of(northmere.direct(CM)[-1])
    assert len(northmere.direct(CM)) == 2


async def test_a_reminder_that_waits_too_long_or_whose_date_has_changed_is_not_sent(northmere: House) -> None:
    from bot.jobs.tick import tick

    northmere.clock.moment = datetime(2026, 9, 12, 9, 0, tzinfo=UTC)
    assert await tick(northmere.bot.database, northmere.bot.keyring, northmere.clock()) == 1
    await northmere.command(CM, "/challenge settings")
    assert not await northmere.submit(CM, purge_on=date(2026, 10, 26))
    await northmere.send()
    assert northmere.direct(CM) == []
    async with northmere.bot.database.read() as session:
        reminders = await session.exec(select(DeliveryRow).where(DeliveryRow.kind == "purge_reminder"))
        assert [each.state for each in reminders] == ["dropped"]
