"""How our Word pages look: fonts, colours, headings, the paper, what stands at its head and foot."""

from typing import Any

from bot.documents import palette
from bot.documents.word.parts import field, parsed

FONT = "Calibri"
#: The style of what someone still has to write.
TO_WRITE = "To be written"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Room for a heading's number, in twentieths of a point.
_NUMBER_WIDTH = 794
#: Points before a bullet's text on a small page.
_BULLET = 10
#: Between two columns, in twentieths of a point.
_GUTTER = 454

#: Style: points, colour, bold, points before and after.
_LOOKS: dict[str, tuple[float, str, bool, float, float]] = {
    "Normal": (11, palette.INK, False, 0, 6),
    "Title": (30, palette.NIGHT, True, 60, 6),
    "Subtitle": (14, palette.QUIET, False, 0, 4),
    "Heading 1": (20, palette.NIGHT, True, 22, 6),
    "Heading 2": (15, palette.BLUE, True, 16, 4),
    "Heading 3": (12, palette.TEAL, True, 10, 3),
    "TOC Heading": (20, palette.NIGHT, True, 12, 8),
    "List Bullet": (11, palette.INK, False, 0, 4),
    "Quote": (11, palette.QUIET, False, 0, 6),
    "toc 1": (11, palette.INK, True, 6, 2),
    "toc 2": (11, palette.INK, False, 0, 2),
    "Header": (9, palette.QUIET, False, 0, 0),
    "Footer": (9, palette.QUIET, False, 0, 0),
    TO_WRITE: (11, palette.PLUM, False, 0, 6),
}
#: What differs on a page that is to hold much: a usual brief is one side of A4 (requirement 118).
_SMALL: dict[str, tuple[float, str, bool, float, float]] = {
    "Normal": (9.5, palette.INK, False, 0, 2),
    "Heading 1": (15, palette.NIGHT, True, 0, 2),
    "Heading 2": (11, palette.BLUE, True, 4, 0),
    "Heading 3": (9.5, palette.TEAL, True, 2, 0),
    "List Bullet": (9.5, palette.INK, False, 0, 0),
}
_NEEDED = {"Default Paragraph Font", "Normal Table", "No List", "Table Grid"}
_CONTENTS_TABS = {"toc 1": (0, 567), "toc 2": (567, 1247)}


def look(document: Any, *, small: bool = False) -> None:
    """Give a new document our styles, those of a `small` page if it is one, and its language."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    styles = document.styles
    _only_ours(styles)
    _defaults(styles)
    known = {style.name for style in styles}
    for name, (size, colour, bold, before, after) in (_LOOKS | (_SMALL if small else {})).items():
        style = styles[name] if name in known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if name not in known:
            style.base_style = styles["Normal"]
        run = style.element.get_or_add_rPr()
        for fonts in run.findall("{*}rFonts"):
            run.remove(fonts)  # they name the theme's, which are not ours
        for spread in run.findall("{*}spacing"):
            run.remove(spread)
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
        style.font.italic = name == TO_WRITE
        style.font.color.rgb = RGBColor.from_string(colour)
        form = style.paragraph_format
        form.space_before, form.space_after = Pt(before), Pt(after)
        form.line_spacing = 1.0 if small else 1.1
    if small:
        bullet = styles["List Bullet"].paragraph_format
        bullet.left_indent, bullet.first_line_indent = Pt(_BULLET), Pt(-_BULLET)
    styles["Quote"].paragraph_format.keep_with_next = True
    styles["TOC Heading"].base_style = styles["Normal"]
    for name in ("Title", "TOC Heading"):
        for line in styles[name].element.pPr.findall("{*}pBdr"):
            styles[name].element.pPr.remove(line)
    for name, (indent, tab) in _CONTENTS_TABS.items():
        style = styles[name].element
        style.set(
            "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}styleId",
            name.upper().replace(" ", ""),
        )
        properties = style.get_or_add_pPr()
        properties.insert(0, parsed(f'<w:tabs><w:tab w:val="left" w:pos="{tab}"/></w:tabs>'))
        properties.append(parsed(f'<w:ind w:left="{indent}"/>'))


def _only_ours(styles: Any) -> None:
    """Leave out the styles that no page of ours has: they are looked through for every paragraph."""
    for style in list(styles):
        if style.name not in _LOOKS and style.name not in _NEEDED:
            styles.element.remove(style.element)
    for link in styles.element.findall("{*}style/{*}link"):
        link.getparent().remove(link)  # to a style of characters that is gone


def _defaults(styles: Any) -> None:
    defaults = styles.element.find("{*}docDefaults")
    run = defaults.find("{*}rPrDefault/{*}rPr")
    for name in ("rFonts", "lang"):
        for old in run.findall(f"{{*}}{name}"):
            run.remove(old)
    run.insert(0, parsed(f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'))
    run.append(parsed('<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/>'))


def number_headings(document: Any) -> None:
    """Number the headings of the first two levels: 1, 1.1."""
    numbering = document.part.numbering_part.element
    lists = numbering.findall("{*}abstractNum")
    identity = max(int(each.get(f"{_W}abstractNumId")) for each in lists) + 1
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:pStyle w:val="Heading{at + 1}"/><w:suff w:val="tab"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:tabs><w:tab w:val="num" w:pos="{_NUMBER_WIDTH}"/></w:tabs>'
        f'<w:ind w:left="{_NUMBER_WIDTH}" w:hanging="{_NUMBER_WIDTH}"/></w:pPr></w:lvl>'
        for at, text in enumerate(("%1", "%1.%2"))
    )
    lists[-1].addnext(
        parsed(
            f'<w:abstractNum w:abstractNumId="{identity}"><w:multiLevelType w:val="multilevel"/>'
            f"{levels}</w:abstractNum>"
        )
    )
    number = numbering.add_num(identity).numId
    for at in (0, 1):
        properties = document.styles[f"Heading {at + 1}"].element.get_or_add_pPr()
        properties._insert_numPr(
            parsed(f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>')
        )


def paper(document: Any, header: str, *, small: bool = False) -> None:
    """A4, with `header` at the head of each page and its number at the foot; narrow margins if `small`."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.8 if small else 2.3)
    section.top_margin = section.bottom_margin = Cm(1.5 if small else 2.2)
    if small:
        section.header_distance = section.footer_distance = Cm(0.7)
    section.header.paragraphs[0].text = header
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    foot.add_run("Page ")
    field(foot, "PAGE")
    foot.add_run(" of ")
    field(foot, "NUMPAGES")


def two_columns(document: Any) -> None:
    """From here on, two columns on the same page."""
    from docx.enum.section import WD_SECTION

    properties = document.add_section(WD_SECTION.CONTINUOUS)._sectPr
    # python-docx ends the section before in an empty paragraph; its last paragraph can do that itself.
    empty = document.paragraphs[-1]._p
    empty.getprevious().get_or_add_pPr().append(empty.pPr.find(f"{_W}sectPr"))
    empty.getparent().remove(empty)
    for columns in properties.findall(f"{_W}cols"):
        columns.set(f"{_W}num", "2")
        columns.set(f"{_W}space", str(_GUTTER))
