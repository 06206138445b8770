"""The slides: real layouts, few words, no person, the same bytes again."""

import io
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from bot.documents import palette
from bot.documents.slides import slides
from bot.documents.slides.look import template
from bot.documents.slides.plan import BULLETS, NONE_YET, ROWS, WORDS, Look, Slide, fit, plan
from bot.documents.slides.writing import scale_for
from bot.domain.evidence import Kind
from tests.documents.packages import members, moments, properties
from tests.documents.sample import agreed, many, presentation


def deck(count: int = 40) -> Any:
    return Presentation(io.BytesIO(slides(presentation(many(count)))))


def words_of(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def planned(count: int = 40) -> tuple[Slide, ...]:
    return plan(presentation(many(count)))


def test_the_slides_come_in_the_order_of_a_feedback_presentation() -> None:
    titles = [slide.title for slide in plan(presentation(many(20)))]
    wanted = [
        "Peer challenge: Northmere",
        "What a peer challenge is",
        "What we did",
        "Who we met",
        "Key messages: strengths",
        "Key messages: areas for consideration",
        "Working with people",
        "Providing support",
        "Ensuring safety",
        "Leadership",
        "Good practice worth sharing",
        "Recommendations",
        "Next steps",
        "Thank you",
    ]
    places = [next(at for at, title in enumerate(titles) if title.startswith(name)) for name in wanted]
    assert places == sorted(places)


def test_it_says_that_it_is_a_draft_a_snapshot_and_no_inspection() -> None:
    made = deck()
    said = "\n".join(words_of(slide) for slide in made.slides)
    for each in ("no rating or score", "not an inspection", "snapshot", "not attributable"):
        assert each in said
    assert all("Draft for discussion · Northmere · 26 March 2026" in words_of(slide) for slide in made.slides)
    assert "Draft, 26 March 2026" in words_of(made.slides[0])


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 8), st.sampled_from(list(Kind)), st.integers(2, 45)), max_size=60))
def test_no_slide_has_more_than_it_may_and_no_finding_is_lost(found: list[tuple[int, Kind, int]]) -> None:
    kinds = [
        (place, Kind.strength if kind is Kind.question else kind, length) for place, kind, length in found
    ]
    these = [
        agreed(at, sorted({"needs", "prevention", "equity", "provision", "partnerships", "pathways",
                           "safeguarding", "governance", "learning"})[place], kind,
               " ".join([f"Finding{at}x", *["said"] * (length - 1)]))
        for at, (place, kind, length) in enumerate(kinds)
    ]  # fmt: skip
    pages = plan(presentation(these))
    for slide in pages:
        assert len(slide.bullets) + len(slide.others) <= BULLETS
        assert len(slide.rows) <= ROWS + 1
        for bullet in (*slide.bullets, *slide.others):
            assert len(bullet.split()) <= WORDS
    said = " ".join(bullet for slide in pages for bullet in (*slide.bullets, *slide.others))
    for at in range(len(these)):
        assert f"Finding{at}x" in said
    assert len({slide.title for slide in pages}) == len(pages)  # screen readers list slides by title


def test_what_does_not_fit_goes_on_evenly_on_a_second_slide() -> None:
    found = [agreed(number, "safeguarding", Kind.consideration) for number in range(7)]
    pages = [slide for slide in plan(presentation(found)) if slide.title.startswith("Safeguarding: areas")]
    assert [slide.title[-8:] for slide in pages] == ["(1 of 2)", "(2 of 2)"]
    assert [len(slide.bullets) for slide in pages] == [3, 4]


def test_both_sides_of_a_statement_share_a_slide_where_they_have_room() -> None:
    found = [agreed(1, "needs"), agreed(2, "needs", Kind.consideration)]
    (both,) = [slide for slide in plan(presentation(found)) if slide.look is Look.both]
    assert (both.title, len(both.bullets), len(both.others)) == ("Assessing needs", 1, 1)


def test_a_long_bullet_ends_at_a_clause_and_says_that_it_goes_on() -> None:
    assert fit("Short enough.") == "Short enough."
    clause = " ".join(["word"] * 14) + ", " + " ".join(["more"] * 10)
    assert fit(clause) == " ".join(["word"] * 14) + "…"
    assert fit(" ".join(["word"] * 30)) == " ".join(["word"] * 20) + "…"


def test_without_recommendations_it_says_that_none_is_agreed_yet() -> None:
    (slide,) = [slide for slide in plan(presentation([agreed(1)])) if slide.title == "Recommendations"]
    assert slide.bullets == (NONE_YET,)
    with_one = plan(presentation([agreed(1, advice=True)]))
    (slide,) = [slide for slide in with_one if slide.title == "Recommendations"]
    assert slide.bullets[0].startswith("Finding 1")


def test_all_text_is_in_placeholders_of_named_layouts_with_the_title_read_first() -> None:
    known = {look.value for look in Look}
    for slide in deck().slides:
        assert slide.slide_layout.name in known
        assert slide.shapes.title is not None
        assert slide.shapes[0].shape_id == slide.shapes.title.shape_id
        for shape in slide.shapes:
            assert shape.is_placeholder or shape.has_table, shape.name
            if shape.has_text_frame:
                assert shape.text_frame.text, (slide.shapes.title.text_frame.text, shape.name)


def test_every_slide_has_its_number() -> None:
    for slide in deck().slides:
        kinds = [shape.placeholder_format.type for shape in slide.placeholders]
        assert PP_PLACEHOLDER.SLIDE_NUMBER in kinds
        ids = [shape.shape_id for shape in slide.shapes]
        assert len(ids) == len(set(ids))


def test_the_table_of_who_was_met_has_a_head_and_says_what_it_shows() -> None:
    (table,) = [shape for slide in deck().slides for shape in slide.shapes if shape.has_table]
    said = table._element.nvGraphicFramePr.cNvPr.get("descr")
    assert said.startswith("People met, by group. People who work in adult social care: 77")
    assert table.table.first_row
    assert [cell.text for cell in table.table.rows[1].cells] == [
        "People who work in adult social care",
        "77",
    ]


def test_shapes_that_say_nothing_are_marked_so() -> None:
    for layout in template().slide_layouts:
        for shape in layout.shapes:
            if not shape.is_placeholder:
                assert b"decorative" in shape._element.xml.encode()


@pytest.mark.parametrize("pair", [*palette.TEXT_ON])
def test_text_has_the_contrast_of_wcag_aa(pair: tuple[str, str]) -> None:
    assert palette.contrast(*pair) >= 4.5


@pytest.mark.parametrize("pair", [*palette.LINES_ON])
def test_lines_have_the_contrast_of_wcag_aa(pair: tuple[str, str]) -> None:
    assert palette.contrast(*pair) >= 3


def test_contrast_is_computed_as_wcag_says() -> None:
    assert palette.contrast("000000", "FFFFFF") == pytest.approx(21)
    assert palette.contrast("777777", "FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_the_language_is_british_english_everywhere() -> None:
    for name, data in members(slides(presentation(many(20)))).items():
        if name.startswith(("ppt/slides/", "ppt/slideLayouts/", "ppt/slideMasters/")):
            assert set(re.findall(rb' lang="([^"]*)"', data)) <= {b"en-GB"}, name


def test_there_are_no_notes_no_author_and_no_moment() -> None:
    data = slides(presentation(many(20)))
    assert not [name for name in members(data) if "notes" in name.casefold() or "comment" in name.casefold()]
    assert not [
        name for name in members(data) if "printer" in name or "thumbnail" in name or "app.xml" in name
    ]
    assert moments(data) == {(1980, 1, 1, 0, 0, 0)}
    said = properties(data)
    assert (said.get("creator", ""), said.get("lastModifiedBy", "")) == ("", "")
    assert said["title"] == "Peer challenge: Northmere (draft)"
    assert said["created"] == said["modified"] == "2026-03-26T00:00:00Z"


def test_the_same_presentation_gives_the_same_bytes() -> None:
    found = many(30)
    assert slides(presentation(found)) == slides(presentation(found))


def test_bullets_are_as_large_as_they_have_room_for() -> None:
    wide, high = 10_652_760, 4_343_400
    assert scale_for(["A short bullet"] * 3, wide, high) == 1
    assert scale_for(["Twenty words of five letters " * 5] * 6, wide, high) < 1
