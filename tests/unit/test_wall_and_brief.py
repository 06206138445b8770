"""The wall, its gaps, and the brief that is drafted from it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import brief as briefs
from bot.domain import framework as frameworks
from bot.domain.evidence import Kind, Method, PostIt
from bot.domain.findings import Finding, Found, single
from bot.domain.wall import GapKind, columns, gaps

CQC = frameworks.load("cqc-asc")
DAY = date(2026, 3, 24)
KEYS = [statement.key for statement in CQC.statements]
GROUPS = [group.name for group in CQC.groups]


def post_it(
    number: int,
    *,
    text: str = "",
    kind: Kind = Kind.strength,
    statement: str | None = "safeguarding",
    group: str = "unpaid carers",
    method: Method = Method.heard,
    day: date = DAY,
    supporting: str = "",
) -> PostIt:
    return PostIt(
        id=f"{number:022d}",
        text=text or f"evidence {number}",
        kind=kind,
        statement=statement,
        source_group=group,
        method=method,
        supporting=supporting,
        day=day,
    )


some_post_its = st.lists(
    st.builds(
        post_it,
        st.integers(0, 10**6),
        text=st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=400),
        kind=st.sampled_from(Kind),
        statement=st.sampled_from([*KEYS, None]),
        group=st.sampled_from([*GROUPS, "a group of their own", ""]),
        method=st.sampled_from(Method),
        day=st.sampled_from([DAY, date(2026, 3, 25)]),
        supporting=st.sampled_from(["", "a document"]),
    ),
    max_size=40,
    unique_by=lambda each: each.id,
)


def draft(
    post_its: list[PostIt],
    day: date = DAY,
    new: frozenset[str] = frozenset(),
    themes: Sequence[Found] = (),
    stage: briefs.Stage | None = None,
) -> briefs.Brief[Finding]:
    """A brief of `themes` and of those of the post-its that are in none."""
    homed = {post for one in themes for post in one.post_its}
    found = [*themes, *(single(one) for one in post_its if one.id not in homed)]
    return briefs.draft(
        CQC, post_its, found, council="Northmere", day=day, day_number=1, new=new, at_stage=stage
    )


def test_the_wall_has_every_statement_and_the_unplaced() -> None:
    wall = columns(CQC, [post_it(1), post_it(2, statement=None)])
    assert [column.statement.key if column.statement else None for column in wall] == [*KEYS, None]
    assert sum(len(column.post_its) for column in wall) == 2


@given(some_post_its, st.randoms())
def test_the_walls_order_tells_nothing_of_the_order_of_capture(
    post_its: list[PostIt], chance: object
) -> None:
    shuffled = list(post_its)
    getattr(chance, "shuffle")(shuffled)  # noqa: B009
    assert columns(CQC, post_its) == columns(CQC, shuffled)


def test_an_empty_statement_is_a_gap_and_so_is_one_nobody_with_lived_experience_spoke_to() -> None:
    found = gaps(CQC, columns(CQC, [post_it(1, group="frontline social workers")]))
    assert (GapKind.no_lived_experience, "safeguarding") in {(gap.kind, gap.statement.key) for gap in found}
    assert sum(gap.kind is GapKind.nothing for gap in found) == len(KEYS) - 1


def test_one_sided_evidence_is_a_gap_once_there_is_some() -> None:
    few = [post_it(number) for number in range(2)]
    many = [post_it(number) for number in range(3)]

    def kinds(post_its: list[PostIt]) -> set[GapKind]:
        found = gaps(CQC, columns(CQC, post_its))
        return {gap.kind for gap in found if gap.statement.key == "safeguarding"}

    assert kinds(few) == set()
    assert kinds(many) == {GapKind.one_source, GapKind.no_consideration}


def test_gaps_start_with_what_matters_most() -> None:
    found = gaps(CQC, columns(CQC, [post_it(number) for number in range(4)]))
    order = [list(GapKind).index(gap.kind) for gap in found]
    assert order == sorted(order)


def test_an_empty_day_is_empty() -> None:
    assert draft([]).empty
    assert not draft([post_it(1)]).empty


def test_what_is_first_told_today_comes_first_and_the_rest_is_counted() -> None:
    old = [post_it(number, text=f"old {number}", day=DAY) for number in range(6)]
    new = [post_it(100 + number, text=f"new {number}", day=date(2026, 3, 25)) for number in range(2)]
    made = draft(old + new, date(2026, 3, 25), frozenset(one.id for one in new))
    assert made.progress.today == 2
    heading = next(each for each in made.headings if each.strengths.all)
    assert {"new 0", "new 1"} <= {one.text for one in heading.strengths.emerging}
    assert len(heading.strengths.all) + heading.strengths.more == 8


def test_tomorrows_evidence_is_not_in_todays_brief() -> None:
    assert draft([post_it(1, day=date(2026, 3, 25))]).empty


def theme(name: str, *numbers: int, agreed: bool = False, **more: Any) -> Found:
    rests = frozenset(post_it(number).id for number in numbers)
    kind, words = Kind.consideration, Finding(f"The council may want to look at {name}.")
    return Found(name, "needs", kind, words, rests, rests, agreed=agreed, **more)


def waits(stage: briefs.Stage | None = None) -> briefs.Heading[Finding]:
    """The heading of what was found of waits, some of it agreed and one of it a recommendation."""
    wall = [post_it(number, statement="needs", kind=Kind.consideration) for number in range(6)]
    found = [theme("calls", 4, 5), theme("waits", 0, 1, agreed=True)]
    made = draft(wall, new=frozenset(wall[4].id), themes=found, stage=stage)
    return next(each for each in made.headings if each.considerations.all)


def test_what_is_agreed_comes_first_then_the_themes_that_emerge_then_what_is_in_none() -> None:
    said = waits().considerations
    assert [(one.id, one.post_its) for one in said.shown] == [
        ("waits", (post_it(0).id, post_it(1).id)),
    ]
    assert [one.id for one in said.emerging] == ["calls", post_it(2).id]
    assert said.more == 1


def test_a_recommendation_is_one_on_the_last_day_only() -> None:
    found = [theme("waits", 0, 1, agreed=True, recommended=True)]
    wall = [post_it(number, statement="needs", kind=Kind.consideration) for number in range(2)]
    before = draft(wall, themes=found, stage=briefs.Stage.suggestions)
    assert [len(each.considerations.shown) for each in before.headings] == [1, 0, 0, 0]
    assert before.recommendations.all == ()
    last = draft(wall, themes=found, stage=briefs.Stage.messages)
    assert [one.id for one in last.recommendations.shown] == ["waits"]
    assert not any(each.considerations.all for each in last.headings)


def test_the_same_words_are_said_once() -> None:
    twice = [post_it(1, text="Waits are long"), post_it(2, text="waits  are long")]
    heading = next(each for each in draft(twice).headings if each.strengths.all)
    assert (len(heading.strengths.all), heading.strengths.more) == (1, 0)


def test_who_lacks_a_voice_of_lived_experience_is_told_by_statement_only_where_it_may_be() -> None:
    heard = dict.fromkeys(KEYS, "unpaid carers") | {"safeguarding": "frontline social workers"}
    post_its = [
        post_it(number, statement=key, group=group) for number, (key, group) in enumerate(heard.items())
    ]
    assert draft(post_its).gaps == (briefs.MORE_LIVED_EXPERIENCE,)
    told = briefs.HARMLESS_GAPS | {GapKind.no_lived_experience}
    by_statement = briefs.draft(CQC, post_its, [], council="", day=DAY, day_number=1, tell_gaps=told).gaps
    assert by_statement == (
        "Safeguarding: nothing yet from people who draw on care and support, or from carers",
    )


@given(some_post_its)
def test_a_brief_is_short_and_loses_nothing_in_json(post_its: list[PostIt]) -> None:
    made = draft(post_its)
    assert briefs.from_json(briefs.to_json(made)) == made
    for heading in made.headings:
        for items in (heading.strengths, heading.considerations):
            assert len(items.all) <= briefs.ITEMS
            assert all(len(one.text) <= briefs.ITEM_LENGTH for one in items.all)


@pytest.mark.parametrize("length", [1, 240, 241, 900])
def test_a_long_item_is_cut_at_a_word(length: int) -> None:
    text = ("seven " * 200)[:length].strip()
    short = briefs.shorten(text)
    assert len(short) <= briefs.ITEM_LENGTH
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))
