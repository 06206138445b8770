"""Grouping: the same themes in any order, each post-it in one place, what people decided never undone."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import glossary as glossaries
from bot.domain.evidence import Kind
from bot.domain.glossary import Glossary
from bot.domain.themes import (
    Contradiction,
    Decisions,
    Grouping,
    Kept,
    Member,
    Note,
    Theme,
    components,
    difference,
)
from bot.themes import cluster
from bot.themes.group import group
from bot.themes.reading import Reader

CQC = glossaries.load("cqc-asc")
#: Notes of which some share a sub-topic, some only words, and some nothing.
TEXTS = (
    "waiting list of 90 for a first assessment",
    "waiting times for assessment are falling",
    "overdue reviews, a third never done",
    "front door answers calls fast",
    "calls to the contact centre are cut off",
    "carers offered a carer's assessment of their own",
    "carer's assessment came after a year",
    "the purple bicycle shed leaks",
    "a leak in the bicycle shed",
    "zzz",
    "",
    "financial assessment took ten weeks",
)


def notes(*texts: str, statement: str = "needs", kind: Kind | None = Kind.consideration) -> list[Note]:
    return [Note(f"n{at:02}", text, statement, kind) for at, text in enumerate(texts)]


def members(grouping: Grouping) -> dict[str, int]:
    """The place of the theme that each grouped post-it is in."""
    return {post: at for at, theme in enumerate(grouping.themes) for post in theme.posts}


some_notes = st.lists(
    st.tuples(
        st.sampled_from(TEXTS),
        st.sampled_from(["needs", "learning"]),
        st.sampled_from([*list(Kind)[:2], None]),
    ),
    max_size=14,
).map(lambda rows: [Note(f"n{at:02}", *row) for at, row in enumerate(rows)])


def test_a_sub_topic_makes_a_theme_with_its_label_and_the_reason_of_each() -> None:
    grouped = group(notes("waiting list of 90", "waiting times for assessment", "front door calls"), CQC)
    (theme,) = grouped.themes
    assert (theme.id, theme.statement, theme.kind) == ("", "needs", Kind.consideration)
    assert theme.label == "Waiting times for assessment and review"
    assert theme.topics == ("waiting-times",)
    assert {member.id: member.because for member in theme.members}["n00"] == ("waiting", "list")
    assert not any(member.by_hand for member in theme.members)
    assert grouped.ungrouped == ("n02",)


def test_notes_with_no_sub_topic_are_grouped_by_their_words_and_labelled_by_them() -> None:
    grouped = group(notes("the purple bicycle shed leaks", "a leak in the bicycle shed", "penguins"), CQC)
    (theme,) = grouped.themes
    assert set(theme.posts) == {"n00", "n01"}
    assert theme.topics == ()
    assert set(theme.label.lower().split(", ")) <= {"bicycle", "shed", "leak", "leaks"}
    assert "bicycle" in theme.members[0].because
    assert grouped.ungrouped == ("n02",)


def test_kinds_and_statements_are_never_mixed() -> None:
    text = "waiting list for assessment"
    mixed = [
        Note("a", text, "needs", Kind.strength),
        Note("b", text, "needs", Kind.consideration),
        Note("c", text, "pathways", Kind.strength),
        Note("d", text, "needs", None),
    ]
    assert group(mixed, CQC) == Grouping((), ("a", "b", "c", "d"))


def test_a_framework_with_no_glossary_is_grouped_by_likeness() -> None:
    grouped = group(notes("trains run late", "late trains again", "cake"), Glossary("own", {}))
    assert [set(theme.posts) for theme in grouped.themes] == [{"n00", "n01"}]


def test_of_nothing_there_is_nothing() -> None:
    assert group([], CQC) == Grouping((), ())


@settings(max_examples=40, deadline=None)
@given(some_notes, st.randoms())
def test_the_same_notes_in_any_order_give_the_same_themes_and_each_is_in_one_place(
    given_notes: list[Note], chance: object
) -> None:
    first = group(given_notes, CQC)
    shuffled = list(given_notes)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert group(shuffled, CQC) == first
    placed = [post for theme in first.themes for post in theme.posts] + list(first.ungrouped)
    assert sorted(placed) == sorted(note.id for note in given_notes)
    assert all(len(theme.members) > 1 for theme in first.themes)


@settings(max_examples=60, deadline=None)
@given(some_notes, st.data())
def test_what_people_decided_is_never_undone(given_notes: list[Note], data: st.DataObject) -> None:
    ids = [note.id for note in given_notes] or ["gone"]
    some = st.sets(st.sampled_from(ids), max_size=4)
    pairs = st.sets(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=3)
    kept = tuple(
        Kept(
            f"t{at}",
            data.draw(st.sampled_from(["needs", "learning"])),
            data.draw(st.sampled_from([*list(Kind)[:2], None])),
            label=data.draw(st.sampled_from(["", "Our own words"])),
            topics=frozenset(data.draw(st.sets(st.sampled_from(["waiting-times", "first-contact"])))),
            pinned=frozenset(data.draw(some)),
            barred=frozenset(data.draw(some)),
            dropped=data.draw(st.booleans()),
        )
        for at in range(data.draw(st.integers(0, 3)))
    )
    decided = Decisions(kept, frozenset(data.draw(pairs)), frozenset(data.draw(pairs)))
    try:
        decided.check()
    except Contradiction:
        with pytest.raises(Contradiction):
            group(given_notes, CQC, decided)
        return
    grouped = group(given_notes, CQC, decided)
    place = members(grouped)
    by_id = {note.id: note for note in given_notes}
    themes = {theme.id: theme for theme in grouped.themes if theme.id}
    assert sorted([*place, *grouped.ungrouped]) == sorted(by_id)
    homes = {post for each in kept if not each.dropped for post in each.pinned}

    def same_place(one: str, other: str) -> bool:
        return one in by_id and other in by_id and _sort(by_id[one]) == _sort(by_id[other])

    for each in kept:
        mine = {post for post in each.pinned if post in by_id and _sort(by_id[post]) == _sort(each)}
        if each.dropped:
            assert each.id not in themes
            alone = mine - homes - {post for pair in decided.together for post in pair}
            assert alone <= set(grouped.ungrouped)
            continue
        assert mine <= set(themes[each.id].posts)
        assert all(member.by_hand == (member.id in each.pinned) for member in themes[each.id].members)
        if each.label:
            assert themes[each.id].label == each.label
        assert not set(themes[each.id].posts) & each.barred
    for one, other in decided.apart:
        if same_place(one, other) and one in place:
            assert place[one] != place.get(other)
    for one, other in decided.together:
        if same_place(one, other) and one in place:
            assert place[one] == place.get(other)
    assert group(reversed(given_notes), CQC, decided) == grouped


def _sort(each: Note | Kept) -> tuple[str, Kind | None]:
    return each.statement, each.kind


def test_a_move_a_merge_a_split_a_name_and_a_drop_hold_when_new_post_its_come() -> None:
    """Each decision as it is made from what people do, with a post-it more on every sub-topic."""
    old = notes(
        "waiting list of 90", "waiting times up", "front door calls", "calls cut off at the front door"
    )
    new = [*old, *(replace(each, id=f"x{each.id}") for each in old)]
    key = ("needs", Kind.consideration)
    moved = Kept("m", *key, topics=frozenset({"first-contact"}), pinned=frozenset({"n00"}))
    waits = Kept("w", *key, topics=frozenset({"waiting-times"}), barred=frozenset({"n00"}))
    grouped = group(new, CQC, Decisions((moved, waits)))
    by_id = {theme.id: set(theme.posts) for theme in grouped.themes}
    assert by_id == {"m": {"n00", "n02", "n03", "xn02", "xn03"}, "w": {"n01", "xn00", "xn01"}}

    merged = Kept("m", *key, "Getting in", frozenset({"first-contact", "waiting-times"}))
    (theme,) = group(new, CQC, Decisions((merged,))).themes
    assert (theme.label, len(theme.members)) == ("Getting in", 8)

    split = Kept("s", *key, pinned=frozenset({"n01"}))
    rest = Kept("w", *key, topics=frozenset({"waiting-times"}), barred=frozenset({"n01"}))
    by_id = {theme.id: set(theme.posts) for theme in group(old, CQC, Decisions((split, rest))).themes}
    assert by_id == {"s": {"n01"}, "w": {"n00"}, "": {"n02", "n03"}}

    dropped = Kept(
        "d", *key, topics=frozenset({"waiting-times"}), pinned=frozenset({"n00", "n01"}), dropped=True
    )
    grouped = group(old, CQC, Decisions((dropped,)))
    assert [theme.topics for theme in grouped.themes] == [("first-contact",)]
    assert grouped.ungrouped == ("n00", "n01")


def test_what_must_be_apart_is_apart_also_where_words_agree() -> None:
    grouped = group(notes(*["waiting list"] * 4), CQC, Decisions(apart=frozenset({("n00", "n03")})))
    place = members(grouped)
    assert place["n01"] == place["n02"]
    assert place.get("n00") != place.get("n03")


@pytest.mark.parametrize(
    "decided",
    [
        Decisions((Kept("a", "needs", None), Kept("a", "needs", None))),
        Decisions((Kept("a", "needs", None, pinned=frozenset("x"), barred=frozenset("x")),)),
        Decisions(
            (Kept("a", "needs", None, pinned=frozenset("x")), Kept("b", "needs", None, pinned=frozenset("x")))
        ),
        Decisions(together=frozenset({("x", "y"), ("y", "z")}), apart=frozenset({("z", "x")})),
        Decisions((Kept("a", "needs", None, pinned=frozenset("xy")),), apart=frozenset({("x", "y")})),
        Decisions(
            (
                Kept("a", "needs", None, pinned=frozenset("x")),
                Kept("b", "needs", None, pinned=frozenset("z")),
            ),
            together=frozenset({("x", "y"), ("y", "z")}),
        ),
    ],
)
def test_decisions_that_contradict_each_other_are_refused(decided: Decisions) -> None:
    with pytest.raises(Contradiction):
        group([], CQC, decided)


def test_what_is_joined_by_way_of_others_is_one() -> None:
    assert components([("b", "c"), ("a", "c"), ("x", "y")]) == {
        "a": "a",
        "b": "a",
        "c": "a",
        "x": "x",
        "y": "x",
    }


def _theme(label: str, *posts: str, key: str = "", statement: str = "needs") -> Theme:
    return Theme(key, statement, Kind.strength, label, (), tuple(map(Member, posts)))


def test_grouping_again_gives_a_difference() -> None:
    before = [_theme("Waits", "a", "b", "c"), _theme("Gone", "x", "y"), _theme("Ours", "k", key="1")]
    after = [_theme("Long waits", "a", "b", "d"), _theme("New", "p", "q"), _theme("Ours", "k", key="1")]
    found = difference(before, after)
    assert found
    assert [theme.label for theme in found.new] == ["New"]
    assert [theme.label for theme in found.gone] == ["Gone"]
    (change,) = found.changed
    assert (change.joined, change.left, change.renamed) == (("d",), ("c",), True)
    assert not difference(after, list(reversed(after)))


def test_a_theme_goes_on_only_under_its_own_statement() -> None:
    found = difference([_theme("Waits", "a", "b")], [_theme("Waits", "a", "b", statement="equity")])
    assert (len(found.new), len(found.gone), found.changed) == (1, 1, ())


def test_clusters_in_blocks_find_what_clusters_at_once_find() -> None:
    texts = ["boat", "train", "bridge", "tunnel"] * 8
    rows = Reader(CQC).rows(texts)
    at_once, in_blocks = cluster.clusters(rows), cluster.clusters(rows, block=6)
    assert at_once == [0, 1, 2, 3] * 8
    assert len(set(zip(at_once, in_blocks, strict=True))) == 4


def test_rows_that_say_nothing_are_like_nothing() -> None:
    rows = Reader(CQC).rows(["", " ", "boat", "boat"])
    assert cluster.clusters(rows) == [0, 1, 2, 2]
