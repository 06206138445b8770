"""What would surprise the client: the list, and its buttons."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.evidence import has_words
from bot.domain.settling import Way
from bot.errors import Refusal
from bot.handlers.asking import answers, form_asking
from bot.handlers.desk import Desk, in_field, values
from bot.services import challenges, settling
from bot.services.hiding import Unsure
from bot.views import settling as views
from bot.views.settling import Place

_WAYS = {views.RAISE: Way.raise_, views.DROP: Way.drop, views.REOPEN: Way.open}


def register(app: AsyncApp, desk: Desk) -> None:
    """Register the list and the form; `/challenge` opens the list."""

    @app.action(views.LIST)
    async def listing(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.LIST, _open(desk, body, action["value"]), desk.where_pressed(body))

    for action_id, way in _WAYS.items():
        _register_button(app, desk, action_id, way)

    @app.action(views.ACCEPT)
    async def accept(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.ACCEPT, _ask_why(desk, body, action["value"]), desk.where_pressed(body))

    @app.view(views.REASON)
    async def reason(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        place = Place.load(view["private_metadata"])
        ids = views.block_ids(place)
        said = values(view).get(ids["reason"]) or ""
        if not has_words(said):
            refusal = Refusal("Say why; it is kept with the challenge.", field="reason")
            await ack(response_action="errors", errors=in_field(refusal, ids, view))
            return
        say = await desk.saving(ack, view)
        desk.start(views.REASON, _accept(desk, body, place, said), say)


def _register_button(app: AsyncApp, desk: Desk, action_id: str, way: Way) -> None:
    @app.action(action_id)
    async def settle(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(action_id, _settle(desk, body, action["value"], way), desk.where_pressed(body))


async def open_list(desk: Desk, command: dict[str, Any]) -> None:
    """`/challenge surprises`."""
    user = command["user_id"]
    async with desk.database.read() as session:
        opened = await desk.meant(session, command)
        matters = await settling.listed(session, opened, user)
    view = views.listing(opened.challenge.id, matters)
    await desk.slack.views_open(trigger_id=command["trigger_id"], view=view)


async def _open(desk: Desk, body: dict[str, Any], challenge_id: str) -> None:
    async with desk.database.read() as session:
        opened = await challenges.by_id(session, desk.keyring, challenge_id)
        matters = await settling.listed(session, opened, body["user"]["id"])
    view = views.listing(challenge_id, matters)
    await desk.slack.views_open(trigger_id=body["trigger_id"], view=view)


async def _settle(desk: Desk, body: dict[str, Any], value: str, way: Way) -> None:
    place = Place.load(value)
    async with desk.database.write() as session:
        opened = await challenges.by_id(session, desk.keyring, place.challenge_id)
        outcome = await settling.settle(session, opened, body["user"]["id"], place.tag, place.seen, way=way)
    assert not isinstance(outcome, Unsure)  # without a reason there is nothing to be unsure of
    await desk.update(body["view"]["id"], views.listing(place.challenge_id, outcome))


async def _ask_why(desk: Desk, body: dict[str, Any], value: str) -> None:
    place = Place.load(value)
    async with desk.database.read() as session:
        opened = await challenges.by_id(session, desk.keyring, place.challenge_id)
        matters = dict(await settling.listed(session, opened, body["user"]["id"]))
    matter = matters.get(place.tag)
    if matter is None:
        raise Refusal("That bullet is gone. Type `/challenge surprises` for the list.")
    await desk.update(body["view"]["id"], views.reason(place, matter, settling.REASON_LIMIT))


async def _accept(desk: Desk, body: dict[str, Any], place: Place, reason: str) -> None:
    view, said = body["view"], answers(body["view"])
    async with desk.database.write() as session:
        opened = await challenges.by_id(session, desk.keyring, place.challenge_id)
        outcome = await settling.settle(
            session,
            opened,
            body["user"]["id"],
            place.tag,
            place.seen,
            way=Way.accept,
            reason=reason,
            answers=said,
        )
    if isinstance(outcome, Unsure):
        await desk.show_result(view["id"], form_asking(view, place, outcome, said))
        return
    await desk.show_result(view["id"], views.listing(place.challenge_id, outcome))
