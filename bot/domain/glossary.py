"""A framework's glossary: the vocabulary of practice under each statement, and the statement's sub-topics.

Data, as the framework itself: `bot/frameworks/glossary/<key>.toml`, read when it is first asked for. A
framework without such a file has an empty glossary: statements are then suggested from its own text, and
themes are found by likeness alone.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.domain import framework as frameworks
from bot.domain.framework import Framework, FrameworkError

_FOLDER = Path(__file__).parent.parent / "frameworks" / "glossary"


@dataclass(frozen=True, slots=True)
class SubTopic:
    """A subject that often comes up under a statement ("waiting times"). `words` put a post-it there; `said`
    are notes as peers write them. `label` is shown to people.
    """

    key: str
    label: str
    words: tuple[str, ...]
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """The vocabulary of one statement, and its sub-topics in the file's order."""

    statement: str
    words: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    topics: tuple[SubTopic, ...] = ()


@dataclass(frozen=True, eq=False)
class Glossary:
    """The entries of a framework, by the statement's key; a statement may have none. Two are never equal."""

    framework: str
    entries: Mapping[str, Entry]

    def of(self, statement: str) -> Entry:
        """The entry of the statement with this key; an empty one where there is none."""
        return self.entries.get(statement) or Entry(statement)


@cache
def load(key: str) -> Glossary:
    """The glossary of the framework with this key, read once. A faulty file is a FrameworkError."""
    framework = frameworks.load(key)
    file = _FOLDER / f"{framework.key}.toml"
    return read(file, framework) if file.is_file() else Glossary(framework.key, {})


def read(path: Path, framework: Framework) -> Glossary:
    """The glossary of `framework` in the file at `path`. A faulty file is a FrameworkError."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FrameworkError(path.name, "", f"not a TOML file: {error}") from error
    reader = _Reader(f"glossary/{path.name}")
    reader.known(data, "", {"statements"})
    entries = dict[str, Entry]()
    for number, each in enumerate(reader.tables(data, "statements", ""), 1):
        entry = reader.entry(each, f"statements[{number}]")
        if not framework.has(entry.statement):
            raise FrameworkError(reader.file, f"statements[{number}].key", "is no statement of the framework")
        if entry.statement in entries:
            raise FrameworkError(reader.file, f"statements[{number}].key", "is there twice")
        entries[entry.statement] = entry
    return Glossary(framework.key, entries)


class _Reader:
    """Turns a file's data into entries, and says of anything wrong where it is."""

    def __init__(self, file: str) -> None:
        self.file = file

    def entry(self, data: Mapping[str, Any], at: str) -> Entry:
        self.known(data, at, {"key", "words", "said", "topics"})
        topics = tuple(
            self._topic(one, f"{at}.topics[{number}]")
            for number, one in enumerate(self.tables(data, "topics", at), 1)
        )
        for what in ("key", "label"):
            names = [getattr(topic, what) for topic in topics]
            if len(set(names)) != len(names):
                raise FrameworkError(self.file, f"{at}.topics", f"two have the same {what}")
        return Entry(
            self._text(data, "key", at), self._texts(data, "words", at), self._texts(data, "said", at), topics
        )

    def _topic(self, data: Mapping[str, Any], at: str) -> SubTopic:
        self.known(data, at, {"key", "label", "words", "said"})
        words = self._texts(data, "words", at)
        if not words:
            raise FrameworkError(self.file, f"{at}.words", "must have at least one")
        return SubTopic(
            self._text(data, "key", at),
            self._text(data, "label", at, frameworks.NAME_LIMIT),
            words,
            self._texts(data, "said", at),
        )

    def known(self, data: Mapping[str, Any], at: str, known: set[str]) -> None:
        for key in data:
            if key not in known:
                raise FrameworkError(self.file, f"{at}.{key}".lstrip("."), "is not a known key")

    def tables(self, data: Mapping[str, Any], key: str, at: str) -> list[Mapping[str, Any]]:
        value = data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise FrameworkError(self.file, f"{at}.{key}".lstrip("."), "must be a list of tables")
        return value

    def _text(self, data: Mapping[str, Any], key: str, at: str, limit: int | None = None) -> str:
        value = data.get(key)
        if not isinstance(value, str) or not value.strip() or (limit is not None and len(value) > limit):
            most = f" of at most {limit} characters" if limit else ""
            raise FrameworkError(self.file, f"{at}.{key}", f"must be a text{most} that isn't empty")
        return value

    def _texts(self, data: Mapping[str, Any], key: str, at: str) -> tuple[str, ...]:
        value = data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            raise FrameworkError(self.file, f"{at}.{key}", "must be a list of texts that aren't empty")
        return tuple(value)
