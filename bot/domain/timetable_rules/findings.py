"""A rule, what it is asked about, and what it finds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from functools import cached_property

from bot.domain.audience import Audience, audiences
from bot.domain.framework import Framework
from bot.domain.times import said
from bot.domain.timetable import Session, Timetable
from bot.domain.timetable_team import Team


class Severity(StrEnum):
    """How much a finding matters: an error can't work on the day, a warning goes against the manual, a hint
    is worth a look.
    """

    error = "error"
    warning = "warning"
    hint = "hint"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a rule found. `message` says where, what, and what to do about it.

    `day`, `stream` and `moment` are None where it isn't about one slot, or one stream.
    """

    rule: str
    severity: Severity
    message: str
    day: int | None = None
    stream: str | None = None
    moment: time | None = None

    @property
    def requirement(self) -> int | None:
        """The requirement's number; None for a trap."""
        return None if self.rule.startswith("T") else int(self.rule[1:])


@dataclass(frozen=True)
class Case:
    """What the rules are asked about."""

    timetable: Timetable
    framework: Framework
    team: Team

    @property
    def heard(self) -> tuple[Session, ...]:
        """The sessions in which somebody is asked."""
        return self._heard

    @cached_property
    def _heard(self) -> tuple[Session, ...]:
        return self.timetable.heard

    @cached_property
    def heard_days(self) -> tuple[int, ...]:
        """The days on which somebody is asked, in order."""
        return tuple(sorted({session.day for session in self._heard}))

    def peers(self, session: Session) -> frozenset[str]:
        """The peers of a session, by one name each: who isn't on the team goes by what the cell says."""
        return frozenset(member.name if (member := self.team.whom(name)) else name for name in session.peers)

    def audience(self, session: Session) -> frozenset[Audience]:
        """Who is heard in a session."""
        return self._audiences[session]

    @cached_property
    def _audiences(self) -> dict[Session, frozenset[Audience]]:
        return {session: audiences(session) for session in self.timetable.sessions}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name (group letter and number), what it asks in a few words, and what finds breaches."""

    name: str
    asks: str
    finds: Callable[[Case], Iterable[Finding]]


def about(rule: str, severity: Severity, session: Session, words: str) -> Finding:
    """A finding about one session: `words` say what is wrong and what to do."""
    return Finding(rule, severity, f"{session.where}: {words}", session.day, session.stream, session.start)


def about_day(rule: str, severity: Severity, day: int, words: str, moment: time | None = None) -> Finding:
    """A finding about a day, or about a time of it."""
    where = f"Day {day}, {said(moment)}" if moment else f"Day {day}"
    return Finding(rule, severity, f"{where}: {words}", day, None, moment)


def listed(words: Iterable[str]) -> str:
    """Words as a list in a sentence: "A, B and C"."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
