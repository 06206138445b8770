"""Writing one slide of the plan into a layout, of our own template or of another."""

from collections.abc import Sequence
from copy import deepcopy
from itertools import zip_longest
from math import ceil
from typing import TYPE_CHECKING, Any

from bot.documents.slides.look import (
    BODY,
    EYEBROW,
    FIGURES,
    LEFT,
    LEFT_HEAD,
    RIGHT,
    RIGHT_HEAD,
    SIZE,
    SMALLER,
    TABLE,
)
from bot.documents.slides.plan import CONSIDERATIONS, STRENGTHS, Look, Slide
from bot.documents.slides.theirs import text_place

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck


def write(deck: "Deck", layout: Any, slide: Slide, foot: str) -> None:
    """Add a slide in a layout of our own."""
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
    _british(made)


def write_theirs(deck: "Deck", layout: Any, slide: Slide, foot: str) -> None:
    """Add a slide in a layout of another template: a title and a text."""
    made = deck.slides.add_slide(layout)
    made.shapes.title.text_frame.text = slide.title
    place = text_place(made)
    _lines(place, slide.bullets or tuple(slide.text.split("\n")))
    for other in list(made.placeholders):
        if other.shape_id not in (made.shapes.title.shape_id, place.shape_id):
            _remove(other)
    _foot(made, layout, foot)
    _british(made)


def _british(made: Any) -> None:
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
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    for shape in layout.placeholders:
        kind = shape.placeholder_format.type
        if kind not in (KIND.FOOTER, KIND.SLIDE_NUMBER):
            continue
        copied = deepcopy(shape._element)
        copied.nvSpPr.cNvPr.set("id", str(max(each.shape_id for each in made.shapes) + 1))
        made.shapes._spTree.append(copied)
        if kind == KIND.FOOTER:
            made.shapes[-1].text_frame.text = foot
