"""conversations.* and users.*: who there is, and what was said."""

from typing import Any

from tests.playground.stand_in import BOT, CM, GENERAL, GONE, NO_BOT, PEER, TEAM_CHANNEL, StandIn

METADATA = {"event_type": "delivery", "event_payload": {"delivery": "d1"}}


async def test_channels_that_the_bot_can_see(at: StandIn) -> None:
    found = (await at.slack.conversations_info(channel=TEAM_CHANNEL, include_num_members=True))["channel"]
    assert (found["name"], found["is_private"], found["is_member"], found["num_members"]) == (
        "northmere-peer-challenge",
        True,
        True,
        9,
    )
    at.workspace.channels[GENERAL].members.remove(BOT)
    found = (await at.slack.conversations_info(channel=GENERAL))["channel"]
    assert (found["is_private"], found["is_member"]) == (False, False)
    for method in ("info", "members", "history", "replies"):
        refused = await at.refused(f"conversations.{method}", channel=NO_BOT, ts="1.1")
        assert refused["error"] == "channel_not_found"
    for method in ("history", "replies"):
        refused = await at.refused(f"conversations.{method}", channel=GENERAL, ts="1.1")
        assert refused["error"] == "not_in_channel"
    mine = await at.slack.users_conversations(types="public_channel,private_channel")
    assert [each["id"] for each in mine["channels"]] == [TEAM_CHANNEL, "CEASTVALE"]
    theirs = await at.slack.users_conversations(user="USTRANGER", types="private_channel,im")
    assert [each["id"] for each in theirs["channels"]] == ["CEASTVALE", "DSTRANGER"]


async def test_members_come_page_by_page(at: StandIn) -> None:
    at.workspace.channels[TEAM_CHANNEL].members.append(GONE)
    everyone = (await at.slack.conversations_members(channel=TEAM_CHANNEL))["members"]
    assert BOT in everyone
    assert GONE not in everyone
    found: list[str] = []
    cursor = ""
    while True:
        page = await at.slack.conversations_members(channel=TEAM_CHANNEL, limit=4, cursor=cursor)
        found += page["members"]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert found == everyone
    wrongs: list[tuple[dict[str, Any], str]] = [
        ({"limit": 0}, "invalid_limit"),
        ({"cursor": "x"}, "invalid_cursor"),
    ]
    for wrong, error in wrongs:
        refused = await at.refused("conversations.members", channel=TEAM_CHANNEL, **wrong)
        assert refused["error"] == error


async def test_a_direct_message_is_opened(at: StandIn) -> None:
    assert (await at.slack.conversations_open(users=PEER))["channel"] == {"id": "DPEER1"}
    whole = await at.slack.conversations_open(channel="DPEER1", return_im=True)
    assert whole["channel"]["is_im"] is True
    assert whole["channel"]["user"] == PEER
    refusals: list[tuple[dict[str, Any], str]] = [
        ({"users": GONE}, "user_disabled"),
        ({"users": BOT}, "cannot_dm_bot"),
        ({"users": "UNOBODY"}, "user_not_found"),
        ({"users": f"{PEER},{CM}"}, "missing_scope"),
        ({"channel": TEAM_CHANNEL}, "method_not_supported_for_channel_type"),
        ({}, "users_list_not_supplied"),
    ]
    for arguments, error in refusals:
        assert (await at.refused("conversations.open", **arguments))["error"] == error


async def test_history_and_replies(at: StandIn) -> None:
    posted = [
        (await at.slack.chat_postMessage(channel=TEAM_CHANNEL, text=str(number), metadata=METADATA))["ts"]
        for number in range(5)
    ]
    assert posted == sorted(set(posted))
    reply = (await at.slack.chat_postMessage(channel=TEAM_CHANNEL, text="r", thread_ts=posted[1]))["ts"]
    await at.slack.chat_postEphemeral(channel=TEAM_CHANNEL, user=PEER, text="psst")

    async def texts(method: str = "history", **more: Any) -> str:
        found = await at.slack.api_call(f"conversations.{method}", json={"channel": TEAM_CHANNEL, **more})
        return "".join(each["text"] for each in found["messages"])

    assert await texts() == "43210"
    assert await texts(oldest=posted[1], latest=posted[3]) == "2"
    assert await texts(oldest=posted[1], latest=posted[3], inclusive=True) == "321"
    assert await texts(limit=2) == "43"
    found = await at.slack.conversations_history(channel=TEAM_CHANNEL, limit=2)
    assert found["has_more"] is True
    assert await texts(limit=2, cursor=found["response_metadata"]["next_cursor"]) == "21"
    assert await texts("replies", ts=posted[1]) == "1r"
    assert await texts("replies", ts=reply) == "1r"
    assert await texts("replies", ts=posted[1], oldest=reply) == "1"

    plain = (await at.slack.conversations_history(channel=TEAM_CHANNEL))["messages"]
    assert not any("metadata" in each for each in plain)
    full = (await at.slack.conversations_history(channel=TEAM_CHANNEL, include_all_metadata=True))["messages"]
    assert all(each["metadata"] == METADATA for each in full)
    first = full[3]
    assert (first["thread_ts"], first["reply_count"], first["reply_users"]) == (posted[1], 1, [BOT])
    assert first["latest_reply"] == reply
    replies = await at.slack.conversations_replies(
        channel=TEAM_CHANNEL, ts=posted[1], include_all_metadata=True
    )
    assert [each.get("metadata") for each in replies["messages"]] == [METADATA, None]

    refusals: list[tuple[str, dict[str, Any], str]] = [
        ("history", {"oldest": "then"}, "invalid_ts_oldest"),
        ("history", {"latest": "now"}, "invalid_ts_latest"),
        ("history", {"limit": 1000}, "invalid_limit"),
        ("replies", {"ts": "1.1"}, "thread_not_found"),
        ("replies", {}, "invalid_arguments"),
    ]
    for method, wrong, error in refusals:
        refused = await at.refused(f"conversations.{method}", channel=TEAM_CHANNEL, **wrong)
        assert refused["error"] == error


async def test_people(at: StandIn) -> None:
    gone = (await at.slack.users_info(user=GONE))["user"]
    assert (gone["deleted"], gone["is_bot"], gone["tz"]) == (True, False, "Europe/London")
    assert (await at.refused("users.info", user="UNOBODY"))["error"] == "user_not_found"
    assert len((await at.slack.users_list())["members"]) == 11
    assert len((await at.slack.users_list(limit=3))["members"]) == 3
