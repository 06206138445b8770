"""Socket Mode: the app's own connections, over which Slack sends envelopes and gets acknowledgements back."""

import asyncio
import itertools
import json
from dataclasses import dataclass, field
from secrets import token_hex

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.playground.model import APP_ID, Json

_TYPES = {"command": "slash_commands", "event": "events_api", "interactive": "interactive"}
_DEBUG = {"host": "stand-in", "build_number": 1, "approximate_connection_time": 18060}


@dataclass(frozen=True)
class Ack:
    """The app's acknowledgement. `payload` is what it answered with; where it failed, `reason` says how.

    Reasons are Slack's for a retry: "timeout", "http_timeout", "http_error", "connection_failed".
    """

    ok: bool
    payload: Json = field(default_factory=dict)
    reason: str = ""
    may_retry: bool = True


class Sockets:
    """The app's Socket Mode connections; an envelope goes to one of them, each in turn."""

    def __init__(self) -> None:
        self._sockets: list[WebSocket] = []
        self._turn = itertools.count()
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._tickets: set[str] = set()

    def __len__(self) -> int:
        return len(self._sockets)

    def new_ticket(self) -> str:
        """For one connection, as apps.connections.open allows it."""
        ticket = token_hex(16)
        self._tickets.add(ticket)
        return ticket

    async def open(self, socket: WebSocket) -> bool:
        """Let a connection with a ticket in and greet it. False where it had none."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(4401)
            return False
        self._tickets.discard(ticket)
        await socket.accept()
        hello: Json = {
            "type": "hello",
            "num_connections": len(self._sockets) + 1,
            "debug_info": _DEBUG,
            "connection_info": {"app_id": APP_ID},
        }
        await socket.send_json(hello)
        self._sockets.append(socket)
        return True

    async def listen(self, socket: WebSocket) -> None:
        """Take acknowledgements from a connection until it closes."""
        try:
            while True:
                self._take(await socket.receive_text())
        except (WebSocketDisconnect, KeyError):
            return
        finally:
            if socket in self._sockets:
                self._sockets.remove(socket)

    def _take(self, text: str) -> None:
        try:
            answer = json.loads(text)
        except json.JSONDecodeError:
            return  # Slack says nothing to what it can't read
        if not isinstance(answer, dict):
            return
        waiting = self._waiting.get(str(answer.get("envelope_id")))
        if waiting is not None and not waiting.done():
            payload = answer.get("payload")
            waiting.set_result(payload if isinstance(payload, dict) else {"text": payload or ""})

    async def send(self, kind: str, payload: Json, *, seconds: float, retry: int, reason: str) -> Ack:
        """Send one envelope and wait that long for its acknowledgement."""
        if not self._sockets:
            return Ack(False, reason="connection_failed")
        envelope_id = token_hex(16)
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = waiting
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": _TYPES[kind],
            "payload": payload,
            "accepts_response_payload": kind != "event",
        }
        if kind == "event":
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        try:
            await self._sockets[next(self._turn) % len(self._sockets)].send_json(envelope)
            return Ack(True, await asyncio.wait_for(waiting, seconds))
        except (TimeoutError, RuntimeError, WebSocketDisconnect):
            return Ack(False, reason="timeout")
        finally:
            del self._waiting[envelope_id]

    async def disconnect(self, reason: str) -> None:
        """Tell every connection to go and come again, as Slack does now and then, and send it nothing more.

        The app closes the old connection itself; what it still acknowledges there counts.
        """
        leaving, self._sockets = self._sockets, []
        for socket in leaving:
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": _DEBUG})
