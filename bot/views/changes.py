"""Changing one session of the timetable: its form, what the change would do, and what was done."""

import json
from collections.abc import Sequence

from bot.domain.challenge import Challenge, Member
from bot.domain.times import said
from bot.domain.timetable import Session
from bot.domain.timetable_changes import Difference
from bot.domain.timetable_rules import Finding
from bot.views import timetable, words
from bot.views.blocks import (
    Block,
    actions,
    button,
    clip,
    context,
    escape,
    field,
    modal,
    option,
    section,
    select,
    text_input,
    users_input,
)
from bot.views.challenge import metadata
from bot.views.evidence import NOTE

CHANGE, CANCEL = timetable.CHANGE, "changes_cancel"
FORM, USE = "changes_form", "changes_use"
TITLE = "Change a session"
#: The fields of the form, by the name a refusal calls them.
FIELDS = {name: name for name in ("day", "start", "end", "place", "peers")}
_PLACE, _TEXT = 200, 2900


def button_value(challenge_id: str, code: str) -> str:
    """What the button of a session carries."""
    return json.dumps([challenge_id, code])


def read_button(value: str) -> tuple[str, str]:
    """What `button_value` wrote: the challenge's id, and the session's code."""
    challenge_id, code = json.loads(value)
    return str(challenge_id), str(code)


def form(challenge: Challenge, session: Session, peers: Sequence[str], code: str, back: str) -> Block:
    """The form of a session. `peers` are Slack ids; `back` says how the timetable is shown beneath it."""
    days = [
        option(f"Day {day}: {words.day(challenge.date_of(day))}", str(day))
        for day in range(1, challenge.days + 1)
    ]
    blocks = [
        section(clip(f"*{escape(session.where)}*\n{escape(session.summary)}", _TEXT)),
        field("place", "Room", text_input(initial=session.place, limit=_PLACE), optional=True),
        field("start", "Begins", text_input(initial=said(session.start), limit=20)),
        field("end", "Ends", text_input(initial=said(session.end), limit=20)),
        field("day", "Day", select(days, chosen=str(session.day))),
    ]
    whole = session.stream is None and not session.peers
    blocks.append(
        field(
            "peers",
            "Peers",
            users_input(peers, "The whole team" if whole else "Choose people"),
            optional=True,
            hint="Left empty it stays the whole team's." if whole else None,
        )
    )
    cancel = button("Cancel this session", CANCEL, button_value(challenge.id, code), style="danger")
    return modal(
        TITLE,
        [*blocks, actions(cancel, block_id="cancel")],
        callback_id=FORM,
        metadata=metadata(challenge=challenge.id, code=code, back=back),
        submit="See what it changes",
        close="Back",
    )


def looking() -> Block:
    """Stands above the form while it is checked; pressing again is safe."""
    return {**context("⏳ Checking…"), "block_id": NOTE}


def storing() -> Block:
    """Stands above the preview while it is stored; pressing again is safe."""
    return {**context("⏳ Storing… If this stays, press again: it is done once."), "block_id": NOTE}


def problem(sentence: str) -> Block:
    """Stands above a form that was not taken."""
    return section(clip(f"⚠️ {escape(sentence)} Nothing was changed.", _TEXT), block_id=NOTE)


def preview(
    changes: Difference,
    findings: Sequence[Finding],
    told: Sequence[Member],
    *,
    cancels: bool,
    carried: str,
    note: str = "",
) -> Block:
    """What a change does, to be done or not. `carried` is private metadata, sealed where it names a room."""
    blocks = [section(f"⚠️ {escape(note)}", block_id=NOTE)] if note else []
    blocks += [*timetable.changed(changes, stays=False), *timetable.findings(findings, new=True)]
    return modal(
        "Is this right?",
        [*blocks, section(_told(told))],
        callback_id=USE,
        metadata=carried,
        submit="Cancel the session" if cancels else "Change it",
        close="Back",
    )


def _told(told: Sequence[Member]) -> str:
    if not told:
        return "Nobody is told now: *Your day* says it in the morning to those who go."
    return timetable.who_is_told(told)


def done(told: int) -> Block:
    """Stands in the preview's place once it is stored."""
    who = f" {words.count(told, 'person is', 'people are')} told." if told else ""
    return modal(TITLE, [section(f"✅ It is changed.{who}")], callback_id="finished")
