"""A house for each test, with a challenge set up or without."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.house import House, open_house
from tests.hung import Hung, a_copy, hung

__all__ = ["hung"]  # a fixture


@pytest.fixture
async def house(sqlite_url: str) -> AsyncIterator[House]:
    """An empty house: the bot and the stand-in, and no challenge yet."""
    async with open_house(sqlite_url) as opened:
        yield opened


@pytest.fixture
async def northmere(hung: Hung, tmp_path: Path) -> AsyncIterator[House]:
    """A house with a challenge in its channel, on its first day."""
    async with a_copy(hung, tmp_path) as opened:
        yield opened
