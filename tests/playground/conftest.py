"""The stand-in for each test, with an app or without."""

from collections.abc import AsyncIterator

import pytest

from tests.playground.stand_in import App, StandIn, by_http, by_socket, standing


@pytest.fixture
async def at() -> AsyncIterator[StandIn]:
    """The stand-in with the sample workspace, and no app."""
    async with standing() as stand_in:
        yield stand_in


@pytest.fixture
async def app(at: StandIn) -> AsyncIterator[App]:
    """The tests' app, connected by Socket Mode."""
    async with by_socket(at) as connected:
        yield connected


@pytest.fixture(params=["Socket Mode", "HTTP mode"])
async def either_app(request: pytest.FixtureRequest, at: StandIn) -> AsyncIterator[App]:
    """The tests' app, in each of its two modes in turn."""
    async with (by_socket if request.param == "Socket Mode" else by_http)(at) as connected:
        yield connected
