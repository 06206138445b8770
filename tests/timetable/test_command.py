"""`python -m bot timetable`, run as people run it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.commands.typed import ROOT, Done, typed
from tests.timetable.files import APPENDIX, csv_file, workbook

FLAT = [
    ["Day", "Start", "End", "Stream", "Kind", "Name", "Job title", "Room", "Peers", "Theme"],
    [
        "1",
        "9am",
        "10am",
        "A",
        "",
        "Jane Smith",
        "Director of Adult Services",
        "Room 2",
        "Dev Malhotra / Siân Prosser",
        "Assessing needs",
    ],
    ["1", "9am", "10am", "B", "Focus group", "Unpaid carers", "", "Base room", "Aisha Rahman, Jo Bell", ""],
    ["1", "10.00", "10.30", "", "Break", "", "", "", "", ""],
]


def run(*arguments: str | Path) -> Done:
    return typed("timetable", *arguments)


def checked(*arguments: str | Path) -> dict[str, Any]:
    done = run("check", *arguments, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_a_flat_csv_is_read_and_checked(tmp_path: Path) -> None:
    file = tmp_path / "timetable.csv"
    file.write_bytes(csv_file(FLAT))
    answer = checked(file)
    first = answer["sessions"][0]
    assert {key: first[key] for key in ("day", "start", "end", "stream", "kind", "place", "statement")} == {
        "day": 1,
        "start": "09:00",
        "end": "10:00",
        "stream": "A",
        "kind": "interview",
        "place": "Room 2",
        "statement": "needs",
    }
    assert first["people"] == [{"name": "Jane Smith", "title": "Director of Adult Services"}]
    assert first["peers"] == ["Dev Malhotra", "Siân Prosser"]
    assert [each["kind"] for each in answer["sessions"]] == ["interview", "focus_group", "break"]
    [base] = [each for each in answer["findings"] if each["rule"] == "C42"]
    assert base == {
        "rule": "C42",
        "day": 1,
        "stream": "B",
        "time": "09:00",
        "severity": "error",
        "message": "Day 1, stream B, 09.00: this is in the base room, which is for the team alone. "
        "Give it another room.",
    }


def test_the_manuals_own_example_passes_with_its_known_hints(tmp_path: Path) -> None:
    file = tmp_path / "appendix.xlsx"
    file.write_bytes(workbook(APPENDIX))
    answer = checked(file)
    assert {each["severity"] for each in answer["findings"]} == {"hint"}
    found = [(each["rule"], each["day"], each["time"]) for each in answer["findings"]]
    assert found == [("T4", 1, "17:30"), ("T4", 2, "17:30"), ("C40", None, None)]


def test_without_json_it_is_a_listing(tmp_path: Path) -> None:
    file = tmp_path / "timetable.csv"
    file.write_bytes(csv_file(FLAT))
    done = run("check", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Day 1\n  09.00–10.00  A  Interview: Jane Smith, Director of Adult Services" in done.stdout
    assert "✗ C42  error   Day 1, stream B, 09.00: this is in the base room" in done.stdout


@pytest.mark.parametrize("arguments", [["check"], ["check", "x", "--loud"], ["no-such"]])
def test_bad_usage_is_two(arguments: list[str]) -> None:
    assert run(*arguments).returncode == 2


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = run("check", tmp_path / "none.xlsx")
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no such file" in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        "Dev Malhotra\nSiân Prosser, lead peer\nAisha Rahman\nMorgan Tate, challenge manager\n",
        "name,role\nDev Malhotra,peer\nSiân Prosser,lead_peer\nAisha Rahman,\nMorgan Tate,Peer\n",
        '["Dev Malhotra", {"name": "Siân Prosser", "role": "lead_peer"}, "Aisha Rahman"]',
        '{"council": "x", "team": [{"user": "U1", "name": "Dev Malhotra", "role": "peer"}, '
        '{"user": "U2", "name": "Siân Prosser"}, {"name": "Aisha Rahman"}]}\n{"at": "2026-03-24T12:05"}',
    ],
)
def test_whoever_is_not_on_the_team_given_is_found(text: str, tmp_path: Path) -> None:
    (tmp_path / "timetable.csv").write_bytes(csv_file(FLAT))
    (tmp_path / "team").write_text(text, "utf-8")
    answer = checked(tmp_path / "timetable.csv", "--team", tmp_path / "team")
    [unknown] = [each for each in answer["findings"] if "whom of the team" in each["message"]]
    assert (unknown["rule"], unknown["severity"], unknown["stream"]) == ("C46", "error", "B")
    assert unknown["message"].startswith("Day 1, stream B, 09.00: Jo Bell: not clear")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names nobody"),
        ("{}", "must be a JSON list"),
        ("[1]", "must be a JSON list"),
        ('[{"name": "Dev", "role": 3}]', "must be a JSON list"),
        ("[" * 100_000, "must be a JSON list"),
        ('["Dev"', "must be a JSON list"),
        ("Dev Malhotra, boss", "The role of Dev Malhotra in the team file must be one of challenge_manager"),
    ],
)
def test_a_team_file_that_is_none_is_refused(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "timetable.csv").write_bytes(csv_file(FLAT))
    (tmp_path / "team").write_text(text, "utf-8")
    done = run("check", tmp_path / "timetable.csv", "--team", tmp_path / "team")
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_problems_with_cells_go_to_standard_error_and_into_the_json(tmp_path: Path) -> None:
    file = tmp_path / "timetable.csv"
    file.write_bytes(csv_file([*FLAT, ["1", "teatime", "", "A", "", "Tom Brown", "", "", "", ""]]))
    done = run("check", file, "--json")
    said = 'Day 1 (row 5): "teatime" is not a time. Write it like 09.00 or 09.00 - 10.00.'
    assert (done.returncode, done.stderr.strip()) == (0, said)
    assert json.loads(done.stdout)["problems"] == [said]


def test_another_framework_has_other_statements(tmp_path: Path) -> None:
    file = tmp_path / "timetable.csv"
    file.write_bytes(csv_file(FLAT))
    done = run("check", file, "--framework", "btrs")
    assert 'no statement is called "Assessing needs"' in done.stderr
    assert run("check", file, "--framework", "none").returncode == 2


def test_the_workbook_reader_is_loaded_when_there_is_a_workbook_and_not_before() -> None:
    code = (
        "import sys, bot.documents.timetable, bot.documents.timetable.template, bot.commands.timetable;"
        "sys.exit('openpyxl' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
