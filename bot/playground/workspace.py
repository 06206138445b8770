"""A workspace in memory: people, channels, messages, modals and Homes, as Slack would hold them.

It lives on one event loop and is not locked. Whoever changes what people see calls `notify`, and every open
page of those people hears of it.
"""

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

Json = dict[str, Any]

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 1800.0
RESPONSE_URL_USES = 5
MODAL_STACK = 3


class ApiError(Exception):
    """Slack would refuse it; `error` is Slack's name for why."""

    def __init__(self, error: str, messages: tuple[str, ...] = (), **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages
        self.more = more


@dataclass
class User:
    """Someone, or an app's bot."""

    id: str
    name: str
    real_name: str
    title: str = ""
    is_bot: bool = False
    deleted: bool = False

    def page(self) -> Json:
        """As the web page shows them."""
        return {
            "id": self.id,
            "name": self.name,
            "real_name": self.real_name,
            "title": self.title,
            "is_bot": self.is_bot,
            "deleted": self.deleted,
        }


@dataclass
class Message:
    """A message in a channel; `only_for` makes it ephemeral."""

    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    edited: bool = False
    only_for: str | None = None
    bot_id: str | None = None
    files: list[Json] = field(default_factory=list)

    def api(self, *, with_metadata: bool = False) -> Json:
        """As the Web API gives it."""
        shape: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        if self.bot_id:
            shape |= {"bot_id": self.bot_id, "app_id": APP_ID}
        if self.blocks:
            shape["blocks"] = self.blocks
        if self.thread_ts:
            shape["thread_ts"] = self.thread_ts
        if self.edited:
            shape["edited"] = {"user": self.user, "ts": self.ts}
        if self.files:
            shape["files"] = self.files
        if with_metadata and self.metadata:
            shape["metadata"] = self.metadata
        return shape


@dataclass
class Channel:
    """A channel, or a direct message between the bot and one person."""

    id: str
    name: str
    kind: str  # "private", "public" or "im"
    members: list[str]
    messages: dict[str, Message] = field(default_factory=dict)

    def replies(self, ts: str) -> list[Message]:
        """A thread's replies, oldest first, without its first message and what only one person sees."""
        return [each for each in self.messages.values() if each.thread_ts == ts and not each.only_for]


@dataclass
class View:
    """A modal in someone's stack, or their Home. `values` is what they have typed so far."""

    id: str
    user: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Json = field(default_factory=dict)

    def api(self) -> Json:
        """As Slack hands it to an app."""
        return {
            **self.body,
            "id": self.id,
            "team_id": TEAM_ID,
            "state": {"values": self.values},
            "hash": self.hash,
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": APP_ID,
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
        }


@dataclass
class Trouble:
    """A fault to be made: "429", "500", "drop" (done, then cut off) or "timeout" (done, no answer)."""

    method: str
    kind: str
    times: int = 1
    retry_after: int = 1


@dataclass
class _Ticket:
    """A response_url or a trigger."""

    made: float
    data: Json
    uses: int = 0


APP_ID, BOT_ID, TEAM_ID = "ACRITICAL", "BCRITICAL", "TSAMPLE"
BOT_USER = "UBOT"
BOT_TOKEN, APP_TOKEN = "xoxb-sample-workspace", "xapp-sample-workspace"
#: What a page's connection ends with.
GOODBYE: Json = {"type": "goodbye"}
_VIEW_DEFAULTS: Json = {
    "private_metadata": "",
    "callback_id": "",
    "external_id": "",
    "clear_on_close": False,
    "notify_on_close": False,
    "submit": None,
    "close": None,
}


class Workspace:
    """All of it."""

    def __init__(
        self,
        name: str,
        users: list[User],
        channels: list[Channel],
        *,
        bot_token: str = BOT_TOKEN,
        app_token: str = APP_TOKEN,
        signing_secret: str = "",
        request_url: str = "",
    ) -> None:
        self.name = name
        self.users = {user.id: user for user in users}
        self.channels = {channel.id: channel for channel in channels}
        self.bot_token, self.app_token = bot_token, app_token
        self.signing_secret, self.request_url = signing_secret, request_url
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, Json] = {}
        self.sent: list[tuple[str, Json]] = []
        self.trouble: list[Trouble] = []
        self._triggers: dict[str, _Ticket] = {}
        self._response_urls: dict[str, _Ticket] = {}
        self._pages: dict[str, set[asyncio.Queue[Json]]] = {}
        self._last_ts = 0
        self._numbers = itertools.count(1)
        for user in users:
            if not user.is_bot:
                self.direct_message(user.id)

    # People and channels

    def direct_message(self, user: str) -> Channel:
        """The direct message between the bot and `user`, made if there is none."""
        channel_id = f"D{user[1:]}"
        if channel_id not in self.channels:
            self.channels[channel_id] = Channel(channel_id, user, "im", [user, BOT_USER])
        return self.channels[channel_id]

    def user(self, user_id: str) -> User:
        """The person with this id."""
        if user_id not in self.users:
            raise ApiError("user_not_found")
        return self.users[user_id]

    def channel_for_bot(self, channel_id: str) -> Channel:
        """The channel, where the bot can see it; a private one it isn't in does not exist for it."""
        channel = self.channels.get(channel_id)
        if channel is None and channel_id in self.users:
            person = self.users[channel_id]
            if person.is_bot:
                raise ApiError("cannot_dm_bot")
            channel = self.direct_message(channel_id)
        if channel is None or (channel.kind != "public" and BOT_USER not in channel.members):
            raise ApiError("channel_not_found")
        if channel.kind == "im" and self.users[channel.members[0]].deleted:
            raise ApiError("user_disabled")
        return channel

    # Messages

    def next_ts(self) -> str:
        """A ts that no other message has, later than all before it."""
        self._last_ts = max(int(time.time() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def add_message(self, channel: Channel, message: Message) -> None:
        """Put a message into a channel and show it to those who are in it."""
        channel.messages[message.ts] = message
        self.show(channel, message, "ephemeral" if message.only_for else "message")

    def with_block_ids(self, blocks: Iterable[Json]) -> list[Json]:
        """Blocks as Slack keeps them: each has a block_id."""
        return [{"block_id": token_hex(4), **block} for block in blocks]

    def show(self, channel: Channel, message: Message, kind: str) -> None:
        """Tell the pages of those concerned about a message that came, changed or went."""
        whom = [message.only_for] if message.only_for else channel.members
        event = {"type": kind, "channel": channel.id, "message": self.page_message(channel, message)}
        for user in whom:
            self.notify(user, event)

    def page_message(self, channel: Channel, message: Message) -> Json:
        """A message as the web page shows it."""
        shape = message.api()
        shape["edited"] = message.edited
        shape["ephemeral"] = message.only_for is not None
        replies = channel.replies(message.ts)
        if replies:
            shape["reply_count"] = len(replies)
        return shape

    # Views

    def new_view(self, user: str, body: Json, *, previous: View | None = None) -> View:
        """A view with an id, a hash, and a block_id for each block."""
        view_id = f"V{next(self._numbers):08d}{token_hex(3).upper()}"
        view = View(
            view_id,
            user,
            {},
            "",
            previous.root_id if previous else view_id,
            previous.id if previous else None,
        )
        self.fill_view(view, body)
        return view

    def fill_view(self, view: View, body: Json) -> None:
        """Give a view a new body. What was typed stays where block_id and action_id stay."""
        blocks = self.with_block_ids(body.get("blocks", []))
        view.body = {**_VIEW_DEFAULTS, **body, "blocks": blocks}
        view.hash = f"{int(time.time())}.{token_hex(4)}"
        places = {
            (block["block_id"], element.get("action_id")) for block in blocks for element in _elements(block)
        }
        view.values = {
            block_id: kept
            for block_id, actions in view.values.items()
            if (kept := {action: value for action, value in actions.items() if (block_id, action) in places})
        }

    def find_view(self, view_id: str) -> View:
        """An open modal or a Home."""
        for stack in (*self.stacks.values(), list(self.homes.values())):
            for view in stack:
                if view.id == view_id or (
                    view.body.get("external_id") and view.body["external_id"] == view_id
                ):
                    return view
        raise ApiError("not_found")

    def set_stack(self, user: str, stack: list[View]) -> None:
        """Change someone's open modals and show them."""
        self.stacks[user] = stack
        self.notify(user, {"type": "views", "views": [view.api() for view in stack]})

    # Triggers and response_urls

    def new_trigger(self, user: str) -> str:
        """A trigger_id: one use, three seconds."""
        trigger = f"{next(self._numbers)}.{token_hex(8)}"
        self._triggers[trigger] = _Ticket(time.monotonic(), {"user": user})
        return trigger

    def use_trigger(self, trigger: str) -> str:
        """Whose trigger it is. ApiError where it is too old, used or unknown."""
        ticket = self._triggers.get(trigger)
        if ticket is None:
            raise ApiError("invalid_trigger_id" if trigger else "invalid_arguments")
        if ticket.uses:
            raise ApiError("exchanged_trigger_id")
        if time.monotonic() - ticket.made > TRIGGER_SECONDS:
            raise ApiError("expired_trigger_id")
        ticket.uses += 1
        return str(ticket.data["user"])

    def new_response(self, **data: Any) -> str:
        """The id of a response_url."""
        number = token_hex(12)
        self._response_urls[number] = _Ticket(time.monotonic(), data)
        return number

    def use_response(self, number: str) -> Json | None:
        """What a response_url is for, or None when it is used up, too old or unknown."""
        ticket = self._response_urls.get(number)
        old = ticket is not None and time.monotonic() - ticket.made > RESPONSE_URL_SECONDS
        if ticket is None or old or ticket.uses >= RESPONSE_URL_USES:
            return None
        ticket.uses += 1
        return ticket.data

    # Faults

    def next_trouble(self, method: str) -> Trouble | None:
        """The fault to make for this call, if one was asked for."""
        for each in self.trouble:
            if each.times > 0 and each.method in (method, "*"):
                each.times -= 1
                return each
        return None

    # Pages

    def listen(self, user: str) -> asyncio.Queue[Json]:
        """A queue of what happens for `user`; give it back with `leave`."""
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._pages.setdefault(user, set()).add(queue)
        return queue

    def leave(self, user: str, queue: asyncio.Queue[Json]) -> None:
        """Stop listening."""
        self._pages.get(user, set()).discard(queue)

    def notify(self, user: str, event: Json) -> None:
        """Tell the open pages of `user`."""
        for queue in self._pages.get(user, ()):
            queue.put_nowait(event)

    def hang_up(self) -> None:
        """Let every open page go: the stand-in stops."""
        self.notify_all(GOODBYE)

    def notify_all(self, event: Json) -> None:
        """Tell every open page."""
        for user in self._pages:
            self.notify(user, event)


def _elements(block: Mapping[str, Any]) -> deque[Json]:
    """A block's elements that can hold a value."""
    found: deque[Json] = deque(each for each in block.get("elements", []) if isinstance(each, dict))
    for key in ("element", "accessory"):
        if isinstance(block.get(key), dict):
            found.append(block[key])
    return found


def sample() -> Workspace:
    """A workspace with the team of the sample challenge, and some who are not on it."""
    people = [
        User("UCHALMGR", "morgan", "Morgan Tate", "Challenge manager"),
        User("ULEADPEER", "ruth", "Ruth Okonjo", "Lead peer"),
        User("UPEER1", "dev", "Councillor Dev Malhotra", "Member peer"),
        User("UPEER2", "sian", "Siân Prosser", "Peer, operations"),
        User("UPEER3", "tomasz", "Tomasz Zielinski", "Peer, commissioning"),
        User("UPEER4", "grace", "Grace Adeyemi", "Peer, principal social worker"),
        User("UPEER5", "joan", "Joan Whitlock", "Expert by experience"),
        User("USUPPORT", "aisha", "Aisha Rahman", "Project support officer"),
        User("USTRANGER", "pat", "Pat Lindqvist", "Not on the team"),
        User("UGONE", "leo", "Leo Fairweather", "Has left", deleted=True),
        User(BOT_USER, "criticalfriend", "Critical Friend", is_bot=True),
    ]
    team = [user.id for user in people[:8]]
    return Workspace(
        "Sample workspace",
        people,
        [
            Channel("CNORTHMERE", "northmere-peer-challenge", "private", [*team, BOT_USER]),
            Channel(
                "CEASTVALE",
                "eastvale-peer-challenge",
                "private",
                ["UCHALMGR", "UPEER2", "USTRANGER", BOT_USER],
            ),
            Channel("CWITHOUTBOT", "team-travel", "private", team),
            Channel("CGENERAL", "general", "public", [user.id for user in people if not user.deleted]),
        ],
    )
