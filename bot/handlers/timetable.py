"""`/timetable`: today and tomorrow; and importing one: a file, what was understood of it, and its use.

Nothing of a file is kept between its preview and its use: it is read from Slack again
(docs/decisions/0009-read-the-file-again.md).
"""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.documents.timetable.files import FILE_LIMIT
from bot.documents.timetable.template import DAYS, template
from bot.domain.catalogue import TIMETABLE
from bot.domain.challenge import Action, Member
from bot.errors import Refusal
from bot.handlers import files
from bot.handlers.desk import Desk, Say, values, with_note
from bot.services import calendar, challenges, changes, timetable
from bot.views import evidence as notes
from bot.views import timetable as views
from bot.views.blocks import Block
from bot.views.challenge import read_metadata
from bot.views.day import CALENDAR
from bot.views.home import TIMETABLE as HOME_TIMETABLE
from bot.views.timetable import Preview
from db import receipts
from db.challenges import OpenChallenge, lock
from db.models import random_id

_CHANGED = "The timetable or the team has changed since you looked. Look once more."
_CALENDAR = (
    "Your sessions, for your calendar. It names nobody who is heard. Import a newer one after a change."
)
_SENT_CALENDAR = "📅 I sent you your sessions as a calendar file in a direct message."
_SENT = "📄 I sent you an empty timetable in a direct message."


def register(app: AsyncApp, desk: Desk) -> None:
    """Register what concerns the timetable."""
    _register_looking(app, desk)
    _register_calendar(app, desk)
    _register_import(app, _Import(desk))


def _register_calendar(app: AsyncApp, desk: Desk) -> None:
    # One button in the modal, and one in *Your day*.
    @app.action(CALENDAR)
    async def calendar_file(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        say = in_place(desk, body) if body.get("view") else desk.where_pressed(body)
        desk.start(CALENDAR, _send_calendar(desk, body, action), say)


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
        back = replace(Back.of(body["view"]), everyone=False)
        desk.start(views.MINE, _show(desk, body, action["value"], back), in_place(desk, body))

    @app.action(views.EVERYONE)
    async def everyone(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        back = replace(Back.of(body["view"]), everyone=True)
        desk.start(views.EVERYONE, _show(desk, body, action["value"], back), in_place(desk, body))

    @app.action(views.DAY)
    async def day(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        chosen_day = views.read_day(action["selected_option"]["value"])
        back = replace(Back.of(body["view"]), day=chosen_day)
        challenge_id = read_metadata(body["view"]["private_metadata"])["challenge"]
        desk.start(views.DAY, _show(desk, body, challenge_id, back), in_place(desk, body))

    @app.action(views.TEMPLATE)
    async def empty(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.TEMPLATE, _send_template(desk, body, action), in_place(desk, body))


@dataclass(frozen=True, slots=True)
class Back:
    """How it is shown: everyone's sessions or one's own; and which day, None for today and tomorrow."""

    everyone: bool = False
    day: int | None = None

    @classmethod
    def of(cls, view: dict[str, Any]) -> "Back":
        """How a modal shows it."""
        said = read_metadata(view["private_metadata"])
        return cls(said.get("show") == "all", views.read_day(said.get("day", "")))

    @classmethod
    def load(cls, text: str) -> "Back":
        """What `dump` wrote."""
        show, _, day = text.partition(":")
        return cls(show == "all", views.read_day(day))

    def dump(self) -> str:
        """As private metadata."""
        return f"{'all' if self.everyone else 'mine'}:{self.day or ''}"


def in_place(desk: Desk, body: dict[str, Any]) -> Say:
    """Says a sentence in place of the open modal."""
    return desk.by_view(body["view"]["id"], lambda sentence: notes.message(views.TITLE, sentence))


async def _open(desk: Desk, command: dict[str, Any]) -> None:
    user = command["user_id"]
    async with desk.database.read() as session:
        opened = await desk.meant(session, command)
    member = challenges.require(opened, user, Action.see_timetable)
    view = views.shown(timetable.look(opened, member, desk.now()))
    await desk.slack.views_open(trigger_id=command["trigger_id"], view=view)


async def _open_of(desk: Desk, body: dict[str, Any], challenge_id: str) -> None:
    opened, member = await opened_for(desk, body, challenge_id, Action.see_timetable)
    view = views.shown(timetable.look(opened, member, desk.now()))
    await desk.slack.views_open(trigger_id=body["trigger_id"], view=view)


async def _show(desk: Desk, body: dict[str, Any], challenge_id: str, back: Back) -> None:
    opened, member = await opened_for(desk, body, challenge_id, Action.see_timetable)
    looked = timetable.look(opened, member, desk.now(), everyone=back.everyone, day=back.day)
    view = views.shown(looked)
    await desk.update(body["view"]["id"], view)


async def opened_for(
    desk: Desk, body: dict[str, Any], challenge_id: str, action: Action
) -> tuple[OpenChallenge, Member]:
    """The challenge, and who presses; Refusal for those who may not do `action`."""
    async with desk.database.read() as session:
        opened = await challenges.by_id(session, desk.keyring, challenge_id)
    return opened, challenges.require(opened, body["user"]["id"], action)


async def _send_template(desk: Desk, body: dict[str, Any], action: dict[str, Any]) -> None:
    opened, member = await opened_for(desk, body, action["value"], Action.change_timetable)
    async with desk.database.write() as session:
        receipt = desk.keyring.receipt("template", body["view"]["id"], action["action_ts"])
        if not await receipts.take(session, receipt, desk.now().date()):
            return
    days = min(max(opened.challenge.days, DAYS.start), DAYS.stop - 1)
    data = await asyncio.to_thread(template, opened.framework, days)
    file = files.Outgoing(
        "timetable.xlsx",
        data,
        "An empty timetable",
        "An empty timetable to fill in, with notes on its last sheet. Upload it with `/timetable`.",
    )
    await files.send(desk, member.user, file)
    await _note(desk, body, opened, member, _SENT)


async def _note(desk: Desk, body: dict[str, Any], opened: OpenChallenge, member: Member, note: str) -> None:
    """Show the timetable as it was shown, with a line above it."""
    back = Back.of(body["view"])
    looked = timetable.look(opened, member, desk.now(), everyone=back.everyone, day=back.day)
    await desk.update(body["view"]["id"], views.shown(looked, note))


async def _send_calendar(desk: Desk, body: dict[str, Any], action: dict[str, Any]) -> None:
    opened, member = await opened_for(desk, body, action["value"], Action.see_timetable)
    data = await asyncio.to_thread(calendar.own_sessions, opened, member, desk.now())
    async with desk.database.write() as session:
        receipt = desk.keyring.receipt("calendar", member.user, action["action_ts"])
        if not await receipts.take(session, receipt, desk.now().date()):
            return

    async def keep(file_id: str) -> None:
        async with desk.database.write() as session:
            await calendar.remember(session, opened, member.user, file_id)

    file = files.Outgoing(calendar.NAME, data, "My sessions", _CALENDAR)
    await files.send(desk, member.user, file, keep)
    if body.get("view"):
        await _note(desk, body, opened, member, _SENT_CALENDAR)
    else:
        await desk.where_pressed(body)(_SENT_CALENDAR)


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
        await opened_for(self.desk, body, challenge_id, Action.change_timetable)
        await self.desk.update(body["view"]["id"], views.upload(challenge_id, random_id()))

    async def read(self, body: dict[str, Any]) -> None:
        """Show what was understood of a file. Stores nothing."""
        view = body["view"]
        challenge_id = read_metadata(view["private_metadata"])["challenge"]
        opened, member = await opened_for(self.desk, body, challenge_id, Action.change_timetable)
        file_id = chosen(view)
        what = await self.understood(opened, file_id)
        await self.desk.show_result(view["id"], self.preview(opened, member, what, file_id))

    def preview(
        self, opened: OpenChallenge, member: Member, what: Preview, file_id: str, note: str = ""
    ) -> Block:
        """What was understood, and who would be told."""
        told = changes.told(opened, what.timetable, member.user, self.desk.now())
        return views.preview(what, file_id, self.seen(opened, what), note, told)

    async def use(self, body: dict[str, Any]) -> None:
        """Store what the preview showed. Where that is not what it would show now, show it again."""
        desk, view = self.desk, body["view"]
        said = read_metadata(view["private_metadata"])
        opened, member = await opened_for(desk, body, said["challenge"], Action.change_timetable)
        what = await self.understood(opened, said["file"])
        async with desk.database.write() as session:
            await lock(session, opened.challenge.id)
            opened = await challenges.by_id(session, desk.keyring, opened.challenge.id)
            member = challenges.require(opened, member.user, Action.change_timetable)
            again = opened.timetable == what.timetable  # pressed or delivered once more
            as_seen = self.seen(opened, what) == said["seen"]
            if as_seen and not again:
                await changes.store(session, opened, what.timetable, member.user, now=desk.now())
        if not (as_seen or again):
            what = await self.understood(opened, said["file"])
            shown = self.preview(opened, member, what, said["file"], _CHANGED)
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
        desk.start(views.ASK, importing.ask(body, action["value"]), in_place(desk, body))

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
