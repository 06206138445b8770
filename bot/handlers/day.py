"""The buttons of what the clock sends: add post-its, snooze, not me, mute."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.evidence import Method
from bot.handlers.desk import Desk
from bot.handlers.evidence import open_form_from
from bot.handlers.home import publish
from bot.services import day
from bot.views import day as views
from bot.views.evidence import Filled
from db import challenges


def register(app: AsyncApp, desk: Desk) -> None:
    """Register the buttons."""

    @app.action(views.ADD)
    async def add(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.ADD, _add(desk, body, action["value"]), desk.where_pressed(body))

    @app.action(views.SNOOZE)
    async def snooze(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.SNOOZE, _snooze(desk, body, action["value"]), desk.where_pressed(body))

    @app.action(views.NOT_ME)
    async def not_me(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.NOT_ME, _not_me(desk, body, action["value"]), desk.where_pressed(body))

    @app.action(views.MUTE)
    async def mute(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        work = _mute(desk, body, action["value"], muted=True)
        desk.start(views.MUTE, work, desk.where_pressed(body))

    @app.action(views.UNMUTE)
    async def unmute(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        work = _mute(desk, body, action["value"], muted=False)
        desk.start(views.UNMUTE, work, desk.where_pressed(body))


async def _add(desk: Desk, body: dict[str, Any], value: str) -> None:
    challenge_id, token, _ = views.read_button(value)
    async with desk.database.read() as session:
        opened = await challenges.by_id(session, desk.keyring, challenge_id)
    opened, source = day.session_of(opened, body["user"]["id"], token)
    method = Method.heard if source.heard else Method.seen
    filled = Filled(statement=source.statement, source_group=source.source_group, method=method.value)
    await open_form_from(desk, body["trigger_id"], opened, filled, source.tag)


async def _snooze(desk: Desk, body: dict[str, Any], value: str) -> None:
    challenge_id, token, number = views.read_button(value)
    async with desk.database.write() as session:
        opened = await challenges.by_id(session, desk.keyring, challenge_id)
        said = await day.snooze(session, opened, body["user"]["id"], token, number, now=desk.now())
    desk.sender.wake()
    await desk.where_pressed(body)(said)


async def _not_me(desk: Desk, body: dict[str, Any], value: str) -> None:
    challenge_id, token, _ = views.read_button(value)
    async with desk.database.write() as session:
        opened = await challenges.by_id(session, desk.keyring, challenge_id)
        said = await day.not_me(session, opened, body["user"]["id"], token, now=desk.now())
    desk.sender.wake()
    await desk.where_pressed(body)(said)


async def _mute(desk: Desk, body: dict[str, Any], challenge_id: str, *, muted: bool) -> None:
    user = body["user"]["id"]
    async with desk.database.write() as session:
        opened = await challenges.by_id(session, desk.keyring, challenge_id)
        said = await day.mute(session, opened, user, muted=muted)
    await publish(desk, user)
    if body.get("response_url"):
        await desk.answer(body["response_url"], text=said)
