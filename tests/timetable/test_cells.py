"""A slot of the grid, as different people write one."""

import pytest

from bot.documents.timetable.cells import Slot, read_cell
from bot.domain.people import Person
from bot.domain.timetable import Kind

DASS = Person("Jane Smith", "Director of Adult Services")
PAIR = ("Dev Malhotra", "Siân Prosser")


@pytest.mark.parametrize(
    "text",
    [
        "Jane Smith\nDirector of Adult Services\nRoom 2\nDev Malhotra & Siân Prosser",
        "Jane Smith, Director of Adult Services\nRoom 2\nDev Malhotra, Siân Prosser",
        "Jane Smith (Director of Adult Services)\r\nRoom 2\r\n(Dev Malhotra / Siân Prosser)",
        "Jane Smith – Director of Adult Services; Room 2; Dev Malhotra and Siân Prosser",
        "Jane Smith - Director of Adult Services - Room 2 - Dev Malhotra, Siân Prosser",
        "Jane Smith, Director of Adult Services, Room 2, Dev Malhotra, Siân Prosser",
        "Director of Adult Services: Jane Smith @ Room 2\nPeers: Dev Malhotra; Siân Prosser",
        "Director of Adult Services\nJane Smith\nRoom 2\nDev Malhotra\nSiân Prosser",
        "Room 2\nJane Smith, Director of Adult Services\nPeers Dev Malhotra & Siân Prosser",
        "Interview with Jane Smith, Director of Adult Services\nRoom 2 (Dev Malhotra / Siân Prosser)",
        "Who: Jane Smith\nJob: Director of Adult Services\nWhere: Room 2\nPeers:\nDev Malhotra\nSiân Prosser",
        "• Jane Smith, Director of Adult Services\n• Room 2\n• Interviewers: Dev Malhotra + Siân Prosser",
    ],
)
def test_one_interview_in_many_forms(text: str) -> None:
    expected = Slot((Kind.interview,), people=(DASS,), place="Room 2", peers=PAIR)
    assert read_cell(text) == expected


@pytest.mark.parametrize(
    ("text", "kind", "label", "size"),
    [
        (
            "Focus group: frontline social workers (8 participants)",
            Kind.focus_group,
            "frontline social workers",
            8,
        ),
        ("Unpaid carers focus group\n10 people", Kind.focus_group, "Unpaid carers focus group", 10),
        ("Frontline staff x 12", Kind.focus_group, "Frontline staff", 12),
        ("12 carers", Kind.focus_group, "12 carers", 12),
        ("Healthwatch", Kind.focus_group, "Healthwatch", None),
        ("Team managers", Kind.focus_group, "Team managers", None),
        ("Observation: Safeguarding Adults Board", Kind.observation, "Safeguarding Adults Board", None),
        ("Visit to Oak House", Kind.visit, "Oak House", None),
        ("Carers Trust, Age UK, Headway", Kind.focus_group, "Carers Trust, Age UK, Headway", None),
    ],
)
def test_groups_and_what_is_looked_at(text: str, kind: Kind, label: str, size: int | None) -> None:
    slot = read_cell(f"{text}\nTown Hall, Committee Room 1\nDev / Siân")
    assert (slot.kinds, slot.label, slot.size, slot.people) == ((kind,), label, size, ())
    assert (slot.place, slot.peers) == ("Town Hall, Committee Room 1", ("Dev", "Siân"))


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Carol Park, Carer", [Person("Carol Park", "Carer")]),
        ("Mark Hall, Principal Social Worker", [Person("Mark Hall", "Principal Social Worker")]),
        ("Jane Head, Director, Public Health", [Person("Jane Head", "Director, Public Health")]),
        ("Dr May Brook, GP", [Person("Dr May Brook", "GP")]),
        ("Cllr Jones", [Person("Cllr Jones", "")]),
        ("jane smith, head of finance", [Person("Jane Smith", "head of finance")]),
        ("Director of Public Health", [Person("", "Director of Public Health")]),
        (
            "Jane Smith & Tom Brown, Team Managers",
            [Person("Jane Smith", "Team Managers"), Person("Tom Brown", "Team Managers")],
        ),
        (
            "Jane Smith (DASS), Tom Brown (Head of Commissioning)",
            [Person("Jane Smith", "DASS"), Person("Tom Brown", "Head of Commissioning")],
        ),
        (
            "Jane O'Neill-Smith, Head of Service; Tom de Vries, Chair",
            [Person("Jane O'Neill-Smith", "Head of Service"), Person("Tom de Vries", "Chair")],
        ),
    ],
)
def test_people_and_their_job_titles(text: str, people: list[Person]) -> None:
    slot = read_cell(f"{text}\nRoom 2\nDM & SP")
    assert (list(slot.people), slot.place, slot.peers) == (people, "Room 2", ("DM", "SP"))


@pytest.mark.parametrize(
    "place",
    [
        "Chief Executive's office",
        "Base Room",
        "Members' Room",
        "Virtual (Teams)",
        "Online",
        "In her own office",
        "Council Chamber",
        "Age UK offices, Mill Street",
        "3rd floor",
    ],
)
def test_places(place: str) -> None:
    slot = read_cell(f"Jane Smith, Director of Adult Services\n{place}\nDev / Siân")
    assert (slot.people, slot.place, slot.peers) == ((DASS,), place, ("Dev", "Siân"))


def test_a_theme_and_a_time_of_its_own() -> None:
    slot = read_cell("11.15 - 11.45 Jane Smith, DASS\nRoom 2\nDev / Siân\nTheme: Assessing needs")
    assert slot.span is not None
    assert (slot.span.start.isoformat("minutes"), slot.statement) == ("11:15", "Assessing needs")


def test_a_peer_whose_name_could_be_a_street() -> None:
    slot = read_cell("Cllr Pat Jones, Cabinet Member\nMembers' Room\nHelen Okafor / Ruth Lane")
    assert (slot.place, slot.peers) == ("Members' Room", ("Helen Okafor", "Ruth Lane"))
    assert read_cell("Cllr Pat Jones, Chair\nOak House\nMill Lane").place == "Oak House, Mill Lane"


def test_with_the_team_known_its_names_are_peers_anywhere() -> None:
    text = "Dev, Siân\nJane Smith, Director of Adult Services"
    slot = read_cell(text, ["dev", "siân"])
    assert (slot.peers, slot.people) == (("Dev", "Siân"), (DASS,))


def test_what_is_not_understood_is_kept_to_be_shown() -> None:
    slot = read_cell("Jane Smith, DASS\nRoom 2\nDev / Siân\nplease bring the rota spreadsheet")
    assert slot.unread == ["please bring the rota spreadsheet"]
