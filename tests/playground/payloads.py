"""One legal example of every block and element, at the edge of its limits where it has one."""

from typing import Any

Json = dict[str, Any]


def plain(text: str = "Words") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "*Words*") -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str = "one", text: Json | None = None, **more: Any) -> Json:
    return {"text": text or plain(f"Option {value}"), "value": value, **more}


def options(count: int) -> list[Json]:
    return [option(str(number)) for number in range(count)]


def section(accessory: Json | None = None) -> Json:
    return {"type": "section", "text": mrkdwn(), **({"accessory": accessory} if accessory else {})}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def input_(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("Label"), "element": element, **more}


def button(action_id: str = "press", **more: Any) -> Json:
    return {"type": "button", "text": plain("Press"), "action_id": action_id, **more}


def rich(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(parts)}]}


CONFIRM: Json = {
    "title": plain("T" * 100),
    "text": mrkdwn("x" * 300),
    "confirm": plain("c" * 30),
    "deny": plain("d" * 30),
    "style": "danger",
}
GROUPS: list[Json] = [
    {"label": plain("L" * 75), "options": options(100)},
    *({"label": plain("L"), "options": options(2)} for _ in range(99)),
]
IMAGE: Json = {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A picture"}
FILTER: Json = {"include": ["private", "im"], "exclude_bot_users": True}
DISPATCH: Json = {"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]}
CARD: Json = {"type": "card", "title": mrkdwn(), "body": plain(), "hero_image": IMAGE, "actions": [button()]}
TASK: Json = {
    "type": "task_card",
    "task_id": "1",
    "title": "Read the papers",
    "status": "pending",
    "details": rich({"type": "text", "text": "All of them"}),
    "sources": [{"type": "url", "url": "https://example.org", "text": "Example"}],
}

BUTTONS: dict[str, Json] = {
    "button": button(
        "a" * 255,
        text={"type": "plain_text", "text": "b" * 75, "emoji": True},
        value="v" * 2000,
        style="primary",
        confirm=CONFIRM,
        accessibility_label="l" * 75,
    ),
    "button with a link": button(url="https://example.org/?q=1"),
    "button without a value": button(value=""),
    "overflow": {
        "type": "overflow",
        "action_id": "more",
        "options": [*options(4), option("site", url="https://example.org", description=plain("d" * 75))],
        "confirm": CONFIRM,
    },
}
CHOOSERS: dict[str, Json] = {
    "checkboxes": {
        "type": "checkboxes",
        "options": [*options(9), option("rich", mrkdwn("*t*"), description=mrkdwn("_d_"))],
        "initial_options": [option("0"), option("rich", mrkdwn("*t*"), description=mrkdwn("_d_"))],
        "focus_on_load": True,
    },
    "radio_buttons": {
        "type": "radio_buttons",
        "options": [option("v" * 150, plain("t" * 75)), option("b", mrkdwn())],
        "initial_option": option("v" * 150, plain("t" * 75)),
        "confirm": CONFIRM,
    },
    "datepicker": {"type": "datepicker", "initial_date": "2024-02-29", "placeholder": plain("p" * 150)},
    "timepicker": {"type": "timepicker", "initial_time": "23:59", "timezone": "Europe/London"},
    "static_select": {
        "type": "static_select",
        "options": options(100),
        "initial_option": option("99"),
        "placeholder": plain(),
    },
    "static_select in groups": {
        "type": "static_select",
        "option_groups": GROUPS,
        "initial_option": option("7"),
    },
    "external_select": {"type": "external_select", "min_query_length": 0, "initial_option": option()},
    "users_select": {"type": "users_select", "initial_user": "U1"},
    "channels_select": {"type": "channels_select", "initial_channel": "C1", "response_url_enabled": True},
    "conversations_select": {
        "type": "conversations_select",
        "default_to_current_conversation": True,
        "response_url_enabled": True,
        "filter": FILTER,
    },
}
MULTI_MENUS: dict[str, Json] = {
    "multi_static_select": {
        "type": "multi_static_select",
        "options": options(3),
        "initial_options": options(2),
        "max_selected_items": 2,
    },
    "multi_external_select": {
        "type": "multi_external_select",
        "initial_options": options(2),
        "min_query_length": 3,
    },
    "multi_users_select": {"type": "multi_users_select", "initial_users": ["U1", "U2"]},
    "multi_channels_select": {"type": "multi_channels_select", "initial_channels": ["C1"]},
    "multi_conversations_select": {
        "type": "multi_conversations_select",
        "initial_conversations": ["C1"],
        "filter": FILTER,
    },
}
DATETIME: Json = {"type": "datetimepicker", "initial_date_time": 1_774_353_600}
TYPED: dict[str, Json] = {
    "plain_text_input": {
        "type": "plain_text_input",
        "multiline": True,
        "min_length": 3000,
        "max_length": 3000,
        "initial_value": "x" * 3000,
        "placeholder": plain(),
        "dispatch_action_config": DISPATCH,
        "focus_on_load": True,
    },
    "plain_text_input with nothing said": {"type": "plain_text_input"},
    "email_text_input": {"type": "email_text_input", "initial_value": "someone@example.org"},
    "url_text_input": {"type": "url_text_input", "placeholder": plain()},
    "number_input": {
        "type": "number_input",
        "is_decimal_allowed": True,
        "min_value": "-1",
        "max_value": "10.5",
        "initial_value": "3.5",
    },
    "rich_text_input": {
        "type": "rich_text_input",
        "initial_value": rich({"type": "text", "text": "So far"}),
        "dispatch_action_config": DISPATCH,
    },
}
FILE_INPUT: Json = {"type": "file_input", "filetypes": ["csv", "xlsx"], "max_files": 10}
WORKFLOW: Json = {
    "type": "workflow_button",
    "text": plain(),
    "workflow": {
        "trigger": {
            "url": "https://slack.com/shortcuts/Ft1/2",
            "customizable_input_parameters": [{"name": "n", "value": ""}],
        }
    },
}

STYLE: Json = {"style": {"bold": True, "italic": False}}
RICH: list[Json] = [
    {"type": "text", "text": "words", **STYLE},
    {"type": "link", "url": "https://example.org", "text": "", **STYLE},
    {"type": "emoji", "name": "wave", "skin_tone": 2, "unicode": "1f44b"},
    {"type": "user", "user_id": "U1", **STYLE},
    {"type": "usergroup", "usergroup_id": "S1"},
    {"type": "channel", "channel_id": "C1"},
    {"type": "team", "team_id": "T1"},
    {"type": "broadcast", "range": "here"},
    {"type": "color", "value": "#00aa00"},
    {"type": "date", "timestamp": 1774353600, "format": "{date}", "fallback": "that day"},
]
_LINES = [{"type": "rich_text_section", "elements": [each]} for each in RICH]

ANYWHERE: dict[str, Json] = {
    "divider": {"type": "divider", "block_id": "b" * 255},
    "header": {"type": "header", "text": plain("h" * 150)},
    "section": section(),
    "section, longest": {"type": "section", "text": {**mrkdwn("x" * 3000), "verbatim": True}, "expand": True},
    "section of fields": {
        "type": "section",
        "fields": [plain("f"), *[mrkdwn("g" * 2000)] * 1, *[plain()] * 8],
    },
    "section with an image": section(IMAGE),
    "context": {"type": "context", "elements": [IMAGE, mrkdwn(), *[plain()] * 8]},
    "image": {**IMAGE, "title": plain("t" * 2000), "alt_text": "a" * 2000},
    "image of a file": {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "A picture"},
    "actions": actions(*(button(f"press-{number}") for number in range(25))),
    "video": {
        "type": "video",
        "title": plain("t" * 199),
        "alt_text": "A film",
        "video_url": "https://example.org/v",
        "thumbnail_url": "https://example.org/t.png",
        "author_name": "a" * 49,
    },
    "rich_text": {
        "type": "rich_text",
        "elements": [
            *_LINES,
            {"type": "rich_text_list", "style": "bullet", "indent": 1, "border": 0, "elements": _LINES},
            {"type": "rich_text_quote", "elements": RICH},
            {"type": "rich_text_preformatted", "border": 1, "elements": RICH[:2]},
            {"type": "rich_text_section", "elements": []},
        ],
    },
    "alert": {"type": "alert", "text": mrkdwn(), "level": "warning"},
    "card": CARD,
    "carousel": {"type": "carousel", "elements": [CARD] * 10},
    "container": {
        "type": "container",
        "title": plain(),
        "width": "wide",
        "child_blocks": [section(), {"type": "divider"}],
    },
    "auth_provider": {"type": "auth_provider", "value": "v", "name": plain(), "is_connected": False},
    **{
        f"{name} beside a section": section(each)
        for name, each in {**BUTTONS, **CHOOSERS, **MULTI_MENUS}.items()
    },
    **{f"{name} in actions": actions(each) for name, each in {**BUTTONS, **CHOOSERS}.items()},
    "datetimepicker in actions": actions(DATETIME),
    **{
        f"{name} in an input": input_(each, hint=plain("h" * 2000), optional=True, dispatch_action=False)
        for name, each in {**CHOOSERS, **MULTI_MENUS, **TYPED, "datetimepicker": DATETIME}.items()
    },
}
MESSAGES_ONLY: dict[str, Json] = {
    "markdown": {"type": "markdown", "text": "# Words" * 1000},
    "table": {
        "type": "table",
        "column_settings": [{"align": "right", "is_wrapped": True}, None],
        "rows": [
            [{"type": "raw_text", "text": "a"}, rich(RICH[0])],
            [{"type": "raw_number", "value": 1.5, "text": "1.5"}] * 2,
        ],
    },
    "file": {"type": "file", "external_id": "ABC", "source": "remote"},
    "call": {"type": "call", "call_id": "R1"},
    "workflow_button": actions(WORKFLOW),
    "context_actions": {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "positive_button": {"text": plain(), "value": "y"},
                "negative_button": {"text": plain(), "value": "n"},
            },
            {"type": "icon_button", "icon": "trash", "text": plain(), "value": "v", "confirm": CONFIRM},
        ],
    },
    "task_card": TASK,
    "plan": {"type": "plan", "title": "The day", "tasks": [TASK, {**TASK, "task_id": "2"}]},
}
MODALS_ONLY: dict[str, Json] = {"file_input": input_(FILE_INPUT)}


def modal(*blocks: Json, **more: Any) -> Json:
    return {
        "type": "modal",
        "title": plain("t" * 24),
        "submit": plain("s" * 24),
        "close": plain("c" * 24),
        "blocks": list(blocks),
        **more,
    }


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}
