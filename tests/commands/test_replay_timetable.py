"""A replay with a timetable: its briefs count the people who were met."""

import json
from pathlib import Path

from tests.commands.typed import Done, typed

CHALLENGE = {
    "council": "Northmere",
    "starts_on": "2026-03-24",
    "days": 1,
    "timetable": "timetable.csv",
    "team": [
        {"user": "UCM", "name": "Morgan Tate", "role": "challenge_manager"},
        {"user": "UPEER", "name": "Siân Prosser", "role": "peer"},
    ],
}
TIMETABLE = """Day,Start,End,Stream,Kind,Name,Job title,Room,Peers,Theme,Participants
1,09:00,10:00,A,Focus group,Unpaid carers,,Room 2,Siân Prosser,,4
1,10:00,11:00,A,Focus group,Frontline social workers,,Harrier Suite,Siân Prosser,,8
"""


def replay(folder: Path, *events: dict[str, str]) -> Done:
    file = folder / "visit.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in (CHALLENGE, *events)), encoding="utf-8")
    return typed("replay", file, "--out", folder / "out")


def post_it(at: str, text: str) -> dict[str, str]:
    return {
        "at": f"2026-03-24T{at}",
        "who": "UPEER",
        "do": "postit",
        "text": text,
        "statement": "needs",
        "kind": "strength",
        "method": "heard",
    }


def test_a_brief_counts_whom_the_timetable_has_and_holds_back_what_a_few_said(tmp_path: Path) -> None:
    (tmp_path / "timetable.csv").write_text(TIMETABLE, encoding="utf-8")
    digest = {"at": "2026-03-24T10:05", "who": "UCM", "do": "digest"}
    early = replay(tmp_path, post_it("10:02", "respite is there when it matters"), digest)
    assert early.returncode == 0, early.stderr
    brief = (tmp_path / "out" / "brief-day-1.md").read_text("utf-8")
    assert "respite" not in brief
    later = replay(
        tmp_path,
        post_it("10:02", "respite is there when it matters"),
        post_it("11:02", "supervision in the harrier suite is good"),
    )
    assert later.returncode == 0, later.stderr
    brief = (tmp_path / "out" / "brief-day-1.md").read_text("utf-8")
    assert "respite is there when it matters" in brief
    assert "supervision in the venue is good" in brief
    assert "12 people met" in brief


def test_a_timetable_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    ran = replay(tmp_path)
    assert ran.returncode == 1
    assert "timetable.csv is not beside the replay file" in ran.stderr
    assert "Traceback" not in ran.stderr
