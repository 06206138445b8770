"""What is decided of a brief's items, and what the ledger keeps of them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import agenda
from bot.domain import brief as briefs
from bot.domain import framework as frameworks
from bot.domain.agenda import Choice, Way
from bot.domain.brief import Heading, Items
from bot.domain.findings import Finding
from bot.domain.ledger import Entry, How, Now, kept, lines
from bot.privacy.deidentify import Deidentifier
from bot.privacy.disclosure import Edition
from bot.privacy.gate import Drafted, Gate

DAY = date(2026, 3, 24)
EMPTY = briefs.draft(frameworks.load("cqc-asc"), [], [], council="Northmere", day=DAY, day_number=1)
GATE = Gate(Deidentifier())

names = st.integers(0, 9).map(lambda number: f"p{number}")
choices = st.dictionaries(
    names, st.builds(Choice, st.sampled_from(Way), st.none() | st.just("in other words"), st.just("why"))
)


def brief_of(ids: list[str]) -> Drafted:
    """A brief that has these findings, in three of its lists."""
    found = [Finding(f"finding {name}", id=name, post_its=(name,)) for name in ids]
    thirds = [Items(tuple(found[start::3])) for start in range(3)]
    brief = briefs.Brief(
        "Northmere", DAY, 1, EMPTY.progress, (Heading("Theme", *thirds[:2]),), thirds[2], (), 0
    )
    return Drafted(brief, Edition(datetime(2026, 3, 24, 17, tzinfo=UTC), dict.fromkeys(ids, "as it is")))


@given(st.lists(names, unique=True), choices)
def test_what_is_held_back_or_said_in_person_is_never_written(
    ids: list[str], decided: agenda.Choices
) -> None:
    drafted = brief_of(ids).keeping([decided])
    written = {one.finding.id: one.finding.text for one in agenda.items(drafted.to_tell)}
    for name in ids:
        choice = decided.get(name, agenda.AS_IT_IS)
        assert (name in written) == (choice.way is Way.include)
        if name in written:
            assert written[name] == (choice.words or f"finding {name}")
    ways = [decided[name].way for name in ids if name in decided]
    assert drafted.to_tell.in_person == ways.count(Way.in_person)
    # What is held back has not been told: it is new when it is.
    assert set(drafted.raised.post_its) == {
        name for name in ids if decided.get(name, agenda.AS_IT_IS).way is not Way.hold
    }


@given(st.lists(names, unique=True), choices, choices)
def test_the_latest_decision_stands_and_none_of_a_finding_that_is_not_there(
    ids: list[str], before: agenda.Choices, after: agenda.Choices
) -> None:
    drafted = brief_of(ids).keeping([before, after])
    assert drafted.choices == {name: choice for name, choice in {**before, **after}.items() if name in ids}
    assert Drafted.from_json(drafted.to_json()) == drafted


def test_to_include_it_again_is_a_decision_too() -> None:
    held = brief_of(["p1"]).choosing("p1", Choice(Way.hold, reason="not yet"))
    again = held.choosing("p1", agenda.AS_IT_IS)
    assert not agenda.held_back(again.brief, again.choices)
    assert not brief_of(["p1"]).keeping([held.choices, again.choices]).raised.post_its.keys() ^ {"p1"}
    # Where nobody had decided anything, nothing is kept.
    assert brief_of(["p1"]).choosing("p1", agenda.AS_IT_IS).choices == {}


@pytest.mark.parametrize("way", [Way.hold, Way.in_person])
def test_what_was_held_back_stays_so_in_the_theme_it_became_part_of(way: Way) -> None:
    alone = brief_of(["p1", "p2"]).choosing("p1", Choice(way, reason="not yet"))
    theme = Finding("a theme of both", id="theme", post_its=("p1", "p2"))
    other = Finding("a theme of another", id="other", post_its=("p3",))
    heading = Heading("Theme", Items((theme, other)), Items())
    brief = replace(alone.brief, headings=(heading,), questions=Items())
    grown = replace(alone, brief=brief, choices={}).keeping([alone.choices])
    assert {name: (one.way, one.reason) for name, one in grown.choices.items()} == {"theme": (way, "not yet")}
    # Until somebody says otherwise of the theme itself.
    said = grown.choosing("theme", agenda.AS_IT_IS)
    assert grown.keeping([alone.choices, said.choices]).choices["theme"].way is Way.include


def test_a_finding_that_changed_since_it_was_reworded_is_pointed_out() -> None:
    choice = Choice(words="in other words", of="finding p1")
    (item,) = GATE.pass_items(brief_of(["p1"]).choosing("p1", choice))
    assert (item.text, item.drafted, item.stale) == ("in other words", "finding p1", False)
    (item,) = GATE.pass_items(brief_of(["p1"]).choosing("p1", Choice(words="in other words", of="before")))
    assert item.stale


def entry(name: str, words: str, how: How = How.raised, reason: str = "") -> Entry:
    return Entry(name, "Theme: strength", words, how, reason)


def test_what_was_posted_stays_though_the_days_brief_was_posted_again() -> None:
    first = [entry("p1", "one"), entry("p2", "two", How.held, "not yet")]
    again = kept(first, [entry("p1", "one, reworded"), entry("p2", "two")])
    assert [(one.words, one.how) for one in again] == [
        ("one", How.raised),
        ("one, reworded", How.raised),
        ("two", How.raised),
    ]


def test_the_ledger_says_what_was_raised_held_back_reworded_since_and_never_raised() -> None:
    wall = [
        Now("p1", "A", "one"),
        Now("p2", "A", "two as it is now"),
        Now("p3", "A", "three"),
        Now("p4", "B", "four"),
    ]
    told = [
        (1, [entry("p1", "one"), entry("p2", "two"), entry("p3", "three", How.held, "not yet")]),
        (2, [entry("gone", "withdrawn since", How.in_person)]),
    ]
    found = {line.finding: line for line in lines(told, wall)}
    assert list(found) == ["p3", "p1", "p2", "p4", "gone"]
    assert {name for name, line in found.items() if line.never} == {"p3", "p4"}
    assert {name: line.heard_as for name, line in found.items() if line.heard_as} == {"p2": "two"}
    assert found["gone"].now is None
    assert found["gone"].told[0][0] == 2


def test_what_was_raised_before_it_was_grouped_is_told_of_its_theme() -> None:
    theme = Now("theme", "A", "Waits are long.", frozenset({"p1", "p2"}))
    alone = replace(entry("p1", "one waits long"), post_its=("p1",))
    regrouped = replace(entry("an earlier theme", "waits"), post_its=("p1", "p2", "gone"))
    bullet = replace(entry("raise/an earlier theme", "Waits are long."), post_its=("p2",))
    (line,) = lines([(1, [alone]), (2, [regrouped]), (3, [bullet])], [theme])
    assert [(day, one.words) for day, one in line.told] == [
        (1, "one waits long"),
        (2, "waits"),
        (3, "Waits are long."),
    ]
    assert (line.finding, line.heard_as) == ("theme", None)
    # A post-it of its own again, after all.
    split = [Now("p1", "A", "one waits long", frozenset({"p1"})), theme]
    assert [line.finding for line in lines([(1, [alone])], split) if not line.never] == ["p1"]


@given(st.lists(st.lists(st.builds(entry, names, st.text(), st.sampled_from(How)))), st.sets(names))
def test_every_finding_is_in_the_ledger_once(told: list[list[Entry]], on_the_wall: set[str]) -> None:
    wall = [Now(name, "A", "words") for name in sorted(on_the_wall)]
    found = lines(list(enumerate(told, 1)), wall)
    ids = [line.finding for line in found]
    assert len(ids) == len(set(ids))
    assert set(ids) == on_the_wall | {one.finding for entries in told for one in entries}
    assert sum(len(line.told) for line in found) == sum(map(len, told))


texts = st.lists(st.text()).map(tuple)


@given(st.builds(Entry, st.text(), st.text(), st.text(), st.sampled_from(How), st.text(), texts))
def test_an_entry_is_kept_whole(one: Entry) -> None:
    assert Entry.from_json(one.to_json()) == one
