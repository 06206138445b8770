"""A change of the timetable on the day: what it makes of a session, and whom it concerns (requirement 67)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.day import Plan, ends
from bot.domain.timetable import Session, Timetable
from bot.domain.timetable_changes import Change, Difference

#: Lines that one message has of each sort; more are counted.
LINES_TOLD = 15


def with_session(timetable: Timetable, old: Session, new: Session | None) -> Timetable:
    """`timetable` with `new` in place of its session `old`, or without it."""
    sessions = list(timetable.sessions)
    place = sessions.index(old)
    sessions[place : place + 1] = [] if new is None else [new]
    return replace(timetable, sessions=tuple(sessions))


@dataclass(frozen=True, slots=True)
class Told:
    """What one of the team is told of: sentences for the team alone, and until when they are of use."""

    lines: tuple[str, ...]
    until: datetime


def concerned(before: Plan, after: Plan, changes: Difference, now: datetime) -> Mapping[str, Told]:
    """Who is to be told of changes, and of what: each whose own sessions of today or tomorrow change, and are
    not over. *Your day* tells of the later ones, when they come.
    """
    found: dict[str, Told] = {}
    for member in after.members:
        own = list(_own(before, after, changes, member.user))
        near = [(line, until) for line, until, days in own if now < until and _is_near(after, days, now)]
        if near:
            lines = [line for line, _ in near]
            more = len(lines) - LINES_TOLD
            told = (*lines[:LINES_TOLD], *([f"… and {more} more: `/timetable`"] if more > 0 else []))
            found[member.user] = Told(told, max(until for _, until in near))
    return found


def _is_near(plan: Plan, days: tuple[int, ...], now: datetime) -> bool:
    today = plan.challenge.local_date(now)
    return any(0 <= (plan.challenge.date_of(day) - today).days <= 1 for day in days)


def _own(
    before: Plan, after: Plan, changes: Difference, user: str
) -> Iterator[tuple[str, datetime, tuple[int, ...]]]:
    """Each line about `user`'s sessions, until when it is of use, and the days it is about."""
    member = next(each for each in after.members if each.user == user)
    challenge = after.challenge
    for change in (*changes.moved, *changes.changed):
        until = max(ends(challenge, change.old), ends(challenge, change.new))
        days = (change.old.day, change.new.day)
        line = _line(change, was=before.goes(member, change.old), goes=after.goes(member, change.new))
        if line:
            yield line, until, days
    for _, session in changes.cancelled:
        if before.goes(member, session):
            yield f"Cancelled: {session.where}, {session.summary}", ends(challenge, session), (session.day,)
    for session in changes.added:
        if after.goes(member, session):
            yield f"New: {_whole(session)}", ends(challenge, session), (session.day,)


def _line(change: Change, *, was: bool, goes: bool) -> str:
    if was and goes:
        return f"{change.words} ({change.new.summary})"
    if goes:
        return f"You go to this now: {_whole(change.new)}"
    return f"You don't go to this any more: {change.old.where}, {change.old.summary}" if was else ""


def _whole(session: Session) -> str:
    peers = f"with {' and '.join(session.peers)}" if session.peers else ""
    return ", ".join(filter(None, (session.where, session.summary, session.place, peers)))
