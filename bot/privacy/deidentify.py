"""De-identification: a post-it's text with the people, numbers and addresses in it hidden or asked about.

Text is read in memory and forgotten: nothing here logs, stores or remembers it (requirements 106-109, 141).
"""

from collections import Counter
from collections.abc import Iterable

from bot.privacy.finders import contacts, numbers, people, places, roles
from bot.privacy.found import Find, Label, Masked, Person
from bot.privacy.phrases import Phrases
from bot.privacy.reading import Reading
from bot.privacy.spans import settle

__all__ = ["Deidentifier", "Find", "Label", "Masked", "Person"]

_FINDERS = (
    contacts.slack,
    contacts.emails,
    contacts.phones,
    numbers.nhs_numbers,
    numbers.national_insurance,
    numbers.record_numbers,
    numbers.births,
    places.postcodes,
    places.addresses,
)


class Deidentifier:
    """Finds and hides identifiers in the post-its of one challenge.

    `roster` is who is interviewed, `team` the peers' own names, `allow` the names of the council's services
    and teams, which are not people. Cheap to make; keep one a challenge.
    """

    def __init__(
        self, roster: Iterable[Person] = (), team: Iterable[str] = (), allow: Iterable[str] = ()
    ) -> None:
        roster = tuple(roster)
        self._people = people.People(roster, team, allow)
        self._roles = roles.Roles(roster)

    def find(self, text: str) -> list[Find]:
        """The identifiers in `text`, in order, none overlapping another."""
        reading = Reading(text)
        spans = [span for finder in _FINDERS for span in finder(reading)]
        spans.extend(self._people.find(reading))
        spans.extend(self._roles.find(reading))
        return [
            Find(*reading.span(span.start, span.end), span.label, span.rule, span.sure, span.who)
            for span in settle(spans, reading.plain)
        ]

    def mask(self, text: str) -> Masked:
        """`text` with every sure find replaced by a neutral phrase, the same person by the same one."""
        finds = self.find(text)
        phrases = Phrases()
        pieces: list[str] = []
        hidden: Counter[Label] = Counter()
        at = 0
        for find in finds:
            if not find.sure:
                continue
            pieces.append(text[at : find.start])
            pieces.append(phrases.instead_of(find, text))
            hidden[find.label] += 1
            at = find.end
        unsure = [find for find in finds if not find.sure]
        return Masked(
            "".join((*pieces, text[at:])),
            dict(hidden),
            tuple(dict.fromkeys(text[find.start : find.end] for find in unsure)),
            tuple((find.start, find.end) for find in unsure),
        )
