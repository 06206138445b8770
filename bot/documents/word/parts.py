"""What python-docx has no words for: bookmarks, a contents field, a table with a head (ECMA-376,
WordprocessingML).
"""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from bot.documents import palette

#: Rows of a table that are kept on one page.
_KEPT = 12
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
#: Without page numbers, which only Word could count: what it says is right as soon as the file is opened.
#: Whoever wants them changes the field.
_CONTENTS = r' TOC \o "1-2" \n \h \z \u '


def parsed(xml: str) -> Any:
    """The element that `xml` is, in which the prefix w may be used."""
    from docx.oxml import parse_xml

    end = min(at for at in (xml.find(">"), xml.find("/>"), xml.find(" ")) if at > 0)
    return parse_xml(f"{xml[:end]} {_W}{xml[end:]}")


def bookmark(paragraph: Any, number: int) -> None:
    """Mark a heading so that the contents can lead to it."""
    start = parsed(f'<w:bookmarkStart w:id="{number}" w:name="{_anchor(number)}"/>')
    first = next(child for child in paragraph if child.tag.endswith("}r"))
    first.addprevious(start)
    paragraph.append(parsed(f'<w:bookmarkEnd w:id="{number}"/>'))


def _anchor(number: int) -> str:
    return f"_Toc{number:08}"


def contents(first: Any, headings: Sequence[tuple[int, str]]) -> None:
    """Make the paragraph `first`, and paragraphs after it, the contents of `headings`: level and text."""
    begin = [
        parsed('<w:r><w:fldChar w:fldCharType="begin"/></w:r>'),
        parsed(f'<w:r><w:instrText xml:space="preserve">{escape(_CONTENTS)}</w:instrText></w:r>'),
        parsed('<w:r><w:fldChar w:fldCharType="separate"/></w:r>'),
    ]
    paragraph = first
    for number, (level, text) in enumerate(headings, 1):
        if number > 1:
            following = parsed(f'<w:p><w:pPr><w:pStyle w:val="TOC{level}"/></w:pPr></w:p>')
            paragraph.addnext(following)
            paragraph = following
        else:
            for run in begin:
                paragraph.append(run)
        paragraph.append(_link(number, text))
    paragraph.append(parsed('<w:r><w:fldChar w:fldCharType="end"/></w:r>'))


def _link(number: int, text: str) -> Any:
    before, tab, after = text.rpartition("\t")
    runs = [before, "\t", after] if tab else [after]
    inside = "".join(
        "<w:r><w:tab/></w:r>"
        if each == "\t"
        else f'<w:r><w:t xml:space="preserve">{escape(each)}</w:t></w:r>'
        for each in runs
    )
    return parsed(f'<w:hyperlink w:anchor="{_anchor(number)}" w:history="1">{inside}</w:hyperlink>')


def field(paragraph: Any, instruction: str) -> None:
    """A field that Word keeps up to date by itself, such as the page's number."""
    for run in (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>',
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
        "<w:r><w:t>1</w:t></w:r>",
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    ):
        paragraph._p.append(parsed(run))


def table(document: Any, rows: Sequence[Sequence[str]], widths: Sequence[float], says: str) -> None:
    """A table whose first row is its head and is repeated on each page; no row is torn by a page's end."""
    from docx.shared import Cm, Pt, RGBColor

    made = document.add_table(rows=len(rows), cols=len(widths), style="Table Grid")
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)
    # Their order within the properties is fixed by the standard; these two come last.
    made._tbl.tblPr.append(parsed(f'<w:tblCaption w:val="{escape(says, {chr(34): "&quot;"})}"/>'))
    made._tbl.tblPr.append(parsed(f'<w:tblDescription w:val="{escape(says, {chr(34): "&quot;"})}"/>'))
    for at, texts in enumerate(rows):
        row = made.rows[at]
        properties = row._tr.get_or_add_trPr()
        properties.append(parsed("<w:cantSplit/>"))
        if at == 0:
            properties.append(parsed("<w:tblHeader/>"))
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Cm(width)
            paragraph = cell.paragraphs[0]
            paragraph.text = text
            paragraph.paragraph_format.space_after = Pt(3)
            paragraph.paragraph_format.space_before = Pt(3)
            paragraph.paragraph_format.keep_with_next = at < min(len(rows) - 1, _KEPT)
            if at == 0:
                cell._tc.get_or_add_tcPr().append(
                    parsed(f'<w:shd w:val="clear" w:color="auto" w:fill="{palette.NIGHT}"/>')
                )
                for run in paragraph.runs:
                    run.bold = True
                    run.font.color.rgb = RGBColor.from_string(palette.WHITE)
    document.add_paragraph().paragraph_format.space_after = Pt(0)
