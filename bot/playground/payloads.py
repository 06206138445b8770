"""The payloads of commands and interactions, in the shapes that Slack gives them."""

from collections.abc import Mapping
from typing import Any

from bot.playground.model import APP_ID, TEAM_DOMAIN, TEAM_ID, Channel, Json, Message, User, View


def _common(kind: str, user: User) -> Json:
    return {
        "type": kind,
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": TEAM_ID},
        "api_app_id": APP_ID,
        "token": "stand-in",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _named(channel: Channel) -> Json:
    return {"id": channel.id, "name": channel.public_name()}


def command(
    user: User, channel: Channel, name: str, text: str, *, trigger: str, response_url: str
) -> dict[str, str]:
    """A slash command: a flat form."""
    return {
        "token": "stand-in",
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": channel.public_name(),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger,
    }


def shortcut(user: User, callback_id: str, *, trigger: str, action_ts: str) -> Json:
    """A global shortcut."""
    more = {"callback_id": callback_id, "trigger_id": trigger, "action_ts": action_ts}
    return {**_common("shortcut", user), **more}


def message_action(
    user: User,
    callback_id: str,
    channel: Channel,
    message: Message,
    *,
    trigger: str,
    action_ts: str,
    response_url: str,
) -> Json:
    """A message shortcut: the message comes with it, even from where the app is not."""
    return {
        **_common("message_action", user),
        "callback_id": callback_id,
        "trigger_id": trigger,
        "action_ts": action_ts,
        "channel": _named(channel),
        "message": channel.message(message),
        "message_ts": message.ts,
        "response_url": response_url,
    }


def in_message(channel: Channel, message: Message, values: Mapping[str, Any], response_url: str) -> Json:
    """What an interaction says of the message it happened in. Slack does not hand an ephemeral one back."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.only_for is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    return {
        "container": container,
        "channel": _named(channel),
        **({} if message.only_for else {"message": channel.message(message)}),
        "state": {"values": values},
        "response_url": response_url,
    }


def in_view(view: View) -> Json:
    """What an interaction says of the modal or Home it happened in."""
    return {"container": {"type": "view", "view_id": view.id}, "view": view.api()}


def block_actions(user: User, actions: list[Json], where: Json, *, trigger: str) -> Json:
    """Something in a message, a modal or a Home was used."""
    return {**_common("block_actions", user), "trigger_id": trigger, "actions": actions, **where}


def block_suggestion(user: User, block_id: str, action_id: str, value: str, where: Json) -> Json:
    """An external select asks for options that fit `value`."""
    asked = {"block_id": block_id, "action_id": action_id, "value": value}
    return {**_common("block_suggestion", user), **asked, **where}


def view_submission(user: User, view: View, response_urls: list[Json], *, trigger: str) -> Json:
    """A modal was submitted."""
    more = {"view": view.api(), "trigger_id": trigger, "response_urls": response_urls}
    return {**_common("view_submission", user), **more}


def view_closed(user: User, view: View, *, is_cleared: bool) -> Json:
    """A modal was closed; `is_cleared` where the whole stack went with it."""
    return {**_common("view_closed", user), "view": view.api(), "is_cleared": is_cleared}
