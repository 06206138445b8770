"""`/challenge gaps`, the Home's button, a gap turned into a question, and the picture for the team."""

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.challenge import Action
from bot.domain.gaps import Gaps
from bot.errors import Refusal
from bot.handlers import files
from bot.handlers.desk import Desk, Say, with_note
from bot.handlers.evidence import open_form_from
from bot.handlers.files import Outgoing
from bot.services import challenges, gaps
from bot.views import gaps as views
from bot.views import themes as theme_views
from bot.views import words
from bot.views.evidence import Filled
from bot.views.home import GAPS as HOME_GAPS
from db import receipts
from db.challenges import OpenChallenge

#: Characters of a picture's alternative text.
_ALT = 1000


def register(app: AsyncApp, desk: Desk) -> None:
    """Register what shows the gaps."""

    @app.action(HOME_GAPS)
    async def home(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(HOME_GAPS, _open_of(desk, body, action["value"]), desk.by_modal(body, views.TITLE))

    @app.action(views.ASK)
    async def ask(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.ASK, _ask(desk, body, action["value"]), _on_top(desk, body))

    @app.action(views.POST)
    async def post(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.POST, _post(desk, body, action["value"]), _on_top(desk, body))


def _on_top(desk: Desk, body: dict[str, Any]) -> Say:
    view = body["view"]
    return desk.by_view(view["id"], lambda sentence: with_note(view, theme_views.problem(sentence)))


async def open_page(desk: Desk, command: dict[str, Any]) -> None:
    """What `/challenge gaps` opens."""
    user, now = command["user_id"], desk.now()
    async with desk.database.read() as session:
        opened = await desk.meant(session, command)
        found = await gaps.look(session, opened, user, now=now)
    view = views.page(opened.challenge.id, found)
    await desk.slack.views_open(trigger_id=command["trigger_id"], view=view)


async def _looked(desk: Desk, body: dict[str, Any], challenge_id: str) -> tuple[OpenChallenge, Gaps]:
    async with desk.database.read() as session:
        opened = await challenges.by_id(session, desk.keyring, challenge_id)
        return opened, await gaps.look(session, opened, body["user"]["id"], now=desk.now())


async def _open_of(desk: Desk, body: dict[str, Any], challenge_id: str) -> None:
    opened, found = await _looked(desk, body, challenge_id)
    view = views.page(opened.challenge.id, found)
    await desk.slack.views_open(trigger_id=body["trigger_id"], view=view)


async def _ask(desk: Desk, body: dict[str, Any], value: str) -> None:
    """Open the form of a post-it that asks what would close a gap; whoever pressed puts it on the wall."""
    challenge_id, statement = views.read_ask(value)
    opened, found = await _looked(desk, body, challenge_id)
    challenges.require(opened, body["user"]["id"], Action.post_evidence)
    asked = gaps.asked(found, statement)
    if asked is None:
        raise Refusal("Nothing is missing there any more.")
    text, kind = asked
    filled = Filled(text=text, kind=kind.value, statement=statement)
    await open_form_from(desk, body["trigger_id"], opened, filled, "")


async def _post(desk: Desk, body: dict[str, Any], challenge_id: str) -> None:
    """Draw the picture, in a thread, and share it with the team; once, however often it is pressed."""
    from bot.documents.gaps import in_words, picture  # heavy, and seldom needed

    opened, found = await _looked(desk, body, challenge_id)
    async with desk.database.write() as session:
        receipt = desk.keyring.receipt("gaps picture", body["view"]["id"])
        new = await receipts.take(session, receipt, desk.now().date())
    if new:
        local = desk.now().astimezone(opened.challenge.tzinfo)
        title = f"Gaps: {opened.challenge.council}"
        said = f"{words.full_day(local.date())}, {local:%H.%M} · {words.count(found.post_its, 'post-it')}"
        data = await asyncio.to_thread(picture, found, title=title, said=said)

        async def known(file_id: str) -> None:
            async with desk.database.write() as session:
                await gaps.keep_picture(session, opened, file_id)

        outgoing = Outgoing("gaps.png", data, title, views.posted(found.post_its), in_words(found, _ALT))
        await files.share(desk, [opened.challenge.channel], outgoing, known)
    page = views.page(challenge_id, found, "✅ The picture is in the team's channel.")
    await desk.show_result(body["view"]["id"], page)
