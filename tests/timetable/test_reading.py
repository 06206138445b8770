"""Timetable files that are read: the two forms in their varieties, and what is said of odd cells."""

import io
import re
import zipfile
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest

from bot.documents.timetable import Read, read
from bot.domain.framework import load
from bot.domain.people import Person
from bot.domain.timetable import Kind, Session
from bot.errors import Refusal
from tests.timetable.bad_files import repacked
from tests.timetable.files import APPENDIX, csv_file, one_sheet, saved, workbook

FRAMEWORK = load("cqc-asc")
HEAD = ("TIME", "A", "B", "C")
SMITH = "Jane Smith, DASS\nRoom 2\nDev / Siân"
BROWN = "Tom Brown, Chair\nRoom 3\nAisha / Jo"


def understood(data: bytes, name: str = "t.xlsx") -> Read:
    return read(name, data, framework=FRAMEWORK)


def slots(found: Read) -> list[tuple[int, str, str | None, str]]:
    """The sessions, short: day, times, stream, who."""
    return [
        (each.day, f"{each.start:%H.%M}-{each.end:%H.%M}", each.stream, each.who)
        for each in found.timetable.sessions
    ]


def test_the_manuals_grid_is_read_row_by_row() -> None:
    found = understood(workbook(APPENDIX))
    assert found.problems == ()
    assert [(day, times, who) for day, times, stream, who in slots(found) if stream is None] == [
        (1, "08.30-09.00", "Team arrival, domestic arrangements, room set up"),
        (1, "09.00-10.30", "Presentation by adult social care department leaders"),
        (1, "10.30-11.00", "Break/ Team Meeting"),
        (1, "13.00-14.00", "Lunch"),
        (1, "16.00-16.30", "Break/ Team Meeting"),
        (1, "17.30-18.00", "Team Meeting"),
        (1, "17.30-18.00", "Informal Feedback"),
        (2, "08.30-09.00", "Team gathers in onsite room"),
        (2, "11.00-11.30", "Break/ Team Meeting"),
        (2, "12.30-13.30", "Lunch"),
        (2, "15.30-16.00", "Break/ Team Meeting"),
        (2, "17.00-18.00", "Team Meeting"),
        (2, "17.30-18.00", "Informal Feedback"),
        (3, "08.30-09.00", "Team gathers onsite"),
        (3, "09.00-12.00", "Team presentation writing"),
        (3, "12.00-13.00", "Lunch"),
        (3, "12.30-13.00", "Informal feedback"),
        (3, "13.30-14.30", "Presentation of findings & discussion"),
        (3, "14.30-14.30", "Close"),
    ]
    assert len(found.timetable.sessions) == 19
    assert found.timetable.sessions[2].kinds == (Kind.break_, Kind.team_meeting)


def test_the_manuals_grid_as_csv_one_day_below_the_other() -> None:
    rows = [row for name, day in APPENDIX.items() for row in ((name,), *day, ())]
    found = understood(csv_file(rows, delimiter="\t", encoding="utf-16"), "t.csv")
    assert slots(found) == slots(understood(workbook(APPENDIX)))


def test_the_manuals_grid_on_one_sheet_without_titles_and_with() -> None:
    for titles in (True, False):
        rows = [row for name, day in APPENDIX.items() for row in (*([(name,)] if titles else []), *day)]
        assert slots(understood(one_sheet(rows))) == slots(understood(workbook(APPENDIX)))


def test_days_side_by_side() -> None:
    rows = [
        ("Day 1", "", "", "", "", "Day 2", "", ""),
        ("TIME", "A", "B", "", "", "TIME", "A", "B"),
        ("9-10am", SMITH, "", "", "", "10-11am", "", BROWN),
    ]
    assert slots(understood(one_sheet(rows))) == [
        (1, "09.00-10.00", "A", "Jane Smith, DASS"),
        (2, "10.00-11.00", "B", "Tom Brown, Chair"),
    ]


def test_days_under_one_heading_with_titles_between() -> None:
    rows = [HEAD, ("Day 1",), ("9-10", SMITH), ("Day 2",), ("9-10", "", BROWN), ("Notes: bring a pen",)]
    assert slots(understood(one_sheet(rows))) == [
        (1, "09.00-10.00", "A", "Jane Smith, DASS"),
        (2, "09.00-10.00", "B", "Tom Brown, Chair"),
    ]


@pytest.mark.parametrize("name", ["Day 2", "day two", "Wednesday 25 March 2026 (Day 2)"])
def test_the_day_by_the_sheets_name(name: str) -> None:
    found = understood(one_sheet([("Northmere peer challenge",), HEAD, ("9-10", SMITH)], name))
    assert found.timetable.days == (2,)


def test_days_by_their_dates() -> None:
    book = openpyxl.Workbook()
    for on in (date(2026, 3, 25), date(2026, 3, 24)):
        sheet = book.create_sheet(f"{on:%a}")
        for row in ((datetime(on.year, on.month, on.day),), HEAD, ("9-10", SMITH if on.day == 24 else BROWN)):
            sheet.append(row)
    found = understood(saved(book))
    assert [who for _, _, _, who in slots(found)] == ["Jane Smith, DASS", "Tom Brown, Chair"]
    assert found.timetable.date_of(2) == date(2026, 3, 25)


def test_times_that_a_spreadsheet_knows_to_be_times() -> None:
    rows: list[tuple[Any, ...]] = [
        ("Start", "End", "A", "B"),
        (time(8, 30), time(9, 30), SMITH),
        (10.3, 11.3, "", BROWN),
        (0.5, 0.5625, "Ann Moss, Analyst"),
    ]
    assert [times for _, times, _, _ in slots(understood(one_sheet(rows, "Day 1")))] == [
        "08.30-09.30",
        "10.30-11.30",
        "12.00-13.30",
    ]


def test_a_slot_over_several_rows_is_one() -> None:
    rows = [HEAD, ("9-10", "Jane Smith"), ("", "DASS"), ("", "Room 2", "Lost"), ("10-11", "", BROWN)]
    first = understood(one_sheet(rows, "Day 1")).timetable.sessions[0]
    assert (first.people, first.place) == ((Person("Jane Smith", "DASS"),), "Room 2")


def test_merged_cells() -> None:
    book = openpyxl.load_workbook(io.BytesIO(one_sheet([HEAD, ("9-10", SMITH, BROWN), ("10-11",)], "Day 1")))
    book["Day 1"].merge_cells("B2:B3")
    book["Day 1"].merge_cells("C2:D2")
    found = understood(saved(book))
    assert slots(found) == [
        (1, "09.00-10.00", "B", "Tom Brown, Chair"),
        (1, "09.00-11.00", "A", "Jane Smith, DASS"),
    ]
    [problem] = found.problems
    assert problem.message == (
        "Day 1, stream B, 09.00 (cell C2 of the sheet Day 1): the cell is merged over the streams B and C; "
        "it was read as stream B's alone."
    )


def test_a_row_without_an_end_lasts_until_the_next() -> None:
    found = understood(one_sheet([HEAD, ("9.00", SMITH), ("10.15", "Lunch"), ("11.00", BROWN)], "Day 1"))
    assert [times for _, times, _, _ in slots(found)] == ["09.00-10.15", "10.15-11.00", "11.00-12.00"]
    assert ["no end; it was taken to last an hour" in each.message for each in found.problems] == [True]


def test_lunch_in_one_stream_is_that_streams() -> None:
    found = understood(
        one_sheet([HEAD, ("12-1", SMITH, "Lunch"), ("1-2", "Lunch", "Lunch", "Lunch")], "Day 1")
    )
    assert slots(found) == [
        (1, "12.00-13.00", "A", "Jane Smith, DASS"),
        (1, "12.00-13.00", "B", "Lunch"),
        (1, "13.00-14.00", None, "Lunch"),
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([HEAD, ("25.00", SMITH), ("9-10", BROWN)], '"25.00" is not a time. Write it like 09.00 - 10.00.'),
        ([HEAD, ("", SMITH), ("9-10", BROWN)], "there is a slot without a time"),
        (
            [HEAD, ("9-10", f"{SMITH}\nTheme: Astrology")],
            'no statement is called "Astrology". There are',
        ),
        (
            [HEAD, ("9-10", f"{SMITH}\nbring the red folder please")],
            '"bring the red folder please" was not under',
        ),
        ([HEAD, ("9-10", "=A1&B1", BROWN)], "there is a formula without a result"),
        ([HEAD, ("9-10", "x" * 700, BROWN)], "700 characters are too many for a slot"),
    ],
)
def test_an_odd_cell_is_named_and_the_rest_is_read(rows: list[tuple[str, ...]], said: str) -> None:
    found = understood(one_sheet(rows, "Day 1"))
    assert len(found.timetable.sessions) == 1
    [problem] = found.problems
    assert said in problem.message
    assert problem.message.startswith("Day 1")
    assert "of the sheet Day 1" in problem.message


def test_a_formula_has_the_result_that_the_file_holds() -> None:
    data = one_sheet([HEAD, ("=1+1", SMITH)], "Day 1")
    part = _part(data)
    for empty in (b"<v />", b"<v></v>", b"<v/>"):
        part = part.replace(b"<f>1+1</f>" + empty, b"<f>1+1</f><v>0.375</v>")
    found = understood(repacked(data, {"xl/worksheets/sheet1.xml": part}))
    assert [(each.start, each.people) for each in found.timetable.sessions] == [
        (time(9), (Person("Jane Smith", "DASS"),))
    ]


def _part(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read("xl/worksheets/sheet1.xml")


def test_hidden_sheets_are_left_out() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(APPENDIX)))
    book["Day 2"].sheet_state = "hidden"
    assert understood(saved(book)).timetable.days == (1, 3)


FLAT = [
    [
        "Date",
        "Time",
        "Strand",
        "Session type",
        "Interviewee",
        "Role",
        "Location",
        "Peer 1",
        "Peer 2",
        "Quality statement",
    ],
    ["24/03/2026", "9-10am", "A", "", "Jane Smith", "DASS", "Café, 2nd floor", "Dev", "Siân", "needs"],
    ["", "9-10am", "B", "Focus group", "Unpaid carers (8)", "", "Room 3", "Aisha", "Jo", ""],
    ["", "10-10.30", "All", "Break", "", "", "", "", "", ""],
    [],
    ["25/03/2026", "9-10am", "A", "", "Tom Brown; Ann Moss", "Chair; Clerk", "Room 2", "Dev", "", ""],
]


COLUMNS = ["Day", "Start", "End", "Stream", "Name", "Room", "Peers"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_flat_table_in_every_encoding(delimiter: str, encoding: str) -> None:
    found = understood(csv_file(FLAT, delimiter=delimiter, encoding=encoding), "t.csv")
    assert found.problems == ()
    first, second, pause, last = found.timetable.sessions
    assert first == Session(
        1,
        time(9),
        time(10),
        (Kind.interview,),
        "A",
        people=(Person("Jane Smith", "DASS"),),
        place="Café, 2nd floor",
        peers=("Dev", "Siân"),
        statement="needs",
    )
    assert (second.kind, second.label, second.size) == (Kind.focus_group, "Unpaid carers", 8)
    assert (pause.kind, pause.stream, pause.day) == (Kind.break_, None, 1)
    assert (last.day, last.people) == (2, (Person("Tom Brown", "Chair"), Person("Ann Moss", "Clerk")))
    assert found.timetable.dates == ((1, date(2026, 3, 24)), (2, date(2026, 3, 25)))


def test_excels_own_note_of_the_delimiter() -> None:
    data = b"sep=;\r\n" + csv_file(FLAT, delimiter=";")
    assert len(understood(data, "t.csv").timetable.sessions) == 4


def test_a_table_without_rooms_or_peers_says_so() -> None:
    rows = [["Day", "Start", "End", "Stream", "Name"], ["1", "9.00", "10.00", "A", "Jane Smith, DASS"]]
    assert [each.message for each in understood(csv_file(rows), "t.csv").problems] == [
        'Row 1: there is no column for the rooms. Head one "Room".',
        'Row 1: there is no column for the peers. Head one "Peers".',
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["1", "teatime", "", "A", "Jane Smith"], '"teatime" is not a time'),
        (["1", "", "", "A", "Jane Smith"], "there is no time"),
        (["someday", "9.00", "10.00", "A", "Jane Smith"], "there is no day"),
        (["1", "9.00", "10.00", "A", ""], "neither who is heard nor what is on"),
        (["1", "10.00", "9.00", "A", "Jane Smith"], '"10.00 9.00" is not a time'),
    ],
)
def test_an_odd_row_is_named_and_the_rest_is_read(row: list[str], said: str) -> None:
    rows = [
        ["Day", "Start", "End", "Stream", "Name", "Room", "Peers"],
        row,
        ["1", "1pm", "2pm", "B", "Tom Brown"],
    ]
    found = understood(csv_file(rows), "t.csv")
    assert len(found.timetable.sessions) == 1
    assert [said in each.message and "ow 2" in each.message for each in found.problems] == [True]


def test_a_table_with_bad_rows_alone_is_refused_with_the_first_of_them() -> None:
    rows = [
        ["Day", "Start", "End", "Stream", "Name", "Room", "Peers"],
        ["1", "teatime", "", "A", "Jane Smith"],
    ]
    said = 'There is not one session in the timetable. Day 1 (row 2): "teatime" is not a time'
    with pytest.raises(Refusal, match=re.escape(said)):
        understood(csv_file(rows), "t.csv")


def test_with_the_team_known_its_names_are_peers_wherever_they_stand() -> None:
    data = one_sheet([HEAD, ("9-10", "Dev Malhotra\nSiân Prosser\nJane Smith, DASS\nRoom 2")], "Day 1")
    [session] = read(
        "t.xlsx", data, framework=FRAMEWORK, team=["Dev Malhotra", "Siân Prosser"]
    ).timetable.sessions
    assert (session.peers, session.people) == (
        ("Dev Malhotra", "Siân Prosser"),
        (Person("Jane Smith", "DASS"),),
    )


def test_a_greek_and_two_cyrillic_letters_are_streams_too() -> None:
    found = understood(one_sheet([("TIME", "Α", "В", "С"), ("9-10", SMITH, BROWN, "Healthwatch")], "Day 1"))
    assert [stream for _, _, stream, _ in slots(found)] == ["A", "B", "C"]
