"""Logs: ids and counts, never a text or a name."""

import logging
import sys

#: At their more talkative levels these write whole payloads, evidence and all.
QUIET = (
    "slack_bolt",
    "slack_sdk",
    "httpx",
    "httpcore",
    "aiosqlite",
    "sqlalchemy",
    "asyncio",
    "uvicorn",
    "apscheduler",
    "websockets",
    "alembic",
)


def configure(level: str) -> None:
    """Log to stderr at `level`; other people's loggers say no more than warnings, whatever `level` is."""
    logging.basicConfig(
        level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr
    )
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
