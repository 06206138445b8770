"""What the clock sends of a timetable, and when: the rules alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.challenge import Challenge, Member, Role
from bot.domain.day import Due, Plan, What, keys_of
from bot.domain.people import Person
from bot.domain.purge import usual_date
from bot.domain.timetable import Kind, Session, Timetable

FIRST = date(2026, 3, 28)  # the clocks go forward on the 29th
CM = Member("UCM", "Morgan Tate", Role.challenge_manager)
LP = Member("ULP", "Ruth Okonjo", Role.lead_peer)
DEV = Member("UDEV", "Dev Malhotra", Role.peer)
SIAN = Member("USIAN", "Siân Prosser", Role.peer)
PSO = Member("UPSO", "Pat Quill", Role.support_officer)
TEAM = (CM, LP, DEV, SIAN, PSO)


def a_challenge(zone: str = "Europe/London") -> Challenge:
    return Challenge(
        id="one",
        channel="CONE",
        council="Northmere",
        framework="cqc-asc",
        starts_on=FIRST,
        days=3,
        zone=zone,
        dass_times=(time(17, 30), time(17, 30), time(12, 30)),
        preview_minutes=30,
        purge_on=usual_date(FIRST),
    )


def at(day: int, span: str, who: str = "Jane Smith", peers: str = "Dev/Siân", **more: object) -> Session:
    start, end = (time.fromisoformat(each) for each in span.split("-"))
    made = Session(
        day,
        start,
        end,
        (Kind.interview,),
        "A",
        people=(Person(who, "Director"),),
        peers=tuple(peers.split("/")),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def team(day: int, span: str, *kinds: Kind) -> Session:
    start, end = (time.fromisoformat(each) for each in span.split("-"))
    return Session(day, start, end, kinds, label=kinds[0].words)


def plan(*sessions: Session, zone: str = "Europe/London") -> Plan:
    return Plan(a_challenge(zone), Timetable(sessions), TEAM)


def moments(of: Plan, what: What, user: str = DEV.user) -> list[str]:
    """When something is sent to a user, in local time."""
    zone = of.challenge.tzinfo
    return [f"{due.at.astimezone(zone):%d %H:%M}" for due in of.all if (due.what, due.user) == (what, user)]


def only(of: Plan, what: What, user: str = DEV.user) -> Due:
    (due,) = [due for due in of.all if (due.what, due.user) == (what, user)]
    return due


def test_a_session_has_one_reminder_before_it_and_one_prompt_after_it() -> None:
    found = plan(at(1, "09:00-10:00"))
    assert moments(found, What.your_day) == ["28 07:30"]
    assert moments(found, What.reminder) == ["28 08:50"]
    assert moments(found, What.prompt) == ["28 10:00"]
    reminder = only(found, What.reminder)
    assert reminder.until - reminder.at == timedelta(minutes=10)
    assert moments(found, What.reminder, LP.user) == []


@pytest.mark.parametrize(
    ("zone", "first", "hours"),
    [
        ("Europe/London", date(2026, 3, 28), [9, 8, 8]),
        ("Europe/London", date(2026, 10, 24), [8, 9, 9]),
        ("America/New_York", date(2026, 3, 7), [14, 13, 13]),
    ],
)
def test_nine_is_nine_at_the_council_whatever_its_clocks_do(zone: str, first: date, hours: list[int]) -> None:
    sessions = Timetable(tuple(at(day, "09:10-10:00", who=f"Person {day}") for day in (1, 2, 3)))
    found = Plan(replace(a_challenge(zone), starts_on=first), sessions, TEAM)
    assert moments(found, What.reminder) == [f"{first.day + day:02} 09:00" for day in range(3)]
    due = [each.at for each in found.all if (each.what, each.user) == (What.reminder, DEV.user)]
    assert [each.astimezone(UTC).hour for each in due] == hours


@pytest.mark.parametrize(("gap", "carried"), [(0, True), (5, True), (10, True), (11, False), (60, False)])
def test_a_prompt_goes_with_the_reminder_that_is_due_by_then(gap: int, carried: bool) -> None:
    start = datetime(2026, 3, 28, 10) + timedelta(minutes=gap)
    found = plan(at(1, "09:00-10:00"), at(1, f"{start:%H:%M}-12:00", who="Omar Reid"))
    first, _ = sorted(
        (due for due in found.all if due.what is What.reminder and due.user == DEV.user), key=_at
    )
    carrier = [due.carrier for due in found.all if due.what is What.prompt and due.user == DEV.user]
    assert [bool(each) for each in carrier] == [carried, False]
    assert first.rides == ()
    assert [len(due.rides) for due in found.all if due.what is What.reminder and due.user == DEV.user] == [
        0,
        int(carried),
    ]


def _at(due: Due) -> datetime:
    return due.at


def test_the_next_session_of_somebody_else_carries_nothing() -> None:
    found = plan(at(1, "09:00-10:00", peers="Dev"), at(1, "10:00-11:00", who="Omar Reid", peers="Siân"))
    assert only(found, What.prompt).carrier is None


def test_nothing_is_sent_by_direct_message_in_the_quiet_hours() -> None:
    found = plan(at(1, "06:30-07:00", who="A"), at(1, "07:05-08:00", who="B"), at(1, "20:15-21:15", who="C"))
    assert moments(found, What.reminder) == ["28 07:00", "28 20:05"]
    assert moments(found, What.prompt) == ["28 07:00", "28 08:00", "29 07:00"]
    quiet = [due for due in found.all if due.user]
    zone = found.challenge.tzinfo
    assert all(time(7) <= due.at.astimezone(zone).time() < time(21) for due in quiet)
    assert all(due.until.astimezone(zone).time() <= time(21) for due in quiet)


def test_a_prompt_of_late_evening_is_not_sent_at_night() -> None:
    found = plan(at(1, "20:00-20:50"))
    prompt = only(found, What.prompt)
    assert f"{prompt.until.astimezone(found.challenge.tzinfo):%H:%M}" == "21:00"


def test_the_wall_comes_before_each_team_meeting_to_the_channel() -> None:
    found = plan(
        team(1, "10:30-11:00", Kind.break_, Kind.team_meeting), team(2, "16:00-17:00", Kind.team_meeting)
    )
    assert moments(found, What.wall, "") == ["28 10:20", "29 15:50"]
    assert moments(found, What.reminder) == []


def test_breaks_are_in_nobodys_reminders_but_the_presentation_is_in_everybodys() -> None:
    found = plan(team(3, "12:00-13:00", Kind.lunch), team(3, "13:30-14:30", Kind.presentation))
    for member in (CM, LP, DEV, SIAN):
        assert moments(found, What.reminder, member.user) == ["30 13:20"]
        assert moments(found, What.prompt, member.user) == []
    assert moments(found, What.your_day, PSO.user) == []


def test_the_feedback_is_the_challenge_managers_and_the_lead_peers() -> None:
    found = plan(team(1, "17:30-18:00", Kind.feedback))
    reminded = {due.user for due in found.all if due.what is What.reminder}
    assert reminded == {CM.user, LP.user}


def test_a_key_stays_with_a_session_that_moves_and_passes_to_no_other() -> None:
    before = at(1, "09:00-10:00")
    (key,) = keys_of(Timetable((before,)))
    moved = replace(before, day=2, start=time(14), end=time(15), place="Room 9", peers=("Siân",))
    assert list(keys_of(Timetable((moved,)))) == [key]
    assert list(keys_of(Timetable((replace(before, people=(Person("Omar Reid"),)),)))) != [key]
    twice = keys_of(Timetable((before, moved)))
    assert len(twice) == 2
    assert key in twice


def test_what_was_planned_is_not_found_once_it_is_cancelled_moved_or_given_away() -> None:
    session = at(1, "09:00-10:00")
    name = only(plan(session), What.reminder).name
    assert plan(session).find(name) is not None
    assert plan(replace(session, place="Room 9")).find(name) is not None
    assert plan(replace(session, start=time(9, 30))).find(name) is None
    assert plan(replace(session, peers=("Siân",))).find(name) is None
    assert plan().find(name) is None


def test_what_is_due_is_due_until_its_time_has_passed() -> None:
    found = plan(at(1, "09:00-10:00"))
    reminder = only(found, What.reminder)

    def due(moment: datetime) -> bool:
        return reminder in found.due(moment)

    second = timedelta(seconds=1)
    assert [due(each) for each in (reminder.at - second, reminder.at)] == [False, True]
    assert [due(each) for each in (reminder.until - second, reminder.until)] == [True, False]
    assert reminder in found.due(reminder.at - timedelta(minutes=1), ahead=timedelta(minutes=1))
