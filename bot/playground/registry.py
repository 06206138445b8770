"""The methods of the Web API: what is registered, and what one call of a method is given."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.playground.checks import Problem
from bot.playground.link import Link
from bot.playground.model import ApiError, Channel, Json
from bot.playground.workspace import Workspace

_SCOPE_FAMILIES = {"private": "groups", "public": "channels", "im": "im"}


@dataclass(frozen=True)
class Call:
    """One call of a method: its arguments, and what it works on.

    `address` is where the stand-in is reached, as in "http://127.0.0.1:8020/"; `home_tab` says whether the
    manifest gives the app one.
    """

    workspace: Workspace
    link: Link
    args: Json
    address: str
    scopes: frozenset[str]
    home_tab: bool = True

    def need(self, *names: str) -> list[str]:
        """These arguments, which must be there."""
        missing = [name for name in names if self.args.get(name) in (None, "")]
        if missing:
            said = tuple(f"[ERROR] missing required field: {name}" for name in missing)
            raise ApiError("invalid_arguments", said)
        return [str(self.args[name]) for name in names]

    def flag(self, name: str) -> bool:
        """A yes-or-no argument, as JSON, form or query give it."""
        return str(self.args.get(name, "")).lower() in {"1", "true"}

    def number(self, name: str, otherwise: int, most: int) -> int:
        """A whole number from 1 to `most`."""
        given = self.args.get(name)
        try:
            found = int(otherwise if given in (None, "") else given)
        except (TypeError, ValueError):
            found = 0
        if not 1 <= found <= most:
            raise ApiError(f"invalid_{name}")
        return found

    def need_scope(self, scope: str) -> None:
        """Refuse, as Slack does, where the app did not ask for `scope`."""
        if scope not in self.scopes:
            raise ApiError("missing_scope", needed=scope, provided=",".join(sorted(self.scopes)))

    def channel(self, purpose: str | None = None) -> Channel:
        """The channel meant, where the bot can see it.

        With a `purpose`, such as "history", the scope for it and the channel's kind is needed.
        """
        (channel_id,) = self.need("channel")
        channel = self.workspace.channel_for_bot(channel_id)
        if purpose is not None:
            self.need_scope(f"{_SCOPE_FAMILIES[channel.kind]}:{purpose}")
        return channel

    def page_of(self, found: list[Json], limit: int) -> tuple[list[Json], Json]:
        """At most `limit` of these from the call's cursor on, and the response_metadata for the rest."""
        cursor = str(self.args.get("cursor") or "0")
        if not cursor.isdecimal() or int(cursor) > len(found):
            raise ApiError("invalid_cursor")
        start, end = int(cursor), int(cursor) + limit
        return found[start:end], {"next_cursor": str(end) if end < len(found) else ""}


Method = Callable[[Call], Awaitable[Json]]


@dataclass(frozen=True)
class Registered:
    """A method, the scope it needs whatever its arguments, and whether it wants the app's own token."""

    run: Method
    scope: str | None = None
    app_token: bool = False
    open_to_all: bool = False


METHODS: dict[str, Registered] = {}


def method(
    name: str, scope: str | None = None, *, app_token: bool = False, open_to_all: bool = False
) -> Callable[[Method], Method]:
    """Registers a method under Slack's name for it."""

    def register(run: Method) -> Method:
        METHODS[name] = Registered(run, scope, app_token, open_to_all)
        return run

    return register


def refuse(problem: Problem | None) -> None:
    """ApiError where there is a problem with what was sent."""
    if problem is not None:
        raise ApiError(problem.error, problem.messages)
