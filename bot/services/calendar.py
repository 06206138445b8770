"""One's own sessions as a calendar file, which says less than a reminder does."""

import re
from collections.abc import Iterable
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.documents.calendar import Entry, calendar
from bot.domain.audience import source_group
from bot.domain.challenge import Member
from bot.domain.day import UNANNOUNCED, ends, starts
from bot.domain.people import Person
from bot.domain.timetable import Kind, Session
from bot.errors import Refusal
from db import outbox
from db.challenges import OpenChallenge

NAME = "my-sessions.ics"
FILE = "calendar"
_WORD = re.compile(r"[^\W\d_]+")


def own_sessions(opened: OpenChallenge, member: Member, now: datetime) -> bytes:
    """The calendar file of a member's sessions. Raises Refusal where they have none."""
    plan = opened.plan
    mine = plan.of(member.user) if plan else {}
    # Nobody needs lunch in their calendar; a break that is a team meeting they do.
    kept = {key: one for key, one in mine.items() if not set(one.kinds) <= UNANNOUNCED}
    if plan is None or not kept:
        raise Refusal("The timetable has no session of yours, so there is nothing for a calendar.")
    challenge = opened.challenge
    entries = [
        Entry(
            uid=f"{opened.key.tag('calendar', member.user, key)}@critical-friend",
            start=starts(challenge, one).astimezone(challenge.tzinfo),
            end=ends(challenge, one).astimezone(challenge.tzinfo),
            what=_what(opened, one),
            place=_place(one, opened.roster),
            partners=tuple(name for name in plan.peers(one) if name != member.name),
        )
        for key, one in kept.items()
    ]
    return calendar(entries, challenge.tzinfo, revision=plan.timetable.revision, now=now)


def _what(opened: OpenChallenge, session: Session) -> str:
    kinds = tuple(kind for kind in session.kinds if kind is not Kind.break_) or session.kinds
    group = source_group(session, opened.framework) if session.evidence else None
    said = " and ".join(kind.words for kind in kinds).capitalize()
    return f"Peer challenge: {said}, {group.name}" if group else f"Peer challenge: {said}"


def _place(session: Session, roster: Iterable[Person]) -> str:
    """The room; nothing where it is called after someone who is heard: "Jane Smith's office"."""
    words = _words(session.place)
    own = {word for person in session.people for word in _words(person.name) if len(word) > 1}
    if own & set(words):
        return ""
    for person in roster:
        name = _words(person.name)
        whole = len(name) > 1 and set(name) <= set(words)
        owns = any(f"{word}'s" in session.place.casefold().replace("’", "'") for word in name)
        if whole or owns:
            return ""
    return session.place


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


async def remember(session: AsyncSession, opened: OpenChallenge, user: str, file_id: str) -> None:
    """Keep that `user` is sent a file, so that the purge finds it in Slack."""
    of = opened.challenge.id, opened.key
    await outbox.sent_file(session, *of, kind=FILE, to=user, file=file_id)
