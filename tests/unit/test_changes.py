"""One session changed on the day: one difference, and those concerned are told of their own alone."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.changes import LINES_TOLD, concerned, with_session
from bot.domain.day import Plan, keys_of, starts
from bot.domain.timetable import Session, Timetable
from bot.domain.timetable_changes import difference
from tests.timetable.visit import TEAM, heard, visit
from tests.unit.test_challenge import CHALLENGE

VISIT = Timetable(visit())
PEERS = [member.name for member in TEAM if member.name != "Morgan Tate"]


def changed(old: Session, hour: int, place: str, peers: list[str]) -> Session:
    """A session at another hour, in another place, with other peers."""
    start = time(hour)
    end = (datetime(2026, 1, 1, hour, tzinfo=UTC) + timedelta(minutes=old.length)).time()
    whose = tuple(peers) if old.stream else old.peers
    return replace(old, start=start, end=end, place=place, peers=whose)


@given(
    st.integers(0, len(VISIT.sessions) - 1),
    st.none() | st.integers(8, 18),
    st.sampled_from(["", "Room 1", "Elm Room"]),
    st.lists(st.sampled_from(PEERS), unique=True, max_size=3),
)
def test_it_is_the_one_difference_and_only_its_own_people_are_told(
    place: int, hour: int | None, room: str, peers: list[str]
) -> None:
    old = VISIT.sessions[place]
    new = None if hour is None else changed(old, hour, room, peers)
    after = with_session(VISIT, old, new)
    found = difference(keys_of(VISIT), after.sessions)
    touched = len(found.moved) + len(found.changed) + len(found.cancelled) + len(found.added)
    assert touched == (new != old)
    assert len(found.unchanged) == len(VISIT.sessions) - touched
    plans = Plan(CHALLENGE, VISIT, TEAM), Plan(CHALLENGE, after, TEAM)
    now = starts(CHALLENGE, old) - timedelta(hours=12)
    told = concerned(*plans, found, now)
    goes = {member.user for member in TEAM if plans[0].goes(member, old)}
    comes = {member.user for member in TEAM if new and plans[1].goes(member, new)}
    assert set(told) == (goes | comes if touched else set())
    assert all(len(each.lines) == 1 for each in told.values())


def test_more_than_fit_are_counted() -> None:
    many = tuple(heard(1, "09.00-10.00", "A", f"Person {each}, Nurse", "Dev") for each in range(30))
    found = difference({}, many)
    before, after = Plan(CHALLENGE, Timetable(()), TEAM), Plan(CHALLENGE, Timetable(many), TEAM)
    (told,) = concerned(before, after, found, datetime(2026, 3, 24, 7, tzinfo=UTC)).values()
    assert len(told.lines) == LINES_TOLD + 1
    assert told.lines[-1] == "… and 15 more: `/timetable`"
