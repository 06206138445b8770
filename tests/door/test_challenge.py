"""Setting up a challenge, its team and its settings, through the door."""

import json
from datetime import date

import pytest

from tests.house import CM, OTHER_CHANNEL, OTHER_PEER, PEER, STRANGER, SUPPORT, House, words_of

FLIP_CHARTS = 10  # nine statements and what is not yet placed


async def test_setting_up_tells_the_channel_and_hangs_the_flip_charts(house: House) -> None:
    await house.set_up()
    welcome, *charts = house.messages()
    said = words_of(welcome)
    assert "The peer challenge of Northmere is set up" in said
    assert f"<@{CM}>, challenge manager" in said
    assert "17.30, 17.30 and 12.30" in said
    assert len(charts) == FLIP_CHARTS
    assert charts[0].text == "Flip chart: Assessing needs"
    assert charts[-1].text == "Flip chart: Not yet placed"
    assert "maximise the effectiveness" in words_of(charts[0])
    assert "It is set up" in words_of(house.modal(CM))


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"council": "  "}, "council", "Give the council's name"),
        ({"starts_on": date(2026, 3, 26), "ends_on": date(2026, 3, 24)}, "ends_on", "before the first"),
        ({"ends_on": date(2026, 5, 1)}, "ends_on", "at most 14"),
        ({"starts_on": None}, "starts_on", "Choose the day"),
        ({"zone": "Narnia/Lamp"}, "zone", "not a time zone"),
        ({"zone": "../../etc/passwd"}, "zone", "not a time zone"),
        ({"dass_times": "half five"}, "dass_times", "like 17:30"),
        ({"dass_times": "25:00"}, "dass_times", "like 17:30"),
        ({"dass_times": "17:30, 17:30, 12:30, 9:00"}, "dass_times", "4 times for 3 days"),
        ({"peer": [PEER], "lead_peer": [PEER]}, "peer", "two roles"),
        ({"lead_peer": [CM]}, "lead_peer", "two roles"),
        ({"zone": "localtime"}, "zone", "not a time zone"),
        ({"dass_times": "00:10"}, "dass_times", "no time for its preview"),
        ({"starts_on": "9999-12-29", "ends_on": "9999-12-31"}, "starts_on", "can't be right"),
        ({"council": "\u3164"}, "council", "Give the council's name"),
    ],
)
async def test_a_wrong_form_is_answered_under_the_field(
    house: House, fields: dict[str, object], field: str, sentence: str
) -> None:
    await house.command(CM, "/challenge new")
    filled = {
        "council": "Northmere",
        "starts_on": date(2026, 3, 24),
        "ends_on": date(2026, 3, 26),
        **fields,
    }
    errors = await house.submit(CM, **filled)
    assert sentence in errors[field]
    await house.send()
    assert house.messages() == []


async def test_a_deactivated_account_is_named_and_nothing_is_stored(house: House) -> None:
    await house.command(CM, "/challenge new")
    first = date(2026, 3, 24)
    assert not await house.submit(CM, council="Northmere", starts_on=first, ends_on=first, peer=["UGONE"])
    assert "Leo Fairweather's Slack account is deactivated" in words_of(house.modal(CM))
    assert "what you typed is still below" in words_of(house.modal(CM))
    await house.send()
    assert house.messages() == []
    assert not await house.submit(CM, peer=[PEER])
    await house.send()
    assert len(house.messages()) == 1 + FLIP_CHARTS


@pytest.mark.parametrize(
    ("channel", "sentence"),
    [
        ("CWITHOUTBOT", "I am not in this channel"),
        ("CGENERAL", "not a private channel"),
        (f"D{CM[1:]}", "not a private channel"),
    ],
)
async def test_a_challenge_is_set_up_in_a_private_channel_with_the_bot(
    house: House, channel: str, sentence: str
) -> None:
    await house.command(CM, "/challenge new", channel)
    (said,) = house.only_for(CM, channel)
    assert sentence in said.text
    assert CM not in house.workspace.stacks


async def test_one_channel_has_one_challenge(northmere: House) -> None:
    await northmere.command(CM, "/challenge new")
    assert "has a peer challenge already" in northmere.only_for(CM)[-1].text


async def test_the_same_set_up_three_times_sets_up_once(house: House) -> None:
    await house.command(CM, "/challenge new")
    view = house.modal(CM)
    first = date(2026, 3, 24)
    state = house.state(view, {"council": "Northmere", "starts_on": first, "ends_on": first})
    body = dict(view.body)
    for _ in range(3):
        house.workspace.fill_view(view, body)
        await house._post("submit", {"as": CM, "view_id": view.id, "state": {"values": state}})
    await house.send()
    assert len(house.messages()) == 1 + FLIP_CHARTS
    assert "It is set up" in words_of(house.modal(CM))


async def test_the_team_changes_and_what_someone_may_changes_with_it(northmere: House) -> None:
    await northmere.command(CM, "/challenge team")
    assert not await northmere.submit(CM, peer=[OTHER_PEER, STRANGER], support_officer=[PEER])
    assert "The team is saved" in words_of(northmere.modal(CM))
    await northmere.command(STRANGER, "/postit", "CGENERAL")
    assert northmere.modal(STRANGER).body["callback_id"] == "postit_form"
    await northmere.command(PEER, "/postit")
    assert "Only" in northmere.only_for(PEER)[-1].text
    await northmere.command(SUPPORT, "/challenge team")
    assert "no peer challenge here that you are part of" in northmere.only_for(SUPPORT)[-1].text


async def test_a_team_without_a_challenge_manager_is_none(northmere: House) -> None:
    await northmere.command(CM, "/challenge team")
    errors = await northmere.submit(CM, challenge_manager=[])
    assert "needs a challenge manager" in errors["challenge_manager"]


async def test_settings_change_the_times(northmere: House) -> None:
    await northmere.command(CM, "/challenge settings")
    assert not await northmere.submit(CM, council="Northmere Borough", dass_times="5pm, 12.00")
    home = await northmere.home(CM)
    assert "Northmere Borough" in words_of(home)
    assert "preview comes at 16.30" in words_of(home)


async def test_smaller_groups_may_be_named_with_a_reason_which_is_kept_and_logged_without_its_words(
    northmere: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="bot")
    await northmere.command(CM, "/challenge settings")
    errors = await northmere.submit(CM, smallest_group="3")
    assert errors == {"why_smaller": "Say why smaller groups may be named; it is kept."}
    assert not await northmere.submit(
        CM, smallest_group="3", why_smaller="a small council; agreed with Priya Raghunathan"
    )
    assert [each for each in caplog.messages if "named from 3 people on" in each]
    assert "small council" not in caplog.text
    await northmere.command(CM, "/challenge settings")
    form = json.dumps(northmere.modal(CM).body)
    assert "a small council; agreed with" in form
    assert "Raghunathan" not in form
    assert "Chosen on Tuesday 24 March" in form
    await northmere.post_it(PEER, "waits are long")
    for smallest in ("3", "5"):
        assert not await northmere.submit(CM, smallest_group=smallest)
        await northmere.command(CM, "/digest")
        assert f"at least {smallest} people" in json.dumps(northmere.only_for(CM)[-1].blocks)
        await northmere.command(CM, "/challenge settings")


@pytest.mark.parametrize("word", ["", "help"])
async def test_help_says_what_can_be_typed(house: House, word: str) -> None:
    await house.command(STRANGER, f"/challenge {word}", "CGENERAL")
    (said,) = house.only_for(STRANGER, "CGENERAL")
    for each in ("/postit", "/digest", "/challenge new", "New post-it"):
        assert each in words_of(said)


async def test_an_unknown_word_is_not_repeated(house: House) -> None:
    await house.command(CM, "/challenge Mrs Jones said waits are long")
    (said,) = house.only_for(CM)
    assert "I don't know that command" in said.text
    assert "Jones" not in said.text


async def test_two_challenges_never_mix(northmere: House) -> None:
    await northmere.set_up(
        OTHER_CHANNEL, "Eastvale", lead_peer=[OTHER_PEER], peer=[STRANGER], support_officer=[]
    )
    await northmere.post_it(PEER, "of Northmere")
    await northmere.post_it(STRANGER, "of Eastvale", OTHER_CHANNEL)
    assert [words_of(each).splitlines()[0] for each in northmere.thread("Safeguarding")] == ["of Northmere"]
    theirs = northmere.thread("Safeguarding", OTHER_CHANNEL)
    assert [words_of(each).splitlines()[0] for each in theirs] == ["of Eastvale"]
    # Someone of one team learns nothing of the other, not even by a button that they should not have.
    (hung,) = northmere.thread("Safeguarding")
    await northmere.slack_sends(northmere.pressing(STRANGER, "postit_open_change", hung))
    await northmere.bot.desk.settle()
    assert "no longer on the wall" in northmere.only_for(STRANGER)[-1].text
    assert "of Northmere" not in str(northmere.workspace.stacks.get(STRANGER))
    # Someone on both is asked which, away from the channels.
    await northmere.command(OTHER_PEER, "/postit", "CGENERAL")
    assert "Which challenge?" in str(northmere.modal(OTHER_PEER).body["title"])
    assert {"*Northmere*", "*Eastvale*"} <= set(words_of(northmere.modal(OTHER_PEER)).splitlines())
    await northmere.press(OTHER_PEER, "postit_chosen", northmere.modal(OTHER_PEER))
    assert northmere.modal(OTHER_PEER).body["callback_id"] == "postit_form"
    await northmere.command(CM, "/digest", "CGENERAL")
    assert "more than one team" in northmere.only_for(CM, "CGENERAL")[-1].text
    await northmere.command(CM, "/digest")
    assert "Eastvale" not in words_of(northmere.only_for(CM)[-1])
