"""The colours of our documents, each pair of which has the contrast that WCAG 2.2 asks for at level AA: 4.5
for text, 3 for lines (success criteria 1.4.3, 1.4.11). `tests/documents` measures them.
"""

INK = "1F2A37"
NIGHT = "12304A"
WHITE = "FFFFFF"
PAPER = "F4F6F8"
QUIET = "4A5868"
TEAL = "0B6B62"
PLUM = "7A2E63"
BLUE = "1B5E94"
SKY = "BFE3F2"
LINE = "7C8A99"

#: Text on its ground, as used.
TEXT_ON = (
    (INK, WHITE),
    (INK, PAPER),
    (NIGHT, WHITE),
    (QUIET, WHITE),
    (QUIET, PAPER),
    (TEAL, WHITE),
    (PLUM, WHITE),
    (BLUE, WHITE),
    (WHITE, NIGHT),
    (SKY, NIGHT),
    (WHITE, BLUE),
)
#: Lines and bars on their ground.
LINES_ON = ((TEAL, WHITE), (PLUM, WHITE), (BLUE, WHITE), (LINE, WHITE), (SKY, NIGHT))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21, as WCAG computes it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
