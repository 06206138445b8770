"""Hands for tests that need Slack to be slow, to fail, or to be watched: all of it at the stand-in."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

from bot.playground.registry import METHODS, Call
from bot.playground.workspace import BOT_USER, Message, Trouble, Workspace
from tests.house import CHANNEL, House


async def until(condition: Callable[[], bool | Awaitable[bool]], seconds: float = 10) -> None:
    """Wait until `condition` holds, and fail where it still does not after `seconds`."""
    deadline = monotonic() + seconds
    while True:
        holds = condition()
        if await holds if isinstance(holds, Awaitable) else holds:
            return
        assert monotonic() < deadline, f"not within {seconds} seconds"
        await asyncio.sleep(0.01)


@dataclass
class Held:
    """One call that the stand-in holds: it has `come`, and goes on when it is `let_go`."""

    come: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def has_come(self) -> None:
        """Wait for it."""
        async with asyncio.timeout(10):
            await self.come.wait()


@contextmanager
def holding(method: str, *, done: bool = True) -> Iterator[Held]:
    """Hold the next call of a method: after Slack has done it, or else before."""
    real, held = METHODS[method], Held()

    async def wait() -> None:
        held.come.set()
        METHODS[method] = real
        await held.let_go.wait()

    async def run(call: Call) -> dict[str, Any]:
        if not done:
            await wait()
        answer = await real.run(call)
        if done:
            await wait()
        return answer

    METHODS[method] = replace(real, run=run)
    try:
        yield held
    finally:
        METHODS[method] = real
        held.let_go.set()


class Watched(list[tuple[str, dict[str, Any]]]):
    """What was sent, with the moment of each call, in seconds of time.monotonic."""

    def __init__(self) -> None:
        super().__init__()
        self.moments: list[float] = []

    def append(self, call: tuple[str, dict[str, Any]]) -> None:
        """A call comes in."""
        super().append(call)
        self.moments.append(monotonic())

    def clear(self) -> None:
        """Forget what came."""
        super().clear()
        self.moments.clear()

    def calls(self, *methods: str) -> list[tuple[str, dict[str, Any]]]:
        """The calls of these methods."""
        return [call for call in self if call[0] in methods]

    def times(self, method: str, **having: str) -> list[float]:
        """The moments at which a method was called with these arguments."""
        return [
            moment
            for (name, args), moment in zip(self, self.moments, strict=True)
            if name == method and all(args.get(key) == value for key, value in having.items())
        ]


def watch(workspace: Workspace) -> Watched:
    """From now on, all that is sent."""
    watched = Watched()
    workspace.sent = watched
    return watched


def trouble(house: House, method: str, kind: str, *, times: int = 1, retry_after: int = 1) -> None:
    """The next calls of a method fail in this way."""
    house.workspace.trouble.append(Trouble(method, kind, times, retry_after))


def bots(house: House, channel: str = CHANNEL) -> list[Message]:
    """All that the bot said in a channel for everyone, threads and all."""
    found = house.workspace.channels[channel].messages.values()
    return [each for each in found if each.user == BOT_USER and not each.only_for and not each.subtype]


def saying(house: House, words: str, channel: str = CHANNEL) -> list[Message]:
    """The bot's messages in which these words are."""
    return [each for each in bots(house, channel) if words in str(each.blocks) or words in each.text]


def by_hand(house: House, message: Message, channel: str = CHANNEL) -> None:
    """Someone deletes a message in Slack."""
    house.workspace.remove_message(house.workspace.channels[channel], message)
