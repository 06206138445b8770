"""Times and days as people type them, and as spreadsheets keep them (trap T7)."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.timetable.moments import day_of, span_of
from bot.documents.timetable.sheets import Formula, Value
from bot.domain.times import Span, leading_span, parse_day, parse_span, parse_time, said


def span(start: str, end: str = "") -> Span:
    return Span(time.fromisoformat(start), time.fromisoformat(end) if end else None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("08.30 - 09.00", span("08:30", "09:00")),
        ("09.00 – 10.30", span("09:00", "10:30")),
        ("16.00 – 16:30", span("16:00", "16:30")),
        ("8.30–9", span("08:30", "09:00")),
        ("16:30", span("16:30")),
        ("9am", span("09:00")),
        ("9-10am", span("09:00", "10:00")),
        ("11-1", span("11:00", "13:00")),
        ("11-1pm", span("11:00", "13:00")),
        ("10–12pm", span("10:00", "12:00")),
        ("12-1", span("12:00", "13:00")),
        ("1.30 – 2.30", span("13:30", "14:30")),
        ("12.30 p.m. to 1.30 p.m.", span("12:30", "13:30")),
        ("0830-0900", span("08:30", "09:00")),
        ("from 9 until 10 hrs", span("09:00", "10:00")),
        ("noon", span("12:00")),
        ("12 noon", None),
        ("9:00:00", span("09:00")),
        ("8.3", span("08:30")),
        ("9.5", None),
        ("01.00", span("01:00")),
        ("25.00", None),
        ("9.75", None),
        ("13.00-12.00", None),
        ("9.00 - 9.00", None),
        ("1.00 - 1.00", None),
        ("08.00 - 08.00", None),
        ("13pm", None),
        ("17 meetings", None),
        ("Lunch", None),
        ("", None),
        ("9" * 500, None),
    ],
)
def test_times_as_they_are_typed(text: str, expected: Span | None) -> None:
    assert parse_span(text) == expected


clocks = st.times(max_value=time(23, 59)).map(lambda each: each.replace(second=0, microsecond=0))
DASHES = st.sampled_from([" - ", "–", " — ", " to ", "-"])


@given(clocks, clocks, DASHES, st.sampled_from([".", ":"]))
def test_what_is_written_with_two_digits_is_read_as_it_stands(
    first: time, second: time, dash: str, dot: str
) -> None:
    start, end = min(first, second), max(first, second)
    text = f"{said(start)}{dash}{said(end)}".replace(".", dot)
    assert parse_span(text) == (Span(start, end) if start < end else None)
    assert parse_time(said(start)) == start


@given(clocks)
def test_twelve_hours_with_their_half_are_one_time(moment: time) -> None:
    half = "am" if moment.hour < 12 else "pm"
    assert parse_time(f"{moment.hour % 12 or 12}.{moment.minute:02}{half}") == moment


@given(clocks)
def test_a_fraction_of_a_day_is_the_time_it_was_made_of(moment: time) -> None:
    fraction = (moment.hour * 60 + moment.minute) / 1440
    assert span_of(fraction) == (Span(moment) if fraction else None)


@given(st.text(max_size=60))
def test_no_text_makes_the_readers_stumble(text: str) -> None:
    parse_span(text)
    leading_span(text)
    parse_day(text)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (time(8, 30), span("08:30")),
        (datetime(1899, 12, 31, 8, 29, 59, 999000), span("08:30")),
        (timedelta(hours=9), span("09:00")),
        (timedelta(hours=30), None),
        (8.3, span("08:30")),
        (16.3, span("16:30")),
        (9, span("09:00")),
        (9.15, span("09:15")),
        (9.5, None),
        (46105, None),
        (True, None),
        (None, None),
        (Formula(), None),
        ("9–10", span("09:00", "10:00")),
    ],
)
def test_times_as_spreadsheets_keep_them(value: Value | Formula, expected: Span | None) -> None:
    assert span_of(value) == expected


@pytest.mark.parametrize(
    ("value", "number", "on"),
    [
        (1, 1, None),
        ("2", 2, None),
        ("Day 3", 3, None),
        ("DAY TWO", 2, None),
        ("Day 2 – Wednesday 25th March 2026", 2, date(2026, 3, 25)),
        ("24/03/2026", None, date(2026, 3, 24)),
        ("24-3-26", None, date(2026, 3, 24)),
        ("2026-03-24", None, date(2026, 3, 24)),
        (datetime(2026, 3, 24), None, date(2026, 3, 24)),
        (46105, None, date(2026, 3, 24)),
        ("Tuesday 24 March", None, None),
        ("Wednesday", None, None),
    ],
)
def test_days(value: Value, number: int | None, on: date | None) -> None:
    found = day_of(value)
    assert found is not None
    assert (found.number, found.on) == (number, on)


@pytest.mark.parametrize(
    "value",
    ["Sheet1", "Daylight", "May Smith", "24-26 March 2026", "31/02/2026", "99", 0, 15.5, True, None],
)
def test_what_is_no_day(value: Value) -> None:
    assert day_of(value) is None


def test_a_time_at_the_start_of_a_line() -> None:
    assert leading_span("17.30 Informal Feedback") == (span("17:30"), "Informal Feedback")
    assert leading_span("9am-10am: carers") == (span("09:00", "10:00"), "carers")
    assert leading_span("17 meetings") is None
    assert leading_span("8.30kg") is None
