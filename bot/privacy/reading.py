"""A text as the finders read it: one plain form for the many ways to write a letter, digit or space.

A non-breaking space, a full-width digit or a zero-width character in the middle of a phone number must not
let it slip through, so finders see the plain form and offsets are carried back to the text as it came.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

_QUOTES = dict.fromkeys("’‘ʼʹ`´ʻ＇‛", "'") | dict.fromkeys("“”„‟", '"')
_HYPHENS = dict.fromkeys("‐‑‒−﹣－⁃", "-")
_PLAIN = str.maketrans(_QUOTES | _HYPHENS)
_LONGEST_FORM = 4  # a character that stands for a whole phrase in Arabic stays as it is
_CONTROL = re.compile(r"[^\t\n\r -~]")
#: White letters on black, which Unicode does not fold to letters.
_ON_BLACK = {first + n: chr(ord("A") + n) for first in (0x1F150, 0x1F170) for n in range(26)}
#: What dresses up a word or a number, and what it is read as: None as what it stands for, or a blank.
_DRESS = re.compile(
    r"(?P<letters>(?<![^\W_])(?:[^\W\d_][ .\-]){2,}[^\W\d_](?![^\W_]))"
    r"|(?P<entity>&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[a-z]{2,6});)"
    r"|(?P<emoji>:[a-z][a-z0-9_+\-]{1,40}:|[\u2600-\u27bf\U0001f300-\U0001faff]+)"
    r"|(?P<ampersand>(?<=\s)&(?=\s))"
    r"|(?P<between>(?<=[^\W_])_+(?=[^\W_])|(?<=\d)[*~]+(?=\d)|[<>|])"
    r"|(?P<mark>[*_~`]+|#(?=[^\W\d_]))"
    r"|(?P<zero>(?<![^\W\d_Oo])[Oo](?=[\dOo\s.\-]*\d{2})|(?<=\d)[Oo](?![^\W\d_Oo]))"
)
#: Invisible though Unicode does not class them as format characters: fillers, joiners, variation selectors.
_UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10))) + "\u20e3"
)


class Reading:
    """`plain` is what finders search; `span` turns its offsets into offsets of the text as it came."""

    __slots__ = ("_ends", "_starts", "plain", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: list[int] | None = None
        self._ends: list[int] | None = None
        if not _CONTROL.search(text):
            self.plain = text.replace("`", "'")
        elif all(map(_is_simple, text)):
            self.plain = text.translate(_PLAIN)
        else:
            self.plain = self._unfold()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text as it came of `plain[start:end]`, which must not be empty."""
        if self._starts is None or self._ends is None:
            return start, end
        return self._starts[start], self._ends[end - 1]

    def _unfold(self) -> str:
        plain: list[str] = []
        self._starts, self._ends = [], []
        text, at = self.text, 0
        while at < len(text):
            upto = at + 1
            while upto < len(text) and unicodedata.combining(text[upto]):
                upto += 1
            for char in _plain_form(text[at:upto]):
                plain.append(char)
                self._starts.append(at)
                self._ends.append(upto)
            at = upto
        return "".join(plain)


class Undressed:
    """`text` without what dresses up words and numbers: Slack's marks (`*Name*`), entities, emoji, letters
    set apart, letters for noughts. `span` turns offsets of it into offsets of the text as it came.
    """

    __slots__ = ("_ends", "_starts", "text")

    def __init__(self, text: str) -> None:
        chars: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        for char, start, end in _undressing(text):
            chars.append(char)
            self._starts.append(start)
            self._ends.append(end)
        self.text = "".join(chars)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text as it came of `text[start:end]`, which must not be empty."""
        return self._starts[start], self._ends[end - 1]


def undressed(text: str) -> Undressed | None:
    """`text` undressed, or None where that is how it came."""
    return Undressed(text) if _DRESS.search(text) else None


def _undressing(text: str) -> Iterator[tuple[str, int, int]]:
    at = 0
    for match in _DRESS.finditer(text):
        yield from ((text[n], n, n + 1) for n in range(at, match.start()))
        start, at = match.span()
        if match.lastgroup == "letters":  # S p e l t, or D.A.S.S.
            yield from ((text[n], n, n + 1) for n in range(start, at, 2))
        elif match.lastgroup == "entity":
            yield from ((char, start, at) for char in unescape(match[0]))
        elif match.lastgroup == "ampersand":
            yield from ((char, start, at) for char in "and")
        elif match.lastgroup == "zero":
            yield "0", start, at
        elif match.lastgroup == "between" or (match.lastgroup == "emoji" and match[0][0] == ":"):
            yield " ", start, at
    yield from ((text[n], n, n + 1) for n in range(at, len(text)))


@lru_cache(maxsize=4096)
def _is_simple(char: str) -> bool:
    """Whether `char` stands for itself wherever it is, so that offsets need no map."""
    return (
        not unicodedata.combining(char)
        and len(_plain_form(char)) == 1
        and _plain_form(char)
        in (
            char,
            char.translate(_PLAIN),
        )
    )


@lru_cache(maxsize=4096)
def _plain_form(cluster: str) -> str:
    """A base character with its combining marks, as finders read it; nothing for an invisible one."""
    composed = unicodedata.normalize("NFKC", cluster.translate(_PLAIN).translate(_ON_BLACK))
    if len(composed) > 1 and composed[0].isascii():  # struck through or underlined: no letter has these marks
        composed = composed[0] + "".join(char for char in composed[1:] if not unicodedata.combining(char))
    if len(composed) > _LONGEST_FORM:
        return cluster[0]
    plain: list[str] = []
    for char in composed:
        category = unicodedata.category(char)
        if category == "Cf" or char in _UNSEEN or (category == "Cc" and char not in "\t\n\r"):
            continue
        if category == "Nd":
            plain.append(str(unicodedata.decimal(char)))
        elif category in ("Zs", "Zl", "Zp"):
            plain.append("\n" if category != "Zs" else " ")
        else:
            plain.append(char)
    return "".join(plain)
