"""What a director reads in the slides and the report, and what anyone finds who unpacks them."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from docx import Document
from pptx import Presentation

from bot.documents.slides.look import EYEBROW, FOOTER, LEFT_HEAD, NUMBER, RIGHT_HEAD
from bot.domain.framework import Framework
from tests.reidentification.attacks import Edition

_NO_FINDING = {0, EYEBROW, FOOTER, NUMBER, LEFT_HEAD, RIGHT_HEAD}


def edition(at: datetime, slides: bytes, report: bytes, framework: Framework) -> Edition:
    """The two as an attacker reads them: the findings under each theme, and the numbers of people."""
    themes = {theme.name for theme in framework.themes}
    findings: dict[str, set[str]] = {}
    said: list[str] = []
    for slide in Presentation(io.BytesIO(slides)).slides:
        places = {each.placeholder_format.idx: each for each in slide.placeholders if each.has_text_frame}
        heading = places[EYEBROW].text_frame.text if EYEBROW in places else ""
        for index, place in places.items():
            lines = [paragraph.text for paragraph in place.text_frame.paragraphs]
            said += lines
            if heading in themes and index not in _NO_FINDING:
                findings.setdefault(heading, set()).update(lines)
        said += [_people(shape.table) for shape in slide.shapes if shape.has_table]
    said += [paragraph.text for paragraph in Document(io.BytesIO(report)).paragraphs]
    return Edition(at, {name: frozenset(found) for name, found in findings.items()}, "\n".join(said))


def _people(table: Any) -> str:
    """The table of who was met in the words in which a brief says it."""
    rows = [(row.cells[0].text, int(row.cells[1].text.replace(",", ""))) for row in list(table.rows)[1:]]
    groups = ", ".join(f"{name[0].lower()}{name[1:]} ({number})" for name, number in rows)
    return f"{sum(number for _, number in rows)} people met: {groups}."


def unpacked(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """A file and, where it is a package, every member of it, with its name."""
    yield name, data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for member in package.namelist():
                yield f"{name}/{member}", member.encode() + b"\n" + package.read(member)
