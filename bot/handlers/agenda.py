"""What becomes of each item of a brief: the list, an item's form, and what it asks about."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.agenda import Choice, Way
from bot.domain.challenge import Action
from bot.domain.evidence import has_words
from bot.errors import Refusal
from bot.handlers.asking import answers, form_asking
from bot.handlers.desk import Desk, in_field, values
from bot.services import agenda, challenges
from bot.services.hiding import Unsure
from bot.views import agenda as views
from bot.views.agenda import Place
from bot.views.blocks import Block
from bot.views.briefs import DECIDE, read_button


def register(app: AsyncApp, desk: Desk) -> None:
    """Register the list of items, and the form of one."""

    @app.action(DECIDE)
    async def decide(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(DECIDE, _decide(desk, body, action["value"]), desk.where_pressed(body))

    @app.action(views.BACK)
    async def back(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.BACK, _back(desk, body, action["value"]), desk.where_pressed(body))

    @app.action(views.ITEM)
    async def item(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.ITEM, _item(desk, body, action["value"]), desk.where_pressed(body))

    @app.view(views.CHOOSE)
    async def choose(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        place = Place.load(view["private_metadata"])
        try:
            choice = _choice(view, place)
        except Refusal as refusal:
            await ack(response_action="errors", errors=in_field(refusal, views.block_ids(place), view))
            return
        say = await desk.saving(ack, view)
        desk.start(views.CHOOSE, _choose(desk, body, place, choice), say)


async def _list(desk: Desk, body: dict[str, Any], value: str) -> Block:
    challenge_id, brief_id, _ = read_button(value)
    user = body["user"]["id"]
    async with desk.database.read() as session:
        opened = await challenges.by_id(session, desk.keyring, challenge_id)
        preview = await agenda.shown(session, opened, user, brief_id)
    return views.items(preview, challenges.require(opened, user, Action.approve_brief).role)


async def _decide(desk: Desk, body: dict[str, Any], value: str) -> None:
    view = await _list(desk, body, value)
    show = desk.slack.views_push if body.get("view") else desk.slack.views_open
    await show(trigger_id=body["trigger_id"], view=view)


async def _back(desk: Desk, body: dict[str, Any], value: str) -> None:
    await desk.update(body["view"]["id"], await _list(desk, body, value))


async def _item(desk: Desk, body: dict[str, Any], value: str) -> None:
    place = Place.load(value)
    async with desk.database.read() as session:
        opened = await challenges.by_id(session, desk.keyring, place.challenge_id)
        preview = await agenda.shown(session, opened, body["user"]["id"], place.brief_id)
    # In the list's place, and the list in its place again: Slack stacks three modals at most.
    await desk.update(body["view"]["id"], views.item(preview, place.finding))


def _choice(view: dict[str, Any], place: Place) -> Choice:
    said, ids = values(view), views.block_ids(place)
    way, reason = Way(said[ids["way"]]), said.get(ids["reason"]) or ""
    words = said.get(ids["words"]) or ""
    if way is Way.hold and not has_words(reason):
        raise Refusal("Say why: it stays with the team.", field="reason")
    if not has_words(words):
        raise Refusal("Write what it says.", field="words")
    return Choice(way, words, reason if way is Way.hold else "")


async def _choose(desk: Desk, body: dict[str, Any], place: Place, choice: Choice) -> None:
    view, user = body["view"], body["user"]["id"]
    said = answers(view)
    async with desk.database.write() as session:
        opened = await challenges.by_id(session, desk.keyring, place.challenge_id)
        outcome = await agenda.choose(
            session,
            opened,
            user,
            place.brief_id,
            finding=place.finding,
            seen=place.seen,
            choice=choice,
            answers=said,
        )
    if isinstance(outcome, Unsure):
        await desk.show_result(view["id"], form_asking(view, place, outcome, said))
        return
    role = challenges.require(opened, user, Action.approve_brief).role
    await desk.show_result(view["id"], views.items(outcome, role))
