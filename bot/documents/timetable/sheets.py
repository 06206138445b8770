"""What both a workbook and a csv file come down to: sheets of plain cells."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

#: What a cell may hold. A formula that was never worked out is a `Formula`.
Value = str | int | float | bool | date | datetime | time | timedelta | None

#: Characters of one cell; a longer one can't be a slot.
CELL_LIMIT = 2000
#: Characters of a slot, characters of one line of it, and its lines; usual are two hundred, and four.
SLOT_LIMIT = 600
LINE_LIMIT = 200
LINES_LIMIT = 20


class Formula:
    """The cell has a formula, and the file holds no result of it."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells that were merged: rows and columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: rows of cells, shorter ones where nothing follows. `merges` are in the order of the file."""

    name: str
    rows: tuple[tuple[Value | Formula, ...], ...]
    merges: tuple[Merge, ...] = field(default=())
    #: Whether the cells have names as in a spreadsheet ("C4"); a csv file's rows have numbers alone.
    lettered: bool = True

    def value(self, row: int, column: int) -> Value | Formula:
        """What is in a cell; None beyond the last."""
        line = self.rows[row] if row < len(self.rows) else ()
        return line[column] if column < len(line) else None

    def text(self, row: int, column: int) -> str:
        """What is in a cell as text, without blanks around it; empty for nothing and for a bare formula."""
        return text_of(self.value(row, column))

    def merged(self, row: int, column: int) -> Merge | None:
        """The merge that begins at a cell."""
        return next((each for each in self.merges if (each.top, each.left) == (row, column)), None)

    def place(self, row: int, column: int) -> str:
        """A cell as people find it: "cell C4 of the sheet Day 1", or "row 4"."""
        if not self.lettered:
            return f"row {row + 1}"
        return f"cell {letters(column)}{row + 1} of the sheet {self.name}"


def letters(column: int) -> str:
    """A column's letters: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def text_of(value: Value | Formula) -> str:
    """A value as text, as a person would have typed it."""
    match value:
        case None | Formula():
            text = ""
        case bool():
            text = "yes" if value else "no"
        case float() if value.is_integer():
            text = str(int(value))
        case datetime():
            text = value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case time():
            text = value.strftime("%H.%M")
        case _:
            text = str(value)
    return text.replace("_x000D_", "").replace("\u00a0", " ").strip()
