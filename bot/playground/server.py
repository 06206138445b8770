"""The stand-in as a web server on this computer only: Web API, Socket Mode, response_urls and the page."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.playground import api
from bot.playground.checks import check_message
from bot.playground.link import Link
from bot.playground.page import Page
from bot.playground.workspace import Json, Workspace

HOST = "127.0.0.1"
_STATIC = Path(__file__).parent / "static"
_HEADERS = {
    b"content-security-policy": b"default-src 'none'; script-src 'self'; style-src 'self'; "
    b"img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cache-control": b"no-store",
}


class _SafeHeaders:
    """Nothing is loaded from elsewhere, and nothing is kept."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS.items()]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def create_app(workspace: Workspace, manifest: Json) -> Starlette:
    """The whole stand-in over one workspace, for the app that `manifest` describes."""
    link = Link(workspace)
    page = Page(workspace, link, manifest)
    scopes = frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []))

    async def web_api(request: Request) -> Response:
        return await api.call(request, workspace, link, scopes)

    async def response_url(request: Request) -> Response:
        target = workspace.use_response(request.path_params["number"])
        if target is None:
            return PlainTextResponse("used_url", 404)
        body = await request.json()
        problem = None if body.get("delete_original") else check_message(body)
        if problem is not None:
            return PlainTextResponse(problem.error, 400)
        page.respond(target, body)
        return PlainTextResponse("ok")

    async def upload(request: Request) -> Response:
        file = workspace.files.get(request.path_params["file_id"])
        if file is None:
            return PlainTextResponse("file_not_found", 404)
        file["content"] = await request.body()
        return PlainTextResponse("OK")

    async def index(_request: Request) -> Response:
        return FileResponse(_STATIC / "index.html")

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await link.close()

    app = Starlette(
        routes=[
            Route("/", index),
            Route("/api/{method:path}", web_api, methods=["GET", "POST"]),
            Route("/response/{number}", response_url, methods=["POST"]),
            Route("/upload/{file_id}", upload, methods=["POST"]),
            WebSocketRoute("/socket", link.serve_socket),
            *page.routes(),
            Mount("/static", StaticFiles(directory=_STATIC, check_dir=False)),
        ],
        middleware=[
            # Another site's page that points its own name at this address gets nothing.
            Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"]),
            Middleware(_SafeHeaders),
        ],
        lifespan=lifespan,
    )
    app.state.link = link
    return app


class _Server(uvicorn.Server):
    """A server that leaves the signals to whoever embeds it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(workspace: Workspace, manifest: Json, port: int = 0) -> AsyncIterator[str]:
    """The stand-in, served; yields its address, such as "http://127.0.0.1:8020". Port 0 takes a free one.

    Raises OSError where the port is taken.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise
    app = create_app(workspace, manifest)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, timeout_graceful_shutdown=1, ws="websockets-sansio"
    )
    server = _Server(config)
    started = _when_started(server)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await started()
        yield f"http://{HOST}:{listener.getsockname()[1]}"
    finally:
        # Connections that stay open would hold the stop up.
        workspace.hang_up()
        server.should_exit = True
        await task


def _when_started(server: uvicorn.Server) -> Callable[[], Awaitable[object]]:
    """A signal that the server accepts connections."""
    ready = asyncio.Event()
    startup = server.startup

    async def and_tell(sockets: list[socket.socket] | None = None) -> None:
        await startup(sockets=sockets)
        ready.set()

    server.startup = and_tell  # type: ignore[method-assign]  # uvicorn has no hook of its own for it
    return ready.wait
