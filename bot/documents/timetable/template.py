"""An empty workbook in form (a), the manual's grid, with notes on how to fill it in.

The rows are those of the manual's three days (requirements 63-65).
"""

import io
from typing import TYPE_CHECKING

from bot.domain.framework import Framework

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

STREAMS = ("A", "B", "C")
DAYS = range(2, 7)
FONT = "Calibri"

#: A row: the time, and what the whole team does then; empty where the streams have a slot each.
_FIRST = (
    ("08.30 – 09.00", "Team arrival, domestic arrangements, room set up"),
    ("09.00 – 10.30", "Presentation by adult social care department leaders"),
    ("10.30 – 11.00", "Break/ Team Meeting"),
    ("11.00 – 12.00", ""),
    ("12.00 – 13.00", ""),
    ("13.00 – 14.00", "Lunch"),
    ("14.00 – 15.00", ""),
    ("15.00 – 16.00", ""),
    ("16.00 – 16.30", "Break/ Team Meeting"),
    ("16.30 – 17.30", ""),
    ("17.30 – 18.00", "Team Meeting\n17.30 Informal Feedback"),
)
_BETWEEN = (
    ("08.30 – 09.00", "Team gathers in onsite room"),
    ("09.00 – 10.00", ""),
    ("10.00 – 11.00", ""),
    ("11.00 – 11.30", "Break/ Team Meeting"),
    ("11.30 – 12.30", ""),
    ("12.30 – 13.30", "Lunch"),
    ("13.30 – 14.30", ""),
    ("14.30 – 15.30", ""),
    ("15.30 – 16.00", "Break/ Team Meeting"),
    ("16.00 – 17.00", ""),
    ("17.00 – 18.00", "Team Meeting\n17.30 Informal Feedback"),
)
_LAST = (
    ("08.30 – 09.00", "Team gathers onsite"),
    ("09.00 – 12.00", "Team presentation writing"),
    ("12.00 – 13.00", "Lunch\n12.30 Informal Feedback"),
    ("13.30 – 14.30", "Presentation of findings & discussion"),
    ("14.30", "Close"),
)
EXAMPLE = (
    "Jane Example, Head of Commissioning",
    "Riverside House, Room 2",
    "Peers: Dev / Siân",
    "Theme: Care provision",
)
GROUP_EXAMPLE = (
    "Focus group: unpaid carers (8)",
    "Riverside House, Room 3",
    "Peers: Aisha / Jo",
)
_NOTES = (
    "One sheet a day. Times may be written as you like: 08.30 - 09.00, 8.30–9, 9am. "
    "Rows may be added and left out.",
    "A row for the whole team (lunch, break, team meeting, presentation) is written once, over all streams.",
    "In a slot, on lines of their own (Alt and Enter make a line): who, with name and job title; the room; "
    "the two peers; and the statement it is about, after the word Theme.",
    "Write nothing where nothing is planned.",
)
_RULES = (
    "Nobody is interviewed in the base room. An interview lasts an hour. What is on at once ends at once.",
    "Two peers go to each interview. Pairs change during the visit.",
    "At most ten people are in a focus group, and no manager is there with their own staff.",
    "People with lived experience, carers and frontline staff are heard on day one as well as day two.",
    "Elected members are heard one after another, by the same peers. No theme is on twice at the same time.",
)


def template(framework: Framework, days: int = 3) -> bytes:
    """The workbook's bytes, for a visit of `days` days (one of `DAYS`) under `framework`."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = "Critical Friend"
    book.properties.title = "Timetable of a peer challenge"
    _notes(book.worksheets[0], framework)
    grids = [_FIRST, *[_BETWEEN] * (days - 2), _LAST]
    for number, rows in enumerate(grids, 1):
        _day(book, f"Day {number}", rows)
    # Whoever opens it sees the first day; the notes come after.
    book.move_sheet(book.worksheets[0], len(grids))
    book.active = 0
    for sheet in book.worksheets:
        # Two sheets that are selected together are typed into together.
        sheet.sheet_view.tabSelected = sheet is book.worksheets[0]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _day(book: "Workbook", name: str, rows: tuple[tuple[str, str], ...]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    sheet = book.create_sheet(name)
    sheet.append([name])
    sheet.append(["TIME", *STREAMS])
    line = Side(style="thin", color="808080")
    grey = PatternFill("solid", fgColor="E7E6E6")
    for time, whole in rows:
        sheet.append([time, whole or None])
        if whole:
            sheet.merge_cells(
                start_row=sheet.max_row, end_row=sheet.max_row, start_column=2, end_column=len(STREAMS) + 1
            )
        sheet.row_dimensions[sheet.max_row].height = (18 if "\n" not in whole else 34) if whole else 84
    for row in sheet.iter_rows(min_row=2, max_col=len(STREAMS) + 1):
        head, filled = row[0].row == 2, bool(row[1].value)
        for cell in row:
            cell.border = Border(left=line, right=line, top=line, bottom=line)
            centred = head or (filled and cell.column > 1)
            cell.alignment = Alignment(
                wrap_text=True,
                vertical="center" if filled else "top",
                horizontal="center" if centred else None,
            )
            cell.font = Font(name=FONT, bold=head or cell.column == 1)
            if filled:
                cell.fill = grey
            # "@" keeps a spreadsheet from making a number or a date of what is typed.
            cell.number_format = "@"
    sheet["A1"].font = Font(name=FONT, bold=True, size=14)
    sheet.freeze_panes = "B3"
    sheet.column_dimensions["A"].width = 16
    for letter in ("B", "C", "D"):
        sheet.column_dimensions[letter].width = 36
    _printed(sheet)


def _notes(sheet: "Worksheet", framework: Framework) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    sheet.title = "Notes"
    line = Side(style="thin", color="808080")
    head = "How to fill in the timetable"
    parts = (
        (head, _NOTES),
        ("A slot may look like this", ("\n".join(EXAMPLE), "\n".join(GROUP_EXAMPLE))),
        ("What the manual asks for", _RULES),
        ("The statements", tuple(f"{each.short}: {each.name}" for each in framework.statements)),
    )
    for title, lines in parts:
        sheet.append([title])
        sheet.cell(sheet.max_row, 1).font = Font(name=FONT, bold=True, size=14 if title == head else 11)
        for text in lines:
            sheet.append([text])
            cell = sheet.cell(sheet.max_row, 1)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(name=FONT)
            lasts = max(1, sum(len(part) // 115 + 1 for part in text.split("\n")))
            sheet.row_dimensions[sheet.max_row].height = 15 * lasts + 3
            if "\n" in text:
                cell.border = Border(left=line, right=line, top=line, bottom=line)
        sheet.append([])
    sheet.column_dimensions["A"].width = 96
    _printed(sheet)


def _printed(sheet: "Worksheet") -> None:
    """Each on a page, on its side: the timetable is hung up in the base room."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 1
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
