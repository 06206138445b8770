"""Presentations for tests, made as the bot makes them: agreed findings, composed and passed by a gate."""

from collections.abc import Sequence
from datetime import date, time

from bot.domain.challenge import Challenge
from bot.domain.evidence import Kind
from bot.domain.findings import Finding, Found
from bot.domain.framework import load
from bot.domain.presentation import Presentation, Work, compose
from bot.privacy.deidentify import Deidentifier
from bot.privacy.gate import ClientText, Gate

CQC = load("cqc-asc")
CHALLENGE = Challenge(
    id="c",
    channel="C1",
    council="Northmere",
    framework="cqc-asc",
    starts_on=date(2026, 3, 24),
    days=3,
    zone="Europe/London",
    dass_times=(time(17, 30), time(17, 30), time(12, 30)),
    preview_minutes=30,
    purge_on=date(2026, 9, 26),
)
DAY = date(2026, 3, 26)
WORK = Work(sessions=34, planned=36, hours=67, evidence=216, read=20)
PEOPLE = (("people who work in adult social care", 77), ("partners", 47), ("others", 13))


def agreed(
    number: int, statement: str = "needs", kind: Kind = Kind.strength, text: str = "", *, advice: bool = False
) -> Found:
    """A finding, told apart by its number."""
    said = text or f"Finding {number} is about something that the council does"
    ids = frozenset({f"post-{number}"})
    return Found(f"finding-{number}", statement, kind, Finding(said), ids, ids, advice)


def many(count: int, *, length: int = 20) -> list[Found]:
    """Findings under all statements, of all kinds, each of `length` words."""
    kinds = (Kind.strength, Kind.consideration, Kind.consideration, Kind.best_practice)
    return [
        agreed(
            number,
            CQC.statements[number % len(CQC.statements)].key,
            kinds[number % len(kinds)],
            " ".join(["Finding", str(number), *["considered"] * (length - 2)]),
            advice=number % 10 == 0,
        )
        for number in range(count)
    ]


def presentation(found: Sequence[Found] = (), day: date = DAY) -> Presentation[ClientText]:
    """The presentation of `found`, passed."""
    composed = compose(CQC, found, CHALLENGE, day=day, work=WORK, people=PEOPLE)
    return Gate(Deidentifier([])).pass_presentation(composed)
