"""The draft bullet: the post-its' own words in one sentence, with no source, no quotation and no person."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import glossary as glossaries
from bot.domain.evidence import Kind
from bot.domain.replay import PostItLine
from bot.domain.replay import read as read_replay
from bot.domain.themes import Member, Note, Theme
from bot.privacy.deidentify import Deidentifier, Person
from bot.privacy.gate import Gate
from bot.themes.draft import WORDS, draft
from bot.themes.group import group

ROOT = Path(__file__).parents[2]
CQC = glossaries.load("cqc-asc")
READER = Deidentifier(ner=False)


def bullet(*texts: str, kind: Kind | None = Kind.consideration, because: str = "waiting list") -> str:
    members = tuple(Member(str(at), tuple(because.split())) for at in range(len(texts)))
    theme = Theme("", "needs", kind, "Waiting times", (), members)
    return draft(theme, {str(at): text for at, text in enumerate(texts)}).text


@pytest.mark.parametrize(
    ("kind", "opening"),
    [
        (Kind.consideration, "The council may want to look at"),
        (Kind.strength, "There are strengths in"),
        (Kind.best_practice, "Others may want to learn from"),
        (Kind.question, "The team would like to know more about"),
        (None, "The team has evidence on"),
    ],
)
def test_the_tone_is_that_of_published_reports(kind: Kind | None, opening: str) -> None:
    said = bullet("The waiting list has doubled since May.", kind=kind)
    assert said == f"{opening} waiting times: the waiting list has doubled since May."


@pytest.mark.parametrize(
    "text",
    [
        '"we tell people six weeks", the waiting list is six months',
        "“The waiting list is a joke here",
        "my mum waited on the waiting list",
        "a senior leader knows the waiting list well",
        "someone in brokerage keeps the waiting list",
        "the waiting list of [record number] is long",
        "Mrs Cole is on the waiting list",
        "the waiting list was mentioned in the focus group",
        "and the waiting list is long",
        "waiting list long",
        "nothing to do with it at all here",
        "",
    ],
)
def test_what_quotes_names_sources_or_says_nothing_is_not_used(text: str) -> None:
    assert bullet(text) == "The council may want to look at waiting times."


@pytest.mark.parametrize(
    "text",
    [
        "Providers told us that the waiting list has doubled",
        "social workers say the waiting list has doubled",
        "According to staff, the waiting list has doubled",
        "front-line staff felt that the waiting list has doubled",
    ],
)
def test_who_said_it_is_left_out(text: str) -> None:
    assert bullet(text).endswith("look at waiting times: the waiting list has doubled.")


def test_two_post_its_are_used_where_both_say_something_and_have_room() -> None:
    said = bullet("waiting list has doubled", "the waiting list has doubled", "nobody rings the waiting list")
    assert said.endswith("waiting times: waiting list has doubled; nobody rings the waiting list.")


def test_a_long_post_it_gives_its_first_clause() -> None:
    said = bullet(
        "the waiting list grew all winter, since two therapists left and the locum who came did not stay long"
    )
    assert said == "The council may want to look at waiting times: the waiting list grew all winter."


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("waiting list looked at weekly but on paper, nobody rings until they ring", "weekly but on paper."),
        ("waiting list looked at weekly, although on paper and nobody rings unless they do", "times."),
        ("waiting list looked at weekly. But on paper, and nobody rings", "times."),
    ],
)
def test_what_turns_afterwards_is_not_cut_off_before_it_turns(text: str, end: str) -> None:
    assert bullet(text).endswith(end)


def test_a_label_that_begins_with_a_short_form_keeps_it() -> None:
    theme = Theme("", "safeguarding", Kind.strength, "DoLS", (), (Member("a"),))
    assert draft(theme, {}).text == "There are strengths in DoLS."


def test_the_post_its_whose_words_it_has_are_given() -> None:
    members = (Member("a", ("list",)), Member("b", ("list",)))
    theme = Theme("", "needs", Kind.strength, "Waits", (), members)
    assert draft(theme, {"a": "my list is long", "b": "the list is now short"}).used == ("b",)


def test_the_sample_challenges_drafts_pass_reader_and_gate_with_its_roster() -> None:
    with (ROOT / "bot" / "samples" / "northmere.jsonl").open(encoding="utf-8") as lines:
        replay = read_replay(lines)
    reader = Deidentifier([Person(*each) for each in replay.challenge.roster], ner=False)
    notes = [
        Note(str(at), reader.mask(each.text).text, each.statement, each.kind)
        for at, each in enumerate(replay.events)
        if isinstance(each, PostItLine) and each.statement
    ]
    texts = {note.id: note.text for note in notes}
    drafts = [draft(theme, texts) for theme in group(notes, CQC).themes]
    assert len(drafts) > 20
    assert sum(bool(each.used) for each in drafts) > len(drafts) / 2
    for each in drafts:
        assert reader.mask(each.text).text == each.text
        assert Gate(reader).pass_text(each.text) == each.text
        for post in each.used:
            words = set(re.findall(r"\w+", texts[post].casefold()))
            assert words & set(re.findall(r"\w+", each.text.casefold()))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    "the waiting list",
                    "is long",
                    "staff said",
                    "“never again”",
                    "'not here'",
                    "he",
                    "my mum",
                    "since May,",
                    "because of it.",
                    "[phone]",
                    "reviews - overdue",
                    "a manager",
                    "someone",
                    "told us: wait",
                    "it's the council's",
                ]
            ),
            max_size=8,
        ).map(" ".join),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(list(Kind)),
)
def test_any_draft_is_one_short_sentence_with_no_quotation_that_passes_reader_and_gate(
    texts: list[str], kind: Kind
) -> None:
    said = bullet(*(READER.mask(text).text for text in texts), kind=kind)
    assert len(said.split()) <= WORDS
    assert said.endswith(".")
    assert not re.search(r"[.!?]\s", said)
    assert not re.search(r"[\"“”„«»\[\]]", said)
    assert READER.mask(said).text == said
    assert Gate(READER).pass_text(said) == said
