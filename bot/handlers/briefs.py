"""The brief: `/digest`, the preview in the Home, and the preview's buttons."""

import asyncio
import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.catalogue import DIGEST
from bot.domain.challenge import Action, Role
from bot.errors import Refusal
from bot.handlers import files
from bot.handlers.desk import Desk
from bot.privacy.gate import Preview
from bot.services import briefs, challenges, findings
from bot.views import briefs as views
from bot.views.blocks import Block, modal
from bot.views.home import DIGEST as HOME_DIGEST
from db import briefs as stored
from db import receipts
from db.challenges import OpenChallenge

_TITLE = "Today's brief"
_DAY = re.compile(r"(?:day )?(?P<number>\d{1,2})", re.I)


def register(app: AsyncApp, desk: Desk) -> None:
    """Register what concerns the brief."""

    @app.command(DIGEST.name)
    async def digest(ack: AsyncAck, command: dict[str, Any]) -> None:
        await ack()
        desk.start(DIGEST.name, _digest(desk, command), desk.by_response_url(command))

    @app.action(HOME_DIGEST)
    async def home_digest(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(HOME_DIGEST, _in_modal(desk, body, action["value"]), desk.by_modal(body, _TITLE))

    @app.action(views.POST)
    async def post(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.POST, _post(desk, body, action["value"]), desk.where_pressed(body))

    @app.action(views.PAGE)
    async def page(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.PAGE, _page(desk, body, action), desk.where_pressed(body))

    @app.action(views.CANCEL)
    async def cancel(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.CANCEL, _cancel(desk, body, action["value"]), desk.where_pressed(body))


async def _digest(desk: Desk, command: dict[str, Any]) -> None:
    user, now = command["user_id"], desk.now()
    if typed := command.get("text", "").strip():
        await _earlier(desk, command, typed)
        return
    async with desk.database.read() as session:
        opened = await desk.meant(session, command)
        material = await briefs.to_digest(session, opened, user, now=now)
    # In a thread of its own: meanwhile others are answered.
    prepared = await asyncio.to_thread(findings.find, material)
    async with desk.database.write() as session:
        opened = await desk.meant(session, command)
        receipt = desk.keyring.receipt("digest", command["trigger_id"])
        if not await receipts.take(session, receipt, opened.challenge.local_date(now)):
            return
        preview = await briefs.digest(session, opened, user, now=now, prepared=prepared)
    blocks = views.preview(preview, _role(opened, user))
    await desk.answer(command["response_url"], text=views.title(preview.brief), blocks=blocks)


async def _earlier(desk: Desk, command: dict[str, Any], typed: str) -> None:
    """`/digest day 2`: that day's brief as it was posted."""
    asked = _DAY.fullmatch(typed)
    if asked is None:
        raise Refusal("Type `/digest` for today's brief, or `/digest day 2` for that of day 2.")
    user, number = command["user_id"], int(asked["number"])
    async with desk.database.read() as session:
        opened = await desk.meant(session, command)
        found = await briefs.of_day(session, opened, user, number)
    if found is None:
        raise Refusal(f"No brief of day {number} was posted.")
    brief_id, brief = found
    blocks = [*views.brief_blocks(brief), views.as_a_page(opened.challenge.id, brief_id)]
    await desk.answer(command["response_url"], text=views.title(brief), blocks=blocks)


async def _page(desk: Desk, body: dict[str, Any], action: dict[str, Any]) -> None:
    """A posted brief as a Word page, in a direct message to who wants it."""
    from bot.documents.briefs import word_page  # heavy, and seldom needed

    challenge_id, brief_id = views.read_page(action["value"])
    user = body["user"]["id"]
    async with desk.database.write() as session:
        opened = await challenges.by_id(session, desk.keyring, challenge_id)
        brief = await briefs.posted(session, opened, user, brief_id)
        receipt = desk.keyring.receipt(views.PAGE, user, action["action_ts"])
        if not await receipts.take(session, receipt, desk.now().date()):
            return
    data = await asyncio.to_thread(word_page, brief, views.markdown)

    async def keep(file_id: str) -> None:
        async with desk.database.write() as session:
            await briefs.keep_page(session, opened, user, file_id)

    name = f"brief-day-{brief.day_number}.docx" if brief.day_number else f"brief-{brief.day}.docx"
    file = files.Outgoing(name, data, views.title(brief), "The brief as it was posted.")
    await files.send(desk, user, file, keep)
    await desk.where_pressed(body)("📄 I sent you the brief as a Word page, in a direct message.")


def _role(opened: OpenChallenge, user: str) -> Role:
    """The role of someone of whom it is known that they are on the team."""
    return challenges.require(opened, user, Action.approve_brief).role


async def _in_modal(desk: Desk, body: dict[str, Any], challenge_id: str) -> None:
    user, now = body["user"]["id"], desk.now()
    async with desk.database.read() as session:
        opened = await challenges.by_id(session, desk.keyring, challenge_id)
        material = await briefs.to_digest(session, opened, user, now=now)
    prepared = await asyncio.to_thread(findings.find, material)
    async with desk.database.write() as session:
        opened = await challenges.by_id(session, desk.keyring, challenge_id)
        preview = await briefs.digest(session, opened, user, now=now, prepared=prepared)
    shown = views.preview(preview, _role(opened, user))
    view = modal(_TITLE, shown, callback_id="brief")
    await desk.slack.views_open(trigger_id=body["trigger_id"], view=view)


async def _post(desk: Desk, body: dict[str, Any], value: str) -> None:
    challenge_id, brief_id, revision = views.read_button(value)
    user = body["user"]["id"]
    try:
        async with desk.database.write() as session:
            opened = await challenges.by_id(session, desk.keyring, challenge_id)
            preview = await briefs.approve(session, opened, user, brief_id, revision, now=desk.now())
    except briefs.Changed as changed:
        await _replace(desk, body, views.changed_since(changed.preview, _role(opened, user)))
        return
    desk.sender.wake()
    await _replace(desk, body, views.approved(preview))


async def _cancel(desk: Desk, body: dict[str, Any], value: str) -> None:
    challenge_id, brief_id, revision = views.read_button(value)
    async with desk.database.write() as session:
        opened = await challenges.by_id(session, desk.keyring, challenge_id)
        preview = await briefs.cancel(session, opened, body["user"]["id"], brief_id, revision)
    await _replace(desk, body, views.done(_said_of(preview)))


def _said_of(preview: Preview) -> str:
    if preview.posted_before:
        return "Cancelled. The brief that is posted stays as it is."
    if preview.state == stored.CANCELLED:
        return "Cancelled: nothing was posted. Type /digest for a new preview."
    return "This preview is put away; a newer one of this brief is still there."


async def _replace(desk: Desk, body: dict[str, Any], blocks: list[Block]) -> None:
    """Put `blocks` in the preview's place, be it a message or a modal."""
    if body.get("response_url"):
        await desk.answer(body["response_url"], text="Brief", blocks=blocks, replace=True)
    else:
        await desk.update(body["view"]["id"], modal(_TITLE, blocks, callback_id="brief"))
