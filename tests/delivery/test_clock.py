"""What the clock sends: once, at the council's own time, and never late."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.jobs.tick import tick
from db import heartbeats
from db.models import DeliveryRow, PostItRow
from tests.delivery.slack import Watched, trouble
from tests.house import CM, LP, PEER, House, words_of

SECOND = timedelta(seconds=1)


async def previews(house: House) -> dict[str, int]:
    return {user: len(house.direct(user)) for user in (CM, LP, PEER)}


#: The previews' moments in UTC, for meetings at 17:30, 17:30 and 12:30 in London.
SPRING = (date(2026, 3, 28), [(28, 17), (29, 16), (30, 11)])  # the clocks go forward on the 29th
AUTUMN = (date(2026, 10, 24), [(24, 16), (25, 17), (26, 12)])  # and back on the 25th


@pytest.mark.parametrize(("starts_on", "moments"), [SPRING, AUTUMN])
async def test_previews_come_at_the_local_time_across_a_change_of_the_clocks(
    house: House, starts_on: date, moments: list[tuple[int, int]]
) -> None:
    house.clock.moment = datetime(starts_on.year, starts_on.month, starts_on.day, 9, tzinfo=UTC)
    await house.set_up()
    for number, (day, hour) in enumerate(moments):
        due = house.clock.moment.replace(day=day, hour=hour, minute=0, second=0)
        house.clock.moment = due - 2 * SECOND
        await house.later(seconds=1)
        assert await previews(house) == {CM: number, LP: number, PEER: 0}
        for _ in range(3):
            await house.later(seconds=1)
        assert await previews(house) == {CM: number + 1, LP: number + 1, PEER: 0}


async def test_previews_in_a_zone_far_away_come_on_its_own_days(house: House) -> None:
    house.clock.moment = datetime(2026, 3, 24, 3, tzinfo=UTC)
    await house.set_up(zone="Pacific/Auckland")
    house.clock.moment = datetime(2026, 3, 24, 3, 59, 58, tzinfo=UTC)  # 16:59:58 of the 24th there
    await house.later(seconds=1)
    assert await previews(house) == {CM: 0, LP: 0, PEER: 0}
    await house.later(seconds=1)
    assert await previews(house) == {CM: 1, LP: 1, PEER: 0}


async def test_a_preview_that_waits_beyond_the_meeting_is_dropped(northmere: House, sent: Watched) -> None:
    northmere.clock.moment = datetime(2026, 3, 24, 17, 29, 50, tzinfo=UTC)
    assert await tick(northmere.bot.database, northmere.bot.keyring, northmere.clock()) == 2
    northmere.clock.moment = datetime(2026, 3, 24, 17, 30, tzinfo=UTC)
    await northmere.bot.sender.send_due()
    assert sent.calls("chat.postMessage") == []
    async with northmere.bot.database.read() as session:
        rows = (await session.exec(select(DeliveryRow).where(DeliveryRow.kind == "preview"))).all()
    assert [(each.state, each.error) for each in rows] == [("dropped", "expired")] * 2


async def test_a_preview_that_slack_refuses_until_the_meeting_is_dropped(northmere: House) -> None:
    trouble(northmere, "conversations.open", "500", times=1000)
    northmere.clock.moment = datetime(2026, 3, 24, 17, 0, tzinfo=UTC)
    for _ in range(7):
        await northmere.later(minutes=5)
    northmere.workspace.trouble.clear()
    await northmere.later(minutes=10)
    assert await previews(northmere) == {CM: 0, LP: 0, PEER: 0}
    async with northmere.bot.database.read() as session:
        assert "pending" not in (await session.exec(select(DeliveryRow.state))).all()


async def test_a_clock_that_was_stopped_plans_what_is_still_of_use(northmere: House) -> None:
    northmere.clock.moment = datetime(2026, 3, 24, 17, 25, tzinfo=UTC)
    await northmere.later(seconds=1)
    assert await previews(northmere) == {CM: 1, LP: 1, PEER: 0}


async def test_the_next_days_preview_is_planned_though_yesterdays_was(northmere: House) -> None:
    for day in (24, 25):
        northmere.clock.moment = datetime(2026, 3, day, 17, 5, tzinfo=UTC)
        await northmere.later(seconds=1)
    assert await previews(northmere) == {CM: 2, LP: 2, PEER: 0}
    assert "Wednesday 25 March" in words_of(northmere.direct(CM)[-1])


async def test_a_preview_says_what_there_is_when_it_is_sent(northmere: House) -> None:
    northmere.clock.moment = datetime(2026, 3, 24, 17, 0, tzinfo=UTC)
    await tick(northmere.bot.database, northmere.bot.keyring, northmere.clock())
    await northmere.command(CM, "/digest")
    await northmere.press(CM, "brief_post", northmere.only_for(CM)[-1])
    await northmere.later(seconds=1)
    assert "brief_post" not in str(northmere.direct(LP)[-1].blocks)
    assert len(northmere.direct(CM)) == 1


async def test_each_tick_leaves_its_heartbeat(northmere: House) -> None:
    await northmere.later(seconds=1)
    async with northmere.bot.database.read() as session:
        assert await heartbeats.last_beat(session) == northmere.clock()


async def test_after_a_tick_no_page_of_the_file_tells_the_order_of_capture(northmere: House) -> None:
    for number in range(12):
        await northmere.post_it(PEER, f"finding number {number}")
    await northmere.send()
    database = northmere.bot.database
    await tick(database, northmere.bot.keyring, northmere.clock())
    async with database.read() as session:
        ids = (await session.exec(select(PostItRow.id))).all()
    pages = _in_the_order_of_the_file(Path(database.url.database or ""), ids)
    assert sum(map(len, pages)) >= len(ids) == 12
    assert [page for page in pages if page != sorted(page)] == []


def _in_the_order_of_the_file(file: Path, ids: Iterable[str]) -> list[list[str]]:
    """Page by page, the ids from a page's end to its beginning: that is how SQLite fills it."""
    content = file.read_bytes()
    size = int.from_bytes(content[16:18], "big")
    pages: dict[int, list[tuple[int, str]]] = {}
    for one in ids:
        for found in re.finditer(re.escape(one.encode()), content):
            pages.setdefault(found.start() // size, []).append((-found.start(), one))
    return [[one for _, one in sorted(rows)] for rows in pages.values()]
