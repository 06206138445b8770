"""What sort of file it is, by what is in it and not by its name alone, and its sheets."""

from bot.documents.timetable import text_files, workbooks
from bot.documents.timetable.sheets import Sheet
from bot.errors import Refusal

#: Bytes of a file that is looked at: a timetable has some thirty.
FILE_LIMIT = 5_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a rich text document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
    (b"\x1f\x8b", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
)
_REMEDY = "Save the timetable as an Excel workbook (.xlsx) or as .csv, and try again."


def sheets_of(name: str, data: bytes) -> list[Sheet]:
    """The sheets of the file `data`, which was called `name`. A file that can't be read is a `Refusal`."""
    ending = name.casefold().rpartition(".")[2]
    if not data.strip(b"\x00 \t\r\n"):
        raise Refusal("The file is empty.")
    if len(data) > FILE_LIMIT:
        raise Refusal(f"The file is larger than {FILE_LIMIT // 1_000_000} MB: a timetable is far smaller.")
    if data.startswith(b"PK"):
        return workbooks.sheets_of(data)
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise Refusal("The workbook is protected with a password. Save it without one, and try again.")
        raise Refusal(f"The file is in the old format of Excel or Word (.xls, .doc). {_REMEDY}")
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, what in _OTHERS:
        if start[: len(magic)].lower() == magic.lower():
            raise Refusal(f"The file is {what}, whatever its name says. {_REMEDY}")
    if ending in ("xlsx", "xlsm", "xls", "xlsb", "ods"):
        raise Refusal(f"The file is called .{ending} but is no workbook; it may be damaged. {_REMEDY}")
    if ending not in ("csv", "txt", "tsv"):
        raise Refusal(f"The file is neither a workbook (.xlsx) nor a .csv file. {_REMEDY}")
    return [text_files.sheet_of(data)]
