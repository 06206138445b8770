"""What the team's wall comes to, for briefs, slides and report (requirement 124): the themes that the team
has agreed, then what emerges, which is drafted from what may be told alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import agenda, settling
from bot.domain.evidence import Kind, PostIt
from bot.domain.findings import Finding, Found, single
from bot.domain.ledger import Entry, How, Line, Now, lines
from bot.domain.met import Heard
from bot.domain.theme_board import Card
from bot.domain.theme_decisions import Stage
from bot.privacy import disclosure
from bot.privacy.disclosure import Edition
from bot.services import themes
from bot.themes.draft import draft
from bot.themes.findings import proposed, says_something
from db import briefs as stored
from db import evidence
from db.challenges import OpenChallenge


@dataclass(frozen=True, slots=True)
class Material:
    """What findings are made of: what is stored, read in one go. `told` is the ledger."""

    opened: OpenChallenge
    post_its: Sequence[PostIt]
    cards: Sequence[Card]
    aside: frozenset[str]  # post-its of themes that the team dropped
    told: Sequence[tuple[int | None, Sequence[Entry]]]
    last: Edition | None
    now: datetime

    @property
    def heard(self) -> Heard:
        """Who was heard, in all and since the client was last told anything new."""
        return self.opened.heard(self.last.told if self.last else {}, self.now)


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings of some material, the most important first; and the ids of those that the client knows in
    these words.
    """

    material: Material
    found: tuple[Found, ...]
    told_before: frozenset[str]


async def material(session: AsyncSession, opened: OpenChallenge, *, now: datetime) -> Material:
    """All that is needed, so that the rest can go on in a thread."""
    of = opened.challenge.id, opened.key
    boards = await themes.all_boards(session, opened)
    dropped = [card.standing.theme for board in boards for card in board.dropped]
    return Material(
        opened,
        await evidence.wall(session, *of),
        [card for board in boards for card in board.cards],
        frozenset(post for theme in dropped for post in theme.posts),
        await stored.told(session, opened),
        await stored.last_edition(session, *of),
        now,
    )


def find(of: Material) -> Findings:
    """What could be told now. Takes up to a second where there is much, and no session."""
    framework = of.opened.framework
    released = disclosure.release(
        framework, of.post_its, of.last, of.heard, of.opened.smallest_group.people
    ).post_its
    found = tuple(_of_wall(of, released))
    known = {
        (entry.heading, entry.words)
        for _, entries in of.told
        for entry in entries
        if entry.how is not How.held and not settling.is_raised(entry.finding)
    }
    items = agenda.of_wall(framework, found) if known else ()
    gate = of.opened.gate
    return Findings(
        of,
        found,
        frozenset(
            one.finding.id
            for one in items
            if (one.heading, gate.pass_text(one.finding.text, may_quote=one.finding.may_quote)) in known
        ),
    )


def ledger(of: Material) -> list[Line]:
    """The findings as the team has them, whatever of them may be told, and what became of each (requirement
    124). Takes as long.
    """
    gate = of.opened.gate
    wall = [
        Now(
            one.finding.id,
            one.heading,
            gate.pass_text(one.finding.text, may_quote=one.finding.may_quote),
            frozenset(one.finding.post_its),
        )
        for one in agenda.of_wall(of.opened.framework, _of_wall(of, of.post_its))
    ]
    return lines(of.told, wall)


def _of_wall(of: Material, post_its: Sequence[PostIt]) -> Iterator[Found]:
    """The findings of these post-its. One whose words a person chose rests on all of its theme's, since they
    may come from any of them.
    """
    texts = {post_it.id: post_it.text for post_it in post_its}
    # A question is best asked as it was written, until the team agrees on one.
    cards = [card for card in of.cards if card.standing.agreed or card.kind not in (None, Kind.question)]
    yield from (one for card in cards if card.standing.agreed for one in _worded(card))
    emerging = [one for card in cards if not card.standing.agreed for one in _emerging(card, texts)]
    told = {one.id for one in emerging}
    homed = {
        *of.aside,
        *(
            post
            for card in cards
            if card.standing.agreed or card.id in told
            for post in card.standing.theme.posts
        ),
    }
    free = [post_it for post_it in post_its if post_it.id not in homed]
    emerging += proposed(of.opened.framework, free)
    yield from sorted(emerging, key=lambda one: (-len(one.post_its), one.id))
    grouped = {post for one in emerging for post in one.post_its}
    loose = [post_it for post_it in free if post_it.id not in grouped]
    yield from map(single, sorted(loose, key=lambda one: (not one.supporting, one.id)))


def _worded(card: Card) -> Iterator[Found]:
    if card.kind is not None:
        posts = frozenset(card.standing.theme.posts)
        yield Found(
            id=card.id,
            statement=card.statement,
            kind=card.kind,
            finding=Finding(card.bullet),
            post_its=posts,
            used=posts,
            recommended=card.stage is Stage.recommendation,
            agreed=card.standing.agreed,
        )


def _emerging(card: Card, texts: Mapping[str, str]) -> Iterator[Found]:
    """A theme that nobody has agreed: in a person's words, or else drafted of those of its post-its whose
    `texts` are given.
    """
    if not card.drafted:
        yield from _worded(card)
        return
    theme = card.standing.theme
    theme = replace(theme, members=tuple(member for member in theme.members if member.id in texts))
    bullet = draft(theme, texts)
    if theme.members and says_something(theme, bullet):
        for one in _worded(card):
            yield replace(
                one,
                finding=Finding(bullet.text),
                post_its=frozenset(theme.posts),
                used=frozenset(bullet.used),
            )
