"""The day's messages: planned by the clock, snoozed, refused, muted (requirements 79-88, 113-115)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery import day as delivery
from bot.domain.audience import source_group
from bot.domain.challenge import Action
from bot.domain.day import Due, What
from bot.domain.times import said
from bot.domain.timetable import HEARD, Session
from bot.errors import NotOnTheTeam, Refusal
from bot.services.challenges import require
from db import challenges, evidence, outbox
from db.challenges import OpenChallenge

#: Planned so long before it is due: a message then comes on time, however seldom the clock ticks, and hardly
#: anything that is planned changes before it is sent.
AHEAD = timedelta(minutes=1)

_GONE = "That session is no longer in the timetable as yours, so there is nothing to do."


async def due(session: AsyncSession, opened: OpenChallenge, *, now: datetime) -> list[Due]:
    """What is due and was not planned yet."""
    if opened.plan is None:
        return []
    muted = {member.user for member in opened.team if member.muted}
    wanted = [each for each in opened.plan.due(now, AHEAD) if each.user not in muted]
    return await delivery.not_planned(session, opened, wanted)


async def plan(session: AsyncSession, opened: OpenChallenge, *, now: datetime) -> int:
    """Put what is due into the outbox, once, however many clocks do. Returns how many were new."""
    return await delivery.plan(session, opened, await due(session, opened, now=now))


def _pressed(opened: OpenChallenge | None, user: str, token: str) -> tuple[OpenChallenge, str]:
    """The challenge, and the key of the session of `user`'s that a button's token stands for. Pressed by
    anyone else it stands for nothing.
    """
    if opened is None or opened.member(user) is None:
        raise NotOnTheTeam
    mine = opened.plan.of(user) if opened.plan else {}
    for key in mine:
        if delivery.token(opened, user, key) == token:
            return opened, key
    raise Refusal(_GONE)


async def snooze(
    session: AsyncSession,
    opened: OpenChallenge | None,
    user: str,
    token: str,
    number: int,
    *,
    now: datetime,
) -> str:
    """Send a reminder once more, a little later. Returns what is said. The same button does it once."""
    opened, key = _pressed(opened, user, token)
    plan = opened.plan
    assert plan is not None  # the session is in it
    reminder = next(
        (one for one in plan.all if (one.what, one.user, one.key) == (What.reminder, user, key)), None
    )
    if reminder is None:
        raise Refusal(_GONE)
    at = now + plan.times.snooze
    start = said(plan.sessions[key].start)
    if at >= reminder.until:
        raise Refusal(f"It begins at {start}: too soon to snooze.")
    await outbox.arm_new(session, [delivery.to_send(opened, reminder, snoozed=number + 1, at=at)])
    return f"😴 I remind you again in {plan.times.snooze.seconds // 60} minutes. It begins at {start}."


async def not_me(
    session: AsyncSession, opened: OpenChallenge | None, user: str, token: str, *, now: datetime
) -> str:
    """`user` does not go to a session: the challenge manager is told once, and they are reminded no more.
    Returns what is said.
    """
    opened, key = _pressed(opened, user, token)
    await delivery.arm_not_me(session, opened, user, key, now)
    return "👍 The challenge manager is told. I remind you of this session no more."


async def mute(session: AsyncSession, opened: OpenChallenge | None, user: str, *, muted: bool) -> str:
    """Whether `user` wants no reminders. Returns what is said."""
    if opened is None or opened.member(user) is None:
        raise NotOnTheTeam
    await challenges.mute(session, opened.challenge.id, user, muted)
    if muted:
        return "🔕 Muted: I write to you about changes only. *Reminders on* in my Home undoes it."
    return "🔔 I remind you again."


@dataclass(frozen=True, slots=True)
class From:
    """What a post-it form is filled with that is opened from a session: keys of the framework, empty where
    nothing says, whether people are heard there or something is seen, and the session's tag.
    """

    source_group: str
    statement: str | None
    heard: bool
    tag: str


def session_of(opened: OpenChallenge | None, user: str, token: str) -> tuple[OpenChallenge, From]:
    """The session that *Add post-its* was pressed for. Raises Refusal where it is not one of `user`'s."""
    opened, key = _pressed(opened, user, token)
    require(opened, user, Action.post_evidence)
    session = opened.plan.sessions[key] if opened.plan else None
    assert session is not None  # it is one of theirs
    return opened, _from(opened, session, evidence.session_tag(opened.key, key))


def _from(opened: OpenChallenge, session: Session, tag: str) -> From:
    group = source_group(session, opened.framework)
    known = session.statement is not None and opened.framework.has(session.statement)
    return From(
        group.name if group else "",
        session.statement if known else None,
        not HEARD.isdisjoint(session.kinds),
        tag,
    )
