"""Words of a note, with their endings taken off, so that "assessed" and "assessments" are one word."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

_WORD = re.compile(r"[^\W_](?:[\w'’]*[^\W_])?")
_HIDDEN = re.compile(r"\[[^\]]*\]")
# The longest first. A word keeps at least four letters: "caring" and "cared" are "care"'s neighbours, not it.
_ENDINGS = (
    "isations",
    "izations",
    "isation",
    "ization",
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "edly",
    "ing",
    "ies",
    "ied",
    "ed",
    "es",
    "ly",
    "s",
    "y",
    "e",
)
_STEM = 4

_PLAIN = """
a about after again all also am an and any are as at be because been before being but by can could did do
does doing done down each even few for from get gets getting go goes going got had has have having he her
here hers him his how i if in into is it its itself just like lot made make makes many may me might more
most much must my no nor not now of off on once one only onto or other our out over own per quite rather
really said same say says see seem seems she should so some still such than that the their theirs them then
there these they this those through to told too under up upon us use used uses very was we well were what
when where which while who whom whose why will with within without would yet you your
"""
#: Words that say nothing of a note's subject.
PLAIN = frozenset(_PLAIN.split())


def words(text: str) -> list[str]:
    """The words of `text` as they stand, in order; what was hidden ("[phone]") is left out."""
    return _WORD.findall(_HIDDEN.sub(" ", text))


def stems(text: str) -> list[str]:
    """The words of `text` in small letters without their endings, in order."""
    return [stem(word) for word in words(text)]


def terms(text: str) -> list[str]:
    """Stems, and pairs of stems that stand side by side."""
    found = stems(text)
    return [*found, *_pairs(found)]


def telling(text: str) -> list[str]:
    """Stems of the words that say something of the subject, and pairs of them."""
    found = [stem(word) for word in words(text) if word.casefold() not in PLAIN]
    return [*found, *_pairs(found)]


def _pairs(found: list[str]) -> Iterator[str]:
    return (f"{one} {other}" for one, other in pairwise(found))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """`word` in small letters without its ending: "assessments", "assessed" and "assess" are "assess"."""
    word = word.casefold().replace("’", "'").removesuffix("'s").replace("'", "")
    if not word.isascii() or not word.isalpha():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM and not word.endswith("ss"):
            return word.removesuffix(ending)
    return word
