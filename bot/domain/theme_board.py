"""The themes of one statement as the team sees them: each with what it rests on and speaks against, and the
post-its that are in none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.evidence import Kind, PostIt
from bot.domain.framework import Framework, Statement
from bot.domain.theme_decisions import Stage, Standing
from bot.domain.themes import Theme
from bot.domain.triangulation import Piece, Strength, contradicted, triangulate

#: Drafts the bullet of a theme, from the texts of its post-its by id.
Drafter = Callable[[Theme, Mapping[str, str]], str]


@dataclass(frozen=True, slots=True)
class Card:
    """A theme, its bullet as it stands (`drafted`: nobody has worded it yet), what it rests on, the names of
    the themes that it contradicts, and how many back it.
    """

    standing: Standing
    bullet: str
    drafted: bool
    strength: Strength
    post_its: tuple[PostIt, ...]
    against: tuple[str, ...] = ()
    backers: int = 0

    @property
    def id(self) -> str:
        """The theme's id, which stays the same while its words and its post-its change."""
        return self.standing.id

    @property
    def label(self) -> str:
        """The theme's name."""
        return self.standing.theme.label

    @property
    def statement(self) -> str:
        """The key of its statement."""
        return self.standing.theme.statement

    @property
    def kind(self) -> Kind | None:
        """The kind of its post-its."""
        return self.standing.theme.kind

    @property
    def stage(self) -> Stage:
        """How far it has come."""
        return self.standing.stage


@dataclass(frozen=True, slots=True)
class Board:
    """One statement's themes, strengths first and the largest first; those that were dropped; and the
    post-its in no theme. `begun`: its post-its were grouped before.
    """

    statement: Statement
    cards: tuple[Card, ...]
    dropped: tuple[Card, ...]
    loose: tuple[PostIt, ...]
    begun: bool

    def card(self, theme_id: str) -> Card | None:
        """The theme with this id, if it is among the themes or dropped."""
        return next((card for card in (*self.cards, *self.dropped) if card.id == theme_id), None)

    def others(self, card: Card) -> tuple[Card, ...]:
        """The themes that it can be merged with: those of the same kind."""
        return tuple(each for each in self.cards if each.kind == card.kind and each.id != card.id)


def on_wall(standing: Standing, pieces: Iterable[Piece]) -> Standing:
    """A theme without the post-its that are gone from the wall or belong elsewhere by now."""
    place = standing.place
    there = {piece.post_it.id for piece in pieces if (piece.post_it.statement, piece.post_it.kind) == place}
    return standing.without({*standing.theme.posts, *standing.barred} - there)


def board(
    framework: Framework,
    statement: Statement,
    pieces: Sequence[Piece],
    standings: Sequence[Standing],
    *,
    backed: Mapping[str, int],
    drafter: Drafter,
) -> Board:
    """The board of one statement; `pieces` are all of its post-its."""
    found = {piece.post_it.id: piece for piece in pieces}
    texts = {post: piece.post_it.text for post, piece in found.items()}
    now = [on_wall(each, pieces) for each in standings if not each.merged_into]
    rests = [(each, triangulate(framework, _pieces(each, found))) for each in now]
    against = dict[str, list[str]]()
    for one, other in contradicted([(each.theme, strength) for each, strength in rests if each.shown]):
        against.setdefault(one.id, []).append(other.label)
        against.setdefault(other.id, []).append(one.label)
    cards = [
        Card(
            each,
            each.bullet or drafter(each.theme, texts),
            not each.bullet,
            strength,
            tuple(piece.post_it for piece in _pieces(each, found)),
            tuple(against.get(each.id, ())),
            backed.get(each.id, 0),
        )
        for each, strength in rests
    ]
    order = list(Kind)
    cards.sort(
        key=lambda card: (
            order.index(card.kind) if card.kind else len(order),
            -len(card.post_its),
            card.label.casefold(),
            card.id,
        )
    )
    homed = {post for each in now if each.shown for post in each.theme.posts}
    return Board(
        statement,
        tuple(card for card in cards if card.standing.shown and (card.post_its or card.standing.decided)),
        tuple(card for card in cards if card.standing.dropped),
        tuple(piece.post_it for post, piece in found.items() if post not in homed),
        begun=bool(standings),
    )


def _pieces(standing: Standing, found: Mapping[str, Piece]) -> list[Piece]:
    return [found[post] for post in standing.theme.posts if post in found]
