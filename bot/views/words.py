"""Numbers and lists as they are said."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.evidence import Kind
from bot.privacy.found import Label

_LABELS = {
    Label.PERSON: ("name", "names"),
    Label.ROLE: ("job title", "job titles"),
    Label.EMAIL: ("e-mail address", "e-mail addresses"),
    Label.PHONE: ("phone number", "phone numbers"),
    Label.ADDRESS: ("address", "addresses"),
    Label.POSTCODE: ("postcode", "postcodes"),
    Label.NHS: ("NHS number", "NHS numbers"),
    Label.NINO: ("National Insurance number", "National Insurance numbers"),
    Label.CASE_ID: ("record number", "record numbers"),
    Label.DOB: ("date of birth", "dates of birth"),
    Label.SLACK: ("Slack mention", "Slack mentions"),
}

#: The mark of each kind: a shape as well as a colour, for those who don't see the colour.
MARKS = {Kind.strength: "✚", Kind.consideration: "▲", Kind.best_practice: "★", Kind.question: "?"}


def count(number: int, one: str, many: str | None = None) -> str:
    """ "1 post-it", "2 post-its"."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""


def hidden(counts: Mapping[Label, int]) -> str:
    """What was hidden, as a sentence."""
    parts = [count(counts[label], *_LABELS[label]) for label in Label if counts.get(label)]
    return f"Hidden: {listed(parts)}." if parts else "Nothing had to be hidden."


def day(on: date) -> str:
    """ "Tuesday 24 March"."""
    return f"{on:%A} {on.day} {on:%B}"


def kinds(counts: Mapping[Kind, int]) -> str:
    """ "✚ 3 · ▲ 2": how many of each kind there are."""
    return " · ".join(f"{MARKS[kind]} {counts[kind]}" for kind in Kind if counts.get(kind))


def full_day(on: date) -> str:
    """ "Tuesday 24 March 2026"."""
    return f"{day(on)} {on:%Y}"
