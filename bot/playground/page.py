"""What the web page asks for and does: everything a person can do in Slack that concerns an app."""

import html
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.playground.api import app_fields, push
from bot.playground.checks import check_view
from bot.playground.link import Ack, Link
from bot.playground.workspace import (
    APP_ID,
    BOT_USER,
    GOODBYE,
    TEAM_ID,
    ApiError,
    Channel,
    Json,
    Message,
    Trouble,
    User,
    View,
    Workspace,
)

Handler = Callable[[Request], Awaitable[Response]]


class PageError(Exception):
    """What the page asked for can't be done; the sentence is shown."""


class Page:
    """The page's endpoints over one workspace."""

    def __init__(self, workspace: Workspace, link: Link, manifest: Json) -> None:
        self._workspace = workspace
        self._link = link
        self._manifest = manifest

    def routes(self) -> list[BaseRoute]:
        """The routes, under /page."""
        gets: dict[str, Handler] = {
            "state": self._state,
            "messages": self._messages,
            "home": self._home,
            "view": self._view,
            "file": self._file,
            "sent": self._sent,
        }
        posts: dict[str, Handler] = {
            "say": self._say,
            "command": self._command,
            "shortcut": self._shortcut,
            "action": self._action,
            "submit": self._submit,
            "close": self._close,
            "options": self._options,
            "trouble": self._trouble,
        }
        return [
            *(Route(f"/page/{name}", _said(each), methods=["GET"]) for name, each in gets.items()),
            *(Route(f"/page/{name}", _said(each), methods=["POST"]) for name, each in posts.items()),
            WebSocketRoute("/page/events", self._events),
        ]

    # Reading

    def _me(self, user_id: object) -> User:
        person = self._workspace.users.get(str(user_id))
        if person is None or person.is_bot:
            raise PageError("There is nobody with that id to act as.")
        return person

    def _channel(self, channel_id: object, user: User) -> Channel:
        channel = self._workspace.channels.get(str(channel_id))
        if channel is None or (channel.kind != "public" and user.id not in channel.members):
            raise PageError("There is no such channel here.")
        return channel

    async def _state(self, request: Request) -> Response:
        somebody = next(
            user.id for user in self._workspace.users.values() if not user.is_bot and not user.deleted
        )
        me = self._me(request.query_params.get("as", somebody))
        features = self._manifest.get("features", {})
        bot = self._workspace.users[BOT_USER]
        return JSONResponse(
            {
                "ok": True,
                "team": {"name": self._workspace.name},
                "bot": {"user_id": BOT_USER, "name": bot.real_name, "connected": self._link.connected},
                "me": me.page(),
                "users": [user.page() for user in self._workspace.users.values()],
                "channels": [
                    _channel_shape(each, me)
                    for each in self._workspace.channels.values()
                    if each.kind == "public" or me.id in each.members
                ],
                "commands": [
                    {
                        "command": each["command"],
                        "description": each["description"],
                        "usage_hint": each.get("usage_hint", ""),
                    }
                    for each in features.get("slash_commands", [])
                ],
                "shortcuts": features.get("shortcuts", []),
            }
        )

    async def _messages(self, request: Request) -> Response:
        me = self._me(request.query_params.get("as"))
        channel = self._channel(request.query_params.get("channel"), me)
        thread = request.query_params.get("thread_ts")
        mine = [each for each in channel.messages.values() if each.only_for in (None, me.id)]
        shown = [
            each for each in mine if (thread in (each.ts, each.thread_ts) if thread else not each.thread_ts)
        ]
        shown.sort(key=lambda each: each.ts)
        return JSONResponse(
            {"ok": True, "messages": [self._workspace.page_message(channel, each) for each in shown]}
        )

    async def _home(self, request: Request) -> Response:
        me = self._me(request.query_params.get("as"))
        event: Json = {
            "type": "app_home_opened",
            "user": me.id,
            "channel": self._workspace.direct_message(me.id).id,
            "tab": "home",
            "event_ts": self._workspace.next_ts(),
        }
        if me.id in self._workspace.homes:
            event["view"] = self._workspace.homes[me.id].api()
        await self._link.event(event)
        home = self._workspace.homes.get(me.id)
        return JSONResponse({"ok": True, "view": home.api() if home else None})

    async def _view(self, request: Request) -> Response:
        me = self._me(request.query_params.get("as"))
        return JSONResponse(
            {"ok": True, "views": [view.api() for view in self._workspace.stacks.get(me.id, [])]}
        )

    async def _file(self, request: Request) -> Response:
        self._me(request.query_params.get("as"))
        file = self._workspace.files.get(str(request.query_params.get("id")))
        if file is None:
            raise PageError("There is no such file.")
        name = re.sub(r"[^\w. -]", "_", str(file["name"]))
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(file["content"], media_type="application/octet-stream", headers=headers)

    async def _sent(self, _request: Request) -> Response:
        return JSONResponse({"ok": True, "sent": self._workspace.sent})

    async def _events(self, socket: WebSocket) -> None:
        user = str(socket.query_params.get("as"))
        if user not in self._workspace.users or not same_origin(socket.headers):
            await socket.close(4403)
            return
        await socket.accept()
        queue = self._workspace.listen(user)
        try:
            while (event := await queue.get()) is not GOODBYE:
                await socket.send_json(event)
            await socket.close(1001)
        except (WebSocketDisconnect, RuntimeError):
            return
        finally:
            self._workspace.leave(user, queue)

    # Doing

    async def _say(self, request: Request) -> Response:
        body = await _body(request)
        me = self._active(body)
        channel = self._channel(body.get("channel"), me)
        text = self._as_typed(str(body.get("text") or ""))
        if not text:
            raise PageError("There is nothing to send.")
        thread = body.get("thread_ts")
        message = Message(self._workspace.next_ts(), me.id, text, thread_ts=str(thread) if thread else None)
        self._workspace.add_message(channel, message)
        if message.thread_ts in channel.messages:
            self._workspace.show(channel, channel.messages[str(message.thread_ts)], "message_changed")
        return JSONResponse({"ok": True})

    def _as_typed(self, text: str) -> str:
        """A message as Slack keeps it: escaped, and a known @name a mention."""
        named = {f"@{user.name}": f"<@{user.id}>" for user in self._workspace.users.values()}
        return re.sub(r"@\w+", lambda at: named.get(at[0], at[0]), html.escape(text, quote=False)).strip()

    def _active(self, body: Json) -> User:
        me = self._me(body.get("as"))
        if me.deleted:
            raise PageError("This account is deactivated: it can't do anything.")
        return me

    async def _command(self, request: Request) -> Response:
        body = await _body(request)
        me = self._active(body)
        channel = self._channel(body.get("channel"), me)
        name, _, text = str(body.get("text") or "").strip().partition(" ")
        known = {each["command"] for each in self._manifest.get("features", {}).get("slash_commands", [])}
        if name not in known:
            raise PageError(f"{name} is not a valid command.")
        payload = {
            "token": "stand-in",
            "team_id": TEAM_ID,
            "team_domain": "sample",
            "channel_id": channel.id,
            "channel_name": "directmessage" if channel.kind == "im" else channel.name,
            "user_id": me.id,
            "user_name": me.name,
            "command": name,
            "text": self._as_typed(text),
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
            "response_url": self._response_url(request, me, channel),
            "trigger_id": self._workspace.new_trigger(me.id),
        }
        ack = await self._link.hand_over("command", payload)
        if not ack.ok:
            raise PageError(f"{name} failed because the app did not respond.")
        if ack.payload.get("text") or ack.payload.get("blocks"):
            self.respond({"user": me.id, "channel": channel.id}, ack.payload)
        return JSONResponse({"ok": True})

    def _response_url(
        self, request: Request, me: User, channel: Channel, message_ts: str | None = None
    ) -> str:
        number = self._workspace.new_response(user=me.id, channel=channel.id, message_ts=message_ts)
        return f"{request.base_url}response/{number}"

    def respond(self, target: Json, body: Json) -> None:
        """Do what an app says by a response_url: a new message, or a changed or deleted one."""
        channel = self._workspace.channels[target["channel"]]
        old = channel.messages.get(str(target.get("message_ts")))
        if body.get("delete_original") and old is not None:
            del channel.messages[old.ts]
            self._workspace.show(channel, old, "message_deleted")
            return
        blocks = self._workspace.with_block_ids(body.get("blocks") or [])
        if body.get("replace_original") and old is not None:
            old.text, old.blocks, old.edited = str(body.get("text") or ""), blocks, True
            self._workspace.show(channel, old, "message_changed")
            return
        everyone = body.get("response_type") == "in_channel"
        thread = body.get("thread_ts") or (old.thread_ts if old else None)
        message = Message(
            self._workspace.next_ts(),
            BOT_USER,
            str(body.get("text") or ""),
            blocks,
            thread,
            only_for=None if everyone else target["user"],
        )
        self._workspace.add_message(channel, message)

    def _user_fields(self, me: User) -> Json:
        return {
            "user": {"id": me.id, "username": me.name, "name": me.name, "team_id": TEAM_ID},
            **app_fields(),
        }

    async def _shortcut(self, request: Request) -> Response:
        body = await _body(request)
        me = self._active(body)
        payload: Json = {
            **self._user_fields(me),
            "type": "shortcut",
            "callback_id": str(body.get("callback_id")),
            "trigger_id": self._workspace.new_trigger(me.id),
            "action_ts": self._workspace.next_ts(),
        }
        if body.get("message_ts"):
            channel = self._channel(body.get("channel"), me)
            message = channel.messages.get(str(body["message_ts"]))
            if message is None:
                raise PageError("That message is gone.")
            payload |= {
                "type": "message_action",
                "channel": {"id": channel.id, "name": channel.name},
                "message": message.api(),
                "message_ts": message.ts,
                "response_url": self._response_url(request, me, channel),
            }
        ack = await self._link.hand_over("interactive", payload)
        if not ack.ok:
            raise PageError("The app did not respond.")
        return JSONResponse({"ok": True})

    async def _action(self, request: Request) -> Response:
        body = await _body(request)
        me = self._active(body)
        payload: Json = {
            **self._user_fields(me),
            "type": "block_actions",
            "trigger_id": self._workspace.new_trigger(me.id),
            "actions": [self._action_shape(body)],
            "enterprise": None,
            "is_enterprise_install": False,
        }
        payload |= self._container(request, body, me)
        ack = await self._link.hand_over("interactive", payload)
        if not ack.ok:
            raise PageError("The app did not respond.")
        return JSONResponse({"ok": True})

    def _action_shape(self, body: Json) -> Json:
        own = {"as", "container", "state", "element_type"}
        action = {key: value for key, value in body.items() if key not in own}
        return {**action, "type": body.get("element_type", "button"), "action_ts": self._workspace.next_ts()}

    def _container(self, request: Request, body: Json, me: User) -> Json:
        container = body.get("container") or {}
        if container.get("type") == "message":
            channel = self._channel(container.get("channel"), me)
            message = channel.messages.get(str(container.get("message_ts")))
            if message is None or message.only_for not in (None, me.id):
                raise PageError("That message is gone.")
            return {
                "container": {
                    "type": "message",
                    "message_ts": message.ts,
                    "channel_id": channel.id,
                    "is_ephemeral": message.only_for is not None,
                },
                "channel": {"id": channel.id, "name": channel.name},
                # Slack does not hand an ephemeral message back.
                **({} if message.only_for else {"message": message.api()}),
                "state": body.get("state") or {"values": {}},
                "response_url": self._response_url(request, me, channel, message.ts),
            }
        view = self._view_of(me, container)
        if body.get("state"):
            view.values = body["state"].get("values", {})
        return {"container": {"type": "view", "view_id": view.id}, "view": view.api()}

    def _view_of(self, me: User, container: Json) -> View:
        if container.get("type") == "home":
            view = self._workspace.homes.get(me.id)
        else:
            stack = self._workspace.stacks.get(me.id, [])
            view = next((each for each in stack if each.id == container.get("view_id")), None)
        if view is None:
            raise PageError("That is not open any more.")
        return view

    async def _submit(self, request: Request) -> Response:
        body = await _body(request)
        me = self._active(body)
        view = self._view_of(me, {"type": "view", "view_id": body.get("view_id")})
        view.values = (body.get("state") or {}).get("values", {})
        payload = {
            **self._user_fields(me),
            "type": "view_submission",
            "trigger_id": self._workspace.new_trigger(me.id),
            "view": view.api(),
            "response_urls": [],
            "is_enterprise_install": False,
        }
        ack = await self._link.hand_over("interactive", payload)
        if not ack.ok:
            raise PageError("We had some trouble connecting. Try again?")
        return JSONResponse(self._after_submit(me, view, ack))

    def _after_submit(self, me: User, view: View, ack: Ack) -> Json:
        action = ack.payload.get("response_action")
        stack = self._workspace.stacks.get(me.id, [])
        if action == "errors":
            errors = ack.payload.get("errors") or {}
            inputs = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
            if not errors or not set(errors) <= inputs:
                raise PageError("The app answered with errors for fields that the form does not have.")
            return {"ok": True, "response_action": "errors", "errors": errors}
        if action in {"update", "push"}:
            new = ack.payload.get("view")
            problem = check_view(new)
            if problem is not None:
                raise PageError(
                    f"The app's new form is not valid: {'; '.join(problem.messages) or problem.error}"
                )
            if action == "update":
                self._workspace.fill_view(view, dict(new or {}))
                self._workspace.set_stack(me.id, stack)
            else:
                push(self._workspace, me.id, dict(new or {}))
        elif action == "clear":
            self._workspace.set_stack(me.id, [])
        else:
            self._workspace.set_stack(me.id, [each for each in stack if each is not view])
        return {"ok": True, "response_action": action}

    async def _close(self, request: Request) -> Response:
        body = await _body(request)
        me = self._me(body.get("as"))
        view = self._view_of(me, {"type": "view", "view_id": body.get("view_id")})
        stack = self._workspace.stacks[me.id]
        closing = stack if view.body["clear_on_close"] else stack[stack.index(view) :]
        self._workspace.set_stack(me.id, [each for each in stack if each not in closing])
        for each in closing:
            if each.body["notify_on_close"]:
                payload = {
                    **self._user_fields(me),
                    "type": "view_closed",
                    "view": each.api(),
                    "is_cleared": len(closing) > 1,
                }
                await self._link.hand_over("interactive", payload)
        return JSONResponse({"ok": True})

    async def _options(self, request: Request) -> Response:
        body = await _body(request)
        me = self._active(body)
        payload = {
            **self._user_fields(me),
            "type": "block_suggestion",
            **{key: body.get(key) for key in ("block_id", "action_id", "value")},
            **self._container(request, body, me),
        }
        ack = await self._link.hand_over("interactive", payload)
        return JSONResponse({"ok": ack.ok, "options": ack.payload.get("options", [])})

    async def _trouble(self, request: Request) -> Response:
        body = await _body(request)
        trouble = Trouble(
            str(body["method"]), str(body["kind"]), int(body.get("times", 1)), int(body.get("retry_after", 1))
        )
        self._workspace.trouble.append(trouble)
        return JSONResponse({"ok": True})


def _channel_shape(channel: Channel, me: User) -> Json:
    shape = {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "members": channel.members,
        "last_ts": next(reversed(channel.messages), None),
    }
    if channel.kind == "im":
        shape["with"] = next((each for each in channel.members if each != me.id), me.id)
    return shape


async def _body(request: Request) -> Json:
    try:
        body = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise PageError("That is not JSON.") from None
    if not isinstance(body, dict):
        raise PageError("That is not an object.")
    return body


def same_origin(headers: Any) -> bool:
    """Whether a request comes from our own page, or from no page at all."""
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _said(handler: Handler) -> Handler:
    """Errors as a sentence; requests from other sites' pages refused."""

    async def guarded(request: Request) -> Response:
        if request.method == "POST" and not same_origin(request.headers):
            return JSONResponse({"ok": False, "error": "Only this page may do that."}, 403)
        try:
            return await handler(request)
        except PageError as error:
            return JSONResponse({"ok": False, "error": str(error)}, 400)
        except ApiError as error:
            return JSONResponse({"ok": False, "error": f"Not possible: {error.error}."}, 400)

    return guarded
