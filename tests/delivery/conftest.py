"""A house with a challenge set up. Its wall is hung once a run and copied for each test, to save time."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from copy import deepcopy
from pathlib import Path

import pytest

from bot.playground.workspace import Channel, sample
from tests.db.postgres import kept_postgres, postgres_url
from tests.delivery.slack import Watched, watch
from tests.house import House, open_house

__all__ = ["kept_postgres", "postgres_url"]  # fixtures


@pytest.fixture
def lease() -> int:
    """Seconds of a lease; an attempt may take eight tenths of them."""
    return 60


@pytest.fixture
async def house(sqlite_url: str, lease: int) -> AsyncIterator[House]:
    """An empty house."""
    async with open_house(sqlite_url, lease_seconds=lease) as opened:
        yield opened


@pytest.fixture(scope="session")
def hung(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Channel]]:
    """A database in which Northmere is set up, and the channels in which its wall hangs."""
    file = tmp_path_factory.mktemp("hung") / "hung.db"
    shutil.copy(sqlite_template, file)

    async def hang() -> dict[str, Channel]:
        async with open_house(f"sqlite:///{file}") as opened:
            await opened.set_up()
            return opened.workspace.channels

    return file, asyncio.run(hang())


@pytest.fixture
async def northmere(
    hung: tuple[Path, dict[str, Channel]], tmp_path: Path, lease: int
) -> AsyncIterator[House]:
    """A house with a challenge, its wall hung."""
    file, channels = hung
    shutil.copy(file, tmp_path / "test.db")
    workspace = sample()
    workspace.channels = deepcopy(channels)
    url = f"sqlite:///{tmp_path / 'test.db'}"
    async with open_house(url, workspace=workspace, lease_seconds=lease) as opened:
        yield opened


@pytest.fixture
def sent(northmere: House) -> Watched:
    """What the bot sends from now on."""
    return watch(northmere.workspace)
