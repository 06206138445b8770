"""What de-identification knows and finds: the labels, the roster's people, finds and masked text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with what is sure replaced. `hidden` counts replacements by label.

    `ask` holds the words the reader is unsure of, which are still in `text`; `asks` are their spans in the
    input.
    """

    text: str
    hidden: Mapping[Label, int]
    ask: tuple[str, ...] = ()
    asks: tuple[tuple[int, int], ...] = ()
