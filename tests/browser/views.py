"""Views and messages with every block and element, for the tests' own app."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def option(text: str, description: str = "") -> Json:
    """An option whose value is its text in small letters."""
    more = {"description": plain(description)} if description else {}
    return {"text": plain(text), "value": text.lower(), **more}


def field(block_id: str, label: str, element: Json, **more: Any) -> Json:
    """An input block."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "it", **element},
        **more,
    }


def form() -> Json:
    """A modal with every element for input."""
    fruits = [option("Apple", "A pome"), option("Pear"), option("Quince")]
    many = [option(f"Town {number}") for number in range(1, 13)]
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Everything"),
        "submit": plain("Save it"),
        "close": plain("Leave"),
        "notify_on_close": True,
        "blocks": [
            field(
                "line",
                "Title",
                {"type": "plain_text_input", "max_length": 20, "placeholder": plain("A few words")},
                hint=plain("Say it shortly."),
            ),
            field("long", "Story", {"type": "plain_text_input", "multiline": True}, optional=True),
            field("number", "How many", {"type": "number_input", "is_decimal_allowed": False}, optional=True),
            field("mail", "Address", {"type": "email_text_input"}, optional=True),
            field("url", "Link", {"type": "url_text_input"}, optional=True),
            field(
                "fruit",
                "Fruit",
                {
                    "type": "static_select",
                    "option_groups": [
                        {"label": plain("Common"), "options": fruits[:2]},
                        {"label": plain("Rare"), "options": fruits[2:]},
                    ],
                    "initial_option": fruits[1],
                },
            ),
            field("towns", "Towns", {"type": "multi_static_select", "options": many}, optional=True),
            field("one", "Owner", {"type": "users_select"}, optional=True),
            field("people", "People", {"type": "multi_users_select", "max_selected_items": 2}, optional=True),
            field("where", "Where", {"type": "conversations_select"}, optional=True),
            field("day", "Day", {"type": "datepicker", "initial_date": "2026-03-24"}),
            field("time", "Time", {"type": "timepicker"}, optional=True),
            field("kind", "Kind", {"type": "radio_buttons", "options": [option("Good"), option("Bad")]}),
            field(
                "extras",
                "Extras",
                {"type": "checkboxes", "options": [option("Salt", "From the sea"), option("Pepper")]},
                optional=True,
            ),
            {
                "type": "actions",
                "block_id": "acts",
                "elements": [
                    {"type": "button", "action_id": "push", "text": plain("Another on top"), "value": "1"},
                    {"type": "button", "action_id": "refill", "text": plain("New question"), "value": "1"},
                ],
            },
        ],
    }


def live() -> Json:
    """A modal whose elements tell the app at once, with the rarer kinds."""
    words = {"type": "plain_text_input", "action_id": "tell_enter"}
    letters = {
        "type": "plain_text_input",
        "action_id": "tell_letters",
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
    }
    moment = {"type": "datetimepicker", "action_id": "tell_moment", "initial_date_time": 1774346400}
    sure = {
        "title": plain("Sure?"),
        "text": plain("It counts."),
        "confirm": plain("Yes"),
        "deny": plain("No"),
    }
    colour = {"type": "radio_buttons", "action_id": "tell_colour", "options": [option("Red"), option("Blue")]}
    return {
        "type": "modal",
        "callback_id": "live",
        "title": plain("Live"),
        "submit": plain("Send"),
        "blocks": [
            field("enter", "Words", words, dispatch_action=True, optional=True),
            field("letters", "Letters", letters, dispatch_action=True, optional=True),
            field("moment", "Moment", moment),
            field("rich", "Rich", {"type": "rich_text_input"}, optional=True),
            field("far", "Far away", {"type": "external_select", "action_id": "far", "min_query_length": 2}),
            {"type": "actions", "block_id": "colours", "elements": [{**colour, "confirm": sure}]},
        ],
    }


def chart() -> list[Json]:
    """Blocks without inputs, and a kind that does not exist yet."""
    return [
        {"type": "header", "text": plain("A header")},
        {
            "type": "section",
            "fields": [{"type": "mrkdwn", "text": f"*Field {n}*\nvalue {n}"} for n in (1, 2)],
        },
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "With a button"},
            "accessory": {
                "type": "button",
                "action_id": "delete",
                "style": "danger",
                "text": plain("Delete"),
                "accessibility_label": "Delete the chart",
                "value": "chart",
                "confirm": {
                    "title": plain("Delete it?"),
                    "text": plain("It will be gone."),
                    "confirm": plain("Yes, delete"),
                    "deny": plain("Keep it"),
                },
            },
        },
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "With a menu"},
            "accessory": {
                "type": "overflow",
                "action_id": "menu",
                "options": [option("Edit"), option("Copy")],
            },
        },
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "Small _print_ :wave:"}]},
        {"type": "image", "image_url": "https://elsewhere.invalid/cat.png", "alt_text": "A cat on a wall"},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [
                        {"type": "rich_text_section", "elements": [{"type": "text", "text": "a listed item"}]}
                    ],
                }
            ],
        },
        {"type": "markdown", "text": "# Marked down\n- **strong** point\n- [site](https://example.org)"},
    ]


def choices() -> list[Json]:
    """A message with elements that tell the app at once."""
    return [
        {
            "type": "actions",
            "block_id": "row",
            "elements": [
                {
                    "type": "static_select",
                    "action_id": "chose",
                    "placeholder": plain("Pick a fruit"),
                    "options": [option("Apple"), option("Pear")],
                },
                {"type": "datepicker", "action_id": "chose_day", "placeholder": plain("Pick a day")},
            ],
        },
        {
            "type": "section",
            "block_id": "owner",
            "text": {"type": "mrkdwn", "text": "Who owns it?"},
            "accessory": {
                "type": "multi_users_select",
                "action_id": "chose",
                "placeholder": plain("Choose people"),
            },
        },
    ]


def note(title: str, text: str) -> Json:
    """A modal with a sentence."""
    return {
        "type": "modal",
        "title": plain(title),
        "close": plain("Back"),
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text}}],
    }
