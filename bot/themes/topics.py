"""Which sub-topic of its statement a note belongs to, and why.

First by the glossary's words: a line of them is found where all its words are in the note, in any order and
with any ending, and rare words count more than those that many sub-topics share. Where no line is found, by
likeness to all that the glossary has on a sub-topic; where that is too little, by nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Any

from bot.domain.glossary import Entry, SubTopic
from bot.themes import words as w
from bot.themes.reading import Reader

#: How alike (cosine, 0 to 1) a note and a sub-topic must be where no line of words is found.
_ALIKE = 0.06
# Likeness decides between sub-topics whose words weigh about the same.
_LIKENESS_COUNTS = 4.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A note's sub-topic, and the note's words that put it there."""

    topic: SubTopic
    because: tuple[str, ...]


class Topics:
    """The sub-topics of one statement, ready to be looked for. Cheap to make: nothing is trained."""

    def __init__(self, entry: Entry, reader: Reader) -> None:
        self._reader = reader
        self.labels = {topic.key: topic.label for topic in entry.topics}
        self._topics = entry.topics
        lines = [
            {found for line in (topic.label, *topic.words) if (found := _line(line))}
            for topic in self._topics
        ]
        shared = Counter(stem for mine in lines for stem in {each for line in mine for each in line})
        self._weights = {stem: log(1 + len(self._topics) / count) for stem, count in shared.items()}
        self._stems = [{stem for line in mine for stem in line} for mine in lines]
        # By one of their stems, the rarest: few lines need looking at for a note.
        self._lines = defaultdict[str, list[tuple[int, tuple[str, ...]]]](list)
        for at, mine in enumerate(lines):
            for line in sorted(mine):
                rarest = min(line, key=lambda stem: (-self._weights[stem], stem))
                self._lines[rarest].append((at, line))
        self._rows: Any = reader.topic_rows(entry) if entry.topics else None

    def place(self, texts: Sequence[str], rows: Any = None) -> list[Placed | None]:
        """The sub-topic of each of `texts`, None where it has none. `rows` are the reader's, if there
        already.
        """
        if not self._topics or not texts:
            return [None] * len(texts)
        likeness = ((self._reader.rows(texts) if rows is None else rows) @ self._rows.T).toarray()
        return [self._placed(text, likeness[at]) for at, text in enumerate(texts)]

    def _placed(self, text: str, likeness: Any) -> Placed | None:
        mine = set(w.stems(text))
        found = [set[str]() for _ in self._topics]
        for stem in mine & self._lines.keys():
            for at, line in self._lines[stem]:
                if mine.issuperset(line):
                    found[at].update(line)
        # Rounded, so that the order in which a set gives its stems decides nothing.
        scores = [
            round(sum(self._weights[stem] for stem in stems) + _LIKENESS_COUNTS * float(likeness[at]), 9)
            for at, stems in enumerate(found)
        ]
        if not any(found):
            best = max(range(len(scores)), key=lambda at: (scores[at], -at))
            if likeness[best] < _ALIKE:
                return None
            because = _said(text, self._stems[best])
            # Likeness of letters alone is no reason that could be shown to anyone.
            return Placed(self._topics[best], because) if because else None
        best = max((at for at, stems in enumerate(found) if stems), key=lambda at: (scores[at], -at))
        return Placed(self._topics[best], _said(text, found[best]))


@lru_cache(maxsize=64)
def topics_of(entry: Entry, reader: Reader) -> Topics:
    """The sub-topics of an entry, made ready once."""
    return Topics(entry, reader)


def _line(line: str) -> tuple[str, ...]:
    """The stems to look for: those that say something, or all where less than two of several words do."""
    all_of_it = w.stems(line)
    telling = {w.stem(word) for word in w.words(line) if word.casefold() not in w.PLAIN}
    return tuple(sorted(telling if len(telling) > 1 else set(all_of_it)))


def _said(text: str, stems: set[str]) -> tuple[str, ...]:
    """The words of `text` that have these stems, in their order; plain words only where there are no
    others.
    """
    found = dict.fromkeys(word.casefold() for word in w.words(text) if w.stem(word) in stems)
    return tuple(word for word in found if word not in w.PLAIN) or tuple(found)
