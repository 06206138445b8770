"""Setting up a challenge, its team and its times; and finding the one that someone means."""

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from zoneinfo import available_timezones

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery import outbox
from bot.domain import purge
from bot.domain.challenge import (
    LEAST_SMALLEST_GROUP,
    REASON_LIMIT,
    REMINDERS,
    USUAL_REMINDER,
    USUAL_SMALLEST_GROUP,
    Action,
    Challenge,
    Member,
    Role,
    SmallestGroup,
    may,
    usual_dass_times,
    who_may,
)
from bot.domain.evidence import has_words, tidy
from bot.domain.timetable import Timetable
from bot.errors import NotOnTheTeam, Refusal
from bot.privacy.found import Person
from bot.privacy.keys import Keyring
from db import challenges, timetables
from db.challenges import LONGEST_VISIT, OpenChallenge
from db.models import random_id

_log = logging.getLogger(__name__)

#: Minutes before the DASS meeting at which the brief's preview comes (design: drafted by 17.00 for 17.30).
PREVIEW_MINUTES = 30
_COUNCIL_LIMIT = 100
_YEARS = (2000, 2200)
#: A meeting is no earlier, so that its preview comes on the same day.
_EARLIEST = time(0, PREVIEW_MINUTES)
_TIME = re.compile(r"^(\d{1,2})(?:[.:h]?(\d{2}))?\s*(am|pm)?$", re.I)


@dataclass(frozen=True, slots=True)
class SetUp:
    """What the form of `/challenge new` or `/challenge settings` says."""

    council: str
    framework: str
    starts_on: date
    ends_on: date
    zone: str
    dass_times: str
    one_approves: bool = False
    briefs_direct: bool = False
    smallest_group: int = USUAL_SMALLEST_GROUP.people
    why_smaller: str = field(default="", repr=False)
    purge_on: date | None = None  # the usual day
    reminder_minutes: int = USUAL_REMINDER


class BeingPurged(Refusal):
    """The challenge is being deleted; only its own team is told so."""

    def __init__(self) -> None:
        super().__init__(
            "This peer challenge is being deleted. Its challenge manager gets a receipt when it is done."
        )


def check_set_up(form: SetUp) -> tuple[int, tuple[time, ...]]:
    """The number of days and the meeting times that a form means. Raises Refusal, naming the field."""
    if not tidy(form.council):
        raise Refusal("Give the council's name.", field="council")
    if len(tidy(form.council)) > _COUNCIL_LIMIT:
        raise Refusal(f"Keep the name to {_COUNCIL_LIMIT} characters.", field="council")
    if not _YEARS[0] <= form.starts_on.year <= _YEARS[1]:
        raise Refusal("That year can't be right. Choose the day again.", field="starts_on")
    if form.ends_on < form.starts_on:
        raise Refusal("The last day is before the first. Swap them, or correct one.", field="ends_on")
    days = (form.ends_on - form.starts_on).days + 1
    if days > LONGEST_VISIT:
        raise Refusal(f"That is {days} days. A visit has at most {LONGEST_VISIT}.", field="ends_on")
    if form.reminder_minutes not in REMINDERS:
        raise Refusal("Choose one of the list.", field="reminder_minutes")
    if form.smallest_group not in (USUAL_SMALLEST_GROUP.people, LEAST_SMALLEST_GROUP):
        raise Refusal("Choose one of the two.", field="smallest_group")
    if form.smallest_group != USUAL_SMALLEST_GROUP.people and not has_words(form.why_smaller):
        raise Refusal("Say why smaller groups may be named; it is kept.", field="why_smaller")
    if len(form.why_smaller) > REASON_LIMIT:
        raise Refusal(f"Keep the reason to {REASON_LIMIT} characters.", field="why_smaller")
    if form.zone not in available_timezones() or form.zone == "localtime":
        raise Refusal("That is not a time zone. Europe/London is one, for example.", field="zone")
    _check_purge_date(form)
    return days, parse_times(form.dass_times, days)


def _check_purge_date(form: SetUp) -> None:
    if form.purge_on is None:
        return
    if form.purge_on <= form.ends_on:
        raise Refusal("Choose a day after the last day on site.", field="purge_on")
    latest = purge.latest_date(form.ends_on)
    if form.purge_on > latest:
        raise Refusal(
            f"Nothing is kept longer than two years: {latest:%d/%m/%Y} at the latest.", field="purge_on"
        )


def check_still_ahead(form: SetUp, today: date) -> None:
    """Raise Refusal where the purge date has come already: no form of settings deletes anything."""
    if (form.purge_on or purge.usual_date(form.ends_on)) <= today:
        raise Refusal(
            "That day has come already, or is today. Choose a later one; `/challenge close` deletes at once.",
            field="purge_on",
        )


def parse_times(text: str, days: int) -> tuple[time, ...]:
    """The times of the DASS meetings, one a day, as people type them: "17:30, 17.30, 12:30". One time is
    meant for every day; two, for a longer visit, for all days but the last and for the last.
    """
    parts = [part.strip() for part in re.split(r"[,;\s]+(?![ap]m\b)", text) if part.strip()]
    if not parts:
        return usual_dass_times(days)
    times = [_parse_time(part) for part in parts]
    if len(times) == 1:
        times *= days
    elif len(times) == 2 and days > 2:
        times = [*([times[0]] * (days - 1)), times[1]]
    if len(times) != days:
        raise Refusal(
            f"There are {len(times)} times for {days} {'day' if days == 1 else 'days'}. "
            "Give one time a day, separated by commas.",
            field="dass_times",
        )
    return tuple(times)


def _parse_time(text: str) -> time:
    wrong = Refusal("Write the times like 17:30, separated by commas.", field="dass_times")
    match = _TIME.match(text)
    if match is None:
        raise wrong
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half and not 1 <= hour <= 12:
        raise wrong
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise wrong
    if time(hour, minute) < _EARLIEST:
        raise Refusal(
            f"A meeting before {_EARLIEST:%H.%M} leaves no time for its preview.", field="dass_times"
        )
    return time(hour, minute)


def check_team(team: Sequence[Member]) -> None:
    """Raise Refusal, naming the field, where a team can't be one."""
    seen: set[str] = set()
    for member in team:
        if member.user in seen:
            raise Refusal("Someone is in two roles. Give each person one.", field=member.role.value)
        seen.add(member.user)
    if not any(member.role is Role.challenge_manager for member in team):
        raise Refusal("A challenge needs a challenge manager.", field=Role.challenge_manager.value)


def already_there() -> Refusal:
    """One channel has one challenge at most."""
    return Refusal(
        "This channel has a peer challenge already. Type /challenge team or /challenge settings to change "
        "it, or set up the new one in another private channel."
    )


def only(meant: Sequence[OpenChallenge]) -> OpenChallenge:
    """The one challenge that is meant. Raises Refusal where there are several."""
    if len(meant) > 1:
        raise Refusal("You are on more than one team. Type it in the channel of the challenge that you mean.")
    return meant[0]


async def create(
    session: AsyncSession,
    keyring: Keyring,
    *,
    channel: str,
    form: SetUp,
    team: Sequence[Member],
    now: datetime,
    roster: Iterable[Person] = (),
    timetable: Timetable | None = None,
) -> OpenChallenge:
    """Set up a challenge in `channel`. One channel has one challenge at most."""
    days, times = check_set_up(form)
    check_team(team)
    if await challenges.by_channel(session, keyring, channel) is not None:
        raise already_there()
    if await challenges.purged_team(session, channel):
        raise BeingPurged
    challenge = Challenge(
        id=random_id(),
        channel=channel,
        council=tidy(form.council),
        framework=form.framework,
        starts_on=form.starts_on,
        days=days,
        zone=form.zone,
        dass_times=times,
        preview_minutes=PREVIEW_MINUTES,
        purge_on=form.purge_on or purge.usual_date(form.ends_on),
        one_approves=form.one_approves,
        briefs_direct=form.briefs_direct,
    )
    await challenges.add(session, keyring, challenge, roster)
    opened = await by_id(session, keyring, challenge.id)
    await challenges.set_team(session, challenge.id, opened.key, team)
    await timetables.keep(session, challenge.id, opened.key, timetable)
    opened = await by_id(session, keyring, challenge.id)
    await outbox.arm_wall(session, opened, now)
    return opened


async def change_settings(
    session: AsyncSession, opened: OpenChallenge, form: SetUp, *, now: datetime
) -> None:
    """Change the council's name, dates, zone and times, and from how many people on a group is named. The
    framework stays: the wall hangs on it.
    """
    days, times = check_set_up(form)
    await challenges.change(
        session,
        replace(
            opened.challenge,
            council=tidy(form.council),
            starts_on=form.starts_on,
            days=days,
            zone=form.zone,
            dass_times=times,
            purge_on=form.purge_on or purge.usual_date(form.ends_on),
            one_approves=form.one_approves,
            reminder_minutes=form.reminder_minutes,
            briefs_direct=form.briefs_direct,
        ),
    )
    await _choose_smallest_group(session, opened, form, now)


async def _choose_smallest_group(
    session: AsyncSession, opened: OpenChallenge, form: SetUp, now: datetime
) -> None:
    before = opened.smallest_group
    chosen = USUAL_SMALLEST_GROUP
    if form.smallest_group != USUAL_SMALLEST_GROUP.people:
        # The reason may name someone as easily as a post-it does.
        reason = opened.reader.mask(tidy(form.why_smaller)).text
        chosen = SmallestGroup(form.smallest_group, reason, opened.challenge.local_date(now))
    if (chosen.people, chosen.reason) == (before.people, before.reason):
        return
    await challenges.set_smallest_group(session, opened.challenge.id, opened.key, chosen)
    _log.info(
        "challenge %s: groups are named from %s people on, with a reason kept: %s",
        opened.challenge.id,
        chosen.people,
        bool(chosen.reason),
    )


async def change_team(session: AsyncSession, opened: OpenChallenge, team: Sequence[Member]) -> None:
    """Make `team` the challenge's team."""
    check_team(team)
    await challenges.set_team(session, opened.challenge.id, opened.key, team)


async def by_id(session: AsyncSession, keyring: Keyring, challenge_id: str) -> OpenChallenge:
    """The challenge with this id; NotOnTheTeam where there is none (it may have been purged)."""
    opened = await challenges.by_id(session, keyring, challenge_id)
    if opened is None:
        raise NotOnTheTeam
    return opened


async def close_has_begun(session: AsyncSession, keyring: Keyring, challenge_id: str, user: str) -> bool:
    """Whether the challenge is being purged already; only its challenge manager learns that."""
    opened = await challenges.being_purged(session, keyring, challenge_id)
    member = opened.member(user) if opened else None
    return member is not None and may(member.role, Action.close)


def require(opened: OpenChallenge, user: str, action: Action) -> Member:
    """Who `user` is on the team. Raises NotOnTheTeam, or a Refusal that says who may do `action`."""
    member = opened.member(user)
    if member is None:
        raise NotOnTheTeam
    if not may(member.role, action):
        raise Refusal(f"Only {who_may(action)} can {action.value}.")
    return member


async def meant_by(
    session: AsyncSession, keyring: Keyring, user: str, channel: str | None, now: datetime
) -> list[OpenChallenge]:
    """The challenges that `user` may mean: that of the channel, or else their own, those on site first.

    Raises NotOnTheTeam when there is none; someone outside a channel's challenge learns nothing of it.
    Raises BeingPurged for the team of one that is being deleted.
    """
    here = await challenges.by_channel(session, keyring, channel) if channel else None
    if here is not None and here.member(user) is not None:
        return [here]
    if here is None and channel and user in await challenges.purged_team(session, channel):
        raise BeingPurged
    mine = await challenges.of_user(session, keyring, user)
    if not mine and user in await challenges.purged_team(session):
        raise BeingPurged
    if not mine:
        raise NotOnTheTeam
    on_site = [each for each in mine if each.challenge.day_number(each.challenge.local_date(now))]
    return on_site or mine
