"""Someone whom the timetable names."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Someone on the roster: a name as the timetable has it ("Cllr Folake Oyelaran"), and a job title."""

    name: str
    title: str = ""
