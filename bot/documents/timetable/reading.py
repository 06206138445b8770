"""What reading a timetable yields, and what can go wrong with one cell of it."""

from dataclasses import dataclass
from datetime import time

from bot.domain.times import said
from bot.domain.timetable import Timetable


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the file that could not be understood, or only by a guess.

    `message` is a sentence with the slot and the cell in it. It may hold words of the file: for the person
    who imports it, never for a log.
    """

    message: str
    day: int | None = None
    stream: str | None = None
    start: time | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read: its sessions, and what of it could not be understood."""

    timetable: Timetable
    problems: tuple[Problem, ...] = ()


def slot_words(day: int | None, stream: str | None, start: time | None) -> str:
    """A slot in words, of what is known: "Day 2, stream B, 11.30"."""
    parts = (
        f"day {day}" if day else "",
        f"stream {stream}" if stream else "",
        said(start) if start else "",
    )
    words = ", ".join(part for part in parts if part)
    return words[:1].upper() + words[1:]


def problem(day: int | None, stream: str | None, start: time | None, cell: str, words: str) -> Problem:
    """A problem in one slot; `cell` says where in the file."""
    where = slot_words(day, stream, start)
    return Problem(
        f"{where} ({cell}): {words}" if where else f"{_capital(cell)}: {words}", day, stream, start
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
