"""As much of Slack as a submission needs: its Web API's answers, and who has been told what."""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

from benchmarks.wire import Answerer

_VIEW_ID = re.compile(rb'"view_id": ?"([^"]+)"')
_STORED = b"Stored 1 post-it"


class Slack:
    """Answers everything with yes, and notes when a form is told that its post-it is stored.

    The bot says so after the transaction has ended, so that is the end of a whole request.
    """

    def __init__(self) -> None:
        self.port = 0
        self.calls = 0
        self._told: dict[bytes, asyncio.Future[float]] = {}
        self._ts = itertools.count(1)

    def expect(self, view_id: str) -> "asyncio.Future[float]":
        """The moment (perf_counter) at which this form is told that its post-it is stored."""
        told: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._told[view_id.encode()] = told
        return told

    def answer(self, head: bytes, body: bytes) -> bytes:
        """The answer to one call of the Web API."""
        self.calls += 1
        method = head.split(b" ", 2)[1].rpartition(b"/")[2]
        if method == b"views.update":
            self._form_updated(body)
        return (
            b'{"ok":true,"user_id":"UBOT","bot_id":"BBOT","team_id":"T1","channel":"C1","ts":"%d.000000"}'
            % next(self._ts)
        )

    def _form_updated(self, body: bytes) -> None:
        found = _VIEW_ID.search(body)
        told = self._told.pop(found[1], None) if found else None
        if told is None:
            return
        if _STORED in body:
            told.set_result(perf_counter())
        else:
            told.set_exception(RuntimeError("a form was told something else than that it is stored"))


@asynccontextmanager
async def answering() -> AsyncIterator[Slack]:
    """Slack's Web API on a free port of this computer."""
    slack = Slack()
    server = await asyncio.get_running_loop().create_server(lambda: Answerer(slack.answer), "127.0.0.1", 0)
    slack.port = server.sockets[0].getsockname()[1]
    try:
        yield slack
    finally:
        server.close()
