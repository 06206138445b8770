"""What goes into the outbox: one function a kind, with its unique key. What they become is in `compose`."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from db import evidence, outbox
from db.challenges import OpenChallenge
from db.models import BriefRow

FLIP_CHART, POST_IT, BRIEF, PREVIEW, WELCOME = "flip_chart", "post_it", "brief", "preview", "welcome"

#: Changed counts are gathered this long, so that a paste of ten lines changes a flip chart's head once.
GATHER = timedelta(seconds=2)

PAYLOAD = "delivery"


async def arm_wall(session: AsyncSession, opened: OpenChallenge, now: datetime) -> None:
    """A new challenge: its channel is to be told, and every flip chart hung up in the framework's order."""
    await outbox.arm(
        session,
        challenge_id=opened.challenge.id,
        key=f"{WELCOME}:{opened.challenge.id}",
        kind=WELCOME,
        lane=opened.challenge.channel,
        payload=opened.key.seal(None, PAYLOAD),
        due_at=now,
        again=False,
    )
    for place, statement in enumerate([*(each.key for each in opened.framework.statements), None]):
        await arm_flip_chart(session, opened, statement, now + timedelta(milliseconds=place + 1))


async def arm_flip_chart(
    session: AsyncSession, opened: OpenChallenge, statement: str | None, now: datetime
) -> None:
    """The first message of a statement's thread is to be posted, or its counts brought up to date."""
    hangs = await evidence.flip_chart_ts(session, opened.challenge.id, statement) is not None
    await outbox.arm(
        session,
        challenge_id=opened.challenge.id,
        key=opened.key.tag(FLIP_CHART, statement or ""),
        kind=FLIP_CHART,
        lane=opened.challenge.channel,
        payload=opened.key.seal(statement, PAYLOAD),
        due_at=now + GATHER if hangs else now,
        again=True,
    )


async def arm_post_it(
    session: AsyncSession, opened: OpenChallenge, post_it_id: str, due_at: datetime
) -> None:
    """What hangs in Slack of this post-it is to be made what it should be."""
    await outbox.arm(
        session,
        challenge_id=opened.challenge.id,
        key=opened.key.tag(POST_IT, post_it_id),
        kind=POST_IT,
        lane=opened.challenge.channel,
        payload=opened.key.seal(post_it_id, PAYLOAD),
        due_at=due_at,
        again=True,
    )


async def arm_brief(session: AsyncSession, opened: OpenChallenge, row: BriefRow, now: datetime) -> None:
    """The brief of a day is to be posted to the channel, or its message replaced."""
    await outbox.arm(
        session,
        challenge_id=opened.challenge.id,
        key=f"{BRIEF}:{opened.challenge.id}:{row.day.isoformat()}",
        kind=BRIEF,
        lane=opened.challenge.channel,
        payload=opened.key.seal(row.id, PAYLOAD),
        due_at=now,
        again=True,
    )


def _preview_key(opened: OpenChallenge, day: date, user: str) -> str:
    return f"{PREVIEW}:{opened.challenge.id}:{day.isoformat()}:{user}"


async def previews_armed(session: AsyncSession, opened: OpenChallenge, day: date) -> bool:
    """Whether the previews of a day were armed before."""
    return await outbox.any_with_prefix(session, opened.challenge.id, _preview_key(opened, day, ""))


async def arm_previews(
    session: AsyncSession,
    opened: OpenChallenge,
    brief_id: str,
    day: date,
    users: Iterable[str],
    *,
    due_at: datetime,
    expires_at: datetime,
) -> int:
    """The preview of a day's brief is to be sent to each of `users`, once. Returns how many were new."""
    return sum(
        [
            await outbox.arm(
                session,
                challenge_id=opened.challenge.id,
                key=_preview_key(opened, day, user),
                kind=PREVIEW,
                lane=user,
                payload=opened.key.seal([brief_id, user], PAYLOAD),
                due_at=due_at,
                expires_at=expires_at,
                again=False,
            )
            for user in users
        ]
    )
