"""Rules about rooms and buildings, and how many fit (requirements 42, 43, 50, 51, 62)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from bot.domain.audience import Audience
from bot.domain.times import minutes
from bot.domain.timetable import Kind, Session
from bot.domain.timetable_rules.findings import Case, Finding, Rule, Severity, about

GROUP_LIMIT = 10
#: Minutes that it takes to get from one building to another, at the least.
CHANGE_OF_BUILDING = 10

_BASE = re.compile(
    r"\bbase(?:\s*-?\s*room)?\b|\b(?:(?:peer|review|challenge)\s+)?team(?:['’]s)?\s+(?:room|base)\b", re.I
)
_ALIAS = re.compile(r"\bbase\s*-?\s*room\b\s*[:=(,–-]+\s*([^()]+?)\s*\)?\s*$", re.I)
_ROOM = re.compile(
    r"(?:^|[,;/–—-]|\s)\s*(?:(?:\w+\s+)?(?:meeting|committee|interview|training|conference|board|members['’]?)\s+)?"
    r"(?:rooms?|rm|suite|office|floor|pod|lounge|chamber|foyer|reception|gallery)\b\.?\s*[\w.-]{0,4}\s*$"
    r"|\b(?:\d+(?:st|nd|rd|th)|ground|first|second|third|fourth|fifth|top)\s+floor\b",
    re.I,
)
_BUILDING = re.compile(
    r"\b(?:house|centre|center|hall|hospital|library|surgery|hub|school|college|university|court|building|campus|"
    r"church|park|street|road|lane|hq|headquarters|home|offices|clinic|depot|station|annexe?|hotel)\b",
    re.I,
)


def base_room(case: Case) -> Iterator[Finding]:
    """C42: no interviews in the base room. It is the room so called, and any that a slot says is it."""
    aliases = {
        _plain(match[1])
        for session in case.timetable.sessions
        for text in (session.place, session.label)
        if (match := _ALIAS.search(text))
    }
    for session in case.heard:
        if _BASE.search(session.place) or (session.place and _plain(session.place) in aliases):
            yield about(
                "C42",
                Severity.error,
                session,
                "this is in the base room, which is for the team alone. Give it another room.",
            )


def too_many(case: Case) -> Iterator[Finding]:
    """C50: at most ten in a group."""
    for session in case.heard:
        size = max(session.size or 0, len(session.people))
        if size > GROUP_LIMIT:
            words = f"{size} people are expected; a group should have at most {GROUP_LIMIT}. Split it in two."
            yield about("C50", Severity.warning, session, words)


def change_of_building(case: Case) -> Iterator[Finding]:
    """C51: time to get from one building to the next."""
    named = Counter(
        building(session.place) for session in case.heard if session.place and not session.virtual
    )
    # A room without a building is in the one that most are in.
    usual = max(named, key=lambda name: named[name], default="")
    for before, after, peers in _following(case):
        first, second = building(before.place), building(after.place)
        if before.virtual or after.virtual or (first or usual) == (second or usual):
            continue
        gap = minutes(after.start) - minutes(before.end)
        if gap >= CHANGE_OF_BUILDING:
            continue
        who = " and ".join(sorted(peers))
        if first and second:
            words = (
                f"{who} must come from {before.place} to {after.place} in {gap} minutes. "
                f"Leave at least {CHANGE_OF_BUILDING}, or use rooms in one building."
            )
            yield about("C51", Severity.warning, after, words)
        elif _BUILDING.search(before.place if first else after.place):
            words = (
                f"{who} must come from {before.place} to {after.place} in {gap} minutes. "
                "If these are two buildings, leave time to walk."
            )
            yield about("C51", Severity.hint, after, words)


def missing(case: Case) -> Iterator[Finding]:
    """C62: each slot shows name, job title and place. A group has no names."""
    for session in case.heard:
        if not session.place:
            words = 'no room. Write where it is on a line of its own, such as "Room 2".'
            yield about("C62", Severity.error, session, words)
        if not (session.label or session.people):
            yield about(
                "C62", Severity.error, session, "nobody is named. Write who is heard: name, job title."
            )
            continue
        if not any(person.name for person in session.people) and session.people:
            words = f"no name beside the job title {session.people[0].title}. Write the name, too."
            yield about("C62", Severity.error, session, words)
        elif not session.people and session.kind is Kind.interview and not _of_people(case, session):
            words = (
                f'no name for "{session.label}". Write name and job title, or say that it is a focus group.'
            )
            yield about("C62", Severity.warning, session, words)
        nameless = [person.name for person in session.people if person.name and not person.title]
        nameless = [name for name in nameless if not _titled(name)]
        if nameless and not _of_people(case, session):
            words = f"no job title for {', '.join(nameless)}. Write it after the name, with a comma between."
            yield about("C62", Severity.warning, session, words)


def building(place: str) -> str:
    """The building that a place is in, folded to compare; empty where only a room is given."""
    # "Riverside House, Room 3" and "Riverside House Room 3" both leave "riverside house".
    left = place
    while True:
        shorter = _ROOM.sub("", left).strip(" ,;/–—-")
        if shorter == left:
            break
        left = shorter
    parts = [part.strip() for part in re.split(r"[,;]", left)]
    named = [part for part in parts if _BUILDING.search(part)]
    return _plain(named[0] if named else "")


def _following(case: Case) -> Iterator[tuple[Session, Session, frozenset[str]]]:
    """Each session with a peer's next one of the same day, and the peers who go from the one to the other."""
    going: dict[tuple[Session, Session], set[str]] = {}
    last: dict[str, Session] = {}
    for session in case.timetable.sessions:
        for peer in case.peers(session):
            before = last.get(peer)
            if (
                before
                and before.day == session.day
                and before.end <= session.start
                and before.place
                and session.place
            ):
                going.setdefault((before, session), set()).add(peer)
            last[peer] = session
    for (before, session), peers in going.items():
        yield before, session, frozenset(peers)


def _of_people(case: Case, session: Session) -> bool:
    """Whether people who draw on care, or carers, are heard: their names needn't be in the timetable."""
    return not {Audience.lived_experience, Audience.carers}.isdisjoint(case.audience(session))


def _titled(name: str) -> bool:
    """Whether a name says by itself what its owner is: "Cllr Jones"."""
    return bool(re.match(r"(?:cllr|clr|councillor)\b", name, re.I))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split()).removeprefix("the ")


RULES: Iterable[Rule] = (
    Rule("C42", "no interview in the base room", base_room),
    Rule("C50", "at most ten people in a group", too_many),
    Rule("C51", "time to get from one building to another", change_of_building),
    Rule("C62", "name, job title and place of everyone heard", missing),
)
