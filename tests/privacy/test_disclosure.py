"""Disclosure control: nobody is isolated by a number, or by taking one edition from another."""

import ast
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import agenda
from bot.domain import brief as briefs
from bot.domain import framework as frameworks
from bot.domain.evidence import Kind, Method, PostIt
from bot.domain.findings import Finding, Found, single
from bot.domain.met import Heard, Met
from bot.privacy import gate
from bot.privacy.deidentify import Deidentifier
from bot.privacy.disclosure import OTHERS, Cell, Edition, Table, differences, release, table, told_as
from bot.privacy.gate import Drafted

ROOT = Path(__file__).parents[2]
CQC = frameworks.load("cqc-asc")
GROUPS = [group.key for group in CQC.groups]
DAY = date(2026, 3, 24)
NOON = datetime(2026, 3, 24, 12, 0, tzinfo=UTC)


def post_it(number: int, *, method: Method = Method.heard, text: str = "") -> PostIt:
    return PostIt(
        id=f"{number:022d}",
        text=text or f"evidence {number}",
        kind=Kind.consideration,
        statement="safeguarding",
        source_group="",
        method=method,
        supporting="",
        day=DAY,
    )


def drafted(
    post_its: list[PostIt],
    last: Edition | None = None,
    *,
    heard: Heard,
    hours: int = 0,
    smallest: int = 5,
    day: date = DAY,
    found: list[Found] | None = None,
    told_before: frozenset[str] = frozenset(),
) -> Drafted:
    """The draft of `found`, or else of the post-its each for itself."""
    return gate.draft_brief(
        CQC,
        post_its,
        [single(one) for one in post_its] if found is None else found,
        council="Northmere",
        day=day,
        day_number=1,
        now=NOON + timedelta(hours=hours),
        heard=heard,
        last=last,
        smallest=smallest,
        told_before=told_before,
    )


def said(made: Drafted) -> list[str]:
    return [one.finding.text for one in agenda.items(made.brief)]


def met(**people: int) -> Met:
    return Met({key.replace("_", "-"): number for key, number in people.items()})


def shown(made: Table) -> dict[str, int]:
    return {cell.name: cell.people for cell in made}


def test_a_group_is_named_from_the_smallest_number_on() -> None:
    assert shown(table(CQC, met(frontline_social_workers=5, team_leaders=5), [], 5)) == {
        "frontline social workers": 5,
        "team leaders": 5,
    }


def test_a_smaller_one_is_told_of_as_part_of_the_wider_one() -> None:
    made = table(CQC, met(frontline_social_workers=4, team_leaders=4), [], 5)
    assert shown(made) == {"people who work in adult social care": 8}


def test_a_small_rest_takes_in_its_smallest_neighbour_so_that_it_cannot_be_found_by_subtraction() -> None:
    made = table(CQC, met(frontline_social_workers=9, team_leaders=2, frontline_practitioners=6), [], 5)
    assert min(shown(made).values()) >= 5
    assert sum(shown(made).values()) == 17
    assert "team leaders" not in shown(made)


def test_those_of_no_wider_group_large_enough_are_others_and_too_few_are_nobody() -> None:
    assert shown(table(CQC, met(unpaid_carers=2, elected_members=3), [], 5)) == {OTHERS: 5}
    assert table(CQC, met(unpaid_carers=2, elected_members=2), [], 5) == ()


def test_two_more_of_a_group_are_not_told_of_before_there_are_enough() -> None:
    first = table(CQC, met(frontline_social_workers=9), [], 5)
    second = table(CQC, met(frontline_social_workers=11), [first], 5)
    assert second == first
    third = table(CQC, met(frontline_social_workers=14), [first, second], 5)
    assert shown(third) == {"frontline social workers": 14}


def test_a_group_that_grew_too_little_goes_under_in_a_wider_one() -> None:
    first = table(CQC, met(frontline_social_workers=9, team_leaders=6), [], 5)
    second = table(CQC, met(frontline_social_workers=10, team_leaders=12), [first], 5)
    assert shown(second) == {"people who work in adult social care": 22}


def test_differences_are_of_the_smallest_unions_that_both_tables_speak_of() -> None:
    a, b, both = Cell("a", frozenset({"a"}), 8), Cell("b", frozenset({"b"}), 6), frozenset({"a", "b"})
    assert differences((a, b), (a, Cell("b", frozenset({"b"}), 9))) == [0, 3]
    assert differences((Cell("ab", both, 12),), (a, b)) == [2]


visits = st.lists(
    st.dictionaries(st.sampled_from([*GROUPS, None]), st.integers(0, 12), max_size=8),
    min_size=1,
    max_size=7,
)


@given(visits, st.sampled_from([3, 5]))
def test_no_number_and_no_difference_of_any_two_editions_is_of_fewer_than_k(
    newly_met: list[dict[str | None, int]], smallest: int
) -> None:
    people: dict[str | None, int] = {}
    published: list[Table] = []
    for new in newly_met:
        people = {key: people.get(key, 0) + new.get(key, 0) for key in {*people, *new}}
        made = table(CQC, Met(people), published, smallest)
        assert all(cell.people >= smallest for cell in made)
        groups = [key for cell in made for key in cell.groups]
        assert len(groups) == len(set(groups))
        for earlier in published:
            assert all(number == 0 or abs(number) >= smallest for number in differences(earlier, made)), (
                earlier,
                made,
            )
        published.append(made)


def test_what_is_new_waits_until_enough_people_were_heard() -> None:
    post_its = [post_it(number) for number in range(4)]
    last = Edition(NOON, {post_its[0].id: told_as(CQC, post_its[0])})
    few = release(CQC, post_its, last, Heard(since=4), 5)
    assert (few.post_its, few.held) == ((post_its[0],), 3)
    enough = release(CQC, post_its, last, Heard(since=5), 5)
    assert (enough.post_its, enough.held) == (tuple(post_its), 0)


def test_what_is_placed_under_a_theme_waits_while_the_timetable_points_to_a_few_of_its_people() -> None:
    one = post_it(1)
    theme = CQC.theme_of(one.statement or "").key
    for pointed_to, held in ((4, 1), (5, 0), (0, 0)):
        found = release(CQC, [one], None, Heard(since=20, by_theme={theme: pointed_to}), 5)
        assert (found.held, theme in found.told) == (held, not held)


def test_what_waits_does_so_until_enough_were_heard_since_anything_new_was_told() -> None:
    first = drafted([post_it(1)], heard=Heard(met(unpaid_carers=4), 4))
    assert (first.held, first.edition.told) == (1, {})
    second = drafted([post_it(1)], first.edition, heard=Heard(met(unpaid_carers=8), 8), hours=1)
    assert second.held == 0
    assert set(second.edition.told.values()) == {NOON + timedelta(hours=1)}


def test_the_first_edition_waits_too_and_a_smaller_group_may_be_chosen() -> None:
    assert release(CQC, [post_it(1)], None, Heard(since=3), 5).held == 1
    assert release(CQC, [post_it(1)], None, Heard(since=3), 3).held == 0


def test_what_was_read_names_nobody_and_does_not_wait() -> None:
    assert release(CQC, [post_it(1, method=Method.read)], None, Heard(since=0), 5).held == 0


def test_the_finding_is_never_dropped() -> None:
    one, two = post_it(1), post_it(2)
    first = drafted([one], heard=Heard(met(unpaid_carers=6), 6))
    held = drafted([one, two], first.edition, heard=Heard(met(unpaid_carers=7), 1), hours=1)
    assert (held.held, set(held.edition.post_its)) == (1, {one.id})
    later = drafted([one, two], first.edition, heard=Heard(met(unpaid_carers=12), 6), hours=2)
    assert (later.held, set(later.edition.post_its)) == (0, {one.id, two.id})


def test_a_theme_waits_with_any_of_its_post_its_unless_the_client_knows_its_words() -> None:
    one, two = post_it(1), post_it(2)
    words = Finding("The council may want to look at waits.")
    both = frozenset({one.id, two.id})
    theme = Found("waits", "safeguarding", Kind.consideration, words, both, both)
    first = drafted([one, two], heard=Heard(met(unpaid_carers=6), 6), found=[theme])
    assert said(first) == ["The council may want to look at waits."]
    three = post_it(3)
    grown = replace(theme, post_its=both | {three.id}, used=both | {three.id})
    for known in (False, True):
        again = drafted(
            [one, two, three],
            first.edition,
            heard=Heard(met(unpaid_carers=7), 1),
            hours=1,
            found=[grown],
            told_before=frozenset({"waits"} if known else ()),
        )
        assert said(again) == ["The council may want to look at waits."] * known
        assert three.id not in again.edition.post_its


@pytest.mark.parametrize(
    "changed",
    [
        replace(post_it(1), text="the one person heard today says the opposite"),
        replace(post_it(1), kind=Kind.strength),
        replace(post_it(1), statement="governance"),
    ],
    ids=["other words", "another kind", "another theme"],
)
def test_what_was_told_waits_again_once_it_says_something_else(changed: PostIt) -> None:
    first = drafted([post_it(1)], heard=Heard(met(unpaid_carers=6), 6))
    one_more = Heard(met(unpaid_carers=7), 1)
    again = drafted([changed], first.edition, heard=one_more, hours=1)
    assert (again.held, again.brief.empty) == (1, True)
    # As it was, or with what the client does not see, it says nothing new.
    harmless = replace(post_it(1), supporting="the minutes", statement="pathways")
    assert drafted([harmless], first.edition, heard=one_more, hours=1).held == 0


edits = st.dictionaries(st.integers(0, 5), st.tuples(st.sampled_from("abc"), st.sampled_from(list(Kind))))


@given(st.lists(st.tuples(st.integers(0, 7), edits), max_size=6))
def test_whatever_is_written_or_changed_nothing_new_is_told_of_fewer_than_k(
    steps: list[tuple[int, dict[int, tuple[str, Kind]]]],
) -> None:
    wall: dict[int, PostIt] = {}
    last, since, told = None, 0, set[tuple[str, Kind]]()
    for hour, (people, changed) in enumerate(steps):
        since += people
        wall |= {
            number: replace(post_it(number), text=text, kind=kind) for number, (text, kind) in changed.items()
        }
        made = drafted(list(wall.values()), last, heard=Heard(since=since), hours=hour)
        shown = {
            (one.text, kind)
            for heading in made.brief.headings
            for kind, items in (
                (Kind.strength, heading.strengths),
                (Kind.consideration, heading.considerations),
            )
            for one in items.shown
        } | {(one.text, Kind.question) for one in made.brief.questions.shown}
        assert since >= 5 or shown <= told
        since, told, last = (0 if since >= 5 else since), told | shown, made.edition


def test_an_unplaced_post_it_waits_for_the_people_of_the_theme_where_it_is_placed() -> None:
    theme = CQC.theme_of("safeguarding").key
    first = drafted([replace(post_it(1), statement=None)], heard=Heard(met(unpaid_carers=6), 6))
    placed = drafted([post_it(1)], first.edition, heard=Heard(met(unpaid_carers=12), 6, {theme: 1}), hours=1)
    assert (placed.held, first.held) == (1, 0)


def test_what_was_written_today_is_not_told_apart_from_what_was_written_since_the_last_brief() -> None:
    # Four people were heard after the brief and one this morning: "one of them today" would be that one's.
    next_day = DAY + timedelta(days=1)
    old = [post_it(number) for number in range(1, 6)]
    evening = [post_it(number) for number in range(6, 10)]
    morning = [replace(post_it(10), day=next_day, supporting="")]
    first = drafted(old, heard=Heard(met(unpaid_carers=6), 6))
    second = drafted(
        [*old, *evening, *morning],
        first.edition,
        heard=Heard(met(unpaid_carers=11), 5),
        hours=24,
        day=next_day,
    )
    assert second.brief.progress.today == 5  # all that is told for the first time
    one_day = drafted(
        [replace(one, day=next_day) for one in (*old, *evening, *morning)],
        first.edition,
        heard=Heard(met(unpaid_carers=11), 5),
        hours=24,
        day=next_day,
    )
    assert one_day.brief == second.brief
    again = drafted(
        [*old, *evening, *morning], second.edition, heard=Heard(so_far=None, since=0), hours=25, day=next_day
    )
    assert (again.brief.progress.today, again.brief.headings) == (5, second.brief.headings)


def test_where_nobody_counts_the_challenge_manager_is_asked_about_changed_words_too() -> None:
    first = drafted([post_it(1)], heard=Heard())
    assert drafted([post_it(1, text="other words")], first.edition, heard=Heard(), hours=1).asks


def test_where_nobody_counts_the_challenge_manager_is_asked_about_what_is_new() -> None:
    first = drafted([post_it(1)], heard=Heard())
    assert first.asks
    assert not drafted([post_it(1)], first.edition, heard=Heard(), hours=1).asks
    assert drafted([post_it(1), post_it(2)], first.edition, heard=Heard(), hours=1).asks
    assert not drafted([post_it(1)], heard=Heard(met(unpaid_carers=6), 6)).asks


@pytest.mark.parametrize(("carers", "told"), [(0, True), (2, False), (5, True)])
def test_which_statement_lacks_a_voice_is_told_only_where_that_points_to_nobody(
    carers: int, told: bool
) -> None:
    people = met(frontline_social_workers=9, unpaid_carers=carers)
    gaps = drafted([post_it(1), post_it(2)], heard=Heard(people, people.total)).brief.gaps
    assert (briefs.MORE_LIVED_EXPERIENCE not in gaps) is told


def test_a_draft_survives_being_kept() -> None:
    people = met(frontline_social_workers=9, unpaid_carers=6)
    made = drafted([post_it(1), post_it(2)], heard=Heard(people, people.total))
    assert made.edition.tables
    assert Drafted.from_json(made.to_json()) == made


def test_a_quotation_keeps_its_marks_only_where_someone_else_approved_it() -> None:
    through = gate.Gate(Deidentifier())
    said = "people told us “we can’t cope”"
    assert through.pass_text(said) == "people told us we can’t cope"
    assert through.pass_text(said, may_quote=True) == said


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("the carers' offer is good", "the carers' offer is good"),
        ("they said 'we can't cope' twice", "they said we can't cope twice"),
        ('"fine" and „gut“ and «bien»', "fine and gut and bien"),
        ("we don’t know", "we don’t know"),
        ("＂fine＂ ″gut″ ❝bien❞ ‹bon› 「goed」 〝well〞", "fine gut bien bon goed well"),
        ("they said `we cope` and ‚we manage‘", "they said we cope and we manage"),
    ],
)
def test_an_apostrophe_is_no_quotation_mark(typed: str, told: str) -> None:
    assert gate.Gate(Deidentifier()).pass_text(typed) == told
    assert gate.has_quotation(typed) is (typed != told)


@pytest.mark.parametrize(
    "typed",
    [
        "Committee Room two",
        "committee rm 2",
        "committeeroom 2",
        "St John's Hall",
        "st johns hall",
        "G12",
        "g12",
        "Oak Lane",
    ],
)
def test_a_room_is_taken_out_however_it_is_typed(typed: str) -> None:
    through = gate.Gate(
        Deidentifier(ner=False),
        ["Committee Room 2, Civic Centre", "St John’s Hall", "G12", "The Hub - Oak Lane", "-"],
    )
    assert through.pass_text(f"in {typed} the carers agreed") == "in the venue the carers agreed"
    assert (
        through.pass_text("two committees have room for 12 halls") == "two committees have room for 12 halls"
    )


def test_only_the_gate_drafts_a_brief() -> None:
    # What may be told follows from what was told before: a brief drafted elsewhere would not know it.
    for file in [*ROOT.glob("bot/**/*.py"), *ROOT.glob("db/**/*.py")]:
        imported = {
            f"{node.module}.{name.name}"
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom)
            for name in node.names
        }
        drafts = bool({"bot.domain.brief", "bot.domain.brief.draft"} & imported)
        assert drafts is (file.name == "gate.py"), file
