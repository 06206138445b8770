"""Times and dates out of cells: typed ones, and the numbers that spreadsheets make of them."""

from datetime import date, datetime, time, timedelta

from bot.documents.timetable.sheets import Formula, Value, text_of
from bot.domain.times import DayName, Span, parse_day, parse_span

#: Where spreadsheets count days from; serial numbers below the first are no dates of a visit.
_EPOCH = date(1899, 12, 30)
_SERIALS = range(36526, 73051)  # 2000 to 2099
_HALF_MINUTE = timedelta(seconds=30)


def span_of(value: Value | Formula) -> Span | None:
    """The time or times in a cell, or None."""
    since_midnight = _since_midnight(value)
    if since_midnight is not None:
        return Span(_rounded(since_midnight)) if since_midnight < timedelta(days=1) else None
    if isinstance(value, str):
        return parse_span(text_of(value))
    if isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value < 24:
        # The number 8.3 is what a spreadsheet makes of a typed 8.30.
        return parse_span(f"{value:.2f}".rstrip("0").rstrip("."))
    return None


def _since_midnight(value: Value | Formula) -> timedelta | None:
    """A value that a spreadsheet knows to be a time: a time, a moment, a duration, a fraction of a day."""
    match value:
        case datetime() | time():
            return timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
        case timedelta() if value >= timedelta():
            return value
        case float() if 0 < value < 1:
            return timedelta(days=value)
    return None


def day_of(value: Value | Formula) -> DayName | None:
    """The day a cell names, or None: a date, a date's serial number, a small number, or words."""
    match value:
        case bool() | None | Formula() | time() | timedelta():
            return None
        case datetime():
            return DayName(None, value.date(), value.date().isoformat())
        case date():
            return DayName(None, value, value.isoformat())
        case int() | float():
            return _day_number(value)
        case _:
            text = text_of(value)
            return _day_number(int(text)) if text.isdecimal() and len(text) < 7 else parse_day(text)


def _day_number(value: float) -> DayName | None:
    if value != int(value):
        return None
    if int(value) in _SERIALS:
        on = _EPOCH + timedelta(days=int(value))
        return DayName(None, on, on.isoformat())
    return DayName(int(value), None, f"Day {int(value)}") if 1 <= value <= 14 else None


def _rounded(since_midnight: timedelta) -> time:
    """A time of day to the minute: a fraction of a day is never exact."""
    total = int((since_midnight + _HALF_MINUTE).total_seconds()) // 60 % (24 * 60)
    return time(total // 60, total % 60)
