"""Addresses and postcodes."""

import re
from collections.abc import Iterator

from bot.privacy.found import Label
from bot.privacy.reading import Reading
from bot.privacy.spans import Span

_OUTWARD = r"[A-Za-z]{1,2}\d[A-Za-z\d]?"
_INWARD = (
    r"(?!\d(?:[sS][tT]|[nN][dD]|[rR][dD]|[tT][hH])\b)\d[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}"  # "Q1 2nd" is none
)
_POSTCODE = rf"(?<![^\W_]){_OUTWARD}[ \t\-.]{{0,3}}{_INWARD}(?![^\W_])"
_POSTCODES = re.compile(_POSTCODE)

_STREETS = (
    "Road|Rd|Street|Avenue|Ave|Av|Lane|Ln|Close|Drive|Way|Crescent|Cres|Place|Gardens?|Gdns|Grove|Gr|Terrace|Terr|Hill|"
    "Park|Square|Sq|Mews|Walk|Rise|Row|View|Green|Parade|Court|Ct|Croft|Fold|Gate|Mount|Vale|Bank|Brow|Drove|Chase|Dene|"
    "Meadows?|Fields?|Orchard|Paddock|Ridge|Bridge|Wharf|Quay|Common|Heights|Broadway|Embankment|Yard|Villas|Cottages|Buildings|"
    "House|Lodge|Mansions|Tower|Towers|Point|Wynd|Loan|Brae|Promenade|Esplanade|Parkway|Boulevard|Cl|Dr|St"
)
_CERTAIN_STREETS = "road|rd|street|avenue|ave|lane|ln|crescent|cres|terrace|gardens|gdns|grove|drive|mews|close|cl|court|st|way|walk|square|place"
_CAPITAL = r"(?:[A-Z][\w'\-]{0,20}\.?|of|the|and|upon|St\.?)"
_UNIT = r"(?:(?:[Ff]lat|[Aa]pt\.?|[Aa]partment|[Rr]oom|[Bb]edsit|[Uu]nit|FLAT)\s?(?:no\.?\s)?(?:\d{1,4}[A-Za-z]?|[A-Z])\b)"
_NUMBER = r"(?:(?:[Nn]o\.?\s|[Nn]umber\s)?\d{1,4}[A-Za-z]?(?:\s?[\-–/]\s?\d{1,4}[A-Za-z]?)?)"
_GLUE = r"[,\s]{1,3}"
_STREET = rf"(?:[A-Z][\w'\-]{{0,20}}\.?\s)(?:{_CAPITAL}\s){{0,3}}(?:{_STREETS})\b(?!\.[a-z])"
_TOWN = r"(?:,\s?[A-Z][\w'\-]{1,20}(?:[\s\-][A-Z][\w'\-]{1,20}){0,2}(?=[,.;)]|\s[A-Z]{1,2}\d|$))"
_TAIL = rf"(?:{_TOWN}){{0,2}}(?:{_GLUE}{_POSTCODE})?"
_NAMED = r"(?:[A-Z][\w'\-]{0,20}\s){1,3}(?:House|Court|Lodge|Cottages?|Farm|Villas?|Hall|Manor|Grange|Mansions|Tower|Towers|Heights|Mill|Barn|Place|View|Point|Buildings)\b"

_FULL = re.compile(
    rf"(?<![\w£$€.,/])(?:{_UNIT}{_GLUE})?(?:{_NAMED}{_GLUE})?{_NUMBER},?\s{_STREET}(?:{_GLUE}(?:{_STREET})){{0,1}}{_TAIL}"
)
_IN_UNIT = re.compile(
    rf"(?<![\w]){_UNIT}(?:{_GLUE}{_NUMBER})?{_GLUE}(?:{_NAMED}|{_STREET})(?:{_GLUE}(?:{_NUMBER},?\s)?{_STREET})?{_TAIL}"
)
_WITH_POSTCODE = re.compile(rf"(?<![\w])(?:{_NAMED}|{_STREET})(?:{_TOWN}){{0,2}}{_GLUE}{_POSTCODE}")
_LIVES_AT = re.compile(
    rf"(?i:\b(?:lives?|lived|living|resides?|residing|home|address|moved|based|stays?|staying)\s(?:is\s)?(?:at|in|on|to|off)\s|\baddress[:\s]{{1,2}}(?:is\s)?)"
    rf"((?:{_NUMBER}\s)?(?:{_STREET}){_TAIL})"
)
_WORDS_NOT_STREETS = (
    r"(?:days?|weeks?|months?|years?|hours?|hrs?|mins?|minutes?|people|staff|cases?|beds?|in|of|on|at|for|to|the|a|an|and|or|from|by|with|is|was|are|"
    r"out|per|more|new|other|were|had|have|has|than|but|not|no|all|each|about|over|under|up|down|their|our|my|his|her|who|that|this|it|we|they|"
    r"homes?|visits?|calls?|reviews?|social|care|council|team|teams|units?|places?|different|down|off|staff|wards?|carers?|adults?|complaints?|way|stage|step|point|mile|metres?|pm|am|percent|per|cent|k|m|one|two|high(?!\s(?:st|street|road|rd)\b))"
)
_LOWER = re.compile(
    rf"(?i)(?<![\w£$€.,/%\-])(?:(?:flat|apt|apartment|room|unit)\s?\d{{1,4}}[a-z]?\b[,\s]{{1,3}})?\d{{1,4}}[a-d]?\s(?:(?!{_WORDS_NOT_STREETS}\b)[a-z][a-z'\-]{{1,20}}\s){{1,3}}(?:{_CERTAIN_STREETS})\b"
    rf"(?:{_GLUE}{_POSTCODE})?"
)
_LOWER_UNIT = re.compile(
    rf"(?i)(?<![\w])(?:flat|apt|apartment)\s?\d{{1,4}}[a-z]?\b[,\s]{{1,3}}(?:(?!{_WORDS_NOT_STREETS}\b)[a-z][a-z'\-]{{1,20}}\s){{1,3}}(?:house|court|lodge|mansions|tower|towers|{_CERTAIN_STREETS})\b(?:{_GLUE}{_POSTCODE})?"
)


def postcodes(reading: Reading) -> Iterator[Span]:
    """British postcodes in full, of any area: an area that does not exist may be a mistyped one."""
    for match in _POSTCODES.finditer(reading.plain):
        yield Span(*match.span(), Label.POSTCODE, "postcode")


def addresses(reading: Reading) -> Iterator[Span]:
    """Addresses: a number and a street, a flat in a house, a house with its postcode, where somebody lives."""
    text = reading.plain
    if any(map(str.isdigit, text)):
        for rule, pattern in (
            ("number and street", _FULL),
            ("flat in a house", _IN_UNIT),
            ("flat in a house", _LOWER_UNIT),
            ("house and postcode", _WITH_POSTCODE),
            ("number and street, lower case", _LOWER),
        ):
            for match in pattern.finditer(text):
                yield _trimmed(match.start(), match.end(), rule, text)
    for match in _LIVES_AT.finditer(text):
        yield _trimmed(match.start(1), match.end(1), "where somebody lives", text)


def _trimmed(start: int, end: int, rule: str, text: str) -> Span:
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return Span(start, end, Label.ADDRESS, rule)
