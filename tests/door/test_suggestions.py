"""A statement suggested for a post-it: the poster chooses, and nobody waits for it."""

import asyncio
import json

from bot.services import suggestions
from db import evidence
from db.challenges import OpenChallenge, by_channel
from tests.house import CHANNEL, LP, PEER, House, words_of

S42 = "section 42 safeguarding enquiries take too long"


async def opened_of(house: House) -> OpenChallenge:
    async with house.bot.database.read() as session:
        opened = await by_channel(session, house.bot.keyring, CHANNEL)
    assert opened is not None
    return opened


async def learned(house: House) -> None:
    """Let the bot learn, as it does in the background when it is first asked."""
    await house.bot.desk.suggestions.likely(await opened_of(house), [], within=60)


async def placed(house: House) -> dict[str, str | None]:
    opened = await opened_of(house)
    async with house.bot.database.read() as session:
        wall = await evidence.wall(session, opened.challenge.id, opened.key)
    return {post.text: post.statement for post in wall}


async def test_what_was_stored_unplaced_is_placed_by_one_press(northmere: House) -> None:
    await learned(northmere)
    await northmere.post_it(PEER, S42, statement=None)
    said = words_of(northmere.modal(PEER))
    assert "💡 Likely: *Safeguarding* (because of: " in said
    assert await placed(northmere) == {S42: None}
    await northmere.press(PEER, "postit_place", northmere.modal(PEER))
    assert "It is placed there" in words_of(northmere.modal(PEER))
    assert await placed(northmere) == {S42: "safeguarding"}
    await northmere.press(PEER, "postit_undo", northmere.modal(PEER))
    assert await placed(northmere) == {}


async def test_of_several_lines_each_has_its_own_and_what_is_not_likely_has_none(northmere: House) -> None:
    await learned(northmere)
    waits = "waiting list for a care act assessment"
    await northmere.post_it(PEER, f"{S42}\n{waits}\nhm", statement=None)
    said = words_of(northmere.modal(PEER))
    assert "→ *Safeguarding*" in said
    assert "→ *Assessing needs*" in said
    assert "hm →" not in said
    await northmere.press(PEER, "postit_place", northmere.modal(PEER))
    assert await placed(northmere) == {S42: "safeguarding", waits: "needs", "hm": None}


async def test_nothing_is_suggested_for_what_was_placed_or_is_not_likely(northmere: House) -> None:
    await learned(northmere)
    await northmere.post_it(PEER, S42)
    assert "Likely" not in words_of(northmere.modal(PEER))
    await northmere.post_it(PEER, "hm", statement=None)
    assert "Likely" not in words_of(northmere.modal(PEER))


async def test_a_message_made_a_post_it_comes_with_its_likely_statement_chosen(northmere: House) -> None:
    await learned(northmere)
    message = await northmere.say(PEER, S42)
    await northmere.shortcut(PEER, "make_postit", (CHANNEL, message.ts))
    view = northmere.modal(PEER)
    assert "Likely: *Safeguarding*" in words_of(view)
    (statement,) = (block for block in view.body["blocks"] if block["block_id"] == "statement")
    assert statement["element"]["initial_option"]["value"] == "safeguarding"


async def test_who_moves_an_unplaced_post_it_is_told_where_it_may_belong(northmere: House) -> None:
    await learned(northmere)
    await northmere.post_it(PEER, S42, statement=None)
    (hanging,) = northmere.thread("Not yet placed")
    await northmere.press(LP, "postit_open_change", hanging)
    assert "Likely: *Safeguarding*" in words_of(northmere.modal(LP))


async def test_a_form_waits_for_no_suggestion_and_the_next_one_has_it(northmere: House) -> None:
    message = await northmere.say(PEER, S42)
    northmere.bot.desk.suggestions.forget((await opened_of(northmere)).challenge.id)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await northmere.shortcut(PEER, "make_postit", (CHANNEL, message.ts))
    assert loop.time() - begun < 3
    assert S42 in json.dumps(northmere.modal(PEER).body)


async def test_the_teams_own_placements_teach_and_are_forgotten(northmere: House) -> None:
    opened = await opened_of(northmere)
    odd = "the blue folders were mislaid"
    await learned(northmere)
    asked = northmere.bot.desk.suggestions
    (before,) = await asked.likely(opened, [odd], within=60)
    assert before is None
    for line in range(6):
        await northmere.post_it(PEER, f"{odd} in team {line}", statement="governance")
    asked.forget(opened.challenge.id)
    (after,) = await asked.likely(opened, [odd], within=60)
    assert after is not None
    assert after.statement == "governance"
    suggestions.forget(opened.challenge.id)
    assert opened.challenge.id not in asked._learned
    await northmere.close_challenge()
    await learned_again(northmere, opened)
    await northmere.purge()
    assert opened.challenge.id not in asked._learned


async def learned_again(house: House, opened: OpenChallenge) -> None:
    """A suggestion asked for at the last moment, by who had the form open."""
    await house.bot.desk.suggestions.likely(opened, ["waits"], within=60)
