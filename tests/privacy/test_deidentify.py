"""What the de-identifier hides, rule by rule."""

import pytest

from bot.privacy.deidentify import Deidentifier, Label


@pytest.mark.parametrize(
    ("text", "identifier", "label"),
    [
        ("mail priya.r@northmere.gov.uk now", "priya.r@northmere.gov.uk", Label.EMAIL),
        ("Ring 07700 900123 before 2pm", "07700 900123", Label.PHONE),
        ("on +44 (0)20 7946 0958 ext 12", "+44 (0)20 7946 0958 ext 12", Label.PHONE),
        ("NHS no 999 110 6847.", "999 110 6847", Label.NHS),
        ("NI QQ 12 34 56 C, left", "QQ 12 34 56 C", Label.NINO),
        ("at NM12 3AB, and", "NM12 3AB", Label.POSTCODE),
        ("audit: Mosaic 1234567, no", "Mosaic 1234567", Label.CASE_ID),
        ("ask <@U012AB3CD> about it", "<@U012AB3CD>", Label.SLACK),
        ("told by Cllr Smith today", "Cllr Smith", Label.PERSON),
    ],
)
def test_hides(text: str, identifier: str, label: Label) -> None:
    masked = Deidentifier().mask(text)
    assert identifier not in masked.text
    assert masked.hidden == {label: 1}
    assert [(text[find.start : find.end], find.label) for find in Deidentifier().find(text)] == [
        (identifier, label)
    ]
