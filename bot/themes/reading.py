"""Notes as numbers: rows of weighed words, pairs of words and groups of letters, compared by their cosine.

How common a word is, is learned from the glossary alone. So a note's row depends on nothing but the note,
and a post-it that comes or goes changes no likeness between others.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from bot.domain.glossary import Entry, Glossary
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
        lines = list[str]()
        self._places = dict[tuple[str, str], tuple[int, int]]()
        for entry in glossary.entries.values():
            for topic in entry.topics:
                mine = (topic.label, *topic.words, *topic.said)
                self._places[entry.statement, topic.key] = (len(lines), len(lines) + len(mine))
                lines += mine
        self._lines = [part.transform(lines).tocsr() for part in self._parts] if lines else []
        self._weights = [
            log((1 + len(lines)) / (1 + asarray((counts > 0).sum(axis=0))[0])) + 1 for counts in self._lines
        ]

    def rows(self, texts: Sequence[str]) -> Any:
        """A sparse matrix with a row a text, of unit length, or empty where there is nothing to compare."""
        from scipy.sparse import csr_matrix

        if not texts:
            return csr_matrix((0, 2 * _COLUMNS))
        return self._weighed([part.transform(texts).tocsr() for part in self._parts])

    def topic_rows(self, entry: Entry) -> Any:
        """The same with a row a sub-topic of `entry`, of this reader's glossary: all of its lines."""
        from scipy.sparse import csr_matrix, vstack

        places = [self._places[entry.statement, topic.key] for topic in entry.topics]
        return self._weighed(
            [
                csr_matrix(vstack([csr_matrix(counts[start:end].sum(axis=0)) for start, end in places]))
                for counts in self._lines
            ]
        )

    def _weighed(self, read: Sequence[Any]) -> Any:
        """Counts of words and of letters as rows; both parts weigh the same."""
        from numpy import log
        from scipy.sparse import hstack
        from sklearn.preprocessing import normalize

        for at, counts in enumerate(read):
            counts.data = 1 + log(counts.data)
            if self._weights:
                counts.data *= self._weights[at][counts.indices]
        return normalize(hstack([normalize(counts) for counts in read]).tocsr())


@lru_cache(maxsize=8)
def reader_of(glossary: Glossary) -> Reader:
    """The reader of a glossary, made once."""
    return Reader(glossary)
