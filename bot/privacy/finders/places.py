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
    "Road|Rd|Street|Avenue|Ave|Av|Lane|Ln|Close|Drive|Way|Crescent|Cres|Place|Gardens?|Gdns|Grove|Gr|Terrace|Terr|"
    "Hill|Park|Square|Sq|Mews|Walk|Rise|Row|View|Green|Parade|Court|Ct|Croft|Fold|Gate|Mount|Vale|Bank|Brow|Drove|"
    "Chase|Dene|Meadows?|Fields?|Orchard|Paddock|Ridge|Bridge|Wharf|Quay|Common|Heights|Broadway|Embankment|Yard|"
    "Villas|Cottages|Buildings|House|Lodge|Mansions|Towers?|Point|Wynd|Loan|Brae|Promenade|Esplanade|Parkway|"
    "Boulevard|Cl|Dr|St|Hey|Garth|Nook|Side|Lea|Leas|Spinney|Copse|Glade|Causeway|Passage|Alley|Circus|End|Edge|Acres?"
)
_HOUSES = (
    "House|Court|Lodge|Cottages?|Farm|Villas?|Hall|Manor|Grange|Mansions|Towers?|Heights|Mill|Barn|Place|View|Point|"
    "Buildings|Forge|Stables|Chapel|Vicarage|Rectory|Bungalow|Gatehouse|Farmhouse"
)
_CERTAIN_STREETS = (
    "road|rd|street|avenue|ave|lane|ln|crescent|cres|terrace|gardens|gdns|grove|drive|mews|close|cl|court|st|way|"
    "walk|square|place|row"
)
_GLUE = r"[,\s]{1,3}"
_CAPITAL = r"[A-Z][\w'\-]{0,20}\.?"
_UNIT = (
    r"(?:(?:[Ff]lat|[Aa]pt\.?|[Aa]partment|[Rr]oom|[Bb]edsit|[Uu]nit|[Bb]ungalow|[Bb]lock|FLAT)"
    r"\s?(?:no\.?\s)?(?:\d{1,4}[A-Za-z]?|[A-Z])\b)"
)
_NUMBER = r"(?:(?:[Nn]o\.?\s|[Nn]umber\s)?\d{1,4}[A-Za-z]?(?:\s?[\-–/]\s?\d{1,4}[A-Za-z]?)?)"
_STREET = rf"(?:{_CAPITAL}\s)(?:(?:{_CAPITAL}|of|the|and|upon)\s){{0,3}}(?:{_STREETS})\b(?!\.[a-z])"
_NAMED = rf"(?:{_CAPITAL}\s){{1,3}}(?:{_HOUSES})\b"
_TOWN = rf"(?:,\s?{_CAPITAL}(?:[\s\-]{_CAPITAL}){{0,2}}(?=[,.;)]|\s[A-Z]{{1,2}}\d|$))"
_TAIL = rf"(?:{_TOWN}){{0,2}}(?:{_GLUE}{_POSTCODE})?"
_AT_HOME = (
    r"(?i:\b(?:lives?|lived|living|resides?|residing|home|address|moved|stays?|staying)\s(?:is\s)?"
    r"(?:at|in|on|to|off)\s|\baddress[:\s]{1,2}(?:is\s)?)"
)

_FULL = (
    rf"(?<![\w£$€.,/])(?:{_UNIT}{_GLUE})?(?:{_NAMED}{_GLUE})?{_NUMBER},?\s{_STREET}"
    rf"(?:{_GLUE}{_STREET})?{_TAIL}"
)
_IN_UNIT = (
    rf"(?<![\w]){_UNIT}(?:{_GLUE}{_NUMBER})?{_GLUE}(?:{_NAMED}|{_STREET})"
    rf"(?:{_GLUE}(?:{_NUMBER},?\s)?{_STREET})?{_TAIL}"
)
_ON_A_STREET = rf"(?<![\w]){_NAMED}{_GLUE}{_STREET}{_TAIL}"
_WITH_POSTCODE = (
    rf"(?<![\w])(?:{_NUMBER},?\s)?(?:{_NAMED}|{_STREET}|{_CAPITAL})(?:{_TOWN}){{0,2}}{_GLUE}{_POSTCODE}"
)
_LIVES_AT = re.compile(
    rf"{_AT_HOME}((?:{_NUMBER},?\s)?{_STREET}{_TAIL}|{_NUMBER},?\s(?:{_CAPITAL}\s?){{1,3}}{_TAIL})"
)

#: In lower case a street is told from "12 people in the court" by the words that may not stand in its name.
_NOT_A_STREET = (
    r"(?:days?|weeks?|months?|years?|hours?|hrs?|mins?|minutes?|people|staff|cases?|beds?|in|of|on|at|for|to|the|a|an|"
    r"and|or|from|by|with|is|was|are|out|per|more|new|other|were|had|have|has|than|but|not|no|all|each|about|over|"
    r"under|up|down|their|our|my|his|her|who|that|this|it|we|they|homes?|visits?|calls?|reviews?|social|care|council|"
    r"teams?|units?|places?|different|off|wards?|carers?|adults?|complaints?|way|stage|step|point|mile|metres?|pm|am|"
    r"percent|cent|k|m|one|two|to|yr|yrs|wk|wks|mth|mths|high(?!\s(?:st|street|road|rd)\b))"
)
_LOWER_NAME = rf"(?:(?!{_NOT_A_STREET}\b)[a-z][a-z'\-]{{1,20}}\s){{1,3}}"
_LOWER = (
    rf"(?i)(?<![\w£$€.,/%\-])(?:(?:flat|apt|apartment|room|unit)\s?\d{{1,4}}[a-z]?\b[,\s]{{1,3}})?"
    rf"\d{{1,4}}[a-d]?\s{_LOWER_NAME}(?:{_CERTAIN_STREETS})\b(?:{_GLUE}{_POSTCODE})?"
)
_LOWER_UNIT = (
    rf"(?i)(?<![\w])(?:flat|apt|apartment)\s?\d{{1,4}}[a-z]?\b[,\s]{{1,3}}{_LOWER_NAME}"
    rf"(?:house|court|lodge|mansions|towers?|{_CERTAIN_STREETS})\b(?:{_GLUE}{_POSTCODE})?"
)
_FLAT_AT = (
    rf"(?<![\w])(?:[Ff]lat|[Aa]pt\.?|[Aa]partment)\s?\d{{1,4}}[A-Za-z]?,?\s(?:{_CAPITAL}\s?){{1,3}}{_TAIL}"
)
_WELSH = (
    rf"(?<![\w£$€.,/]){_NUMBER}\s(?:Heol|Ffordd|Stryd|Lôn|Lon|Maes|Clos|Bryn|Rhodfa|Parc|Cwrt|Tre|Pen|Y|Yr)"
    rf"(?:\s(?:{_CAPITAL}|y|yr|r)){{1,3}}{_TAIL}"
)
_ADDRESSES = tuple(
    (rule, re.compile(pattern))
    for rule, pattern in (
        ("number and street", _FULL),
        ("flat in a house", _IN_UNIT),
        ("flat in a house, lower case", _LOWER_UNIT),
        ("flat in a house", _FLAT_AT),
        ("number and Welsh street", _WELSH),
        ("house and postcode", _WITH_POSTCODE),
        ("number and street, lower case", _LOWER),
        ("house and street", _ON_A_STREET),
    )
)


def postcodes(reading: Reading) -> Iterator[Span]:
    """British postcodes in full, of any area: an area that does not exist may be a mistyped one."""
    for match in _POSTCODES.finditer(reading.plain):
        yield Span(*match.span(), Label.POSTCODE, "postcode")


def addresses(reading: Reading) -> Iterator[Span]:
    """Addresses: a number and a street, a flat in a house, a house and its postcode, somebody's home."""
    text = reading.plain
    digits = any(map(str.isdigit, text))
    for rule, pattern in _ADDRESSES if digits else _ADDRESSES[-1:]:
        for match in pattern.finditer(text):
            yield _trimmed(match.start(), match.end(), rule, text)
    for match in _LIVES_AT.finditer(text):
        yield _trimmed(match.start(1), match.end(1), "where somebody lives", text)


def _trimmed(start: int, end: int, rule: str, text: str) -> Span:
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return Span(start, end, Label.ADDRESS, rule)
