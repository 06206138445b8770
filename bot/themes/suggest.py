"""Where a post-it belongs: three statements with how sure that is, and the words that speak for each.

A suggestion, never a placement: the poster chooses (requirement 90). It is learned from the framework's own
text, its glossary, and the placements that the team has confirmed in its challenge, which are passed in and
kept nowhere else: who forgets the object has forgotten them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain import glossary as glossaries
from bot.domain.framework import Framework
from bot.domain.glossary import Glossary
from bot.themes import words as w

#: From this confidence on a suggestion is called likely.
LIKELY = 0.5
#: Suggestions given.
COUNT = 3
#: Words given as the reason for one.
REASONS = 4

# How closely what is learned is followed, against staying near "don't know"; chosen on the develop notes.
_TRUST = 10.0
# From this many examples on, what comes once in them is not learned.
_MANY = 200


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A statement's key, how sure it is (0 to 1; those of all statements add up to 1), and the note's words
    that speak for it, the strongest first; none where nothing in the note does.
    """

    statement: str
    confidence: float
    because: tuple[str, ...]

    @property
    def likely(self) -> bool:
        """Whether it may be called likely."""
        return self.confidence >= LIKELY


class Suggester:
    """Suggests a statement of `framework`. Making one trains it, in less than a second; the same input in
    any order makes the same one. `confirmed` are pairs of a text and the key of the statement that the team
    placed it under; a key that isn't in the framework is passed over.
    """

    def __init__(
        self,
        framework: Framework,
        confirmed: Iterable[tuple[str, str]] = (),
        *,
        glossary: Glossary | None = None,
    ) -> None:
        known = glossary or glossaries.load(framework.key)
        examples = [*lessons(framework, known)]
        examples += sorted(pair for pair in confirmed if framework.has(pair[1]) and pair[0].strip())
        self._reader = _Reader()
        rows = self._reader.learn([text for text, _ in examples])
        self._keys, self._model = _learned(rows, [key for _, key in examples])

    def suggest(self, text: str, count: int = COUNT) -> tuple[Suggestion, ...]:
        """The `count` likeliest statements for `text`, the likeliest first."""
        if self._model is None:
            return tuple(Suggestion(key, 1.0, ()) for key in self._keys[:count])
        # The text, and the text without each of its words: what a word adds is what its leaving takes away.
        found = list(dict.fromkeys(word.casefold() for word in w.words(text)))
        without = [_without(text, word) for word in found]
        seen = self._reader.read([text, *without])
        confidence = self._model.predict_proba(seen[:1])[0]
        scores = self._model.decision_function(seen)
        if scores.ndim == 1:  # two statements: one score says both
            scores = _both(scores)
        order = sorted(range(len(self._keys)), key=lambda at: (-confidence[at], at))[:count]
        return tuple(
            Suggestion(self._keys[at], float(confidence[at]), _reasons(found, scores[0, at] - scores[1:, at]))
            for at in order
        )


def lessons(framework: Framework, glossary: Glossary) -> list[tuple[str, str]]:
    """What there is to learn from before any post-it: pairs of a text and its statement's key."""
    pairs = []
    for theme in framework.themes:
        for statement in theme.statements:
            entry = glossary.of(statement.key)
            texts = [statement.name, statement.short, statement.we]
            texts += [
                *statement.aliases,
                *statement.i_statements,
                *statement.summary,
                *entry.words,
                *entry.said,
            ]
            for topic in entry.topics:
                # Each line alone, and all of them as one long note on the sub-topic.
                lines = [topic.label, *(line.lstrip("=") for line in topic.words), *topic.said]
                texts += [*lines, " ".join(lines)]
            pairs += [(text, statement.key) for text in dict.fromkeys(texts)]
    return pairs


class _Reader:
    """Texts as numbers: their words and pairs of words, and their groups of three and four letters, which see
    through endings, compounds and slips of the pen.
    """

    def __init__(self) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._parts = [
            TfidfVectorizer(analyzer=w.terms, sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True),
        ]

    def learn(self, texts: Sequence[str]) -> Any:
        """Learn which words and letters there are and how common; the rows of `texts`."""
        from scipy.sparse import hstack

        if len(texts) > _MANY:
            self._parts[1].min_df = 2  # letters that come once are slips, and there are very many of them
        return hstack([part.fit_transform(texts) for part in self._parts]).tocsr()

    def read(self, texts: Sequence[str]) -> Any:
        """A sparse matrix with a row a text."""
        from scipy.sparse import hstack

        return hstack([part.transform(texts) for part in self._parts]).tocsr()


def _learned(rows: Any, keys: Sequence[str]) -> tuple[list[str], Any]:
    """The statements' keys, and what tells them apart (None where there is only one)."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    if len(set(keys)) == 1:
        return [keys[0]], None
    one = LogisticRegression(
        C=_TRUST,
        solver="liblinear",
        dual=True,
        class_weight="balanced",
        random_state=0,
        max_iter=1000,
        tol=0.03,  # nearer would take half as long again and changes no suggestion
    )
    model = OneVsRestClassifier(one).fit(rows, list(keys))
    return [str(key) for key in model.classes_], model


def _both(scores: Any) -> Any:
    from numpy import column_stack

    return column_stack([-scores, scores])


def _without(text: str, word: str) -> str:
    return " ".join(other for other in w.words(text) if other.casefold() != word)


def _reasons(found: Sequence[str], gains: Any) -> tuple[str, ...]:
    """The words whose leaving costs most, plain ones aside."""
    weighed = [
        (-float(gain), at)
        for at, (word, gain) in enumerate(zip(found, gains, strict=True))
        if gain > 0 and word not in w.PLAIN
    ]
    return tuple(found[at] for _, at in sorted(weighed)[:REASONS])
