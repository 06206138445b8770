"""The stand-in as a web server on this computer only: Web API, Socket Mode, response_urls and the page."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.playground.api import WebApi
from bot.playground.files import PrivateFiles
from bot.playground.forms import multipart
from bot.playground.guard import OwnPageOnly, SafeHeaders
from bot.playground.link import Link
from bot.playground.model import ApiError, Json
from bot.playground.page import Page
from bot.playground.responses import respond
from bot.playground.workspace import Workspace

Endpoint = Callable[[Request], Awaitable[Response]]

HOST = "127.0.0.1"
UPLOAD_LIMIT = 50_000_000  # bytes
_STATIC = Path(__file__).parent / "static"


def create_app(workspace: Workspace, manifest: Json) -> Starlette:
    """The whole stand-in over one workspace, for the app that `manifest` describes.

    `app.state.link` is the way to the app. `app.state.cut` breaks the connection of a request: whoever serves
    the app sets it, and without it a "drop" is as a "timeout".
    """
    subscribed = manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", [])
    scopes = frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []))
    link = Link(workspace, frozenset(subscribed))
    web_api = WebApi(workspace, link, manifest)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await link.close()

    app = Starlette(
        routes=[
            Route("/", _index),
            Route("/api/{method:path}", web_api.answer, methods=["GET", "POST"]),
            WebSocketRoute("/socket", link.serve_socket),
            Route("/response/{number}", _responses(workspace), methods=["POST"]),
            Route("/upload/{file_id}/{secret}", _uploads(workspace), methods=["POST"]),
            Route("/files-pri/{of}/{name:path}", PrivateFiles(workspace, scopes).answer, methods=["GET"]),
            *Page(workspace, link, manifest).routes(),
            Mount("/static", StaticFiles(directory=_STATIC, check_dir=False)),
        ],
        middleware=[
            # Another site's page that points its own name at this address gets nothing.
            Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"]),
            Middleware(OwnPageOnly),
            Middleware(SafeHeaders),
        ],
        lifespan=lifespan,
    )
    app.state.link = link
    app.state.cut = lambda _scope: None
    return app


async def _index(_request: Request) -> Response:
    return FileResponse(_STATIC / "index.html")


def _responses(workspace: Workspace) -> Endpoint:
    async def response_url(request: Request) -> Response:
        """What an app says to a response_url: 404 where that is used up, 400 where it is no message."""
        try:
            said = await request.json()
        except (json.JSONDecodeError, UnicodeDecodeError):
            return PlainTextResponse("invalid_payload", 400)
        if not isinstance(said, dict):
            return PlainTextResponse("invalid_payload", 400)
        workspace.sent.append(("response_url", said))
        try:
            target = workspace.tickets.use_response(request.path_params["number"])
        except ApiError as error:
            return JSONResponse({"ok": False, "error": error.error}, 404)
        try:
            respond(workspace, target, said)
        except ApiError as error:
            more = {"response_metadata": {"messages": list(error.messages)}} if error.messages else {}
            return JSONResponse({"ok": False, "error": error.error, **more}, 400)
        return PlainTextResponse("ok")

    return response_url


def _uploads(workspace: Workspace) -> Endpoint:
    async def upload(request: Request) -> Response:
        """Takes a file's bytes, as they are or as the one file of a form."""
        file = workspace.files.get(request.path_params["file_id"])
        if file is None or file["secret"] != request.path_params["secret"]:
            return PlainTextResponse("file_not_found", 404)
        content = await _content(request)
        if len(content) > UPLOAD_LIMIT:
            return PlainTextResponse("file_too_large", 413)
        file["content"], file["size"] = content, len(content)
        return PlainTextResponse(f"OK - {len(content)}")

    return upload


async def _content(request: Request) -> bytes:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    parts = multipart(await request.body(), request.headers["content-type"])
    return next(iter(parts.values()), b"")


class _Server(uvicorn.Server):
    """A server that leaves signals to whoever embeds it, says when it is ready, and can break connections."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.ready.set()

    def cut(self, scope: Scope) -> None:
        """Break the connection that a request came by."""
        for connection in list(self.server_state.connections):
            if getattr(connection, "client", None) == scope["client"]:
                connection.transport.abort()


@asynccontextmanager
async def serving(workspace: Workspace, manifest: Json, port: int = 0) -> AsyncIterator[str]:
    """The stand-in, served; yields its address, such as "http://127.0.0.1:8020". Port 0 takes a free one.

    Raises OSError where the port is taken.
    """
    # The protocol is named so that asyncio turns Nagle's algorithm off; else each answer waits 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise
    app = create_app(workspace, manifest)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
        http="h11",
        ws="websockets-sansio",
    )
    server = _Server(config)
    app.state.cut = server.cut
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await server.ready.wait()
        yield f"http://{HOST}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
