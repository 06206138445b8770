"""A post-it that changes while it waits, while it is being sent, or before its outcome is known."""

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine

import pytest
from sqlalchemy import delete
from sqlmodel import select

from bot.playground.workspace import View
from db.models import ChallengeRow, DeliveryRow, PostItRow
from tests.delivery.slack import Watched, holding, saying, trouble
from tests.house import CM, PEER, House, words_of

Change = Callable[[House, View], Coroutine[None, None, None]]


async def written(house: House, text: str = "the old words") -> View:
    """A post-it is stored and not sent yet; returns its author's form, where it can be taken back."""
    await house.command(PEER, "/postit")
    assert not await house.submit(PEER, text=text, kind="strength", statement="safeguarding")
    return house.modal(PEER)


async def change(house: House, **fields: str) -> None:
    """As the button at the post-it does, for one that does not hang yet."""
    async with house.bot.database.read() as session:
        (post_it_id,) = (await session.exec(select(PostItRow.id))).all()
    form = {
        "type": "block_actions",
        "user": {"id": PEER},
        "trigger_id": house.workspace.new_trigger(PEER),
        "container": {"type": "message", "message_ts": "1.0", "channel_id": "CNORTHMERE"},
        "actions": [
            {"type": "button", "block_id": "b", "action_id": "postit_open_change", "value": post_it_id}
        ],
        "response_url": house.response_url(user=PEER, channel="CNORTHMERE"),
    }
    assert (await house.slack_sends({"payload": json.dumps(form)})).status_code == 200
    await house.bot.desk.settle()
    assert not await house.submit(PEER, **fields)


async def edited(house: House, _form: View) -> None:
    await change(house, text="the new words")


async def moved(house: House, _form: View) -> None:
    await change(house, statement="needs")


async def withdrawn(house: House, form: View) -> None:
    await house.press(PEER, "postit_undo", form)


async def post_its(house: House) -> list[PostItRow]:
    async with house.bot.database.read() as session:
        return list((await session.exec(select(PostItRow))).all())


async def as_it_should_be(house: House, what: Change) -> None:
    """What hangs in the end, once each; and no delivery is left."""
    for _ in range(4):
        await house.later(seconds=5)
    placed, elsewhere = house.thread("Safeguarding"), house.thread("Assessing needs")
    if what is edited:
        (hung,) = placed
        assert "the new words" in words_of(hung)
    elif what is moved:
        (hung,) = elsewhere
        assert "the old words" in words_of(hung)
        assert placed == []
        assert "1 post-it" in words_of(house.flip_chart("Assessing needs"))
    else:
        assert placed == []
        assert await post_its(house) == []
    assert len(saying(house, "the old words")) == (1 if what is moved else 0)
    assert ("0" if what is not edited else "1") in words_of(house.flip_chart("Safeguarding"))
    async with house.bot.database.read() as session:
        assert "pending" not in (await session.exec(select(DeliveryRow.state))).all()


CHANGES = pytest.mark.parametrize("what", [edited, moved, withdrawn])


@CHANGES
async def test_while_it_waits(northmere: House, sent: Watched, what: Change) -> None:
    await what(northmere, await written(northmere))
    await northmere.send()
    posts = sent.calls("chat.postMessage")
    assert len(posts) == (0 if what is withdrawn else 1)
    await as_it_should_be(northmere, what)


@CHANGES
@pytest.mark.parametrize("done", [True, False])
async def test_while_it_is_being_sent(northmere: House, what: Change, done: bool) -> None:
    form = await written(northmere)
    northmere.clock.move(seconds=1)
    with holding("chat.postMessage", done=done) as held:
        sending = asyncio.create_task(northmere.bot.sender.send_due())
        await held.has_come()
        await what(northmere, form)
        held.let_go.set()
        await sending
    await as_it_should_be(northmere, what)


@CHANGES
@pytest.mark.parametrize("kind", ["drop", "500"])
async def test_before_its_outcome_is_known(northmere: House, sent: Watched, what: Change, kind: str) -> None:
    trouble(northmere, "chat.postMessage", kind)
    form = await written(northmere)
    await northmere.send()
    await what(northmere, form)
    await as_it_should_be(northmere, what)
    assert len(sent.calls("conversations.replies")) == 1


async def test_moved_and_changed_again_and_again_while_it_is_being_sent(northmere: House) -> None:
    form = await written(northmere)
    northmere.clock.move(seconds=1)
    with holding("chat.postMessage") as held:
        sending = asyncio.create_task(northmere.bot.sender.send_due())
        await held.has_come()
        await moved(northmere, form)
        await change(northmere, text="words in between")
        await edited(northmere, form)
        held.let_go.set()
        await sending
    for _ in range(4):
        await northmere.later(seconds=5)
    assert northmere.thread("Safeguarding") == []
    (hung,) = northmere.thread("Assessing needs")
    assert "the new words" in words_of(hung)


async def test_a_flip_chart_whose_counts_change_while_they_are_being_sent(northmere: House) -> None:
    await northmere.post_it(PEER, "one")
    northmere.clock.move(seconds=3)
    with holding("chat.update") as held:
        sending = asyncio.create_task(northmere.bot.sender.send_due())
        await held.has_come()
        await written(northmere, "two")
        held.let_go.set()
        await sending
    for _ in range(3):
        await northmere.later(seconds=3)
    assert "2 post-its" in words_of(northmere.flip_chart("Safeguarding"))


async def purge(house: House) -> None:
    async with house.bot.database.write() as session:
        await session.exec(delete(ChallengeRow))


async def test_what_a_purged_challenge_had_to_say_is_not_said(northmere: House, sent: Watched) -> None:
    await northmere.command(CM, "/digest")
    await northmere.press(CM, "brief_post", northmere.only_for(CM)[-1])
    await written(northmere)
    sent.clear()
    await purge(northmere)
    await northmere.later(seconds=5)
    assert list(sent) == []
    async with northmere.bot.database.read() as session:
        assert (await session.exec(select(DeliveryRow))).all() == []


@pytest.mark.parametrize("statement", ["safeguarding", "needs"])
async def test_purged_while_something_of_it_is_being_sent_it_is_let_go(
    northmere: House, sent: Watched, caplog: pytest.LogCaptureFixture, statement: str
) -> None:
    await northmere.command(PEER, "/postit")
    assert not await northmere.submit(PEER, text="on its way", kind="strength", statement=statement)
    northmere.clock.move(seconds=5)
    with holding("chat.update", done=False) as held:
        sending = asyncio.create_task(northmere.bot.sender.send_due())
        await held.has_come()
        await purge(northmere)
        held.let_go.set()
        await sending
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    async with northmere.bot.database.read() as session:
        assert (await session.exec(select(DeliveryRow))).all() == []
