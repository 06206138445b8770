"""What the clock sends of the timetable, and when (requirements 75, 79-88, 113-115).

*Your day* each morning; a reminder before each session; the *Add post-its* prompt after those that give
evidence; the wall so far before each team meeting. Where a session ends within the reminder's time of the
next one, its prompt goes with that reminder: one message, not two.

All moments are in UTC, found from the council's own local times, so a change of the clocks moves nothing.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from zoneinfo import ZoneInfo

from bot.domain.challenge import Action, Challenge, Member, Role, may
from bot.domain.timetable import Kind, Session, Timetable
from bot.domain.timetable_changes import who_is_heard
from bot.domain.timetable_team import Team, team_of


@dataclass(frozen=True, slots=True)
class Times:
    """When things are sent: local times of day, and how long before or after a session."""

    morning: time = time(7, 30)
    before: timedelta = timedelta(minutes=10)
    snooze: timedelta = timedelta(minutes=5)
    #: A prompt that could not be sent for so long after its session is not sent any more.
    prompt_lasts: timedelta = timedelta(hours=1)
    #: Between these two nothing is sent by direct message.
    quiet_from: time = time(21)
    quiet_to: time = time(7)


USUAL_TIMES = Times()


def times_of(challenge: Challenge) -> Times:
    """The times that a challenge has chosen."""
    return replace(USUAL_TIMES, before=timedelta(minutes=challenge.reminder_minutes))


class What(StrEnum):
    """What is sent."""

    your_day = "your_day"
    reminder = "reminder"
    prompt = "prompt"
    wall = "wall_so_far"


#: What nobody needs to be reminded of. A team meeting has the wall in the channel.
UNANNOUNCED = frozenset({Kind.break_, Kind.lunch, Kind.travel, Kind.arrival, Kind.close})
#: Who gives the informal feedback (requirement 118).
_FEEDBACK = frozenset({Role.challenge_manager, Role.lead_peer})


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be sent, from `at` on and before `until`. `user` is empty for what goes to the channel;
    `key` is the session's, empty for *your day*. `anchor` is the moment it is about: the session's start or,
    for a prompt, its end.

    `rides` are the keys of the sessions whose prompts go with a reminder; `carrier` is the reminder with
    which a prompt goes.
    """

    what: What
    user: str
    key: str
    day: int
    anchor: datetime
    at: datetime
    until: datetime
    rides: tuple[str, ...] = ()
    carrier: "Due | None" = None

    @property
    def name(self) -> tuple[str, ...]:
        """What tells it from all others of its challenge. A session that moves makes another."""
        return (self.what.value, self.user, self.key, self.anchor.isoformat())


def keys_of(timetable: Timetable) -> dict[str, Session]:
    """The sessions by a key that stays while it can be told to be the same session: at another time, in
    another room, with other peers. It is made of who is heard, or of the day for what hears nobody; the same
    again is told apart by its place in the timetable.
    """
    found: dict[str, Session] = {}
    times: dict[str, int] = {}
    for session in timetable.sessions:
        kinds, label, names = who_is_heard(session)
        day = 0 if session.evidence else session.day
        about = json.dumps([kinds, label, names, day, "" if session.evidence else session.stream])
        times[about] = times.get(about, 0) + 1
        found[sha256(f"{about}{times[about]}".encode()).hexdigest()[:20]] = session
    return found


def starts(challenge: Challenge, session: Session) -> datetime:
    """The moment at which a session begins, in UTC."""
    return _moment(challenge, session.day, session.start)


def ends(challenge: Challenge, session: Session) -> datetime:
    """The moment at which a session ends, in UTC."""
    return _moment(challenge, session.day, session.end)


def _moment(challenge: Challenge, day: int, at: time) -> datetime:
    return datetime.combine(challenge.date_of(day), at, tzinfo=challenge.tzinfo).astimezone(UTC)


@dataclass(frozen=True)
class Plan:
    """What is sent of one challenge's timetable, to whom and when. Muted members are in it: a change of heart
    needs no new plan.
    """

    challenge: Challenge
    timetable: Timetable
    members: tuple[Member, ...]
    times: Times = field(default=USUAL_TIMES)

    @cached_property
    def sessions(self) -> Mapping[str, Session]:
        """The sessions by their keys."""
        return keys_of(self.timetable)

    @cached_property
    def team(self) -> Team:
        """Whom the names in the timetable mean."""
        return team_of(self.timetable, self.members)

    @cached_property
    def all(self) -> tuple[Due, ...]:
        """All that is sent, in its order."""
        found = [due for member in self.members for due in self._of(member)]
        found += self._walls()
        return tuple(sorted(found, key=lambda due: (due.at, due.what.value, due.user, due.key)))

    def due(self, now: datetime, ahead: timedelta = timedelta()) -> tuple[Due, ...]:
        """What is to be sent now, or within `ahead` of now, in its order."""
        return tuple(due for due in self.all if due.at <= now + ahead and now < due.until)

    def find(self, name: Iterable[str]) -> Due | None:
        """What has this name, in the timetable as it is; None where it was cancelled, moved or given away."""
        return self._by_name.get(tuple(name))

    @cached_property
    def _by_name(self) -> dict[tuple[str, ...], Due]:
        return {due.name: due for due in self.all}

    def peers(self, session: Session) -> tuple[str, ...]:
        """The names of those who go to a session: as the team knows them, or as they were written."""
        known = [(self.team.whom(name), name) for name in session.peers]
        return tuple(dict.fromkeys(member.name if member else name for member, name in known))

    def of(self, user: str, day: int | None = None) -> dict[str, Session]:
        """The sessions that `user` goes to, by key, in their order: all of them, or those of one day."""
        member = next((each for each in self.members if each.user == user), None)
        if member is None:
            return {}
        return {
            key: session
            for key, session in self.sessions.items()
            if (day is None or session.day == day) and self.goes(member, session)
        }

    def goes(self, member: Member, session: Session) -> bool:
        """Whether `member` goes to a session: it names them, or is the whole team's and they are on site."""
        if session.peers or session.stream is not None:
            return any(self.team.whom(name) == member for name in session.peers)
        if member.role is Role.support_officer:  # not on site, requirement 7
            return False
        return set(session.kinds) != {Kind.feedback} or member.role in _FEEDBACK

    def _of(self, member: Member) -> Iterator[Due]:
        mine = self.of(member.user)
        yield from self._your_days(member.user, mine)
        reminders = {key: due for key, one in mine.items() for due in self._reminder(member, key, one)}
        rides: dict[str, tuple[str, ...]] = {}
        for prompt in (due for key, one in mine.items() for due in self._prompt(member, key, one)):
            carrier = self._carrier(prompt, reminders.values())
            if carrier is not None:
                rides[carrier.key] = (*rides.get(carrier.key, ()), prompt.key)
            yield replace(prompt, carrier=carrier)
        for key, reminder in reminders.items():
            yield replace(reminder, rides=rides.get(key, ()))

    def _your_days(self, user: str, mine: Mapping[str, Session]) -> Iterator[Due]:
        last = {session.day: starts(self.challenge, session) for session in mine.values()}
        for day, until in last.items():
            at = _moment(self.challenge, day, self.times.morning)
            yield from self._allowed(Due(What.your_day, user, "", day, at, at, until))

    def _reminder(self, member: Member, key: str, session: Session) -> Iterator[Due]:
        # What the whole team meets for is told in the channel.
        if UNANNOUNCED & set(session.kinds) or (Kind.team_meeting in session.kinds and not session.peers):
            return
        start = starts(self.challenge, session)
        at = start - self.times.before
        yield from self._allowed(Due(What.reminder, member.user, key, session.day, start, at, start))

    def _prompt(self, member: Member, key: str, session: Session) -> Iterator[Due]:
        if not session.evidence or not may(member.role, Action.post_evidence):
            return
        end = ends(self.challenge, session)
        until = end + self.times.prompt_lasts
        yield from self._allowed(Due(What.prompt, member.user, key, session.day, end, end, until))

    def _carrier(self, prompt: Due, reminders: Iterable[Due]) -> Due | None:
        """The reminder of the next session, where that is due by the time the last one ends."""
        near = [due for due in reminders if due.key != prompt.key and due.at <= prompt.anchor <= due.anchor]
        return min(near, key=lambda due: (due.anchor, due.key), default=None)

    def _walls(self) -> Iterator[Due]:
        for key, session in self.sessions.items():
            if Kind.team_meeting in session.kinds:
                start = starts(self.challenge, session)
                yield Due(What.wall, "", key, session.day, start, start - self.times.before, start)

    def _allowed(self, due: Due) -> Iterator[Due]:
        """`due` outside the quiet hours: put off to their end, if it is still of use then."""
        at = after_quiet(self.challenge, due.at, self.times)
        moved = due.until if due.what is not What.prompt else due.until + (at - due.at)
        until = min(moved, self._next_quiet(at))
        if at < until:
            yield replace(due, at=at, until=until)

    def _next_quiet(self, at: datetime) -> datetime:
        zone = self.challenge.tzinfo
        return _local(at.astimezone(zone).date(), self.times.quiet_from, zone)


def after_quiet(challenge: Challenge, at: datetime, times: Times = USUAL_TIMES) -> datetime:
    """`at`, or the end of the quiet hours that it falls in."""
    local = at.astimezone(challenge.tzinfo)
    if local.time() < times.quiet_to:
        return _local(local.date(), times.quiet_to, challenge.tzinfo)
    if local.time() >= times.quiet_from:
        return _local(local.date() + timedelta(days=1), times.quiet_to, challenge.tzinfo)
    return at


def _local(on: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, at, tzinfo=zone).astimezone(UTC)
