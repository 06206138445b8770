"""A challenge, its team, and who may do what (design: the people; requirements 1-13)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Role(StrEnum):
    """A seat in the team. The values are those of the replay file and the database."""

    challenge_manager = "challenge_manager"
    lead_peer = "lead_peer"
    peer = "peer"
    support_officer = "support_officer"

    @property
    def words(self) -> str:
        """The role as it is said to people."""
        return _TITLES[self]


_TITLES = {
    Role.challenge_manager: "challenge manager",
    Role.lead_peer: "lead peer",
    Role.peer: "peer",
    Role.support_officer: "project support officer",
}


class Action(StrEnum):
    """What someone may or may not do; one row of the role table each."""

    post_evidence = "post a post-it"
    read_wall = "read the wall"
    place_evidence = "place a post-it"
    back_theme = "back a theme or propose for it"
    decide_theme = "change, agree or drop a theme"
    issue_digest = "issue the digest"
    approve_brief = "approve a brief"
    compile_documents = "make the slides and the report"
    see_timetable = "see the timetable"
    change_timetable = "import or change the timetable"
    set_up = "change the set-up"
    close = "close the challenge"


_EVIDENCE_TEAM = frozenset({Role.challenge_manager, Role.lead_peer, Role.peer})

#: The role table. A support officer has logistics, not evidence (requirement 7).
WHO_MAY: dict[Action, frozenset[Role]] = {
    Action.post_evidence: _EVIDENCE_TEAM,
    Action.read_wall: _EVIDENCE_TEAM,
    Action.place_evidence: _EVIDENCE_TEAM,
    Action.back_theme: _EVIDENCE_TEAM,
    Action.decide_theme: frozenset({Role.challenge_manager, Role.lead_peer}),
    Action.issue_digest: frozenset({Role.challenge_manager}),
    Action.approve_brief: frozenset({Role.challenge_manager, Role.lead_peer}),
    Action.compile_documents: frozenset({Role.challenge_manager, Role.lead_peer}),
    Action.see_timetable: frozenset(Role),
    Action.change_timetable: frozenset({Role.challenge_manager, Role.support_officer}),
    Action.set_up: frozenset({Role.challenge_manager}),
    Action.close: frozenset({Role.challenge_manager}),
}


def may(role: Role, action: Action) -> bool:
    """Whether `role` may do `action`."""
    return role in WHO_MAY[action]


def who_may(action: Action) -> str:
    """Those who may, as words for a sentence: "the challenge manager or the lead peer"."""
    titles = [f"the {role.words}" for role in Role if role in WHO_MAY[action]]
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} or {titles[-1]}"


@dataclass(frozen=True, slots=True)
class Member:
    """One of the team. `user` is the Slack id; `name` is as the team knows them. Who is `muted` wants no
    reminders.
    """

    user: str
    name: str
    role: Role
    muted: bool = False


@dataclass(frozen=True, slots=True)
class SmallestGroup:
    """From how many people on a group is named to the client. Where fewer than usual were chosen, `reason` is
    the challenge manager's, and `chosen_on` the day.
    """

    people: int
    reason: str = ""
    chosen_on: date | None = None


#: Disclosure control's usual threshold, and the least that may be chosen instead (design: the gate).
USUAL_SMALLEST_GROUP = SmallestGroup(5)
LEAST_SMALLEST_GROUP = 3
#: Characters of the reason for naming smaller groups.
REASON_LIMIT = 200


#: Minutes before a session at which its peers are reminded, and what may be chosen instead.
USUAL_REMINDER = 10
REMINDERS = (5, 10, 15, 20, 30)


@dataclass(frozen=True, slots=True)
class Challenge:
    """One visit to one council, bound to one private channel.

    `dass_times` has one local time a day on site: when the challenge manager and the lead peer meet
    the DASS (requirements 118, 121). `preview_minutes` is how long before it the brief's preview comes,
    `reminder_minutes` how long before a session its peers are reminded.
    On `purge_on` everything of the challenge is deleted.
    """

    id: str
    channel: str
    council: str
    framework: str
    starts_on: date
    days: int
    zone: str
    dass_times: tuple[time, ...]
    preview_minutes: int
    purge_on: date
    #: Whether one of the challenge manager and the lead peer may approve a brief alone.
    one_approves: bool = False
    reminder_minutes: int = USUAL_REMINDER
    #: Whether an approved brief goes to the challenge manager alone, and not to the team's channel.
    briefs_direct: bool = False

    @property
    def ends_on(self) -> date:
        """The last day on site."""
        return self.starts_on + timedelta(days=self.days - 1)

    @property
    def tzinfo(self) -> ZoneInfo:
        """The challenge's zone."""
        return ZoneInfo(self.zone)

    def date_of(self, day: int) -> date:
        """The date of day `day`, counted from 1."""
        return self.starts_on + timedelta(days=day - 1)

    def local_date(self, now: datetime) -> date:
        """The date at the council at the moment `now` (which must carry a zone)."""
        return now.astimezone(self.tzinfo).date()

    def day_number(self, on: date) -> int | None:
        """Which day on site `on` is, from 1, or None when it is none of them."""
        day = (on - self.starts_on).days + 1
        return day if 1 <= day <= self.days else None

    def dass_meeting(self, day: int) -> datetime:
        """The moment of day `day`'s meeting with the DASS, in the challenge's zone."""
        return datetime.combine(self.date_of(day), self.dass_times[day - 1], tzinfo=self.tzinfo)

    def preview_due(self, day: int) -> datetime:
        """When the preview of day `day`'s brief is due, in the challenge's zone."""
        # Wall-clock arithmetic would slip at a clock change: subtract on the UTC line.
        return datetime.fromtimestamp(
            self.dass_meeting(day).timestamp() - self.preview_minutes * 60, tz=self.tzinfo
        )


def still_to_approve(
    team: Iterable[Member], approved_by: Collection[Role], *, one_approves: bool
) -> frozenset[Role]:
    """The roles that must still approve a brief: the challenge manager and, where there is one, the lead peer
    (requirement 118); where one of them is enough, both until one has.
    """
    if one_approves and approved_by:
        return frozenset()
    roles = {member.role for member in team if may(member.role, Action.approve_brief)}
    return frozenset(roles.difference(approved_by))


#: When a challenge's meetings with the DASS are unless told otherwise (requirement 121).
USUAL_DASS_TIME = time(17, 30)
LAST_DAY_DASS_TIME = time(12, 30)


def usual_dass_times(days: int) -> tuple[time, ...]:
    """The manual's times for a visit of `days` days: 17.30, and 12.30 on the last."""
    return (*([USUAL_DASS_TIME] * (days - 1)), LAST_DAY_DASS_TIME)
