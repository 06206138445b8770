"""What a cell of the grid says: who, where, which peers, which statement; as people put it."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from bot.documents.timetable.people import is_title, people_in
from bot.documents.timetable.vocabulary import (
    is_group,
    is_job,
    is_name,
    is_place,
    labelled,
    looks_like_peers,
    peers_in,
    size_in,
)
from bot.domain.people import Person
from bot.domain.times import Span, leading_span, parse_span
from bot.domain.timetable import Kind
from bot.domain.timetable_kinds import kind_and_rest, kinds_of, team_kinds

_BREAKS = re.compile(r"\s*(?:\r\n|[\r\n\v\f\u2028\u2029]|;|\s\|\s)\s*")
_BULLET = re.compile(r"^\s*(?:[-–—•*·▪◦]|\d+[.)])\s+")
_BRACKETED = re.compile(r"^[(\[](.*)[)\]]$")
_VIRTUAL_LINE = re.compile(
    r"(?:virtual|online|via teams|teams|zoom|by (?:tele)?phone)(?: (?:call|meeting|link))?", re.I
)


@dataclass(slots=True)
class Slot:
    """What was understood of a cell. `span` is set where the cell gives a time of its own."""

    kinds: tuple[Kind, ...] = ()
    label: str = ""
    people: tuple[Person, ...] = ()
    place: str = ""
    peers: tuple[str, ...] = ()
    statement: str = ""
    size: int | None = None
    span: Span | None = None
    #: Lines that are none of these. They are shown to whoever imports, so that nothing is lost in silence.
    unread: list[str] = field(default_factory=list)


def read_cell(text: str, team: Collection[str] = ()) -> Slot:
    """Read a cell with one slot of one stream. `team` has the team's names, in any case, where known."""
    reader = _Reader({name.casefold() for name in team})
    lines = lines_of(text)
    if len(lines) == 1 and not labelled(lines[0]):
        lines = _spread(lines[0])
    for line in lines:
        reader.line(line)
    return reader.done()


def lines_of(text: str) -> list[str]:
    """A cell's lines, without bullets and blanks."""
    return [line for part in _BREAKS.split(text) if (line := _BULLET.sub("", part).strip(" ;"))]


def team_label(text: str) -> tuple[tuple[Kind, ...], str]:
    """The kinds of a row of the whole team's, and the words for it."""
    label = " ".join(text.split())
    return (team_kinds(label) or kinds_of(label) or (Kind.other,)), label


def _spread(line: str) -> list[str]:
    """A cell written on one line, "Jane Smith, DASS, Room 2, Dev / Siân", as the lines it might have been."""
    parts = [part.strip() for part in line.split(",")]
    place = next((at for at, part in enumerate(parts) if at and is_place(part)), None)
    if place is None:
        return [line]
    last = place
    while last + 1 < len(parts) and is_place(parts[last + 1]):
        last += 1
    spread = [", ".join(parts[:place]), ", ".join(parts[place : last + 1]), ", ".join(parts[last + 1 :])]
    return [part for part in spread if part]


class _Reader:
    def __init__(self, team: set[str]) -> None:
        self.team = team
        self.slot = Slot()
        self.people: list[Person] = []
        self.label: list[str] = []

    def line(self, line: str) -> None:
        part = labelled(line)
        if part is not None:
            self._labelled(*part)
            return
        timed = leading_span(line)
        if timed and self.slot.span is None and timed[0].end is not None:
            self.slot.span, line = timed
            if not line:
                return
        if self._is_team(line) or self._is_peers_by_place(line):
            self.slot.peers += peers_in(line)
        elif (self.people or self.label) and not self.slot.place and _is_where(line):
            self.slot.place = line
        elif self.slot.place:
            self._after_place(line)
        else:
            self._who(line)

    def done(self) -> Slot:
        slot = self.slot
        slot.people, slot.label = tuple(self.people), " · ".join(self.label)
        if not slot.kinds:
            slot.kinds = (_guess(slot),)
        return slot

    def _labelled(self, part: str, text: str) -> None:
        slot = self.slot
        match part:
            case "statement":
                slot.statement = text
            case "place":
                slot.place = text
            case "peers":
                slot.peers += peers_in(text)
            case "title" if self.people and not self.people[-1].title:
                self.people[-1] = Person(self.people[-1].name, text)
            case "size" if text.isdecimal():
                slot.size = int(text[:4])
            case "kind":
                slot.kinds = kinds_of(text)
            case "time":
                slot.span = parse_span(text)
            case "note":
                slot.unread.append(text)
            case _ if text:
                self._who(text)

    def _who(self, line: str) -> None:
        kind = None if self.slot.kinds else kind_and_rest(line)
        if kind is not None:
            self.slot.kinds, line = (kind[0],), kind[1]
            if not line:
                return
        size, line = size_in(line)
        if size is not None and self.slot.size is None:
            self.slot.size = size
        if not line:
            return
        if self.people and not self.people[-1].title and is_title(line) and not is_group(line):
            self._give_title(line)
            return
        people = people_in(line)
        # "Team Managers" on a line under a name is the person's title; on a line of its own it is a group.
        if not people and self.people and not self.people[-1].title and is_job(line):
            self._give_title(line)
        elif people:
            self.people += people
        else:
            self.label.append(line)

    def _give_title(self, line: str) -> None:
        self.people[-1] = Person(self.people[-1].name, line)

    def _after_place(self, line: str) -> None:
        bare = _BRACKETED.sub(r"\1", line)
        size, rest = size_in(line)
        if not self.slot.peers and looks_like_peers(bare):
            self.slot.peers = peers_in(bare)
        elif size is not None and self.slot.size is None and not rest:
            self.slot.size = size
        elif is_place(line):
            self.slot.place += f", {line}"
        elif people_in(line):
            self.people += people_in(line)
        else:
            self.slot.unread.append(line)

    def _is_team(self, line: str) -> bool:
        """Whether a line has names of the team's and of nobody else."""
        names = peers_in(_BRACKETED.sub(r"\1", line))
        return bool(names and self.team) and all(name.casefold() in self.team for name in names)

    def _is_peers_by_place(self, line: str) -> bool:
        """Whether a line is initials in brackets or with a stroke between: "(DM, SP)", "DM/SP"."""
        bare = _BRACKETED.sub(r"\1", line)
        initials = re.fullmatch(r"[A-Z]{2,3}(?:\s*(?:[,/&+]|and)\s*[A-Z]{2,3})+", bare)
        return bool(initials) and bool(self.people or self.label)


def _is_where(line: str) -> bool:
    return not is_name(line) and (bool(_VIRTUAL_LINE.fullmatch(line)) or is_place(line))


def _guess(slot: Slot) -> Kind:
    """The kind of a slot that doesn't say: a named person is an interview, several people a focus group."""
    spoken = kinds_of(slot.label)
    if spoken:
        return spoken[0]
    group = is_group(slot.label) and not slot.people
    if (
        (slot.size or 0) > 3
        or len(slot.people) > 3
        or (group and re.search(r"\bgroup|\bforum", slot.label, re.I))
    ):
        return Kind.focus_group
    return Kind.interview
