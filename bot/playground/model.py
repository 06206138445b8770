"""What a workspace holds: people, messages, channels, views. Plain data, with the shapes Slack gives them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from secrets import token_hex
from typing import Any

Json = dict[str, Any]

APP_ID, BOT_ID, TEAM_ID, TEAM_DOMAIN = "ACRITICAL", "BCRITICAL", "TSAMPLE", "sample"
BOT_USER = "UBOT"


class ApiError(Exception):
    """Slack would refuse it; `error` is Slack's name for why, `messages` what it says of the arguments."""

    def __init__(self, error: str, messages: tuple[str, ...] = (), **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages
        self.more = more


@dataclass
class User:
    """Someone, or an app's bot. `deleted` is a deactivated account."""

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

    def api(self) -> Json:
        """As users.info gives them."""
        return {
            "id": self.id,
            "team_id": TEAM_ID,
            "name": self.name,
            "real_name": self.real_name,
            "deleted": self.deleted,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "tz": "Europe/London",
            "profile": {
                "real_name": self.real_name,
                "real_name_normalized": self.real_name,
                "display_name": self.name,
                "display_name_normalized": self.name,
                "title": self.title,
                "team": TEAM_ID,
            },
        }


@dataclass
class Message:
    """A message in a channel; `only_for` makes it ephemeral. `ts` is its id and its time."""

    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    edited_ts: str | None = None
    only_for: str | None = None
    bot_id: str | None = None
    files: list[Json] = field(default_factory=list)
    subtype: str | None = None

    def api(self, *, with_metadata: bool = False) -> Json:
        """As the Web API gives it. Metadata come only where they are asked for."""
        shape: Json = {
            "type": "message",
            "user": self.user,
            "ts": self.ts,
            "text": self.text,
            "team": TEAM_ID,
            "subtype": self.subtype,
            "blocks": self.blocks,
            "thread_ts": self.thread_ts,
            "files": self.files,
        }
        if self.bot_id:
            shape |= {"bot_id": self.bot_id, "app_id": APP_ID}
        if self.edited_ts:
            shape["edited"] = {"user": self.user, "ts": self.edited_ts}
        if with_metadata:
            shape["metadata"] = self.metadata
        return {key: value for key, value in shape.items() if value not in (None, [])}

    def page(self, reply_count: int, viewer: str) -> Json:
        """As the web page shows it to `viewer`."""
        shape = self.api() | {"edited": self.edited_ts is not None, "ephemeral": self.only_for is not None}
        if self.files:
            shape["files"] = [
                {**each, "url": f"/page/file?as={viewer}&id={each['id']}"} for each in self.files
            ]
        return {**shape, "reply_count": reply_count} if reply_count else shape


@dataclass
class Channel:
    """A channel, or a direct message between the bot and one person."""

    id: str
    name: str
    kind: str  # "private", "public" or "im"
    members: list[str]
    messages: dict[str, Message] = field(default_factory=dict)
    archived: bool = False

    def replies(self, ts: str) -> list[Message]:
        """A thread's replies that everyone sees, oldest first, without its first message."""
        return [each for each in self.messages.values() if each.thread_ts == ts and not each.only_for]

    def message(self, message: Message, *, with_metadata: bool = False) -> Json:
        """A message as the Web API gives it; the first of a thread says so and counts its replies."""
        shape = message.api(with_metadata=with_metadata)
        replies = [] if message.thread_ts else self.replies(message.ts)
        if replies:
            people = list(dict.fromkeys(each.user for each in replies))
            shape |= {
                "thread_ts": message.ts,
                "reply_count": len(replies),
                "reply_users": people,
                "reply_users_count": len(people),
                "latest_reply": replies[-1].ts,
            }
        return shape

    def public_name(self) -> str:
        """Its name in commands and interactions, where Slack does not name what is private."""
        return {"private": "privategroup", "im": "directmessage"}.get(self.kind, self.name)

    def api(self) -> Json:
        """As conversations.info gives it, to an app whose bot is BOT_USER."""
        shape: Json = {
            "id": self.id,
            "is_channel": self.kind == "public",
            "is_group": False,
            "is_im": self.kind == "im",
            "is_mpim": False,
            "is_private": self.kind != "public",
            "is_archived": self.archived,
            "is_general": self.name == "general",
            "is_ext_shared": False,
            "is_org_shared": False,
            "context_team_id": TEAM_ID,
        }
        if self.kind == "im":
            return shape | {"user": next(each for each in self.members if each != BOT_USER)}
        return shape | {
            "name": self.name,
            "name_normalized": self.name,
            "is_member": BOT_USER in self.members,
        }


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

    method: str  # of the Web API, or "*" for any
    kind: str
    times: int = 1
    retry_after: int = 1  # seconds, with "429"


TROUBLES = frozenset({"429", "500", "drop", "timeout"})
#: What an app says and looks up: the calls that bad weather is for. It can start in any weather.
_IN_THE_OPEN = frozenset(
    {
        "chat.postMessage",
        "chat.update",
        "chat.delete",
        "conversations.history",
        "conversations.open",
        "conversations.replies",
    }
)


@dataclass
class Weather:
    """Faults that come by themselves: of the calls that post, change or look up messages, `share` (0 to 1)
    meet one, each sort as often as the others. None come unless it is asked for. `random` has a seed, so that
    a run can be repeated; `made` counts the faults.
    """

    share: float = 0.0
    random: Random = field(default_factory=lambda: Random(1))  # noqa: S311  # chance, not a secret
    made: Counter[str] = field(default_factory=Counter)

    def next_trouble(self, method: str) -> Trouble | None:
        """The fault that a call of this method meets, if any."""
        if not self.share or method not in _IN_THE_OPEN or self.random.random() >= self.share:
            return None
        kind = self.random.choice(sorted(TROUBLES))
        self.made[kind] += 1
        return Trouble(method, kind)


def elements(block: Mapping[str, Any]) -> Iterator[Json]:
    """A block's elements that a person can use."""
    for each in (*block.get("elements", ()), block.get("element"), block.get("accessory")):
        if isinstance(each, dict) and each.get("type") not in _STILL and "type" in each:
            yield each


#: What stands among elements and can't be used.
_STILL = frozenset(
    {
        "image",
        "mrkdwn",
        "plain_text",
        "rich_text_section",
        "rich_text_list",
        "rich_text_quote",
        "rich_text_preformatted",
    }
)


def with_ids(blocks: Iterable[Json]) -> list[Json]:
    """Blocks as Slack keeps them: each has a block_id, and each element that can be used an action_id."""
    return [{"block_id": token_hex(3), **_with_action_ids(block)} for block in blocks]


def _with_action_ids(block: Json) -> Json:
    def named(element: Any) -> Any:
        usable = next(elements({"element": element}), None) is not None
        return {"action_id": token_hex(3), **element} if usable else element

    filled = dict(block)
    for key in ("element", "accessory"):
        if key in block:
            filled[key] = named(block[key])
    if "elements" in block:
        filled["elements"] = [named(each) for each in block["elements"]]
    return filled
