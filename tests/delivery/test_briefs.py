"""The brief of a day: once in the channel, however often it is asked for."""

import asyncio

from bot.playground.workspace import Message
from tests.delivery.slack import Watched, holding, saying
from tests.house import CM, PEER, House, words_of


def briefs(house: House) -> list[Message]:
    return saying(house, "No-surprises brief")


async def test_three_digests_and_three_presses_post_once(northmere: House, sent: Watched) -> None:
    for _ in range(3):
        await northmere.command(CM, "/digest")
    previews = northmere.only_for(CM)
    assert len(previews) == 3
    await asyncio.gather(
        *(northmere.slack_sends(northmere.pressing(CM, "brief_post", each)) for each in previews)
    )
    await northmere.bot.desk.settle()
    await northmere.send()
    assert len(briefs(northmere)) == 1
    assert len([args for _, args in sent.calls("chat.postMessage") if "brief" in args["text"]]) == 1


async def test_a_newer_brief_replaces_the_message(northmere: House, sent: Watched) -> None:
    for text in ("first finding", "staff are kind"):
        await northmere.post_it(PEER, text)
        await northmere.command(CM, "/digest")
        await northmere.press(CM, "brief_post", northmere.only_for(CM)[-1])
        await northmere.send()
    (posted,) = briefs(northmere)
    assert "first finding" in words_of(posted)
    assert "staff are kind" in words_of(posted)
    assert len(sent.times("chat.update", ts=posted.ts)) == 1


async def test_a_newer_brief_asked_for_while_the_older_is_being_posted(northmere: House) -> None:
    await northmere.post_it(PEER, "first finding")
    await northmere.command(CM, "/digest")
    await northmere.press(CM, "brief_post", northmere.only_for(CM)[-1])
    northmere.clock.move(seconds=1)
    with holding("chat.postMessage") as held:
        sending = asyncio.create_task(northmere.bot.sender.send_due())
        await held.has_come()
        await northmere.command(PEER, "/postit")
        assert not await northmere.submit(PEER, text="second finding", kind="question")
        await northmere.command(CM, "/digest")
        await northmere.press(CM, "brief_post", northmere.only_for(CM)[-1])
        held.let_go.set()
        await sending
    await northmere.send()
    (posted,) = briefs(northmere)
    assert "second finding" in words_of(posted)
    assert "Posted to the channel" in words_of(await northmere.home(CM))


async def test_a_brief_of_each_day(northmere: House) -> None:
    for _ in range(2):
        await northmere.command(CM, "/digest")
        await northmere.press(CM, "brief_post", northmere.only_for(CM)[-1])
        await northmere.send()
        northmere.clock.move(days=1)
    assert [each.text for each in briefs(northmere)] == [
        "No-surprises brief, day 1, Tuesday 24 March",
        "No-surprises brief, day 2, Wednesday 25 March",
    ]
