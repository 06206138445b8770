"""What a delivery becomes: the message to post, change or delete, from what is in the database now.

A delivery names what it is about; what it says is made when it is sent. So an edit made while a post-it
waits is in its first message, and one that was withdrawn meanwhile is never posted.

Where an earlier attempt may have posted it, `whereabouts` says where to look. What is found there is
remembered as hanging, as if that attempt had gone well, and then composed like any other: it is changed if
it says something old, and deleted if it was withdrawn or moved meanwhile.
"""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery import day, outbox
from bot.delivery.message import (
    Blocks,
    Composed,
    Message,
    Nothing,
    NotYet,
    Place,
    Record,
    no_record,
)
from bot.domain.challenge import Action, Role, may
from bot.domain.report import Standing, due
from bot.domain.settling import still_open
from bot.domain.wall import Column
from bot.views import briefs as brief_views
from bot.views import documents as document_views
from bot.views import evidence as views
from bot.views import purge as purge_views
from bot.views import settling as settling_views
from bot.views.blocks import escape
from bot.views.challenge import welcome
from db import briefs, documents, evidence, settling
from db import outbox as outgoing
from db.challenges import OpenChallenge
from db.evidence import Hanging
from db.outbox import Claimed


def _digest(text: str, blocks: Blocks) -> str:
    return sha256(json.dumps([text, blocks], sort_keys=True).encode()).hexdigest()[:16]


async def compose(session: AsyncSession, opened: OpenChallenge, claimed: Claimed) -> Composed:
    """What `claimed` becomes now."""
    return await _COMPOSERS[claimed.kind](session, opened, _subject(opened, claimed))


def _subject(opened: OpenChallenge, claimed: Claimed) -> Any:
    return opened.key.open(claimed.sealed_payload or b"", outbox.PAYLOAD)


async def whereabouts(session: AsyncSession, opened: OpenChallenge, claimed: Claimed) -> Place | None:
    """Where an earlier attempt may have posted `claimed`; None where it is known what became of it."""
    look = _WHEREABOUTS.get(claimed.kind)
    return await look(session, opened, _subject(opened, claimed)) if look else Place(claimed.lane)


async def _flip_chart(session: AsyncSession, opened: OpenChallenge, subject: Any) -> Composed:
    challenge, statement = opened.challenge, subject
    post_its = await evidence.under(session, challenge.id, opened.key, statement)
    column = Column(opened.framework.statement(statement) if statement else None, tuple(post_its))
    text, blocks = views.flip_chart(column)
    ts = await evidence.flip_chart_ts(session, challenge.id, statement)
    record = _flip_chart_at(opened, statement)
    return Message("update" if ts else "post", challenge.channel, record, text, blocks, ts=ts)


def _flip_chart_at(opened: OpenChallenge, statement: str | None) -> Record:
    async def record(session: AsyncSession, ts: str | None) -> None:
        await evidence.set_flip_chart_ts(session, opened.challenge.id, statement, ts)

    return record


async def _where_flip_chart(session: AsyncSession, opened: OpenChallenge, subject: Any) -> Place | None:
    ts = await evidence.flip_chart_ts(session, opened.challenge.id, subject)
    return None if ts else Place(opened.challenge.channel, found=_flip_chart_at(opened, subject))


async def _post_it(session: AsyncSession, opened: OpenChallenge, subject: Any) -> Composed:
    challenge, post_it_id = opened.challenge, str(subject)
    wanted, hangs = await evidence.hanging(session, challenge.id, opened.key, post_it_id)
    if hangs is not None and hangs.ts is None:
        hangs = None  # if it had been there, it would have been found
    if hangs is not None and (wanted is None or wanted.statement != hangs.statement):

        async def gone(session: AsyncSession, _ts: str | None) -> None:
            await evidence.set_hanging(session, challenge.id, opened.key, post_it_id, None)

        return Message("delete", hangs.channel, gone, ts=hangs.ts, then_again=wanted is not None)
    if wanted is None:
        await evidence.set_hanging(session, challenge.id, opened.key, post_it_id, None)
        return Nothing("withdrawn")
    statement = wanted.statement
    name = opened.framework.statement(statement).name if statement else views.UNPLACED_NAME
    text, blocks = views.post_it_message(wanted, name)
    shown = _digest(text, blocks)
    if hangs is not None and hangs.shown == shown:
        return Nothing("unchanged")
    thread = await evidence.flip_chart_ts(session, challenge.id, statement)
    if thread is None:
        return NotYet()

    async def record(session: AsyncSession, ts: str | None) -> None:
        hanging = Hanging(challenge.channel, ts, statement, shown) if ts else None
        await evidence.set_hanging(session, challenge.id, opened.key, post_it_id, hanging)

    if hangs is not None:
        return Message("update", hangs.channel, record, text, blocks, ts=hangs.ts)

    async def thread_gone(session: AsyncSession, now: datetime) -> None:
        await evidence.set_flip_chart_ts(session, challenge.id, statement, None)
        await outbox.arm_flip_chart(session, opened, statement, now)

    # Kept before it is posted: if this attempt never ends, it says in which thread to look.
    about_to = Hanging(challenge.channel, None, statement, "")
    await evidence.set_hanging(session, challenge.id, opened.key, post_it_id, about_to)
    return Message("post", challenge.channel, record, text, blocks, thread=thread, thread_gone=thread_gone)


async def _where_post_it(session: AsyncSession, opened: OpenChallenge, subject: Any) -> Place | None:
    challenge, post_it_id = opened.challenge, str(subject)
    _, hangs = await evidence.hanging(session, challenge.id, opened.key, post_it_id)
    if hangs is None or hangs.ts is not None:
        return None
    statement = hangs.statement
    thread = await evidence.flip_chart_ts(session, challenge.id, statement)
    if thread is None:
        return None  # the thread is gone, and what was in it

    async def found(session: AsyncSession, ts: str | None) -> None:
        # What it says is not known, so no digest: it is changed to what it should say.
        hanging = Hanging(challenge.channel, ts, statement, "")
        await evidence.set_hanging(session, challenge.id, opened.key, post_it_id, hanging)

    return Place(challenge.channel, thread, found)


async def _brief(session: AsyncSession, opened: OpenChallenge, subject: Any) -> Composed:
    row = await briefs.by_id(session, opened.challenge.id, str(subject))
    if row is None:
        return Nothing("gone")
    lane = row.posted_to or opened.challenge.channel
    if outgoing.is_person(lane) and lane not in opened.users(Role.challenge_manager):
        return Nothing("not for them any more")
    brief = opened.gate.pass_brief(briefs.posted(row, opened.key).to_tell)
    revision, row_id = row.posted_revision, row.id

    async def record(session: AsyncSession, ts: str | None) -> None:
        now = await briefs.by_id(session, opened.challenge.id, row_id)
        if now is not None:
            up_to_date = ts is not None and now.posted_revision == revision
            await briefs.set_state(session, now, briefs.POSTED if up_to_date else briefs.POSTING)
            await briefs.set_message(session, now, ts)

    text, blocks = brief_views.title(brief), brief_views.brief_blocks(brief)
    return Message("update" if row.ts else "post", lane, record, text, blocks, ts=row.ts)


async def _where_brief(session: AsyncSession, opened: OpenChallenge, subject: Any) -> Place | None:
    row = await briefs.by_id(session, opened.challenge.id, str(subject))
    if row is None or row.ts is not None:
        return None

    async def found(session: AsyncSession, ts: str | None) -> None:
        now = await briefs.by_id(session, opened.challenge.id, row.id)
        if now is not None:
            await briefs.set_message(session, now, ts)

    return Place(row.posted_to or opened.challenge.channel, found=found)


async def _preview(session: AsyncSession, opened: OpenChallenge, subject: Any) -> Composed:
    brief_id, user = subject
    row = await briefs.by_id(session, opened.challenge.id, brief_id)
    member = opened.member(user)
    if row is None or member is None or not may(member.role, Action.approve_brief):
        return Nothing("not for them any more")
    blocks = brief_views.preview(briefs.preview(opened, row), member.role)
    return Message("post", user, no_record, f"Preview: {escape(opened.challenge.council)}, brief", blocks)


async def _not_approved(session: AsyncSession, opened: OpenChallenge, subject: Any) -> Composed:
    brief_id, user = subject
    row = await briefs.by_id(session, opened.challenge.id, brief_id)
    member = opened.member(user)
    if row is None or member is None or not may(member.role, Action.approve_brief):
        return Nothing("not for them any more")
    newest = briefs.preview(opened, row)
    if not newest.waits:
        return Nothing("approved or cancelled")
    text, blocks = brief_views.not_approved(newest, member.role)
    return Message("post", user, no_record, text, blocks)


async def _surprises(session: AsyncSession, opened: OpenChallenge, subject: Any) -> Composed:
    (user,) = subject
    member = opened.member(user)
    if member is None or not may(member.role, Action.approve_brief):
        return Nothing("not for them any more")
    matters = await settling.all_of(session, opened.challenge.id, opened.key)
    if not still_open(matters):
        return Nothing("settled")
    text, blocks = settling_views.told(opened.challenge.id, matters)
    return Message("post", member.user, no_record, text, blocks)


async def _welcome(_session: AsyncSession, opened: OpenChallenge, _subject: Any) -> Composed:
    text, blocks = welcome(opened.challenge, opened.team, opened.framework.name)
    return Message("post", opened.challenge.channel, no_record, text, blocks)


async def _purge_reminder(_session: AsyncSession, opened: OpenChallenge, subject: Any) -> Composed:
    day, user = subject
    member = opened.member(user)
    if member is None or not may(member.role, Action.close) or opened.challenge.purge_on.isoformat() != day:
        return Nothing("not for them, or not on that day any more")
    text, blocks = purge_views.reminder(opened.challenge)
    return Message("post", user, no_record, text, blocks)


async def _report_reminder(session: AsyncSession, opened: OpenChallenge, subject: Any) -> Composed:
    day, user = subject
    member = opened.member(user)
    stage, since = await documents.stage(session, opened.challenge.id)
    standing = Standing(stage, since, due(opened.challenge))
    if member is None or not may(member.role, Action.compile_documents) or standing.due.isoformat() != day:
        return Nothing("not for them, or not due on that day any more")
    if stage.with_client:
        return Nothing("the client has had the report")
    text, blocks = document_views.reminder(opened.challenge, standing)
    return Message("post", user, no_record, text, blocks)


_COMPOSERS: dict[str, Callable[[AsyncSession, OpenChallenge, Any], Awaitable[Composed]]] = {
    outbox.FLIP_CHART: _flip_chart,
    outbox.POST_IT: _post_it,
    outbox.BRIEF: _brief,
    outbox.PREVIEW: _preview,
    outbox.NOT_APPROVED: _not_approved,
    outbox.SURPRISES: _surprises,
    outbox.WELCOME: _welcome,
    outbox.PURGE_REMINDER: _purge_reminder,
    outbox.REPORT_REMINDER: _report_reminder,
    **day.COMPOSERS,
}

#: Of the other kinds nothing is remembered: once one is found where it was to go, it is done.
_WHEREABOUTS: dict[str, Callable[[AsyncSession, OpenChallenge, Any], Awaitable[Place | None]]] = {
    outbox.FLIP_CHART: _where_flip_chart,
    outbox.POST_IT: _where_post_it,
    outbox.BRIEF: _where_brief,
}
