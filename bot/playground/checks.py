"""Refuses what Slack refuses: messages and views that are too long, malformed or in the wrong place.

What blocks and elements may look like is in `block_checks` and `element_checks`; errors' names are Slack's.
Pure functions: nothing here knows who sends, to whom, or what is there already.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.block_checks import HOME, MESSAGE, MODAL, Blocks
from bot.playground.element_checks import FLAG, ID, plain
from bot.playground.shapes import AnyObject, Rule, Shape, Typed, Words, fault

TEXT_LIMIT = 40_000  # characters of a message's text
BLOCKS_TEXT_LIMIT = 13_200  # characters over all blocks of a message; found in practice, not documented
METADATA_LIMIT = 8_000  # bytes of a message's metadata as JSON
VIEW_LIMIT = 250_000  # bytes of a view as JSON


@dataclass(frozen=True)
class Problem:
    """Why Slack would refuse it: its error's name, and what it says in `response_metadata.messages`."""

    error: str
    messages: tuple[str, ...] = ()


def check_message(args: Mapping[str, Any], *, needs_text: bool = True) -> Problem | None:
    """What Slack has against these arguments of chat.postMessage, chat.update or chat.postEphemeral.

    `args` are parsed: `blocks` is a list and `metadata` an object. With `needs_text=False` a message without
    any text or block passes. None where there is nothing against them.
    """
    return (
        _against_text(args, needs_text=needs_text)
        or _against_blocks(args.get("blocks"))
        or _against_thread(args.get("thread_ts"))
        or _against_metadata(args.get("metadata"))
    )


def _against_text(args: Mapping[str, Any], *, needs_text: bool) -> Problem | None:
    said = args.get("text")
    if said is None:
        said = ""
    if not isinstance(said, str):
        return Problem("invalid_arguments", (fault("must provide a string", "/text"),))
    if needs_text and not (said.strip() or args.get("blocks") or args.get("attachments")):
        return Problem("no_text")
    return Problem("msg_too_long") if len(said) > TEXT_LIMIT else None


def _against_blocks(blocks: Any) -> Problem | None:
    if blocks is None:
        return None
    if not isinstance(blocks, list | tuple):
        return Problem("invalid_blocks_format", (fault("must be an array", "/blocks"),))
    faults = tuple(Blocks(MESSAGE).faults(blocks, "/blocks"))
    if faults:
        return Problem("invalid_blocks", faults)
    shown = sum(len(each) for each in _texts(blocks))
    return Problem("msg_blocks_too_long") if shown > BLOCKS_TEXT_LIMIT else None


def _against_thread(thread: Any) -> Problem | None:
    if thread in (None, "") or re.fullmatch(r"\d{10}\.\d{6}", str(thread), re.ASCII):
        return None
    return Problem("invalid_thread_ts")


_METADATA = Shape({"event_type": ID, "event_payload": AnyObject()})


def _against_metadata(metadata: Any) -> Problem | None:
    if metadata is None:
        return None
    faults = tuple(_METADATA.faults(metadata, "/metadata"))
    if faults:
        return Problem("invalid_metadata_format", faults)
    return Problem("metadata_too_large") if _size(metadata) > METADATA_LIMIT else None


def check_view(view: Any) -> Problem | None:
    """What Slack has against this modal or Home, sent by views.* or as a response_action.

    None where there is nothing against it.
    """
    faults = tuple(_VIEWS.faults(view, "/view"))
    if faults:
        return Problem("invalid_arguments", faults)
    return Problem("view_too_large") if _size(view) > VIEW_LIMIT else None


def _unsubmittable(view: Mapping[str, Any], at: str) -> Iterator[str]:
    if "submit" not in view:
        for index, block in enumerate(view["blocks"]):
            if block["type"] == "input":
                said = "must define `submit` to use an `input` block in modals"
                yield fault(said, f"{at}/blocks/{index}/input")


_COMMON: Mapping[str, Rule] = {
    "callback_id": ID,
    "private_metadata": Words(3000, least=0),
    "external_id": Words(255, least=0),
}
_MODAL_ONLY: Mapping[str, Rule] = {
    "submit": plain(24),
    "close": plain(24),
    "clear_on_close": FLAG,
    "notify_on_close": FLAG,
    "submit_disabled": FLAG,
}
_VIEWS = Typed(
    {
        MODAL: Shape(
            {"title": plain(24), "blocks": Blocks(MODAL)},
            {**_COMMON, **_MODAL_ONLY},
            (_unsubmittable,),
        ),
        HOME: Shape({"blocks": Blocks(HOME)}, _COMMON),
    }
)


def _size(thing: Any) -> int:
    return len(json.dumps(thing, ensure_ascii=False, separators=(",", ":")).encode())


#: What opens when it is pressed; it is no part of the message as it stands there.
_FOLDED = frozenset({"options", "option_groups", "initial_option", "initial_options", "confirm"})


def _texts(thing: Any) -> Iterator[str]:
    """Every text of the message as it stands there, however deep."""
    if isinstance(thing, Mapping):
        for key, each in thing.items():
            if key == "text" and isinstance(each, str):
                yield each
            elif key not in _FOLDED:
                yield from _texts(each)
    elif isinstance(thing, list | tuple):
        for each in thing:
            yield from _texts(each)
