"""A statement is suggested: the right one for plain cases, the same each time, learning from the team."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.framework import Framework, FrameworkTheme, Statement
from bot.domain.glossary import Glossary
from bot.themes.suggest import LIKELY, Suggester

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("112 people are waiting for a Care Act assessment", "needs"),
        ("Reablement takes everyone, most need no ongoing care", "prevention"),
        ("Interpreters are hard to book, families interpret instead", "equity"),
        ("market position statement out of date, homecare providers leaving", "provision"),
        ("the ICB and the council share a pooled budget under s75", "partnerships"),
        ("young people reach 18 with no plan from children's services", "pathways"),
        ("section 42 enquiries drift, referrers hear nothing back", "safeguarding"),
        ("scrutiny and the lead member get a performance dashboard each month", "governance"),
        ("co-production board of people with lived experience", "learning"),
    ],
)
def test_a_plain_note_is_likely_to_be_under_its_statement(
    suggester: Suggester, text: str, statement: str
) -> None:
    first, *others = suggester.suggest(text)
    assert first.statement == statement
    assert first.likely
    assert not any(other.likely for other in others)


def test_three_are_suggested_with_confidence_falling_and_the_notes_own_words(suggester: Suggester) -> None:
    found = suggester.suggest("Carers waited months for a carer's assessment")
    assert len(found) == len({each.statement for each in found}) == 3
    confidences = [each.confidence for each in found]
    assert confidences == sorted(confidences, reverse=True)
    assert 0 < sum(confidences) < 1
    assert "assessment" in found[0].because
    assert not {"for", "a"} & set(found[0].because)


@pytest.mark.parametrize("text", ["", "  ", "qwz", "[phone]", "😀"])
def test_of_a_note_that_says_nothing_nothing_is_likely(suggester: Suggester, text: str) -> None:
    for each in suggester.suggest(text):
        assert each.confidence < LIKELY
        assert each.because == ()


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=80))
def test_any_text_gets_three_suggestions_and_reasons_out_of_itself(suggester: Suggester, text: str) -> None:
    found = suggester.suggest(text)
    assert len(found) == 3
    assert all(0 <= each.confidence <= 1 for each in found)
    assert all(word in text.casefold() for each in found for word in each.because)


def test_it_learns_from_the_teams_placements_in_any_order_and_forgets_them(cqc: Framework) -> None:
    text = "the Larkspur scheme came up again"
    team = [
        ("Larkspur scheme praised by all", "partnerships"),
        ("Larkspur is a model scheme", "partnerships"),
    ]
    one, other = Suggester(cqc, team), Suggester(cqc, [*reversed(team), ("Larkspur", "no-such-key")])
    assert one.suggest(text) == other.suggest(text)
    assert one.suggest(text)[0].statement == "partnerships"
    assert "larkspur" in one.suggest(text)[0].because
    assert "larkspur" not in Suggester(cqc).suggest(text)[0].because


def _framework(*names: str) -> Framework:
    statements = tuple(Statement(name, name.title(), name, f"We think of {name}.") for name in names)
    return Framework("own", "Own", "A small one.", (FrameworkTheme("all", "All", "", statements),), ())


def test_a_framework_with_no_glossary_is_learned_from_its_own_text() -> None:
    framework = _framework("boats", "trains")
    suggester = Suggester(framework, glossary=Glossary("own", {}))
    assert [each.statement for each in suggester.suggest("trains were late")] == ["trains", "boats"]
    assert suggester.suggest("trains were late")[0].because == ("trains",)
    assert suggester.suggest("boats")[0].statement == "boats"


def test_a_framework_with_one_statement_leaves_no_choice() -> None:
    (only,) = Suggester(_framework("boats"), glossary=Glossary("own", {})).suggest("trains")
    assert only.statement == "boats"


@pytest.mark.parametrize("key", ["btrs", "dtoc"])
def test_the_other_frameworks_suggest_too(key: str) -> None:
    from bot.domain import framework as frameworks

    framework = frameworks.load(key)
    found = Suggester(framework).suggest(framework.statements[0].we)
    assert found[0].statement == framework.statements[0].key


def test_nothing_heavy_is_loaded_before_it_is_used() -> None:
    code = (
        "import sys, bot.__main__, bot.serve, bot.app, bot.themes.suggest\n"
        "print([name for name in ('sklearn', 'scipy', 'numpy') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
