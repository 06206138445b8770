"""A house with a challenge set up."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.db.postgres import kept_postgres, postgres_url
from tests.delivery.slack import Watched, watch
from tests.house import House, open_house
from tests.hung import Hung, a_copy, hung

__all__ = ["hung", "kept_postgres", "postgres_url"]  # fixtures


@pytest.fixture
def lease() -> int:
    """Seconds of a lease; an attempt may take eight tenths of them."""
    return 60


@pytest.fixture
async def house(sqlite_url: str, lease: int) -> AsyncIterator[House]:
    """An empty house."""
    async with open_house(sqlite_url, lease_seconds=lease) as opened:
        yield opened


@pytest.fixture
async def northmere(hung: Hung, tmp_path: Path, lease: int) -> AsyncIterator[House]:
    """A house with a challenge, its wall hung."""
    async with a_copy(hung, tmp_path, lease_seconds=lease) as opened:
        yield opened


@pytest.fixture
def sent(northmere: House) -> Watched:
    """What the bot sends from now on."""
    return watch(northmere.workspace)
