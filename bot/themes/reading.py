"""Notes as numbers: rows of weighed words, pairs of words and groups of letters, compared by their cosine.

How common a word is, is learned from the glossary alone. So a note's row depends on nothing but the note,
and a post-it that comes or goes changes no likeness between others.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from bot.domain.glossary import Glossary
from bot.themes import words as w

# Columns that terms are hashed to: far more than there are terms, so that two seldom share one.
_COLUMNS = 2**16


class Reader:
    """Reads notes for one glossary. Making one reads all of the glossary, in a fraction of a second."""

    def __init__(self, glossary: Glossary) -> None:
        from numpy import asarray, log
        from sklearn.feature_extraction.text import HashingVectorizer

        shared = {"n_features": _COLUMNS, "alternate_sign": False, "norm": None}
        self._parts = [
            HashingVectorizer(analyzer=w.telling, **shared),
            HashingVectorizer(analyzer="char_wb", ngram_range=(4, 5), **shared),
        ]
        lines = [
            line
            for entry in glossary.entries.values()
            for topic in entry.topics
            for line in (topic.label, *topic.words, *topic.said)
        ]
        self._weights = []
        for part in self._parts:
            held = asarray((part.transform(lines) > 0).sum(axis=0))[0] if lines else 0
            self._weights.append(log((1 + len(lines)) / (1 + held)) + 1)

    def rows(self, texts: Sequence[str]) -> Any:
        """A sparse matrix with a row a text, of unit length, or empty where there is nothing to compare."""
        from scipy.sparse import csr_matrix, hstack
        from sklearn.preprocessing import normalize

        if not texts:
            return csr_matrix((0, 2 * _COLUMNS))
        read = []
        for part, weights in zip(self._parts, self._weights, strict=True):
            counts = part.transform(texts).tocsr()
            counts.data = 1 + _log(counts.data)
            if getattr(weights, "shape", ()):
                counts.data *= weights[counts.indices]
            read.append(normalize(counts))
        return normalize(hstack(read).tocsr())


def _log(numbers: Any) -> Any:
    from numpy import log

    return log(numbers)


@lru_cache(maxsize=8)
def reader_of(glossary: Glossary) -> Reader:
    """The reader of a glossary, made once."""
    return Reader(glossary)
