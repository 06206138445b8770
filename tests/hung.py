"""A challenge set up, its wall hung: done once for each process of a run and copied for each test."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.playground.workspace import Channel, View, sample
from tests.house import Clock, House, open_house


@dataclass(frozen=True)
class Hung:
    """A database in which Northmere is set up, the channels in which its wall hangs, people's Homes, the
    moment of it; and what whoever `prepared` it wants to know of it. `database` is its address.
    """

    database: str
    channels: dict[str, Channel]
    homes: dict[str, View]
    moment: datetime
    prepared: Any = None


async def hang(
    database: str, prepare: Callable[[House], Awaitable[Any]] | None = None, **settings: Any
) -> Hung:
    """Northmere, set up in a database with empty tables, and prepared."""
    async with open_house(database, **settings) as opened:
        await opened.set_up()
        prepared = await prepare(opened) if prepare else None
        workspace = opened.workspace
        return Hung(database, workspace.channels, workspace.homes, opened.clock.moment, prepared)


@pytest.fixture(scope="session")
def hung(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Hung:
    """Northmere, set up; not to be changed."""
    return asyncio.run(hang(fresh(sqlite_template, tmp_path_factory)))


def fresh(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a SQLite database with the tables, to hang a wall in."""
    file = tmp_path_factory.mktemp("hung") / "hung.db"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@asynccontextmanager
async def a_copy(hung: Hung, folder: Path, **settings: Any) -> AsyncIterator[House]:
    """A house with its own copy of what is hung in a SQLite database; `settings` of the bot change it."""
    async with moved_in(hung, copied(hung, folder), **settings) as opened:
        yield opened


def copied(hung: Hung, folder: Path) -> str:
    """The address of a copy of a SQLite database in which something is hung."""
    shutil.copy(hung.database.removeprefix("sqlite:///"), folder / "test.db")
    return f"sqlite:///{folder / 'test.db'}"


@asynccontextmanager
async def moved_in(hung: Hung, database: str, **settings: Any) -> AsyncIterator[House]:
    """A house with a `database` that is a copy of what is hung."""
    workspace = sample()
    workspace.channels = deepcopy(hung.channels)
    workspace.homes = deepcopy(hung.homes)
    async with open_house(database, workspace=workspace, clock=Clock(hung.moment), **settings) as opened:
        yield opened
