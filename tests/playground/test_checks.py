"""What the stand-in lets through: every block and element in its legal forms. And it never fails itself."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block, BlockElement, RichTextElement
from slack_sdk.models.views import View

from bot.playground.block_checks import BLOCKS, MESSAGE, RICH_INPUT
from bot.playground.checks import check_message, check_view
from bot.playground.element_checks import ELEMENTS
from tests.playground.payloads import (
    ANYWHERE,
    MESSAGES_ONLY,
    MODALS_ONLY,
    Json,
    home,
    modal,
    option,
    plain,
    section,
)


@pytest.mark.parametrize("block", (ANYWHERE | MESSAGES_ONLY).values(), ids=list(ANYWHERE | MESSAGES_ONLY))
def test_a_legal_block_passes_in_a_message(block: Json) -> None:
    assert check_message({"channel": "C1", "text": "Fallback", "blocks": [block]}) is None


@pytest.mark.parametrize("block", (ANYWHERE | MODALS_ONLY).values(), ids=list(ANYWHERE | MODALS_ONLY))
def test_a_legal_block_passes_in_a_modal(block: Json) -> None:
    assert check_view(modal(block)) is None


@pytest.mark.parametrize("block", ANYWHERE.values(), ids=list(ANYWHERE))
def test_a_legal_block_passes_in_a_home(block: Json) -> None:
    assert check_view(home(block)) is None


@pytest.mark.parametrize(
    "view",
    [
        modal(section(), callback_id="c" * 255, private_metadata="m" * 3000, external_id="e"),
        modal(section(), clear_on_close=True, notify_on_close=False, private_metadata=""),
        {"type": "modal", "title": plain(), "blocks": [section()]},
        modal(*(section() for _ in range(100))),
        home(*(section() for _ in range(100)), callback_id="home", private_metadata="m"),
        modal({**section(), "accessory": None}, submit=None),
    ],
)
def test_a_legal_view_passes(view: Json) -> None:
    assert check_view(view) is None


LONG_MENU = {"type": "static_select", "options": [option(str(each), plain("o" * 75)) for each in range(100)]}


@pytest.mark.parametrize(
    "args",
    [
        {"text": "x"},
        {"text": "x" * 40_000},
        {"text": "x", "blocks": []},
        {"text": "x", "blocks": None, "metadata": None, "thread_ts": None},
        {"blocks": [section()]},
        {"attachments": [{"text": "x"}]},
        {"text": "x", "thread_ts": "1774353600.000100"},
        {"text": "x", "metadata": {"event_type": "delivery", "event_payload": {"delivery": "1", "n": {}}}},
        {"text": "x", "blocks": [section() for _ in range(50)]},
        {"text": "x", "blocks": [section(LONG_MENU)] * 5},  # what opens when pressed doesn't count as shown
        {"text": "x", "blocks": [{"type": "section", "text": plain("x" * 2640)} for _ in range(5)]},
    ],
)
def test_a_legal_message_passes(args: Json) -> None:
    assert check_message({"channel": "C1", **args}) is None


def test_a_message_that_only_changes_metadata_needs_no_text() -> None:
    assert check_message({"channel": "C1"}, needs_text=False) is None


# Whatever comes, there is an answer

KEYS = st.sampled_from(["type", "text", "blocks", "x"])
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "text", "blocks", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


def places(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything inside `part`."""
    inside = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for step, each in inside:
        yield (*path, step)
        yield from places(each, (*path, step))


EXAMPLES = list({**ANYWHERE, **MESSAGES_ONLY, **MODALS_ONLY}.values())


@given(st.data())
def test_a_legal_payload_with_anything_in_it_is_judged_without_failing(data: st.DataObject) -> None:
    view = copy.deepcopy(modal(data.draw(st.sampled_from(EXAMPLES))))
    *parents, last = data.draw(st.sampled_from(list(places(view))))
    part: Any = view
    for step in parents:
        part = part[step]
    part[last] = data.draw(ANY_JSON)
    for problem in (check_view(view), check_message({"text": "x", "blocks": view["blocks"]})):
        assert problem is None or (
            problem.error and all(each.startswith("[ERROR] ") for each in problem.messages)
        )


@given(ANY_JSON, ANY_JSON, ANY_JSON)
def test_anything_is_judged_without_failing(one: Any, two: Any, three: Any) -> None:
    check_view(one)
    check_message({"text": one, "blocks": two, "metadata": three, "thread_ts": one})


# The tables against Slack's own library

#: Keys that classes of the library inherit, and that Slack's reference doesn't give for these elements.
INHERITED = {
    "alt_text": {"button", "feedback_buttons", "icon_button", "overflow", "workflow_button"},
    "placeholder": {"checkboxes", "datetimepicker", "file_input", "radio_buttons"},
    "focus_on_load": {"file_input"},
    "confirm": {each for each in [*ELEMENTS, "rich_text_input"] if each.endswith("_input")},
}


def types_of(base: type[Any]) -> dict[str, set[str]]:
    """The types that the library knows, with their keys."""
    known: dict[str, set[str]] = {}
    for each in base.__subclasses__():
        if isinstance(getattr(each, "type", None), str) and not issubclass(each, RichTextElement):
            known[each.type] = set(object.__new__(each).attributes) - {"type"}
        known |= types_of(each)
    return known


def test_every_block_of_slacks_library_is_known_with_its_keys() -> None:
    ours = {name: {*shape.required, *shape.optional} for name, shape in BLOCKS[MESSAGE].shapes.items()}
    assert ours == types_of(Block)


def test_every_element_of_slacks_library_is_known_with_its_keys() -> None:
    shapes = {**ELEMENTS, "rich_text_input": RICH_INPUT}
    ours = {name: {*shape.required, *shape.optional} for name, shape in shapes.items()}
    theirs = types_of(BlockElement)
    theirs.pop("url")  # a source inside a task card, no element
    for key, names in INHERITED.items():
        for name in names:
            theirs[name].discard(key)
    assert ours == theirs


def test_a_view_is_as_long_as_slacks_library_takes_it() -> None:
    view = modal(
        *(section() for _ in range(View.blocks_max_length)),
        title=plain("t" * View.title_max_length),
        submit=plain("s" * View.submit_max_length),
        close=plain("c" * View.close_max_length),
        private_metadata="m" * View.private_metadata_max_length,
        callback_id="c" * View.callback_id_max_length,
    )
    View(**view).to_dict()
    assert check_view(view) is None
    for key in ("title", "submit", "close"):
        longer = {**view, key: plain(f"{view[key]['text']}.")}
        with pytest.raises(SlackObjectFormationError):
            View(**longer).to_dict()
        assert check_view(longer) is not None
