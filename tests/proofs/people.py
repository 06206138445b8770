"""People who go on working while the bot is killed under their hands."""

import asyncio
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import product, takewhile
from time import monotonic

from tests.delivery.slack import until
from tests.house import CHANNEL, CM, Refused
from tests.proofs.street import Street

_WORDS = ("waits", "reviews", "training", "triage", "housing", "reablement", "advocacy", "panels", "feedback")
STATEMENTS = ("needs", "prevention", "safeguarding", "learning")


def texts(name: str) -> Iterator[str]:
    """Post-its that are all different, and in which there is nothing to hide."""
    for three in product(_WORDS, _WORDS, _WORDS):
        yield f"{name} heard that {' and '.join(three)} are better now"


@dataclass
class Said:
    """What became of the post-its: those of which a form said that they are stored, and those that were given
    up before it said anything.
    """

    stored: dict[str, str] = field(default_factory=dict)  # text: statement
    given_up: dict[str, str] = field(default_factory=dict)


class Interrupted(Exception):
    """The bot did not say how it went."""


@dataclass
class Peer:
    """Writes post-its, one after the other, until told to stop. Where the bot dies over one, they send the
    form once more, or sometimes give it up.
    """

    street: Street
    user: str
    name: str
    random: random.Random
    said: Said
    lives: Callable[[], int]
    up: asyncio.Event
    enough: asyncio.Event

    async def write(self) -> None:
        """Go on until it is enough."""
        for text in takewhile(lambda _: not self.enough.is_set(), texts(self.name)):
            statement = self.random.choice(STATEMENTS)
            sent = ""  # the form in which it was sent
            while True:
                await self.up.wait()
                try:
                    sent = sent or await self._open()
                    if self._stored(sent) or await self._send(sent, text, statement):
                        self.said.stored[text] = statement
                        break
                except (Refused, Interrupted):
                    if sent and not self.up.is_set() and self.random.random() < 0.3:
                        self.said.given_up[text] = statement
                        self.street.workspace.set_stack(self.user, [])
                        break

    async def _open(self) -> str:
        if self.street.form(self.user) is None:
            await self.street.command(self.user, "/postit")
            await self._until_told(lambda: self.street.form(self.user) is not None)
        return self.street.form_of(self.user)

    def _stored(self, sent: str) -> bool:
        told = self.street.told(self.user)
        return self.street.form_of(self.user) != sent and ("Stored 1" in told or "stored already" in told)

    async def _send(self, sent: str, text: str, statement: str) -> bool:
        errors = await self.street.submit(self.user, text=text, kind="strength", statement=statement)
        if errors:
            return self._stored(sent)  # it had been stored, and the empty form was sent
        await self._until_told(lambda: self._stored(sent))
        return True

    async def _until_told(self, told: Callable[[], bool]) -> None:
        """Wait for it a few seconds; where nothing comes, the form says itself that one is to press again."""
        before, deadline = self.lives(), monotonic() + 4
        await until(
            lambda: told() or self.lives() != before or not self.up.is_set() or monotonic() > deadline, 5
        )
        if not told():
            raise Interrupted


@dataclass
class Manager:
    """Types `/digest` and presses *Post*, once in each of the bot's lives."""

    street: Street
    lives: Callable[[], int]
    up: asyncio.Event
    enough: asyncio.Event
    posted: int = 0

    async def digest(self) -> None:
        """Go on until it is enough."""
        while not self.enough.is_set():
            await self.up.wait()
            before = self.lives()
            with suppress(Refused):
                await self._digest_once()
            await until(partial(self._another_life, before), 120)

    def _another_life(self, before: int) -> bool:
        return self.lives() != before or self.enough.is_set()

    async def _digest_once(self) -> None:
        before, seen = self.lives(), len(self.street.only_for(CM))

        def told(what: Callable[[], bool]) -> Callable[[], bool]:
            return lambda: what() or self.lives() != before or not self.up.is_set()

        await self.street.command(CM, "/digest")
        await until(told(lambda: len(self.street.only_for(CM)) > seen), 30)
        if len(self.street.only_for(CM)) == seen:
            return
        preview = self.street.only_for(CM)[-1]
        if "brief_post" not in str(preview.blocks):
            return
        await self.street.press(CM, "brief_post", preview, CHANNEL)
        # The clock may have drafted a newer one meanwhile, which then takes the preview's place.
        newer = "It was changed since"
        await until(told(lambda: "brief_post" not in str(preview.blocks) or newer in str(preview.blocks)), 30)
        self.posted += "on its way" in str(preview.blocks)
