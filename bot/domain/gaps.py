"""The gaps as the team looks at them: what is missing, and what of the remaining timetable could still bring
it (requirements 126-128). A team edition: nothing of it goes to the client.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.audience import source_group
from bot.domain.challenge import Challenge
from bot.domain.coverage import Coverage, Row, coverage
from bot.domain.day import ends, starts
from bot.domain.evidence import Method
from bot.domain.framework import Framework
from bot.domain.timetable import Kind, Session, Timetable
from bot.domain.wall import Column

#: What is seen, rather than heard.
_SEEN = frozenset({Kind.observation, Kind.visit})


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is covered; by a statement's key the sessions to come that could close a gap there; by a group's
    key those in which a group that was not met is heard; and the sessions that gave no post-it (`quiet`).
    """

    coverage: Coverage
    closing: Mapping[str, tuple[Session, ...]]
    meeting: Mapping[str, tuple[Session, ...]]
    quiet: tuple[Session, ...] = ()
    post_its: int = 0


def gaps(
    framework: Framework,
    challenge: Challenge,
    wall: Sequence[Column],
    timetable: Timetable | None,
    *,
    now: datetime,
    gave: Iterable[Session] | None = None,
) -> Gaps:
    """The gaps at the moment `now`. `gave` are the sessions that post-its came from; None where that is not
    known, and then none is called quiet.
    """
    found = coverage(framework, wall)
    sessions = [one for one in (timetable.sessions if timetable else ()) if one.evidence]
    ahead = [one for one in sessions if starts(challenge, one) > now]
    heard = [(one, source_group(one, framework)) for one in ahead]
    gave = None if gave is None else set(gave)
    return Gaps(
        found,
        {row.statement.key: tuple(closers(framework, row, ahead)) for row in found.rows},
        {
            group.key: tuple(one for one, hears in heard if hears is not None and hears.key == group.key)
            for group in found.not_met
        },
        tuple(
            one for one in sessions if gave is not None and one not in gave and ends(challenge, one) <= now
        ),
        sum(len(column.post_its) for column in wall),
    )


def closers(framework: Framework, row: Row, ahead: Iterable[Session]) -> Iterable[Session]:
    """Those of the sessions to come that could bring what is missing under a statement: tied to it, or to
    none. Those that are tied to it come first.
    """
    fit = []
    for session in ahead:
        if session.statement not in (row.statement.key, None):
            continue
        group = source_group(session, framework)
        ways = [Method.seen] if not _SEEN.isdisjoint(session.kinds) else []
        ways += [Method.heard] if session.heard else []
        groups = [group.name] if group else []
        if any(row.closed_by(framework, groups, way) for way in ways):
            fit.append(session)
    return sorted(fit, key=lambda session: session.statement is None)
