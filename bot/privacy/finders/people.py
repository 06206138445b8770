"""People: single words judged, then titles, initials and repetition, then words joined into names."""

from collections.abc import Iterable, Iterator, Sequence

from bot.privacy.finders.grammar import Grammar
from bot.privacy.finders.judge import Judge, Level
from bot.privacy.finders.morphology import looks_like_a_word
from bot.privacy.finders.roster import Roster, key_of
from bot.privacy.finders.tokens import Token, tokens
from bot.privacy.found import Label, Person
from bot.privacy.lexicon import Kind, by_first_word, lexicon
from bot.privacy.reading import Reading
from bot.privacy.spans import Span

__all__ = ["People", "key_of"]


class People:
    """Finds the people of one challenge and any others in its notes."""

    def __init__(self, known: Sequence[Person], allow: Iterable[str]) -> None:
        self._people = known
        self._allow = by_first_word(allow)
        self._roster: Roster | None = None

    def find(self, reading: Reading, hints: Iterable[tuple[int, int]] = ()) -> Iterator[Span]:
        """Names of people, sure and to be asked about. `hints` are spans that a model takes for people."""
        lists = lexicon()
        if self._roster is None:  # at first use: the lists are heavy
            self._roster = Roster(self._people, lists)
        words = tokens(reading.plain, lists)
        judge = Judge(words, reading.plain, lists, self._roster, self._allow)
        _hinted(judge, hints)
        for rule in (
            _titles,
            _surnames_after_initials,
            _initials,
            _dotted_initials,
            _surname_first,
            _together,
            _again,
        ):
            rule(judge)
        yield from _Names(judge).spans()


def _hinted(judge: Judge, hints: Iterable[tuple[int, int]]) -> None:
    """What a model takes for a person is one, unless the word is the field's, a place's or everyday."""
    for start, end in hints:
        for at, word in enumerate(judge.words):
            if start <= word.start and word.end <= end and _may_be_hinted(judge, at):
                _take_hint(judge, at)


def _may_be_hinted(judge: Judge, at: int) -> bool:
    word = judge.words[at]
    if (
        judge.closed[at]
        or word.has(Kind.FIELD)
        or word.initial
        or word.upper
        or word.camel
        or len(word.low) < 3
    ):
        return False
    titled = word.low in judge.grammar.sets["titles"]
    return not (titled or judge.grammar.is_month(at) or judge.names_a_place(at))


def _take_hint(judge: Judge, at: int) -> None:
    word = judge.words[at]
    everyday, named = word.has(Kind.ENGLISH | Kind.PLACE), word.has(Kind.NAME)
    if word.cap and (not everyday or judge.beside_name(at) or (named and not word.begins)):
        placed = judge.grammar.is_placed(at) or judge.in_proper_phrase(at) or looks_like_a_word(word.low)
        judge.settle(at, Level.ASK if placed and not named else Level.SURE, "model")
    elif not word.cap and not everyday:
        judge.settle(at, Level.SURE if named else Level.ASK, "model, lower case")


def _titles(judge: Judge) -> None:
    """ "Mrs Pickersgill", "dr adeyemi", "Mr D", "Mr and Mrs Uddin"."""
    sets = judge.grammar.sets
    for at, word in enumerate(judge.words[:-1]):
        plain_title = word.low in sets["titles"]
        if not (plain_title or (word.low in sets["capital_titles"] and word.cap)) or judge.closed[at]:
            continue
        name = _after_title(judge, at)
        if name is not None and _takes_a_title(judge.words[name], plain_title):
            for inside in range(at, name):
                judge.settle(inside, Level.SURE, "title")
            judge.settle(name, Level.SURE, "title", judge.roster.key(judge.words[name]))


def _takes_a_title(word: Token, plain_title: bool) -> bool:
    """Whether `word`, after a title, is a name; "nurse" and the like are no plain titles and prove less."""
    if word.has(Kind.FIELD) and not word.has(Kind.NAME | Kind.USUAL_LAST):
        return False
    if word.text.islower():
        usual = word.has(Kind.USUAL_LAST | Kind.NAME_WORD) or not word.has(Kind.ENGLISH)
        return plain_title and usual
    return plain_title or word.initial or word.has(Kind.NAME) or not word.kind


def _after_title(judge: Judge, at: int) -> int | None:
    """The place of the word that a title at `at` belongs to, over a second title and "and"."""
    words, titles = judge.words, judge.grammar.sets["titles"]
    name = at + 1
    if words[name].low in ("and", "or") and name + 2 < len(words) and words[name + 1].low in titles:
        name += 2
    elif words[name].low in titles and name + 1 < len(words):
        name += 1
    gap = words[name].gap
    return name if not gap.strip(" .&") and "\n" not in gap and gap else None


def _surnames_after_initials(judge: Judge) -> None:
    """ "T. Williams", "J Page"."""
    for at in range(1, len(judge.words)):
        initial, word = judge.words[at - 1], judge.words[at]
        if not initial.initial or not word.cap or judge.closed[at] or word.has(Kind.FIELD):
            continue
        dotted = word.gap in (". ", ".") and initial.gap[-1:] in ("", " ", "(", "\n")
        spaced = word.gap == " " and initial.text not in "AI" and (word.has(Kind.NAME) or not word.kind)
        key = judge.roster.key(word)
        surname = key or word.has(Kind.NAME | Kind.USUAL_LAST) or not word.kind
        if (dotted or spaced) and surname and not judge.names_a_place(at):
            judge.settle(at, Level.SURE, "initial and surname", key)


def _initials(judge: Judge) -> None:
    """Initials: those of the roster, and two capitals that speak or are put in brackets with a team."""
    grammar = judge.grammar
    for at, word in enumerate(judge.words):
        if judge.closed[at] or not 2 <= len(word.text) <= 3:
            continue
        key = judge.roster.key_of_initials(word.low)
        field = word.low in judge.lists.acronyms or word.has(Kind.FIELD)
        aside = grammar.is_placed(at) or grammar.is_determined(at) or grammar.is_from(at)
        speaks = grammar.is_spoken_to(at) or (grammar.speaks(at, speech_only=True) and not aside)
        typed_low = word.text.islower() and speaks and not word.has(Kind.WORD)
        if key and (typed_low or (word.upper and (speaks or not field))):
            doubtful = word.low in grammar.sets["spoken_of"]
            judge.settle(at, Level.ASK if doubtful else Level.SURE, "roster, initials", key)
        elif word.upper and len(word.text) == 2 and not field and (speaks or _is_anyone(grammar, at)):
            judge.settle(at, Level.SURE, "initials, by the grammar", f"initials:{word.low}")


def _is_anyone(grammar: Grammar, at: int) -> bool:
    return grammar.belongs(at) or grammar.is_asked(at)


def _surname_first(judge: Judge) -> None:
    """ "SMITH, John"."""
    for at in range(len(judge.words) - 1):
        surname, first = judge.words[at], judge.words[at + 1]
        pair = surname.upper and first.cap and first.gap == ", " and judge.levels[at + 1] == Level.SURE
        if pair and surname.has(Kind.USUAL_LAST | Kind.NAME) and first.has(Kind.GIVEN):
            judge.settle(at, Level.SURE, "surname first", judge.roster.key(surname))


def _dotted_initials(judge: Judge) -> None:
    """ "J.S. said"."""
    for at in range(len(judge.words) - 1):
        one, two = judge.words[at], judge.words[at + 1]
        if one.initial and two.initial and two.gap == ".":
            letters = one.low + two.low
            key = judge.roster.key_of_initials(letters)
            if key or judge.grammar.speaks(at + 1, speech_only=True) or judge.grammar.is_asked(at):
                for inside in (at, at + 1):
                    judge.settle(inside, Level.SURE, "initials", key or f"initials:{letters}")


def _together(judge: Judge) -> None:
    """ "Will and Penny": who is named in one breath with a person is a person."""
    words = judge.words
    for at in range(len(words) - 2):
        if words[at + 1].low not in ("and", "or", "n"):
            continue
        for one, other in ((at, at + 2), (at + 2, at)):
            word = words[one]
            if judge.levels[other] < Level.SURE or judge.levels[one] == Level.SURE or judge.closed[one]:
                continue
            named = word.has(Kind.NAME_WORD) or (word.cap and word.has(Kind.USUAL_LAST))
            if named and word.cap == words[other].cap and not judge.names_a_place(one):
                judge.settle(one, Level.SURE, "named with another")


def _again(judge: Judge) -> None:
    """What is a name once is one again, unless the sentence shows that it is the plain word this time."""
    words = judge.words
    named = {
        word.low: judge.keys[at]
        for at, word in enumerate(words)
        if judge.levels[at] == Level.SURE and len(word.low) > 2
    }
    for at, word in enumerate(words):
        if judge.levels[at] == Level.SURE or word.low not in named or not word.cap or judge.closed[at]:
            continue
        ordinary = word.has(Kind.ENGLISH | Kind.PLACE) or word.low in judge.grammar.sets["months"]
        plain_here = word.begins and ordinary and not judge.grammar.lives(at)
        if not (plain_here or judge.grammar.is_month(at) or judge.names_a_place(at)):
            judge.settle(at, Level.SURE, "named before", named[word.low])


class _Names:
    """Joins judged words into names, and says which names are the same person's."""

    def __init__(self, judge: Judge) -> None:
        self._judge, self._words = judge, judge.words
        self._who: dict[str, str] = {}

    def spans(self) -> Iterator[Span]:
        """The names, in order."""
        judge, at = self._judge, 0
        while at < len(self._words):
            if judge.levels[at] == Level.NO:
                at += 1
                continue
            first, last = self._widen_left(at), self._widen_right(at)
            inside = range(first, last + 1)
            level = max(judge.levels[place] for place in inside)
            rule = next(judge.rules[place] for place in inside if judge.levels[place] == level)
            start, end = self._words[first].start, self._words[last].end
            yield Span(start, end, Label.PERSON, rule, level == Level.SURE, self._same_person(inside))
            at = last + 1

    def _same_person(self, inside: range) -> str:
        """A key that is the same for every name of one person in the note."""
        titles = self._judge.grammar.sets["titles"]
        lows = [self._words[at].low for at in inside]
        lows = [low for low in lows if len(low) > 1 and low not in titles] or lows
        keys = [key for at in inside if (key := self._judge.keys[at])]
        known = next((key for key in keys if key.startswith("roster:")), None) or next(iter(keys), None)
        who = known or next((self._who[low] for low in lows if low in self._who), " ".join(lows))
        for low in lows:
            self._who.setdefault(low, who)
        return who

    def _widen_left(self, at: int) -> int:
        """Take in an initial before ("T. Williams")."""
        first = at
        while first > max(0, at - 4) and not self._judge.closed[first - 1]:
            one, gap = self._words[first - 1], self._words[first].gap
            if not one.initial or gap not in (" ", ". ", ".") or one.text == "I":
                break
            if one.text == "A" and "." not in gap:
                break
            first -= 1
        left = self._judge.grammar.sets["particles_before"]
        nearest = max(0, first - 3)  # no name has more particles
        while first > nearest and self._words[first].close_to_last() and self._words[first - 1].low in left:
            if not (self._words[at].cap or self._words[at].low in left) or self._judge.closed[first - 1]:
                break
            first -= 1
        return first

    def _widen_right(self, at: int) -> int:
        """Take in the surname, a middle initial, a particle and what follows it."""
        last = at
        while last + 1 < len(self._words) and not self._words[last].owns:
            here, following = self._words[last], self._words[last + 1]
            title = here.low in self._judge.grammar.sets["titles"]
            dotted = (here.initial or title) and following.gap in (". ", ".", " & ")
            if self._judge.closed[last + 1] or not (following.close_to_last() or dotted):
                break
            if self._judge.levels[last + 1] or self._continues(last):
                last += 1
            elif more := self._particles_after(last):
                last += more
            else:
                break
        return last

    def _particles_after(self, last: int) -> int:
        """How many words of "de la Cruz" or "bin Ali" go on from the name that ends at `last`."""
        at = last + 1
        while at < min(last + 4, len(self._words)) and self._words[at].close_to_last():
            word = self._words[at]
            if word.low not in self._judge.grammar.sets["particles"]:
                named = (word.cap and not word.has(Kind.FIELD)) or self._judge.levels[at]
                return at - last if named and at > last + 1 else 0
            at += 1
        return 0

    def _continues(self, last: int) -> bool:
        """Whether the next word, no name by itself, is the surname or an initial of the name before it."""
        here, following = self._words[last], self._words[last + 1]
        if following.upper or (following.has(Kind.FIELD) and not self._is_usual_surname(last)):
            return False
        if len(following.text) == 1 and (following.initial or here.text.islower()):
            return following.low not in "ai" or self._judge.plain[following.end : following.end + 1] == "."
        if following.cap:
            a_word = following.has(Kind.ENGLISH) and not following.has(Kind.NAME | Kind.USUAL_LAST)
            return not a_word and not self._judge.grammar.is_month(last + 1)
        if self._judge.rules[last] == "unknown word, by the grammar":
            return here.text.islower() and self._judge.is_unknown_lower(last + 1)
        return here.text.islower() and self._is_lower_surname(last + 1, following)

    def _is_usual_surname(self, last: int) -> bool:
        """Whether a word of the field after a first name is a surname: "Sarah Young", not "Amy Care Plan"."""
        words = self._words
        after = words[last + 2] if last + 2 < len(words) else None
        goes_on = after is not None and after.close_to_last() and (after.cap or after.has(Kind.FIELD))
        return words[last].has(Kind.GIVEN) and words[last + 1].has(Kind.USUAL_LAST) and not goes_on

    def _is_lower_surname(self, at: int, word: Token) -> bool:
        if not word.has(Kind.ENGLISH | Kind.PLACE):
            return word.has(Kind.LAST)
        if word.low in self._judge.lists.lower_surnames and self._words[at - 1].has(Kind.GIVEN):
            return not self._words[at - 1].has(Kind.ENGLISH)
        return word.has(Kind.USUAL_LAST) and self._judge.grammar.speaks(at, speech_only=True)
