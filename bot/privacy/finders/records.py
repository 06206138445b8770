"""Case and record numbers of any system, which are never stored or echoed (requirement 141)."""

import re
from collections.abc import Iterator

from bot.privacy.found import Label
from bot.privacy.reading import Reading
from bot.privacy.spans import Span

_SYSTEMS = (
    r"mosaic|las|laslite|lcs|liquid\s?logic|ll|ais|swift|care\s?first|care\s?director|care\s?partner|eclipse|"
    r"frame\s?work\s?-?i|fwi|contr?occ|paris|rio|systm\s?one|system\s?one|s1|emis|azeus|olm|civica|northgate|"
    r"abacus|datix|ulysses|ssd|ssid|ics|ecs|dynamics|salesforce|lorenzo|cerner|epic|carenotes|capita|tpp|"
    r"quick\s?heart|mcis|access|icis|oscar|raise|protocol|charms|early\s?help\s?module|ehm|ascribe|jade|"
    r"adult\s?case|e-?records?|millennium|nervecentre|phoenix|esr"
)
_THINGS = (
    r"case|record|client|person|people|service[\s-]user|customer|citizen|patient|hospital|hosp|file|audit|"
    r"referral|reference|episode|contact|system|user|resident|complaint|incident|concern|enquiry|"
    r"safeguarding|ticket|uprn|upn|urn|mrn|crn|pin|pas|district|unit|account|contract|invoice|assessment|"
    r"provider|member|staff|payroll|employee|hcpc|swe|company|charity|adult|sg|sga|s42|dols|p|su|cl|pt"
)
_MARKS = r"i\.?d\.?s?|nos?\.?|nums?\.?|numbers?|refs?\.?|references?|records?|recs?\.?|cases?|code|file|#|№"
#: Up to five letters, then digits with strokes, dots, spaces or letters among them.
_VALUE = r"(?:[a-z]{1,5}[\-/.:]?|[a-z]\s)?\d(?:[\-/.]?[0-9a-z]|\s(?=\d{2})){1,20}"
_TIE = r"[\s:#=\-–(]{0,3}"
_NO_MORE = r"(?![^\W_])(?!%|\s?per\s?cent)"

_OF_A_SYSTEM = re.compile(
    rf"(?i)(?<![^\W_])(?:{_SYSTEMS})(?![^\W_])"
    rf"(?:{_TIE}(?:{_THINGS}|{_MARKS})(?![^\W_])){{0,3}}{_TIE}({_VALUE}){_NO_MORE}"
)
_OF_A_THING = re.compile(
    rf"(?i)(?<![^\W_])(?:{_THINGS})(?:{_TIE}(?:{_THINGS})(?![^\W_]))?{_TIE}(?:{_MARKS})(?:{_TIE}(?:is|was))?"
    rf"{_TIE}({_VALUE}){_NO_MORE}"
)
_MARKED = re.compile(
    rf"(?i)(?<![^\W_])(?:ids?|refs?|reference|record|cases?|client|patient|customer|person|resident|file)\b\.?"
    rf"(?:{_TIE}(?:{_MARKS})(?![^\W_]))?(?:{_TIE}(?:is|was))?{_TIE}({_VALUE}){_NO_MORE}"
)
_ENDS_WITH_MARK = re.compile(rf"(?i)(?:{_MARKS})[\s:=\-–(]*(?:is\s|was\s)?$")

#: With no word before them: letters and digits in one, or a long row of digits.
_CODES = (
    r"[A-Z]{1,5}[\-/]?\d{5,12}(?:[\-/]\d{1,6})?",
    r"[A-Z]{1,5}[\-/](?:\d{2,8}[\-/]){1,2}\d{1,8}",
    r"[A-Z]{2,5}[\-/]\d{3,12}(?:[\-/][A-Z\d]{1,6})?",
    r"\d{2,8}[\-/][A-Z]{1,4}[\-/]?\d{2,8}",
)
_CODE = re.compile(rf"(?<![\w£$€.,/@\-])(?:{'|'.join(_CODES)})(?![\w])")
_STANDARD = re.compile(
    r"(?i)(?:iso|bs|en|cas|covid|form|cr|ft|fy|s|sfi)[\s\-]?\d|[a-z]{1,4}[\-/]?(?:19|20)\d\d$"
)
_LONG_ROW = re.compile(r"(?<![\w£$€.,/@\-+])\d{7,14}(?:[/\-]\d{1,3})?(?![\w%]|[.,]\d)")
#: The name of any system, as it is typed: a capitalised word, then a number too long for a count or a year.
_ANY_SYSTEM = re.compile(
    r"(?<![^\W_])([A-Z][A-Za-z]{1,14})(?:\s(?i:id|ref|no|number|record)\b\.?)?"
    r"[\s:#]{1,2}(\d{5,12}(?:[/\-]\d{1,3})?)(?![\w%]|[.,]\d)"
)
_COUNTED = re.compile(
    r"\s(?:people|adults|residents|hours|contacts|calls|households|homes|staff|members|carers|reviews|referrals|"
    r"visits|assessments|packages|children|patients|pounds|days|weeks|miles|users|records|cases|[a-z]{3,}s)\b"
)
#: Six digits that are not counted may be a record number: the poster knows.
_SIX_DIGITS = re.compile(r"(?<![\w£$€.,/@\-+])\d{6}(?![\w%]|[.,/\-]\d|\s?(?:k|m|bn|million)\b)")
_AND_ANOTHER = re.compile(rf"(?i)\s?(?:,\s?and|,|and|&|/|\+|or|;)\s?({_VALUE}){_NO_MORE}")
_A_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[\-/.–]\s?(?:\d\d|(?:19|20)\d\d))?$")


def record_numbers(reading: Reading) -> Iterator[Span]:
    """Case and record numbers, with the system's name or the word that says what they are."""
    text = reading.plain
    if sum(map(str.isdigit, text)) < 3:
        return
    for rule, pattern in (
        ("record system", _OF_A_SYSTEM),
        ("called a record number", _OF_A_THING),
        ("called a reference", _MARKED),
    ):
        for match in pattern.finditer(text):
            if _is_a_record_number(match, text):
                yield Span(match.start(), match.end(1), Label.CASE_ID, rule)
                yield from _others(text, match.end(1))
    for match in _ANY_SYSTEM.finditer(text):
        if not _COUNTED.match(text, match.end()) and not _STANDARD.match(match[0]):
            yield Span(*match.span(), Label.CASE_ID, "word and long number")
            yield from _others(text, match.end())
    for match in _CODE.finditer(text):
        if not _STANDARD.match(match[0]):
            yield Span(*match.span(), Label.CASE_ID, "code")
    for match in _LONG_ROW.finditer(text):
        yield Span(*match.span(), Label.CASE_ID, "long row of digits")
    for match in _SIX_DIGITS.finditer(text):
        if not _COUNTED.match(text, match.end()):
            yield Span(*match.span(), Label.CASE_ID, "six digits", sure=False)


def _is_a_record_number(match: re.Match[str], text: str) -> bool:
    """Whether the number is long enough for what stands before it, and neither a year nor a count."""
    value = match[1]
    marked = bool(_ENDS_WITH_MARK.search(text[match.start() : match.start(1)]))
    digits = sum(map(str.isdigit, value))
    if marked:
        return digits >= 3 and not (digits == 4 and _A_YEAR.match(value) and "ref" not in match[0].lower())
    if _A_YEAR.match(value) or digits < 4:
        return False
    return digits > 5 or not _COUNTED.match(text, match.end())


def _others(text: str, end: int) -> Iterator[Span]:
    """More numbers of the same kind: "1129384 and 1129401"."""
    while match := _AND_ANOTHER.match(text, end):
        if (
            sum(map(str.isdigit, match[1])) < 4
            or _A_YEAR.match(match[1])
            or _COUNTED.match(text, match.end())
        ):
            return
        yield Span(*match.span(1), Label.CASE_ID, "one more record number")
        end = match.end()
