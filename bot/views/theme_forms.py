"""The forms in which themes are changed: reworded, merged, split, and proposed for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from bot.domain.theme_board import Board, Card
from bot.domain.theme_decisions import BULLET_LIMIT, LABEL_LIMIT, PROPOSAL_LIMIT, Stage
from bot.views.blocks import (
    Block,
    actions,
    button,
    checkboxes,
    clip,
    context,
    escape,
    escape_within,
    field,
    modal,
    option,
    radio,
    section,
    select,
    text_input,
)
from bot.views.evidence import NOTE
from bot.views.themes import EDIT, MERGE, MOVE, OPEN, PROPOSE, value

#: The forms are known by what opens them.
EDIT_FORM, MERGE_FORM, MOVE_FORM, PROPOSE_FORM = (f"{each}_form" for each in (EDIT, MERGE, MOVE, PROPOSE))
#: Post-its to tick on one page: five lists of ten.
TICKS = 50
_LIST, _LINE = 10, 75
_MEANS = {
    Stage.issue: "What the team has noticed, to be checked",
    Stage.suggestion: "What it may point to, still being tested",
    Stage.recommendation: "What the council is advised to do; it has a place in slides and report",
}
_NAMES = {"label": "Name", "bullet": "Bullet", "stage": "Stage"}


@dataclass(frozen=True, slots=True)
class About:
    """Which theme a form is about, and what the form remembers in its private metadata: ids and digests."""

    challenge_id: str
    board: Board
    card: Card
    metadata: str


def _form(about: About, title: str, blocks: list[Block], *, callback_id: str, submit: str) -> Block:
    back = button("‹ Back without saving", OPEN, value(about.challenge_id, about.card.id))
    return modal(
        title,
        [*blocks, actions(back)],
        callback_id=callback_id,
        metadata=about.metadata,
        submit=submit,
        close="Close",
    )


def edit(about: About, nonce: str, filled: Mapping[str, str], note: str = "") -> Block:
    """The form in which a theme gets its name, wording and stage; `filled` is what stands in it."""
    above = [section(note, block_id=NOTE)] if note else []
    stages = [option(stage.words, stage.value, _MEANS[stage]) for stage in Stage]
    blocks = [
        *above,
        field(f"label-{nonce}", _NAMES["label"], text_input(initial=filled["label"], limit=LABEL_LIMIT)),
        field(
            f"bullet-{nonce}",
            _NAMES["bullet"],
            text_input(initial=filled["bullet"], limit=BULLET_LIMIT, multiline=True),
            optional=True,
            hint="One sentence: no source, no name. Left empty, the draft comes back.",
        ),
        field(f"stage-{nonce}", _NAMES["stage"], radio(stages, chosen=filled["stage"])),
    ]
    return _form(about, "Reword a theme", blocks, callback_id=EDIT_FORM, submit="Save")


def clash(theirs: Mapping[str, str], fields: Sequence[str]) -> str:
    """Says what somebody else made of the same fields meanwhile."""
    said = "\n".join(f"•  {_NAMES[name]}: {escape(theirs[name])}" for name in fields)
    return (
        f"⚠️ *Not saved: somebody else changed this meanwhile.* It now says:\n{said}\n"
        "Your words are in the form. Save once more to put them in place of these."
    )


def merge(about: About) -> Block:
    """The form that merges another theme into this one."""
    board, card = about.board, about.card
    others = [option(f"{each.label} ({len(each.post_its)})", each.id) for each in board.others(card)[:100]]
    said = f"*{escape(card.label)}* keeps its name and wording and takes in the other's post-its."
    blocks = [
        section(said),
        field("other", "Merge with", select(others, placeholder="Choose a theme")),
    ]
    return _form(about, "Merge themes", blocks, callback_id=MERGE_FORM, submit="Merge")


def move(about: About, start: int, *, new: str, nowhere: str) -> Block:
    """The form that moves some of a theme's post-its; `new` and `nowhere` stand for a theme of
    their own and for none.
    """
    board, card = about.board, about.card
    shown = card.post_its[start : start + TICKS]
    ticks = [option(*_on_two_lines(post.text, post.id)) for post in shown]
    lists = [ticks[at : at + _LIST] for at in range(0, len(ticks), _LIST)]
    others = [option(each.label, each.id) for each in board.others(card)[:98]]
    to = [option("A new theme", new), option("No theme", nowhere), *others]
    blocks = [
        *(
            field(
                f"posts-{number}",
                "Post-its" if number == 0 else "Post-its, continued",
                checkboxes(each),
                optional=True,
            )
            for number, each in enumerate(lists)
        ),
        field("to", "Where to", select(to, chosen=new)),
        field(
            "label",
            "Name of the new theme",
            text_input(limit=LABEL_LIMIT),
            optional=True,
        ),
    ]
    after = len(card.post_its) - start - TICKS
    if after > 0:
        more = button(
            f"The next {min(after, TICKS)}", MOVE, value(about.challenge_id, card.id, start + TICKS)
        )
        said = f"{len(shown)} of {len(card.post_its)}. Move these first: ticks are not kept."
        blocks += [context(said), actions(more)]
    return _form(about, "Move or split", blocks, callback_id=MOVE_FORM, submit="Move")


def _on_two_lines(text: str, post: str) -> tuple[str, str, str]:
    """What a box to tick takes of a post-it, broken between words: its text, its value, the line under it."""
    first, *rest = wrap(text, _LINE)
    return first, post, clip(" ".join(rest), _LINE)


def propose(about: About) -> Block:
    """The form in which anyone on the team proposes a wording, or something else."""
    blocks = [
        section(f"*{escape(about.card.label)}*\n{escape_within(about.card.bullet, 2500)}"),
        field(
            "proposal",
            "What do you propose?",
            text_input(limit=PROPOSAL_LIMIT, multiline=True),
            hint="Another wording, or what it should be merged with. Your name is not kept with it.",
        ),
    ]
    return _form(about, "Propose", blocks, callback_id=PROPOSE_FORM, submit="Propose")
