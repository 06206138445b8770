"""The web page's endpoints: what it reads, what it does for people, and what it is told as it happens."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.playground import files
from bot.playground.acts import OWN_COMMANDS, Acts, Unable
from bot.playground.link import Link
from bot.playground.model import BOT_USER, TROUBLES, ApiError, Channel, Json, Trouble, User
from bot.playground.workspace import Workspace

Handler = Callable[[Request], Awaitable[Response]]
Act = Callable[[Json, str], Awaitable[Json]]


class Page:
    """The page's endpoints over one workspace, under /page."""

    def __init__(self, workspace: Workspace, link: Link, manifest: Json) -> None:
        self._workspace = workspace
        self._link = link
        self._features: Json = manifest.get("features", {})
        self._acts = Acts(workspace, link, manifest)

    def routes(self) -> list[BaseRoute]:
        """The routes."""
        gets: dict[str, Handler] = {
            "state": self._state,
            "messages": self._messages,
            "home": self._home,
            "view": self._view,
            "file": self._file,
            "sent": self._sent,
        }
        acts = self._acts
        posts: dict[str, Act] = {
            "say": acts.say,
            "command": acts.command,
            "shortcut": acts.shortcut,
            "action": acts.action,
            "submit": acts.submit,
            "close": acts.close,
            "options": acts.options,
            "trouble": self._trouble,
        }
        return [
            *(Route(f"/page/{name}", _guarded(each), methods=["GET"]) for name, each in gets.items()),
            Route("/page/upload", _guarded(self._upload), methods=["POST"]),
            *(
                Route(f"/page/{name}", _guarded(_doing(each)), methods=["POST"])
                for name, each in posts.items()
            ),
            WebSocketRoute("/page/events", self._events),
        ]

    # Reading

    def _me(self, request: Request) -> User:
        """Who the page acts as; someone of the workspace where it does not say."""
        given = request.query_params.get("as")
        people = (each.id for each in self._workspace.users.values() if not each.is_bot and not each.deleted)
        return self._acts.person(next(people, None) if given is None else given)

    async def _state(self, request: Request) -> Response:
        me = self._me(request)
        bot = self._workspace.users[BOT_USER]
        return _ok(
            team={"name": self._workspace.name},
            bot={"user_id": BOT_USER, "name": bot.real_name, "connected": self._link.connected},
            me=me.page(),
            users=[user.page() for user in self._workspace.users.values()],
            channels=[
                _channel(each, me)
                for each in self._workspace.channels.values()
                if each.kind == "public" or me.id in each.members
            ],
            commands=[
                {key: each.get(key, "") for key in ("command", "description", "usage_hint")}
                for each in (*self._features.get("slash_commands", []), *OWN_COMMANDS)
            ],
            shortcuts=[
                {key: each.get(key, "") for key in ("name", "callback_id", "type", "description")}
                for each in self._features.get("shortcuts", [])
            ],
        )

    async def _messages(self, request: Request) -> Response:
        me = self._me(request)
        channel = self._acts.channel(request.query_params.get("channel"), me)
        thread = request.query_params.get("thread_ts")
        mine = [each for each in channel.messages.values() if each.only_for in (None, me.id)]
        shown = [
            each for each in mine if (thread in (each.ts, each.thread_ts) if thread else not each.thread_ts)
        ]
        if not thread:
            self._acts.open_messages(me, channel)
        shown.sort(key=lambda each: each.ts)
        return _ok(messages=[self._workspace.page_message(channel, each, me.id) for each in shown])

    async def _home(self, request: Request) -> Response:
        home = await self._acts.open_home(self._me(request).id)
        return _ok(view=home.api() if home else None)

    async def _view(self, request: Request) -> Response:
        stack = self._workspace.stacks.get(self._me(request).id, [])
        return _ok(views=[view.api() for view in stack])

    async def _file(self, request: Request) -> Response:
        me = self._me(request)
        file = self._workspace.files.get(str(request.query_params.get("id")))
        where = [self._workspace.channels[each] for each in file["channels"]] if file else []
        if file is None or not any(each.kind == "public" or me.id in each.members for each in where):
            raise Unable("There is no such file.")
        name = re.sub(r"[^\w. -]", "_", str(file["name"]), flags=re.ASCII)
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(file["content"], media_type="application/octet-stream", headers=headers)

    async def _upload(self, request: Request) -> Response:
        """A file for a form: its bytes are the body, its name is in the query."""
        me = self._acts.person(request.query_params.get("as"), active=True)
        name = request.query_params.get("name") or "file"
        return _ok(file=files.add(self._workspace, me.id, name, await request.body()))

    async def _sent(self, _request: Request) -> Response:
        return _ok(sent=self._workspace.sent)

    async def _events(self, socket: WebSocket) -> None:
        """What happens for one person, as it happens, until their page closes."""
        user = str(socket.query_params.get("as"))
        if user not in self._workspace.users:
            await socket.close(4403)
            return
        await socket.accept()
        queue = self._workspace.listen(user)
        closed = asyncio.create_task(_closed(socket))
        try:
            while (event := await _next(queue, closed)) is not None:
                await socket.send_json(event)
        except (WebSocketDisconnect, RuntimeError):
            return
        finally:
            closed.cancel()
            self._workspace.leave(user, queue)

    # Faults

    async def _trouble(self, body: Json, _address: str) -> Json:
        """Ask for faults, or, with the kind "disconnect", have the app's Socket Mode connections go."""
        kind, name = str(body.get("kind")), str(body.get("method") or "")
        if kind == "disconnect":
            await self._link.disconnect()
            return {}
        times, seconds = body.get("times", 1), body.get("retry_after", 1)
        if kind not in TROUBLES or not name or not isinstance(times, int) or not isinstance(seconds, int):
            raise Unable(f"A trouble has a method and one of the kinds {', '.join(sorted(TROUBLES))}.")
        self._workspace.trouble.append(Trouble(name, kind, times, seconds))
        return {}


async def _closed(socket: WebSocket) -> None:
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


async def _next(queue: asyncio.Queue[Json], closed: asyncio.Task[None]) -> Json | None:
    """What happens next, or None once the page is closed."""
    coming = asyncio.create_task(queue.get())
    await asyncio.wait((closed, coming), return_when=asyncio.FIRST_COMPLETED)
    if coming.done():
        return coming.result()
    coming.cancel()
    return None


def _channel(channel: Channel, me: User) -> Json:
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


def _ok(**more: object) -> JSONResponse:
    return JSONResponse({"ok": True, **more})


def _refused(sentence: str) -> JSONResponse:
    return JSONResponse({"ok": False, "error": sentence}, 400)


def _doing(act: Act) -> Handler:
    """An act as an endpoint: its body is a JSON object, its answer has `ok`."""

    async def handler(request: Request) -> Response:
        try:
            body = await request.json()
        except (json.JSONDecodeError, UnicodeDecodeError):
            raise Unable("That is not JSON.") from None
        if not isinstance(body, dict):
            raise Unable("That is not an object.")
        return _ok(**await act(body, str(request.base_url)))

    return handler


def _guarded(handler: Handler) -> Handler:
    """Errors as a sentence."""

    async def guarded(request: Request) -> Response:
        try:
            return await handler(request)
        except (Unable, files.NotTaken) as error:
            return _refused(str(error))
        except ApiError as error:
            return _refused(f"Slack would refuse what the app did: {error.error}.")

    return guarded
