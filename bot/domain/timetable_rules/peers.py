"""Rules about who goes: two peers, one place at a time, pairs that change, somebody to spare
(requirements 46, 47, trap T6).
"""

from collections.abc import Iterable, Iterator
from itertools import combinations

from bot.domain.times import said
from bot.domain.timetable import Kind, Session, in_order, pairs
from bot.domain.timetable_rules.findings import Case, Finding, Rule, Severity, about, listed

#: Sessions that a pair must have had, and no others, before it counts as one that never changes.
PAIR_SESSIONS = 3

_TOGETHER = frozenset({Kind.team_meeting, Kind.presentation, Kind.writing})


def two_peers(case: Case) -> Iterator[Finding]:
    """C46: two peers in each interview, wherever possible; and each of them on the team."""
    for session in case.heard:
        peers = case.peers(session)
        if not peers:
            words = 'no peers. Write the two who go, such as "Peers: Dev / Siân".'
            yield about("C46", Severity.warning, session, words)
        elif len(peers) == 1:
            words = f"{next(iter(peers))} is alone. Two peers should go wherever possible: add another."
            yield about("C46", Severity.warning, session, words)
        elif len(peers) > 2:
            words = f"{len(peers)} peers go ({listed(sorted(peers))}); two are enough. Send one elsewhere."
            yield about("C46", Severity.hint, session, words)
    for session in case.timetable.sessions:
        unknown = [name for name in session.peers if case.team.whom(name) is None]
        if unknown:
            words = f"{listed(unknown)}: not clear whom of the team this means. Write first and last name."
            yield about("C46", Severity.error if case.team.given else Severity.warning, session, words)


def one_place(case: Case) -> Iterator[Finding]:
    """C46: nobody in two places at once."""
    for first, second in pairs(case.timetable.sessions):
        if both := case.peers(first) & case.peers(second):
            other = (
                f"stream {first.stream} from {said(first.start)}" if first.stream else f"{said(first.start)}"
            )
            words = f"{listed(sorted(both))} cannot be here and in {other} too. Send somebody else to one."
            yield about("C46", Severity.error, second, words)
            continue
        team, own = (first, second) if _of_the_team(first) else (second, first)
        if _of_the_team(team) and case.peers(own) and own.heard:
            what = next(kind for kind in team.kinds if kind in _TOGETHER).words
            who = listed(sorted(case.peers(own)))
            words = f"{who} would miss the {what} of {said(team.start)}. Move one of the two."
            yield about("C46", Severity.warning, own, words)


def changing_pairs(case: Case) -> Iterator[Finding]:
    """C47: pairs change during the visit."""
    together: dict[frozenset[str], list[Session]] = {}
    partners: dict[str, set[str]] = {}
    for session in case.heard:
        peers = case.peers(session)
        for two in combinations(sorted(peers), 2):
            together.setdefault(frozenset(two), []).append(session)
        for peer in peers:
            partners.setdefault(peer, set()).update(peers - {peer})
    for pair, sessions in together.items():
        days = {session.day for session in sessions}
        alone = all(len(partners[peer]) == 1 for peer in pair)
        if alone and (len(sessions) >= PAIR_SESSIONS or len(days) > 1):
            last = max(sessions, key=in_order)
            words = (
                f"{listed(sorted(pair))} are together in all {len(sessions)} of their sessions. "
                "Pairs should change during the visit: swap one of them with another pair."
            )
            yield Finding("C47", Severity.warning, words, last.day, None, None)


def somebody_to_spare(case: Case) -> Iterator[Finding]:
    """T6: three streams of two take six peers: with a team of six who interview, nobody is to spare."""
    for day in case.heard_days:
        sessions = [session for session in case.heard if session.day == day]
        busiest = max(sessions, key=lambda one: sum(other.at(day, one.start) for other in sessions))
        streams, moment = sum(other.at(day, busiest.start) for other in sessions), busiest.start
        have, need = len(case.team.interviewers), 2 * streams
        if streams < 2 or not have or have > need:
            continue
        severity, words = (
            Severity.hint,
            f"{have} of the team interview: nobody is to spare if someone falls ill.",
        )
        if have < need:
            severity, words = Severity.warning, f"only {have} of the team interview."
        words = (
            f"{streams} sessions at once take {need} peers, and {words} Leave a stream empty now and then."
        )
        yield Finding("T6", severity, f"Day {day}, {said(moment)}: {words}", day, None, moment)


def _of_the_team(session: Session) -> bool:
    return session.stream is None and not session.peers and not _TOGETHER.isdisjoint(session.kinds)


RULES: Iterable[Rule] = (
    Rule("C46", "two peers in each interview, and nobody in two places", two_peers),
    Rule("C46", "two peers in each interview, and nobody in two places", one_place),
    Rule("C47", "pairs that change during the visit", changing_pairs),
    Rule("T6", "somebody to spare", somebody_to_spare),
)
