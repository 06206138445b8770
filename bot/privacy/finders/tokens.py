"""The words of a reading, with what the lists say of each and how it is typed."""

import re
from collections.abc import Sequence

from bot.privacy.lexicon import Kind, Lexicon, fold

_WORD = re.compile(r"(?<![^\W_])(?<![@#])[^\W\d_]+(?:['\-][^\W\d_]+)*(?![^\W_]|@)")
_INNER_CAPITAL = re.compile(r"[^\W\d_A-Z][A-Z]")
_LATE_CAPITAL = re.compile(r"[a-z]{1,3}['\-](?=[^\W\d_])[^a-z]")  # d'Souza, al-Hashimi
_CONTRACTION = re.compile(r"(?i)[a-z]'(?:m|ve|ll|re|d|t)$")
_MAY_HAVE_INNER = re.compile(r"(?:Mac|Mc|De|Di|Du|La|Le|Van|Von|Fitz|Ap|Al|El|Ab)[A-Z][^\W\d_A-Z]+$")
_PREFIXES = frozenset(
    (
        "anti",
        "co",
        "de",
        "e",
        "ex",
        "inter",
        "mid",
        "multi",
        "non",
        "post",
        "pre",
        "pro",
        "re",
        "self",
        "semi",
        "sub",
    )
)
_WITHIN_PLACES = frozenset(("by", "cum", "de", "in", "le", "next", "on", "super", "the", "under", "upon"))
_ENDS_SENTENCE = re.compile(r"[.!?:;•\n|>]|(?:^|\s)[-–—*\"]+\s*$|^\W*\"|\d\)")


class Token:
    """One word. `end` leaves out a possessive ending; `gap` is what stands between it and the word before."""

    __slots__ = (
        "begins",
        "cap",
        "end",
        "gap",
        "initial",
        "kind",
        "low",
        "owns",
        "parts",
        "start",
        "text",
        "upper",
    )

    def __init__(self, text: str, start: int, gap: str, first: bool) -> None:
        self.owns = text[-2:] in ("'s", "'S") and len(text) > 2
        if self.owns:
            text = text[:-2]
        self.text, self.start, self.end, self.gap = text, start, start + len(text), gap
        self.low = fold(text)
        self.parts: Sequence[str] = self.low.split("-") if "-" in self.low else ()
        self.upper = len(text) > 1 and (
            text.isupper() or (len(text) > 2 and text[-1] == "s" and text[:-1].isupper())
        )
        self.cap = not self.upper and (text[:1].isupper() or bool(_LATE_CAPITAL.match(text)))
        self.initial = len(text) == 1 and text.isupper()
        self.begins = first or bool(_ENDS_SENTENCE.search(gap))
        self.kind = 0

    def close_to_last(self) -> bool:
        """Whether only space stands between this word and the one before."""
        return self.gap.isspace() and "\n" not in self.gap

    def has(self, kind: int) -> bool:
        """Whether the lists know it as any of `kind`."""
        return bool(self.kind & kind)

    @property
    def camel(self) -> bool:
        """Whether it has a capital inside, as names of programs do ("PowerBI"), and not as "McAteer" does."""
        return bool(_INNER_CAPITAL.search(self.text)) and not all(
            _MAY_HAVE_INNER.match(part) or not _INNER_CAPITAL.search(part)
            for part in re.split(r"['\-]", self.text)
        )


def tokens(plain: str, lists: Lexicon) -> list[Token]:
    """The words of `plain`, in order."""
    found: list[Token] = []
    at = 0
    for match in _WORD.finditer(plain):
        token = Token(match[0], match.start(), plain[at : match.start()], not found)
        token.kind = _kind(token, lists)
        at = match.end()
        found.append(token)
    _lower_a_shout(found)
    return found


def _kind(token: Token, lists: Lexicon) -> int:
    if _CONTRACTION.search(token.text):
        return int(Kind.WORD)
    kind = lists.kind(token.low)
    if kind or not token.parts:
        return kind
    if len(token.parts) > 2 and token.parts[1] in _WITHIN_PLACES:
        return int(Kind.PLACE)
    kinds = [lists.kind(part) for part in token.parts]
    if token.parts[0] in _PREFIXES and (kinds[-1] & Kind.ENGLISH or token.text.islower()):
        return int(Kind.WORD)
    if all(kind & Kind.ENGLISH or not kind for kind in kinds) and any(kind & Kind.ENGLISH for kind in kinds):
        capitals = all(part[:1].isupper() for part in token.text.split("-"))
        return int(Kind.LAST) if capitals and any(kind & Kind.NAME_WORD for kind in kinds) else int(Kind.WORD)
    named = [kind & Kind.NAME for kind in kinds if kind & Kind.NAME and not kind & Kind.ENGLISH]
    return named[0] if named else 0


def _lower_a_shout(found: list[Token]) -> None:
    """A note typed in capitals is read as if it were typed without."""
    shouted = sum(token.upper for token in found)
    if shouted >= 4 and shouted > 0.7 * sum(len(token.text) > 1 for token in found):
        for token in found:
            token.upper = False
