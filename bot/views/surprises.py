"""The surprises check as a page, for the challenge manager and the lead peer alone. A team edition."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from bot.domain.surprises import How, Said, Surprise, Was, counts
from bot.views import words

_MARK = {Was.kept: "{}", Was.gone: "~~{}~~", Was.new: "**{}**"}


@dataclass(frozen=True, slots=True)
class Check:
    """What was checked and found. `held` has the words of the findings that wait; `meeting` is when the
    client is met last before the presentation; `headings` has the heading that each bullet stands under.
    """

    council: str
    day: date
    said: Sequence[Said]
    found: Sequence[Surprise]
    headings: dict[str, str]
    meeting: time | None = None
    held: Sequence[str] = ()


def summary(check: Check) -> str:
    """How many bullets the client has heard, heard differently, and never."""
    counted = counts(check.said, check.found)
    return (
        f"{words.count(len(check.said), 'bullet')}: the client has heard {counted[None]:,} as "
        f"{'it is' if counted[None] == 1 else 'they are'}, {counted[How.differently]:,} differently, "
        f"and {counted[How.never]:,} never."
    )


def markdown(check: Check) -> str:
    """The check as a Markdown page."""
    return "\n".join([*_lines(check), ""])


def _lines(check: Check) -> Iterator[str]:
    yield from ("# Surprises check: slides and report", "")
    yield f"{check.council}, {words.full_day(check.day)}. For the challenge manager and the lead peer only."
    yield from ("", summary(check))
    if check.found:
        at = f" at {check.meeting:%H.%M}" if check.meeting else ""
        yield from ("", f"For each: raise it{at}, drop it, or accept it and say why.")
    for how, title in ((How.never, "Never raised"), (How.differently, "Heard differently")):
        found = [one for one in check.found if one.how is how]
        if found:
            yield from ("", f"## {title}", "")
        for one in found:
            yield from _one(check, one)
    if check.held:
        yield from ("", "## Not in the slides or the report yet", "")
        yield "Too few people were heard since the last brief: the client could tell who said it."
        yield ""
        yield from (f"- {text}" for text in check.held)


def _one(check: Check, one: Surprise) -> Iterator[str]:
    yield f"- {check.headings.get(one.said.id, '')}: {one.said.words}".replace("- : ", "- ")
    if one.heard is not None:
        when = f"on day {one.heard.day}" if one.heard.day else "in a brief"
        yield f"  - Heard {when}: {one.heard.words}"
        if one.difference:
            yield f"  - Changed: {' '.join(_MARK[was].format(text) for was, text in one.difference)}"
