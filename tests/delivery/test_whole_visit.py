"""A whole visit by the clock, minute by minute, across the change of the clocks: all of it once, on time."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.timetable import Kind, Session
from bot.jobs.tick import tick
from tests.delivery.days import heard, keep, span, texts, together
from tests.delivery.slack import bots
from tests.house import CM, LP, OTHER_PEER, PEER, House

LONDON = ZoneInfo("Europe/London")
FIRST = date(2026, 3, 28)  # the clocks go forward in the night to the 29th

CANCELLED = heard(1, "14:00-15:00", "Lee Young, Chair of Scrutiny", "Siân")
MOVED = heard(1, "16:00-17:00", "Pat Jones, Cabinet Member", "Dev")
HANDED_OVER = heard(2, "09:00-10:00", "Kim Vale, Head of Care", "Dev/Siân")
VISIT = (
    heard(1, "09:00-10:00", "Jane Smith, Director", "Dev/Siân"),
    together(1, "10:00-10:30", Kind.break_, Kind.team_meeting),
    heard(1, "10:30-11:30", "Unpaid carers", "Dev"),
    heard(1, "11:30-12:30", "Omar Reid, Head of Commissioning", "Dev/Ruth"),
    together(1, "12:30-13:30", Kind.lunch),
    CANCELLED,
    MOVED,
    together(1, "17:30-18:00", Kind.feedback),
    HANDED_OVER,
    together(2, "12:00-13:00", Kind.lunch),
    together(2, "16:00-17:00", Kind.team_meeting),
    together(3, "09:00-12:00", Kind.writing),
    together(3, "13:30-14:30", Kind.presentation),
)
_START, _END = span("15:30-16:30")
#: What is changed at which local time, before the clock of that minute ticks.
CHANGES = {
    datetime(2026, 3, 28, 13, 40): lambda all_: [
        replace(each, start=_START, end=_END) if each == MOVED else each for each in all_ if each != CANCELLED
    ],
    datetime(2026, 3, 29, 8, 0): lambda all_: [
        replace(each, peers=("Ruth", "Siân")) if each == HANDED_OVER else each for each in all_
    ],
}
#: Between these two no clock ran.
STOPPED = (datetime(2026, 3, 30, 13, 15), datetime(2026, 3, 30, 13, 24))

DAYS = ("Saturday 28 March", "Sunday 29 March", "Monday 30 March")


def reminder(at: str) -> str:
    return f"Your next session begins at {at}"


PROMPT = "Time for your post-its"
NOT_APPROVED = "Today's brief is not approved yet"
EXPECTED = {
    PEER: [
        ("28 07:30", "Your day"),
        ("28 08:50", reminder("09.00")),
        ("28 10:00", PROMPT),
        ("28 10:20", reminder("10.30")),
        ("28 11:20", reminder("11.30")),  # with the prompt of the focus group that ends then
        ("28 12:30", PROMPT),
        ("28 15:20", reminder("15.30")),
        ("28 16:30", PROMPT),
        ("29 07:30", "Your day"),
        ("30 07:30", "Your day"),
        ("30 08:50", reminder("09.00")),
        ("30 13:24", reminder("13.30")),
    ],
    OTHER_PEER: [
        ("28 07:30", "Your day"),
        ("28 08:50", reminder("09.00")),
        ("28 10:00", PROMPT),
        ("29 07:30", "Your day"),
        ("29 08:50", reminder("09.00")),
        ("29 10:00", PROMPT),
        ("30 07:30", "Your day"),
        ("30 08:50", reminder("09.00")),
        ("30 13:24", reminder("13.30")),
    ],
    LP: [
        ("28 07:30", "Your day"),
        ("28 11:20", reminder("11.30")),
        ("28 12:30", PROMPT),
        ("28 17:15", NOT_APPROVED),
        ("28 17:20", reminder("17.30")),
        ("29 07:30", "Your day"),
        ("29 08:50", reminder("09.00")),
        ("29 10:00", PROMPT),
        ("29 17:15", NOT_APPROVED),
        ("30 07:30", "Your day"),
        ("30 08:50", reminder("09.00")),
        ("30 12:15", NOT_APPROVED),
        ("30 13:24", reminder("13.30")),
    ],
    CM: [
        ("28 07:30", "Your day"),
        ("28 17:15", NOT_APPROVED),
        ("28 17:20", reminder("17.30")),
        ("29 07:30", "Your day"),
        ("29 17:15", NOT_APPROVED),
        ("30 07:30", "Your day"),
        ("30 08:50", reminder("09.00")),
        ("30 12:15", NOT_APPROVED),
        ("30 13:24", reminder("13.30")),
    ],
}
WALLS = ["28 09:50", "29 15:50"]


def minutes() -> Iterator[datetime]:
    """The minutes of the visit in which something may be due, as moments: all that is due is so at a full ten
    minutes, so those and the one before each, or at a quarter past; and the one in which the clock goes on.
    """
    moment = datetime.combine(FIRST, time(), tzinfo=LONDON).astimezone(UTC)
    while moment < datetime(2026, 3, 31, tzinfo=LONDON):
        local = moment.astimezone(LONDON)
        stopped = STOPPED[0] <= local.replace(tzinfo=None) < STOPPED[1]
        goes_on = STOPPED[1] == local.replace(tzinfo=None)
        near = (local.minute % 10 in (9, 0) or local.minute == 15) and time(7, 19) <= local.time() <= time(18)
        if not stopped and (near or goes_on or local.time() == time()):
            yield moment
        moment += timedelta(minutes=1)


async def test_all_comes_once_and_at_the_local_time(house: House) -> None:
    house.clock.moment = datetime(2026, 3, 27, 12, tzinfo=UTC)
    await house.set_up(starts_on=FIRST, ends_on=FIRST + timedelta(days=2))
    sessions: list[Session] = list(VISIT)
    await keep(house, *sessions)
    bot = house.bot
    known = dict.fromkeys(EXPECTED, 0)
    came: dict[str, list[tuple[str, str]]] = {user: [] for user in EXPECTED}
    walls: list[str] = []
    hung = len(bots(house))
    for moment in minutes():
        house.clock.moment = moment
        local = moment.astimezone(LONDON)
        if change := CHANGES.get(local.replace(tzinfo=None)):
            sessions = change(sessions)
            await keep(house, *sessions)
        # Two clocks where most is due: neither knows of the other.
        clocks = 2 if moment.minute == 50 else 1
        await asyncio.gather(*(tick(bot.database, bot.keyring, moment) for _ in range(clocks)))
        await bot.sender.send_due()
        for user, seen in known.items():
            new = texts(house, user)[seen:]
            known[user] += len(new)
            came[user] += [(f"{local:%d %H:%M}", text) for text in new if not text.startswith("Preview")]
        walls += [
            f"{local:%d %H:%M}" for each in bots(house)[hung:] if each.text.startswith("The wall so far")
        ]
        hung = len(bots(house))
    for user, expected in EXPECTED.items():
        found = [(at, "Your day" if text.startswith("Your day") else text) for at, text in came[user]]
        assert found == expected, user
    assert walls == WALLS
    days = [text.split(": ")[1].split(",")[0] for _, text in came[PEER] if text.startswith("Your day")]
    assert days == list(DAYS)
