"""The report and the Word page of a brief: headings, contents, tables, language, nobody, the same bytes."""

import io
import re
from datetime import date
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION

from bot.documents.briefs import word_page
from bot.documents.report import report
from bot.domain import brief as briefs
from bot.domain.evidence import Kind, Method, PostIt
from bot.domain.findings import single
from bot.privacy.deidentify import Deidentifier
from bot.privacy.gate import Gate
from bot.views import briefs as brief_views
from tests.documents.packages import members, moments, properties
from tests.documents.sample import CQC, agreed, many, presentation


def made(count: int = 30) -> Any:
    return Document(io.BytesIO(report(presentation(many(count)))))


def headings(document: Any, level: int) -> list[str]:
    return [each.text for each in document.paragraphs if each.style.name == f"Heading {level}"]


def test_it_has_the_chapters_of_a_published_report() -> None:
    assert headings(made(), 1) == [
        "Executive summary",
        "Background and method",
        "Key messages",
        "Working with people",
        "Providing support",
        "Ensuring safety",
        "Leadership",
        "Recommendations",
        "Case file audit",
        "Next steps",
        "Appendix",
    ]
    assert "Assessing needs" in headings(made(), 2)
    assert set(headings(made(), 3)) == {"Strengths", "Considerations"}


def test_every_finding_is_in_it_whole() -> None:
    found = many(30, length=40)
    said = "\n".join(paragraph.text for paragraph in made().paragraphs)
    document = Document(io.BytesIO(report(presentation(found))))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    said += "\n".join(cell.text for table in document.tables for cell in table._cells)
    for one in found:
        assert one.finding.text in said


def test_the_contents_lead_to_every_heading_of_two_levels() -> None:
    document = made()
    xml = document.element.xml
    assert r'TOC \o "1-2"' in xml
    links = re.findall(r'<w:hyperlink w:anchor="([^"]+)"', xml)
    marks = re.findall(r'<w:bookmarkStart w:id="\d+" w:name="([^"]+)"', xml)
    assert links == marks
    assert len(links) == len(headings(document, 1)) + len(headings(document, 2))


def test_the_recommendations_can_become_an_action_plan() -> None:
    table = made().tables[-1]
    assert [cell.text for cell in table.rows[0].cells][1:] == ["Recommendation", "By when", "Who", "Measure"]
    assert len(table.rows) == 1 + 3
    assert "tblHeader" in table.rows[0]._tr.xml
    none = Document(io.BytesIO(report(presentation([agreed(1)])))).tables[-1]
    assert none.rows[1].cells[1].text == "[To be agreed by the team]"


def test_it_says_draft_snapshot_and_by_when_the_client_has_it() -> None:
    document = made()
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for each in ("not agreed, and not for publication", "no rating or score", "snapshot", "23 April 2026"):
        assert each in said
    assert "Draft report" in document.sections[0].header.paragraphs[0].text


def test_the_language_is_british_english_and_nobody_is_named() -> None:
    data = report(presentation(many(20)))
    styles = members(data)["word/styles.xml"]
    assert re.findall(rb'<w:lang w:val="([^"]*)"', styles) == [b"en-GB"]
    said = properties(data)
    assert (said.get("creator", ""), said.get("lastModifiedBy", "")) == ("", "")
    assert said["language"] == "en-GB"
    assert moments(data) == {(1980, 1, 1, 0, 0, 0)}
    assert not [
        name for name in members(data) if "comments" in name or "app.xml" in name or "customXml" in name
    ]


def test_the_same_presentation_gives_the_same_bytes_but_for_the_date() -> None:
    found = many(30)
    assert report(presentation(found)) == report(presentation(found))
    later = report(presentation(found, date(2026, 3, 27)))
    changed = [
        name for name, data in members(report(presentation(found))).items() if members(later)[name] != data
    ]
    assert sorted(changed) == ["docProps/core.xml", "word/document.xml", "word/header1.xml"]


def test_the_word_page_says_what_the_brief_says() -> None:
    post_its = [
        PostIt(str(number), f"evidence {number} # 1", kind, "needs", "", Method.heard, "", date(2026, 3, 24))
        for number, kind in enumerate([Kind.strength, Kind.consideration, Kind.question])
    ]
    drafted = briefs.draft(
        CQC,
        post_its,
        [single(one) for one in post_its],
        council="Northmere",
        day=date(2026, 3, 24),
        day_number=1,
        people=[("others", 12)],
    )
    brief = Gate(Deidentifier([])).pass_brief(drafted)
    data = word_page(brief, brief_views.markdown)
    document = Document(io.BytesIO(data))
    said = [paragraph.text for paragraph in document.paragraphs]
    page = [line.lstrip("#").removeprefix("- ").strip() for line in brief_views.markdown(brief).splitlines()]
    assert said == [line for line in page if line]
    assert headings(document, 1) == ["No-surprises brief, day 1, Tuesday 24 March"]
    first, rest = document.sections
    columns = rest._sectPr.find("{*}cols")
    assert rest.start_type is WD_SECTION.CONTINUOUS
    assert [value for name, value in columns.items() if name.endswith("}num")] == ["2"]
    last_above = next(each for each in document.paragraphs if first._sectPr in each._p.iter())
    assert last_above.text.startswith("3 post-its so far")
    assert data == word_page(brief, brief_views.markdown)
    assert properties(data).get("creator", "") == ""
