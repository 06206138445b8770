"""Runs the bot: web server, Socket Mode, clock, sender and purger, on one loop, until it is told to stop."""

import asyncio
import gc
import logging
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import UTC, timedelta
from enum import StrEnum
from typing import Any

import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.app import Bot, open_bot
from bot.delivery.sender import STOP_SECONDS
from bot.errors import Refusal, log_unexpected
from bot.handlers.desk import ACKNOWLEDGED
from bot.jobs.tick import tick
from bot.settings import Settings
from db import heartbeats, outbox

log = logging.getLogger(__name__)


class RunRole(StrEnum):
    """What a process does: all of it, or, on PostgreSQL, a part."""

    all = "all"
    web = "web"
    clock = "clock"


class Health:
    """What /readyz looks at."""

    def __init__(self, bot: Bot, role: RunRole) -> None:
        self._bot = bot
        self._role = role
        self.socket_mode: AsyncSocketModeHandler | None = None
        self.slack_answered = False

    async def slack(self) -> bool:
        """Whether Slack can reach the bot, as far as this side can tell."""
        if self.socket_mode is not None:
            return bool(await self.socket_mode.client.is_connected())
        return self.slack_answered

    async def state(self) -> tuple[bool, dict[str, Any]]:
        """Whether all is well, and each part: database, Slack, clock, outbox."""
        database, beat, counts = True, None, {}
        try:
            async with self._bot.database.read() as session:
                await session.exec(text("SELECT 1"))  # type: ignore[call-overload]  # plain SQL
                beat = await heartbeats.last_beat(session)
                counts = await outbox.counts(session)
        except Exception as error:
            log_unexpected(log, "readyz", error)
            database = False
        allowed = timedelta(seconds=max(60, 4 * self._bot.settings.tick_seconds))
        age = self._bot.now() - beat if beat else None
        slack = await self.slack() if self._role is not RunRole.clock else True
        clock = age is not None and age <= allowed
        state = {
            "database": database,
            "slack": slack,
            "clock": clock,
            "seconds_since_tick": round(age.total_seconds()) if age else None,
            "outbox": {"pending": counts.get("pending", 0), "failed": counts.get("failed", 0)},
        }
        return database and slack and clock, state


def web_app(bot: Bot, health: Health) -> Starlette:
    """/slack/events (HTTP mode only), /healthz (the process) and /readyz (database, Slack, clock)."""

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"ok": True})

    async def readyz(_request: Request) -> Response:
        ready, state = await health.state()
        return JSONResponse({"ok": ready, **state}, status_code=200 if ready else 503)

    routes = [Route("/healthz", healthz), Route("/readyz", readyz)]
    if bot.settings.slack_signing_secret and not bot.settings.socket_mode:
        handler = AsyncSlackRequestHandler(bot.app)

        async def events(request: Request) -> Response:
            acknowledged = asyncio.Event()
            ACKNOWLEDGED.set(acknowledged)
            try:
                response = await handler.handle(request)
            except Exception as error:
                acknowledged.set()
                log_unexpected(log, "a request that is not as Slack makes them", error)
                return Response(status_code=400)
            response.background = BackgroundTask(_set, acknowledged)
            return response

        routes.append(Route("/slack/events", events, methods=["POST"]))
    return Starlette(routes=routes)


async def _set(event: asyncio.Event) -> None:
    event.set()


class _SocketMode(AsyncSocketModeHandler):
    """Socket Mode that tells the work when its acknowledgement is on its way."""

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        acknowledged = asyncio.Event()
        ACKNOWLEDGED.set(acknowledged)
        try:
            await super().handle(client, req)
        finally:
            acknowledged.set()


class _Server(uvicorn.Server):
    """A server that leaves the signals to us."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def listening(bot: Bot, app: Starlette) -> AsyncIterator[int]:
    """Serve the web app; yields the port, 0 where in Socket Mode none could be had."""
    settings = bot.settings
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # The protocol is named so that asyncio turns Nagle's algorithm off: an acknowledgement is sent as head
    # and body, and the body would wait 40 ms for the head's receipt.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        if not settings.socket_mode:
            raise Refusal(
                f"PORT: port {settings.port} of {settings.host} can't be used: {error.strerror}."
            ) from None
        # Only the health pages need it in Socket Mode.
        log.warning("port %d can't be used: /healthz and /readyz are not served", settings.port)
        yield 0
        return
    server = _Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
    # Connections queue from here on, even before the server looks at them.
    listener.listen(1024)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield int(listener.getsockname()[1])
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def _ticking(bot: Bot) -> AsyncIterator[None]:
    async def job() -> None:
        try:
            await tick(bot.database, bot.keyring, bot.now())
        except Exception as error:
            log_unexpected(log, "tick", error)
        bot.sender.wake()

    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_job(
        job,
        "interval",
        seconds=bot.settings.tick_seconds,
        next_run_time=bot.now(),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


@asynccontextmanager
async def _sending(bot: Bot) -> AsyncIterator[None]:
    task = asyncio.create_task(bot.sender.run())
    try:
        yield
    finally:
        bot.sender.stop()
        await task


@asynccontextmanager
async def _purging(bot: Bot) -> AsyncIterator[None]:
    task = asyncio.create_task(bot.purger.run())
    try:
        yield
    finally:
        bot.purger.stop()
        _, late = await asyncio.wait([task], timeout=STOP_SECONDS)
        for each in late:
            each.cancel()  # its lease brings it back
        await asyncio.gather(*late, return_exceptions=True)


@asynccontextmanager
async def running(settings: Settings, role: RunRole = RunRole.all) -> AsyncIterator[Bot]:
    """The bot at work in this process. On leaving it takes nothing more in and finishes what is under way."""
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(open_bot(settings))
        health = Health(bot, role)
        await stack.enter_async_context(_sending(bot))
        if role is not RunRole.web:
            await stack.enter_async_context(_purging(bot))
            await stack.enter_async_context(_ticking(bot))
        # From here on, on leaving: first no more comes in, then what came in is done, then the rest stops.
        stack.push_async_callback(bot.desk.settle)
        if role is not RunRole.clock:
            await bot.slack.auth_test()
            health.slack_answered = True
            if settings.socket_mode and settings.slack_app_token is not None:
                handler = _SocketMode(bot.app, settings.slack_app_token.get_secret_value())
                stack.push_async_callback(handler.close_async)
                await handler.connect_async()  # type: ignore[no-untyped-call]  # untyped in Bolt
                health.socket_mode = handler
        await stack.enter_async_context(listening(bot, web_app(bot, health)))
        yield bot


def _spare_the_collector() -> None:
    """Have Python's garbage collector look less often, and never again at what was made at the start. It took
    a fifth of the time of a submission, for nothing: hardly anything here is part of a cycle.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


async def run(settings: Settings, role: RunRole) -> None:
    """Run until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with running(settings, role):
        way = (
            "Socket Mode" if settings.socket_mode else f"HTTP at {settings.host}:{settings.port}/slack/events"
        )
        log.info("running: %s, %s", role.value, way)
        _spare_the_collector()
        await stop.wait()
        log.info("stopping: finishing what is under way")
