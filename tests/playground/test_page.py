"""The page's endpoints: what it shows to whom, what it is told, and who is kept out."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
import websockets

from bot.playground.loading import NoWorkspace, workspace_from
from bot.playground.server import serving
from bot.playground.workspace import sample
from tests.playground.stand_in import (
    BOT,
    CM,
    GENERAL,
    GONE,
    NO_BOT,
    PEER,
    SECONDS,
    STRANGER,
    TEAM_CHANNEL,
    StandIn,
    note,
)

ROOT = Path(__file__).parents[2]


def listening(at: StandIn, user: str, **headers: str) -> websockets.connect:
    """The WebSocket of someone's page."""
    url = f"{at.address.replace('http', 'ws')}/page/events?as={user}"
    return websockets.connect(url, additional_headers=headers)


async def told(page: websockets.ClientConnection) -> dict[str, Any]:
    """The next thing a page is told."""
    found: dict[str, Any] = json.loads(await asyncio.wait_for(page.recv(), SECONDS))
    return found


async def test_the_state_shows_what_someone_may_see(at: StandIn) -> None:
    state = await at.get("state", PEER)
    assert state["team"] == {"name": "Sample workspace"}
    assert state["bot"] == {"user_id": BOT, "name": "Critical Friend", "connected": False}
    assert state["me"] == {
        "id": PEER,
        "name": "dev",
        "real_name": "Councillor Dev Malhotra",
        "title": "Member peer",
        "is_bot": False,
        "deleted": False,
    }
    assert [each["id"] for each in state["channels"]] == [TEAM_CHANNEL, NO_BOT, GENERAL, "DPEER1"]
    (direct,) = [each for each in state["channels"] if each["kind"] == "im"]
    assert (direct["with"], direct["last_ts"]) == (BOT, None)
    assert [each["command"] for each in state["commands"]] == [
        "/form",
        "/echo",
        "/forget",
        "/invite",
        "/remove",
    ]
    assert state["shortcuts"][0] == {
        "name": "New",
        "type": "global",
        "callback_id": "new",
        "description": "A form",
    }
    assert [each["id"] for each in (await at.get("state", STRANGER))["channels"]] == [
        "CEASTVALE",
        GENERAL,
        "DSTRANGER",
    ]
    # Without a name the page starts as someone.
    assert (await at.page.get("/page/state")).json()["me"]["id"] == CM
    assert (await at.get("state", GONE))["me"]["deleted"] is True


async def test_what_cant_be_seen_or_done_gets_a_sentence(at: StandIn) -> None:
    for what, user, query, sentence in [
        ("state", "UNOBODY", {}, "There is nobody with that id to act as."),
        ("state", BOT, {}, "There is nobody with that id to act as."),
        ("messages", STRANGER, {"channel": TEAM_CHANNEL}, "There is no such channel here."),
        ("messages", STRANGER, {"channel": "DPEER1"}, "There is no such channel here."),
        ("file", PEER, {"id": "FNONE"}, "There is no such file."),
    ]:
        assert await at.get(what, user, **query) == {"ok": False, "error": sentence}
    outsider = at.workspace.channels[GENERAL]
    outsider.members.remove(STRANGER)
    for user, channel, text, more, sentence in [
        (PEER, TEAM_CHANNEL, "  \n ", {}, "There is nothing to send."),
        (PEER, TEAM_CHANNEL, "x" * 12_001, {}, "A message has at most 12,000 characters."),
        (STRANGER, GENERAL, "x", {}, "Join this channel first to write in it."),
        (PEER, TEAM_CHANNEL, "x", {"thread_ts": "1.1"}, "That thread is gone."),
        (GONE, GENERAL, "x", {}, "This account is deactivated: it can't do anything."),
    ]:
        said = await at.post("say", **{"as": user}, channel=channel, text=text, **more)
        assert said == {"ok": False, "error": sentence}
    for content in (b"{", b"[]", b"\xff"):
        assert (await at.page.post("/page/say", content=content)).status_code == 400
    nothing = await at.post("action", **{"as": PEER}, container={"type": "home"}, block_id="x", action_id="y")
    assert nothing["error"] == "That is not open any more."


async def test_people_see_messages_come_change_and_go(at: StandIn) -> None:
    async with listening(at, PEER) as dev, listening(at, STRANGER) as pat:
        await at.post("say", **{"as": CM}, channel=TEAM_CHANNEL, text="hello @dev")
        event = await told(dev)
        assert (event["type"], event["channel"]) == ("message", TEAM_CHANNEL)
        assert event["message"]["text"] == f"hello <@{PEER}>"
        first = event["message"]["ts"]
        await at.post("say", **{"as": PEER}, channel=TEAM_CHANNEL, text="hi", thread_ts=first)
        assert (await told(dev))["message"]["thread_ts"] == first
        counted = await told(dev)
        assert (counted["type"], counted["message"]["reply_count"]) == ("message_changed", 1)
        await at.slack.chat_postEphemeral(channel=TEAM_CHANNEL, user=PEER, text="psst")
        whisper = await told(dev)
        assert (whisper["type"], whisper["message"]["ephemeral"]) == ("ephemeral", True)
        posted = await at.slack.chat_postMessage(channel=GENERAL, text="to all")
        await at.slack.chat_delete(channel=GENERAL, ts=posted["ts"])
        for page in (dev, pat):
            # What was said in the team's channel is nothing to the other.
            assert [(await told(page))["type"] for _ in range(2)] == ["message", "message_deleted"]


async def test_people_see_their_own_modals_and_home(at: StandIn) -> None:
    async with listening(at, PEER) as dev:
        trigger = at.workspace.new_trigger(CM)
        await at.slack.views_open(trigger_id=trigger, view=note("Not yours"))
        trigger = at.workspace.new_trigger(PEER)
        view = (await at.slack.views_open(trigger_id=trigger, view=note("Yours")))["view"]
        event = await told(dev)
        assert (event["type"], [each["id"] for each in event["views"]]) == ("views", [view["id"]])
        await at.post("close", **{"as": PEER}, view_id=view["id"])
        assert await told(dev) == {"type": "views", "views": []}
        home = {"type": "home", "blocks": [{"type": "divider"}]}
        await at.slack.views_publish(user_id=PEER, view=home)
        assert (await told(dev))["view"]["blocks"][0]["type"] == "divider"


async def test_the_bot_is_brought_into_a_channel_and_out_of_it(at: StandIn) -> None:
    assert (await at.refused("chat.postMessage", channel=NO_BOT, text="x"))["error"] == "channel_not_found"
    async with listening(at, PEER) as dev:
        said = await at.post("command", **{"as": CM}, channel=NO_BOT, text="/invite @Critical Friend")
        assert said == {"ok": True}
        assert await told(dev) == {"type": "channels"}
        joined = (await told(dev))["message"]
        assert (joined["subtype"], joined["text"]) == ("channel_join", f"<@{BOT}> has joined the channel")
    await at.slack.chat_postMessage(channel=NO_BOT, text="here")
    thread = await at.refused("chat.postMessage", channel=NO_BOT, text="x", thread_ts=joined["ts"])
    assert thread["error"] == "cannot_reply_to_message"
    await at.post("command", **{"as": CM}, channel=NO_BOT, text="/remove @criticalfriend")
    assert (await at.refused("chat.postMessage", channel=NO_BOT, text="x"))["error"] == "channel_not_found"
    for text, sentence in [
        ("/invite", "There is nobody called … here. Write /invite @name."),
        ("/invite @leo", "There is nobody called @leo here. Write /invite @name."),
    ]:
        assert (await at.post("command", **{"as": CM}, channel=NO_BOT, text=text))["error"] == sentence
    direct = await at.post("command", **{"as": CM}, channel="DCHALMGR", text="/invite @pat")
    assert direct["error"] == "/invite works in channels that you are in."


async def test_other_sites_are_kept_out(at: StandIn) -> None:
    evil = {"origin": "http://evil.example"}
    body = {"as": PEER, "channel": TEAM_CHANNEL, "text": "x"}
    for headers in (evil, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        assert (await at.page.post("/page/say", json=body, headers=headers)).status_code == 403
    assert (await at.page.get("/page/home", params={"as": PEER}, headers=evil)).status_code == 403
    assert (await at.page.post("/page/say", json=body, headers={"origin": at.address})).json()["ok"]
    # The tokens are no secret, so the Web API is kept from them too.
    call = {"token": at.workspace.bot_token, "channel": TEAM_CHANNEL, "text": "x"}
    assert (await at.page.post("/api/chat.postMessage", data=call, headers=evil)).status_code == 403
    picture = {"sec-fetch-site": "cross-site"}
    assert (await at.page.get("/api/chat.postMessage", params=call, headers=picture)).status_code == 403
    # Anyone may have a link to the page.
    assert (await at.page.get("/", headers=picture)).status_code == 200
    # A name of theirs that points here.
    rebound = await at.page.get("/page/state", headers={"host": "evil.example:8020"})
    assert rebound.status_code == 400
    for user, headers in ((PEER, evil), ("UNOBODY", {})):
        with pytest.raises(websockets.InvalidStatus):
            await listening(at, user, **headers)
    async with listening(at, PEER, origin=at.address):
        pass
    assert len(at.messages()) == 1


async def test_nothing_is_loaded_from_elsewhere(at: StandIn) -> None:
    index = await at.page.get("/")
    assert index.headers["content-type"].startswith("text/html")
    for name in ("main.js", "style.css"):
        assert (await at.page.get(f"/static/{name}")).status_code == 200
    assert (await at.page.get("/static/../server.py")).status_code == 404
    policy = index.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy.replace("https:", "")


# By itself

WORKSPACE: dict[str, Any] = {
    "name": "Elsewhere",
    "users": [{"id": "U1", "name": "ann", "real_name": "Ann Other"}],
    "channels": [{"id": "C1", "name": "here", "kind": "public", "members": ["U1", "UBOT"]}],
    "bot_token": "xoxb-elsewhere",
}


def test_it_reads_settings_too(tmp_path: Path) -> None:
    file = tmp_path / "workspace.json"
    bot = {"id": BOT, "name": "friend", "real_name": "A Friend", "is_bot": True}
    settings = {"users": [*WORKSPACE["users"], bot], "signing_secret": "s", "request_url": "http://x"}
    file.write_text(json.dumps({**WORKSPACE, **settings}), encoding="utf-8")
    found = workspace_from(file)
    assert (found.bot_token, found.app_token) == ("xoxb-elsewhere", "xapp-sample-workspace")
    assert (found.signing_secret, found.request_url) == ("s", "http://x")
    assert found.users[BOT].real_name == "A Friend"
    assert set(found.channels) == {"C1", "D1"}


def test_it_runs_by_itself_with_a_workspace_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "workspace.json"
    file.write_text(json.dumps(WORKSPACE), encoding="utf-8")
    arguments = ["--port", "0", "--workspace", str(file), "--manifest", str(ROOT / "manifest.json")]
    running = subprocess.Popen(
        [sys.executable, "-m", "bot.playground", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with running:
        try:
            assert running.stdout is not None
            address, api, token, _ = running.stdout.readline().split()
            assert (api, token) == (f"SLACK_API_URL={address}/api/", "xoxb-elsewhere")
            state = httpx.get(f"{address}/page/state", trust_env=False).json()
            assert (state["team"]["name"], state["me"]["real_name"]) == ("Elsewhere", "Ann Other")
            assert "/digest" in [each["command"] for each in state["commands"]]
        finally:
            running.send_signal(2)
        assert running.wait(10) == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "is not JSON: line 1"),
        ("[]", "has no name"),
        ({**WORKSPACE, "users": []}, "has nobody who could do anything"),
        ({**WORKSPACE, "users": [{"id": "U1"}]}, "lacks something: deleted, is_bot, name, real_name, title"),
        ({**WORKSPACE, "users": [{**WORKSPACE["users"][0], "age": 3}]}, "and no more"),
        ({**WORKSPACE, "channels": ["C1"]}, "and no more"),
        (
            {**WORKSPACE, "channels": [{**WORKSPACE["channels"][0], "kind": "im"}]},
            "neither public nor private",
        ),
        ({**WORKSPACE, "channels": [{**WORKSPACE["channels"][0], "members": ["U9"]}]}, "that are no users"),
    ],
)
def test_a_file_that_describes_no_workspace(tmp_path: Path, content: Any, sentence: str) -> None:
    file = tmp_path / "workspace.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    with pytest.raises(NoWorkspace, match=sentence):
        workspace_from(file)


async def test_a_port_that_is_taken(at: StandIn) -> None:
    port = int(at.address.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        async with serving(sample(), {}, port):
            pass


def test_a_wrong_file_ends_with_a_sentence_and_not_a_traceback(tmp_path: Path) -> None:
    missing = [sys.executable, "-m", "bot.playground", "--manifest", str(tmp_path / "none.json")]
    ended = subprocess.run(
        missing, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ}, timeout=30
    )
    assert ended.returncode == 1
    assert "none.json" in ended.stderr
    assert "Traceback" not in ended.stderr
