"""Post-its through the door."""

import json
from pathlib import Path

import pytest
from sqlmodel import select

from bot import logs
from bot.domain.catalogue import MAKE_POSTIT, NEW_POSTIT
from bot.playground.workspace import Trouble
from db.models import PostItRow
from tests.delivery.days import heard, keep
from tests.house import CM, LP, OTHER_PEER, PEER, SUPPORT, House, words_of

RAW = "Cllr Smith rang 07700 900123, mail j.smith@northmere.gov.uk, NHS 943 476 5919"
SECRETS = ("Smith", "07700", "900123", "j.smith", "943 476 5919", "9434765919")


async def test_a_post_it_hangs_in_its_statements_flip_chart_without_its_author(northmere: House) -> None:
    await northmere.post_it(PEER, "Staff are proud of their practice", source_group="unpaid-carers")
    (hung,) = northmere.thread("Safeguarding")
    said = words_of(hung)
    assert "Staff are proud of their practice" in said
    assert "Strength · Heard" in said
    assert hung.user == "UBOT"
    assert PEER not in str(hung)
    assert "Malhotra" not in str(hung)


async def test_the_form_says_what_was_stored_and_hidden_and_is_ready_for_the_next(northmere: House) -> None:
    await northmere.post_it(PEER, RAW)
    modal = northmere.modal(PEER)
    said = words_of(modal)
    assert "Stored 1 post-it" in said
    assert "1 name" in said
    assert "1 e-mail address" in said
    assert "1 phone number" in said
    assert "1 NHS number" in said
    assert not [secret for secret in SECRETS if secret in str(modal.body)]
    text = next(block for block in modal.body["blocks"] if block.get("block_id", "").startswith("text-"))
    assert "initial_value" not in text["element"]
    assert modal.values.get(text["block_id"]) is None


async def test_several_lines_make_several_post_its_in_their_order(northmere: House) -> None:
    await northmere.post_it(PEER, "- one thing\n- another thing\n\n- a third")
    texts = [words_of(each).splitlines()[0] for each in northmere.thread("Safeguarding")]
    assert texts == ["one thing", "another thing", "a third"]


async def test_the_flip_charts_head_counts(northmere: House) -> None:
    await northmere.post_it(PEER, "one\ntwo")
    await northmere.later(seconds=3)
    assert "2 post-its" in words_of(northmere.flip_chart("Safeguarding"))


async def test_undo_takes_back_what_was_stored_and_gives_the_words_back(northmere: House) -> None:
    await northmere.post_it(PEER, "a slip of the thumb\nand another")
    await northmere.press(PEER, "postit_undo", northmere.modal(PEER))
    await northmere.later(seconds=3)
    assert northmere.thread("Safeguarding") == []
    assert "0 post-its" in words_of(northmere.flip_chart("Safeguarding"))
    blocks = northmere.modal(PEER).body["blocks"]
    text = next(each for each in blocks if each["block_id"].startswith("text-"))
    assert text["element"]["initial_value"] == "a slip of the thumb\nand another"


async def test_only_the_author_changes_the_words_and_anyone_of_the_team_moves(northmere: House) -> None:
    await northmere.post_it(PEER, "waits are long")
    (hung,) = northmere.thread("Safeguarding")
    await northmere.press(OTHER_PEER, "postit_open_change", hung)
    blocks = northmere.modal(OTHER_PEER).body["blocks"]
    assert not any(each["block_id"].startswith("text-") for each in blocks)
    assert not await northmere.submit(OTHER_PEER, statement="needs")
    await northmere.send()
    assert northmere.thread("Safeguarding") == []
    (moved,) = northmere.thread("Assessing needs")
    await northmere.press(PEER, "postit_open_change", moved)
    assert not await northmere.submit(PEER, text="waits are long, says Mrs Jones", kind="consideration")
    await northmere.send()
    (changed,) = northmere.thread("Assessing needs")
    said = words_of(changed)
    assert "waits are long" in said
    assert "Jones" not in said
    assert "Area for consideration" in said
    assert changed.ts == moved.ts


async def _told_to_the_client(house: House) -> str:
    await house.command(CM, "/digest")
    return words_of(house.only_for(CM)[-1])


async def test_words_are_quoted_only_where_someone_other_than_the_author_says_so(northmere: House) -> None:
    await northmere.post_it(PEER, "people said “we are listened to” every time")
    (hung,) = northmere.thread("Safeguarding")
    assert "people said we are listened to every time" in await _told_to_the_client(northmere)
    await northmere.press(PEER, "postit_open_change", hung)
    assert not [each for each in northmere.modal(PEER).body["blocks"] if each["block_id"].startswith("quote")]
    await northmere.close(PEER)
    await northmere.press(OTHER_PEER, "postit_open_change", hung)
    assert not await northmere.submit(OTHER_PEER, quote=["quote"])
    assert "Its words may be quoted" in words_of(northmere.modal(OTHER_PEER))
    assert "people said “we are listened to” every time" in await _told_to_the_client(northmere)
    await northmere.send()
    await northmere.press(PEER, "postit_open_change", hung)
    assert not await northmere.submit(PEER, text="people said “we are heard” every time")
    assert "people said we are heard every time" in await _told_to_the_client(northmere)


async def test_nobody_approves_words_that_they_have_not_seen(northmere: House) -> None:
    await northmere.post_it(PEER, "people said “we are listened to” every time")
    (hung,) = northmere.thread("Safeguarding")
    await northmere.press(OTHER_PEER, "postit_open_change", hung)
    await northmere.press(PEER, "postit_open_change", hung)
    assert not await northmere.submit(PEER, text="people said “it is all a mess” every time")
    assert not await northmere.submit(OTHER_PEER, quote=["quote"])
    assert "Its words were changed just now" in words_of(northmere.modal(OTHER_PEER))
    assert "“" not in await _told_to_the_client(northmere)


async def test_the_author_withdraws_and_it_is_gone_from_slack_and_the_database(northmere: House) -> None:
    await northmere.post_it(PEER, "to be withdrawn")
    (hung,) = northmere.thread("Safeguarding")
    await northmere.press(PEER, "postit_open_change", hung)
    await northmere.press(PEER, "postit_withdraw", northmere.modal(PEER))
    await northmere.send()
    assert northmere.thread("Safeguarding") == []
    async with northmere.bot.database.read() as session:
        assert (await session.exec(select(PostItRow))).all() == []


async def test_the_shortcuts_open_the_same_form(northmere: House) -> None:
    await northmere.shortcut(PEER, NEW_POSTIT.callback_id)
    assert northmere.modal(PEER).body["callback_id"] == "postit_form"
    message = await northmere.say(OTHER_PEER, "waits <b> & more")
    await northmere.shortcut(PEER, MAKE_POSTIT.callback_id, ("CNORTHMERE", message.ts))
    assert "waits <b> & more" in str(northmere.modal(PEER).body)
    assert not await northmere.submit(PEER, kind="question")
    await northmere.send()
    assert "waits <b> & more" in words_of(northmere.thread("Not yet placed")[0])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "in words"),
        (" \n ", "in words"),
        ("🙂 :tada:", "in words"),
        ("x" * 3001, "3,000"),
        ("\n".join(f"line {number}" for number in range(31)), "At most 30"),
    ],
)
async def test_what_is_no_post_it_gets_a_sentence_under_its_field(
    northmere: House, text: str, sentence: str
) -> None:
    await northmere.command(PEER, "/postit")
    errors = await northmere.submit(PEER, text=text, kind="strength")
    assert sentence in errors["text"]
    await northmere.send()
    assert northmere.thread("Not yet placed") == []


async def test_hostile_text_is_shown_as_it_is(northmere: House) -> None:
    hostile = "<!channel> *bold* <https://example.org|click> \u202eמדיניות & <@UPEER2>"
    await northmere.post_it(PEER, hostile)
    (hung,) = northmere.thread("Safeguarding")
    evidence = hung.blocks[0]["text"]
    assert evidence["type"] == "plain_text"
    assert "\u202e" not in evidence["text"]
    assert "מדיניות" in evidence["text"]
    assert "UPEER2" not in str(hung)
    assert "<!channel>" not in hung.text


async def test_an_unknown_statement_is_refused_and_nothing_is_stored(northmere: House) -> None:
    await northmere.command(PEER, "/postit")
    errors = await northmere.submit(PEER, text="evidence", kind="strength", statement="no-such")
    assert "not in this challenge's framework" in errors["statement"]
    assert not northmere.bot.desk._under_way


async def test_a_support_officer_is_told_who_can(northmere: House) -> None:
    await northmere.command(SUPPORT, "/postit")
    (said,) = northmere.only_for(SUPPORT)
    assert said.text == "Only the challenge manager, the lead peer or the peer can post a post-it."


async def test_the_same_submission_three_times_stores_once(northmere: House) -> None:
    await northmere.command(LP, "/postit")
    view = northmere.modal(LP)
    state = northmere.state(view, {"text": "said once", "kind": "strength", "statement": "safeguarding"})
    payload = {
        "type": "view_submission",
        "user": {"id": LP},
        "team": {"id": "TSAMPLE"},
        "view": {**view.api(), "state": {"values": state}},
    }
    for _ in range(3):
        assert (await northmere.slack_sends({"payload": json.dumps(payload)})).status_code == 200
        await northmere.bot.desk.settle()
    await northmere.send()
    assert len(northmere.thread("Safeguarding")) == 1
    # What the first delivery said still stands, with its undo.
    assert "Stored 1 post-it" in words_of(northmere.modal(LP))


async def test_pressing_again_after_the_answer_was_lost_stores_once_and_says_so(northmere: House) -> None:
    await northmere.command(PEER, "/postit")
    northmere.workspace.trouble += [Trouble("views.update", "500", 2)]
    assert not await northmere.submit(PEER, text="said once", kind="strength", statement="safeguarding")
    assert "Storing" in words_of(northmere.modal(PEER))
    assert "Nothing was stored" not in words_of(northmere.modal(PEER))
    assert not await northmere.submit(PEER)
    assert "stored already" in words_of(northmere.modal(PEER))
    await northmere.send()
    assert len(northmere.thread("Safeguarding")) == 1


async def test_undo_pressed_twice_and_while_typing_loses_no_word(northmere: House) -> None:
    await northmere.post_it(PEER, "taken back")
    view = northmere.modal(PEER)
    state = northmere.state(view, {"text": "half typed"})
    pressed = {
        "type": "block_actions",
        "user": {"id": PEER},
        "team": {"id": "TSAMPLE"},
        "trigger_id": northmere.workspace.new_trigger(PEER),
        "container": {"type": "view", "view_id": view.id},
        "view": {**view.api(), "state": {"values": state}},
        "actions": [{"type": "button", "block_id": "b", "action_id": "postit_undo", "value": "undo"}],
    }
    for _ in range(2):
        await northmere.slack_sends({"payload": json.dumps(pressed)})
        await northmere.bot.desk.settle()
    blocks = northmere.modal(PEER).body["blocks"]
    text = next(each for each in blocks if each["block_id"].startswith("text-"))
    assert text["element"]["initial_value"] == "taken back\nhalf typed"


async def test_a_name_that_a_timetable_has_as_if_it_were_a_team_is_hidden(northmere: House) -> None:
    cells = ("Sunita Rao", "Chat with Peter Okonkwo", "Larkfield Court")
    await keep(northmere, *(heard(1, f"{hour}:00-{hour}:30", cell) for hour, cell in enumerate(cells, 10)))
    said = "Sunita Rao said the chat with Peter Okonkwo was about Larkfield Court"
    await northmere.post_it(PEER, said)
    hung = words_of(northmere.thread("Safeguarding")[-1])
    assert "Someone said the chat with someone else was about Larkfield Court" in hung


async def test_a_name_over_a_soft_line_break_is_hidden(northmere: House) -> None:
    # Word's Shift+Enter and Unicode's own line separator part lines too.
    await northmere.post_it(PEER, "we met Cllr\x0bSmith today\u2028NHS 943 476\u20285919 waited")
    said = "\n".join(words_of(each) for each in northmere.thread("Safeguarding"))
    assert "Smith" not in said
    assert "5919" not in said


async def test_a_name_or_a_number_that_runs_over_a_line_is_hidden(northmere: House) -> None:
    await northmere.post_it(PEER, "we met Cllr\nSmith today\nNHS 943 476\n5919 waited\nnothing here")
    said = "\n".join(words_of(each) for each in northmere.thread("Safeguarding"))
    for secret in ("Smith", "943", "5919"):
        assert secret not in said
    assert len(northmere.thread("Safeguarding")) == 3


async def test_nothing_that_had_to_be_hidden_is_anywhere(
    northmere: House, caplog: pytest.LogCaptureFixture
) -> None:
    logs.configure("DEBUG")
    caplog.set_level("DEBUG", logger="bot")
    await northmere.post_it(PEER, RAW, other_group=RAW[:60], supporting=RAW)
    await northmere.post_it(OTHER_PEER, RAW)
    await northmere.command(CM, "/digest")
    file = Path(northmere.bot.settings.database_url.removeprefix("sqlite:///"))
    stored = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    sent = str(northmere.workspace.sent)
    shown = str([channel.messages for channel in northmere.workspace.channels.values()])
    for secret in SECRETS:
        assert secret.encode() not in stored, secret
        assert secret not in shown, secret
        assert not [record for record in caplog.records if secret in record.getMessage()], secret
    # The raw text goes back to one place only: the poster's own form, while it is being stored.
    assert "Smith" not in str([args for name, args in northmere.workspace.sent if name != "views.update"])
    assert sent
