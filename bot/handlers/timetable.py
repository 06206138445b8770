"""`/timetable`: today and tomorrow; and importing one: a file, what was understood of it, and its use.

Nothing of a file is kept between its preview and its use: it is read from Slack again
(docs/decisions/0009-read-the-file-again.md).
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.documents.timetable.files import FILE_LIMIT
from bot.documents.timetable.template import DAYS, template
from bot.domain.catalogue import TIMETABLE
from bot.domain.challenge import Action, Member
from bot.errors import Refusal
from bot.handlers import files
from bot.handlers.desk import Desk, Say, values, with_note
from bot.services import challenges, timetable
from bot.views import evidence as notes
from bot.views import timetable as views
from bot.views.blocks import Block
from bot.views.challenge import read_metadata
from bot.views.home import TIMETABLE as HOME_TIMETABLE
from bot.views.timetable import Preview
from db import receipts
from db.challenges import OpenChallenge, lock
from db.models import random_id

_CHANGED = "The timetable or the team has changed since you looked. Look once more."
_SENT = "📄 I sent you an empty timetable in a direct message."


def register(app: AsyncApp, desk: Desk) -> None:
    """Register what concerns the timetable."""
    _register_looking(app, desk)
    _register_import(app, _Import(desk))


def _register_looking(app: AsyncApp, desk: Desk) -> None:
    @app.command(TIMETABLE.name)
    async def command(ack: AsyncAck, command: dict[str, Any]) -> None:
        await ack()
        desk.start(TIMETABLE.name, _open(desk, command), desk.by_response_url(command))

    @app.action(HOME_TIMETABLE)
    async def home(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(HOME_TIMETABLE, _open_of(desk, body, action["value"]), desk.by_modal(body, views.TITLE))

    @app.action(views.MINE)
    async def mine(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        showing = _show(desk, body, action["value"], everyone=False)
        desk.start(views.MINE, showing, _in_place(desk, body))

    @app.action(views.EVERYONE)
    async def everyone(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        showing = _show(desk, body, action["value"], everyone=True)
        desk.start(views.EVERYONE, showing, _in_place(desk, body))

    @app.action(views.TEMPLATE)
    async def empty(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.TEMPLATE, _send_template(desk, body, action), _in_place(desk, body))


def _in_place(desk: Desk, body: dict[str, Any]) -> Say:
    """Says a sentence in place of the open modal."""
    return desk.by_view(body["view"]["id"], lambda sentence: notes.message(views.TITLE, sentence))


async def _open(desk: Desk, command: dict[str, Any]) -> None:
    user = command["user_id"]
    async with desk.database.read() as session:
        meant = await challenges.meant_by(session, desk.keyring, user, command["channel_id"], desk.now())
    opened = challenges.only(meant)
    member = challenges.require(opened, user, Action.see_timetable)
    view = views.shown(timetable.look(opened, member, desk.now()))
    await desk.slack.views_open(trigger_id=command["trigger_id"], view=view)


async def _open_of(desk: Desk, body: dict[str, Any], challenge_id: str) -> None:
    opened, member = await _opened(desk, body, challenge_id, Action.see_timetable)
    view = views.shown(timetable.look(opened, member, desk.now()))
    await desk.slack.views_open(trigger_id=body["trigger_id"], view=view)


async def _show(desk: Desk, body: dict[str, Any], challenge_id: str, *, everyone: bool) -> None:
    opened, member = await _opened(desk, body, challenge_id, Action.see_timetable)
    view = views.shown(timetable.look(opened, member, desk.now(), everyone=everyone))
    await desk.update(body["view"]["id"], view)


async def _opened(
    desk: Desk, body: dict[str, Any], challenge_id: str, action: Action
) -> tuple[OpenChallenge, Member]:
    """The challenge, and who presses; Refusal for those who may not do `action`."""
    async with desk.database.read() as session:
        opened = await challenges.by_id(session, desk.keyring, challenge_id)
    return opened, challenges.require(opened, body["user"]["id"], action)


async def _send_template(desk: Desk, body: dict[str, Any], action: dict[str, Any]) -> None:
    opened, member = await _opened(desk, body, action["value"], Action.change_timetable)
    async with desk.database.write() as session:
        receipt = desk.keyring.receipt("template", body["view"]["id"], action["action_ts"])
        if not await receipts.take(session, receipt, desk.now().date()):
            return
    days = min(max(opened.challenge.days, DAYS.start), DAYS.stop - 1)
    data = await asyncio.to_thread(template, opened.framework, days)
    await files.send(
        desk,
        member.user,
        "timetable.xlsx",
        data,
        title="An empty timetable",
        words="An empty timetable to fill in, with notes on its last sheet. Upload it with `/timetable`.",
    )
    everyone = read_metadata(body["view"]["private_metadata"]).get("show") == "all"
    looked = timetable.look(opened, member, desk.now(), everyone=everyone)
    await desk.update(body["view"]["id"], views.shown(looked, _SENT))


@dataclass
class _Import:
    """Reads files, one at a time: each may take seconds and some hundred megabytes."""

    desk: Desk
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def understood(self, opened: OpenChallenge, file_id: str) -> Preview:
        """What the file means. Raises Refusal."""
        name, data = await files.fetch(self.desk, file_id, most=FILE_LIMIT)
        async with self._one:
            # In a thread of its own: meanwhile others are answered.
            return await asyncio.to_thread(timetable.understood, opened, name, data)

    def seen(self, opened: OpenChallenge, what: Preview) -> str:
        """Stands for what a preview shows: the timetable that is there, and the one to come."""
        return self.desk.keyring.receipt("timetable", repr(opened.timetable), repr(what.timetable))

    async def ask(self, body: dict[str, Any], challenge_id: str) -> None:
        """Ask for a file."""
        await _opened(self.desk, body, challenge_id, Action.change_timetable)
        await self.desk.update(body["view"]["id"], views.upload(challenge_id, random_id()))

    async def read(self, body: dict[str, Any]) -> None:
        """Show what was understood of a file. Stores nothing."""
        view = body["view"]
        challenge_id = read_metadata(view["private_metadata"])["challenge"]
        opened, _ = await _opened(self.desk, body, challenge_id, Action.change_timetable)
        file_id = chosen(view)
        what = await self.understood(opened, file_id)
        await self.desk.show_result(view["id"], views.preview(what, file_id, self.seen(opened, what)))

    async def use(self, body: dict[str, Any]) -> None:
        """Store what the preview showed. Where that is not what it would show now, show it again."""
        desk, view = self.desk, body["view"]
        said = read_metadata(view["private_metadata"])
        opened, member = await _opened(desk, body, said["challenge"], Action.change_timetable)
        what = await self.understood(opened, said["file"])
        async with desk.database.write() as session:
            await lock(session, opened.challenge.id)
            opened = await challenges.by_id(session, desk.keyring, opened.challenge.id)
            member = challenges.require(opened, member.user, Action.change_timetable)
            again = opened.timetable == what.timetable  # pressed or delivered once more
            as_seen = self.seen(opened, what) == said["seen"]
            if as_seen and not again:
                await timetable.use(session, opened, what.timetable)
        if not (as_seen or again):
            what = await self.understood(opened, said["file"])
            shown = views.preview(what, said["file"], self.seen(opened, what), _CHANGED)
            await desk.show_result(view["id"], shown)
            return
        desk.sender.wake()
        async with desk.database.read() as session:
            opened = await challenges.by_id(session, desk.keyring, opened.challenge.id)
        looked = timetable.look(opened, member, desk.now())
        await desk.show_result(view["id"], views.stored(looked, len(what.timetable.sessions)))


def chosen(view: dict[str, Any]) -> str:
    """The id of the file in the form. Raises Refusal where there is none."""
    found = [file_id for read in values(view).values() if isinstance(read, list) for file_id in read]
    if len(found) != 1:
        raise Refusal("Choose one file.")
    return str(found[0])


def _register_import(app: AsyncApp, importing: _Import) -> None:
    desk = importing.desk

    @app.action(views.ASK)
    async def ask(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.ASK, importing.ask(body, action["value"]), _in_place(desk, body))

    @app.view(views.UPLOAD)
    async def upload(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        await ack(response_action="update", view=with_note(view, views.reading()))
        challenge_id = read_metadata(view["private_metadata"])["challenge"]

        def once_more(sentence: str) -> Block:
            return views.upload(challenge_id, random_id(), views.problem(sentence))

        desk.start(views.UPLOAD, importing.read(body), desk.by_view(view["id"], once_more))

    @app.view(views.USE)
    async def use(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        await ack(response_action="update", view=with_note(view, views.storing()))

        def problem(sentence: str) -> Block:
            return with_note(view, views.problem(sentence))

        desk.start(views.USE, importing.use(body), desk.by_view(view["id"], problem))
