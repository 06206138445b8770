"""The timetable as it is kept: sealed, since it names the interviewees."""

from dataclasses import asdict
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
) -> None:
    """Make `timetable` the challenge's; None takes it away."""
    row = await session.get_one(ChallengeRow, challenge_id)
    row.sealed_timetable = None if timetable is None else key.seal(_to_json(timetable), _PURPOSE)
    session.add(row)
    await session.flush()


def open_sealed(key: ChallengeKey, sealed: bytes | None) -> Timetable | None:
    """The timetable that was kept, or None."""
    return None if sealed is None else _from_json(key.open(sealed, _PURPOSE))


def _to_json(timetable: Timetable) -> dict[str, Any]:
    sessions = [
        {**asdict(one), "start": one.start.isoformat(), "end": one.end.isoformat()}
        for one in timetable.sessions
    ]
    return {"sessions": sessions, "dates": [(day, on.isoformat()) for day, on in timetable.dates]}


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
    return Timetable(tuple(sessions), tuple((day, date.fromisoformat(on)) for day, on in body["dates"]))
