"""What a director could try who wants to know who said what. Each attack has what the client has and no more:
the timetable with its names, and every client edition in the order in which it came.

An attack turns each finding that it has something to say about into a claim: the people it may come from. Its
success is the chance of naming the right one by drawing one of them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from bot.domain.framework import Framework
from bot.domain.people import Person
from bot.domain.timetable import Session, Timetable
from tests.reidentification.world import FIRST_DAY, ZONE


@dataclass(frozen=True, slots=True)
class Edition:
    """A client edition as the client has it: when it came, its findings by heading, and all of its text."""

    at: datetime
    findings: Mapping[str, frozenset[str]]
    text: str

    @property
    def all(self) -> frozenset[str]:
        """The findings under every heading."""
        return frozenset().union(*self.findings.values())


@dataclass(frozen=True, slots=True)
class Claim:
    """That a finding comes from one of these people."""

    finding: str
    people: frozenset[Person]


@dataclass(frozen=True, slots=True)
class Client:
    """What the client has. `framework` is public."""

    timetable: Timetable
    editions: Sequence[Edition]
    framework: Framework

    def new(self) -> Iterable[tuple[str, str, list[Session]]]:
        """Each finding when it first came: itself, its heading, and the sessions since the edition before."""
        seen, before = set[str](), None
        for edition in self.editions:
            since = [
                session
                for session in self.timetable.heard
                if (before is None or _ends(session) > before) and _ends(session) <= edition.at
            ]
            for heading, findings in edition.findings.items():
                for finding in sorted(findings - seen):
                    yield finding, heading, since
            seen |= edition.all
            before = edition.at


def _ends(session: Session) -> datetime:
    return datetime.combine(FIRST_DAY + timedelta(days=session.day - 1), session.end, tzinfo=ZONE)


def _people(sessions: Iterable[Session]) -> frozenset[Person]:
    return frozenset(person for session in sessions for person in session.people)


def time_to_session(client: Client) -> list[Claim]:
    """What is new was said in a session since the edition before (trap T3)."""
    return [Claim(finding, _people(since)) for finding, _, since in client.new()]


def theme_to_session(client: Client) -> list[Claim]:
    """And in one that the timetable ties to a statement of the theme it stands under, or to none."""
    claims = []
    for finding, heading, since in client.new():
        theme = next((one for one in client.framework.themes if one.name == heading), None)
        keys = {statement.key for statement in theme.statements} if theme else set()
        about = [session for session in since if session.statement is None or session.statement in keys]
        claims.append(Claim(finding, _people(about or since)))
    return claims


def theme_alone(client: Client) -> list[Claim]:
    """Only the sessions that are tied to the theme's own statements: bolder, and more often wrong."""
    claims = []
    for finding, heading, since in client.new():
        theme = next((one for one in client.framework.themes if one.name == heading), None)
        keys = {statement.key for statement in theme.statements} if theme else set()
        tied = _people(session for session in since if session.statement in keys)
        if tied:
            claims.append(Claim(finding, tied))
    return claims


def unique_role(client: Client) -> list[Claim]:
    """A job title that one person holds, or its initials, in a finding (trap T2)."""
    everyone = _people(client.timetable.heard)
    held = Counter(person.title for person in everyone if person.title)
    claims = []
    for edition in client.editions:
        for finding in sorted(edition.all):
            for person in everyone:
                if held[person.title] == 1 and any(_stands_in(way, finding) for way in _ways(person.title)):
                    claims.append(Claim(finding, frozenset({person})))
    return claims


def _ways(title: str) -> list[str]:
    initials = "".join(word[0] for word in title.split() if word[0].isupper())
    return [title, initials] if len(initials) > 2 else [title]


def _stands_in(words: str, finding: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", finding, re.I) is not None


def rare_word(client: Client) -> list[Claim]:
    """A word of a finding that is in one session's cell of the timetable only: a name, a room, a title."""
    cells = {
        session: _words(
            " ".join([session.place, session.label, *(f"{one.name} {one.title}" for one in session.people)])
        )
        for session in client.timetable.heard
    }
    in_how_many = Counter(word for words in cells.values() for word in words)
    claims = []
    for finding in sorted(frozenset().union(*(edition.all for edition in client.editions))):
        rare = {word for word in _words(finding) if in_how_many[word] == 1}
        sessions = [session for session, words in cells.items() if words & rare]
        if sessions:
            claims.append(Claim(finding, _people(sessions)))
    return claims


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]{4,}", text.casefold()))


def everything(client: Client) -> list[Claim]:
    """Time, theme and rare words together, the narrowest that leaves anyone."""
    rare = {claim.finding: claim.people for claim in rare_word(client)}
    alone = {claim.finding: claim.people for claim in theme_alone(client)}
    claims = []
    for claim in theme_to_session(client):
        people = claim.people
        for narrower in (alone.get(claim.finding), rare.get(claim.finding)):
            if narrower and people & narrower:
                people &= narrower
        claims.append(Claim(claim.finding, people))
    return claims


ATTACKS = {
    "time to session": time_to_session,
    "theme to session": theme_to_session,
    "theme alone": theme_alone,
    "unique role": unique_role,
    "rare word": rare_word,
    "everything together": everything,
}

_NUMBER = re.compile(r"([^,.:(]+?) \((\d+)\)")


def numbers(edition: Edition) -> dict[str, int]:
    """The numbers of people in an edition, by the name of the group."""
    met = re.search(r"(\d[\d,]*) people met(?:: (.*?))?\.", edition.text)
    if met is None:
        return {}
    found = {
        name.removeprefix(" and ").strip(): int(number) for name, number in _NUMBER.findall(met[2] or "")
    }
    return {"all": int(met[1].replace(",", "")), **found}


def subtraction(client: Client) -> list[int]:
    """Each number of people that one gets by taking an edition's numbers from those of any other."""
    told = [numbers(edition) for edition in client.editions]
    return [
        abs(later[name] - earlier[name])
        for earlier, later in combinations(told, 2)
        for name in earlier.keys() & later.keys()
        if later[name] != earlier[name] and not name.startswith("other")  # who those are isn't said
    ]
