"""The way to the app: Socket Mode connections, or signed requests to its address."""

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode

import httpx
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.playground.workspace import APP_ID, TEAM_ID, Json, Workspace

ACK_SECONDS = 3.0
#: Seconds until an event that was not acknowledged is sent again, and again.
EVENT_RETRIES = (0.0, 60.0, 300.0)

_TYPES = {"command": "slash_commands", "event": "events_api"}


@dataclass(frozen=True)
class Ack:
    """The app's acknowledgement; `payload` is what it answered with, if anything."""

    ok: bool
    payload: Json = field(default_factory=dict)


class Link:
    """Hands things to the app and waits for its acknowledgement."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._sockets: list[WebSocket] = []
        self._turn = itertools.count()
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._tickets: set[str] = set()
        self._retrying: set[asyncio.Task[None]] = set()

    @property
    def connected(self) -> bool:
        """Whether there is an app to hand things to."""
        return bool(self._sockets) or bool(self._workspace.request_url)

    def new_ticket(self) -> str:
        """For a connection that apps.connections.open allows."""
        ticket = token_hex(16)
        self._tickets.add(ticket)
        return ticket

    async def serve_socket(self, socket: WebSocket) -> None:
        """One Socket Mode connection, from hello until it closes."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(4401)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self._sockets) + 1,
                "connection_info": {"app_id": APP_ID},
                "debug_info": {"host": "stand-in", "approximate_connection_time": 18060},
            }
        )
        self._sockets.append(socket)
        self._workspace.notify_all({"type": "bot", "connected": True})
        try:
            while True:
                answer = await socket.receive_json()
                waiting = self._waiting.get(str(answer.get("envelope_id")))
                if waiting is not None and not waiting.done():
                    waiting.set_result(answer.get("payload") or {})
        except (WebSocketDisconnect, KeyError, json.JSONDecodeError):
            return
        finally:
            self._sockets.remove(socket)
            self._workspace.notify_all({"type": "bot", "connected": self.connected})

    async def close(self) -> None:
        """Say goodbye to the app, and stop trying again."""
        for task in self._retrying:
            task.cancel()
        for socket in list(self._sockets):
            await socket.send_json({"type": "disconnect", "reason": "warning"})
            await socket.close()

    async def event(self, event: Json) -> None:
        """Hand an event over. One that is not acknowledged is sent again, as Slack does."""
        payload = {
            "token": "stand-in",
            "team_id": TEAM_ID,
            "api_app_id": APP_ID,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{token_hex(6).upper()}",
            "event_time": int(time.time()),
            "authorizations": [],
        }
        if not (await self.hand_over("event", payload)).ok:
            task = asyncio.create_task(self._again(payload))
            self._retrying.add(task)
            task.add_done_callback(self._retrying.discard)

    async def _again(self, payload: Json) -> None:
        for number, seconds in enumerate(EVENT_RETRIES, start=1):
            await asyncio.sleep(seconds)  # Slack's own pauses
            if (await self.hand_over("event", payload, retry=number)).ok:
                return

    async def hand_over(self, kind: str, payload: Json, *, retry: int = 0) -> Ack:
        """Send a command, an event or an interaction and wait for the acknowledgement, three seconds."""
        if self._workspace.request_url:
            return await self._by_request(kind, payload, retry)
        if not self._sockets:
            return Ack(False)
        envelope_id = token_hex(16)
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = waiting
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": _TYPES.get(kind, "interactive"),
            "payload": payload,
            "accepts_response_payload": kind != "event",
        }
        if retry:
            envelope |= {"retry_attempt": retry, "retry_reason": "timeout"}
        try:
            await self._sockets[next(self._turn) % len(self._sockets)].send_json(envelope)
            return Ack(True, await asyncio.wait_for(waiting, ACK_SECONDS))
        except (TimeoutError, RuntimeError, WebSocketDisconnect):
            return Ack(False)
        finally:
            del self._waiting[envelope_id]

    async def _by_request(self, kind: str, payload: Json, retry: int) -> Ack:
        if kind == "event":
            body, content_type = json.dumps(payload), "application/json"
        else:
            form: dict[str, Any] = payload if kind == "command" else {"payload": json.dumps(payload)}
            body, content_type = urlencode(form), "application/x-www-form-urlencoded"
        headers = {"content-type": content_type, **signed(self._workspace.signing_secret, body)}
        if retry:
            headers |= {"x-slack-retry-num": str(retry), "x-slack-retry-reason": "http_timeout"}
        try:
            async with httpx.AsyncClient(timeout=ACK_SECONDS) as client:
                answer = await client.post(self._workspace.request_url, content=body, headers=headers)
        except httpx.HTTPError:
            return Ack(False)
        is_json = answer.headers.get("content-type", "").startswith("application/json")
        return Ack(answer.is_success, answer.json() if is_json and answer.content else {})


def signed(secret: str, body: str) -> dict[str, str]:
    """The headers by which an app knows that a request is Slack's."""
    stamp = str(int(time.time()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}"}
