"""What a cell of the grid says: who, where, which peers, which statement; as people put it."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from bot.documents.timetable.people import is_title, people_in
from bot.documents.timetable.sheets import LINE_LIMIT, LINES_LIMIT
from bot.documents.timetable.vocabulary import (
    is_group,
    is_job,
    is_name,
    is_place,
    is_post,
    is_several,
    labelled,
    looks_like_peers,
    peers_in,
    size_in,
)
from bot.domain.people import Person
from bot.domain.times import Span, leading_span, parse_span
from bot.domain.timetable import Kind
from bot.domain.timetable_kinds import kind_and_rest, kinds_of, team_kinds

_BLANKS = re.compile(r"[^\S\r\n\v\f\u2028\u2029]+")
_BREAKS = re.compile(r"\s*[\r\n\v\f\u2028\u2029]+\s*")
_PIECES = re.compile(r"\s*;\s*|\s+[|@]\s+")
_DASHES = re.compile(r"\s+[-–—]\s+")
_TRAILING = re.compile(r"(.*\S)\s*[(\[]([^()\[\]]+)[)\]]")
_BULLET = re.compile(r"^\s*(?:[-–—•*·▪◦]|\d+[.)])\s+")
_BRACKETED = re.compile(r"^[(\[](.*)[)\]]$")
_ROOM = re.compile(r"(?:(?:committee|meeting|interview|base|training)\s+)?(?:room|rm\.?)\s*[\w.-]{0,5}", re.I)
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
    if len(lines) == 1 and len(lines[0]) <= LINE_LIMIT and not labelled(lines[0]):
        lines = _spread(lines[0])
    for line in lines[:LINES_LIMIT]:
        reader.line(line)
    if len(lines) > LINES_LIMIT:
        reader.slot.unread.append(f"{lines[LINES_LIMIT]} …")
    return reader.done()


def lines_of(text: str) -> list[str]:
    """A cell's lines, without bullets and blanks. What follows a label up to the line's end is the label's:
    "Peers: Dev; Siân" has two peers.
    """
    lines: list[str] = []
    for line in _BREAKS.split(_BLANKS.sub(" ", text)):
        label = ""
        for piece in _PIECES.split(_BULLET.sub("", line).strip(" ;")):
            part = labelled(piece)
            if part:
                label = part[0]
            if piece:
                lines.append(f"{label}: {piece}" if label in ("peers", "who") and not part else piece)
    return lines


def team_label(text: str) -> tuple[tuple[Kind, ...], str]:
    """The kinds of a row of the whole team's, and the words for it."""
    label = " ".join(text.split())
    return (team_kinds(label) or kinds_of(label) or (Kind.other,)), label


def _spread(line: str) -> list[str]:
    """A cell written on one line, "Jane Smith, DASS, Room 2, Dev / Siân", as the lines it might have been."""
    for parts, joint in ((_DASHES.split(line), " – "), ([part.strip() for part in line.split(",")], ", ")):
        place = next((at for at, part in enumerate(parts) if at and is_place(part)), None)
        if place is None or (joint != ", " and len(parts) < 3):
            continue
        last = place
        while last + 1 < len(parts) and is_place(parts[last + 1]):
            last += 1
        spread = [joint.join(parts[:place]), ", ".join(parts[place : last + 1]), ", ".join(parts[last + 1 :])]
        return [part for part in spread if part]
    return [line]


class _Reader:
    def __init__(self, team: set[str]) -> None:
        self.team = team
        self.slot = Slot()
        self.people: list[Person] = []
        self.label: list[str] = []
        #: The label of a line with nothing after it: the lines below belong to it.
        self.open = ""

    def line(self, line: str) -> None:
        if len(line) > LINE_LIMIT:
            self.slot.unread.append(line)
            return
        part = labelled(line)
        if part is not None:
            self._labelled(*part)
            self.open = "" if part[1] else part[0]
            return
        if self.open and (self.open != "peers" or looks_like_peers(line) or not self.slot.peers):
            self._labelled(self.open, line)
            self.open = "peers" if self.open == "peers" else ""
            return
        if (
            (trailing := _TRAILING.fullmatch(line))
            and is_place(trailing[1])
            and len(peers_in(trailing[2])) > 1
            and looks_like_peers(trailing[2])
        ):
            self.line(trailing[1])
            line = trailing[2]
        timed = leading_span(line)
        if timed and self.slot.span is None and timed[0].end is not None:
            self.slot.span, line = timed
            if not line:
                return
        if self._is_team(line) or self._is_peers_by_place(line):
            self.slot.peers += peers_in(line)
        elif not self.slot.place and _is_where(line, first=not (self.people or self.label)):
            self.slot.place = line
        elif self.slot.place and (self.people or self.label):
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
        if (
            self.people
            and not self.people[-1].title
            and is_title(line)
            and (is_post(line) or not is_group(line))
        ):
            self._give_title(line)
            return
        people = people_in(line)
        # "Team Managers" on a line under a name is the person's title; on a line of its own it is a group.
        if not people and self.people and not self.people[-1].title and is_job(line):
            self._give_title(line)
        elif people and self.people and not self.people[-1].name and not people[0].title:
            # The job title stood on the line above the name.
            self.people[-1] = Person(people[0].name, self.people[-1].title)
            self.people += people[1:]
        elif people:
            self.people += people
        else:
            self.label.append(line)

    def _give_title(self, line: str) -> None:
        self.people[-1] = Person(self.people[-1].name, line)

    def _after_place(self, line: str) -> None:
        bare = _BRACKETED.sub(r"\1", line)
        size, rest = size_in(line)
        if looks_like_peers(bare.title() if bare.islower() else bare):
            self.slot.peers += peers_in(bare)
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
        """Whether a line is initials or first names with a stroke between: "(DM, SP)", "Dev & Jo"."""
        bare = _BRACKETED.sub(r"\1", line)
        names = peers_in(bare)
        short = len(names) > 1 and all(len(name.split()) == 1 for name in names)
        return short and looks_like_peers(bare) and bool(self.people or self.label)


def _is_where(line: str, *, first: bool) -> bool:
    """Whether a line is a place. What comes first is who is heard, unless it can be nothing but a room."""
    if first:
        return bool(_ROOM.fullmatch(line))
    return not is_name(line) and (bool(_VIRTUAL_LINE.fullmatch(line)) or is_place(line))


def _guess(slot: Slot) -> Kind:
    """The kind of a slot that doesn't say: a named person is an interview, several people a focus group."""
    spoken = kinds_of(slot.label)
    if spoken:
        return spoken[0]
    group = is_several(slot.label) and not slot.people
    if (slot.size or 0) > 3 or len(slot.people) > 3 or group:
        return Kind.focus_group
    return Kind.interview
