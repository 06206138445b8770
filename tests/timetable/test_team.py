"""Whom of the team a name in a cell means, whose a session is, and who is free."""

from dataclasses import replace

import pytest

from bot.domain.audience import source_group
from bot.domain.challenge import Member, Role
from bot.domain.people import Person
from bot.domain.timetable import Kind, Timetable, roster
from bot.domain.timetable_team import Team, team_of
from tests.timetable.visit import FRAMEWORK, TEAM, clock, heard, team_slot, visit

MORGAN, HELEN, DEV, SIAN, *_ = TEAM
VISIT = Timetable(visit())


@pytest.mark.parametrize(
    "name", ["Siân Prosser", "sian prosser", "Siân", "SP", "S. Prosser", "S Prosser", "Sian P", "Prosser"]
)
def test_one_member_by_many_names(name: str) -> None:
    assert Team(TEAM).whom(name) == SIAN


def test_what_stands_before_a_name_is_no_part_of_it() -> None:
    councillor = Member("U9", "Councillor Mo Khan", Role.peer)
    team = Team((*TEAM, councillor))
    for name in ("Cllr Khan", "Mo", "MK", "Cllr. Mo Khan", "Councillor Mo Khan"):
        assert team.whom(name) == councillor, name
    assert team.whom("Dr Siân Prosser") == SIAN
    assert team.whom("Councillor") is None


def test_a_name_that_could_mean_two_means_nobody() -> None:
    team = Team((*TEAM, Member("U8", "Dev Prosser", Role.peer)))
    for name in ("Dev", "Prosser", "D", "XY", "", "somebody else"):
        assert team.whom(name) is None, name
    assert team.whom("Dev M") == DEV
    assert team.whom("D Prosser") == team.members[-1]


def test_a_seat_that_one_alone_has_means_them() -> None:
    assert Team(TEAM).whom("Lead Peer") == HELEN
    assert Team(TEAM).whom("peer") is None


def test_without_a_team_each_whom_the_cells_name_is_there_once() -> None:
    sessions = [
        heard(1, "09.00-10.00", "A", "A, B", "Dev/Siân Prosser"),
        heard(1, "10.00-11.00", "A", "A, B", "Dev Malhotra/SP"),
        heard(1, "11.00-12.00", "A", "A, B", "Jo"),
    ]
    team = team_of(Timetable(tuple(sessions)))
    assert sorted(member.name for member in team.members) == ["Dev Malhotra", "Jo", "Siân Prosser"]
    assert not team.given


@pytest.mark.parametrize(
    ("at", "free"),
    [
        ("08.00", {"Helen", "Dev", "Siân", "Aisha", "Jo", "Tom", "Ruth"}),
        ("09.00", {"Helen", "Tom", "Ruth"}),
        ("13.59", {"Dev", "Siân", "Aisha", "Jo", "Ruth"}),
        ("10.00", {"Helen", "Dev", "Siân", "Aisha", "Jo", "Tom", "Ruth"}),
        ("16.30", set()),
        ("17.45", {"Helen", "Dev", "Siân", "Aisha", "Jo", "Tom", "Ruth"}),
    ],
)
def test_who_is_free_now(at: str, free: set[str]) -> None:
    found = Team(TEAM).free(VISIT, 1, clock(at))
    assert {member.name.split()[0] for member in found} == free
    assert MORGAN not in found


def test_the_roster_has_each_person_once_with_the_title_that_is_known() -> None:
    sessions = (
        heard(1, "09.00-10.00", "A", "Jane Smith, Director", "Dev/Siân"),
        replace(heard(1, "10.00-11.00", "A", "X, Y", "Jo"), people=(Person("JANE SMITH"), Person("", "GP"))),
        team_slot(1, "11.00-11.30", Kind.break_),
    )
    assert roster(Timetable(sessions)) == (Person("Jane Smith", "Director"),)


@pytest.mark.parametrize(
    ("label", "group"),
    [
        ("unpaid carers", "unpaid-carers"),
        ("Focus group with frontline social workers from the north", "frontline-social-workers"),
        ("Commissioners", "commissioners"),
        ("Anybody", None),
    ],
)
def test_the_source_group_of_a_session(label: str, group: str | None) -> None:
    found = source_group(heard(1, "09.00-10.00", "A", label, "Dev/Siân"), FRAMEWORK)
    assert (found.key if found else None) == group
