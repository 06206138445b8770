"""A timetable for the sample's team, and hands to change it."""

from dataclasses import replace
from datetime import time

from bot.domain.people import Person
from bot.domain.timetable import Kind, Session, Timetable
from bot.playground.workspace import Message
from db import challenges, timetables
from tests.house import CHANNEL, House


def span(text: str) -> tuple[time, time]:
    """ "09:00-10:00" as its two times."""
    start, end = text.split("-")
    return time.fromisoformat(start), time.fromisoformat(end)


def heard(
    day: int, times: str, who: str = "Jane Smith, Director", peers: str = "Dev", **more: object
) -> Session:
    """An interview ("Name, title") or a focus group (a label)."""
    name, comma, title = who.partition(", ")
    made = Session(
        day,
        *span(times),
        (Kind.interview if comma else Kind.focus_group,),
        "A",
        "" if comma else who,
        (Person(name, title),) if comma else (),
        "Room 4",
        tuple(peers.split("/")),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def together(day: int, times: str, *kinds: Kind) -> Session:
    """Something that the whole team does."""
    return Session(day, *span(times), kinds, label=kinds[0].words.capitalize())


async def keep(house: House, *sessions: Session) -> None:
    """Make these the sessions of the challenge in the team's channel."""
    async with house.bot.database.write() as session:
        opened = await challenges.by_channel(session, house.bot.keyring, CHANNEL)
        assert opened is not None
        await timetables.keep(session, opened.challenge.id, opened.key, Timetable(sessions))


def texts(house: House, user: str) -> list[str]:
    """The fallback texts of the direct messages; not what is said to who pressed a button."""
    return [each.text for each in house.direct(user) if not each.only_for]


def newest(house: House, user: str) -> Message:
    """The latest direct message."""
    return [each for each in house.direct(user) if not each.only_for][-1]
