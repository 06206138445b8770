"""Where post-its may belong: suggested, and never placed by the bot (requirement 90).

What a challenge's placements have taught is kept in memory only, and forgotten at its purge. Learning takes a
second, so it is done in a thread, and nobody waits for it longer than they said.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING
from weakref import WeakSet

from bot.domain.framework import Framework
from bot.errors import log_unexpected
from db import evidence
from db.challenges import OpenChallenge
from db.engine import Database

if TYPE_CHECKING:
    from bot.themes.suggest import Suggester, Suggestion

log = logging.getLogger(__name__)

#: After so long it learns anew from what the team has placed meanwhile.
FRESH = timedelta(minutes=5)
#: Unused for so long, what was learned is forgotten.
KEPT = timedelta(hours=12)
#: Post-its learned from, at most: enough to know a team's ways, and learned in about a second.
MOST = 2000

_everywhere: "WeakSet[Suggestions]" = WeakSet()


def forget(challenge_id: str) -> None:
    """Keep nothing in memory of what a challenge's placements have taught."""
    for each in _everywhere:
        each.forget(challenge_id)


@dataclass(slots=True)
class _Learned:
    suggester: "Suggester"
    at: float
    used: float


class Suggestions:
    """Suggests statements for the challenges of one bot."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._learned: dict[str, _Learned] = {}
        self._learning: dict[str, asyncio.Task[None]] = {}
        _everywhere.add(self)

    async def likely(
        self, opened: OpenChallenge, texts: Sequence[str], *, within: float
    ) -> list["Suggestion | None"]:
        """The likely statement of each of `texts`; None where none is likely, or where it would take longer
        than `within` seconds to say.
        """
        challenge_id, now = opened.challenge.id, monotonic()
        self._forget_unused(now)
        learned = self._learned.get(challenge_id)
        if learned is None or now - learned.at > FRESH.total_seconds():
            self._learn(opened)
        if learned is None:
            await asyncio.wait({self._learning[challenge_id]}, timeout=within)
            learned = self._learned.get(challenge_id)
        if learned is None:
            return [None] * len(texts)
        learned.used = now
        return await asyncio.to_thread(_likely, learned.suggester, texts)

    def forget(self, challenge_id: str) -> None:
        """Keep nothing in memory of what a challenge's placements have taught."""
        self._learned.pop(challenge_id, None)
        learning = self._learning.pop(challenge_id, None)
        if learning is not None:
            learning.cancel()

    async def close(self) -> None:
        """Stop learning."""
        learning = list(self._learning.values())
        for each in learning:
            each.cancel()
        await asyncio.gather(*learning, return_exceptions=True)

    def _forget_unused(self, now: float) -> None:
        for challenge_id, learned in list(self._learned.items()):
            if now - learned.used > KEPT.total_seconds():
                del self._learned[challenge_id]

    def _learn(self, opened: OpenChallenge) -> None:
        """Learn in the background, unless that is under way."""
        challenge_id = opened.challenge.id
        if challenge_id not in self._learning:
            task = asyncio.create_task(self._learn_from_wall(opened))
            self._learning[challenge_id] = task
            task.add_done_callback(lambda _: self._learning.pop(challenge_id, None))

    async def _learn_from_wall(self, opened: OpenChallenge) -> None:
        challenge = opened.challenge
        try:
            async with self._database.read() as session:
                wall = await evidence.wall(session, challenge.id, opened.key)
            placed = [(each.text, each.statement) for each in wall if each.statement is not None]
            # By random ids: a fair part where there are very many.
            suggester = await asyncio.to_thread(_taught, opened.framework, placed[:MOST])
        except Exception as error:
            log_unexpected(log, "learning from placements", error)
            return
        self._learned[challenge.id] = _Learned(suggester, monotonic(), monotonic())


def _taught(framework: Framework, placed: Sequence[tuple[str, str]]) -> "Suggester":
    from bot.themes.suggest import Suggester  # heavy, and only loaded where somebody leaves it open

    return Suggester(framework, placed)


def _likely(suggester: "Suggester", texts: Sequence[str]) -> list["Suggestion | None"]:
    best = (suggester.suggest(text, 1)[0] for text in texts)
    return [each if each.likely else None for each in best]
