"""Rules about who is heard: balance, both days, spread, no manager with their staff, nobody twice, elected
members in a row (requirements 52-56, 61).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from bot.domain.audience import Audience
from bot.domain.times import said
from bot.domain.timetable import Session, in_order
from bot.domain.timetable_rules.findings import Case, Finding, Rule, Severity, about, about_day, listed

#: Interviews from which on one can speak of a balance.
BALANCE_FROM = 3
#: Days of interviews that a visit has, before the one with the presentation.
INTERVIEW_DAYS = 2
_LIVED = frozenset({Audience.lived_experience, Audience.carers})
_HONORIFIC = re.compile(
    r"^(?:(?:cllr|clr|councillor|dr|mrs?|ms|miss|mx|prof(?:essor)?|sir|dame|rev|lord|lady|baroness)\b\.?\s*)+",
    re.I,
)


def balance(case: Case) -> Iterator[Finding]:
    """C52: conversations with senior managers, lived experience and frontline staff in balance."""
    if len(case.heard) < BALANCE_FROM:
        return
    senior = _hearing(case, Audience.senior)
    lived = _hearing(case, *_LIVED)
    frontline = _hearing(case, Audience.frontline)
    groups = {
        "senior managers": senior,
        "people with lived experience or carers": lived,
        "frontline staff": frontline,
    }
    missing = [name for name, sessions in groups.items() if not sessions]
    if missing:
        words = f"nobody is down to hear {_either(missing)}. Add a session, or name who is in one."
        yield Finding("C52", Severity.warning, _capital(words))
        return
    name, most = max(groups.items(), key=lambda group: len(group[1]))
    fewest_name, fewest = min(groups.items(), key=lambda group: len(group[1]))
    if len(most) > 3 * len(fewest):
        words = (
            f"{len(most)} sessions hear {name}, and {len(fewest)} {fewest_name}. "
            f"Give some of the time to {fewest_name}."
        )
        yield Finding("C52", Severity.warning, words)


def both_days(case: Case) -> Iterator[Finding]:
    """C53: lived experience, carers and frontline staff on day one as well as day two."""
    days = case.heard_days[:INTERVIEW_DAYS]
    if len(days) < 2:
        return
    for name, sorts in (
        ("people with lived experience or carers", _LIVED),
        ("frontline staff", frozenset({Audience.frontline})),
    ):
        heard = {session.day for session in _hearing(case, *sorts)}
        for day in days:
            if heard and day not in heard:
                words = (
                    f"{name} are not heard on this day. They should be on the first as well as the second."
                )
                yield about_day("C53", Severity.warning, day, words)


def spread(case: Case) -> Iterator[Finding]:
    """C54: lived experience evenly over the days of interviews, and enough of it. A morning with an interview
    or two, before the presentation, is none of these days.
    """
    number = Counter(session.day for session in case.heard)
    days = [
        day for at, day in enumerate(case.heard_days) if at < INTERVIEW_DAYS or number[day] >= BALANCE_FROM
    ]
    lived = [session for session in _hearing(case, *_LIVED) if session.day in days]
    if len(days) < 2 or not lived:
        return
    if len(lived) < len(days):
        words = (
            f"Only {len(lived)} of {len(case.heard)} sessions hears people with lived experience or carers. "
            "Add others, on each day."
        )
        yield Finding("C54", Severity.hint, words)
    counts = {day: sum(session.day == day for session in lived) for day in days}
    fewest, most = min(days, key=lambda day: counts[day]), max(days, key=lambda day: counts[day])
    if counts[most] - counts[fewest] > 1:
        words = (
            f"{counts[fewest]} sessions hear people with lived experience or carers, and {counts[most]} on "
            f"day {most}. Spread them evenly."
        )
        yield about_day("C54", Severity.warning, fewest, words)


def managers_apart(case: Case) -> Iterator[Finding]:
    """C55: no line or senior manager with their staff."""
    for session in case.heard:
        sorts = case.audience(session)
        if Audience.managers in sorts and Audience.frontline in sorts:
            words = (
                "a manager is there with frontline staff, who may then not speak freely. "
                "If they are the manager's own staff, hear them apart."
            )
            yield about("C55", Severity.warning, session, words)


def nobody_twice(case: Case) -> Iterator[Finding]:
    """C56: several interviews with the same person are made one. Without a name a post tells one person only
    where there is one of it: of social workers there are many.
    """
    before: dict[str, Session] = {}
    short: dict[tuple[str, str, str], tuple[str, Session]] = {}
    for session in case.heard:
        for person in session.people:
            if not person.name and Audience.senior not in case.audience(session):
                continue
            name = _bare(person.name)
            first = before.setdefault(name or f"title {person.title.casefold()}", session)
            if first is session and name and person.title:
                given, family = name.split()[0], name.split()[-1]
                like = (given[0], family, person.title.casefold())
                other, first = short.setdefault(like, (given, session))
                if 1 not in (len(given), len(other)):
                    first = session  # two first names: two people
            if first is not session and (person.name or person.title):
                words = (
                    f"{person.name or person.title} is heard already: {_lower(first.where)}. "
                    "Put the two together, and hear somebody else."
                )
                yield about("C56", Severity.hint, session, words)


def members_in_a_row(case: Case) -> Iterator[Finding]:
    """C61: interviews with elected members one after another, by the same peers."""
    sessions = sorted(_hearing(case, Audience.elected), key=in_order)
    for before, after in pairwise(sessions):
        if before.day != after.day:
            words = (
                f"an elected member, and another was heard on day {before.day}. Hear them one after another."
            )
            yield about("C61", Severity.warning, after, words)
        elif after.start < before.end:
            words = "two sessions with elected members are on at once. Let one follow the other."
            yield about("C61", Severity.warning, after, words)
        elif _between(case, before, after):
            words = (
                f"other sessions lie between this and the elected members at {said(before.start)}. "
                "Hear elected members one after another."
            )
            yield about("C61", Severity.warning, after, words)
        if before.day != after.day:
            continue
        first, second = case.peers(before), case.peers(after)
        if first and second and first != second:
            words = (
                f"elected members are heard by {listed(sorted(second))} here, and by {listed(sorted(first))} "
                "before. Let the same peers hear them all."
            )
            yield about("C61", Severity.warning, after, words)


def _between(case: Case, before: Session, after: Session) -> bool:
    """Whether a slot lies between the two: somebody else is heard then."""
    return any(
        other.day == before.day
        and before.end <= other.start
        and other.end <= after.start
        and other.length > 0
        for other in case.heard
    )


def _hearing(case: Case, *sorts: Audience) -> list[Session]:
    return [session for session in case.heard if not case.audience(session).isdisjoint(sorts)]


def _bare(name: str) -> str:
    return " ".join(_HONORIFIC.sub("", name).casefold().replace(".", " ").split())


def _either(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


RULES: Iterable[Rule] = (
    Rule("C52", "a balance of senior managers, lived experience and frontline staff", balance),
    Rule("C53", "lived experience, carers and frontline staff on both days", both_days),
    Rule("C54", "lived experience spread evenly over the days", spread),
    Rule("C55", "no manager with their staff", managers_apart),
    Rule("C56", "nobody heard twice", nobody_twice),
    Rule("C61", "elected members one after another, by the same peers", members_in_a_row),
)
