"""`/challenge gaps`: what is missing by statement, what could still bring it, and a table of the whole."""

import json
from collections.abc import Iterable, Sequence

from bot.domain.coverage import Coverage, Row
from bot.domain.evidence import Method
from bot.domain.framework import Voice
from bot.domain.gaps import Gaps
from bot.domain.timetable import Session
from bot.domain.wall import GapKind, words_of
from bot.views import words
from bot.views.blocks import (
    DIVIDER,
    Block,
    actions,
    button,
    clip,
    context,
    escape,
    escape_within,
    header,
    modal,
    section,
)
from bot.views.evidence import NOTE

TITLE = "Gaps"
ASK, POST = "gaps_ask", "gaps_post"
_CLOSERS, _SESSIONS = 2, 15
#: Characters of a statement's name in the table, so that a row has room on a phone.
_NAME = 12
_HEADS = "R  H  S   Pe St Pa Pr"
LEGEND = (
    "R read · H heard · S seen · Pe people's experience · St staff and leaders · Pa partners · Pr processes. "
    "Numbers of post-its; – is none."
)
_ASKS = "*Ask…* opens a post-it with the question written in it; it is on the wall once you put it there."


def ask_value(challenge_id: str, statement: str) -> str:
    """What the button carries that asks a statement's question."""
    return json.dumps([challenge_id, statement])


def read_ask(value: str) -> tuple[str, str]:
    """The challenge and the statement, from that button."""
    challenge_id, statement = json.loads(value)
    return str(challenge_id), str(statement)


def table(coverage: Coverage) -> Block:
    """Statements by how evidence came and whose experience it is, as a table of fixed width."""
    lines = [f"{'':{_NAME}} {_HEADS}", *(_line(row) for row in coverage.rows)]
    return section("```\n" + "\n".join(lines) + "\n```")


def _line(row: Row) -> str:
    name = escape(clip(row.statement.short, _NAME))
    name += " " * (_NAME - len(clip(row.statement.short, _NAME)))
    ways = " ".join(_number(row.methods[way]) for way in Method)
    voices = " ".join(_number(row.voices[voice]) for voice in Voice)
    return f"{name} {ways}  {voices}"


def _number(count: int) -> str:
    return f"{count if count else '–':<2}" if count < 100 else "99"


def page(challenge_id: str, found: Gaps, note: str = "") -> Block:
    """The gaps, for the team's own eyes."""
    blocks = [section(escape(note), block_id=NOTE)] if note else []
    blocks += [header(TITLE), context(f"{words.count(found.post_its, 'post-it')}. For the team only.")]
    blocks += [table(found.coverage), context(LEGEND), context(_ASKS)]
    for row in found.coverage.rows:
        blocks += _row(challenge_id, row, found.closing.get(row.statement.key, ()))
    if found.coverage.not_met:
        blocks += [DIVIDER, section(_not_met(found))]
    if found.quiet:
        blocks += [DIVIDER, section(_listed("Sessions that gave no post-it", map(_session, found.quiet)))]
        blocks.append(context("By *Add post-its* after a session: what was typed elsewhere names none."))
    if found.coverage.complete:
        blocks.append(section("✅ Nothing is missing anywhere."))
    blocks.append(actions(button("Post a picture to the team", POST, challenge_id)))
    return modal(TITLE, blocks, callback_id="gaps")


def _row(challenge_id: str, row: Row, closing: Sequence[Session]) -> list[Block]:
    missing = [row.words] if row.words else []
    missing += [words_of(kind) for kind in row.gaps]
    if GapKind.nothing in row.gaps:
        missing = [words_of(GapKind.nothing)]
    if not missing:
        return []
    said = "; ".join(missing)
    lines = [f"*{escape(row.statement.name)}*", f"{said[0].upper()}{said[1:]}."]
    lines += [f"↳ may still bring it: {escape_within(_session(one), 150)}" for one in closing[:_CLOSERS]]
    if len(closing) > _CLOSERS:
        lines.append(f"and {words.count(len(closing) - _CLOSERS, 'more session')}")
    asking = button(
        "Ask…",
        ASK,
        ask_value(challenge_id, row.statement.key),
        label=f"Add a question about {row.statement.name}",
    )
    return [section("\n".join(lines), accessory=asking if row.asks else None)]


def _not_met(found: Gaps) -> str:
    lines = []
    for group in found.coverage.not_met:
        to_come = found.meeting.get(group.key, ())
        when = f": {_session(to_come[0])}" if to_come else ""
        lines.append(f"{group.name}{when}")
    return _listed("Groups that the manual suggests, and nobody has heard yet", lines)


def _listed(name: str, lines: Iterable[str]) -> str:
    every = [escape_within(line, 150) for line in lines]
    shown = [f"•  {line}" for line in every[:_SESSIONS]]
    more = [f"•  _and {len(every) - _SESSIONS} more_"] if len(every) > _SESSIONS else []
    return "\n".join([f"*{name}*", *shown, *more])


def _session(session: Session) -> str:
    return f"{session.where}: {session.summary}"


def posted(post_its: int) -> str:
    """Stands above the picture in the channel."""
    return (
        f"The gaps as they are now, of {words.count(post_its, 'post-it')}. For the team only; it is no score."
    )
