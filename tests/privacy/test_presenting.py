"""What may be presented: a finding once its words may be told, by the rules of the briefs (promise 4)."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.evidence import Kind, Method, PostIt
from bot.domain.findings import Finding, Found
from bot.domain.met import Heard, Met
from bot.domain.presentation import Work
from bot.domain.surprises import Said
from bot.privacy.deidentify import Deidentifier, Person
from bot.privacy.disclosure import Edition, differences, told_as
from bot.privacy.gate import ClientText, Gate
from bot.privacy.presenting import Presented, draft_presentation
from tests.documents.sample import CHALLENGE, CQC

NOON = datetime(2026, 3, 26, 12, 0, tzinfo=UTC)


def post_it(name: str, method: Method = Method.heard) -> PostIt:
    return PostIt(name, f"evidence {name}", Kind.strength, "needs", "", method, "", CHALLENGE.starts_on)


def finding(name: str, *post_its: str, used: tuple[str, ...] | None = None) -> Found:
    rests = frozenset(post_its)
    return Found(name, "needs", Kind.strength, Finding(f"On {name}"), rests, frozenset(used or post_its))


def drafted(
    agreed: list[Found], names: str, last: Edition | None = None, *, since: int | None = 20, people: int = 40
) -> Presented:
    return draft_presentation(
        CQC,
        agreed,
        [post_it(name) for name in names],
        CHALLENGE,
        now=NOON,
        heard=Heard(Met({"managers": people}), since, {}),
        last=last,
        smallest=5,
        work=Work(),
    )


def earlier(names: str) -> Edition:
    """An edition of an hour ago that told these post-its."""
    tells = {name: told_as(CQC, post_it(name)) for name in names}
    return Edition(NOON - timedelta(hours=1), tells, dict.fromkeys(names, NOON.date()))


def told(made: Presented) -> list[str]:
    return sorted(point.text.text for point in made.presentation.points)


def test_where_enough_were_heard_everything_is_presented() -> None:
    made = drafted([finding("waits", "a", "b"), finding("reviews", "c")], "abc")
    assert told(made) == ["On reviews", "On waits"]
    assert (made.held, made.asks) == ((), False)
    assert made.edition.post_its.keys() == {"a", "b", "c"}


def test_what_rests_on_what_may_not_be_told_yet_waits_and_is_named_to_the_team() -> None:
    before = earlier("ab")
    waits, reviews = finding("waits", "a", "b"), finding("reviews", "c", "d")
    made = drafted([waits, reviews], "abcd", before, since=2)
    assert told(made) == ["On waits"]
    assert made.held == (reviews,)
    assert made.edition.post_its.keys() == {"a", "b"}
    assert made.presentation.work.evidence == 2


def test_words_of_a_single_post_it_that_waits_hold_their_finding_back() -> None:
    before = earlier("ab")
    by_words = finding("waits", "a", "b", "c", used=("c",))
    by_others = finding("reviews", "a", "b", "c", used=("a",))
    made = drafted([by_words, by_others], "abc", before, since=2)
    assert told(made) == ["On reviews"]
    assert made.held == (by_words,)


def test_nothing_is_presented_of_a_post_it_that_was_withdrawn() -> None:
    made = drafted([finding("waits", "z")], "abc")
    assert told(made) == []


def test_where_nobody_counts_the_challenge_manager_is_asked() -> None:
    assert drafted([finding("waits", "a")], "a", since=None).asks
    again = earlier("a")
    assert not drafted([finding("waits", "a")], "a", again, since=None).asks


@pytest.mark.parametrize("people", [1, 4, 40, 41, 44, 45, 60])
def test_the_people_met_can_not_be_subtracted_from_those_of_a_brief(people: int) -> None:
    first = drafted([], "a", people=40)
    second = drafted([], "a", first.edition, people=people)
    for earlier in first.edition.tables:
        for later in second.edition.tables:
            assert all(number == 0 or abs(number) >= 5 for number in differences(earlier, later))


def test_the_gate_takes_names_rooms_and_quotation_marks_out_of_every_bullet() -> None:
    words = "“Priya Nandakumar” said in the Oak Room that waits are long"
    named = Found("n", "needs", Kind.best_practice, Finding(words), frozenset("a"), frozenset("a"))
    made = drafted([named, finding("advice", "a")], "a")
    gate = Gate(Deidentifier([Person("Priya Nandakumar", "Head of Brokerage")]), ["Oak Room"])
    passed = gate.pass_presentation(made.presentation)
    everywhere = [*passed.points, *passed.key_strengths, *passed.good_practice]
    assert len(everywhere) == 4
    for point in everywhere:
        assert isinstance(point.text, ClientText)
        assert not [each for each in ("Priya", "Nandakumar", "Oak Room", "“") if each in point.text]
    assert Said("n", next(point.text for point in passed.points if point.id == "n")).words
