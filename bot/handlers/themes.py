"""`/themes`: looking at themes, and grouping again. What people decide on them: `theme_decisions`.

All of it is one modal, which shows one page after the other.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.catalogue import THEMES
from bot.domain.challenge import Action, may
from bot.domain.framework import Statement
from bot.domain.theme_board import Board, Card
from bot.domain.theme_decisions import Regrouped
from bot.errors import Refusal
from bot.handlers.desk import Desk, Say, with_note
from bot.services import challenges, themes
from bot.services.themes import Material
from bot.views import themes as views
from bot.views.blocks import Block
from bot.views.home import THEMES as HOME_THEMES
from bot.views.themes import Viewer
from db.challenges import OpenChallenge

_CHANGED = "⚠️ Something changed since you looked. This is what grouping again would change now."
_ACCEPTED = "✅ It is grouped so now."


def register(app: AsyncApp, desk: Desk) -> None:
    """Register what shows themes."""
    pages = Pages(desk)

    @app.command(THEMES.name)
    async def command(ack: AsyncAck, command: dict[str, Any]) -> None:
        await ack()
        desk.start(THEMES.name, pages.open(command), desk.by_response_url(command))

    @app.action(HOME_THEMES)
    async def home(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(HOME_THEMES, pages.open_of(body, action["value"]), desk.by_modal(body, views.TITLE))

    @app.action(views.INDEX)
    async def index(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.INDEX, pages.turn_to_index(body, action["value"]), on_top(desk, body))

    @app.action(views.LIST)
    async def listed(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.LIST, pages.turn_to_list(body, action["value"]), on_top(desk, body))

    @app.action(views.OPEN)
    async def opened(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.OPEN, pages.turn_to_theme(body, action["value"]), on_top(desk, body))

    @app.action(views.POSTS)
    async def posts(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.POSTS, pages.turn_to_posts(body, action["value"]), on_top(desk, body))

    @app.action(views.REGROUP)
    async def regroup(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.REGROUP, pages.propose(body, action["value"]), on_top(desk, body))

    @app.action(views.ACCEPT)
    async def accept(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.ACCEPT, pages.accept(body, action["value"]), on_top(desk, body))


def on_top(desk: Desk, body: dict[str, Any]) -> Say:
    """Says a sentence above the page that is open."""
    view = body["view"]
    return desk.by_view(view["id"], lambda sentence: with_note(view, views.problem(sentence)))


@dataclass
class Pages:
    """Makes the pages. Statements are grouped one at a time: each may take a second of the processor."""

    desk: Desk
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def open(self, command: dict[str, Any]) -> None:
        """What `/themes [statement]` opens."""
        desk, user = self.desk, command["user_id"]
        async with desk.database.read() as session:
            opened = await desk.meant(session, command)
        challenges.require(opened, user, Action.read_wall)
        typed = command.get("text", "").strip()
        wanted = themes.statement_of(opened, typed) if typed else None
        view = await desk.slack.views_open(trigger_id=command["trigger_id"], view=views.loading())
        view_id = view["view"]["id"]
        page = await (self._list(opened, user, wanted) if wanted else self._index(opened, user))
        await desk.update(view_id, page)

    async def open_of(self, body: dict[str, Any], challenge_id: str) -> None:
        """What the Home's button opens."""
        opened = await self.opened(body, challenge_id)
        view = await self.desk.slack.views_open(trigger_id=body["trigger_id"], view=views.loading())
        await self.desk.update(view["view"]["id"], await self._index(opened, body["user"]["id"]))

    async def opened(
        self, body: dict[str, Any], challenge_id: str, action: Action = Action.read_wall
    ) -> OpenChallenge:
        """The challenge; Refusal for those who may not do `action` there."""
        async with self.desk.database.read() as session:
            opened = await challenges.by_id(session, self.desk.keyring, challenge_id)
        challenges.require(opened, body["user"]["id"], action)
        return opened

    def viewer(self, opened: OpenChallenge, user: str, *, backs: bool = False, note: str = "") -> Viewer:
        """Who looks."""
        member = challenges.require(opened, user, Action.read_wall)
        decides = may(member.role, Action.decide_theme)
        drafter = decides and self.desk.drafter is not None
        return Viewer(opened.challenge.id, decides, backs, note, drafter=drafter)

    async def _index(self, opened: OpenChallenge, user: str) -> Block:
        async with self.desk.database.read() as session:
            boards = await themes.all_boards(session, opened)
        return views.index(self.viewer(opened, user), opened.framework, boards)

    async def _list(
        self, opened: OpenChallenge, user: str, statement: Statement, start: int = 0, note: str = ""
    ) -> Block:
        board = await self.board(opened, user, statement)
        return views.page(self.viewer(opened, user, note=note), board, start)

    async def board(self, opened: OpenChallenge, user: str, statement: Statement) -> Board:
        """A statement's board; where its post-its were never grouped, they are now."""
        desk = self.desk
        async with desk.database.read() as session:
            board = await themes.look(session, opened, user, statement)
        if board.begun or not board.loose:
            return board
        was, found = await self._grouped(opened, statement)
        async with desk.database.write() as session:
            await themes.begin(session, opened, was, found)
            return await themes.look(session, opened, user, statement)

    async def _grouped(self, opened: OpenChallenge, statement: Statement) -> tuple[Material, Regrouped]:
        """What there is, and what grouping makes of it. In a thread: meanwhile others are answered."""
        async with self.desk.database.read() as session:
            was = await themes.material(session, opened, statement)
        async with self._one:
            return was, await asyncio.to_thread(themes.grouped, was)

    # Turning the page

    async def turn_to_index(self, body: dict[str, Any], value: str) -> None:
        """Show all statements."""
        (challenge_id,) = views.read_value(value)
        opened = await self.opened(body, challenge_id)
        await self.desk.update(body["view"]["id"], await self._index(opened, body["user"]["id"]))

    async def turn_to_list(self, body: dict[str, Any], value: str) -> None:
        """Show a statement's themes."""
        challenge_id, key, start = views.read_value(value)
        opened = await self.opened(body, challenge_id)
        page = await self._list(opened, body["user"]["id"], _statement(opened, key), start)
        await self.desk.update(body["view"]["id"], page)

    async def turn_to_theme(self, body: dict[str, Any], value: str, note: str = "") -> None:
        """Show a theme."""
        challenge_id, theme_id, *_ = views.read_value(value)
        await self.show_theme(body, challenge_id, theme_id, note)

    async def show_theme(
        self, body: dict[str, Any], challenge_id: str, theme_id: str, note: str = ""
    ) -> None:
        """Show a theme as it stands now, or its statement where it is among the themes no more."""
        user, opened = body["user"]["id"], await self.opened(body, challenge_id)
        board, card = await self.card(opened, user, theme_id)
        if card is None or card.standing.dropped:
            page = views.page(self.viewer(opened, user, note=note), board)
        else:
            async with self.desk.database.read() as session:
                backs = await themes.backs(session, opened, user, theme_id)
            page = views.theme(self.viewer(opened, user, backs=backs, note=note), board, card)
        await self.desk.show_result(body["view"]["id"], page)

    async def card(self, opened: OpenChallenge, user: str, theme_id: str) -> tuple[Board, Card | None]:
        """A theme's statement, and the theme; None where it is not among them any more."""
        async with self.desk.database.read() as session:
            statement = await themes.statement_with(session, opened, theme_id)
            board = await themes.look(session, opened, user, statement)
        return board, board.card(theme_id)

    async def turn_to_posts(self, body: dict[str, Any], value: str) -> None:
        """Show a theme's post-its, or those in none."""
        challenge_id, key, theme_id, start = views.read_value(value)
        user, opened = body["user"]["id"], await self.opened(body, challenge_id)
        async with self.desk.database.read() as session:
            board = await themes.look(session, opened, user, _statement(opened, key))
        card = board.card(theme_id)
        if theme_id and card is None:
            raise Refusal("That theme is gone: its post-its were grouped otherwise.")
        page = views.posts(self.viewer(opened, user), board, card, start)
        await self.desk.update(body["view"]["id"], page)

    # Grouping again

    async def propose(self, body: dict[str, Any], value: str, note: str = "") -> None:
        """Show what grouping again would change."""
        challenge_id, key, *_ = views.read_value(value)
        user = body["user"]["id"]
        opened = await self.opened(body, challenge_id, Action.decide_theme)
        statement = _statement(opened, key)
        _, found = await self._grouped(opened, statement)
        async with self.desk.database.read() as session:
            board = await themes.look(session, opened, user, statement)
        viewer, seen = self.viewer(opened, user, note=note), themes.seen(found.difference)
        page = views.difference(viewer, board, found.difference, seen)
        await self.desk.update(body["view"]["id"], page)

    async def accept(self, body: dict[str, Any], value: str) -> None:
        """Let what was shown stand; where grouping would change something else by now, show that."""
        challenge_id, key, seen = views.read_value(value)
        user = body["user"]["id"]
        opened = await self.opened(body, challenge_id, Action.decide_theme)
        statement = _statement(opened, key)
        was, found = await self._grouped(opened, statement)
        as_seen = themes.seen(found.difference) == seen
        if as_seen:
            async with self.desk.database.write() as session:
                as_seen = await themes.accept(session, opened, user, was, found)
        elif not found.difference:  # pressed or delivered once more
            as_seen = True
        if not as_seen:
            await self.propose(body, value, _CHANGED)
            return
        page = await self._list(opened, user, statement, note=_ACCEPTED)
        await self.desk.show_result(body["view"]["id"], page)


def _statement(opened: OpenChallenge, key: str) -> Statement:
    if not opened.framework.has(key):
        raise Refusal("That statement is not in this challenge's framework.")
    return opened.framework.statement(key)
