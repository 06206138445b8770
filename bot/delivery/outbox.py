"""What goes into the outbox: one function a kind, with its unique key. What they become is in `compose`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from db import evidence, outbox
from db.challenges import OpenChallenge
from db.models import BriefRow
from db.outbox import ToSend

FLIP_CHART, POST_IT, BRIEF, PREVIEW, WELCOME = "flip_chart", "post_it", "brief", "preview", "welcome"
PURGE_REMINDER, REPORT_REMINDER = "purge_reminder", "report_reminder"
NOT_APPROVED, SURPRISES = "not_approved", "surprises"

#: Changed counts are gathered this long, so that a paste of ten lines changes a flip chart's head once.
GATHER = timedelta(seconds=2)

PAYLOAD = "delivery"


async def arm_wall(session: AsyncSession, opened: OpenChallenge, now: datetime) -> None:
    """A new challenge: its channel is to be told, and every flip chart hung up in the framework's order."""
    await outbox.arm(
        session,
        challenge_id=opened.challenge.id,
        key=f"{WELCOME}:{opened.challenge.id}",
        kind=WELCOME,
        lane=opened.challenge.channel,
        payload=opened.key.seal(None, PAYLOAD),
        due_at=now,
        again=False,
    )
    for place, statement in enumerate([*(each.key for each in opened.framework.statements), None]):
        await arm_flip_chart(session, opened, statement, now + timedelta(milliseconds=place + 1))


async def arm_flip_chart(
    session: AsyncSession, opened: OpenChallenge, statement: str | None, now: datetime
) -> None:
    """The first message of a statement's thread is to be posted, or its counts brought up to date."""
    await arm_changes(session, [Changed(opened, (), [statement])], now)


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed on a wall: post-its that came, were changed or withdrawn, in their order, and the
    statements whose counts change with them.
    """

    opened: OpenChallenge
    post_it_ids: Sequence[str]
    statements: Iterable[str | None]


async def arm_changes(session: AsyncSession, changes: Sequence[Changed], now: datetime) -> None:
    """What hangs in Slack of these post-its is to be made what it should be, and the first messages of the
    threads concerned are to be posted, or their counts brought up to date; all with two statements.
    """
    hanging = await evidence.hanging_flip_charts(session, {each.opened.challenge.id for each in changes})
    charts: dict[tuple[str, str | None], ToSend] = {}
    post_its: list[ToSend] = []
    for change in changes:
        opened = change.opened
        for statement in change.statements:
            place = (opened.challenge.id, statement)
            charts[place] = _flip_chart(opened, statement, now + GATHER if place in hanging else now)
        for post_it_id in change.post_it_ids:
            # A moment apart, so that lines pasted together hang in the order in which they were written.
            due_at = now + timedelta(microseconds=len(post_its) + 1)
            post_its.append(_to_channel(opened, POST_IT, post_it_id, post_it_id, due_at))
    await outbox.arm_again(session, [*charts.values(), *post_its])


def _flip_chart(opened: OpenChallenge, statement: str | None, due_at: datetime) -> ToSend:
    return _to_channel(opened, FLIP_CHART, statement or "", statement, due_at)


def _to_channel(opened: OpenChallenge, kind: str, name: str, subject: Any, due_at: datetime) -> ToSend:
    return ToSend(
        challenge_id=opened.challenge.id,
        key=opened.key.tag(kind, name),
        kind=kind,
        lane=opened.challenge.channel,
        payload=opened.key.seal(subject, PAYLOAD),
        due_at=due_at,
    )


async def arm_brief(session: AsyncSession, opened: OpenChallenge, row: BriefRow, now: datetime) -> None:
    """The brief of a day is to be posted where it belongs, or its message replaced."""
    await outbox.arm(
        session,
        challenge_id=opened.challenge.id,
        key=f"{BRIEF}:{opened.challenge.id}:{row.day.isoformat()}",
        kind=BRIEF,
        lane=row.posted_to or opened.challenge.channel,
        payload=opened.key.seal(row.id, PAYLOAD),
        due_at=now,
        again=True,
    )


async def _to_each(
    session: AsyncSession,
    opened: OpenChallenge,
    kind: str,
    keys: Mapping[str, str],
    about: Sequence[str],
    *,
    due_at: datetime,
    expires_at: datetime | None = None,
) -> int:
    """The same is to be sent to each of the people whose keys these are, once; the payload has what it is
    `about`, and who gets it. Returns how many were new.
    """
    return await outbox.arm_new(
        session,
        [
            ToSend(
                challenge_id=opened.challenge.id,
                key=key,
                kind=kind,
                lane=user,
                payload=opened.key.seal([*about, user], PAYLOAD),
                due_at=due_at,
                expires_at=expires_at,
            )
            for user, key in keys.items()
        ],
    )


def _preview_key(opened: OpenChallenge, day: date, user: str) -> str:
    return f"{PREVIEW}:{opened.challenge.id}:{day.isoformat()}:{user}"


async def previews_armed(session: AsyncSession, opened: OpenChallenge, day: date) -> bool:
    """Whether the previews of a day were armed before."""
    return await outbox.any_with_prefix(session, opened.challenge.id, _preview_key(opened, day, ""))


async def arm_previews(
    session: AsyncSession,
    opened: OpenChallenge,
    brief_id: str,
    day: date,
    users: Iterable[str],
    *,
    due_at: datetime,
    expires_at: datetime,
) -> int:
    """The preview of a day's brief is to be sent to each of `users`, once. Returns how many were new."""
    keys = {user: _preview_key(opened, day, user) for user in users}
    return await _to_each(session, opened, PREVIEW, keys, [brief_id], due_at=due_at, expires_at=expires_at)


async def arm_asks(
    session: AsyncSession, opened: OpenChallenge, row: BriefRow, users: Iterable[str], *, due_at: datetime
) -> None:
    """The newest draft of a brief is to be sent to each of `users`, once, who must approve it."""
    keys = {user: f"ask:{row.id}:{row.revision}:{user}" for user in users}
    await _to_each(session, opened, PREVIEW, keys, [row.id], due_at=due_at)


def _warning_key(opened: OpenChallenge, day: date, user: str) -> str:
    return f"{NOT_APPROVED}:{opened.challenge.id}:{day.isoformat()}:{user}"


async def warnings_armed(session: AsyncSession, opened: OpenChallenge, day: date) -> bool:
    """Whether those who approve a day's brief were told before that it is not approved."""
    return await outbox.any_with_prefix(session, opened.challenge.id, _warning_key(opened, day, ""))


async def arm_warnings(
    session: AsyncSession,
    opened: OpenChallenge,
    brief_id: str,
    day: date,
    users: Iterable[str],
    *,
    due_at: datetime,
    expires_at: datetime,
) -> int:
    """Each of `users` is to be told, once, that a day's brief is not approved. Returns how many were new."""
    keys = {user: _warning_key(opened, day, user) for user in users}
    return await _to_each(
        session, opened, NOT_APPROVED, keys, [brief_id], due_at=due_at, expires_at=expires_at
    )


async def arm_surprises(
    session: AsyncSession,
    opened: OpenChallenge,
    found: Sequence[str],
    users: Iterable[str],
    *,
    due_at: datetime,
) -> None:
    """Each of `users` is to be told, once, that something would surprise the client. `found` tells one list
    from another.
    """
    keys = {user: opened.key.tag(SURPRISES, user, *found) for user in users}
    await _to_each(session, opened, SURPRISES, keys, [], due_at=due_at)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder of one kind, that many days before `day`, when a challenge is purged or its report due."""

    kind: str
    day: date
    days_before: int

    def key(self, opened: OpenChallenge) -> str:
        """What the keys of its deliveries begin with."""
        return f"{self.kind}:{opened.challenge.id}:{self.day.isoformat()}:{self.days_before}:"


async def arm_reminders(
    session: AsyncSession,
    opened: OpenChallenge,
    reminder: Reminder,
    users: Iterable[str],
    *,
    due_at: datetime,
    expires_at: datetime,
) -> int:
    """Each of `users` is to be reminded, once. Returns how many were new."""
    keys = {user: f"{reminder.key(opened)}{user}" for user in users}
    about = [reminder.day.isoformat()]
    return await _to_each(session, opened, reminder.kind, keys, about, due_at=due_at, expires_at=expires_at)


async def reminders_armed(session: AsyncSession, opened: OpenChallenge, reminder: Reminder) -> bool:
    """Whether it was armed before, for anyone."""
    return await outbox.any_with_prefix(session, opened.challenge.id, reminder.key(opened))
