"""A draft's texts as they would be stored: what is hidden in them, and what is to be asked about."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.errors import Refusal
from bot.privacy.found import Answers, Label, Masked, Piece, asked_as

if TYPE_CHECKING:
    from bot.privacy.deidentify import Deidentifier

#: The fields of a draft that hold text, as they are shown, and what each is called.
FIELD_NAMES: Mapping[str, str] = {
    "text": "the evidence",
    "source_group": "the group",
    "supporting": "the supporting evidence",
    "label": "the theme's name",
    "bullet": "the bullet",
    "proposal": "the proposal",
    "words": "the item",
    "reason": "the reason",
}


@dataclass(frozen=True, slots=True)
class Unsure:
    """Nothing is stored: the poster is to say first which of `words` (as `asked_as` has them) to hide.

    `shown` is the draft as it would be stored: each text's field and pieces. It holds raw words: it is for
    the poster's own form, and is never stored, logged or queued.
    """

    words: tuple[str, ...] = field(repr=False)
    shown: tuple[tuple[str, tuple[Piece, ...]], ...] = field(repr=False)


def kept_before(reader: "Deidentifier", texts: Iterable[str], answers: Answers) -> Answers:
    """`answers` with what was kept in `texts` as they stand, so that a change asks only about what is new."""
    kept = {asked_as(word) for text in texts if text for word in reader.mask(text).ask}
    return replace(answers, keep=answers.keep | (kept - answers.hide))


class Hiding:
    """De-identifies the texts of one draft, counts what was hidden in them all, and gathers the unsure."""

    def __init__(self, reader: "Deidentifier", answers: Answers) -> None:
        self._reader, self._answers = reader, answers
        self._read: list[tuple[str, Masked]] = []
        self.hidden: Counter[Label] = Counter()

    def __call__(self, text: str, limit: int, where: str) -> str:
        """`text` of the field `where` as it would be stored. Raises Refusal where that is over `limit`."""
        if not text:
            return text
        masked = self._reader.mask(text, self._answers)
        if len(masked.text) > limit:
            raise Refusal(
                f"With names hidden {FIELD_NAMES[where]} is longer than {limit:,} characters. Shorten it.",
                field=where,
            )
        self.hidden.update(masked.hidden)
        self._read.append((where, masked))
        return masked.text

    def unsure(self) -> Unsure | None:
        """What the poster must be asked before this is stored, if anything."""
        order = list(FIELD_NAMES)
        read = sorted(self._read, key=lambda each: order.index(each[0]))
        words = tuple(dict.fromkeys(asked_as(word) for _, masked in read for word in masked.ask))
        return Unsure(words, tuple((where, masked.pieces) for where, masked in read)) if words else None
