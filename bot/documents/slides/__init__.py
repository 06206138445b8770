"""The slides of the last day (requirements 157-163), as a .pptx. They render client text only.

python-pptx is heavy and seldom needed: it is imported when slides are made.
"""

import io
from collections.abc import Sequence
from itertools import zip_longest
from math import ceil
from typing import TYPE_CHECKING, Any

from bot.documents.packing import packed, properties
from bot.documents.slides.look import (
    BODY,
    EYEBROW,
    FIGURES,
    FOOTER,
    LEFT,
    LEFT_HEAD,
    NUMBER,
    RIGHT,
    RIGHT_HEAD,
    SIZE,
    SMALLER,
    TABLE,
    template,
)
from bot.documents.slides.plan import CONSIDERATIONS, STRENGTHS, Look, Slide, footer, plan
from bot.domain.presentation import Presentation
from bot.privacy.gate import ClientText

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck

__all__ = ["slides"]


def slides(presentation: Presentation[ClientText]) -> bytes:
    """The bytes of the .pptx. The same presentation gives the same bytes."""
    deck = template()
    layouts = {layout.name: layout for layout in deck.slide_layouts}
    foot = footer(presentation)
    for slide in plan(presentation):
        _write(deck, layouts[slide.look.value], slide, foot)
    properties(
        deck.core_properties, title=f"Peer challenge: {presentation.council} (draft)", day=presentation.day
    )
    file = io.BytesIO()
    deck.save(file)
    return packed(file.getvalue())


def _write(deck: "Deck", layout: Any, slide: Slide, foot: str) -> None:
    made = deck.slides.add_slide(layout)
    places = {each.placeholder_format.idx: each for each in made.placeholders}
    made.shapes.title.text_frame.text = slide.title
    if slide.eyebrow:
        places[EYEBROW].text_frame.text = slide.eyebrow
    elif EYEBROW in places:
        _remove(places[EYEBROW])
    if slide.look is Look.table:
        _table(places[TABLE], slide)
    elif slide.look is Look.figures:
        _figures(places, slide)
    elif slide.look is Look.both:
        _both(places, slide)
    else:
        _lines(places[BODY], slide.bullets or tuple(slide.text.split("\n")))
        _fit(slide.bullets, places[BODY])
    _foot(made, layout, foot)
    for run in made._element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}r"):
        run.get_or_add_rPr().set("lang", "en-GB")


def _both(places: dict[int, Any], slide: Slide) -> None:
    for at, lines in (
        (LEFT_HEAD, (STRENGTHS,)),
        (LEFT, slide.bullets),
        (RIGHT_HEAD, (CONSIDERATIONS,)),
        (RIGHT, slide.others),
    ):
        _lines(places[at], lines)
    fuller = max(slide.bullets, slide.others, key=lambda lines: sum(map(len, lines)))
    _fit(fuller, places[LEFT], places[RIGHT])


def _lines(place: Any, lines: tuple[str, ...]) -> None:
    frame = place.text_frame
    frame.text = lines[0]
    for line in lines[1:]:
        frame.add_paragraph().text = line


def _fit(lines: Sequence[str], *places: Any) -> None:
    """Make the text of `places`, of which the fullest has `lines`, as small as it must be."""
    size = SMALLER if len(places) > 1 else SIZE
    scale = scale_for(lines, places[0].width, places[0].height, size)
    for place in places if scale < 1 else ():
        # As PowerPoint notes it: whoever edits the text sees it grow and shrink again.
        fit = place.text_frame._txBody.bodyPr.get_or_change_to_normAutofit()
        fit.set("fontScale", str(round(scale * 100_000)))


def scale_for(lines: Sequence[str], width: int, height: int, size: int = SIZE) -> float:
    """By how much bullets of `size` points are made smaller so that they have room in a box (in EMU)."""
    for scale in (1.0, 0.925, 0.85, 0.775, 0.7):
        points = size * scale
        # A letter is about half as wide as it is high; the box has margins, and the bullet its indent.
        letters = (width / 12_700 - 40) / (points * 0.5)
        rows = sum(ceil(len(line) / letters) for line in lines)
        if rows * points * 1.15 + len(lines) * 9 <= height / 12_700 - 8:
            return scale
    return 0.625


def _remove(place: Any) -> None:
    """An empty placeholder would ask to be filled in."""
    place._element.getparent().remove(place._element)


def _figures(places: dict[int, Any], slide: Slide) -> None:
    for index, figure in zip_longest(FIGURES, slide.figures):
        if figure is None:
            _remove(places[index])
            continue
        _lines(places[index], figure)
        places[index].text_frame.paragraphs[1].level = 1


def _table(place: Any, slide: Slide) -> None:
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Emu, Pt

    frame = place.insert_table(rows=len(slide.rows), cols=2)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", slide.says)
    table = frame.table
    wide = frame.width
    table.columns[0].width, table.columns[1].width = Emu(wide * 4 // 5), Emu(wide - wide * 4 // 5)
    for at, row in enumerate(slide.rows):
        table.rows[at].height = Emu(430_000)
        for cell, text in zip(table.rows[at].cells, row, strict=True):
            cell.text_frame.text = text
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.text_frame.paragraphs[0].runs[0].font.size = Pt(20)


def _foot(made: Any, layout: Any, foot: str) -> None:
    """The footer and the slide's number, which python-pptx leaves out of a new slide."""
    from copy import deepcopy

    for shape in layout.placeholders:
        index = shape.placeholder_format.idx
        if index in (FOOTER, NUMBER):
            copied = deepcopy(shape._element)
            made.shapes._spTree.append(copied)
            if index == FOOTER:
                made.placeholders[FOOTER].text_frame.text = foot
