"""`python -m bot suggest`: the suggestion of a statement on JSON lines, so that anyone can test it."""

import sys
from collections.abc import Iterable
from typing import BinaryIO

from bot.commands.lines import Lines, text_of, write
from bot.domain import framework as frameworks
from bot.domain.framework import Framework, FrameworkError
from bot.errors import Refusal
from bot.themes.suggest import Suggester


def suggest(key: str) -> bool:
    """Answer each JSON line `{"text"}` of standard input on standard output; False when a line was bad."""
    return answer_lines(sys.stdin.buffer, sys.stdout.buffer, Suggester(framework_of(key)))


def framework_of(key: str) -> Framework:
    """The framework with this key; a Refusal that names those there are where it is none of them."""
    try:
        return frameworks.load(key)
    except FrameworkError as error:
        raise Refusal(f"There is no framework {key!r}; there are {', '.join(frameworks.keys())}.") from error


def answer_lines(lines: Iterable[bytes], out: BinaryIO, suggester: Suggester) -> bool:
    """Write the suggestions to `out` for each line that is not blank; False when a line was bad."""
    texts = Lines(lines, text_of)
    for text in texts:
        found = [
            {
                "statement": each.statement,
                "confidence": round(each.confidence, 3),
                "because": list(each.because),
            }
            for each in suggester.suggest(text)
        ]
        write(out, {"suggestions": found})
    return texts.well
