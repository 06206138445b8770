"""What Slack takes inside blocks: texts, options, dialogs, and a table of every element, its keys and limits.

From Slack's reference of Block Kit, with the limits of `slack_sdk.models` where the reference is silent.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.playground.shapes import Check, Choice, Each, Flag, Json, Rule, Shape, Typed, Whole, Words, fault

LONGEST = 3000  # characters that a text object holds where nothing smaller is said


def plain(most: int = LONGEST) -> Typed:
    """A plain_text object of 1 to `most` characters."""
    return Typed({"plain_text": Shape({"text": Words(most)}, {"emoji": Flag()})})


def text(most: int = LONGEST) -> Typed:
    """A plain_text or mrkdwn object of 1 to `most` characters."""
    return Typed({**plain(most).shapes, "mrkdwn": Shape({"text": Words(most)}, {"verbatim": Flag()})})


def one_of(*keys: str) -> Check:
    """Exactly one of these keys is there."""

    def check(given: Json, at: str) -> Iterator[str]:
        found = [key for key in keys if key in given]
        if not found:
            yield fault(f"missing required field: {keys[0]}", at)
        elif len(found) > 1:
            yield fault(f"must provide only one of: {', '.join(found)}", at)

    return check


def some_of(*keys: str) -> Check:
    """At least one of these keys is there."""

    def check(given: Json, at: str) -> Iterator[str]:
        if not any(key in given for key in keys):
            yield fault(f"missing required field: {keys[0]}", at)

    return check


def in_order(low: str, high: str) -> Check:
    """The number at `low` is not above the number at `high`, where both are there."""

    def check(given: Json, at: str) -> Iterator[str]:
        if low in given and high in given and float(given[low]) > float(given[high]):
            yield fault(f"must be less than or equal to `{high}`", f"{at}/{low}")

    return check


@dataclass(frozen=True)
class Day:
    """A day of the calendar as YYYY-MM-DD."""

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See `shapes.Rule`."""
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            yield fault("must be a date in the format YYYY-MM-DD", at)
            return
        try:
            date.fromisoformat(value)
        except ValueError:
            yield fault("must be a date in the format YYYY-MM-DD", at)


def _initial_text(given: Json, at: str) -> Iterator[str]:
    if "initial_value" not in given:
        return
    length, most, least = len(given["initial_value"]), given.get("max_length"), given.get("min_length")
    if most is not None and length > most:
        yield fault(f"must be less than {most + 1} characters", f"{at}/initial_value")
    if least is not None and length < least:
        yield fault(f"must be more than {least - 1} characters", f"{at}/initial_value")


def _initial_number(given: Json, at: str) -> Iterator[str]:
    if "initial_value" not in given:
        return
    value = float(given["initial_value"])
    if not given["is_decimal_allowed"] and not value.is_integer():
        yield fault("must be a whole number", f"{at}/initial_value")
    for key, wrong in (("min_value", "less"), ("max_value", "greater")):
        limit = float(given.get(key, value))
        if (value < limit) if wrong == "less" else (value > limit):
            yield fault(f"must not be {wrong} than `{key}`", f"{at}/initial_value")


def _initial_among_options(given: Json, at: str) -> Iterator[str]:
    options = [*given.get("options", ())]
    options += [option for group in given.get("option_groups", ()) for option in group["options"]]
    if not options:  # said already
        return
    known = {_shown(option) for option in options}
    if "initial_option" in given and _shown(given["initial_option"]) not in known:
        yield fault("must be one of the provided options", f"{at}/initial_option")
    for index, option in enumerate(given.get("initial_options", ())):
        if _shown(option) not in known:
            yield fault("must be one of the provided options", f"{at}/initial_options/{index}")


def _shown(option: Json) -> tuple[str, str, str]:
    """What makes two options the same one: Slack compares all of it, not only the value."""
    return option["value"], option["text"]["text"], (option.get("description") or {}).get("text", "")


def _no_more_than_may_be_chosen(given: Json, at: str) -> Iterator[str]:
    most = given.get("max_selected_items")
    for key in ("initial_options", "initial_users", "initial_channels", "initial_conversations"):
        if most is not None and len(given.get(key, ())) > most:
            yield fault(f"no more than {most} items allowed", f"{at}/{key}")


ID = Words(255)
FLAG = Flag()
ADDRESS = Words(3000, pattern=r"https?://\S+", wanted="must be a valid URL")
_LINK = Words(3000, pattern=r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+", wanted="must be a valid URL")
_CLOCK = Words(5, pattern=r"([01]\d|2[0-3]):[0-5]\d", wanted="must be a time in the format HH:mm")
_NUMERAL = Words(100, pattern=r"-?\d+(\.\d+)?", wanted="must be a valid number")
_STYLE = Choice(frozenset({"primary", "danger"}))
_MANY = 1000
_IDS = Each(ID, _MANY)

_CONFIRM = Shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)}, {"style": _STYLE}
)
_OPTION = Shape({"text": plain(75), "value": Words(150)}, {"description": plain(75)})
_RICH_OPTION = Shape({"text": text(75), "value": Words(150)}, {"description": text(75)})
_OVERFLOW_OPTION = Shape(_OPTION.required, {"description": plain(75), "url": _LINK})
_GROUP = Shape({"label": plain(75), "options": Each(_OPTION, 100)})
_KINDS_OF_CONVERSATION = Choice(frozenset({"im", "mpim", "private", "public"}))
_FILTER_KEYS: Mapping[str, Rule] = {
    "include": Each(_KINDS_OF_CONVERSATION, 4),
    "exclude_external_shared_channels": FLAG,
    "exclude_bot_users": FLAG,
}
_FILTER = Shape({}, _FILTER_KEYS, (some_of(*_FILTER_KEYS),))
_DISPATCH = Shape(
    {"trigger_actions_on": Each(Choice(frozenset({"on_enter_pressed", "on_character_entered"})), 2)}
)
_PARAMETER = Shape({"name": Words(255), "value": Words(LONGEST, least=0)})
_WORKFLOW = Shape(
    {"trigger": Shape({"url": ADDRESS}, {"customizable_input_parameters": Each(_PARAMETER, _MANY, least=0)})}
)

# Keys that go together in several elements.
_ACTS: Mapping[str, Rule] = {"action_id": ID}
_CHOOSES: Mapping[str, Rule] = {**_ACTS, "confirm": _CONFIRM, "focus_on_load": FLAG}
_DROPS: Mapping[str, Rule] = {**_CHOOSES, "placeholder": plain(150)}
_TYPES: Mapping[str, Rule] = {
    **_ACTS,
    "focus_on_load": FLAG,
    "placeholder": plain(150),
    "dispatch_action_config": _DISPATCH,
}
_LISTS: Mapping[str, Rule] = {"options": Each(_OPTION, 100), "option_groups": Each(_GROUP, 100)}
PICTURE: Mapping[str, Rule] = {
    "image_url": ADDRESS,
    "slack_file": Shape({}, {"id": ID, "url": ADDRESS}, (one_of("id", "url"),)),
}
PICTURE_CHECKS = (one_of(*PICTURE),)


def _menu(**more: Rule) -> Shape:
    return Shape({}, {**_DROPS, **more})


def _multi_menu(*checks: Check, **more: Rule) -> Shape:
    keys = {**_DROPS, "max_selected_items": Whole(1, _MANY), **more}
    return Shape({}, keys, (*checks, _no_more_than_may_be_chosen))


_ONE_LIST = (one_of(*_LISTS), _initial_among_options)
_FEEDBACK = Shape(
    {"text": plain(75), "value": Words(2000, least=0)}, {"accessibility_label": Words(75, least=0)}
)

ELEMENTS: Mapping[str, Shape] = {
    "button": Shape(
        {"text": plain(75)},
        {
            **_ACTS,
            "url": _LINK,
            "value": Words(2000, least=0),
            "style": _STYLE,
            "confirm": _CONFIRM,
            "accessibility_label": Words(75),
            "agent_prompt": Words(4000),
            "agent_prompt_display": Words(75),
            "visible_to_user_ids": _IDS,
        },
    ),
    "workflow_button": Shape(
        {"text": plain(75), "workflow": _WORKFLOW},
        {**_ACTS, "style": _STYLE, "accessibility_label": Words(75)},
    ),
    "overflow": Shape({"options": Each(_OVERFLOW_OPTION, 5)}, {**_ACTS, "confirm": _CONFIRM}),
    "image": Shape({"alt_text": Words(2000)}, PICTURE, PICTURE_CHECKS),
    "checkboxes": Shape(
        {"options": Each(_RICH_OPTION, 10)},
        {**_CHOOSES, "initial_options": Each(_RICH_OPTION, 10)},
        (_initial_among_options,),
    ),
    "radio_buttons": Shape(
        {"options": Each(_RICH_OPTION, 10)},
        {**_CHOOSES, "initial_option": _RICH_OPTION},
        (_initial_among_options,),
    ),
    "datepicker": Shape({}, {**_DROPS, "initial_date": Day()}),
    "timepicker": Shape({}, {**_DROPS, "initial_time": _CLOCK, "timezone": Words(255)}),
    "datetimepicker": Shape({}, {**_CHOOSES, "initial_date_time": Whole(10**9, 10**10 - 1)}),
    "static_select": Shape({}, {**_DROPS, **_LISTS, "initial_option": _OPTION}, _ONE_LIST),
    "external_select": _menu(initial_option=_OPTION, min_query_length=Whole(0, _MANY)),
    "users_select": _menu(initial_user=ID),
    "channels_select": _menu(initial_channel=ID, response_url_enabled=FLAG),
    "conversations_select": _menu(
        initial_conversation=ID,
        default_to_current_conversation=FLAG,
        response_url_enabled=FLAG,
        filter=_FILTER,
    ),
    "multi_static_select": _multi_menu(*_ONE_LIST, **_LISTS, initial_options=Each(_OPTION, 100)),
    "multi_external_select": _multi_menu(
        initial_options=Each(_OPTION, 100), min_query_length=Whole(0, _MANY)
    ),
    "multi_users_select": _multi_menu(initial_users=_IDS),
    "multi_channels_select": _multi_menu(initial_channels=_IDS),
    "multi_conversations_select": _multi_menu(
        initial_conversations=_IDS, default_to_current_conversation=FLAG, filter=_FILTER
    ),
    "plain_text_input": Shape(
        {},
        {
            **_TYPES,
            "initial_value": Words(LONGEST, least=0),
            "multiline": FLAG,
            "min_length": Whole(0, LONGEST),
            "max_length": Whole(1, LONGEST),
        },
        (in_order("min_length", "max_length"), _initial_text),
    ),
    "email_text_input": Shape({}, {**_TYPES, "initial_value": Words(LONGEST, least=0)}),
    "url_text_input": Shape({}, {**_TYPES, "initial_value": Words(LONGEST, least=0)}),
    "number_input": Shape(
        {"is_decimal_allowed": FLAG},
        {**_TYPES, "initial_value": _NUMERAL, "min_value": _NUMERAL, "max_value": _NUMERAL},
        (in_order("min_value", "max_value"), _initial_number),
    ),
    "file_input": Shape({}, {**_ACTS, "filetypes": Each(Words(20), _MANY), "max_files": Whole(1, 10)}),
    "feedback_buttons": Shape({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, _ACTS),
    "icon_button": Shape(
        {"icon": ID, "text": plain(75)},
        {
            **_ACTS,
            "value": Words(2000, least=0),
            "confirm": _CONFIRM,
            "accessibility_label": Words(75),
            "visible_to_user_ids": Each(ID, 10),
        },
    ),
}
"""Every element by its type. `rich_text_input` is with the rich texts, in `block_checks`."""

CHOICES = frozenset(
    {"button", "checkboxes", "datepicker", "overflow", "radio_buttons", "timepicker", "workflow_button"}
    | {name for name in ELEMENTS if name.endswith("_select") and not name.startswith("multi_")}
)
MULTI_MENUS = frozenset(name for name in ELEMENTS if name.startswith("multi_"))
TYPED = frozenset(name for name in ELEMENTS if name.endswith("_input"))


def elements(names: frozenset[str]) -> Typed:
    """An element of one of these types."""
    return Typed({name: ELEMENTS[name] for name in sorted(names)})
