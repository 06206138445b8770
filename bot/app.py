"""Builds the bot and wires everything, in one visible place. Importing this starts nothing."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from ssl import SSLContext

import aiohttp
import httpx
from slack_bolt.async_app import AsyncApp
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.sender import Sender
from bot.errors import log_unexpected
from bot.handlers import (
    agenda,
    briefs,
    challenge,
    changes,
    day,
    documents,
    evidence,
    gaps,
    home,
    ledger,
    settling,
    suggestions,
    theme_decisions,
    themes,
    timetable,
)
from bot.handlers.desk import Desk
from bot.jobs.purge import Purger
from bot.privacy.keys import Keyring
from bot.services.drafting import Drafter
from bot.services.suggestions import Suggestions
from bot.settings import Settings, SettingsProblem
from db import challenges, migrate
from db.engine import Database

log = logging.getLogger(__name__)

#: Seconds that a call to Slack may take; two of them fit within a delivery's lease.
SLACK_TIMEOUT = 20


@dataclass(frozen=True)
class Bot:
    """The bot, ready to be let at Slack by a web server, Socket Mode or a test."""

    settings: Settings
    database: Database
    keyring: Keyring
    slack: AsyncWebClient
    app: AsyncApp
    desk: Desk
    sender: Sender
    purger: Purger
    now: Callable[[], datetime]


@cache
def _tls() -> SSLContext:
    """What servers' certificates are checked by; read once in a process, since it takes a while."""
    return httpx.create_ssl_context()


def utc_now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[tuple[Database, Keyring]]:
    """The database, at this version's tables, and the keyring, which is the one it was written with.

    On SQLite the tables are brought up to date here; on PostgreSQL `python -m bot migrate` does it, once,
    before the processes start. Raises SettingsProblem, BehindTheCode or WrongKey.
    """
    keyring = Keyring(settings.key_bytes, settings.previous_key_bytes)
    database = Database(settings.database_url)
    try:
        if database.is_sqlite:
            await migrate.upgrade(database)
        else:
            await migrate.require_head(database)
        async with database.read() as session:
            known = await challenges.any_secret(session)
        if known is not None:
            keyring.challenge(*known)
        yield database, keyring
    finally:
        await database.close()


@asynccontextmanager
async def open_bot(settings: Settings, now: Callable[[], datetime] = utc_now) -> AsyncIterator[Bot]:
    """The bot, wired. On leaving, what is under way is finished first."""
    if settings.slack_bot_token is None:
        raise SettingsProblem(
            "SLACK_BOT_TOKEN is not set. The README says how to get it; `make demo` needs no Slack."
        )
    async with (
        open_store(settings) as (database, keyring),
        httpx.AsyncClient(timeout=SLACK_TIMEOUT, verify=_tls()) as http,
    ):
        timeout = aiohttp.ClientTimeout(total=SLACK_TIMEOUT)
        async with aiohttp.ClientSession(timeout=timeout) as web:
            # No retry handlers: the default ones post a message again whose answer was lost.
            slack = AsyncWebClient(
                settings.slack_bot_token.get_secret_value(),
                base_url=settings.slack_api_url,
                timeout=SLACK_TIMEOUT,
                session=web,
                retry_handlers=[],
                # One whose own level is set: with the default one each call is written out, evidence and all,
                # for a log that nobody keeps.
                logger=logging.getLogger("slack_sdk"),
            )
            sender = Sender(
                database,
                keyring,
                slack,
                posts_per_second=settings.posts_per_second,
                now=now,
                lease=timedelta(seconds=settings.lease_seconds),
            )
            purger = Purger(
                database,
                keyring,
                slack,
                posts_per_second=settings.posts_per_second,
                now=now,
                lease=timedelta(seconds=settings.lease_seconds),
            )
            suggesting = Suggestions(database)
            desk = Desk(database, keyring, slack, http, sender, suggesting, now, _drafter(settings, http))
            app = _bolt_app(settings, slack, desk)
            yield Bot(settings, database, keyring, slack, app, desk, sender, purger, now)
            await desk.settle()
            await suggesting.close()


def _drafter(settings: Settings, http: httpx.AsyncClient) -> Drafter | None:
    if settings.drafter_url is None:
        return None
    key = settings.drafter_key.get_secret_value() if settings.drafter_key else None
    return Drafter(http, settings.drafter_url, settings.drafter_model, key)


def _bolt_app(settings: Settings, slack: AsyncWebClient, desk: Desk) -> AsyncApp:
    secret = settings.slack_signing_secret
    app = AsyncApp(
        logger=logging.getLogger("slack_bolt"),
        client=slack,
        signing_secret=secret.get_secret_value() if secret else "",
        # In Socket Mode Slack is at the other end of a connection that we opened: nothing is signed.
        request_verification_enabled=secret is not None and not settings.socket_mode,
        raise_error_for_unhandled_request=True,
        # The bot has no functions and no assistant threads.
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    deciding = (briefs, agenda, ledger, settling, themes, theme_decisions, gaps, documents)
    for module in (evidence, suggestions, *deciding, timetable, changes, challenge, day, home):
        module.register(app, desk)

    @app.error
    async def unexpected(error: Exception) -> BoltResponse | None:
        if isinstance(error, BoltUnhandledRequestError):
            log.warning("Slack sent something that nobody handles")
            return BoltResponse(status=404)
        # It was acknowledged, or Slack sends it again: there is nothing to answer.
        log_unexpected(log, "handler", error)
        return None

    return app
