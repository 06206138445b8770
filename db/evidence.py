"""Post-its and the flip charts that they hang on."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from bot.domain.evidence import Kind, Method, PostIt
from bot.domain.triangulation import Piece
from bot.privacy.keys import ChallengeKey
from db.engine import dialect_of, insert_for, rows, table_of
from db.models import FlipChartRow, PostItRow

_BODY = "postit"
_MESSAGE = "postit message"

_ADDING = insert(table_of(PostItRow))
_HANGING = (
    select_columns(col(FlipChartRow.challenge_id), col(FlipChartRow.statement))
    .where(col(FlipChartRow.challenge_id).in_(bindparam("ids", expanding=True)))
    .where(col(FlipChartRow.ts).is_not(None))
)


@dataclass(frozen=True, slots=True)
class Hanging:
    """Where a post-it hangs in Slack, and as what: its reply's channel, ts and flip chart, and a digest of
    what was shown, so that only a change is sent again. Without a ts it was about to be posted there, and
    whether it was is not known.
    """

    channel: str
    ts: str | None
    statement: str | None
    shown: str


def member_tag(key: ChallengeKey, user: str, post_it_id: str) -> str:
    """The tag by which the author of a post-it is recognised again, by the bot alone. It is of this post-it:
    the same on several would tell who was in which sessions, since the timetable says which peers went.
    """
    return key.tag("member", user, post_it_id)


def session_tag(key: ChallengeKey, session_key: str) -> str:
    """The tag by which a form says of which session its post-its are, to the bot alone."""
    return key.tag("session", session_key)


def tag_of_session(key: ChallengeKey, session_tag: str, post_it_id: str) -> str:
    """The session's tag as it stands with a post-it: another one with each, so that only who holds the key
    can tell which post-its are of one session.
    """
    return key.tag("session of", session_tag, post_it_id)


@dataclass(frozen=True, slots=True)
class Written:
    """A post-it that was written, in which challenge, by whom (a Slack id), and the tag of the session it
    came from, where that is known.
    """

    challenge_id: str
    key: ChallengeKey
    post_it: PostIt
    author: str = field(repr=False)
    session: str | None = None


def _new_row(written: Written) -> dict[str, Any]:
    post_it, key, session = written.post_it, written.key, written.session
    return {
        "id": post_it.id,
        "challenge_id": written.challenge_id,
        "statement": post_it.statement,
        "kind": post_it.kind.value,
        "method": post_it.method.value,
        "day": post_it.day,
        "member_tag": member_tag(key, written.author, post_it.id),
        "session_tag": tag_of_session(key, session, post_it.id) if session else None,
        "withdrawn": False,
        "sealed_body": _seal(key, post_it),
    }


def _seal(key: ChallengeKey, post_it: PostIt) -> bytes:
    body = [post_it.text, post_it.source_group, post_it.supporting, post_it.may_quote]
    return key.seal(body, f"{_BODY} {post_it.id}")


def _domain(key: ChallengeKey, row: Any) -> PostIt:
    text, source_group, supporting, *more = key.open(row.sealed_body, f"{_BODY} {row.id}")
    return PostIt(
        id=row.id,
        text=text,
        kind=Kind(row.kind),
        statement=row.statement,
        source_group=source_group,
        method=Method(row.method),
        supporting=supporting,
        day=row.day,
        may_quote=any(more),  # what was stored before quotes could be approved has nothing more
    )


async def add(
    session: AsyncSession, challenge_id: str, key: ChallengeKey, post_its: Iterable[PostIt], author: str
) -> None:
    """Store new post-its of the author with this Slack id."""
    await add_all(session, [Written(challenge_id, key, each, author) for each in post_its])


async def add_all(session: AsyncSession, written: Iterable[Written]) -> None:
    """Store new post-its of several authors, with one statement."""
    new_rows = [_new_row(each) for each in written]
    if new_rows:
        await session.exec(_ADDING, params=new_rows)


async def wall(session: AsyncSession, challenge_id: str, key: ChallengeKey) -> list[PostIt]:
    """All post-its of a challenge that were not withdrawn, in the order of their random ids."""
    found = await session.exec(_wall(challenge_id))
    return [_domain(key, row) for row in found]


async def pieces(
    session: AsyncSession,
    challenge_id: str,
    key: ChallengeKey,
    statement: str | None = None,
    *,
    sessions: Iterable[str] = (),
) -> list[Piece]:
    """All post-its, or those under a statement, each with the tag of the one of `sessions` (keys of the
    timetable's) that it came from; empty where it came from none of them.
    """
    # Columns rather than entities: of very many, making these would keep others waiting.
    wanted = (
        select_columns(table_of(PostItRow))
        .where(col(PostItRow.challenge_id) == challenge_id)
        .where(col(PostItRow.withdrawn).is_(False))
        .order_by(col(PostItRow.id))
    )
    if statement is not None:
        wanted = wanted.where(col(PostItRow.statement) == statement)
    tags = [session_tag(key, each) for each in sessions]
    found = await rows(session, wanted)

    def opened() -> list[Piece]:
        return [Piece(_domain(key, row), _session_of(key, row, tags)) for row in found]

    # Opening very many takes a second: meanwhile others are answered.
    return await asyncio.to_thread(opened)


def _session_of(key: ChallengeKey, row: Any, tags: Iterable[str]) -> str:
    if row.session_tag is None:
        return ""
    return next((tag for tag in tags if tag_of_session(key, tag, row.id) == row.session_tag), "")


async def under(
    session: AsyncSession, challenge_id: str, key: ChallengeKey, statement: str | None
) -> list[PostIt]:
    """The part of the wall under a statement, or what is not yet placed."""
    found = await session.exec(_wall(challenge_id).where(col(PostItRow.statement) == statement))
    return [_domain(key, row) for row in found]


def _wall(challenge_id: str) -> SelectOfScalar[PostItRow]:
    return (
        select(PostItRow)
        .where(PostItRow.challenge_id == challenge_id)
        .where(col(PostItRow.withdrawn).is_(False))
        .order_by(col(PostItRow.id))
    )


async def by_author(
    session: AsyncSession, challenge_id: str, key: ChallengeKey, user: str, on: date
) -> list[PostIt]:
    """What `user` wrote on the day `on`, in the order of the random ids."""
    found = await session.exec(_wall(challenge_id).where(PostItRow.day == on))
    return [_domain(key, row) for row in found if row.member_tag == member_tag(key, user, row.id)]


async def one(
    session: AsyncSession, challenge_id: str, key: ChallengeKey, post_it_id: str, *, to_change: bool = False
) -> tuple[PostIt, str] | None:
    """A post-it that was not withdrawn, and its author's tag. `to_change` lets nobody else change it before
    this transaction ends: a move must not bring back words that an edit takes out just then.
    """
    row = await _find(session, challenge_id, post_it_id, lock=to_change)
    return (_domain(key, row), row.member_tag) if row and not row.withdrawn else None


async def _find(
    session: AsyncSession, challenge_id: str, post_it_id: str, *, lock: bool = False
) -> PostItRow | None:
    row = await session.get(PostItRow, post_it_id, with_for_update=True if lock else None)
    return row if row and row.challenge_id == challenge_id else None


async def change(session: AsyncSession, key: ChallengeKey, post_it: PostIt) -> None:
    """Store a post-it's new words and place."""
    row = await session.get_one(PostItRow, post_it.id)
    row.statement, row.kind, row.method = post_it.statement, post_it.kind.value, post_it.method.value
    row.sealed_body = _seal(key, post_it)
    session.add(row)
    await session.flush()


async def withdraw(session: AsyncSession, challenge_id: str, post_it_ids: Iterable[str]) -> None:
    """Mark post-its withdrawn; their rows go once nothing of them hangs in Slack any more."""
    await session.exec(
        update(PostItRow)
        .where(col(PostItRow.challenge_id) == challenge_id)
        .where(col(PostItRow.id).in_(list(post_it_ids)))
        .values(withdrawn=True)
    )


async def hanging(
    session: AsyncSession, challenge_id: str, key: ChallengeKey, post_it_id: str
) -> tuple[PostIt | None, Hanging | None]:
    """What should hang (None: nothing, it was withdrawn) and what does hang in Slack."""
    row = await _find(session, challenge_id, post_it_id)
    if row is None:
        return None, None
    message = key.open(row.sealed_message, f"{_MESSAGE} {row.id}") if row.sealed_message else None
    return None if row.withdrawn else _domain(key, row), Hanging(*message) if message else None


async def all_hanging(session: AsyncSession, challenge_id: str, key: ChallengeKey) -> list[Hanging]:
    """Where a challenge's post-its hang in Slack, withdrawn ones that still hang too."""
    found = await session.exec(
        select(PostItRow.id, PostItRow.sealed_message).where(PostItRow.challenge_id == challenge_id)
    )
    return [Hanging(*key.open(sealed, f"{_MESSAGE} {row_id}")) for row_id, sealed in found if sealed]


async def set_hanging(
    session: AsyncSession, challenge_id: str, key: ChallengeKey, post_it_id: str, message: Hanging | None
) -> None:
    """Remember where a post-it hangs now. A withdrawn one that no longer hangs is deleted."""
    row = await _find(session, challenge_id, post_it_id)
    if row is None:
        return
    if message is None:
        row.sealed_message = None
    else:
        place = [message.channel, message.ts, message.statement, message.shown]
        row.sealed_message = key.seal(place, f"{_MESSAGE} {row.id}")
    session.add(row)
    await session.flush()
    if row.withdrawn and message is None:
        await session.exec(delete(PostItRow).where(col(PostItRow.id) == post_it_id))


async def flip_chart_ts(session: AsyncSession, challenge_id: str, statement: str | None) -> str | None:
    """The ts of the first message of a statement's thread, or None until it is posted."""
    row = await session.get(FlipChartRow, (challenge_id, statement or ""))
    return row.ts if row else None


async def flip_charts(session: AsyncSession, challenge_id: str) -> dict[str | None, str]:
    """The ts of every flip chart's first message, by statement."""
    found = await session.exec(select(FlipChartRow).where(FlipChartRow.challenge_id == challenge_id))
    return {row.statement or None: row.ts for row in found if row.ts}


async def hanging_flip_charts(
    session: AsyncSession, challenge_ids: Iterable[str]
) -> set[tuple[str, str | None]]:
    """Of which challenges and statements a flip chart hangs."""
    found = await rows(session, _HANGING, {"ids": list(challenge_ids)})
    return {(challenge_id, statement or None) for challenge_id, statement in found}


async def set_flip_chart_ts(
    session: AsyncSession, challenge_id: str, statement: str | None, ts: str | None
) -> None:
    """Remember a flip chart's first message; None when it was deleted in Slack."""
    statement_key = statement or ""
    await session.exec(
        insert_for(dialect_of(session), FlipChartRow)
        .values(challenge_id=challenge_id, statement=statement_key, ts=ts)
        .on_conflict_do_update(index_elements=["challenge_id", "statement"], set_={"ts": ts})
    )
