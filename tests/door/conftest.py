"""A house for each test, with a challenge set up or without."""

from collections.abc import AsyncIterator

import pytest

from tests.house import House, open_house


@pytest.fixture
async def house(sqlite_url: str) -> AsyncIterator[House]:
    """An empty house: the bot and the stand-in, and no challenge yet."""
    async with open_house(sqlite_url) as opened:
        yield opened


@pytest.fixture
async def northmere(house: House) -> House:
    """A house with a challenge in its channel, on its first day."""
    await house.set_up()
    return house
