"""JSON lines in and out: what `deidentify`, `suggest` and `themes` have in common."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, TypeVar

Row = TypeVar("Row")


class Lines:
    """The lines that are not blank, each read by `read` from a JSON object; iterate once.

    A line that can't be read is named on standard error by number, without showing it, and `well` is False
    from then on. `read` says what is wrong by a ValueError.
    """

    def __init__(self, lines: Iterable[bytes], read: Callable[[dict[str, Any]], Row]) -> None:
        self.well = True
        self._lines = lines
        self._read = read

    def __iter__(self) -> Iterator[Any]:
        for number, line in enumerate(self._lines, 1):
            if not line.strip():
                continue
            try:
                row = self._read(_object(line))
            except ValueError as error:
                print(f"line {number}: {error}.", file=sys.stderr)
                self.well = False
                continue
            yield row


def text_of(row: dict[str, Any]) -> str:
    """The row's text; a ValueError where there is none."""
    text = row.get("text")
    if isinstance(text, str):
        return text
    raise ValueError('must be an object with a "text"')


def write(out: BinaryIO, answer: dict[str, Any]) -> None:
    """Write `answer` to `out` as one line, at once."""
    try:
        line = json.dumps(answer, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half a surrogate pair has no UTF-8
        line = json.dumps(answer).encode()
    out.write(line + b"\n")
    out.flush()


def _object(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    except ValueError:
        raise ValueError("not JSON") from None
    except RecursionError:
        raise ValueError("nested too deep") from None
    return row if isinstance(row, dict) else {}
