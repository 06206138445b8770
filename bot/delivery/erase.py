"""Finding and deleting what the bot wrote in Slack, remembered or not (design: the promise, 5)."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.calls import CUT_OFF, Meaning, meaning, seconds_to_wait

log = logging.getLogger(__name__)

T = TypeVar("T")
#: Waits for so many seconds or fewer, and tries again; for longer ones the purge is put off.
Wait = Callable[[float], Awaitable[None]]

_PAGE = 200
_TRIES = 4
_LONGEST_WAIT = 30.0
#: The bot is not let into the workspace: it, or its app, is gone from there, or the token is another one.
_LOCKED_OUT = {
    "invalid_auth",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "not_authed",
    "team_disabled",
}
_NO_FILE = {"file_not_found", "file_deleted"}
#: What Slack wrote, though in the bot's name.
_NOT_DELETABLE = {"channel_join", "channel_leave", "group_join", "group_leave", "tombstone"}


class Trouble(Exception):
    """Slack can't be had now: `name` is why, in Slack's words or ours, `seconds` how long it asks for."""

    def __init__(self, name: str, seconds: float = 0.0) -> None:
        super().__init__(name)
        self.name = name
        self.seconds = seconds


class Eraser:
    """Deletes the bot's own messages. `wait` is called between calls; what it raises ends the work."""

    def __init__(self, slack: AsyncWebClient, wait: Wait) -> None:
        self._slack = slack
        self._wait = wait
        self._me: tuple[str, str] | None = None

    async def patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """The answer to a call that may be made twice. Raises Trouble where Slack can't be had, and
        SlackApiError where it refuses.
        """
        name = ""
        for attempt in range(_TRIES):
            try:
                return await call()
            except SlackApiError as error:
                means, name = meaning(error)
                if means is Meaning.slower:
                    seconds = seconds_to_wait(error)
                elif means is Meaning.unknown:
                    seconds = 2.0**attempt
                elif name in _LOCKED_OUT:
                    raise Trouble(name) from None
                else:
                    raise
            except CUT_OFF as error:
                name, seconds = type(error).__name__, 2.0**attempt
            if seconds > _LONGEST_WAIT:
                raise Trouble(name, seconds)
            log.warning("purge: Slack says %s; again in %s seconds", name, seconds)
            await self._wait(seconds)
        raise Trouble(name)

    async def in_channel(self, channel: str) -> list[str]:
        """The ts of each of the bot's messages in a channel and its threads, replies before their heads.

        Raises SlackApiError where the bot does not get in.
        """
        heads: list[str] = []
        replies: list[str] = []
        async for message in self._pages(self._slack.conversations_history, channel):
            mine = await self._mine(message)
            if mine:
                heads.append(message["ts"])
            # It replies in its own threads only; of one whose first message was deleted a tombstone is left.
            if message.get("reply_count") and (mine or message.get("subtype") == "tombstone"):
                thread = self._pages(self._slack.conversations_replies, channel, ts=message["ts"])
                replies += [
                    each["ts"]
                    async for each in thread
                    if each["ts"] != message["ts"] and await self._mine(each)
                ]
        return [*replies, *heads]

    async def in_direct(self, channel: str, markers: Collection[str]) -> list[str]:
        """The ts of each of the bot's direct messages that carries one of these marks."""
        return [
            message["ts"]
            async for message in self._pages(
                self._slack.conversations_history, channel, include_all_metadata=True
            )
            if (message.get("metadata") or {}).get("event_payload", {}).get("delivery") in markers
            and await self._mine(message)
        ]

    async def delete(self, channel: str, ts: str) -> "Deleted":
        """Delete a message; says what came of it."""
        return await self._deleted(lambda: self._slack.chat_delete(channel=channel, ts=ts))

    async def _deleted(self, call: Callable[[], Awaitable[Any]]) -> "Deleted":
        try:
            await self.patiently(call)
        except SlackApiError as error:
            means, name = meaning(error)
            return Deleted(gone=means is Meaning.gone, refused=name)
        return Deleted(gone=True)

    async def delete_file(self, file: str) -> tuple["Deleted", int]:
        """Delete a file, and first the messages that show it; says what came of it, and how many messages."""
        messages = 0
        try:
            found = await self.patiently(lambda: self._slack.files_info(file=file))
            shares = (found["file"].get("shares") or {}).values()
            for channel, ts in [
                (channel, each["ts"]) for sort in shares for channel, own in sort.items() for each in own
            ]:
                messages += (await self.delete(channel, ts)).gone
            await self.patiently(lambda: self._slack.files_delete(file=file))
        except SlackApiError as error:
            _, name = meaning(error)
            return Deleted(gone=name in _NO_FILE, refused=name), messages
        return Deleted(gone=True), messages

    async def _mine(self, message: dict[str, Any]) -> bool:
        if self._me is None:
            answer = await self.patiently(self._slack.auth_test)
            self._me = str(answer["user_id"]), str(answer.get("bot_id") or answer["user_id"])
        mine = message.get("user") == self._me[0] or message.get("bot_id") == self._me[1]
        return mine and message.get("subtype") not in _NOT_DELETABLE

    async def _pages(
        self, method: Callable[..., Awaitable[Any]], channel: str, **where: Any
    ) -> AsyncIterator[dict[str, Any]]:
        cursor: str | None = None
        while True:
            here = cursor

            def call(here: str | None = here) -> Awaitable[Any]:
                return method(channel=channel, limit=_PAGE, cursor=here, **where)

            try:
                page = await self.patiently(call)
            except SlackApiError as error:
                if meaning(error)[0] is Meaning.gone:
                    return  # a thread that was deleted meanwhile
                raise
            for message in page["messages"]:
                yield message
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return


@dataclass(frozen=True, slots=True)
class Deleted:
    """What came of deleting a message. `gone`: it is not there any more; `refused`: why Slack did nothing."""

    gone: bool
    refused: str = ""
