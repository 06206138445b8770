"""A post-it: one piece of evidence, where it came from, and any supporting evidence (requirement 89)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

TEXT_LIMIT = 3000  # characters in the modal's field, Slack's own limit
SUPPORTING_LIMIT = 500
SOURCE_GROUP_LIMIT = 75  # Slack's limit for an option's text
LINES_LIMIT = 30  # post-its taken from one paste


class Kind(StrEnum):
    """What a post-it says of the council (requirement 97)."""

    strength = "strength"
    consideration = "consideration"
    best_practice = "best_practice"
    question = "question"

    @property
    def words(self) -> str:
        """The kind as it is said to people."""
        return {
            Kind.strength: "Strength",
            Kind.consideration: "Area for consideration",
            Kind.best_practice: "Best practice",
            Kind.question: "Question",
        }[self]


class Method(StrEnum):
    """How the evidence reached the team, for triangulation (requirement 98)."""

    read = "read"
    heard = "heard"
    seen = "seen"

    @property
    def words(self) -> str:
        """The method as it is said to people."""
        return self.value.capitalize()


@dataclass(frozen=True, slots=True)
class PostIt:
    """A post-it as the team may see it: de-identified, with no author, no session and no time.

    `statement` is a key of the challenge's framework, or None while it is unplaced. `day` is the date
    on site, never finer. `source_group` may be empty when nobody was asked (something read or seen).
    `may_quote`: someone other than its author has said that its words may be quoted to the client.
    """

    id: str
    text: str
    kind: Kind
    statement: str | None
    source_group: str
    method: Method
    supporting: str
    day: date
    may_quote: bool = False


def words_seen(post_it: PostIt) -> str:
    """Tells the words of a post-it from what they were before or become: who approves them has seen these."""
    return sha256(post_it.text.encode()).hexdigest()[:12]


# Bidirectional overrides and invisible joiners can make a line read differently from what it says.
# Fillers look like nothing and count as letters; half a surrogate pair can't be stored.
_FILLERS = (0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0)
_NOTHING = dict.fromkeys(_FILLERS)
_GONE = frozenset({"Cf", "Cs"})
_BULLET = re.compile(r"^\s*(?:[-*•·–—▪◦‣]|\d{1,2}[.)])\s+")
_EMOJI_NAME = re.compile(r":[a-z0-9_+'-]+:")


def tidy(text: str) -> str:
    """`text` on one line: control and invisible characters gone, spaces single, ends trimmed."""
    text = unicodedata.normalize("NFC", text).translate(_NOTHING)
    kinds = ((char, unicodedata.category(char)) for char in text)
    text = "".join(" " if kind == "Cc" else char for char, kind in kinds if kind not in _GONE)
    return " ".join(text.split())


def has_words(text: str) -> bool:
    """Whether `text` says anything: a letter or a digit besides emoji."""
    return any(char.isalnum() for char in _EMOJI_NAME.sub("", text))


def one_a_line(text: str) -> list[str]:
    """The lines of a paste, each tidied, bullets and numbering taken off, empty ones left out."""
    lines = (tidy(_BULLET.sub("", line)) for line in text.splitlines())
    return [line for line in lines if line]
