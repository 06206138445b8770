"""The brief, as it is posted and as it is previewed. It renders client text only."""

import json
from collections.abc import Sequence

from bot.domain.brief import Brief, Items
from bot.privacy.gate import ClientText, Preview
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

POST, CANCEL = "brief_post", "brief_cancel"
#: Characters of an item once escaped; keeps a full brief of nothing but "&" within one Slack message.
_ITEM = 260

_NOTE = (
    "A snapshot of what the team has read, heard and seen so far. It is not an inspection and gives no score."
)


def title(brief: Brief[ClientText]) -> str:
    """ "Brief for day 1, Tuesday 24 March"."""
    on = words.day(brief.day)
    return (
        f"No-surprises brief, day {brief.day_number}, {on}"
        if brief.day_number
        else f"No-surprises brief, {on}"
    )


def progress(brief: Brief[ClientText]) -> str:
    """How far the team has come, in sentences; plain text."""
    how = brief.progress
    said = [f"{words.count(how.post_its, 'post-it')} so far, {how.today} of them today."]
    if how.people:
        groups = words.listed([f"{name} ({count})" for name, count in how.people])
        met = words.count(how.people_met, "person", "people")
        said.append(f"{met} met: {groups}." if len(how.people) > 1 else f"{met} met.")
    if how.unplaced:
        said.append(f"{how.unplaced} not yet placed under a statement.")
    return " ".join(said)


EMPTY = "There are no post-its yet, so there is nothing to tell today."


def _bullets(items: Items[ClientText]) -> list[str]:
    lines = [f"•  {escape_within(item, _ITEM)}" for item in items.shown]
    return [*lines, f"•  _and {items.more} more_"] if items.more else lines


def _list(name: str, lines: Sequence[str]) -> list[Block]:
    """A section or, where the text would be too long for one, several."""
    blocks: list[Block] = []
    text = f"*{escape(name)}*"
    for line in lines:
        if len(text) + len(line) > 2900:
            blocks.append(section(text))
            text = line
        else:
            text = f"{text}\n{line}"
    return [*blocks, section(text)]


def brief_blocks(brief: Brief[ClientText]) -> list[Block]:
    """The brief."""
    top = [header(title(brief)), context(escape(brief.council))]
    if brief.empty:
        return [*top, section(EMPTY), context(_NOTE)]
    blocks = [*top, section(f"*Progress*\n{escape(progress(brief))}")]
    for heading in brief.headings:
        if not (heading.strengths.shown or heading.considerations.shown):
            continue
        blocks += [DIVIDER, section(f"*{escape(heading.theme)}*")]
        if heading.strengths.shown:
            blocks += _list("Strengths", _bullets(heading.strengths))
        if heading.considerations.shown:
            blocks += _list("Areas for consideration", _bullets(heading.considerations))
    if brief.questions.shown:
        blocks += [DIVIDER, *_list("Questions for the client", _bullets(brief.questions))]
    if brief.gaps:
        lines = [f"•  {escape(gap)}" for gap in brief.gaps]
        if brief.more_gaps:
            lines.append(f"•  _and {brief.more_gaps} more_")
        blocks += [DIVIDER, *_list("Gaps the team hopes to close", lines)]
    return [*blocks, context(_NOTE)]


def button_value(challenge_id: str, brief_id: str, revision: int) -> str:
    """What the buttons of a preview carry."""
    return json.dumps([challenge_id, brief_id, revision])


def read_button(value: str) -> tuple[str, str, int]:
    """The challenge, the brief and its revision, from a preview's button."""
    challenge_id, brief_id, revision = json.loads(value)
    return str(challenge_id), str(brief_id), int(revision)


def preview(shown: Preview, *, may_post: bool) -> list[Block]:
    """A brief to be looked at before it is posted; only who may post it gets the buttons."""
    if shown.same_as_posted:
        new = "what is new waits" if shown.held else "nothing is new since"
        return [section(f"✅ *Today's brief is posted; {new}.*"), *_held(shown), *brief_blocks(shown.brief)]
    if not may_post:
        said = "👀 *Preview: only you and the challenge manager see this.* The challenge manager posts it."
    elif shown.posted_before:
        said = (
            "👀 *Preview: only you see this.* An earlier brief of today is posted; this one would replace it."
        )
    else:
        said = "👀 *Preview: only you see this.* Read it, then post it to the team's channel or cancel."
    if shown.meeting:
        said = f"{said} The DASS meeting is at {shown.meeting:%H:%M}."
    blocks = [section(said), *_held(shown), DIVIDER, *brief_blocks(shown.brief)]
    if may_post:
        value = button_value(shown.challenge_id, shown.brief_id, shown.revision)
        does = "Replace" if shown.posted_before else "Post"
        asked = _enough_heard(shown, does) if shown.asks else None
        post = button(does, POST, value, style="primary", confirm=asked)
        blocks.append(actions(post, button("Cancel", CANCEL, value)))
    return blocks


def _held(shown: Preview) -> list[Block]:
    if not shown.held:
        return []
    waiting = words.count(shown.held, "new post-it waits", "new post-its wait")
    return [
        context(
            f"🔒 {waiting} for a later brief: fewer than {shown.smallest} people were heard since the last "
            "one, or about that theme, so the client could tell who said it."
        )
    ]


def _enough_heard(shown: Preview, does: str) -> tuple[str, str, str]:
    """The question that takes the place of counting where there is no timetable."""
    return (
        "Were enough people heard?",
        f"Since the last brief (or the start, if there was none), were at least {shown.smallest} people "
        "heard? If not, the client could tell who said what is new. Without a timetable I can't count them.",
        f"Yes, {does.lower()} it",
    )


def done(sentence: str) -> list[Block]:
    """What takes a preview's place."""
    return [section(escape(sentence))]


def markdown(brief: Brief[ClientText]) -> str:
    """The brief as a Markdown page."""
    lines = [f"# {title(brief)}", "", brief.council, ""]
    if brief.empty:
        return "\n".join([*lines, EMPTY, "", _NOTE, ""])
    lines += ["## Progress", "", progress(brief), ""]
    for heading in brief.headings:
        if not (heading.strengths.shown or heading.considerations.shown):
            continue
        lines += [f"## {heading.theme}", ""]
        for name, items in (
            ("Strengths", heading.strengths),
            ("Areas for consideration", heading.considerations),
        ):
            if items.shown:
                lines += [f"### {name}", "", *_markdown_items(items), ""]
    if brief.questions.shown:
        lines += ["## Questions for the client", "", *_markdown_items(brief.questions), ""]
    if brief.gaps:
        more = [f"- and {brief.more_gaps} more"] if brief.more_gaps else []
        lines += ["## Gaps the team hopes to close", "", *(f"- {gap}" for gap in brief.gaps), *more, ""]
    return "\n".join([*lines, _NOTE, ""])


def _markdown_items(items: Items[ClientText]) -> list[str]:
    more = [f"- and {items.more} more"] if items.more else []
    return [*(f"- {item}" for item in items.shown), *more]
