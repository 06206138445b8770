"""The slides and the report through the door: the form, the file in the channel, the check, the deadline."""

import io
import json

import pytest
from docx import Document
from pptx import Presentation

from bot.jobs.tick import tick
from bot.playground.workspace import Message
from bot.services import challenges
from db import briefs, documents
from tests.documents.test_templates import theirs
from tests.house import CHANNEL, CM, LP, OTHER_PEER, PEER, SUPPORT, House, words_of

NOTES = (
    "reviews are late in the north",
    "annual reviews are months late",
    "reviews late, nobody told the family",
    "review dates are missed by months",
)


async def with_themes(house: House) -> None:
    for at, text in enumerate(NOTES):
        await house.post_it((PEER, OTHER_PEER)[at % 2], text, kind="consideration", statement="needs")


def files_in(house: House, channel: str = CHANNEL) -> list[tuple[Message, bytes]]:
    found = house.workspace.channels[channel].messages.values()
    return [(each, house.workspace.files[each.files[0]["id"]]["content"]) for each in found if each.files]


async def make_slides(house: House, user: str) -> None:
    await house.command(user, "/challenge slides")
    await house.submit(user)


@pytest.mark.parametrize("user", [CM, LP])
async def test_the_slides_are_uploaded_to_the_teams_channel(northmere: House, user: str) -> None:
    await with_themes(northmere)
    await make_slides(northmere, user)
    ((message, data),) = files_in(northmere)
    assert "Draft slides of Tuesday 24 March" in message.text
    assert message.files[0]["name"] == "slides-draft.pptx"
    deck = Presentation(io.BytesIO(data))
    said = "\n".join(
        shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame
    )
    assert "waiting times" in said
    assert "The draft is in the team's channel" in words_of(northmere.modal(user))


async def test_how_far_it_is_is_shown_while_it_is_made(northmere: House) -> None:
    await with_themes(northmere)
    await make_slides(northmere, CM)
    shown = [
        json.dumps(args, ensure_ascii=False)
        for name, args in northmere.workspace.sent
        if name == "views.update"
    ]
    for step in ("⏳  Finding the themes", "⏳  Writing the file", "⏳  Uploading it"):
        assert any(step in each for each in shown), step


async def test_a_template_of_the_teams_own_is_used_and_one_that_is_none_is_a_sentence(
    northmere: House,
) -> None:
    await with_themes(northmere)
    await northmere.command(CM, "/challenge slides")
    await northmere.submit(CM, template=await northmere.add_file(CM, "ours.pptx", theirs()))
    ((_, data),) = files_in(northmere)
    assert Presentation(io.BytesIO(data)).slide_width == Presentation().slide_width
    await northmere.command(LP, "/challenge slides")
    await northmere.submit(LP, template=await northmere.add_file(LP, "ours.pptx", b"no template"))
    assert "can't read the template" in words_of(northmere.modal(LP))
    assert len(files_in(northmere)) == 1


async def test_the_report_is_a_word_document(northmere: House) -> None:
    await with_themes(northmere)
    await northmere.command(LP, "/challenge report")
    await northmere.press(LP, "documents_make_report", northmere.modal(LP))
    ((message, data),) = files_in(northmere)
    assert message.files[0]["name"] == "report-draft.docx"
    assert "Executive summary" in [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]


async def test_who_approves_briefs_gets_the_surprises_and_nobody_else(northmere: House) -> None:
    await with_themes(northmere)
    await make_slides(northmere, CM)
    assert "1 never" in words_of(northmere.modal(CM))
    for user in (CM, LP):
        channel = northmere.workspace.direct_message(user).id
        ((message, data),) = files_in(northmere, channel)
        assert message.files[0]["name"] == "surprises.md"
        assert "## Never raised" in data.decode()
        assert "reviews" not in message.text
    assert not [each for each in northmere.direct(PEER) if each.files]


async def test_what_the_client_heard_otherwise_is_shown_with_what_they_heard(northmere: House) -> None:
    await with_themes(northmere)
    await northmere.command(CM, "/digest")
    await northmere.press(CM, "brief_post", northmere.only_for(CM)[-1])
    await northmere.send()
    channel = northmere.workspace.direct_message(CM).id
    await make_slides(northmere, CM)
    ((_, data),) = files_in(northmere, channel)
    assert "1 bullet: the client has heard 1 as it is, 0 differently, and 0 never." in data.decode()
    # A year is the longer part of a post-it, and the theme's bullet is made of that.
    await northmere.post_it(PEER, "review late by more than a year", kind="consideration", statement="needs")
    await make_slides(northmere, LP)
    data = files_in(northmere, channel)[-1][1]
    assert "## Heard differently" in data.decode()
    assert "Heard on day 1: " in data.decode()


async def test_pressed_or_delivered_twice_it_is_made_once(northmere: House) -> None:
    await with_themes(northmere)
    await northmere.command(CM, "/challenge slides")
    view = northmere.modal(CM)
    payload = {"type": "view_submission", "user": {"id": CM}, "team": {"id": "TSAMPLE"}, "view": view.api()}
    for _ in range(3):
        answer = await northmere.slack_sends({"payload": json.dumps(payload)})
        assert answer.status_code == 200
    await northmere.bot.desk.settle()
    assert len(files_in(northmere)) == 1


async def test_a_peer_and_the_support_officer_are_told_who_can(northmere: House) -> None:
    for user in (PEER, SUPPORT):
        for word in ("slides", "report"):
            await northmere.command(user, f"/challenge {word}")
            said = northmere.only_for(user)[-1].text
            assert said == "Only the challenge manager or the lead peer can make the slides and the report."


async def test_what_slides_were_made_of_counts_as_told(northmere: House) -> None:
    await with_themes(northmere)
    await make_slides(northmere, CM)
    async with northmere.bot.database.read() as session:
        meant = await challenges.meant_by(session, northmere.bot.keyring, CM, CHANNEL, northmere.clock())
        opened = challenges.only(meant)
        last = await briefs.last_edition(session, opened.challenge.id, opened.key)
    assert last is not None
    assert len(last.post_its) == len(NOTES)
    assert last.at == northmere.clock()


async def test_where_nobody_counts_who_was_heard_it_says_so(northmere: House) -> None:
    await with_themes(northmere)
    await make_slides(northmere, CM)
    assert "at least 5 people heard" in words_of(northmere.modal(CM))


async def test_where_the_report_stands_is_kept_and_the_deadline_shown(northmere: House) -> None:
    await northmere.command(CM, "/challenge report")
    assert "by Thursday 23 April 2026*: 30 days from now" in words_of(northmere.modal(CM))
    await northmere.submit(CM, stage="peers")
    assert "With the peers" in words_of(northmere.modal(CM))
    northmere.clock.move(days=31)
    await northmere.command(LP, "/challenge report")
    assert "1 day late" in words_of(northmere.modal(LP))
    await northmere.submit(LP, stage="client")
    await northmere.command(CM, "/challenge report")
    assert "The client has had the report" in words_of(northmere.modal(CM))


async def test_the_manager_is_reminded_of_the_report_until_the_client_has_it(northmere: House) -> None:
    def reminders(user: str = CM) -> int:
        return sum(each.text == "The report is due soon" for each in northmere.direct(user))

    await northmere.later(days=16)  # seventeen days on: fourteen before it is due, at nine
    assert reminders() == 1
    await northmere.later(hours=3)
    assert (reminders(), reminders(LP), reminders(PEER)) == (1, 0, 0)
    await northmere.later(days=7)
    assert reminders() == 2
    await northmere.command(CM, "/challenge report")
    await northmere.submit(CM, stage="client")
    await northmere.later(days=6)
    assert reminders() == 2


async def test_a_reminder_on_its_way_is_not_sent_once_the_client_has_the_report(northmere: House) -> None:
    northmere.clock.move(days=16)
    await tick(northmere.bot.database, northmere.bot.keyring, northmere.clock())
    await northmere.command(CM, "/challenge report")
    await northmere.submit(CM, stage="final")
    await northmere.send()
    assert not [each for each in northmere.direct(CM) if each.text == "The report is due soon"]


async def test_a_purge_takes_the_files_back(northmere: House) -> None:
    await with_themes(northmere)
    await make_slides(northmere, CM)
    assert len(northmere.workspace.files) == 2
    await northmere.close_challenge()
    await northmere.send()
    await northmere.purge()
    assert northmere.workspace.files == {}
    assert not files_in(northmere)


async def test_a_file_is_known_to_the_purge_before_it_is_uploaded(northmere: House) -> None:
    await with_themes(northmere)
    await make_slides(northmere, CM)
    async with northmere.bot.database.read() as session:
        meant = await challenges.meant_by(session, northmere.bot.keyring, CM, CHANNEL, northmere.clock())
        opened = challenges.only(meant)
        known = await documents.files(session, opened.challenge.id, opened.key)
    assert sorted(known) == sorted(northmere.workspace.files)


@pytest.mark.parametrize("document", ["slides", "report"])
async def test_a_brief_previewed_before_a_document_was_made_is_previewed_anew_and_posted(
    northmere: House, document: str
) -> None:
    """What the document told counts as told: the older preview is refused, and what that says leads on."""
    await with_themes(northmere)
    await post_brief(northmere)
    await northmere.later(days=1)
    await northmere.command(CM, "/digest")  # nothing is new, so the next draft says the same
    older = northmere.only_for(CM)[-1]
    await northmere.later(seconds=60)
    if document == "slides":
        await make_slides(northmere, CM)
    else:
        await northmere.command(CM, "/challenge report")
        await northmere.press(CM, "documents_make_report", northmere.modal(CM))
    await northmere.later(seconds=60)
    await northmere.press(CM, "brief_post", older)
    await northmere.send()
    assert "slides or a report were made" in northmere.only_for(CM)[-1].text
    assert len(briefs_in(northmere)) == 1
    await post_brief(northmere)
    assert len(briefs_in(northmere)) == 2


async def post_brief(house: House) -> None:
    await house.command(CM, "/digest")
    await house.press(CM, "brief_post", house.only_for(CM)[-1])
    await house.send()


def briefs_in(house: House) -> list[Message]:
    return [each for each in house.messages() if each.text.startswith("No-surprises brief")]
