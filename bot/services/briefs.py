"""The brief of a day: drafted, previewed, posted once (requirements 118-121, 125)."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery import outbox
from bot.domain import met, settling
from bot.domain.agenda import Way
from bot.domain.brief import Brief, stage
from bot.domain.challenge import Action, Role
from bot.domain.ledger import Entry, How
from bot.domain.surprises import Heard
from bot.errors import Refusal
from bot.privacy import gate
from bot.privacy.disclosure import Edition
from bot.privacy.gate import ClientText, ItemText, Preview
from bot.services import findings
from bot.services.challenges import require
from bot.services.findings import Findings, Material
from db import briefs as stored
from db import challenges
from db import outbox as deliveries
from db import settling as matters
from db.challenges import OpenChallenge
from db.models import BriefRow

_PAGE = "brief_page"
#: How long before the meeting those who approve are told that they have not.
WARNED_BEFORE = timedelta(minutes=15)


async def draft(
    session: AsyncSession, opened: OpenChallenge, *, now: datetime, prepared: Findings | None = None
) -> Preview:
    """Draft today's brief of what there is so far and keep it; a newer draft takes an older one's place.

    What was `prepared` spares others the waiting, if all is still as it was; else it is done here.
    """
    challenge = opened.challenge
    day = challenge.local_date(now)
    await challenges.lock(session, challenge.id)
    material = await findings.material(session, opened, now=now)
    if prepared is None or replace(prepared.material, opened=opened, now=now) != material:
        prepared = await asyncio.to_thread(findings.find, material)
    last = material.last
    drafted = gate.draft_brief(
        opened.framework,
        material.post_its,
        prepared.found,
        council=challenge.council,
        day=day,
        day_number=challenge.day_number(day),
        now=now,
        heard=material.heard,
        last=last,
        smallest=opened.smallest_group.people,
        sessions=met.sessions(opened.timetable, challenge, now),
        stage=stage(challenge.day_number(day), challenge.days),
        told_before=prepared.told_before,
    )
    drafted = drafted.raising(settling.to_raise(await matters.all_of(session, challenge.id, opened.key)))
    rows = await stored.all_of(session, challenge.id)
    drafted = drafted.keeping(stored.drafted(row, opened.key).choices for row in rows)
    before = next((row for row in rows if row.day == day), None)
    if (
        before is not None
        and before.state != stored.CANCELLED
        and stored.drafted(before, opened.key).says_the_same(drafted)
        and not (before.state == stored.DRAFT and _outdated(before, opened, last))
    ):
        return stored.preview(opened, before)  # the preview that is out there stays valid
    row = await stored.keep_draft(session, challenge.id, opened.key, day, drafted.to_json())
    return stored.preview(opened, row)


async def to_digest(session: AsyncSession, opened: OpenChallenge, user: str, *, now: datetime) -> Material:
    """What `/digest` is drafted from, to be prepared in a thread."""
    require(opened, user, Action.issue_digest)
    return await findings.material(session, opened, now=now)


async def digest(
    session: AsyncSession,
    opened: OpenChallenge,
    user: str,
    *,
    now: datetime,
    prepared: Findings | None = None,
) -> Preview:
    """What `/digest` shows: today's brief, for the challenge manager alone."""
    require(opened, user, Action.issue_digest)
    return await draft(session, opened, now=now, prepared=prepared)


async def approve(
    session: AsyncSession, opened: OpenChallenge, user: str, brief_id: str, revision: int, *, now: datetime
) -> Preview:
    """Approve the draft that was previewed; once all have who must, it is posted, once. Those who have not
    seen this draft are sent it. Raises Refusal where that draft is not the newest.
    """
    role = require(opened, user, Action.approve_brief).role
    row = await standing(session, opened, brief_id)
    if row.posted_revision == revision:
        return stored.preview(opened, row)
    _require_newest(opened, row, revision)
    last = await stored.last_edition(session, opened.challenge.id, opened.key)
    if _outdated(row, opened, last):
        raise Refusal(
            "Since this preview another brief was posted, or slides or a report were made. The challenge "
            "manager types `/digest` for a new one."
        )
    await stored.approve(session, row, role)
    preview = stored.preview(opened, row)
    if preview.awaits:
        await _ask(session, opened, row, preview.awaits, now)
        return preview
    await stored.to_post(session, opened.key, row, entries(preview.items), _where(opened))
    await outbox.arm_brief(session, opened, row, now)
    return stored.preview(opened, row)


def _outdated(row: BriefRow, opened: OpenChallenge, last: Edition | None) -> bool:
    """Whether a draft is older than the `last` edition. What may be told follows from what was told before,
    and the draft knows nothing of that one.
    """
    return last is not None and last.at > stored.drafted(row, opened.key).edition.at


class Changed(Refusal):
    """The draft was changed since it was previewed; `preview` is the newest."""

    def __init__(self, preview: Preview) -> None:
        super().__init__("This brief was changed since, and there is a newer preview of it. Use that one.")
        self.preview = preview


async def standing(session: AsyncSession, opened: OpenChallenge, brief_id: str) -> BriefRow:
    """A brief; no other transaction works on it until this one ends. Raises Refusal where it is cancelled."""
    row = await _row(session, opened, brief_id)
    if row.state == stored.CANCELLED:
        raise Refusal("That brief was cancelled. Type `/digest` for a new one.")
    return row


def _require_newest(opened: OpenChallenge, row: BriefRow, revision: int) -> None:
    if row.revision != revision:
        raise Changed(stored.preview(opened, row))


async def _ask(
    session: AsyncSession, opened: OpenChallenge, row: BriefRow, roles: frozenset[Role], now: datetime
) -> None:
    """Send the newest draft to those of `roles`, unless it is what they were sent last."""
    if row.previewed == row.revision:
        return
    await stored.set_previewed(session, row)
    await outbox.arm_asks(session, opened, row, opened.users(*roles), due_at=now)


def _where(opened: OpenChallenge) -> str:
    """The channel, or the person, that an approved brief goes to."""
    direct = opened.users(Role.challenge_manager) if opened.challenge.briefs_direct else ()
    return direct[0] if direct else opened.challenge.channel


def entries(items: Sequence[ItemText]) -> list[Entry]:
    """What the ledger keeps of a brief's items."""
    how = {Way.include: How.raised, Way.in_person: How.in_person, Way.hold: How.held}
    return [
        Entry(one.finding, one.heading, str(one.text), how[one.choice.way], one.choice.reason, one.post_its)
        for one in items
    ]


async def of_day(
    session: AsyncSession, opened: OpenChallenge, user: str, number: int
) -> tuple[str, Brief[ClientText]] | None:
    """The brief of day `number` on site as it was posted, after its id; None where none was. Raises Refusal
    for a day that is none of the visit's.
    """
    require(opened, user, Action.approve_brief)
    if not 1 <= number <= opened.challenge.days:
        raise Refusal(f"The days on site are 1 to {opened.challenge.days}.")
    row = await stored.of_day(session, opened.challenge.id, opened.challenge.date_of(number))
    if row is None or row.posted_revision is None:
        return None
    return row.id, opened.gate.pass_brief(stored.posted(row, opened.key).to_tell)


async def posted(session: AsyncSession, opened: OpenChallenge, user: str, brief_id: str) -> Brief[ClientText]:
    """A brief as it was posted. Raises Refusal where it was not."""
    require(opened, user, Action.approve_brief)
    row = await stored.by_id(session, opened.challenge.id, brief_id)
    if row is None or row.posted_revision is None:
        raise Refusal("That brief is not posted. There is a Word page of what was posted only.")
    return opened.gate.pass_brief(stored.posted(row, opened.key).to_tell)


async def keep_page(session: AsyncSession, opened: OpenChallenge, user: str, file_id: str) -> None:
    """Remember a Word page in Slack, for the purge."""
    of = opened.challenge.id, opened.key
    await deliveries.sent_file(session, *of, kind=_PAGE, to=user, file=file_id)


async def for_ledger(session: AsyncSession, opened: OpenChallenge, user: str, *, now: datetime) -> Material:
    """What the ledger is made of: `findings.ledger` does so, in a thread."""
    require(opened, user, Action.approve_brief)
    return await findings.material(session, opened, now=now)


def heard(told: Sequence[tuple[int | None, Sequence[Entry]]]) -> list[Heard]:
    """What the client was told in the briefs and in person by the ledger, in the order of the days: what the
    surprises check holds the slides and the report against. What was held back is not in it.
    """
    return [
        Heard(settling.matter_of(entry.finding), entry.words, day, frozenset(entry.post_its))
        for day, entries in told
        for entry in entries
        if entry.how is not How.held
    ]


async def cancel(
    session: AsyncSession, opened: OpenChallenge, user: str, brief_id: str, revision: int
) -> Preview:
    """Put a draft away. What was posted stays posted."""
    require(opened, user, Action.issue_digest)
    row = await _row(session, opened, brief_id)
    if row.revision == revision and row.state == stored.DRAFT:
        await stored.set_state(session, row, stored.CANCELLED)
    elif row.revision == revision and row.posted_revision != revision:
        await stored.put_away(session, opened.key, row)
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
    """Whether it is time for the previews of today's brief, or to tell that it is not approved, and that has
    not been planned yet.
    """
    if await _day_to_preview(session, opened, now) is not None:
        return True
    return await _to_warn(session, opened, now) is not None


async def to_preview(session: AsyncSession, opened: OpenChallenge, *, now: datetime) -> Material | None:
    """What the preview that is due is drafted from, to be prepared in a thread; None where none is due."""
    if await _day_to_preview(session, opened, now) is None:
        return None
    return await findings.material(session, opened, now=now)


async def _day_to_preview(session: AsyncSession, opened: OpenChallenge, now: datetime) -> int | None:
    """The number of the day whose previews are to be planned now, or None."""
    challenge = opened.challenge
    number = challenge.day_number(challenge.local_date(now))
    if number is None or not challenge.preview_due(number) <= now < challenge.dass_meeting(number):
        return None
    armed = await outbox.previews_armed(session, opened, challenge.date_of(number))
    return None if armed else number


async def plan_previews(
    session: AsyncSession, opened: OpenChallenge, *, now: datetime, prepared: Findings | None = None
) -> int:
    """If it is time, draft today's brief and arm its preview for the challenge manager and the lead peer.

    Once a day and person, however often it is called; not after the meeting. Returns how many were new.
    """
    number = await _day_to_preview(session, opened, now)
    if number is None:
        return await _plan_warning(session, opened, now)
    challenge = opened.challenge
    preview = await draft(session, opened, now=now, prepared=prepared)
    row = await _row(session, opened, preview.brief_id)
    await stored.set_previewed(session, row)
    return await outbox.arm_previews(
        session,
        opened,
        preview.brief_id,
        challenge.date_of(number),
        opened.users(Role.challenge_manager, Role.lead_peer),
        due_at=now,
        expires_at=challenge.dass_meeting(number),
    )


async def _to_warn(session: AsyncSession, opened: OpenChallenge, now: datetime) -> BriefRow | None:
    """Today's brief, where it is not approved a quarter of an hour before the meeting and nobody has been
    told yet.
    """
    challenge = opened.challenge
    number = challenge.day_number(challenge.local_date(now))
    if number is None:
        return None
    meeting = challenge.dass_meeting(number)
    if not meeting - WARNED_BEFORE <= now < meeting:
        return None
    row = await stored.of_day(session, challenge.id, challenge.date_of(number))
    if row is None or not stored.preview(opened, row).waits:
        return None
    return None if await outbox.warnings_armed(session, opened, row.day) else row


async def _plan_warning(session: AsyncSession, opened: OpenChallenge, now: datetime) -> int:
    row = await _to_warn(session, opened, now)
    if row is None:
        return 0
    if _outdated(row, opened, await stored.last_edition(session, opened.challenge.id, opened.key)):
        # Slides or a report were made since: the preview that is out there can't be posted any more.
        await draft(session, opened, now=now)
    users = opened.users(Role.challenge_manager, Role.lead_peer)
    meeting = opened.challenge.dass_meeting(opened.challenge.day_number(row.day) or 1)
    return await outbox.arm_warnings(session, opened, row.id, row.day, users, due_at=now, expires_at=meeting)
