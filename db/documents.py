"""The slides and the report of a challenge: what was last made of what, and where the report stands."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.report import Stage
from bot.privacy.disclosure import Edition
from bot.privacy.keys import ChallengeKey
from db.models import DocumentRow

SLIDES, REPORT = "slides", "report"

_EDITION, _FILES = "document edition", "document files"


async def _row(session: AsyncSession, challenge_id: str, kind: str) -> DocumentRow:
    """The row of one kind of document, new where there is none; locked until the transaction ends."""
    found = await session.exec(
        select(DocumentRow)
        .where(DocumentRow.challenge_id == challenge_id)
        .where(DocumentRow.kind == kind)
        .with_for_update()
    )
    return found.first() or DocumentRow(challenge_id=challenge_id, kind=kind)


async def editions(session: AsyncSession, challenge_id: str, key: ChallengeKey) -> list[Edition]:
    """What the newest slides and the newest report were made of."""
    found = await session.exec(
        select(DocumentRow)
        .where(DocumentRow.challenge_id == challenge_id)
        .where(col(DocumentRow.sealed_edition).is_not(None))
    )
    return [Edition.from_json(key.open(row.sealed_edition or b"", _EDITION)) for row in found]


async def keep_edition(
    session: AsyncSession, challenge_id: str, key: ChallengeKey, kind: str, edition: Edition
) -> None:
    """Keep what the newest document of a kind is made of: it counts as told to the client."""
    row = await _row(session, challenge_id, kind)
    row.sealed_edition = key.seal(edition.to_json(), _EDITION)
    session.add(row)
    await session.flush()


async def keep_file(
    session: AsyncSession, challenge_id: str, key: ChallengeKey, kind: str, file_id: str
) -> None:
    """Remember a file in Slack, for the purge."""
    row = await _row(session, challenge_id, kind)
    row.sealed_files = key.seal([*_files_of(row, key), file_id], _FILES)
    session.add(row)
    await session.flush()


def _files_of(row: DocumentRow, key: ChallengeKey) -> Iterable[str]:
    return [str(each) for each in key.open(row.sealed_files, _FILES)] if row.sealed_files else []


async def files(session: AsyncSession, challenge_id: str, key: ChallengeKey) -> list[str]:
    """The ids of all files in Slack that the bot made for a challenge."""
    found = await session.exec(select(DocumentRow).where(DocumentRow.challenge_id == challenge_id))
    return [each for row in found for each in _files_of(row, key)]


async def stage(session: AsyncSession, challenge_id: str) -> tuple[Stage, date | None]:
    """Where the report stands, and since when."""
    row = await session.get(DocumentRow, (challenge_id, REPORT))
    return (Stage(row.stage), row.since) if row else (Stage.draft, None)


async def set_stage(session: AsyncSession, challenge_id: str, stands: Stage, since: date) -> None:
    """The report stands elsewhere from that day on."""
    row = await _row(session, challenge_id, REPORT)
    row.stage, row.since = stands.value, since
    session.add(row)
    await session.flush()
