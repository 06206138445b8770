"""Faults on demand: answers that a network or a Slack in trouble gives."""

from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from bot.playground.model import Trouble


def refusal(trouble: Trouble) -> Response | None:
    """What is answered instead of doing the work, for "429" and "500"."""
    if trouble.kind == "429":
        headers = {"retry-after": str(trouble.retry_after)}
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)
    if trouble.kind == "500":
        return Response("upstream error", 500)
    return None


class Unanswered(Response):
    """No answer: the connection breaks if it is to be `cut`, or the other side waits until it gives up."""

    def __init__(self, *, cut: bool) -> None:
        super().__init__()
        self._cut = cut

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        """Break or wait."""
        if self._cut:
            scope["app"].state.cut(scope)
        while (await receive())["type"] != "http.disconnect":
            pass
