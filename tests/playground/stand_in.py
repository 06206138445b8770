"""The stand-in served for a test, people who use it, and a small app of the tests' own that talks to it."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import serving
from bot.playground.workspace import Message, View, Workspace, sample
from tests.playground.payloads import Json, plain

SECRET = "a-signing-secret"
TEAM_CHANNEL, NO_BOT, GENERAL = "CNORTHMERE", "CWITHOUTBOT", "CGENERAL"
CM, PEER, STRANGER, GONE, BOT = "UCHALMGR", "UPEER1", "USTRANGER", "UGONE", "UBOT"
SECONDS = 5.0

SCOPES = [
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "users:read",
]
EVENTS = ["app_home_opened", "member_joined_channel", "message.groups"]


def manifest(scopes: list[str] = SCOPES, events: list[str] = EVENTS) -> Json:
    """The manifest of the tests' app."""
    return {
        "features": {
            "app_home": {"home_tab_enabled": True},
            "shortcuts": [
                {"name": "New", "type": "global", "callback_id": "new", "description": "A form"},
                {"name": "About", "type": "message", "callback_id": "about", "description": "A message"},
            ],
            "slash_commands": [
                {"command": "/form", "description": "Opens a form", "should_escape": True},
                {"command": "/echo", "description": "Says it back", "usage_hint": "[words]"},
                {"command": "/forget", "description": "Never answers"},
            ],
        },
        "oauth_config": {"scopes": {"bot": scopes}},
        "settings": {"event_subscriptions": {"bot_events": events}},
    }


@dataclass
class StandIn:
    """The stand-in, and ways to reach it."""

    address: str
    workspace: Workspace
    slack: AsyncWebClient
    page: httpx.AsyncClient

    async def refused(self, method: str, **arguments: Any) -> Json:
        """Call a method that Slack refuses, and give what it answers."""
        with pytest.raises(SlackApiError) as refusal:
            await self.slack.api_call(method, json=arguments)
        answer: Json = refusal.value.response.data
        return answer

    async def post(self, what: str, **body: Any) -> Json:
        """Do something as a person, by the page."""
        answer = await self.page.post(f"/page/{what}", json=body)
        said: Json = answer.json()
        assert answer.status_code == (200 if said["ok"] else 400), said
        return said

    async def get(self, what: str, user: str, **query: str) -> Json:
        """Read something as a person, by the page."""
        said: Json = (await self.page.get(f"/page/{what}", params={"as": user, **query})).json()
        return said

    def messages(self, channel: str = TEAM_CHANNEL) -> list[Message]:
        """A channel's messages."""
        return list(self.workspace.channels[channel].messages.values())

    def modal(self, user: str = PEER) -> View:
        """The top modal."""
        return self.workspace.stacks[user][-1]


@asynccontextmanager
async def standing(
    workspace: Workspace | None = None, its_manifest: Json | None = None
) -> AsyncIterator[StandIn]:
    """The stand-in, served on a free port."""
    workspace = workspace or sample()
    async with serving(workspace, its_manifest or manifest()) as address:
        slack = AsyncWebClient(workspace.bot_token, f"{address}/api/", timeout=5, retry_handlers=[])
        async with httpx.AsyncClient(base_url=address, trust_env=False, verify=False) as page:
            yield StandIn(address, workspace, slack, page)


def form(title: str = "A form", *, second: str = "again", **more: Any) -> Json:
    """A modal with a few inputs and a button. `second` is the block_id of the second input."""
    options = [{"text": plain(each), "value": each.lower()} for each in ("Apple", "Pear")]
    line: Json = {"type": "plain_text_input", "action_id": "it"}
    select = {"type": "static_select", "action_id": "it", "options": options, "initial_option": options[1]}
    people = {"type": "multi_users_select", "action_id": "it"}
    lookup = {"type": "external_select", "action_id": "lookup", "min_query_length": 0}
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(title),
        "submit": plain("Save"),
        "notify_on_close": True,
        "private_metadata": "kept",
        "blocks": [
            {"type": "input", "block_id": "line", "label": plain("Line"), "element": line},
            {
                "type": "input",
                "block_id": second,
                "label": plain("Again"),
                "optional": True,
                "element": {**line, "initial_value": "as it begins"},
            },
            {"type": "input", "block_id": "fruit", "label": plain("Fruit"), "element": select},
            {"type": "input", "block_id": "who", "label": plain("Who"), "optional": True, "element": people},
            {
                "type": "input",
                "block_id": "town",
                "label": plain("Town"),
                "optional": True,
                "element": lookup,
            },
            {
                "type": "actions",
                "block_id": "acts",
                "elements": [
                    {"type": "button", "action_id": "push", "text": plain("Push"), "value": "1"},
                    {"type": "button", "action_id": "refill", "text": plain("Refill"), "value": "2"},
                ],
            },
        ],
        **more,
    }


def words(text: str) -> Json:
    """A section."""
    return {"type": "section", "text": plain(text)}


def note(title: str) -> Json:
    """A modal with nothing to fill in."""
    return {"type": "modal", "title": plain(title), "blocks": [{"type": "divider"}], "notify_on_close": True}


class App:
    """An unmodified Bolt app, and what it was told: `(what, body)` in the order of telling."""

    def __init__(self, at: StandIn) -> None:
        client = AsyncWebClient(at.workspace.bot_token, f"{at.address}/api/", retry_handlers=[])
        self.bolt = AsyncApp(client=client, signing_secret=SECRET)
        self.told: asyncio.Queue[tuple[str, Json]] = asyncio.Queue()
        #: What the next submission is acknowledged with.
        self.answer: Json = {}
        #: How many times an event fails before it is taken.
        self.failures = 0
        self._commands()
        self._interactions()
        self._events()

    async def next(self, what: str) -> Json:
        """The next thing told, which must be `what`."""
        told, body = await asyncio.wait_for(self.told.get(), SECONDS)
        assert told == what, (told, body)
        return body

    def _commands(self) -> None:
        @self.bolt.command("/form")
        @self.bolt.shortcut("new")
        @self.bolt.shortcut("about")
        async def open_form(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=form())
            self.told.put_nowait(("opened", body))

        @self.bolt.command("/echo")
        async def echo(ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
            await ack(f"heard: {body['text']}")
            self.told.put_nowait(("echo", body))

        @self.bolt.command("/forget")
        async def forget(body: Json) -> None:
            self.told.put_nowait(("forgotten", body))

    def _interactions(self) -> None:
        @self.bolt.view("form")
        async def submit(ack: AsyncAck, body: Json) -> None:
            await ack(**self.answer)
            self.told.put_nowait(("submitted", body))

        @self.bolt.view_closed(re.compile(""))
        async def closed(ack: AsyncAck, body: Json) -> None:
            await ack()
            self.told.put_nowait(("closed", body))

        @self.bolt.action("push")
        async def push(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
            await ack()
            await client.views_push(trigger_id=body["trigger_id"], view=note("On top"))
            self.told.put_nowait(("pushed", body))

        @self.bolt.action("refill")
        async def refill(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
            await ack()
            view = form("Another", second="again-2")
            await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)
            self.told.put_nowait(("refilled", body))

        @self.bolt.action("chosen")
        async def chosen(ack: AsyncAck, body: Json) -> None:
            await ack()
            self.told.put_nowait(("chosen", body))

        @self.bolt.options("lookup")
        async def lookup(ack: AsyncAck, body: Json) -> None:
            await ack(options=[{"text": plain(body["value"].title()), "value": body["value"]}])

    def _events(self) -> None:
        @self.bolt.event("app_home_opened")
        async def opened(body: Json, client: AsyncWebClient) -> None:
            if body["event"]["tab"] == "home":
                view = {"type": "home", "blocks": [{"type": "header", "text": plain("Home")}]}
                await client.views_publish(user_id=body["event"]["user"], view=view)
            self.told.put_nowait(("home", body))

        @self.bolt.event("member_joined_channel")
        async def joined(body: Json) -> None:
            self.told.put_nowait(("joined", body))

        @self.bolt.event("message")
        async def said(body: Json) -> None:
            self.told.put_nowait(("said", body))


@asynccontextmanager
async def by_socket(at: StandIn) -> AsyncIterator[App]:
    """The app, connected by Socket Mode."""
    app = App(at)
    handler = AsyncSocketModeHandler(app.bolt, at.workspace.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        yield app
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def by_http(at: StandIn) -> AsyncIterator[App]:
    """The app, listening for requests as in HTTP mode."""
    app = App(at)
    runner = web.AppRunner(app.bolt.web_app(), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    at.workspace.signing_secret = SECRET
    at.workspace.request_url = f"http://{host}:{port}/slack/events"
    try:
        yield app
    finally:
        await runner.cleanup()
