"""Where submitted post-its are stored: those that come while others are being stored go together next.

A transaction is safe once it is on the disk, and waiting for that takes milliseconds, however much is in it.
So under load one wait serves all who are waiting; alone, a submission is stored at once. Nobody is told
"stored" before the transaction that holds their post-its has ended.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.errors import NotOnTheTeam, Refusal
from bot.handlers.desk import Desk
from bot.services import evidence
from bot.services.evidence import Captured, Draft, Submission
from bot.services.hiding import Unsure
from db import challenges
from db.challenges import OpenChallenge
from db.engine import AWAY

#: Submissions that one transaction takes at most, so that other writers get their turn.
TOGETHER = 32


#: The challenge as it was then, and what was stored, or what is to be asked first.
Stored = tuple[OpenChallenge, Captured | Unsure]


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    user: str
    challenge_id: str
    draft: Draft
    receipt: str
    stored: "asyncio.Future[Stored]" = field(default_factory=asyncio.Future)

    def to(self, opened: Mapping[str, OpenChallenge]) -> Submission:
        """What is submitted to which of the challenges in `opened`."""
        return Submission(opened[self.challenge_id], self.user, self.draft, self.receipt)


class Intake:
    """Stores submissions, several to a transaction where several are waiting."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._waiting: list[_Waiting] = []
        self._storing: asyncio.Task[None] | None = None

    async def store(self, user: str, challenge_id: str, draft: Draft, receipt: str) -> Stored:
        """Store a draft; returns when it is safe, or with what is to be asked first. Raises Refusal. Of
        what is asked about or refused nothing is stored.
        """
        waiting = _Waiting(user, challenge_id, draft, receipt)
        self._waiting.append(waiting)
        if self._storing is None:
            self._storing = asyncio.create_task(self._store_waiting())
        return await waiting.stored

    async def _store_waiting(self) -> None:
        while self._waiting:
            together, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            await self._store(together)
        self._storing = None

    async def _store(self, together: list[_Waiting]) -> None:
        try:
            outcomes = await self._in_one_transaction(together)
        except Exception as error:
            if len(together) == 1 or isinstance(error, AWAY):
                for each in together:
                    each.stored.set_exception(error)
                return
            # It may be about one of them only: then the others are not to suffer for it.
            for each in together:
                await self._store([each])
            return
        for each, outcome in zip(together, outcomes, strict=True):
            if isinstance(outcome, Refusal):
                each.stored.set_exception(outcome)
            else:
                each.stored.set_result(outcome)
                self._desk.sender.wake(outcome[0].challenge.channel)

    async def _in_one_transaction(self, together: list[_Waiting]) -> list[Stored | Refusal]:
        desk = self._desk
        outcomes: list[Stored | Refusal] = [NotOnTheTeam() for _ in together]
        async with desk.database.write() as session:
            wanted = {each.challenge_id for each in together}
            opened = await challenges.by_ids(session, desk.keyring, wanted)
            there = [place for place, each in enumerate(together) if each.challenge_id in opened]
            submissions = [together[place].to(opened) for place in there]
            captured = await evidence.capture_all(session, submissions, now=desk.now())
        for place, submission, outcome in zip(there, submissions, captured, strict=True):
            outcomes[place] = outcome if isinstance(outcome, Refusal) else (submission.opened, outcome)
        return outcomes
