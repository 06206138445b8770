"""What people have typed and chosen: the `state.values` of a view or a message, in Slack's own shapes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from bot.playground.model import Json, elements

#: For each element that keeps a value: its key in the state, and the key of its beginning in the element.
_KEPT: Mapping[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
}
_LISTS = frozenset(
    {"selected_options", "selected_users", "selected_conversations", "selected_channels", "files"}
)


def complete(blocks: Iterable[Json], typed: Mapping[str, Any], kept: Mapping[str, Any]) -> Json:
    """Values for every element that keeps one: what was `typed`, else what was `kept`, else its beginning.

    As in Slack nothing typed is null, nothing chosen of several an empty list, and an option whole, with its
    text. What belongs to no element is left out.
    """
    values: Json = {}
    for block in blocks:
        for element in elements(block):
            if element["type"] in _KEPT:
                place = block["block_id"], element["action_id"]
                given = _at(typed, place) or _at(kept, place)
                values.setdefault(place[0], {})[place[1]] = _value(element, given)
    return values


def kept(blocks: Iterable[Json], values: Mapping[str, Any]) -> Json:
    """Those of the `values` whose element is still there: with its block_id, its action_id and its type."""
    left: Json = {}
    for block in blocks:
        for element in elements(block):
            place = block["block_id"], element["action_id"]
            value = _at(values, place)
            if isinstance(value, Mapping) and value.get("type") == element["type"]:
                left.setdefault(place[0], {})[place[1]] = value
    return left


def _at(values: Mapping[str, Any], place: tuple[str, str]) -> Any:
    actions = values.get(place[0])
    return actions.get(place[1]) if isinstance(actions, Mapping) else None


def _value(element: Json, given: Any) -> Json:
    key, beginning = _KEPT[element["type"]]
    if isinstance(given, Mapping) and given.get("type", element["type"]) != element["type"]:
        return dict(given)  # from a page that still shows the element that was there before
    found = given.get(key) if isinstance(given, Mapping) else element.get(beginning)
    if key in _LISTS:
        return {"type": element["type"], key: _whole_options(element, found or [])}
    if key == "selected_option" and isinstance(found, Mapping):
        (found,) = _whole_options(element, [found])
    more = {"timezone": element["timezone"]} if "timezone" in element else {}
    return {"type": element["type"], key: None if found == "" else found, **more}


def _whole_options(element: Json, chosen: Iterable[Any]) -> list[Any]:
    """Options as the element has them, found by their value; what it does not have stays as it is."""
    own = {option["value"]: option for option in options_of(element)}
    return [own.get(each.get("value"), each) if isinstance(each, Mapping) else each for each in chosen]


def options_of(element: Json) -> Iterator[Json]:
    """All options of a select, radio buttons, checkboxes or an overflow menu."""
    yield from element.get("options", ())
    for group in element.get("option_groups", ()):
        yield from group["options"]


#: What an action says of its element besides what was chosen.
_SAID_OF_ELEMENT: Mapping[str, tuple[str, ...]] = {
    "button": ("text", "value", "style", "url", "confirm"),
    "workflow_button": ("text", "workflow"),
    "icon_button": ("text", "value", "icon"),
}
_PLACEHOLDER = ("placeholder",)


def action(block: Json, element: Json, chosen: Mapping[str, Any], now: Callable[[], str]) -> Json:
    """One of `actions` in a block_actions payload: the element used, and what was chosen in it.

    `chosen` has the value in Slack's own form, such as {"selected_option": …}; `now` gives the action's ts.
    """
    kind = element["type"]
    said = {key: element[key] for key in _SAID_OF_ELEMENT.get(kind, _PLACEHOLDER) if key in element}
    if kind in _KEPT:
        key, beginning = _KEPT[kind]
        said |= {key: _value(element, chosen)[key]}
        if beginning in element:
            said[beginning] = element[beginning]
    elif kind == "overflow":
        said["selected_option"] = _whole_options(element, [chosen.get("selected_option")])[0]
    elif kind == "feedback_buttons":
        said["value"] = chosen.get("value")
    return {
        "type": kind,
        "block_id": block["block_id"],
        "action_id": element["action_id"],
        **said,
        "action_ts": now(),
    }
