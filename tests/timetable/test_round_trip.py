"""A timetable written in either form reads back the same, and no readable file makes the rules stumble."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.documents.timetable import read
from bot.domain.framework import load
from bot.domain.people import Person
from bot.domain.times import said
from bot.domain.timetable import Kind, Session, Timetable
from bot.domain.timetable_rules import check
from bot.errors import Refusal
from tests.timetable.files import csv_file, one_sheet, workbook
from tests.timetable.visit import TEAM, findings, visit

FRAMEWORK = load("cqc-asc")
NAMES = ("Jane Smith", "Omar Reid", "Cllr Pat Jones", "Mark Hall", "Anne-Marie O'Neill", "Dr May Brook")
TITLES = ("Director of Adult Services", "Head of Commissioning", "GP", "Principal Social Worker", "Carer")
GROUPS = ("unpaid carers", "frontline social workers", "people who draw on care", "advocates")
PLACES = ("Room 2", "Riverside House, Room 3", "Council Chamber", "Online", "Town Hall, 2nd floor")
PEERS = tuple(member.name for member in TEAM)
WHOLE = {
    Kind.lunch: "Lunch",
    Kind.break_: "Break",
    Kind.team_meeting: "Team Meeting",
    Kind.presentation: "Presentation of findings",
    Kind.feedback: "Informal Feedback",
}

slots = st.builds(
    lambda interview, person, group, size, place, peers, statement: Session(
        day=1,
        start=time(9),
        end=time(10),
        kinds=(Kind.interview if interview else Kind.focus_group,),
        stream="A",
        label="" if interview else group,
        people=(person,) if interview else (),
        place=place,
        peers=tuple(peers),
        statement=statement,
        size=None if interview else size,
    ),
    st.booleans(),
    st.builds(Person, st.sampled_from(NAMES), st.sampled_from(TITLES)),
    st.sampled_from(GROUPS),
    st.none() | st.integers(2, 20),
    st.sampled_from(PLACES),
    st.lists(st.sampled_from(PEERS), min_size=1, max_size=3, unique=True),
    st.none() | st.sampled_from([statement.key for statement in FRAMEWORK.statements]),
)
#: An hour of a day: what the whole team does, or a slot for each stream, or none.
hours = st.sampled_from(list(WHOLE)) | st.lists(st.none() | slots, min_size=3, max_size=3)


@st.composite
def timetables(draw: st.DrawFn) -> Timetable:
    sessions: list[Session] = []
    for day in range(1, draw(st.integers(1, 3)) + 1):
        for hour in range(9, 9 + draw(st.integers(1, 6))):
            what = draw(hours)
            start, end = time(hour), time(hour + 1)
            if isinstance(what, Kind):
                sessions.append(Session(day, start, end, (what,), label=WHOLE[what]))
                continue
            for stream, slot in zip("ABC", what, strict=True):
                if slot is not None:
                    sessions.append(replace(slot, day=day, start=start, end=end, stream=stream))
    return Timetable(tuple(sessions))


def cell(session: Session) -> str:
    who = "".join(f"{person.name}, {person.title}" for person in session.people)
    size = f" ({session.size})" if session.size else ""
    lines = [
        who or f"Focus group: {session.label}{size}",
        session.place,
        f"Peers: {' / '.join(session.peers)}",
    ]
    if session.statement:
        lines.append(f"Theme: {FRAMEWORK.statement(session.statement).name}")
    return "\n".join(lines)


def as_grid(sessions: Sequence[Session]) -> bytes:
    days: dict[str, list[tuple[str, ...]]] = {}
    for session in sessions:
        rows = days.setdefault(f"Day {session.day}", [("TIME", "A", "B", "C")])
        hours = f"{said(session.start)} – {said(session.end)}"
        if session.stream is None:
            rows.append((hours, session.label))
            continue
        if rows[-1][0] != hours:
            rows.append((hours, "", "", ""))
        row = list(rows[-1])
        row[" ABC".index(session.stream)] = cell(session)
        rows[-1] = tuple(row)
    return workbook(days)


def as_table(sessions: Sequence[Session]) -> bytes:
    head = [
        "Day",
        "Start",
        "End",
        "Stream",
        "Kind",
        "Name",
        "Job title",
        "Group",
        "Room",
        "Peers",
        "Theme",
        "Participants",
    ]
    return csv_file(
        [
            head,
            *(
                [
                    str(each.day),
                    said(each.start),
                    said(each.end),
                    each.stream or "",
                    each.kind.words,
                    "; ".join(person.name for person in each.people),
                    "; ".join(person.title for person in each.people),
                    each.label,
                    each.place,
                    ", ".join(each.peers),
                    each.statement or "",
                    str(each.size or ""),
                ]
                for each in sessions
            ),
        ]
    )


@settings(max_examples=60, deadline=None)
@given(timetables().filter(lambda timetable: timetable.sessions))
def test_both_forms_read_back_the_same(timetable: Timetable) -> None:
    for name, data in (("t.xlsx", as_grid(timetable.sessions)), ("t.csv", as_table(timetable.sessions))):
        found = read(name, data, framework=FRAMEWORK)
        assert found.problems == ()
        assert found.timetable.sessions == timetable.sessions, name


anything = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=40)
words = st.sampled_from(
    [
        *NAMES,
        *TITLES,
        *GROUPS,
        *PLACES,
        "Lunch",
        "Break/ Team Meeting",
        "Base room",
        "17.30 Informal Feedback",
        "Peers: Dev / Siân",
        "Theme: Safeguarding",
        "(12)",
        "DM/SP",
        "Day 2",
        "24/03/2026",
        "9am",
        "09.00 - 10.00",
        "TIME",
        "A",
        "B",
        "25.00",
        "",
    ]
)
cells = st.lists(words | anything, max_size=4).map("\n".join) | st.floats(0, 50000) | st.integers(0, 50000)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(cells, max_size=5), max_size=12), st.booleans())
def test_whatever_stands_in_the_cells_is_read_or_refused(rows: list[list[object]], flat: bool) -> None:
    head: list[object] = ["Day", "Start", "Stream", "Name", "Room"] if flat else ["TIME", "A", "B", "C"]
    table = [[_storable(each) for each in row] for row in [head, *rows]]
    found = _read_or_refused("t.xlsx", one_sheet(table, "Day 1"))
    for session in found.sessions:
        assert session.start <= session.end
        assert session.kinds
    for finding in check(found, FRAMEWORK):
        assert finding.message


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["t.csv", "t.xlsx", "t"]))
@example(b"\xa1\xa0\xaa\xe7", "t.csv")
def test_whatever_bytes_there_are_is_read_or_refused(data: bytes, name: str) -> None:
    for each in (data, b"PK\x03\x04" + data, b"Day,Start,Name\n1,9.00," + data):
        check(_read_or_refused(name, each), FRAMEWORK)


def _read_or_refused(name: str, data: bytes) -> Timetable:
    """The timetable; an empty one where the file is refused. Any other error is the test's."""
    try:
        return read(name, data, framework=FRAMEWORK).timetable
    except Refusal:
        return Timetable(())


def test_the_visit_is_read_from_a_table_and_breaks_nothing() -> None:
    found = read("t.csv", as_table(visit()), framework=FRAMEWORK)
    assert found.problems == ()
    assert findings(found.timetable.sessions) == []


def _storable(value: object) -> object:
    """What a workbook can hold: no control characters, and no half of a pair."""
    if not isinstance(value, str):
        return value
    return "".join(char for char in value if char == "\n" or char.isprintable())
