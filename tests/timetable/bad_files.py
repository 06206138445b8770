"""Files that are no timetable, or hardly one: sent by mistake, or by intent."""

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date

import openpyxl

from tests.timetable.files import APPENDIX, csv_file, one_sheet, saved, workbook

HEAD = ["Day", "Start", "End", "Stream", "Name", "Job title", "Room", "Peers"]
ROW = ["1", "09.00", "10.00", "A", "Jane Smith", "Director", "Room 2", "Dev / Siân"]


def repacked(
    data: bytes, changed: Mapping[str, bytes | None], *, added: Mapping[str, bytes] | None = None
) -> bytes:
    """A package with parts changed (None leaves one out) and others added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = changed.get(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in (added or {}).items():
            new.writestr(name, content)
    return file.getvalue()


def sheet_xml(inside: str, before: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?>{before}<worksheet xmlns="{space}">{inside}</worksheet>'.encode()


def with_sheet(xml: bytes) -> bytes:
    return repacked(one_sheet([HEAD, ROW]), {"xl/worksheets/sheet1.xml": xml})


def ten_thousand_rows() -> bytes:
    return one_sheet([HEAD, *[ROW] * 10_000])


def bomb_of_one_cell() -> bytes:
    """One cell of 400 million letters, in a file of less than a megabyte, which says how large it is."""
    file = io.BytesIO()
    base = one_sheet([HEAD, ROW])
    with zipfile.ZipFile(io.BytesIO(base)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != "xl/worksheets/sheet1.xml":
                new.writestr(name, old.read(name))
        with new.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(sheet_xml("<sheetData><row><c t='inlineStr'><is><t>").removesuffix(b"</worksheet>"))
            for _ in range(400):
                part.write(b"A" * 1_000_000)
    return file.getvalue()


def bomb_that_lies() -> bytes:
    """The same with 60 MB, and a directory that says it unpacks to a hundred bytes."""
    xml = sheet_xml("<sheetData>" + "<row/>" * 10_000_000 + "</sheetData>")
    data = bytearray(with_sheet(xml))
    real = len(xml).to_bytes(4, "little")
    while (at := data.find(real)) >= 0:
        data[at : at + 4] = (100).to_bytes(4, "little")
    return bytes(data)


def billion_laughs() -> bytes:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9)
    )
    return with_sheet(sheet_xml("<sheetData>&j;</sheetData>", f"<!DOCTYPE w [{entities}]>"))


def huge_merge() -> bytes:
    """A billion cells merged, which a reader may well try to make."""
    cells = "".join(f'<c r="{chr(65 + at)}1" t="inlineStr"><is><t>x</t></is></c>' for at in range(3))
    return with_sheet(
        sheet_xml(
            f'<sheetData><row r="1">{cells}</row></sheetData>'
            '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        )
    )


def far_cell() -> bytes:
    """One cell in the last row of the last column, and a sheet that says it is as large."""
    return with_sheet(
        sheet_xml(
            '<dimension ref="A1:XFD1048576"/>'
            '<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        )
    )


def many_parts() -> bytes:
    return repacked(one_sheet([HEAD, ROW]), {}, added={f"xl/media/{at}.txt": b"x" for at in range(600)})


def macro_file() -> bytes:
    return repacked(one_sheet([HEAD, ROW]), {}, added={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def password() -> bytes:
    """What Excel makes of a workbook with a password: a compound file around an encrypted package."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 1016
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 1000
    )


def zip_password() -> bytes:
    data = bytearray(one_sheet([HEAD, ROW]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 1)
    return bytes(data)


def formulas_only() -> bytes:
    """Formulas that no spreadsheet ever worked out: there is not one time in it."""
    rows = [
        ["TIME", "A", "B", "C"],
        ["=B9", "Jane Smith, DASS", "", ""],
        ["=A2+1/24", "", "Tom Brown, Chair", ""],
    ]
    return one_sheet(rows, "Day 1")


def no_time_column() -> bytes:
    return one_sheet([["", "A", "B", "C"], ["09.00 - 10.00", "Jane Smith, DASS", "", ""]], "Day 1")


def no_start_column() -> bytes:
    return csv_file([[head for head in HEAD if head not in ("Start", "End")], ROW[:1] + ROW[3:]])


def damaged() -> bytes:
    data = workbook(APPENDIX)
    return data[: len(data) // 2]


def damaged_inside() -> bytes:
    return with_sheet(b"<worksheet><sheetData><row><c></worksheet>")


def no_sheets() -> bytes:
    return repacked(workbook(APPENDIX), {"xl/workbook.xml": b"<workbook/>"})


def word_document() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/document.xml", "<document/>")
    return file.getvalue()


def only_dates() -> bytes:
    return one_sheet([[date(2026, 3, 24), 46105, 0.5], [46106, 46107.5, True]])


def many_sheets() -> bytes:
    book = openpyxl.Workbook()
    for _ in range(60):
        book.create_sheet()
    return saved(book)


#: Name of the file, what makes it, and words of the sentence it is refused with.
REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty file": ("t.xlsx", lambda: b"", "The file is empty"),
    "blank csv": ("t.csv", lambda: b"\n\n  \n", "The file is empty"),
    "empty workbook": ("t.xlsx", lambda: one_sheet([]), "nothing in any cell"),
    "PDF named xlsx": ("t.xlsx", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "The file is a PDF"),
    "PDF named csv": ("t.csv", lambda: b"%PDF-1.7\n1 0 obj", "The file is a PDF"),
    "text named xlsx": ("t.xlsx", lambda: csv_file([HEAD, ROW]), "is no workbook"),
    "web page named xls": ("t.xls", lambda: b"<html><table><tr><td>TIME</table>", "a web page"),
    "old xls": ("t.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "the old format"),
    "password": ("t.xlsx", password, "protected with a password"),
    "zip password": ("t.xlsx", zip_password, "protected with a password"),
    "macros": ("t.xlsm", macro_file, "macros"),
    "Word document": ("t.xlsx", word_document, "a Word document"),
    "10,000 rows": ("t.xlsx", ten_thousand_rows, "more than 1000 rows"),
    "10,000 rows csv": ("t.csv", lambda: csv_file([HEAD, *[ROW] * 10_000]), "more than 1000 rows"),
    "zip bomb": ("t.xlsx", bomb_of_one_cell, "unpacks to far more"),
    "zip bomb that lies": ("t.xlsx", bomb_that_lies, "damaged"),
    "entities": ("t.xlsx", billion_laughs, "unpacks to far more"),
    "many parts": ("t.xlsx", many_parts, "unpacks to far more"),
    "many sheets": ("t.xlsx", many_sheets, "more than 30 sheets"),
    "a billion merged cells": ("t.xlsx", huge_merge, "No timetable was found"),
    "a cell far away": ("t.xlsx", far_cell, "nothing in any cell"),
    "damaged": ("t.xlsx", damaged, "damaged"),
    "damaged inside": ("t.xlsx", damaged_inside, "damaged"),
    "no sheets": ("t.xlsx", no_sheets, "nothing in any cell"),
    "formulas": ("t.xlsx", formulas_only, "formula"),
    "no column TIME": ("t.xlsx", no_time_column, 'no column headed "TIME"'),
    "no column Start": ("t.csv", no_start_column, 'headed "Start" or "Time"'),
    "only dates": ("t.xlsx", only_dates, "No timetable was found"),
    "bytes": ("t.csv", lambda: b"Day,Start\x00,Name\n\x01\x02\x03" * 3, "no text"),
    "one long cell": (
        "t.csv",
        lambda: b'Day,Start,Name\n1,09.00,"' + b"x" * 300_000,
        "more than 2000 characters",
    ),
    "too large": ("t.csv", lambda: b"x" * 6_000_000, "larger than 5 MB"),
    "picture": ("t.png", lambda: b"\x89PNG\r\n\x1a\n", "a picture"),
    "other ending": ("t.pages", lambda: b"Day 1", "neither a workbook"),
}
