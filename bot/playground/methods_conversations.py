"""conversations.*: channels that the bot can see, who is in them, and what was said."""

import math
import re
from collections.abc import Callable

from bot.playground.model import BOT_USER, ApiError, Channel, Json, Message
from bot.playground.registry import Call, method

_MOST = 999
_TS = re.compile(r"\d+(\.\d*)?")


@method("conversations.info")
async def conversations_info(call: Call) -> Json:
    """A channel; with its number of members where that is asked for."""
    channel = call.channel("read")
    shape = channel.api()
    if call.flag("include_num_members"):
        shape["num_members"] = len(channel.members)
    return {"channel": shape}


@method("conversations.open", "im:write")
async def conversations_open(call: Call) -> Json:
    """The direct message with one person."""
    given = call.args.get("users")
    if not given and call.args.get("channel"):
        channel = call.channel()
        if channel.kind != "im":
            raise ApiError("method_not_supported_for_channel_type")
    elif not given:
        raise ApiError("users_list_not_supplied")
    else:
        people = [each.strip() for each in given.split(",")] if isinstance(given, str) else list(given)
        for each in people:
            call.workspace.person_to_write_to(str(each))
        if len(people) > 1:
            call.need_scope("mpim:write")
            raise ApiError("method_not_supported_for_channel_type")
        channel = call.workspace.direct_message(str(people[0]))
    shape = channel.api() if call.flag("return_im") else {"id": channel.id}
    return {"channel": shape, "no_op": True, "already_open": True}


@method("conversations.members")
async def conversations_members(call: Call) -> Json:
    """The ids of a channel's members, deactivated ones left out."""
    channel = call.channel("read")
    users = call.workspace.users
    members = [{"id": each} for each in channel.members if not users[each].deleted]
    page, more = call.page_of(members, call.number("limit", 100, 1000))
    return {"members": [each["id"] for each in page], "response_metadata": more}


@method("conversations.history")
async def conversations_history(call: Call) -> Json:
    """A channel's messages, newest first, without the replies in threads."""
    channel = call.channel("history")
    if BOT_USER not in channel.members:
        raise ApiError("not_in_channel")
    within = _within(call)
    found = [each for each in channel.messages.values() if not each.thread_ts and within(each)]
    return _answer(call, channel, sorted(found, key=lambda each: each.ts, reverse=True))


@method("conversations.replies")
async def conversations_replies(call: Call) -> Json:
    """A thread: its first message, then its replies, oldest first."""
    channel = call.channel("history")
    if BOT_USER not in channel.members:
        raise ApiError("not_in_channel")
    (ts,) = call.need("ts")
    asked = channel.messages.get(ts)
    if asked is None or asked.only_for:
        raise ApiError("thread_not_found")
    first = channel.messages.get(asked.thread_ts or ts, asked)
    within = _within(call)
    return _answer(call, channel, [first, *(each for each in channel.replies(first.ts) if within(each))])


def _answer(call: Call, channel: Channel, found: list[Message]) -> Json:
    with_metadata = call.flag("include_all_metadata")
    shapes = [channel.message(each, with_metadata=with_metadata) for each in found]
    page, more = call.page_of(shapes, call.number("limit", 100, _MOST))
    return {"messages": page, "has_more": bool(more["next_cursor"]), "response_metadata": more}


def _within(call: Call) -> Callable[[Message], bool]:
    """Whether everyone sees a message, and it lies between `oldest` and `latest`."""
    oldest, latest = _moment(call, "oldest", 0.0), _moment(call, "latest", math.inf)
    inclusive = call.flag("inclusive")

    def within(message: Message) -> bool:
        moment = float(message.ts)
        on_edge = inclusive and moment in (oldest, latest)
        return not message.only_for and (oldest < moment < latest or on_edge)

    return within


def _moment(call: Call, name: str, otherwise: float) -> float:
    given = call.args.get(name)
    if given in (None, ""):
        return otherwise
    if not _TS.fullmatch(str(given)):
        raise ApiError(f"invalid_ts_{name}")
    return float(str(given))
