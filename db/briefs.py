"""The brief of each day, and whether it was posted."""

from datetime import date
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.privacy.disclosure import Edition
from bot.privacy.gate import Drafted, Preview
from bot.privacy.keys import ChallengeKey
from db import documents
from db.challenges import OpenChallenge
from db.models import BriefRow

DRAFT, POSTING, POSTED, CANCELLED = "draft", "posting", "posted", "cancelled"

_BODY = "brief"
_POSTED = "brief as posted"


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


async def all_posted(
    session: AsyncSession, challenge_id: str, key: ChallengeKey
) -> list[tuple[date, Drafted]]:
    """The briefs that were, or are being, posted, with their days, the earliest first."""
    found = await session.exec(
        select(BriefRow)
        .where(BriefRow.challenge_id == challenge_id)
        .where(col(BriefRow.sealed_posted).is_not(None))
        .order_by(col(BriefRow.day))
    )
    return [(row.day, posted(row, key)) for row in found]


async def last_edition(session: AsyncSession, challenge_id: str, key: ChallengeKey) -> Edition | None:
    """The newest of the editions that were, or are being, posted, or were made into a file; None before the
    first.
    """
    briefs = await all_posted(session, challenge_id, key)
    editions = [drafted.edition for _, drafted in briefs]
    editions += await documents.editions(session, challenge_id, key)
    return max(editions, key=lambda edition: edition.at, default=None)


def preview(opened: OpenChallenge, row: BriefRow) -> Preview:
    """The newest draft, through the gate, and where it stands."""
    challenge = opened.challenge
    number = challenge.day_number(row.day)
    newest = drafted(row, opened.key)
    before = posted(row, opened.key).brief if row.posted_revision is not None else None
    return Preview(
        challenge_id=challenge.id,
        brief_id=row.id,
        revision=row.revision,
        state=row.state,
        brief=opened.gate.pass_brief(newest.brief),
        posted_before=before is not None,
        same_as_posted=before == newest.brief,
        meeting=challenge.dass_times[number - 1] if number else None,
        smallest=opened.smallest_group.people,
        held=newest.held,
        asks=newest.asks,
    )


async def to_post(session: AsyncSession, key: ChallengeKey, row: BriefRow) -> None:
    """The newest draft is to be posted."""
    row.sealed_posted = key.seal(body(row, key), _POSTED)
    row.posted_revision = row.revision
    row.state = POSTING
    session.add(row)
    await session.flush()


async def make_void(session: AsyncSession, row: BriefRow) -> None:
    """The newest draft can't be posted any more by the previews that are out there; what was posted stays."""
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
