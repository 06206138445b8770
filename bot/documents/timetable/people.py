"""Who is in a line: "Jane Smith, Director of Adult Services" and the other ways in which people put it."""

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.documents.timetable.vocabulary import is_job, is_name, is_place, is_post
from bot.domain.people import Person

_BRACKETED = re.compile(r"\s*([^()]{2,80}?)\s*\(([^()]{2,120})\)\s*(?:[,;/&]|\band\b|$)\s*")
_DASHED = re.compile(r"\s+[-–—|]\s+|\s*:\s+|\s+[-–—]|[–—]\s+")
_AND = re.compile(r"\s*(?:&|/|\band\b)\s*")


def people_in(line: str) -> tuple[Person, ...]:
    """The people a line names, with their job titles where it gives them; empty where it names nobody.

    A lone job title is a person without a name.
    """
    line = line.strip(" ,;")
    if line.islower() and not line.title().islower():  # "ª" is a small letter that has no large one
        named = [person for person in people_in(line.title()) if person.name]
        return tuple(Person(person.name, person.title.lower()) for person in named) or _job_alone(line)
    for read in (_bracketed, _dashed, _by_commas):
        found = tuple(read(line))
        if found:
            return found
    return _job_alone(line)


def _job_alone(line: str) -> tuple[Person, ...]:
    return (Person("", line),) if is_post(line) else ()


def _bracketed(line: str) -> Iterator[Person]:
    """ "Jane Smith (DASS), Tom Brown (Head of Commissioning)"."""
    at = 0
    found = []
    while at < len(line):
        match = _BRACKETED.match(line, at)
        if match is None or match.end() == at:
            return
        first, second = match[1].strip(), match[2].strip()
        if is_name(first, titled=is_job(second)):
            found.append(Person(first, second))
        elif is_name(second) and is_job(first):
            found.append(Person(second, first))
        else:
            return
        at = match.end()
    yield from found


def _dashed(line: str) -> Iterator[Person]:
    """ "Jane Smith – Director", or the other way round."""
    parts = _DASHED.split(line, maxsplit=1)
    if len(parts) != 2:
        return
    first, second = (part.strip() for part in parts)
    if is_name(first, titled=is_job(second)) and second:
        yield Person(first, second)
    elif is_name(second) and is_job(first):
        yield Person(second, first)


def _by_commas(line: str) -> Iterator[Person]:
    """ "Jane Smith, Director", "Jane Smith & Tom Brown, Team Managers", "DASS, Jane Smith", and several."""
    parts = [part.strip() for part in line.split(",") if part.strip()]
    if len(parts) == 2 and is_job(parts[0]) and not is_name(parts[0]) and is_name(parts[1]):
        yield Person(parts[1], parts[0])
        return
    names: list[str] = []
    title: list[str] = []
    for part, following in pairwise([*parts, ""]):
        here = [name.strip() for name in _AND.split(part)]
        if all(is_name(name, titled=is_job(following) and not is_name(following)) for name in here):
            if title:
                yield from (Person(name, ", ".join(title)) for name in names)
                names, title = [], []
            names += here
        elif not names:
            return
        else:
            title.append(part)
    yield from (Person(name, ", ".join(title)) for name in names)


def is_title(line: str) -> bool:
    """Whether a line can be the job title of somebody named on the line above."""
    return not is_name(line) and (is_job(line) or not is_place(line))
