"""The rules of a challenge: roles, days, and when the brief's preview is due."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.domain.challenge import (
    WHO_MAY,
    Action,
    Challenge,
    Role,
    may,
    usual_dass_times,
    who_may,
)

CHALLENGE = Challenge(
    id="c",
    channel="C1",
    council="Northmere",
    framework="cqc-asc",
    starts_on=date(2026, 3, 24),
    days=3,
    zone="Europe/London",
    dass_times=(time(17, 30), time(17, 30), time(12, 30)),
    preview_minutes=30,
    purge_on=date(2026, 9, 26),
)


def test_the_role_table_has_a_row_for_every_action() -> None:
    assert set(WHO_MAY) == set(Action)


@pytest.mark.parametrize("action", Action)
def test_a_support_officer_has_the_timetable_and_sees_no_evidence(action: Action) -> None:
    assert may(Role.support_officer, action) is (action in {Action.see_timetable, Action.change_timetable})


def test_who_may_is_said_in_words() -> None:
    assert who_may(Action.issue_digest) == "the challenge manager"
    assert who_may(Action.approve_brief) == "the challenge manager or the lead peer"


def test_the_manuals_times() -> None:
    assert usual_dass_times(3) == (time(17, 30), time(17, 30), time(12, 30))
    assert usual_dass_times(1) == (time(12, 30),)


def test_days_are_counted_from_one_and_others_are_none() -> None:
    assert [CHALLENGE.day_number(date(2026, 3, day)) for day in (23, 24, 26, 27)] == [None, 1, 3, None]


def test_the_local_date_is_the_councils() -> None:
    just_before_midnight_utc = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)
    assert CHALLENGE.local_date(just_before_midnight_utc) == date(2026, 6, 2)


@pytest.mark.parametrize(
    ("starts_on", "utc"),
    [
        (date(2026, 3, 24), datetime(2026, 3, 24, 17, 0, tzinfo=UTC)),  # still winter time
        (date(2026, 3, 29), datetime(2026, 3, 29, 16, 0, tzinfo=UTC)),  # the day the clocks go forward
        (date(2026, 10, 25), datetime(2026, 10, 25, 17, 0, tzinfo=UTC)),  # the day they go back
    ],
)
def test_the_preview_is_half_an_hour_before_by_the_councils_clock(starts_on: date, utc: datetime) -> None:
    assert replace(CHALLENGE, starts_on=starts_on).preview_due(1) == utc


def test_a_meeting_just_after_the_clocks_change_has_its_preview_half_an_hour_before() -> None:
    spring = replace(CHALLENGE, starts_on=date(2026, 3, 29), dass_times=(time(2, 10),) * 3)
    assert (spring.dass_meeting(1) - spring.preview_due(1)).total_seconds() in {1800, 1800 + 3600}
    assert spring.dass_meeting(1).timestamp() - spring.preview_due(1).timestamp() == 1800
