"""The Web API: the methods that a bot like ours calls, with Slack's arguments, scopes and error names."""

import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from bot.playground.checks import Problem, check_message, check_view
from bot.playground.link import Link
from bot.playground.workspace import (
    APP_ID,
    BOT_ID,
    BOT_USER,
    MODAL_STACK,
    TEAM_ID,
    ApiError,
    Channel,
    Json,
    Message,
    Trouble,
    View,
    Workspace,
)

_JSON_ARGUMENTS = {"blocks", "view", "metadata", "attachments", "files"}
_HISTORY_LIMIT = 100


@dataclass(frozen=True)
class Call:
    """One call of a method: its arguments, and what it works on."""

    workspace: Workspace
    link: Link
    args: Json
    address: str
    scopes: frozenset[str]

    def need(self, *names: str) -> list[str]:
        """These arguments, which must be there."""
        for name in names:
            if self.args.get(name) in (None, ""):
                raise ApiError("invalid_arguments", (f"[ERROR] missing required field: {name}",))
        return [str(self.args[name]) for name in names]

    def flag(self, name: str) -> bool:
        """A yes-or-no argument, as JSON, form or query give it."""
        return str(self.args.get(name, "")).lower() in {"1", "true"}

    def need_scope(self, scope: str) -> None:
        """Refuse, as Slack does, where the app did not ask for `scope`."""
        if scope not in self.scopes:
            raise ApiError("missing_scope", needed=scope, provided=",".join(sorted(self.scopes)))

    def channel(self, family: str | None = None) -> Channel:
        """The channel meant, where the bot can see it and has the family's scope for its kind."""
        (channel_id,) = self.need("channel")
        channel = self.workspace.channel_for_bot(channel_id)
        if family is not None:
            kinds = {"private": "groups", "public": "channels", "im": "im"}
            self.need_scope(f"{kinds[channel.kind]}:{family}")
        return channel


Method = Callable[[Call], Awaitable[Json]]
METHODS: dict[str, tuple[Method, str | None]] = {}


def method(name: str, scope: str | None = None) -> Callable[[Method], Method]:
    """Registers a method, with the scope it needs whatever its arguments."""

    def register(function: Method) -> Method:
        METHODS[name] = (function, scope)
        return function

    return register


async def arguments(request: Request) -> Json:
    """A call's arguments, from the query, a form or JSON; structured ones parsed."""
    args: Json = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        body = await request.body()
        args |= json.loads(body) if body else {}
    elif request.method == "POST":
        args |= dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
    for name in _JSON_ARGUMENTS & args.keys():
        if isinstance(args[name], str):
            try:
                args[name] = json.loads(args[name])
            except json.JSONDecodeError:
                raise ApiError("invalid_blocks" if name == "blocks" else "invalid_arguments") from None
    return args


class Broken(Response):
    """Breaks the connection before the answer is whole, as a network does."""

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head and nothing more, then wait for the other side to give up."""
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"100")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass


class Silent(Response):
    """Never answers; waits for the other side to give up."""

    async def __call__(self, _scope: Scope, receive: Receive, _send: Send) -> None:
        """Wait."""
        while (await receive())["type"] != "http.disconnect":
            pass


async def call(request: Request, workspace: Workspace, link: Link, scopes: frozenset[str]) -> Response:
    """Answer one call of the Web API."""
    name = request.path_params["method"]
    trouble = workspace.next_trouble(name)
    if trouble is not None and trouble.kind in {"429", "500"}:
        return _refusing(trouble)
    try:
        args = await arguments(request)
        token = request.headers.get("authorization", "").removeprefix("Bearer ") or str(args.pop("token", ""))
        workspace.sent.append((name, args))
        answer = await _answer(name, token, Call(workspace, link, args, str(request.base_url), scopes))
    except ApiError as error:
        answer = {"ok": False, "error": error.error, **error.more}
        if error.messages:
            answer["response_metadata"] = {"messages": list(error.messages)}
    if trouble is not None:
        return Broken() if trouble.kind == "drop" else Silent()
    return JSONResponse(answer, headers={"x-oauth-scopes": ",".join(sorted(scopes))})


def _refusing(trouble: Trouble) -> Response:
    if trouble.kind == "429":
        headers = {"retry-after": str(trouble.retry_after)}
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)
    return Response("upstream error", 500)


async def _answer(name: str, token: str, call: Call) -> Json:
    if name not in METHODS:
        raise ApiError("unknown_method", req_method=name)
    function, scope = METHODS[name]
    wanted = call.workspace.app_token if name == "apps.connections.open" else call.workspace.bot_token
    if name != "api.test" and token != wanted:
        raise ApiError("invalid_auth" if token else "not_authed")
    if scope is not None:
        call.need_scope(scope)
    return {"ok": True, **await function(call)}


@method("api.test")
async def api_test(call: Call) -> Json:
    return {"args": call.args}


@method("auth.test")
async def auth_test(call: Call) -> Json:
    return {
        "url": call.address,
        "team": call.workspace.name,
        "user": call.workspace.users[BOT_USER].name,
        "team_id": TEAM_ID,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


@method("apps.connections.open")
async def apps_connections_open(call: Call) -> Json:
    address = call.address.replace("http://", "ws://", 1)
    return {"url": f"{address}socket?ticket={call.link.new_ticket()}"}


# Messages


def _raise(problem: Problem | None) -> None:
    if problem is not None:
        raise ApiError(problem.error, problem.messages)


def _message(call: Call, ts: str, *, only_for: str | None = None) -> Message:
    _raise(check_message(call.args))
    blocks = call.workspace.with_block_ids(call.args.get("blocks") or [])
    thread = call.args.get("thread_ts")
    return Message(
        ts,
        BOT_USER,
        str(call.args.get("text") or ""),
        blocks,
        str(thread) if thread else None,
        call.args.get("metadata"),
        only_for=only_for,
        bot_id=BOT_ID,
    )


def _posting(call: Call) -> Channel:
    channel = call.channel()
    if BOT_USER not in channel.members:
        raise ApiError("not_in_channel")
    thread = call.args.get("thread_ts")
    if thread and str(thread) not in channel.messages:
        raise ApiError("thread_not_found")
    return channel


def _own(call: Call, error: str) -> tuple[Channel, Message]:
    channel = call.channel()
    (ts,) = call.need("ts")
    message = channel.messages.get(ts)
    if message is None or message.only_for:
        raise ApiError("message_not_found")
    if message.user != BOT_USER:
        raise ApiError(error)
    return channel, message


@method("chat.postMessage", "chat:write")
async def chat_post_message(call: Call) -> Json:
    channel = _posting(call)
    message = _message(call, call.workspace.next_ts())
    call.workspace.add_message(channel, message)
    if message.thread_ts:
        call.workspace.show(channel, channel.messages[message.thread_ts], "message_changed")
    return {"channel": channel.id, "ts": message.ts, "message": message.api()}


@method("chat.postEphemeral", "chat:write")
async def chat_post_ephemeral(call: Call) -> Json:
    (user,) = call.need("user")
    channel = _posting(call)
    if call.workspace.user(user).id not in channel.members:
        raise ApiError("user_not_in_channel")
    message = _message(call, call.workspace.next_ts(), only_for=user)
    call.workspace.add_message(channel, message)
    return {"message_ts": message.ts}


@method("chat.update", "chat:write")
async def chat_update(call: Call) -> Json:
    channel, message = _own(call, "cant_update_message")
    changed = _message(call, message.ts)
    message.text, message.blocks, message.edited = changed.text, changed.blocks, True
    message.metadata = changed.metadata or message.metadata
    call.workspace.show(channel, message, "message_changed")
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.api()}


@method("chat.delete", "chat:write")
async def chat_delete(call: Call) -> Json:
    channel, message = _own(call, "cant_delete_message")
    del channel.messages[message.ts]
    call.workspace.show(channel, message, "message_deleted")
    if message.thread_ts in channel.messages:
        call.workspace.show(channel, channel.messages[message.thread_ts], "message_changed")
    return {"channel": channel.id, "ts": message.ts}


@method("chat.getPermalink")
async def chat_get_permalink(call: Call) -> Json:
    channel = call.channel()
    (ts,) = call.need("message_ts")
    if ts not in channel.messages:
        raise ApiError("message_not_found")
    return {"channel": channel.id, "permalink": f"{call.address}#/{channel.id}/{ts}"}


# Conversations and people


@method("conversations.info")
async def conversations_info(call: Call) -> Json:
    return {"channel": _channel_shape(call.channel("read"))}


def _channel_shape(channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_im": channel.kind == "im",
        "is_mpim": False,
        "is_private": channel.kind != "public",
        "is_archived": False,
        "is_member": BOT_USER in channel.members,
        "is_ext_shared": False,
        "is_org_shared": False,
    }


@method("conversations.open", "im:write")
async def conversations_open(call: Call) -> Json:
    (users,) = call.need("users")
    person = call.workspace.user(users)
    if person.is_bot:
        raise ApiError("cannot_dm_bot")
    if person.deleted:
        raise ApiError("user_disabled")
    return {"channel": {"id": call.workspace.direct_message(users).id}, "already_open": True}


@method("conversations.members")
async def conversations_members(call: Call) -> Json:
    return {"members": call.channel("read").members, "response_metadata": {"next_cursor": ""}}


def _page(call: Call, messages: Iterable[Message]) -> Json:
    with_metadata = call.flag("include_all_metadata")
    found = list(messages)
    try:
        start = int(call.args.get("cursor") or 0)
        limit = int(call.args.get("limit") or _HISTORY_LIMIT)
    except ValueError:
        raise ApiError("invalid_cursor") from None
    page = found[start : start + limit]
    more = start + limit < len(found)
    return {
        "messages": [message.api(with_metadata=with_metadata) for message in page],
        "has_more": more,
        "response_metadata": {"next_cursor": str(start + limit) if more else ""},
    }


def _within(call: Call, message: Message) -> bool:
    oldest, latest = call.args.get("oldest"), call.args.get("latest")
    moment = float(message.ts)
    if oldest and moment <= float(oldest) and not (call.flag("inclusive") and moment == float(oldest)):
        return False
    return not (
        latest and moment >= float(latest) and not (call.flag("inclusive") and moment == float(latest))
    )


@method("conversations.history")
async def conversations_history(call: Call) -> Json:
    channel = call.channel("history")
    if BOT_USER not in channel.members:
        raise ApiError("not_in_channel")
    seen = (each for each in channel.messages.values() if not each.only_for and not each.thread_ts)
    return _page(
        call, sorted((each for each in seen if _within(call, each)), key=lambda each: each.ts, reverse=True)
    )


@method("conversations.replies")
async def conversations_replies(call: Call) -> Json:
    channel = call.channel("history")
    (ts,) = call.need("ts")
    if ts not in channel.messages:
        raise ApiError("thread_not_found")
    thread = [channel.messages[ts], *(each for each in channel.replies(ts) if not each.only_for)]
    return _page(call, [each for each in thread if each.ts == ts or _within(call, each)])


@method("users.info", "users:read")
async def users_info(call: Call) -> Json:
    (user,) = call.need("user")
    return {"user": _user_shape(call.workspace, user)}


def _user_shape(workspace: Workspace, user_id: str) -> Json:
    person = workspace.user(user_id)
    return {
        "id": person.id,
        "team_id": TEAM_ID,
        "name": person.name,
        "real_name": person.real_name,
        "deleted": person.deleted,
        "is_bot": person.is_bot,
        "tz": "Europe/London",
        "profile": {"real_name": person.real_name, "display_name": person.name, "title": person.title},
    }


@method("users.list", "users:read")
async def users_list(call: Call) -> Json:
    people = [_user_shape(call.workspace, user) for user in call.workspace.users]
    return {"members": people, "response_metadata": {"next_cursor": ""}}


@method("users.conversations")
async def users_conversations(call: Call) -> Json:
    call.need_scope("groups:read")
    mine = [
        each for each in call.workspace.channels.values() if BOT_USER in each.members and each.kind != "im"
    ]
    return {"channels": [_channel_shape(each) for each in mine], "response_metadata": {"next_cursor": ""}}


# Views


def _checked_view(call: Call, kind: str) -> Json:
    view = call.args.get("view")
    _raise(check_view(view))
    if not isinstance(view, dict) or view.get("type") != kind:
        raise ApiError("invalid_arguments", (f"[ERROR] must be a {kind} view [json-pointer:/view/type]",))
    return view


@method("views.open")
async def views_open(call: Call) -> Json:
    body = _checked_view(call, "modal")
    user = call.workspace.use_trigger(str(call.args.get("trigger_id") or ""))
    view = call.workspace.new_view(user, body)
    call.workspace.set_stack(user, [view])
    return {"view": view.api()}


@method("views.push")
async def views_push(call: Call) -> Json:
    body = _checked_view(call, "modal")
    user = call.workspace.use_trigger(str(call.args.get("trigger_id") or ""))
    return {"view": push(call.workspace, user, body).api()}


def push(workspace: Workspace, user: str, body: Json) -> View:
    """Put a modal on top of someone's stack, which holds three at most."""
    stack = workspace.stacks.get(user, [])
    if not stack:
        raise ApiError("not_found")
    if len(stack) >= MODAL_STACK:
        raise ApiError("push_limit_reached")
    view = workspace.new_view(user, body, previous=stack[-1])
    workspace.set_stack(user, [*stack, view])
    return view


@method("views.update")
async def views_update(call: Call) -> Json:
    body = _checked_view(call, "modal")
    view = call.workspace.find_view(str(call.args.get("view_id") or call.args.get("external_id") or ""))
    if call.args.get("hash") and call.args["hash"] != view.hash:
        raise ApiError("hash_conflict")
    call.workspace.fill_view(view, body)
    call.workspace.set_stack(view.user, call.workspace.stacks[view.user])
    return {"view": view.api()}


@method("views.publish")
async def views_publish(call: Call) -> Json:
    body = _checked_view(call, "home")
    (user,) = call.need("user_id")
    if call.workspace.user(user).deleted:
        raise ApiError("user_disabled")
    current = call.workspace.homes.get(user)
    if call.args.get("hash") and current is not None and call.args["hash"] != current.hash:
        raise ApiError("hash_conflict")
    view = current or call.workspace.new_view(user, body)
    call.workspace.fill_view(view, body)
    call.workspace.homes[user] = view
    call.workspace.notify(user, {"type": "home", "view": view.api()})
    return {"view": view.api()}


# Files


@method("files.getUploadURLExternal", "files:write")
async def files_get_upload_url_external(call: Call) -> Json:
    filename, length = call.need("filename", "length")
    file_id = f"F{token_hex(5).upper()}"
    call.workspace.files[file_id] = {"id": file_id, "name": filename, "size": int(length), "content": b""}
    return {"upload_url": f"{call.address}upload/{file_id}", "file_id": file_id}


@method("files.completeUploadExternal", "files:write")
async def files_complete_upload_external(call: Call) -> Json:
    done = []
    for each in call.args.get("files") or []:
        file = call.workspace.files.get(str(each.get("id")))
        if file is None or not file["content"]:
            raise ApiError("file_not_found")
        file["title"] = str(each.get("title") or file["name"])
        done.append({key: file[key] for key in ("id", "name", "title", "size")})
    if not done:
        raise ApiError("invalid_arguments")
    if call.args.get("channel_id"):
        channel = call.workspace.channel_for_bot(str(call.args["channel_id"]))
        thread = call.args.get("thread_ts")
        text = str(call.args.get("initial_comment") or "")
        shown = [{**each, "url": f"/page/file?id={each['id']}"} for each in done]
        message = Message(
            call.workspace.next_ts(), BOT_USER, text, thread_ts=thread, bot_id=BOT_ID, files=shown
        )
        call.workspace.add_message(channel, message)
    return {"files": done}


@method("files.delete", "files:write")
async def files_delete(call: Call) -> Json:
    (file_id,) = call.need("file")
    if call.workspace.files.pop(file_id, None) is None:
        raise ApiError("file_not_found")
    for channel in call.workspace.channels.values():
        for message in channel.messages.values():
            message.files = [file for file in message.files if file["id"] != file_id]
    return {}


@method("files.info", "files:read")
async def files_info(call: Call) -> Json:
    (file_id,) = call.need("file")
    file = call.workspace.files.get(file_id)
    if file is None:
        raise ApiError("file_not_found")
    return {"file": {key: file.get(key) for key in ("id", "name", "title", "size")}}


def app_fields() -> dict[str, Any]:
    """What every payload to the app says of app and workspace."""
    return {"team": {"id": TEAM_ID, "domain": "sample"}, "api_app_id": APP_ID, "token": "stand-in"}
