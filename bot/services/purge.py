"""The end of a challenge: reminders, its beginning by hand or by the clock. What follows is in `bot/jobs`."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery import outbox
from bot.domain import purge
from bot.domain.challenge import Action, Role
from bot.errors import Refusal
from bot.services.challenges import require
from bot.views.challenge import dates
from db import purges
from db.challenges import OpenChallenge


def check_confirmation(typed: str, digest: str) -> None:
    """Raise Refusal unless what was typed is the council's name, of which `digest` is."""
    if purge.name_digest(typed) != digest:
        raise Refusal(
            "That is not the council's name. Type it as it stands above to delete everything.",
            field="confirm",
        )


async def close(session: AsyncSession, opened: OpenChallenge, user: str, *, now: datetime) -> None:
    """Begin the purge that `user` asked for. Raises Refusal where they may not."""
    require(opened, user, Action.close)
    await begin(session, opened, now=now)


async def begin(
    session: AsyncSession,
    opened: OpenChallenge,
    *,
    now: datetime,
    with_slack: bool = True,
    claim: str | None = None,
    lease: timedelta = timedelta(),
) -> str | None:
    """From now on nobody opens the challenge and nothing of it is sent; returns the id of its purge, or None
    where it had begun. With a `claim` the caller works on it.
    """
    return await purges.begin(
        session,
        opened,
        visit=dates(opened.challenge),
        told=_managers(opened) if with_slack else (),
        with_slack=with_slack,
        now=now,
        claim=claim,
        lease=lease,
    )


def _managers(opened: OpenChallenge) -> Iterable[str]:
    return opened.users(Role.challenge_manager)


def is_due(opened: OpenChallenge, *, now: datetime) -> bool:
    """Whether the purge date has come at the council."""
    return purge.is_due(opened.challenge, now)


async def reminders_due(session: AsyncSession, opened: OpenChallenge, *, now: datetime) -> bool:
    """Whether it is time for a reminder that has not been planned yet."""
    due = purge.reminder_due(opened.challenge, now)
    return due is not None and not await outbox.reminders_armed(session, opened, _reminder(opened, due[0]))


def _reminder(opened: OpenChallenge, days_before: int) -> outbox.Reminder:
    return outbox.Reminder(outbox.PURGE_REMINDER, opened.challenge.purge_on, days_before)


async def plan_reminders(session: AsyncSession, opened: OpenChallenge, *, now: datetime) -> int:
    """If it is time, arm a reminder for each challenge manager: once, however often it is called. Returns how
    many were new.
    """
    due = purge.reminder_due(opened.challenge, now)
    if due is None:
        return 0
    days_before, expires_at = due
    return await outbox.arm_reminders(
        session,
        opened,
        _reminder(opened, days_before),
        _managers(opened),
        due_at=now,
        expires_at=expires_at,
    )
