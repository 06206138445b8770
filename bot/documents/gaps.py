"""The gaps as a picture (PNG): statements by how evidence came and whose it is, readable without colour.

Each cell has its number, so shade is never the only sign; one with nothing in it has a frame of dashes too.
The picture counts post-its and judges nothing (requirement 163). A team edition.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from bot.domain.evidence import Method
from bot.domain.framework import Voice
from bot.domain.gaps import Gaps

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

    Font = FreeTypeFont | ImageFont

_VOICES = {
    Voice.people: "People",
    Voice.staff: "Staff, leaders",
    Voice.partners: "Partners",
    Voice.processes: "Processes",
}
_MARGIN, _NAMES, _CELL, _ROW, _TOP = 32, 560, 104, 64, 168
_INK, _PAPER, _LINE = "#1a1a1a", "#ffffff", "#6b6b6b"
#: From so many post-its on a cell is this dark, with the ink that reads on it; far enough apart in print.
_SHADES = ((5, "#3d3d3d", _PAPER), (2, "#b3b3b3", _INK), (1, "#e3e3e3", _INK), (0, _PAPER, _INK))


@dataclass(frozen=True, slots=True)
class Fonts:
    """Three sizes of Pillow's own font, so that no machine needs one."""

    large: "Font"
    plain: "Font"
    small: "Font"


def picture(gaps: Gaps, *, title: str, said: str) -> bytes:
    """The picture; `said` is a line under its title. The same gaps give the same bytes."""
    from PIL import Image, ImageDraw, ImageFont  # heavy, and seldom needed

    fonts = Fonts(*(ImageFont.load_default(size) for size in (34, 24, 20)))
    columns = len(Method) + len(_VOICES)
    width = 2 * _MARGIN + _NAMES + columns * _CELL + _MARGIN
    height = _TOP + _ROW * len(gaps.coverage.rows) + 120
    image = Image.new("L", (width, height), _PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((_MARGIN, 24), _fit(draw, title, fonts.large, width - 2 * _MARGIN), _INK, fonts.large)
    draw.text((_MARGIN, 70), _fit(draw, said, fonts.small, width - 2 * _MARGIN), _LINE, fonts.small)
    heads = [method.words for method in Method] + list(_VOICES.values())
    for at, head in enumerate(heads):
        for line, part in enumerate(head.split(" ")):
            x = _left(at) + _CELL / 2
            draw.text((x, 112 + 22 * line), part, _INK, fonts.small, anchor="ma")
    for at, row in enumerate(gaps.coverage.rows):
        top = _TOP + at * _ROW
        name = _fit(draw, row.statement.name, fonts.plain, _NAMES)
        draw.text((_MARGIN, top + _ROW / 2), name, _INK, fonts.plain, anchor="lm")
        counts = [row.methods[method] for method in Method] + [row.voices[voice] for voice in _VOICES]
        for column, count in enumerate(counts):
            _cell(draw, (_left(column), top), count, fonts.plain)
    foot = _TOP + _ROW * len(gaps.coverage.rows) + 24
    legend = "Numbers of post-its. 0, in dashes: a gap. Darker: more. It is no score of anything."
    draw.text((_MARGIN, foot), legend, _INK, fonts.small)
    draw.text((_MARGIN, foot + 32), "For the team only.", _INK, fonts.small)
    kept = BytesIO()
    image.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _left(column: int) -> float:
    # A gap between how it came and whose it is.
    return _MARGIN + _NAMES + column * _CELL + (_MARGIN if column >= len(Method) else 0)


def _cell(draw: "ImageDraw", corner: tuple[float, float], count: int, font: "Font") -> None:
    x, y = corner[0] + 4, corner[1] + 4
    right, bottom = x + _CELL - 8, y + _ROW - 8
    fill, ink = next((fill, ink) for least, fill, ink in _SHADES if count >= least)
    draw.rectangle((x, y, right, bottom), fill, None if not count else _LINE)
    if not count:
        _dashes(draw, (x, y, right, bottom))
    draw.text(((x + right) / 2, (y + bottom) / 2), f"{count:,}", ink, font, anchor="mm")


def _dashes(draw: "ImageDraw", box: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = box
    for start in range(int(left), int(right), 14):
        for y in (top, bottom):
            draw.line((start, y, min(start + 8, right), y), _INK, 2)
    for start in range(int(top), int(bottom), 14):
        for x in (left, right):
            draw.line((x, start, x, min(start + 8, bottom)), _INK, 2)


def _fit(draw: "ImageDraw", text: str, font: "Font", room: float) -> str:
    """`text`, cut so that it has room."""
    if draw.textlength(text, font) <= room:
        return text
    while text and draw.textlength(f"{text}…", font) > room:
        text = text[:-1].rstrip()
    return f"{text}…"


def in_words(gaps: Gaps, limit: int) -> str:
    """The same in words, for those who don't see the picture: at most `limit` characters."""
    lines: Sequence[str] = [
        f"{row.statement.name}: {', '.join(f'{count} {name}' for name, count in _counts(gaps, at))}."
        for at, row in enumerate(gaps.coverage.rows)
    ]
    said = " ".join(["Post-its by statement, by how they came and whose experience they are.", *lines])
    return said if len(said) <= limit else f"{said[: limit - 1]}…"


def _counts(gaps: Gaps, at: int) -> list[tuple[str, int]]:
    row = gaps.coverage.rows[at]
    ways = [(method.value, row.methods[method]) for method in Method]
    return [*ways, *((name.lower(), row.voices[voice]) for voice, name in _VOICES.items())]
