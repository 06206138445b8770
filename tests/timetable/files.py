"""Timetable files as a council might make them, written by code of the tests' own."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import openpyxl
from openpyxl.styles import Alignment

Grid = Mapping[str, Sequence[tuple[Any, ...]]]

#: The manual's Appendix 1 as it is printed: dots and colons, hyphens and dashes, Greek and Cyrillic letters
#: among the headings. A row is a time and what is in it: for all streams, or for each.
APPENDIX: Grid = {
    "Day 1": (
        ("TIME", "Α", "В", "С"),
        ("08.30 - 09.00", "Team arrival, domestic arrangements, room set up"),
        ("09.00 – 10.30", "Presentation by adult social care department leaders"),
        ("10.30 – 11.00", "Break/ Team Meeting"),
        ("11.00 – 12.00", "", "", ""),
        ("12.00 – 13.00", "", "", ""),
        ("13.00 – 14.00", "Lunch"),
        ("14.00 – 15.00", "", "", ""),
        ("15.00 – 16.00", "", "", ""),
        ("16.00 – 16:30", "Break/ Team Meeting"),
        ("16.30 – 17.30", "", "", ""),
        ("17.30 – 18.00", "Team Meeting 17.30 Informal Feedback"),
        ("17 meetings",),
    ),
    "Day 2": (
        ("TIME", "Α", "В", "С"),
        ("08.30 - 09.00", "Team gathers in onsite room"),
        ("09.00 – 10.00", "", "", ""),
        ("10.00 – 11.00", "", "", ""),
        ("11.00 – 11.30", "Break/ Team Meeting"),
        ("11.30 – 12.30", "", "", ""),
        ("12.30 – 13.30", "Lunch"),
        ("13.30 – 14.30", "", "", ""),
        ("14.30 – 15.30", "", "", ""),
        ("15.30 – 16.00", "Break/ Team Meeting"),
        ("16.00 – 17.00", "", "", ""),
        ("17.00 – 18.00", "Team Meeting", "", "17.30 Informal Feedback"),
        ("19 meetings",),
    ),
    "Day 3": (
        ("TIME", "A", "В", "С"),
        ("8.30 – 9.00", "Team gathers onsite"),
        ("9.00 – 12.00", "Team presentation writing"),
        ("12.00 – 13.00", "Lunch", "12.30 Informal feedback", ""),
        ("13.30 – 14.30", "Presentation of findings & discussion"),
        ("14.30", "Close"),
    ),
}


def workbook(grid: Grid, *, titles: bool = True) -> bytes:
    """A grid as a workbook: a sheet a day, a row for all streams merged over them."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in grid.items():
        sheet = book.create_sheet(name)
        if titles:
            sheet.append([name])
        for row in rows:
            sheet.append(list(row))
            for cell in sheet[sheet.max_row]:
                cell.alignment = Alignment(wrap_text=True)
            if len(row) == 2:
                sheet.merge_cells(
                    start_row=sheet.max_row, end_row=sheet.max_row, start_column=2, end_column=4
                )
    return saved(book)


def one_sheet(rows: Iterable[Sequence[Any]], name: str = "Sheet1") -> bytes:
    """A workbook with the one sheet."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """A workbook's bytes."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv_file(rows: Iterable[Sequence[str]], *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Rows as a csv file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)
