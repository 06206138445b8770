"""`python -m bot deidentify`: the modal's de-identifier on JSON lines, so that anyone can test it."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from bot.commands.lines import Lines, text_of, write
from bot.domain.people import services
from bot.errors import Refusal
from bot.privacy.deidentify import Deidentifier, Person


def deidentify(roster: Path | None, explain: bool) -> bool:
    """Answer each JSON line `{"text"}` of standard input on standard output; False when a line was bad."""
    known = read_roster(roster) if roster else ()
    return answer_lines(
        sys.stdin.buffer, sys.stdout.buffer, Deidentifier(known, allow=services(known)), explain=explain
    )


def read_roster(path: Path) -> tuple[Person, ...]:
    """The people of a roster file: a JSON list of `{"name", "title"}`, the title optional."""
    try:
        rows = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise Refusal(f"The roster {path} could not be read.") from error
    except ValueError as error:
        raise Refusal(f"The roster {path} is not JSON in UTF-8.") from error
    if not isinstance(rows, list) or not all(_is_person(row) for row in rows):
        raise Refusal(f'The roster {path} must be a JSON list of {{"name": "…", "title": "…"}}.')
    return tuple(Person(row["name"], row.get("title") or "") for row in rows)


def answer_lines(lines: Iterable[bytes], out: BinaryIO, deidentifier: Deidentifier, *, explain: bool) -> bool:
    """Write an answer to `out` for each line that is not blank; False when a line was bad."""
    texts = Lines(lines, text_of)
    for text in texts:
        write(out, dict(_answer(text, deidentifier, explain=explain)))
    return texts.well


def _answer(text: str, deidentifier: Deidentifier, *, explain: bool) -> Iterator[tuple[str, Any]]:
    """The parts of an answer. Offsets are in code points of `text`."""
    finds = deidentifier.find(text)
    yield "text", deidentifier.hide(text, finds)
    yield "spans", [[find.start, find.end, find.label.value] for find in finds if find.sure]
    yield "ask", [[find.start, find.end] for find in finds if not find.sure]
    if explain:
        yield "rules", [[find.start, find.end, find.label.value, find.rule] for find in finds]


def _is_person(row: object) -> bool:
    if not isinstance(row, dict) or not isinstance(row.get("name"), str):
        return False
    return row.get("title") is None or isinstance(row["title"], str)
