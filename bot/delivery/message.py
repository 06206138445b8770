"""What a delivery can become, and where to look for one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlmodel.ext.asyncio.session import AsyncSession

Blocks = list[dict[str, Any]]
#: Called in the transaction that ends the delivery, with the message's ts (None: it was deleted or is gone).
Record = Callable[[AsyncSession, str | None], Awaitable[None]]
ThreadGone = Callable[[AsyncSession, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Message:
    """One call to Slack: "post" (in `thread` or the channel), "update" or "delete" the message at `ts`."""

    do: Literal["post", "update", "delete"]
    channel: str
    record: Record
    text: str = ""
    blocks: Blocks | None = None
    thread: str | None = None
    ts: str | None = None
    then_again: bool = False  # there is more to do for this delivery after this call
    thread_gone: ThreadGone | None = None  # called where its thread turns out to have been deleted


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing to send: what is in Slack is what should be, or it is too late for it."""

    why: str


@dataclass(frozen=True, slots=True)
class NotYet:
    """Something else has to be sent first."""


Composed = Message | Nothing | NotYet


@dataclass(frozen=True, slots=True)
class Place:
    """A channel (or a user's direct messages), or a thread in it. `found` is called with the ts of what was
    found there; None where nothing is left to do once it is there.
    """

    lane: str
    thread: str | None = None
    found: Record | None = None


async def no_record(_session: AsyncSession, _ts: str | None) -> None:
    """Nothing has to be remembered of a message."""
