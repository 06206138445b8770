"""Changing the timetable on the day: one session, checked, shown, stored, and told to whom it concerns."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, time

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery import day as delivery
from bot.domain.challenge import Member
from bot.domain.changes import Told, concerned, with_session
from bot.domain.day import Plan, keys_of, times_of
from bot.domain.times import parse_time
from bot.domain.timetable import Session, Timetable
from bot.domain.timetable_changes import Difference, difference
from bot.domain.timetable_rules import Finding, check
from bot.errors import Refusal
from db import timetables
from db.challenges import OpenChallenge

_log = logging.getLogger(__name__)

PLACE_LIMIT = 200
_GONE = "That session is not in the timetable as you saw it any more. Look once more: `/timetable`."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the form of a session says. `peers` are Slack ids."""

    day: int
    start: str
    end: str
    place: str = field(repr=False)
    peers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change makes of the timetable. `findings` are what it brings of the rules'; `told` are those who
    are told.
    """

    timetable: Timetable
    changes: Difference
    findings: tuple[Finding, ...]
    told: tuple[Member, ...]


def code_of(opened: OpenChallenge, key: str) -> str:
    """Stands for a session in a button or a form: without the challenge's key it leads to nothing."""
    return opened.key.tag("change", key)


def session_of(opened: OpenChallenge, code: str) -> Session:
    """The session that a code stands for. Raises Refusal where it is not in the timetable any more."""
    sessions = keys_of(opened.timetable) if opened.timetable else {}
    for key, session in sessions.items():
        if code_of(opened, key) == code:
            return session
    raise Refusal(_GONE)


def peers_of(opened: OpenChallenge, session: Session) -> tuple[str, ...]:
    """The Slack ids of those whom a session names, as far as the team knows them."""
    meant = [opened.plan.team.whom(name) for name in session.peers] if opened.plan else []
    return tuple(dict.fromkeys(member.user for member in meant if member))


def check_form(wanted: Wanted) -> tuple[time, time, str]:
    """The times and the room that a form says. Raises Refusal, naming the field."""
    start, end = _time(wanted.start, "start"), _time(wanted.end, "end")
    if end < start:
        raise Refusal("It ends before it begins. Correct one of the two times.", field="end")
    place = " ".join(wanted.place.split())
    if len(place) > PLACE_LIMIT:
        raise Refusal(f"Keep the room to {PLACE_LIMIT} characters.", field="place")
    return start, end, place


def wanted_session(opened: OpenChallenge, old: Session, wanted: Wanted) -> Session:
    """What a form makes of a session. Raises Refusal."""
    start, end, place = check_form(wanted)
    if not 1 <= wanted.day <= opened.challenge.days:
        raise Refusal("Choose one of the days on site.", field="day")
    if end == start and old.length > 0:
        raise Refusal("It ends when it begins. Correct one of the two times.", field="end")
    return replace(
        old, day=wanted.day, start=start, end=end, place=place, peers=_peers(opened, old, wanted.peers)
    )


def _time(text: str, name: str) -> time:
    found = parse_time(text.strip())
    if found is None:
        raise Refusal("Write the time like 14.30.", field=name)
    return found


def _peers(opened: OpenChallenge, old: Session, users: Iterable[str]) -> tuple[str, ...]:
    """The peers' names. Those who were named stay as they were written, and so do names that mean nobody, as
    long as nobody is changed.
    """
    users = tuple(dict.fromkeys(users))
    if set(users) == set(peers_of(opened, old)):
        return old.peers
    members = [opened.member(user) for user in users]
    if None in members:
        raise Refusal("Choose people of the team. `/challenge team` changes who is on it.", field="peers")
    return tuple(member.name for member in members if member)


def outcome(opened: OpenChallenge, old: Session, new: Session | None, by: str, now: datetime) -> Outcome:
    """What putting `new` in `old`'s place would do, or taking `old` out. Stores nothing. Raises Refusal where
    it changes nothing.
    """
    before = opened.timetable
    if before is None or old not in before.sessions:
        raise Refusal(_GONE)
    timetable = with_session(before, old, new)
    changes = _difference(opened, timetable)
    if changes.nothing:
        raise Refusal("Nothing is changed yet.", field="place")
    known = {(each.rule, each.message) for each in check(before, opened.framework, opened.team)}
    found = check(timetable, opened.framework, opened.team)
    return Outcome(
        timetable,
        changes,
        tuple(each for each in found if (each.rule, each.message) not in known),
        told(opened, timetable, by, now),
    )


def told(opened: OpenChallenge, timetable: Timetable, by: str, now: datetime) -> tuple[Member, ...]:
    """Those who are told when `timetable` takes the place of the one that is there; not `by`, who does so."""
    found = _told(opened, timetable, _difference(opened, timetable), by, now)
    return tuple(member for member in opened.team if member.user in found)


def _difference(opened: OpenChallenge, new: Timetable) -> Difference:
    return difference(keys_of(opened.timetable or Timetable(())), new.sessions)


def _told(
    opened: OpenChallenge, new: Timetable, changes: Difference, by: str, now: datetime
) -> dict[str, Told]:
    if opened.plan is None:
        return {}
    after = Plan(opened.challenge, new, opened.team, times_of(opened.challenge))
    found = concerned(opened.plan, after, changes, now)
    return {user: each for user, each in found.items() if user != by}


async def store(
    session: AsyncSession, opened: OpenChallenge, timetable: Timetable, by: str, *, now: datetime
) -> Difference:
    """Make `timetable` the challenge's, and have those told whom the difference concerns; not `by`, who made
    it. Its people are hidden in post-its, and its sessions planned, from then on.
    """
    changes = _difference(opened, timetable)
    concerns = _told(opened, timetable, changes, by, now)
    revision = await timetables.keep(session, opened.challenge.id, opened.key, timetable)
    await delivery.arm_changed(session, opened, revision, concerns, now)
    _log.info(
        "challenge %s: its timetable is stored, revision %s, %s sessions: %s added, %s moved, %s changed, "
        "%s cancelled",
        opened.challenge.id,
        revision,
        len(timetable.sessions),
        len(changes.added),
        len(changes.moved),
        len(changes.changed),
        len(changes.cancelled),
    )
    return changes
