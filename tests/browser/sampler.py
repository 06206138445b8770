"""A small app of the tests' own that shows every block and element, over Socket Mode."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.workspace import Workspace
from tests.browser.views import Json, chart, choices, form, live, note, option, plain

MANIFEST: Json = {
    "features": {
        "shortcuts": [
            {
                "name": "New thing",
                "type": "global",
                "callback_id": "new_thing",
                "description": "Open the form",
            },
            {
                "name": "About this",
                "type": "message",
                "callback_id": "about_this",
                "description": "Say more",
            },
        ],
        "slash_commands": [
            {"command": "/form", "description": "Open the form with every element", "usage_hint": "[all]"},
            {"command": "/fold", "description": "Not listened to"},
            {
                "command": "/show",
                "description": "Show a message",
                "usage_hint": "[blocks | thread | choices]",
            },
            {"command": "/live", "description": "Open the form that tells at once"},
            {"command": "/whisper", "description": "Say something to you alone"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": ["chat:write", "files:write", "commands", "im:write", "im:history", "groups:history"]
        }
    },
    "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}},
}


class Sampler:
    """The app, and what it was told."""

    def __init__(self, address: str, workspace: Workspace) -> None:
        self.client = AsyncWebClient(token=workspace.bot_token, base_url=f"{address}/api/")
        self.app = AsyncApp(client=self.client, request_verification_enabled=False)
        self.workspace = workspace
        self.submitted: list[Json] = []
        self.actions: list[Json] = []
        self.closed: list[str] = []
        self.heard: list[Json] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self._commands()
        self._interactions()

    def _commands(self) -> None:
        app, client = self.app, self.client

        @app.command("/form")
        async def open_form(ack: AsyncAck, body: Json) -> None:
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=form())

        @app.command("/show")
        async def show(ack: AsyncAck, body: Json) -> None:
            await ack()
            blocks = {"blocks": chart(), "choices": choices()}.get(body["text"])
            posted = await client.chat_postMessage(channel=body["channel_id"], text="A chart", blocks=blocks)
            if body["text"] == "thread":
                for number in (1, 2, 3):
                    await client.chat_postMessage(
                        channel=body["channel_id"], text=f"Reply {number}", thread_ts=posted["ts"]
                    )

        @app.command("/live")
        async def open_live(ack: AsyncAck, body: Json) -> None:
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=live())

        @app.command("/whisper")
        async def whisper(ack: AsyncAck, respond: AsyncRespond) -> None:
            await ack()
            await respond("Psst, only you")

        @app.event("app_home_opened")
        async def home(event: Json) -> None:
            blocks = [
                {"type": "section", "text": {"type": "mrkdwn", "text": f"Welcome <@{event['user']}>"}},
                {
                    "type": "actions",
                    "elements": [
                        {"type": "button", "action_id": "push", "style": "primary", "text": plain("Start")}
                    ],
                },
            ]
            await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    def _interactions(self) -> None:
        app, client = self.app, self.client

        @app.shortcut("new_thing")
        async def new_thing(ack: AsyncAck, body: Json) -> None:
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=form())

        @app.shortcut("about_this")
        async def about(ack: AsyncAck, body: Json) -> None:
            await ack()
            self.heard.append(body["message"])
            await client.views_open(
                trigger_id=body["trigger_id"], view=note("About it", body["message"]["text"])
            )

        @app.action("push")
        async def push(ack: AsyncAck, body: Json) -> None:
            await ack()
            self.actions.append(body)
            view = note("On top", "A second modal")
            if body["view"]["type"] == "home":
                await client.views_open(trigger_id=body["trigger_id"], view=view)
            else:
                await client.views_push(trigger_id=body["trigger_id"], view=view)

        @app.action("refill")
        async def refill(ack: AsyncAck, body: Json) -> None:
            await ack()
            view = form()
            view["blocks"][1]["block_id"] = "long-2"
            view["blocks"][1]["element"]["initial_value"] = "a new beginning"
            view["blocks"].insert(0, {"type": "section", "text": {"type": "mrkdwn", "text": "*Changed*"}})
            await client.views_update(view_id=body["view"]["id"], view=view)

        @app.action("menu")
        @app.action("chose")
        @app.action("chose_day")
        @app.action("delete")
        async def act(ack: AsyncAck, body: Json) -> None:
            await ack()
            self.actions.append(body)
            if body["actions"][0]["action_id"] == "delete":
                await client.chat_delete(channel=body["channel"]["id"], ts=body["message"]["ts"])

        @app.action(re.compile("^tell_"))
        async def told(ack: AsyncAck, body: Json) -> None:
            await ack()
            self.actions.append(body)

        @app.options("far")
        async def far(ack: AsyncAck, body: Json) -> None:
            await ack(options=[option(f"{body['value']} {place}") for place in ("North", "South")])

        @app.view("live")
        async def sent(ack: AsyncAck, body: Json) -> None:
            await ack()
            self.submitted.append(body["view"]["state"]["values"])

        @app.view("form")
        async def submit(ack: AsyncAck, body: Json) -> None:
            values = body["view"]["state"]["values"]
            await self.may_answer.wait()
            title = values["line"]["it"]["value"]
            if title == "bad":
                await ack(response_action="errors", errors={"line": "Not that one."})
            elif title == "next":
                view = form()
                view["blocks"][0]["block_id"] = "line-2"
                view["blocks"].insert(
                    0, {"type": "section", "text": {"type": "mrkdwn", "text": "*Saved* one"}}
                )
                await ack(response_action="update", view=view)
            elif title == "again":
                await ack(response_action="update", view=note("Thank you", "Saved"))
            else:
                await ack()
                self.submitted.append(values)

        @app.view_closed("form")
        async def closed(ack: AsyncAck, body: Json) -> None:
            await ack()
            self.closed.append(body["user"]["id"])


@asynccontextmanager
async def running(address: str, workspace: Workspace) -> AsyncIterator[Sampler]:
    """The app, connected."""
    sampler = Sampler(address, workspace)
    handler = AsyncSocketModeHandler(sampler.app, workspace.app_token, web_client=sampler.client)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # it has no annotations
    try:
        yield sampler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # it has no annotations
