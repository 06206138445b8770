"""A brief is posted exactly once, or not at all, in whatever order it is approved and changed.

Two bots, as in two processes, at one database: on SQLite and on PostgreSQL in turn.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, cycle, permutations

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.app import Bot
from bot.domain.agenda import Choice
from bot.errors import Refusal
from bot.playground.workspace import Message
from bot.privacy.gate import Preview
from bot.services import agenda, briefs
from db import briefs as stored
from db.challenges import OpenChallenge
from tests.delivery.test_once import Pair, pair
from tests.house import CHANNEL, CM, LP, words_of

__all__ = ["pair"]  # a fixture

_USERS = {"cm": CM, "lp": LP}

#: What the two press: who, what, and under which preview, their first or the newest there is.
Press = tuple[str, str, str]
CM_FIRST, LP_FIRST = ("cm", "approve", "first"), ("lp", "approve", "first")
CM_NEWEST, LP_NEWEST = ("cm", "approve", "newest"), ("lp", "approve", "newest")
CM_CHANGES, LP_CHANGES = ("cm", "change", "newest"), ("lp", "change", "newest")
CANCELS, DRAFTS = ("cm", "cancel", "newest"), ("cm", "draft", "newest")

ORDERS = list(
    dict.fromkeys(
        chain(
            permutations([CM_FIRST, LP_FIRST, LP_CHANGES, CM_NEWEST, LP_NEWEST]),
            permutations([CM_FIRST, LP_FIRST, CM_CHANGES, LP_NEWEST]),
            permutations([CM_FIRST, LP_FIRST, CANCELS, DRAFTS]),
            permutations([CM_FIRST, CM_FIRST, LP_FIRST, LP_FIRST]),
        )
    )
)


@dataclass
class Day:
    """A brief of one day, previewed to both; and what was taken of what they pressed."""

    opened: OpenChallenge
    brief_id: str
    first: int
    now: datetime
    approved: dict[str, set[int]] = field(default_factory=lambda: {"cm": set(), "lp": set()})
    #: What a revision's item says.
    says: dict[int, str] = field(default_factory=dict)

    @classmethod
    async def begun(cls, bot: Bot, opened: OpenChallenge, now: datetime) -> "Day":
        """The day's first preview is there."""
        async with bot.database.write() as session:
            preview = await briefs.draft(session, opened, now=now)
        day = cls(opened, preview.brief_id, preview.revision, now)
        day._saw(preview)
        return day

    async def press(self, bot: Bot, pressed: Press) -> None:
        """Someone presses something, perhaps too late for it to be taken."""
        who, what, where = pressed
        try:
            async with bot.database.write() as session:
                revision = self.first if where == "first" else await self._newest(session)
                await self._do(session, who, what, revision)
        except Refusal:
            return
        if what == "approve":
            self.approved[who].add(revision)

    async def _do(self, session: AsyncSession, who: str, what: str, revision: int) -> None:
        at = (session, self.opened, _USERS[who], self.brief_id, revision)
        if what == "approve":
            await briefs.approve(*at, now=self.now)
        elif what == "cancel":
            await briefs.cancel(*at)
        elif what == "draft":
            self._saw(await briefs.draft(session, self.opened, now=self.now))
        else:
            (item,) = (await agenda.shown(*at[:-1])).items
            choice = Choice(words=f"waits are long, as of {self.now:%d %B} {revision}")
            chosen = await agenda.choose(*at[:-1], finding=item.finding, seen=item.seen, choice=choice)
            assert isinstance(chosen, Preview)
            self._saw(chosen)

    async def _newest(self, session: AsyncSession) -> int:
        row = await stored.by_id(session, self.opened.challenge.id, self.brief_id)
        assert row is not None
        return row.revision

    def _saw(self, preview: Preview) -> None:
        self.says[preview.revision] = preview.items[0].text

    def holds(self, posted: Sequence[Message]) -> None:
        """Posted once if those have approved one and the same draft who must, and that is what it says; else
        never.
        """
        cm, lp = self.approved["cm"], self.approved["lp"]
        agreed = cm | lp if self.opened.challenge.one_approves else cm & lp
        assert len(posted) == bool(agreed)
        if agreed:
            assert self.says[max(agreed)] in words_of(posted[0])


async def play(pair: Pair, orders: Iterable[Sequence[Press]], *, at_once: bool, one: bool) -> list[Day]:
    """Each of `orders` on a day of its own; then all that is due is sent, by two senders at once."""
    opened = await pair.set_up(one_approves=one)
    await pair.write(opened, "waits are long")
    days = []
    for order in orders:
        pair.clock.move(days=1)
        day = await Day.begun(pair.one, opened, pair.clock())
        days.append(day)
        if at_once:
            bots = cycle((pair.one, pair.two))
            await asyncio.gather(*(day.press(bot, each) for bot, each in zip(bots, order, strict=False)))
        else:
            for each in order:
                await day.press(pair.one, each)
    pair.sent.clear()
    pair.clock.move(seconds=5)
    await asyncio.gather(pair.one.sender.send_due(), pair.two.sender.send_due())
    await pair.one.sender.send_due()
    return days


def posted(pair: Pair, day: Day) -> list[Message]:
    """What is in the channel of a day's brief."""
    title = f"No-surprises brief, {day.now:%A} {day.now.day} {day.now:%B}"
    number = day.opened.challenge.day_number(day.now.date())
    if number:
        title = title.replace("brief,", f"brief, day {number},")
    return [one for one in pair.workspace.channels[CHANNEL].messages.values() if one.text == title]


def total(pair: Pair, days: Iterable[Day]) -> int:
    """How many briefs are in the channel; each was posted by one call."""
    found = [posted(pair, day) for day in days]
    calls = [one for _, one in pair.sent.calls("chat.postMessage") if one["channel"] == CHANNEL]
    assert len([one for one in calls if "brief" in one["text"]]) == sum(map(len, found))
    return sum(map(len, found))


@pytest.mark.parametrize(
    "orders", [pytest.param(ORDERS, marks=pytest.mark.proof, id="all"), pytest.param(ORDERS[::20], id="some")]
)
@pytest.mark.parametrize("one", [False, True], ids=["both approve", "one is enough"])
@pytest.mark.parametrize("at_once", [False, True], ids=["one after the other", "all at once"])
async def test_exactly_once_or_not_at_all(
    pair: Pair, orders: Sequence[Sequence[Press]], at_once: bool, one: bool
) -> None:
    days = await play(pair, orders, at_once=at_once, one=one)
    for day in days:
        day.holds(posted(pair, day))
    assert total(pair, days)
