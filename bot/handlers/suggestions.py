"""Where post-its are likely to belong: said in the forms, and placed there by one press."""

from collections.abc import Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.evidence import TEXT_LIMIT, PostIt
from bot.handlers.desk import Desk, with_blocks
from bot.services import challenges, evidence
from bot.views import suggestions as views
from bot.views.blocks import Block
from bot.views.evidence import FormState, message
from bot.views.suggestions import Likely
from db.challenges import OpenChallenge

#: Seconds that anything waits for a suggestion: a trigger lives three, and nobody asked for one.
_SOON = 0.5


def register(app: AsyncApp, desk: Desk) -> None:
    """Register what follows a suggestion."""

    @app.action(views.PLACE)
    async def place(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        say = desk.by_view(body["view"]["id"], lambda sentence: message("New post-it", sentence))
        desk.start(views.PLACE, _place(desk, body, action["value"]), say)


async def suggested(desk: Desk, opened: OpenChallenge, text: str) -> Likely | None:
    """Where `text` is likely to belong; None where it is not, or not known at once: a form is opened soon or
    not at all.
    """
    (found,) = await desk.suggestions.likely(opened, [text[:TEXT_LIMIT]], within=_SOON)
    return (found.statement, found.because) if found else None


async def all_suggested(desk: Desk, opened: OpenChallenge, post_its: Sequence[PostIt]) -> list[Block]:
    """Where what was stored unplaced is likely to belong."""
    found = await desk.suggestions.likely(opened, [post_it.text for post_it in post_its], within=_SOON)
    likely = [
        (post_it, (one.statement, one.because))
        for post_it, one in zip(post_its, found, strict=True)
        if one is not None
    ]
    return views.suggested(opened.framework, likely) if likely else []


async def _place(desk: Desk, body: dict[str, Any], value: str) -> None:
    """Place what was stored where it was suggested. What is gone or was placed meanwhile is left alone."""
    state = FormState.load(body["view"]["private_metadata"])
    user, done = body["user"]["id"], 0
    async with desk.database.write() as session:
        opened = await challenges.by_id(session, desk.keyring, state.challenge_id)
        for post_it_id, statement in views.read_places(value):
            done += await evidence.place(session, opened, user, post_it_id, statement, now=desk.now())
    desk.sender.wake()
    view = body["view"]
    blocks = [views.placed(done) if each["block_id"] == views.LIKELY else each for each in view["blocks"]]
    await desk.show_result(
        view["id"], with_blocks(view, blocks) | {"notify_on_close": view.get("notify_on_close", False)}
    )
