"""The timetable: today and tomorrow, the form for a file, and what was understood of one."""

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import accumulate, groupby

from bot.domain.challenge import Action, Challenge, Member, may, who_may
from bot.domain.framework import Framework
from bot.domain.times import said
from bot.domain.timetable import Session, Timetable
from bot.domain.timetable_changes import Difference
from bot.domain.timetable_rules import Finding, Severity
from bot.views import words
from bot.views.blocks import (
    Block,
    actions,
    button,
    clip,
    context,
    escape,
    field,
    file_input,
    header,
    modal,
    option,
    section,
    select,
)
from bot.views.challenge import metadata
from bot.views.day import calendar_button
from bot.views.evidence import NOTE

SHOW, UPLOAD, USE = "timetable_show", "timetable_upload", "timetable_use"
MINE, EVERYONE, ASK, TEMPLATE = "timetable_mine", "timetable_all", "timetable_ask", "timetable_template"
DAY, CHANGE = "timetable_day", "timetable_change"
FILE = "file"
TITLE = "The timetable"
_USE = "Use this timetable"

#: Characters of one section, and of one line in it; blocks of one modal. Slack takes 3,000, and 100.
_SECTION, _LINE, _BLOCKS = 2900, 400, 95
#: Bytes of a modal's blocks: Slack takes a view of 250,000.
_BYTES = 200_000
#: Lines of each part of a preview; the rest is counted.
_NAMES, _PROBLEMS, _FINDINGS, _CHANGES = 60, 40, 20, 15
_MARKS = {Severity.error: "⛔", Severity.warning: "⚠️", Severity.hint: "💡"}

STAYS = (
    "Slack keeps the file that you uploaded until you delete it: the bot may not. You find it in Slack under "
    "*Files*."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """The timetable as one of the team sees it: their own sessions, or everyone's. `there` is whether there
    is one; `free` is None where the team is not on site today.
    """

    challenge: Challenge
    member: Member
    framework: Framework
    there: bool = False
    everyone: bool = False
    days: tuple[tuple[int, tuple[Session, ...]], ...] = ()
    today: int | None = None
    moment: time | None = None
    free: tuple[Member, ...] | None = None
    own_names: frozenset[str] = frozenset()
    day: int | None = None
    #: What stands for each session in its *Change* button; of those who may change none, empty.
    codes: Mapping[Session, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preview:
    """What was understood of a file, and what it changes. `meant` says whom each peer's name means."""

    challenge: Challenge
    framework: Framework
    timetable: Timetable
    problems: tuple[str, ...]
    meant: tuple[tuple[str, Member | None], ...]
    unnamed: tuple[Member, ...]
    findings: tuple[Finding, ...]
    changes: Difference | None  # None where there was no timetable


def shown(what: Shown, note: str = "", *, title: str = TITLE) -> Block:
    """The timetable in a modal."""
    blocks = [context(note)] if note else []
    if not what.there:
        blocks.append(section(f"*There is no timetable yet.* {_who_imports(what.member)}"))
    elif not what.days:
        blocks.append(section("The visit is over."))
    else:
        blocks += _days(what)
    buttons = _buttons(what)
    if buttons:
        # On a phone what is to be pressed is in sight at once.
        blocks.insert(len(blocks) if not what.there else bool(note), actions(*buttons, block_id="timetable"))
    if what.there:
        blocks.insert(bool(note), actions(_day_picker(what), block_id="timetable-day"))
    return modal(
        title,
        blocks,
        callback_id=SHOW,
        metadata=metadata(
            challenge=what.challenge.id,
            show="all" if what.everyone else "mine",
            day=str(what.day or ""),
        ),
    )


def _day_picker(what: Shown) -> Block:
    challenge = what.challenge
    days = [
        option(f"Day {day}: {words.day(challenge.date_of(day))}", str(day))
        for day in range(1, challenge.days + 1)
    ]
    now = option("Today and tomorrow" if what.today else "The first two days", "now")
    picker = select([now, *days], chosen=str(what.day or "now"))
    return {**picker, "action_id": DAY}


def read_day(value: str) -> int | None:
    """The day that was chosen; None for today and tomorrow."""
    return int(value) if value.isdecimal() else None


def _who_imports(member: Member) -> str:
    if may(member.role, Action.change_timetable):
        return "Upload the council's, as an Excel workbook or a .csv file, or take an empty one to fill in."
    who = who_may(Action.change_timetable)
    return f"{who[0].upper()}{who[1:]} can import it."


def _buttons(what: Shown) -> list[Block]:
    value, found = what.challenge.id, []
    if what.there and what.days:
        found.append(
            button("Only mine", MINE, value) if what.everyone else button("Everyone's", EVERYONE, value)
        )
        found.append(calendar_button(value))
    if may(what.member.role, Action.change_timetable):
        style = None if what.there else "primary"
        found.append(button("Upload a timetable", ASK, value, style=style))
        found.append(button("Send me an empty one", TEMPLATE, value))
    return found


def _days(what: Shown) -> list[Block]:
    blocks: list[Block] = []
    if what.free is not None and what.moment is not None:
        free = ", ".join(escape(member.name) for member in what.free) or "nobody"
        blocks.append(section(clip(f"*Free now* ({said(what.moment)}): {free}", _SECTION)))
    for day, sessions in what.days:
        on = what.challenge.date_of(day)
        blocks.append(header(f"{_called(day, what.today)}: {words.day(on)}"))
        if not sessions:
            blocks.append(context("Nothing is planned." if what.everyone else "You have no sessions."))
        for (start, end), together in groupby(sessions, key=lambda one: (one.start, one.end)):
            now = day == what.today and what.moment is not None and start <= what.moment < end
            head = f"*{_hours(start, end)}*{'  ◀ now' if now else ''}"
            blocks += _slots(head, list(together), what)
    return _most(blocks, _BLOCKS - 2)


def _slots(head: str, together: Sequence[Session], what: Shown) -> list[Block]:
    """What is on at one time; each with its *Change*, for those who may."""
    if not what.codes:
        return _sections(head, [_slot(one, what) for one in together])
    slots = [clip(_slot(one, what), _SECTION - len(head) - 1) for one in together]
    slots[0] = f"{head}\n{slots[0]}"
    return [
        section(text, accessory=_change_button(one, what)) for one, text in zip(together, slots, strict=True)
    ]


def _change_button(session: Session, what: Shown) -> Block:
    value = json.dumps([what.challenge.id, what.codes[session]])
    return button("Change", CHANGE, value, label=f"Change the session of {said(session.start)}")


def _called(day: int, today: int | None) -> str:
    if today is None or day not in (today, today + 1):
        return f"Day {day}"
    return "Today" if day == today else "Tomorrow"


def _hours(start: time, end: time) -> str:
    return said(start) if start == end else f"{said(start)}–{said(end)}"


def _slot(session: Session, what: Shown) -> str:
    stream = f"*{escape(session.stream)}*  " if session.stream and what.everyone else ""
    peers = [name for name in session.peers if name not in what.own_names]
    others = " / ".join(peers) if what.everyone else words.listed(peers)
    more = [session.place, f"with {others}" if others and not what.everyone else others]
    if session.statement:
        more.append(what.framework.statement(session.statement).name)
    lines = [f"{stream}{escape(clip(session.summary, _LINE))}"]
    if any(more):
        lines.append(escape(clip(" · ".join(filter(None, more)), _LINE)))
    return "\n".join(lines)


# The file


def upload(challenge_id: str, form: str, note: Block | None = None) -> Block:
    """The form for a file. `form` is new for each: Slack keeps a file in its field."""
    return modal(
        "Upload a timetable",
        [
            *([note] if note else []),
            field(
                f"{FILE}-{form}",
                "The timetable",
                file_input("xlsx", "csv"),
                hint="An Excel workbook (.xlsx) or a .csv file of 5 MB at most, laid out as the manual's "
                "grid or with a row a session.",
            ),
            context("You see what was understood before anything is stored."),
        ],
        callback_id=UPLOAD,
        metadata=metadata(challenge=challenge_id),
        submit="Read it",
        close="Cancel",
    )


def reading() -> Block:
    """Stands above the form while the file is read; pressing again is safe."""
    return _note("⏳ Reading the file… If this stays for more than half a minute, press *Read it* again.")


def storing() -> Block:
    """Stands above the preview while it is stored; pressing again is safe."""
    return _note(f"⏳ Storing… If this stays for more than half a minute, press *{_USE}* again.")


def problem(sentence: str) -> Block:
    """Stands above a form whose file was not taken."""
    return section(clip(f"⚠️ {escape(sentence)} Nothing was stored.", _SECTION), block_id=NOTE)


def _note(text: str) -> Block:
    return {**context(text), "block_id": NOTE}


def preview(what: Preview, file_id: str, seen: str, note: str = "", told: Sequence[Member] = ()) -> Block:
    """What was understood, to be used or not. `seen` stands for what is shown; no name is in the metadata.
    `told` are those who are told what it changes.
    """
    heard = len(what.timetable.heard)
    whole = f"*{words.count(len(what.timetable.sessions), 'session')}, {heard} with somebody to hear.*"
    blocks = [
        *([section(f"⚠️ {note}", block_id=NOTE)] if note else []),
        section(f"{whole}\nNothing is stored until you press *{_USE}*."),
        *_problems(what),
        *_whom(what),
        *(changed(what.changes) if what.changes else []),
        *([section(who_is_told(told))] if told else []),
        *findings(what.findings),
        *_understood(what),
    ]
    return modal(
        "Is this right?",
        [*_most(blocks, _BLOCKS - 1), context(STAYS)],
        callback_id=USE,
        metadata=metadata(challenge=what.challenge.id, file=file_id, seen=seen),
        submit=_USE,
        close="Cancel",
    )


def who_is_told(told: Sequence[Member]) -> str:
    """Who is told of a change of the timetable."""
    names = escape(words.listed([member.name for member in told]))
    return f"📣 *Told, once, by direct message:* {names}"


def _problems(what: Preview) -> list[Block]:
    if not what.problems:
        return [section("✅ Every cell was understood.")]
    head = f"❓ *{words.count(len(what.problems), 'cell')} to look at*"
    return _sections(head, _bullets(what.problems, _PROBLEMS))


def _whom(what: Preview) -> list[Block]:
    lines = [
        f"{name} → {member.name}" if member else f"{name} → ⛔ nobody on the team, or more than one"
        for name, member in sorted(what.meant, key=lambda each: each[1] is not None)
    ]
    blocks = _sections("👥 *Whom the peers' names mean*", _bullets(lines, _NAMES)) if lines else []
    if what.unnamed:
        names = words.listed([member.name for member in what.unnamed])
        blocks += _sections("*On the team and in no session*", [escape(names)])
    return blocks


def changed(changes: Difference, *, stays: bool = True) -> list[Block]:
    """What a new timetable makes of the one that is there; with `stays`, also how much is as it was."""
    if changes.nothing:
        return [section("🔁 *It is the timetable that is there already.*")]
    moved = (*changes.moved, *changes.changed)
    parts = (
        ("➕", "added", [f"{one.where}: {one.summary}" for one in changes.added]),
        ("➡️", "moved or changed", [f"{one.words} ({one.new.summary})" for one in moved]),
        ("➖", "cancelled", [f"{one.where}: {one.summary}" for _, one in changes.cancelled]),
    )
    stay = words.count(len(changes.unchanged), "session stays", "sessions stay")
    blocks = [section(f"🔁 *What it changes.*{f' {stay} as they are.' if stays else ''}")]
    for mark, name, lines in parts:
        if lines:
            blocks += _sections(f"{mark} *{len(lines)} {name}*", _bullets(lines, _CHANGES))
    return blocks


def findings(findings: Sequence[Finding], *, new: bool = False) -> list[Block]:
    """What is against the manual's rules; with `new`, what a change brings."""
    if not findings:
        return [section(f"✅ *Nothing{' new' if new else ''} in it is against the manual's rules.*")]
    blocks: list[Block] = []
    for severity in Severity:
        found = [each for each in findings if each.severity is severity]
        if found:
            head = f"{_MARKS[severity]} *{words.count(len(found), severity.value)} by the manual's rules*"
            blocks += _sections(
                head, _bullets((f"{each.message} ({each.rule})" for each in found), _FINDINGS)
            )
    return [*blocks, context("None of these keeps you from using it. In brackets: the rule's number.")]


def _understood(what: Preview) -> list[Block]:
    blocks = []
    for day in what.timetable.days:
        sessions = what.timetable.on(day)
        date = f", {words.day(what.challenge.date_of(day))}" if day <= what.challenge.days else ""
        head = f"🗓️ *Day {day}{date}: {words.count(len(sessions), 'session')}*"
        blocks += _sections(head, [_line(one, what.framework) for one in sessions])
    return blocks


def _line(session: Session, framework: Framework) -> str:
    statement = framework.statement(session.statement).name if session.statement else ""
    parts = (session.summary, session.place, " / ".join(session.peers), statement)
    stream = f"{session.stream}  " if session.stream else ""
    text = escape(clip(f"{stream}{' · '.join(filter(None, parts))}", _LINE))
    return f"*{_hours(session.start, session.end)}*  {text}"


def stored(what: Shown, sessions: int) -> Block:
    """Stands in the preview's place once it is stored: the timetable itself."""
    # In the title too: whoever read the preview to its end does not see the top.
    note = f"✅ It is stored: {words.count(sessions, 'session')}. {STAYS}"
    return shown(what, note, title="It is stored")


# Lists that fit


def _bullets(lines: Iterable[str], most: int) -> list[str]:
    every = list(lines)
    found = [f"•  {escape(clip(line, _LINE))}" for line in every[:most]]
    return [*found, f"•  _and {len(every) - most} more_"] if len(every) > most else found


def _sections(head: str, lines: Sequence[str]) -> list[Block]:
    """A heading and lines under it, in as few sections as hold them."""
    return [section(text) for text in _filled(head, lines)]


def _filled(head: str, lines: Sequence[str]) -> Iterator[str]:
    text = head
    for line in lines:
        if len(text) + len(line) + 1 > _SECTION:
            yield text
            text = line
        else:
            text = f"{text}\n{line}"
    yield text


def _most(blocks: list[Block], most: int) -> list[Block]:
    """As many blocks as a modal holds, and a line where that was not all."""
    sizes = accumulate(len(json.dumps(block)) for block in blocks)
    fits = min(sum(size <= _BYTES for size in sizes), most)
    return blocks if fits >= len(blocks) else [*blocks[: fits - 1], context("… and more than fits here.")]
