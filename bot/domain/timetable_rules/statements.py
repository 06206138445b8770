"""Rules about the framework's statements (requirements 40, 59, 60)."""

from collections.abc import Iterable, Iterator

from bot.domain.timetable import pairs
from bot.domain.timetable_rules.findings import Case, Finding, Rule, Severity, about


def nobody_asked(case: Case) -> Iterator[Finding]:
    """C40: each statement of the framework has somebody who is asked about it."""
    asked = {
        session.statement for session in case.timetable.sessions if session.statement and session.evidence
    }
    missing = [statement.name for statement in case.framework.statements if statement.key not in asked]
    if not asked:
        words = (
            "No session says which statement it is about, so it can't be told what nobody is asked about. "
            'Write a line such as "Theme: Assessing needs" in a slot.'
        )
        yield Finding("C40", Severity.hint, words)
    elif missing:
        words = f"Nobody will be asked about: {'; '.join(missing)}. Tie a session to each, or add one."
        yield Finding("C40", Severity.warning, words)


def same_theme_at_once(case: Case) -> Iterator[Finding]:
    """C59: no two sessions of the same theme at once, so that the same peers can hear both."""
    evidence = [session for session in case.timetable.sessions if session.evidence and session.statement]
    for first, second in pairs(evidence):
        if first.statement is not None and first.statement == second.statement:
            name = _name(case, first.statement)
            other = f" in stream {first.stream}" if first.stream else ""
            words = f"{name} is the theme{other} at the same time. Let one follow the other."
            yield about("C59", Severity.warning, second, words)


def same_peers_for_a_theme(case: Case) -> Iterator[Finding]:
    """C60: the sessions of a theme one after another, so that the same peers can hear all of it."""
    themes: dict[str, list[frozenset[str]]] = {}
    for session in case.timetable.sessions:
        # Where nobody is named yet, nothing can be told of who hears it.
        if session.evidence and session.statement and session.peers:
            themes.setdefault(session.statement, []).append(case.peers(session))
    apart = [
        f"{_name(case, statement)} ({len(heard)} sessions)"
        for statement, heard in themes.items()
        if len(heard) > 1 and not frozenset.intersection(*heard)
    ]
    if apart:
        words = (
            f"No one peer hears all of a theme: {'; '.join(apart)}. "
            "Let its sessions follow each other, and one peer go to them all."
        )
        yield Finding("C60", Severity.hint, words)


def _name(case: Case, statement: str) -> str:
    return case.framework.statement(statement).name if case.framework.has(statement) else statement


RULES: Iterable[Rule] = (
    Rule("C40", "somebody to ask about every statement", nobody_asked),
    Rule("C59", "no theme twice at once", same_theme_at_once),
    Rule("C60", "the same peers for all of a theme", same_peers_for_a_theme),
)
