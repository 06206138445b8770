"""The surprises check: nothing in the slides or the report should be new to the client (requirement 124).

Each bullet is held against what was raised in the briefs. It is no surprise where the client heard the same
words; else it was heard differently, or was never raised. Pure values in, pure values out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

#: How alike two wordings must be (0 to 1) for the difference between them to be worth reading.
_ALIKE = 0.35


@dataclass(frozen=True, slots=True)
class Said:
    """A bullet of the slides and the report: the finding's id, its words as the client will get them, and
    the ids of the post-its it rests on.
    """

    id: str
    words: str
    post_its: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Heard:
    """What was raised with the client: the finding's id (or that of a post-it), its words, on which day on
    site (None: on none of them), and the ids of the post-its it rests on.
    """

    id: str
    words: str
    day: int | None
    post_its: frozenset[str] = frozenset()


class How(StrEnum):
    """How a bullet would surprise."""

    never = "never raised"
    differently = "heard differently"


class Was(StrEnum):
    """What became of some words."""

    kept = "kept"
    gone = "gone"
    new = "new"


@dataclass(frozen=True, slots=True)
class Surprise:
    """A bullet that the client has not heard as it is; `heard` is what they heard of it last, if anything."""

    said: Said
    heard: Heard | None = None

    @property
    def how(self) -> How:
        """How it would surprise."""
        return How.never if self.heard is None else How.differently

    @property
    def difference(self) -> tuple[tuple[Was, str], ...]:
        """What became of the words that were heard, piece by piece; empty where the two are too unlike for
        that to say anything.
        """
        return difference(self.heard.words, self.said.words) if self.heard else ()


def check(said: Iterable[Said], heard: Sequence[Heard]) -> tuple[Surprise, ...]:
    """Which of the bullets would surprise the client, in their order. What was heard comes in the order in
    which it was raised.

    A bullet was heard where the same words were, under whatever id, since they were. Else it is held against
    what was last raised under its id, or else of its post-its, the likest.
    """
    words = {_folded(one.words) for one in heard}
    by_id = {one.id: one for one in heard}
    return tuple(
        Surprise(one, by_id.get(one.id) or _likest(one, heard))
        for one in said
        if _folded(one.words) not in words
    )


def counts(said: Sequence[Said], found: Sequence[Surprise]) -> Mapping[How | None, int]:
    """How many bullets there are of each sort; under None those that the client has heard."""
    counted: dict[How | None, int] = {how: sum(one.how is how for one in found) for how in How}
    return {**counted, None: len(said) - len(found)}


def _likest(said: Said, heard: Sequence[Heard]) -> Heard | None:
    shared = [one for one in heard if one.post_its & said.post_its]
    # Of the equally like, what was raised last.
    order = sorted(enumerate(shared), key=lambda each: (_likeness(each[1].words, said.words), each[0]))
    return order[-1][1] if order else None


def difference(before: str, after: str) -> tuple[tuple[Was, str], ...]:
    """What became of the words of `before` in `after`, piece by piece; empty where they are too unlike."""
    one, other = before.split(), after.split()
    matcher = SequenceMatcher(None, [_folded(word) for word in one], [_folded(word) for word in other], False)
    if matcher.ratio() < _ALIKE:
        return ()
    pieces: list[tuple[Was, str]] = []
    for what, start, end, begin, stop in matcher.get_opcodes():
        if what == "equal":
            pieces.append((Was.kept, " ".join(other[begin:stop])))
            continue
        if end > start:
            pieces.append((Was.gone, " ".join(one[start:end])))
        if stop > begin:
            pieces.append((Was.new, " ".join(other[begin:stop])))
    return tuple(pieces)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _folded(one).split(), _folded(other).split(), False).ratio()


def _folded(text: str) -> str:
    """Words without what makes no difference to who hears them: case, spaces, marks."""
    return " ".join(re.sub(r"[^\w%£€$+.,/-]+", " ", text.casefold()).replace(", ", " ").split()).strip(".,")
