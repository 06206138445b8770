"""The App Home: a post-it to add, the wall by statement, the gaps, and the state of today's brief."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.brief import shorten
from bot.domain.challenge import Action, Challenge, Member, Role, may
from bot.domain.coverage import Coverage
from bot.domain.evidence import PostIt
from bot.domain.framework import Framework
from bot.domain.wall import Column, Gap
from bot.views import gaps as gap_views
from bot.views import words
from bot.views.blocks import DIVIDER, Block, actions, button, clip, context, escape, header, plain, section
from bot.views.challenge import dates
from bot.views.day import MENDS, mute_button
from bot.views.evidence import OPEN_CHANGE, UNPLACED_NAME

ADD, DIGEST, TEAM, REFRESH = "home_add", "home_digest", "home_team", "home_refresh"
TIMETABLE, THEMES, GAPS = "home_timetable", "home_themes", "home_gaps"

_OWN_SHOWN = 30
_GAPS_SHOWN = 8
_CHALLENGES_SHOWN = 3

NOBODY = (
    "*Critical Friend* holds a peer challenge team's post-its and prepares its no-surprises brief. "
    "You are not on a team yet. If you expected to be, ask your challenge manager to add you. "
    "To start a challenge, type `/challenge new` in its private channel."
)


@dataclass(frozen=True, slots=True)
class Room:
    """One challenge as one of its team sees it. What they may not see is left empty."""

    challenge: Challenge
    member: Member
    framework: Framework
    today: str
    wall: tuple[Column, ...] = ()
    gaps: tuple[Gap, ...] = ()
    own: tuple[PostIt, ...] = ()
    brief: str = ""  # the state of today's brief in a sentence, for those who may approve it
    troubles: Mapping[str, int] = field(default_factory=dict)  # what Slack doesn't take, for who set it up
    has_timetable: bool = False
    coverage: Coverage | None = None


def home(rooms: Sequence[Room]) -> Block:
    """The Home of someone on the teams of `rooms`; at most a few challenges are shown, the first ones."""
    blocks = [block for room in rooms[:_CHALLENGES_SHOWN] for block in _room(room, compact=len(rooms) > 1)]
    if not blocks:
        blocks = [section(NOBODY)]
    elif len(rooms) > _CHALLENGES_SHOWN:
        blocks.append(context(f"{len(rooms) - _CHALLENGES_SHOWN} more: type `/postit` in their channels."))
    return {"type": "home", "blocks": blocks[:100]}


def _room(room: Room, *, compact: bool) -> list[Block]:
    role = room.member.role
    blocks = [
        header(room.challenge.council),
        context(f"{dates(room.challenge)} · {escape(room.today)} · You are {_article(role)} {role.words}."),
        actions(*_buttons(room), block_id=f"home-{room.challenge.id}"),
    ]
    if room.troubles:
        blocks.append(section(_trouble(room.troubles)))
    if room.brief:
        blocks.append(section(f"*Today's brief*\n{escape(room.brief)}"))
    if not may(role, Action.read_wall):
        return [
            *blocks,
            section("Post-its are for those who hear the evidence; you look after the rest."),
            DIVIDER,
        ]
    blocks += [
        DIVIDER,
        section(f"*The wall*: {words.count(sum(len(each.post_its) for each in room.wall), 'post-it')}"),
    ]
    blocks += _wall(room.framework, room.wall)
    if room.gaps:
        blocks += [DIVIDER, section(_gap_list(room.gaps))]
    if room.coverage is not None and not compact:
        blocks += [gap_views.table(room.coverage), context(gap_views.LEGEND)]
    if room.own and not compact:
        blocks += [DIVIDER, section("*Your post-its of today* (only you see that they are yours)")]
        blocks += [_own(post_it) for post_it in room.own[:_OWN_SHOWN]]
        if len(room.own) > _OWN_SHOWN:
            blocks.append(context(f"and {len(room.own) - _OWN_SHOWN} more in the flip charts"))
    return [*blocks, DIVIDER]


def _trouble(troubles: Mapping[str, int]) -> str:
    lines = []
    for name, count in sorted(troubles.items()):
        mend = MENDS.get(name, f"Slack says {escape(name)}.")
        lines.append(f"⚠️ *{words.count(count, 'message')} could not be posted:* {mend}")
    return "\n".join(lines)


def _article(role: Role) -> str:
    return "a" if role is Role.peer else "the"


def _buttons(room: Room) -> list[Block]:
    role, value = room.member.role, room.challenge.id
    buttons = []
    if may(role, Action.post_evidence):
        buttons.append(button("Add a post-it", ADD, value, style="primary"))
    if may(role, Action.issue_digest):
        buttons.append(button("Today's brief", DIGEST, value))
    if may(role, Action.read_wall):
        buttons += [button("Themes", THEMES, value), button("Gaps", GAPS, value)]
    if may(role, Action.see_timetable):
        buttons.append(button("Timetable", TIMETABLE, value))
    if may(role, Action.set_up):
        buttons.append(button("Team", TEAM, value))
    if room.has_timetable:
        buttons.append(mute_button(value, muted=room.member.muted))
    return [*buttons, button("Refresh", REFRESH, value)]


def _wall(framework: Framework, wall: Sequence[Column]) -> list[Block]:
    """A section a theme, and a line a statement: that reads well on a phone."""
    legend = context("✚ strength · ▲ area for consideration · ★ best practice · ? question")
    sections = [
        (theme.name, [each for each in wall if each.statement in theme.statements])
        for theme in framework.themes
    ]
    sections.append(("", [each for each in wall if each.statement is None]))
    return [*(section(_lines(name, columns)) for name, columns in sections if columns), legend]


def _lines(theme: str, columns: Sequence[Column]) -> str:
    lines = [f"_{escape(theme)}_"] if theme else []
    for column in columns:
        name = column.statement.name if column.statement else UNPLACED_NAME
        counts = words.kinds(column.counts) or "nothing yet"
        lines.append(f"*{len(column.post_its)}*  {escape(name)}\n      {counts}")
    return "\n".join(lines)


def _gap_list(found: Sequence[Gap]) -> str:
    lines = [f"•  {escape(gap.statement.name)}: {gap.words}" for gap in found[:_GAPS_SHOWN]]
    if len(found) > _GAPS_SHOWN:
        lines.append(f"•  _and {len(found) - _GAPS_SHOWN} more_")
    return "\n".join(["*Gaps*", *lines])


def _own(post_it: PostIt) -> Block:
    text = plain(clip(f"{words.MARKS[post_it.kind]} {shorten(post_it.text, 200)}", 300))
    return section(
        text, accessory=button("Change", OPEN_CHANGE, post_it.id, label="Change this post-it of yours")
    )
