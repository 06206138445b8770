"""A text as the finders read it: one plain form for the many ways to write a letter, digit or space.

A non-breaking space, a full-width digit or a zero-width character in the middle of a phone number must not
let it slip through, so finders see the plain form and offsets are carried back to the text as it came.
"""

import re
import unicodedata
from functools import lru_cache

_QUOTES = dict.fromkeys("’‘ʼʹ`´ʻ＇‛", "'") | dict.fromkeys("“”„‟", '"')
_HYPHENS = dict.fromkeys("‐‑‒−﹣－⁃", "-")
_PLAIN = str.maketrans(_QUOTES | _HYPHENS)
_LONGEST_FORM = 4  # a character that stands for a whole phrase in Arabic stays as it is
_CONTROL = re.compile(r"[^\t\n\r -~]")
#: Invisible though Unicode does not class them as format characters: fillers, joiners, variation selectors.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10))))


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
    composed = unicodedata.normalize("NFKC", cluster.translate(_PLAIN))
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
