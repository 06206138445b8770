"""The shapes of a layout, as the XML that a presentation has them in (ECMA-376, DrawingML)."""

from dataclasses import dataclass
from typing import Any

#: Where a shape is, in inches: left, top, width, height.
Box = tuple[float, float, float, float]

_INCH = 914_400
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="http://schemas.openxmlformats.org/{name}/2006/main"'
    for prefix, name in (("a", "drawingml"), ("p", "presentationml"))
)
#: Says that a shape is there for its looks alone, so that screen readers pass it over.
_DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}">'
    '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
    "</a:ext></a:extLst>"
)
_SLIDE_NUMBER = (
    '<a:fld id="{6F2B1C5A-4A7F-4D0B-9E0B-0B7C5D1F2A11}" type="slidenum">'
    '<a:rPr lang="en-GB"/><a:t>‹#›</a:t></a:fld>'
)


@dataclass(frozen=True, slots=True)
class Style:
    """How a level of a placeholder's text looks where it is not as the master has it: points, a colour of the
    theme, and whether it is bold.
    """

    size: int
    colour: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A placeholder: PowerPoint's type of it and its index, by which a slide's text finds it. Without
    `styles` its text looks as the master's does, or so in another `size` in points.
    """

    name: str
    kind: str
    index: int | None
    box: Box
    styles: tuple[Style, ...] = ()
    anchor: str = "t"
    align: str = "l"
    size: int = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle that says nothing. `colour` is one of the theme's."""

    box: Box
    colour: str


def put(element: Any, shapes: tuple[Place | Bar, ...]) -> None:
    """Put `shapes` in the place of all that is on a master or a layout."""
    tree = element.cSld.spTree
    for child in list(tree)[2:]:
        tree.remove(child)
    for number, shape in enumerate(shapes, 2):
        tree.append(parsed(_bar(number, shape) if isinstance(shape, Bar) else _place(number, shape)))


def ground(element: Any, colour: str) -> None:
    """Give a layout a ground of its own, without what the master has on it."""
    element.cSld.insert(0, parsed(f"<p:bg><p:bgPr>{solid(colour)}<a:effectLst/></p:bgPr></p:bg>"))
    element.set("showMasterSp", "0")


def parsed(xml: str) -> Any:
    """The element that `xml` is, in which the prefixes a and p may be used."""
    from pptx.oxml import parse_xml

    end = min(at for at in (xml.find(">"), xml.find("/>"), xml.find(" ")) if at > 0)
    return parse_xml(f"{xml[:end]} {_NAMESPACES}{xml[end:]}")


def solid(colour: str) -> str:
    """A fill of a colour of the theme."""
    return f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>'


def _frame(box: Box) -> str:
    x, y, width, height = (round(value * _INCH) for value in box)
    return (
        f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    )


def _bar(number: int, bar: Bar) -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="Bar {number}">{_DECORATIVE}</p:cNvPr><p:cNvSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>{_frame(bar.box)}{solid(bar.colour)}'
        "<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    )


def _place(number: int, place: Place) -> str:
    index = f' idx="{place.index}"' if place.index is not None else ""
    levels = "".join(
        f'<a:lvl{level}pPr marL="0" indent="0" algn="{place.align}"><a:buNone/>'
        f'<a:defRPr sz="{style.size * 100}" b="{int(style.bold)}">{solid(style.colour)}</a:defRPr>'
        f"</a:lvl{level}pPr>"
        for level, style in enumerate(place.styles, 1)
    )
    if place.size:
        levels = f'<a:lvl1pPr><a:defRPr sz="{place.size * 100}"/></a:lvl1pPr>'
    prompt = f'<a:r><a:rPr lang="en-GB"/><a:t>{place.name}</a:t></a:r>'
    inside = {"sldNum": _SLIDE_NUMBER, "ftr": ""}.get(place.kind, prompt)
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{place.name}"/>'
        '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph type="{place.kind}"{index}/></p:nvPr></p:nvSpPr>'
        f'<p:spPr>{_frame(place.box)}</p:spPr><p:txBody><a:bodyPr anchor="{place.anchor}"><a:normAutofit/>'
        f"</a:bodyPr><a:lstStyle>{levels}</a:lstStyle>"
        f'<a:p>{inside}<a:endParaRPr lang="en-GB"/></a:p></p:txBody></p:sp>'
    )
