"""The empty workbook that a council fills in."""

import io
from pathlib import Path

import openpyxl
import pytest

from bot.documents.timetable import read
from bot.documents.timetable.template import DAYS, EXAMPLE, GROUP_EXAMPLE, template
from bot.domain.framework import keys, load
from bot.domain.people import Person
from bot.domain.timetable import Kind
from bot.domain.timetable_rules import Severity, check
from tests.timetable.files import saved
from tests.timetable.test_command import run

FRAMEWORK = load("cqc-asc")


@pytest.mark.parametrize("days", DAYS)
def test_it_is_read_back_as_it_stands_and_nothing_in_it_is_wrong(days: int) -> None:
    found = read("timetable.xlsx", template(FRAMEWORK, days), framework=FRAMEWORK)
    assert found.problems == ()
    assert found.timetable.days == tuple(range(1, days + 1))
    assert found.timetable.heard == ()
    assert {each.severity for each in check(found.timetable, FRAMEWORK)} == {Severity.hint}
    assert [each.kind for each in found.timetable.on(days)][-2:] == [Kind.presentation, Kind.close]


def test_a_slot_filled_in_like_the_examples_is_understood() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(FRAMEWORK)))
    sheet = book["Day 1"]
    row = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "11.00 – 12.00")
    sheet.cell(row, 2).value = "\n".join(EXAMPLE)
    sheet.cell(row, 3).value = "\n".join(GROUP_EXAMPLE)
    found = read("timetable.xlsx", saved(book), framework=FRAMEWORK)
    first, second = found.timetable.heard
    assert first.people == (Person("Jane Example", "Head of Commissioning"),)
    assert (first.stream, first.place, first.peers) == ("A", "Riverside House, Room 2", ("Dev", "Siân"))
    assert first.statement == "provision"
    assert (second.kind, second.label, second.size) == (Kind.focus_group, "unpaid carers", 8)
    assert (second.place, second.peers) == ("Riverside House, Room 3", ("Aisha", "Jo"))
    assert found.problems == ()


@pytest.mark.parametrize("framework", keys())
def test_the_notes_name_every_statement(framework: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(load(framework))))
    notes = {str(cell.value) for row in book["Notes"].iter_rows() for cell in row}
    assert {f"{each.short}: {each.name}" for each in load(framework).statements} <= notes
    assert book.sheetnames == ["Day 1", "Day 2", "Day 3", "Notes"]
    # Sheets that are selected together are typed into together.
    assert [sheet.sheet_view.tabSelected for sheet in book.worksheets] == [True, False, False, False]


def test_the_command_writes_it_and_overwrites_nothing(tmp_path: Path) -> None:
    file = tmp_path / "empty.xlsx"
    done = run("template", "--out", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert str(file) in done.stdout
    assert read(file.name, file.read_bytes(), framework=FRAMEWORK).timetable.days == (1, 2, 3)
    again = run("template", "--out", file)
    assert (again.returncode, again.stdout) == (1, "")
    assert "there is such a file already" in again.stderr
    assert run("template", "--out", tmp_path / "no" / "such.xlsx").returncode == 1
    assert run("template", "--days", "9").returncode == 2
