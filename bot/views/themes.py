"""`/themes`: a page a statement, a page a theme, its post-its, and what grouping again would change.

All of it is one modal that shows one page after the other. A team edition: nothing of it goes to the client.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.evidence import PostIt
from bot.domain.framework import Framework
from bot.domain.theme_board import Board, Card
from bot.domain.theme_decisions import PROPOSALS_LIMIT, Stage
from bot.domain.themes import Difference, Theme
from bot.domain.wall import GOOD
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
    plain,
    section,
)
from bot.views.evidence import NOTE

TITLE = "Themes"
INDEX, LIST, OPEN, POSTS = "themes_index", "themes_list", "themes_open", "themes_posts"
EDIT, MERGE, MOVE, PROPOSE = "themes_edit", "themes_merge", "themes_move", "themes_propose"
AGREE, DROP, RESTORE = "themes_agree", "themes_drop", "themes_restore"
BACK, UNBACK, TAKE, PUT_AWAY = "themes_back", "themes_unback", "themes_take", "themes_put_away"
REGROUP, ACCEPT, DRAFT = "themes_regroup", "themes_accept", "themes_draft"

#: Themes and post-its on one page: a modal has room for 100 blocks, and a phone for fewer.
THEMES_SHOWN, POSTS_SHOWN = 20, 20
_CHANGES_SHOWN = 40
_LEGEND = "✚ strength · ▲ area for consideration · ★ best practice · ? question · R read · H heard · S seen"
_AGREE = "*Agree* says that the team stands by these words: the slides and the report take them as they are."
_ONLY = "The challenge manager and the lead peer change and agree themes; you can propose, and back them."


def value(*parts: Any) -> str:
    """What a button carries."""
    return json.dumps(parts)


def read_value(text: str) -> list[Any]:
    """What `value` wrote."""
    return list(json.loads(text))


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at which challenge: whether they may decide on themes, whether they back the one that is
    shown, the note that stands above the page, and whether there is a drafter for them.
    """

    challenge_id: str
    decides: bool
    backs: bool = False
    note: str = ""
    drafter: bool = False


def _page(viewer: Viewer, blocks: Sequence[Block], title: str = TITLE) -> Block:
    above = [section(escape(viewer.note), block_id=NOTE)] if viewer.note else []
    return modal(title, [*above, *blocks], callback_id="themes")


def loading() -> Block:
    """Stands in the modal until the page is there."""
    return modal(TITLE, [section("⏳ Reading the wall…")], callback_id="themes")


def drafting() -> Block:
    """Stands above a theme while the drafter is at work."""
    return section("⏳ The drafter is at work. This may take half a minute.", block_id=NOTE)


def problem(sentence: str) -> Block:
    """Stands above a page on which something could not be done."""
    return section(f"⚠️ {escape(sentence)}", block_id=NOTE)


def index(viewer: Viewer, framework: Framework, boards: Sequence[Board]) -> Block:
    """Every statement, with how many post-its and themes it has."""
    blocks = []
    for theme in framework.themes:
        blocks.append(context(f"*{escape(theme.name)}*"))
        for board in boards:
            if board.statement in theme.statements:
                blocks.append(_entry(viewer, board))
    return _page(viewer, blocks)


def _entry(viewer: Viewer, board: Board) -> Block:
    said = [words.count(_posts(board), "post-it")]
    if not board.begun and _posts(board):
        said.append("open it to group them")
    if board.begun:
        said.append(words.count(len(board.cards), "theme"))
        agreed = sum(card.standing.agreed for card in board.cards)
        said += [f"{agreed} agreed"] if agreed else []
    name = board.statement.name
    return section(
        f"*{escape(name)}*\n{' · '.join(said)}",
        accessory=button(
            "Open", LIST, value(viewer.challenge_id, board.statement.key, 0), label=f"Open {name}"
        ),
    )


def _posts(board: Board) -> int:
    homed = {post.id for card in board.cards for post in card.post_its}
    return len(homed) + len(board.loose)


def page(viewer: Viewer, board: Board, start: int = 0) -> Block:
    """A statement's themes from the one at `start`."""
    of = viewer.challenge_id, board.statement.key
    start = start if start < len(board.cards) else 0
    shown = board.cards[start : start + THEMES_SHOWN]
    counts = [words.count(_posts(board), "post-it"), words.count(len(board.cards), "theme")]
    blocks = [header(board.statement.name), context(" · ".join(counts)), context(_LEGEND)]
    if board.loose:
        loose = words.count(len(board.loose), "post-it is in no theme", "post-its are in no theme")
        loose += ". *Group again* first shows you what it would change" if viewer.decides else ""
        see = button("See them", POSTS, value(*of, "", 0))
        again = [button("Group again", REGROUP, value(*of))] if viewer.decides else []
        blocks += [section(f"{loose}."), actions(see, *again)]
    for card in shown:
        blocks += _card(viewer, card)
    if not board.cards:
        blocks.append(section("No two post-its say the same yet, so there is no theme."))
    rest = board.cards[start + THEMES_SHOWN :]
    if rest:
        more = button(f"{len(rest)} more", LIST, value(*of, start + THEMES_SHOWN))
        blocks.append(actions(more))
    if board.dropped and not rest:
        blocks += [DIVIDER, context(f"*Dropped* ({len(board.dropped)})")]
        blocks += [_dropped(viewer, card) for card in board.dropped[:THEMES_SHOWN]]
    back = button("‹ All statements", INDEX, value(viewer.challenge_id))
    return _page(viewer, [*blocks, actions(back)])


def _card(viewer: Viewer, card: Card) -> list[Block]:
    opening = button("Open", OPEN, value(viewer.challenge_id, card.id), label=f"Open {card.label}")
    said = f"*{_name(card)}*{_state(card)}\n{escape_within(card.bullet, 500)}"
    return [section(said, accessory=opening), context(_rests(card))]


def _name(card: Card) -> str:
    mark = words.MARKS[card.kind] if card.kind else "•"
    return f"{mark} {escape(card.label)}"


def _state(card: Card) -> str:
    said = [card.stage.words] if card.stage is not Stage.issue else []
    said += ["✅ agreed"] if card.standing.agreed else []
    waiting = len(card.standing.proposals)
    said += [f"💬 {words.count(waiting, 'proposal')}"] if waiting else []
    return f"  ·  {' · '.join(said)}" if said else ""


def _rests(card: Card) -> str:
    said = [f"`{card.strength.mark}` {escape(card.strength.words)}"]
    said += [f"⚖️ Contradicted by “{escape(label)}” ({_other_side(card)})." for label in card.against]
    said += [f"👍 {words.count(card.backers, 'backs it', 'back it')}."] if card.backers else []
    return clip(" ".join(said), 2000)


def _other_side(card: Card) -> str:
    """Where what contradicts it stands; the two often have the same name."""
    return "areas for consideration" if card.kind in GOOD else "strengths"


def _dropped(viewer: Viewer, card: Card) -> Block:
    if not viewer.decides:
        return section(f"~{escape(card.label)}~")
    again = button("Bring back", RESTORE, value(viewer.challenge_id, card.id, card.standing.version))
    return section(f"~{escape(card.label)}~", accessory=again)


def theme(viewer: Viewer, board: Board, card: Card) -> Block:
    """One theme: its bullet, what it rests on, and what can be done with it."""
    drafted = " _A draft, in the post-its' own words._" if card.drafted else ""
    drafted = " _🤖 A model's wording, taken as it is._" if card.standing.by_model else drafted
    kind = card.kind.words if card.kind else ""
    blocks = [
        header(card.label),
        context(f"{escape(board.statement.name)} · {kind}{_state(card)}"),
        section(f"{escape_within(card.bullet, 2500)}{drafted}"),
        context(_rests(card)),
        *([context(_AGREE)] if viewer.decides and not card.standing.agreed else []),
        *_buttons(viewer, board, card),
    ]
    if card.standing.proposals:
        blocks += [DIVIDER, section("*Proposed*")]
        for proposal in card.standing.proposals[:PROPOSALS_LIMIT]:
            blocks.append(section(plain(proposal.text)))
            if proposal.used:
                used = words.count(len(proposal.used), "post-it")
                blocks.append(context(f"🤖 Drafted by a model from {used}. Hold it against them."))
            if viewer.decides:
                of = value(viewer.challenge_id, card.id, proposal.id)
                blocks.append(
                    actions(button("Use as the bullet", TAKE, of), button("Put away", PUT_AWAY, of))
                )
    if not viewer.decides:
        blocks.append(context(_ONLY))
    back = button(
        f"‹ {clip(board.statement.name, 60)}", LIST, value(viewer.challenge_id, board.statement.key, 0)
    )
    return _page(viewer, [*blocks, DIVIDER, actions(back)])


def _buttons(viewer: Viewer, board: Board, card: Card) -> list[Block]:
    of = value(viewer.challenge_id, card.id)
    seen = value(viewer.challenge_id, card.id, card.standing.version)
    number = len(card.post_its)
    posts = button(f"Post-its ({number})", POSTS, value(viewer.challenge_id, board.statement.key, card.id, 0))
    back = button("Don't back it", UNBACK, of) if viewer.backs else button("👍 Back it", BACK, of)
    first = [posts, back, button("Propose", PROPOSE, of)]
    if not viewer.decides:
        return [actions(*first)]
    agree = [] if card.standing.agreed else [button("Agree", AGREE, seen, style="primary")]
    merge = [button("Merge", MERGE, of)] if board.others(card) else []
    drop = button(
        "Drop",
        DROP,
        seen,
        style="danger",
        confirm=("Drop this theme?", "Its post-its stay on the wall. It can be brought back.", "Drop"),
    )
    draft = [button("🤖 Draft a wording", DRAFT, of)] if viewer.drafter else []
    return [actions(*agree, button("Reword", EDIT, of), *draft, *merge, drop), actions(*first)]


def posts(viewer: Viewer, board: Board, card: Card | None, start: int = 0) -> Block:
    """A theme's post-its from the one at `start`, the most central first; without a theme, those in none."""
    all_of_them = card.post_its if card else board.loose
    start = start if start < len(all_of_them) else 0
    because = {member.id: member.because for member in card.standing.theme.members} if card else {}
    title = f"Post-its: {card.label}" if card else "Post-its in no theme"
    blocks = [header(title), context(words.count(len(all_of_them), "post-it"))]
    if card and viewer.decides and all_of_them:
        blocks.append(actions(button("Move or split", MOVE, value(viewer.challenge_id, card.id, 0))))
    for post in all_of_them[start : start + POSTS_SHOWN]:
        blocks += _post(post, because.get(post.id, ()))
    of = viewer.challenge_id, board.statement.key
    here = card.id if card else ""
    turn = []
    if start:
        turn.append(
            button("‹ Before", POSTS, value(*of, here, max(start - POSTS_SHOWN, 0)), label="Page before")
        )
    after = len(all_of_them) - start - POSTS_SHOWN
    if after > 0:
        turn.append(button(f"{after} more ›", POSTS, value(*of, here, start + POSTS_SHOWN)))
    back = (
        button("‹ The theme", OPEN, value(viewer.challenge_id, card.id))
        if card
        else button("‹ The themes", LIST, value(*of, 0))
    )
    return _page(viewer, [*blocks, *map(actions, turn), actions(back)])


def _post(post: PostIt, because: Sequence[str]) -> list[Block]:
    where = [post.kind.words, post.method.words, *([post.source_group] if post.source_group else [])]
    here = f" · here because of: {', '.join(because)}" if because else ""
    return [section(plain(post.text)), context(plain(f"{words.MARKS[post.kind]} {' · '.join(where)}{here}"))]


def difference(viewer: Viewer, board: Board, found: Difference, seen: str) -> Block:
    """What grouping again would change, to be accepted or left."""
    of = viewer.challenge_id, board.statement.key
    texts = {post.id: post.text for card in board.cards for post in card.post_its}
    texts |= {post.id: post.text for post in board.loose}
    back = button("‹ Leave it as it is", LIST, value(*of, 0))
    if not found:
        said = section("Grouping again would change nothing. What is in no theme is like no other yet.")
        return _page(viewer, [header(board.statement.name), said, actions(back)])
    lines = [*(_new(theme, texts) for theme in found.new)]
    for change in found.changed:
        lines += [_changed(change.after, change.joined, change.left, texts)]
    lines += [f"✖️ *{escape(theme.label)}* would be gone." for theme in found.gone]
    shown = [section(clip(line, 2900)) for line in lines[:_CHANGES_SHOWN]]
    if len(lines) > _CHANGES_SHOWN:
        shown.append(context(f"and {len(lines) - _CHANGES_SHOWN} more changes"))
    return _page(
        viewer,
        [
            header(board.statement.name),
            section("*Grouping again would change this.* What you decided stays as it is."),
            *shown,
            actions(button("Accept", ACCEPT, value(*of, seen), style="primary"), back),
        ],
    )


def _new(theme: Theme, texts: dict[str, str]) -> str:
    posts = words.count(len(theme.posts), "post-it")
    return f"➕ *{escape(theme.label)}*, new, of {posts}:{_some(theme.posts, texts)}"


def _changed(after: Theme, joined: Sequence[str], left: Sequence[str], texts: dict[str, str]) -> str:
    said = [f"✏️ *{escape(after.label)}*"]
    if joined:
        said.append(f"{words.count(len(joined), 'post-it joins', 'post-its join')}:{_some(joined, texts)}")
    if left:
        said.append(f"{words.count(len(left), 'post-it leaves', 'post-its leave')}:{_some(left, texts)}")
    return "\n".join(said)


def _some(posts: Sequence[str], texts: dict[str, str]) -> str:
    lines = [f"\n      {escape_within(texts.get(post, ''), 120)}" for post in posts[:3]]
    return "".join([*lines, f"\n      and {len(posts) - 3} more"] if len(posts) > 3 else lines)


def markdown(council: str, boards: Sequence[Board]) -> str:
    """All themes under their statements, each with its bullet and post-its. A team edition."""
    total = sum(len(board.cards) for board in boards)
    lines = [f"# The themes: {council}", "", f"{words.count(total, 'theme')}. For the team only.", ""]
    for board in boards:
        lines += [f"## {board.statement.name}", ""]
        for card in board.cards:
            lines += _markdown(card)
        if board.loose:
            lines += ["### In no theme", "", *(f"- {post.text}" for post in board.loose), ""]
    return "\n".join(lines)


def _markdown(card: Card) -> list[str]:
    state = [card.kind.words] if card.kind else []
    state += [card.stage.words, "**agreed**" if card.standing.agreed else "not agreed yet"]
    against = [f"Contradicted by “{label}” ({_other_side(card)})." for label in card.against]
    return [
        f"### {card.label}",
        "",
        f"{card.bullet}{' _(draft)_' if card.drafted else ''}",
        "",
        f"_{' · '.join(state)}. {' '.join([card.strength.words, *against])}_",
        "",
        *(f"- {post.text}" for post in card.post_its),
        "",
    ]
