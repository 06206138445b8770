"""De-identification: a post-it's text with the people, numbers and addresses in it hidden or asked about.

Text is read in memory and forgotten: nothing here logs, stores or remembers it (requirements 106-109, 141).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.privacy import ner as model
from bot.privacy.answered import NO_ANSWERS, answered
from bot.privacy.finders import contacts, numbers, people, places, records, roles
from bot.privacy.found import Answers, Find, Label, Mark, Masked, Person, Piece
from bot.privacy.phrases import Noun, Phrases, noun_of
from bot.privacy.reading import Reading, undressed
from bot.privacy.spans import Span, settle

__all__ = ["Deidentifier", "Find", "Label", "Masked", "Person", "names_somebody"]

_FINDERS = (
    contacts.slack,
    contacts.emails,
    contacts.phones,
    numbers.nhs_numbers,
    numbers.national_insurance,
    numbers.births,
    records.record_numbers,
    places.postcodes,
    places.addresses,
)

_BRACKET, _WORD = re.compile(r"\s*\(([^()\n]{2,60})\)"), re.compile(r"[^\W\d_]+")
_JOINS = frozenset({"and", "for", "of", "the"})


class Deidentifier:
    """Finds and hides identifiers in the post-its of one challenge.

    `roster` is who is interviewed, `team` the peers' own names, `allow` the names of the council, its
    services and its teams, which are not people. `ner` asks for the optional extra (None: where it is
    installed). Cheap to make; keep one a challenge. The word lists load at the first text, once a process.
    """

    def __init__(
        self,
        roster: Iterable[Person] = (),
        team: Iterable[str] = (),
        allow: Iterable[str] = (),
        *,
        ner: bool | None = None,
    ) -> None:
        known, peers = tuple(roster), tuple(name for name in team if name.strip())
        self._people = people.People((*known, *map(Person, peers)), allow)
        self._roles = roles.Roles(known)
        self._ner = model.is_installed() if ner is None else ner
        called = [noun_of(f"{person.name} {person.title}") for person in known] + [Noun.PEER] * len(peers)
        self._nouns = {people.key_of(place): noun for place, noun in enumerate(called)}
        self._titles = {
            people.key_of(place): frozenset(_WORD.findall(person.title.casefold()))
            for place, person in enumerate(known)
        }

    def find(self, text: str, answers: Answers = NO_ANSWERS) -> list[Find]:
        """The identifiers in `text`, in order, none overlapping another. What `answers` says to hide is sure,
        and what it says to keep is none.
        """
        finds = self._look(text, answers)
        # Hiding one name can show another ("and X" after "spoke to Y"): look until nothing new shows, so that
        # masking a masked text changes nothing.
        while any(find.sure for find in finds):
            masked, kept = self._replace(text, finds)
            more = [
                _moved(find, *place)
                for find in self._look(masked, answers)
                if find.sure
                for place in kept
                if place[0] <= find.start and find.end <= place[1]
            ]
            if not more:
                break
            finds = _merged(finds, more)
        return finds

    def mask(self, text: str, answers: Answers = NO_ANSWERS) -> Masked:
        """`text` with every sure find replaced by a neutral phrase, the same person by the same one."""
        finds = self.find(text, answers)
        unsure = [find for find in finds if not find.sure]
        return Masked(
            tuple(Piece(piece, mark) for piece, mark, _ in self._pieces(text, finds)),
            dict(Counter(find.label for find in finds if find.sure)),
            tuple(dict.fromkeys(text[find.start : find.end] for find in unsure)),
            tuple((find.start, find.end) for find in unsure),
        )

    def hide(self, text: str, finds: Sequence[Find]) -> str:
        """`text` with the sure ones of `finds` replaced, for `finds` from `find`."""
        return self._replace(text, finds)[0]

    def _look(self, text: str, answers: Answers) -> list[Find]:
        """One look at `text`, as it came and without what dresses it up."""
        spans = self._spans(text)
        bare = undressed(text)
        if bare is not None:
            spans += [_placed(span, bare.span(span.start, span.end)) for span in self._spans(bare.text)]
        finds = [
            Find(span.start, span.end, span.label, span.rule, span.sure, span.who)
            for span in settle(spans, text)
        ]
        titled = [self._with_title(find, text) for find in finds]
        return answered(text, [find for find in titled if not _inside(find, titled)], answers)

    def _with_title(self, find: Find, text: str) -> Find:
        """A known person with what is said of their post in brackets after the name, which would tell who
        "a senior leader" is: "Louise Haworth (public health)".
        """
        bracket = _BRACKET.match(text, find.end) if find.sure and find.label is Label.PERSON else None
        if bracket is None:
            return find
        said = frozenset(_WORD.findall(bracket[1].casefold())) - _JOINS
        titled = said and said <= self._titles.get(find.who, frozenset())
        return replace(find, end=bracket.end()) if titled else find

    def _spans(self, text: str) -> list[Span]:
        """What the finders find in `text`, by its own offsets."""
        reading = Reading(text)
        spans = [span for finder in _FINDERS for span in finder(reading)]
        hints = model.people(reading.plain) if self._ner else ()
        spans.extend(self._people.find(reading, hints))
        spans.extend(self._roles.find(reading))
        return [_placed(span, reading.span(span.start, span.end)) for span in spans]

    def _replace(self, text: str, finds: Iterable[Find]) -> tuple[str, list[tuple[int, int, int]]]:
        """The masked text, and what was kept: start and end in it, and start in `text`."""
        masked, kept = "", []
        for piece, mark, origin in self._pieces(text, [find for find in finds if find.sure]):
            if mark is Mark.kept:
                kept.append((len(masked), len(masked) + len(piece), origin))
            masked += piece
        return masked, kept

    def _pieces(self, text: str, finds: Sequence[Find]) -> Iterator[tuple[str, Mark, int]]:
        """The masked text in pieces, each with its mark and where in `text` it comes from."""
        phrases, at = Phrases(self._nouns, [find for find in finds if find.sure], text), 0
        for find in finds:
            if at < find.start:
                yield text[at : find.start], Mark.kept, at
            if find.sure:
                yield phrases.instead_of(find), Mark.hidden, find.start
            else:
                yield text[find.start : find.end], Mark.unsure, find.start
            at = find.end
        if at < len(text):
            yield text[at:], Mark.kept, at


def names_somebody(text: str) -> bool:
    """Whether `text`, read alone, names a person for sure: a timetable's cell may say just "Sunita Rao", as
    if that were a team.
    """
    found = people.People((), ()).find(Reading(text), ())
    return any(span.sure and span.label is Label.PERSON for span in found)


def _inside(find: Find, others: Iterable[Find]) -> bool:
    return any(other.start < find.start and find.end <= other.end for other in others)


def _placed(span: Span, place: tuple[int, int]) -> Span:
    return span._replace(start=place[0], end=place[1])


def _moved(find: Find, start: int, _end: int, origin: int) -> Find:
    by = origin - start
    return Find(find.start + by, find.end + by, find.label, find.rule, find.sure, find.who)


def _merged(finds: Sequence[Find], more: Sequence[Find]) -> list[Find]:
    """`finds` with `more` sure ones, which no sure one overlaps; an unsure one gives way."""
    kept = [find for find in finds if find.sure or not any(map(find.overlaps, more))]
    return sorted((*kept, *more), key=lambda find: find.start)
