"""Each rule: a timetable that breaks it, and one that doesn't (requirements 39-71, traps T4 and T6)."""

import re
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from bot.domain.challenge import Member, Role
from bot.domain.framework import load
from bot.domain.people import Person
from bot.domain.times import said
from bot.domain.timetable import Kind, Session, Timetable
from bot.domain.timetable_rules import RULES, Finding, Severity, check
from tests.timetable.visit import (
    FRAMEWORK,
    TEAM,
    Change,
    add,
    changed,
    clock,
    findings,
    heard,
    put,
    team_slot,
    visit,
)

PAGE = (Path(__file__).parents[2] / "docs" / "timetable.md").read_text(encoding="utf-8")


def without(kind: Kind, day: int) -> Change:
    def change(sessions: list[Session]) -> None:
        for session in [each for each in sessions if each.day == day and kind in each.kinds]:
            sessions.remove(session)
            if len(session.kinds) > 1:
                sessions.append(replace(session, kinds=tuple(each for each in session.kinds if each != kind)))

    return change


def only(sessions: list[Session], day: int) -> None:
    sessions[:] = [session for session in sessions if session.day != day or not session.heard]


def same_pair(sessions: list[Session]) -> None:
    """Ruth and Tom go together, three times, and with nobody else."""
    sessions[:] = [
        replace(each, peers=("Helen", "Dev")) if "Tom" in each.peers else each for each in sessions
    ]
    sessions[:] = [
        replace(each, peers=("Dev", "Siân")) if "Ruth" in each.peers else each for each in sessions
    ]
    for hour in ("13.00-14.00", "14.00-15.00", "15.00-16.00"):
        sessions.append(heard(2, hour, "C", f"Interviewee {hour}, Analyst", "Ruth/Tom"))


def no_lived(sessions: list[Session]) -> None:
    gone = ("Unpaid carers", "People with lived experience")
    sessions[:] = [each for each in sessions if each.label not in gone]


def not_on_day_two(label: str) -> Change:
    def change(sessions: list[Session]) -> None:
        sessions[:] = [each for each in sessions if not (each.day == 2 and each.label == label)]

    return change


def lived_on_day_one(sessions: list[Session]) -> None:
    for hour in ("11.30-12.00", "15.00-16.00"):
        sessions.append(heard(1, hour, "C", "People with lived experience", "Ruth/Jo"))


def members_apart(sessions: list[Session]) -> None:
    sessions[6] = replace(sessions[6], start=clock("09.00"), end=clock("10.00"), stream="C", place="Room 3")


#: A rule, what breaks it, and day, stream, time and severity of what is found.
BREAKS: list[tuple[str, Change, int | None, str | None, str | None, Severity]] = [
    ("C40", put(0, statement=None), None, None, None, Severity.warning),
    ("C42", put(0, place="Base Room"), 1, "A", "09.00", Severity.error),
    ("C42", put(0, place="the team's room"), 1, "A", "09.00", Severity.error),
    ("C45", put(0, end=clock("09.30")), 1, "A", "09.00", Severity.warning),
    ("C45", put(1, end=clock("09.30")), 1, "B", "09.00", Severity.hint),
    ("C46", put(0, peers=("Dev",)), 1, "A", "09.00", Severity.warning),
    ("C46", put(0, peers=()), 1, "A", "09.00", Severity.warning),
    ("C46", put(0, peers=("Dev", "Siân", "Tom")), 1, "A", "09.00", Severity.hint),
    ("C46", put(0, peers=("Dev", "Nobody Known")), 1, "A", "09.00", Severity.error),
    ("C46", put(1, peers=("Dev", "Jo")), 1, "B", "09.00", Severity.error),
    ("C46", put(8, start=clock("14.30")), 1, "A", "14.00", Severity.warning),
    ("C47", same_pair, 2, None, None, Severity.warning),
    ("C48", put(1, end=clock("10.15")), 1, "B", "09.00", Severity.warning),
    ("C49", without(Kind.break_, 1), 1, None, None, Severity.warning),
    ("C49", without(Kind.team_meeting, 2), 2, None, None, Severity.warning),
    ("C50", put(1, size=11), 1, "B", "09.00", Severity.warning),
    ("C52", no_lived, None, None, None, Severity.warning),
    ("C53", not_on_day_two("People with lived experience"), 2, None, None, Severity.warning),
    ("C53", not_on_day_two("Occupational therapists"), 2, None, None, Severity.warning),
    ("C54", lived_on_day_one, 2, None, None, Severity.warning),
    ("C54", not_on_day_two("People with lived experience"), None, None, None, Severity.hint),
    (
        "C55",
        put(1, label="Social workers and their team manager"),
        1,
        "B",
        "09.00",
        Severity.warning,
    ),
    ("C55", put(1, people=(Person("Ann Moss", "Head of Service"),)), 1, "B", "09.00", Severity.warning),
    ("C56", put(4, people=(Person("Ms Jane Smith", "DASS"),)), 1, "B", "10.30", Severity.hint),
    ("C59", put(1, statement="governance"), 1, "B", "09.00", Severity.warning),
    ("C60", put(6, statement="governance"), None, None, None, Severity.hint),
    ("C61", put(7, peers=("Helen", "Ruth")), 1, "A", "14.00", Severity.warning),
    ("C61", put(7, day=2, stream="C"), 2, "C", "14.00", Severity.warning),
    ("C61", members_apart, 1, "A", "14.00", Severity.warning),
    ("C62", put(0, place=""), 1, "A", "09.00", Severity.error),
    ("C62", put(0, people=()), 1, "A", "09.00", Severity.error),
    ("C62", put(0, people=(Person("", "Director"),)), 1, "A", "09.00", Severity.error),
    ("C62", put(0, people=(Person("Jane Smith"),)), 1, "A", "09.00", Severity.warning),
    ("T4", put(9, start=clock("16.30")), 1, None, "16.30", Severity.hint),
    ("T4", put(9, start=clock("14.30")), 1, None, "14.30", Severity.warning),
    ("T4", put(9, start=clock("15.00"), end=clock("15.30")), 1, None, "15.00", Severity.hint),
]


@pytest.mark.parametrize(("rule", "change", "day", "stream", "time", "severity"), BREAKS)
def test_a_breach_is_found_where_it_is(
    rule: str, change: Change, day: int | None, stream: str | None, time: str | None, severity: Severity
) -> None:
    found = [each for each in findings(changed(change)) if each.rule == rule]
    places = [(each.day, each.stream, each.moment and said(each.moment), each.severity) for each in found]
    assert (day, stream, time, severity) in places
    for each in found:
        assert each.message.endswith(".")
        assert len(re.findall(r"[.!?] |[.!?]$", each.message)) > 1, "it says what is wrong, and what to do"
        assert each.requirement == (None if rule[0] == "T" else int(rule[1:]))


def test_the_visit_that_breaks_nothing_breaks_nothing() -> None:
    assert findings(visit()) == []


def test_every_rule_has_a_breach_and_is_in_the_documents() -> None:
    names = {rule.name for rule in RULES}
    assert names == {each[0] for each in BREAKS} | {"C51", "T6"}
    rows = dict(re.findall(r"^\| (C\d+|T\d+) \| ([^|]+) \|", PAGE, re.M))
    assert set(rows) == names
    for rule in RULES:
        assert rule.asks in rows[rule.name], rule.name


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("Civic Centre, Room 1", "Riverside House, Room 3", Severity.warning),
        ("Civic Centre Room 1", "Riverside House Room 3", Severity.warning),
        ("Room 1", "Riverside House", Severity.hint),
        ("Civic Centre, Room 1", "Civic Centre, Room 3", None),
        ("Civic Centre", "The Civic Centre, 3rd floor", None),
        ("Room 1", "Room 3", None),
        ("Civic Centre", "MS Teams", None),
        ("Room 1", "Chief Executive's office", None),
    ],
)
def test_changing_building_takes_time(before: str, after: str, found: Severity | None) -> None:
    def change(sessions: list[Session]) -> None:
        sessions[6] = replace(sessions[6], place=before)
        sessions[7] = replace(sessions[7], place=after)

    seen = [each for each in findings(changed(change)) if each.rule == "C51"]
    assert [each.severity for each in seen] == ([found] if found else [])
    later = changed(change)
    later = (*later[:7], replace(later[7], start=clock("14.10"), end=clock("15.10")), *later[8:])
    assert [each for each in findings(later) if each.rule == "C51"] == []


def test_a_room_without_a_building_is_where_most_rooms_are() -> None:
    def change(sessions: list[Session]) -> None:
        sessions[:] = [replace(each, place=f"Civic Centre, {each.place}") for each in sessions]
        sessions[7] = replace(sessions[7], place="Members' Room")

    assert [each for each in findings(changed(change)) if each.rule == "C51"] == []


@pytest.mark.parametrize(
    ("size", "severity"), [(8, None), (7, None), (6, Severity.hint), (5, Severity.warning)]
)
def test_three_streams_need_more_than_six_who_interview(size: int, severity: Severity | None) -> None:
    third = heard(1, "09.00-10.00", "C", "Noor Aziz, Data Lead", "Tom/Helen")
    seen = [each for each in findings(changed(add(third)), TEAM[: size + 1]) if each.rule == "T6"]
    assert [each.severity for each in seen][:1] == ([severity] if severity else [])


def test_a_room_that_is_said_to_be_the_base_room_is_it() -> None:
    gathers = replace(team_slot(1, "08.30-09.00", Kind.arrival), place="Base room: Room 1")
    seen = findings(changed(add(gathers)))
    assert {each.message.split(":")[0] for each in seen if each.rule == "C42"} == {
        f"Day 1, stream A, {hour}" for hour in ("09.00", "10.30", "13.00", "14.00")
    } | {f"Day 2, stream A, {hour}" for hour in ("09.00", "10.30")}


def test_without_a_team_it_is_who_the_cells_name() -> None:
    assert [each for each in findings(visit(), ()) if each.rule == "C46"] == []
    initials = changed(put(1, peers=("Dev Malhotra", "DM")))
    alone = [each for each in findings(initials, ()) if each.rule == "C46" and each.stream == "B"]
    assert any("is alone" in each.message for each in alone)


def test_interviews_of_btrs_may_last_three_quarters_of_an_hour() -> None:
    sessions = changed(put(0, end=clock("09.45"), statement=None))
    found = check(Timetable(tuple(replace(each, statement=None) for each in sessions)), load("btrs"), TEAM)
    assert "C45" not in {each.rule for each in found}
    assert "C45" in {each.rule for each in check(Timetable(sessions), FRAMEWORK, TEAM)}


def test_the_order_is_that_of_the_visit() -> None:
    sessions = list(visit())
    for change in (put(0, place=""), put(13, place=""), no_lived):
        change(sessions)
    found = findings(sessions)
    keys = [(each.day or 99, each.moment or clock("23.59")) for each in found]
    assert keys == sorted(keys)
    assert found[-1].day is None
    assert isinstance(found[0], Finding)


def test_someone_who_does_not_interview_is_not_to_spare() -> None:
    officer = Member("U9", "Sam Reed", Role.support_officer)
    third = heard(1, "09.00-10.00", "C", "Noor Aziz, Data Lead", "Tom/Helen")
    seen = [each for each in findings(changed(add(third)), (*TEAM[:7], officer)) if each.rule == "T6"]
    assert [each.severity for each in seen] == [Severity.hint]


def heard_of(*people: Person, day: int = 1) -> list[Session]:
    """Interviews one after another, each with one of these."""
    return [put_at(9 + at, person, day) for at, person in enumerate(people)]


def put_at(hour: int, person: Person, day: int) -> Session:
    return replace(visit()[0], day=day, start=time(hour), end=time(hour + 1), people=(person,))


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (Person("Jane Smith", "Head of Brokerage"), Person("J. Smith", "Head of brokerage"), True),
        (Person("Jane Smith", "Head of Brokerage"), Person("Joan Smith", "Head of Brokerage"), False),
        (Person("Jane Smith", "Head of Brokerage"), Person("J. Smith", "Social worker"), False),
        (Person("", "Social worker"), Person("", "Social worker"), False),
        (Person("", "Director of Adult Services"), Person("", "Director of Adult Services"), True),
    ],
)
def test_who_may_be_the_same_person(one: Person, other: Person, found: bool) -> None:
    rules = [each.rule for each in findings(heard_of(one, other))]
    assert ("C56" in rules) == found


def test_a_morning_before_the_presentation_is_no_day_of_interviews() -> None:
    lived, staff = Person("Amy Lee", "Unpaid carer"), Person("Jo Bell", "Social worker")
    days = [session for day in (1, 2) for session in heard_of(lived, lived, staff, day=day)]
    assert "C54" not in [each.rule for each in findings([*days, *heard_of(staff, day=3)])]
    whole = [*days, *heard_of(staff, staff, staff, day=3)]
    assert [each.day for each in findings(whole) if each.rule == "C54"] == [3]
