"""What becomes of each item of a brief before it is posted: the list of the items, and the form of one."""

import json
from dataclasses import astuple, dataclass, replace

from bot.domain.agenda import REASON_LIMIT, WORDS_LIMIT, Way
from bot.domain.challenge import Role
from bot.errors import Refusal
from bot.privacy.gate import ItemText, Preview
from bot.views.blocks import (
    Block,
    actions,
    button,
    context,
    escape,
    escape_within,
    field,
    modal,
    option,
    radio,
    section,
    text_input,
)
from bot.views.briefs import ITEM_LIMIT, approval, button_value, where_it_stands

ITEM, BACK = "brief_item", "brief_back"
#: The form of one item.
CHOOSE = "brief_choose"

_MARKS = {Way.include: "✅", Way.in_person: "🗣️", Way.hold: "⏸️"}
#: Items that fit into a modal beside their headings.
_MOST_ITEMS = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Which item of which draft a button or a form is about, and as what it was seen. `asked` is how often
    the form has asked about words that may be names.
    """

    challenge_id: str
    brief_id: str
    revision: int
    finding: str
    seen: str = ""
    asked: int = 0

    @property
    def question(self) -> str:
        """New for each question of each form."""
        return f"{self.revision}-{self.finding}-{self.asked}"

    def asking(self) -> "Place":
        """Of the form once it asks (again)."""
        return replace(self, asked=self.asked + 1)

    def dump(self) -> str:
        """As the value of a button, or private metadata."""
        return json.dumps(astuple(self))

    @staticmethod
    def load(value: str) -> "Place":
        """What `dump` wrote."""
        return Place(*json.loads(value))


def block_ids(place: Place) -> dict[str, str]:
    """The block id of each field: another for each item and draft, so that Slack keeps no other's words."""
    return {name: f"{name}-{place.revision}-{place.finding}" for name in ("way", "words", "reason")}


def items(shown: Preview, role: Role) -> Block:
    """The modal in which each item is included, held back, reworded, or said in person only."""
    blocks = [section(where_it_stands(shown, role))]
    heading = ""
    for one in shown.items[:_MOST_ITEMS]:
        if one.heading != heading:
            heading = one.heading
            blocks.append(section(f"*{escape(heading)}*"))
        value = Place(shown.challenge_id, shown.brief_id, shown.revision, one.finding).dump()
        mark = f"{_MARKS[one.choice.way]}{' ✏️' if one.choice.words is not None else ''}"
        mark = f"{mark}{' ⚠️' if one.stale else ''}"
        change = button("Change", ITEM, value, label=f"Change: {one.text}")
        blocks.append(section(f"{mark} {escape_within(one.text, ITEM_LIMIT)}", accessory=change))
    key = "✅ included · 🗣️ said in person only · ⏸️ held back · ✏️ reworded · ⚠️ changed since"
    approve = approval(shown, role)
    return modal(
        "What the brief says",
        [*blocks, context(key), *([actions(*approve)] if approve else [])],
        callback_id="brief_items",
    )


def item(shown: Preview, finding: str) -> Block:
    """The form of one item. Raises Refusal where the brief has none such any more."""
    one = _found(shown, finding)
    place = Place(shown.challenge_id, shown.brief_id, shown.revision, finding, one.seen)
    ids = block_ids(place)
    options = [option(way.words, way.value) for way in Way]
    back = button("Back to the list", BACK, button_value(*_draft(shown)))
    return modal(
        "This item",
        [
            context(escape(one.heading)),
            *_on_the_wall(one),
            field(ids["way"], "What becomes of it", radio(options, chosen=one.choice.way.value)),
            field(
                ids["words"],
                "Its words",
                text_input(initial=one.text, limit=WORDS_LIMIT, multiline=True),
                hint="Names are hidden and quotation marks taken out, as everywhere.",
            ),
            field(
                ids["reason"],
                "If it is held back: why",
                text_input(initial=one.choice.reason, limit=REASON_LIMIT),
                optional=True,
                hint="For the challenge manager and the lead peer only.",
            ),
            actions(back),
        ],
        callback_id=CHOOSE,
        metadata=place.dump(),
        submit="Save",
        close="Close",
    )


def _on_the_wall(one: ItemText) -> list[Block]:
    if one.choice.words is None:
        return []
    lead = "⚠️ It was changed since it was reworded. On the wall" if one.stale else "On the wall"
    return [section(f"{lead}: {escape_within(one.drafted, ITEM_LIMIT)}")]


def _draft(shown: Preview) -> tuple[str, str, int]:
    return shown.challenge_id, shown.brief_id, shown.revision


def _found(shown: Preview, finding: str) -> ItemText:
    for one in shown.items:
        if one.finding == finding:
            return one
    raise Refusal("That item is no longer in the brief.")
