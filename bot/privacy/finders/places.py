"""Addresses and postcodes."""

import re
from collections.abc import Iterator

from bot.privacy.found import Label
from bot.privacy.reading import Reading
from bot.privacy.spans import Span

_OUTWARD = r"[a-z]{1,2}\d[a-z\d]?"
_INWARD = r"(?!\d(?:st|nd|rd|th)\b)\d[abd-hjlnp-uw-z]{2}"  # "Q1 2nd" is no postcode
_POSTCODES = re.compile(rf"(?i)(?<![^\W_]){_OUTWARD}[ \t\-.]{{0,3}}{_INWARD}(?![^\W_])")


def postcodes(reading: Reading) -> Iterator[Span]:
    """British postcodes in full, of any area: an area that does not exist may be a mistyped one."""
    for match in _POSTCODES.finditer(reading.plain):
        yield Span(*match.span(), Label.POSTCODE, "postcode")
