"""What Slack takes as Block Kit: a table of every block, what it holds and on which surface it may stand.

From Slack's reference of Block Kit, with the limits of `slack_sdk.models` where the reference is silent.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from bot.playground.element_checks import (
    ADDRESS,
    CHOICES,
    ELEMENTS,
    FLAG,
    ID,
    MULTI_MENUS,
    PICTURE,
    PICTURE_CHECKS,
    TYPED,
    elements,
    plain,
    some_of,
    text,
)
from bot.playground.shapes import (
    AnyObject,
    Choice,
    Each,
    Nullable,
    Number,
    Rule,
    Shape,
    Typed,
    Whole,
    Words,
    fault,
)

MESSAGE, MODAL, HOME = "message", "modal", "home"
_MANY = 1000


def _with_id(shape: Shape) -> Shape:
    return Shape(shape.required, {**shape.optional, "block_id": ID}, shape.checks)


# Rich text, which nests: a list holds sections, and everything holds these parts.

_TEXT_STYLE = Shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), FLAG))
_MENTION_STYLE = Shape(
    {}, {**_TEXT_STYLE.optional, "highlight": FLAG, "client_highlight": FLAG, "unlink": FLAG}
)
_STYLED: Mapping[str, Rule] = {"style": _MENTION_STYLE}
_PARTS = Typed(
    {
        "text": Shape({"text": Words(12000)}, {"style": _TEXT_STYLE}),
        "link": Shape(
            {"url": Words(3000)}, {"text": Words(12000, least=0), "unsafe": FLAG, "style": _TEXT_STYLE}
        ),
        "emoji": Shape({"name": ID}, {"unicode": ID, "skin_tone": Whole(1, 6), "style": _TEXT_STYLE}),
        "user": Shape({"user_id": ID}, _STYLED),
        "usergroup": Shape({"usergroup_id": ID}, _STYLED),
        "channel": Shape({"channel_id": ID}, _STYLED),
        "team": Shape({"team_id": ID}, _STYLED),
        "broadcast": Shape({"range": Choice(frozenset({"here", "channel", "everyone"}))}, _STYLED),
        "color": Shape({"value": ID}, {"style": _TEXT_STYLE}),
        "date": Shape(
            {"timestamp": Whole(0, 10**12), "format": ID},
            {"url": ADDRESS, "fallback": Words(3000), "style": _TEXT_STYLE},
        ),
    }
)
_SECTION = Shape({"elements": Each(_PARTS, _MANY, least=0)})
_BORDER: Mapping[str, Rule] = {"border": Whole(0, 1)}
_RICH = Shape(
    {
        "elements": Each(
            Typed(
                {
                    "rich_text_section": _SECTION,
                    "rich_text_quote": Shape(_SECTION.required, _BORDER),
                    "rich_text_preformatted": Shape(_SECTION.required, {**_BORDER, "language": ID}),
                    "rich_text_list": Shape(
                        {
                            "elements": Each(Typed({"rich_text_section": _SECTION}), _MANY, least=0),
                            "style": Choice(frozenset({"bullet", "ordered"})),
                        },
                        {**_BORDER, "indent": Whole(0, 8), "offset": Whole(0, _MANY)},
                    ),
                }
            ),
            _MANY,
        )
    }
)
_ANY_RICH = Typed({"rich_text": _with_id(_RICH)})
RICH_INPUT = Shape(
    {},
    {
        **{
            key: rule for key, rule in ELEMENTS["email_text_input"].optional.items() if key != "initial_value"
        },
        "initial_value": _ANY_RICH,
        "min_lines": Whole(1, _MANY),
        "max_lines": Whole(1, _MANY),
    },
)

# Tables, cards and the rest that few apps send.

_CELL = Typed(
    {
        "raw_text": Shape({"text": Words(12000)}),
        "raw_number": Shape({"value": Number(), "text": Words(12000)}),
        **_ANY_RICH.shapes,
    }
)
_COLUMN = Nullable(Shape({}, {"align": Choice(frozenset({"left", "center", "right"})), "is_wrapped": FLAG}))
_PICTURE = Typed({"image": ELEMENTS["image"]})
_CARD = Shape(
    {},
    {
        "hero_image": _PICTURE,
        "icon": _PICTURE,
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "actions": Each(Typed({"button": ELEMENTS["button"]}), 5),
    },
    (some_of("hero_image", "title", "actions", "body"),),
)
_TASK = Shape(
    {
        "task_id": ID,
        "title": Words(3000),
        "status": Choice(frozenset({"pending", "in_progress", "complete", "error"})),
    },
    {
        "details": _ANY_RICH,
        "output": _ANY_RICH,
        "sources": Each(Typed({"url": Shape({"url": ADDRESS, "text": Words(3000)})}), _MANY),
    },
)
_ALERT = Choice(frozenset({"default", "info", "warning", "error", "success"}))


def _same_width(given: Mapping[str, Any], at: str) -> Iterator[str]:
    if len({len(row) for row in given["rows"]}) > 1:
        yield fault("must have the same number of cells in every row", f"{at}/rows")


_EVERYWHERE: Mapping[str, Shape] = {
    "divider": Shape({}),
    "header": Shape({"text": plain(150)}),
    "context": Shape({"elements": Each(Typed({**text().shapes, "image": ELEMENTS["image"]}), 10)}),
    "image": Shape({"alt_text": Words(2000)}, {**PICTURE, "title": plain(2000)}, PICTURE_CHECKS),
    "video": Shape(
        {"alt_text": Words(2000), "video_url": ADDRESS, "thumbnail_url": ADDRESS, "title": plain(199)},
        {
            "title_url": ADDRESS,
            "description": plain(199),
            "provider_icon_url": ADDRESS,
            "provider_name": Words(255),
            "author_name": Words(49),
        },
    ),
    "rich_text": _RICH,
    "alert": Shape({"text": text()}, {"level": _ALERT}),
    "card": _CARD,
    "auth_provider": Shape(
        {"value": Words(150), "name": plain(75), "is_connected": FLAG},
        {
            "description": plain(150),
            "icon_url": ADDRESS,
            "auth_url": ADDRESS,
            "disconnect_url": ADDRESS,
            "connected_identity": plain(75),
            "connected_context": plain(75),
            "accessory": Typed({"overflow": ELEMENTS["overflow"]}),
            "fallback": Each(AnyObject(), 50),
        },
    ),
    "carousel": Shape({"elements": Each(Typed({"card": _with_id(_CARD)}), 10)}),
}
_MESSAGES_ONLY: Mapping[str, Shape] = {
    "markdown": Shape({"text": Words(12000)}),
    "table": Shape(
        {"rows": Each(Each(_CELL, 20), 100)}, {"column_settings": Each(_COLUMN, 20)}, (_same_width,)
    ),
    "call": Shape({"call_id": ID}, {"api_decoration_available": FLAG, "call": AnyObject()}),
    "file": Shape({"external_id": ID, "source": Choice(frozenset({"remote"}))}),
    "context_actions": Shape({"elements": Each(elements(frozenset({"feedback_buttons", "icon_button"})), 5)}),
    "task_card": _TASK,
    "plan": Shape(
        {"title": Words(3000)},
        {"tasks": Each(Typed({"task_card": _with_id(_TASK)}), 50)},
    ),
}


def _surface(surface: str) -> Typed:
    """The blocks that may stand on one surface."""
    pressed = CHOICES if surface == MESSAGE else CHOICES - {"workflow_button"}
    typed = TYPED if surface == MODAL else TYPED - {"file_input"}
    chosen = CHOICES - {"button", "overflow", "workflow_button"}
    inputs = elements(chosen | MULTI_MENUS | typed | {"datetimepicker"})
    table: dict[str, Shape] = {
        **_EVERYWHERE,
        "section": Shape(
            {},
            {
                "text": text(3000),
                "fields": Each(text(2000), 10),
                "accessory": elements(pressed | MULTI_MENUS | {"image"}),
                "expand": FLAG,
            },
            (some_of("text", "fields"),),
        ),
        "actions": Shape({"elements": Each(elements(pressed | {"datetimepicker"}), 25)}),
        "input": Shape(
            {"label": plain(2000), "element": Typed({**inputs.shapes, "rich_text_input": RICH_INPUT})},
            {"hint": plain(2000), "optional": FLAG, "dispatch_action": FLAG},
        ),
        **(_MESSAGES_ONLY if surface == MESSAGE else {}),
    }
    table = {name: _with_id(shape) for name, shape in table.items()}
    return Typed({**table, "container": _with_id(_container(Typed(table)))})


def _container(inside: Typed) -> Shape:
    return Shape(
        {"child_blocks": Each(inside, 10)},
        {
            "title": plain(150),
            "rich_text_title": _ANY_RICH,
            "subtitle": text(150),
            "width": Choice(frozenset({"narrow", "standard", "wide", "full"})),
            "icon": _PICTURE,
            "is_collapsible": FLAG,
            "default_collapsed": FLAG,
            "has_header_divider": FLAG,
        },
        (some_of("title", "rich_text_title"),),
    )


BLOCKS = {surface: _surface(surface) for surface in (MESSAGE, MODAL, HOME)}
_MOST = {MESSAGE: 50, MODAL: 100, HOME: 100}


@dataclass(frozen=True)
class Blocks:
    """The list of blocks of one surface."""

    surface: str

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See `shapes.Rule`."""
        least = 0 if self.surface == MESSAGE else 1
        found = list(Each(BLOCKS[self.surface], _MOST[self.surface], least).faults(value, at))
        yield from found
        if not found:  # what follows reads what it takes to be there
            for check in (_repeated_ids, _focused_twice, _several_tables, _sdk):
                yield from check(value, at)


def _held(block: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The elements of a block, each with its pointer inside the block."""
    for key in ("accessory", "element"):
        if block.get(key) is not None:
            yield key, block[key]
    if block["type"] in {"actions", "context_actions"}:
        for index, element in enumerate(block["elements"]):
            yield f"elements/{index}", element


def _repeated_ids(blocks: Sequence[Mapping[str, Any]], at: str) -> Iterator[str]:
    block_ids: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id in block_ids:
            yield fault(f'`block_id` "{block_id}" already exists', f"{at}/{index}/block_id")
        if block_id is not None:
            block_ids.add(block_id)
        action_ids: set[str] = set()
        for where, element in _held(block):
            action_id = element.get("action_id")
            if action_id in action_ids:
                yield fault(f'`action_id` "{action_id}" already exists', f"{at}/{index}/{where}/action_id")
            if action_id is not None:
                action_ids.add(action_id)


def _focused_twice(blocks: Sequence[Mapping[str, Any]], at: str) -> Iterator[str]:
    focused = [
        f"{at}/{index}/{where}/focus_on_load"
        for index, block in enumerate(blocks)
        for where, element in _held(block)
        if element.get("focus_on_load")
    ]
    for each in focused[1:]:
        yield fault("only one element can have `focus_on_load`", each)


def _several_tables(blocks: Sequence[Mapping[str, Any]], at: str) -> Iterator[str]:
    tables = [index for index, block in enumerate(blocks) if block["type"] == "table"]
    for index in tables[1:]:
        yield fault("only one table allowed", f"{at}/{index}")


def _sdk(blocks: Sequence[Mapping[str, Any]], at: str) -> Iterator[str]:
    """What Slack's own library has against them that the tables here don't say."""
    for index, parsed in enumerate(Block.parse_all([dict(block) for block in blocks])):
        try:
            parsed.to_dict()
        except SlackObjectFormationError as error:
            yield fault(str(error), f"{at}/{index}")
