"""The slides of the last day (requirements 157-163), as a .pptx. They render client text only.

python-pptx is heavy and seldom needed: it is imported when slides are made.
"""

import io

from bot.documents.packing import packed, properties
from bot.documents.slides import theirs
from bot.documents.slides.look import template as our_template
from bot.documents.slides.plan import footer, plain, plan
from bot.documents.slides.writing import write, write_theirs
from bot.domain.presentation import Presentation
from bot.privacy.gate import ClientText

__all__ = ["slides"]


def slides(presentation: Presentation[ClientText], template: bytes | None = None) -> bytes:
    """The bytes of the .pptx, in our own look or that of `template`, a .pptx or .potx of the team's. The same
    presentation gives the same bytes. Raises Refusal for a template that can't be used.
    """
    pages, foot = plan(presentation), footer(presentation)
    if template is None:
        deck = our_template()
        by_name = {layout.name: layout for layout in deck.slide_layouts}
        for slide in pages:
            write(deck, by_name[slide.look.value], slide, foot)
    else:
        deck = theirs.opened(template)
        layouts = theirs.layouts(deck)
        for slide in plain(pages):
            write_theirs(deck, layouts[slide.look], slide, foot)
    properties(
        deck.core_properties, title=f"Peer challenge: {presentation.council} (draft)", day=presentation.day
    )
    file = io.BytesIO()
    deck.save(file)
    return packed(file.getvalue())
