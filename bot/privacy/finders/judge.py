"""Which words of a note are somebody's name: by the roster, the lists and the grammar, a word at a time."""

from enum import IntEnum

from bot.privacy.finders.grammar import Grammar, named_kind
from bot.privacy.finders.morphology import looks_like_a_name, looks_like_a_word
from bot.privacy.finders.roster import Roster
from bot.privacy.finders.tokens import Token
from bot.privacy.lexicon import Kind, Lexicon

Phrases = dict[str, list[tuple[str, ...]]]

_ORDINARY = Kind.ENGLISH | Kind.PLACE | Kind.FIELD
_LONGEST_NAME = 4  # words after the first
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Level(IntEnum):
    """What a word is taken for."""

    NO = 0
    ASK = 1
    SURE = 2


class Judge:
    """Judges the words of one note. `levels`, `rules` and `keys` run beside `words`.

    A word that is `closed` belongs to a known phrase (a service, an act) and is nobody's name.
    """

    def __init__(
        self, words: list[Token], plain: str, lists: Lexicon, roster: Roster, allow: Phrases
    ) -> None:
        self.words, self.plain, self.lists, self.roster = words, plain, lists, roster
        self.grammar = Grammar(words, plain, lists)
        self.levels = [Level.NO] * len(words)
        self.rules = [""] * len(words)
        self.keys: list[str | None] = [None] * len(words)
        self.closed = [False] * len(words)
        for phrases in (lists.phrases, allow):
            self._close(phrases)
        for at in range(len(words)):
            if not self.closed[at]:
                self._judge(at)

    def settle(self, at: int, level: Level, rule: str, key: str | None = None) -> None:
        """Take the word at `at` for `level`, unless it is taken for more already."""
        if level > self.levels[at]:
            self.levels[at], self.rules[at] = level, rule
        if key:
            self.keys[at] = key

    def _close(self, phrases: Phrases) -> None:
        lows = [token.low for token in self.words]
        for at, low in enumerate(lows):
            for phrase in phrases.get(low.partition("-")[0], ()):
                here = "-".join(lows[at : at + len(phrase)]).split("-")[: len(phrase)]
                if tuple(here) == phrase and (len(phrase) > 1 or not self.words[at].text.islower()):
                    for inside in range(at, min(at + len(phrase), len(lows))):
                        self.closed[inside] = True
                    break

    def _judge(self, at: int) -> None:
        word = self.words[at]
        if word.initial or word.camel:
            return
        key = self.roster.key(word)
        if word.upper:
            self._judge_upper(at, key)
        elif key:
            self._judge_known(at, key)
        elif word.cap:
            self._judge_capital(at)
        else:
            self._judge_lower(at)

    def _judge_upper(self, at: int, key: str | None) -> None:
        """A word in capitals: an acronym, or a surname as some type it ("Priya RAGHUNATHAN")."""
        word = self.words[at]
        if len(word.low) < 4 or word.has(_ORDINARY) or word.low in self.lists.acronyms:
            return
        named = key or word.has(Kind.FIRST) or (word.has(Kind.NAME) and self.beside_name(at))
        if named and not self.names_a_place(at):
            self.settle(at, Level.SURE, "roster" if key else "listed name, in capitals", key)

    def _judge_known(self, at: int, key: str) -> None:
        """A word of somebody's name on the roster; "mark" and "page" may still be plain words."""
        word, grammar = self.words[at], self.grammar
        if any(self.roster.key(other) == key for _, other in self._neighbours(at)):
            self.settle(at, Level.SURE, "roster", key)
        elif not word.has(_ORDINARY) and len(word.low) > 2:
            if not (word.cap and self.names_a_place(at)):
                self.settle(at, Level.SURE, "roster", key)
        elif self._is_person_by_grammar(at):
            self.settle(at, Level.SURE, "roster and grammar", key)
        elif word.cap and not grammar.is_month(at) and not self.names_a_place(at):
            beside = self.beside_name(at)
            if word.begins:
                if beside or (grammar.lives(at) and not word.has(Kind.PLACE)):
                    self.settle(at, Level.SURE, "roster and grammar", key)
            elif not self.in_proper_phrase(at):
                named = beside or word.has(Kind.NAME_WORD) or not word.has(Kind.ENGLISH)
                self.settle(at, Level.SURE if named else Level.ASK, "roster", key)

    def _judge_capital(self, at: int) -> None:
        word = self.words[at]
        if self.grammar.is_called(at):
            self.settle(at, Level.SURE, "called so")
        if word.has(Kind.FIELD) or self.names_a_place(at) or self.grammar.is_month(at):
            return
        if word.low in self.grammar.sets["months"] or word.low in self.grammar.sets["abstract"]:
            self._judge_name_word(at)
        elif word.has(Kind.NAME) and not word.has(Kind.ENGLISH | Kind.PLACE):
            self._judge_listed(at)
        elif word.has(Kind.NAME_WORD):
            self._judge_name_word(at)
        elif not word.kind:
            self._judge_unknown(at)
        elif word.has(Kind.USUAL_LAST) or (word.has(Kind.NAME) and word.has(Kind.RARE_WORD | Kind.PLACE)):
            self._judge_surname_word(at)
        else:
            self._judge_misspelt_word(at)

    def _judge_misspelt_word(self, at: int) -> None:
        """An English word that is one edit from a name on the roster: "Crag" for "Craig"."""
        word = self.words[at]
        near = None if word.begins or len(word.low) < 4 else self.roster.nearest(word.low)
        if near and (self._is_person_by_grammar(at) or self.beside_name(at)):
            self.settle(at, Level.SURE, near[1], near[0])

    def _judge_listed(self, at: int) -> None:
        """A capitalised word that the lists know as a name and as no word."""
        word, grammar = self.words[at], self.grammar
        if word.has(Kind.FIRST) or word.owns or self._is_person_by_grammar(at) or self._is_a_family(at):
            self.settle(at, Level.SURE, "listed name")
        elif self.in_proper_phrase(at):
            if self.beside_name(at):
                self.settle(at, Level.ASK, "listed name in a phrase")
        elif grammar.is_placed(at) or grammar.is_from(at):
            self.settle(at, Level.ASK, "listed surname or a place")
        elif not grammar.is_determined(at):
            self.settle(at, Level.SURE, "listed name")

    def _judge_name_word(self, at: int) -> None:
        """ "Rose" and "Mark": names that are words. At the start of a sentence only the grammar can tell."""
        word, grammar = self.words[at], self.grammar
        if self._is_person_by_grammar(at) or self._goes_on_to_a_surname(at):
            self.settle(at, Level.SURE, "name that is a word")
        elif word.low in grammar.sets["months"]:
            return
        elif not word.begins:
            if not grammar.is_determined(at):
                phrase = self.in_proper_phrase(at)
                self.settle(at, Level.NO if phrase else Level.SURE, "name that is a word")
        elif word.low not in grammar.sets["abstract"]:
            if grammar.lives(at) or word.owns:
                self.settle(at, Level.SURE, "name that is a word")
            elif grammar.is_followed_by_verb(at):
                self.settle(at, Level.ASK, "name that is a word")
        elif grammar.is_somebody(at) or (grammar.acts(at) and not grammar.leads_to(at)):
            self.settle(at, Level.SURE, "name that is a word")
        elif grammar.lives(at) and not grammar.cannot_be_subject(at, ("has", "had")):
            self.settle(at, Level.ASK, "name that is a word")

    def _goes_on_to_a_surname(self, at: int) -> bool:
        """Whether the next word is a capitalised surname that is no English word: "Rose Kilcoyne"."""
        after = self.grammar.after(at)
        if after is None or not after.close_to_last() or not after.cap or self.closed[at + 1]:
            return False
        return after.has(Kind.LAST) and not after.has(_ORDINARY) and not self.words[at].owns

    def _judge_unknown(self, at: int) -> None:
        """A capitalised word that no list knows."""
        word, grammar = self.words[at], self.grammar
        near = self.roster.nearest(word.low)
        if near:
            self.settle(at, Level.SURE, near[1], near[0])
        elif grammar.is_spoken_to(at) or self._is_a_family(at):
            self.settle(at, Level.SURE, "unknown word, by the grammar")
        elif self.in_proper_phrase(at) or grammar.is_determined(at):
            return
        elif grammar.acts(at) or grammar.is_asked(at) or grammar.is_related(at) or grammar.belongs(at):
            self.settle(at, Level.SURE, "unknown word, by the grammar")
        elif looks_like_a_name(word.low):
            self.settle(at, Level.SURE, "formed like a name")
        elif self._in_full_name(at):
            self.settle(at, Level.SURE, "first name and surname by their form")
        elif not grammar.is_placed(at) and not self._is_compound(word.low):
            self.settle(at, Level.ASK, "unknown capitalised word")

    def _judge_surname_word(self, at: int) -> None:
        """ "Price" and "Preston": surnames that are words or places."""
        word, grammar = self.words[at], self.grammar
        if self.in_proper_phrase(at):
            return
        doubtful = word.has(Kind.USUAL_LAST) and not word.has(Kind.NAME)
        if grammar.is_spoken_to(at) or grammar.is_related(at) or grammar.is_asked(at):
            self.settle(at, Level.ASK if doubtful else Level.SURE, "surname that is a word")
        elif grammar.speaks(at, speech_only=True) or self._is_bracketed(at):
            self.settle(at, Level.ASK if word.begins or doubtful else Level.SURE, "surname that is a word")
        elif word.has(Kind.USUAL_LAST) and not (word.has(Kind.PLACE) or word.begins or doubtful):
            aside = grammar.is_determined(at) or grammar.is_placed(at)
            self.settle(at, Level.NO if aside else Level.ASK, "surname that is a word")

    def _is_bracketed(self, at: int) -> bool:
        following = self.grammar.after(at)
        return bool(following and following.gap.strip() == "(" and self.grammar.belongs(at))

    def _judge_lower(self, at: int) -> None:
        """A word in lower case, as on a phone."""
        word, grammar = self.words[at], self.grammar
        if word.has(_ORDINARY) or word.low in grammar.sets["months"]:
            if word.has(Kind.NAME_WORD) and not grammar.is_determined(at) and not grammar.is_month(at):
                self._judge_lower_name_word(at)
        elif (word.has(Kind.FIRST) and len(word.low) > 2) or self._is_plural_of_first(word):
            self.settle(at, Level.SURE, "listed first name, lower case")
        elif near := self._nearest_of_lower(word):
            self.settle(at, Level.SURE, near[1], near[0])
        else:
            strong = grammar.is_spoken_to(at) or grammar.speaks(at, speech_only=True)
            weak = grammar.is_asked(at) or grammar.is_related(at) or grammar.belongs(at)
            if word.has(Kind.NAME):
                if len(word.low) < 3 and not (strong or weak):
                    return
                named = strong or weak or word.owns or grammar.speaks(at) or grammar.lives(at)
                self.settle(at, Level.SURE if named else Level.ASK, "listed name, lower case")
            elif (strong or weak or self._lower_subject(at)) and self.is_unknown_lower(at):
                sure = strong and not self._is_misspelt_word(word.low)
                if sure or strong or not self._is_misspelt_word(word.low):
                    self.settle(at, Level.SURE if sure else Level.ASK, "unknown word, by the grammar")

    def _lower_subject(self, at: int) -> bool:
        """Whether the word opens a sentence about what somebody does or owns something."""
        word, grammar = self.words[at], self.grammar
        return word.owns or (word.begins and (grammar.speaks(at) or grammar.lives(at)))

    def _judge_lower_name_word(self, at: int) -> None:
        word, grammar = self.words[at], self.grammar
        modal, abstract = word.low in grammar.sets["modals"], word.low in grammar.sets["abstract"]
        spoken_to = grammar.is_spoken_to(at) and not grammar.cannot_be_subject(at)
        one = grammar.before(at)
        opens = one is None or one.low in grammar.sets["clause_starts"]
        says = opens and grammar.speaks(at, speech_only=True)
        belongs = grammar.belongs(at) if not abstract else grammar.belongs_outright(at)
        told = not modal and (grammar.is_of_the_family(at) or grammar.is_asked_low(at))
        off = one is not None and one.low in grammar.sets["asks"]
        if spoken_to or says or told or (opens and (belongs or (grammar.lives(at) and not abstract))):
            self.settle(at, Level.SURE, "name that is a word, lower case")
        elif (opens or off) and grammar.belongs(at) and not modal:
            self.settle(at, Level.ASK, "name that is a word, lower case")

    def _nearest_of_lower(self, word: Token) -> tuple[str, str] | None:
        return None if word.kind & Kind.PROPER or len(word.low) < 4 else self.roster.nearest(word.low)

    def _is_plural_of_first(self, word: Token) -> bool:
        """Whether `word` is a first name with the possessive s and no apostrophe: "gareths team"."""
        kind = self.lists.kind(word.low[:-1])
        return not word.kind and word.low.endswith("s") and bool(kind & Kind.FIRST) and not kind & _ORDINARY

    # -- what stands round a word --------------------------------------------------------------------

    def _is_person_by_grammar(self, at: int) -> bool:
        """Whether what is said of the word is said of people only."""
        grammar, word = self.grammar, self.words[at]
        if grammar.is_spoken_to(at) and not grammar.cannot_be_subject(at):
            return True
        last = at
        while last - at < _LONGEST_NAME and self._joined_to_next(last):
            if not (self.words[last + 1].cap or self.words[last + 1].initial):
                break
            last += 1
        if not word.cap:
            return word.begins and grammar.speaks(last, speech_only=True)
        if grammar.speaks(last, speech_only=word.low in grammar.sets["abstract"]):
            return True
        return grammar.is_asked(at) or grammar.is_related(at) or grammar.belongs(last)

    def _is_a_family(self, at: int) -> bool:
        """ "The Khan family", "the Uddins"."""
        word, after = self.words[at], self.grammar.after(at)
        if not self.grammar.is_determined(at):
            return False
        if (
            after
            and after.close_to_last()
            and after.low in ("family", "household", "sisters", "brothers", "twins")
        ):
            return True
        stem = self.lists.kind(word.low[:-1])
        return word.low.endswith("s") and bool(stem & Kind.LAST) and not stem & _ORDINARY and not word.kind

    def _joined_to_next(self, at: int) -> bool:
        return at + 1 < len(self.words) and self.words[at + 1].close_to_last() and not self.words[at].owns

    def names_a_place(self, at: int) -> bool:
        """Whether the capitalised words here go on to "House", "Team", "Road", or stand after "St"."""
        word = self.words[at]
        one = self.words[at - 1] if at else None
        if one and one.cap and one.low in ("st", "saint") and not word.gap.strip(". "):
            return True
        if one and one.cap and word.close_to_last() and word.low in self.lists.followed_by:
            return True
        last = at
        while self._joined_to_next(last) and last - at < _LONGEST_NAME:
            following = self.words[last + 1]
            if following.low in self.lists.followed_by:
                if following.cap or following.low in self.lists.places_after:
                    return not self._is_first_and_surname(at, last + 1)
                return not (named_kind(word) or following.has(Kind.NAME_WORD))
            if not (following.cap or following.initial or following.low in ("of", "and", "the")):
                return False
            last += 1
        return False

    def _is_first_and_surname(self, at: int, last: int) -> bool:
        """Whether "Karen Hill" is a person, as it is unless a place is spoken of; "Karen Hall" seldom is."""
        first, surname, grammar = self.words[at], self.words[last], self.grammar
        sure, perhaps = self.lists.surnames_too
        if last - at > 1 or not surname.cap or not (first.has(Kind.GIVEN) or self.roster.key(first)):
            return False
        if surname.low not in sure | perhaps or grammar.is_placed(at) or grammar.is_determined(at):
            return False
        following = self.grammar.after(last)
        if following and following.cap and following.close_to_last():
            return False
        if surname.low in sure:
            return not first.has(Kind.PLACE) and (not first.has(Kind.ENGLISH) or first.has(Kind.NAME_WORD))
        return grammar.acts(last) or grammar.is_asked(at) or grammar.is_related(at) or grammar.belongs(last)

    def _neighbours(self, at: int) -> list[tuple[int, Token]]:
        places = [(at - 1, at), (at + 1, at + 1)]
        return [
            (other, self.words[other])
            for other, later in places
            if 0 <= other < len(self.words)
            and self.words[later].close_to_last()
            and not self.words[later].begins
        ]

    def beside_name(self, at: int) -> bool:
        """Whether a neighbour is a listed name with a capital."""
        return any(
            word.cap and named_kind(word) and not word.has(Kind.PLACE) and not self.closed[other]
            for other, word in self._neighbours(at)
        )

    def _in_full_name(self, at: int) -> bool:
        """Whether two capitalised words that no dictionary knows stand together."""
        pair = [word for _, word in self._neighbours(at) if word.cap and not word.has(_ORDINARY)]
        return bool(pair) and not self._is_compound(self.words[at].low)

    def in_proper_phrase(self, at: int) -> bool:
        """Whether a neighbour is a capitalised word that is no name: "Disability Action Wexcombe"."""
        one = self.grammar.before(at)
        if (
            one
            and one.low in ("of", "for")
            and at > 1
            and self.words[at - 2].cap
            and self.words[at].has(Kind.ENGLISH)
        ):
            return True
        for other, word in self._neighbours(at):
            if word.upper:
                return True
            if not word.cap or (word.begins and other < at and not self.closed[other]):
                continue
            if self.closed[other] or word.has(Kind.FIELD | Kind.PLACE):
                return True
            if word.has(Kind.ENGLISH) and not word.has(Kind.NAME_WORD | Kind.USUAL_LAST):
                return True
        return False

    # -- what a word that no list knows may be --------------------------------------------------------

    def is_unknown_lower(self, at: int) -> bool:
        """Whether the word, in lower case, is none that any list knows."""
        word = self.words[at]
        unknown = not word.kind and word.text.islower() and len(word.low) > 2 and not self.closed[at]
        return unknown and not self._is_compound(word.low)

    def _is_compound(self, low: str) -> bool:
        """Whether `low` is two words in one ("frontline"), or ends as words do and names do not."""
        kind = self.lists.kind
        cuts = range(2, len(low) - 1)
        joined = any(kind(low[:cut]) & Kind.WORD and kind(low[cut:]) & Kind.WORD for cut in cuts)
        return joined or looks_like_a_word(low)

    def _is_misspelt_word(self, low: str) -> bool:
        """Whether one edit makes `low` an everyday word."""
        for head, tail in ((low[:cut], low[cut:]) for cut in range(len(low) + 1)):
            edits = [head + tail[1:], head + tail[1:2] + tail[:1] + tail[2:]]
            edits += [head + letter + tail[1:] for letter in _LETTERS]
            edits += [head + letter + tail for letter in _LETTERS]
            if any(len(edit) > 3 and self.lists.kind(edit) & Kind.WORD for edit in edits):
                return True
        return False
