"""Rules about the framework's statements (requirements 40, 59)."""

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
            name = (
                case.framework.statement(first.statement).name
                if case.framework.has(first.statement)
                else first.statement
            )
            other = f" in stream {first.stream}" if first.stream else ""
            words = f"{name} is the theme{other} at the same time. Let one follow the other."
            yield about("C59", Severity.warning, second, words)


RULES: Iterable[Rule] = (
    Rule("C40", "somebody to ask about every statement", nobody_asked),
    Rule("C59", "no theme twice at once", same_theme_at_once),
)
