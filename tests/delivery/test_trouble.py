"""Slack in trouble: nothing is lost, and nothing is said twice."""

import asyncio
import logging
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from bot.delivery import sender as sending
from bot.playground.workspace import BOT_USER
from db.models import BriefRow, DeliveryRow, PostItRow
from tests.delivery.slack import Watched, bots, by_hand, saying, trouble, until
from tests.house import CHANNEL, CM, LP, OTHER_PEER, PEER, House, words_of

#: With a short lease where an answer is waited for.
EACH_KIND = pytest.mark.parametrize(("kind", "lease"), [("500", 60), ("drop", 60), ("timeout", 1)])
LOOK_UPS = ("conversations.history", "conversations.replies")


async def states(house: House) -> set[str]:
    async with house.bot.database.read() as session:
        return set((await session.exec(select(DeliveryRow.state))).all())


async def brief_is_posted(house: House) -> None:
    await house.command(CM, "/digest")
    await house.press(CM, "brief_post", house.only_for(CM)[-1])
    await house.send()


async def test_a_rate_limit_is_obeyed_and_the_order_kept(northmere: House, sent: Watched) -> None:
    trouble(northmere, "chat.postMessage", "429", retry_after=1)
    await northmere.post_it(PEER, "first\nsecond\nthird")
    times = sent.times("chat.postMessage")
    assert len(times) == 4
    assert times[1] - times[0] >= 1.0
    said = [words_of(each).splitlines()[0] for each in northmere.thread("Safeguarding")]
    assert said == ["first", "second", "third"]
    assert sent.calls(*LOOK_UPS) == []  # nothing was taken, so nothing has to be looked up


async def test_a_rate_limit_in_one_channel_does_not_hold_up_another(northmere: House, sent: Watched) -> None:
    await northmere.set_up("CEASTVALE", "Eastvale", lead_peer=[], peer=[OTHER_PEER], support_officer=[])
    sent.clear()
    await northmere.command(PEER, "/postit")
    assert not await northmere.submit(PEER, text="slow", kind="strength", statement="needs")
    await northmere.command(OTHER_PEER, "/postit", "CEASTVALE")
    assert not await northmere.submit(OTHER_PEER, text="quick", kind="strength", statement="needs")
    trouble(northmere, "chat.postMessage", "429", retry_after=1)
    await northmere.send()
    held, quick = sorted(
        (sent.times("chat.postMessage", channel=each) for each in (CHANNEL, "CEASTVALE")),
        key=len,
        reverse=True,
    )
    assert (len(held), len(quick)) == (2, 1)
    assert held[1] - held[0] >= 1.0
    assert quick[0] < held[1]


@EACH_KIND
async def test_an_unknown_outcome_of_a_post_it_is_looked_up(
    northmere: House, sent: Watched, kind: str
) -> None:
    trouble(northmere, "chat.postMessage", kind)
    async with asyncio.timeout(10):  # an attempt is over before its lease is
        await northmere.post_it(PEER, "said once")
    assert len(saying(northmere, "said once")) == (0 if kind == "500" else 1)
    await northmere.later(seconds=2)
    assert len(saying(northmere, "said once")) == 1
    assert len(sent.calls("conversations.replies")) == 1
    await northmere.later(minutes=5)
    assert len(saying(northmere, "said once")) == 1
    assert "pending" not in await states(northmere)


@pytest.mark.parametrize("kind", ["500", "drop"])
async def test_an_unknown_outcome_of_the_welcome_and_a_flip_chart_is_looked_up(
    house: House, kind: str
) -> None:
    trouble(house, "chat.postMessage", kind, times=2)
    await house.set_up()
    for _ in range(3):
        await house.later(seconds=4)
    assert len(bots(house)) == 11  # a welcome, nine statements, and one for what is not yet placed
    assert len({each.text for each in bots(house)}) == 11


@EACH_KIND
async def test_an_unknown_outcome_of_a_brief_is_looked_up(northmere: House, kind: str) -> None:
    trouble(northmere, "chat.postMessage", kind)
    await brief_is_posted(northmere)
    await northmere.later(seconds=4)
    assert len(saying(northmere, "No-surprises brief")) == 1
    assert "Posted to the channel" in words_of(await northmere.home(LP))


@pytest.mark.parametrize("kind", ["500", "drop"])
async def test_an_unknown_outcome_of_a_preview_is_looked_up(northmere: House, kind: str) -> None:
    northmere.clock.moment = datetime(2026, 3, 24, 17, 0, tzinfo=UTC)
    trouble(northmere, "chat.postMessage", kind, times=2)
    for _ in range(3):
        await northmere.later(seconds=4)
    for user in (CM, LP):
        assert len(northmere.direct(user)) == 1


async def test_a_change_or_a_deletion_whose_answer_was_lost_is_made_again(northmere: House) -> None:
    await northmere.post_it(PEER, "to be moved")
    (hung,) = saying(northmere, "to be moved")
    await northmere.press(PEER, "postit_open_change", hung)
    assert not await northmere.submit(PEER, statement="needs")
    trouble(northmere, "chat.delete", "drop")
    trouble(northmere, "chat.update", "drop", times=2)
    await northmere.send()
    for _ in range(3):
        await northmere.later(seconds=4)
    assert northmere.thread("Safeguarding") == []
    assert len(northmere.thread("Assessing needs")) == 1
    assert "1 post-it" in words_of(northmere.flip_chart("Assessing needs"))
    assert "0 post-its" in words_of(northmere.flip_chart("Safeguarding"))


@pytest.mark.parametrize(("kind", "times"), [("429", 1), ("500", 2), ("drop", 2)])
async def test_a_look_up_that_fails_leaves_the_outcome_unknown(
    northmere: House, kind: str, times: int
) -> None:
    trouble(northmere, "chat.postMessage", "drop")
    trouble(northmere, "conversations.replies", kind, times=times)
    await northmere.post_it(PEER, "said once")
    for _ in range(4):
        await northmere.later(seconds=10)
    assert len(saying(northmere, "said once")) == 1
    assert "pending" not in await states(northmere)


async def test_an_answer_that_is_not_slacks_is_an_unknown_outcome_with_no_text_in_the_log(
    northmere: House, caplog: pytest.LogCaptureFixture
) -> None:
    trouble(northmere, "chat.postMessage", "500")
    await northmere.post_it(PEER, "said once")
    assert "upstream error" not in caplog.text
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_a_bot_that_was_removed_and_let_in_again_has_lost_nothing(
    northmere: House, sent: Watched
) -> None:
    channel = northmere.channel()
    northmere.workspace.leave_channel(channel, BOT_USER)
    for text in ("first", "second"):
        await northmere.command(PEER, "/postit")
        assert not await northmere.submit(PEER, text=text, kind="strength", statement="safeguarding")
        await northmere.send()
    for _ in range(12):
        await northmere.later(seconds=10)
    refused = len(sent.calls("chat.postMessage", "chat.update"))
    # Two minutes of refusals, ever more seldom: three deliveries at 2, 4, 8, 16, 32, 64 seconds.
    assert refused <= 3 * 8
    assert saying(northmere, "first") == []
    northmere.workspace.join(channel, BOT_USER)
    await northmere.later(minutes=5)
    await northmere.later(seconds=10)
    said = sorted(words_of(each).splitlines()[0] for each in northmere.thread("Safeguarding"))
    assert said == ["first", "second"]
    assert "2 post-its" in words_of(northmere.flip_chart("Safeguarding"))


async def test_someone_who_was_deactivated_is_given_up_and_the_others_are_not(northmere: House) -> None:
    northmere.workspace.users[LP].deleted = True
    northmere.clock.moment = datetime(2026, 3, 24, 17, 0, tzinfo=UTC)
    await northmere.later(seconds=1)
    await northmere.later(minutes=6)
    preview, told = northmere.direct(CM)
    assert preview.text.startswith("Preview")
    assert "deactivated" in words_of(told)
    assert "pending" not in await states(northmere)
    async with northmere.bot.database.read() as session:
        failed = (await session.exec(select(DeliveryRow).where(DeliveryRow.state == "failed"))).all()
    assert [(each.kind, each.error) for each in failed] == [("preview", "user_disabled")]


async def test_a_post_it_deleted_by_hand_hangs_again_when_it_is_changed(northmere: House) -> None:
    await northmere.post_it(PEER, "the old words")
    (hung,) = saying(northmere, "the old words")
    await northmere.press(PEER, "postit_open_change", hung)
    by_hand(northmere, hung)
    assert not await northmere.submit(PEER, text="the new words")
    await northmere.send()
    (again,) = northmere.thread("Safeguarding")
    assert "the new words" in words_of(again)


async def test_a_post_it_deleted_by_hand_and_withdrawn_is_forgotten(northmere: House) -> None:
    await northmere.post_it(PEER, "deleted by hand")
    (hung,) = saying(northmere, "deleted by hand")
    await northmere.press(PEER, "postit_open_change", hung)
    by_hand(northmere, hung)
    await northmere.press(PEER, "postit_withdraw", northmere.modal(PEER))
    await northmere.later(seconds=3)
    async with northmere.bot.database.read() as session:
        assert (await session.exec(select(PostItRow))).all() == []
    assert "pending" not in await states(northmere)


async def test_a_flip_chart_deleted_by_hand_is_hung_again_with_what_comes(northmere: House) -> None:
    await northmere.post_it(PEER, "before")
    by_hand(northmere, northmere.flip_chart("Safeguarding"))
    await northmere.post_it(PEER, "after")
    for _ in range(3):
        await northmere.later(seconds=3)
    assert "2 post-its" in words_of(northmere.flip_chart("Safeguarding"))
    assert len(saying(northmere, "after")) == 1


async def test_a_flip_chart_deleted_while_its_post_it_waits_is_hung_again(northmere: House) -> None:
    await northmere.command(PEER, "/postit")
    assert not await northmere.submit(PEER, text="on its way", kind="strength", statement="safeguarding")
    by_hand(northmere, northmere.flip_chart("Safeguarding"))
    await northmere.send()
    for _ in range(3):
        await northmere.later(seconds=3)
    (hung,) = northmere.thread("Safeguarding")
    assert "on its way" in words_of(hung)
    assert "1 post-it" in words_of(northmere.flip_chart("Safeguarding"))


async def test_a_brief_deleted_by_hand_is_posted_again_when_a_newer_one_is(
    northmere: House, sent: Watched
) -> None:
    await brief_is_posted(northmere)
    (posted,) = saying(northmere, "No-surprises brief")
    by_hand(northmere, posted)
    await northmere.post_it(PEER, "something new")
    sent.clear()
    await brief_is_posted(northmere)
    (again,) = saying(northmere, "No-surprises brief")
    assert again.ts != posted.ts
    assert "something new" in words_of(again)
    async with northmere.bot.database.read() as session:
        (row,) = (await session.exec(select(BriefRow))).all()
    assert (row.state, row.ts) == ("posted", again.ts)
    assert len(sent.times("chat.update", ts=posted.ts)) == 1


async def test_slack_that_stays_silent_holds_up_a_stop_for_a_moment_only(
    northmere: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "STOP_SECONDS", 0.05)
    trouble(northmere, "chat.postMessage", "timeout")
    await northmere.command(PEER, "/postit")
    assert not await northmere.submit(PEER, text="said once", kind="strength", statement="safeguarding")
    northmere.clock.move(seconds=1)
    running = asyncio.create_task(northmere.bot.sender.run())
    await until(lambda: len(saying(northmere, "said once")) == 1)
    northmere.bot.sender.stop()
    async with asyncio.timeout(5):
        await running
    northmere.clock.move(seconds=61)
    await northmere.bot.sender.send_due()
    assert len(saying(northmere, "said once")) == 1
    assert "pending" not in await states(northmere)
