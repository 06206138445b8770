"""The Web API's door: arguments, tokens, scopes and faults; the methods themselves are in `methods_*`."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.playground import (
    methods_basic,
    methods_chat,
    methods_conversations,
    methods_files,
    methods_users,
    methods_views,
)
from bot.playground.faults import Unanswered, refusal
from bot.playground.forms import multipart
from bot.playground.link import Link
from bot.playground.model import ApiError, Json
from bot.playground.registry import METHODS, Call
from bot.playground.workspace import Workspace

#: The modules that register methods when they are imported.
FAMILIES = (methods_basic, methods_chat, methods_conversations, methods_files, methods_users, methods_views)

#: Arguments that are structures, and Slack's error where a form has them as something else than JSON.
_STRUCTURES: Mapping[str, str] = {
    "blocks": "invalid_blocks_format",
    "view": "invalid_arguments",
    "metadata": "invalid_metadata_format",
    "attachments": "invalid_attachments",
    "files": "invalid_arguments",
}


async def arguments(request: Request) -> Json:
    """A call's arguments, from the query, a form or JSON; structured ones parsed."""
    args: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body() if request.method == "POST" else b""
    if body and kind == "application/json":
        args |= _json_object(body)
    elif body and kind == "multipart/form-data":
        parts = multipart(body, request.headers["content-type"])
        args |= {name: value.decode(errors="replace") for name, value in parts.items()}
    elif body and kind == "application/x-www-form-urlencoded":
        try:
            args |= dict(parse_qsl(body.decode(), keep_blank_values=True))
        except UnicodeDecodeError:
            raise ApiError("invalid_form_data") from None
    elif body:
        raise ApiError("invalid_post_type" if kind else "missing_post_type")
    for name in _STRUCTURES.keys() & args.keys():
        args[name] = _structure(name, args[name])
    return args


def _json_object(body: bytes) -> Json:
    try:
        found = json.loads(body)
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise ApiError("invalid_json") from None
    if not isinstance(found, dict):
        raise ApiError("json_not_object")
    return found


def _structure(name: str, given: Any) -> Any:
    if not isinstance(given, str):
        return given
    if not given.strip():
        return None
    try:
        return json.loads(given)
    except json.JSONDecodeError:
        raise ApiError(_STRUCTURES[name]) from None


class WebApi:
    """The Web API over one workspace, for the app that `manifest` describes."""

    def __init__(self, workspace: Workspace, link: Link, manifest: Json) -> None:
        self._workspace = workspace
        self._link = link
        self._scopes = frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []))
        self._home_tab = bool(manifest.get("features", {}).get("app_home", {}).get("home_tab_enabled", True))

    async def answer(self, request: Request) -> Response:
        """Answer one call, or make the fault that was asked for."""
        name = request.path_params["method"]
        trouble = self._workspace.next_trouble(name)
        try:
            args = await arguments(request)
            header = request.headers.get("authorization", "")
            token = header.removeprefix("Bearer ") or str(args.get("token") or "")
            args.pop("token", None)
            self._workspace.sent.append((name, args))
            instead = refusal(trouble) if trouble else None
            if instead is not None:
                return instead
            answer = await self._answer(name, token, args, str(request.base_url))
        except ApiError as error:
            answer = {"ok": False, "error": error.error, **error.more}
            if error.messages:
                answer["response_metadata"] = {"messages": list(error.messages)}
        if trouble is not None:
            return Unanswered(cut=trouble.kind == "drop")
        return JSONResponse(answer, headers={"x-oauth-scopes": ",".join(sorted(self._scopes))})

    async def _answer(self, name: str, token: str, args: Json, address: str) -> Json:
        registered = METHODS.get(name)
        if registered is None:
            raise ApiError("unknown_method", req_method=name)
        if not registered.open_to_all:
            self._check_token(token, wants_app_token=registered.app_token)
        call = Call(self._workspace, self._link, args, address, self._scopes, self._home_tab)
        if registered.scope is not None:
            call.need_scope(registered.scope)
        return {"ok": True, **await registered.run(call)}

    def _check_token(self, token: str, *, wants_app_token: bool) -> None:
        known = {self._workspace.bot_token: False, self._workspace.app_token: True}
        if not token:
            raise ApiError("not_authed")
        if token not in known:
            raise ApiError("invalid_auth")
        if known[token] is not wants_app_token:
            raise ApiError("not_allowed_token_type")
