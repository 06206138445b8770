"""`python -m bot suggest` and `python -m bot themes`: JSON lines in, JSON lines out."""

import io
import json

import pytest

from bot.commands import suggest, themes
from bot.domain.framework import Framework
from bot.errors import Refusal
from bot.themes.suggest import Suggester
from tests.commands.typed import Done, typed


def command(*words: str, given: str) -> Done:
    return typed(*words, stdin=given)


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


def test_themes_answers_a_line_a_theme_and_one_of_what_is_not_grouped() -> None:
    given = [
        {"id": 7, "text": "waiting list has doubled", "statement": "needs", "kind": "consideration"},
        {"id": "b", "text": "waiting times too long", "statement": "needs", "kind": "consideration"},
        {"id": "c", "text": "MSP is strong", "statement": "safeguarding", "kind": None},
    ]
    ran = command("themes", given="\n".join(map(json.dumps, given)))
    assert (ran.returncode, ran.stderr) == (0, "")
    theme, rest = map(json.loads, ran.stdout.splitlines())
    assert list(theme) == ["statement", "kind", "label", "posts", "because", "draft"]
    assert (theme["statement"], theme["kind"]) == ("needs", "consideration")
    assert sorted(theme["posts"], key=str) == [7, "b"]
    assert theme["because"][0] == "waiting"
    assert theme["draft"].startswith("The council may want to look at waiting times")
    assert rest == {"ungrouped": ["c"]}


def test_themes_names_a_bad_line_and_groups_the_others(
    cqc: Framework, capsys: pytest.CaptureFixture[str]
) -> None:
    good = {"id": "a", "text": "waiting list", "statement": "needs", "kind": "strength"}
    lines = [
        json.dumps(row).encode()
        for row in (
            good,
            good,
            {**good, "id": 1.5},
            {**good, "id": "c", "statement": "nowhere"},
            {**good, "id": "d", "kind": "odd"},
            {**good, "id": "e", "text": None},
            {**good, "id": "f"},
        )
    ]
    out = io.BytesIO()
    assert not themes.answer_lines(lines, out, cqc)
    theme, rest = map(json.loads, out.getvalue().splitlines())
    assert (sorted(theme["posts"]), rest) == (["a", "f"], {"ungrouped": []})
    errors = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in errors] == [f"line {at}" for at in range(2, 7)]
    assert "the id a is there twice" in errors[0]
    assert "must be one of needs, prevention" in errors[2]
