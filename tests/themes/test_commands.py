"""`python -m bot suggest` and `python -m bot themes`: JSON lines in, JSON lines out."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.commands import suggest
from bot.errors import Refusal
from bot.themes.suggest import Suggester

ROOT = Path(__file__).parents[2]


def command(*words: str, given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=ROOT,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def test_suggest_answers_each_line_with_three_statements() -> None:
    ran = command("suggest", given='{"text": "DoLS backlog"}\n\n{"text": "scrutiny of the budget"}\n')
    assert (ran.returncode, ran.stderr) == (0, "")
    one, other = map(json.loads, ran.stdout.splitlines())
    assert list(one) == ["suggestions"]
    assert [list(each) for each in one["suggestions"]] == [["statement", "confidence", "because"]] * 3
    assert one["suggestions"][0]["statement"] == "safeguarding"
    assert "dols" in one["suggestions"][0]["because"]
    assert other["suggestions"][0]["statement"] == "governance"


def test_suggest_names_a_bad_line_by_number_and_goes_on(
    suggester: Suggester, capsys: pytest.CaptureFixture[str]
) -> None:
    out = io.BytesIO()
    lines = [b"DoLS", b'{"text": 3}', b"[1]", b'{"text": "DoLS"}']
    assert not suggest.answer_lines(lines, out, suggester)
    assert len(out.getvalue().splitlines()) == 1
    assert capsys.readouterr().err.splitlines() == [
        "line 1: not JSON.",
        'line 2: must be an object with a "text".',
        'line 3: must be an object with a "text".',
    ]


def test_an_unknown_framework_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refusal, match="there are cqc-asc, btrs, dtoc"):
        suggest.framework_of("../x")
