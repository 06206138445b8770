"""Numbers and lists as they are said."""

from collections.abc import Mapping

from bot.domain.evidence import Kind
from bot.domain.words import count, day, full_day, listed
from bot.privacy.found import Label

__all__ = ["MARKS", "count", "day", "full_day", "hidden", "kinds", "listed"]

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


def hidden(counts: Mapping[Label, int]) -> str:
    """What was hidden, as a sentence."""
    parts = [count(counts[label], *_LABELS[label]) for label in Label if counts.get(label)]
    return f"Hidden: {listed(parts)}." if parts else "Nothing had to be hidden."


def kinds(counts: Mapping[Kind, int]) -> str:
    """ "✚ 3 · ▲ 2": how many of each kind there are."""
    return " · ".join(f"{MARKS[kind]} {counts[kind]}" for kind in Kind if counts.get(kind))
