"""What the challenge manager and the lead peer decide of each item before a brief is posted (requirements
118-120, 124).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bot.domain.brief import Brief, Heading, Items, shorten
from bot.domain.evidence import Kind
from bot.domain.findings import Finding, Found
from bot.domain.framework import Framework
from bot.domain.wall import GOOD

#: Characters of a reason, and of an item's new words.
REASON_LIMIT = 200
WORDS_LIMIT = 240

STRENGTH, CONSIDERATION, QUESTION = "strength", "area for consideration", "Question for the client"
RECOMMENDATION, TO_PRESENT = "Recommendation", "To be presented"
_KINDS = {**dict.fromkeys(GOOD, STRENGTH), Kind.consideration: CONSIDERATION}


class Way(StrEnum):
    """What becomes of an item."""

    include = "include"
    in_person = "in person"
    hold = "hold"

    @property
    def words(self) -> str:
        """As a choice in a form."""
        return {
            Way.include: "Include",
            Way.in_person: "Say in person only",
            Way.hold: "Hold back",
        }[self]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided of one item: its way, its new words (None: as it is), and why it is held back, which
    stays with the team. `of` are the words that the new ones took the place of, and `post_its` the ids of
    those that the item rested on.
    """

    way: Way = Way.include
    words: str | None = None
    reason: str = ""
    of: str | None = None
    post_its: tuple[str, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        """Whether it is as if nobody had decided anything."""
        return self.way is Way.include and self.words is None

    @staticmethod
    def from_json(body: Mapping[str, Any]) -> "Choice":
        """The choice that JSON said."""
        return Choice(**{**body, "way": Way(body["way"]), "post_its": tuple(body["post_its"])})


Choices = Mapping[str, Choice]
AS_IT_IS = Choice()


@dataclass(frozen=True, slots=True)
class Item:
    """One finding of a brief, by the heading it stands under."""

    heading: str
    finding: Finding


def items(brief: Brief[Finding]) -> Iterator[Item]:
    """The findings of a brief, each under its heading's name."""
    for heading in brief.headings:
        for name, found in ((STRENGTH, heading.strengths), (CONSIDERATION, heading.considerations)):
            yield from (Item(f"{heading.theme}: {name}", finding) for finding in found.all)
    yield from (Item(RECOMMENDATION, finding) for finding in brief.recommendations.all)
    yield from (Item(TO_PRESENT, finding) for finding in brief.to_present.shown)
    yield from (Item(QUESTION, finding) for finding in brief.questions.shown)


def of_wall(framework: Framework, found: Iterable[Found]) -> Iterator[Item]:
    """What could be raised of the wall, each under the heading that a brief would have it under, in the
    framework's order.
    """
    order = {statement.key: at for at, statement in enumerate(framework.statements)}
    for one in sorted(found, key=lambda one: order.get(one.statement, len(order))):
        theme = framework.theme_of(one.statement).name if one.statement else "Not placed yet"
        name = _KINDS.get(one.kind)
        yield Item(f"{theme}: {name}" if name else QUESTION, one.raised(shorten(one.finding.text)))


def reworded(finding: Finding, choice: Choice) -> Finding:
    """The finding in the words that were chosen for it, which quote nobody."""
    return finding if choice.words is None else replace(finding, text=choice.words, may_quote=False)


def decided(brief: Brief[Finding], choices: Choices) -> Brief[Finding]:
    """The brief as it is posted: without what is held back or said in person, and in the chosen words."""
    aside = sum(choices.get(one.finding.id, AS_IT_IS).way is Way.in_person for one in items(brief))

    def chosen(found: Items[Finding]) -> Items[Finding]:
        return Items(included(found.shown), found.more, included(found.emerging))

    def included(several: Iterable[Finding]) -> tuple[Finding, ...]:
        kept = [one for one in several if choices.get(one.id, AS_IT_IS).way is Way.include]
        return tuple(reworded(one, choices.get(one.id, AS_IT_IS)) for one in kept)

    headings = tuple(
        Heading(one.theme, chosen(one.strengths), chosen(one.considerations)) for one in brief.headings
    )
    return replace(
        brief,
        headings=headings,
        questions=chosen(brief.questions),
        to_present=chosen(brief.to_present),
        recommendations=chosen(brief.recommendations),
        in_person=aside,
    )


def still_stands(brief: Brief[Finding], earlier: Iterable[Choices]) -> dict[str, Choice]:
    """What was decided in earlier drafts of the items of this one, the latest decision last: what a person
    decided stands until a person decides otherwise. What was held back, or said in person only, stays so
    in the theme that it has become part of: nobody has decided that it may be written.
    """
    decided = {name: each for choices in earlier for name, each in choices.items()}
    aside = [each for each in reversed(decided.values()) if each.way is not Way.include]
    found: dict[str, Choice] = {}
    for name, post_its in ((one.finding.id, one.finding.post_its) for one in items(brief)):
        part = next((each for each in aside if not {*each.post_its}.isdisjoint(post_its)), None)
        if name in decided:
            found[name] = decided[name]
        elif part is not None:
            found[name] = Choice(part.way, reason=part.reason, post_its=post_its)
    return found


def held_back(brief: Brief[Finding], choices: Choices) -> frozenset[str]:
    """The ids of the post-its of the findings that the client does not hear of, unless it hears of them under
    another heading.
    """
    held, told = set[str](), set[str]()
    for one in items(brief):
        is_held = choices.get(one.finding.id, AS_IT_IS).way is Way.hold
        (held if is_held else told).update(one.finding.post_its)
    return frozenset(held - told)
