"""Where a post-it is likely to belong, as it is said in forms."""

import json
from collections.abc import Sequence

from bot.domain.evidence import PostIt
from bot.domain.framework import Framework
from bot.views.blocks import Block, button, context, escape, escape_within, section

PLACE = "postit_place"
#: The block that suggests.
LIKELY = "likely"
_SUGGESTED_SHOWN = 10

#: What is suggested for a post-it: its statement's key, and the words of it that speak for that.
Likely = tuple[str, Sequence[str]]


def likely(framework: Framework, found: Likely) -> Block:
    """Says where a post-it is likely to belong, in a form in which that can be chosen."""
    return context(f"💡 Likely: {_belongs(framework, found)}. It is for you to choose.")


def _belongs(framework: Framework, found: Likely) -> str:
    key, because = found
    said = f" (because of: {escape(', '.join(because))})" if because else ""
    return f"*{escape(framework.statement(key).name)}*{said}"


def suggested(framework: Framework, found: Sequence[tuple[PostIt, Likely]]) -> list[Block]:
    """Stands above the next form: where what was stored unplaced is likely to belong. One press places it."""
    lines = [f"💡 Likely: {_belongs(framework, one)}" for _, one in found[:1]]
    if len(found) > 1:
        lines = ["💡 *Likely:*"]
        lines += [
            f"•  {escape_within(post.text, 60)} → {_belongs(framework, one)}"
            for post, one in found[:_SUGGESTED_SHOWN]
        ]
    if len(found) > _SUGGESTED_SHOWN:
        lines.append(f"and {len(found) - _SUGGESTED_SHOWN} more")
    places = json.dumps([[post.id, key] for post, (key, _) in found])
    name = "Place it there" if len(found) == 1 else "Place them so"
    return [section("\n".join(lines), block_id=LIKELY, accessory=button(name, PLACE, places))]


def read_places(value: str) -> list[tuple[str, str]]:
    """The post-its and their statements, from the button that places them."""
    return [(str(post), str(key)) for post, key in json.loads(value)]


def placed(number: int) -> Block:
    """Takes the suggestion's place once it was followed."""
    said = "✅ It is placed there." if number == 1 else f"✅ {number} post-its are placed so."
    return section(said, block_id=LIKELY)
