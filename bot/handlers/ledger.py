"""`/challenge ledger`: what was raised with the client, page by page."""

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.handlers.desk import Desk
from bot.services import briefs, challenges, findings
from bot.views import ledger as views


def register(app: AsyncApp, desk: Desk) -> None:
    """Register what turns the pages; `/challenge` opens the first."""

    @app.action(views.BACK)
    async def back(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.BACK, _turn(desk, body, action["value"]), desk.where_pressed(body))

    @app.action(views.ON)
    async def on(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.ON, _turn(desk, body, action["value"]), desk.where_pressed(body))


async def open_list(desk: Desk, command: dict[str, Any]) -> None:
    """`/challenge ledger`."""
    user = command["user_id"]
    async with desk.database.read() as session:
        opened = await desk.meant(session, command)
        material = await briefs.for_ledger(session, opened, user, now=desk.now())
    lines = await asyncio.to_thread(findings.ledger, material)
    view = views.ledger(opened.challenge.id, opened.challenge.council, lines)
    await desk.slack.views_open(trigger_id=command["trigger_id"], view=view)


async def _turn(desk: Desk, body: dict[str, Any], value: str) -> None:
    challenge_id, page = views.read_turn(value)
    async with desk.database.read() as session:
        opened = await challenges.by_id(session, desk.keyring, challenge_id)
        material = await briefs.for_ledger(session, opened, body["user"]["id"], now=desk.now())
    lines = await asyncio.to_thread(findings.ledger, material)
    view = views.ledger(challenge_id, opened.challenge.council, lines, page)
    await desk.update(body["view"]["id"], view)
