"""What importing again changes, and whose key stays."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.timetable import Session
from bot.domain.timetable_changes import Difference, difference
from tests.timetable.visit import clock, heard, visit

STORED = {f"k{at}": session for at, session in enumerate(visit())}


def again(**changes: Session | None) -> Difference:
    """The visit imported again, with the sessions of these keys changed or left out."""
    sessions = [changes.get(key, session) for key, session in STORED.items()]
    return difference(STORED, [session for session in sessions if session is not None])


def test_the_same_file_again_changes_nothing() -> None:
    found = difference(STORED, list(reversed(visit())))
    assert found.nothing
    assert set(found.unchanged) == set(STORED)


def test_the_order_of_two_peers_is_no_change() -> None:
    assert again(k0=replace(STORED["k0"], peers=("Siân", "Dev"))).nothing


def test_a_session_that_moves_keeps_its_key() -> None:
    later = replace(STORED["k0"], start=clock("15.00"), end=clock("16.00"), place="Room 3")
    found = again(k0=later)
    [change] = found.moved
    assert (change.key, change.what) == ("k0", ("time", "room"))
    assert change.words == "Day 1, stream A, 09.00: now day 1, 15.00–16.00, in Room 3"
    assert (found.added, found.cancelled, found.changed) == ((), (), ())
    assert len(found.unchanged) == len(STORED) - 1


def test_two_that_change_places_keep_their_keys() -> None:
    first, second = STORED["k0"], STORED["k1"]
    found = again(
        k0=replace(first, stream="B", place=second.place), k1=replace(second, stream="A", place=first.place)
    )
    assert {change.key: change.new.stream for change in found.moved} == {"k0": "B", "k1": "A"}


def test_other_peers_or_another_room_is_a_change_in_place() -> None:
    found = again(k0=replace(STORED["k0"], peers=("Dev", "Tom")), k3=replace(STORED["k3"], place="Town Hall"))
    assert [(change.key, change.what) for change in found.changed] == [("k0", ("peers",)), ("k3", ("room",))]
    assert found.changed[0].words == "Day 1, stream A, 09.00: now with Dev and Tom"
    assert found.moved == ()


def test_somebody_else_in_a_slot_is_another_session() -> None:
    other = heard(1, "09.00-10.00", "A", "Noor Aziz, Data Lead", "Dev/Siân")
    found = again(k0=other)
    assert found.added == (other,)
    assert found.cancelled == (("k0", STORED["k0"]),)
    assert found.moved == found.changed == ()


def test_one_left_out_is_cancelled_and_one_more_is_added() -> None:
    assert again(k4=None).cancelled == (("k4", STORED["k4"]),)
    one = heard(2, "13.30-14.30", "C", "Noor Aziz, Data Lead", "Ruth/Jo")
    found = difference(STORED, [*visit(), one])
    assert (found.added, found.cancelled) == ((one,), ())


def test_lunch_stays_on_its_day() -> None:
    assert STORED["k5"].kind == STORED["k14"].kind
    found = again(k5=None)
    assert [key for key, _ in found.cancelled] == ["k5"]
    assert "k14" in found.unchanged


@given(st.data())
def test_every_key_and_every_session_is_in_one_part_once(data: st.DataObject) -> None:
    pool = list(visit())
    old = {f"k{at}": one for at, one in enumerate(data.draw(st.lists(st.sampled_from(pool), max_size=12)))}
    new = data.draw(st.lists(st.sampled_from(pool), max_size=12))
    new = [
        replace(one, start=clock(f"{data.draw(st.integers(9, 12)):02}.00"), end=clock("18.00")) for one in new
    ]
    found = difference(old, new)
    changes = [*found.moved, *found.changed]
    keys = [*found.unchanged, *(key for key, _ in found.cancelled), *(change.key for change in changes)]
    assert sorted(keys) == sorted(old)
    assert len(found.unchanged) + len(changes) + len(found.added) == len(new)
    stays = [*(change.new for change in changes), *found.added]
    assert all(stays.count(one) <= new.count(one) for one in stays)
