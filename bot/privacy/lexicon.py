"""The word lists: which words are names, which are English words, which belong to the field.

Loaded when first needed, once a process. Sources and licences: `docs/deidentification.md`.
"""

import gzip
import tomllib
import unicodedata
from collections.abc import Iterable
from enum import IntFlag
from functools import cached_property, lru_cache
from pathlib import Path

LISTS = Path(__file__).parent / "names"
_GLOSSARY = Path(__file__).parent / "glossary.toml"
_GRAMMAR = Path(__file__).parent / "grammar.toml"
_UNDECOMPOSED = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "'": "",
    }
)


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """`word` as the lists have it: lower case, no accents, no apostrophes ("O'Neill" is "oneill")."""
    word = word.lower().translate(_UNDECOMPOSED)
    if word.isascii():
        return word
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))


class Kind(IntFlag):
    """What a folded word can be; most are one thing, "mark" and "bill" several."""

    NONE = 0
    FIRST = 1  #: a first name
    RARE_FIRST = 2  #: a first name few have
    LAST = 4  #: a surname
    WORD = 8  #: an everyday English word
    RARE_WORD = 16  #: an English word seldom met
    PROPER = 32  #: known with a capital only: a place, a people, a month
    PLACE = 64  #: a British place, of the glossary
    FIELD = 128  #: a word of the field, of the glossary: never a person
    NAME_WORD = 256  #: a word that is a usual first name too, of the glossary
    USUAL_LAST = 512  #: a surname many have

    GIVEN = FIRST | RARE_FIRST
    NAME = FIRST | RARE_FIRST | LAST
    ENGLISH = WORD | RARE_WORD


_FLAGS = {
    "F": Kind.FIRST,
    "f": Kind.RARE_FIRST,
    "L": Kind.LAST,
    "S": Kind.USUAL_LAST,
    "W": Kind.WORD,
    "w": Kind.RARE_WORD,
    "P": Kind.PROPER,
}


class Lexicon:
    """All the lists. `kind` is the one question asked of them in a hurry."""

    def __init__(self) -> None:
        self._kinds = _lexicon()
        own = tomllib.loads((LISTS / "own.toml").read_text("utf-8"))
        for part, flag in (("first", Kind.FIRST), ("last", Kind.LAST)):
            for names in own[part].values():
                for name in names.split():
                    for piece in fold(name).split("-"):
                        self._kinds[piece] = (self._kinds.get(piece, 0) | flag) & ~Kind.RARE_WORD
        for full, short in self.short_forms.items():
            for name in (full, *short):
                self._kinds[name] = self._kinds.get(name, 0) | Kind.FIRST
        for part, flag in (
            ("places", Kind.PLACE),
            ("field", Kind.FIELD),
            ("name_words", Kind.NAME_WORD),
            ("words", Kind.WORD),
        ):
            for word in self.glossary[part].split():
                self._kinds[fold(word)] = self._kinds.get(fold(word), 0) | flag
        for word in self.glossary["only_names"].split():
            self._kinds[word] = (self._kinds.get(word, 0) | Kind.LAST) & ~Kind.ENGLISH
        for word in self.glossary["not_names"].split():
            self._kinds[word] = self._kinds.get(word, 0) & ~Kind.NAME

    def kind(self, folded: str) -> int:
        """What `folded` can be, as flags of `Kind`; 0 for a word no list knows."""
        return self._kinds.get(folded, 0)

    @cached_property
    def glossary(self) -> dict[str, str]:
        """The glossary: parts of words or phrases, as in `glossary.toml`."""
        return tomllib.loads(_GLOSSARY.read_text("utf-8"))

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """Short forms of the field that are nobody's initials."""
        return frozenset(self.glossary["acronyms"].split())

    @cached_property
    def followed_by(self) -> frozenset[str]:
        """Words that make the capitalised words before them the name of a place, a team or a scheme."""
        return frozenset(map(fold, self.glossary["followed_by"].split()))

    @cached_property
    def surnames_too(self) -> tuple[frozenset[str], frozenset[str]]:
        """Of `followed_by`, those that are surnames after a first name; those that may be."""
        sure, perhaps = self.glossary["surnames_too"], self.glossary["perhaps_surnames"]
        return frozenset(sure.split()), frozenset(perhaps.split())

    @cached_property
    def lower_surnames(self) -> frozenset[str]:
        """English words that after a first name are surnames in lower case too."""
        return frozenset(self.glossary["lower_surnames"].split())

    @cached_property
    def places_after(self) -> frozenset[str]:
        """Of `followed_by`, those that do so in lower case too: "Victoria ward"."""
        return frozenset(self.glossary["places_after"].split())

    @cached_property
    def grammar(self) -> dict[str, frozenset[str]]:
        """The sets of words of `grammar.toml`."""
        parts: dict[str, str] = tomllib.loads(_GRAMMAR.read_text("utf-8"))
        return {part: frozenset(map(fold, words.split())) for part, words in parts.items()}

    @cached_property
    def short_forms(self) -> dict[str, tuple[str, ...]]:
        """Short and pet forms by the folded full name."""
        forms = tomllib.loads((LISTS / "nicknames.toml").read_text("utf-8"))["forms"]
        return {name: tuple(short.split()) for name, short in forms.items()}

    @cached_property
    def phrases(self) -> dict[str, list[tuple[str, ...]]]:
        """The glossary's phrases of several words, as folded words, by the first."""
        return by_first_word(self.glossary["phrases"].strip().splitlines())


def by_first_word(phrases: Iterable[str]) -> dict[str, list[tuple[str, ...]]]:
    """`phrases` as folded words, by the first, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        words = tuple(
            fold(word.removesuffix("'s")) for word in phrase.replace("-", " ").replace("/", " ").split()
        )
        if words:
            found.setdefault(words[0], []).append(words)
    for several in found.values():
        several.sort(key=len, reverse=True)
    return found


def _lexicon() -> dict[str, int]:
    kinds: dict[str, int] = {}
    flags: dict[str, int] = {}
    with gzip.open(LISTS / "lexicon.txt.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            word, _, letters = line.rstrip("\n").partition("\t")
            if letters not in flags:
                flags[letters] = sum(_FLAGS[letter].value for letter in letters)
            kinds[word] = flags[letters]
    return kinds


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lists, loaded at the first call."""
    return Lexicon()
