"""The timetable as it is kept: sealed, since it names the interviewees."""

from dataclasses import asdict, replace
from datetime import date, time
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.people import Person
from bot.domain.timetable import Kind, Session, Timetable
from bot.privacy.keys import ChallengeKey
from db.models import ChallengeRow

_PURPOSE = "timetable"


async def keep(
    session: AsyncSession, challenge_id: str, key: ChallengeKey, timetable: Timetable | None
) -> int:
    """Make `timetable` the challenge's; None takes it away. Returns its revision, 0 where there is none."""
    row = await session.get_one(ChallengeRow, challenge_id)
    if timetable is not None:
        before = open_sealed(key, row.sealed_timetable)
        timetable = replace(timetable, revision=before.revision + 1 if before else 1)
    row.sealed_timetable = None if timetable is None else key.seal(_to_json(timetable), _PURPOSE)
    session.add(row)
    await session.flush()
    return timetable.revision if timetable else 0


def open_sealed(key: ChallengeKey, sealed: bytes | None) -> Timetable | None:
    """The timetable that was kept, or None."""
    return None if sealed is None else _from_json(key.open(sealed, _PURPOSE))


def _to_json(timetable: Timetable) -> dict[str, Any]:
    sessions = [
        {**asdict(one), "start": one.start.isoformat(), "end": one.end.isoformat()}
        for one in timetable.sessions
    ]
    dates = [(day, on.isoformat()) for day, on in timetable.dates]
    return {"sessions": sessions, "dates": dates, "revision": timetable.revision}


def _from_json(body: dict[str, Any]) -> Timetable:
    sessions = (
        Session(
            **{
                **one,
                "start": time.fromisoformat(one["start"]),
                "end": time.fromisoformat(one["end"]),
                "kinds": tuple(Kind(kind) for kind in one["kinds"]),
                "people": tuple(Person(**person) for person in one["people"]),
                "peers": tuple(one["peers"]),
            }
        )
        for one in body["sessions"]
    )
    dates = tuple((day, date.fromisoformat(on)) for day, on in body["dates"])
    return Timetable(tuple(sessions), dates, body.get("revision", 1))
