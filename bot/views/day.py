"""What the clock sends of the timetable: your day, reminders, prompts, the wall so far. For the team alone.

Interviewees are named in the blocks of direct messages only: a fallback text is shown on locked screens.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.challenge import Challenge
from bot.domain.day import Times
from bot.domain.times import said
from bot.domain.timetable import Session
from bot.domain.wall import Column, Gap
from bot.views import words
from bot.views.blocks import (
    DIVIDER,
    Block,
    actions,
    button,
    context,
    escape,
    escape_within,
    header,
    section,
)
from bot.views.evidence import UNPLACED_NAME

ADD, SNOOZE, NOT_ME = "day_add", "day_snooze", "day_not_me"
MUTE, UNMUTE, CALENDAR = "day_mute", "day_unmute", "day_calendar"

#: What interviewers say at the start, in the manual's words (requirements 79-87).
BRIEFING = (
    "Introduce yourselves, and ask those you are talking with to do the same.",
    "This is not an inspection. It is a supportive but challenging process, to help identify strengths and "
    "areas for improvement, and to stimulate local discussion.",
    "The team are peers supporting sector-led improvement, with no surprises.",
    "It is an independent, sector-led learning process.",
    "The team is here at the request of the client; it is not being imposed.",
    "We are critical friends, looking at strengths, examples of best practice and areas for further "
    "consideration.",
    "It depends on people being open and honest about what works well and what needs to be addressed.",
    "All the information that the team gleans is non-attributable to individuals.",
    "Evidence will be triangulated from what the team reads, hears and sees on site.",
)
_CONVERSATION = "A conversation, not an interrogation."

_WHO, _PLACE, _STATEMENT = 400, 100, 100
_SECTION = 2900
_GAPS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Appointment:
    """A session as one of those who go to it sees it. `peers` are the others who go; `token` stands for the
    session and for whom the message is to, and leads to neither without the key.
    """

    session: Session
    peers: tuple[str, ...]
    statement: str
    token: str


def button_value(challenge_id: str, token: str, number: int = 0) -> str:
    """What a button carries. `number` counts the snoozes before."""
    return json.dumps([challenge_id, token, number])


def read_button(value: str) -> tuple[str, str, int]:
    """What `button_value` wrote."""
    challenge_id, token, number = json.loads(value)
    return str(challenge_id), str(token), int(number)


def _span(session: Session) -> str:
    return said(session.start) if session.length == 0 else f"{said(session.start)}–{said(session.end)}"


def _details(one: Appointment) -> str:
    session = one.session
    parts = [f"with {escape(words.listed(one.peers))}"] if one.peers else []
    if session.place:
        parts.insert(0, f"📍 {escape_within(session.place, _PLACE)}")
    if one.statement:
        parts.append(f"_{escape_within(one.statement, _STATEMENT)}_")
    return " · ".join(parts)


def _line(one: Appointment) -> str:
    top = f"*{_span(one.session)}*  {escape_within(one.session.who, _WHO)}"
    details = _details(one)
    return f"{top}\n      {details}" if details else top


def _sections(lines: Iterable[str]) -> list[Block]:
    """Lines in as few sections as take them."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + len(line) < _SECTION:
            texts[-1] = f"{texts[-1]}\n{line}"
        else:
            texts.append(line)
    return [section(text) for text in texts]


def mute_button(challenge_id: str, *, muted: bool) -> Block:
    """Turns the reminders off, or on again."""
    if muted:
        return button("Reminders on", UNMUTE, challenge_id, label="Send me reminders again")
    return button("Mute reminders", MUTE, challenge_id, label="Send me nothing but changes")


def calendar_button(challenge_id: str) -> Block:
    """Asks for one's sessions as a calendar file."""
    return button("To my calendar", CALENDAR, challenge_id, label="Send me my sessions as a calendar file")


def your_day(
    challenge: Challenge, on: date, number: int, sessions: Sequence[Appointment]
) -> tuple[str, list[Block]]:
    """The morning's message: (fallback text, blocks)."""
    text = f"Your day: {words.day(on)}, {words.count(len(sessions), 'entry', 'entries')}"
    blocks = [
        header(f"Your day: {words.day(on)}"),
        context(f"{escape(challenge.council)} · day {number} of {challenge.days}"),
        *_sections(_line(each) for each in sessions),
        context("I remind you before each session. What anyone says is non-attributable."),
        actions(calendar_button(challenge.id), mute_button(challenge.id, muted=False)),
    ]
    return text, blocks


def reminder(
    challenge_id: str, times: Times, one: Appointment, ended: Sequence[Appointment], snoozed: int
) -> tuple[str, list[Block]]:
    """What comes before a session, and, of those that end just before it, the prompt: (fallback, blocks)."""
    session = one.session
    blocks = [block for each in ended for block in _prompt(challenge_id, each)]
    blocks += [DIVIDER] if ended else []
    blocks += _sections(["*Next*", _line(one)])
    if session.heard:
        points = "\n".join(f"•  {each}" for each in BRIEFING)
        blocks += [section(f"*To say at the start*\n{points}"), context(_CONVERSATION)]
    value = button_value(challenge_id, one.token, snoozed)
    minutes = round(times.snooze.total_seconds() / 60)
    blocks.append(
        actions(
            button(f"Snooze {minutes} min", SNOOZE, value),
            button("Not me", NOT_ME, value, label="I don't go to this session", confirm=_NOT_ME),
        )
    )
    return f"Your next session begins at {said(session.start)}", blocks


_NOT_ME = (
    "You don't go to it?",
    "The challenge manager is told, and I remind you of it no more.",
    "I don't go",
)


def prompt(challenge_id: str, one: Appointment) -> tuple[str, list[Block]]:
    """What comes after a session: (fallback text, blocks)."""
    blocks = [*_prompt(challenge_id, one), context("One piece of evidence a line.")]
    return "Time for your post-its", blocks


def _prompt(challenge_id: str, one: Appointment) -> list[Block]:
    """The button stands below the text: beside it, on a phone, it would leave the session's name no room."""
    add = button(
        "Add post-its",
        ADD,
        button_value(challenge_id, one.token),
        style="primary",
        label="Add post-its of this session",
    )
    what = f"{_span(one.session)}  {escape_within(one.session.who, _WHO)}"
    return [section(f"✏️ *What did you hear?*\n{what}"), actions(add)]


def told_not_me(name: str, session: Session, number: int) -> tuple[str, list[Block]]:
    """What the challenge manager is told: (fallback text, blocks)."""
    said_so = f"🙋 *{escape(name)}* says that they don't go to this session:\n"
    where = f"day {number}, {_span(session)}  {escape_within(session.who, _WHO)}"
    advice = context("I remind them of it no more. If someone else goes, change the timetable.")
    return "Someone does not go to a session", [section(f"{said_so}{where}"), advice]


def changed(lines: Sequence[str]) -> tuple[str, list[Block]]:
    """What those are told whom a change of the timetable concerns: (fallback text, blocks)."""
    told = (f"•  {escape_within(line, _WHO)}" for line in lines)
    return "Your timetable has changed", _sections(["🔁 *Your timetable has changed*", *told])


def wall_so_far(
    session: Session, columns: Sequence[Column], gaps: Sequence[Gap], today: date
) -> tuple[str, list[Block]]:
    """The wall for a team meeting: how much is under each statement, what is new today, what is missing."""
    total = sum(len(each.post_its) for each in columns)
    new = sum(_new(each, today) for each in columns)
    unplaced = sum(len(each.post_its) for each in columns if each.statement is None)
    counted = f"{words.count(total, 'post-it')}, {new} of them of today"
    blocks = [
        header("The wall so far"),
        context(f"For the team meeting at {said(session.start)} · {counted}"),
        *_sections(_column(each, today) for each in columns if each.statement is not None),
    ]
    if unplaced:
        unplaced_said = words.count(unplaced, "post-it is", "post-its are")
        blocks.append(
            section(f"*{UNPLACED_NAME}*: {unplaced_said} waiting for a place. Use *Change* beside each.")
        )
    if gaps:
        lines = [f"•  {escape(gap.statement.name)}: {gap.words}" for gap in gaps[:_GAPS_SHOWN]]
        lines += [f"•  _and {len(gaps) - _GAPS_SHOWN} more_"] if len(gaps) > _GAPS_SHOWN else []
        blocks += [DIVIDER, *_sections(["*Gaps*", *lines])]
    return f"The wall so far: {counted}", blocks


def _new(column: Column, today: date) -> int:
    return sum(post_it.day == today for post_it in column.post_its)


def _column(column: Column, today: date) -> str:
    name = column.statement.name if column.statement else UNPLACED_NAME
    new = _new(column, today)
    return " · ".join(
        filter(
            None,
            (
                f"*{len(column.post_its)}*  {escape(name)}",
                f"*+{new} today*" if new else "",
                words.kinds(column.counts),
            ),
        )
    )


#: What mends what Slack would not take, by its name for it.
MENDS: Mapping[str, str] = {
    "not_in_channel": "the bot is not in the channel. Invite it again: `/invite @Critical Friend`.",
    "channel_not_found": "the bot is not in the channel. Invite it again: `/invite @Critical Friend`.",
    "is_archived": "the channel is archived. Unarchive it.",
    "user_disabled": "someone's Slack account is deactivated. Change the team: `/challenge team`.",
    "user_not_found": "someone's Slack account is gone. Change the team: `/challenge team`.",
}


def undelivered(where: str, error: str) -> tuple[str, list[Block]]:
    """What the challenge manager is told of what could not be delivered; `where` is a name or the channel."""
    why = MENDS.get(error, f"Slack says {escape(error)}.")
    return "A message could not be delivered", [section(f"⚠️ *I could not write to {escape(where)}:* {why}")]
