"""NHS and National Insurance numbers, and dates of birth."""

import re
from collections.abc import Iterator

from bot.privacy.found import Label
from bot.privacy.reading import Reading
from bot.privacy.spans import Span

_GAP = r"[\s.\-–—/·]{0,3}"
_TEN_DIGITS = re.compile(rf"(?<!\d)(?<![£$€+])\d(?:{_GAP}\d){{9}}(?!\d)")
_COUNTRY_CODE = re.compile(r"(?:\+|00)\s?44[\s().\-0]*$")  # what follows is the rest of a telephone number
_THREE_THREE_FOUR = re.compile(r"(?<![\d£$€+])(?<!\d[\s,.\-])[1-9]\d\d([ \-])\d{3}\1\d{4}(?![\d,]|[ .\-]\d)")
_CALLED_NHS = re.compile(
    rf"(?i)\bnhs\b(?:[\s:#=.\-–(]{{0,3}}(?:no|num|nos|number|id|ref|is|was)\b){{0,3}}[\s:#=.\-–(]{{0,4}}"
    rf"(\d(?:{_GAP}\d){{7,11}})(?!\d)"
)


def nhs_numbers(reading: Reading) -> Iterator[Span]:
    """Ten digits with the right check digit, however spaced, and any long number that is called one.

    A number that is called an NHS number but fails its check was mistyped and is still somebody's.
    """
    text = reading.plain
    for match in _CALLED_NHS.finditer(text):
        yield Span(*match.span(1), Label.NHS, "called an NHS number")
    for match in _TEN_DIGITS.finditer(text):
        digits = "".join(filter(str.isdigit, match[0]))
        abroad = _COUNTRY_CODE.search(text, max(0, match.start() - 10), match.start())
        if digits[0] != "0" and not abroad and _right_check_digit(digits):
            yield Span(*match.span(), Label.NHS, "NHS check digit")
    for match in _THREE_THREE_FOUR.finditer(text):
        yield Span(*match.span(), Label.NHS, "set out as an NHS number")


def _right_check_digit(digits: str) -> bool:
    from stdnum.gb import nhs  # loaded where there are ten digits to check

    return bool(nhs.is_valid(digits))


_NINO = re.compile(rf"(?i)(?<![^\W_])[a-z]{{2}}{_GAP}\d{{2}}{_GAP}\d{{2}}{_GAP}\d{{2}}{_GAP}[a-d](?![^\W_])")
_CALLED_NINO = re.compile(
    r"(?i)\b(?:ni|nino|n\.i\.?|nat(?:ional)? ins(?:urance)?)\b"
    r"(?:[\s:#.]{0,2}(?:no|num|number|is)\b){0,2}[\s:#.(]{0,3}"
    rf"([a-z]{{2}}{_GAP}\d(?:{_GAP}\d){{4,6}}(?:{_GAP}[a-z]\b)?)"
)


def national_insurance(reading: Reading) -> Iterator[Span]:
    """National Insurance numbers. Any two letters are taken: samples and mistypings must be hidden too."""
    for match in _CALLED_NINO.finditer(reading.plain):
        yield Span(*match.span(1), Label.NINO, "called a National Insurance number")
    for match in _NINO.finditer(reading.plain):
        yield Span(*match.span(), Label.NINO, "National Insurance number")


_MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    rf"(?:\d{{1,2}}\s?[/.\-–\s]\s?\d{{1,2}}\s?[/.\-–\s]\s?(?:\d{{4}}|\d{{2}})(?!\d)"
    r"|(?:19|20)\d\d[/.\-]\d{1,2}[/.\-]\d{1,2}(?!\d)"
    rf"|{_ORDINAL}[\s\-./]{{1,2}}(?:of\s)?(?:{_MONTHS})\b(?:[\s,\-./]{{1,2}}'?(?:(?:19|20)\d\d|\d\d)(?!\d))?"
    rf"|(?:{_MONTHS})\b\s(?:{_ORDINAL}\b(?!\d)(?:,?\s'?(?:19|20)?\d\d(?!\d))?|(?:19|20)\d\d)"
    r"|\d{8}(?!\d)|\d{6}(?!\d)|(?:19|20)\d\d(?!\d))"
)
_CALLED_BIRTH = re.compile(
    r"(?i)(?<![^\W_])(?:d\.?\s?o\.?\s?b\.?(?![a-z])|date of birth|birth\s?date|birthday|bday|yob|"
    r"born|b\.(?=\s?\d))"
    r"(?:[\s:=,.\-–(]{1,3}(?:is|was|on|in|the|of|given as|recorded as|about|around|approx)\b){0,3}"
    rf"[\s:=,.\-–(]{{0,4}}({_DATE})"
)
_BEFORE_BIRTH = re.compile(rf"(?i)(?<![\w/.])({_DATE})\s?[(\[]?\s?(?:d\.?o\.?b\b|date of birth)")
_FULL_DATE = re.compile(
    r"(?i)(?<![\w/.\-])"
    rf"(?:\d{{1,2}}([/.\-])\d{{1,2}}\1((?:19|20)\d\d)|(?:{_ORDINAL})\s(?:of\s)?(?:{_MONTHS}),?\s((?:19|20)\d\d))"
    r"(?![\w/\-])"
)
#: A two-figure year still to come can only be one of the last century.
_SHORT_DATE = re.compile(r"(?<![\w/.,\-£])(\d{1,2})([/.\-])(\d{1,2})\2([3-9]\d)(?![\w/\-%]|[.,]\d)")
#: Adults' social care: who was born later is a child, and a later date in a note is that of an event.
_LAST_BIRTH_YEAR = 2007


def births(reading: Reading) -> Iterator[Span]:
    """Dates of birth: a date that is called one, or a full date too far back to be anything else."""
    text = reading.plain
    if not any(map(str.isdigit, text)):
        return
    for pattern in (_CALLED_BIRTH, _BEFORE_BIRTH):
        for match in pattern.finditer(text):
            yield Span(*match.span(1), Label.DOB, "called a date of birth")
    for match in _FULL_DATE.finditer(text):
        if int(match[2] or match[3]) <= _LAST_BIRTH_YEAR:
            yield Span(*match.span(), Label.DOB, "date too old for an event")
    for match in _SHORT_DATE.finditer(text):
        if 1 <= int(match[1]) <= 31 and 1 <= int(match[3]) <= 12:
            yield Span(*match.span(), Label.DOB, "date too old for an event")
