"""What people do, as an unmodified Bolt app hears of it and answers it, in both of its modes."""

from typing import Any

import pytest

from tests.playground.stand_in import CM, GONE, PEER, STRANGER, TEAM_CHANNEL, App, StandIn, form, note

SUBMIT = {"type": "plain_text", "text": "Save"}
TYPED = {"line": {"it": {"type": "plain_text_input", "value": "written"}}}


async def open_form(at: StandIn, app: App, text: str = "/form") -> dict[str, Any]:
    assert await at.post("command", **{"as": PEER}, channel=TEAM_CHANNEL, text=text) == {"ok": True}
    return await app.next("opened")


async def submit(at: StandIn, **values: Any) -> dict[str, Any]:
    view_id = at.modal().id
    return await at.post("submit", **{"as": PEER}, view_id=view_id, state={"values": {**TYPED, **values}})


async def press(at: StandIn, action_id: str, **more: Any) -> dict[str, Any]:
    container = {"type": "view", "view_id": at.modal().id}
    where = {"container": container, "block_id": "acts", "action_id": action_id}
    return await at.post("action", **{"as": PEER}, **where, element_type="button", **more)


async def test_a_command_is_escaped_and_opens_a_form(at: StandIn, either_app: App) -> None:
    command = await open_form(at, either_app, "/form  <b> for @morgan in #general, see https://x.org/a?b&c.")
    assert command["text"] == (
        "&lt;b&gt; for <@UCHALMGR|morgan> in <#CGENERAL|general>, see <https://x.org/a?b&amp;c>."
    )
    assert (command["channel_id"], command["user_id"]) == (TEAM_CHANNEL, PEER)
    # Slack does not name a private channel.
    assert command["channel_name"] == "privategroup"
    view = at.modal().api()
    assert view["previous_view_id"] is None
    assert view["root_view_id"] == view["id"]
    assert (await at.get("view", PEER))["views"] == [view]


async def test_a_command_is_answered_to_the_person_alone(at: StandIn, either_app: App) -> None:
    await at.post("command", **{"as": PEER}, channel=TEAM_CHANNEL, text="/echo @morgan & more")
    echoed = await either_app.next("echo")
    # Mentions stay as they are typed where the manifest does not ask for should_escape.
    assert echoed["text"] == "@morgan &amp; more"
    seen = (await at.get("messages", PEER, channel=TEAM_CHANNEL))["messages"]
    assert [(each["text"], each["ephemeral"]) for each in seen] == [("heard: @morgan &amp; more", True)]
    assert (await at.get("messages", CM, channel=TEAM_CHANNEL))["messages"] == []


@pytest.mark.parametrize(
    ("user", "channel", "text", "sentence"),
    [
        (PEER, TEAM_CHANNEL, "/nothing at all", "/nothing is not a valid command."),
        (STRANGER, TEAM_CHANNEL, "/form", "There is no such channel here."),
        (GONE, TEAM_CHANNEL, "/form", "This account is deactivated: it can't do anything."),
        ("UBOT", TEAM_CHANNEL, "/form", "There is nobody with that id to act as."),
        (PEER, TEAM_CHANNEL, "/form", "/form failed because the app did not respond."),
    ],
)
async def test_a_command_that_goes_nowhere(
    at: StandIn, user: str, channel: str, text: str, sentence: str
) -> None:
    said = await at.post("command", **{"as": user}, channel=channel, text=text)
    assert said == {"ok": False, "error": sentence}


async def test_a_command_that_is_not_acknowledged_in_time(at: StandIn, either_app: App) -> None:
    assert at.workspace.ack_seconds == 3
    at.workspace.ack_seconds = 0.05
    said = await at.post("command", **{"as": PEER}, channel=TEAM_CHANNEL, text="/forget")
    assert said["error"] == "/forget failed because the app did not respond."
    await either_app.next("forgotten")


async def test_shortcuts(at: StandIn, either_app: App) -> None:
    await at.post("shortcut", **{"as": PEER}, callback_id="new")
    everywhere = await either_app.next("opened")
    assert everywhere["type"] == "shortcut"
    assert "channel" not in everywhere
    ts = (await at.post("say", **{"as": CM}, channel=TEAM_CHANNEL, text="waits <long> & more"))["ts"]
    await either_app.next("said")
    await at.post("shortcut", **{"as": PEER}, callback_id="about", channel=TEAM_CHANNEL, message_ts=ts)
    of_message = await either_app.next("opened")
    assert of_message["type"] == "message_action"
    assert of_message["channel"] == {"id": TEAM_CHANNEL, "name": "privategroup"}
    assert of_message["message"]["text"] == "waits &lt;long&gt; &amp; more"
    assert of_message["message_ts"] == of_message["message"]["ts"] == ts
    for wrong in (
        {"callback_id": "about"},
        {"callback_id": "new", "channel": TEAM_CHANNEL, "message_ts": ts},
    ):
        assert (await at.post("shortcut", **{"as": PEER}, **wrong))[
            "error"
        ] == "The app has no such shortcut."
    gone = {"callback_id": "about", "channel": TEAM_CHANNEL, "message_ts": "1.000001"}
    assert (await at.post("shortcut", **{"as": PEER}, **gone))["error"] == "That message is gone."


async def test_a_submission_says_what_is_in_every_field(at: StandIn, either_app: App) -> None:
    await open_form(at, either_app)
    fruit = {"it": {"type": "static_select", "selected_option": {"value": "apple"}}}
    assert await submit(at, fruit=fruit, nowhere={"it": {"value": "x"}}) == {
        "ok": True,
        "response_action": None,
    }
    body = await either_app.next("submitted")
    assert body["view"]["private_metadata"] == "kept"
    assert body["view"]["state"]["values"] == {
        "line": {"it": {"type": "plain_text_input", "value": "written"}},
        "again": {"it": {"type": "plain_text_input", "value": "as it begins"}},
        "fruit": {
            "it": {
                "type": "static_select",
                "selected_option": {"text": {"type": "plain_text", "text": "Apple"}, "value": "apple"},
            }
        },
        "who": {"it": {"type": "multi_users_select", "selected_users": []}},
        "town": {"lookup": {"type": "external_select", "selected_option": None}},
    }
    assert body["response_urls"] == []
    assert at.workspace.stacks[PEER] == []


async def test_errors_keep_the_form_and_what_was_typed(at: StandIn, either_app: App) -> None:
    await open_form(at, either_app)
    either_app.answer = {"response_action": "errors", "errors": {"line": "Not that."}}
    assert await submit(at) == {
        "ok": True,
        "response_action": "errors",
        "errors": {"line": "Not that."},
    }
    assert at.modal().values["line"]["it"]["value"] == "written"
    either_app.answer = {"response_action": "errors", "errors": {"acts": "There is no such field."}}
    assert not (await submit(at))["ok"]


async def test_an_update_keeps_what_was_typed_where_both_ids_stay(at: StandIn, app: App) -> None:
    await open_form(at, app)
    before = at.modal().hash
    app.answer = {"response_action": "update", "view": form("Next", second="again-2")}
    assert (await submit(at, again={"it": {"type": "plain_text_input", "value": "mine"}}))["ok"]
    view = at.modal()
    assert view.body["title"]["text"] == "Next"
    assert view.hash != before
    assert view.values["line"]["it"]["value"] == "written"
    assert "again" not in view.values
    app.answer = {}
    await app.next("submitted")
    view_id = at.modal().id
    assert (await at.post("submit", **{"as": PEER}, view_id=view_id))["ok"]
    values = (await app.next("submitted"))["view"]["state"]["values"]
    assert values["line"]["it"]["value"] == "written"
    assert values["again-2"]["it"]["value"] == "as it begins"


async def test_a_submission_pushes_and_clears(at: StandIn, app: App) -> None:
    await open_form(at, app)
    first = at.modal()
    app.answer = {"response_action": "push", "view": form("Second")}
    assert (await submit(at))["response_action"] == "push"
    second = at.modal()
    assert (second.previous_id, second.root_id) == (first.id, first.id)
    assert (await submit(at))["response_action"] == "push"
    assert (await submit(at))["error"] == "Slack would refuse what the app did: push_limit_reached."
    app.answer = {
        "response_action": "update",
        "view": {**form(), "title": {"type": "plain_text", "text": ""}},
    }
    assert "json-pointer:/view/title/text" in (await submit(at))["error"]
    app.answer = {"response_action": "update", "view": {"type": "home", "blocks": [{"type": "divider"}]}}
    assert "it is not a modal" in (await submit(at))["error"]
    app.answer = {"response_action": "vanish"}
    assert "a response_action that Slack does not know" in (await submit(at))["error"]
    app.answer = {"response_action": "clear"}
    assert (await submit(at))["response_action"] == "clear"
    assert at.workspace.stacks[PEER] == []


async def test_closing_goes_back_one_and_the_app_hears_of_it(at: StandIn, app: App) -> None:
    await open_form(at, app)
    first = at.modal()
    await press(at, "push", value="1")
    await app.next("pushed")
    second = at.modal()
    assert await at.post("close", **{"as": PEER}, view_id=second.id) == {"ok": True}
    body = await app.next("closed")
    assert (body["view"]["id"], body["is_cleared"]) == (second.id, False)
    assert at.modal() is first
    again = await at.post("close", **{"as": PEER}, view_id=second.id)
    assert again["error"] == "That is not open any more."
    await press(at, "push", value="1")
    await app.next("pushed")
    at.modal().body["clear_on_close"] = True
    await at.post("close", **{"as": PEER}, view_id=at.modal().id)
    closed = [await app.next("closed"), await app.next("closed")]
    assert [body["is_cleared"] for body in closed] == [True, True]
    assert at.workspace.stacks[PEER] == []


async def test_a_button_in_a_modal(at: StandIn, either_app: App) -> None:
    await open_form(at, either_app)
    state = {"values": {"line": {"it": {"type": "plain_text_input", "value": "half writ"}}}}
    assert await press(at, "refill", value="from the page", state=state) == {"ok": True}
    body = await either_app.next("refilled")
    assert body["container"] == {"type": "view", "view_id": at.modal().id}
    (action,) = body["actions"]
    assert {key: value for key, value in action.items() if key != "action_ts"} == {
        "type": "button",
        "block_id": "acts",
        "action_id": "refill",
        "text": {"type": "plain_text", "text": "Refill"},
        "value": "2",
    }
    assert body["view"]["state"]["values"]["line"]["it"]["value"] == "half writ"
    assert at.modal().values["line"]["it"]["value"] == "half writ"
    assert [each["block_id"] for each in at.modal().body["blocks"]][1] == "again-2"
    assert (await press(at, "no-such"))["error"] == "That is not there any more."


async def test_menus_in_a_message(at: StandIn, either_app: App) -> None:
    options = [{"text": {"type": "plain_text", "text": each}, "value": each} for each in "ab"]
    blocks = [
        {
            "type": "actions",
            "elements": [
                {"type": "static_select", "action_id": "chosen", "options": options},
                {"type": "overflow", "options": options},
            ],
        }
    ]
    await at.slack.chat_postMessage(channel=TEAM_CHANNEL, text="Menus", blocks=blocks)
    (message,) = at.messages()
    menu, overflow = message.blocks[0]["elements"]
    # Slack gives an id to whatever comes without one.
    assert len(overflow["action_id"]) == 6
    where = {
        "container": {"type": "message", "channel": TEAM_CHANNEL, "message_ts": message.ts},
        "block_id": message.blocks[0]["block_id"],
        "action_id": menu["action_id"],
        "element_type": "static_select",
        "selected_option": {"value": "b"},
    }
    assert await at.post("action", **{"as": CM}, **where) == {"ok": True}
    body = await either_app.next("chosen")
    assert body["actions"][0]["selected_option"] == options[1]
    assert body["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": TEAM_CHANNEL,
        "is_ephemeral": False,
    }
    assert body["message"]["text"] == "Menus"
    assert body["channel"] == {"id": TEAM_CHANNEL, "name": "privategroup"}
    assert body["state"] == {
        "values": {where["block_id"]: {"chosen": {"type": "static_select", "selected_option": None}}}
    }
    missing = {**where, "container": {**where["container"], "message_ts": "1.1"}}
    assert (await at.post("action", **{"as": CM}, **missing))["error"] == "That message is gone."


async def test_options_that_the_app_looks_up(at: StandIn, either_app: App) -> None:
    await open_form(at, either_app)
    asked = {"block_id": "town", "action_id": "lookup", "value": "york"}
    said = await at.post("options", **{"as": PEER}, view_id=at.modal().id, **asked)
    assert said["options"] == [{"text": {"type": "plain_text", "text": "York"}, "value": "york"}]


async def test_the_home_and_the_messages_tab(at: StandIn, either_app: App) -> None:
    first = await at.get("home", PEER)
    told = await either_app.next("home")
    assert (told["event"]["tab"], told["event"]["channel"]) == ("home", "DPEER1")
    assert "view" not in told["event"]
    assert first["view"] is None or first["view"]["type"] == "home"
    again = await at.get("home", PEER)
    assert again["view"]["blocks"][0]["text"]["text"] == "Home"
    told = await either_app.next("home")
    assert told["event"]["view"]["type"] == "home"
    await at.get("messages", PEER, channel="DPEER1")
    told = await either_app.next("home")
    assert told["event"]["tab"] == "messages"


async def test_a_conversation_chosen_in_a_form_comes_with_a_response_url(at: StandIn, app: App) -> None:
    await open_form(at, app)
    select = {"type": "conversations_select", "action_id": "it", "response_url_enabled": True}
    label = {"type": "plain_text", "text": "Where"}
    where = {"type": "input", "block_id": "where", "label": label, "element": select}
    app.answer = {"response_action": "update", "view": {**form(), "blocks": [where]}}
    await submit(at)
    await app.next("submitted")
    app.answer = {}
    chosen = {"it": {"type": "conversations_select", "selected_conversation": "CGENERAL"}}
    await submit(at, where=chosen)
    (target,) = (await app.next("submitted"))["response_urls"]
    assert (target["block_id"], target["action_id"], target["channel_id"]) == ("where", "it", "CGENERAL")
    await at.page.post(target["response_url"], json={"text": "Done", "response_type": "in_channel"})
    assert [each.text for each in at.messages("CGENERAL")] == ["Done"]


async def test_a_button_that_only_one_person_sees_in_a_thread(at: StandIn, app: App) -> None:
    first = (await at.slack.chat_postMessage(channel=TEAM_CHANNEL, text="first"))["ts"]
    button = {"type": "button", "action_id": "chosen", "text": {"type": "plain_text", "text": "Go"}}
    day = {"type": "datepicker", "action_id": "day", "initial_date": "2026-03-24"}
    blocks = [{"type": "actions", "block_id": "b", "elements": [button, day]}]
    said = await at.slack.chat_postEphemeral(
        channel=TEAM_CHANNEL, user=PEER, text="?", thread_ts=first, blocks=blocks
    )
    container = {"type": "message", "channel": TEAM_CHANNEL, "message_ts": said["message_ts"]}
    where = {"container": container, "block_id": "b", "action_id": "chosen", "element_type": "button"}
    assert (await at.post("action", **{"as": CM}, **where))["error"] == "That message is gone."
    assert (await at.post("action", **{"as": PEER}, **where))["ok"]
    body = await app.next("chosen")
    assert body["container"]["is_ephemeral"] is True
    assert body["container"]["thread_ts"] == first
    assert "message" not in body
    assert body["state"]["values"]["b"]["day"]["selected_date"] == "2026-03-24"
    await at.page.post(body["response_url"], json={"delete_original": True})
    assert said["message_ts"] not in at.workspace.channels[TEAM_CHANNEL].messages


async def test_an_app_that_does_not_answer_gets_people_a_sentence(at: StandIn) -> None:
    select = form()["blocks"][4]
    await at.slack.views_open(
        trigger_id=at.workspace.new_trigger(PEER), view={**note("Town"), "submit": SUBMIT, "blocks": [select]}
    )
    asked = {"view_id": at.modal().id, "block_id": "town", "action_id": "lookup", "value": "y"}
    view = {"container": {"type": "view", "view_id": at.modal().id}, **asked}
    tries: list[tuple[str, dict[str, Any], str]] = [
        ("shortcut", {"callback_id": "new"}, "The app did not respond."),
        ("options", asked, "The app did not respond."),
        ("action", view, "The app did not respond."),
        ("submit", asked, "We had some trouble connecting. Try again?"),
    ]
    for what, body, sentence in tries:
        assert await at.post(what, **{"as": PEER}, **body) == {"ok": False, "error": sentence}
    # A modal can be closed all the same.
    assert (await at.post("close", **{"as": PEER}, view_id=at.modal().id))["ok"]
