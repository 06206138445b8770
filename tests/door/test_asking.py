"""What the reader is unsure of, through the door: the form asks, and nothing is stored before the answer."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot import logs
from bot.playground.workspace import Trouble
from db.models import PostItRow, ReceiptRow
from tests.house import LP, PEER, House, words_of

#: Words that no list knows: one is a person's, one a scheme's.
TEXT = "Carers trust Zqara completely\nStaff praise Vrondel daily"
ANSWERED = "Carers trust someone completely"


async def submit_first(house: House, user: str = PEER, text: str = TEXT, **fields: Any) -> None:
    """Submit a post-it that has something to ask about."""
    await house.command(user, "/postit")
    filled = {"text": text, "kind": "strength", "statement": "safeguarding", **fields}
    assert not await house.submit(user, **filled)


async def stored(house: House) -> int:
    """How many post-its there are."""
    async with house.bot.database.read() as session:
        return len((await session.exec(select(PostItRow))).all())


def submission(house: House, user: str, **fields: Any) -> dict[str, str]:
    """What Slack sends when the top modal is submitted; send it again for a repeated delivery."""
    view = house.modal(user)
    state = {"values": house.state(view, fields)}
    sent = {"user": {"id": user}, "team": {"id": "TSAMPLE"}, "view": {**view.api(), "state": state}}
    return {"payload": json.dumps({"type": "view_submission", **sent})}


async def deliver(house: House, sent: dict[str, str], times: int = 1) -> None:
    """Deliver the same thing so many times."""
    for _ in range(times):
        assert (await house.slack_sends(sent)).status_code == 200
        await house.bot.desk.settle()


def block(house: House, user: str, begins: str) -> dict[str, Any]:
    """The block of the top modal whose id begins so."""
    return next(each for each in house.modal(user).body["blocks"] if each["block_id"].startswith(begins))


async def test_the_form_asks_and_stores_nothing_before_the_answer(northmere: House) -> None:
    await submit_first(northmere, text="Cllr Smith and carers trust Zqara\nstaff praise Vrondel daily")
    assert northmere.asked(PEER) == ["Zqara", "Vrondel"]
    said = words_of(northmere.modal(PEER))
    assert "Not stored yet" in said
    assert "2 words may name somebody" in said
    lines = block(northmere, PEER, "shown-")["elements"][0]["elements"]
    pieces = [[(each["text"], each.get("style")) for each in line["elements"]] for line in lines]
    assert pieces == [
        [
            ("An elected member", {"italic": True}),
            (" and carers trust ", None),
            ("Zqara", {"bold": True}),
        ],
        [("staff praise ", None), ("Vrondel", {"bold": True}), (" daily", None)],
    ]
    assert await stored(northmere) == 0
    async with northmere.bot.database.read() as session:
        receipts_before = len((await session.exec(select(ReceiptRow))).all())
    assert not await northmere.submit(PEER)
    async with northmere.bot.database.read() as session:
        assert len((await session.exec(select(ReceiptRow))).all()) == receipts_before + 1


async def test_what_stays_ticked_is_hidden_and_what_is_unticked_stays(northmere: House) -> None:
    await submit_first(northmere)
    assert not await northmere.submit(PEER, ask=["Zqara"])
    assert "Stored 2 post-its" in words_of(northmere.modal(PEER))
    assert "Hidden: 1 name" in words_of(northmere.modal(PEER))
    await northmere.send()
    texts = [words_of(each).splitlines()[0] for each in northmere.thread("Safeguarding")]
    assert texts == [ANSWERED, "Staff praise Vrondel daily"]


async def test_who_only_presses_again_hides_them_all(northmere: House) -> None:
    await submit_first(northmere)
    assert not await northmere.submit(PEER)
    await northmere.send()
    texts = [words_of(each).splitlines()[0] for each in northmere.thread("Safeguarding")]
    assert texts == [ANSWERED, "Staff praise someone daily"]


async def test_a_word_to_hide_is_hidden_in_every_field_and_either_case(northmere: House) -> None:
    text = "Carers trust Zqara completely. zqara's rota is full"
    await submit_first(
        northmere, text=text, other_group="staff of Zqara", supporting="ask ZQARA, of the office"
    )
    assert not await northmere.submit(PEER, ask=northmere.asked(PEER))
    await northmere.send()
    said = words_of(northmere.thread("Safeguarding")[0])
    assert "zqara" not in said.lower()
    assert "Carers trust someone completely. someone's rota is full" in said


async def test_only_new_words_are_asked_anew(northmere: House) -> None:
    await submit_first(northmere)
    assert not await northmere.submit(PEER, text="Carers trust Zqara and Plimbok", ask=["Vrondel"])
    assert northmere.asked(PEER) == ["Plimbok"]
    told = block(northmere, PEER, "told-")["element"]
    assert [option["value"] for option in told["options"]] == ["Vrondel", "Zqara"]
    assert [option["value"] for option in told["initial_options"]] == ["Vrondel"]
    assert not await northmere.submit(PEER)
    await northmere.send()
    assert "Carers trust Zqara and someone" in words_of(northmere.thread("Safeguarding")[0])


async def test_the_next_form_does_not_ask_again_about_what_was_kept(northmere: House) -> None:
    await submit_first(northmere)
    assert not await northmere.submit(PEER, ask=["Zqara"])
    assert "Zqara" not in str(northmere.modal(PEER).body)
    assert not await northmere.submit(PEER, text="Vrondel is praised by all")
    assert "Stored 1 post-it" in words_of(northmere.modal(PEER))
    assert not await northmere.submit(PEER, text="Zqara is back")
    assert northmere.asked(PEER) == ["Zqara"]


async def test_many_words_are_asked_about_ten_a_list_and_too_many_are_refused(northmere: House) -> None:
    syllables = ("zqa", "vro", "pli", "xob", "kwu", "dre", "gny")
    words = [f"{one}{two}k".capitalize() for one in syllables for two in syllables]
    await submit_first(northmere, text="\n".join(f"carers trust {word}" for word in words[:23]))
    asked = northmere.asked(PEER)
    lists = [each for each in northmere.modal(PEER).body["blocks"] if each["block_id"].startswith("ask-")]
    assert [len(each["element"]["options"]) for each in lists] == [10, 10, 3]
    assert not await northmere.submit(PEER, ask=asked[:22])
    await northmere.send()
    said = "\n".join(words_of(each) for each in northmere.thread("Safeguarding"))
    assert [word for word in words if word in said] == asked[22:]

    more = " ".join(f"we trust {word}x." for word in [*words, "Bzorp", "Fnarg"])
    await submit_first(northmere, LP, more)
    assert "Put fewer lines on the wall at once" in words_of(northmere.modal(LP))
    assert "Nothing was stored" in words_of(northmere.modal(LP))


async def test_each_round_delivered_three_times_stores_once(northmere: House) -> None:
    await northmere.command(LP, "/postit")
    filled = {"text": TEXT, "kind": "strength", "statement": "safeguarding"}
    first = submission(northmere, LP, **filled)
    await deliver(northmere, first, 3)
    assert northmere.asked(LP) == ["Zqara", "Vrondel"]
    # Slack has the fields' state; requests sent past its page leave none.
    second = submission(northmere, LP, ask=["Zqara"], **filled)
    await deliver(northmere, second, 3)
    assert "Stored 2 post-its" in words_of(northmere.modal(LP))
    await deliver(northmere, first)
    assert "Stored 2 post-its" in words_of(northmere.modal(LP))
    await northmere.send()
    assert await stored(northmere) == len(northmere.thread("Safeguarding")) == 2


async def test_an_answer_whose_echo_was_lost_is_stored_once_and_says_so(northmere: House) -> None:
    await submit_first(northmere)
    northmere.workspace.trouble += [Trouble("views.update", "500", 2)]
    assert not await northmere.submit(PEER, ask=["Zqara"])
    assert "Storing" in words_of(northmere.modal(PEER))
    assert not await northmere.submit(PEER)
    assert "stored already" in words_of(northmere.modal(PEER))
    assert await stored(northmere) == 2


async def test_a_lost_question_is_asked_when_pressed_again(northmere: House) -> None:
    northmere.workspace.trouble += [Trouble("views.update", "500", 2)]
    await submit_first(northmere)
    assert northmere.asked(PEER) == []
    assert not await northmere.submit(PEER)
    assert northmere.asked(PEER) == ["Zqara", "Vrondel"]
    assert not await northmere.submit(PEER)
    assert "Stored 2 post-its" in words_of(northmere.modal(PEER))


async def test_undo_after_an_answer_gives_back_what_was_stored(northmere: House) -> None:
    await submit_first(northmere)
    assert not await northmere.submit(PEER, ask=["Zqara"])
    await northmere.press(PEER, "postit_undo", northmere.modal(PEER))
    await northmere.later(seconds=3)
    assert await stored(northmere) == 0
    given = block(northmere, PEER, "text-")["element"]["initial_value"]
    assert given == f"{ANSWERED}\nStaff praise Vrondel daily"
    assert not await northmere.submit(PEER)
    assert "Stored 2 post-its" in words_of(northmere.modal(PEER))


async def test_a_change_asks_about_new_words_only(northmere: House) -> None:
    await submit_first(northmere, text="staff praise Vrondel daily")
    assert not await northmere.submit(PEER, ask=[])
    await northmere.send()
    (hung,) = northmere.thread("Safeguarding")
    await northmere.press(PEER, "postit_open_change", hung)
    assert not await northmere.submit(PEER, text="staff praise Vrondel daily and trust Zqara")
    assert northmere.asked(PEER) == ["Zqara"]
    await northmere.send()
    assert words_of(northmere.thread("Safeguarding")[0]).startswith("staff praise Vrondel daily\n")
    sent = submission(northmere, PEER)
    await deliver(northmere, sent, 2)
    assert "It is changed" in words_of(northmere.modal(PEER))
    await northmere.send()
    (changed,) = northmere.thread("Safeguarding")
    assert words_of(changed).startswith("staff praise Vrondel daily and trust someone")


async def test_what_was_hidden_on_request_is_nowhere_but_in_the_posters_own_form(
    northmere: House, caplog: pytest.LogCaptureFixture
) -> None:
    logs.configure("DEBUG")
    caplog.set_level("DEBUG", logger="bot")
    await submit_first(northmere, supporting="Zqara's own figures")
    metadata = northmere.modal(PEER).body["private_metadata"]
    assert "Zqara" not in metadata
    assert not await northmere.submit(PEER)
    assert "Zqara" not in str(northmere.modal(PEER).body)
    await northmere.later(seconds=3)
    file = Path(northmere.bot.settings.database_url.removeprefix("sqlite:///"))
    kept = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    for word in ("Zqara", "Vrondel"):
        assert word.encode() not in kept
        assert word not in str([channel.messages for channel in northmere.workspace.channels.values()])
        assert word not in caplog.text
        sent = [args for name, args in northmere.workspace.sent if name != "views.update"]
        assert word not in str(sent)
