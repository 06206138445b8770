"""Challenges and their teams: rows on one side, the domain's own values on the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import BindParameter, bindparam, delete, update
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import framework as frameworks
from bot.domain.challenge import USUAL_SMALLEST_GROUP, Challenge, Member, Role, SmallestGroup
from bot.domain.day import Plan, times_of
from bot.domain.framework import Framework
from bot.domain.met import Heard, Told, heard
from bot.domain.people import services
from bot.domain.timetable import Timetable
from bot.domain.timetable import roster as roster_of
from bot.privacy.found import Person
from bot.privacy.gate import Gate
from bot.privacy.keys import ChallengeKey, Keyring
from db import timetables
from db.engine import rows, table_of
from db.models import ChallengeRow, MemberRow

if TYPE_CHECKING:
    from bot.privacy.deidentify import Deidentifier

#: No visit is longer than this; it bounds the search for those on site.
LONGEST_VISIT = 14

_ROSTER = "roster"
_SMALLEST = "smallest group"
_NAME = "member"
_ROLES = tuple(Role)
# Columns rather than entities: nobody changes what is opened by way of its rows.
_ALL_CHALLENGES = select_columns(table_of(ChallengeRow))
# One that is being purged is opened by nobody but the purge.
_CHALLENGES = _ALL_CHALLENGES.where(col(ChallengeRow.purging).is_(False))
_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_BY_IDS = _CHALLENGES.where(col(ChallengeRow.id).in_(_IDS))
_TEAMS = (
    select_columns(table_of(MemberRow))
    .where(col(MemberRow.challenge_id).in_(_IDS))
    .order_by(col(MemberRow.id))
)
_KEPT_OPEN = 64
_opened: "dict[str, tuple[tuple[object, ...], OpenChallenge]]" = {}


@dataclass(frozen=True)
class OpenChallenge:
    """A challenge with what is needed to work in it: its team, framework, key and roster."""

    challenge: Challenge
    team: tuple[Member, ...]
    framework: Framework
    key: ChallengeKey
    roster: tuple[Person, ...]
    timetable: Timetable | None = None
    smallest_group: SmallestGroup = USUAL_SMALLEST_GROUP

    def member(self, user: str) -> Member | None:
        """Who `user` is on this team, or None."""
        return next((member for member in self.team if member.user == user), None)

    def users(self, *roles: Role) -> tuple[str, ...]:
        """The Slack ids of those in any of `roles`."""
        return tuple(member.user for member in self.team if member.role in roles)

    def heard(self, told: Told, until: datetime) -> Heard:
        """How many people were met until a moment, and since the client was told."""
        if self.timetable is None:
            return Heard()
        return heard(self.timetable, self.challenge, self.framework, told=told, until=until)

    @cached_property
    def plan(self) -> Plan | None:
        """What the clock sends of the timetable; None where there is none."""
        if self.timetable is None:
            return None
        return Plan(self.challenge, self.timetable, self.team, times_of(self.challenge))

    @cached_property
    def reader(self) -> "Deidentifier":
        """The de-identifier that knows this challenge's roster and team."""
        # Heavy: its patterns are made when it is first used.
        from bot.privacy.deidentify import Deidentifier, names_somebody

        # The rooms lead to no one within the team: the gate takes them out.
        sessions = self.timetable.sessions if self.timetable else ()
        labels = [one.label for one in sessions if not names_somebody(one.label)]
        allow = (self.challenge.council, *self._rooms, *services(self.roster, labels))
        return Deidentifier(self.roster, (member.name for member in self.team), allow)

    @cached_property
    def gate(self) -> Gate:
        """The gate that knows what points to people in this challenge."""
        return Gate(self.reader, self._rooms)

    @property
    def _rooms(self) -> tuple[str, ...]:
        sessions = self.timetable.sessions if self.timetable else ()
        return tuple(dict.fromkeys(one.place for one in sessions if one.place and not one.virtual))


def _domain(row: Any) -> Challenge:
    return Challenge(
        id=row.id,
        channel=row.channel,
        council=row.council,
        framework=row.framework,
        starts_on=row.starts_on,
        days=row.days,
        zone=row.zone,
        dass_times=tuple(time.fromisoformat(each) for each in row.dass_times),
        preview_minutes=row.preview_minutes,
        purge_on=row.purge_on,
        one_approves=row.one_approves,
        reminder_minutes=row.reminder_minutes,
        briefs_direct=row.briefs_direct,
    )


async def _open_all(session: AsyncSession, keyring: Keyring, found: Sequence[Any]) -> list[OpenChallenge]:
    """Challenges by their rows, in the same order."""
    members: dict[str, list[Any]] = {row.id: [] for row in found}
    if members:
        for member in await rows(session, _TEAMS, {"ids": list(members)}):
            members[member.challenge_id].append(member)
    return [_open(keyring, row, members[row.id]) for row in found]


def _open(keyring: Keyring, row: Any, members: Sequence[Any]) -> OpenChallenge:
    """A challenge of its rows. What was opened is kept, with its reader, while its rows stay as they are."""
    key = keyring.challenge(row.id, row.wrapped_secret)
    as_stored = (key, row, *members)
    kept = _opened.get(row.id)
    if kept is None or kept[0] != as_stored:
        _opened.pop(row.id, None)
        while len(_opened) >= _KEPT_OPEN:
            _opened.pop(next(iter(_opened)))
        kept = _opened[row.id] = (as_stored, _unseal(key, row, members))
    return kept[1]


def _unseal(key: ChallengeKey, row: Any, members: Iterable[Any]) -> OpenChallenge:
    team = sorted(
        (
            Member(each.user, key.open(each.sealed_name, _NAME), Role(each.role), each.muted)
            for each in members
        ),
        key=lambda member: (_ROLES.index(member.role), member.name),
    )
    roster = key.open(row.sealed_roster, _ROSTER) if row.sealed_roster else []
    timetable = timetables.open_sealed(key, row.sealed_timetable)
    people = [Person(name, title) for name, title in roster]
    people += roster_of(timetable) if timetable else ()
    return OpenChallenge(
        _domain(row),
        tuple(team),
        frameworks.load(row.framework),
        key,
        tuple(dict.fromkeys(people)),
        timetable,
        _smallest_group(key, row),
    )


def _smallest_group(key: ChallengeKey, row: Any) -> SmallestGroup:
    if row.sealed_smallest_group is None:
        return USUAL_SMALLEST_GROUP
    people, reason, chosen_on = key.open(row.sealed_smallest_group, _SMALLEST)
    return SmallestGroup(people, reason, date.fromisoformat(chosen_on))


async def set_smallest_group(
    session: AsyncSession, challenge_id: str, key: ChallengeKey, chosen: SmallestGroup
) -> None:
    """Store from how many people on a group is named."""
    row = await session.get_one(ChallengeRow, challenge_id)
    row.sealed_smallest_group = None
    if chosen.chosen_on is not None:
        body = [chosen.people, chosen.reason, chosen.chosen_on.isoformat()]
        row.sealed_smallest_group = key.seal(body, _SMALLEST)
    session.add(row)
    await session.flush()


async def by_ids(
    session: AsyncSession, keyring: Keyring, challenge_ids: Iterable[str]
) -> dict[str, OpenChallenge]:
    """The challenges with these ids, by id; one that is gone is left out."""
    opened = await _open_all(session, keyring, await rows(session, _BY_IDS, {"ids": list(challenge_ids)}))
    return {each.challenge.id: each for each in opened}


async def by_id(session: AsyncSession, keyring: Keyring, challenge_id: str) -> OpenChallenge | None:
    """The challenge with this id."""
    return (await by_ids(session, keyring, [challenge_id])).get(challenge_id)


async def being_purged(session: AsyncSession, keyring: Keyring, challenge_id: str) -> OpenChallenge | None:
    """The challenge with this id, if it is being purged: for the purge alone."""
    found = await rows(
        session,
        _ALL_CHALLENGES.where(col(ChallengeRow.purging).is_(True)).where(
            col(ChallengeRow.id) == challenge_id
        ),
    )
    opened = await _open_all(session, keyring, found)
    return opened[0] if opened else None


def forget(challenge_id: str) -> None:
    """Keep nothing of a challenge in memory."""
    _opened.pop(challenge_id, None)


async def purged_team(session: AsyncSession, channel: str | None = None) -> set[str]:
    """The Slack ids of those whose challenge is being purged: the one in this channel, or any."""
    wanted = (
        select(MemberRow.user)
        .join(ChallengeRow, col(ChallengeRow.id) == col(MemberRow.challenge_id))
        .where(col(ChallengeRow.purging).is_(True))
    )
    if channel is not None:
        wanted = wanted.where(ChallengeRow.channel == channel)
    return set((await session.exec(wanted)).all())


async def all_open(session: AsyncSession, keyring: Keyring) -> list[OpenChallenge]:
    """Every challenge that is not being purged, the latest first."""
    found = await rows(
        session, _CHALLENGES.order_by(col(ChallengeRow.starts_on).desc(), col(ChallengeRow.id))
    )
    return await _open_all(session, keyring, found)


async def by_channel(session: AsyncSession, keyring: Keyring, channel: str) -> OpenChallenge | None:
    """The challenge bound to this channel."""
    found = await rows(session, _CHALLENGES.where(col(ChallengeRow.channel) == channel))
    opened = await _open_all(session, keyring, found)
    return opened[0] if opened else None


async def of_user(session: AsyncSession, keyring: Keyring, user: str) -> list[OpenChallenge]:
    """The challenges on whose team `user` is, the latest first."""
    found = await rows(
        session,
        _CHALLENGES.join(MemberRow, col(MemberRow.challenge_id) == col(ChallengeRow.id))
        .where(col(MemberRow.user) == user)
        .order_by(col(ChallengeRow.starts_on).desc(), col(ChallengeRow.id)),
    )
    return await _open_all(session, keyring, found)


async def ids_about(session: AsyncSession, today: date) -> list[str]:
    """Ids of the challenges that may be on site on `today`, or a day either side of it (for the zones)."""
    found = await session.exec(
        select(ChallengeRow.id)
        .where(ChallengeRow.starts_on <= today + timedelta(days=1))
        .where(ChallengeRow.starts_on >= today - timedelta(days=LONGEST_VISIT + 1))
        .where(col(ChallengeRow.purging).is_(False))
    )
    return list(found.all())


async def ids_between(session: AsyncSession, first: date, last: date) -> list[str]:
    """Ids of the challenges that may have been on site on one of these days."""
    found = await session.exec(
        select(ChallengeRow.id)
        .where(ChallengeRow.starts_on >= first - timedelta(days=LONGEST_VISIT))
        .where(ChallengeRow.starts_on <= last)
        .where(col(ChallengeRow.purging).is_(False))
    )
    return list(found.all())


async def ids_to_purge_by(session: AsyncSession, day: date) -> list[str]:
    """Ids of the challenges whose purge date is `day` or earlier, and that are not being purged yet."""
    found = await session.exec(
        select(ChallengeRow.id)
        .where(ChallengeRow.purge_on <= day)
        .where(col(ChallengeRow.purging).is_(False))
    )
    return list(found.all())


async def any_secret(session: AsyncSession) -> tuple[str, bytes] | None:
    """Some challenge's id and wrapped secret, to try the master key on."""
    found = await session.exec(select(ChallengeRow.id, ChallengeRow.wrapped_secret).limit(1))
    row = found.first()
    return (row[0], row[1]) if row else None


async def secrets(session: AsyncSession) -> list[tuple[str, bytes]]:
    """Every challenge's id and wrapped secret."""
    found = await session.exec(select(ChallengeRow.id, ChallengeRow.wrapped_secret))
    return [(challenge_id, wrapped) for challenge_id, wrapped in found.all()]


async def set_secret(session: AsyncSession, challenge_id: str, wrapped: bytes) -> None:
    """Store a challenge's secret as it is wrapped now."""
    row = await session.get_one(ChallengeRow, challenge_id, with_for_update=True)
    row.wrapped_secret = wrapped
    session.add(row)


async def lock(session: AsyncSession, challenge_id: str) -> None:
    """Let no other transaction work on this challenge's brief until this one ends."""
    await session.exec(select(ChallengeRow.id).where(ChallengeRow.id == challenge_id).with_for_update())


async def add(
    session: AsyncSession, keyring: Keyring, challenge: Challenge, roster: Iterable[Person]
) -> None:
    """Store a new challenge, with a fresh key of its own."""
    wrapped = keyring.new_challenge(challenge.id)
    key = keyring.challenge(challenge.id, wrapped)
    people = [(person.name, person.title) for person in roster]
    session.add(
        ChallengeRow(
            id=challenge.id,
            channel=challenge.channel,
            wrapped_secret=wrapped,
            sealed_roster=key.seal(people, _ROSTER) if people else None,
            **_columns(challenge),
        )
    )
    await session.flush()


def _columns(challenge: Challenge) -> dict[str, Any]:
    return {
        "council": challenge.council,
        "framework": challenge.framework,
        "starts_on": challenge.starts_on,
        "days": challenge.days,
        "zone": challenge.zone,
        "dass_times": [each.strftime("%H:%M") for each in challenge.dass_times],
        "preview_minutes": challenge.preview_minutes,
        "purge_on": challenge.purge_on,
        "one_approves": challenge.one_approves,
        "reminder_minutes": challenge.reminder_minutes,
        "briefs_direct": challenge.briefs_direct,
    }


async def change(session: AsyncSession, challenge: Challenge) -> None:
    """Store a challenge's changed settings."""
    row = await session.get_one(ChallengeRow, challenge.id)
    row.sqlmodel_update(_columns(challenge))
    session.add(row)
    await session.flush()


async def set_team(
    session: AsyncSession, challenge_id: str, key: ChallengeKey, team: Sequence[Member]
) -> None:
    """Make `team` the challenge's team. Who of it wanted no reminders still wants none."""
    muted = await session.exec(
        delete(MemberRow)
        .where(col(MemberRow.challenge_id) == challenge_id)
        .returning(col(MemberRow.user), col(MemberRow.muted))
    )
    quiet = {user for user, is_muted in muted.all() if is_muted}
    session.add_all(
        MemberRow(
            challenge_id=challenge_id,
            user=member.user,
            role=member.role.value,
            muted=member.muted or member.user in quiet,
            sealed_name=key.seal(member.name, _NAME),
        )
        for member in team
    )
    await session.flush()


async def mute(session: AsyncSession, challenge_id: str, user: str, muted: bool) -> None:
    """Whether `user` wants no reminders of this challenge."""
    await session.exec(
        update(MemberRow)
        .where(col(MemberRow.challenge_id) == challenge_id)
        .where(col(MemberRow.user) == user)
        .values(muted=muted)
    )
