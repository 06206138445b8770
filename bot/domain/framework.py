"""A framework: the headings that evidence is placed under, and the groups it may come from.

Frameworks are data: one file a framework in `bot/frameworks/`, named by its key. The default, `cqc-asc`, has
the Care Quality Commission's four themes and nine quality statements (requirements 91-96).
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from bot.domain.evidence import SOURCE_GROUP_LIMIT

DEFAULT = "cqc-asc"

#: Characters of a statement's name: Slack's limit for an option's text.
NAME_LIMIT = 75
#: Characters of a statement's short name: Slack's limit for a modal's title, and readable on a button.
SHORT_LIMIT = 24

_FOLDER = Path(__file__).parent.parent / "frameworks"
_KEY = re.compile(r"[a-z][a-z0-9-]{0,39}")


class FrameworkError(ValueError):
    """A framework that can't be used. `str()` names the file, the key in it, and the reason."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}" if key else f"{file}: {reason}")
        self.file = file
        self.key = key
        self.reason = reason


class Voice(StrEnum):
    """The category of evidence that hearing a group gives, after the CQC's four."""

    people = "people"
    staff = "staff"
    partners = "partners"
    processes = "processes"

    @property
    def words(self) -> str:
        """The category as it is said to people."""
        return {
            Voice.people: "People's experience",
            Voice.staff: "Staff and leaders",
            Voice.partners: "Partners",
            Voice.processes: "Processes",
        }[self]


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """Who was heard, as a group and never as one post holder (requirements 69, 99).

    `wider` is what the group is called where naming it would be too narrow. `listed` is the group's place in
    the source's suggested list of interviewees, 0 where it isn't on it.
    """

    key: str
    name: str
    wider: str
    voice: Voice
    lived_experience: bool = False
    listed: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """One heading of the framework. `we` is what the council says of itself there (or the question asked);
    `i_statements` are what a person should be able to say, `summary` what good looks like (requirement 96).
    """

    key: str
    name: str
    short: str
    we: str
    i_statements: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameworkTheme:
    """A group of statements; `covers` says what belongs there, and may be empty."""

    key: str
    name: str
    covers: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Framework:
    """The headings of one sort of challenge, and the groups that evidence may come from.

    `focus_areas` is a second set of labels that some frameworks have (requirement 184); it may be empty.
    """

    key: str
    name: str
    about: str
    themes: tuple[FrameworkTheme, ...]
    groups: tuple[SourceGroup, ...]
    focus_areas: tuple[str, ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements, in the framework's order."""
        return tuple(self._by_key.values())

    def statement(self, key: str) -> Statement:
        """The statement with this key. A key that isn't in the framework is a KeyError."""
        return self._by_key[key]

    def has(self, key: str) -> bool:
        """Whether there is a statement with this key."""
        return key in self._by_key

    def theme_of(self, key: str) -> FrameworkTheme:
        """The theme that the statement with this key is under. An unknown key is a KeyError."""
        statement = self._by_key[key]
        return next(theme for theme in self.themes if statement in theme.statements)

    def place(self, name_or_alias: str) -> Statement | None:
        """The statement that this key, name, short name or alias means, or None.

        Case, punctuation, "&" for "and" and a leading "Quality statement:" make no difference: names of the
        statements vary between sources.
        """
        return self._places.get(_folded(name_or_alias))

    def group(self, name: str) -> SourceGroup | None:
        """The source group with this key or name, in any case, or None."""
        return self._groups.get(_folded(name))

    @cached_property
    def _by_key(self) -> dict[str, Statement]:
        return {statement.key: statement for theme in self.themes for statement in theme.statements}

    @cached_property
    def _places(self) -> dict[str, Statement]:
        return {
            _folded(word): statement
            for statement in self._by_key.values()
            for word in (statement.key, statement.name, statement.short, *statement.aliases)
        }

    @cached_property
    def _groups(self) -> dict[str, SourceGroup]:
        return {_folded(word): group for group in self.groups for word in (group.key, group.name)}


def keys() -> list[str]:
    """The keys of the frameworks there are, the default first."""
    return sorted((file.stem for file in _FOLDER.glob("*.toml")), key=lambda key: (key != DEFAULT, key))


def names() -> dict[str, str]:
    """The frameworks there are: key to name, the default first."""
    return {key: load(key).name for key in keys()}


@cache
def load(key: str) -> Framework:
    """The framework with this key, read once. An unknown key or a faulty file is a FrameworkError."""
    # The key may come from someone's file: it must be one of ours before it becomes part of a path.
    if key not in keys():
        raise FrameworkError("frameworks", "", f"there is no such framework; there are {', '.join(keys())}")
    return read(_FOLDER / f"{key}.toml")


def read(path: Path) -> Framework:
    """The framework in the file at `path`; its key is the file's name. A faulty file is a FrameworkError."""
    file = path.name
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FrameworkError(file, "", f"not a TOML file: {error}") from error
    return _Reader(file).framework(path.stem, data)


def _folded(name: str) -> str:
    name = (
        unicodedata.normalize("NFKC", name).casefold().replace("&", " and ").replace("'", "").replace("’", "")
    )
    words = " ".join(re.sub(r"[\W_]+", " ", name).split())
    return words.removeprefix("quality statement ")


class _Reader:
    """Turns a file's data into a framework, and says of anything wrong where it is."""

    def __init__(self, file: str) -> None:
        self.file = file

    def framework(self, key: str, data: Mapping[str, Any]) -> Framework:
        self._known(data, "", {"name", "about", "focus_areas", "themes", "groups"})
        framework = Framework(
            key=self._key(key, "the file's name"),
            name=self._text(data, "name", "", NAME_LIMIT),
            about=self._text(data, "about", ""),
            themes=tuple(
                self._theme(one, f"themes[{at}]")
                for at, one in enumerate(self._tables(data, "themes", ""), 1)
            ),
            groups=tuple(
                self._group(one, f"groups[{at}]")
                for at, one in enumerate(self._tables(data, "groups", ""), 1)
            ),
            focus_areas=self._texts(data, "focus_areas", ""),
        )
        statements = [statement for theme in framework.themes for statement in theme.statements]
        self._unique("themes", ((theme.key,) for theme in framework.themes))
        self._unique("statements", ((one.key, one.name, one.short, *one.aliases) for one in statements))
        self._unique("groups", ((group.key, group.name) for group in framework.groups))
        return framework

    def _theme(self, data: Mapping[str, Any], at: str) -> FrameworkTheme:
        self._known(data, at, {"key", "name", "covers", "statements"})
        return FrameworkTheme(
            key=self._key(data.get("key"), f"{at}.key"),
            name=self._text(data, "name", at, NAME_LIMIT),
            covers=self._text(data, "covers", at) if "covers" in data else "",
            statements=tuple(
                self._statement(one, f"{at}.statements[{number}]")
                for number, one in enumerate(self._tables(data, "statements", at), 1)
            ),
        )

    def _statement(self, data: Mapping[str, Any], at: str) -> Statement:
        self._known(data, at, {"key", "name", "short", "we", "i_statements", "summary", "aliases"})
        return Statement(
            key=self._key(data.get("key"), f"{at}.key"),
            name=self._text(data, "name", at, NAME_LIMIT),
            short=self._text(data, "short", at, SHORT_LIMIT),
            we=self._text(data, "we", at),
            i_statements=self._texts(data, "i_statements", at),
            summary=self._texts(data, "summary", at),
            aliases=self._texts(data, "aliases", at),
        )

    def _group(self, data: Mapping[str, Any], at: str) -> SourceGroup:
        self._known(data, at, {"key", "name", "wider", "voice", "lived_experience", "listed"})
        voice = data.get("voice")
        if voice not in list(Voice):
            raise FrameworkError(self.file, f"{at}.voice", f"must be one of {', '.join(Voice)}")
        lived = data.get("lived_experience", False)
        if not isinstance(lived, bool):
            raise FrameworkError(self.file, f"{at}.lived_experience", "must be true or false")
        if lived and voice != Voice.people:
            raise FrameworkError(
                self.file, f"{at}.voice", 'must be "people" for a group with lived experience'
            )
        listed = data.get("listed", 0)
        if type(listed) is not int or listed < 0:
            raise FrameworkError(self.file, f"{at}.listed", "must be a whole number, 0 or more")
        return SourceGroup(
            key=self._key(data.get("key"), f"{at}.key"),
            name=self._text(data, "name", at, SOURCE_GROUP_LIMIT),
            wider=self._text(data, "wider", at, SOURCE_GROUP_LIMIT),
            voice=Voice(voice),
            lived_experience=lived,
            listed=listed,
        )

    def _known(self, data: Mapping[str, Any], at: str, known: set[str]) -> None:
        for key in data:
            if key not in known:
                raise FrameworkError(self.file, f"{at}.{key}".lstrip("."), "is not a known key")

    def _key(self, value: object, at: str) -> str:
        if not isinstance(value, str) or not _KEY.fullmatch(value):
            raise FrameworkError(
                self.file, at, "must be a small letter, then small letters, digits and hyphens"
            )
        return value

    def _text(self, data: Mapping[str, Any], key: str, at: str, limit: int | None = None) -> str:
        where = f"{at}.{key}".lstrip(".")
        value = data.get(key)
        if not isinstance(value, str) or not value.strip():
            raise FrameworkError(self.file, where, "must be a text that isn't empty")
        if limit is not None and len(value) > limit:
            raise FrameworkError(self.file, where, f"must have at most {limit} characters")
        return value

    def _texts(self, data: Mapping[str, Any], key: str, at: str) -> tuple[str, ...]:
        value = data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            raise FrameworkError(self.file, f"{at}.{key}".lstrip("."), "must be a list of texts")
        return tuple(value)

    def _tables(self, data: Mapping[str, Any], key: str, at: str) -> list[Mapping[str, Any]]:
        value = data.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
            raise FrameworkError(
                self.file, f"{at}.{key}".lstrip("."), "must be a list of tables, at least one"
            )
        return value

    def _unique(self, what: str, words: Iterable[tuple[str, ...]]) -> None:
        """No two of `words`' owners may answer to the same word; one owner may repeat itself."""
        taken: set[str] = set()
        for mine in words:
            folded = {_folded(word) for word in mine}
            if folded & taken:
                raise FrameworkError(self.file, what, f'"{min(folded & taken)}" is there twice')
            taken |= folded
