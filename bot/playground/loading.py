"""A workspace from a JSON file."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from bot.playground.model import BOT_USER, Channel, User
from bot.playground.workspace import Workspace

_KINDS = frozenset({"public", "private"})
_Made = TypeVar("_Made", User, Channel)


class NoWorkspace(ValueError):
    """The file describes no workspace; the message says why."""


def workspace_from(file: Path) -> Workspace:
    """The workspace that a JSON file describes.

    `{"name", "users": [{"id", "name", "real_name", "title"?, "deleted"?}], "channels": [{"id", "name",
    "kind", "members": [ids]}], "bot_token"?, "app_token"?, "signing_secret"?, "request_url"?}`, where a
    channel's kind is "public" or "private" and the bot's own id is "UBOT". Direct messages are there by
    themselves.
    """
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise NoWorkspace(f"{file} is not JSON: line {error.lineno}, {error.msg}") from None
    if not isinstance(found, dict) or not isinstance(found.get("name"), str):
        raise NoWorkspace(f"{file} has no name of a workspace")
    users = [_made(User, each, f"{file}: a user") for each in found.get("users", [])]
    if not any(each.id == BOT_USER for each in users):
        users.append(User(BOT_USER, "bot", "The app", is_bot=True))
    if all(each.is_bot or each.deleted for each in users):
        raise NoWorkspace(f"{file} has nobody who could do anything")
    channels = [_made(Channel, each, f"{file}: a channel") for each in found.get("channels", [])]
    for channel in channels:
        if channel.kind not in _KINDS:
            raise NoWorkspace(f"{file}: channel {channel.id} is neither public nor private")
        if not {each.id for each in users}.issuperset(channel.members):
            raise NoWorkspace(f"{file}: channel {channel.id} has members that are no users")
    workspace = Workspace(found["name"], users, channels)
    workspace.bot_token = found.get("bot_token", workspace.bot_token)
    workspace.app_token = found.get("app_token", workspace.app_token)
    workspace.signing_secret = found.get("signing_secret", "")
    workspace.request_url = found.get("request_url", "")
    return workspace


def _made(kind: type[_Made], given: Any, where: str) -> _Made:
    """A user or a channel, with the keys it needs and no other."""
    known = {each.name for each in fields(kind)} - {"messages"}
    if not isinstance(given, dict) or not known.issuperset(given):
        raise NoWorkspace(f"{where} is an object with {', '.join(sorted(known))}, and no more")
    try:
        return kind(**given)
    except TypeError:
        raise NoWorkspace(f"{where} lacks something: {', '.join(sorted(known - given.keys()))}") from None
