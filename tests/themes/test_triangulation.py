"""What a theme rests on and what is missing, in words and never as a score."""

import re
from datetime import date

import pytest

from bot.domain.coverage import coverage, not_met, quiet
from bot.domain.evidence import Kind, Method, PostIt
from bot.domain.framework import Framework, Voice
from bot.domain.themes import Member, Theme
from bot.domain.triangulation import Piece, Strength, contradicted, triangulate
from bot.domain.wall import GapKind, columns


def piece(
    group: str = "",
    method: Method = Method.heard,
    session: str = "",
    statement: str = "needs",
    number: int = 1,
) -> Piece:
    post = PostIt(str(number), "text", Kind.strength, statement, group, method, "", date(2026, 3, 24))
    return Piece(post, session)


def test_all_that_a_theme_rests_on_is_said(cqc: Framework) -> None:
    found = triangulate(
        cqc,
        [
            piece("unpaid carers", session="a"),
            piece("Unpaid Carers", session="b"),
            piece("care providers", session="c"),
            piece(method=Method.read),
        ],
    )
    assert found == Strength(
        posts=4,
        methods=(Method.read, Method.heard),
        sessions=3,
        groups=("care providers", "unpaid carers"),
        sources=3,
        voices=(Voice.people, Voice.partners, Voice.processes),
    )
    assert found.mark == "R H –"
    assert found.words == (
        "Read and heard; 4 post-its from 3 sessions; care providers and unpaid carers; "
        "people's experience, partners and processes."
    )
    assert not re.search(r"%|score|rating|strong|weak", found.words)


@pytest.mark.parametrize(
    ("pieces", "one"),
    [
        ([piece("unpaid carers", session="a"), piece("unpaid carers", session="a")], True),
        ([piece("unpaid carers"), piece("unpaid carers")], True),
        ([piece("unpaid carers", session="a"), piece("unpaid carers", session="b")], False),
        ([piece("unpaid carers", session="a"), piece("care providers", session="a")], False),
        ([piece("unpaid carers"), piece(method=Method.read)], False),
        ([piece(method=Method.read), piece(method=Method.seen)], False),
        ([piece(method=Method.seen)], True),
        ([], False),
    ],
)
def test_one_source_only_is_said_plainly(cqc: Framework, pieces: list[Piece], one: bool) -> None:
    found = triangulate(cqc, pieces)
    assert found.one_source == one
    assert ("One source only." in found.words) == one


def test_of_nothing_nothing_is_said(cqc: Framework) -> None:
    assert triangulate(cqc, []).words == "No post-its."
    assert triangulate(cqc, []).mark == "– – –"


def test_a_group_that_the_framework_does_not_know_has_a_name_and_no_category(cqc: Framework) -> None:
    found = triangulate(cqc, [piece("bell ringers")])
    assert (found.groups, found.voices) == (("bell ringers",), ())


def _theme(kind: Kind, *topics: str) -> Theme:
    return Theme("", "needs", kind, "Waits", topics, (Member("a"),))


def test_strengths_and_considerations_on_one_sub_topic_contradict_where_both_stand(cqc: Framework) -> None:
    stands = triangulate(cqc, [piece("unpaid carers"), piece("care providers")])
    falls = triangulate(cqc, [piece("unpaid carers"), piece("unpaid carers")])
    good, bad = _theme(Kind.best_practice, "waits", "calls"), _theme(Kind.consideration, "waits")
    assert list(contradicted([(good, stands), (bad, stands)])) == [(good, bad)]
    assert not list(contradicted([(good, stands), (bad, falls)]))
    assert not list(contradicted([(good, stands), (_theme(Kind.consideration, "other"), stands)]))
    assert not list(contradicted([(_theme(Kind.strength), stands), (_theme(Kind.consideration), stands)]))


def test_each_statement_by_way_and_by_category_with_what_is_missing(cqc: Framework) -> None:
    posts = [
        piece("unpaid carers", number=1).post_it,
        piece("care providers", Method.seen, number=2).post_it,
        piece(method=Method.read, number=3).post_it,
    ]
    found = coverage(cqc, columns(cqc, posts))
    assert [row.statement for row in found.rows] == list(cqc.statements)
    needs, prevention = found.rows[:2]
    assert needs.methods == {Method.read: 1, Method.heard: 1, Method.seen: 1}
    assert needs.voices == {Voice.people: 1, Voice.staff: 0, Voice.partners: 1, Voice.processes: 1}
    assert needs.words == "nothing from staff and leaders"
    assert needs.asks == ("Assessing needs: What do staff and leaders say of it?",)
    assert GapKind.no_consideration in needs.gaps
    assert prevention.gaps == (GapKind.nothing,)
    assert prevention.words.startswith("nothing read, nothing heard, nothing seen, nothing on people's")
    assert not found.complete


def test_what_could_close_a_gap(cqc: Framework) -> None:
    posts = [piece("unpaid carers").post_it]
    row = coverage(cqc, columns(cqc, posts)).rows[0]
    assert row.closed_by(cqc, ["team leaders"])
    assert not row.closed_by(cqc, ["people who draw on care and support"])
    assert not row.closed_by(cqc, ["bell ringers"])
    assert row.closed_by(cqc, [], Method.seen)


def test_groups_of_the_suggested_list_that_were_not_met(cqc: Framework) -> None:
    missing = not_met(cqc, [piece("Unpaid carers").post_it])
    assert "unpaid carers" not in [group.name for group in missing]
    assert all(group.listed for group in missing)
    assert [group.listed for group in missing] == sorted(group.listed for group in missing)
    everyone = [piece(group.name).post_it for group in cqc.groups]
    assert not_met(cqc, everyone) == ()


def test_a_wall_with_everything_has_nothing_missing(cqc: Framework) -> None:
    posts = [
        PostIt(
            f"{key.key}{at}", "text", kind, key.key, group.name, list(Method)[at % 3], "", date(2026, 3, 24)
        )
        for key in cqc.statements
        for at, group in enumerate(cqc.groups)
        for kind in (list(Kind)[at % 2],)
    ]
    assert coverage(cqc, columns(cqc, posts)).complete


def test_sessions_that_gave_no_post_it() -> None:
    assert quiet({"a": "Carers", "b": "GPs"}, [piece(session="a"), piece()]) == ("GPs",)
