"""The slides and the report of a challenge, from what the team found and may tell (requirements 157-164)."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.presentation import Presentation, work_done
from bot.privacy import disclosure
from bot.privacy.gate import ClientText
from bot.privacy.presenting import draft_presentation
from bot.themes.findings import proposed
from db import briefs as stored
from db import evidence
from db.challenges import OpenChallenge


@dataclass(frozen=True, slots=True)
class Compiled:
    """A presentation that has passed the gate. `held` are the team's words of findings that wait."""

    presentation: Presentation[ClientText]
    held: tuple[str, ...]
    asks: bool


async def compile_presentation(session: AsyncSession, opened: OpenChallenge, *, now: datetime) -> Compiled:
    """What can be presented as of `now`."""
    challenge, framework = opened.challenge, opened.framework
    post_its = await evidence.wall(session, challenge.id, opened.key)
    last = await stored.last_edition(session, challenge.id, opened.key)
    heard = opened.heard(last.told if last else {}, now)
    smallest = opened.smallest_group.people
    released = disclosure.release(framework, post_its, last, heard, smallest)
    agreed = proposed(framework, released.post_its)
    drafted = draft_presentation(
        framework,
        agreed,
        post_its,
        challenge,
        now=now,
        heard=heard,
        last=last,
        smallest=smallest,
        work=work_done(opened.timetable, challenge, now),
    )
    return Compiled(
        opened.gate.pass_presentation(drafted.presentation),
        tuple(one.finding.text for one in drafted.held),
        drafted.asks,
    )
