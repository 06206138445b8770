"""What is typed and chosen: mentions in texts, and values in Slack's shapes."""

from typing import Any

import pytest

from bot.playground import inputs, mentions
from bot.playground.model import with_ids
from bot.playground.workspace import sample
from tests.playground.payloads import CHOOSERS, DATETIME, FILE_INPUT, MULTI_MENUS, TYPED, Json, input_

PLACE = {"block_id": "b", "label": {"type": "plain_text", "text": "l"}}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<!channel> <@UPEER1>", "&lt;!channel&gt; &lt;@UPEER1&gt;"),
        ("@channel, @here! @everyone", "<!channel>, <!here>! <!everyone>"),
        ("@Morgan: @dev.", "<@UCHALMGR>: <@UPEER1>."),
        ("mail dev@dev.example @@dev @leo @nobody", "mail dev@dev.example @@dev @leo @nobody"),
        ("#general and #nowhere, a#general &#39;", "<#CGENERAL|general> and #nowhere, a#general &amp;#39;"),
        ("(https://a.example/b?c=1&d=2#e). http://", "(<https://a.example/b?c=1&amp;d=2#e>). http://"),
    ],
)
def test_a_text_as_slack_keeps_it(typed: str, kept: str) -> None:
    workspace = sample()
    assert mentions.kept(typed, workspace.users.values(), workspace.channels.values()) == kept


def test_without_anyone_to_mention_a_text_is_only_escaped() -> None:
    assert mentions.kept("@dev <b>", (), ()) == "@dev &lt;b&gt;"


def value_of(element: Json, typed: Any = None, kept: Any = None) -> Json:
    (block,) = with_ids([{**PLACE, **input_({**element, "action_id": "a"}), "block_id": "b"}])
    found = inputs.complete([block], {"b": {"a": typed}}, {"b": {"a": kept}})
    value: Json = found["b"]["a"]
    return value


@pytest.mark.parametrize(
    "name", sorted({**CHOOSERS, **MULTI_MENUS, **TYPED, "datetimepicker": DATETIME, "file_input": FILE_INPUT})
)
def test_every_element_for_input_keeps_its_value(name: str) -> None:
    element = {**CHOOSERS, **MULTI_MENUS, **TYPED, "datetimepicker": DATETIME, "file_input": FILE_INPUT}[name]
    (key,) = [each for each in value_of(element) if each not in {"type", "timezone"}]
    some: Any = [{"value": "x"}] if key.endswith("s") else "something"
    given = {"type": element["type"], key: some}
    # Typed, or kept from before; what is typed wins.
    assert value_of(element, typed=given)[key] == some
    assert value_of(element, kept=given)[key] == some
    assert value_of(element, typed=given, kept={"type": element["type"], key: None})[key] == some
    beginnings = [each for each in element if each.startswith("initial_")]
    untouched = value_of(element)[key]
    assert untouched == (element[beginnings[0]] if beginnings else [] if key.endswith("s") else None)


def test_an_action_says_what_was_chosen_and_what_is_known_of_the_element() -> None:
    options = [{"text": {"type": "plain_text", "text": "A"}, "value": "a"}]
    placeholder = {"type": "plain_text", "text": "Pick"}
    feedback = {"type": "feedback_buttons", "action_id": "c"}
    menu = {
        "type": "static_select",
        "options": options,
        "initial_option": options[0],
        "placeholder": placeholder,
    }
    (block,) = with_ids(
        [{"type": "actions", "elements": [menu, {"type": "overflow", "options": options}, feedback]}]
    )
    chosen = {"selected_option": {"value": "a"}, "value": "good"}
    said = [inputs.action(block, each, chosen, lambda: "1.2") for each in block["elements"]]
    assert said[0]["selected_option"] == said[0]["initial_option"] == said[1]["selected_option"] == options[0]
    assert said[0]["placeholder"] == placeholder
    assert said[2]["value"] == "good"
    assert {each["action_ts"] for each in said} == {"1.2"}


def test_nothing_typed_is_null() -> None:
    text = {"type": "plain_text_input", "initial_value": "at first"}
    assert value_of(text, typed={"type": "plain_text_input", "value": ""})["value"] is None
    assert value_of(text, typed="no object")["value"] == "at first"


def test_a_value_of_an_element_that_is_no_longer_there_is_not_kept() -> None:
    (block,) = with_ids([{**input_({"type": "datepicker", "action_id": "a"}), "block_id": "b"}])
    text = {"b": {"a": {"type": "plain_text_input", "value": "x"}}}
    date = {"b": {"a": {"type": "datepicker", "selected_date": "2026-03-24"}, "z": {"type": "datepicker"}}}
    assert inputs.kept([block], text) == {}
    assert inputs.kept([block], date) == {"b": {"a": date["b"]["a"]}}
    # A page that has not heard of the change yet says what it shows.
    assert inputs.complete([block], text, {}) == text
