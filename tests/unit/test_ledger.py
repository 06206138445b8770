"""What is decided of a brief's items, and what the ledger keeps of them."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import agenda
from bot.domain import brief as briefs
from bot.domain import framework as frameworks
from bot.domain.agenda import Choice, Way
from bot.domain.brief import Finding, Heading, Items
from bot.domain.ledger import Entry, How, kept, lines
from bot.privacy.deidentify import Deidentifier
from bot.privacy.disclosure import Edition
from bot.privacy.gate import Drafted, Gate

DAY = date(2026, 3, 24)
EMPTY = briefs.draft(frameworks.load("cqc-asc"), [], council="Northmere", day=DAY, day_number=1)
GATE = Gate(Deidentifier())

names = st.integers(0, 9).map(lambda number: f"p{number}")
choices = st.dictionaries(
    names, st.builds(Choice, st.sampled_from(Way), st.none() | st.just("in other words"), st.just("why"))
)


def brief_of(ids: list[str]) -> Drafted:
    """A brief that has these findings, in three of its lists."""
    found = [Finding(f"finding {name}", id=name) for name in ids]
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
    wall = {
        "p1": ("A", "one"),
        "p2": ("A", "two as it is now"),
        "p3": ("A", "three"),
        "p4": ("B", "four"),
    }
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


@given(st.lists(st.lists(st.builds(entry, names, st.text(), st.sampled_from(How)))), st.sets(names))
def test_every_finding_is_in_the_ledger_once(told: list[list[Entry]], on_the_wall: set[str]) -> None:
    wall = dict.fromkeys(on_the_wall, ("A", "words"))
    found = lines(list(enumerate(told, 1)), wall)
    ids = [line.finding for line in found]
    assert len(ids) == len(set(ids))
    assert set(ids) == on_the_wall | {one.finding for entries in told for one in entries}
    assert sum(len(line.told) for line in found) == sum(map(len, told))


@given(st.builds(Entry, st.text(), st.text(), st.text(), st.sampled_from(How), st.text()))
def test_an_entry_is_kept_whole(one: Entry) -> None:
    assert Entry.from_json(one.to_json()) == one
