"""A template of the team's own: what it must be, which of its layouts are for what, and where text goes."""

import io
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.documents.packing import without_strays
from bot.documents.slides.plan import Look
from bot.errors import Refusal

if TYPE_CHECKING:
    from pptx.presentation import Presentation

#: Bytes of a template, and of all its parts unpacked; and parts.
FILE_LIMIT, UNPACKED_LIMIT, PARTS_LIMIT = 20_000_000, 100_000_000, 2000

_TYPES = "[Content_Types].xml"
_TEMPLATE, _PRESENTATION = b".template.main+xml", b".presentation.main+xml"
_OTHERWISE = "Save it as a PowerPoint presentation or template (.pptx, .potx), and try again."


def opened(data: bytes) -> "Presentation":
    """The presentation `data`, a .pptx or a .potx, without its slides. Raises Refusal for one that can't be
    used.
    """
    from pptx import Presentation
    from pptx.exc import PythonPptxError

    try:
        made = Presentation(io.BytesIO(_examined(data)))
        for slide in list(made.slides._sldIdLst):
            made.part.drop_rel(slide.rId)
            made.slides._sldIdLst.remove(slide)
        without_strays(made.part)
        without_strays(made.part.package)
        layouts(made)
    except (zipfile.BadZipFile, PythonPptxError, KeyError, ValueError, SyntaxError, OSError):
        raise Refusal(f"I can't read the template. {_OTHERWISE}") from None
    return made


def _examined(data: bytes) -> bytes:
    if len(data) > FILE_LIMIT:
        raise Refusal(f"The template is larger than {FILE_LIMIT // 1_000_000} MB.")
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as copy:
        parts = source.infolist()
        if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
            raise Refusal("The template is too large once it is unpacked.")
        names = {part.filename.casefold() for part in parts}
        if any(name.endswith("vbaproject.bin") for name in names):
            raise Refusal("The template has macros in it. Save it without them (.pptx or .potx).")
        if "ppt/presentation.xml" not in names:
            raise Refusal(f"The file is no PowerPoint template. {_OTHERWISE}")
        for part in parts:
            content = source.read(part)
            # A template differs from a presentation in this one word, and the library takes presentations.
            copy.writestr(
                part.filename,
                content.replace(_TEMPLATE, _PRESENTATION) if part.filename == _TYPES else content,
            )
    return target.getvalue()


def layouts(deck: "Presentation") -> Mapping[Look, Any]:
    """Which of its layouts is for what. Raises Refusal where none has both a title and a text."""
    every = [layout for master in deck.slide_masters for layout in master.slide_layouts]
    usable = [layout for layout in every if _title(layout) is not None and text_place(layout) is not None]
    if not usable:
        raise Refusal("The template has no layout with a title and a text. Add one, or use none.")
    content = _named(usable, Look.content.value) or min(usable, key=lambda layout: len(_texts(layout)))
    found = {look: _named(usable, look.value) or content for look in Look}
    return {**found, Look.content: content}


def _named(usable: list[Any], name: str) -> Any:
    return next((layout for layout in usable if layout.name.casefold() == name.casefold()), None)


def _title(layout: Any) -> Any:
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    kinds = (KIND.TITLE, KIND.CENTER_TITLE)
    return next((each for each in layout.placeholders if each.placeholder_format.type in kinds), None)


def _texts(layout: Any) -> list[Any]:
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    kinds = (KIND.BODY, KIND.OBJECT, KIND.SUBTITLE)
    return [each for each in layout.placeholders if each.placeholder_format.type in kinds]


def text_place(of: Any) -> Any:
    """The placeholder of a layout or a slide that its text goes into: the largest; None without one."""
    return max(_texts(of), key=lambda each: (each.width or 0) * (each.height or 0), default=None)
