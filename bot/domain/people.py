"""Someone whom the timetable names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Someone on the roster: a name as the timetable has it ("Cllr Folake Oyelaran"), and a job title."""

    name: str
    title: str = ""


_WORDS = re.compile(r"[^\W\d_]{3,}")


def services(people: Iterable[Person], labels: Iterable[str] = ()) -> tuple[str, ...]:
    """The services and teams that job titles and a timetable's labels name, which are not people: "Larkfield
    House" of "Registered Manager, Larkfield House". What has a word of somebody's name in it is left out.
    """
    everyone = tuple(people)
    names = {word.casefold() for person in everyone for word in _WORDS.findall(person.name)}
    parts = [part.strip() for person in everyone for part in person.title.split(",")[1:]]
    return tuple(
        dict.fromkeys(
            part
            for part in (*parts, *labels)
            if len(part.split()) > 1 and names.isdisjoint(word.casefold() for word in _WORDS.findall(part))
        )
    )
