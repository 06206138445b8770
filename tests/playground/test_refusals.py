"""What the stand-in refuses: with which of Slack's errors, in which words, and pointing where."""

import json
from typing import Any

import pytest

from bot.playground.checks import Problem, check_message, check_view
from tests.playground.payloads import (
    ANYWHERE,
    BUTTONS,
    CHOOSERS,
    IMAGE,
    MESSAGES_ONLY,
    MODALS_ONLY,
    MULTI_MENUS,
    TYPED,
    Json,
    actions,
    button,
    home,
    input_,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    section,
)


def messages_of(problem: Problem | None) -> tuple[str, ...]:
    assert problem is not None, "nothing was found wrong"
    return problem.messages


def in_message(*blocks: Json) -> Problem | None:
    return check_message({"channel": "C1", "text": "Fallback", "blocks": list(blocks)})


# Messages

LONG = [{"type": "section", "text": plain("x" * 2640)} for _ in range(5)]


@pytest.mark.parametrize(
    ("error", "args"),
    [
        ("no_text", {}),
        ("no_text", {"text": " \n", "blocks": []}),
        ("msg_too_long", {"text": "x" * 40_001}),
        ("msg_blocks_too_long", {"text": "x", "blocks": [*LONG, {"type": "section", "text": plain("x")}]}),
        ("invalid_blocks_format", {"text": "x", "blocks": {"type": "section"}}),
        ("invalid_arguments", {"text": 7}),
        ("invalid_thread_ts", {"text": "x", "thread_ts": "yesterday"}),
        ("invalid_metadata_format", {"text": "x", "metadata": "delivery"}),
        ("invalid_metadata_format", {"text": "x", "metadata": {"event_type": "delivery"}}),
        ("invalid_metadata_format", {"text": "x", "metadata": {"event_type": "", "event_payload": {}}}),
        ("invalid_metadata_format", {"text": "x", "metadata": {"event_type": "d", "event_payload": []}}),
        (
            "metadata_too_large",
            {"text": "x", "metadata": {"event_type": "d", "event_payload": {"x": "é" * 4_000}}},
        ),
    ],
)
def test_a_message_is_refused_by_name(error: str, args: Json) -> None:
    problem = check_message({"channel": "C1", **args})
    assert problem is not None
    assert problem.error == error


def test_a_message_has_fifty_blocks_at_most() -> None:
    problem = in_message(*(section() for _ in range(51)))
    assert problem == Problem(
        "invalid_blocks", ("[ERROR] no more than 50 items allowed [json-pointer:/blocks]",)
    )


def test_a_message_has_one_table_at_most() -> None:
    problem = in_message(MESSAGES_ONLY["table"], MESSAGES_ONLY["table"])
    assert messages_of(problem) == ("[ERROR] only one table allowed [json-pointer:/blocks/1]",)


# Views


@pytest.mark.parametrize(
    ("message", "view"),
    [
        ("must provide an object [json-pointer:/view]", "modal"),
        ("missing required field: type [json-pointer:/view]", {"blocks": [section()]}),
        ("unsupported type: dialog [json-pointer:/view/type]", {**modal(section()), "type": "dialog"}),
        ("missing required field: title [json-pointer:/view]", {"type": "modal", "blocks": [section()]}),
        ("missing required field: blocks [json-pointer:/view]", {"type": "home"}),
        ("must provide at least 1 items [json-pointer:/view/blocks]", modal()),
        ("no more than 100 items allowed [json-pointer:/view/blocks]", home(*[section()] * 101)),
        (
            "must be less than 25 characters [json-pointer:/view/title/text]",
            modal(section(), title=plain("t" * 25)),
        ),
        (
            "must be less than 25 characters [json-pointer:/view/submit/text]",
            modal(section(), submit=plain("t" * 25)),
        ),
        (
            "must be less than 25 characters [json-pointer:/view/close/text]",
            modal(section(), close=plain("t" * 25)),
        ),
        ("must be more than 0 characters [json-pointer:/view/close/text]", modal(section(), close=plain(""))),
        ("unsupported type: mrkdwn [json-pointer:/view/title/type]", modal(section(), title=mrkdwn("t"))),
        ("unsupported type: mrkdwn [json-pointer:/view/submit/type]", modal(section(), submit=mrkdwn("t"))),
        ("must provide an object [json-pointer:/view/title]", modal(section(), title="t")),
        (
            "must be less than 3001 characters [json-pointer:/view/private_metadata]",
            modal(section(), private_metadata="m" * 3001),
        ),
        (
            "must be less than 256 characters [json-pointer:/view/callback_id]",
            home(section(), callback_id="c" * 256),
        ),
        ("invalid additional property: id [json-pointer:/view]", modal(section(), id="V1")),
        ("invalid additional property: state [json-pointer:/view]", modal(section(), state={})),
        ("invalid additional property: title [json-pointer:/view]", home(section(), title=plain())),
        ("invalid additional property: submit [json-pointer:/view]", home(section(), submit=plain())),
        ("invalid additional property: close [json-pointer:/view]", home(section(), close=plain())),
        (
            "must provide a boolean [json-pointer:/view/notify_on_close]",
            modal(section(), notify_on_close="yes"),
        ),
        (
            "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/1/input]",
            modal(section(), input_(TYPED["email_text_input"]), submit=None),
        ),
        ("unsupported type: markdown [json-pointer:/view/blocks/0/type]", modal(MESSAGES_ONLY["markdown"])),
        (
            "unsupported type: file_input [json-pointer:/view/blocks/0/element/type]",
            home(MODALS_ONLY["file_input"]),
        ),
        (
            "unsupported type: workflow_button [json-pointer:/view/blocks/0/elements/0/type]",
            modal(MESSAGES_ONLY["workflow_button"]),
        ),
        (
            "only one element can have `focus_on_load` [json-pointer:/view/blocks/1/element/focus_on_load]",
            modal(input_({"type": "users_select", "focus_on_load": True}), input_(TYPED["plain_text_input"])),
        ),
    ],
)
def test_a_view_is_refused(message: str, view: Any) -> None:
    problem = check_view(view)
    assert problem is not None
    assert problem.error == "invalid_arguments"
    assert f"[ERROR] {message}" in problem.messages


def test_a_view_of_more_than_250_kilobytes_is_refused() -> None:
    blocks = [input_({"type": "static_select", "options": options(100)}) for _ in range(60)]
    problem = check_view(modal(*blocks))
    assert problem == Problem("view_too_large")
    assert check_view(modal(*blocks[:10])) is None


# Blocks and elements: each row is a legal block, what is changed in it, and what Slack says to that

GONE = object()
BUTTON, SELECT = actions(BUTTONS["button"]), input_(CHOOSERS["static_select"])
GROUPED, RADIO = input_(CHOOSERS["static_select in groups"]), input_(CHOOSERS["radio_buttons"])
CHECKS, TEXT = section(CHOOSERS["checkboxes"]), input_(TYPED["plain_text_input"])
OVERFLOW, NUMBER = actions(BUTTONS["overflow"]), input_(TYPED["number_input"])
CAPPED = input_({"type": "number_input", "is_decimal_allowed": False, "max_value": "10.5"})
SHORT = input_({"type": "plain_text_input", "max_length": 5})
SEVERAL = input_(MULTI_MENUS["multi_static_select"])
LESS, MORE, NO_MORE = (
    "must be less than {} characters",
    "must be more than {} characters",
    "no more than {} items allowed",
)

WRONG: list[tuple[Json, str, Any, str]] = [
    # texts
    (ANYWHERE["section"], "text/text", "", MORE.format(0)),
    (ANYWHERE["section"], "text/text", "x" * 3001, LESS.format(3001)),
    (ANYWHERE["section"], "text/text", 7, "must provide a string"),
    (ANYWHERE["section"], "text", "words", "must provide an object"),
    (ANYWHERE["section"], "text/emoji", True, "invalid additional property: emoji"),
    (ANYWHERE["header"], "text/verbatim", True, "invalid additional property: verbatim"),
    (ANYWHERE["header"], "text/text", "h" * 151, LESS.format(151)),
    (ANYWHERE["header"], "text/type", "mrkdwn", "unsupported type: mrkdwn"),
    (ANYWHERE["section of fields"], "fields/1/text", "x" * 2001, LESS.format(2001)),
    (ANYWHERE["section of fields"], "fields", [plain()] * 11, NO_MORE.format(10)),
    (ANYWHERE["section of fields"], "fields", [], "must provide at least 1 items"),
    (ANYWHERE["section of fields"], "fields", GONE, "missing required field: text"),
    (ANYWHERE["context"], "elements", [plain()] * 11, NO_MORE.format(10)),
    (ANYWHERE["context"], "elements", [], "must provide at least 1 items"),
    (ANYWHERE["context"], "elements", plain(), "must be an array"),
    (ANYWHERE["context"], "elements/1", button(), "unsupported type: button"),
    # blocks
    (ANYWHERE["divider"], "block_id", "b" * 256, LESS.format(256)),
    (ANYWHERE["divider"], "text", plain(), "invalid additional property: text"),
    (ANYWHERE["section"], "type", "fancy", "unsupported type: fancy"),
    (ANYWHERE["section"], "type", GONE, "missing required field: type"),
    (ANYWHERE["actions"], "elements", [button(str(each)) for each in range(26)], NO_MORE.format(25)),
    (ANYWHERE["actions"], "elements", [], "must provide at least 1 items"),
    (ANYWHERE["image"], "alt_text", GONE, "missing required field: alt_text"),
    (ANYWHERE["image"], "image_url", GONE, "missing required field: image_url"),
    (ANYWHERE["image"], "image_url", "not an address", "must be a valid URL"),
    (ANYWHERE["image"], "slack_file", {"id": "F1"}, "must provide only one of: image_url, slack_file"),
    (MESSAGES_ONLY["table"], "rows/0", [{"type": "raw_text", "text": "a"}], "must have the same number"),
    (MESSAGES_ONLY["table"], "rows/0", [{"type": "raw_text", "text": "a"}] * 21, NO_MORE.format(20)),
    (MESSAGES_ONLY["table"], "rows/0/0/text", "", MORE.format(0)),
    (MESSAGES_ONLY["table"], "rows/1/0/value", "1.5", "must provide a number"),
    (MESSAGES_ONLY["markdown"], "text", "x" * 12001, LESS.format(12001)),
    (ANYWHERE["rich_text"], "elements/0/elements/0/text", "", MORE.format(0)),
    (ANYWHERE["rich_text"], "elements/0/type", "rich_text_poem", "unsupported type: rich_text_poem"),
    (ANYWHERE["alert"], "level", "grave", "must be a valid enum value"),
    # input blocks
    (TEXT, "label", GONE, "missing required field: label"),
    (TEXT, "label/type", "mrkdwn", "unsupported type: mrkdwn"),
    (TEXT, "label/text", "l" * 2001, LESS.format(2001)),
    (TEXT, "hint", mrkdwn(), "unsupported type: mrkdwn"),
    (TEXT, "hint", plain("h" * 2001), LESS.format(2001)),
    (TEXT, "optional", "yes", "must provide a boolean"),
    (TEXT, "element", button(), "unsupported type: button"),
    (TEXT, "element", GONE, "missing required field: element"),
    (TEXT, "element/placeholder/type", "mrkdwn", "unsupported type: mrkdwn"),
    (TEXT, "element/placeholder/text", "p" * 151, LESS.format(151)),
    (TEXT, "element/max_length", 3001, "must be less than or equal to 3000"),
    (TEXT, "element/max_length", 0, "must be greater than or equal to 1"),
    (TEXT, "element/max_length", "10", "must provide a number"),
    (TEXT, "element/initial_value", "x" * 2999, MORE.format(2999)),
    (TEXT, "element/dispatch_action_config/trigger_actions_on/0", "on_leave", "must be a valid enum value"),
    (SHORT, "element/initial_value", "x" * 6, LESS.format(6)),
    (SHORT, "element/min_length", 6, "must be less than or equal to `max_length`"),
    (
        CAPPED,
        "element/min_value",
        "11",
        "must be less than or equal to `max_value`",
    ),
    (NUMBER, "element/initial_value", "11", "must not be greater than `max_value`"),
    (NUMBER, "element/initial_value", "-2", "must not be less than `min_value`"),
    (NUMBER, "element/initial_value", "three", "must be a valid number"),
    (CAPPED, "element/initial_value", "3.5", "must be a whole number"),
    (NUMBER, "element/is_decimal_allowed", GONE, "missing required field: is_decimal_allowed"),
    # where elements may stand
    (BUTTON, "elements/0", TYPED["plain_text_input"], "unsupported type: plain_text_input"),
    (BUTTON, "elements/0", MULTI_MENUS["multi_users_select"], "unsupported type: multi_users_select"),
    (BUTTON, "elements/0", IMAGE, "unsupported type: image"),
    (CHECKS, "accessory", TYPED["plain_text_input"], "unsupported type: plain_text_input"),
    (CHECKS, "accessory", {"type": "lever"}, "unsupported type: lever"),
    # buttons and dialogs
    (BUTTON, "elements/0/text/type", "mrkdwn", "unsupported type: mrkdwn"),
    (BUTTON, "elements/0/text/text", "b" * 76, LESS.format(76)),
    (BUTTON, "elements/0/text/text", "", MORE.format(0)),
    (BUTTON, "elements/0/value", "v" * 2001, LESS.format(2001)),
    (BUTTON, "elements/0/action_id", "a" * 256, LESS.format(256)),
    (BUTTON, "elements/0/accessibility_label", "l" * 76, LESS.format(76)),
    (BUTTON, "elements/0/style", "default", "must be a valid enum value"),
    (BUTTON, "elements/0/url", "example", "must be a valid URL"),
    (BUTTON, "elements/0/url", "https://example.org/" + "x" * 3000, LESS.format(3001)),
    (BUTTON, "elements/0/colour", "red", "invalid additional property: colour"),
    (BUTTON, "elements/0/confirm/title/text", "t" * 101, LESS.format(101)),
    (BUTTON, "elements/0/confirm/title/type", "mrkdwn", "unsupported type: mrkdwn"),
    (BUTTON, "elements/0/confirm/text/text", "t" * 301, LESS.format(301)),
    (BUTTON, "elements/0/confirm/confirm/text", "t" * 31, LESS.format(31)),
    (BUTTON, "elements/0/confirm/confirm/type", "mrkdwn", "unsupported type: mrkdwn"),
    (BUTTON, "elements/0/confirm/deny/text", "t" * 31, LESS.format(31)),
    (BUTTON, "elements/0/confirm/deny", GONE, "missing required field: deny"),
    (BUTTON, "elements/0/confirm/style", "loud", "must be a valid enum value"),
    # options
    (SELECT, "element/options/1/text/text", "o" * 76, LESS.format(76)),
    (SELECT, "element/options/1/text/type", "mrkdwn", "unsupported type: mrkdwn"),
    (SELECT, "element/options/1/value", "v" * 151, LESS.format(151)),
    (SELECT, "element/options/1/value", 1, "must provide a string"),
    (SELECT, "element/options/1/description", plain("d" * 76), LESS.format(76)),
    (SELECT, "element/options/1/url", "https://example.org", "invalid additional property: url"),
    (SELECT, "element/options", [], "must provide at least 1 items"),
    (SELECT, "element/options", options(101), NO_MORE.format(100)),
    (SEVERAL, "element/options", GONE, "missing required field: options"),
    (
        SELECT,
        "element/option_groups",
        [{"label": plain(), "options": options(1)}],
        "must provide only one of: options, option_groups",
    ),
    (SELECT, "element/initial_option", option("absent"), "must be one of the provided options"),
    (SELECT, "element/initial_option", option("1", plain("Other")), "must be one of the provided options"),
    (SELECT, "element/initial_options", options(1), "invalid additional property: initial_options"),
    (GROUPED, "element/initial_option", option("100"), "must be one of the provided options"),
    (GROUPED, "element/option_groups/3/label/text", "l" * 76, LESS.format(76)),
    (GROUPED, "element/option_groups/3/label/type", "mrkdwn", "unsupported type: mrkdwn"),
    (GROUPED, "element/option_groups/3/options", options(101), NO_MORE.format(100)),
    (GROUPED, "element/option_groups/3/options", [], "must provide at least 1 items"),
    (RADIO, "element/options", options(11), NO_MORE.format(10)),
    (RADIO, "element/placeholder", plain(), "invalid additional property: placeholder"),
    (CHECKS, "accessory/options", options(11), NO_MORE.format(10)),
    (CHECKS, "accessory/initial_options/1", option("absent"), "must be one of the provided options"),
    (OVERFLOW, "elements/0/options", options(6), NO_MORE.format(5)),
    (OVERFLOW, "elements/0/options/0/text/type", "mrkdwn", "unsupported type: mrkdwn"),
    (SEVERAL, "element/initial_options", options(3), NO_MORE.format(2)),
    (SEVERAL, "element/max_selected_items", 0, "must be greater than or equal to 1"),
    # days, times and conversations
    (
        input_(CHOOSERS["datepicker"]),
        "element/initial_date",
        "24/03/2026",
        "must be a date in the format YYYY-MM-DD",
    ),
    (
        input_(CHOOSERS["datepicker"]),
        "element/initial_date",
        "2026-02-29",
        "must be a date in the format YYYY-MM-DD",
    ),
    (input_(CHOOSERS["timepicker"]), "element/initial_time", "24:00", "must be a time in the format HH:mm"),
    (input_(CHOOSERS["timepicker"]), "element/initial_time", "9:30", "must be a time in the format HH:mm"),
    (
        ANYWHERE["datetimepicker in an input"],
        "element/initial_date_time",
        20260324,
        "must be greater than or equal to 1000000000",
    ),
    (input_(CHOOSERS["conversations_select"]), "element/filter", {}, "missing required field: include"),
    (
        input_(CHOOSERS["conversations_select"]),
        "element/filter/include/0",
        "shared",
        "must be a valid enum value",
    ),
]


def changed(block: Json, path: str, value: Any) -> Json:
    """`block` with what is at `path` replaced, or taken out."""
    whole: Json = json.loads(json.dumps(block))  # a copy in which nothing is shared
    *parents, last = path.split("/")
    part: Any = whole
    for step in parents:
        part = part[int(step) if isinstance(part, list) else step]
    if value is GONE:
        del part[last]
    else:
        part[int(last) if isinstance(part, list) else last] = value
    return whole


@pytest.mark.parametrize(("block", "path", "value", "said"), WRONG)
def test_a_wrong_block_is_refused_and_the_pointer_says_where(
    block: Json, path: str, value: Any, said: str
) -> None:
    assert in_message({"type": "divider"}, block) is None
    problem = in_message({"type": "divider"}, changed(block, path, value))
    assert problem is not None
    assert problem.error == "invalid_blocks"
    (message,) = problem.messages
    assert message.startswith(f"[ERROR] {said}")
    pointer = message.partition("[json-pointer:")[2].removesuffix("]")
    place = f"/blocks/1/{path}"
    # At what was changed, inside it, or at the object that lost or gained a key.
    assert pointer == place.rpartition("/")[0] or f"{pointer}/".startswith(f"{place}/")


# Names that are there twice


@pytest.mark.parametrize("surface", ["message", "modal", "home"])
def test_a_block_id_is_there_once(surface: str) -> None:
    blocks = [{**section(), "block_id": "same"}, {"type": "divider"}, {**section(), "block_id": "same"}]
    problem = {
        "message": lambda: in_message(*blocks),
        "modal": lambda: check_view(modal(*blocks)),
        "home": lambda: check_view(home(*blocks)),
    }[surface]()
    at = "/blocks" if surface == "message" else "/view/blocks"
    assert messages_of(problem) == (
        f'[ERROR] `block_id` "same" already exists [json-pointer:{at}/2/block_id]',
    )


def test_an_action_id_is_there_once_in_its_block_and_may_be_in_another() -> None:
    problem = check_view(modal(actions(button("same"), button("other"), button("same"))))
    assert messages_of(problem) == (
        '[ERROR] `action_id` "same" already exists [json-pointer:/view/blocks/0/elements/2/action_id]',
    )
    assert check_view(modal(section(button("same")), section(button("same")))) is None
    unnamed = {key: value for key, value in button().items() if key != "action_id"}
    assert in_message(actions(unnamed, unnamed)) is None


def test_slacks_own_library_has_a_say() -> None:
    collapsible = {**ANYWHERE["container"], "is_collapsible": True, "has_header_divider": True}
    (message,) = messages_of(in_message(collapsible))
    assert message.endswith("[json-pointer:/blocks/0]")
    assert "has_header_divider" in message


def test_all_that_is_wrong_is_said() -> None:
    problem = in_message(
        {"type": "header", "text": mrkdwn("")}, {"type": "section"}, {"type": "divider", "x": 1}
    )
    assert [message.rpartition(" ")[2] for message in messages_of(problem)] == [
        "[json-pointer:/blocks/0/text/type]",
        "[json-pointer:/blocks/1]",
        "[json-pointer:/blocks/2]",
    ]
