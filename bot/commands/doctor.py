"""`python -m bot doctor`: what is missing, in words."""

from dataclasses import dataclass

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import utc_now
from bot.domain.catalogue import SCOPES
from bot.errors import Refusal
from bot.privacy.keys import Keyring
from bot.settings import Settings
from db import challenges, heartbeats, migrate, outbox
from db.engine import Database


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: well or not, and in words."""

    well: bool
    words: str


async def examine(settings: Settings) -> list[Finding]:
    """Look at settings, key, database, clock and Slack, in that order."""
    found = [_tokens(settings)]
    keyring: Keyring | None = None
    try:
        keyring = Keyring(settings.key_bytes, settings.previous_key_bytes)
        found.append(Finding(True, "EVIDENCE_KEY is set and has 32 bytes."))
    except Refusal as refusal:
        found.append(Finding(False, refusal.sentence))
    found += await _database(settings, keyring)
    found += await _slack(settings)
    return found


def _tokens(settings: Settings) -> Finding:
    if settings.slack_bot_token is None:
        return Finding(
            False,
            "SLACK_BOT_TOKEN is not set. It goes with SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET "
            "(HTTP mode). The README's “Connect it to Slack” says where they are.",
        )
    way = "Socket Mode" if settings.socket_mode else "HTTP mode"
    return Finding(True, f"SLACK_BOT_TOKEN is set; the bot will run in {way}.")


async def _database(settings: Settings, keyring: Keyring | None) -> list[Finding]:
    database = Database(settings.database_url)
    try:
        revision = await migrate.revision(database)
        kind = "SQLite" if database.is_sqlite else "PostgreSQL"
        if revision != migrate.HEAD:
            said = "has no tables yet" if revision is None else "has the tables of another version"
            mend = (
                "They are made at the first start." if database.is_sqlite else "Run `python -m bot migrate`."
            )
            return [Finding(database.is_sqlite, f"The {kind} database {said}. {mend}")]
        found = [Finding(True, f"The {kind} database answers and its tables are up to date.")]
        async with database.read() as session:
            known = await challenges.any_secret(session)
            beat = await heartbeats.last_beat(session)
            counts = await outbox.counts(session)
        if known is not None and keyring is not None:
            found.append(_right_key(keyring, known))
        if beat is None:
            found.append(
                Finding(True, "The clock has not ticked yet: the bot has not run with this database.")
            )
        else:
            age = round((utc_now() - beat).total_seconds())
            found.append(Finding(age < 120, f"The clock last ticked {age} seconds ago."))
        pending, failed = counts.get("pending", 0), counts.get("failed", 0)
        found.append(Finding(failed == 0, f"The outbox has {pending} waiting and {failed} failed."))
    except Exception as error:
        found = [Finding(False, f"DATABASE_URL: the database can't be used ({type(error).__name__}).")]
    finally:
        await database.close()
    return found


def _right_key(keyring: Keyring, known: tuple[str, bytes]) -> Finding:
    try:
        keyring.challenge(*known)
    except Refusal as refusal:
        return Finding(False, refusal.sentence)
    return Finding(True, "EVIDENCE_KEY is the one that the database was written with.")


async def _slack(settings: Settings) -> list[Finding]:
    if settings.slack_bot_token is None:
        return []
    slack = AsyncWebClient(
        settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url, timeout=10
    )
    try:
        answer = await slack.auth_test()
    except SlackApiError as error:
        name = error.response.get("error")
        return [
            Finding(
                False, f"Slack refuses SLACK_BOT_TOKEN ({name}). Install the app again and copy the token."
            )
        ]
    except Exception as error:
        return [Finding(False, f"Slack can't be reached ({type(error).__name__}). Check the network.")]
    found = [Finding(True, "Slack knows the bot's token.")]
    granted = {
        scope.strip() for scope in answer.headers.get("x-oauth-scopes", "").split(",") if scope.strip()
    }
    missing = sorted(set(SCOPES) - granted) if granted else []
    if missing:
        found.append(
            Finding(False, f"Scopes are missing: {', '.join(missing)}. Update the app from manifest.json.")
        )
    elif granted:
        found.append(Finding(True, "The app has every scope that the bot needs."))
    if settings.slack_app_token is not None:
        found.append(await _socket_mode(settings))
    return found


async def _socket_mode(settings: Settings) -> Finding:
    token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else ""
    try:
        await AsyncWebClient(base_url=settings.slack_api_url, timeout=10).apps_connections_open(
            app_token=token
        )
    except SlackApiError as error:
        return Finding(
            False,
            f"Slack refuses SLACK_APP_TOKEN ({error.response.get('error')}). It needs connections:write.",
        )
    except Exception as error:
        return Finding(False, f"Socket Mode can't be reached ({type(error).__name__}). Check the network.")
    return Finding(True, "Socket Mode can be opened.")
