"""The App Home."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.challenge import Action, may
from bot.handlers.desk import Desk, nobody
from bot.services import briefs, evidence, wall
from bot.views import home as views
from bot.views.home import Room
from db import briefs as stored
from db import challenges, outbox
from db.challenges import OpenChallenge
from db.models import BriefRow


def register(app: AsyncApp, desk: Desk) -> None:
    """Register what concerns the Home."""

    @app.event("app_home_opened")
    async def opened(ack: AsyncAck, event: dict[str, Any]) -> None:
        await ack()
        # The same event comes for the Messages tab.
        if event.get("tab") == "home":
            desk.start("home", publish(desk, event["user"]), nobody)

    @app.action(views.REFRESH)
    async def refresh(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        desk.start(views.REFRESH, publish(desk, body["user"]["id"]), desk.by_modal(body))


async def publish(desk: Desk, user: str) -> None:
    """Show `user` their Home as it is now."""
    now = desk.now()
    async with desk.database.read() as session:
        mine = await challenges.of_user(session, desk.keyring, user)
        rooms = [await _room(session, opened, user, now) for opened in mine]
    await desk.slack.views_publish(user_id=user, view=views.home(rooms))


async def _room(session: AsyncSession, opened: OpenChallenge, user: str, now: datetime) -> Room:
    challenge, member = opened.challenge, opened.member(user)
    assert member is not None  # it is one of the user's own challenges
    today = challenge.local_date(now)
    number = challenge.day_number(today)
    room = Room(
        challenge,
        member,
        opened.framework,
        f"Day {number} of {challenge.days}" if number else "Not on site today",
    )
    if not may(member.role, Action.read_wall):
        return room
    columns, gaps = await wall.look(session, opened)
    own = await evidence.written_on(session, opened, user, today)
    state = ""
    if may(member.role, Action.approve_brief):
        state = _brief_state(opened, await briefs.today(session, opened, now=now), number)
    troubles = await outbox.troubles(session, challenge.id) if may(member.role, Action.set_up) else {}
    return replace(room, wall=columns, gaps=gaps, own=tuple(own), brief=state, troubles=troubles)


def _brief_state(opened: OpenChallenge, row: BriefRow | None, number: int | None) -> str:
    if row is None:
        if number is None:
            return "None today: the team is not on site."
        due = opened.challenge.preview_due(number)
        meeting = opened.challenge.dass_times[number - 1]
        return f"Not drafted yet. Its preview comes at {due:%H:%M}, for the DASS meeting at {meeting:%H:%M}."
    if row.state == stored.POSTED:
        newer = " A newer draft is waiting." if row.posted_revision != row.revision else ""
        return f"Posted to the channel.{newer}"
    return {
        stored.DRAFT: "Drafted; the challenge manager has not posted it yet.",
        stored.POSTING: "On its way to the channel.",
        stored.CANCELLED: "Cancelled; type /digest for a new preview.",
    }[row.state]
