"""The timetable: the sessions of a challenge, whom they hear, where, and which peers go (requirements 39-71).

It names interviewees and their job titles, so it is personal data and the de-identifier's roster. The rules
are in `bot.domain.timetable_rules`, the readers of files in `bot.documents.timetable`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from bot.domain.people import Person
from bot.domain.times import minutes, said


class Kind(StrEnum):
    """What a session is."""

    interview = "interview"
    focus_group = "focus_group"
    meeting = "meeting"
    observation = "observation"
    visit = "visit"
    team_meeting = "team_meeting"
    feedback = "feedback"
    presentation = "presentation"
    writing = "writing"
    break_ = "break"
    lunch = "lunch"
    travel = "travel"
    arrival = "arrival"
    close = "close"
    other = "other"

    @property
    def words(self) -> str:
        """The kind as it is said to people: "focus group"."""
        return self.value.replace("_", " ")


#: The kinds in which somebody is asked, and that the rules about interviews are for.
HEARD = frozenset({Kind.interview, Kind.focus_group, Kind.meeting})
#: The kinds that give evidence: an observation and a visit do too (requirement 68).
EVIDENCE = HEARD | {Kind.observation, Kind.visit}

_VIRTUAL = re.compile(
    r"\b(?:virtual(?:ly)?|online|teams(?: call| meeting| link)?|zoom|webex|google meet|video(?: ?call)?|"
    r"telephone|phone(?: ?call)?|remote(?:ly)?)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Session:
    """One slot. `day` counts from 1; `start` and `end` are local times of that day, and may be the same for a
    moment such as "Close".

    `kinds` has at least one; a "Break/ Team Meeting" has two. `stream` is None where the whole team is meant.
    `label` is what was written for who or what, when it isn't a person ("Unpaid carers", "Lunch").
    `peers` are names as they were written: `bot.domain.timetable_team` says whom they mean. `statement` is
    the key of a statement of the framework. `size` is how many people are expected, where that was written.
    """

    day: int
    start: time
    end: time
    kinds: tuple[Kind, ...]
    stream: str | None = None
    label: str = ""
    people: tuple[Person, ...] = ()
    place: str = ""
    peers: tuple[str, ...] = ()
    statement: str | None = None
    size: int | None = None

    @property
    def kind(self) -> Kind:
        """What the session is, or the first of what it is."""
        return self.kinds[0]

    @property
    def heard(self) -> bool:
        """Whether somebody is asked in it."""
        return not HEARD.isdisjoint(self.kinds)

    @property
    def evidence(self) -> bool:
        """Whether peers come out of it with post-its to write."""
        return not EVIDENCE.isdisjoint(self.kinds)

    @property
    def virtual(self) -> bool:
        """Whether it is held by video or telephone (requirement 57)."""
        return bool(_VIRTUAL.search(self.place))

    @property
    def length(self) -> int:
        """Minutes it lasts."""
        return minutes(self.end) - minutes(self.start)

    @property
    def who(self) -> str:
        """Who or what it is, in words: the label, or the people's names and titles. For the team alone."""
        people = "; ".join(", ".join(filter(None, (one.name, one.title))) for one in self.people)
        return ": ".join(filter(None, (self.label, people))) or self.kind.words.capitalize()

    @property
    def summary(self) -> str:
        """What it is and for whom, in words: "Interview: Jane Smith, Director". For the team alone."""
        if not self.people and not (self.label and self.evidence):
            return self.who
        return f"{self.kind.words.capitalize()}: {self.who}"

    @property
    def where(self) -> str:
        """The slot in words: "Day 2, stream B, 11.30"."""
        stream = f"stream {self.stream}, " if self.stream else ""
        return f"Day {self.day}, {stream}{said(self.start)}"

    def overlaps(self, other: "Session") -> bool:
        """Whether the two are on at the same time; one ending when the other starts is not an overlap."""
        return self.day == other.day and self.start < other.end and other.start < self.end

    def at(self, day: int, moment: time) -> bool:
        """Whether it is on at `moment` of day `day`."""
        return self.day == day and self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Timetable:
    """The sessions, by day, time and stream. `dates` has the dates of days, where the file gave them.
    `revision` counts how often a challenge's timetable was stored; it says nothing of what is in it.
    """

    sessions: tuple[Session, ...]
    dates: tuple[tuple[int, date], ...] = ()
    revision: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sessions", tuple(sorted(self.sessions, key=in_order)))

    @property
    def days(self) -> tuple[int, ...]:
        """The numbers of the days there is something on."""
        return tuple(sorted({session.day for session in self.sessions}))

    def date_of(self, day: int) -> date | None:
        """The date that the file gave day `day`."""
        return dict(self.dates).get(day)

    def on(self, day: int) -> tuple[Session, ...]:
        """The sessions of day `day`."""
        return tuple(session for session in self.sessions if session.day == day)

    @property
    def heard(self) -> tuple[Session, ...]:
        """The sessions in which somebody is asked."""
        return tuple(session for session in self.sessions if session.heard)


def in_order(session: Session) -> tuple[int, time, time, str]:
    """Sorts by day, start, end, and the whole team's before the streams'."""
    return (session.day, session.start, session.end, session.stream or "")


def roster(timetable: Timetable) -> tuple[Person, ...]:
    """The people the timetable names, each once, for the de-identifier. Someone of whom there is only a job
    title stays out: the title alone isn't a name.
    """
    found: dict[tuple[str, str], Person] = {}
    for session in timetable.sessions:
        for person in session.people:
            if person.name:
                found.setdefault((person.name.casefold(), person.title.casefold()), person)
    titled = {name for name, title in found if title}
    return tuple(person for (name, title), person in found.items() if title or name not in titled)


def pairs(sessions: Iterable[Session]) -> Iterator[tuple[Session, Session]]:
    """Each two of `sessions` that are on at the same time, the earlier first."""
    known: list[Session] = []
    for session in sorted(sessions, key=in_order):
        known = [other for other in known if other.day == session.day and other.end > session.start]
        yield from ((other, session) for other in known if other.overlaps(session))
        known.append(session)
