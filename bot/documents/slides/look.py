"""Our own look of the slides: a template made in code, with real layouts whose placeholders are what the text
goes into, so that the outline view and screen readers find it, in the order in which it is to be read.
"""

import re
from typing import TYPE_CHECKING, Any

from bot.documents import palette
from bot.documents.packing import without_strays
from bot.documents.slides.plan import Look
from bot.documents.slides.shapes import Bar, Box, Place, Style, ground, parsed, put, solid

if TYPE_CHECKING:
    from pptx.presentation import Presentation

FONT = "Calibri"
#: Points of a bullet, where there is room for it: on the whole slide, and on half of it.
SIZE, SMALLER = 26, 22
#: The usual wide slide: 13.33 by 7.5 inches, in English Metric Units.
WIDTH, HEIGHT = 12_192_000, 6_858_000
#: Placeholders by what goes into them: their indices in our template.
BODY, FOOTER, NUMBER, EYEBROW, TABLE = 1, 11, 12, 13, 14
LEFT_HEAD, LEFT, RIGHT_HEAD, RIGHT = 15, 16, 17, 18
FIGURES = (21, 22, 23, 24)

_THEME = {
    "dk1": palette.INK,
    "lt1": palette.WHITE,
    "dk2": palette.NIGHT,
    "lt2": palette.PAPER,
    "accent1": palette.BLUE,
    "accent2": palette.TEAL,
    "accent3": palette.PLUM,
    "accent4": palette.QUIET,
    "accent5": palette.LINE,
    "accent6": palette.SKY,
    "hlink": palette.BLUE,
    "folHlink": palette.PLUM,
}
_INK, _WHITE, _NIGHT, _BLUE, _TEAL, _PLUM, _QUIET, _LINE, _SKY = (
    "tx1",
    "bg1",
    "tx2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
)

_BODY: Box = (0.85, 1.95, 11.65, 4.75)
_TITLE = Place("Title", "title", None, (0.85, 0.72, 11.65, 1.0), anchor="b")
_TEXT = Place("Text", "body", BODY, _BODY)
_EDGE: Box = (0, 0, 0.28, 7.5)


def template() -> "Presentation":
    """An empty presentation of our own look."""
    from pptx import Presentation
    from pptx.util import Emu

    made = Presentation()
    made.slide_width, made.slide_height = Emu(WIDTH), Emu(HEIGHT)
    without_strays(made.part)
    without_strays(made.part.package)
    master = made.slide_master
    _theme(master)
    for layout in list(master.slide_layouts)[len(Look) :]:
        master.slide_layouts.remove(layout)
    put(master._element, (_TITLE, _TEXT, *_foot(3, 4, _QUIET)))
    _text_styles(master._element)
    for layout, look in zip(master.slide_layouts, Look, strict=True):
        layout._element.cSld.set("name", look.value)
        layout._element.attrib.pop("type", None)
        if look in (Look.opening, Look.section):
            ground(layout._element, _NIGHT)
            put(layout._element, _dark(look))
        else:
            put(layout._element, _light(look))
    return made


def _theme(master: Any) -> None:
    from pptx.opc.constants import RELATIONSHIP_TYPE as RT

    part = master.part.part_related_by(RT.THEME)
    xml = part.blob.decode("utf-8").replace('name="Office Theme"', 'name="Critical Friend"')
    for name, colour in _THEME.items():
        xml = re.sub(
            rf"(<a:{name}>).*?(</a:{name}>)", rf'\1<a:srgbClr val="{colour}"/>\2', xml, flags=re.DOTALL
        )
    xml = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\1{FONT}", xml)
    part._blob = xml.encode("utf-8")


def _foot(footer: int, number: int, colour: str) -> tuple[Place, Place]:
    style = (Style(12, colour),)
    return (
        Place("Footer", "ftr", footer, (0.85, 6.9, 9.5, 0.36), style, "ctr"),
        Place("Slide number", "sldNum", number, (11.5, 6.9, 1.0, 0.36), style, "ctr", "r"),
    )


def _dark(look: Look) -> tuple[Place | Bar, ...]:
    """The title, and where a new part begins."""
    first = look is Look.opening
    title: Box = (1.2, 2.0, 10.6, 1.8) if first else (1.2, 2.3, 10.6, 1.5)
    bold, quiet = Style(44 if first else 40, _WHITE, bold=True), Style(22, _SKY)
    return (
        *((Bar(_EDGE, _SKY),) if first else ()),
        Place("Title", "ctrTitle" if first else "title", None, title, (bold,), "b"),
        *(() if first else (Place("Part", "body", EYEBROW, (1.2, 1.8, 10.6, 0.5), (Style(20, _SKY),)),)),
        Bar((1.3, 3.95, 1.6, 0.07), _SKY),
        Place("Text", "subTitle" if first else "body", BODY, (1.2, 4.2, 10.6, 1.9), (quiet,)),
        *_foot(FOOTER, NUMBER, _SKY),
    )


def _light(look: Look) -> tuple[Place | Bar, ...]:
    """Where findings are."""
    accent = {Look.strengths: _TEAL, Look.considerations: _PLUM}.get(look, _BLUE)
    eyebrow = Place("Above the title", "body", EYEBROW, (0.85, 0.3, 11.65, 0.4), (Style(16, accent, True),))
    return (
        Bar(_EDGE, accent),
        _TITLE,
        eyebrow,
        Bar((0.95, 1.78, 11.45, 0.02), _LINE),
        *_middle(look),
        *_foot(FOOTER, NUMBER, _QUIET),
    )


def _middle(look: Look) -> tuple[Place | Bar, ...]:
    if look is Look.table:
        return (Place("Table", "tbl", TABLE, _BODY),)
    if look is Look.both:
        return (
            Bar((0.95, 2.08, 0.09, 0.42), _TEAL),
            Place("Strengths", "body", LEFT_HEAD, (1.08, 2.02, 5.3, 0.55), (Style(22, _TEAL, True),), "ctr"),
            Place("Text", "body", LEFT, (0.85, 2.6, 5.6, 4.15), size=SMALLER),
            Bar((6.95, 2.08, 0.09, 0.42), _PLUM),
            Place("Areas for consideration", "body", RIGHT_HEAD, (7.08, 2.02, 5.3, 0.55),
                  (Style(22, _PLUM, True),), "ctr"),
            Place("Text", "body", RIGHT, (6.85, 2.6, 5.6, 4.15), size=SMALLER),
        )  # fmt: skip
    if look is Look.figures:
        styles = (Style(54, _BLUE, True), Style(20, _INK))
        return tuple(
            shape
            for at, index in enumerate(FIGURES)
            for shape in (
                Bar((0.95 + at * 2.9, 2.5, 2.6, 0.06), _BLUE),
                Place("Figure", "body", index, (0.85 + at * 2.9, 2.65, 2.75, 2.4), styles),
            )
        )
    return (_TEXT,)


def _text_styles(master: Any) -> None:
    def level(number: int, size: int) -> str:
        return (
            f'<a:lvl{number}pPr marL="{number * 285750}" indent="-285750" algn="l">'
            f'<a:lnSpc><a:spcPct val="95000"/></a:lnSpc><a:spcBef><a:spcPts val="900"/></a:spcBef>'
            f"<a:buClr>{solid(_QUIET).removeprefix('<a:solidFill>').removesuffix('</a:solidFill>')}</a:buClr>"
            f'<a:buFont typeface="Arial"/><a:buChar char="•"/>{_run(size, _INK, "+mn-lt")}'
            f"</a:lvl{number}pPr>"
        )

    title = (
        '<a:lvl1pPr algn="l"><a:lnSpc><a:spcPct val="90000"/></a:lnSpc><a:buNone/>'
        f"{_run(32, _NIGHT, '+mj-lt', bold=True)}</a:lvl1pPr>"
    )
    body = "".join(level(number, size) for number, size in ((1, SIZE), (2, 22), (3, 20)))
    other = f'<a:lvl1pPr algn="l">{_run(18, _INK, "+mn-lt")}</a:lvl1pPr>'
    styles = parsed(
        f"<p:txStyles><p:titleStyle>{title}</p:titleStyle><p:bodyStyle>{body}</p:bodyStyle>"
        f"<p:otherStyle>{other}</p:otherStyle></p:txStyles>"
    )
    master.replace(master.find("{*}txStyles"), styles)


def _run(size: int, colour: str, font: str, *, bold: bool = False) -> str:
    return (
        f'<a:defRPr lang="en-GB" sz="{size * 100}" b="{int(bold)}" kern="1200">{solid(colour)}'
        f'<a:latin typeface="{font}"/></a:defRPr>'
    )
