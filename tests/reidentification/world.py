"""A synthetic challenge whose truth is known: 33 sessions, 140 named people, 200 notes, and who said each.

Nothing in it is real. It is made from a seed, so that it is the same each time; other seeds make others.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.evidence import Kind
from bot.domain.framework import Framework
from bot.domain.people import Person
from bot.domain.timetable import Kind as SessionKind
from bot.domain.timetable import Session, Timetable

ZONE = ZoneInfo("Europe/London")
FIRST_DAY = date(2026, 3, 24)

_NAMES = (Path(__file__).parent / "names.txt").read_text("utf-8").splitlines()
_FIRST, _LAST = (line.split() for line in _NAMES)

#: Who is heard: the framework's group, how many at a time, and what job title they share (or each their own).
_GROUPS: tuple[tuple[str, tuple[int, ...], tuple[str, ...]], ...] = (
    ("frontline social workers", (7, 6, 6), ("Social Worker",)),
    ("team leaders", (5, 5), ("Team Leader",)),
    ("unpaid carers", (6, 5), ("",)),
    ("people who draw on care and support", (6, 5, 4), ("",)),
    ("elected members", (1, 1, 2), ("Leader of the Council", "Portfolio Holder for Adults", "Deputy Leader")),
    ("senior leaders", (1, 1, 1, 2), ("Director of Adult Social Services", "Principal Social Worker",
     "Assistant Director of Commissioning", "Head of Safeguarding", "Head of Finance")),
    ("commissioners", (4, 3), ("Commissioning Manager",)),
    ("care providers", (6, 6), ("Registered Manager",)),
    ("advocates", (4,), ("Advocate",)),
    ("voluntary sector", (7, 5), ("Chief Officer",)),
    ("hospital staff", (5, 4), ("Discharge Coordinator",)),
    ("safeguarding staff", (6,), ("Safeguarding Practitioner",)),
    ("performance and workforce", (4,), ("Performance Analyst",)),
    ("frontline practitioners", (6, 7), ("Occupational Therapist",)),
    ("managers", (4, 4), ("Service Manager",)),
    ("primary care", (1,), ("Clinical Director",)),
)  # fmt: skip
_ROOMS = ("Beech Room", "Committee Room 2", "Harrier Suite", "Larkfield Centre, Room 4", "Wharfside Annexe")
_HOURS = ("09:00 10:00", "10:00 11:00", "11:30 12:30", "13:30 14:30", "14:30 15:30", "16:00 17:00")

_SUBJECTS = (
    "waiting times for assessment", "the front door", "reviews", "direct payments", "the carers' offer",
    "hospital discharge", "reablement", "the provider market", "home care capacity", "the quality of plans",
    "supervision", "the workforce strategy", "data and performance reports", "co-production",
    "the dementia offer", "transitions from children's services", "the advocacy contract",
    "safeguarding thresholds", "DoLS backlogs",
    "joint working with health", "information and advice", "equality monitoring", "rural transport",
    "extra care housing", "out-of-hours cover",
)  # fmt: skip
_OBSERVATIONS = (
    "have improved over the past year", "are uneven between localities", "depend on goodwill",
    "are well understood by staff", "are hard to explain to families", "are not yet measured",
    "are led with energy", "need a clearer plan",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """A note as a peer types it and when; its core, which is all but the plants; and who said it where."""

    at: datetime
    peer: int
    text: str
    core: str
    statement: str | None
    kind: Kind
    group: str
    session: Session
    speaker: Person


@dataclass(frozen=True, slots=True)
class World:
    """The challenge: the timetable that the client wrote, the notes, every string that must not leave, and
    the rooms, which must not come to the client.
    """

    timetable: Timetable
    notes: tuple[Note, ...]
    planted: frozenset[str]
    rooms: frozenset[str]


def world(framework: Framework, seed: int = 1, notes: int = 200) -> World:
    """The challenge of this seed."""
    chance = random.Random(seed)
    timetable = Timetable(tuple(_sessions(framework, chance)))
    written, planted = [], set[str]()
    cores = [f"{subject} {observation}" for subject in _SUBJECTS for observation in _OBSERVATIONS]
    chance.shuffle(cores)
    sessions = [one for one in timetable.sessions if one.heard]
    for number in range(notes):
        session = sessions[number % len(sessions)]
        note, plants = _note(framework, chance, session, cores[number % len(cores)], number)
        written.append(note)
        planted |= plants
    names = {part for one in timetable.sessions for person in one.people for part in person.name.split()}
    return World(
        timetable,
        tuple(sorted(written, key=lambda note: note.at)),
        frozenset(planted | {name for name in names if name not in _ORDINARY}),
        frozenset(place.split(",")[0] for place in _ROOMS),
    )


#: First names that are words too: their absence can't be asked of every byte.
_ORDINARY = frozenset({"Rose", "Mark", "Grace", "Joy", "Dean", "Ivy"})


def _sessions(framework: Framework, chance: random.Random) -> Iterator[Session]:
    names = [f"{first} {last}" for first in _FIRST for last in _LAST]
    chance.shuffle(names)
    groups = [(group, size, titles) for group, sizes, titles in _GROUPS for size in sizes]
    chance.shuffle(groups)
    slots = [(day, hours, stream) for day in (1, 2, 3) for hours in _HOURS for stream in "ABC"]
    # The last sessions are on the last morning; the presentation is written after them.
    slots = [*slots[:30], *slots[36:39]]
    taken: dict[str, int] = {}
    for (day, hours, stream), (group, size, titles) in zip(slots, groups, strict=True):
        start, end = map(time.fromisoformat, hours.split())
        people = []
        for _ in range(size):
            taken[group] = taken.get(group, 0) + 1
            title = titles[(taken[group] - 1) % len(titles)]
            people.append(Person(names.pop(), title))
        tied = chance.random() < 0.5
        yield Session(
            day=day, start=start, end=end, stream=stream,
            kinds=(SessionKind.interview if size < 3 else SessionKind.focus_group,),
            label=group.capitalize(), people=tuple(people), place=chance.choice(_ROOMS),
            peers=("One", "Two"),
            statement=chance.choice(framework.statements).key if tied else None,
        )  # fmt: skip


def _note(
    framework: Framework, chance: random.Random, session: Session, core: str, number: int
) -> tuple[Note, set[str]]:
    speaker = chance.choice(session.people)
    other = chance.choice(session.people)
    text, planted = _plant(chance, session, speaker, other, core, number)
    on_topic = session.statement is not None and chance.random() < 0.7
    statement = session.statement if on_topic else chance.choice([*framework.statements]).key
    ends = datetime.combine(FIRST_DAY + timedelta(days=session.day - 1), session.end, tzinfo=ZONE)
    return Note(
        at=ends + timedelta(minutes=chance.randint(1, 25)),
        peer=chance.randint(0, 1),
        text=text,
        core=core,
        statement=statement,
        kind=chance.choice([Kind.strength, Kind.consideration, Kind.best_practice]),
        group=session.label.lower(),
        session=session,
        speaker=speaker,
    ), planted


def _plant(
    chance: random.Random, session: Session, speaker: Person, other: Person, core: str, number: int
) -> tuple[str, set[str]]:
    """A note's text with something planted in it that leads to who said it, and what was planted."""
    last, first = speaker.name.split()[-1], speaker.name.split()[0]
    room = session.place.split(",")[0]
    ways = [
        (f"{speaker.name} said {core}", set()),
        (f"{first.lower()} told us that {core}", set()),
        (f"Mrs {last} feels {core}, and {other.name.split()[0]} agreed", set()),
        (f"“{core}”, as {last} put it", set()),
        (f"{core} (heard in the {room})", set()),
        (f"{core}. Ring {first} on 07700 900{100 + number} or at {last.lower()}{number}@northmere.gov.uk",
         {f"900{100 + number}", f"{last.lower()}{number}@"}),
        (f"{core}; see NHS {nhs_number(number)} and case LAS-{734000 + number}",
         {f"{734000 + number}", nhs_number(number)}),
        (core, set()),
    ]  # fmt: skip
    if speaker.title and session.kind is SessionKind.interview:
        ways.append((f"the {speaker.title} said {core}", {speaker.title}))
    text, planted = chance.choice(ways)
    return text[0].upper() + text[1:], planted


def nhs_number(number: int) -> str:
    """A number of the form of an NHS number, with its check digit."""
    digits = f"{943000000 + number * 7:09d}"
    while True:
        check = (
            11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
        )
        if check != 10:
            return f"{digits[:3]} {digits[3:6]} {digits[6:]}{0 if check == 11 else check}"
        digits = f"{int(digits) + 1:09d}"
