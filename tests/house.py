"""The whole house for a test: the stand-in for Slack, the real bot in HTTP mode, and hands to use them.

Everything goes through the door: what a person does goes to the stand-in's page endpoints, from there as a
signed request to the bot's web server, and the bot's answers come back over the Web API, where each payload
is checked as strictly as Slack checks it. Nothing of the bot is replaced but its clock.
"""

import json
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
from slack_sdk.signature import SignatureVerifier

from bot import settings
from bot.app import Bot, open_bot
from bot.commands.manifest import manifest
from bot.domain.challenge import Role
from bot.jobs.tick import tick
from bot.playground.server import serving
from bot.playground.workspace import Channel, Message, View, Workspace, sample
from bot.serve import Health, RunRole, listening, web_app

KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
CHANNEL, OTHER_CHANNEL = "CNORTHMERE", "CEASTVALE"
CM, LP, PEER, OTHER_PEER, SUPPORT, STRANGER = (
    "UCHALMGR",
    "ULEADPEER",
    "UPEER1",
    "UPEER2",
    "USUPPORT",
    "USTRANGER",
)
#: Noon of the first day on site.
NOON = datetime(2026, 3, 24, 12, 0, tzinfo=UTC)


@dataclass
class Clock:
    """The bot's clock, which a test moves."""

    moment: datetime = NOON

    def __call__(self) -> datetime:
        """The moment."""
        return self.moment

    def move(self, **by: float) -> None:
        """Later by this much."""
        self.moment += timedelta(**by)


class Refused(AssertionError):
    """The stand-in's page could not do what the test asked; the sentence says why."""


def plain_http(base_url: str = "") -> httpx.AsyncClient:
    """A client of servers on this computer, that reads no certificates."""
    return httpx.AsyncClient(base_url=base_url, trust_env=False, verify=False)


@dataclass
class House:
    """The bot, the stand-in, and what people do."""

    bot: Bot
    workspace: Workspace
    page: httpx.AsyncClient
    clock: Clock
    bot_address: str

    async def slack_sends(
        self, form: Mapping[str, str], *, secret: str = SECRET, seconds_ago: int = 0
    ) -> httpx.Response:
        """One signed request, as Slack makes it, straight to the bot; nothing under way is waited for."""
        body, moment = urlencode(form), str(int(time.time()) - seconds_ago)
        signature = SignatureVerifier(secret).generate_signature(timestamp=moment, body=body)
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "x-slack-request-timestamp": moment,
            "x-slack-signature": str(signature),
        }
        async with plain_http() as client:
            return await client.post(f"{self.bot_address}/slack/events", content=body, headers=headers)

    def response_url(self, **of: str) -> str:
        """An address by which the bot may answer."""
        return f"http://{self.page.base_url.netloc.decode()}/response/{self.workspace.new_response(**of)}"

    def typed(self, user: str, text: str, channel: str = CHANNEL) -> dict[str, str]:
        """What Slack sends when someone types a command; send it again for a repeated delivery."""
        command, _, rest = text.partition(" ")
        return {
            "command": command,
            "text": rest,
            "user_id": user,
            "channel_id": channel,
            "team_id": "TSAMPLE",
            "trigger_id": self.workspace.new_trigger(user),
            "response_url": self.response_url(user=user, channel=channel),
        }

    def pressing(self, user: str, action_id: str, where: Message, channel: str = CHANNEL) -> dict[str, str]:
        """What Slack sends when someone presses a message's button; send it again for a repeated delivery."""
        block, button = _button(where.blocks, action_id)
        action = {
            "type": "button",
            "block_id": block["block_id"],
            "action_id": action_id,
            "value": button["value"],
        }
        payload = {
            "type": "block_actions",
            "user": {"id": user},
            "team": {"id": "TSAMPLE"},
            "trigger_id": self.workspace.new_trigger(user),
            "container": {"type": "message", "message_ts": where.ts, "channel_id": channel},
            "channel": {"id": channel},
            "actions": [{**action, "action_ts": where.ts}],
            "response_url": self.response_url(user=user, channel=channel, message_ts=where.ts),
        }
        return {"payload": json.dumps(payload)}

    # What people do

    async def _post(self, what: str, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = (await self.page.post(f"/page/{what}", json=body)).json()
        await self.bot.desk.settle()
        if not answer["ok"]:
            raise Refused(answer["error"])
        return dict(answer)

    async def command(self, user: str, text: str, channel: str = CHANNEL) -> None:
        """Type a slash command."""
        await self._post("command", {"as": user, "channel": channel, "text": text})

    async def shortcut(self, user: str, callback_id: str, message: tuple[str, str] | None = None) -> None:
        """Choose a shortcut, of a message where (channel, ts) is given."""
        of = {"channel": message[0], "message_ts": message[1]} if message else {}
        await self._post("shortcut", {"as": user, "callback_id": callback_id, **of})

    async def say(self, user: str, text: str, channel: str = CHANNEL) -> Message:
        """Write an ordinary message."""
        await self._post("say", {"as": user, "channel": channel, "text": text})
        return next(reversed(self.workspace.channels[channel].messages.values()))

    async def submit(self, user: str, **fields: Any) -> dict[str, str]:
        """Fill in fields of the top modal, by the start of their block id, and submit; returns the errors."""
        view = self.modal(user)
        answer = await self._post(
            "submit", {"as": user, "view_id": view.id, "state": {"values": self.state(view, fields)}}
        )
        errors: dict[str, str] = answer.get("errors") or {}
        return {block_id.split("-")[0]: sentence for block_id, sentence in errors.items()}

    def state(self, view: View, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The state of a view's inputs: what was there, with `fields` filled in."""
        state: dict[str, Any] = {}
        for block in view.body["blocks"]:
            if block["type"] != "input":
                continue
            element = block["element"]
            name = block["block_id"].split("-")[0]
            kept = view.values.get(block["block_id"], {}).get(element["action_id"])
            value = _typed(element, fields[name]) if name in fields else kept or _initial(element)
            state[block["block_id"]] = {element["action_id"]: value}
        return state

    def asked(self, user: str) -> list[str]:
        """The words that the top modal asks about."""
        return [
            option["value"]
            for block in self.modal(user).body["blocks"]
            if block["block_id"].startswith("ask-")
            for option in block["element"]["options"]
        ]

    async def press(
        self, user: str, action_id: str, where: Message | View, channel: str = CHANNEL, *, beside: str = ""
    ) -> None:
        """Press the button with this action id in a message, a modal or the Home; the one whose block has the
        words `beside`, where there are several.
        """
        blocks = [each for each in _blocks(where) if beside in str(each.get("text", ""))]
        block, button = _button(blocks, action_id)
        if isinstance(where, Message):
            container = {"type": "message", "channel": channel, "message_ts": where.ts}
        elif where.body["type"] == "home":
            container = {"type": "home"}
        else:
            container = {"type": "view", "view_id": where.id}
        await self._post(
            "action",
            {
                "as": user,
                "container": container,
                "block_id": block["block_id"],
                "action_id": action_id,
                "element_type": "button",
                "value": button["value"],
            },
        )

    async def choose(self, user: str, action_id: str, value: str) -> None:
        """Choose from a list among the top modal's buttons."""
        view = self.modal(user)
        block, _ = _button(view.body["blocks"], action_id)
        await self._post(
            "action",
            {
                "as": user,
                "container": {"type": "view", "view_id": view.id},
                "block_id": block["block_id"],
                "action_id": action_id,
                "element_type": "static_select",
                "selected_option": {"value": value},
            },
        )

    async def close(self, user: str) -> None:
        """Close the top modal."""
        await self._post("close", {"as": user, "view_id": self.modal(user).id})

    async def home(self, user: str) -> View:
        """Open the Home."""
        await self.page.get("/page/home", params={"as": user})
        await self.bot.desk.settle()
        return self.workspace.homes[user]

    async def add_file(self, user: str, name: str, data: bytes) -> list[dict[str, Any]]:
        """Choose a file for a form's field: what `submit` then takes for it."""
        answer = await self.page.post("/page/upload", params={"as": user, "name": name}, content=data)
        body = answer.json()
        if not body["ok"]:
            raise Refused(body["error"])
        return [body["file"]]

    # What people see

    def modal(self, user: str) -> View:
        """The top modal."""
        stack = self.workspace.stacks.get(user)
        assert stack, f"{user} has no modal open"
        return stack[-1]

    def channel(self, channel: str = CHANNEL) -> Channel:
        """A channel."""
        return self.workspace.channels[channel]

    def messages(self, channel: str = CHANNEL) -> list[Message]:
        """Top-level messages that everyone in the channel sees."""
        found = self.workspace.channels[channel].messages.values()
        return [each for each in found if not each.only_for and not each.thread_ts]

    def flip_chart(self, title: str, channel: str = CHANNEL) -> Message:
        """The first message of a statement's thread."""
        return next(each for each in self.messages(channel) if each.text == f"Flip chart: {title}")

    def thread(self, title: str, channel: str = CHANNEL) -> list[Message]:
        """The post-its of a statement's flip chart."""
        return self.channel(channel).replies(self.flip_chart(title, channel).ts)

    def only_for(self, user: str, channel: str = CHANNEL) -> list[Message]:
        """Ephemeral messages that `user` sees."""
        return [each for each in self.workspace.channels[channel].messages.values() if each.only_for == user]

    def direct(self, user: str) -> list[Message]:
        """Direct messages from the bot."""
        return list(self.workspace.direct_message(user).messages.values())

    # What the clock and the sender do

    async def send(self) -> None:
        """Send what is due within the next second."""
        self.clock.move(seconds=1)
        await self.bot.sender.send_due()

    async def later(self, **by: float) -> None:
        """Let time pass, tick, and send what came due."""
        self.clock.move(**by)
        await tick(self.bot.database, self.bot.keyring, self.clock())
        await self.bot.sender.send_due()

    async def purge(self) -> None:
        """Work on the purges that are due."""
        await self.bot.purger.purge_due()

    async def close_challenge(
        self, user: str = CM, channel: str = CHANNEL, council: str = "Northmere"
    ) -> None:
        """Close the challenge by its form; nothing is deleted yet."""
        await self.command(user, "/challenge close", channel)
        errors = await self.submit(user, confirm=council)
        assert not errors, errors

    # Common ways

    async def set_up(
        self, channel: str = CHANNEL, council: str = "Northmere", manager: str = CM, **fields: Any
    ) -> None:
        """Set up a challenge by its form: three days from the clock's date, with the sample's team."""
        first = self.clock().date()
        filled = {
            "council": council,
            "starts_on": first,
            "ends_on": first + timedelta(days=2),
            "approvals": "one",
            Role.lead_peer.value: [LP],
            Role.peer.value: [PEER, OTHER_PEER],
            Role.support_officer.value: [SUPPORT],
            **fields,
        }
        await self.command(manager, "/challenge new", channel)
        errors = await self.submit(manager, **filled)
        assert not errors, errors
        await self.send()

    async def post_it(self, user: str, text: str, channel: str = CHANNEL, **fields: Any) -> None:
        """Write a post-it by the form, and let it hang."""
        await self.command(user, "/postit", channel)
        filled = {"text": text, "kind": "strength", "statement": "safeguarding", **fields}
        errors = await self.submit(user, **filled)
        assert not errors, errors
        await self.send()


def words_of(where: Message | View) -> str:
    """All that is written in a message or a view."""
    return "\n".join(_texts(_blocks(where)))


def _blocks(where: Message | View) -> list[dict[str, Any]]:
    return where.blocks if isinstance(where, Message) else list(where.body["blocks"])


def _button(blocks: Sequence[dict[str, Any]], action_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The block and the button with this action id."""
    return next(
        (block, element)
        for block in blocks
        for element in [*block.get("elements", []), block.get("accessory") or {}]
        if element.get("action_id") == action_id
    )


def _texts(value: Any) -> Sequence[str]:
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return [*own, *(text for each in value.values() for text in _texts(each))]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return []


def _initial(element: dict[str, Any]) -> dict[str, Any]:
    kind = element["type"]
    if kind in {"static_select", "radio_buttons"}:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind == "multi_users_select":
        return {"type": kind, "selected_users": element.get("initial_users", [])}
    if kind == "checkboxes":
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    if kind == "datepicker":
        return {"type": kind, "selected_date": element.get("initial_date")}
    if kind == "file_input":
        return {"type": kind, "files": []}
    return {"type": kind, "value": element.get("initial_value")}


def _typed(element: dict[str, Any], value: Any) -> dict[str, Any]:
    kind = element["type"]
    if kind in {"static_select", "radio_buttons"}:
        return {"type": kind, "selected_option": {"value": value} if value is not None else None}
    if kind == "multi_users_select":
        return {"type": kind, "selected_users": value}
    if kind == "checkboxes":
        return {
            "type": kind,
            "selected_options": [option for option in element["options"] if option["value"] in value],
        }
    if kind == "file_input":
        return {"type": kind, "files": value}
    if kind == "datepicker":
        return {"type": kind, "selected_date": value.isoformat() if isinstance(value, date) else value}
    return {"type": kind, "value": value}


@asynccontextmanager
async def open_house(
    database_url: str, *, workspace: Workspace | None = None, clock: Clock | None = None, **overrides: Any
) -> AsyncIterator[House]:
    """A house with a bot that runs on this database."""
    workspace = workspace or sample()
    clock = clock or Clock()
    async with serving(workspace, manifest()) as address:
        async with bot_at(database_url, address, clock, **overrides) as (bot, bot_address):
            workspace.signing_secret = SECRET
            workspace.request_url = f"{bot_address}/slack/events"
            async with plain_http(address) as page:
                yield House(bot, workspace, page, clock, bot_address)
        workspace.request_url = ""


@asynccontextmanager
async def bot_at(
    database_url: str, slack: str, now: Callable[[], datetime], **overrides: Any
) -> AsyncIterator[tuple[Bot, str]]:
    """The real bot in HTTP mode against the stand-in at `slack`; yields it and its address."""
    given: dict[str, Any] = {
        "slack_bot_token": "xoxb-sample-workspace",
        "slack_signing_secret": SECRET,
        "slack_api_url": f"{slack}/api/",
        "database_url": database_url,
        "evidence_key": KEY,
        "posts_per_second": 1000.0,
        "port": 0,
        **overrides,
    }
    async with (
        open_bot(settings.load(**given), now=now) as bot,
        listening(bot, web_app(bot, Health(bot, RunRole.web))) as port,
    ):
        yield bot, f"http://127.0.0.1:{port}"
