"""The slides and the report of a challenge, from what the team found and may tell (requirements 157-164)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery import outbox
from bot.domain.challenge import Action, Role
from bot.domain.findings import Found
from bot.domain.presentation import Presentation, work_done
from bot.domain.report import Stage, Standing, due, reminder_due
from bot.domain.surprises import Said, check
from bot.errors import Refusal
from bot.privacy.disclosure import Edition
from bot.privacy.gate import ClientText
from bot.privacy.presenting import Presented, draft_presentation
from bot.services import briefs, findings, settling
from bot.services.challenges import require
from bot.views.surprises import Check
from db import briefs as stored
from db import challenges
from db import documents as kept
from db.challenges import OpenChallenge


@dataclass(frozen=True, slots=True)
class Compiled:
    """A presentation that has passed the gate, and what the team is told of it: the surprises check, and
    whether nobody knows if enough people were heard for what is new (`asks`).
    """

    presentation: Presentation[ClientText]
    edition: Edition
    check: Check
    asks: bool


@dataclass(frozen=True, slots=True)
class Material:
    """What a presentation is compiled from: what is stored, read in one go."""

    wall: findings.Material
    dropped: frozenset[str]  # the ids of bullets that are left out


async def material(session: AsyncSession, opened: OpenChallenge, *, now: datetime) -> Material:
    """All that is needed, so that the compiling can go on in a thread."""
    return Material(
        await findings.material(session, opened, now=now), await settling.dropped(session, opened)
    )


def compiled(of: Material) -> Compiled:
    """What can be presented, and how it would surprise. Takes a second, and no session."""
    wall, opened, challenge = of.wall, of.wall.opened, of.wall.opened.challenge
    made = findings.find(wall)
    # What a single post-it says is for a brief: a presentation speaks of what several come to.
    found = [one for one in made.found if not one.single and one.id not in of.dropped]
    drafted = draft_presentation(
        opened.framework,
        found,
        wall.post_its,
        challenge,
        now=wall.now,
        heard=wall.heard,
        last=wall.last,
        smallest=opened.smallest_group.people,
        work=work_done(opened.timetable, challenge, wall.now),
        told_before=made.told_before,
    )
    passed = opened.gate.pass_presentation(drafted.presentation)
    checked = _check(wall, passed, found, drafted)
    return Compiled(passed, drafted.edition, checked, drafted.asks)


def _check(
    of: findings.Material, passed: Presentation[ClientText], found: Sequence[Found], drafted: Presented
) -> Check:
    rests = {one.id: one for one in found}
    said = [Said(point.id, point.text, rests[point.id].post_its) for point in passed.points]
    challenge, framework = of.opened.challenge, of.opened.framework
    return Check(
        council=challenge.council,
        day=passed.day,
        said=said,
        found=check(said, briefs.heard(of.told)),
        headings={
            one.id: f"{framework.statement(one.statement).name}, {one.kind.words.lower()}" for one in found
        },
        meeting=challenge.dass_times[-1],
        held=[one.finding.text for one in drafted.held],
    )


async def keep(session: AsyncSession, opened: OpenChallenge, kind: str, of: Material, made: Compiled) -> None:
    """Keep what a document is made of, since it counts as told to the client. Raises Refusal where a brief
    was posted, or another document made, since its material was read: what may be told follows from that.
    """
    challenge_id, key = opened.challenge.id, opened.key
    await challenges.lock(session, challenge_id)
    if await stored.last_edition(session, challenge_id, key) != of.wall.last:
        raise Refusal("A brief was posted meanwhile. Make it once more.")
    await kept.keep_edition(session, challenge_id, key, kind, made.edition)
    await settling.found(session, opened, made.check.found, made.check.headings, now=of.wall.now)


async def standing(session: AsyncSession, opened: OpenChallenge) -> Standing:
    """Where the report stands."""
    stage, since = await kept.stage(session, opened.challenge.id)
    return Standing(stage, since, due(opened.challenge))


async def move_report(
    session: AsyncSession, opened: OpenChallenge, user: str, stage: Stage, *, now: datetime
) -> None:
    """The report stands at `stage` from today on. Raises Refusal where `user` may not say so."""
    require(opened, user, Action.compile_documents)
    await challenges.lock(session, opened.challenge.id)
    if (await kept.stage(session, opened.challenge.id))[0] is not stage:
        await kept.set_stage(session, opened.challenge.id, stage, opened.challenge.local_date(now))


def _reminder(opened: OpenChallenge, now: datetime) -> tuple[outbox.Reminder, datetime] | None:
    found = reminder_due(opened.challenge, now)
    if found is None:
        return None
    return outbox.Reminder(outbox.REPORT_REMINDER, due(opened.challenge), found[0]), found[1]


async def reminders_due(session: AsyncSession, opened: OpenChallenge, *, now: datetime) -> bool:
    """Whether it is time for a reminder of the report that has not been planned yet."""
    found = _reminder(opened, now)
    if found is None or (await standing(session, opened)).stage.with_client:
        return False
    return not await outbox.reminders_armed(session, opened, found[0])


async def plan_reminders(session: AsyncSession, opened: OpenChallenge, *, now: datetime) -> int:
    """If it is time, arm a reminder for each challenge manager: once, however often it is called. Returns how
    many were new.
    """
    found = _reminder(opened, now)
    if found is None or not await reminders_due(session, opened, now=now):
        return 0
    reminder, expires_at = found
    users = opened.users(Role.challenge_manager)
    return await outbox.arm_reminders(session, opened, reminder, users, due_at=now, expires_at=expires_at)
