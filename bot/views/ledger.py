"""The ledger, as the challenge manager and the lead peer see it: a team edition."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.domain.ledger import Entry, How, Line
from bot.domain.surprises import Was, difference
from bot.views import words
from bot.views.blocks import Block, context, escape, escape_within, modal, section

#: Characters of a finding, and of what was said of it before.
_FINDING, _EARLIER = 240, 160
#: Characters of a section, and sections of a modal beside what frames them.
_SECTION, _MOST = 2900, 90

_PIECES = {Was.kept: "{}", Was.gone: "~{}~", Was.new: "*{}*"}
_MARKS = {How.raised: "raised", How.in_person: "in person", How.held: "held back"}


def ledger(council: str, lines: Sequence[Line]) -> Block:
    """The modal: heading by heading, each finding with what became of it, by day."""
    if not lines:
        blocks = [section("There is nothing on the wall yet, and no brief was posted.")]
    else:
        blocks = [section(_summary(lines)), *_sections(lines)]
    if len(blocks) > _MOST:
        left = len(blocks) - _MOST
        blocks = [*blocks[:_MOST], context(f"{words.count(left, 'more part')} would not fit here.")]
    return modal("The ledger", [context(escape(council)), *blocks], callback_id="ledger")


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
    if not pieces:
        return f"✏️ they heard: {escape_within(heard, _EARLIER)}"
    return f"✏️ since they heard it: {' '.join(_PIECES[was].format(_bare(text)) for was, text in pieces)}"


def _bare(text: str) -> str:
    """Without what would end the bold or the stroke."""
    return escape_within(text.replace("*", "").replace("~", ""), _FINDING)


def _told(day: int | None, entry: Entry) -> str:
    when = f"day {day}" if day else "between days"
    reason = f" ({escape(entry.reason)})" if entry.reason else ""
    return f"{when}: {_MARKS[entry.how]}{reason}"
