"""`python -m bot timetable`, run as people run it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.timetable.files import APPENDIX, csv_file, workbook

ROOT = Path(__file__).parents[2]
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


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "timetable", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


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
    assert "Day 1\n  09.00–10.00  A  interview: Jane Smith, Director of Adult Services" in done.stdout
    assert "✗ C42  error   Day 1, stream B, 09.00: this is in the base room" in done.stdout


@pytest.mark.parametrize("arguments", [["check"], ["check", "x", "--loud"], ["no-such"]])
def test_bad_usage_is_two(arguments: list[str]) -> None:
    assert run(*arguments).returncode == 2


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = run("check", tmp_path / "none.xlsx")
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no such file" in done.stderr
