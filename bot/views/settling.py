"""What would surprise the client, and what is done about it: a team edition, for those who approve briefs."""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace

from bot.domain.settling import Matter, Way, still_open
from bot.views import words
from bot.views.blocks import (
    Block,
    actions,
    button,
    context,
    escape,
    escape_within,
    field,
    modal,
    section,
    text_input,
)
from bot.views.ledger import changed

LIST = "surprises_list"
#: The buttons of one bullet.
RAISE, DROP, ACCEPT, REOPEN = "surprise_raise", "surprise_drop", "surprise_accept", "surprise_reopen"
#: The form for the reason.
REASON = "surprise_reason"

_TITLE = "Surprises"
_BULLET = 260
#: Bullets in the list: each takes two of a modal's hundred blocks.
_MOST = 45
_KEY = (
    "*Raise* puts it into the next brief. *Drop* leaves it out when the slides or the report are made again. "
    "*Accept* keeps it, though the client hears it first in the presentation; you say why."
)
_MARKS = {
    Way.open: "❓",
    Way.raise_: "📣 raised in the next brief:",
    Way.drop: "🗑️ dropped:",
    Way.accept: "✅ accepted:",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Which bullet a button or a form is about, in which words. `asked` is how often the form has asked about
    words that may be names.
    """

    challenge_id: str
    tag: str
    seen: str
    asked: int = 0

    @property
    def question(self) -> str:
        """New for each question of each form."""
        return f"{self.tag}-{self.asked}"

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


def told(challenge_id: str, matters: Sequence[Matter]) -> tuple[str, list[Block]]:
    """That something would surprise the client: (fallback text, blocks)."""
    number = words.count(still_open(matters), "bullet")
    said = (
        f"⚠️ *{number} of the slides or the report would surprise the client:* not raised in a brief yet, or "
        "heard differently. Raise each, drop it, or accept it and say why."
    )
    return "Bullets that would surprise the client", [
        section(said),
        actions(button("Settle them", LIST, challenge_id, style="primary")),
    ]


def listing(challenge_id: str, matters: Sequence[tuple[str, Matter]]) -> Block:
    """The modal with all of them, those first that nobody has decided. `matters` come with their tags."""
    if not matters:
        said = "The last check of the slides and the report found nothing that would surprise the client."
        return modal(_TITLE, [section(said)], callback_id="surprises")
    ordered = sorted(matters, key=lambda each: each[1].way is not Way.open)
    left = still_open([matter for _, matter in matters])
    blocks = [section(f"*{words.count(left, 'bullet')} to settle*, of {len(matters)}."), context(_KEY)]
    for tag, matter in ordered[:_MOST]:
        place = Place(challenge_id, tag, matter.seen).dump()
        blocks += _undecided(matter, place) if matter.way is Way.open else _decided(matter, place)
    if len(ordered) > _MOST:
        more = words.count(len(ordered) - _MOST, "more bullet")
        blocks.append(context(f"{more}: shown once these are settled and the check is made again."))
    return modal(_TITLE, blocks, callback_id="surprises")


def _said(matter: Matter) -> str:
    heading = f"_{escape(matter.heading)}_\n" if matter.heading else ""
    return f"{heading}{_MARKS[matter.way]} {escape_within(matter.words, _BULLET)}"


def _undecided(matter: Matter, place: str) -> list[Block]:
    heard = "never raised" if matter.heard is None else changed(matter.heard, matter.words)
    label = matter.words
    return [
        section(f"{_said(matter)}\n      {heard}"),
        actions(
            button("Raise in the next brief", RAISE, place, label=f"Raise: {label}"),
            button("Drop", DROP, place, label=f"Drop: {label}"),
            button("Accept…", ACCEPT, place, label=f"Accept: {label}"),
        ),
    ]


def _decided(matter: Matter, place: str) -> list[Block]:
    reason = f"\n      {escape(matter.reason)}" if matter.reason else ""
    undo = button("Undo", REOPEN, place, label=f"Undo: {matter.words}")
    return [section(f"{_said(matter)}{reason}", accessory=undo)]


def block_ids(place: Place) -> dict[str, str]:
    """The block id of the one field."""
    return {"reason": f"reason-{place.tag}"}


def reason(place: Place, matter: Matter, limit: int) -> Block:
    """The form in which it is said why a bullet may be new to the client."""
    return modal(
        "Accept it",
        [
            section(_said(matter)),
            field(
                block_ids(place)["reason"],
                "Why the client may hear it first in the presentation",
                text_input(limit=limit, multiline=True),
                hint="For the challenge manager and the lead peer only. Names are hidden, as everywhere.",
            ),
        ],
        callback_id=REASON,
        metadata=place.dump(),
        submit="Accept",
        close="Close",
    )
