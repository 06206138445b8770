"""What the team presents on the last day and reports afterwards (requirements 157-164): an ordered, pure
description that the slides and the report are both made from, since the report is based on the presentation.

It is generic in its findings. What is composed here is `Presentation[Finding]`, a team edition; only the gate
turns it into one of `ClientText`, which is all that a document is made of.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from bot.domain.challenge import Challenge
from bot.domain.evidence import Kind
from bot.domain.findings import Finding, Found
from bot.domain.framework import Framework, FrameworkTheme, Statement
from bot.domain.timetable import Timetable
from bot.domain.wall import GOOD

#: Days within which the final draft of the report is with the client (requirement 167).
REPORT_WITHIN = timedelta(weeks=4)

Text_co = TypeVar("Text_co", covariant=True)
Other = TypeVar("Other")


@dataclass(frozen=True, slots=True)
class Point(Generic[Text_co]):
    """One bullet, and the id of the finding that it is."""

    id: str
    text: Text_co


@dataclass(frozen=True, slots=True)
class Part(Generic[Text_co]):
    """What was found under one statement."""

    statement: Statement
    strengths: tuple[Point[Text_co], ...]
    considerations: tuple[Point[Text_co], ...]

    @property
    def points(self) -> tuple[Point[Text_co], ...]:
        """All of it."""
        return (*self.strengths, *self.considerations)


@dataclass(frozen=True, slots=True)
class Chapter(Generic[Text_co]):
    """One theme of the framework with its statements, in the framework's order; the empty ones too."""

    theme: FrameworkTheme
    parts: tuple[Part[Text_co], ...]

    @property
    def points(self) -> tuple[Point[Text_co], ...]:
        """All that was found under it."""
        return tuple(point for part in self.parts for point in part.points)


@dataclass(frozen=True, slots=True)
class Work:
    """What the team did: sessions in which people were heard, of those planned; `hours` that the peers spent
    in them, each counted; and pieces of evidence, `read` of them from documents.
    """

    sessions: int = 0
    planned: int = 0
    hours: int = 0
    evidence: int = 0
    read: int = 0


@dataclass(frozen=True, slots=True)
class Presentation(Generic[Text_co]):
    """All that is presented. `day` is when it was drafted; `people` has how many people were met, by the
    names that may be said of them. The key messages are findings of the chapters.
    """

    council: str
    framework: str
    starts_on: date
    ends_on: date
    day: date
    work: Work
    people: tuple[tuple[str, int], ...]
    key_strengths: tuple[Point[Text_co], ...]
    key_considerations: tuple[Point[Text_co], ...]
    chapters: tuple[Chapter[Text_co], ...]
    good_practice: tuple[Point[Text_co], ...]
    recommendations: tuple[Point[Text_co], ...]

    @property
    def people_met(self) -> int:
        """How many people were met; 0 where that is not said."""
        return sum(count for _, count in self.people)

    @property
    def report_due(self) -> date:
        """When the final draft of the report is to be with the client at the latest."""
        return self.ends_on + REPORT_WITHIN

    @property
    def points(self) -> tuple[Point[Text_co], ...]:
        """Every bullet that says something of the council, each finding once."""
        chapters = (point for chapter in self.chapters for point in chapter.points)
        every = (*chapters, *self.good_practice, *self.recommendations)
        return tuple({point.id: point for point in every}.values())

    def map(
        self,
        change: Callable[[Text_co], Other],
        order: Callable[[Sequence[Point[Other]]], Sequence[Point[Other]]],
    ) -> "Presentation[Other]":
        """The same with each finding passed through `change`, and each list of them through `order`."""

        def each(points: Iterable[Point[Text_co]]) -> tuple[Point[Other], ...]:
            return tuple(order([Point(point.id, change(point.text)) for point in points]))

        return Presentation(
            self.council,
            self.framework,
            self.starts_on,
            self.ends_on,
            self.day,
            self.work,
            self.people,
            each(self.key_strengths),
            each(self.key_considerations),
            tuple(
                Chapter(
                    chapter.theme,
                    tuple(
                        Part(part.statement, each(part.strengths), each(part.considerations))
                        for part in chapter.parts
                    ),
                )
                for chapter in self.chapters
            ),
            each(self.good_practice),
            each(self.recommendations),
        )


def compose(
    framework: Framework,
    found: Sequence[Found],
    challenge: Challenge,
    *,
    day: date,
    work: Work,
    people: Iterable[tuple[str, int]] = (),
) -> Presentation[Finding]:
    """The presentation of what was `found`, which comes the most important first."""

    def points(statement: Statement, kinds: Iterable[Kind]) -> tuple[Point[Finding], ...]:
        return tuple(
            _point(one)
            for one in found
            if one.statement == statement.key and one.kind in kinds and not one.recommended
        )

    chapters = tuple(
        Chapter(
            theme,
            tuple(
                Part(each, points(each, GOOD), points(each, {Kind.consideration}))
                for each in theme.statements
            ),
        )
        for theme in framework.themes
    )
    return Presentation(
        council=challenge.council,
        framework=framework.name,
        starts_on=challenge.starts_on,
        ends_on=challenge.ends_on,
        day=day,
        work=work,
        people=tuple(people),
        key_strengths=tuple(_first_of_each(framework, found, GOOD)),
        key_considerations=tuple(_first_of_each(framework, found, {Kind.consideration})),
        chapters=chapters,
        good_practice=tuple(_point(one) for one in found if one.kind is Kind.best_practice),
        recommendations=tuple(_point(one) for one in found if one.recommended),
    )


def _point(found: Found) -> Point[Finding]:
    return Point(found.id, found.finding)


def _first_of_each(
    framework: Framework, found: Sequence[Found], kinds: Iterable[Kind]
) -> Iterator[Point[Finding]]:
    """The most important finding of these kinds under each theme of the framework."""
    for theme in framework.themes:
        keys = {statement.key for statement in theme.statements}
        mine = (one for one in found if one.statement in keys and one.kind in kinds and not one.recommended)
        first = next(mine, None)
        if first is not None:
            yield _point(first)


def work_done(timetable: Timetable | None, challenge: Challenge, until: datetime) -> Work:
    """What the timetable says that the team did until then; nothing without a timetable."""
    if timetable is None:
        return Work()
    held = [
        one
        for one in timetable.heard
        if datetime.combine(challenge.date_of(one.day), one.end, tzinfo=challenge.tzinfo) <= until
    ]
    minutes = sum(one.length * len(one.peers) for one in held)
    return Work(sessions=len(held), planned=len(timetable.heard), hours=round(minutes / 60))


def with_evidence(work: Work, evidence: int, read: int) -> Work:
    """The same with its pieces of evidence counted."""
    return replace(work, evidence=evidence, read=read)
