"""A visit that breaks no rule, and a way to change it a little."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import time

from bot.domain.challenge import Member, Role
from bot.domain.framework import load
from bot.domain.people import Person
from bot.domain.timetable import Kind, Session, Timetable
from bot.domain.timetable_rules import Finding, check

FRAMEWORK = load("cqc-asc")
TEAM = (
    Member("U0", "Morgan Tate", Role.challenge_manager),
    Member("U1", "Helen Okafor", Role.lead_peer),
    Member("U2", "Dev Malhotra", Role.peer),
    Member("U3", "Siân Prosser", Role.peer),
    Member("U4", "Aisha Rahman", Role.peer),
    Member("U5", "Jo Bell", Role.peer),
    Member("U6", "Tom Ashby", Role.peer),
    Member("U7", "Ruth Lane", Role.peer),
)


def clock(text: str) -> time:
    """ "09.00" as a time."""
    return time.fromisoformat(text.replace(".", ":"))


def team_slot(day: int, span: str, *kinds: Kind) -> Session:
    """Something that the whole team does."""
    start, end = span.split("-")
    return Session(day, clock(start), clock(end), kinds, label=kinds[0].words.capitalize())


def heard(day: int, span: str, stream: str, who: str, peers: str, statement: str | None = None) -> Session:
    """A slot of one stream. `who` is "Name, title", or the label of a focus group."""
    start, end = span.split("-")
    name, comma, title = who.partition(", ")
    return Session(
        day,
        clock(start),
        clock(end),
        (Kind.interview if comma else Kind.focus_group,),
        stream,
        "" if comma else who,
        (Person(name, title),) if comma else (),
        f"Room {'ABC'.index(stream) + 1}",
        tuple(peers.split("/")),
        statement,
    )


def visit() -> tuple[Session, ...]:
    """Two days of interviews and a last day, against which the rules have nothing."""
    return (
        heard(1, "09.00-10.00", "A", "Jane Smith, Director of Adult Services", "Dev/Siân", "governance"),
        heard(1, "09.00-10.00", "B", "Frontline social workers", "Aisha/Jo", "needs"),
        team_slot(1, "10.00-10.30", Kind.break_, Kind.team_meeting),
        heard(1, "10.30-11.30", "A", "Unpaid carers", "Dev/Aisha", "equity"),
        heard(1, "10.30-11.30", "B", "Omar Reid, Head of Commissioning", "Siân/Jo", "provision"),
        team_slot(1, "12.00-13.00", Kind.lunch),
        heard(1, "13.00-14.00", "A", "Cllr Pat Jones, Cabinet Member", "Helen/Tom", "partnerships"),
        heard(1, "14.00-15.00", "A", "Cllr Lee Young, Chair of Scrutiny", "Helen/Tom", "learning"),
        team_slot(1, "16.00-17.00", Kind.team_meeting),
        team_slot(1, "17.30-18.00", Kind.feedback),
        heard(2, "09.00-10.00", "A", "People with lived experience", "Dev/Jo", "prevention"),
        heard(2, "09.00-10.00", "B", "Occupational therapists", "Siân/Aisha", "pathways"),
        team_slot(2, "10.00-10.30", Kind.break_),
        heard(2, "10.30-11.30", "A", "Ann Moss, Service Manager", "Ruth/Siân", "safeguarding"),
        team_slot(2, "12.00-13.00", Kind.lunch),
        team_slot(2, "16.00-17.00", Kind.team_meeting),
        team_slot(2, "17.30-18.00", Kind.feedback),
        team_slot(3, "09.00-12.00", Kind.writing),
        team_slot(3, "13.30-14.30", Kind.presentation),
    )


Change = Callable[[list[Session]], None]


def changed(change: Change) -> tuple[Session, ...]:
    """The visit with something changed in it."""
    sessions = list(visit())
    change(sessions)
    return tuple(sessions)


def put(at: int, **values: object) -> Change:
    """Change a session of the visit."""

    def change(sessions: list[Session]) -> None:
        sessions[at] = replace(sessions[at], **values)  # type: ignore[arg-type]

    return change


def add(*sessions: Session) -> Change:
    """Add sessions to the visit."""
    return lambda before: before.extend(sessions)


def findings(sessions: Sequence[Session], team: Sequence[Member] = TEAM) -> list[Finding]:
    """What the rules find."""
    return check(Timetable(tuple(sessions)), FRAMEWORK, team)
