"""What people decide on themes is never undone by grouping again, and each post-it stays in one place."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import glossary as glossaries
from bot.domain import theme_decisions as acts
from bot.domain.evidence import Kind
from bot.domain.theme_decisions import Proposal, Stage, Standing
from bot.domain.themes import Member, Note, Theme
from bot.themes.group import group

CQC = glossaries.load("cqc-asc")
TEXTS = (
    "waiting list of 90 for a first assessment",
    "waiting times for assessment are falling",
    "front door answers calls fast",
    "calls to the contact centre are cut off",
    "the purple bicycle shed leaks",
    "a leak in the bicycle shed",
    "financial assessment took ten weeks",
    "eligibility decisions vary",
)
NOTES = tuple(Note(f"n{at:02}", f"{text} {at}", "needs", Kind.strength) for at, text in enumerate(TEXTS * 2))


def a_theme(theme_id: str, *posts: str, kind: Kind = Kind.strength) -> Standing:
    return Standing(Theme(theme_id, "needs", kind, theme_id, (), tuple(Member(post) for post in posts)))


def regrouped(standings: list[Standing], notes: tuple[Note, ...] = NOTES) -> list[Standing]:
    """Grouped again, and accepted."""
    themes = group(notes, CQC, acts.decisions(standings)).themes
    numbers = count(len(standings))
    found = acts.regrouped(standings, themes, (f"t{number}" for number in numbers))
    kept = [each for each in standings if not each.shown]
    return [*found.standings, *kept]


def homes(standings: list[Standing]) -> dict[str, str]:
    """The theme that each post-it is in."""
    found = [(post, each.id) for each in standings if each.shown for post in each.theme.posts]
    assert len({post for post, _ in found}) == len(found), "a post-it is in two themes"
    return dict(found)


one_act = st.tuples(
    st.sampled_from(["merge", "split", "move", "out", "drop", "name", "agree", "group"]),
    st.integers(0, 20),
    st.integers(0, 20),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(one_act, max_size=8))
def test_whatever_people_decide_grouping_again_leaves_it(script: list[tuple[str, int, int]]) -> None:
    standings = regrouped([], NOTES[:8])
    for number, (act, one, two) in enumerate(script):
        live = [each for each in standings if each.shown]
        if act == "group" or not live:
            standings = regrouped(standings)
            continue
        first, second = live[one % len(live)], live[two % len(live)]
        done = _done(act, first, second, one, f"new{number}")
        ids = {each.id for each in done}
        standings = [*(each for each in standings if each.id not in ids), *done]
    before = {each.id: each for each in standings if each.decided}
    after = {each.id: each for each in regrouped(standings)}
    homes(list(after.values()))
    for theme_id, was in before.items():
        now = after[theme_id]
        assert (now.theme.label, now.agreed, now.dropped) == (was.theme.label, was.agreed, was.dropped)
        assert set(was.theme.posts) <= set(now.theme.posts)
        assert not was.barred & set(now.theme.posts)
        if was.dropped:
            assert not set(was.theme.posts) & set(homes(list(after.values())))


def _done(act: str, first: Standing, second: Standing, at: int, new_id: str) -> list[Standing]:
    posts = first.theme.posts
    if act == "name":
        return [acts.reworded(first, label=f"Name {at}")]
    if act == "agree":
        return [acts.agreed(first, "So it is.")]
    if act == "drop":
        return [acts.dropped(first)]
    if act == "merge":
        same = first.id != second.id and first.place == second.place
        return list(acts.merged(first, second)) if same else []
    if not posts:
        return []
    left, out = acts.taken_out(first, {posts[at % len(posts)]})
    if act == "split":
        return [left, acts.split_off(first, new_id, "Split", out)]
    if act == "move" and second.id != first.id:
        return [left, acts.put_in(second, out)]
    return [left]


def test_a_merge_keeps_the_name_and_proposes_the_others_wording() -> None:
    into = acts.reworded(a_theme("one", "a"), bullet="First.")
    other = acts.proposed(acts.reworded(a_theme("two", "b"), bullet="Second."), Proposal("p", "Third."))
    together, left = acts.merged(into, other)
    assert (together.theme.label, together.bullet, together.theme.posts) == ("one", "First.", ("a", "b"))
    assert [each.text for each in together.proposals] == ["Second.", "Third."]
    assert not left.shown
    assert left.merged_into == "one"
    with pytest.raises(ValueError, match="same statement and kind"):
        acts.merged(into, a_theme("three", "c", kind=Kind.consideration))
    with pytest.raises(ValueError, match="same statement and kind"):
        acts.merged(into, into)


def test_new_words_are_to_be_agreed_anew_and_a_stage_is_not() -> None:
    agreed = acts.agreed(a_theme("one", "a"), "So it is.")
    assert agreed.agreed
    assert acts.agreed(agreed, "Otherwise.") == agreed
    assert acts.reworded(agreed, stage=Stage.suggestion).agreed
    assert not acts.reworded(agreed, bullet="Or so.").agreed
    assert not acts.reworded(agreed, label="Other").agreed
    assert acts.reworded(agreed, bullet="So it is.", label="one") == agreed
    assert acts.reworded(agreed, bullet="Or so.").since(agreed.version) == ("reworded",)


def test_what_comes_back_is_without_what_is_elsewhere_by_now() -> None:
    back = acts.restored(acts.dropped(a_theme("one", "a", "b")), {"b"})
    assert back.shown
    assert back.theme.posts == ("a",)


def test_an_undecided_theme_goes_on_under_its_id_and_one_that_is_gone_is_named() -> None:
    standing, gone = a_theme("one", "a", "b"), a_theme("two", "c", "d")
    themes = [Theme("", "needs", Kind.strength, "one", (), (Member("a"), Member("b"), Member("e")))]
    found = acts.regrouped([standing, gone], themes, iter(["new"]))
    assert [each.id for each in found.standings] == ["one"]
    assert found.gone == ("two",)
    assert found.difference.changed[0].joined == ("e",)


def test_a_proposal_is_taken_or_put_away_once() -> None:
    waiting = acts.proposed(a_theme("one", "a"), Proposal("p", "Third."))
    taken = acts.settled(waiting, "p", taken=True)
    assert (taken.bullet, taken.proposals) == ("Third.", ())
    assert acts.settled(taken, "p", taken=True) == taken
    assert acts.settled(waiting, "p", taken=False).bullet == ""
