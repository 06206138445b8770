"""The de-identifier's figures: good enough, and those that the documentation gives."""

from pathlib import Path

import pytest

from evaluation.measure import SETS, Figures, Gold, covered, measure, notes_of, ours, parse, sets_named, table

PAGE = Path(__file__).parents[2] / "docs" / "deidentification.md"


@pytest.fixture(scope="module")
def figures() -> dict[str, Figures]:
    """The figures of every set, without the optional model."""
    return {name: measure(notes, ours(roster, ner=False)) for name, notes, roster in sets_named(SETS)}


def test_a_marked_line_is_read_with_offsets_and_origins() -> None:
    note = parse("spoke to {Siân|PERSON:welsh} on {07700 900123|PHONE}")
    assert note.text == "spoke to Siân on 07700 900123"
    assert note.gold == (Gold(9, 13, "PERSON", "welsh"), Gold(17, 29, "PHONE"))


def test_an_identifier_counts_as_found_only_when_all_its_words_are_covered() -> None:
    note = parse("met {Mrs Ada Cole|PERSON} today")
    assert covered(note.gold[0], note.text, [(8, 16)])
    assert not covered(note.gold[0], note.text, [(8, 11)])
    assert not covered(note.gold[0], note.text, [(8, 15)])


def test_there_are_notes_enough_and_the_sets_share_none() -> None:
    develop, held_out = ({note.text for note in notes_of(name)} for name in ("develop", "held_out"))
    assert not develop & held_out
    assert len(held_out) >= 150
    assert sum(not note.gold for note in notes_of("held_out")) >= 40


@pytest.mark.parametrize("name", ["develop", "held_out"])
def test_it_finds_what_it_must_and_seldom_touches_a_clean_note(
    figures: dict[str, Figures], name: str
) -> None:
    measured = figures[name]
    assert measured.found["PERSON"] >= 0.95 * measured.gold["PERSON"]
    assert measured.found_or_asked["PERSON"] >= 0.98 * measured.gold["PERSON"]
    for label in ("EMAIL", "PHONE", "NHS", "NINO", "CASE_ID", "DOB", "ADDRESS"):
        assert measured.found[label] == measured.gold[label] > 0, label
    assert measured.touched <= 0.1 * measured.clean


@pytest.mark.parametrize("name", SETS)
def test_the_page_gives_these_figures(figures: dict[str, Figures], name: str) -> None:
    assert table(figures[name]) in PAGE.read_text("utf-8")
