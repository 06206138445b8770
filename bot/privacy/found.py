"""What de-identification knows and finds: the labels, the roster's people, finds and masked text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from bot.domain.people import Person

__all__ = ["Find", "Label", "Masked", "Person"]


class Label(StrEnum):
    """A kind of identifier; the value is the label in the command's output and the evaluation set."""

    PERSON = "PERSON"
    ROLE = "ROLE"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    ADDRESS = "ADDRESS"
    POSTCODE = "POSTCODE"
    NHS = "NHS"
    NINO = "NINO"
    CASE_ID = "CASE_ID"
    DOB = "DOB"
    SLACK = "SLACK"


@dataclass(frozen=True, slots=True)
class Find:
    """One identifier in a text. `start` and `end` are offsets in code points of the text as it came.

    `rule` names the rule that found it. `sure` is False where the poster must be asked. `who` is the same
    for the same person or role within a text and is empty for numbers; it is never shown and never stored.
    """

    start: int
    end: int
    label: Label
    rule: str
    sure: bool
    who: str = field(default="", repr=False)

    def overlaps(self, other: "Find") -> bool:
        """Whether the two have a character in common."""
        return self.start < other.end and other.start < self.end


#: Characters of an unsure word by which it is asked about and answered: what a choice in a form can show.
ASKED_BY = 75


def asked_as(words: str) -> str:
    """An unsure word as it is asked about. Two as long that begin alike get one answer."""
    return words[:ASKED_BY]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the poster said of unsure words, as `asked_as` has them: which to hide, which to keep. A word in
    neither was not asked about. It holds raw words: it is never stored, logged or queued.
    """

    hide: frozenset[str] = field(default=frozenset(), repr=False)
    keep: frozenset[str] = field(default=frozenset(), repr=False)


class Mark(StrEnum):
    """What became of a piece of text: kept, a phrase in its place, or to be asked about."""

    kept = "kept"
    hidden = "hidden"
    unsure = "unsure"


class Piece(NamedTuple):
    """A piece of a masked text."""

    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with what is sure replaced, in `pieces`. `hidden` counts replacements by label.

    `ask` holds the words the reader is unsure of, which are still in `text`; `asks` are their spans in the
    input.
    """

    pieces: tuple[Piece, ...] = field(repr=False)
    hidden: Mapping[Label, int]
    ask: tuple[str, ...] = field(default=(), repr=False)
    asks: tuple[tuple[int, int], ...] = ()

    @property
    def text(self) -> str:
        """The masked text."""
        return "".join(piece.text for piece in self.pieces)
