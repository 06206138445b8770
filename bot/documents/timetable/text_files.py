"""A csv file, as the spreadsheets of this country and of others write it."""

import csv
import io

from bot.documents.timetable.packages import COLUMN_LIMIT, ROW_LIMIT
from bot.documents.timetable.sheets import CELL_LIMIT, Sheet
from bot.errors import Refusal

_DELIMITERS = (",", ";", "\t")


def sheet_of(data: bytes) -> Sheet:
    """The one sheet of a csv file. What is no text, or far too much of it, is a `Refusal`."""
    text = _decoded(data)
    first, _, rest = text.partition("\n")
    delimiter = ""
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:  # Excel's own note
        delimiter, text = first.strip()[4], rest
    delimiter = delimiter or _delimiter(text)
    rows: list[tuple[str, ...]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(rows) >= ROW_LIMIT:
                raise Refusal(f"The file has more than {ROW_LIMIT} rows: a timetable has far fewer.")
            if any(len(cell) > CELL_LIMIT for cell in row):
                raise Refusal(_too_long(len(rows) + 1))
            rows.append(tuple(cell.strip() for cell in row[:COLUMN_LIMIT]))
    except csv.Error:
        raise Refusal(_too_long(len(rows) + 1)) from None
    return Sheet("", tuple(rows), lettered=False)


def _too_long(row: int) -> str:
    return (
        f"Row {row} of the file has a cell with more than {CELL_LIMIT} characters: "
        "a quotation mark may be missing, or it is no timetable."
    )


def _decoded(data: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return _as(data, (encoding,))
    if data[1:400:2].count(0) > len(data[1:400:2]) // 2:
        return _as(data, ("utf-16-le",))
    if data[0:400:2].count(0) > len(data[0:400:2]) // 2:
        return _as(data, ("utf-16-be",))
    if b"\x00" in data:
        raise Refusal("The file is no text: save the timetable as .csv or .xlsx, and try again.")
    return _as(data, ("utf-8", "cp1252"))


def _as(data: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("The letters of the file can't be read: save it as .csv in UTF-8, and try again.")


def _delimiter(text: str) -> str:
    """What stands between cells: whatever makes most rows of two cells and more out of the first lines."""
    head = text[:20_000]

    def tables(delimiter: str) -> tuple[int, int]:
        try:
            rows = [len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)]
        except csv.Error:
            return (0, 0)
        wide = [width for width in rows if width > 1]
        # Commas within the cells of a file with semicolons make rows of all widths: alike counts.
        return (max((wide.count(width) for width in set(wide)), default=0), sum(wide))

    return max(_DELIMITERS, key=tables)
