"""What sort of session a text is: "Break/ Team Meeting" is a break and a team meeting."""

import re

from bot.domain.timetable import Kind

_TEAM = r"(?:(?:whole|peer|challenge|full)\s+)*team(?:'s)?"

#: In the order in which they are tried: what an earlier one matched, a later one doesn't see.
_KINDS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.writing,
        rf"(?:{_TEAM}\s+)?(?:presentation|report)\s+(?:writing|preparation|prep|drafting)"
        r"|(?:writing|preparing|preparation\s+(?:of|for)|drafting|finalis(?:e|ing))\s+(?:the\s+)?(?:presentation|report|feedback)",
    ),
    (Kind.feedback, r"(?:informal|daily|initial|verbal)\s+feedback|feedback|no[\s-]+surprises"),
    (Kind.presentation, r"(?:final\s+|opening\s+)?presentation|scene[\s-]setting"),
    (
        Kind.arrival,
        rf"{_TEAM}\s+(?:arriv\w+|gathers?|assembles?)|arriv(?:al|e|es|ing)|domestic\s+arrangements"
        r"|room\s+set[\s-]?up|registration|welcome",
    ),
    (
        Kind.team_meeting,
        rf"{_TEAM}[\s-]+(?:meeting|time|catch[\s-]?up|reflection|reflections|debrief|discussion|huddle|session|only)"
        r"|debrief|triangulation",
    ),
    (Kind.lunch, r"(?:working\s+)?lunch"),
    (Kind.break_, r"(?:comfort|coffee|tea|tea/coffee|refreshment)?\s*break|refreshments|coffee"),
    (Kind.travel, r"travel(?:ling)?(?:\s+time)?|transfer\s+(?:to|between)|walk\s+to|drive\s+to"),
    (Kind.close, r"close|depart(?:ure|s)?|end\s+of\s+(?:day|visit|challenge)|finish"),
    (
        Kind.focus_group,
        r"focus\s+groups?|workshop|round\s*table|discussion\s+group|group\s+discussion|drop[\s-]in",
    ),
    (Kind.observation, r"observation|observ(?:e|es|ing)|shadow(?:ing)?"),
    (Kind.visit, r"(?:site\s+)?visit(?:\s+to)?|tour(?:\s+of)?"),
    (Kind.interview, r"interviews?"),
    (Kind.meeting, r"meeting"),
)
_FIND = tuple((kind, re.compile(rf"\b(?:{pattern})\b", re.I)) for kind, pattern in _KINDS)

#: What the whole team does: a row of the grid with one of these isn't a stream's.
TEAM_KINDS = frozenset(
    {
        Kind.writing,
        Kind.feedback,
        Kind.presentation,
        Kind.arrival,
        Kind.team_meeting,
        Kind.lunch,
        Kind.break_,
        Kind.travel,
        Kind.close,
    }
)
#: The kinds of session that a cell's first word or words may say: "Observation: Safeguarding Adults Board".
_PREFIX = re.compile(
    r"(?P<kind>focus\s+group|workshop|round\s*table|discussion\s+group|drop[\s-]in|observation(?:\s+of)?|observe|"
    r"shadowing|(?:site\s+)?visit(?:\s+to)?|tour(?:\s+of)?|interview(?:\s+with)?|meeting(?:\s+with)?)"
    r"(?:\s+\d{1,2}(?=\s*[:–—-]))?\s*(?::|-|–|—|\bwith\b)?\s*(?P<rest>.*)",
    re.I,
)


def kinds_of(text: str) -> tuple[Kind, ...]:
    """The kinds that `text` speaks of, in its order; empty where it speaks of none."""
    found: list[tuple[int, Kind]] = []
    left = text.replace("’", "'")
    for kind, pattern in _FIND:
        match = pattern.search(left)
        if match:
            found.append((match.start(), kind))
            left = pattern.sub(lambda match: "\x00" * len(match[0]), left)
    kinds = [kind for _, kind in sorted(found)]
    # A bare "meeting" beside another kind says nothing more: "Focus group meeting".
    return tuple(kind for kind in kinds if kind is not Kind.meeting or len(kinds) == 1)


def team_kinds(text: str) -> tuple[Kind, ...]:
    """The kinds of what the whole team does, where `text` begins with one: none for "Jo Break, Manager"."""
    start = text.strip().replace("’", "'")
    for kind, pattern in _FIND:
        if kind in TEAM_KINDS and pattern.match(start):
            return tuple(each for each in kinds_of(start) if each in TEAM_KINDS)
    return ()


def kind_and_rest(text: str) -> tuple[Kind, str] | None:
    """The kind that a cell's line begins with, and the rest: "Focus group: carers" has "carers"."""
    match = _PREFIX.fullmatch(text.strip())
    if match is None:
        return None
    kinds = kinds_of(match["kind"])
    return (kinds[0], match["rest"].strip()) if kinds else None
