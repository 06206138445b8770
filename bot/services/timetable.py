"""The timetable: what a file means for a challenge, making it the challenge's, and what one sees of it."""

from collections.abc import Iterator
from datetime import datetime

from bot.documents.timetable import read
from bot.domain.challenge import Action, Challenge, Member, Role, may
from bot.domain.day import keys_of
from bot.domain.timetable import Timetable
from bot.domain.timetable_changes import Difference, difference
from bot.domain.timetable_rules import check
from bot.domain.timetable_team import team_of
from bot.services.changes import code_of
from bot.views import words
from bot.views.timetable import Preview, Shown
from db.challenges import OpenChallenge

#: They coordinate: what they open first is everybody's sessions.
_COORDINATING = frozenset({Role.challenge_manager, Role.support_officer})
_DAYS_SHOWN = 2


def understood(opened: OpenChallenge, name: str, data: bytes) -> Preview:
    """What the file `data`, which was called `name`, means for a challenge. Stores nothing; may take seconds.

    Raises Refusal for a file that can't be read.
    """
    found = read(name, data, framework=opened.framework, team=[member.name for member in opened.team])
    timetable = found.timetable
    team = team_of(timetable, opened.team)
    names = sorted({name for session in timetable.sessions for name in session.peers}, key=str.casefold)
    meant = tuple((name, team.whom(name)) for name in names)
    named = {member for _, member in meant}
    return Preview(
        challenge=opened.challenge,
        framework=opened.framework,
        timetable=timetable,
        problems=(*_dates(opened.challenge, timetable), *(each.message for each in found.problems)),
        meant=meant,
        unnamed=tuple(member for member in team.interviewers if member not in named),
        findings=tuple(check(timetable, opened.framework, opened.team)),
        changes=_changes(opened.timetable, timetable) if opened.timetable else None,
    )


def _dates(challenge: Challenge, timetable: Timetable) -> Iterator[str]:
    """Where the file's days are not the challenge's."""
    for day in timetable.days:
        on = timetable.date_of(day)
        if day > challenge.days:
            yield f"Day {day}: the visit has {words.count(challenge.days, 'day')} (`/challenge settings`)."
        elif on is not None and on != challenge.date_of(day):
            yield (
                f"Day {day}: the file says {words.full_day(on)}; the visit is there on "
                f"{words.full_day(challenge.date_of(day))}, and that is what counts."
            )


def _changes(old: Timetable, new: Timetable) -> Difference:
    return difference(keys_of(old), new.sessions)


def look(
    opened: OpenChallenge,
    member: Member,
    now: datetime,
    *,
    everyone: bool | None = None,
    day: int | None = None,
) -> Shown:
    """The timetable of `day`, or else of today and tomorrow, as `member` sees it: everyone's sessions, or
    their own. Before the visit it is that of its first days.
    """
    challenge, timetable = opened.challenge, opened.timetable
    everyone = member.role in _COORDINATING if everyone is None else everyone
    local = now.astimezone(challenge.tzinfo)
    if timetable is None:
        return Shown(challenge, member, opened.framework, everyone=everyone)
    plan = opened.plan
    assert plan is not None  # there is a timetable
    team = plan.team
    today = challenge.day_number(local.date())
    first = today or (1 if local.date() < challenge.starts_on else challenge.days + 1)
    days = range(first, min(first + _DAYS_SHOWN, challenge.days + 1))
    if day is not None and 1 <= day <= challenge.days:
        days = range(day, day + 1)
    mine = plan.sessions if everyone else plan.of(member.user)
    changing = may(member.role, Action.change_timetable)
    return Shown(
        challenge,
        member,
        opened.framework,
        there=True,
        everyone=everyone,
        days=tuple((each, tuple(one for one in mine.values() if one.day == each)) for each in days),
        day=day,
        codes={one: code_of(opened, key) for key, one in mine.items()} if changing else {},
        today=today,
        moment=local.time(),
        free=team.free(timetable, today, local.time()) if today else None,
        own_names=frozenset(
            name for one in mine.values() for name in one.peers if not everyone and team.whom(name) == member
        ),
    )
