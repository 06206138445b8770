"""What a form asks of words that may be names: the text as it would be stored, and the words to tick.

The words are in the form alone, in blocks known by their id, and are read from there when it is submitted:
nothing is kept on the bot's side between question and answer.
"""

from collections.abc import Collection, Sequence

from bot.privacy.found import Mark, Piece
from bot.views.blocks import Block, checkboxes, field, option, section
from bot.views.evidence import NOTE
from bot.views.words import count

#: What the ids of the blocks begin with: the preview, the words asked about, the words answered before.
SHOWN, ASKED, TOLD = "shown", "ask", "told"
#: Words that are asked about at once: more can't be read on a phone.
MOST_ASKED = 50
#: Words that the next form remembers as kept, so that it does not ask about them again.
MOST_KEPT = 20
_LEADS = {
    "source_group": "Group: ",
    "supporting": "Supporting: ",
    "label": "Name: ",
    "reason": "Reason: ",
}
_A_BLOCK = 10  # options of one set of checkboxes, Slack's own limit

Shown = Sequence[tuple[str, Sequence[Piece]]]


def question(unsure: Sequence[str], shown: Shown, *, form: str) -> list[Block]:
    """The question, the draft as it would be stored, and the words, all ticked to be hidden.

    `form` is new for each question of each form.
    """
    said = (
        f"❓ *Not stored yet.* {count(len(unsure), 'word')} may name somebody. What is ticked is hidden; "
        "untick what names nobody. This is how it would read (you can change it in its field):"
    )
    return [
        section(said, block_id=NOTE),
        _preview(shown, form),
        *_ticks(ASKED, form, "Hide these words", unsure, unsure),
    ]


def told(hide: Collection[str], keep: Collection[str], *, form: str) -> list[Block]:
    """The words answered before, as they were answered; they may be answered otherwise."""
    return _ticks(TOLD, form, "Words asked about before", sorted({*hide, *keep}), hide)


def _ticks(what: str, form: str, label: str, words: Sequence[str], ticked: Collection[str]) -> list[Block]:
    parts = [words[at : at + _A_BLOCK] for at in range(0, len(words), _A_BLOCK)]
    return [
        field(
            f"{what}-{form}-{number}",
            label if number == 0 else f"{label}, continued",
            checkboxes([option(word, word) for word in part], chosen=ticked),
            optional=True,
            hint="Ticked: hidden. Not ticked: kept as it is." if number == len(parts) - 1 else None,
        )
        for number, part in enumerate(parts)
    ]


def _preview(shown: Shown, form: str) -> Block:
    """The draft as it would be stored: what stands in place of a name is slanted, unsure words are bold."""
    lines = []
    for where, pieces in shown:
        lead = [_text(_LEADS[where])] if where in _LEADS else []
        lines.append({"type": "rich_text_section", "elements": [*lead, *map(_piece, pieces)]})
    listed = {"type": "rich_text_list", "style": "bullet", "elements": lines}
    return {"type": "rich_text", "block_id": f"{SHOWN}-{form}", "elements": [listed]}


def _piece(piece: Piece) -> Block:
    style = {Mark.unsure: {"bold": True}, Mark.hidden: {"italic": True}}.get(piece.mark)
    return _text(piece.text) | ({"style": style} if style else {})


def _text(text: str) -> Block:
    return {"type": "text", "text": text}
