"""Reads a timetable from a workbook or a csv file, in either of its two forms, and writes the template.

Form (a) is the manual's grid, form (b) a flat table: `docs/timetable.md` shows both.
"""

from collections.abc import Iterable

from bot.documents.timetable.files import sheets_of
from bot.documents.timetable.grid import GridReader, blocks_in
from bot.documents.timetable.reading import Problem, Read
from bot.documents.timetable.sheets import Sheet
from bot.documents.timetable.slots import SESSIONS_LIMIT, built, stream_of
from bot.documents.timetable.table import TableReader, table_in
from bot.domain.framework import Framework
from bot.errors import Refusal

__all__ = ["Problem", "Read", "read"]


def read(name: str, data: bytes, *, framework: Framework, team: Iterable[str] = ()) -> Read:
    """Read the timetable in the file `data`, which was called `name`.

    `team` has the names of the team's members: with them, a line of a cell that names peers is known as one.
    Raises a `Refusal`, one clear sentence, for a file that can't be read or has no session. What of a
    readable file could not be understood is in `Read.problems`.
    """
    sheets = sheets_of(name, data)
    grid = GridReader()
    for sheet in sheets:
        for block in blocks_in(sheet):
            grid.block(block)
            if len(grid.raws) > SESSIONS_LIMIT:
                raise _too_many()
    reader: GridReader | TableReader = grid
    if not grid.days:
        reader = _tables(sheets)
    if len(reader.raws) > SESSIONS_LIMIT:
        raise _too_many()
    if not reader.raws:
        first = f" {reader.problems[0].message}" if reader.problems else ""
        raise Refusal(f"There is not one session in the timetable.{first}")
    found = built(reader.raws, reader.days, framework, team)
    return Read(found.timetable, (*reader.problems, *found.problems))


def _tables(sheets: Iterable[Sheet]) -> TableReader:
    sheets = list(sheets)
    reader = TableReader()
    tables = [table for sheet in sheets if (table := table_in(sheet)) is not None]
    whole = [table for table in tables if table.missing is None]
    if not whole:
        if tables:
            raise Refusal(f"The table in the file lacks {tables[0].missing}.")
        raise Refusal(_neither(sheets))
    for table in whole:
        reader.table(table)
    return reader


def _too_many() -> Refusal:
    return Refusal(f"The timetable has more than {SESSIONS_LIMIT} sessions: is it the right file?")


def _neither(sheets: Iterable[Sheet]) -> str:
    sheets = list(sheets)
    if not any(
        sheet.text(row, at)
        for sheet in sheets
        for row, line in enumerate(sheet.rows)
        for at in range(len(line))
    ):
        return "The file is empty: there is nothing in any cell."
    for sheet in sheets:
        for row, line in enumerate(sheet.rows[:200]):
            if sum(stream_of(sheet.text(row, column)) is not None for column in range(len(line))) >= 2:
                return (
                    f"The grid in {sheet.place(row, 0).partition(' of ')[2] or 'the file'} has streams, "
                    'but no column headed "TIME" before them.'
                )
    return (
        'No timetable was found in the file. It needs the headings "TIME", "A", "B", "C" above each day, '
        'or a table with the headings "Day", "Start", "End", "Stream", "Name", "Job title", "Room", "Peers".'
    )
