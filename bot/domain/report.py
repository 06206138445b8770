"""Where the report stands, and by when it must be with the client (requirements 164-171)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.challenge import Challenge
from bot.domain.presentation import REPORT_WITHIN

#: Days before the report is due on which its writer is reminded, if it is not with the client yet.
REMINDED_BEFORE = (14, 7, 1)
#: At this time at the council.
REMINDED_AT = time(9)


class Stage(StrEnum):
    """Where the report stands, in the order in which it goes."""

    draft = "draft"
    peers = "peers"
    quality_assurance = "quality_assurance"
    client = "client"
    final = "final"
    published = "published"

    @property
    def words(self) -> str:
        """The stage as it is said to people."""
        return {
            Stage.draft: "Draft",
            Stage.peers: "With the peers, for comment",
            Stage.quality_assurance: "In quality assurance",
            Stage.client: "With the client, for comment",
            Stage.final: "Final: agreed and issued",
            Stage.published: "Published",
        }[self]

    @property
    def with_client(self) -> bool:
        """Whether the client has had it, so that the deadline is met."""
        return list(Stage).index(self) >= list(Stage).index(Stage.client)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a challenge's report stands, since when (None: it was never moved on), and when it is due."""

    stage: Stage
    since: date | None
    due: date

    def late(self, today: date) -> bool:
        """Whether it should be with the client by now, and is not."""
        return today > self.due and not self.stage.with_client


def due(challenge: Challenge) -> date:
    """The last day on which the final draft is to be with the client."""
    return challenge.ends_on + REPORT_WITHIN


def reminder_due(challenge: Challenge, now: datetime) -> tuple[int, datetime] | None:
    """How many days before the report is due its writer is to be reminded now, and until when that makes
    sense; None where it is not the time.
    """
    moments = [_moment(challenge, days) for days in REMINDED_BEFORE]
    ends = [*moments[1:], _moment(challenge, 0)]
    for days, begins, end in zip(REMINDED_BEFORE, moments, ends, strict=True):
        if begins <= now < end:
            return days, end
    return None


def _moment(challenge: Challenge, days_before: int) -> datetime:
    return datetime.combine(
        due(challenge) - timedelta(days=days_before), REMINDED_AT, tzinfo=challenge.tzinfo
    )
