"""The brief through the door: `/digest`, its preview, and what the clock sends."""

import io
import json
from datetime import UTC, datetime, time

from docx import Document
from sqlalchemy import text

from bot.domain.timetable import Kind as SessionKind
from bot.domain.timetable import Session, Timetable
from bot.playground.workspace import Message
from bot.services import challenges
from bot.views import briefs as brief_views
from db import timetables
from tests.house import CHANNEL, CM, LP, OTHER_CHANNEL, OTHER_PEER, PEER, SUPPORT, House, words_of


def briefs(house: House) -> list[Message]:
    return [each for each in house.messages() if each.text.startswith("No-surprises brief")]


async def test_a_peers_digest_gets_one_sentence_saying_who_can(northmere: House) -> None:
    for user in (PEER, LP, SUPPORT):
        await northmere.command(user, "/digest")
        (said,) = northmere.only_for(user)
        assert said.text == "Only the challenge manager can issue the digest."
    await northmere.send()
    assert briefs(northmere) == []


async def test_the_digest_is_previewed_then_posted_once(northmere: House) -> None:
    await northmere.post_it(PEER, "staff are proud of their practice")
    await northmere.post_it(OTHER_PEER, "reviews are late", kind="consideration", statement="needs")
    await northmere.post_it(PEER, "who chairs the board?", kind="question")
    await northmere.command(CM, "/digest")
    (preview,) = northmere.only_for(CM)
    said = words_of(preview)
    for each in (
        "only you and those who approve it with you see this",
        "3 post-its so far, all of them today",
        "Working with people",
        "Emerging areas for consideration",
        "reviews are late",
        "Ensuring safety",
        "Emerging strengths",
        "staff are proud of their practice",
        "Questions for the client",
        "who chairs the board?",
        "Gaps the team hopes to close",
    ):
        assert each in said, each
    assert briefs(northmere) == []
    pressed = northmere.pressing(CM, "brief_post", preview)
    for _ in range(3):
        assert (await northmere.slack_sends(pressed)).status_code == 200
    await northmere.bot.desk.settle()
    await northmere.send()
    (posted,) = briefs(northmere)
    assert "staff are proud of their practice" in words_of(posted)
    assert "see this" not in words_of(posted)
    assert "on its way" in words_of(preview)


async def test_where_nobody_counts_who_was_heard_the_press_is_asked_about(northmere: House) -> None:
    await northmere.post_it(PEER, "staff are proud of their practice")
    await northmere.command(CM, "/digest")
    (preview,) = northmere.only_for(CM)
    said = json.dumps(preview.blocks)
    assert "Were enough people heard?" in said
    assert "at least 5 people heard" in said
    await northmere.press(CM, "brief_post", preview)
    northmere.clock.move(minutes=5)
    await northmere.command(CM, "/digest")
    assert "Were enough people heard?" not in json.dumps(northmere.only_for(CM)[-1].blocks)


async def test_a_preview_from_before_another_brief_was_posted_is_refused(northmere: House) -> None:
    await northmere.post_it(PEER, "staff are proud of their practice")
    await northmere.command(CM, "/digest")
    of_day_one = northmere.only_for(CM)[-1]
    northmere.clock.move(days=1)
    await northmere.command(CM, "/digest")
    await northmere.press(CM, "brief_post", northmere.only_for(CM)[-1])
    await northmere.press(CM, "brief_post", of_day_one)
    assert "another brief was posted" in json.dumps([each.text for each in northmere.only_for(CM)])


async def test_an_empty_day_says_so(northmere: House) -> None:
    await northmere.command(CM, "/digest")
    (preview,) = northmere.only_for(CM)
    assert "There are no post-its yet" in words_of(preview)
    await northmere.press(CM, "brief_post", preview)
    await northmere.send()
    assert "There are no post-its yet" in words_of(briefs(northmere)[0])


async def test_cancel_posts_nothing_and_a_new_digest_starts_again(northmere: House) -> None:
    await northmere.post_it(PEER, "waits are long")
    await northmere.command(CM, "/digest")
    (preview,) = northmere.only_for(CM)
    await northmere.press(CM, "brief_cancel", preview)
    await northmere.send()
    assert "nothing was posted" in words_of(preview)
    assert briefs(northmere) == []
    await northmere.command(CM, "/digest")
    await northmere.press(CM, "brief_post", northmere.only_for(CM)[-1])
    await northmere.send()
    assert len(briefs(northmere)) == 1


async def test_an_older_preview_can_not_be_posted(northmere: House) -> None:
    await northmere.command(CM, "/digest")
    (older,) = northmere.only_for(CM)
    await northmere.post_it(PEER, "waits are long")
    await northmere.command(CM, "/digest")
    await northmere.press(CM, "brief_post", older)
    await northmere.send()
    said = words_of(older)
    assert "this is the newer preview" in said
    assert "waits are long" in said
    assert briefs(northmere) == []


async def test_a_later_brief_of_the_day_replaces_the_message(northmere: House) -> None:
    await northmere.post_it(PEER, "waits are long")
    await northmere.command(CM, "/digest")
    await northmere.press(CM, "brief_post", northmere.only_for(CM)[-1])
    await northmere.send()
    await northmere.command(CM, "/digest")
    assert "nothing is new since" in words_of(northmere.only_for(CM)[-1])
    await northmere.post_it(PEER, "carers feel listened to")
    await northmere.command(CM, "/digest")
    assert "would replace it" in words_of(northmere.only_for(CM)[-1])
    await northmere.press(CM, "brief_post", northmere.only_for(CM)[-1])
    await northmere.send()
    (posted,) = briefs(northmere)
    assert "carers feel listened to" in words_of(posted)


async def test_a_cancelled_replacement_can_not_be_posted(northmere: House) -> None:
    await northmere.post_it(PEER, "waits are long")
    await northmere.command(CM, "/digest")
    await northmere.press(CM, "brief_post", northmere.only_for(CM)[-1])
    await northmere.send()
    await northmere.post_it(PEER, "carers feel listened to")
    await northmere.command(CM, "/digest")
    preview = northmere.only_for(CM)[-1]
    pressed = northmere.pressing(CM, "brief_post", preview)
    await northmere.press(CM, "brief_cancel", preview)
    await northmere.slack_sends(pressed)
    await northmere.bot.desk.settle()
    await northmere.send()
    (posted,) = briefs(northmere)
    assert "carers feel listened to" not in words_of(posted)


async def test_one_broken_challenge_leaves_the_others_their_previews(northmere: House) -> None:
    await northmere.set_up(OTHER_CHANNEL, "Eastvale", lead_peer=[], peer=[], support_officer=[])
    async with northmere.bot.database.engine.begin() as connection:
        await connection.execute(
            text("UPDATE challenge SET zone = 'Narnia/Lamp' WHERE council = 'Northmere'")
        )
    northmere.clock.moment = datetime(2026, 3, 24, 17, 5, tzinfo=UTC)
    await northmere.later(seconds=1)
    (preview,) = northmere.direct(CM)
    assert "Eastvale" in words_of(preview)


async def test_the_same_digest_three_times_previews_once(northmere: House) -> None:
    typed = northmere.typed(CM, "/digest")
    for _ in range(3):
        assert (await northmere.slack_sends(typed)).status_code == 200
    await northmere.bot.desk.settle()
    assert len(northmere.only_for(CM)) == 1


async def test_the_clock_previews_to_cm_and_lp_once_and_they_see_what_they_may(northmere: House) -> None:
    await northmere.post_it(PEER, "waits are long")
    northmere.clock.moment = datetime(2026, 3, 24, 16, 59, 50, tzinfo=UTC)
    await northmere.later(seconds=1)
    assert northmere.direct(CM) == []
    for _ in range(3):
        await northmere.later(seconds=15)
    (to_manager,) = northmere.direct(CM)
    (to_lead,) = northmere.direct(LP)
    assert northmere.direct(PEER) == []
    assert "The meeting with the DASS is at 17.30" in words_of(to_manager)
    assert "brief_post" in str(to_manager.blocks)
    assert "brief_post" in str(to_lead.blocks)
    assert "brief_cancel" not in str(to_lead.blocks)
    await northmere.press(CM, "brief_post", to_manager, f"D{CM[1:]}")
    await northmere.send()
    assert len(briefs(northmere)) == 1
    assert "Posted to the channel" in words_of(await northmere.home(LP))


async def test_a_preview_that_is_too_late_is_not_sent(northmere: House) -> None:
    northmere.clock.moment = datetime(2026, 3, 24, 17, 30, tzinfo=UTC)
    await northmere.later(seconds=1)
    assert northmere.direct(CM) == []


async def test_there_is_no_preview_on_a_day_that_is_not_on_site(northmere: House) -> None:
    northmere.clock.moment = datetime(2026, 3, 27, 17, 10, tzinfo=UTC)
    await northmere.later(seconds=1)
    assert northmere.direct(CM) == []


async def test_what_only_a_few_can_have_said_waits_and_the_preview_says_so(northmere: House) -> None:
    ended = Session(1, time(9), time(10), (SessionKind.focus_group,), "A", "Unpaid carers", size=8)
    to_come = Session(1, time(13), time(14), (SessionKind.focus_group,), "A", "Unpaid carers", size=4)
    async with northmere.bot.database.write() as session:
        opened = challenges.only(
            await challenges.meant_by(session, northmere.bot.keyring, CM, CHANNEL, northmere.clock())
        )
        await timetables.keep(session, opened.challenge.id, opened.key, Timetable((ended, to_come)))
    await northmere.post_it(PEER, "respite is there when it matters")
    await northmere.command(CM, "/digest")
    first = northmere.only_for(CM)[-1]
    assert "8 people met" in words_of(first)
    assert "Were enough people heard?" not in json.dumps(first.blocks)  # they were counted
    await northmere.press(CM, "brief_post", first)
    northmere.clock.move(hours=3)
    await northmere.post_it(PEER, "letters come too late")
    await northmere.command(CM, "/digest")
    said = words_of(northmere.only_for(CM)[-1])
    assert "what is new waits" in said
    assert "1 new post-it waits for a later brief: fewer than 5 people were heard" in said
    assert "letters come too late" not in said


async def test_what_was_posted_can_be_had_as_a_word_page(northmere: House) -> None:
    await northmere.post_it(PEER, "staff are proud of their practice")
    await northmere.command(CM, "/digest")
    (preview,) = northmere.only_for(CM)
    await northmere.press(CM, "brief_post", preview)
    await northmere.send()
    pressed = northmere.pressing(CM, "brief_page", preview)  # what has taken the preview's place
    for _ in range(2):
        await northmere.slack_sends(pressed)
        await northmere.bot.desk.settle()
    assert "sent you the brief as a Word page" in northmere.only_for(CM)[-1].text
    (sent,) = [each for each in northmere.direct(CM) if each.files]
    assert sent.files[0]["name"] == "brief-day-1.docx"
    page = Document(io.BytesIO(northmere.workspace.files[sent.files[0]["id"]]["content"]))
    assert "staff are proud of their practice" in [paragraph.text for paragraph in page.paragraphs]
    # An earlier day's has one too, and it goes with the challenge.
    await northmere.command(LP, "/digest day 1")
    await northmere.press(LP, "brief_page", northmere.only_for(LP)[-1])
    assert len([each for each in northmere.direct(LP) if each.files]) == 1
    await northmere.close_challenge()
    await northmere.purge()
    assert not [each for user in (CM, LP) for each in northmere.direct(user) if each.files]


async def test_there_is_no_word_page_of_what_was_not_posted(northmere: House) -> None:
    await northmere.post_it(PEER, "staff are proud of their practice")
    await northmere.command(CM, "/digest")
    (preview,) = northmere.only_for(CM)
    value = json.loads(northmere.pressing(CM, "brief_post", preview)["payload"])["actions"][0]["value"]
    page = brief_views.as_a_page(*json.loads(value)[:2])
    preview.blocks.append({**page, "block_id": "page"})
    await northmere.press(CM, "brief_page", preview)
    assert "is not posted" in northmere.only_for(CM)[-1].text
