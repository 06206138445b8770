"""What every handler has at hand, and how each says what went wrong.

A handler only acknowledges; the work is started here and tracked, so that Slack never waits for it and a
stop waits for what is under way. An error becomes a sentence in the surface that the person used; the
unexpected becomes a reference that is in the log too, without its text, which might hold evidence.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import aiohttp
import httpx
from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery.calls import seconds_to_wait
from bot.delivery.sender import Sender
from bot.errors import Refusal, log_unexpected, slack_error
from bot.privacy.keys import Keyring
from bot.services import challenges
from bot.services.drafting import Drafter
from bot.services.suggestions import Suggestions
from bot.views import evidence as notes
from bot.views.blocks import Block, escape
from bot.views.evidence import NOTE
from bot.views.evidence import message as message_modal
from db.challenges import OpenChallenge
from db.engine import Database

log = logging.getLogger(__name__)

#: Set by the door once Slack has the acknowledgement of what is being handled; the work waits for it. So
#: nothing is done before it is acknowledged, and a form's answer can't overtake its "Storing…".
ACKNOWLEDGED: ContextVar[asyncio.Event | None] = ContextVar("acknowledged", default=None)

#: Says a sentence to the person, where they are.
Say = Callable[[str], Awaitable[None]]

#: Slack would not take it, or was not reached.
_NOT_TAKEN = (SlackApiError, aiohttp.ClientError, TimeoutError)


async def nobody(_sentence: str) -> None:
    """For what nobody asked for: nobody is told, and the log has it."""


@dataclass
class Desk:
    """The tools of the handlers."""

    database: Database
    keyring: Keyring
    slack: AsyncWebClient
    http: httpx.AsyncClient
    sender: Sender
    suggestions: Suggestions
    now: Callable[[], datetime]
    drafter: Drafter | None = None
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    def start(self, what: str, work: Coroutine[Any, Any, None], say: Say) -> None:
        """Start `work` after the acknowledgement. `say` tells the person what went wrong."""
        task = asyncio.create_task(self._guarded(what, work, say))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def _guarded(self, what: str, work: Coroutine[Any, Any, None], say: Say) -> None:
        acknowledged = ACKNOWLEDGED.get()
        if acknowledged is not None:
            await acknowledged.wait()
        try:
            await work
        except Refusal as refusal:
            await self._tell(what, say, refusal.sentence)
        except Exception as error:
            if slack_error(error) == "exchanged_trigger_id":
                log.info("%s: came again; its form is open already", what)
                return
            if slack_error(error) == "expired_trigger_id":
                await self._tell(
                    what, say, "That took too long for Slack to open the form. Please try again."
                )
                return
            reference = log_unexpected(log, what, error)
            await self._tell(
                what,
                say,
                f"Something went wrong on the bot's side. Try again; if it stays, quote {reference}.",
            )

    async def _tell(self, what: str, say: Say, sentence: str) -> None:
        try:
            await say(sentence)
        except Exception as error:
            log_unexpected(log, f"{what}: telling the person", error)

    async def meant(self, session: AsyncSession, command: dict[str, Any]) -> OpenChallenge:
        """The one challenge that someone means who types a command: the channel's, or else their own."""
        user, channel = command["user_id"], command["channel_id"]
        return challenges.only(await challenges.meant_by(session, self.keyring, user, channel, self.now()))

    async def answer(
        self, response_url: str, *, text: str, blocks: list[Block] | None = None, replace: bool = False
    ) -> None:
        """Answer a command or a button: seen by the one person only."""
        body: dict[str, Any] = {"text": text, "response_type": "ephemeral", "replace_original": replace}
        if blocks is not None:
            body["blocks"] = blocks
        response = await self.http.post(response_url, json=body)
        response.raise_for_status()

    def by_response_url(self, payload: dict[str, Any]) -> Say:
        """Says a sentence by a command's or a message button's response_url."""

        async def say(sentence: str) -> None:
            await self.answer(payload["response_url"], text=escape(sentence))

        return say

    def by_modal(self, payload: dict[str, Any], title: str = "Critical Friend") -> Say:
        """Says a sentence in a new modal, for what has no response_url (shortcuts, Home buttons)."""

        async def say(sentence: str) -> None:
            await self.slack.views_open(trigger_id=payload["trigger_id"], view=message_modal(title, sentence))

        return say

    def by_view(self, view_id: str, render: Callable[[str], Block]) -> Say:
        """Says a sentence by updating an open modal."""

        async def say(sentence: str) -> None:
            await self.update(view_id, render(sentence))

        return say

    async def saving(self, ack: AsyncAck, view: dict[str, Any]) -> Say:
        """Acknowledge a form that was submitted: it says that it is being saved. What goes wrong is then said
        above its fields, where nothing that was typed is lost.
        """
        await ack(response_action="update", view=with_note(view, notes.saving(view["submit"]["text"])))
        return self.by_view(view["id"], lambda sentence: with_note(view, notes.problem(sentence)))

    def where_pressed(self, body: dict[str, Any]) -> Say:
        """Says a sentence to who pressed a button: in a message, a modal, or the Home."""
        return self.by_response_url(body) if body.get("response_url") else self.by_modal(body)

    async def show_result(self, view_id: str, view: Block) -> None:
        """Show what came of a form, once it is done. Where Slack won't take it, not even the second time, the
        form still says that it is being stored and to press again: that does no harm, and shows it then.
        """
        try:
            await self.update(view_id, view)
        except _NOT_TAKEN as error:
            asked = seconds_to_wait(error) if isinstance(error, SlackApiError) else 1.0
            await asyncio.sleep(min(asked, 10))  # as Slack asks
            try:
                await self.update(view_id, view)
            except _NOT_TAKEN as again:
                log_unexpected(log, "showing what was done", again)

    async def update(self, view_id: str, view: Block) -> None:
        """Update an open modal. One that the person has closed meanwhile needs no update."""
        try:
            await self.slack.views_update(view_id=view_id, view=view)
        except SlackApiError as error:
            if slack_error(error) != "not_found":
                raise
            log.info("a modal was closed before it was updated")


def values(view: dict[str, Any]) -> dict[str, Any]:
    """What a form says, by block id: a text, a choice's value, a date, or a list of users, ticks or
    ids of files; None if empty.
    """
    read: dict[str, Any] = {}
    for block_id, elements in view["state"]["values"].items():
        for element in elements.values():
            kind = element["type"]
            if kind == "multi_users_select":
                read[block_id] = element.get("selected_users") or []
            elif kind == "checkboxes":
                read[block_id] = [chosen["value"] for chosen in element.get("selected_options") or []]
            elif kind == "file_input":
                read[block_id] = [str(file["id"]) for file in element.get("files") or []]
            elif kind == "datepicker":
                read[block_id] = element.get("selected_date")
            elif kind in {"static_select", "radio_buttons"}:
                chosen = element.get("selected_option")
                read[block_id] = chosen["value"] if chosen else None
            else:
                read[block_id] = element.get("value")
    return read


def in_field(refusal: Refusal, blocks: dict[str, str], view: dict[str, Any]) -> dict[str, str]:
    """A refusal as Slack's field errors: under the field it names, or the form's first where it has none."""
    inputs: list[str] = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    named = blocks.get(refusal.field or "")
    return {named if named and named in inputs else inputs[0]: refusal.sentence}


def with_note(view: dict[str, Any], note: Block) -> Block:
    """An open form once more, with `note` above it in place of an earlier one."""
    blocks = [block for block in view["blocks"] if block["block_id"] != NOTE]
    return with_blocks(view, [note, *blocks])


def with_blocks(view: dict[str, Any], blocks: list[Block]) -> Block:
    """An open form once more, with these blocks."""
    parts = ("type", "title", "submit", "close", "callback_id", "private_metadata")
    return {**{part: view[part] for part in parts if view.get(part) is not None}, "blocks": blocks}
