"""What Slack hands an app to come back with: a trigger for one modal, a response_url for a few messages."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex

from bot.playground.model import ApiError

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 1800.0
RESPONSE_URL_USES = 5


@dataclass
class Trigger:
    """A trigger_id: whose it is and the channel they were in."""

    user: str
    channel: str | None
    made: float
    used: bool = False


@dataclass
class ResponseTarget:
    """What a response_url is for: who acted, where, and on which message."""

    user: str
    channel: str
    message_ts: str | None
    made: float = 0.0
    uses: int = 0


class Tickets:
    """The triggers and response_urls of one workspace. `clock` counts seconds and never goes back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._numbers = itertools.count(1)
        self._triggers: dict[str, Trigger] = {}
        self._targets: dict[str, ResponseTarget] = {}

    def new_trigger(self, user: str, channel: str | None = None) -> str:
        """A trigger_id: one use, three seconds."""
        trigger = f"{next(self._numbers)}.{next(self._numbers)}.{token_hex(16)}"
        self._triggers[trigger] = Trigger(user, channel, self._clock())
        return trigger

    def use_trigger(self, trigger: str) -> Trigger:
        """The trigger, which can't be used again. ApiError where it is too old, used or unknown."""
        found = self._triggers.get(trigger)
        if found is None:
            raise ApiError("invalid_trigger_id")
        if found.used:
            raise ApiError("exchanged_trigger_id")
        if self._clock() - found.made > TRIGGER_SECONDS:
            raise ApiError("expired_trigger_id")
        found.used = True
        return found

    def new_response(self, user: str, channel: str, message_ts: str | None = None) -> str:
        """The id of a response_url: five uses within half an hour."""
        number = token_hex(12)
        self._targets[number] = ResponseTarget(user, channel, message_ts, self._clock())
        return number

    def use_response(self, number: str) -> ResponseTarget:
        """What a response_url is for. ApiError where it is used up, too old or unknown."""
        target = self._targets.get(number)
        if target is None:
            raise ApiError("invalid_url")
        if self._clock() - target.made > RESPONSE_URL_SECONDS:
            raise ApiError("expired_url")
        if target.uses >= RESPONSE_URL_USES:
            raise ApiError("used_url")
        target.uses += 1
        return target
