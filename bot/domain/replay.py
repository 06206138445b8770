"""The reader of a replay file: a whole challenge as JSON lines (the format: `docs/replay-format.md`).

It reads lines and says which are bad, by number and reason. A reason never holds anything of the line itself:
a line may be evidence, and it ends in a terminal or a log. Whether someone may post is for the services.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.domain.challenge import Member, Role
from bot.domain.evidence import SOURCE_GROUP_LIMIT, SUPPORTING_LIMIT, TEXT_LIMIT, Kind, Method, tidy
from bot.domain.framework import DEFAULT, Framework, FrameworkError, load
from bot.domain.theme_decisions import BULLET_LIMIT, LABEL_LIMIT, Stage
from bot.errors import Refusal

DEFAULT_ZONE = "Europe/London"
DAYS_LIMIT = 14
KEEP_LIMIT = 75  # characters of a word to keep, as in the form that asks about it
NAME_LIMIT = 150  # characters of a council's or a person's name, or a job title

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?")

Person = TypeVar("Person")


@dataclass(frozen=True, slots=True)
class ChallengeLine:
    """The first line. `roster` has the interviewees as (name, job title), for the de-identifier;
    `timetable` is the name of a file beside the replay file, or empty.
    """

    council: str
    framework: str
    starts_on: date
    days: int
    zone: str
    team: tuple[Member, ...]
    roster: tuple[tuple[str, str], ...] = ()
    timetable: str = ""


@dataclass(frozen=True, slots=True)
class PostItLine:
    """Someone writes a post-it at `at`, a moment in the challenge's zone. `text` is raw: not de-identified.

    `statement` is None while unplaced; `source_group` and `supporting` are empty where there is none. `keep`
    has words that may be names and are none.
    """

    number: int
    at: datetime
    who: str
    text: str
    statement: str | None
    kind: Kind
    source_group: str
    method: Method
    supporting: str
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestLine:
    """Someone asks for the brief at `at`, a moment in the challenge's zone."""

    number: int
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """Someone decides on the theme with the name `theme`: in this order they merge the one named `merge` into
    it, reword it, and drop or agree it. What is empty stays as it is.
    """

    number: int
    at: datetime
    who: str
    statement: str
    kind: Kind
    theme: str
    merge: str = ""
    label: str = ""
    bullet: str = ""
    stage: Stage | None = None
    drop: bool = False
    agree: bool = False
    keep: tuple[str, ...] = ()


#: What can happen.
Event = PostItLine | DigestLine | ThemeLine


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that can't be used: its number in the file, from 1, and why, in plain words."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Replay:
    """A file that was read: events by time (those of the same moment in the file's order), and bad lines."""

    challenge: ChallengeLine
    events: tuple[Event, ...]
    bad: tuple[BadLine, ...]


class _BadError(Exception):
    """A reason, on its way to a BadLine or a Refusal."""


def read(lines: Iterable[str]) -> Replay:
    """Read a replay file's lines. Empty lines are passed over, but counted.

    Open the file with `errors="surrogateescape"`, so that what isn't UTF-8 is one bad line. A first line that
    is missing or no challenge is a Refusal, since nothing can run without it.
    """
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip("\ufeff \t\r\n"))
    challenge = _first(next(numbered, None))
    reader = _EventReader(challenge)
    events: list[Event] = []
    bad: list[BadLine] = []
    for number, line in numbered:
        try:
            events.append(reader.event(number, _object(line)))
        except _BadError as error:
            bad.append(BadLine(number, str(error)))
    # Moments, not clock faces: the same clock time comes twice on the night the clocks go back.
    events.sort(key=lambda event: event.at.timestamp())
    return Replay(challenge, tuple(events), tuple(bad))


def _first(numbered: tuple[int, str] | None) -> ChallengeLine:
    if numbered is None:
        raise Refusal("The file is empty: its first line must describe the challenge.")
    number, line = numbered
    try:
        return _challenge(_object(line))
    except _BadError as error:
        raise Refusal(f"Line {number} must describe the challenge, and it can't be used: {error}.") from None


def _object(line: str) -> dict[str, Any]:
    if any("\ud800" <= char <= "\udfff" for char in line):
        raise _BadError("it is not UTF-8 text")
    try:
        value = json.loads(line.strip("\ufeff \t\r\n"))
    except (ValueError, RecursionError):
        raise _BadError("it is not JSON") from None
    if not isinstance(value, dict):
        raise _BadError("it is not a JSON object")
    return value


def _text(data: Mapping[str, Any], key: str, limit: int, *, needed: bool = True) -> str:
    """The text under `key`, or "" when it may be missing or null and is."""
    value = data.get(key)
    if value is None and not needed:
        return ""
    if not isinstance(value, str):
        raise _BadError(f'"{key}" must be a text')
    # JSON can spell half a character ("\ud83d"), which nothing can store.
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise _BadError(f'"{key}" has half a character in it')
    if needed and not tidy(value):
        raise _BadError(f'"{key}" is empty')
    if len(value) > limit:
        raise _BadError(f'"{key}" has more than {limit} characters')
    return value


def _choice(data: Mapping[str, Any], key: str, choices: Iterable[str]) -> str:
    value = data.get(key)
    known = list(choices)
    if not isinstance(value, str) or value not in known:
        raise _BadError(f'"{key}" must be one of {", ".join(known)}')
    return value


def _yes(data: Mapping[str, Any], key: str) -> bool:
    value = data.get(key, False)
    if not isinstance(value, bool):
        raise _BadError(f'"{key}" must be true or false')
    return value


def _keep(data: Mapping[str, Any]) -> tuple[str, ...]:
    words = data.get("keep")
    if words is None:
        return ()
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise _BadError('"keep" must be a list of words')
    if any(len(word) > KEEP_LIMIT for word in words):
        raise _BadError(f'"keep" has a word of more than {KEEP_LIMIT} characters')
    return tuple(words)


def _challenge(data: Mapping[str, Any]) -> ChallengeLine:
    if "do" in data:
        raise _BadError("it is an event")
    council = tidy(_text(data, "council", NAME_LIMIT))
    framework = _text(data, "framework", NAME_LIMIT) if "framework" in data else DEFAULT
    _framework(framework)
    zone = _text(data, "zone", NAME_LIMIT) if "zone" in data else DEFAULT_ZONE
    days = data.get("days")
    if type(days) is not int or not 1 <= days <= DAYS_LIMIT:
        raise _BadError(f'"days" must be a whole number from 1 to {DAYS_LIMIT}')
    return ChallengeLine(
        council=council,
        framework=framework,
        starts_on=_starts_on(data),
        days=days,
        zone=_zone(zone),
        team=_team(data),
        roster=_roster(data),
        timetable=_timetable(data),
    )


def _framework(key: str) -> Framework:
    try:
        return load(key)
    except FrameworkError as error:
        raise _BadError(f'"framework": {error.reason}') from None


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise _BadError('"zone" must be the name of a time zone, such as Europe/London') from None
    return name


def _starts_on(data: Mapping[str, Any]) -> date:
    value = str(data.get("starts_on"))
    try:
        starts_on = date.fromisoformat(value) if _DATE.fullmatch(value) else None
    except ValueError:
        starts_on = None
    if starts_on is None:
        raise _BadError('"starts_on" must be a date such as 2026-03-24')
    # Far enough from the ends of the calendar that neither the days nor a zone can go off it.
    if not 1970 <= starts_on.year <= 9000:
        raise _BadError('"starts_on" must be in a year from 1970 to 9000')
    return starts_on


def _team(data: Mapping[str, Any]) -> tuple[Member, ...]:
    people = data.get("team")
    if not isinstance(people, list) or not people:
        raise _BadError('"team" must be a list of people')
    team = [_person("team", at, person, _member) for at, person in enumerate(people, 1)]
    if len({member.user for member in team}) < len(team):
        raise _BadError('"team" has the same user twice')
    if not any(member.role is Role.challenge_manager for member in team):
        raise _BadError('"team" has no challenge_manager')
    return tuple(team)


def _roster(data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    people = data.get("roster")
    if people is None:
        return ()
    if not isinstance(people, list):
        raise _BadError('"roster" must be a list of people')
    # A faulty entry is not passed over: the de-identifier would not know this person.
    return tuple(_person("roster", at, person, _interviewee) for at, person in enumerate(people, 1))


def _member(person: Mapping[str, Any]) -> Member:
    user, name = _text(person, "user", NAME_LIMIT), tidy(_text(person, "name", NAME_LIMIT))
    return Member(user, name, Role(_choice(person, "role", Role)))


def _interviewee(person: Mapping[str, Any]) -> tuple[str, str]:
    name = tidy(_text(person, "name", NAME_LIMIT))
    return name, tidy(_text(person, "title", NAME_LIMIT, needed=False))


def _person(key: str, at: int, person: object, read_one: Callable[[Mapping[str, Any]], Person]) -> Person:
    """One of the people under `key`; what is wrong with them is said with their place in the list."""
    if not isinstance(person, dict):
        raise _BadError(f'"{key}", person {at}: must be an object')
    try:
        return read_one(person)
    except _BadError as error:
        raise _BadError(f'"{key}", person {at}: {error}') from None


def _timetable(data: Mapping[str, Any]) -> str:
    name = _text(data, "timetable", NAME_LIMIT, needed=False)
    if "/" in name or "\\" in name or name in {".", ".."} or "\0" in name:
        raise _BadError('"timetable" must be the name of a file beside this one, with no folder')
    return name


class _EventReader:
    """Reads the events of one challenge."""

    def __init__(self, challenge: ChallengeLine) -> None:
        self.zone = ZoneInfo(challenge.zone)
        self.first = challenge.starts_on
        self.last = challenge.starts_on + timedelta(days=challenge.days - 1)
        self.team = {member.user for member in challenge.team}
        self.statements = [statement.key for statement in load(challenge.framework).statements]

    def event(self, number: int, data: Mapping[str, Any]) -> Event:
        if "do" not in data and "council" in data:
            raise _BadError("it is a second challenge: a file has one, on its first line")
        does = _choice(data, "do", ("postit", "digest", "theme"))
        at = self._at(data)
        who = _text(data, "who", NAME_LIMIT)
        if who not in self.team:
            raise _BadError('"who" is not on the team')
        if does == "digest":
            return DigestLine(number, at, who)
        if does == "theme":
            return self._theme(number, at, who, data)
        statement = data.get("statement")
        return PostItLine(
            number=number,
            at=at,
            who=who,
            text=_text(data, "text", TEXT_LIMIT),
            statement=None if statement is None else _choice(data, "statement", self.statements),
            kind=Kind(_choice(data, "kind", Kind)),
            source_group=_text(data, "source_group", SOURCE_GROUP_LIMIT, needed=False),
            method=Method(_choice(data, "method", Method)),
            supporting=_text(data, "supporting", SUPPORTING_LIMIT, needed=False),
            keep=_keep(data),
        )

    def _theme(self, number: int, at: datetime, who: str, data: Mapping[str, Any]) -> ThemeLine:
        return ThemeLine(
            number=number,
            at=at,
            who=who,
            statement=_choice(data, "statement", self.statements),
            kind=Kind(_choice(data, "kind", Kind)),
            theme=tidy(_text(data, "theme", LABEL_LIMIT)),
            merge=tidy(_text(data, "merge", LABEL_LIMIT, needed=False)),
            label=_text(data, "label", LABEL_LIMIT, needed=False),
            bullet=_text(data, "bullet", BULLET_LIMIT, needed=False),
            stage=Stage(_choice(data, "stage", Stage)) if data.get("stage") is not None else None,
            drop=_yes(data, "drop"),
            agree=_yes(data, "agree"),
            keep=_keep(data),
        )

    def _at(self, data: Mapping[str, Any]) -> datetime:
        value = str(data.get("at"))
        try:
            written = datetime.fromisoformat(value) if _TIME.fullmatch(value) else None
        except ValueError:
            written = None
        if written is None:
            raise _BadError('"at" must be a local time such as 2026-03-24T12:05')
        if not self.first <= written.date() <= self.last:
            raise _BadError('"at" is not on a day of the challenge')
        # A time that the clocks skip in spring becomes the real one an hour on; of one that comes twice in
        # autumn the first is meant (fold=0).
        return datetime.fromtimestamp(written.replace(tzinfo=self.zone).timestamp(), tz=self.zone)
