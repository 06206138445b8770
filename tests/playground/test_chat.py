"""chat.* and response_urls: what can be said where, changed and taken back."""

from typing import Any

import pytest

from bot.playground.workspace import Workspace, sample
from tests.playground.stand_in import (
    BOT,
    CM,
    GENERAL,
    GONE,
    NO_BOT,
    PEER,
    STRANGER,
    TEAM_CHANNEL,
    StandIn,
    standing,
    words,
)

METADATA = {"event_type": "delivery", "event_payload": {"delivery": "d1"}}


async def post(at: StandIn, channel: str = TEAM_CHANNEL, text: str = "words", **more: Any) -> str:
    ts: str = (await at.slack.chat_postMessage(channel=channel, text=text, **more))["ts"]
    return ts


async def test_to_a_channel_by_id_or_name_and_to_a_person(at: StandIn) -> None:
    first = await post(at)
    assert await post(at, "#general") > first
    said = await at.slack.chat_postMessage(channel=PEER, text="to you")
    assert said["channel"] == "DPEER1"
    assert said["message"]["bot_id"] == "BCRITICAL"
    assert [each.text for each in at.messages("DPEER1")] == ["to you"]
    seen = (await at.get("messages", PEER, channel="DPEER1"))["messages"]
    assert [each["text"] for each in seen] == ["to you"]


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("CNOWHERE", "channel_not_found"),
        (NO_BOT, "channel_not_found"),
        ("#team-travel", "channel_not_found"),
        ("CPUBLIC", "not_in_channel"),
        ("COLD", "is_archived"),
        ("UNOBODY", "channel_not_found"),
        (GONE, "user_disabled"),
        ("DGONE", "user_disabled"),
        (BOT, "cannot_dm_bot"),
        ("", "invalid_arguments"),
    ],
)
async def test_where_the_bot_can_post_nothing(at: StandIn, channel: str, error: str) -> None:
    general = at.workspace.channels[GENERAL]
    for channel_id, archived in (("CPUBLIC", False), ("COLD", True)):
        at.workspace.channels[channel_id] = type(general)(
            channel_id, channel_id.lower(), "public", [PEER], archived=archived
        )
    assert (await at.refused("chat.postMessage", channel=channel, text="x"))["error"] == error


async def test_threads(at: StandIn) -> None:
    first = await post(at)
    reply = await post(at, text="a reply", thread_ts=first)
    # Slack takes a reply's ts for its thread's.
    await post(at, text="another", thread_ts=reply)
    top = (await at.get("messages", PEER, channel=TEAM_CHANNEL))["messages"]
    assert [(each["ts"], each["reply_count"]) for each in top] == [(first, 2)]
    thread = (await at.get("messages", PEER, channel=TEAM_CHANNEL, thread_ts=first))["messages"]
    assert [each["text"] for each in thread] == ["words", "a reply", "another"]
    for thread_ts, error in [("1111111111.000001", "thread_not_found"), ("yesterday", "invalid_thread_ts")]:
        refused = await at.refused("chat.postMessage", channel=TEAM_CHANNEL, text="x", thread_ts=thread_ts)
        assert refused["error"] == error


async def test_a_first_message_that_is_deleted_leaves_a_tombstone_while_there_are_replies(
    at: StandIn,
) -> None:
    first = await post(at)
    reply = await post(at, text="a reply", thread_ts=first)
    await at.slack.chat_delete(channel=TEAM_CHANNEL, ts=first)
    stone = at.workspace.channels[TEAM_CHANNEL].messages[first]
    assert (stone.subtype, stone.text) == ("tombstone", "This message was deleted.")
    assert (await at.refused("chat.update", channel=TEAM_CHANNEL, ts=first, text="x"))["error"] == (
        "message_not_found"
    )
    await at.slack.chat_delete(channel=TEAM_CHANNEL, ts=reply)
    assert at.messages() == []


async def test_an_update_takes_blocks_away_or_keeps_them(at: StandIn) -> None:
    ts = await post(at, blocks=[words("w")], metadata=METADATA)
    (message,) = at.messages()
    await at.slack.chat_update(channel=TEAM_CHANNEL, ts=ts, text="with blocks", blocks=[words("new")])
    assert (message.text, message.edited_ts) == ("with blocks", None)
    assert message.metadata == METADATA
    await at.slack.chat_update(channel=TEAM_CHANNEL, ts=ts, text="only text")
    assert message.blocks == []
    assert message.edited_ts
    shown = (await at.get("messages", PEER, channel=TEAM_CHANNEL))["messages"]
    assert shown[0]["edited"] is True
    await at.slack.api_call("chat.update", json={"channel": TEAM_CHANNEL, "ts": ts, "metadata": {}})
    assert at.messages()[0].text == "only text"
    assert at.messages()[0].metadata is None
    changed = {"event_type": "delivery", "event_payload": {"delivery": "d2"}}
    said = await at.slack.chat_update(channel=TEAM_CHANNEL, ts=ts, text="more", metadata=changed)
    assert said["message"]["metadata"] == changed
    assert (await at.refused("chat.update", channel=TEAM_CHANNEL, ts=ts))["error"] == "no_text"


async def test_only_the_bots_own_messages_are_its_to_change(at: StandIn) -> None:
    theirs = (await at.post("say", **{"as": PEER}, channel=TEAM_CHANNEL, text="mine"))["ts"]
    whisper = (await at.slack.chat_postEphemeral(channel=TEAM_CHANNEL, user=PEER, text="psst"))["message_ts"]
    for ts, update, delete in [
        (theirs, "cant_update_message", "cant_delete_message"),
        (whisper, "message_not_found", "message_not_found"),
        ("1111111111.000001", "message_not_found", "message_not_found"),
    ]:
        where = {"channel": TEAM_CHANNEL, "ts": ts}
        assert (await at.refused("chat.update", **where, text="x"))["error"] == update
        assert (await at.refused("chat.delete", **where))["error"] == delete
    assert (await at.refused("chat.delete", channel=TEAM_CHANNEL))["error"] == "invalid_arguments"


async def test_ephemeral_messages_are_for_one_person_in_the_channel(at: StandIn) -> None:
    first = await post(at)
    await at.slack.chat_postEphemeral(channel=TEAM_CHANNEL, user=PEER, text="psst", thread_ts=first)
    thread = {"channel": TEAM_CHANNEL, "thread_ts": first}
    assert [each["text"] for each in (await at.get("messages", PEER, **thread))["messages"]][1:] == ["psst"]
    assert (await at.get("messages", CM, **thread))["messages"][1:] == []
    top = (await at.get("messages", PEER, channel=TEAM_CHANNEL))["messages"]
    assert "reply_count" not in top[0]
    for user, error in [(STRANGER, "user_not_in_channel"), ("UNOBODY", "user_not_found")]:
        refused = await at.refused("chat.postEphemeral", channel=TEAM_CHANNEL, user=user, text="x")
        assert refused["error"] == error


async def test_what_checks_refuse_is_not_posted(at: StandIn) -> None:
    refused = await at.refused("chat.postMessage", channel=TEAM_CHANNEL, blocks=[words("x" * 3001)])
    assert refused["error"] == "invalid_blocks"
    (said,) = refused["response_metadata"]["messages"]
    assert said.startswith("[ERROR]")
    assert said.endswith("[json-pointer:/blocks/0/text/text]")
    long = await at.refused("chat.postMessage", channel=TEAM_CHANNEL, blocks=[words("x" * 2700)] * 5)
    assert long["error"] == "msg_blocks_too_long"
    assert (await at.refused("chat.postMessage", channel=TEAM_CHANNEL))["error"] == "no_text"
    heavy = {"event_type": "x", "event_payload": {"x": "y" * 20_000}}
    refused = await at.refused("chat.postMessage", channel=TEAM_CHANNEL, text="x", metadata=heavy)
    assert refused["error"] == "metadata_too_large"
    assert at.messages() == []


async def test_a_permalink_leads_to_the_message(at: StandIn) -> None:
    ts = await post(at)
    reply = await post(at, thread_ts=ts)
    link = await at.slack.chat_getPermalink(channel=TEAM_CHANNEL, message_ts=reply)
    assert link["permalink"] == f"{at.address}/#in={TEAM_CHANNEL}&thread={ts}"
    refused = await at.refused("chat.getPermalink", channel=TEAM_CHANNEL, message_ts="1.1")
    assert refused["error"] == "message_not_found"


# response_url


class Clock:
    """Seconds, as many as a test says."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


async def answer(at: StandIn, number: str, **said: Any) -> tuple[int, str]:
    response = await at.page.post(f"/response/{number}", json=said)
    is_json = response.headers["content-type"].startswith("application/json")
    return response.status_code, response.json()["error"] if is_json else response.text


async def test_a_response_url_works_five_times_within_half_an_hour() -> None:
    clock = Clock()
    workspace: Workspace = sample(clock=clock)
    async with standing(workspace) as at:
        # A channel that the bot is not in.
        number = workspace.new_response(PEER, NO_BOT)
        assert await answer(at, number, text="to you alone") == (200, "ok")
        assert await answer(at, number, text="to all", response_type="in_channel") == (200, "ok")
        # There is no original message to replace.
        assert await answer(at, number, text="not in place", replace_original=True) == (200, "ok")
        assert [(each.text, each.only_for) for each in at.messages(NO_BOT)] == [
            ("to you alone", PEER),
            ("to all", None),
            ("not in place", PEER),
        ]
        assert await answer(at, number, delete_original=True) == (400, "message_not_found")
        assert await answer(at, number, blocks=[{"type": "nonsense"}]) == (400, "invalid_blocks")
        assert await answer(at, number, text="one too many") == (404, "used_url")
        late = workspace.new_response(PEER, NO_BOT)
        clock.seconds += 1801
        assert await answer(at, late, text="too late") == (404, "expired_url")
        assert await answer(at, "0", text="where?") == (404, "invalid_url")
        for content in (b"{", b"[]"):
            assert (await at.page.post(f"/response/{late}", content=content)).status_code == 400
        assert ("response_url", {"text": "to you alone"}) in workspace.sent


async def test_a_response_url_of_a_message_changes_and_deletes_it(at: StandIn) -> None:
    first = await post(at)
    ts = (await at.slack.chat_postEphemeral(channel=TEAM_CHANNEL, user=PEER, text="q", thread_ts=first))[
        "message_ts"
    ]
    number = at.workspace.new_response(PEER, TEAM_CHANNEL, ts)
    assert await answer(at, number, replace_original=True, text="answered", blocks=[words("w")]) == (
        200,
        "ok",
    )
    asked = at.workspace.channels[TEAM_CHANNEL].messages[ts]
    assert (asked.text, len(asked.blocks), asked.only_for) == ("answered", 1, PEER)
    assert await answer(at, number, text="beside it") == (200, "ok")
    assert at.messages()[-1].thread_ts == first
    assert await answer(at, number, delete_original=True) == (200, "ok")
    assert ts not in at.workspace.channels[TEAM_CHANNEL].messages
