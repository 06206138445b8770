"""A challenge set up, its wall hung: done once for each process of a run and copied for each test."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.playground.workspace import Channel, View, sample
from tests.house import House, open_house


@dataclass(frozen=True)
class Hung:
    """A database in which Northmere is set up, the channels in which its wall hangs, and people's Homes."""

    database: Path
    channels: dict[str, Channel]
    homes: dict[str, View]


@pytest.fixture(scope="session")
def hung(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Hung:
    """Northmere, set up; not to be changed."""
    file = tmp_path_factory.mktemp("hung") / "hung.db"
    shutil.copy(sqlite_template, file)

    async def hang() -> Hung:
        async with open_house(f"sqlite:///{file}") as opened:
            await opened.set_up()
            return Hung(file, opened.workspace.channels, opened.workspace.homes)

    return asyncio.run(hang())


@asynccontextmanager
async def a_copy(hung: Hung, folder: Path, **settings: Any) -> AsyncIterator[House]:
    """A house with its own copy of Northmere, which `settings` of the bot change."""
    shutil.copy(hung.database, folder / "test.db")
    workspace = sample()
    workspace.channels = deepcopy(hung.channels)
    workspace.homes = deepcopy(hung.homes)
    async with open_house(f"sqlite:///{folder / 'test.db'}", workspace=workspace, **settings) as opened:
        yield opened
