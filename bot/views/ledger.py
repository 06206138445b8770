"""The ledger, as the challenge manager and the lead peer see it: a team edition."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.domain.ledger import Entry, How, Line
from bot.domain.surprises import Was, difference
from bot.views import words
from bot.views.blocks import Block, actions, button, context, escape, escape_within, modal, section

#: Characters of a finding, and of what was said of it before.
_FINDING, _EARLIER = 240, 160
#: Characters of a difference, beyond which only what was heard is shown.
_DIFFERS = 600
#: Characters of a section, and findings on a page: more of them can be too much for one modal.
_SECTION, _PAGE = 2900, 40

BACK, ON = "ledger_back", "ledger_on"

_PIECES = {Was.kept: "{}", Was.gone: "~{}~", Was.new: "*{}*"}
_MARKS = {How.raised: "raised", How.in_person: "in person", How.held: "held back"}


def ledger(challenge_id: str, council: str, lines: Sequence[Line], page: int = 0) -> Block:
    """The modal: heading by heading, each finding with what became of it, by day. `page` counts from 0; one
    that is not there any more is the last.
    """
    if not lines:
        said = [section("There is nothing on the wall yet, and no brief was posted.")]
    else:
        page = min(page, (len(lines) - 1) // _PAGE)
        start = page * _PAGE
        shown = lines[start : start + _PAGE]
        said = [section(_summary(lines)), *_sections(shown), *_turning(challenge_id, page, lines)]
    return modal("The ledger", [context(escape(council)), *said], callback_id="ledger")


def _turning(challenge_id: str, page: int, lines: Sequence[Line]) -> list[Block]:
    last = (len(lines) - 1) // _PAGE
    if not last:
        return []
    turns = [
        button(text, action_id, json.dumps([challenge_id, to]))
        for text, action_id, to in (("‹ Page before", BACK, page - 1), ("Next page ›", ON, page + 1))
        if 0 <= to <= last
    ]
    return [context(f"Page {page + 1} of {last + 1}"), actions(*turns)]


def read_turn(value: str) -> tuple[str, int]:
    """The challenge and the page that a button leads to."""
    challenge_id, page = json.loads(value)
    return str(challenge_id), int(page)


def _summary(lines: Sequence[Line]) -> str:
    never = sum(line.never for line in lines)
    other = sum(line.heard_as is not None for line in lines)
    said = [
        f"*{words.count(len(lines), 'finding')}*: {len(lines) - never} raised with the client, {never} not."
    ]
    if other:
        said.append(f"{other} reworded since.")
    return " ".join(said)


def _sections(lines: Sequence[Line]) -> Iterator[Block]:
    for heading, some in groupby(lines, key=lambda line: line.heading):
        text = f"*{escape(heading)}*"
        for line in map(_line, some):
            if len(text) + len(line) > _SECTION:
                yield section(text)
                text = line
            else:
                text = f"{text}\n{line}"
        yield section(text)


def _line(line: Line) -> str:
    words_now = line.now if line.now is not None else line.told[-1][1].words
    gone = " _(withdrawn since)_" if line.now is None else ""
    told = " · ".join(_told(day, entry) for day, entry in line.told) or "never raised"
    said = f"{'⚠️' if line.never else '✅'} {escape_within(words_now, _FINDING)}{gone}\n      _{told}_"
    if line.heard_as is not None and line.now is not None:
        said = f"{said}\n      {changed(line.heard_as, line.now)}"
    return said


def changed(heard: str, now: str) -> str:
    """How the words that the client heard differ from today's: gone ones struck through, new ones bold. Where
    they have too little in common for that, the words that were heard. Mrkdwn.
    """
    pieces = difference(heard, now)
    differs = " ".join(_PIECES[was].format(_bare(text)) for was, text in pieces)
    if not pieces or len(differs) > _DIFFERS:
        return f"✏️ they heard: {escape_within(heard, _EARLIER)}"
    return f"✏️ since they heard it: {differs}"


def _bare(text: str) -> str:
    """Without what would end the bold or the stroke."""
    return escape_within(text.replace("*", "").replace("~", ""), _FINDING)


def _told(day: int | None, entry: Entry) -> str:
    when = f"day {day}" if day else "between days"
    reason = f" ({escape_within(entry.reason, _EARLIER)})" if entry.reason else ""
    return f"{when}: {_MARKS[entry.how]}{reason}"
