"""What would surprise the client, through the door: raised, dropped, accepted."""

from datetime import UTC, datetime

import pytest

from bot.domain.settling import Way
from bot.domain.surprises import Heard, Said, Surprise
from bot.domain.surprises import check as check_again
from bot.services import briefs, settling
from db import briefs as stored_briefs
from db import challenges
from db import settling as stored
from tests.house import CHANNEL, CM, LP, PEER, House, words_of

WAITS = Surprise(Said("waits", "Waits are long."))
REVIEWS = Surprise(Said("reviews", "Annual reviews are late."), Heard("reviews", "Reviews are late.", 1))
HEADINGS = {"waits": "Assessing needs, area for consideration"}


async def check(house: House, *surprises: Surprise) -> None:
    """The surprises check found these."""
    async with house.bot.database.write() as session:
        opened = await challenges.by_channel(session, house.bot.keyring, CHANNEL)
        assert opened is not None
        await settling.found(session, opened, surprises, HEADINGS, now=house.clock())
    await house.send()


async def ways(house: House) -> dict[str, tuple[Way, str]]:
    """What is decided of each."""
    async with house.bot.database.read() as session:
        opened = await challenges.by_channel(session, house.bot.keyring, CHANNEL)
        assert opened is not None
        matters = await stored.all_of(session, opened.challenge.id, opened.key)
        dropped = await settling.dropped(session, opened)
    assert dropped == {one.id for one in matters if one.way is Way.drop}
    return {one.id: (one.way, one.reason) for one in matters}


@pytest.fixture
async def last_day(northmere: House) -> House:
    """The last morning; the check found two bullets."""
    await northmere.post_it(PEER, "waits are long")
    northmere.clock.moment = datetime(2026, 3, 26, 10, tzinfo=UTC)
    await check(northmere, WAITS, REVIEWS)
    return northmere


async def open_list(house: House, user: str) -> None:
    await house.press(user, "surprises_list", house.direct(user)[-1], f"D{user[1:]}")


async def test_both_are_told_once_and_see_what_differs(last_day: House) -> None:
    await check(last_day, WAITS, REVIEWS)
    for user in (CM, LP):
        (told,) = last_day.direct(user)
        assert "2 bullets of the slides or the report would surprise the client" in words_of(told)
    assert last_day.direct(PEER) == []
    await open_list(last_day, LP)
    said = words_of(last_day.modal(LP))
    assert "Assessing needs, area for consideration" in said
    assert "never raised" in said
    assert "*Annual* reviews are late." in said


async def test_one_that_is_raised_is_in_the_next_brief_and_in_the_ledger(last_day: House) -> None:
    await open_list(last_day, CM)
    await last_day.press(CM, "surprise_raise", last_day.modal(CM))
    assert await ways(last_day) == {"waits": (Way.raise_, ""), "reviews": (Way.open, "")}
    last_day.clock.moment = datetime(2026, 3, 26, 12, 0, 1, tzinfo=UTC)
    await last_day.later(seconds=1)
    preview = last_day.direct(CM)[-1]
    assert "*To be presented*\n•  Waits are long." in words_of(preview)
    await last_day.press(CM, "brief_post", preview, f"D{CM[1:]}")
    await last_day.send()
    await last_day.command(CM, "/challenge ledger")
    assert "*To be presented*\n✅ Waits are long.\n      _day 3: raised_" in words_of(last_day.modal(CM))
    async with last_day.bot.database.read() as session:
        opened = await challenges.by_channel(session, last_day.bot.keyring, CHANNEL)
        assert opened is not None
        heard = briefs.heard(await stored_briefs.told(session, opened))
    assert {(one.words, one.day) for one in heard} == {("Waits are long.", 3), ("waits are long", 3)}
    assert check_again([WAITS.said], heard) == ()


async def test_one_is_dropped_and_taken_up_again(last_day: House) -> None:
    await open_list(last_day, LP)
    await last_day.press(LP, "surprise_drop", last_day.modal(LP))
    assert (await ways(last_day))["waits"] == (Way.drop, "")
    assert "1 bullet to settle" in words_of(last_day.modal(LP))
    await check(last_day, REVIEWS)
    assert (await ways(last_day))["waits"] == (Way.drop, "")
    await last_day.command(LP, "/challenge surprises")
    await last_day.press(LP, "surprise_reopen", last_day.modal(LP))
    assert (await ways(last_day))["waits"] == (Way.open, "")


async def test_one_is_accepted_for_a_reason_without_names(last_day: House) -> None:
    await last_day.command(CM, "/challenge surprises")
    await last_day.press(CM, "surprise_accept", last_day.modal(CM))
    assert await last_day.submit(CM, reason="") == {"reason": "Say why; it is kept with the challenge."}
    assert not await last_day.submit(CM, reason="Carers trust Zqara, and Jane Smith said so")
    assert last_day.asked(CM) == ["Zqara"]
    assert (await ways(last_day))["waits"] == (Way.open, "")
    assert not await last_day.submit(CM, reason="Carers trust Zqara, and Jane Smith said so", ask=["Zqara"])
    way, reason = (await ways(last_day))["waits"]
    assert way is Way.accept
    assert reason.startswith("Carers trust")
    assert "Zqara" not in reason
    assert "Smith" not in reason
    assert reason in words_of(last_day.modal(CM))


async def test_a_decision_on_words_that_changed_is_refused(last_day: House) -> None:
    await open_list(last_day, CM)
    await check(last_day, Surprise(Said("waits", "Waits are much too long.")))
    await last_day.press(CM, "surprise_drop", last_day.modal(CM))
    assert "has changed since" in words_of(last_day.modal(CM))
    assert await ways(last_day) == {"waits": (Way.open, "")}


async def test_nothing_found_says_so(northmere: House) -> None:
    await check(northmere)
    assert northmere.direct(CM) == []
    await northmere.command(CM, "/challenge surprises")
    assert "nothing that would surprise" in words_of(northmere.modal(CM))
