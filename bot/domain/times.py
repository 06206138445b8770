"""Times and days as people type them: "08.30 - 09.00", "16:30", "8.30–9", "9am", "Day 2", "Tues 24 March".

The manual itself mixes dots and colons, hyphens and dashes, and leaves zeros out (trap T7).
"""

import re
from dataclasses import dataclass
from datetime import date, time

#: The longest text that can be a time or a day; anything longer is something else.
TEXT_LIMIT = 120
#: Minutes of the longest slot whose end is taken to be in the afternoon though nothing says so.
LONGEST = 10 * 60

_CLOCK = (
    r"(?:(?P<{0}word>noon|midday|midnight)"
    r"|(?P<{0}four>\d{{4}})(?!\d)"
    r"|(?P<{0}hour>\d{{1,2}})(?!\d)(?:\s?[.:h]\s?(?P<{0}minute>\d{{1,2}})(?!\d)(?::\d\d)?)?)"
    r"(?:\s*(?P<{0}half>[ap]\.?\s?m\b\.?))?"
)
_HOURS = r"(?:\s*(?:hrs?|hours)\b\.?)?"
_TO = r"\s*(?:-|–|—|−|‐|‑|to\b|until\b|till\b)+\s*"
_ONE = re.compile(_CLOCK.format("a") + _HOURS, re.I)
_SPAN = re.compile(
    r"(?:from\s+)?" + _CLOCK.format("a") + _HOURS + rf"(?:{_TO}" + _CLOCK.format("b") + _HOURS + ")?", re.I
)
_WORDS = {"noon": 12, "midday": 12, "midnight": 0}

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_DAY = re.compile(rf"\bday\s*[-:#]?\s*(?:(\d{{1,2}})\b|({'|'.join(_NUMBERS)})\b)", re.I)
_WRITTEN = re.compile(
    # The end of "24 - 26 March 2026" is the date of no day in particular.
    rf"(?<![-–—]\s)(?<![-–—])(?<!to\s)\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({'|'.join(_MONTHS)})[a-z]*\.?,?(?:\s+(\d{{4}}))?\b",
    re.I,
)
_NUMERIC = re.compile(r"\b(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_ONLY_WEEKDAY = re.compile(rf"\s*{_WEEKDAY}\s*", re.I)


@dataclass(frozen=True, slots=True)
class Span:
    """A time of day, and when it ends: None where only one time was written."""

    start: time
    end: time | None = None


@dataclass(frozen=True, slots=True)
class DayName:
    """What a day was called: its number from 1, its date, or only words (a weekday, a date with no year)."""

    number: int | None
    on: date | None
    words: str


def said(moment: time) -> str:
    """A time as the manual writes it: "08.30"."""
    return f"{moment.hour:02}.{moment.minute:02}"


def minutes(moment: time) -> int:
    """Minutes since midnight."""
    return moment.hour * 60 + moment.minute


def parse_time(text: str) -> time | None:
    """The one time that `text` is, or None."""
    match = _ONE.fullmatch(text.strip()) if len(text) <= TEXT_LIMIT else None
    return _first(match, "a") if match else None


def parse_span(text: str) -> Span | None:
    """The time or the times that `text` is, or None. An end that isn't after its start is None too.

    With neither "am" nor "pm" nor a leading zero, one to six o'clock are in the afternoon.
    """
    match = _SPAN.fullmatch(text.strip()) if len(text) <= TEXT_LIMIT else None
    return _span(match) if match else None


def leading_span(text: str) -> tuple[Span, str] | None:
    """The time that `text` begins with and the rest: "17.30 Informal Feedback". A bare number is no time."""
    match = _SPAN.match(text.strip())
    if match is None or not (match["aminute"] or match["ahalf"] or match["bminute"] or match["bhalf"]):
        return None
    rest = text.strip()[match.end() :]
    if rest and (rest[0].isalnum() or rest[0] in "/%"):
        return None
    span = _span(match)
    return (span, rest.lstrip(" \t:-–—,").strip()) if span else None


def parse_day(text: str) -> DayName | None:
    """What day `text` names, or None: "Day 2", "Day two – Tuesday", "24/03/2026", "Tuesday 24 March"."""
    words = " ".join(text.split())
    if not words or len(words) > TEXT_LIMIT:
        return None
    numbered = _DAY.search(words)
    number = None
    if numbered:
        number = int(numbered[1]) if numbered[1] else _NUMBERS.index(numbered[2].lower()) + 1
    on = _date(words)
    if number is None and on is None and not (_ONLY_WEEKDAY.fullmatch(words) or _WRITTEN.search(words)):
        return None
    return DayName(number or None, on, words)


def _date(words: str) -> date | None:
    try:
        if iso := _ISO.search(words):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if numeric := _NUMERIC.search(words):
            year = int(numeric[4])
            return date(year + 2000 if year < 100 else year, int(numeric[3]), int(numeric[1]))
        if (written := _WRITTEN.search(words)) and written[3]:
            return date(int(written[3]), _MONTHS.index(written[2].lower()[:3]) + 1, int(written[1]))
    except ValueError:
        return None
    return None


def _span(match: re.Match[str]) -> Span | None:
    if not (match["bword"] or match["bfour"] or match["bhour"]):
        start = _first(match, "a")
        return Span(start) if start else None
    starts, ends = _readings(match, "a", match["bhalf"]), _readings(match, "b", None)
    for start in starts:
        for end in ends:
            # Who writes "9.00 - 9.00" has made a slip, and doesn't mean twelve hours.
            likeliest = start == starts[0] and end == ends[0]
            if start < end and (likeliest or minutes(end) - minutes(start) <= LONGEST):
                return Span(start, end)
    return None


def _first(match: re.Match[str], part: str) -> time | None:
    return next(iter(_readings(match, part, None)), None)


def _readings(match: re.Match[str], part: str, other_half: str | None) -> list[time]:
    """What one clock time may mean, the likeliest first. `other_half` is the end's "am" or "pm"."""
    word, four, half = match[f"{part}word"], match[f"{part}four"], match[f"{part}half"]
    if word:
        return [time(_WORDS[word.lower()])]
    if four:
        hour, minute, padded = int(four[:2]), int(four[2:]), True
    else:
        digits, written = match[f"{part}minute"] or "00", match[f"{part}hour"]
        if len(digits) == 1:
            # A spreadsheet turns a typed 8.30 into the number 8.3. What 9.5 was, nobody knows.
            if digits not in "01234":
                return []
            digits += "0"
        hour, minute, padded = int(written), int(digits), written.startswith("0")
    if hour > 23 or minute > 59:
        return []
    if half:
        return [time(_of_half(hour, half), minute)] if 1 <= hour <= 12 else []
    if padded:
        return [time(hour, minute)]
    hours = [hour + 12, hour] if 1 <= hour <= 6 else [hour, hour + 12]
    if other_half and 1 <= hour <= 12:
        hours = [_of_half(hour, other_half), hour]
    return [time(each, minute) for each in hours if each < 24]


def _of_half(hour: int, half: str) -> int:
    return hour % 12 + (12 if half.lower().startswith("p") else 0)
