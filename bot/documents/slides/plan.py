"""Which slides there are, in order, and what is on each: at most six bullets of at most twenty words, what is
more on a second slide. Pure: it knows no file format.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from bot.domain import words
from bot.domain.presentation import Chapter, Part, Point, Presentation
from bot.privacy.gate import ClientText

#: Bullets on a slide, words in a bullet, and rows of a table, at most.
BULLETS, WORDS, ROWS = 6, 20, 10

STRENGTHS, CONSIDERATIONS = "Strengths", "Areas for consideration"
ABOUT = (
    "It is done by peers, as critical friends, to support the council's own improvement.",
    "It is not an inspection, and it awards no rating or score.",
    "It is a snapshot of the council's work, and not totally comprehensive.",
    "What the team read, heard and saw is not attributable to any individual.",
    "There should be no surprises: what is presented was talked about during the visit.",
)
NONE_YET = "The team agrees its recommendations before the presentation; none is agreed yet."

Listed = TypeVar("Listed")


class Look(StrEnum):
    """What sort of slide it is; each has a layout of that name in our own template."""

    opening = "Title Slide"
    content = "Title and Content"
    strengths = "Strengths"
    considerations = "Areas for consideration"
    both = "Comparison"
    section = "Section Header"
    figures = "Figures"
    table = "Title and Table"


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide. `eyebrow` is the line above the title; `others` are the bullets of the right side where
    there are two; `rows` are the table's, the first its head, and `says` what the table shows, for those
    who can't see it; `figures` are numbers with what they count.
    """

    look: Look
    title: str
    eyebrow: str = ""
    bullets: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    text: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    says: str = ""


def plan(presentation: Presentation[ClientText]) -> tuple[Slide, ...]:
    """The slides of a presentation, in their order."""
    return tuple(_slides(presentation))


def plain(pages: Iterable[Slide]) -> Iterator[Slide]:
    """The same slides with a title and a text each, for layouts that have no more than that."""
    for slide in pages:
        if slide.look is Look.both:
            yield Slide(Look.strengths, f"{slide.title}: strengths", slide.eyebrow, slide.bullets)
            other = f"{slide.title}: areas for consideration"
            yield Slide(Look.considerations, other, slide.eyebrow, slide.others)
        elif slide.look is Look.figures:
            lines = tuple(f"{number} {what}" for number, what in slide.figures)
            yield Slide(Look.content, slide.title, slide.eyebrow, lines)
        elif slide.look is Look.table:
            lines = tuple(f"{name}: {number}" for name, number in slide.rows[1:])
            for title, some in _paged(slide.title, lines, BULLETS):
                yield Slide(Look.content, title, slide.eyebrow, some)
        else:
            yield slide


def footer(presentation: Presentation[ClientText]) -> str:
    """What stands at the foot of every slide."""
    return f"Draft for discussion · {presentation.council} · {words.short_day(presentation.day)}"


def _slides(it: Presentation[ClientText]) -> Iterator[Slide]:
    visit = words.span(it.starts_on, it.ends_on)
    yield Slide(
        Look.opening,
        f"Peer challenge: {it.council}",
        text=f"Feedback from the peer challenge team, on site {visit}\nDraft, {words.short_day(it.day)}",
    )
    yield Slide(Look.content, "What a peer challenge is", "Purpose", ABOUT)
    yield from _met(it)
    yield from _listed(Look.strengths, "Key messages: strengths", "Key messages", it.key_strengths)
    yield from _listed(
        Look.considerations,
        "Key messages: areas for consideration",
        "Key messages",
        it.key_considerations,
    )
    for number, chapter in enumerate(it.chapters, 1):
        yield from _chapter(number, chapter)
    yield from _listed(
        Look.strengths, "Good practice worth sharing", "Strengths and innovation", it.good_practice
    )
    if it.recommendations:
        yield from _listed(Look.content, "Recommendations", "For the council", it.recommendations)
    else:
        yield Slide(Look.content, "Recommendations", "For the council", (NONE_YET,))
    yield Slide(
        Look.content,
        "Next steps",
        "After the visit",
        (
            "Questions and discussion now.",
            f"The draft report is with the council for comment by {words.short_day(it.report_due)}.",
            "The team and the Local Government Association check the draft before that.",
            "The council decides whether and when to publish; publication is recommended.",
            "The council turns the recommendations into an action plan and follows it.",
        ),
    )
    yield Slide(
        Look.section,
        "Thank you",
        text=f"To everyone in {it.council} who gave us their time, and spoke openly with us.",
    )


def _met(it: Presentation[ClientText]) -> Iterator[Slide]:
    done = it.work
    planned = f" of {done.planned} planned" if done.planned > done.sessions else ""
    read = f", {done.read:,} of them from documents" if done.read else ""
    figures = (
        (done.sessions, f"{_named(done.sessions, 'conversation')}{planned}"),
        (it.people_met, f"{_named(it.people_met, 'person', 'people')} met"),
        (done.hours, f"{_named(done.hours, 'hour')} of peers' time"),
        (done.evidence, f"{_named(done.evidence, 'piece')} of evidence{read}"),
    )
    shown = tuple((f"{number:,}", what) for number, what in figures if number)
    yield Slide(Look.figures, "What we did", "The visit", figures=shown)
    if len(it.people) > 1:
        rows = tuple((_capital(name), f"{number:,}") for name, number in it.people)
        for page, (title, some) in enumerate(_paged("Who we met", rows, ROWS)):
            says = "People met, by group. " + "; ".join(f"{name}: {number}" for name, number in some) + "."
            head = ("Group" if page == 0 else "Group, continued", "People")
            yield Slide(Look.table, title, "The visit", rows=(head, *some), says=says)


def _chapter(number: int, chapter: Chapter[ClientText]) -> Iterator[Slide]:
    if not chapter.points:
        return
    theme = chapter.theme
    yield Slide(Look.section, theme.name, f"Theme {number}", text=theme.covers)
    for part in chapter.parts:
        yield from _part(theme.name, part)


def _part(theme: str, part: Part[ClientText]) -> Iterator[Slide]:
    """Both sides on one slide where they have room on it, else one after the other."""
    name = part.statement.name
    good, better = part.strengths, part.considerations
    if good and better and max(len(good), len(better)) <= BULLETS // 2:
        left, right = (tuple(fit(point.text) for point in points) for points in (good, better))
        yield Slide(Look.both, name, theme, left, right)
        return
    yield from _listed(Look.strengths, f"{name}: strengths", theme, good)
    yield from _listed(Look.considerations, f"{name}: areas for consideration", theme, better)


def _listed(look: Look, title: str, eyebrow: str, points: Sequence[Point[ClientText]]) -> Iterator[Slide]:
    bullets = tuple(fit(point.text) for point in points)
    for name, some in _paged(title, bullets, BULLETS):
        yield Slide(look, name, eyebrow, some)


def _paged(title: str, items: Sequence[Listed], most: int) -> Iterator[tuple[str, tuple[Listed, ...]]]:
    """The items in pages as even as can be: seven are four and three, not six and one."""
    pages = -(-len(items) // most)
    start = 0
    for page in range(pages):
        end = len(items) * (page + 1) // pages
        name = f"{title} ({page + 1} of {pages})" if pages > 1 else title
        yield name, tuple(items[start:end])
        start = end


def fit(text: str) -> str:
    """`text` within the words that a bullet may have; the report has the whole of it. What is cut says so by
    "…", and ends at the end of a clause where there is one in its later half.
    """
    said = text.split()
    if len(said) <= WORDS:
        return text
    cut = said[:WORDS]
    for at in range(WORDS, WORDS // 2, -1):
        if re.search(r"[.;:,]$", cut[at - 1]):
            return " ".join(cut[:at]).rstrip(".;:,") + "…"
    return " ".join(cut) + "…"


def _named(number: int, one: str, many: str | None = None) -> str:
    """What a number counts, without the number."""
    return words.count(number, one, many).partition(" ")[2]


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
