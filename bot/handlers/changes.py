"""Changing a session on the day, from `/timetable`: its form, what the change would do, and doing it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.challenge import Action, Member
from bot.domain.timetable import Session
from bot.errors import Refusal
from bot.handlers.desk import Desk, in_field, values, with_note
from bot.handlers.timetable import Back, in_place, opened_for
from bot.services import challenges, changes, timetable
from bot.services.changes import Wanted
from bot.views import changes as views
from bot.views import timetable as timetable_views
from bot.views.blocks import Block
from bot.views.challenge import metadata, read_metadata
from db import receipts
from db.challenges import OpenChallenge, lock

_PURPOSE = "change"
_CHANGED = "The timetable or the team has changed since you looked. Look once more."


def register(app: AsyncApp, desk: Desk) -> None:
    """Register what changes a session."""

    @app.action(views.CHANGE)
    async def change(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.CHANGE, _ask(desk, body, action["value"]), in_place(desk, body))

    @app.action(views.CANCEL)
    async def cancel(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(views.CANCEL, _cancel(desk, body, action["value"]), in_place(desk, body))

    @app.view(views.FORM)
    async def look(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        try:
            wanted = _wanted(view)
            changes.check_form(wanted)
        except Refusal as refusal:
            await ack(response_action="errors", errors=in_field(refusal, views.FIELDS, view))
            return
        await ack(response_action="update", view=with_note(view, views.looking()))

        def problem(sentence: str) -> Block:
            return with_note(view, views.problem(sentence))

        desk.start(views.FORM, _look(desk, body, wanted), desk.by_view(view["id"], problem))

    @app.view(views.USE)
    async def use(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        await ack(response_action="update", view=with_note(view, views.storing()))

        def problem(sentence: str) -> Block:
            return with_note(view, views.problem(sentence))

        desk.start(views.USE, _use(desk, body), desk.by_view(view["id"], problem))


def _said(view: dict[str, Any]) -> dict[str, str]:
    return read_metadata(view["private_metadata"])


def _wanted(view: dict[str, Any]) -> Wanted:
    said = values(view)
    return Wanted(
        day=int(said.get("day") or 0),
        start=said.get("start") or "",
        end=said.get("end") or "",
        place=said.get("place") or "",
        peers=tuple(said.get("peers") or ()),
    )


async def _ask(desk: Desk, body: dict[str, Any], value: str) -> None:
    challenge_id, code = views.read_button(value)
    opened, _ = await opened_for(desk, body, challenge_id, Action.change_timetable)
    session = changes.session_of(opened, code)
    back = Back.of(body["view"]).dump()
    view = views.form(opened.challenge, session, changes.peers_of(opened, session), code, back)
    await desk.slack.views_push(trigger_id=body["trigger_id"], view=view)


async def _cancel(desk: Desk, body: dict[str, Any], value: str) -> None:
    challenge_id, code = views.read_button(value)
    opened, member = await opened_for(desk, body, challenge_id, Action.change_timetable)
    back = _said(body["view"]).get("back", "")
    await desk.show_result(body["view"]["id"], _preview(desk, opened, member, _Asked(code, None, back)))


async def _look(desk: Desk, body: dict[str, Any], wanted: Wanted) -> None:
    said = _said(body["view"])
    opened, member = await opened_for(desk, body, said["challenge"], Action.change_timetable)
    shown = _preview(desk, opened, member, _Asked(said["code"], wanted, said.get("back", "")))
    await desk.show_result(body["view"]["id"], shown)


def _new(opened: OpenChallenge, old: Session, wanted: Wanted | None) -> Session | None:
    return None if wanted is None else changes.wanted_session(opened, old, wanted)


def _seen(desk: Desk, opened: OpenChallenge, new: Session | None) -> str:
    """Stands for what a preview shows: the timetable and the team that are there, and the session to come."""
    return desk.keyring.receipt(_PURPOSE, repr(opened.timetable), repr(opened.team), repr(new))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What somebody wants done with the session that `code` stands for; None cancels it. `back` says how the
    timetable is shown beneath.
    """

    code: str
    wanted: Wanted | None
    back: str


def _preview(desk: Desk, opened: OpenChallenge, member: Member, asked: _Asked, note: str = "") -> Block:
    old = changes.session_of(opened, asked.code)
    new = _new(opened, old, asked.wanted)
    found = changes.outcome(opened, old, new, member.user, desk.now())
    sealed = opened.key.seal(asdict(asked.wanted) if asked.wanted else None, _PURPOSE)
    return views.preview(
        found.changes,
        found.findings,
        found.told,
        cancels=new is None,
        carried=metadata(
            challenge=opened.challenge.id,
            code=asked.code,
            back=asked.back,
            wanted=urlsafe_b64encode(sealed).decode(),
            seen=_seen(desk, opened, new),
        ),
        note=note,
    )


def _carried(opened: OpenChallenge, said: dict[str, str]) -> Wanted | None:
    """What the form said, from the preview's private metadata, where it is sealed: it names a room."""
    body = opened.key.open(urlsafe_b64decode(said["wanted"]), _PURPOSE)
    if body is None:
        return None
    return Wanted(**{**body, "peers": tuple(body["peers"])})


async def _use(desk: Desk, body: dict[str, Any]) -> None:
    view, now = body["view"], desk.now()
    said = _said(view)
    opened, member = await opened_for(desk, body, said["challenge"], Action.change_timetable)
    receipt = desk.keyring.receipt(_PURPOSE, view["id"], said["seen"])
    shown = views.done(0)
    async with desk.database.write() as session:
        await lock(session, opened.challenge.id)
        opened = await challenges.by_id(session, desk.keyring, opened.challenge.id)
        member = challenges.require(opened, member.user, Action.change_timetable)
        wanted = _carried(opened, said)
        if await receipts.take(session, receipt, now.date()):
            old = changes.session_of(opened, said["code"])
            new = _new(opened, old, wanted)
            if _seen(desk, opened, new) == said["seen"]:
                found = changes.outcome(opened, old, new, member.user, now)
                await changes.store(session, opened, found.timetable, member.user, now=now)
                shown = views.done(len(found.told))
            else:
                asked = _Asked(said["code"], wanted, said.get("back", ""))
                shown = _preview(desk, opened, member, asked, _CHANGED)
    desk.sender.wake()
    await desk.show_result(view["id"], shown)
    await _beneath(desk, body, member)


async def _beneath(desk: Desk, body: dict[str, Any], member: Member) -> None:
    """Bring the timetable beneath the form up to date."""
    said, root = _said(body["view"]), body["view"].get("root_view_id")
    if not said.get("back") or root == body["view"]["id"]:
        return
    back = Back.load(said["back"])
    async with desk.database.read() as session:
        opened = await challenges.by_id(session, desk.keyring, said["challenge"])
    looked = timetable.look(opened, member, desk.now(), everyone=back.everyone, day=back.day)
    await desk.update(root, timetable_views.shown(looked))
