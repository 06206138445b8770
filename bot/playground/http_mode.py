"""HTTP mode: signed requests to the app's address, as Slack makes them."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx

from bot.playground.model import Json
from bot.playground.socket_mode import Ack

_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"


@dataclass(frozen=True)
class Address:
    """Where an app listens, what requests to it are signed with, and how long it has to answer."""

    url: str
    secret: str
    seconds: float


def signed(secret: str, body: str) -> dict[str, str]:
    """The headers by which an app knows that a request is Slack's (version v0)."""
    stamp = str(int(time.time()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}"}


def _body(kind: str, payload: Json) -> tuple[str, str]:
    """What is sent, and its content type: events as JSON, commands and interactions as forms."""
    if kind == "event":
        return json.dumps(payload), "application/json"
    form = payload if kind == "command" else {"payload": json.dumps(payload)}
    return urlencode(form), "application/x-www-form-urlencoded"


class Requests:
    """Sends to one app; each request on a connection of its own."""

    def __init__(self) -> None:
        limits = httpx.Limits(max_keepalive_connections=0)
        self._client = httpx.AsyncClient(limits=limits, trust_env=False, verify=False)  # noqa: S501 # plain HTTP on this computer

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def send(self, to: Address, kind: str, payload: Json, *, retry: int = 0, reason: str = "") -> Ack:
        """Send one command, interaction or event to an address and take the answer as its acknowledgement.

        No answer, and any answer but 200, is no acknowledgement.
        """
        body, content_type = _body(kind, payload)
        headers = {"content-type": content_type, "user-agent": _AGENT, **signed(to.secret, body)}
        if retry:
            headers |= {"x-slack-retry-num": str(retry), "x-slack-retry-reason": reason}
        try:
            answer = await self._client.post(to.url, content=body, headers=headers, timeout=to.seconds)
        except httpx.TimeoutException:
            return Ack(False, reason="http_timeout")
        except httpx.HTTPError:
            return Ack(False, reason="connection_failed")
        if answer.status_code != httpx.codes.OK:
            again = answer.headers.get("x-slack-no-retry") != "1"
            return Ack(False, reason="http_error", may_retry=again)
        return Ack(True, _payload(answer))

    async def verify(self, to: Address) -> bool:
        """Ask the address whether it is the app's, as Slack does when it is entered (url_verification)."""
        challenge = hashlib.sha256(to.url.encode()).hexdigest()
        payload: Json = {"token": "stand-in", "type": "url_verification", "challenge": challenge}
        ack = await self.send(to, "event", payload)
        return challenge in (ack.payload.get("challenge"), ack.payload.get("text"))


def _payload(answer: httpx.Response) -> Json:
    """What an acknowledgement says: JSON, or plain text that is shown to whoever typed the command."""
    if answer.headers.get("content-type", "").startswith("application/json") and answer.content:
        try:
            said = answer.json()
        except json.JSONDecodeError:
            return {}
        return said if isinstance(said, dict) else {}
    return {"text": answer.text} if answer.text.strip() else {}
