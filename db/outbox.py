"""The outbox: what is to be sent to Slack, once each (platform notes: Delivery).

A delivery is armed under a unique key. A sender claims it with a lease, sends, and finishes it. What was
armed again meanwhile stays pending; what a killed sender left is claimed again when the lease runs out, as
`unsure`, and is looked up in Slack before anything is posted again.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Insert, case, func, or_, update
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from bot.privacy.keys import ChallengeKey
from db.engine import dialect_of, insert_for
from db.models import DeliveryRow, random_id

#: How long a claim holds unless the settings say otherwise. It outlasts all that one attempt may take.
LEASE = timedelta(seconds=60)
#: How long a claim keeps other senders out of its lane, so that a lane is sent to in order. Shorter than a
#: lease: what a killed sender left must not hold up all the others of its channel.
LANE_HOLD = timedelta(seconds=5)

#: Of those that are due, so many are looked at for what can be claimed.
_LOOKED_AT = 256

_PENDING, _SENT, _DROPPED, _FAILED = "pending", "sent", "dropped", "failed"
#: What a delivery that is over keeps of its times: nothing.
_OVER: dict[str, Any] = {
    "due_at": None,
    "expires_at": None,
    "lease_until": None,
    "claim": None,
    "attempt": 0,
    "unsure": False,
    "sealed_payload": None,
}
#: What the end of an attempt says of a delivery that was armed again while it was being sent.
_KEPT_WHEN_ARMED_AGAIN = ("attempt", "unsure", "due_at")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours until its lease ends. `unsure`: an earlier attempt may have posted it.
    `attempt` counts from 1, since it last went well; an attempt that was broken off is the same as the next.
    """

    id: str
    challenge_id: str
    kind: str
    lane: str
    marker: str
    claim: str
    attempt: int
    unsure: bool
    expires_at: datetime | None
    sealed_payload: bytes | None
    lease_until: datetime | None


_CLAIMED = [col(getattr(DeliveryRow, name)) for name in Claimed.__dataclass_fields__]


@dataclass(frozen=True, slots=True)
class ToSend:
    """A delivery to be armed. `key` says what it is, and there is one of it; the rest is DeliveryRow's."""

    challenge_id: str
    key: str
    kind: str
    lane: str
    payload: bytes
    due_at: datetime
    expires_at: datetime | None = None

    def row(self) -> dict[str, Any]:
        """As a new row."""
        return {
            "id": random_id(),
            "marker": random_id(),
            "state": _PENDING,
            "attempt": 0,
            "unsure": False,
            "challenge_id": self.challenge_id,
            "key": self.key,
            "kind": self.kind,
            "lane": self.lane,
            "sealed_payload": self.payload,
            "due_at": self.due_at,
            "expires_at": self.expires_at,
        }


async def arm(session: AsyncSession, *, again: bool, **delivery: Any) -> bool:
    """Put a delivery, the fields of ToSend, in the outbox. With `again` one that exists becomes pending again
    (something changed that has to be shown); without, it is left as it is. Returns whether it is new or
    pending again.
    """
    if again:
        await arm_again(session, [ToSend(**delivery)])
        return True
    return await arm_new(session, [ToSend(**delivery)]) == 1


async def arm_new(session: AsyncSession, deliveries: Iterable[ToSend]) -> int:
    """Put deliveries in the outbox that are not there yet, whoever else does so at the same time. Returns how
    many were new.
    """
    # In the same order as another clock does: neither then waits for the other.
    new_rows = sorted((each.row() for each in deliveries), key=lambda row: str(row["key"]))
    if not new_rows:
        return 0
    # What was inserted is asked for: PostgreSQL's driver counts no rows of an INSERT.
    result = await session.exec(_arming_new(dialect_of(session)), params=new_rows)
    return len(result.all())


@cache
def _arming_new(dialect: str) -> Any:
    once = insert_for(dialect, DeliveryRow).on_conflict_do_nothing(index_elements=["key"])
    return once.returning(col(DeliveryRow.id))


async def arm_again(session: AsyncSession, deliveries: Iterable[ToSend]) -> None:
    """Put deliveries in the outbox, with one statement; those that exist become pending again."""
    # Always in the same order: two transactions that lock rows each in its own would wait for each other.
    new_rows = sorted((each.row() for each in deliveries), key=lambda row: str(row["key"]))
    if new_rows:
        await session.exec(_arming_again(dialect_of(session)), params=new_rows)


@cache
def _arming_again(dialect: str) -> Insert:
    statement = insert_for(dialect, DeliveryRow)
    new = statement.excluded
    # One that is being sent keeps its lease: only the claim goes, so that whoever sends it now sees at the
    # end that there is more to do, and a crash still leads to a look-up.
    pending_due = case(
        (col(DeliveryRow.state) == _PENDING, func.coalesce(DeliveryRow.due_at, new.due_at)), else_=new.due_at
    )
    return statement.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "state": _PENDING,
            "sealed_payload": new.sealed_payload,
            "due_at": pending_due,
            "expires_at": new.expires_at,
            "claim": None,
            "error": None,
        },
    )


def _held_lanes(now: datetime, lease: timedelta) -> SelectOfScalar[str]:
    """The lanes in which something was claimed just now, here or by another process."""
    return (
        select(DeliveryRow.lane)
        .where(DeliveryRow.state == _PENDING)
        .where(col(DeliveryRow.lease_until) > now + max(lease - LANE_HOLD, timedelta()))
    )


async def claim(
    session: AsyncSession,
    now: datetime,
    *,
    limit: int,
    lease: timedelta = LEASE,
    busy_lanes: Collection[str] = (),
) -> list[Claimed]:
    """Take what is due, the longest due first, at most one a lane and none of `busy_lanes`."""
    free = or_(col(DeliveryRow.lease_until).is_(None), col(DeliveryRow.lease_until) <= now)
    # Only the longest due are looked at: behind ten thousand of them a claim takes no longer than behind ten.
    soonest = (
        select(DeliveryRow.id, DeliveryRow.due_at, DeliveryRow.lane)
        .where(DeliveryRow.state == _PENDING)
        .where(col(DeliveryRow.due_at) <= now)
        .where(free)
        .where(col(DeliveryRow.lane).not_in(_held_lanes(now, lease)))
        .where(col(DeliveryRow.lane).not_in(list(busy_lanes)))
        .order_by(col(DeliveryRow.due_at))
        .limit(_LOOKED_AT)
        .subquery()
    )
    place = func.row_number().over(partition_by=soonest.c.lane, order_by=[soonest.c.due_at, soonest.c.id])
    placed = select_columns(soonest.c.id, soonest.c.due_at, place.label("place")).subquery()
    first = (
        select_columns(placed.c.id, placed.c.due_at)
        .where(placed.c.place == 1)
        .order_by(placed.c.due_at)
        # Some more than are wanted: another sender may take a few of them just now.
        .limit(2 * limit)
        .subquery()
    )
    wanted = (
        select(DeliveryRow.id)
        .join(first, first.c.id == col(DeliveryRow.id))
        # Once more: another sender may have taken it since the subquery was read.
        .where(DeliveryRow.state == _PENDING)
        .where(free)
        .order_by(first.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=DeliveryRow)
    )
    result = await session.exec(
        update(DeliveryRow)
        .where(col(DeliveryRow.id).in_(wanted.scalar_subquery()))
        .values(
            claim=random_id(),
            lease_until=now + lease,
            # One that never ended is not counted once more: a sender that is killed says nothing of Slack.
            attempt=case(
                (col(DeliveryRow.lease_until).is_not(None), col(DeliveryRow.attempt)),
                else_=col(DeliveryRow.attempt) + 1,
            ),
            # A lease that ran out belonged to a sender that never said how it ended.
            unsure=or_(col(DeliveryRow.unsure), col(DeliveryRow.lease_until).is_not(None)),
        )
        .returning(*_CLAIMED)
        .execution_options(synchronize_session=False)
    )
    return [Claimed(*row) for row in result.all()]


async def _finish(session: AsyncSession, claimed: Claimed, values: dict[str, Any]) -> bool:
    """End a claim. False where it was armed again meanwhile: then it is free to be claimed once more."""
    result = await session.exec(
        update(DeliveryRow)
        .where(col(DeliveryRow.id) == claimed.id)
        .where(col(DeliveryRow.claim) == claimed.claim)
        .values(**values)
    )
    if result.rowcount == 1:
        return True
    known = {name: values[name] for name in _KEPT_WHEN_ARMED_AGAIN if values.get(name) is not None}
    await session.exec(
        update(DeliveryRow)
        .where(col(DeliveryRow.id) == claimed.id)
        .where(col(DeliveryRow.claim).is_(None))
        # Its lease may be another's by now, whose attempt is not to be forgotten.
        .where(col(DeliveryRow.lease_until) == claimed.lease_until)
        .values(lease_until=None, **known)
    )
    return False


async def known(session: AsyncSession, claimed: Claimed) -> None:
    """It was looked up: what earlier attempts did is known."""
    await session.exec(
        update(DeliveryRow)
        .where(col(DeliveryRow.id) == claimed.id)
        .where(or_(col(DeliveryRow.claim) == claimed.claim, col(DeliveryRow.claim).is_(None)))
        .where(col(DeliveryRow.lease_until) == claimed.lease_until)
        .values(unsure=False)
    )


async def exists(session: AsyncSession, claimed: Claimed) -> bool:
    """Whether the delivery is still there; its challenge may have been purged."""
    return await session.get(DeliveryRow, claimed.id) is not None


def is_person(lane: str) -> bool:
    """Whether a lane is someone's direct messages rather than a channel."""
    return lane.startswith(("U", "W"))


async def sent(session: AsyncSession, claimed: Claimed, ts: str | None = None) -> bool:
    """It is in Slack, at `ts`, which is kept of a direct message only. False where it was armed again
    meanwhile.
    """
    kept = ts if is_person(claimed.lane) else None
    return await _finish(session, claimed, {**_OVER, "state": _SENT, "error": None, "ts": kept})


async def dropped(session: AsyncSession, claimed: Claimed, why: str) -> None:
    """It is too late, or there is nothing to send any more."""
    await _finish(session, claimed, {**_OVER, "state": _DROPPED, "error": why})


async def failed(session: AsyncSession, claimed: Claimed, error: str) -> None:
    """Slack will not take it, now or later."""
    await _finish(session, claimed, {**_OVER, "state": _FAILED, "error": error})


async def later(
    session: AsyncSession,
    claimed: Claimed,
    *,
    until: datetime | None = None,
    unsure: bool = False,
    error: str | None = None,
) -> None:
    """Not now: at `until`, or as soon as may be, in its old place. With `unsure` it is looked up before it
    is posted. An `error` counts as an attempt that failed.
    """
    values: dict[str, Any] = {
        "claim": None,
        "lease_until": None,
        "error": error,
        "unsure": unsure,
        "attempt": claimed.attempt if error else 0,
    }
    await _finish(session, claimed, values if until is None else {**values, "due_at": until})


async def sent_file(
    session: AsyncSession, challenge_id: str, key: ChallengeKey, *, kind: str, to: str, file: str
) -> None:
    """Keep that a file, by Slack's id of it, was sent to a person or a channel, or is about to be, so that
    the purge finds it in Slack.
    """
    tag = key.tag(kind, file)
    session.add(DeliveryRow(challenge_id=challenge_id, key=tag, kind=kind, lane=to, file=file, state=_SENT))
    await session.flush()


async def next_due(session: AsyncSession, now: datetime, lease: timedelta = LEASE) -> datetime | None:
    """When the next pending delivery can be claimed; None when there is none. Lanes in which one is being
    sent are left out: their sender goes on with them.
    """
    moment = case(
        (col(DeliveryRow.lease_until) > col(DeliveryRow.due_at), col(DeliveryRow.lease_until)),
        else_=col(DeliveryRow.due_at),
    )
    found = await session.exec(
        select(func.min(moment))
        .where(DeliveryRow.state == _PENDING)
        .where(col(DeliveryRow.lane).not_in(_held_lanes(now, lease)))
    )
    moment_due: datetime | None = found.one()
    return moment_due


async def troubles(session: AsyncSession, challenge_id: str) -> dict[str, int]:
    """How many of a challenge's deliveries wait or have failed, by Slack's name for why."""
    found = await session.exec(
        select(DeliveryRow.error, func.count())
        .where(DeliveryRow.challenge_id == challenge_id)
        .where(col(DeliveryRow.error).is_not(None))
        .where(col(DeliveryRow.state).in_([_PENDING, _FAILED]))
        .group_by(col(DeliveryRow.error))
    )
    return {error: count for error, count in found.all() if error}


async def counts(session: AsyncSession) -> dict[str, int]:
    """How many deliveries are in each state."""
    found = await session.exec(select(DeliveryRow.state, func.count()).group_by(col(DeliveryRow.state)))
    return dict(found.all())


async def state_of(session: AsyncSession, key: str) -> str | None:
    """The state of the delivery with this key."""
    found = await session.exec(select(DeliveryRow.state).where(DeliveryRow.key == key))
    return found.first()


async def planned(session: AsyncSession, keys: Collection[str], *, but_for: Collection[str] = ()) -> set[str]:
    """Those of `keys` that are in the outbox, sent or not; not those dropped for a reason in `but_for`."""
    found = await session.exec(
        select(DeliveryRow.key)
        .where(col(DeliveryRow.key).in_(list(keys)))
        .where(or_(col(DeliveryRow.state) != _DROPPED, col(DeliveryRow.error).not_in(list(but_for))))
    )
    return set(found.all())


async def take_up(session: AsyncSession, deliveries: Iterable[ToSend], reasons: Collection[str]) -> int:
    """Make deliveries pending again that were dropped for one of these reasons, and so never sent, whoever
    else does so at the same time. Returns how many.
    """
    taken = 0
    for each in sorted(deliveries, key=lambda one: one.key):
        result = await session.exec(
            update(DeliveryRow)
            .where(col(DeliveryRow.key) == each.key)
            .where(col(DeliveryRow.state) == _DROPPED)
            .where(col(DeliveryRow.error).in_(list(reasons)))
            .values(
                state=_PENDING,
                sealed_payload=each.payload,
                due_at=each.due_at,
                expires_at=each.expires_at,
                error=None,
            )
        )
        taken += result.rowcount
    return taken


async def any_with_prefix(session: AsyncSession, challenge_id: str, prefix: str) -> bool:
    """Whether the challenge has a delivery, of any state, whose key starts with `prefix`."""
    found = await session.exec(
        select(DeliveryRow.id)
        .where(DeliveryRow.challenge_id == challenge_id)
        .where(col(DeliveryRow.key).startswith(prefix, autoescape=True))
        .limit(1)
    )
    return found.first() is not None
