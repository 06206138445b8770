"""What would surprise the client: told to the challenge manager and the lead peer, and settled by them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery import outbox
from bot.domain import settling
from bot.domain.challenge import Action, Role
from bot.domain.evidence import has_words, tidy
from bot.domain.settling import Matter, Way
from bot.domain.surprises import Surprise
from bot.errors import Refusal
from bot.privacy.answered import NO_ANSWERS
from bot.privacy.found import Answers
from bot.services.challenges import require
from bot.services.hiding import Hiding, Unsure, kept_before
from db import challenges
from db import settling as stored
from db.challenges import OpenChallenge

#: Characters of the reason for accepting a surprise.
REASON_LIMIT = 200


async def found(
    session: AsyncSession,
    opened: OpenChallenge,
    surprises: Sequence[Surprise],
    headings: Mapping[str, str],
    *,
    now: datetime,
) -> tuple[Matter, ...]:
    """Keep what a check found, with what was decided before of the same words; those who approve briefs are
    told, once for the same list, where something is still open. `headings` are by the bullets' ids.
    """
    challenge_id, key = opened.challenge.id, opened.key
    await challenges.lock(session, challenge_id)
    before = await stored.all_of(session, challenge_id, key)
    matters = settling.found_again(before, surprises, headings)
    await stored.keep(session, challenge_id, key, matters)
    if settling.still_open(matters):
        users = opened.users(Role.challenge_manager, Role.lead_peer)
        await outbox.arm_surprises(session, opened, [one.seen for one in matters], users, due_at=now)
    return matters


#: A matter, and what it is known by in buttons.
Tagged = tuple[str, Matter]


def _tagged(opened: OpenChallenge, matters: Sequence[Matter]) -> list[Tagged]:
    return [(stored.tag(opened.key, one.id), one) for one in matters]


async def listed(session: AsyncSession, opened: OpenChallenge, user: str) -> list[Tagged]:
    """What the last check found, and what is done about each."""
    require(opened, user, Action.approve_brief)
    return _tagged(opened, await stored.all_of(session, opened.challenge.id, opened.key))


async def settle(
    session: AsyncSession,
    opened: OpenChallenge,
    user: str,
    tag: str,
    seen: str,
    *,
    way: Way,
    reason: str = "",
    answers: Answers = NO_ANSWERS,
) -> list[Tagged] | Unsure:
    """Decide what is done about one; returns them all. A reason is de-identified and asked about as a post-it
    is. Raises Refusal where it reads otherwise by now, or where it is accepted without a reason.
    """
    require(opened, user, Action.approve_brief)
    challenge_id, key = opened.challenge.id, opened.key
    await challenges.lock(session, challenge_id)
    matters = await stored.all_of(session, challenge_id, key)
    tagged = _tagged(opened, matters)
    matter = next((one for its_tag, one in tagged if (its_tag, one.seen) == (tag, seen)), None)
    if matter is None:
        raise Refusal("That bullet has changed since, or is gone. Type `/challenge surprises` for the list.")
    if way is Way.accept and not has_words(reason):
        raise Refusal("Say why; it is kept with the challenge.", field="reason")
    hide = Hiding(opened.reader, kept_before(opened.reader, [matter.reason], answers))
    hidden = hide(tidy(reason), REASON_LIMIT, "reason") if way is Way.accept else ""
    unsure = hide.unsure()
    if unsure is not None:
        return unsure
    settled = replace(matter, way=way, reason=hidden)
    matters = tuple(settled if one is matter else one for one in matters)
    await stored.keep(session, challenge_id, key, matters)
    return _tagged(opened, matters)


async def dropped(session: AsyncSession, opened: OpenChallenge) -> frozenset[str]:
    """The ids of the bullets that the slides and the report leave out."""
    return settling.dropped(await stored.all_of(session, opened.challenge.id, opened.key))
