"""`python -m bot themes`: post-its of a file grouped into themes, each with its draft bullet."""

import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, BinaryIO

from bot.commands.lines import Lines, text_of, write
from bot.commands.suggest import framework_of
from bot.domain import glossary as glossaries
from bot.domain.evidence import Kind
from bot.domain.framework import Framework
from bot.domain.themes import Note, Theme
from bot.themes.draft import draft
from bot.themes.group import group

#: Words given as the reason for a theme.
REASONS = 6


def themes(key: str) -> bool:
    """Group the JSON lines of standard input and answer on standard output; False when a line was bad."""
    return answer_lines(sys.stdin.buffer, sys.stdout.buffer, framework_of(key))


def answer_lines(lines: Iterable[bytes], out: BinaryIO, framework: Framework) -> bool:
    """Read all of `lines`, write a line a theme to `out` and one of what is not yet grouped; False when
    a line was bad. An id that was there before is bad too.
    """
    texts = dict[str, str]()
    given = dict[str, Any]()  # an id may be a number: it is given back as it came

    def note(row: dict[str, Any]) -> Note:
        found = _note(row, framework)
        if found.id in texts:
            raise ValueError(f"the id {found.id} is there twice")
        texts[found.id] = found.text
        given[found.id] = row["id"]
        return found

    read = Lines(lines, note)
    grouped = group(list(read), glossaries.load(framework.key))
    for theme in grouped.themes:
        write(
            out,
            {
                "statement": theme.statement,
                "kind": theme.kind.value if theme.kind else None,
                "label": theme.label,
                "posts": [given[post] for post in theme.posts],
                "because": list(_because(theme)),
                "draft": draft(theme, texts).text,
            },
        )
    write(out, {"ungrouped": [given[post] for post in grouped.ungrouped]})
    return read.well


def _note(row: dict[str, Any], framework: Framework) -> Note:
    """A row's note; a ValueError that says what is wrong with it."""
    text = text_of(row)
    key = row.get("id")
    if isinstance(key, bool) or not isinstance(key, str | int):
        raise ValueError('must have an "id", a text or a whole number')  # noqa: TRY004
    statement = row.get("statement")
    if not isinstance(statement, str) or not framework.has(statement):
        raise ValueError(f'"statement" must be one of {", ".join(each.key for each in framework.statements)}')
    kind = row.get("kind")
    if kind is not None and kind not in list(Kind):
        raise ValueError(f'"kind" must be one of {", ".join(Kind)}, or null')
    return Note(str(key), text, statement, Kind(kind) if kind else None)


def _because(theme: Theme) -> Iterator[str]:
    """The words that put the post-its there, those of most of them first."""
    said = list(chain.from_iterable(member.because for member in theme.members))
    order = sorted(set(said), key=lambda word: (-said.count(word), said.index(word)))
    yield from order[:REASONS]
