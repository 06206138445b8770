"""The words of a post-it: lines, tidying, and what counts as saying something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.evidence import has_words, one_a_line, tidy


def test_a_paste_makes_a_post_it_a_line_without_its_bullets() -> None:
    pasted = "- waits are long\n\n  * staff are proud \r\n2) carers not asked\n• one\n\u2013 two"
    assert one_a_line(pasted) == ["waits are long", "staff are proud", "carers not asked", "one", "two"]


def test_a_number_that_is_not_a_list_stays() -> None:
    assert one_a_line("38% of reviews late") == ["38% of reviews late"]


def test_tidy_takes_out_what_can_not_be_seen() -> None:
    assert tidy("a\u202e b\u200b\tc\x00") == "a b c"


@pytest.mark.parametrize(
    ("text", "says"), [("🙂 :+1:", False), ("...", False), ("מדיניות", True), ("7", True)]
)
def test_emoji_and_dots_say_nothing(text: str, says: bool) -> None:
    assert has_words(text) is says


@given(st.text(max_size=200))
def test_lines_are_single_and_tidy(text: str) -> None:
    for line in one_a_line(text):
        assert line
        assert len(line.splitlines()) == 1
        assert line == tidy(line)
