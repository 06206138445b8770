"""The brief, as it is posted and as it is previewed. It renders client text only."""

import json
from collections.abc import Iterable, Iterator, Sequence

from bot.domain.agenda import Way
from bot.domain.brief import Brief, Heading, Items, Stage
from bot.domain.challenge import Action, Role, may
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

POST, CANCEL, DECIDE, PAGE = "brief_post", "brief_cancel", "brief_decide", "brief_page"
#: Characters of an item once escaped; keeps a full brief of nothing but "&" within one Slack message.
ITEM_LIMIT = 260

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
    today = "all" if how.today == how.post_its else how.today
    read = f"; {how.read} from documents" if how.read else ""
    said = [f"{words.count(how.post_its, 'post-it')} so far, {today} of them today{read}."]
    if how.sessions:
        said.insert(0, f"{how.sessions.held} of {words.count(how.sessions.planned, 'session')} held.")
    if how.people:
        groups = words.listed([f"{name} ({count})" for name, count in how.people])
        met = words.count(how.people_met, "person", "people")
        said.append(f"{met} met: {groups}." if len(how.people) > 1 else f"{met} met.")
    if how.unplaced:
        said.append(f"{how.unplaced} not yet placed under a statement.")
    return " ".join(said)


_STAGES = {
    Stage.issues: "What the team has heard so far, to check with you. Nothing here is a conclusion yet.",
    Stage.suggestions: "What these findings point to: suggestions that the team is still testing.",
    Stage.messages: "The key messages to expect in the presentation.",
}


def told_to(brief: Brief[ClientText]) -> str:
    """Whom the challenge manager and the lead peer tell it: on the last day the challenge's sponsor, before
    that the director (requirements 118, 122).
    """
    return "the challenge sponsor" if brief.stage is Stage.messages else "the DASS"


def in_person(brief: Brief[ClientText]) -> str:
    """That something is said and not written; "" where nothing is."""
    number = brief.in_person
    return f"{words.count(number, 'matter')} best raised in person." if number else ""


def tomorrow(brief: Brief[ClientText]) -> str:
    """What the team does on the next day on site; "" where nobody knows, or there is none."""
    if brief.progress.sessions is None or brief.progress.sessions.tomorrow is None:
        return ""
    number, start, end = brief.progress.sessions.tomorrow
    return f"{words.count(number, 'session')}, from {start:%H.%M} to {end:%H.%M}."


EMPTY = "There are no post-its yet, so there is nothing to tell today."


def _lists(name: str, items: Items[ClientText]) -> Iterator[tuple[str, Items[ClientText]]]:
    """What is agreed under its name, and what emerges apart."""
    if items.shown:
        yield name, Items(items.shown, 0 if items.emerging else items.more)
    if items.emerging:
        yield f"Emerging {name[0].lower()}{name[1:]}", Items(items.emerging, items.more)


def _named(heading: Heading[ClientText]) -> list[tuple[str, Items[ClientText]]]:
    """The lists under a heading that have anything in them."""
    return [
        *_lists("Strengths", heading.strengths),
        *_lists("Areas for consideration", heading.considerations),
    ]


def _bullets(items: Items[ClientText]) -> list[str]:
    lines = [f"•  {escape_within(item, ITEM_LIMIT)}" for item in items.shown]
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
    top = [header(title(brief)), context(f"{escape(brief.council)} · for {told_to(brief)}")]
    if brief.empty:
        return [*top, section(EMPTY), context(_NOTE)]
    blocks = [*top, section(f"*Progress*\n{escape(progress(brief))}")]
    if brief.stage:
        blocks.append(context(_STAGES[brief.stage]))
    for heading in brief.headings:
        if lists := _named(heading):
            blocks += [DIVIDER, section(f"*{escape(heading.theme)}*")]
            blocks += [block for name, items in lists for block in _list(name, _bullets(items))]
    if brief.recommendations.shown:
        blocks += [DIVIDER, *_list("Recommendations", _bullets(brief.recommendations))]
    if brief.to_present.shown:
        blocks += [DIVIDER, *_list("To be presented", _bullets(brief.to_present))]
    if said := in_person(brief):
        blocks += [DIVIDER, section(f"*To raise in person*\n{said}")]
    if brief.questions.shown:
        blocks += [DIVIDER, *_list("Questions for the client", _bullets(brief.questions))]
    if brief.gaps:
        lines = [f"•  {escape(gap)}" for gap in brief.gaps]
        if brief.more_gaps:
            lines.append(f"•  _and {brief.more_gaps} more_")
        blocks += [DIVIDER, *_list("Gaps the team hopes to close", lines)]
    if said := tomorrow(brief):
        blocks += [DIVIDER, section(f"*Tomorrow*\n{said}")]
    return [*blocks, context(_NOTE)]


def button_value(challenge_id: str, brief_id: str, revision: int) -> str:
    """What the buttons of a preview carry."""
    return json.dumps([challenge_id, brief_id, revision])


def read_button(value: str) -> tuple[str, str, int]:
    """The challenge, the brief and its revision, from a preview's button."""
    challenge_id, brief_id, revision = json.loads(value)
    return str(challenge_id), str(brief_id), int(revision)


def preview(shown: Preview, role: Role) -> list[Block]:
    """A brief to be looked at before it is posted, as someone of `role` sees it who may approve it."""
    if shown.same_as_posted:
        new = "what is new waits" if shown.held else "nothing is new since"
        return [
            section(f"✅ *Today's brief is posted; {new}.*"),
            *_held(shown),
            *brief_blocks(shown.brief),
            as_a_page(shown.challenge_id, shown.brief_id),
        ]
    return [
        section(where_it_stands(shown, role)),
        *_held(shown),
        *_aside(shown),
        DIVIDER,
        *brief_blocks(shown.brief),
        *_buttons(shown, role),
    ]


def where_it_stands(shown: Preview, role: Role) -> str:
    alone = len(shown.awaits | shown.approved_by) == 1
    seen = "only you see this" if alone else "only you and those who approve it with you see this"
    said = [f"👀 *Preview: {seen}.*"]
    if shown.approved_by:
        said.append(f"Approved by {_roles(shown.approved_by)}.")
    if shown.posted_before:
        said.append("An earlier brief of today is posted; this one would replace it.")
    elif role in shown.awaits and not shown.approved_by:
        said.append(f"Read it, then {'post' if shown.posts(role) else 'approve'} it.")
    if others := shown.awaits - {role} if not shown.posts(role) else frozenset():
        said.append(f"It is posted once {_roles(others)} approved it too.")
    if shown.meeting:
        said.append(f"The meeting with {told_to(shown.brief)} is at {shown.meeting:%H.%M}.")
    return " ".join(said)


def _roles(roles: Iterable[Role]) -> str:
    return words.listed([f"the {role.words}" for role in Role if role in roles])


def _aside(shown: Preview) -> list[Block]:
    """What was decided: what is said in person, and what is held back."""
    lines = [
        f"🗣️ In person: {escape_within(one.text, ITEM_LIMIT)}"
        for one in shown.items
        if one.choice.way is Way.in_person
    ]
    lines += [
        f"⏸️ Held back: {escape_within(one.text, ITEM_LIMIT)} _({escape(one.choice.reason)})_"
        for one in shown.items
        if one.choice.way is Way.hold
    ]
    lines += [
        f"⚠️ Changed on the wall since it was reworded; now it says: {escape_within(one.drafted, ITEM_LIMIT)}"
        for one in shown.items
        if one.stale
    ]
    reworded = sum(one.choice.words is not None for one in shown.items)
    if reworded:
        lines.append(f"✏️ {words.count(reworded, 'item')} reworded.")
    if len(lines) > _ASIDE:
        lines = [*lines[:_ASIDE], f"and {len(lines) - _ASIDE} more, under *Change items*."]
    return [section("\n".join(lines))] if lines else []


def approval(shown: Preview, role: Role) -> list[Block]:
    """The button with which someone of `role` approves a draft; none where it does not wait for them."""
    if role not in shown.awaits:
        return []
    does = ("Replace" if shown.posted_before else "Post") if shown.posts(role) else "Approve"
    asked = _enough_heard(shown, does) if shown.asks else None
    value = button_value(shown.challenge_id, shown.brief_id, shown.revision)
    return [button(does, POST, value, style="primary", confirm=asked)]


def _buttons(shown: Preview, role: Role) -> list[Block]:
    value = button_value(shown.challenge_id, shown.brief_id, shown.revision)
    made = approval(shown, role)
    if shown.items:
        made.append(button("Change items", DECIDE, value))
    if may(role, Action.issue_digest):
        made.append(button("Cancel", CANCEL, value))
    return [actions(*made)] if made else []


#: Items told of above a preview that are not in it.
_ASIDE = 5


def not_approved(shown: Preview, role: Role) -> tuple[str, list[Block]]:
    """Told a quarter of an hour before the meeting, with the newest preview: (fallback text, blocks)."""
    meeting = f"{shown.meeting:%H.%M}" if shown.meeting else "today"
    until = "Until then the earlier one stands." if shown.posted_before else "Nothing is posted until then."
    either = len(shown.awaits) > 1 and shown.posts(role)
    waits = "you: your approval is enough" if either else _roles(shown.awaits)
    said = (
        "⏰ *Today's brief is not approved yet, and the meeting with "
        f"{told_to(shown.brief)} is at {meeting}.* It waits for {waits}. {until}"
    )
    return "Today's brief is not approved yet", [section(said), *preview(shown, role)]


def changed_since(shown: Preview, role: Role) -> list[Block]:
    """In place of an older preview whose button was pressed."""
    return [section("↻ *It was changed since: this is the newer preview.*"), *preview(shown, role)]


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


def approved(shown: Preview) -> list[Block]:
    """What takes a preview's place when someone has approved it."""
    if shown.awaits:
        return done(f"✅ Approved. It is posted once {_roles(shown.awaits)} approved it too.")
    where = "the challenge manager's direct messages" if shown.direct else "the team's channel"
    return [*done(f"✅ The brief is on its way to {where}."), as_a_page(shown.challenge_id, shown.brief_id)]


def as_a_page(challenge_id: str, brief_id: str) -> Block:
    """The button that sends a posted brief as a Word page."""
    return actions(button("As a Word page", PAGE, json.dumps([challenge_id, brief_id])))


def read_page(value: str) -> tuple[str, str]:
    """The challenge and the brief, from that button."""
    challenge_id, brief_id = json.loads(value)
    return str(challenge_id), str(brief_id)


def done(sentence: str) -> list[Block]:
    """What takes a preview's place."""
    return [section(escape(sentence))]


def markdown(brief: Brief[ClientText]) -> str:
    """The brief as a Markdown page."""
    lines = [f"# {title(brief)}", "", f"{brief.council}, for {told_to(brief)}", ""]
    if brief.empty:
        return "\n".join([*lines, EMPTY, "", _NOTE, ""])
    lines += ["## Progress", "", progress(brief), ""]
    if brief.stage:
        lines += [_STAGES[brief.stage], ""]
    for heading in brief.headings:
        if lists := _named(heading):
            lines += [f"## {heading.theme}", ""]
        for name, items in lists:
            lines += [f"### {name}", "", *_markdown_items(items), ""]
    if brief.recommendations.shown:
        lines += ["## Recommendations", "", *_markdown_items(brief.recommendations), ""]
    if brief.to_present.shown:
        lines += ["## To be presented", "", *_markdown_items(brief.to_present), ""]
    if said := in_person(brief):
        lines += ["## To raise in person", "", said, ""]
    if brief.questions.shown:
        lines += ["## Questions for the client", "", *_markdown_items(brief.questions), ""]
    if brief.gaps:
        more = [f"- and {brief.more_gaps} more"] if brief.more_gaps else []
        lines += ["## Gaps the team hopes to close", "", *(f"- {gap}" for gap in brief.gaps), *more, ""]
    if said := tomorrow(brief):
        lines += ["## Tomorrow", "", said, ""]
    return "\n".join([*lines, _NOTE, ""])


def _markdown_items(items: Items[ClientText]) -> list[str]:
    more = [f"- and {items.more} more"] if items.more else []
    return [*(f"- {item}" for item in items.shown), *more]
