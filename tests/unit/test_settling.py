"""What is decided of a bullet that would surprise stands while its words are the same."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import agenda, settling
from bot.domain import brief as briefs
from bot.domain import framework as frameworks
from bot.domain.settling import Matter, Way
from bot.domain.surprises import Heard, Said, Surprise
from bot.privacy.disclosure import Edition
from bot.privacy.gate import Drafted

WAITS = Surprise(Said("waits", "Waits are long.", frozenset({"p1"})))
REVIEWS = Surprise(Said("reviews", "Reviews are late."), Heard("reviews", "Reviews come late.", 1))


def found(*surprises: Surprise, before: tuple[Matter, ...] = ()) -> tuple[Matter, ...]:
    return settling.found_again(before, surprises, {"waits": "Needs, strength"})


def test_a_check_lists_what_it_found_in_its_order() -> None:
    waits, reviews = found(WAITS, REVIEWS)
    assert (waits.heading, waits.heard, waits.way) == ("Needs, strength", None, Way.open)
    assert (reviews.heading, reviews.heard) == ("", "Reviews come late.")


def test_a_decision_stands_for_the_same_words_only() -> None:
    waits, reviews = found(WAITS, REVIEWS)
    decided = (replace(waits, way=Way.accept, reason="told at lunch"), replace(reviews, way=Way.raise_))
    again = found(WAITS, REVIEWS, before=decided)
    assert [one.way for one in again] == [Way.accept, Way.raise_]
    assert again[0].reason == "told at lunch"
    other = found(Surprise(Said("waits", "Waits are very long.")), before=decided)
    assert [(one.id, one.way, one.reason) for one in other] == [("waits", Way.open, "")]


def test_what_was_dropped_stays_dropped_though_no_later_slides_have_it() -> None:
    waits, reviews = found(WAITS, REVIEWS)
    later = found(before=(replace(waits, way=Way.drop), reviews))
    assert settling.dropped(later) == {"waits"}
    assert settling.still_open(later) == 0


@given(
    st.builds(
        Matter,
        st.text(),
        st.text(),
        st.text(),
        st.frozensets(st.text()),
        st.none() | st.text(),
        st.sampled_from(Way),
        st.text(),
    )
)
def test_a_matter_is_kept_whole(matter: Matter) -> None:
    assert Matter.from_json(matter.to_json()) == matter
    assert settling.matter_of(settling.raised_as(matter.id)) == matter.id


def test_what_rests_on_something_that_waits_waits_with_it() -> None:
    empty = briefs.draft(
        frameworks.load("cqc-asc"), [], [], council="Northmere", day=date(2026, 3, 26), day_number=3
    )
    told = Drafted(empty, Edition(datetime(2026, 3, 26, 12, tzinfo=UTC), {"p1": "as it is"}))
    waits, reviews = found(WAITS, replace(REVIEWS, said=replace(REVIEWS.said, post_its=frozenset({"p2"}))))
    raised = told.raising([waits, reviews])
    assert [(one.heading, one.finding.text) for one in agenda.items(raised.brief)] == [
        (agenda.TO_PRESENT, "Waits are long.")
    ]
    assert Drafted.from_json(raised.to_json()) == raised
