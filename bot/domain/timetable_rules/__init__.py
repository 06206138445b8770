"""The manual's rules for a timetable, and what a timetable breaks of them (requirements 39-71, traps T4-T8).

A rule is named by its group and number in the list of requirements: C42 is "no interviews in the base room".
"""

from collections.abc import Sequence

from bot.domain.challenge import Member
from bot.domain.framework import Framework
from bot.domain.timetable import Timetable
from bot.domain.timetable_rules import clock, hearing, peers, places, statements
from bot.domain.timetable_rules.findings import Case, Finding, Rule, Severity
from bot.domain.timetable_team import team_of

__all__ = ["RULES", "Case", "Finding", "Rule", "Severity", "check"]

#: All rules, in the order of their names.
RULES: tuple[Rule, ...] = tuple(
    sorted(
        (*places.RULES, *peers.RULES, *clock.RULES, *hearing.RULES, *statements.RULES),
        key=lambda rule: rule.name,
    )
)


def check(timetable: Timetable, framework: Framework, team: Sequence[Member] = ()) -> list[Finding]:
    """What a timetable breaks of the manual's rules, by day, time and stream; what is of no day comes last.

    `team` is the challenge's; without one it is who the cells name.
    """
    case = Case(timetable, framework, team_of(timetable, team))
    found = [finding for rule in RULES for finding in rule.finds(case)]
    return sorted(dict.fromkeys(found), key=_in_order)


def _in_order(finding: Finding) -> tuple[int, int, str, int, str]:
    moment = finding.moment
    return (
        finding.day or 999,
        moment.hour * 60 + moment.minute if moment else 9999,
        finding.stream or "",
        list(Severity).index(finding.severity),
        finding.rule,
    )
