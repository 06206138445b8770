"""An empty Bolt app, to measure the bot beside: it imports what the bot imports and only acknowledges.

    SLACK_SIGNING_SECRET=… SLACK_API_URL=… PORT=… python -m benchmarks.empty

It serves the bot's form with one listener that acknowledges it, through the same adapter and web server,
with the same options, as the bot.
"""

import importlib
import os
import socket

#: What the bot has imported, of its dependencies, by the time it answers. A measurement checks that the bot
#: does import each of them, so that this app is no heavier than it has a reason to be.
IMPORTS = (
    "aiohttp",
    "aiosqlite",
    "apscheduler.schedulers.asyncio",
    "cryptography.hazmat.primitives.ciphers.aead",
    "cryptography.hazmat.primitives.kdf.hkdf",
    "httpx",
    "pydantic_settings",
    "slack_bolt.adapter.socket_mode.aiohttp",
    "slack_bolt.adapter.starlette.async_handler",
    "slack_bolt.async_app",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "sqlalchemy.ext.asyncio",
    "sqlmodel.ext.asyncio.session",
    "starlette.applications",
    "typer",
    "uvicorn",
)


def main() -> None:
    """Serve until stopped."""
    for name in IMPORTS:
        importlib.import_module(name)
    import uvicorn
    from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    slack = AsyncWebClient("xoxb-benchmark", base_url=os.environ["SLACK_API_URL"])
    app = AsyncApp(client=slack, signing_secret=os.environ["SLACK_SIGNING_SECRET"])

    @app.view("postit_form")
    async def submit(ack: AsyncAck) -> None:
        await ack()

    handler = AsyncSlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"ok": True})

    routes = [Route("/healthz", healthz), Route("/slack/events", events, methods=["POST"])]
    # A socket whose protocol is named: otherwise asyncio leaves TCP_NODELAY off, and answers wait 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", int(os.environ["PORT"])))
    listener.listen(1024)
    config = uvicorn.Config(Starlette(routes=routes), log_config=None, access_log=False, lifespan="off")
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
