"""The way to the app: commands, interactions and events are handed over, and acknowledged or not."""

import asyncio
import time
from collections.abc import Coroutine
from secrets import token_hex
from typing import Any

from starlette.websockets import WebSocket

from bot.playground.http_mode import Address, Requests
from bot.playground.model import APP_ID, BOT_USER, TEAM_ID, Json
from bot.playground.socket_mode import Ack, Sockets
from bot.playground.workspace import Workspace


class Link:
    """Hands things to the app, by Socket Mode or to its request URL, and waits for the acknowledgement.

    `subscriptions` are the events that the app's manifest asks for; it is not told of others.
    """

    def __init__(self, workspace: Workspace, subscriptions: frozenset[str]) -> None:
        self._workspace = workspace
        self._subscriptions = subscriptions
        self._sockets = Sockets()
        self._requests: Requests | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        workspace.tell_app = self.tell

    @property
    def connected(self) -> bool:
        """Whether there is an app to hand things to."""
        return len(self._sockets) > 0 or bool(self._workspace.request_url)

    def new_ticket(self) -> str:
        """For a Socket Mode connection that apps.connections.open allows."""
        return self._sockets.new_ticket()

    async def serve_socket(self, socket: WebSocket) -> None:
        """One Socket Mode connection, from hello until it closes."""
        if not await self._sockets.open(socket):
            return
        self._workspace.notify_all({"type": "bot", "connected": True})
        try:
            await self._sockets.listen(socket)
        finally:
            self._workspace.notify_all({"type": "bot", "connected": self.connected})

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Have the app connect anew."""
        await self._sockets.disconnect(reason)

    async def verify(self) -> bool:
        """Whether the request URL answers Slack's url_verification as the app should."""
        return await self._by_http().verify(self._to())

    async def close(self) -> None:
        """Stop trying again."""
        under_way = list(self._under_way)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        if self._requests is not None:
            await self._requests.close()

    def tell(self, name: str, event: Json) -> None:
        """Send an event, where the app subscribes to `name`, without waiting for anything."""
        if name in self._subscriptions:
            self._later(self.event(name, event))

    async def event(self, name: str, event: Json) -> None:
        """Send an event, where the app subscribes to `name`, and wait for the first acknowledgement.

        One that is not acknowledged is sent again under the same event_id, as often as Slack does.
        """
        if name not in self._subscriptions:
            return
        payload = {
            "token": "stand-in",
            "team_id": TEAM_ID,
            "context_team_id": TEAM_ID,
            "context_enterprise_id": None,
            "api_app_id": APP_ID,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{token_hex(5).upper()}",
            "event_time": int(time.time()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": TEAM_ID,
                    "user_id": BOT_USER,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": token_hex(8),
        }
        first = await self.hand_over("event", payload)
        if not first.ok and first.may_retry:
            self._later(self._again(payload, first.reason))

    async def _again(self, payload: Json, reason: str) -> None:
        for number, seconds in enumerate(self._workspace.event_retries, start=1):
            await asyncio.sleep(seconds)  # Slack's own pauses
            ack = await self.hand_over("event", payload, retry=number, reason=reason)
            if ack.ok or not ack.may_retry:
                return
            reason = ack.reason

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def hand_over(self, kind: str, payload: Json, *, retry: int = 0, reason: str = "") -> Ack:
        """Send a "command", "event" or "interactive" payload and wait for the acknowledgement."""
        if not self._workspace.request_url:
            return await self._sockets.send(
                kind, payload, seconds=self._workspace.ack_seconds, retry=retry, reason=reason
            )
        return await self._by_http().send(self._to(), kind, payload, retry=retry, reason=reason)

    def _to(self) -> Address:
        workspace = self._workspace
        return Address(workspace.request_url, workspace.signing_secret, workspace.ack_seconds)

    def _by_http(self) -> Requests:
        if self._requests is None:
            self._requests = Requests()
        return self._requests
