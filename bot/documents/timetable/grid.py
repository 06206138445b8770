"""Form (a), the manual's grid: a sheet or a block a day, with the columns TIME, A, B and C.

Requirements 41 and 63-65 have the example.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from bot.documents.timetable.moments import day_of, span_of
from bot.documents.timetable.reading import Problem, problem
from bot.documents.timetable.sheets import Formula, Sheet
from bot.documents.timetable.slots import Raw, stream_of
from bot.domain.times import DayName, Span, leading_span, parse_day
from bot.domain.timetable_kinds import team_kinds

_TIME = re.compile(r"times?|time\s*slots?|slots?|start(?:\s*time)?|starts|from", re.I)
_END = re.compile(r"end(?:\s*time)?|ends|finish(?:es)?|to|until", re.I)
#: Where a block ends: headings stand above it, and the rows between two blocks are titles.
_COUNT = re.compile(r"\W*\d*\W*meetings?", re.I)


@dataclass(slots=True)
class Block:
    """The part of a sheet that holds one day. `end` is the column of the slots' ends, where there is one."""

    sheet: Sheet
    header: int
    last: int
    time: int
    end: int | None
    streams: dict[int, str]
    right: int
    day: DayName | None = None


@dataclass(slots=True)
class _Row:
    span: Span
    row: int
    day: int
    texts: dict[int, str] = field(default_factory=dict)
    #: By column: the last column and the last row of the merged cells that begin there.
    merges: dict[int, tuple[int, int]] = field(default_factory=dict)


def blocks_in(sheet: Sheet) -> list[Block]:
    """The days of a sheet, in order; empty where it is no grid."""
    blocks = [block for row in range(len(sheet.rows)) for block in _headers(sheet, row)]
    for at, block in enumerate(blocks):
        below = [other.header for other in blocks if other.header > block.header]
        block.last = (min(below) if below else len(sheet.rows)) - 1
        block.day = _title(block, _above(blocks[:at], block))
    # The next block's title stands in this one's rows.
    if len(blocks) == 1 and (name := parse_day(sheet.name)):
        titled = blocks[0].day
        blocks[0].day = (
            DayName(name.number or titled.number, titled.on or name.on, name.words) if titled else name
        )
    return blocks


class GridReader:
    """Collects the slots of one block after another."""

    def __init__(self) -> None:
        self.days: list[DayName | None] = []
        self.raws: list[Raw] = []
        self.problems: list[Problem] = []

    def block(self, block: Block) -> None:
        """Read a block: one day, or several under titles of their own."""
        self.days.append(block.day)
        rows = list(self._rows(block))
        for row, following in pairwise([*rows, None]):
            if row is None:
                continue
            if row.span.end is None and following and following.day == row.day:
                later = following.span.start
                row.span = Span(row.span.start, later if later > row.span.start else None)
        by_row = {row.row: row for row in rows}
        for row in rows:
            self._slots(block, row, by_row)

    def _rows(self, block: Block) -> Iterator[_Row]:
        sheet, current = block.sheet, None
        for at in range(block.header + 1, block.last + 1):
            texts = self._texts(block, at)
            span = self._span(block, at)
            title = None if span else _day_title(block, at)
            if current and (span or title):
                yield current
                current = None
            if span:
                merged = {column: sheet.merged(at, column) for column in block.streams}
                merges = {column: (each.right, each.bottom) for column, each in merged.items() if each}
                current = _Row(span, at, len(self.days) - 1, texts, merges)
            elif title:
                # A title above the next block is that block's: a day begins here only if times follow.
                if any(self._span(block, below) for below in range(at + 1, block.last + 1)):
                    self.days.append(title)
            elif texts:
                self._untimed(block, at, texts, current)
        if current:
            yield current

    def _untimed(self, block: Block, row: int, texts: dict[int, str], current: _Row | None) -> None:
        """A row without a time that has something in its streams: it goes on with the slots above it."""
        said = block.sheet.text(row, block.time)
        if _COUNT.fullmatch(said):
            return
        if said:
            words = f'"{said[:40]}" is not a time. Write it like 09.00 - 10.00.'
            self._problem(block, row, block.time, words)
        elif current is None:
            words = "there is a slot without a time. Write it in the column TIME, like 09.00 - 10.00."
            self._problem(block, row, min(texts), words)
        else:
            for column, text in texts.items():
                current.texts[column] = "\n".join(filter(None, (current.texts.get(column), text)))

    def _texts(self, block: Block, row: int) -> dict[int, str]:
        for column in block.streams:
            if isinstance(block.sheet.value(row, column), Formula):
                self._problem(
                    block, row, column, "there is a formula without a result. Type the words instead."
                )
        return {column: text for column in block.streams if (text := block.sheet.text(row, column))}

    def _problem(self, block: Block, row: int, column: int, words: str) -> None:
        found = problem(
            self.days[-1].number if self.days[-1] else None,
            block.streams.get(column),
            None,
            block.sheet.place(row, column),
            words,
        )
        if found not in self.problems:
            self.problems.append(found)

    def _span(self, block: Block, row: int) -> Span | None:
        value = block.sheet.value(row, block.time)
        if isinstance(value, Formula) and any(block.sheet.text(row, each) for each in block.streams):
            words = "the time is a formula without a result. Type the time instead."
            self._problem(block, row, block.time, words)
        span = span_of(value)
        if span is None or block.end is None or span.end is not None:
            return span
        end = span_of(block.sheet.value(row, block.end))
        return Span(span.start, end.start) if end and end.start > span.start else span

    def _slots(self, block: Block, row: _Row, by_row: dict[int, _Row]) -> None:
        columns = sorted(block.streams)
        whole = _whole_team(row, columns)
        seen: set[str] = set()
        for column, text in sorted(row.texts.items()):
            right, bottom = row.merges.get(column, (column, row.row))
            span = self._down(row, bottom, by_row)
            cell = block.sheet.place(row.row, column)
            if whole:
                if " ".join(text.split()).casefold() not in seen:
                    self.raws.append(Raw(row.day, None, span, cell, text))
                seen.add(" ".join(text.split()).casefold())
                continue
            stream = block.streams[column]
            covered = [block.streams[each] for each in columns if column <= each <= right]
            if len(covered) > 1:
                names = f"{', '.join(covered[:-1])} and {covered[-1]}"
                words = (
                    f"the cell is merged over the streams {names}; it was read as stream {stream}'s alone."
                )
                self.problems.append(problem(_number(self.days[row.day]), stream, span.start, cell, words))
            self.raws.append(Raw(row.day, stream, span, cell, text))

    def _down(self, row: _Row, bottom: int, by_row: dict[int, _Row]) -> Span:
        """The slot's time: a cell merged downwards lasts until the end of the last row it covers."""
        ends = [by_row[at].span.end for at in range(row.row + 1, bottom + 1) if at in by_row]
        later = [end for end in ends if end is not None]
        return Span(row.span.start, max(later)) if later else row.span


def _number(day: DayName | None) -> int | None:
    return day.number if day else None


def _headers(sheet: Sheet, row: int) -> Iterator[Block]:
    """The blocks whose headings stand in a row: several, where days are side by side."""
    texts = [sheet.text(row, column) for column in range(len(sheet.rows[row]))]
    times = [at for at, text in enumerate(texts) if _TIME.fullmatch(text)]
    for at, limit in pairwise([*times, len(texts)]):
        end = at + 1 if at + 1 < limit and _END.fullmatch(texts[at + 1]) else None
        first = at + 1 if end is None else end + 1
        streams = {column: name for column in range(first, limit) if (name := stream_of(texts[column]))}
        if streams and len(set(streams.values())) == len(streams):
            yield Block(sheet, row, row, at, end, streams, max(streams))


def _above(earlier: list[Block], block: Block) -> int:
    """The first row that may hold the block's title."""
    return max((other.header + 1 for other in earlier if other.header < block.header), default=0)


def _title(block: Block, top: int) -> DayName | None:
    """The nearest text above the headings that names a day."""
    for row in range(block.header - 1, top - 1, -1):
        value = block.sheet.value(row, block.time)
        if span_of(value) and not day_of(value):
            return None
        if title := _day_title(block, row):
            return title
    return None


def _day_title(block: Block, row: int) -> DayName | None:
    """The day that a row names, where it holds nothing else."""
    left = 0 if block.time <= 1 else block.time
    filled = [column for column in range(left, block.right + 1) if block.sheet.text(row, column)]
    days = [day for column in filled if (day := day_of(block.sheet.value(row, column)))]
    return days[0] if len(filled) <= 2 and days and _alone(block, row, filled) else None


def _alone(block: Block, row: int, filled: list[int]) -> bool:
    return all(len(block.sheet.text(row, column)) <= 100 for column in filled)


def _whole_team(row: _Row, columns: list[int]) -> bool:
    """Whether a row is the whole team's: merged over all streams, or nothing in it but lunch and the like."""
    if not row.texts:
        return False
    first, *others = row.texts
    right, _ = row.merges.get(first, (first, row.row))
    if not others and first == columns[0] and right >= columns[-1] and len(columns) > 1:
        return True
    return all(_is_team(text) for text in row.texts.values())


def _is_team(text: str) -> bool:
    line = text.strip().partition("\n")[0]
    timed = leading_span(line)
    return bool(team_kinds(timed[1] if timed else line))
