"""Errors that are sentences: each says to a user what is wrong and what they can do about it."""

import logging
import traceback
from secrets import token_hex


class Refusal(Exception):
    """Something a user asked for that can't be done. `str()` is one plain sentence or two, shown as it is.

    `field` names the form field it belongs to, when it belongs to one; it never holds what the user typed.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotOnTheTeam(Refusal):
    """Someone outside the challenge: the sentence is the same whether or not there is a challenge."""

    def __init__(self) -> None:
        super().__init__(
            "There is no peer challenge here that you are part of. "
            "If you expected one, ask the challenge manager to add you to the team."
        )


def log_unexpected(log: logging.Logger, what: str, error: BaseException) -> str:
    """Log where an unexpected error came from and return the reference that a user is given.

    The error's own text is left out: it might hold evidence or a name. Slack's error name is let through.
    """
    reference = token_hex(4).upper()
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    name = slack_error(error)
    said = f" ({name})" if name else ""
    log.error("%s: unexpected %s%s, reference %s, at %s", what, type(error).__name__, said, reference, where)
    return reference


def slack_error(error: BaseException) -> str | None:
    """Slack's name for what it refused; None where it was not Slack, or what answered was not Slack."""
    data = getattr(getattr(error, "response", None), "data", None)
    return str(data["error"]) if isinstance(data, dict) and "error" in data else None
