"""`/challenge slides` and `/challenge report`: draft documents, made here and uploaded to the team's
channel.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.documents.slides.theirs import FILE_LIMIT
from bot.domain.challenge import Action, Role
from bot.domain.report import Stage
from bot.errors import Refusal
from bot.handlers import files
from bot.handlers.desk import Desk, values
from bot.handlers.files import Outgoing
from bot.services import challenges, documents
from bot.services.documents import Compiled
from bot.views import documents as views
from bot.views import evidence as notes
from bot.views import surprises
from bot.views.challenge import read_metadata
from db import documents as stored
from db import receipts
from db.challenges import OpenChallenge


@dataclass(frozen=True, slots=True)
class _Kind:
    """One sort of document: how it is called, and the file."""

    kind: str
    title: str
    words: str
    name: str
    write: Callable[[Compiled, bytes | None], bytes]


def _slides(made: Compiled, template: bytes | None) -> bytes:
    from bot.documents.slides import slides  # heavy, and seldom needed

    return slides(made.presentation, template)


def _report(made: Compiled, _template: bytes | None) -> bytes:
    from bot.documents.report import report  # heavy, and seldom needed

    return report(made.presentation)


_SLIDES = _Kind(stored.SLIDES, views.SLIDES_TITLE, "slides", "slides-draft.pptx", _slides)
_REPORT = _Kind(stored.REPORT, views.REPORT_TITLE, "report", "report-draft.docx", _report)


def register(app: AsyncApp, desk: Desk) -> None:
    """Register the forms; `/challenge` opens them."""
    maker = _Maker(desk)

    @app.view(views.SLIDES)
    async def slides(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        await ack(response_action="update", view=views.progress(views.SLIDES_TITLE, 0))
        challenge_id = read_metadata(view["private_metadata"])["challenge"]
        template = (values(view).get(views.TEMPLATE) or [None])[0]
        making = maker.make(body, challenge_id, _SLIDES, template)
        desk.start(views.SLIDES, making, _instead(desk, body, _SLIDES))

    @app.view(views.REPORT)
    async def report(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(response_action="update", view=notes.message(views.REPORT_TITLE, "Saving…"))
        desk.start(views.REPORT, _save_stage(desk, body), _instead(desk, body, _REPORT))

    @app.action(views.MAKE_REPORT)
    async def make_report(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        making = maker.make(body, action["value"], _REPORT)
        desk.start(views.MAKE_REPORT, making, _instead(desk, body, _REPORT))


def _instead(desk: Desk, body: dict[str, Any], kind: _Kind) -> Callable[[str], Any]:
    """Says a sentence in the place of the form."""
    return desk.by_view(body["view"]["id"], lambda sentence: notes.message(kind.title, sentence))


async def open_form(desk: Desk, command: dict[str, Any], word: str) -> None:
    """Open the form of `/challenge slides` or `/challenge report`."""
    user = command["user_id"]
    async with desk.database.read() as session:
        opened = await desk.meant(session, command)
        challenges.require(opened, user, Action.compile_documents)
        view = (
            views.slides(opened.challenge)
            if word == "slides"
            else views.report(
                opened.challenge, await documents.standing(session, opened), _today(desk, opened)
            )
        )
    await desk.slack.views_open(trigger_id=command["trigger_id"], view=view)


def _today(desk: Desk, opened: OpenChallenge) -> date:
    return opened.challenge.local_date(desk.now())


async def _save_stage(desk: Desk, body: dict[str, Any]) -> None:
    said = values(body["view"]).get(views.STAGE) or ""
    if said not in list(Stage):
        raise Refusal("Choose where it stands.")
    challenge_id = read_metadata(body["view"]["private_metadata"])["challenge"]
    async with desk.database.write() as session:
        opened = await challenges.by_id(session, desk.keyring, challenge_id)
        await documents.move_report(session, opened, body["user"]["id"], Stage(said), now=desk.now())
    await desk.show_result(body["view"]["id"], views.saved(Stage(said)))


@dataclass
class _Maker:
    """Makes documents, one at a time: each takes a second of the processor, and some megabytes."""

    desk: Desk
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def make(
        self, body: dict[str, Any], challenge_id: str, kind: _Kind, template: str | None = None
    ) -> None:
        """Make a draft, say how far it is, upload it, and say what would surprise the client. `template` is
        the id of a file that was added to the form.
        """
        desk, view_id = self.desk, body["view"]["id"]
        async with desk.database.write() as session:
            opened = await challenges.by_id(session, desk.keyring, challenge_id)
            challenges.require(opened, body["user"]["id"], Action.compile_documents)
            # Delivered or pressed again: it is being made, and the form says so.
            if not await receipts.take(session, desk.keyring.receipt(kind.kind, view_id), desk.now().date()):
                return
        async with self._one:
            like = (await files.fetch(desk, template, most=FILE_LIMIT))[1] if template else None
            await self._show(view_id, kind, 1)
            made, data = await self._made(opened, kind, view_id, like)
        await self._show(view_id, kind, 3)
        await self._upload(opened, kind, made, data)
        shown = views.made(kind.title, made.check, asks=made.asks, smallest=opened.smallest_group.people)
        await desk.show_result(view_id, shown)

    async def _made(
        self, opened: OpenChallenge, kind: _Kind, view_id: str, like: bytes | None
    ) -> tuple[Compiled, bytes]:
        desk = self.desk
        async with desk.database.read() as session:
            material = await documents.material(session, opened, now=desk.now())
        # In a thread of its own: meanwhile others are answered.
        made = await asyncio.to_thread(documents.compiled, material)
        await self._show(view_id, kind, 2)
        data = await asyncio.to_thread(kind.write, made, like)
        async with desk.database.write() as session:
            await documents.keep(session, opened, kind.kind, material, made)
        return made, data

    async def _show(self, view_id: str, kind: _Kind, step: int) -> None:
        await self.desk.update(view_id, views.progress(kind.title, step))

    async def _upload(self, opened: OpenChallenge, kind: _Kind, made: Compiled, data: bytes) -> None:
        async def known(file_id: str) -> None:
            async with self.desk.database.write() as session:
                await stored.keep_file(session, opened.challenge.id, opened.key, kind.kind, file_id)

        said = views.announced(kind.words, made.presentation.day)
        made_file = Outgoing(kind.name, data, kind.name, said)
        await files.share(self.desk, [opened.challenge.channel], made_file, known)
        listed = surprises.markdown(made.check).encode("utf-8")
        approvers = [
            await files.direct(self.desk, user)
            for user in opened.users(Role.challenge_manager, Role.lead_peer)
        ]
        listing = Outgoing("surprises.md", listed, "surprises.md", views.LISTED)
        await files.share(self.desk, approvers, listing, known)
