"""Post-its into themes, by statement and kind: what people decided first, then sub-topics, then likeness.

The same post-its in any order give the same themes. What people decided is never undone (`Decisions`);
whoever calls compares the result with what stands by `bot.domain.themes.difference`. Nothing is generated:
a theme's label is its sub-topic's, or words of its post-its.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.evidence import Kind
from bot.domain.glossary import Glossary
from bot.domain.themes import Decisions, Grouping, Kept, Member, Note, Theme, components
from bot.themes import cluster
from bot.themes import words as w
from bot.themes.reading import Reader, reader_of
from bot.themes.topics import Placed, Topics, topics_of

#: How alike (cosine with the middle) a post-it without a sub-topic must be to a kept theme to join it.
JOINS = 0.3
#: Words of a label that is made of the post-its' own.
LABEL_WORDS = 3


def group(notes: Iterable[Note], glossary: Glossary, decisions: Decisions | None = None) -> Grouping:
    """The themes of `notes`, the largest first under each statement and kind, and the ids of what is in none.

    A theme has at least two post-its, except a kept one. Raises Contradiction where the decisions can't all
    hold.
    """
    decided = decisions or Decisions()
    decided.check()
    by_place = defaultdict[tuple[str, Kind | None], list[Note]](list)
    for note in notes:
        by_place[note.statement, note.kind].append(note)
    kept = defaultdict[tuple[str, Kind | None], list[Kept]](list)
    for each in decided.kept:
        kept[each.statement, each.kind].append(each)
    themes, ungrouped = [], []
    reader = reader_of(glossary)
    for place in sorted(by_place.keys() | kept.keys(), key=lambda place: (place[0], place[1] or "")):
        topics = topics_of(glossary.of(place[0]), reader)
        # By text, and not by id alone: an id is random, and ties should not be decided by it.
        mine = sorted(by_place[place], key=lambda note: (note.text, note.id))
        sorter = _Sorter(mine, reader, topics, decided, sorted(kept[place], key=lambda each: each.id))
        themes += sorter.themes(*place)
        ungrouped += sorter.left_over()
    return Grouping(tuple(themes), tuple(sorted(ungrouped)))


@dataclass(slots=True)
class _Bin:
    """A theme in the making: the places of its notes."""

    kept: Kept | None
    topics: set[str] = field(default_factory=set)
    places: list[int] = field(default_factory=list)


class _Sorter:
    """Sorts the notes of one statement and kind into bins."""

    def __init__(
        self, notes: Sequence[Note], reader: Reader, topics: Topics, decided: Decisions, kept: Sequence[Kept]
    ) -> None:
        self._notes = notes
        self._labels = topics.labels
        self._places = {note.id: at for at, note in enumerate(notes)}
        texts = [note.text for note in notes]
        self._said = [_telling(text) for text in texts]
        self._rows = reader.rows(texts)
        self._placed = topics.place(texts, self._rows)
        self._together = components(decided.together)
        self._apart = defaultdict[str, set[str]](set)
        for one, other in decided.apart:
            self._apart[one].add(other)
            self._apart[other].add(one)
        self._kept = kept
        self._bins = [_Bin(each, set(each.topics)) for each in kept if not each.dropped]
        self._set_aside = set[int]()
        self._sort()

    def themes(self, statement: str, kind: Kind | None) -> list[Theme]:
        """The bins as themes, the largest first; those that people keep even when they are empty."""
        made = [self._theme(each, statement, kind) for each in self._bins]
        return sorted(
            made, key=lambda theme: (-len(theme.members), theme.label.casefold(), theme.id, theme.posts)
        )

    def left_over(self) -> list[str]:
        """The ids of the notes in no bin."""
        binned = {place for each in self._bins for place in each.places}
        return [note.id for at, note in enumerate(self._notes) if at not in binned]

    def _sort(self) -> None:
        pinned = self._pin()
        units = self._units(pinned)
        rest = self._by_topic(units)
        rest = self._to_kept(rest)
        self._by_likeness(rest)

    def _pin(self) -> set[int]:
        """Put what people placed where they placed it, with what is to be together with it."""
        homes = dict[str, _Bin]()
        for each in self._bins:
            for post in sorted((each.kept.pinned if each.kept else frozenset()) & self._places.keys()):
                homes[self._together.get(post, post)] = each
        # A note that was dropped with its theme stays out of others, unless a person put it into one since.
        dropped = {post for each in self._kept if each.dropped for post in each.pinned}
        done = set[int]()
        for at, note in enumerate(self._notes):
            home = homes.get(self._together.get(note.id, note.id))
            if home is not None:
                home.places.append(at)
                done.add(at)
            elif note.id in dropped:
                done.add(at)
        return done

    def _units(self, done: set[int]) -> list[list[int]]:
        """What moves as one: notes that are to be together, or a single note."""
        units = defaultdict[str, list[int]](list)
        for at, note in enumerate(self._notes):
            if at not in done:
                units[self._together.get(note.id, note.id)].append(at)
        return sorted(units.values())

    def _by_topic(self, units: Sequence[list[int]]) -> list[list[int]]:
        """Gather by sub-topic; what has none, or is alone in its own, is returned."""
        gathered = defaultdict[str, list[list[int]]](list)
        rest = list[list[int]]()
        for unit in units:
            topics = Counter(placed.topic.key for at in unit if (placed := self._placed[at]))
            if topics:
                gathered[min(topics, key=lambda key: (-topics[key], key))].append(unit)
            else:
                rest.append(unit)
        for topic, mine in sorted(gathered.items()):
            hosts = [each for each in self._bins if each.kept and topic in each.topics]
            homeless = [unit for unit in mine if not self._join_likest(unit, hosts)]
            rest += self._fill(homeless, {topic})
        return sorted(rest)

    def _to_kept(self, units: Sequence[list[int]]) -> list[list[int]]:
        """Let each join the kept theme that it is like, if there is one; the others are returned."""
        hosts = [each for each in self._bins if each.kept and each.places]
        return [unit for unit in units if not self._join_likest(unit, hosts, JOINS)]

    def _by_likeness(self, units: Sequence[list[int]]) -> None:
        """Cluster what is left."""
        if not units:
            return
        owner = [number for number, unit in enumerate(units) for _ in unit]
        rows = cluster.middles(self._rows[[at for unit in units for at in unit]], owner)
        found = defaultdict[int, list[list[int]]](list)
        for unit, label in zip(units, cluster.clusters(rows), strict=True):
            found[label].append(unit)
        for _, mine in sorted(found.items()):
            self._fill(mine, set())

    def _fill(self, units: Sequence[list[int]], topics: set[str]) -> list[list[int]]:
        """Make a bin of `units`, or several where some are to be apart; what would be alone is returned."""
        bins = list[list[list[int]]]()
        if not self._apart:
            bins.append(list(units))
        else:
            for unit in units:
                fits = (mine for mine in bins if not any(self._clash(unit, other) for other in mine))
                chosen = next(fits, None)
                if chosen is None:
                    bins.append([unit])
                else:
                    chosen.append(unit)
        alone = list[list[int]]()
        for mine in bins:
            places = [at for unit in mine for at in unit]
            if len(places) > 1:
                self._bins.append(_Bin(None, set(topics), places))
            else:
                alone += mine
        return alone

    def _join_likest(self, unit: list[int], hosts: Sequence[_Bin], least: float = -1.0) -> bool:
        """Put `unit` into the one of `hosts` that it is most like, if it may be there and is at least so
        like.
        """
        ids = {self._notes[at].id for at in unit}
        open_to = [
            each
            for each in hosts
            if not (each.kept and ids & each.kept.barred) and not self._clash(unit, each.places)
        ]
        likeness = [self._likeness(unit, each) for each in open_to]
        if not open_to or max(likeness) < least:
            return False
        open_to[likeness.index(max(likeness))].places.extend(unit)
        return True

    def _likeness(self, unit: list[int], home: _Bin) -> float:
        """The cosine of the middles of a unit and of what people put into a theme."""
        fixed = [at for at in home.places if home.kept and self._notes[at].id in home.kept.pinned]
        if not fixed:
            return 0.0
        return float((self._rows[unit] @ self._middle(fixed)).mean())

    def _middle(self, places: Sequence[int]) -> Any:
        """The middle of some notes, as one dense vector of unit length."""
        return cluster.middles(self._rows[list(places)], [0] * len(places)).toarray()[0]

    def _clash(self, one: Sequence[int], other: Sequence[int]) -> bool:
        """Whether any two of them are to be apart."""
        from_these = {post for at in one for post in self._apart.get(self._notes[at].id, ())}
        return bool(from_these) and any(self._notes[at].id in from_these for at in other)

    def _theme(self, each: _Bin, statement: str, kind: Kind | None) -> Theme:
        places = self._central_first(each.places)
        pinned = each.kept.pinned if each.kept else frozenset[str]()
        shared = self._shared(places)
        members = tuple(
            Member(self._notes[at].id, self._because(at, each.topics, shared), self._notes[at].id in pinned)
            for at in places
        )
        topics = tuple(sorted(each.topics))
        label = (each.kept.label if each.kept else "") or self._label(places, topics, shared)
        return Theme(each.kept.id if each.kept else "", statement, kind, label, topics, members)

    def _central_first(self, places: Sequence[int]) -> list[int]:
        """Nearest to the middle first."""
        if not places:
            return []
        ordered = sorted(places)
        near = (self._rows[ordered] @ self._middle(ordered)).round(9)
        return [at for _, at in sorted(zip(-near, ordered, strict=True))]

    def _shared(self, places: Sequence[int]) -> Counter[str]:
        """How many of the notes have each telling stem, of those that at least two have."""
        counts = Counter(stem for at in places for stem in set(self._said[at].values()))
        return Counter({stem: count for stem, count in counts.items() if count > 1})

    def _because(self, at: int, topics: set[str], shared: Counter[str]) -> tuple[str, ...]:
        """The words that put a note there: those of the sub-topic, else those that others of the theme
        have.
        """
        placed: Placed | None = self._placed[at]
        if placed is not None and placed.topic.key in topics and placed.because:
            return placed.because
        return tuple(word for word, stem in self._said[at].items() if stem in shared)

    def _label(self, places: Sequence[int], topics: Sequence[str], shared: Counter[str]) -> str:
        """The sub-topics' labels, or the words that most of the notes share."""
        known = [self._labels[topic] for topic in topics if topic in self._labels]
        if known:
            return " / ".join(known)
        stems = sorted(shared, key=lambda stem: (-shared[stem], stem))[:LABEL_WORDS]
        spoken = Counter(
            (stem, word) for at in places for word, stem in self._said[at].items() if stem in stems
        )
        best = [min((-n, word) for (mine, word), n in spoken.items() if mine == stem)[1] for stem in stems]
        return ", ".join(best).capitalize() if best else "Alike"


def _telling(text: str) -> dict[str, str]:
    """The words of a text that say something, in small letters and in their order, with the stem of each."""
    return {word.casefold(): w.stem(word) for word in w.words(text) if word.casefold() not in w.PLAIN}
