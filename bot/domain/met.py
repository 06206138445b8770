"""How many people the team has met: what the council knows from its own timetable (requirement 118)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.audience import source_group
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
    """The people the team has met by a moment, and since the client edition before it. `since_by_theme` has,
    for each theme of the framework (by its key), how many of the latter the timetable leaves to have spoken
    about it. None where there is no timetable to count them.
    """

    so_far: Met | None = None
    since: Met | None = None
    since_by_theme: Mapping[str, int] = field(default_factory=dict)


def heard(
    timetable: Timetable,
    challenge: Challenge,
    framework: Framework,
    *,
    after: datetime | None,
    until: datetime,
) -> Heard:
    """Whom the team has met in the sessions that had ended by `until`, and in those that ended after `after`
    (None: since the start). A session that still goes on is not counted: too few is on the safe side.
    """
    ended = [session for session in timetable.sessions if _ends(challenge, session) <= until]
    new = [session for session in ended if after is None or _ends(challenge, session) > after]
    by_theme = {
        theme.key: _met(framework, (one for one in new if _may_be_about(one, theme))).total
        for theme in framework.themes
    }
    return Heard(_met(framework, ended), _met(framework, new), by_theme)


def _ends(challenge: Challenge, session: Session) -> datetime:
    return datetime.combine(challenge.date_of(session.day), session.end, tzinfo=challenge.tzinfo)


def _may_be_about(session: Session, theme: FrameworkTheme) -> bool:
    return session.statement is None or session.statement in {one.key for one in theme.statements}


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
