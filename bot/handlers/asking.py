"""Asking in the form: what it has asked and how that was answered, read from the form's own blocks."""

from dataclasses import dataclass
from typing import Any, Protocol, Self

from bot.errors import Refusal
from bot.handlers.desk import values, with_blocks
from bot.privacy.found import Answers
from bot.services.hiding import Unsure
from bot.views import asking as views
from bot.views.blocks import Block
from bot.views.evidence import NOTE


def answers(view: dict[str, Any]) -> Answers:
    """What the form's ticks say: of each word that it has asked about, hide or keep."""
    said, asked, hide = values(view), set(), set()
    for block in view["blocks"]:
        if _begins(block, views.ASKED, views.TOLD):
            asked |= {option["value"] for option in block["element"]["options"]}
            hide |= set(said.get(block["block_id"]) or ())
    return Answers(frozenset(hide & asked), frozenset(asked - hide))


@dataclass(frozen=True, slots=True)
class Asking:
    """The blocks of a form that ask: above its fields, and those of earlier answers below them."""

    above: tuple[Block, ...] = ()
    below: tuple[Block, ...] = ()


def standing(view: dict[str, Any]) -> Asking:
    """What the form asks as it stands. Slack leaves the ticks in their place."""
    blocks = view["blocks"]
    return Asking(
        tuple(block for block in blocks if _begins(block, views.SHOWN, views.ASKED)),
        tuple(block for block in blocks if _begins(block, views.TOLD)),
    )


def with_asked(view: dict[str, Any], asked: Asking) -> Block:
    """An open form once more, with `asked` in place of what it asked before."""
    asked_before = NOTE, views.SHOWN, views.ASKED, views.TOLD
    kept = [block for block in view["blocks"] if not _begins(block, *asked_before)]
    return with_blocks(view, [*asked.above, *kept, *asked.below])


class State(Protocol):
    """What a form carries that asks: it knows how often it has asked."""

    @property
    def question(self) -> str:
        """New for each question of each form."""

    def asking(self) -> Self:
        """Of the form once it asks (again)."""

    def dump(self) -> str:
        """As private metadata."""


def form_asking(view: dict[str, Any], state: State, unsure: Unsure, answered: Answers) -> Block:
    """The form as it stands, asking about what is unsure."""
    state = state.asking()
    asked = asking(unsure, answered, state.question)
    return with_asked(view, asked) | {"private_metadata": state.dump()}


def asking(unsure: Unsure, answered: Answers, form: str) -> Asking:
    """The question about what is unsure, above what was answered. `form` is new for each question.

    Raises Refusal where that is more than can be asked at once.
    """
    if len(unsure.words) > views.MOST_ASKED:
        raise Refusal(
            f"There are {len(unsure.words)} words in it that may be names; {views.MOST_ASKED} can be asked "
            "about at once. Put fewer lines on the wall at once."
        )
    above = views.question(unsure.words, unsure.shown, form=form)
    return Asking(tuple(above), tuple(views.told(answered.hide, answered.keep, form=form)))


def remembered(answered: Answers, form: str) -> Asking:
    """For the next form: what was kept need not be asked again. What was hidden is remembered nowhere."""
    kept = sorted(answered.keep)[: views.MOST_KEPT]
    return Asking(below=tuple(views.told((), kept, form=form)))


def _begins(block: Block, *whats: str) -> bool:
    return str(block.get("block_id", "")).split("-")[0] in whats
