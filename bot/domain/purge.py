"""When a challenge is purged, when its challenge manager is reminded of it, and what the receipt says
(design: the promise, 5).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from bot.domain.challenge import Challenge
from bot.domain.evidence import tidy

#: Months after the last day on site: unless it is set otherwise, and at most.
USUAL_MONTHS, LONGEST_MONTHS = 6, 24
#: Days before the purge on which the challenge manager is reminded, at this time at the council.
REMINDED_BEFORE = (14, 1)
REMINDED_AT = time(9)
#: While Slack can't be reached, the purge waits for it this long, and then goes on without.
PATIENCE = timedelta(days=7)


def _months_later(on: date, months: int) -> date:
    """The same day of the month, or the month's last where there is none."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def usual_date(ends_on: date) -> date:
    """The purge date of a challenge whose last day is `ends_on`, unless it is set otherwise."""
    return _months_later(ends_on, USUAL_MONTHS)


def latest_date(ends_on: date) -> date:
    """No purge is later."""
    return _months_later(ends_on, LONGEST_MONTHS)


def is_due(challenge: Challenge, now: datetime) -> bool:
    """Whether the purge date has come at the council."""
    return challenge.local_date(now) >= challenge.purge_on


def _moment(challenge: Challenge, days_before: int) -> datetime:
    return datetime.combine(
        challenge.purge_on - timedelta(days=days_before), REMINDED_AT, tzinfo=challenge.tzinfo
    )


def reminder_due(challenge: Challenge, now: datetime) -> tuple[int, datetime] | None:
    """The reminder whose time it is, as its days before the purge, and when it is too late for it; or None.

    Of two that a stopped clock missed only the later one is due.
    """
    ends = [*(_moment(challenge, days) for days in REMINDED_BEFORE[1:])]
    ends.append(datetime.combine(challenge.purge_on, time(), tzinfo=challenge.tzinfo))
    for days, end in zip(REMINDED_BEFORE, ends, strict=True):
        if _moment(challenge, days) <= now < end:
            return days, end
    return None


def folded(name: str) -> str:
    """A council's name, however it is spaced and capitalised."""
    return " ".join(tidy(name).casefold().split())


def name_digest(council: str) -> str:
    """By which a typed name is compared with the council's, in a form that does not hold it."""
    return sha256(folded(council).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Counts:
    """What a purge did, in numbers. `deleted` and `left` are messages of the bot's in Slack; `out_of_reach`
    counts the channel and the direct messages that Slack would not show, and `refused` is why, in Slack's
    names for it. `gave_up`: Slack was not reached for as long as the purge waits.
    """

    post_its: int = 0
    briefs: int = 0
    members: int = 0
    deleted: int = 0
    left: int = 0
    out_of_reach: int = 0
    refused: tuple[str, ...] = ()
    gave_up: bool = False


@dataclass(frozen=True, slots=True)
class Purge:
    """A purge, under way or done. `found` is how many messages it knows of; `visit` says the days of the
    visit while it is under way.
    """

    id: str
    step: str
    day: date
    visit: str
    with_slack: bool
    found: int
    counts: Counts
    error: str | None

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return self.step == DONE


#: The steps of a purge, in their order.
MESSAGES, ROWS, SPACE, RECEIPT, DONE = "messages", "rows", "space", "receipt", "done"
