"""The people a challenge knows: whom the timetable names, and the team itself."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from bot.privacy.finders.tokens import Token
from bot.privacy.found import Person
from bot.privacy.lexicon import Kind, Lexicon, fold

_SHORTEST_FUZZY = 4
_SHORTEST_PIECE = 3
_LONG_FIRST = 6


class Roster:
    """Forms of the names of known people. A person's key is "roster:" and their place on the list."""

    def __init__(self, people: Sequence[Person], lists: Lexicon) -> None:
        self._lists = lists
        self._forms: dict[str, str] = {}
        self._initials: dict[str, str] = {}
        self._firsts: list[tuple[str, str]] = []
        for place, person in enumerate(people):
            self._learn(person.name, key_of(place))
        self._fuzzy = [form for form in self._forms if len(form) >= _SHORTEST_FUZZY]
        self.nearest = lru_cache(maxsize=1024)(self._nearest)

    def _learn(self, name: str, key: str) -> None:
        titles = self._lists.grammar["titles"] | self._lists.grammar["capital_titles"]
        words = [fold(word).strip(".,()") for word in name.replace("-", " ").split()]
        words = [word for word in words if word and word not in titles]
        if not words:
            return
        proper = [
            word for word in words if len(word) > 1 and word not in self._lists.grammar["particles"]
        ] or words
        hyphened = [fold(part) for part in name.split() if "-" in part]
        for word in (*proper, *hyphened, *self._short_forms(proper)):
            _add(self._forms, word, key)
        if len(proper[0]) >= _LONG_FIRST:
            self._firsts.append((proper[0], key))
        if len(words) > 1:
            for initials in {words[0][0] + words[-1][0], "".join(word[0] for word in words)}:
                _add(self._initials, initials, key)

    def _short_forms(self, proper: Sequence[str]) -> Iterable[str]:
        for first in proper[:-1] or proper:
            yield from self._lists.short_forms.get(first, ())
        yield from (full for full, short in self._lists.short_forms.items() if proper[0] in short)

    def key(self, token: Token) -> str | None:
        """Whose name or short form `token` is, or None."""
        if token.low in self._forms:
            return self._forms[token.low]
        for part in token.parts:
            if part in self._forms and not self._lists.kind(part) & Kind.ENGLISH:
                return self._forms[part]
        return None

    def key_of_initials(self, letters: str) -> str | None:
        """Whose initials `letters` are, or None."""
        return self._initials.get(letters)

    def _nearest(self, low: str) -> tuple[str, str] | None:
        """The key and the rule for a word that is one edit from a form, or a piece of a long first name."""
        if len(low) >= _SHORTEST_FUZZY and self._fuzzy:
            from rapidfuzz import process
            from rapidfuzz.distance import OSA

            near = process.extractOne(low, self._fuzzy, scorer=OSA.distance, score_cutoff=1)
            if near and (near[0][0] == low[0] or len(low) > 5):
                return self._forms[near[0]], "roster, misspelt"
        for first, key in self._firsts:
            ends = len(low) > _SHORTEST_PIECE and first.endswith(low)
            if _SHORTEST_PIECE <= len(low) < len(first) and (first.startswith(low) or ends):
                return key, "roster, short form"
        return None


def _add(forms: dict[str, str], form: str, key: str) -> None:
    # A form that two people share is still somebody's, but not this one's rather than that one's.
    forms[form] = key if forms.get(form, key) == key else f"shared:{form}"


def key_of(place: int) -> str:
    """The key of the person at `place` on the list."""
    return f"roster:{place}"
