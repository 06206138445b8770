"""Purges: marked in one transaction, done in steps by whoever holds the claim, remembered as numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ScalarSelect, delete, func, or_, update
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.purge import DONE, MESSAGES, Counts, Purge
from db import evidence
from db.challenges import OpenChallenge
from db.models import (
    BackingRow,
    BriefRow,
    ChallengeRow,
    DeliveryRow,
    DocumentRow,
    FlipChartRow,
    MatterRow,
    MemberRow,
    PostItRow,
    PurgeRow,
    ThemeRow,
    random_id,
)

#: The tables of which a purge leaves nothing, and which are packed after it.
PURGED: tuple[type[SQLModel], ...] = (
    ChallengeRow,
    MemberRow,
    PostItRow,
    FlipChartRow,
    BriefRow,
    ThemeRow,
    BackingRow,
    DocumentRow,
    MatterRow,
    DeliveryRow,
    PurgeRow,
)


class ClaimLost(Exception):
    """Another process has taken the purge over."""


@dataclass(frozen=True, slots=True)
class Direct:
    """What the bot wrote to one person about a challenge: the marks in its messages' metadata, those whose
    ts is known, and how many were sent.
    """

    markers: frozenset[str]
    known: tuple[str, ...]
    sent: int


def purge_of(row: PurgeRow) -> Purge:
    """A row as the domain says it."""
    names = {each.name for each in fields(Counts)}
    given = {name: value for name, value in row.counts.items() if name in names}
    counts = Counts(**{**given, "refused": tuple(given.get("refused", ()))})
    return Purge(row.id, row.step, row.day, row.visit, row.with_slack, row.found, counts, row.error)


def as_json(counts: Counts) -> dict[str, Any]:
    """Counts as a row keeps them."""
    return asdict(counts) | {"refused": list(counts.refused)}


async def begin(
    session: AsyncSession,
    opened: OpenChallenge,
    *,
    visit: str,
    told: Iterable[str],
    with_slack: bool,
    now: datetime,
    claim: str | None = None,
    lease: timedelta = timedelta(),
) -> str | None:
    """Mark a challenge as being purged, and let nothing more of it be sent; returns the purge's id, or None
    where it was marked before. With a `claim` it is the caller's from the beginning.

    What is being sent at this moment may still come to Slack: the purge is due when those leases have ended.
    """
    marked = await session.exec(
        update(ChallengeRow)
        .where(col(ChallengeRow.id) == opened.challenge.id)
        .where(col(ChallengeRow.purging).is_(False))
        .values(purging=True)
    )
    if marked.rowcount != 1:
        return None
    ends = await _stop_deliveries(session, opened.challenge.id)
    row = PurgeRow(
        challenge_id=opened.challenge.id,
        step=MESSAGES,
        day=opened.challenge.local_date(now),
        visit=visit,
        with_slack=with_slack,
        told=[[user, None, None] for user in told],
        counts=as_json(Counts()),
        due_at=max([now, *ends]),
        claim=claim,
        lease_until=now + lease if claim else None,
    )
    session.add(row)
    await session.flush()
    return row.id


async def _stop_deliveries(session: AsyncSession, challenge_id: str) -> list[datetime]:
    """Drop what waits to be sent; returns when the leases of what is being sent end."""
    pending = (
        select(DeliveryRow.lease_until)
        .where(DeliveryRow.challenge_id == challenge_id)
        .where(DeliveryRow.state == "pending")
        # Always in the same order: two transactions that lock rows each in its own would wait for each other.
        .order_by(col(DeliveryRow.key))
        .with_for_update()
    )
    leases = (await session.exec(pending)).all()
    await session.exec(
        update(DeliveryRow)
        .where(col(DeliveryRow.challenge_id) == challenge_id)
        .where(col(DeliveryRow.state) == "pending")
        .values(
            state="dropped",
            error="purged",
            sealed_payload=None,
            due_at=None,
            expires_at=None,
            lease_until=None,
            claim=None,
        )
    )
    return [each for each in leases if each is not None]


def _free(now: datetime) -> Any:
    return or_(col(PurgeRow.lease_until).is_(None), col(PurgeRow.lease_until) <= now)


async def claim(
    session: AsyncSession, now: datetime, lease: timedelta, purge_id: str | None = None
) -> PurgeRow | None:
    """Take a purge that is due and that nobody works on, that with `purge_id` where it is given; None where
    there is none. Its `claim` says that it is ours until the lease ends.
    """
    wanted = (
        select(PurgeRow.id)
        .where(PurgeRow.step != DONE)
        .where(col(PurgeRow.due_at) <= now)
        .where(_free(now))
        .order_by(col(PurgeRow.due_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if purge_id is not None:
        wanted = wanted.where(PurgeRow.id == purge_id)
    ours = random_id()
    await session.exec(
        update(PurgeRow)
        .where(col(PurgeRow.id).in_(_one(wanted)))
        .where(_free(now))
        .values(claim=ours, lease_until=now + lease)
        .execution_options(synchronize_session=False)
    )
    return (await session.exec(select(PurgeRow).where(PurgeRow.claim == ours))).first()


def _one(wanted: Any) -> ScalarSelect[Any]:
    found: ScalarSelect[Any] = wanted.scalar_subquery()
    return found


async def save(session: AsyncSession, row: PurgeRow, lease_until: datetime, **values: Any) -> None:
    """Store how far a claimed purge has come, and hold the claim longer. Raises ClaimLost."""
    changed = await session.exec(
        update(PurgeRow)
        .where(col(PurgeRow.id) == row.id)
        .where(col(PurgeRow.claim) == row.claim)
        .values(**values, lease_until=lease_until)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:
        raise ClaimLost


async def let_go(session: AsyncSession, row: PurgeRow, **values: Any) -> None:
    """Give a claim back, if it is still ours."""
    await session.exec(
        update(PurgeRow)
        .where(col(PurgeRow.id) == row.id)
        .where(col(PurgeRow.claim) == row.claim)
        .values(**values, claim=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )


async def hurry(session: AsyncSession, row: PurgeRow, now: datetime, *, with_slack: bool) -> None:
    """Let a purge that was put off after some trouble go on now, and, if so wanted, without Slack."""
    values: dict[str, Any] = {"with_slack": with_slack}
    if row.attempt > 0:
        values["due_at"] = now
    await session.exec(update(PurgeRow).where(col(PurgeRow.id) == row.id).values(**values))


async def done(session: AsyncSession, row: PurgeRow) -> None:
    """End a claimed purge: numbers and a day are left."""
    forgotten: dict[str, Any] = {"challenge_id": None, "told": [], "visit": "", "found": 0, "at_hand": None}
    await let_go(session, row, step=DONE, due_at=None, attempt=0, error=None, **forgotten)


async def next_due(session: AsyncSession) -> datetime | None:
    """When the next purge can be worked on; None where there is none."""
    found = await session.exec(
        select(PurgeRow.due_at, PurgeRow.lease_until)
        .where(PurgeRow.step != DONE)
        .where(col(PurgeRow.due_at).is_not(None))
    )
    return min((max(filter(None, each)) for each in found), default=None)


async def by_id(session: AsyncSession, purge_id: str) -> PurgeRow | None:
    """A purge, as it stands."""
    return await session.get(PurgeRow, purge_id, populate_existing=True)


async def of_challenge(session: AsyncSession, challenge_id: str) -> PurgeRow | None:
    """The purge of a challenge that is under way."""
    return (await session.exec(select(PurgeRow).where(PurgeRow.challenge_id == challenge_id))).first()


async def under_way(session: AsyncSession) -> list[PurgeRow]:
    """The purges that are not done."""
    return list((await session.exec(select(PurgeRow).where(PurgeRow.step != DONE))).all())


async def files(session: AsyncSession, challenge_id: str) -> list[tuple[str, str]]:
    """The row's id, and Slack's id, of each file that was sent to someone and is not deleted yet."""
    found = await session.exec(
        select(DeliveryRow.id, DeliveryRow.file)
        .where(DeliveryRow.challenge_id == challenge_id)
        .where(col(DeliveryRow.file).is_not(None))
        .order_by(col(DeliveryRow.id))
    )
    return [(row_id, file) for row_id, file in found.all() if file]


async def file_gone(session: AsyncSession, row_id: str) -> None:
    """A file is not in Slack any more."""
    await session.exec(update(DeliveryRow).where(col(DeliveryRow.id) == row_id).values(file=None))


async def in_channel(session: AsyncSession, opened: OpenChallenge) -> list[tuple[str, str]]:
    """The channel and ts of each message of a challenge that is remembered, replies in threads first."""
    challenge = opened.challenge
    post_its = await evidence.all_hanging(session, challenge.id, opened.key)
    heads = (await evidence.flip_charts(session, challenge.id)).values()
    briefs = await session.exec(
        select(BriefRow.ts)
        .where(BriefRow.challenge_id == challenge.id)
        .where(func.coalesce(BriefRow.posted_to, challenge.channel) == challenge.channel)
    )
    return [
        *((each.channel, each.ts) for each in post_its if each.ts),
        *((challenge.channel, ts) for ts in [*heads, *briefs] if ts),
    ]


async def direct(session: AsyncSession, challenge_id: str) -> Mapping[str, Direct]:
    """What the bot wrote to whom alone, by Slack id."""
    found = await session.exec(
        select(DeliveryRow.lane, DeliveryRow.marker, DeliveryRow.ts, DeliveryRow.state)
        .where(DeliveryRow.challenge_id == challenge_id)
        .where(or_(col(DeliveryRow.lane).startswith("U"), col(DeliveryRow.lane).startswith("W")))
    )
    rows = found.all()
    return {
        user: Direct(
            frozenset(marker for lane, marker, _, _ in rows if lane == user),
            tuple(ts for lane, _, ts, _ in rows if lane == user and ts),
            sum(state == "sent" for lane, _, _, state in rows if lane == user),
        )
        for user in {lane for lane, _, _, _ in rows}
    }


async def delete_rows(session: AsyncSession, challenge_id: str) -> tuple[dict[str, int], bytes | None]:
    """Delete all of a challenge; returns how much it was, and the wrapped secret that went with it."""
    counted: dict[str, type[PostItRow] | type[BriefRow] | type[MemberRow]] = {
        "post_its": PostItRow,
        "briefs": BriefRow,
        "members": MemberRow,
    }
    counts = {}
    for name, model in counted.items():
        of_it = select(func.count()).select_from(model).where(model.challenge_id == challenge_id)
        counts[name] = int((await session.exec(of_it)).one())
    # The other tables' rows go with it: their foreign keys say so.
    deleted = await session.exec(
        delete(ChallengeRow)
        .where(col(ChallengeRow.id) == challenge_id)
        .returning(col(ChallengeRow.wrapped_secret))
        .execution_options(synchronize_session=False)
    )
    row = deleted.first()
    return counts, row[0] if row else None
