"""What could not be delivered: the challenge manager is told once, and why."""

from datetime import UTC, datetime

from bot.playground.workspace import BOT_USER
from tests.delivery.days import heard, keep, texts
from tests.house import CHANNEL, CM, PEER, House, words_of

UNDELIVERED = "A message could not be delivered"


def told(house: House) -> list[str]:
    """What the challenge manager was told of it."""
    return [words_of(each) for each in house.direct(CM) if each.text == UNDELIVERED]


async def test_a_deactivated_account_is_told_of_once_a_day(northmere: House) -> None:
    await keep(northmere, heard(1, "15:00-16:00", peers="Dev/Siân"))
    northmere.workspace.users[PEER].deleted = True
    for hour, minute in ((14, 50), (15, 0), (16, 0)):
        northmere.clock.moment = datetime(2026, 3, 24, hour, minute, tzinfo=UTC)
        await northmere.later()
    (said,) = told(northmere)
    assert "Councillor Dev Malhotra" in said
    assert "deactivated" in said
    assert "Jane" not in said


async def test_a_bot_that_is_not_in_the_channel_says_so_and_posts_once_it_is(northmere: House) -> None:
    northmere.channel().members.remove(BOT_USER)
    await northmere.post_it(PEER, "said later")
    await northmere.post_it(PEER, "said later, too")
    for _ in range(3):
        await northmere.later(minutes=5)
    (said,) = told(northmere)
    assert "the team's channel" in said
    assert "/invite" in said
    northmere.channel().members.append(BOT_USER)
    await northmere.later(minutes=10)
    assert len(northmere.thread("Safeguarding")) == 2
    assert len(told(northmere)) == 1
    assert CHANNEL not in said


async def test_by_night_the_manager_is_left_to_sleep(northmere: House) -> None:
    northmere.clock.moment = datetime(2026, 3, 24, 22, tzinfo=UTC)
    northmere.channel().members.remove(BOT_USER)
    await northmere.post_it(PEER, "late")
    await northmere.later(minutes=10)
    assert told(northmere) == []
    northmere.clock.moment = datetime(2026, 3, 25, 7, tzinfo=UTC)
    await northmere.later()
    assert len(told(northmere)) == 1
    assert texts(northmere, CM) == [UNDELIVERED]
