"""HTTP as thin as it can be, for both ends: the load must not need the processor that it measures.

One message has a head, a Content-Length and a body; connections stay open. That is all that uvicorn, aiohttp
and this need of each other.
"""

import asyncio
import re
from collections.abc import Callable, Iterator

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)


class Messages:
    """Cuts a stream of bytes into HTTP messages."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """The messages, head and body, that `data` completes."""
        self._bytes += data
        while (end := self._bytes.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._bytes[:end])
            found = _LENGTH.search(head)
            whole = end + 4 + (int(found[1]) if found else 0)
            if len(self._bytes) < whole:
                return
            body = bytes(self._bytes[end + 4 : whole])
            del self._bytes[:whole]
            yield head, body


class Caller(asyncio.Protocol):
    """One connection to a web server; one request at a time."""

    def __init__(self) -> None:
        self._messages = Messages()
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Bytes of the answer."""
        for head, body in self._messages.feed(data):
            if self._answer is not None and not self._answer.done():
                self._answer.set_result((int(head[9:12]), body))

    def connection_lost(self, exc: Exception | None) -> None:
        """The server hung up; who waits is told."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("the server closed the connection"))

    async def call(self, request: bytes) -> tuple[int, bytes]:
        """Send a whole request; returns the answer's status and body."""
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()


async def connect(port: int) -> Caller:
    """A connection to a server of this computer. Raises OSError where none listens."""
    _, caller = await asyncio.get_running_loop().create_connection(Caller, "127.0.0.1", port)
    return caller


#: Answers a request's head and body with a JSON body.
Answer = Callable[[bytes, bytes], bytes]


class Answerer(asyncio.Protocol):
    """One connection of a web server that answers JSON."""

    def __init__(self, answer: Answer) -> None:
        self._messages = Messages()
        self._answer = answer
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Bytes of a request."""
        assert self._transport is not None
        for head, body in self._messages.feed(data):
            answer = self._answer(head, body)
            self._transport.write(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
                % (len(answer), answer)
            )
