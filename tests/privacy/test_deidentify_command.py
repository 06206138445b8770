"""`python -m bot deidentify`: JSON lines in, JSON lines out."""

import io
import json
from pathlib import Path

import pytest

from bot.commands.deidentify import answer_lines, read_roster
from bot.errors import Refusal
from bot.privacy.deidentify import Deidentifier, Person


def answers(
    *lines: str, explain: bool = False, roster: tuple[Person, ...] = ()
) -> tuple[bool, list[dict[str, object]]]:
    out = io.BytesIO()
    given = [line.encode() for line in lines]
    well = answer_lines(given, out, Deidentifier(roster, ner=False), explain=explain)
    return well, [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_is_answered_with_masked_text_spans_and_what_to_ask() -> None:
    well, (answer,) = answers('{"text": "😀 Siân trusts Zqara, ring 07700 900123"}')
    assert well
    assert answer == {
        "text": "😀 someone trusts Zqara, ring [phone]",
        "spans": [[2, 6, "PERSON"], [26, 38, "PHONE"]],
        "ask": [[14, 19]],
    }


def test_explain_adds_the_rule_behind_each() -> None:
    _, (answer,) = answers('{"text": "Marsdon and Zqara"}', explain=True, roster=(Person("Helen Marsden"),))
    assert answer["rules"] == [
        [0, 7, "PERSON", "roster, misspelt"],
        [12, 17, "PERSON", "unknown capitalised word"],
    ]


def test_a_bad_line_is_named_by_number_and_the_rest_still_runs(capsys: pytest.CaptureFixture[str]) -> None:
    well, answered = answers(
        '{"text": "fine"}', "Priya", "", '{"txt": "Priya"}', "[1]", '{"text": 3}', '{"text": "also fine"}'
    )
    assert not well
    assert [answer["text"] for answer in answered] == ["fine", "also fine"]
    assert capsys.readouterr().err.splitlines() == [
        "line 2: not JSON.",
        'line 4: must be an object with a "text".',
        'line 5: must be an object with a "text".',
        'line 6: must be an object with a "text".',
    ]


def test_bytes_that_are_no_text_are_refused_and_half_a_surrogate_pair_is_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = io.BytesIO()
    well = answer_lines(
        [b"\xff\xfe", b'{"text": "\\ud83d Siobhan"}'], out, Deidentifier(ner=False), explain=False
    )
    assert not well
    assert capsys.readouterr().err == "line 1: not UTF-8.\n"
    assert json.loads(out.getvalue())["spans"] == [[2, 9, "PERSON"]]


def test_a_roster_file_is_read(tmp_path: Path) -> None:
    roster = tmp_path / "roster.json"
    roster.write_text(
        '[{"name": "Siân Owen", "title": "Team Manager"}, {"name": "Bob Lee"}, {"name": "X", "title": null}]'
    )
    assert read_roster(roster) == (Person("Siân Owen", "Team Manager"), Person("Bob Lee"), Person("X"))


@pytest.mark.parametrize(
    "content", ["{", "{}", '["Bob"]', '[{"title": "PSW"}]', '[{"name": "Bob", "title": 3}]', None]
)
def test_a_bad_roster_file_is_refused_in_a_sentence(tmp_path: Path, content: str | None) -> None:
    roster = tmp_path / "roster.json"
    if content is not None:
        roster.write_text(content)
    with pytest.raises(Refusal, match=r"The roster .* (could not be read|is not JSON|must be a JSON list)"):
        read_roster(roster)
