"""`python -m bot deidentify`: JSON lines in, masked text and spans out; the same code as the form's."""

import json
from pathlib import Path
from typing import Any

import typer

from bot.errors import Refusal
from bot.privacy.deidentify import Deidentifier, Person


def deidentify(roster: Path | None, explain: bool) -> int:
    """Read `{"text"}` lines from stdin; write `{"text", "spans", "ask"}`, offsets in code points of the input.

    `explain` adds "rules", one a span. A line that is none is named on stderr; the exit code is then 1.
    """
    reader = Deidentifier(_people(roster) if roster else ())
    # A line that isn't UTF-8 is one bad line, and not the end.
    lines = typer.get_text_stream("stdin", encoding="utf-8", errors="surrogateescape")
    code = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        text = _text(line)
        if text is None:
            typer.echo(f'line {number}: not a JSON object with a "text"', err=True)
            code = 1
        else:
            typer.echo(json.dumps(_read(reader, text, explain=explain), ensure_ascii=False))
    return code


def _text(line: str) -> str | None:
    try:
        line.encode()
        row = json.loads(line)
    except (UnicodeEncodeError, json.JSONDecodeError, RecursionError):
        return None
    text = row.get("text") if isinstance(row, dict) else None
    return text if isinstance(text, str) else None


def _read(reader: Deidentifier, text: str, *, explain: bool) -> dict[str, Any]:
    finds = reader.find(text)
    row: dict[str, Any] = {
        "text": reader.mask(text).text,
        "spans": [[find.start, find.end, find.label.value] for find in finds if find.sure],
        "ask": [[find.start, find.end] for find in finds if not find.sure],
    }
    if explain:
        row["rules"] = [[find.start, find.end, find.rule] for find in finds]
    return row


def _people(file: Path) -> list[Person]:
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        return [Person(str(row["name"]), str(row.get("title") or "")) for row in rows]
    except FileNotFoundError:
        raise Refusal(f"{file}: there is no such file.") from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Refusal(f'{file}: must be a JSON list of {{"name", "title"}}.') from None
