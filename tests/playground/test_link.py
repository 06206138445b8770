"""The way to the app: Socket Mode's connections and envelopes, HTTP mode's requests, and events again."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
import websockets
from aiohttp import web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.link import Link
from bot.playground.workspace import sample
from tests.playground.stand_in import (
    BOT,
    CM,
    GENERAL,
    NO_BOT,
    PEER,
    SECONDS,
    SECRET,
    STRANGER,
    TEAM_CHANNEL,
    App,
    StandIn,
    by_http,
    by_socket,
    manifest,
    standing,
)


async def connect(at: StandIn) -> websockets.ClientConnection:
    """A Socket Mode connection by hand, with its hello read."""
    app = AsyncWebClient(at.workspace.app_token, f"{at.address}/api/")
    url = (await app.apps_connections_open(app_token=at.workspace.app_token))["url"]
    assert url.startswith("ws://127.0.0.1:")
    connection = await websockets.connect(url)
    hello = json.loads(await connection.recv())
    assert hello["type"] == "hello"
    assert hello["connection_info"] == {"app_id": "ACRITICAL"}
    return connection


async def read(connection: websockets.ClientConnection) -> dict[str, Any]:
    """The next thing on a connection."""
    found: dict[str, Any] = json.loads(await asyncio.wait_for(connection.recv(), SECONDS))
    return found


def typing(at: StandIn, text: str = "/echo hello") -> "asyncio.Task[dict[str, Any]]":
    """Someone types a command."""
    return asyncio.create_task(at.post("command", **{"as": PEER}, channel=TEAM_CHANNEL, text=text))


async def test_an_envelope_goes_to_one_connection_after_the_other(at: StandIn) -> None:
    first, second = await connect(at), await connect(at)
    assert (await at.get("state", PEER))["bot"]["connected"] is True
    seen = []
    for connection in (first, second, first):
        command = typing(at)
        envelope = await read(connection)
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
        assert "retry_attempt" not in envelope
        # What Slack can't read it passes over.
        await connection.send("not JSON")
        await connection.send("[]")
        await connection.send(json.dumps({"envelope_id": "another"}))
        answer = {"envelope_id": envelope["envelope_id"], "payload": {"text": "heard"}}
        await connection.send(json.dumps(answer))
        await connection.send(json.dumps(answer))
        assert await command == {"ok": True}
        seen.append(envelope["envelope_id"])
    assert len(set(seen)) == 3
    assert [each.text for each in at.messages()] == ["heard"] * 3
    await first.close()
    await second.close()


async def test_a_ticket_is_for_one_connection(at: StandIn) -> None:
    app = AsyncWebClient(at.workspace.app_token, f"{at.address}/api/")
    url = (await app.apps_connections_open(app_token=at.workspace.app_token))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as connection:
        assert (await connection.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_pages_see_the_app_come_and_go(at: StandIn) -> None:
    async with websockets.connect(f"{at.address.replace('http', 'ws')}/page/events?as={PEER}") as page:
        async with by_socket(at):
            assert await read(page) == {"type": "bot", "connected": True}
        assert await read(page) == {"type": "bot", "connected": False}
    command = await typing(at)
    assert command["error"] == "/echo failed because the app did not respond."


async def test_an_app_that_is_told_to_go_comes_again(at: StandIn) -> None:
    async with by_socket(at) as app:
        async with websockets.connect(f"{at.address.replace('http', 'ws')}/page/events?as={PEER}") as page:
            assert await at.post("trouble", kind="disconnect") == {"ok": True}
            # The new connection is there once the old one is gone.
            assert [(await read(page))["connected"] for _ in range(2)] == [False, True]
        assert await typing(at) == {"ok": True}
        await app.next("echo")


# Events


async def test_the_app_hears_only_what_it_subscribes_to(at: StandIn, either_app: App) -> None:
    await at.post("say", **{"as": CM}, channel=TEAM_CHANNEL, text="hello")
    said = await either_app.next("said")
    assert {key: said["event"][key] for key in ("type", "text", "user", "channel", "channel_type")} == {
        "type": "message",
        "text": "hello",
        "user": CM,
        "channel": TEAM_CHANNEL,
        "channel_type": "group",
    }
    assert said["authorizations"][0]["user_id"] == BOT
    # message.channels and message.im are not subscribed to, and it is not in the third channel.
    for channel in (GENERAL, NO_BOT, f"D{CM[1:]}"):
        await at.post("say", **{"as": CM}, channel=channel, text="unheard")
    await at.post("command", **{"as": CM}, channel=TEAM_CHANNEL, text="/invite @pat")
    joined = await either_app.next("joined")
    assert (joined["event"]["user"], joined["event"]["inviter"]) == (STRANGER, CM)


async def test_changes_and_deletions_are_events_too(at: StandIn) -> None:
    told: list[dict[str, Any]] = []
    at.workspace.tell_app = lambda name, event: told.append({"name": name, **event})
    ts = (await at.slack.chat_postMessage(channel=PEER, text="one"))["ts"]
    await at.slack.chat_update(channel="DPEER1", ts=ts, text="two")
    await at.slack.chat_delete(channel="DPEER1", ts=ts)
    await at.slack.chat_postEphemeral(channel=TEAM_CHANNEL, user=PEER, text="psst")
    assert [(each["name"], each.get("subtype")) for each in told] == [
        ("message.im", None),
        ("message.im", "message_changed"),
        ("message.im", "message_deleted"),
    ]
    assert told[1]["message"]["text"] == "two"
    assert told[2]["deleted_ts"] == ts


async def test_an_event_that_is_not_acknowledged_comes_again(at: StandIn) -> None:
    at.workspace.ack_seconds, at.workspace.event_retries = 0.05, (0.0, 0.0, 0.0)
    connection = await connect(at)
    await at.post("say", **{"as": CM}, channel=TEAM_CHANNEL, text="hello")
    envelopes = [await read(connection) for _ in range(3)]
    assert [(each["retry_attempt"], each["retry_reason"]) for each in envelopes] == [
        (0, ""),
        (1, "timeout"),
        (2, "timeout"),
    ]
    assert len({each["envelope_id"] for each in envelopes}) == 3
    assert len({each["payload"]["event_id"] for each in envelopes}) == 1
    assert envelopes[0]["accepts_response_payload"] is False
    await connection.send(json.dumps({"envelope_id": envelopes[2]["envelope_id"]}))
    # It has been taken: what comes next is something else.
    await at.post("say", **{"as": CM}, channel=TEAM_CHANNEL, text="more")
    assert (await read(connection))["payload"]["event"]["text"] == "more"
    await connection.close()


# HTTP mode


@asynccontextmanager
async def listening(
    at: StandIn, answer: Callable[[web.Request, str], Awaitable[web.Response]]
) -> AsyncIterator[None]:
    """A server of the test's own as the app."""

    async def handle(request: web.Request) -> web.Response:
        return await answer(request, await request.text())

    server = web.Application()
    server.router.add_post("/slack/events", handle)
    runner = web.AppRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    at.workspace.signing_secret = SECRET
    at.workspace.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    try:
        yield
    finally:
        await runner.cleanup()


async def test_requests_are_signed_and_events_come_again_with_their_reason(at: StandIn) -> None:
    at.workspace.event_retries = (0.0, 0.0, 0.0)
    got: asyncio.Queue[tuple[dict[str, str], str]] = asyncio.Queue()
    statuses = iter([500, 302, 200])

    async def answer(request: web.Request, body: str) -> web.Response:
        got.put_nowait(({key.lower(): value for key, value in request.headers.items()}, body))
        return web.Response(status=next(statuses))

    async with listening(at, answer):
        await at.get("home", PEER)
        requests = [await asyncio.wait_for(got.get(), SECONDS) for _ in range(3)]
    for headers, body in requests:
        assert SignatureVerifier(SECRET).is_valid_request(body, headers)
        assert not SignatureVerifier("another").is_valid_request(body, headers)
        assert headers["content-type"] == "application/json"
    assert [
        (headers.get("x-slack-retry-num"), headers.get("x-slack-retry-reason")) for headers, _ in requests
    ] == [(None, None), ("1", "http_error"), ("2", "http_error")]
    assert len({json.loads(body)["event_id"] for _, body in requests}) == 1


async def test_an_app_may_want_no_event_again_and_one_may_not_be_there(at: StandIn) -> None:
    at.workspace.event_retries = (0.0,)
    got: list[str] = []

    async def no_more(_request: web.Request, body: str) -> web.Response:
        got.append(json.loads(body)["event"]["tab"])
        return web.Response(status=500, headers={"x-slack-no-retry": "1"})

    async with listening(at, no_more):
        await at.get("home", PEER)
        await at.get("home", PEER)
    assert got == ["home", "home"]
    # Nothing listens at the address any more.
    command = await typing(at)
    assert command["error"] == "/echo failed because the app did not respond."


async def test_a_command_may_be_acknowledged_in_plain_text(at: StandIn) -> None:
    async def plain_text(_request: web.Request, body: str) -> web.Response:
        assert body.startswith("token=")
        return web.Response(text="Just words")

    async def no_json(_request: web.Request, _body: str) -> web.Response:
        return web.Response(text="{", content_type="application/json")

    async with listening(at, plain_text):
        assert (await typing(at))["ok"]
    async with listening(at, no_json):
        assert (await typing(at))["ok"]
    assert [(each.text, each.only_for) for each in at.messages()] == [("Just words", PEER)]


async def test_an_address_is_verified_as_slack_verifies_it() -> None:
    workspace = sample()
    async with standing(workspace, manifest(events=[])) as at, by_http(at):
        link = Link(workspace, frozenset())
        assert await link.verify()
        workspace.signing_secret = "another"
        assert not await link.verify()
        await link.close()


async def test_a_proxy_in_the_environment_is_passed_by(at: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    async def taken(_request: web.Request, _body: str) -> web.Response:
        return web.Response()

    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    async with listening(at, taken):
        assert await typing(at) == {"ok": True}
