"""What the clock sends of the timetable: put into the outbox, and composed from the timetable as it is then.

No row leads from a person to a session: a key is an HMAC, the payload is sealed, and what was cancelled,
moved or given to someone else since it was planned is dropped.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery.message import Composed, Message, Nothing, NotYet, no_record
from bot.domain.challenge import Action, Member, Role, may
from bot.domain.changes import Told
from bot.domain.day import Due, Plan, What, after_quiet
from bot.domain.wall import columns, gaps
from bot.views import day as views
from bot.views.day import Appointment
from db import evidence, outbox
from db.challenges import OpenChallenge
from db.outbox import ToSend

NOT_ME, UNDELIVERED, CHANGED = "not_me", "undelivered", "changed"
_PAYLOAD = "delivery"
_CHANGED = "not in the timetable any more"
_MUTED = "muted"
#: Why something was dropped that may be due again: a session is reinstated, a member has a change of heart.
_MAY_COME_BACK = frozenset({_CHANGED, _MUTED})


def key_of(opened: OpenChallenge, due: Due, snoozed: int = 0) -> str:
    """The unique key of what is due: the same for every clock, and nothing leads back from it."""
    return opened.key.tag("day", *due.name, *([str(snoozed)] if snoozed else []))


def token(opened: OpenChallenge, user: str, session_key: str) -> str:
    """Stands for a session in a button of `user`'s: pressed by anybody else it means nothing."""
    return opened.key.tag("press", user, session_key)


def _not_me_key(opened: OpenChallenge, user: str, session_key: str) -> str:
    return opened.key.tag(NOT_ME, user, session_key)


def to_send(opened: OpenChallenge, due: Due, *, snoozed: int = 0, at: datetime | None = None) -> ToSend:
    """What is due, as a delivery; with `snoozed` the same reminder once more, at `at`."""
    return ToSend(
        challenge_id=opened.challenge.id,
        key=key_of(opened, due, snoozed),
        kind=due.what.value,
        lane=due.user or opened.challenge.channel,
        payload=opened.key.seal([list(due.name), snoozed], _PAYLOAD),
        due_at=at or due.at,
        expires_at=due.until,
    )


async def not_planned(session: AsyncSession, opened: OpenChallenge, dues: Iterable[Due]) -> list[Due]:
    """Those of `dues` that are not in the outbox yet, sent or not; or that were dropped there since their
    session was cancelled or their member wanted none, and are due again now.
    """
    keys = {key_of(opened, due): due for due in dues}
    known = await outbox.planned(session, keys, but_for=_MAY_COME_BACK) if keys else set()
    return [due for key, due in keys.items() if key not in known]


async def plan(session: AsyncSession, opened: OpenChallenge, dues: Iterable[Due]) -> int:
    """Put what is due into the outbox, once, however many clocks do. Returns how many were new or back."""
    deliveries = [to_send(opened, each) for each in dues]
    back = await outbox.take_up(session, deliveries, _MAY_COME_BACK)
    return back + await outbox.arm_new(session, deliveries)


async def arm_changed(
    session: AsyncSession, opened: OpenChallenge, revision: int, told: Mapping[str, Told], now: datetime
) -> None:
    """Each of those whom a change concerns is to be told of it, once, muted or not. `revision` is the
    timetable's, with which the change came.
    """
    due_at = after_quiet(opened.challenge, now)
    await outbox.arm_new(
        session,
        [
            ToSend(
                challenge_id=opened.challenge.id,
                key=opened.key.tag(CHANGED, user, str(revision)),
                kind=CHANGED,
                lane=user,
                payload=opened.key.seal([user, each.lines], _PAYLOAD),
                due_at=due_at,
                expires_at=each.until,
            )
            for user, each in told.items()
            if due_at < each.until
        ],
    )


async def arm_not_me(
    session: AsyncSession, opened: OpenChallenge, user: str, session_key: str, now: datetime
) -> None:
    """The challenge manager is to be told, once, that `user` does not go to a session. That it was told is
    what is kept of it.
    """
    await outbox.arm(
        session,
        challenge_id=opened.challenge.id,
        key=_not_me_key(opened, user, session_key),
        kind=NOT_ME,
        lane=opened.users(Role.challenge_manager)[0],
        payload=opened.key.seal([user, session_key], _PAYLOAD),
        due_at=after_quiet(opened.challenge, now),
        again=False,
    )


async def arm_undelivered(
    session: AsyncSession, opened: OpenChallenge, lane: str, error: str, now: datetime
) -> None:
    """The challenge manager is to be told, once a day, that nothing can be delivered to `lane`, and why."""
    due_at = after_quiet(opened.challenge, now)
    day = opened.challenge.local_date(due_at).isoformat()
    for user in opened.users(Role.challenge_manager):
        if user != lane:
            await outbox.arm(
                session,
                challenge_id=opened.challenge.id,
                key=opened.key.tag(UNDELIVERED, user, lane, error, day),
                kind=UNDELIVERED,
                lane=user,
                payload=opened.key.seal([user, lane, error], _PAYLOAD),
                due_at=due_at,
                again=False,
            )


async def goes(session: AsyncSession, opened: OpenChallenge, user: str, session_key: str) -> bool:
    """Whether `user` has not said that they don't go to a session."""
    return await outbox.state_of(session, _not_me_key(opened, user, session_key)) is None


def _plan(opened: OpenChallenge) -> Plan:
    assert opened.plan is not None  # what is about a session comes from a timetable
    return opened.plan


def appointment(opened: OpenChallenge, user: str, session_key: str) -> Appointment:
    """A session as `user` sees it."""
    plan = _plan(opened)
    session, me = plan.sessions[session_key], opened.member(user)
    others = tuple(name for name in plan.peers(session) if me is None or name != me.name)
    known = session.statement is not None and opened.framework.has(session.statement)
    name = opened.framework.statement(session.statement).name if known and session.statement else ""
    return Appointment(session, others, name, token(opened, user, session_key))


async def _still_due(
    session: AsyncSession, opened: OpenChallenge, subject: Any
) -> tuple[Due, Member] | Nothing:
    """What a delivery to a person is about, where it still is."""
    due = opened.plan.find(subject[0]) if opened.plan else None
    if due is None:
        return Nothing(_CHANGED)
    member = opened.member(due.user)
    if member is None or member.muted:
        return Nothing(_MUTED)
    if due.key and not await goes(session, opened, due.user, due.key):
        return Nothing("not them")
    return due, member


async def _your_day(session: AsyncSession, opened: OpenChallenge, subject: Any) -> Composed:
    found = await _still_due(session, opened, subject)
    if isinstance(found, Nothing):
        return found
    due, _ = found
    mine = [appointment(opened, due.user, key) for key in _plan(opened).of(due.user, due.day)]
    on = opened.challenge.date_of(due.day)
    text, blocks = views.your_day(opened.challenge, on, due.day, mine)
    return Message("post", due.user, no_record, text, blocks)


async def _reminder(session: AsyncSession, opened: OpenChallenge, subject: Any) -> Composed:
    found = await _still_due(session, opened, subject)
    if isinstance(found, Nothing):
        return found
    (due, _), snoozed = found, int(subject[1])
    rides = () if snoozed else due.rides
    ended = [key for key in rides if await goes(session, opened, due.user, key)]
    text, blocks = views.reminder(
        opened.challenge.id,
        _plan(opened).times,
        appointment(opened, due.user, due.key),
        [appointment(opened, due.user, key) for key in ended],
        snoozed,
    )
    return Message("post", due.user, no_record, text, blocks)


async def _prompt(session: AsyncSession, opened: OpenChallenge, subject: Any) -> Composed:
    found = await _still_due(session, opened, subject)
    if isinstance(found, Nothing):
        return found
    due, _ = found
    if due.carrier is not None:
        state = await outbox.state_of(session, key_of(opened, due.carrier))
        if state == "pending":
            return NotYet()
        if state == "sent":
            return Nothing("sent with the next reminder")
    text, blocks = views.prompt(opened.challenge.id, appointment(opened, due.user, due.key))
    return Message("post", due.user, no_record, text, blocks)


async def _wall(session: AsyncSession, opened: OpenChallenge, subject: Any) -> Composed:
    due = opened.plan.find(subject[0]) if opened.plan else None
    if due is None:
        return Nothing(_CHANGED)
    wall = columns(opened.framework, await evidence.wall(session, opened.challenge.id, opened.key))
    text, blocks = views.wall_so_far(
        _plan(opened).sessions[due.key],
        wall,
        gaps(opened.framework, wall),
        opened.challenge.date_of(due.day),
    )
    return Message("post", opened.challenge.channel, no_record, text, blocks)


async def _not_me(_session: AsyncSession, opened: OpenChallenge, subject: Any) -> Composed:
    user, session_key = subject
    member = opened.member(user)
    one = opened.plan.sessions.get(session_key) if opened.plan else None
    managers = opened.users(Role.challenge_manager)
    if member is None or one is None or not managers:
        return Nothing(_CHANGED)
    text, blocks = views.told_not_me(member.name, one, one.day)
    return Message("post", managers[0], no_record, text, blocks)


async def _changed(_session: AsyncSession, opened: OpenChallenge, subject: Any) -> Composed:
    user, lines = subject
    if opened.member(user) is None:
        return Nothing("not on the team any more")
    text, blocks = views.changed(lines)
    return Message("post", user, no_record, text, blocks)


async def _undelivered(_session: AsyncSession, opened: OpenChallenge, subject: Any) -> Composed:
    user, lane, error = subject
    told, member = opened.member(user), opened.member(lane)
    if told is None or not may(told.role, Action.set_up) or (outbox.is_person(lane) and member is None):
        return Nothing("not for them any more")
    text, blocks = views.undelivered(member.name if member else "the team's channel", error)
    return Message("post", user, no_record, text, blocks)


COMPOSERS: Mapping[str, Callable[[AsyncSession, OpenChallenge, Any], Awaitable[Composed]]] = {
    What.your_day.value: _your_day,
    What.reminder.value: _reminder,
    What.prompt.value: _prompt,
    What.wall.value: _wall,
    NOT_ME: _not_me,
    UNDELIVERED: _undelivered,
    CHANGED: _changed,
}
