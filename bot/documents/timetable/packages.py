"""Looks through a workbook's package before openpyxl does: how much it would unpack to, and what is in it.

A package of some kilobytes can unpack to gigabytes, say that it has a billion cells, or hold entities that
multiply. Each part is unpacked once here, in pieces, against limits; nothing is kept of it but counts, and
where cells were merged.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

from bot.documents.timetable.sheets import Merge
from bot.errors import Refusal

#: Bytes that a package's parts may unpack to: all together, and those with pictures left out.
UNPACKED_LIMIT = 30_000_000
PARTS_LIMIT = 500
SHEETS_LIMIT = 30
#: Rows with something in them, a sheet. A visit of four days has some fifty.
ROW_LIMIT = 1000
COLUMN_LIMIT = 40
#: Elements of all the XML together: the cells, the styles, the texts.
ELEMENTS_LIMIT = 400_000
DEPTH_LIMIT = 100
MERGES_LIMIT = 5000
_PIECE = 1 << 16

_REF = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")


@dataclass(slots=True)
class Package:
    """What was seen in it: merged cells by the sheet's path in it, and whether there are formulas."""

    merges: dict[str, tuple[Merge, ...]] = field(default_factory=dict)
    formulas: bool = False


def examine(data: bytes) -> Package:
    """Look through the package `data`. One that is no workbook, or too much of one, is a `Refusal`."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        names = {part.filename.lstrip("/").casefold() for part in parts}
        _right_sort(names)
        if any(part.flag_bits & 1 for part in parts):
            raise Refusal("The workbook is protected with a password. Save it without one, and try again.")
        if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
            raise _too_much()
        scan = _Scan()
        for part in parts:
            name = part.filename.lstrip("/")
            if name.casefold().endswith((".xml", ".rels", ".vml")):
                scan.part(name, archive, part)
        return scan.package


def _right_sort(names: set[str]) -> None:
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise Refusal("The workbook has macros in it. Save it as a workbook without macros (.xlsx).")
    if "xl/workbook.bin" in names:
        raise Refusal("The workbook is in the binary format (.xlsb). Save it as .xlsx, and try again.")
    if "xl/workbook.xml" in names:
        return
    what = "an Excel workbook"
    for start, kind in (
        ("word/", "a Word document"),
        ("ppt/", "a presentation"),
        ("content.xml", "an OpenDocument file"),
    ):
        if any(name.startswith(start) for name in names):
            raise Refusal(
                f"The file is {kind}, not {what}. Save the timetable as .xlsx or .csv, and try again."
            )
    raise Refusal(
        f"The file is a zip archive, not {what}. Save the timetable as .xlsx or .csv, and try again."
    )


def _too_much() -> Refusal:
    return Refusal(
        "The workbook unpacks to far more than a timetable needs, so it was not opened. "
        "Copy the timetable into a new workbook, and try again."
    )


class _Scan:
    def __init__(self) -> None:
        self.package = Package()
        self.elements = 0
        self.depth = 0
        self.unpacked = 0
        self.sheets = 0
        self.rows = 0
        self.row_counted = False
        self.merges: list[Merge] = []

    def part(self, name: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.StartElementHandler = self._element
        parser.EndElementHandler = self._ended
        self.depth = 0
        self.rows, self.merges = 0, []
        if re.match(r"xl/worksheets/[^/]+\.xml$", name, re.I):
            self.sheets += 1
            if self.sheets > SHEETS_LIMIT:
                raise Refusal(f"The workbook has more than {SHEETS_LIMIT} sheets: a timetable has one a day.")
        with archive.open(part) as unpacked:
            while piece := unpacked.read(_PIECE):
                self.unpacked += len(piece)
                if self.unpacked > UNPACKED_LIMIT:
                    raise _too_much()
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        if self.merges:
            self.package.merges[name] = tuple(self.merges)

    def _element(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        self.depth += 1
        if self.elements > ELEMENTS_LIMIT or self.depth > DEPTH_LIMIT:
            raise _too_much()
        match tag.rpartition(":")[2]:
            case "row":
                self.row_counted = False
            case "v" | "is" if not self.row_counted:
                self.row_counted = True
                self.rows += 1
                if self.rows > ROW_LIMIT:
                    raise Refusal(
                        f"A sheet of the workbook has more than {ROW_LIMIT} rows: a timetable has far fewer."
                    )
            case "f":
                self.package.formulas = True
            case "mergeCell":
                self._merge(attributes.get("ref", ""))

    def _ended(self, _: str) -> None:
        self.depth -= 1

    def _merge(self, ref: str) -> None:
        match = _REF.fullmatch(ref)
        if match is None:
            return
        if len(self.merges) >= MERGES_LIMIT:
            raise _too_much()
        left, right = _column(match[1]), _column(match[3] or match[1])
        top, bottom = int(match[2]) - 1, int(match[4] or match[2]) - 1
        self.merges.append(Merge(top, left, bottom, right))


def _column(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _no_doctype(*_: object) -> None:
    raise _too_much()
