"""Themes through the door: looked at, decided on by those who may, and never lost between two."""

import json
from datetime import date
from typing import Any

from sqlalchemy import text

from bot.domain.evidence import Kind, Method, PostIt
from bot.playground.workspace import View
from bot.services import themes
from db import evidence
from db.challenges import by_channel
from db.models import random_id
from tests.house import CHANNEL, CM, LP, OTHER_PEER, PEER, SUPPORT, House, words_of

WAITS = (
    "waiting list of 90 for a first assessment",
    "waiting times for assessment are falling behind",
    "people wait months for an assessment",
)
#: No group, seen, nothing supporting; on the first day.
SEEN, DAY = ("", Method.seen, ""), date(2026, 3, 24)
#: The sub-topic that they are about.
LABEL = "Waiting times for assessment and review"
DOOR = ("calls to the contact centre are cut off", "front door calls ring out")


async def wall(house: House, *texts: str, kind: str = "consideration") -> None:
    """Post-its under Assessing needs."""
    await house.post_it(PEER, "\n".join(texts or (*WAITS, *DOOR)), kind=kind, statement="needs")


async def press(house: House, user: str, action_id: str, near: str = "") -> View:
    """Press the button in the modal's block that contains `near`; returns the modal as it is then."""
    view = house.modal(user)
    block, button = next(
        (block, element)
        for block in view.body["blocks"]
        for element in [*block.get("elements", []), block.get("accessory") or {}]
        if element.get("action_id") == action_id and near in json.dumps(block, ensure_ascii=False)
    )
    await house._post(
        "action",
        {
            "as": user,
            "container": {"type": "view", "view_id": view.id},
            "block_id": block["block_id"],
            "action_id": action_id,
            "element_type": "button",
            "value": button["value"],
        },
    )
    return house.modal(user)


async def open_theme(house: House, user: str, label: str) -> View:
    """The page of a theme of Assessing needs."""
    await house.command(user, "/themes needs")
    return await press(house, user, "themes_open", label)


async def agreed(house: House) -> list[Any]:
    """What a document would be made of."""
    async with house.bot.database.read() as session:
        opened = await by_channel(session, house.bot.keyring, CHANNEL)
        assert opened is not None
        boards = await themes.all_boards(session, opened)
    return [card for board in boards for card in board.cards if card.standing.agreed]


async def test_a_statement_shows_its_themes_with_bullets_and_what_they_rest_on(northmere: House) -> None:
    await wall(northmere)
    await northmere.post_it(OTHER_PEER, "staff are kind", statement="needs")
    await northmere.command(PEER, "/themes assessing")
    page = words_of(northmere.modal(PEER))
    assert "6 post-its · 2 themes" in page
    assert "▲ Waiting times" in page
    assert "The council may want to look at waiting times" in page
    assert "`– H –` Heard; 3 post-its" in page
    assert "One source only" in page
    assert "1 post-it is in no theme" in page
    await press(northmere, PEER, "themes_posts", "See them")
    assert "staff are kind" in words_of(northmere.modal(PEER))
    await press(northmere, PEER, "themes_list")
    await press(northmere, PEER, "themes_open", "Waiting times")
    await press(northmere, PEER, "themes_posts")
    shown = words_of(northmere.modal(PEER))
    assert all(each in shown for each in WAITS)
    assert "here because of: waiting" in shown


async def test_without_a_word_all_statements_are_shown_and_the_home_opens_the_same(northmere: House) -> None:
    await wall(northmere)
    await northmere.command(LP, "/themes")
    assert "Safeguarding" in words_of(northmere.modal(LP))
    await press(northmere, LP, "themes_list", "Assessing needs")
    assert "Waiting times" in words_of(northmere.modal(LP))
    await press(northmere, LP, "themes_index")
    assert "5 post-its · 2 themes" in words_of(northmere.modal(LP))
    await northmere.press(CM, "home_themes", await northmere.home(CM))
    assert "5 post-its · 2 themes" in words_of(northmere.modal(CM))


async def test_a_word_that_is_no_statement_is_a_sentence(northmere: House) -> None:
    await northmere.command(LP, "/themes weather")
    (said,) = northmere.only_for(LP)
    assert said.text.startswith("I don't know that statement. After `/themes` goes one of `needs`")


async def test_the_lead_peer_merges_rewords_and_agrees_and_a_peer_can_not(northmere: House) -> None:
    await wall(northmere)
    shown = await open_theme(northmere, LP, "Waiting times")
    await press(northmere, LP, "themes_merge")
    other = northmere.modal(LP).body["blocks"][1]["element"]["options"][0]
    assert not await northmere.submit(LP, other=other["value"])
    assert "✅ Merged." in words_of(northmere.modal(LP))
    assert "5 post-its" in words_of(northmere.modal(LP))
    await press(northmere, LP, "themes_edit")
    bullet = "The council may want to shorten the wait for a first assessment."
    assert not await northmere.submit(LP, bullet=bullet, stage="suggestion")
    assert bullet in words_of(northmere.modal(LP))
    assert await agreed(northmere) == []
    await press(northmere, LP, "themes_agree")
    assert "✅ agreed" in words_of(northmere.modal(LP))
    (card,) = await agreed(northmere)
    assert (card.label, card.statement, card.kind, card.bullet) == (
        LABEL,
        "needs",
        "consideration",
        bullet,
    )
    assert card.stage == "suggestion"
    assert {post.text for post in card.post_its} == {*WAITS, *DOOR}

    seen = json.dumps((await open_theme(northmere, PEER, "Waiting times")).body)
    for button in ("themes_agree", "themes_edit", "themes_merge", "themes_drop", "themes_move"):
        assert button not in seen
    assert shown.body != northmere.modal(PEER).body


async def test_a_peer_backs_and_proposes_and_nobody_sees_who(northmere: House) -> None:
    await wall(northmere)
    await open_theme(northmere, PEER, "Waiting times")
    await press(northmere, PEER, "themes_back")
    await press(northmere, PEER, "themes_unback")
    await press(northmere, PEER, "themes_back")
    await press(northmere, PEER, "themes_propose")
    await northmere.submit(PEER, proposal="Say how long, Cllr Smith asked")
    assert "Proposed" in words_of(northmere.modal(PEER))
    await open_theme(northmere, OTHER_PEER, "Waiting times")
    await press(northmere, OTHER_PEER, "themes_back")
    page = words_of(await open_theme(northmere, LP, "Waiting times"))
    assert "👍 2 back it" in page
    assert "Say how long, an elected member asked" in page
    await press(northmere, LP, "themes_take", "Use as the bullet")
    page = words_of(northmere.modal(LP))
    assert "Say how long, an elected member asked" in page
    assert "Proposed" not in page
    async with northmere.bot.database.engine.connect() as connection:
        rows = (await connection.execute(text("SELECT * FROM backing"))).all()
    assert len(rows) == 2
    assert not any(user in str(rows) for user in (PEER, OTHER_PEER))


async def test_words_that_may_be_names_are_asked_about(northmere: House) -> None:
    await wall(northmere)
    await open_theme(northmere, LP, "Waiting times")
    await press(northmere, LP, "themes_edit")
    await northmere.submit(LP, bullet="Carers trust Zqara")
    assert northmere.asked(LP) == ["Zqara"]
    await northmere.submit(LP)
    page = words_of(northmere.modal(LP))
    assert "Carers trust someone" in page
    assert "Zqara" not in page


async def test_two_who_change_the_same_theme_lose_nothing(northmere: House) -> None:
    await wall(northmere)
    await open_theme(northmere, LP, "Waiting times")
    await press(northmere, LP, "themes_edit")
    await open_theme(northmere, CM, "Waiting times")
    await press(northmere, CM, "themes_edit")
    await northmere.submit(LP, bullet="Waits are long.")
    # Another field: both changes stand.
    await northmere.submit(CM, label="Waiting for an assessment")
    page = words_of(northmere.modal(CM))
    assert "Waiting for an assessment" in page
    assert "Waits are long." in page
    # The same field: the second is shown what the first made of it, and chooses.
    await press(northmere, CM, "themes_edit")
    await open_theme(northmere, LP, "Waiting for an assessment")
    await press(northmere, LP, "themes_edit")
    await northmere.submit(CM, bullet="Waits are too long.")
    await northmere.submit(LP, bullet="Waits are far too long.")
    shown = words_of(northmere.modal(LP))
    assert "Not saved: somebody else changed this meanwhile" in shown
    assert "Bullet: Waits are too long." in shown
    assert "Waits are too long." in words_of(await open_theme(northmere, CM, "Waiting for an assessment"))
    await northmere.submit(LP)
    assert "Waits are far too long." in words_of(northmere.modal(LP))


async def test_what_was_seen_before_a_change_is_not_agreed(northmere: House) -> None:
    await wall(northmere)
    await open_theme(northmere, LP, "Waiting times")
    await open_theme(northmere, CM, "Waiting times")
    await press(northmere, CM, "themes_edit")
    await northmere.submit(CM, bullet="Waits are too long.")
    page = words_of(await press(northmere, LP, "themes_agree"))
    assert "Nothing was done: meanwhile it was changed (reworded)" in page
    assert "Waits are too long." in page
    assert await agreed(northmere) == []


async def test_a_theme_that_was_merged_away_leads_to_the_one_it_is_in(northmere: House) -> None:
    await wall(northmere)
    await open_theme(northmere, CM, "First contact")
    await open_theme(northmere, LP, "Waiting times")
    await press(northmere, LP, "themes_merge")
    (other,) = northmere.modal(LP).body["blocks"][1]["element"]["options"]
    await northmere.submit(LP, other=other["value"])
    page = words_of(await press(northmere, CM, "themes_agree"))
    assert "merged into this theme meanwhile" in page
    assert "Waiting times" in page


async def test_post_its_are_moved_split_off_and_a_theme_dropped_and_brought_back(northmere: House) -> None:
    await wall(northmere)
    await open_theme(northmere, LP, "Waiting times")
    await press(northmere, LP, "themes_posts")
    await press(northmere, LP, "themes_move")
    ticks = northmere.modal(LP).body["blocks"][0]["element"]["options"]
    await northmere.submit(LP, posts=[ticks[0]["value"]], to="new", label="")
    assert "Give the new theme a name" in words_of(northmere.modal(LP))
    await northmere.submit(LP, posts=[ticks[0]["value"]], to="new", label="The list")
    assert "2 post-its" in words_of(northmere.modal(LP))
    page = words_of(await open_theme(northmere, LP, "The list"))
    assert "1 post-it" in page
    await press(northmere, LP, "themes_drop")
    page = words_of(northmere.modal(LP))
    assert "Dropped* (1)" in page
    assert "1 post-it is in no theme" in page
    await press(northmere, LP, "themes_restore")
    assert "It is back" in words_of(northmere.modal(LP))
    assert "Waiting times" in words_of(await press(northmere, LP, "themes_list"))


async def test_grouping_again_proposes_and_what_was_decided_stays(northmere: House) -> None:
    await wall(northmere)
    await open_theme(northmere, LP, "Waiting times")
    await press(northmere, LP, "themes_edit")
    await northmere.submit(LP, label="Long waits")
    await wall(
        northmere, "waiting list for assessment grew", "eligibility is unclear", "eligibility decisions vary"
    )
    await northmere.command(LP, "/themes needs")
    assert "3 post-its are in no theme" in words_of(northmere.modal(LP))
    page = words_of(await press(northmere, LP, "themes_regroup"))
    assert "✏️ *Long waits*\n1 post-it joins:" in page
    assert "new, of 2 post-its" in page
    await wall(northmere, "appeals on eligibility decisions")
    page = words_of(await press(northmere, LP, "themes_accept"))
    assert "Something changed since you looked" in page
    page = words_of(await press(northmere, LP, "themes_accept"))
    assert "It is grouped so now" in page
    assert "Long waits" in page
    page = words_of(await press(northmere, LP, "themes_index"))
    assert "9 post-its · 3 themes" in page
    await northmere.command(PEER, "/themes needs")
    assert "themes_regroup" not in json.dumps(northmere.modal(PEER).body)


async def test_a_withdrawn_post_it_leaves_its_theme(northmere: House) -> None:
    await wall(northmere)
    await open_theme(northmere, LP, "Waiting times")
    await press(northmere, LP, "themes_agree")
    home = await northmere.home(PEER)
    own = next(block for block in home.body["blocks"] if WAITS[0] in json.dumps(block))
    await northmere._post(
        "action",
        {
            "as": PEER,
            "container": {"type": "home"},
            "block_id": own["block_id"],
            "action_id": "postit_open_change",
            "element_type": "button",
            "value": own["accessory"]["value"],
        },
    )
    await northmere.press(PEER, "postit_withdraw", northmere.modal(PEER))
    (card,) = await agreed(northmere)
    assert {post.text for post in card.post_its} == set(WAITS[1:])
    assert len(card.standing.theme.members) == 2


async def test_three_hundred_post_its_are_within_slacks_limits(northmere: House) -> None:
    many = [
        PostIt(random_id(), f"{WAITS[at % 3]}, case group {at}", Kind.consideration, "needs", *SEEN, DAY)
        for at in range(300)
    ]
    async with northmere.bot.database.write() as session:
        opened = await by_channel(session, northmere.bot.keyring, CHANNEL)
        assert opened is not None
        await evidence.add(session, opened.challenge.id, opened.key, many, "tag")
    await northmere.command(LP, "/themes needs")
    assert "300 post-its" in words_of(northmere.modal(LP))
    await press(northmere, LP, "themes_open")
    await press(northmere, LP, "themes_posts")
    await press(northmere, LP, "themes_posts", "more ›")
    await press(northmere, LP, "themes_posts", "‹ Before")
    await press(northmere, LP, "themes_move")
    await press(northmere, LP, "themes_move")
    ticks = northmere.modal(LP).body["blocks"][0]["element"]["options"]
    await northmere.submit(LP, posts=[each["value"] for each in ticks], to="-")
    assert "Moved" in words_of(northmere.modal(LP))


async def test_those_who_hear_no_evidence_see_no_theme(northmere: House) -> None:
    await wall(northmere)
    await northmere.command(SUPPORT, "/themes needs")
    assert northmere.only_for(SUPPORT)[-1].text.startswith("Only the challenge manager")
    assert "home_themes" not in json.dumps((await northmere.home(SUPPORT)).body)
