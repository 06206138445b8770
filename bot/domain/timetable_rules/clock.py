"""Rules about the clock: how long, when it ends, breaks, feedback (requirements 45, 48, 49, trap T4)."""

from collections.abc import Iterable, Iterator

from bot.domain.times import said
from bot.domain.timetable import Kind, Session, in_order, pairs
from bot.domain.timetable_rules.findings import Case, Finding, Rule, Severity, about, about_day, listed

#: Minutes that a session may last, least and most. BTRS has 45 for individuals, 60 to 90 for groups
#: (requirements 189, 190).
LENGTHS: dict[str, dict[Kind, tuple[int, int]]] = {
    "": {Kind.interview: (60, 60), Kind.focus_group: (60, 90)},
    "btrs": {Kind.interview: (45, 60), Kind.focus_group: (60, 90)},
}
#: As many slots one after another are enough without a break between; lunch will do.
SLOTS_WITHOUT_BREAK = 2


def lengths(case: Case) -> Iterator[Finding]:
    """C45: interviews last an hour."""
    allowed = LENGTHS.get(case.framework.key, LENGTHS[""])
    for session in case.heard:
        if session.kind not in allowed:
            continue
        least, most = allowed[session.kind]
        if least <= session.length <= most:
            continue
        usual = f"{least} minutes" if least == most else f"{least} to {most} minutes"
        words = (
            f"{session.length} minutes; {_a(session.kind)} lasts {usual}. "
            f"End it at a time that makes it so, or say that it is something else."
        )
        severity = Severity.warning if session.kind is Kind.interview else Severity.hint
        yield about("C45", severity, session, words)


def ends(case: Case) -> Iterator[Finding]:
    """C48: what is on at the same time ends at the same time."""
    told: set[Session] = set()
    for first, second in pairs(case.heard):
        if first.end == second.end or first in told or second in told:
            continue
        early, late = sorted((first, second), key=lambda one: one.end)
        told.add(late)
        words = (
            f"it ends at {said(late.end)}, while {_other(early)} ends at {said(early.end)}. "
            "Let all that is on at once end together, so that pairs can change."
        )
        yield about("C48", Severity.warning, late, words)


def breaks(case: Case) -> Iterator[Finding]:
    """C49: breaks and team meetings on each day of interviews."""
    for day in case.heard_days:
        sessions = case.timetable.on(day)
        kinds = {kind for session in sessions for kind in session.kinds}
        slots = {session.start for session in sessions if session.heard}
        if Kind.team_meeting not in kinds:
            yield about_day("C49", Severity.warning, day, "no team meeting. Add one at the end of the day.")
        enough = Kind.lunch in kinds and len(slots) <= SLOTS_WITHOUT_BREAK
        if Kind.break_ not in kinds and not enough and len(slots) > 1:
            words = "no break. Add one in the morning and one in the afternoon."
            yield about_day("C49", Severity.warning, day, words)


def feedback(case: Case) -> Iterator[Finding]:
    """T4: the feedback to the DASS takes the challenge manager and the lead peer, wanted elsewhere too."""
    for session in case.timetable.sessions:
        if Kind.feedback not in session.kinds:
            continue
        meetings = [
            other
            for other in case.timetable.sessions
            if Kind.team_meeting in other.kinds and other is not session and _meets(session, other)
        ]
        if meetings or Kind.team_meeting in session.kinds:
            words = (
                "the feedback falls into the team meeting, and the challenge manager and the lead peer "
                "can't be in both. Let the others meet without them, or move one."
            )
            yield about("T4", Severity.hint, session, words)
        running = [other for other in case.heard if _meets(session, other)]
        if running:
            streams = listed(sorted({_other(other) for other in running}))
            words = f"{streams} is still on. Whoever gives the feedback can't be there: end it earlier."
            yield about("T4", Severity.warning, session, words)
        closing = sorted((other for other in case.heard if _closes(other, session)), key=in_order)
        if closing:
            words = (
                f"the last interviews end at {said(session.start)}, just when it starts: "
                "what they heard can't be in it. Start it later, or keep that hour free for who gives it."
            )
            yield about("T4", Severity.hint, session, words)


def _meets(session: Session, other: Session) -> bool:
    """Whether they are on at once; a feedback that is given only a start is on at that moment."""
    return session.overlaps(other) or other.at(session.day, session.start)


def _closes(other: Session, session: Session) -> bool:
    return other.day == session.day and other.end == session.start


def _other(session: Session) -> str:
    return (
        f"stream {session.stream}" if session.stream else f"the {session.kind.words} of {said(session.start)}"
    )


def _a(kind: Kind) -> str:
    return f"an {kind.words}" if kind.words[0] in "aeio" else f"a {kind.words}"


RULES: Iterable[Rule] = (
    Rule("C45", "interviews of an hour", lengths),
    Rule("C48", "sessions at once end at once", ends),
    Rule("C49", "a break and a team meeting each day", breaks),
    Rule("T4", "feedback that clashes with nothing", feedback),
)
