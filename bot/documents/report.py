"""The report (requirements 164-171), as a .docx in the shape of the published ones, made from the
presentation as the manual has it. It renders client text only. What only the team can write is left open
and marked.
"""

from collections.abc import Sequence

from bot.documents.word import Page
from bot.domain import words
from bot.domain.presentation import Chapter, Part, Point, Presentation
from bot.privacy.gate import ClientText

KEY_MESSAGES = "Key messages"
_NO_SCORE = (
    "A peer challenge is done by peers, as critical friends, to support the council's own improvement. It is "
    "not an inspection, and it awards no rating or score. It is a snapshot of the council's work rather than "
    "being totally comprehensive. Nothing in this report is attributable to any individual."
)


def report(presentation: Presentation[ClientText]) -> bytes:
    """The bytes of the .docx. The same presentation gives the same bytes."""
    it = presentation
    page = Page(
        title=f"Peer challenge: {it.council}, report (draft)",
        header=f"Peer challenge of {it.council} · Draft report, {words.short_day(it.day)}",
        day=it.day,
        numbered=True,
    )
    page.title(
        f"Peer challenge: {it.council}",
        "Report of the peer challenge team",
        f"On site {words.span(it.starts_on, it.ends_on)} · {it.framework}",
        f"Draft of {words.short_day(it.day)}: not agreed, and not for publication",
    )
    page.contents()
    page.new_page()
    _summary(page, it)
    _method(page, it)
    _key_messages(page, it)
    for chapter in it.chapters:
        _chapter(page, chapter)
    _recommendations(page, it)
    page.heading("Case file audit", 1)
    page.to_write(
        "Key messages of the case file audit, from its summary. It was only a small sample: say so here. Use "
        "audit file references, never case record numbers."
    )
    _next_steps(page, it)
    page.heading("Appendix", 1)
    page.to_write("The scope agreed with the council, and the team's names and roles.")
    return page.saved()


def _summary(page: Page, it: Presentation[ClientText]) -> None:
    page.heading("Executive summary", 1)
    met = f" met {words.count(it.people_met, 'person', 'people')}," if it.people else ""
    page.text(
        f"The team was in {it.council} {_when(it)}. It{met} considered "
        f"{words.count(it.work.evidence, 'piece')} of evidence, and presented what it found on the last day."
    )
    page.text(_NO_SCORE)
    page.to_write("Two or three paragraphs: the council in its context, and what matters most.")
    parts = [part for chapter in it.chapters for part in chapter.parts]
    good, better = (
        sum(bool(part.strengths) for part in parts),
        sum(bool(part.considerations) for part in parts),
    )
    page.text(
        f"Of the framework's {words.count(len(parts), 'statement')}, the team found strengths under {good} "
        f"and areas for consideration under {better}. What matters most is under “{KEY_MESSAGES}”; each "
        "theme has a chapter of its own, and the recommendations follow."
    )


def _when(it: Presentation[ClientText]) -> str:
    visit = words.span(it.starts_on, it.ends_on)
    return f"on {visit}" if it.starts_on == it.ends_on else f"from {visit}"


def _method(page: Page, it: Presentation[ClientText]) -> None:
    page.heading("Background and method", 1)
    page.to_write("Why the council asked for a peer challenge, and the scope agreed with it.")
    done = it.work
    said = []
    if done.sessions:
        said.append(f"held {words.count(done.sessions, 'conversation')}: interviews and focus groups")
    if it.people:
        said.append(f"met {words.count(it.people_met, 'person', 'people')}")
    if done.hours:
        said.append(f"spent about {words.count(done.hours, 'hour')} of peers' time in these")
    read = f", {done.read:,} of them from documents" if done.read else ""
    said.append(f"considered {words.count(done.evidence, 'piece')} of evidence{read}")
    page.text(f"To prepare this feedback, the team {words.listed(said)}.")
    page.text(
        f"The evidence was placed under the statements of the framework ({it.framework}), discussed daily by "
        "the whole team, and compared across what was read, heard and seen. At the end of each day the "
        "challenge manager and the lead peer shared emerging themes with the council."
    )
    if len(it.people) > 1:
        rows = [(f"{name[:1].upper()}{name[1:]}", f"{number:,}") for name, number in it.people]
        page.table(
            (("Who the team met", "People"), *rows), (12.5, 3.5), "How many people the team met, by group."
        )


def _key_messages(page: Page, it: Presentation[ClientText]) -> None:
    page.heading(KEY_MESSAGES, 1)
    for title, points in (
        ("Strengths", it.key_strengths),
        ("Considerations", it.key_considerations),
        ("Good practice worth sharing", it.good_practice),
    ):
        if points:
            page.heading(title, 2)
            page.bullets(_texts(points))


def _chapter(page: Page, chapter: Chapter[ClientText]) -> None:
    page.heading(chapter.theme.name, 1)
    if chapter.theme.covers:
        page.text(chapter.theme.covers, "Quote")
    for part in chapter.parts:
        _part(page, part, same=part.statement.name == chapter.theme.name)


def _part(page: Page, part: Part[ClientText], *, same: bool) -> None:
    """One statement; where it is `same` as its theme it needs no heading of its own."""
    if not same:
        page.heading(part.statement.name, 2)
    page.text(part.statement.we, "Quote")
    for title, points in (("Strengths", part.strengths), ("Considerations", part.considerations)):
        if points:
            page.heading(title, 3)
            page.bullets(_texts(points))
    page.to_write(
        "Text on this statement, from the team's evidence."
        if part.points
        else "The team has no agreed finding here yet: say what was looked at, or leave the statement out."
    )


def _recommendations(page: Page, it: Presentation[ClientText]) -> None:
    page.heading("Recommendations", 1)
    page.text(
        "The table can become the council's action plan: it is for the council to say by when each is done, "
        "who sees to it, and how it will know."
    )
    rows = [(str(number), text, "", "", "") for number, text in enumerate(_texts(it.recommendations), 1)]
    if not rows:
        rows = [("1", "[To be agreed by the team]", "", "", "")]
    page.table(
        (("", "Recommendation", "By when", "Who", "Measure"), *rows),
        (0.9, 7.6, 2.3, 2.6, 3.0),
        "The recommendations, with room for by when, who and how it is measured.",
    )


def _next_steps(page: Page, it: Presentation[ClientText]) -> None:
    page.heading("Next steps", 1)
    page.text(
        "The final draft of this report is with the council for comment by "
        f"{words.short_day(it.report_due)}, within four weeks of the visit. Before that the peers comment on "
        "it, and the Local Government Association assures its quality. The council returns its comments as "
        "promptly as it can; then the report is agreed and issued."
    )
    page.text(
        "The Local Government Association recommends that reports are published. Whether and when is at the "
        "council's discretion. Three months after the visit the council is asked what came of it."
    )


def _texts(points: Sequence[Point[ClientText]]) -> list[str]:
    return [point.text for point in points]
