"""How many people the team has met: what the council knows from its own timetable (requirement 118)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.audience import source_group
from bot.domain.brief import Sessions
from bot.domain.challenge import Challenge
from bot.domain.framework import Framework, FrameworkTheme
from bot.domain.timetable import Session, Timetable


@dataclass(frozen=True, slots=True)
class Met:
    """People met, each counted once, by the key of their source group; those of no known group under None."""

    by_group: Mapping[str | None, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All people met."""
        return sum(self.by_group.values())

    def with_lived_experience(self, framework: Framework) -> int:
        """How many of them draw on care and support, or care for someone who does."""
        groups = {group.key for group in framework.groups if group.lived_experience}
        return sum(number for key, number in self.by_group.items() if key in groups)


@dataclass(frozen=True, slots=True)
class Heard:
    """How many people the team has met by a moment: all of them; since the client was last told anything
    new; and, by a theme's key, how many of those met since it was last told anything new of that theme the
    timetable points to. None where there is no timetable to count them.
    """

    so_far: Met | None = None
    since: int | None = None
    by_theme: Mapping[str, int] = field(default_factory=dict)


#: When the client was last told anything new: by a theme's key, and under "" of anything at all.
Told = Mapping[str, datetime]


def heard(
    timetable: Timetable, challenge: Challenge, framework: Framework, *, told: Told, until: datetime
) -> Heard:
    """Whom the team has met in the sessions that had ended by `until`. A session that still goes on is not
    counted: too few is on the safe side.
    """
    ended = [session for session in timetable.sessions if _ends(challenge, session) <= until]

    def since(name: str) -> list[Session]:
        return [one for one in ended if name not in told or _ends(challenge, one) > told[name]]

    by_theme = {theme.key: _pointed_to(framework, theme, since(theme.key)) for theme in framework.themes}
    return Heard(_met(framework, ended), _met(framework, since("")).total, by_theme)


def sessions(timetable: Timetable | None, challenge: Challenge, until: datetime) -> Sessions | None:
    """How far the timetable had come by `until`; None without one."""
    if timetable is None:
        return None
    held = sum(_ends(challenge, one) <= until for one in timetable.heard)
    day = challenge.day_number(challenge.local_date(until))
    next_day = [one for one in timetable.heard if day is not None and one.day == day + 1]
    tomorrow = (
        (len(next_day), min(one.start for one in next_day), max(one.end for one in next_day))
        if next_day
        else None
    )
    return Sessions(held, len(timetable.heard), tomorrow)


def _pointed_to(framework: Framework, theme: FrameworkTheme, sessions: Sequence[Session]) -> int:
    """How many people someone would look among who wants to know who spoke about `theme`: those of the
    sessions tied to it, or else of those tied to nothing, or else all.
    """
    keys = {statement.key for statement in theme.statements}
    tied = [session for session in sessions if session.statement in keys]
    free = [session for session in sessions if session.statement is None]
    for some in (tied, free, sessions):
        if people := _met(framework, some).total:
            return people
    return 0


def _ends(challenge: Challenge, session: Session) -> datetime:
    return datetime.combine(challenge.date_of(session.day), session.end, tzinfo=challenge.tzinfo)


def _met(framework: Framework, sessions: Iterable[Session]) -> Met:
    found: dict[str | None, set[object]] = {}
    known: set[object] = set()
    for session in sessions:
        group = source_group(session, framework)
        for person in _people(session):
            if person not in known:
                known.add(person)
                found.setdefault(group.key if group else None, set()).add(person)
    return Met({key: len(people) for key, people in found.items()})


def _people(session: Session) -> Iterator[object]:
    """Those heard in a session, each by what tells them apart from others. Where only a group is written, its
    expected size counts; of a group without one, nobody knows of more than one person.
    """
    if not session.evidence:
        return
    for person in session.people:
        yield (person.name or person.title).casefold()
    unnamed = max((session.size or 1) - len(session.people), 0)
    if session.label or not session.people:
        yield from ((session.day, session.start, session.stream, number) for number in range(unnamed))
