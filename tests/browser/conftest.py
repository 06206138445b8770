"""A real headless Chromium, and people who use the page in it.

Everything here runs on the loop of its module, because a browser belongs to the loop that started it. A test
module that uses it says so:

    pytestmark = [
        pytest.mark.browser,
        pytest.mark.asyncio(loop_scope="module"),
    ]
"""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright, expect

from bot.playground.server import serving
from bot.playground.workspace import Workspace, sample
from tests.browser.person import Person
from tests.browser.sampler import MANIFEST, Sampler, running

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}

#: Milliseconds until what should happen on the page counts as not happening; busy machines are slow.
_PATIENCE = 15_000
expect.set_options(timeout=_PATIENCE)

OpenPerson = Callable[..., Awaitable[Person]]


@dataclass(frozen=True)
class Stand:
    """The stand-in with the sample workspace, and the sampler connected to it."""

    address: str
    workspace: Workspace
    sampler: Sampler


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is: CHROMIUM, or on the path. Without one the tests are skipped, but never in CI."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail("the page's tests are never skipped in CI, and there is no Chromium")
    pytest.skip(
        f"there is no Chromium here: none of {', '.join(_NAMES)} is installed and CHROMIUM is not set"
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """One browser for a test module."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="module")
async def open_person(browser: Browser) -> AsyncIterator[OpenPerson]:
    """`await open_person(address, "UPEER1", phone=True)` is that person, at a page of their own.

    When the test ends, no page may have failed in its script, broken the content security policy or asked
    another host for anything.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    async def open_one(address: str, user: str, *, phone: bool = False, channel: str | None = None) -> Person:
        context = await browser.new_context(
            viewport=PHONE if phone else DESK,  # type: ignore[arg-type]  # a TypedDict in all but name
            has_touch=phone,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        context.set_default_timeout(_PATIENCE)
        contexts.append(context)
        page = await context.new_page()
        _watch(page, urlsplit(address).netloc, wrong)
        return await Person.open(page, address, user, channel=channel)

    yield open_one
    for context in contexts:
        await context.close()
    assert wrong == []


@pytest_asyncio.fixture(loop_scope="module")
async def stand() -> AsyncIterator[Stand]:
    """A fresh stand-in for the test, with the sampler."""
    workspace = sample()
    async with serving(workspace, MANIFEST) as address, running(address, workspace) as sampler:
        yield Stand(address, workspace, sampler)


def _watch(page: Page, host: str, wrong: list[str]) -> None:
    def said(message: ConsoleMessage) -> None:
        # A refused request and a broken line are part of what is tested; the browser itself logs both.
        expected = "Failed to load resource" in message.text or "WebSocket connection" in message.text
        if message.type in {"error", "warning"} and not expected:
            wrong.append(message.text)

    page.on("console", said)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request", lambda request: None if urlsplit(request.url).netloc == host else wrong.append(request.url)
    )
