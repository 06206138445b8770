"""The slides and the report of a challenge, from what the team found and may tell (requirements 157-164)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery import outbox
from bot.domain.brief import Finding
from bot.domain.challenge import Action, Role
from bot.domain.evidence import Kind, PostIt
from bot.domain.presentation import Agreed, Presentation, work_done
from bot.domain.report import Stage, Standing, due, reminder_due
from bot.domain.surprises import Heard, Said, check
from bot.domain.theme_board import Card
from bot.domain.theme_decisions import Stage as ThemeStage
from bot.errors import Refusal
from bot.privacy import disclosure
from bot.privacy.disclosure import Edition
from bot.privacy.gate import ClientText
from bot.privacy.presenting import Presented, draft_presentation
from bot.services import briefs, settling, themes
from bot.services.challenges import require
from bot.themes.findings import proposed
from bot.views.surprises import Check
from db import briefs as stored
from db import challenges, evidence
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

    opened: OpenChallenge
    post_its: Sequence[PostIt]
    heard: Sequence[Heard]
    agreed: Sequence[Agreed]
    dropped: frozenset[str]  # the ids of bullets that are left out
    out: frozenset[str]  # post-its that no draft of ours is made of: a theme of theirs was agreed, or dropped
    last: Edition | None
    now: datetime


async def material(session: AsyncSession, opened: OpenChallenge, *, now: datetime) -> Material:
    """All that is needed, so that the compiling can go on in a thread."""
    of = opened.challenge.id, opened.key
    boards = await themes.all_boards(session, opened)
    cards = themes.agreed_of(boards)
    decided = [
        *(card.standing for card in cards),
        *(card.standing for board in boards for card in board.dropped),
    ]
    return Material(
        opened,
        await evidence.wall(session, *of),
        await briefs.heard(session, opened),
        [_agreed(card, card.kind) for card in cards if card.kind is not None],
        await settling.dropped(session, opened),
        frozenset(post for one in decided for post in one.theme.posts),
        await stored.last_edition(session, *of),
        now,
    )


def _agreed(card: Card, kind: Kind) -> Agreed:
    """An agreed theme. Its words may come from any of its post-its: all of them must be free to be told."""
    posts = frozenset(card.standing.theme.posts)
    return Agreed(
        id=card.id,
        statement=card.statement,
        kind=kind,
        finding=Finding(card.bullet),
        post_its=posts,
        used=posts,
        recommended=card.stage is ThemeStage.recommendation,
    )


def compiled(of: Material) -> Compiled:
    """What can be presented, and how it would surprise. Takes a second, and no session."""
    opened, challenge, framework = of.opened, of.opened.challenge, of.opened.framework
    last = of.last
    heard = opened.heard(last.told if last else {}, of.now)
    smallest = opened.smallest_group.people
    released = disclosure.release(framework, of.post_its, last, heard, smallest)
    # What nobody has agreed yet is drafted from the post-its that are in no agreed theme.
    free = [one for one in released.post_its if one.id not in of.out]
    agreed = [one for one in (*of.agreed, *proposed(framework, free)) if one.id not in of.dropped]
    drafted = draft_presentation(
        framework,
        agreed,
        of.post_its,
        challenge,
        now=of.now,
        heard=heard,
        last=last,
        smallest=smallest,
        work=work_done(opened.timetable, challenge, of.now),
    )
    passed = opened.gate.pass_presentation(drafted.presentation)
    checked = _check(of, passed, agreed, drafted)
    return Compiled(passed, drafted.edition, checked, drafted.asks)


def _check(
    of: Material, passed: Presentation[ClientText], agreed: Sequence[Agreed], drafted: Presented
) -> Check:
    rests = {one.id: one for one in agreed}
    said = [Said(point.id, point.text, rests[point.id].post_its) for point in passed.points]
    challenge, framework = of.opened.challenge, of.opened.framework
    return Check(
        council=challenge.council,
        day=passed.day,
        said=said,
        found=check(said, of.heard),
        headings={
            one.id: f"{framework.statement(one.statement).name}, {one.kind.words.lower()}" for one in agreed
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
    if await stored.last_edition(session, challenge_id, key) != of.last:
        raise Refusal("A brief was posted meanwhile. Make it once more.")
    await kept.keep_edition(session, challenge_id, key, kind, made.edition)
    await settling.found(session, opened, made.check.found, made.check.headings, now=of.now)


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
