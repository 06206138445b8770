"""Post-its: `/postit`, the shortcuts, the form and its undo, and changing one on the wall."""

import html
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain import framework as frameworks
from bot.domain.catalogue import MAKE_POSTIT, NEW_POSTIT, POSTIT
from bot.domain.challenge import Action
from bot.domain.evidence import TEXT_LIMIT, Kind, Method, PostIt
from bot.errors import Refusal
from bot.handlers.asking import answers, asking, form_asking, remembered, standing
from bot.handlers.desk import Desk, Say, in_field, nobody, values, with_note
from bot.handlers.home import publish
from bot.handlers.intake import Intake
from bot.handlers.suggestions import all_suggested, suggested
from bot.services import challenges, evidence
from bot.services.evidence import Draft, Quote
from bot.services.hiding import Unsure
from bot.views import evidence as views
from bot.views import suggestions as suggestion_views
from bot.views.blocks import Block, context
from bot.views.challenge import finished
from bot.views.evidence import Filled, FormState
from bot.views.home import ADD
from bot.views.suggestions import Likely
from db.challenges import OpenChallenge
from db.models import random_id

_CUT = "That is longer than the form can hold; its end was left out."


def register(app: AsyncApp, desk: Desk) -> None:
    """Register what concerns post-its."""
    _register_openers(app, desk)
    _register_form(app, desk)
    _register_changes(app, desk)


def _register_openers(app: AsyncApp, desk: Desk) -> None:
    @app.command(POSTIT.name)
    async def postit(ack: AsyncAck, command: dict[str, Any]) -> None:
        await ack()
        opening = _open_form(desk, command, command["user_id"], command["channel_id"])
        desk.start(POSTIT.name, opening, desk.by_response_url(command))

    @app.shortcut(NEW_POSTIT.callback_id)
    async def new_postit(ack: AsyncAck, shortcut: dict[str, Any]) -> None:
        await ack()
        opening = _open_form(desk, shortcut, shortcut["user"]["id"], None)
        desk.start(NEW_POSTIT.callback_id, opening, desk.by_modal(shortcut))

    @app.shortcut(MAKE_POSTIT.callback_id)
    async def make_postit(ack: AsyncAck, shortcut: dict[str, Any]) -> None:
        await ack()
        text = html.unescape(shortcut["message"].get("text") or "")
        opening = _open_form(desk, shortcut, shortcut["user"]["id"], shortcut["channel"]["id"], text)
        desk.start(MAKE_POSTIT.callback_id, opening, desk.by_modal(shortcut))

    @app.action(ADD)
    async def add(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        opening = _open_form_of(desk, body, action["value"])
        desk.start(ADD, opening, desk.by_modal(body))

    @app.action(views.CHOSEN)
    async def chosen(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        opening = _open_form_of(desk, body, action["value"], body["view"]["private_metadata"])
        desk.start(views.CHOSEN, opening, _in_modal(desk, body, "New post-it"))

    @app.view_closed(views.FORM)
    async def closed(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        desk.start("home", publish(desk, body["user"]["id"]), nobody)


def _in_modal(desk: Desk, body: dict[str, Any], title: str) -> Say:
    return desk.by_view(body["view"]["id"], lambda sentence: views.message(title, sentence))


def _new_state(opened: OpenChallenge, stored: tuple[str, ...] = (), *, session: str = "") -> FormState:
    challenge = opened.challenge
    nonce = random_id()
    return FormState(challenge.id, nonce, challenge.framework, challenge.council, stored, session=session)


def _blank(
    opened: OpenChallenge, text: str, *, tell_close: bool = False, suggestion: Likely | None = None
) -> Block:
    notes = [context(_CUT)] if len(text) > TEXT_LIMIT else []
    if suggestion is not None:
        notes.append(suggestion_views.likely(opened.framework, suggestion))
    filled = Filled(text=text[:TEXT_LIMIT], statement=suggestion[0] if suggestion else None)
    return views.form(opened.framework, _new_state(opened), filled, notes=notes, tell_close=tell_close)


async def open_form_from(
    desk: Desk, trigger_id: str, opened: OpenChallenge, filled: Filled, session_tag: str
) -> None:
    """Open the form for post-its of a session, filled in with what is known of it."""
    view = views.form(opened.framework, _new_state(opened, session=session_tag), filled)
    await desk.slack.views_open(trigger_id=trigger_id, view=view)


async def _open_form(
    desk: Desk, payload: dict[str, Any], user: str, channel: str | None, text: str = ""
) -> None:
    async with desk.database.read() as session:
        meant = await challenges.meant_by(session, desk.keyring, user, channel, desk.now())
    if len(meant) == 1:
        challenges.require(meant[0], user, Action.post_evidence)
        suggestion = await suggested(desk, meant[0], text) if text else None
        view = _blank(meant[0], text, suggestion=suggestion)
    else:
        options = [(each.challenge.id, each.challenge.council) for each in meant]
        view = views.choose_challenge(options, metadata=text[:TEXT_LIMIT])
    await desk.slack.views_open(trigger_id=payload["trigger_id"], view=view)


async def _open_form_of(desk: Desk, body: dict[str, Any], challenge_id: str, text: str = "") -> None:
    async with desk.database.read() as session:
        opened = await challenges.by_id(session, desk.keyring, challenge_id)
    challenges.require(opened, body["user"]["id"], Action.post_evidence)
    if body["container"]["type"] == "view" and body["view"]["type"] == "modal":
        await desk.update(body["view"]["id"], _blank(opened, text))
    else:
        await desk.slack.views_open(trigger_id=body["trigger_id"], view=_blank(opened, text, tell_close=True))


def read_draft(view: dict[str, Any], nonce: str) -> Draft:
    """What the form says. Raises Refusal, naming the field, where a choice is missing."""
    ids, said = views.block_ids(nonce), values(view)
    kind, method = said.get(ids["kind"]), said.get(ids["method"])
    if kind not in {each.value for each in Kind}:
        raise Refusal("Choose what it is.", field="kind")
    if method not in {each.value for each in Method}:
        raise Refusal("Choose how the team has it.", field="method")
    statement = said.get(ids["statement"])
    return Draft(
        text=said.get(ids["text"]) or "",
        kind=Kind(kind),
        statement=None if statement in (None, views.UNPLACED) else statement,
        source_group=said.get(ids["other_group"]) or said.get(ids["source_group"]) or "",
        method=Method(method),
        supporting=said.get(ids["supporting"]) or "",
        answers=answers(view),
    )


def _fields(state: FormState) -> dict[str, str]:
    """Where a refusal is shown: one about the group is about the group that was typed."""
    ids = views.block_ids(state.nonce)
    return {**ids, "source_group": ids["other_group"]}


def _filled(draft: Draft, **changes: str) -> Filled:
    return Filled(
        **{
            "text": draft.text,
            "kind": draft.kind.value,
            "statement": draft.statement or views.UNPLACED,
            "source_group": draft.source_group,
            "method": draft.method.value,
            "supporting": draft.supporting,
            **changes,
        }
    )


def _register_form(app: AsyncApp, desk: Desk) -> None:
    intake = Intake(desk)

    @app.view(views.FORM)
    async def submit(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        state = FormState.load(view["private_metadata"])
        framework = frameworks.load(state.framework)
        try:
            draft = read_draft(view, state.nonce)
            evidence.check(draft)
            evidence.check_statement(framework, draft.statement)
        except Refusal as refusal:
            await ack(response_action="errors", errors=in_field(refusal, _fields(state), view))
            return

        asked = standing(view)

        def again(note: Block) -> Block:
            # The same nonce: Slack leaves what was typed in its place.
            return views.form(
                framework,
                replace(state, pressed=state.pressed + 1),
                _filled(draft),
                notes=[note, *asked.above],
                below=asked.below,
                tell_close=view.get("notify_on_close", False),
            )

        await ack(response_action="update", view=again(views.saving()))
        problem = desk.by_view(view["id"], lambda sentence: again(views.problem(sentence)))
        desk.start(views.FORM, _store(desk, intake, body, state, draft), problem)

    @app.action(views.UNDO)
    async def undo(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        desk.start(views.UNDO, _undo(desk, body), _in_modal(desk, body, "New post-it"))


async def _store(desk: Desk, intake: Intake, body: dict[str, Any], state: FormState, draft: Draft) -> None:
    user, view = body["user"]["id"], body["view"]
    typed = (
        draft.text,
        draft.source_group,
        draft.supporting,
        draft.kind,
        draft.method,
        draft.statement or "",
    )
    receipt = desk.keyring.receipt("postit", user, state.nonce, *typed)
    draft = replace(draft, session=state.session or None)
    opened, captured = await intake.store(user, state.challenge_id, draft, receipt)
    if isinstance(captured, Unsure):
        await desk.show_result(view["id"], _asking_form(opened, state, draft, captured, view))
        return
    stored = tuple(post_it.id for post_it in captured.post_its)
    if captured.again and not state.pressed:
        return  # the same delivery once more: what the first one said stands, and what was typed since
    if captured.again:
        notes = views.stored_before()
    else:
        notes = views.stored(opened.framework, captured.post_its, captured.hidden)
        if draft.statement is None:
            notes[-1:] = [*await all_suggested(desk, opened, captured.post_its), notes[-1]]
    next_state = _new_state(opened, stored, session=state.session)
    next_form = views.form(
        opened.framework,
        next_state,
        _filled(draft, text="", supporting=""),
        notes=notes,
        below=remembered(draft.answers, next_state.question).below,
        tell_close=view.get("notify_on_close", False),
    )
    await desk.show_result(view["id"], next_form)


def _asking_form(
    opened: OpenChallenge, state: FormState, draft: Draft, unsure: Unsure, view: dict[str, Any]
) -> Block:
    """The same form once more, asking about what is unsure. What was typed stays in its place."""
    state = state.asking()
    asked = asking(unsure, draft.answers, state.question)
    return views.form(
        opened.framework,
        state,
        _filled(draft),
        notes=asked.above,
        below=asked.below,
        tell_close=view.get("notify_on_close", False),
    )


async def _undo(desk: Desk, body: dict[str, Any]) -> None:
    state = FormState.load(body["view"]["private_metadata"])
    user = body["user"]["id"]
    async with desk.database.write() as session:
        opened = await challenges.by_id(session, desk.keyring, state.challenge_id)
        taken = await evidence.withdraw(session, opened, user, state.stored, now=desk.now())
    desk.sender.wake()
    if not taken:
        return  # pressed twice: the first press gave the words back
    filled = _given_back(taken, values(body["view"]).get(views.block_ids(state.nonce)["text"]) or "")
    notes = views.undone(len(taken))
    if len(filled.text) > TEXT_LIMIT:
        notes.append(context(_CUT))
    state = _new_state(opened, session=state.session)
    view = views.form(
        opened.framework,
        state,
        filled,
        notes=notes,
        below=remembered(answers(body["view"]), state.question).below,
        tell_close=body["view"].get("notify_on_close", False),
    )
    await desk.show_result(body["view"]["id"], view)


def _given_back(taken: list[PostIt], typed: str) -> Filled:
    """The words of what was taken back, and under them what was being typed when Undo was pressed."""
    first = taken[0]
    return Filled(
        text="\n".join([*(post_it.text for post_it in taken), *([typed] if typed else [])]),
        kind=first.kind.value,
        statement=first.statement or views.UNPLACED,
        source_group=first.source_group,
        method=first.method.value,
        supporting=first.supporting,
    )


def _register_changes(app: AsyncApp, desk: Desk) -> None:
    @app.action(views.OPEN_CHANGE)
    async def open_change(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.OPEN_CHANGE, _open_change(desk, body, action["value"]), desk.where_pressed(body))

    @app.view(views.CHANGE)
    async def change(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        state = FormState.load(view["private_metadata"])
        ids = views.block_ids(state.nonce)
        framework = frameworks.load(state.framework)
        own = ids["text"] in view["state"]["values"]
        draft = None
        try:
            if own:
                draft = read_draft(view, state.nonce)
                evidence.check(draft)
            evidence.check_statement(framework, _statement(view))
        except Refusal as refusal:
            await ack(response_action="errors", errors=in_field(refusal, _fields(state), view))
            return

        def again(note: Block) -> Block:
            # The blocks as they stand: Slack leaves what was typed in its place.
            return with_note(view, note)

        await ack(response_action="update", view=again(views.saving(view["submit"]["text"])))
        problem = desk.by_view(view["id"], lambda sentence: again(views.problem(sentence)))
        desk.start(views.CHANGE, _change(desk, body, state, draft), problem)

    @app.action(views.WITHDRAW)
    async def withdraw(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        desk.start(views.WITHDRAW, _withdraw(desk, body), _in_modal(desk, body, "Withdraw"))


def _statement(view: dict[str, Any]) -> str | None:
    statement = values(view).get("statement")
    return None if statement in (None, views.UNPLACED) else str(statement)


async def _open_change(desk: Desk, body: dict[str, Any], post_it_id: str) -> None:
    user = body["user"]["id"]
    async with desk.database.read() as session:
        opened, post_it, own = await evidence.find_for_change(session, desk.keyring, user, post_it_id)
    unplaced = post_it.statement is None
    found = await suggested(desk, opened, post_it.text) if unplaced else None
    notes = [suggestion_views.likely(opened.framework, found)] if found else []
    state = _new_state(opened, (post_it_id,))
    view = views.change_form(opened.framework, state, post_it, own=own, notes=notes)
    await desk.slack.views_open(trigger_id=body["trigger_id"], view=view)


def _quote(view: dict[str, Any]) -> Quote | None:
    """What was said of a post-it's quotation; None where there was nothing to say."""
    for block_id, ticked in values(view).items():
        name, _, seen = block_id.partition("-")
        if name == views.QUOTE:
            return Quote(bool(ticked), seen)
    return None


async def _change(desk: Desk, body: dict[str, Any], state: FormState, draft: Draft | None) -> None:
    user, post_it_id = body["user"]["id"], state.stored[0]
    async with desk.database.write() as session:
        opened = await challenges.by_id(session, desk.keyring, state.challenge_id)
        if draft is None:
            statement, quote = _statement(body["view"]), _quote(body["view"])
            moved = await evidence.move(
                session, opened, user, post_it_id, statement, now=desk.now(), quote=quote
            )
            done = views.moved(opened.framework, moved)
        else:
            captured = await evidence.edit(session, opened, user, post_it_id, draft, now=desk.now())
            if isinstance(captured, Unsure):
                asking_form = form_asking(body["view"], state, captured, draft.answers)
                await desk.show_result(body["view"]["id"], asking_form)
                return
            done = views.changed(captured.hidden)
    desk.sender.wake()
    await desk.show_result(body["view"]["id"], finished("On the wall", done))


async def _withdraw(desk: Desk, body: dict[str, Any]) -> None:
    state = FormState.load(body["view"]["private_metadata"])
    async with desk.database.write() as session:
        opened = await challenges.by_id(session, desk.keyring, state.challenge_id)
        taken = await evidence.withdraw(session, opened, body["user"]["id"], state.stored, now=desk.now())
    desk.sender.wake()
    said = "✅ It is withdrawn and deleted." if taken else "It was withdrawn already."
    await desk.show_result(body["view"]["id"], finished("Withdrawn", said))
