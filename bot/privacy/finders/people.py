"""People: after a title."""

import re
from collections.abc import Iterable, Iterator

from bot.privacy.found import Label, Person
from bot.privacy.reading import Reading
from bot.privacy.spans import Span

_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Cllr|Councillor|Sir|Lady|Lord|Dame|Rev|Sister)\b\.?\s"
    r"([^\W\d_][\w'\-]*(?:\s(?!(?:Said|Told)\b)[A-Z][\w'\-]*){0,2})"
)


class People:
    """Finds names of people."""

    def __init__(self, roster: Iterable[Person], team: Iterable[str], allow: Iterable[str]) -> None:
        pass

    def find(self, reading: Reading) -> Iterator[Span]:
        """Names after a title."""
        for match in _TITLED.finditer(reading.plain):
            if match[1][0].isupper():
                yield Span(match.start(), match.end(), Label.PERSON, "title", True, match[1].lower())
