"""NHS, National Insurance and record numbers, and dates of birth."""

import re
from collections.abc import Iterator

from bot.privacy.found import Label
from bot.privacy.reading import Reading
from bot.privacy.spans import Span

_GAP = r"[\s.\-–—/·]{0,3}"
_TEN_DIGITS = re.compile(rf"(?<!\d)(?<![£$€+])\d(?:{_GAP}\d){{9}}(?!\d)")
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
        if digits[0] != "0" and _right_check_digit(digits):
            yield Span(*match.span(), Label.NHS, "NHS check digit")


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


_SYSTEMS = (
    r"mosaic|las|laslite|lcs|liquid\s?logic|ais|swift|care\s?first|care\s?director|care\s?partner|eclipse|frame\s?work\s?i|framework-i|fwi|"
    r"contr?occ|controcc|paris|rio|systm\s?one|system\s?one|s1|emis|azeus|olm|civica|northgate|abacus|"
    r"datix|ulysses|ssd|ssid|ics|ecs|dynamics|salesforce|lorenzo|cerner|epic|carenotes|capita|tpp|"
    r"quick\s?heart|adult\s?case|e-?records?|access\s?group"
)
_THINGS = (
    r"case|record|client|person|people|service[\s-]user|customer|citizen|patient|hospital|file|audit|"
    r"referral|reference|episode|contact|system|user|resident|complaint|incident|concern|enquiry|"
    r"safeguarding|ticket|uprn|upn|urn|mrn|swift|"
    r"crn|pin|pas|district|unit|account|contract|invoice|assessment|provider|member|staff|payroll|"
    r"employee|hcpc|swe|company|charity"
)
_MARKS = r"id|ids|i\.d\.|no|nos|num|number|numbers|ref|refs|reference|record|case|code|#|№|file"
#: What a record number looks like: up to five letters, then digits with strokes, dots or letters among them.
_VALUE = r"(?:[a-z]{1,5}[\-/.:]?\s?)?\d(?:[\-/.]?[0-9a-z]|\s(?=\d{2})){1,20}"
_TIE = r"[\s:#=.,\-–(]{0,3}"
_OF_A_SYSTEM = re.compile(
    rf"(?i)(?<![^\W_])(?:{_SYSTEMS})\b(?:{_TIE}(?:{_THINGS}|{_MARKS}|\#)(?![^\W_])){{0,3}}{_TIE}({_VALUE})(?![^\W_])"
)
_OF_A_THING = re.compile(
    rf"(?i)(?<![^\W_])(?:{_THINGS})(?:{_TIE}(?:{_THINGS})\b)?{_TIE}(?:{_MARKS}){_TIE}(?:is\s)?({_VALUE})(?![^\W_])"
)
_MARKED = re.compile(
    rf"(?i)(?<![^\W_])(?:ids?|ref|reference|record|case)\b(?:{_TIE}(?:{_MARKS})(?![^\W_]))?{_TIE}({_VALUE})(?![^\W_])"
)
#: A number with no word before it: letters and digits in one, or a long row of digits.
_CODE = re.compile(
    r"(?<![\w£$€.,/@\-])(?:[A-Z]{1,5}[\-/]?\d{5,12}(?:[\-/]\d{1,6})?|[A-Z]{1,5}[\-/](?:\d{2,8}[\-/]){1,2}\d{1,8}|[A-Z]{2,5}[\-/]\d{4,12})(?![\w])"
)
_LONG_ROW = re.compile(r"(?<![\w£$€.,/@\-+])\d{7,14}(?:/\d{1,3})?(?![\w%]|[.,]\d)")
#: The name of any system, as it is typed: a capitalised word, then a number too long for a count or a year.
_ANY_SYSTEM = re.compile(
    r"(?<![^\W_])([A-Z][A-Za-z]{1,14})"
    r"(?:\s(?:[Ii][Dd]|[Rr]ef|[Nn]o|[Nn]umber|record))?[\s:#.]{1,2}(\d{5,12}(?:/\d{1,3})?)(?![\w%]|[.,]\d)"
)
_MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_A_YEAR = re.compile(r"(?:19|20)\d\d(?:[\-/.](?:\d\d|(?:19|20)\d\d))?$")


def record_numbers(reading: Reading) -> Iterator[Span]:
    """Case and record numbers of any system, with the system's name or the word that says what they are."""
    text = reading.plain
    for rule, pattern, enough in (
        ("record system", _OF_A_SYSTEM, 4),
        ("called a record number", _OF_A_THING, 3),
        ("called a reference", _MARKED, 4),
    ):
        for match in pattern.finditer(text):
            end = _end_of_number(text, match.start(1), match.end(1))
            value = text[match.start(1) : end]
            said = text[match.start() : match.start(1)].lower()
            explicit = bool(re.search(rf"(?:{_MARKS})\W*$", said))
            if _digits(value) >= enough and (explicit or not _A_YEAR.match(value)):
                yield Span(match.start(), end, Label.CASE_ID, rule)
    for match in _ANY_SYSTEM.finditer(text):
        yield Span(*match.span(), Label.CASE_ID, "word and long number")
    for rule, pattern in (("code", _CODE), ("long row of digits", _LONG_ROW)):
        for match in pattern.finditer(text):
            yield Span(*match.span(), Label.CASE_ID, rule)


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _end_of_number(text: str, start: int, end: int) -> int:
    """Where the number really ends: a word in letters that follows its digits is not part of it."""
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return end


_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    rf"(?:\d{{1,2}}\s?[/.\-–\s]\s?\d{{1,2}}\s?[/.\-–\s]\s?(?:\d{{4}}|\d{{2}})(?!\d)"
    r"|(?:19|20)\d\d[/.\-]\d{1,2}[/.\-]\d{1,2}(?!\d)"
    rf"|{_ORDINAL}[\s\-.]{{1,2}}(?:of\s)?(?:{_MONTHS})\b(?:[\s,\-.]{{1,2}}'?(?:(?:19|20)\d\d|\d\d)(?!\d))?"
    rf"|(?:{_MONTHS})\b\s(?:{_ORDINAL}\b(?!\d)(?:,?\s'?(?:19|20)?\d\d(?!\d))?|(?:19|20)\d\d)"
    r"|\d{8}(?!\d)|\d{6}(?!\d)|(?:19|20)\d\d(?!\d))"
)
_CALLED_BIRTH = re.compile(
    r"(?i)(?<![^\W_])(?:d\.?\s?o\.?\s?b\b\.?|date of birth|birth\s?date|birthday|born|b\.(?=\s?\d))"
    r"(?:[\s:=,.\-–(]{1,3}(?:is|was|on|in|the|of|given as|recorded as|about|around|approx)\b){0,3}"
    r"[\s:=,.\-–(]{0,4}"
    rf"({_DATE})"
)
_BEFORE_BIRTH = re.compile(rf"(?i)(?<![\w/.])({_DATE})\s?[(\[]?\s?(?:d\.?o\.?b\b|date of birth)")
_FULL_DATE = re.compile(
    rf"(?i)(?<![\w/.\-])(?:\d{{1,2}}([/.\-])\d{{1,2}}\1((?:19|20)\d\d)|(?:{_ORDINAL})\s(?:of\s)?(?:{_MONTHS}),?\s((?:19|20)\d\d))(?![\w/\-])"
)
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
