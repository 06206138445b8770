"""Who may come near: this computer's own programs and the stand-in's own page, and no other site's page."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = {
    b"content-security-policy": b"default-src 'none'; script-src 'self'; style-src 'self'; "
    b"img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cache-control": b"no-store",
}


def _from_elsewhere(scope: Scope, headers: Mapping[str, str]) -> bool:
    """Whether a request comes from another site's page. Programs send no Origin; anyone may open the page."""
    if scope["path"] == "/" or scope["path"].startswith("/static/"):
        return False
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        return True
    return scope["type"] == "http" and headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}


class OwnPageOnly:
    """Refuses what other sites' pages send; the tokens of the sample workspace are no secret."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse."""
        if scope["type"] not in {"http", "websocket"} or not _from_elsewhere(scope, Headers(scope=scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4403})
        else:
            refused = JSONResponse({"ok": False, "error": "Only the stand-in's own page may do that."}, 403)
            await refused(scope, receive, send)


class SafeHeaders:
    """Nothing is loaded from elsewhere, and nothing is kept."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to the answer."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS.items()]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)
