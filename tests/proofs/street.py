"""The house seen from the street: the bot runs in processes of its own, which can be killed at any moment.

The stand-in for Slack lives in the test's process. So the test sees each call to Slack come in, and can kill
the process that makes it before Slack does what was asked, after it, or a little later.
"""

import asyncio
import os
import random
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx

from bot.commands.manifest import manifest
from bot.playground.registry import METHODS, Call, Registered
from bot.playground.server import serving
from bot.playground.workspace import View, Workspace, sample
from bot.views.evidence import FormState
from tests.delivery.slack import until
from tests.house import KEY, SECRET, House, Refused, words_of

ROOT = Path(__file__).parent.parent.parent
#: Seconds: what a killed process was sending is looked up after them.
LEASE = 1


class Street(House):
    """What people do, with nothing of the bot at hand."""

    def __init__(self, workspace: Workspace, page: httpx.AsyncClient) -> None:
        self.workspace = workspace
        self.page = page

    async def _post(self, what: str, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = (await self.page.post(f"/page/{what}", json=body)).json()
        if not answer["ok"]:
            raise Refused(answer["error"])
        return dict(answer)

    def form(self, user: str) -> View | None:
        """Their post-it form, where it is open."""
        stack = self.workspace.stacks.get(user)
        return stack[-1] if stack and stack[-1].body["callback_id"] == "postit_form" else None

    def form_of(self, user: str) -> str:
        """Which form it is: a new one takes its place once what it held is stored."""
        form = self.form(user)
        return FormState.load(form.body["private_metadata"]).nonce if form else ""

    def told(self, user: str) -> str:
        """What their form says."""
        form = self.form(user)
        return words_of(form) if form else ""


@dataclass
class Process:
    """A process of the bot. `lives` counts its starts; `killed`: it was, and was not started since. Its name
    is its role, and what tells two of the same role apart: "clock 2".
    """

    name: str
    environment: Mapping[str, str]
    folder: Path
    port: int
    lives: int = 0
    killed: bool = False
    _running: asyncio.subprocess.Process | None = field(default=None, repr=False)

    @property
    def log(self) -> Path:
        """What it said on stderr, in all its lives."""
        return self.folder / f"{self.name}.log"

    def warnings(self) -> list[str]:
        """What it said that was more than information."""
        if not self.log.exists():
            return []
        return [line for line in self.log.read_text().splitlines() if " INFO " not in line]

    async def launch(self) -> None:
        """Start it."""
        with self.log.open("ab") as log:
            self._running = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", "--role", self.name.split()[0]),
                cwd=self.folder,  # a folder with no .env in it
                env={**self.environment, "PORT": str(self.port)},
                stderr=log,
            )
        self.killed = False

    async def start(self) -> None:
        """Start it, and wait until it answers."""
        await self.launch()
        self.lives += 1
        async with httpx.AsyncClient() as client:

            async def answers() -> bool:
                assert self.alive, self.log.read_text()[-2000:]
                try:
                    return (await client.get(f"http://127.0.0.1:{self.port}/healthz")).is_success
                except httpx.TransportError:
                    return False

            await until(answers, 30)

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._running is not None and self._running.returncode is None

    def kill(self) -> None:
        """SIGKILL, now."""
        if self._running is not None and self.alive:
            os.kill(self._running.pid, signal.SIGKILL)
            self.killed = True

    def terminate(self) -> None:
        """SIGTERM, now."""
        assert self._running is not None
        os.kill(self._running.pid, signal.SIGTERM)

    async def ended(self, seconds: float = 20) -> int:
        """Wait until it is gone; returns its exit code."""
        assert self._running is not None
        async with asyncio.timeout(seconds):
            return await self._running.wait()


@dataclass
class Reaper:
    """Kills processes at chosen moments, counted in calls to Slack. `random` has a seed, so that a run can be
    repeated as far as processes can be.
    """

    random: random.Random
    kills: int = 0
    _plan: tuple[str, list[Process]] | None = None
    _calls_left: int = 0
    _done: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    def aim(self, victims: list[Process], within: float | None = None) -> str:
        """Choose a moment in the near future; returns which sort. Where `within` is given, it comes within so
        many seconds, whether or not anybody calls Slack.
        """
        how = self.random.choice(["before", "after", "after", "soon", "soon", "anyhow"])
        self._plan, self._calls_left = (how, victims), self.random.randint(1, 12)
        self._done.clear()
        if how == "anyhow":
            self._later(self.random.uniform(0, 0.6))
        elif within is not None:
            self._later(within)
        return how

    async def has_struck(self, seconds: float = 30) -> None:
        """Wait for it."""
        async with asyncio.timeout(seconds):
            await self._done.wait()

    def _strike(self) -> None:
        if self._plan is None:
            return
        for victim in self._plan[1]:
            self.kills += victim.alive
            victim.kill()
        self._plan = None
        self._done.set()

    def _later(self, seconds: float) -> None:
        plan = self._plan

        async def strike() -> None:
            await asyncio.sleep(seconds)  # the moment itself: nothing is waited for
            if self._plan is plan:
                self._strike()

        task = asyncio.create_task(strike())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def call_comes(self, method: str) -> bool:
        """A call to Slack comes in. Whether a process is to be killed once Slack has done it."""
        if self._plan is None or self._plan[0] == "anyhow":
            return False
        self._calls_left -= 1
        how = self._plan[0]
        if how == "after":
            # The worst moment of all: it is posted, and nobody has heard so.
            return self._calls_left <= 0 and method == "chat.postMessage"
        if self._calls_left == 0 and how == "before":
            self._strike()
        elif self._calls_left == 0:
            self._later(self.random.uniform(0, 0.04))
        return False

    @contextmanager
    def watching(self) -> Iterator[None]:
        """See every call to Slack."""
        real = dict(METHODS)

        def watched(name: str, registered: Registered) -> Registered:
            async def run(call: Call) -> dict[str, Any]:
                after = self.call_comes(name)
                answer = await registered.run(call)
                if after:
                    self._strike()
                return answer

            return replace(registered, run=run)

        METHODS.update({name: watched(name, registered) for name, registered in real.items()})
        try:
            yield
        finally:
            METHODS.update(real)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@asynccontextmanager
async def open_street(
    database_url: str, folder: Path, *names: str, lease: int = LEASE
) -> AsyncIterator[tuple[Street, dict[str, Process]]]:
    """The stand-in, and a process for each name, not started yet; the first is the one that Slack calls."""
    workspace = sample()
    workspace.signing_secret = SECRET
    workspace.event_retries = ()
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(serving(workspace, manifest()))
        page = await stack.enter_async_context(httpx.AsyncClient(base_url=slack, timeout=30))
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{slack}/api/",
            "DATABASE_URL": database_url,
            "EVIDENCE_KEY": KEY,
            "POSTS_PER_SECOND": "1000",
            "TICK_SECONDS": "1",
            "LEASE_SECONDS": str(lease),
        }
        processes = {name: Process(name, environment, folder, free_port()) for name in names}
        workspace.request_url = f"http://127.0.0.1:{processes[names[0]].port}/slack/events"
        try:
            yield Street(workspace, page), processes
        finally:
            for process in processes.values():
                process.kill()
                if process.killed:
                    await process.ended()
                # Seen where a test fails.
                print(process.name, *process.warnings()[-30:], sep="\n")
