"""Slides in a template of the team's own: its layouts are used, nothing that was on its slides is left."""

import io
import zipfile
from typing import Any

import pytest
from docx import Document
from pptx import Presentation

from bot.documents.slides import slides
from bot.documents.slides.plan import BULLETS
from bot.errors import Refusal
from tests.documents.packages import members, properties
from tests.documents.sample import many, presentation


def theirs() -> bytes:
    """A presentation as someone may have it: a slide with words on it, notes, and who made it."""
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text_frame.text = "Confidential words"
    slide.notes_slide.notes_text_frame.text = "Private notes"
    made.core_properties.author = "Priya Nandakumar"
    return saved(made)


def saved(made: Any) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def changed(data: bytes, **parts: bytes) -> bytes:
    """The package with parts put in or replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in {**members(data), **parts}.items():
            out.writestr(name, content)
    return target.getvalue()


def as_template(data: bytes) -> bytes:
    """As PowerPoint saves it as a template (.potx)."""
    types = members(data)["[Content_Types].xml"]
    return changed(
        data, **{"[Content_Types].xml": types.replace(b".presentation.main+xml", b".template.main+xml")}
    )


@pytest.mark.parametrize("data", [theirs(), as_template(theirs())])
def test_its_layouts_are_used_and_nothing_of_its_slides_is_left(data: bytes) -> None:
    made = slides(presentation(many(40)), data)
    deck = Presentation(io.BytesIO(made))
    assert deck.slide_width == Presentation().slide_width
    names = [slide.slide_layout.name for slide in deck.slides]
    assert names[0] == "Title Slide"
    assert {"Title and Content", "Section Header"} <= set(names)
    for slide in deck.slides:
        assert slide.shapes.title.text_frame.text
        assert all(shape.text_frame.text for shape in slide.placeholders)
        ids = [shape.shape_id for shape in slide.shapes]
        assert len(ids) == len(set(ids))
        for shape in slide.placeholders:
            assert len(shape.text_frame.paragraphs) <= BULLETS
    whole = b"".join(members(made).values())
    for secret in (b"Confidential", b"Private", b"Nandakumar"):
        assert secret not in whole
    assert properties(made).get("creator", "") == ""
    assert "Draft, 26 March 2026" in deck.slides[0].placeholders[1].text_frame.text


def test_what_it_says_is_what_our_own_says() -> None:
    said = []
    for template in (None, theirs()):
        deck = Presentation(io.BytesIO(slides(presentation(many(40)), template)))
        frames = [shape.text_frame for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
        said.append({line.text for frame in frames for line in frame.paragraphs if "Finding" in line.text})
    assert said[0] == said[1]
    assert said[0]


def test_the_same_again_gives_the_same_bytes() -> None:
    found = many(10)
    template = theirs()
    assert slides(presentation(found), template) == slides(presentation(found), template)


def without_text() -> bytes:
    made = Presentation()
    for layout in list(made.slide_layouts):
        if layout.name != "Blank":
            made.slide_layouts.remove(layout)
    return saved(made)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "can't read the template"),
        (b"PK\x03\x04 and no more", "can't read the template"),
        (changed(theirs(), **{"ppt/vbaProject.bin": b"x"}), "has macros in it"),
        (changed(theirs(), **{"ppt/slideMasters/slideMaster1.xml": b"<broken"}), "can't read the template"),
        (changed(theirs(), **{"ppt/media/image1.bin": bytes(101_000_000)}), "too large once it is unpacked"),
        (without_text(), "no layout with a title and a text"),
    ],
)
def test_what_is_no_template_is_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        slides(presentation(), data)


def test_a_word_document_is_no_template() -> None:
    with pytest.raises(Refusal, match="no PowerPoint template"):
        slides(presentation(), saved(Document()))
