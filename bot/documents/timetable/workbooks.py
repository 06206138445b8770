"""A workbook (.xlsx), read by openpyxl behind limits of our own: openpyxl itself doesn't stop a zip bomb."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from bot.documents.timetable import packages
from bot.documents.timetable.packages import COLUMN_LIMIT, ROW_LIMIT
from bot.documents.timetable.sheets import CELL_LIMIT, Formula, Sheet, Value, letters
from bot.errors import Refusal

#: The ways in which the reading of a package says that a part is missing, or isn't what it should be.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    EOFError,
    NotImplementedError,
)

if TYPE_CHECKING:
    from openpyxl import Workbook

_DAMAGED = "The workbook is damaged and can't be read. Open it, save it again as .xlsx, and try again."


def sheets_of(data: bytes) -> list[Sheet]:
    """The visible sheets of a workbook. One that can't be read, or is too much, is a `Refusal`."""
    try:
        package = packages.examine(data)
        with warnings.catch_warnings():
            # What openpyxl leaves out of a workbook (charts, drop-downs) is nothing that we want.
            warnings.simplefilter("ignore")
            return list(_opened(data, package))
    except _BROKEN as error:
        raise Refusal(_DAMAGED) from error


def _opened(data: bytes, package: packages.Package) -> Iterator[Sheet]:
    # Loaded when a file is there: the running bot has no need of it until then.
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    worked_out = None
    if package.formulas:
        worked_out = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    yield from _sheets(book, worked_out, package)


def _sheets(book: "Workbook", worked_out: "Workbook | None", package: packages.Package) -> Iterator[Sheet]:
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        typed = _rows(sheet)
        rows: list[tuple[Value | Formula, ...]] = list(typed)
        if worked_out is not None:
            results = _rows(worked_out[sheet.title])
            rows = [
                _with_results(row, results[at] if at < len(results) else ()) for at, row in enumerate(typed)
            ]
        path = getattr(sheet, "_worksheet_path", "").lstrip("/")
        yield Sheet(sheet.title, tuple(rows), package.merges.get(path, ()))


def _rows(sheet: Any) -> list[tuple[Value, ...]]:
    # The file may say that the sheet is as large as a sheet can be: what is there counts.
    sheet.reset_dimensions()
    rows: list[tuple[Value, ...]] = []
    cells = sheet.iter_rows(max_row=ROW_LIMIT, max_col=COLUMN_LIMIT, values_only=True)
    for number, row in enumerate(cells, 1):
        for column, value in enumerate(row):
            if isinstance(value, str) and len(value) > CELL_LIMIT:
                where = f"{letters(column)}{number} of the sheet {sheet.title}"
                raise Refusal(f"The cell {where} has more than {CELL_LIMIT} characters: it is no timetable.")
        rows.append(tuple(row))
    while rows and not any(value is not None for value in rows[-1]):
        rows.pop()
    return rows


def _with_results(row: tuple[Value, ...], results: tuple[Value, ...]) -> tuple[Value | Formula, ...]:
    """A row with the results that the file holds of its formulas."""
    return tuple(
        (results[at] if at < len(results) and results[at] is not None else Formula())
        if _is_formula(value)
        else value
        for at, value in enumerate(row)
    )


def _is_formula(value: object) -> bool:
    return (isinstance(value, str) and value.startswith("=") and len(value) > 1) or type(value).__name__ in (
        "ArrayFormula",
        "DataTableFormula",
    )
