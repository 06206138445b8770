"""Form (b), the flat table: a row a session, under headings of its own."""

import re
from dataclasses import dataclass, field

from bot.documents.timetable.cells import Slot, lines_of, read_cell, team_label
from bot.documents.timetable.moments import day_of, span_of
from bot.documents.timetable.people import people_in
from bot.documents.timetable.reading import Problem, problem
from bot.documents.timetable.sheets import SLOT_LIMIT, Formula, Sheet
from bot.documents.timetable.slots import Raw, stream_of
from bot.documents.timetable.vocabulary import is_group, is_name, peers_in, size_in
from bot.domain.people import Person
from bot.domain.times import DayName, Span, parse_day
from bot.domain.timetable import Kind
from bot.domain.timetable_kinds import kind_and_rest, kinds_of, team_kinds

_COLUMNS: dict[str, str] = {
    "day": r"days?|dates?|day (?:no|number)|day date",
    "start": r"starts?|start time|from|begins?|starting",
    "end": r"ends?|end time|finish(?:es)?|finish time|to|until|ending",
    "time": r"times?|time ?slots?|slots?",
    "stream": r"streams?|strand|track|stream no",
    "kind": r"kind|type|session type|type of session|format|meeting type",
    "who": r"who|names?|interviewees?|interviewee names?|persons?|people|with|attendees?|who is seen|name s",
    "title": r"titles?|job titles?|jobs?|roles?|positions?|posts?",
    "label": r"groups?|source group|sessions?|session name|descriptions?|activity|subject|what|details",
    "place": r"places?|rooms?|where|locations?|venues?|room location|location room",
    "building": r"buildings?|sites?",
    "peers": r"peers?|peer ?[a-d0-9]|peer names?|peer team|interviewers?|team members?|pair|team|reviewers?",
    "statement": r"themes?|statements?|(?:cqc )?quality statements?|cqc statement|theme statement",
    "size": r"participants|size|numbers?|(?:no|number) of (?:people|participants)|group size|how many",
}
_NAMES = {part: re.compile(words) for part, words in _COLUMNS.items()}
_EXACTLY = {kind.words: (kind,) for kind in Kind}
_EVERYBODY = re.compile(r"all|all (?:streams|team)|whole team|everyone|team|[-–—]|n/?a", re.I)


@dataclass(frozen=True, slots=True)
class Table:
    """Where a sheet's table is: the row of its headings, and the columns of each part."""

    sheet: Sheet
    header: int
    columns: dict[str, tuple[int, ...]]

    @property
    def missing(self) -> str | None:
        """What a session can't do without and no heading names, in words; None where all is there."""
        if not self.columns.keys() & {"start", "time"}:
            return 'a column for the time, headed "Start" or "Time"'
        if "day" not in self.columns and not parse_day(self.sheet.name):
            return 'a column for the day, headed "Day"'
        if not self.columns.keys() & {"who", "label", "kind"}:
            return 'a column for who is heard, headed "Name"'
        return None


def table_in(sheet: Sheet) -> Table | None:
    """The table of a sheet, or None where no row looks like its headings."""
    best: Table | None = None
    for row in range(min(len(sheet.rows), 30)):
        columns: dict[str, tuple[int, ...]] = {}
        for column in range(len(sheet.rows[row])):
            name = " ".join(re.sub(r"[\W_]+", " ", sheet.text(row, column).casefold()).split())
            part = next((part for part, words in _NAMES.items() if name and words.fullmatch(name)), None)
            if part:
                columns[part] = (*columns.get(part, ()), column)
        if len(columns) >= 3 and (best is None or len(columns) > len(best.columns)):
            best = Table(sheet, row, columns)
    return best


@dataclass(slots=True)
class TableReader:
    """Collects the slots of one table after another."""

    days: list[DayName | None] = field(default_factory=list)
    raws: list[Raw] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def table(self, table: Table) -> None:
        """Read a table, whose `missing` must be None."""
        for part, words, head in (("place", "the rooms", "Room"), ("peers", "the peers", "Peers")):
            if part not in table.columns:
                where = table.sheet.place(table.header, 0)
                said = f'there is no column for {words}. Head one "{head}".'
                self.problems.append(problem(None, None, None, where, said))
        day = parse_day(table.sheet.name) if "day" not in table.columns else None
        for row in range(table.header + 1, len(table.sheet.rows)):
            day = self._row(table, row, day)

    def _row(self, table: Table, row: int, before: DayName | None) -> DayName | None:
        """Read a row; returns its day, which the rows below it keep until they name another."""
        texts = {part: self._texts(table, row, part) for part in table.columns}
        if not any(texts.values()):
            return before
        day = self._day(table, row, before)
        span = self._span(table, row)
        where = table.sheet.place(row, table.columns.get("start", table.columns.get("time", (0,)))[0])
        if not any(texts.get(part) for part in ("who", "label", "kind", "title", "place", "peers")):
            if span is not None or any(texts.get(part) for part in ("start", "time")):
                words = "the row says neither who is heard nor what is on."
                self.problems.append(problem(_number(day), None, span.start if span else None, where, words))
            return day or before
        if sum(len(text) for part in texts.values() for text in part) > SLOT_LIMIT:
            words = "the row is too long for a slot, and was left out. Shorten it."
            self.problems.append(problem(_number(day), None, span.start if span else None, where, words))
            return day or before
        if span is None:
            said = " ".join((*texts.get("start", ()), *texts.get("time", ()), *texts.get("end", ())))
            words = f'"{said[:40]}" is not a time' if said else "there is no time"
            self.problems.append(
                problem(_number(day), None, None, where, f"{words}. Write it like 09.00 or 09.00 - 10.00.")
            )
            return day or before
        if day is None:
            words = "there is no day. Write it like 1, Day 1 or 24/03/2026."
            self.problems.append(problem(None, None, span.start, where, words))
            return before
        self.days.append(day)
        stream, slot = self._stream(texts), _slot(texts)
        self.raws.append(Raw(len(self.days) - 1, stream, span, where, slot=slot))
        return day

    def _texts(self, table: Table, row: int, part: str) -> tuple[str, ...]:
        found = []
        for column in table.columns[part]:
            if isinstance(table.sheet.value(row, column), Formula):
                where = table.sheet.place(row, column)
                words = "there is a formula without a result. Type the words instead."
                self.problems.append(problem(None, None, None, where, words))
            elif text := table.sheet.text(row, column):
                found.append(text)
        return tuple(found)

    def _day(self, table: Table, row: int, before: DayName | None) -> DayName | None:
        for column in table.columns.get("day", ()):
            value = table.sheet.value(row, column)
            if day := day_of(value):
                return day
            if table.sheet.text(row, column):
                return None
        return before

    def _span(self, table: Table, row: int) -> Span | None:
        start = end = None
        for part in ("start", "time"):
            for column in table.columns.get(part, ()):
                start = start or span_of(table.sheet.value(row, column))
        for column in table.columns.get("end", ()):
            end = end or span_of(table.sheet.value(row, column))
        if start is None or start.end is not None or end is None:
            return start
        if end.start > start.start:
            return Span(start.start, end.start)
        return None

    def _stream(self, texts: dict[str, tuple[str, ...]]) -> str | None:
        said = next(iter(texts.get("stream", ())), "")
        if not said or _EVERYBODY.fullmatch(said):
            return None
        return stream_of(said) or said[:20].upper()


def _number(day: DayName | None) -> int | None:
    return day.number if day else None


def _slot(texts: dict[str, tuple[str, ...]]) -> Slot:
    """A slot out of a row's columns."""
    slot = Slot()
    slot.peers = tuple(
        dict.fromkeys(peer for text in texts.get("peers", ()) for peer in peers_in(text.replace("\n", ";")))
    )
    slot.place = ", ".join((*texts.get("building", ()), *texts.get("place", ()))).replace("\n", ", ")
    slot.statement = next(iter(texts.get("statement", ())), "")
    size = next((text for text in texts.get("size", ()) if text.isdecimal()), "")
    slot.size = (
        int(size[:4]) if size else next((n for t in texts.get("size", ()) if (n := size_in(t)[0])), None)
    )
    _who(slot, texts)
    _kind(slot, texts)
    return slot


def _who(slot: Slot, texts: dict[str, tuple[str, ...]]) -> None:
    titles = [line for text in texts.get("title", ()) for line in lines_of(text)]
    names = [line for text in texts.get("who", ()) for line in lines_of(text)]
    labels = [" ".join(text.split()) for text in texts.get("label", ())]
    people: list[Person] = []
    for at, written in enumerate(names):
        size, line = size_in(written)
        slot.size = slot.size if slot.size is not None else size
        title = titles[at] if len(titles) == len(names) else (titles[0] if len(titles) == 1 else "")
        found = people_in(line)
        if title and len(found) > 1:
            people += [Person(one.name, one.title or title) for one in found]
        elif title and not (is_group(line) and not is_name(line)):
            named = found[0] if found and found[0].name else Person(line)
            people.append(Person(named.name, title))
        elif found:
            people += found
        elif line:
            labels.append(line)
    if titles and not people:
        people = [Person("", title) for title in titles]
    slot.people, slot.label = tuple(people), " · ".join(dict.fromkeys(labels))


def _kind(slot: Slot, texts: dict[str, tuple[str, ...]]) -> None:
    said = " ".join(texts.get("kind", ())).replace("_", " ")
    slot.kinds = _EXACTLY.get(said.casefold(), ()) or kinds_of(said)
    if slot.kinds:
        slot.label = slot.label or ("" if slot.people else said if team_kinds(said) else "")
        return
    if said:
        slot.label = slot.label or said
    if team_kinds(slot.label) and not slot.people:
        slot.kinds, slot.label = team_label(slot.label)
    elif prefixed := kind_and_rest(slot.label):
        slot.kinds = (prefixed[0],)
        slot.label = prefixed[1] or slot.label
    else:
        guess = read_cell(slot.label).kinds if slot.label else ()
        slot.kinds = guess if guess and not slot.people else (Kind.interview,)
