"""The outbox: armed, claimed, finished, on both databases."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from bot.privacy.keys import Keyring
from db import outbox
from db.challenges import OpenChallenge
from db.engine import Database
from db.models import DeliveryRow
from db.outbox import LANE_HOLD, LEASE, Claimed, ToSend
from tests.db.conftest import Turn, a_challenge, stored

NOON = datetime(2026, 3, 24, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Outbox:
    """The outbox of one challenge, each step in a transaction of its own."""

    def __init__(self, database: Database, challenge_id: str) -> None:
        self.database = database
        self._challenge_id = challenge_id

    async def arm(
        self,
        key: str,
        *,
        lane: str = "C1",
        due_at: datetime = NOON,
        payload: bytes = b"",
        expires_at: datetime | None = None,
        again: bool = True,
    ) -> bool:
        async with self.database.write() as session:
            return await outbox.arm(
                session,
                challenge_id=self._challenge_id,
                key=key,
                kind="brief",
                lane=lane,
                payload=payload,
                due_at=due_at,
                expires_at=expires_at,
                again=again,
            )

    async def claim(
        self, now: datetime = NOON, *, limit: int = 8, busy: tuple[str, ...] = ()
    ) -> list[Claimed]:
        async with self.database.write() as session:
            return await outbox.claim(session, now, limit=limit, busy_lanes=busy)

    async def sent(self, claimed: Claimed) -> bool:
        async with self.database.write() as session:
            return await outbox.sent(session, claimed)

    async def later(
        self,
        claimed: Claimed,
        until: datetime | None = None,
        *,
        unsure: bool = False,
        error: str | None = None,
    ) -> None:
        async with self.database.write() as session:
            await outbox.later(session, claimed, until=until, unsure=unsure, error=error)

    async def next_due(self, now: datetime = NOON) -> datetime | None:
        async with self.database.read() as session:
            return await outbox.next_due(session, now)

    async def row(self, key: str) -> DeliveryRow:
        async with self.database.read() as session:
            return (await session.exec(select(DeliveryRow).where(col(DeliveryRow.key) == key))).one()


@pytest.fixture
def box(database: Database, northmere: OpenChallenge) -> Outbox:
    return Outbox(database, northmere.challenge.id)


async def test_one_key_is_armed_once_unless_again(box: Outbox) -> None:
    assert await box.arm("a", payload=b"first", again=False)
    assert not await box.arm("a", payload=b"second", again=False)
    assert (await box.row("a")).sealed_payload == b"first"
    (claimed,) = await box.claim()
    assert await box.sent(claimed)
    assert not await box.arm("a", again=False)
    assert await box.claim(NOON + LEASE) == []
    assert await box.arm("a", payload=b"third")
    (again,) = await box.claim(NOON + LEASE)
    assert (again.id, again.marker, again.sealed_payload) == (claimed.id, claimed.marker, b"third")
    assert (again.attempt, again.unsure) == (1, False)


async def test_what_is_due_is_claimed_once_the_longest_due_first(box: Outbox) -> None:
    await box.arm("second", lane="C1", due_at=NOON - SECOND)
    await box.arm("first", lane="C2", due_at=NOON - 2 * SECOND)
    await box.arm("not yet", lane="C3", due_at=NOON + SECOND)
    (first,) = await box.claim(limit=1)
    assert first.lane == "C2"
    (second,) = await box.claim()
    assert second.lane == "C1"
    assert await box.claim() == []
    assert [each.lane for each in await box.claim(NOON + SECOND)] == ["C3"]


async def test_one_a_lane_is_claimed_in_the_lanes_order(box: Outbox) -> None:
    for number in (2, 0, 1):
        await box.arm(f"{number}", due_at=NOON - SECOND + number * timedelta(milliseconds=1))
    order = []
    for _ in range(3):
        (claimed,) = await box.claim()
        assert await box.claim() == []  # the lane is held
        order.append((await box.row("0")).id == claimed.id)
        await box.sent(claimed)
    assert order == [True, False, False]


async def test_busy_lanes_are_left_alone(box: Outbox) -> None:
    await box.arm("a", lane="C1")
    await box.arm("b", lane="C2")
    assert [each.lane for each in await box.claim(busy=("C1",))] == ["C2"]


async def test_what_a_dead_sender_holds_holds_up_its_lane_for_a_moment_only(box: Outbox) -> None:
    await box.arm("left behind", due_at=NOON - SECOND)
    await box.arm("next")
    (dead,) = await box.claim()
    assert await box.claim(NOON + LANE_HOLD - SECOND) == []
    (following,) = await box.claim(NOON + LANE_HOLD)
    assert following.id != dead.id
    await box.sent(following)
    assert await box.claim(NOON + LEASE - SECOND) == []
    (found,) = await box.claim(NOON + LEASE)
    assert (found.id, found.unsure, found.attempt) == (dead.id, True, 1)


async def test_a_late_sender_forgets_nothing_of_another_s_attempt(box: Outbox) -> None:
    await box.arm("a")
    (late,) = await box.claim()
    (other,) = await box.claim(NOON + LEASE)
    await box.arm("a")  # changed meanwhile: nobody's claim holds, and the other's lease does
    await box.later(late)
    row = await box.row("a")
    assert (row.lease_until, row.unsure) == (NOON + 2 * LEASE, True)
    assert await box.claim(NOON + LEASE + SECOND) == []
    assert not await box.sent(other)
    assert len(await box.claim(NOON + LEASE + SECOND)) == 1


async def test_an_attempt_that_was_broken_off_is_not_one_that_failed(box: Outbox) -> None:
    await box.arm("a")
    for number in range(5):
        (claimed,) = await box.claim(NOON + number * LEASE)
        assert (claimed.attempt, claimed.unsure) == (1, number > 0)
    await box.later(claimed, error="500", unsure=True)
    (again,) = await box.claim(NOON + 5 * LEASE)
    assert again.attempt == 2


async def test_what_was_dropped_for_a_reason_that_is_gone_is_taken_up_once(box: Outbox) -> None:
    await box.arm("a")
    (claimed,) = await box.claim()
    back = ToSend(claimed.challenge_id, "a", "brief", "C1", b"new", NOON + SECOND)

    async def take_up(*reasons: str) -> int:
        async with box.database.write() as session:
            assert await outbox.planned(session, ["a"]) == {"a"}
            return await outbox.take_up(session, [back], reasons)

    assert await take_up("cancelled") == 0
    async with box.database.write() as session:
        await outbox.dropped(session, claimed, "cancelled")
        assert await outbox.planned(session, ["a"], but_for=["cancelled"]) == set()
    assert await take_up("another") == 0
    assert [await take_up("cancelled") for _ in range(2)] == [1, 0]
    (again,) = await box.claim(NOON + SECOND)
    assert (again.id, again.sealed_payload, again.unsure) == (claimed.id, b"new", False)
    assert await box.sent(again)
    assert await take_up("cancelled") == 0


async def test_armed_again_while_it_is_being_sent_it_is_sent_again(box: Outbox) -> None:
    await box.arm("a", payload=b"old")
    (claimed,) = await box.claim()
    await box.arm("a", payload=b"new")
    assert await box.claim() == []  # never two at once
    assert not await box.sent(claimed)
    (again,) = await box.claim()
    assert (again.sealed_payload, again.unsure, again.attempt) == (b"new", False, 1)
    assert await box.sent(again)
    assert (await box.row("a")).state == "sent"


async def test_armed_again_and_then_its_sender_dies_it_is_looked_up(box: Outbox) -> None:
    await box.arm("a")
    await box.claim()
    await box.arm("a")
    assert await box.claim(NOON + LEASE - SECOND) == []
    (again,) = await box.claim(NOON + LEASE)
    assert again.unsure


async def test_armed_again_while_it_waits_it_is_not_put_off(box: Outbox) -> None:
    await box.arm("a", due_at=NOON)
    await box.arm("a", due_at=NOON + timedelta(seconds=30))
    assert await box.next_due() == NOON


async def test_an_attempt_that_failed_for_sure_counts_and_is_not_looked_up(box: Outbox) -> None:
    await box.arm("a")
    for attempt in (1, 2, 3):
        (claimed,) = await box.claim()
        assert (claimed.attempt, claimed.unsure) == (attempt, False)
        await box.later(claimed, NOON, error="not_in_channel")
    assert (await box.row("a")).error == "not_in_channel"
    (claimed,) = await box.claim()
    await box.later(claimed, NOON)  # something else comes first: no failure
    (claimed,) = await box.claim()
    assert claimed.attempt == 1


async def test_what_may_have_been_sent_stays_unsure_until_it_was_looked_up(box: Outbox) -> None:
    await box.arm("a")
    (claimed,) = await box.claim()
    assert not claimed.unsure
    await box.later(claimed, NOON, unsure=True, error="TimeoutError")
    (claimed,) = await box.claim()
    assert claimed.unsure
    await box.later(claimed, NOON, unsure=True, error="ratelimited")
    (claimed,) = await box.claim()
    assert claimed.unsure
    async with box.database.write() as session:
        await outbox.known(session, claimed)
    await box.later(claimed, NOON, error="ratelimited")
    (claimed,) = await box.claim()
    assert not claimed.unsure


async def test_armed_again_meanwhile_what_is_known_of_the_attempt_is_kept(box: Outbox) -> None:
    await box.arm("a")
    (claimed,) = await box.claim()
    await box.arm("a")
    await box.later(claimed, NOON + 4 * SECOND, unsure=True, error="TimeoutError")
    assert await box.claim(NOON + 3 * SECOND) == []
    (again,) = await box.claim(NOON + 4 * SECOND)
    assert again.unsure


async def test_a_sender_that_lost_its_lease_ends_nothing(box: Outbox) -> None:
    await box.arm("a")
    (slow,) = await box.claim()
    (other,) = await box.claim(NOON + LEASE)
    assert not await box.sent(slow)
    async with box.database.write() as session:
        await outbox.failed(session, slow, "no")
    row = await box.row("a")
    assert (row.state, row.claim) == ("pending", other.claim)
    assert await box.sent(other)


async def test_put_off_without_a_moment_it_keeps_its_place(box: Outbox) -> None:
    await box.arm("a", due_at=NOON - SECOND)
    await box.arm("b")
    (claimed,) = await box.claim()
    await box.later(claimed, error="ratelimited")
    (again,) = await box.claim()
    assert again.id == claimed.id


async def test_next_due(box: Outbox) -> None:
    assert await box.next_due() is None
    await box.arm("a", lane="C1", due_at=NOON + 9 * SECOND)
    assert await box.next_due() == NOON + 9 * SECOND
    await box.arm("b", lane="C2", due_at=NOON)
    assert await box.next_due() == NOON
    (claimed,) = await box.claim()
    assert await box.next_due() == NOON + 9 * SECOND  # its sender goes on with the lane
    assert await box.next_due(NOON + LANE_HOLD) == NOON + 9 * SECOND
    await box.sent(claimed)
    await box.claim(NOON + 9 * SECOND)
    assert await box.next_due(NOON + 9 * SECOND) is None
    assert await box.next_due(NOON + 9 * SECOND + LANE_HOLD) == NOON + 9 * SECOND + LEASE


async def test_counts_states_and_prefixes(box: Outbox, northmere: OpenChallenge) -> None:
    for key in ("preview:1", "preview:2", "other_1%"):
        await box.arm(key, lane=key)
    for claimed in await box.claim(limit=2):
        await box.sent(claimed)
    challenge_id = northmere.challenge.id
    async with box.database.read() as session:
        assert await outbox.counts(session) == {"pending": 1, "sent": 2}
        assert {await outbox.state_of(session, key) for key in ("preview:1", "no such")} >= {None}
        assert await outbox.any_with_prefix(session, challenge_id, "preview:")
        assert not await outbox.any_with_prefix(session, challenge_id, "other%")
        assert not await outbox.any_with_prefix(session, challenge_id, "other_2")
        assert not await outbox.any_with_prefix(session, "another", "preview:")


async def test_exists_until_its_challenge_is_purged(box: Outbox) -> None:
    await box.arm("a")
    (claimed,) = await box.claim()
    async with box.database.read() as session:
        assert await outbox.exists(session, claimed)
        assert not await outbox.exists(session, replace(claimed, id="another"))


async def test_many_claimers_never_get_the_same_row(database: Database, box: Outbox) -> None:
    """On PostgreSQL all at the same moment, in transactions that overlap."""
    for number in range(40):
        await box.arm(f"{number}", lane=f"C{number % 10}", due_at=NOON - SECOND * (40 - number))
    taken: list[Claimed] = []

    async def work() -> None:
        while True:
            async with database.write() as session:
                mine = await outbox.claim(session, NOON, limit=3)
            if not mine:
                async with database.read() as session:
                    if (await outbox.counts(session)).get("pending", 0) == 0:
                        return
                continue
            taken.extend(mine)
            for each in mine:
                await box.sent(each)

    async with asyncio.timeout(20):
        await asyncio.gather(*(work() for _ in range(4)))
    assert len(taken) == 40
    assert len({each.id for each in taken}) == 40
    for lane in {each.lane for each in taken}:
        keys = [each.id for each in taken if each.lane == lane]
        assert len(keys) == 4


@pytest.mark.postgres
async def test_a_second_claimer_passes_by_what_the_first_has_not_committed_yet(
    postgres_url: str, keyring: Keyring
) -> None:
    database = Database(postgres_url)
    opened = await stored(database, keyring, a_challenge())
    box = Outbox(database, opened.challenge.id)
    await box.arm("a", lane="C1")
    await box.arm("b", lane="C1")
    await box.arm("c", lane="C2", due_at=NOON + SECOND)
    claimed, done = Turn.new(), Turn.new()

    async def first() -> list[Claimed]:
        async with database.write() as session:
            mine = await outbox.claim(session, NOON, limit=8)
            claimed.come()
            await done.wait()
            return mine

    async def second() -> list[Claimed]:
        await claimed.wait()
        try:
            return await box.claim(NOON + SECOND)
        finally:
            done.come()

    one, two = await asyncio.gather(first(), second())
    await database.close()
    assert [each.lane for each in one] == ["C1"]
    assert [each.lane for each in two] == ["C2"]
