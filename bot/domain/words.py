"""Numbers, lists and days as they are said, wherever they are said."""

from collections.abc import Sequence
from datetime import date


def count(number: int, one: str, many: str | None = None) -> str:
    """ "1 post-it", "2 post-its"."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""


def day(on: date) -> str:
    """ "Tuesday 24 March"."""
    return f"{on:%A} {on.day} {on:%B}"


def full_day(on: date) -> str:
    """ "Tuesday 24 March 2026"."""
    return f"{day(on)} {on:%Y}"


def short_day(on: date) -> str:
    """ "24 March 2026"."""
    return f"{on.day} {on:%B %Y}"


def span(first: date, last: date) -> str:
    """ "24 to 26 March 2026", "30 March to 1 April 2026"."""
    if first == last:
        return short_day(first)
    same_month = (first.year, first.month) == (last.year, last.month)
    start = f"{first.day}" if same_month else f"{first.day} {first:%B}"
    return f"{start if first.year == last.year else short_day(first)} to {short_day(last)}"
