"""The bullets that would surprise the client, and what is done about each: sealed."""

from collections.abc import Iterable

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.settling import Matter
from bot.privacy.keys import ChallengeKey
from db.models import MatterRow

_PURPOSE = "matter"


def tag(key: ChallengeKey, matter_id: str) -> str:
    """What a bullet is known by in the table and in buttons."""
    return key.tag(_PURPOSE, matter_id)


def _row(challenge_id: str, key: ChallengeKey, place: int, matter: Matter) -> MatterRow:
    body = {"place": place, "matter": matter.to_json()}
    return MatterRow(challenge_id=challenge_id, tag=tag(key, matter.id), sealed_body=key.seal(body, _PURPOSE))


async def all_of(session: AsyncSession, challenge_id: str, key: ChallengeKey) -> tuple[Matter, ...]:
    """All of a challenge, in the order of the check that found them."""
    found = await session.exec(select(MatterRow).where(MatterRow.challenge_id == challenge_id))
    bodies = sorted((key.open(row.sealed_body, _PURPOSE) for row in found), key=lambda body: body["place"])
    return tuple(Matter.from_json(body["matter"]) for body in bodies)


async def keep(
    session: AsyncSession, challenge_id: str, key: ChallengeKey, matters: Iterable[Matter]
) -> None:
    """Make `matters` the challenge's."""
    await session.exec(delete(MatterRow).where(col(MatterRow.challenge_id) == challenge_id))
    session.add_all(_row(challenge_id, key, place, each) for place, each in enumerate(matters))
    await session.flush()
