"""The surprises check as a rule: what the client has heard is none; what is new or reworded is one."""

from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.surprises import Heard, How, Said, Was, check, counts, difference
from bot.views.surprises import Check, markdown

REVIEWS = Said("reviews", "Reviews are late in the north.", frozenset({"p1", "p2"}))


def test_what_was_raised_and_is_unchanged_is_no_surprise() -> None:
    heard = [Heard("reviews", "Reviews are late in the north.", 1)]
    assert check([REVIEWS], heard) == ()


def test_case_spaces_and_the_last_mark_make_no_difference() -> None:
    assert check([REVIEWS], [Heard("reviews", "reviews  are late in the North", 1)]) == ()


def test_what_was_never_raised_is_a_surprise() -> None:
    (found,) = check([REVIEWS], [Heard("waits", "Waits are long.", 1, frozenset({"p9"}))])
    assert (found.how, found.heard, found.difference) == (How.never, None, ())


def test_what_changed_after_the_last_brief_is_a_surprise_and_says_how() -> None:
    (found,) = check(
        [REVIEWS], [Heard("reviews", "Reviews are late.", 1), Heard("reviews", "Reviews wait.", 2)]
    )
    assert found.how is How.differently
    assert found.heard is not None
    assert found.heard.day == 2  # what they heard last
    (found,) = check([REVIEWS], [Heard("reviews", "Reviews are late in the south.", 1)])
    assert found.difference == (
        (Was.kept, "Reviews are late in the"),
        (Was.gone, "south."),
        (Was.new, "north."),
    )


def test_a_word_that_turns_it_round_is_not_passed_over() -> None:
    assert check([REVIEWS], [Heard("reviews", "Reviews are not late in the north.", 1)])
    assert check([Said("a", "A rise of 5.2%")], [Heard("a", "A rise of 52%", 1)])


def test_a_post_it_that_was_raised_counts_for_the_theme_it_is_in() -> None:
    heard = [
        Heard("x", "The board is new", 1, frozenset({"p8"})),
        Heard("y", "reviews in the north take months", 1, frozenset({"p2"})),
        Heard("z", "somebody is late", 1, frozenset({"p1"})),
    ]
    (found,) = check([REVIEWS], heard)
    assert found.heard == heard[1]  # the likest of those it rests on


def test_the_same_words_were_heard_whatever_their_id() -> None:
    assert check([REVIEWS], [Heard("another", "Reviews are late in the north", 3)]) == ()


def test_the_counts_add_up() -> None:
    said = [REVIEWS, Said("a", "A"), Said("b", "B")]
    found = check(said, [Heard("a", "a", 1), Heard("b", "C", 1)])
    assert counts(said, found) == {None: 1, How.never: 1, How.differently: 1}


def test_the_page_has_what_changed_and_what_is_new_and_not_what_was_heard() -> None:
    said = [REVIEWS, Said("waits", "Waits are long."), Said("board", "The board is new.")]
    heard = [Heard("reviews", "Reviews are late in the south.", 1), Heard("board", "The board is new.", 2)]
    page = markdown(
        Check(
            council="Northmere",
            day=date(2026, 3, 26),
            said=said,
            found=check(said, heard),
            headings={
                "reviews": "Assessing needs, area for consideration",
                "waits": "Assessing needs, strength",
            },
            meeting=time(12, 30),
            held=["There are strengths in reablement."],
        )
    )
    never, _, differently = page.partition("## Heard differently")
    assert "- Assessing needs, strength: Waits are long." in never
    assert "- Assessing needs, area for consideration: Reviews are late in the north." in differently
    assert "  - Heard on day 1: Reviews are late in the south." in differently
    assert "  - Changed: Reviews are late in the ~~south.~~ **north.**" in differently
    assert "The board is new" not in page
    assert "raise it at 12.30" in page
    assert "- There are strengths in reablement." in page


WORDS = st.lists(st.sampled_from(["late", "not", "reviews", "are", "waits", "5.2%"]), max_size=8).map(
    " ".join
)


@given(WORDS, WORDS)
def test_a_difference_has_all_words_of_both(before: str, after: str) -> None:
    pieces = difference(before, after)
    if pieces:
        assert " ".join(text for was, text in pieces if was is not Was.gone).split() == after.split()
        gone = [text for was, text in pieces if was is not Was.new]
        assert len(" ".join(gone).split()) == len(before.split())


@given(
    st.lists(st.tuples(st.sampled_from("abc"), WORDS), max_size=6),
    st.lists(st.tuples(st.sampled_from("abc"), WORDS), max_size=6),
)
def test_every_bullet_was_heard_as_it_is_or_is_a_surprise(
    bullets: list[tuple[str, str]], raised: list[tuple[str, str]]
) -> None:
    said = [Said(name, text) for name, text in bullets]
    heard = [Heard(name, text, 1) for name, text in raised]
    found = check(said, heard)
    words = {one.words for one in heard}
    for one in said:
        if one.words in words:
            assert one not in [each.said for each in found]
    for each in found:
        assert each.said.words not in words
        assert (each.how is How.never) == (each.said.id not in {one.id for one in heard})
