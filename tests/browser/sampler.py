"""A small app of the tests' own that shows every block and element, over Socket Mode."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.workspace import Workspace

Json = dict[str, Any]

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


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def option(text: str, description: str = "") -> Json:
    """An option whose value is its text in small letters."""
    more = {"description": plain(description)} if description else {}
    return {"text": plain(text), "value": text.lower(), **more}


def field(block_id: str, label: str, element: Json, **more: Any) -> Json:
    """An input block."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "it", **element},
        **more,
    }


def form() -> Json:
    """A modal with every element for input."""
    fruits = [option("Apple", "A pome"), option("Pear"), option("Quince")]
    many = [option(f"Town {number}") for number in range(1, 13)]
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Everything"),
        "submit": plain("Save it"),
        "close": plain("Leave"),
        "notify_on_close": True,
        "blocks": [
            field(
                "line",
                "Title",
                {"type": "plain_text_input", "max_length": 20, "placeholder": plain("A few words")},
                hint=plain("Say it shortly."),
            ),
            field("long", "Story", {"type": "plain_text_input", "multiline": True}, optional=True),
            field("number", "How many", {"type": "number_input", "is_decimal_allowed": False}, optional=True),
            field("mail", "Address", {"type": "email_text_input"}, optional=True),
            field("url", "Link", {"type": "url_text_input"}, optional=True),
            field(
                "fruit",
                "Fruit",
                {
                    "type": "static_select",
                    "option_groups": [
                        {"label": plain("Common"), "options": fruits[:2]},
                        {"label": plain("Rare"), "options": fruits[2:]},
                    ],
                    "initial_option": fruits[1],
                },
            ),
            field("towns", "Towns", {"type": "multi_static_select", "options": many}, optional=True),
            field("one", "Owner", {"type": "users_select"}, optional=True),
            field("people", "People", {"type": "multi_users_select", "max_selected_items": 2}, optional=True),
            field("where", "Where", {"type": "conversations_select"}, optional=True),
            field("day", "Day", {"type": "datepicker", "initial_date": "2026-03-24"}),
            field("time", "Time", {"type": "timepicker"}, optional=True),
            field("kind", "Kind", {"type": "radio_buttons", "options": [option("Good"), option("Bad")]}),
            field(
                "extras",
                "Extras",
                {"type": "checkboxes", "options": [option("Salt", "From the sea"), option("Pepper")]},
                optional=True,
            ),
            {
                "type": "actions",
                "block_id": "acts",
                "elements": [
                    {"type": "button", "action_id": "push", "text": plain("Another on top"), "value": "1"},
                    {"type": "button", "action_id": "refill", "text": plain("New question"), "value": "1"},
                ],
            },
        ],
    }


def live() -> Json:
    """A modal whose elements tell the app at once, with the rarer kinds."""
    words = {"type": "plain_text_input", "action_id": "tell_enter"}
    letters = {
        "type": "plain_text_input",
        "action_id": "tell_letters",
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
    }
    moment = {"type": "datetimepicker", "action_id": "tell_moment", "initial_date_time": 1774346400}
    sure = {
        "title": plain("Sure?"),
        "text": plain("It counts."),
        "confirm": plain("Yes"),
        "deny": plain("No"),
    }
    colour = {"type": "radio_buttons", "action_id": "tell_colour", "options": [option("Red"), option("Blue")]}
    return {
        "type": "modal",
        "callback_id": "live",
        "title": plain("Live"),
        "submit": plain("Send"),
        "blocks": [
            field("enter", "Words", words, dispatch_action=True, optional=True),
            field("letters", "Letters", letters, dispatch_action=True, optional=True),
            field("moment", "Moment", moment),
            field("rich", "Rich", {"type": "rich_text_input"}, optional=True),
            field("far", "Far away", {"type": "external_select", "action_id": "far", "min_query_length": 2}),
            {"type": "actions", "block_id": "colours", "elements": [{**colour, "confirm": sure}]},
        ],
    }


def chart() -> list[Json]:
    """Blocks without inputs, and a kind that does not exist yet."""
    return [
        {"type": "header", "text": plain("A header")},
        {
            "type": "section",
            "fields": [{"type": "mrkdwn", "text": f"*Field {n}*\nvalue {n}"} for n in (1, 2)],
        },
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "With a button"},
            "accessory": {
                "type": "button",
                "action_id": "delete",
                "style": "danger",
                "text": plain("Delete"),
                "accessibility_label": "Delete the chart",
                "value": "chart",
                "confirm": {
                    "title": plain("Delete it?"),
                    "text": plain("It will be gone."),
                    "confirm": plain("Yes, delete"),
                    "deny": plain("Keep it"),
                },
            },
        },
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "With a menu"},
            "accessory": {
                "type": "overflow",
                "action_id": "menu",
                "options": [option("Edit"), option("Copy")],
            },
        },
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "Small _print_ :wave:"}]},
        {"type": "image", "image_url": "https://elsewhere.invalid/cat.png", "alt_text": "A cat on a wall"},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [
                        {"type": "rich_text_section", "elements": [{"type": "text", "text": "a listed item"}]}
                    ],
                }
            ],
        },
        {"type": "markdown", "text": "# Marked down\n- **strong** point\n- [site](https://example.org)"},
    ]


def choices() -> list[Json]:
    """A message with elements that tell the app at once."""
    return [
        {
            "type": "actions",
            "block_id": "row",
            "elements": [
                {
                    "type": "static_select",
                    "action_id": "chose",
                    "placeholder": plain("Pick a fruit"),
                    "options": [option("Apple"), option("Pear")],
                },
                {"type": "datepicker", "action_id": "chose_day", "placeholder": plain("Pick a day")},
            ],
        },
        {
            "type": "section",
            "block_id": "owner",
            "text": {"type": "mrkdwn", "text": "Who owns it?"},
            "accessory": {
                "type": "multi_users_select",
                "action_id": "chose",
                "placeholder": plain("Choose people"),
            },
        },
    ]


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


def note(title: str, text: str) -> Json:
    """A modal with a sentence."""
    return {
        "type": "modal",
        "title": plain(title),
        "close": plain("Back"),
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text}}],
    }


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
