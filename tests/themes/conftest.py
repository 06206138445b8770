"""What the tests of suggestions and themes share."""

import pytest

from bot.domain import framework as frameworks
from bot.domain.framework import Framework
from bot.themes.suggest import Suggester


@pytest.fixture(scope="session")
def cqc() -> Framework:
    return frameworks.load("cqc-asc")


@pytest.fixture(scope="session")
def suggester(cqc: Framework) -> Suggester:
    """Trained once: it is never changed."""
    return Suggester(cqc)
