"""What the sender says to Slack, and what Slack's refusals mean."""

from enum import Enum
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.message import Message, Place
from db.outbox import is_person

#: The connection failed: Slack may or may not have taken what was sent.
CUT_OFF = (ClientError, TimeoutError, OSError, SlackClientError)
EVENT_TYPE = "critical_friend_delivery"
_LOOK_BACK_PAGES = 10
_PAGE = 200


class Meaning(Enum):
    """What a refusal means for a delivery."""

    slower = "slower"  # too many at once: not taken
    unknown = "unknown"  # Slack's own trouble: it may have been taken
    gone = "gone"  # the message, or the thread, was deleted in Slack
    never = "never"  # nothing that the bot does or waits for makes it right
    later = "later"  # someone can mend it (the bot is not in the channel): tried ever more seldom


_MEANINGS = {
    Meaning.slower: {"ratelimited", "rate_limited"},
    Meaning.unknown: {"internal_error", "fatal_error", "service_unavailable", "request_timeout"},
    Meaning.gone: {
        "message_not_found", "thread_not_found", "cannot_reply_to_message", "file_not_found", "file_deleted",
    },
    Meaning.never: {
        "msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format", "no_text",
        "user_not_found", "user_disabled", "account_inactive", "cannot_dm_bot", "metadata_too_large",
        "invalid_metadata_format", "invalid_arguments", "cant_update_message", "cant_delete_message",
        "edit_window_closed",
    },
}  # fmt: skip
_BY_NAME = {name: meaning for meaning, names in _MEANINGS.items() for name in names}


def meaning(error: SlackApiError) -> tuple[Meaning, str]:
    """What a refusal means, and Slack's name for it, or the HTTP status where it gave none."""
    data = getattr(error.response, "data", None)
    status = getattr(error.response, "status_code", 500)
    name = str(data.get("error") or status) if isinstance(data, dict) else str(status)
    if status == 429:
        return Meaning.slower, name
    # An answer that is not Slack's JSON comes from something between.
    if status >= 500 or not isinstance(data, dict):
        return Meaning.unknown, name
    return _BY_NAME.get(name, Meaning.later), name


def seconds_to_wait(error: SlackApiError) -> float:
    """How long Slack asks to be left alone."""
    return float(error.response.headers.get("Retry-After", 1))


async def carry_out(slack: AsyncWebClient, message: Message, marker: str) -> str | None:
    """Post, change or delete; returns the ts of what is there now."""
    channel = await channel_of(slack, message.channel)
    if message.do == "delete":
        await slack.chat_delete(channel=channel, ts=message.ts or "")
        return None
    if message.do == "update":
        await slack.chat_update(
            channel=channel, ts=message.ts or "", text=message.text, blocks=message.blocks
        )
        return message.ts
    return await _post(slack, channel, marker, message.text, message.blocks, thread=message.thread)


async def _post(
    slack: AsyncWebClient, channel: str, marker: str, text: str, blocks: Any, *, thread: str | None = None
) -> str:
    posted = await slack.chat_postMessage(
        channel=channel,
        text=text,
        blocks=blocks,
        thread_ts=thread,
        unfurl_links=False,
        unfurl_media=False,
        metadata={"event_type": EVENT_TYPE, "event_payload": {"delivery": marker}},
    )
    return str(posted["ts"])


async def say_once(
    slack: AsyncWebClient, user: str, marker: str, text: str, blocks: list[dict[str, Any]]
) -> tuple[str, str]:
    """Write to a person, unless a message with this marker is there already; returns its channel and ts."""
    channel = await channel_of(slack, user)
    ts = await look_up(slack, Place(channel), marker)
    return channel, ts or await _post(slack, channel, marker, text, blocks)


async def channel_of(slack: AsyncWebClient, lane: str) -> str:
    """The id of a lane's channel, or of the direct messages with a person."""
    if not is_person(lane):
        return lane
    opened = await slack.conversations_open(users=lane)
    return str(opened["channel"]["id"])


async def look_up(slack: AsyncWebClient, place: Place, marker: str) -> str | None:
    """The ts of the message at `place` that carries `marker`; None where there is none."""
    channel = await channel_of(slack, place.lane)
    where: dict[str, Any] = {"channel": channel, "include_all_metadata": True, "limit": _PAGE}
    for _ in range(_LOOK_BACK_PAGES):
        try:
            if place.thread is None:
                page = await slack.conversations_history(**where)
            else:
                page = await slack.conversations_replies(ts=place.thread, **where)
        except SlackApiError as error:
            if meaning(error)[0] is Meaning.gone:
                return None
            raise
        for each in page["messages"]:
            payload = each.get("metadata", {}).get("event_payload", {})
            if payload.get("delivery") == marker:
                return str(each["ts"])
        rest: dict[str, Any] = page.get("response_metadata") or {}
        if not rest.get("next_cursor"):
            break
        where["cursor"] = rest["next_cursor"]
    return None
