"""What each person sees of their challenges in the App Home."""

from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.challenge import Action, may
from bot.domain.coverage import coverage
from bot.privacy.keys import Keyring
from bot.services import briefs, evidence, wall
from bot.views.home import Room
from db import briefs as stored
from db import challenges, outbox
from db.challenges import OpenChallenge
from db.models import BriefRow


async def rooms(session: AsyncSession, keyring: Keyring, user: str, now: datetime) -> list[Room]:
    """The challenges of `user` as they see them now, the latest first."""
    mine = await challenges.of_user(session, keyring, user)
    return [await _room(session, opened, user, now) for opened in mine]


async def _room(session: AsyncSession, opened: OpenChallenge, user: str, now: datetime) -> Room:
    challenge, member = opened.challenge, opened.member(user)
    assert member is not None  # it is one of the user's own challenges
    today = challenge.local_date(now)
    number = challenge.day_number(today)
    room = Room(
        challenge,
        member,
        opened.framework,
        f"Day {number} of {challenge.days}" if number else "Not on site today",
        has_timetable=opened.timetable is not None,
    )
    if not may(member.role, Action.read_wall):
        return room
    columns, gaps = await wall.look(session, opened)
    own = await evidence.written_on(session, opened, user, today)
    state = ""
    if may(member.role, Action.approve_brief):
        state = _brief_state(opened, await briefs.today(session, opened, now=now), number)
    troubles = await outbox.troubles(session, challenge.id) if may(member.role, Action.set_up) else {}
    return replace(
        room,
        wall=columns,
        gaps=gaps,
        coverage=coverage(opened.framework, columns),
        own=tuple(own),
        brief=state,
        troubles=troubles,
    )


def _brief_state(opened: OpenChallenge, row: BriefRow | None, number: int | None) -> str:
    if row is None:
        if number is None:
            return "None today: the team is not on site."
        due = opened.challenge.preview_due(number)
        meeting = opened.challenge.dass_times[number - 1]
        return f"Not drafted yet. Its preview comes at {due:%H.%M}, for the DASS meeting at {meeting:%H.%M}."
    brief = stored.preview(opened, row)
    where = "the challenge manager's direct messages" if brief.direct else "the channel"
    if row.state == stored.POSTED:
        newer = " A newer draft is waiting for its approval." if brief.waits else ""
        return f"Posted to {where}.{newer}"
    return {
        stored.DRAFT: "Drafted; not approved yet.",
        stored.POSTING: f"On its way to {where}.",
        stored.CANCELLED: "Cancelled; type /digest for a new preview.",
    }[row.state]
