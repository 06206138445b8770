"""The brief of a day: drafted, previewed, posted once (requirements 118-121, 125)."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery import outbox
from bot.domain.challenge import Action, Role
from bot.errors import Refusal
from bot.privacy import gate
from bot.privacy.gate import Preview
from bot.services.challenges import require
from db import briefs as stored
from db import challenges, evidence
from db.challenges import OpenChallenge
from db.models import BriefRow


async def draft(session: AsyncSession, opened: OpenChallenge, *, now: datetime) -> Preview:
    """Draft today's brief of what there is so far and keep it; a newer draft takes an older one's place."""
    challenge = opened.challenge
    day = challenge.local_date(now)
    await challenges.lock(session, challenge.id)
    post_its = await evidence.wall(session, challenge.id, opened.key)
    last = await stored.last_edition(session, challenge.id, opened.key)
    drafted = gate.draft_brief(
        opened.framework,
        post_its,
        council=challenge.council,
        day=day,
        day_number=challenge.day_number(day),
        now=now,
        heard=opened.heard(last.told if last else {}, now),
        last=last,
        smallest=opened.smallest_group.people,
    )
    before = await stored.of_day(session, challenge.id, day)
    if before is not None and before.state != stored.CANCELLED:
        newest = stored.drafted(before, opened.key)
        if newest.says_the_same(drafted):
            return stored.preview(opened, before)  # the preview that is out there stays valid
    row = await stored.keep_draft(session, challenge.id, opened.key, day, drafted.to_json())
    return stored.preview(opened, row)


async def digest(session: AsyncSession, opened: OpenChallenge, user: str, *, now: datetime) -> Preview:
    """What `/digest` shows: today's brief, for the challenge manager alone."""
    require(opened, user, Action.issue_digest)
    return await draft(session, opened, now=now)


async def post(
    session: AsyncSession, opened: OpenChallenge, user: str, brief_id: str, revision: int, *, now: datetime
) -> Preview:
    """Post the draft that was previewed, once. Raises Refusal where that draft is not the newest."""
    require(opened, user, Action.issue_digest)
    row = await _row(session, opened, brief_id)
    if row.posted_revision == revision:
        return stored.preview(opened, row)
    if row.revision != revision:
        raise Refusal("A newer preview of this brief was made. Use that one, or type `/digest` again.")
    if row.state == stored.CANCELLED:
        raise Refusal("That brief was cancelled. Type `/digest` for a new one.")
    last = await stored.last_edition(session, opened.challenge.id, opened.key)
    if last is not None and last.at > stored.drafted(row, opened.key).edition.at:
        # What may be told follows from what was told before: this draft knows nothing of the newer one.
        raise Refusal("Another brief was posted since this preview. Type `/digest` for a new one.")
    await stored.to_post(session, opened.key, row)
    await outbox.arm_brief(session, opened, row, now)
    return stored.preview(opened, row)


async def cancel(
    session: AsyncSession, opened: OpenChallenge, user: str, brief_id: str, revision: int
) -> Preview:
    """Put a draft away. What was posted stays posted."""
    require(opened, user, Action.issue_digest)
    row = await _row(session, opened, brief_id)
    if row.revision == revision and row.state == stored.DRAFT:
        await stored.set_state(session, row, stored.CANCELLED)
    elif row.revision == revision and row.posted_revision != revision:
        await stored.make_void(session, row)
    return stored.preview(opened, row)


async def _row(session: AsyncSession, opened: OpenChallenge, brief_id: str) -> BriefRow:
    await challenges.lock(session, opened.challenge.id)
    row = await stored.by_id(session, opened.challenge.id, brief_id)
    if row is None:
        raise Refusal("That brief is no longer there. Type `/digest` for a new one.")
    return row


async def today(session: AsyncSession, opened: OpenChallenge, *, now: datetime) -> BriefRow | None:
    """Today's brief as it stands, for the Home; None where none was drafted."""
    return await stored.of_day(session, opened.challenge.id, opened.challenge.local_date(now))


async def previews_due(session: AsyncSession, opened: OpenChallenge, *, now: datetime) -> bool:
    """Whether it is time for the previews of today's brief and they have not been planned yet."""
    return await _day_to_preview(session, opened, now) is not None


async def _day_to_preview(session: AsyncSession, opened: OpenChallenge, now: datetime) -> int | None:
    """The number of the day whose previews are to be planned now, or None."""
    challenge = opened.challenge
    number = challenge.day_number(challenge.local_date(now))
    if number is None or not challenge.preview_due(number) <= now < challenge.dass_meeting(number):
        return None
    armed = await outbox.previews_armed(session, opened, challenge.date_of(number))
    return None if armed else number


async def plan_previews(session: AsyncSession, opened: OpenChallenge, *, now: datetime) -> int:
    """If it is time, draft today's brief and arm its preview for the challenge manager and the lead peer.

    Once a day and person, however often it is called; not after the meeting. Returns how many were new.
    """
    number = await _day_to_preview(session, opened, now)
    if number is None:
        return 0
    challenge = opened.challenge
    preview = await draft(session, opened, now=now)
    return await outbox.arm_previews(
        session,
        opened,
        preview.brief_id,
        challenge.date_of(number),
        opened.users(Role.challenge_manager, Role.lead_peer),
        due_at=now,
        expires_at=challenge.dass_meeting(number),
    )
