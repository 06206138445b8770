"""The brief of each day, and whether it was posted."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import ledger as ledgers
from bot.domain.challenge import Role, still_to_approve
from bot.domain.ledger import Entry
from bot.privacy.disclosure import Edition
from bot.privacy.gate import Drafted, Preview
from bot.privacy.keys import ChallengeKey
from db import documents
from db.challenges import OpenChallenge
from db.models import BriefRow

DRAFT, POSTING, POSTED, CANCELLED = "draft", "posting", "posted", "cancelled"

_BODY = "brief"
_POSTED = "brief as posted"
_LEDGER = "ledger"


async def of_day(session: AsyncSession, challenge_id: str, day: date) -> BriefRow | None:
    """The brief of a day, or None where none was drafted."""
    found = await session.exec(
        select(BriefRow).where(BriefRow.challenge_id == challenge_id).where(BriefRow.day == day)
    )
    return found.first()


async def by_id(session: AsyncSession, challenge_id: str, brief_id: str) -> BriefRow | None:
    """A brief of this challenge."""
    row = await session.get(BriefRow, brief_id)
    return row if row and row.challenge_id == challenge_id else None


async def keep_draft(
    session: AsyncSession, challenge_id: str, key: ChallengeKey, day: date, body: Any
) -> BriefRow:
    """Keep `body` (what JSON can say) as the day's newest draft. What was posted stays posted."""
    row = await of_day(session, challenge_id, day)
    if row is None:
        row = BriefRow(challenge_id=challenge_id, day=day, sealed_body=key.seal(body, _BODY))
    else:
        row.sealed_body = key.seal(body, _BODY)
        row.revision += 1
        if row.state == CANCELLED:
            row.state = DRAFT
    session.add(row)
    await session.flush()
    return row


def body(row: BriefRow, key: ChallengeKey) -> Any:
    """The newest draft's body."""
    return key.open(row.sealed_body, _BODY)


def posted_body(row: BriefRow, key: ChallengeKey) -> Any:
    """The body that was, or is being, posted."""
    return key.open(row.sealed_posted or b"", _POSTED)


def drafted(row: BriefRow, key: ChallengeKey) -> Drafted:
    """The newest draft."""
    return Drafted.from_json(body(row, key))


def posted(row: BriefRow, key: ChallengeKey) -> Drafted:
    """The draft that was, or is being, posted."""
    return Drafted.from_json(posted_body(row, key))


async def last_edition(session: AsyncSession, challenge_id: str, key: ChallengeKey) -> Edition | None:
    """The newest of the editions that were, or are being, posted, or were made into a file; None before the
    first.
    """
    briefs = await all_of(session, challenge_id)
    editions = [posted(row, key).raised for row in briefs if row.sealed_posted is not None]
    editions += await documents.editions(session, challenge_id, key)
    return max(editions, key=lambda edition: edition.at, default=None)


def preview(opened: OpenChallenge, row: BriefRow) -> Preview:
    """The newest draft, through the gate, and where it stands."""
    challenge = opened.challenge
    number = challenge.day_number(row.day)
    newest = drafted(row, opened.key)
    to_tell = newest.to_tell
    before = posted(row, opened.key).to_tell if row.posted_revision is not None else None
    approved = approved_by(row)
    return Preview(
        challenge_id=challenge.id,
        brief_id=row.id,
        revision=row.revision,
        state=row.state,
        brief=opened.gate.pass_brief(to_tell),
        posted_before=before is not None,
        same_as_posted=to_tell.says_the_same(before),
        meeting=challenge.dass_times[number - 1] if number else None,
        smallest=opened.smallest_group.people,
        held=newest.held,
        asks=newest.asks,
        items=opened.gate.pass_items(newest),
        approved_by=approved,
        one_approves=challenge.one_approves,
        direct=challenge.briefs_direct if row.posted_to is None else row.posted_to != challenge.channel,
        awaits=still_to_approve(opened.team, approved, one_approves=challenge.one_approves),
    )


def approved_by(row: BriefRow) -> frozenset[Role]:
    """The roles that approved the newest draft."""
    return frozenset(Role(role) for role, revision in row.approved.items() if revision == row.revision)


async def approve(session: AsyncSession, row: BriefRow, role: Role) -> None:
    """Someone of `role` approves the newest draft."""
    row.approved = {**row.approved, role.value: row.revision}
    session.add(row)
    await session.flush()


async def set_previewed(session: AsyncSession, row: BriefRow) -> None:
    """Those who approve are sent the newest draft."""
    row.previewed = row.revision
    session.add(row)
    await session.flush()


def ledger(row: BriefRow, key: ChallengeKey) -> tuple[Entry, ...]:
    """What was raised and held back in the day's brief, as often as it was posted."""
    if row.sealed_ledger is None:
        return ()
    return tuple(Entry.from_json(one) for one in key.open(row.sealed_ledger, _LEDGER))


async def told(session: AsyncSession, opened: OpenChallenge) -> list[tuple[int | None, tuple[Entry, ...]]]:
    """The ledger of each brief by its day on site, the earliest first."""
    rows = await all_of(session, opened.challenge.id)
    return [(opened.challenge.day_number(row.day), ledger(row, opened.key)) for row in rows]


async def all_of(session: AsyncSession, challenge_id: str) -> list[BriefRow]:
    """The briefs of a challenge, the earliest first."""
    found = await session.exec(
        select(BriefRow).where(BriefRow.challenge_id == challenge_id).order_by(col(BriefRow.day))
    )
    return list(found)


async def to_post(
    session: AsyncSession, key: ChallengeKey, row: BriefRow, raised: Sequence[Entry], to: str
) -> None:
    """The newest draft is to be posted; `raised` is what it has. Where an earlier one was posted, it takes
    its place, and else it goes `to` a channel or a person.
    """
    row.posted_to = row.posted_to or to
    told = ledgers.kept(ledger(row, key), raised)
    row.sealed_ledger = key.seal([one.to_json() for one in told], _LEDGER)
    row.sealed_posted = key.seal(body(row, key), _POSTED)
    row.posted_revision = row.revision
    row.state = POSTING
    session.add(row)
    await session.flush()


async def put_away(session: AsyncSession, key: ChallengeKey, row: BriefRow) -> None:
    """The newest draft is gone, and can't be posted any more by the previews that are out there: the draft is
    again what was posted, which stays.
    """
    row.sealed_body = key.seal(posted_body(row, key), _BODY)
    row.revision += 1
    session.add(row)
    await session.flush()


async def set_state(session: AsyncSession, row: BriefRow, state: str) -> None:
    """Change a brief's state."""
    row.state = state
    session.add(row)
    await session.flush()


async def set_message(session: AsyncSession, row: BriefRow, ts: str | None) -> None:
    """Remember the message that a brief was posted in; None when it was deleted in Slack."""
    row.ts = ts
    session.add(row)
    await session.flush()
