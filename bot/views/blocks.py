"""Small makers of Block Kit, so that views read like what they show. Limits: platform notes, Slack limits."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

Block = dict[str, Any]

_OPTION = 75
_SECTION = 3000


def escape(text: str) -> str:
    """`text` as mrkdwn takes it literally: no mention, no `<!channel>`, no link comes of it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clip(text: str, limit: int) -> str:
    """`text`, ended by "…" where it is longer than `limit`."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def escape_within(text: str, limit: int) -> str:
    """`text` escaped, cut so that the escaped form has `limit` characters at most and no half entity."""
    if len(escape(text)) <= limit:
        return escape(text)
    room, kept = limit - 1, []
    for char in text:
        room -= len(escape(char))
        if room < 0:
            break
        kept.append(char)
    return f"{escape(''.join(kept))}…"


def plain(text: str, limit: int = _SECTION) -> Block:
    """A plain_text object: shown as it is, emoji names included."""
    return {"type": "plain_text", "text": clip(text, limit), "emoji": False}


def mrkdwn(text: str) -> Block:
    """A mrkdwn object; links are made of nothing but explicit markup."""
    return {"type": "mrkdwn", "text": clip(text, _SECTION), "verbatim": True}


def section(text: str | Block, *, accessory: Block | None = None, block_id: str | None = None) -> Block:
    """A section of mrkdwn (a str) or of a text object."""
    block: Block = {"type": "section", "text": mrkdwn(text) if isinstance(text, str) else text}
    return {**block, **_given(accessory=accessory, block_id=block_id)}


def context(*texts: str | Block) -> Block:
    """A line or more in small print."""
    return {
        "type": "context",
        "elements": [mrkdwn(text) if isinstance(text, str) else text for text in texts],
    }


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain(text, 150)}


DIVIDER: Block = {"type": "divider"}


def actions(*elements: Block, block_id: str | None = None) -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": list(elements), **_given(block_id=block_id)}


def button(
    text: str,
    action_id: str,
    value: str,
    *,
    style: str | None = None,
    confirm: tuple[str, str, str] | None = None,
    label: str | None = None,
) -> Block:
    """A button. `confirm` is (title, question, yes); `label` is what a screen reader says."""
    dialog = None
    if confirm is not None:
        title, question, yes = confirm
        dialog = {
            "title": plain(title, 100),
            "text": plain(question, 300),
            "confirm": plain(yes, 30),
            "deny": plain("Back", 30),
            **_given(style=style),
        }
    return {
        "type": "button",
        "text": plain(text, _OPTION),
        "action_id": action_id,
        "value": value,
        **_given(style=style, confirm=dialog, accessibility_label=clip(label, _OPTION) if label else None),
    }


def option(text: str, value: str, more: str = "") -> Block:
    """One of a list; `more` is a line under it."""
    described = {"description": plain(more, _OPTION)} if more else {}
    return {"text": plain(text, _OPTION), "value": value, **described}


def select(
    options: Sequence[Block] = (),
    *,
    groups: Mapping[str, Sequence[Block]] | None = None,
    chosen: str | None = None,
    placeholder: str | None = None,
) -> Block:
    """A list to choose one from; `chosen` is the value chosen to begin with, if it is in the list."""
    body: Block = (
        {"options": list(options)}
        if groups is None
        else {
            "option_groups": [
                {"label": plain(name, _OPTION), "options": list(each)}
                for name, each in groups.items()
                if each
            ]
        }
    )
    return {
        "type": "static_select",
        "action_id": "choice",
        **body,
        **_given(
            initial_option=_find(options if groups is None else _flat(groups.values()), chosen),
            placeholder=plain(placeholder, 150) if placeholder else None,
        ),
    }


def radio(options: Sequence[Block], *, chosen: str | None = None) -> Block:
    """A few to choose one from, all in sight."""
    initial = _find(options, chosen)
    return {
        "type": "radio_buttons",
        "action_id": "choice",
        "options": list(options),
        **_given(initial_option=initial),
    }


def checkboxes(options: Sequence[Block], *, chosen: Collection[str] = ()) -> Block:
    """A few to tick, ten at most; `chosen` are the values ticked to begin with."""
    initial = [each for each in options if each["value"] in chosen]
    return {
        "type": "checkboxes",
        "action_id": "choices",
        "options": list(options),
        **_given(initial_options=initial or None),
    }


def text_input(
    *, initial: str = "", multiline: bool = False, limit: int = _SECTION, placeholder: str | None = None
) -> Block:
    """A field to type in."""
    return {
        "type": "plain_text_input",
        "action_id": "text",
        "multiline": multiline,
        "max_length": limit,
        **_given(
            initial_value=initial[:limit] or None,
            placeholder=plain(placeholder, 150) if placeholder else None,
        ),
    }


def date_input(initial: str | None = None) -> Block:
    """A day to choose; `initial` is an ISO date."""
    return {"type": "datepicker", "action_id": "date", **_given(initial_date=initial)}


def file_input(*kinds: str, most: int = 1) -> Block:
    """Files to choose; `kinds` are the endings of their names."""
    return {"type": "file_input", "action_id": "files", "filetypes": list(kinds), "max_files": most}


def users_input(initial: Sequence[str] = (), placeholder: str | None = None) -> Block:
    """People to choose."""
    return {
        "type": "multi_users_select",
        "action_id": "users",
        **_given(
            initial_users=list(initial) or None, placeholder=plain(placeholder, 150) if placeholder else None
        ),
    }


def field(
    block_id: str, label: str, element: Block, *, optional: bool = False, hint: str | None = None
) -> Block:
    """An input block."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": element,
        "optional": optional,
        **_given(hint=plain(hint) if hint else None),
    }


def modal(
    title: str,
    blocks: list[Block],
    *,
    callback_id: str,
    metadata: str = "",
    submit: str | None = None,
    close: str = "Close",
) -> Block:
    """A modal view."""
    return {
        "type": "modal",
        "title": plain(title, 24),
        "close": plain(close, 24),
        "callback_id": callback_id,
        "private_metadata": metadata,
        "blocks": blocks,
        **_given(submit=plain(submit, 24) if submit else None),
    }


def _given(**values: Any) -> Block:
    return {name: value for name, value in values.items() if value is not None}


def _flat(lists: Iterable[Sequence[Block]]) -> list[Block]:
    return [each for one in lists for each in one]


def _find(options: Sequence[Block], value: str | None) -> Block | None:
    return next((each for each in options if each["value"] == value), None)
