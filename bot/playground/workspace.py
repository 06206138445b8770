"""A workspace in memory: people, channels, messages, modals and Homes, as Slack would hold them.

It lives on one event loop and is not locked. Whoever changes what people see calls `notify`, and every open
page of those people hears of it; what an app may have subscribed to goes to `tell_app`.
"""

import asyncio
import itertools
import time
from collections.abc import Callable
from secrets import token_hex
from typing import Any

from bot.playground import inputs
from bot.playground.model import (
    APP_ID,
    BOT_ID,
    BOT_USER,
    TEAM_ID,
    ApiError,
    Channel,
    Json,
    Message,
    Trouble,
    User,
    View,
    Weather,
    with_ids,
)
from bot.playground.tickets import Tickets

__all__ = [
    "APP_ID",
    "BOT_ID",
    "BOT_USER",
    "TEAM_ID",
    "ApiError",
    "Channel",
    "Json",
    "Message",
    "Trouble",
    "User",
    "View",
    "Weather",
    "Workspace",
    "sample",
]

BOT_TOKEN, APP_TOKEN = "xoxb-sample-workspace", "xapp-sample-workspace"
MODAL_STACK = 3
_EVENT_NAMES = {"public": "message.channels", "private": "message.groups", "im": "message.im"}
_CHANNEL_TYPES = {"public": "channel", "private": "group", "im": "im"}
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
    """All of it.

    With a `request_url` the app is in HTTP mode: it is sent requests signed with `signing_secret`. Without
    one it connects by Socket Mode. The app has `ack_seconds` to acknowledge; `event_retries` are the seconds
    until an event that was not acknowledged is sent again, and again. Slack's own are three seconds, and at
    once, after a minute and after five. `clock` counts seconds for what expires.
    """

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
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self.users = {user.id: user for user in users}
        self.channels = {channel.id: channel for channel in channels}
        self.bot_token, self.app_token = bot_token, app_token
        self.signing_secret, self.request_url = signing_secret, request_url
        self.ack_seconds = 3.0
        self.event_retries: tuple[float, ...] = (0.0, 60.0, 300.0)
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, Json] = {}
        #: What the app sent: the method and its arguments, or "response_url" and the message.
        self.sent: list[tuple[str, Json]] = []
        self.trouble: list[Trouble] = []
        self.weather = Weather()
        self.tickets = Tickets(clock)
        #: Called with the name of a subscription and the event. Set by whoever links the app.
        self.tell_app: Callable[[str, Json], None] = lambda _name, _event: None
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

    def person_to_write_to(self, user_id: str) -> User:
        """The person with this id, where an app can send them a direct message."""
        person = self.user(user_id)
        if person.is_bot:
            raise ApiError("cannot_dm_bot")
        if person.deleted:
            raise ApiError("user_disabled")
        return person

    def channel_for_bot(self, channel_id: str) -> Channel:
        """The channel, where the bot can see it; a private one it isn't in does not exist for it."""
        channel = self.channels.get(channel_id)
        if channel is None or (channel.kind != "public" and BOT_USER not in channel.members):
            raise ApiError("channel_not_found")
        return channel

    def join(self, channel: Channel, user: str, *, inviter: str = "") -> None:
        """Let someone, or the bot, into a channel; everyone there sees it."""
        if user in channel.members:
            return
        channel.members.append(user)
        self._tell_of_membership("joined", channel, user, inviter)

    def leave_channel(self, channel: Channel, user: str) -> None:
        """Let someone, or the bot, go from a channel; those who stay see it."""
        if user in channel.members:
            self._tell_of_membership("left", channel, user)
            channel.members.remove(user)
            self.notify_all({"type": "channels"})

    def _tell_of_membership(self, how: str, channel: Channel, user: str, inviter: str = "") -> None:
        event = {
            "type": f"member_{how}_channel",
            "user": user,
            "channel": channel.id,
            "channel_type": "C" if channel.kind == "public" else "G",
            "team": TEAM_ID,
            "event_ts": self.next_ts(),
        }
        if BOT_USER in channel.members:
            self.tell_app(event["type"], event | ({"inviter": inviter} if inviter else {}))
        self.notify_all({"type": "channels"})
        subtype = "channel_join" if how == "joined" else "channel_leave"
        said = f"<@{user}> has {how} the channel"
        self.add_message(channel, Message(self.next_ts(), user, said, subtype=subtype))

    # Messages

    def next_ts(self) -> str:
        """A ts that no other message has, later than all before it."""
        self._last_ts = max(int(time.time() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def add_message(self, channel: Channel, message: Message) -> None:
        """Put a message into a channel and show it to those who are in it."""
        channel.messages[message.ts] = message
        self.show(channel, message, "ephemeral" if message.only_for else "message")
        self._show_thread_of(channel, message)
        if not message.only_for:
            self._tell_of_message(channel, channel.message(message))

    def change_message(self, channel: Channel, message: Message) -> None:
        """Show that a message is not what it was."""
        self.show(channel, message, "message_changed")
        if not message.only_for:
            changed = {"subtype": "message_changed", "message": channel.message(message), "hidden": True}
            self._tell_of_message(channel, {**changed, "type": "message", "ts": self.next_ts()})

    def remove_message(self, channel: Channel, message: Message) -> None:
        """Take a message away. Where a thread hangs on it, a tombstone stays while there are replies."""
        if not message.only_for:
            gone = {"subtype": "message_deleted", "deleted_ts": message.ts, "hidden": True}
            self._tell_of_message(channel, {**gone, "type": "message", "ts": self.next_ts()})
        if channel.replies(message.ts):
            message.text, message.blocks, message.files = "This message was deleted.", [], []
            message.subtype, message.metadata = "tombstone", None
            self.show(channel, message, "message_changed")
            return
        del channel.messages[message.ts]
        self.show(channel, message, "message_deleted")
        first = channel.messages.get(message.thread_ts or "")
        if first is not None and first.subtype == "tombstone" and not channel.replies(first.ts):
            del channel.messages[first.ts]
            self.show(channel, first, "message_deleted")
        else:
            self._show_thread_of(channel, message)

    def _show_thread_of(self, channel: Channel, reply: Message) -> None:
        """A thread's first message counts its replies."""
        first = channel.messages.get(reply.thread_ts or "")
        if first is not None and not reply.only_for:
            self.show(channel, first, "message_changed")

    def _tell_of_message(self, channel: Channel, shape: Json) -> None:
        if BOT_USER in channel.members:
            kind = _CHANNEL_TYPES[channel.kind]
            event = {**shape, "channel": channel.id, "channel_type": kind, "event_ts": shape["ts"]}
            self.tell_app(_EVENT_NAMES[channel.kind], event)

    def show(self, channel: Channel, message: Message, kind: str) -> None:
        """Tell the pages of those concerned about a message that came, changed or went."""
        members = self._pages if channel.kind == "public" else channel.members
        for user in [message.only_for] if message.only_for else list(members):
            shown = self.page_message(channel, message, user)
            self.notify(user, {"type": kind, "channel": channel.id, "message": shown})

    def page_message(self, channel: Channel, message: Message, viewer: str) -> Json:
        """A message as the web page shows it to `viewer`."""
        return message.page(len(channel.replies(message.ts)), viewer)

    # Views

    def new_view(self, user: str, body: Json, *, previous: View | None = None) -> View:
        """A view with an id, a hash, and a block_id for each block."""
        view_id = f"V{next(self._numbers):06d}{token_hex(2).upper()}"
        root = previous.root_id if previous else view_id
        view = View(view_id, user, {}, "", root, previous.id if previous else None)
        self.fill_view(view, body)
        return view

    def fill_view(self, view: View, body: Json) -> None:
        """Give a view a new body. What was typed stays where block_id and action_id stay."""
        external = body.get("external_id")
        others = [each for each in self._views() if each is not view]
        if external and any(each.body["external_id"] == external for each in others):
            raise ApiError("duplicate_external_id")
        blocks = with_ids(body.get("blocks", []))
        view.body = {**_VIEW_DEFAULTS, **body, "blocks": blocks}
        view.hash = f"{int(time.time())}.{token_hex(4)}"
        view.values = inputs.kept(blocks, view.values)

    def _views(self) -> list[View]:
        return [view for stack in (*self.stacks.values(), self.homes.values()) for view in stack]

    def find_view(self, view_id: str, external_id: str = "") -> View:
        """An open modal or a Home, by Slack's id or the app's own."""
        for view in self._views():
            if view.id == view_id or (external_id and view.body["external_id"] == external_id):
                return view
        raise ApiError("not_found")

    def push_view(self, user: str, body: Json) -> View:
        """Put a modal on top of someone's stack, which holds three at most."""
        stack = self.stacks.get(user, [])
        if not stack:
            raise ApiError("not_found")
        if len(stack) >= MODAL_STACK:
            raise ApiError("push_limit_reached")
        view = self.new_view(user, body, previous=stack[-1])
        self.set_stack(user, [*stack, view])
        return view

    def set_stack(self, user: str, stack: list[View]) -> None:
        """Change someone's open modals and show them."""
        self.stacks[user] = stack
        self.notify(user, {"type": "views", "views": [view.api() for view in stack]})

    # What an app can come back with

    def new_trigger(self, user: str, channel: str | None = None) -> str:
        """A trigger_id: one use, three seconds."""
        return self.tickets.new_trigger(user, channel)

    def new_response(self, user: str, channel: str, message_ts: str | None = None) -> str:
        """The id of a response_url, which is <address>/response/<id>."""
        return self.tickets.new_response(user, channel, message_ts)

    # Faults

    def next_trouble(self, method: str) -> Trouble | None:
        """The fault to make for this call, if one was asked for, or the weather has one."""
        for each in self.trouble:
            if each.times > 0 and each.method in (method, "*"):
                each.times -= 1
                return each
        return self.weather.next_trouble(method)

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

    def notify_all(self, event: Json) -> None:
        """Tell every open page."""
        for user in self._pages:
            self.notify(user, event)


def sample(**settings: Any) -> Workspace:
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
    eastvale = ["UCHALMGR", "UPEER2", "USTRANGER", BOT_USER]
    return Workspace(
        "Sample workspace",
        people,
        [
            Channel("CNORTHMERE", "northmere-peer-challenge", "private", [*team, BOT_USER]),
            Channel("CEASTVALE", "eastvale-peer-challenge", "private", eastvale),
            Channel("CWITHOUTBOT", "team-travel", "private", team),
            Channel("CGENERAL", "general", "public", [user.id for user in people if not user.deleted]),
        ],
        **settings,
    )
