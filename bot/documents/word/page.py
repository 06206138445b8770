"""Word pages in our own look: real heading styles, a contents field, tables with a head, British English.

python-docx is heavy and seldom needed: it is imported when a page is made.
"""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.documents.packing import packed, properties, without_strays
from bot.documents.word import parts, styles

#: Headings down to this level are in the contents.
_CONTENTS_LEVELS = 2


class Page:
    """A Word document in the making: what is added comes after what is there."""

    def __init__(
        self, *, title: str, header: str, day: date, numbered: bool = False, small: bool = False
    ) -> None:
        """`header` stands at the head of every page. With `numbered`, headings have numbers; `small` is for
        what is to have room on a page or two.
        """
        from docx import Document

        self._document = Document()
        self._numbered = numbered
        self._numbers = [0] * _CONTENTS_LEVELS
        self._headings: list[tuple[int, str]] = []
        self._contents: Any = None
        self._breaks = False
        without_strays(self._document.part.package)
        without_strays(self._document.part)
        styles.look(self._document, small=small)
        if numbered:
            styles.number_headings(self._document)
        styles.paper(self._document, header, small=small)
        properties(self._document.core_properties, title=title, day=day)

    def title(self, text: str, *lines: str) -> None:
        """The document's title, and lines under it."""
        self._document.add_paragraph(text, style="Title")
        for line in lines:
            self._document.add_paragraph(line, style="Subtitle")

    def heading(self, text: str, level: int) -> None:
        """A heading of `level` 1 to 3."""
        added = self._document.add_heading(text, level)
        if self._breaks:
            added.paragraph_format.page_break_before, self._breaks = True, False
        if level > _CONTENTS_LEVELS:
            return
        self._numbers[level - 1] += 1
        self._numbers[level:] = [0] * (_CONTENTS_LEVELS - level)
        number = ".".join(map(str, self._numbers[:level]))
        self._headings.append((level, f"{number}\t{text}" if self._numbered else text))
        parts.bookmark(added._p, len(self._headings))

    def text(self, text: str, style: str = "Normal") -> None:
        """A paragraph."""
        self._document.add_paragraph(text, style=style)

    def to_write(self, text: str) -> None:
        """What someone still has to write, in brackets."""
        self._document.add_paragraph(f"[{text}]", style=styles.TO_WRITE)

    def bullets(self, texts: Sequence[str]) -> None:
        """A list."""
        for text in texts:
            self._document.add_paragraph(text, style="List Bullet")

    def table(self, rows: Sequence[Sequence[str]], widths: Sequence[float], says: str) -> None:
        """A table whose first row is its head, with columns of `widths` centimetres. `says` is what it shows,
        for those who can't see it.
        """
        parts.table(self._document, rows, widths, says)

    def contents(self) -> None:
        """A contents field here, of the headings that follow."""
        self._document.add_paragraph("Contents", style="TOC Heading")
        self._contents = self._document.add_paragraph(style="toc 1")

    def new_page(self) -> None:
        """The next heading begins a page."""
        self._breaks = True

    def columns(self) -> None:
        """What follows stands in two columns, which is read down the left one first."""
        styles.two_columns(self._document)

    def saved(self) -> bytes:
        """The bytes of the .docx. The same content gives the same bytes."""
        if self._contents is not None:
            parts.contents(self._contents._p, self._headings)
        file = io.BytesIO()
        self._document.save(file)
        return packed(file.getvalue())
