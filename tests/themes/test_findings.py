"""What grouping proposes to tell where nobody has decided anything."""

from datetime import date

from bot.domain import framework as frameworks
from bot.domain import glossary as glossaries
from bot.domain.evidence import Kind, Method, PostIt
from bot.domain.themes import Note
from bot.themes.findings import proposed
from bot.themes.group import group

CQC = frameworks.load("cqc-asc")


def post_its(*texts: str, statement: str = "learning") -> list[PostIt]:
    kind, heard, day = Kind.consideration, Method.heard, date(2026, 3, 24)
    return [
        PostIt(f"{at} {text}", text, kind, statement, "", heard, "", day) for at, text in enumerate(texts)
    ]


def test_a_theme_that_could_only_be_told_by_two_of_its_words_is_not_told() -> None:
    # Each speaks of one person, so that none of their words may be in a bullet.
    found = post_its("we wrote the zebra ledger", "my zebra ledger was lost", "he has a zebra ledger")
    notes = [note for each in found if (note := Note.of(each))]
    assert [theme.label for theme in group(notes, glossaries.load(CQC.key)).themes] == ["Ledger, zebra"]
    assert proposed(CQC, found) == ()
    (theme,) = proposed(CQC, [*found, *post_its("zebra ledgers are kept in every team")])
    assert theme.finding.text.endswith("zebra ledgers are kept in every team.")


def test_a_theme_of_a_sub_topic_is_told_by_that() -> None:
    (theme,) = proposed(CQC, post_its("we wait months for a review", "my review is late", statement="needs"))
    assert "waiting times" in theme.finding.text
    assert not theme.used
    assert not theme.agreed


def test_no_two_of_a_kind_are_no_theme() -> None:
    several = [*post_its("reviews are late"), *post_its("reviews are late", statement="needs")]
    assert proposed(CQC, several) == ()
