"""What importing a timetable again changes: added, moved, changed, cancelled, and what stays as it was.

Each stored session has a key of its own, and keeps it for as long as it can be told to be the same: whatever
is tied to the key (a reminder, a snooze, a peer's "not me") stays with the session when it moves.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.times import said
from bot.domain.timetable import Session, in_order


@dataclass(frozen=True, slots=True)
class Change:
    """A stored session that is not as it was. `what` names what differs: "time", "room", "peers"…"""

    key: str
    old: Session
    new: Session
    what: tuple[str, ...]

    @property
    def words(self) -> str:
        """The change in a sentence for the team alone: "Day 1, stream A, 09.00: now day 1, 10.00, Room 2"."""
        now: list[str] = []
        if {"day", "time"} & set(self.what):
            now.append(f"day {self.new.day}, {said(self.new.start)}–{said(self.new.end)}")
        if "stream" in self.what:
            now.append(f"stream {self.new.stream}" if self.new.stream else "for the whole team")
        if "room" in self.what:
            now.append(f"in {self.new.place}" if self.new.place else "with no room yet")
        if "peers" in self.what:
            now.append(f"with {' and '.join(self.new.peers)}" if self.new.peers else "with no peers yet")
        now += [f"another {word}" for word in self.what if word in ("statement", "kind", "who")]
        return f"{self.old.where}: now {', '.join(now)}"


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new timetable makes of the stored one. `moved` are those at another time or place in the grid,
    `changed` those with other people, peers, room or statement at the same; `unchanged` has keys.
    """

    added: tuple[Session, ...] = ()
    cancelled: tuple[tuple[str, Session], ...] = ()
    moved: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    unchanged: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether the two timetables are the same."""
        return not (self.added or self.cancelled or self.moved or self.changed)


def difference(old: Mapping[str, Session], new: Sequence[Session]) -> Difference:
    """What `new` makes of the stored sessions `old`, by their keys. Each key and each new session is in one
    part of the answer, once.
    """
    kept: dict[str, Session] = {}
    left_old, left_new = dict(old), list(new)
    # The surest likeness first: a session takes the key that is most its own.
    for alike in (_all, _slot_and_who, _who, _slot):
        _match(left_old, left_new, kept, alike)
    changes = [Change(key, old[key], session, _what(old[key], session)) for key, session in kept.items()]
    changes.sort(key=lambda change: in_order(change.new))
    moves = {"day", "time", "stream"}
    return Difference(
        added=tuple(sorted(left_new, key=in_order)),
        cancelled=tuple(sorted(left_old.items(), key=lambda item: in_order(item[1]))),
        moved=tuple(change for change in changes if moves & set(change.what)),
        changed=tuple(change for change in changes if change.what and not moves & set(change.what)),
        unchanged=tuple(change.key for change in changes if not change.what),
    )


def _match(
    old: dict[str, Session],
    new: list[Session],
    kept: dict[str, Session],
    alike: Callable[[Session], Hashable | None],
) -> None:
    """Give new sessions the keys of old ones that are alike, the earlier first."""
    keys: dict[Hashable, list[str]] = {}
    for key, session in sorted(old.items(), key=lambda item: in_order(item[1])):
        if (likeness := alike(session)) is not None:
            keys.setdefault(likeness, []).append(key)
    for session in sorted(new, key=in_order):
        likeness = alike(session)
        if likeness is not None and (found := keys.get(likeness)):
            key = found.pop(0)
            kept[key] = session
            del old[key]
            new.remove(session)


def _all(session: Session) -> Hashable:
    # The order in which two peers are named says nothing.
    return replace(session, peers=tuple(sorted(session.peers)))


def _place_in_grid(session: Session) -> tuple[Hashable, ...]:
    return (session.day, session.start, session.end, session.stream)


def who_is_heard(session: Session) -> tuple[Hashable, ...]:
    names = sorted(" ".join((one.name or one.title).casefold().split()) for one in session.people)
    return (session.kinds, " ".join(session.label.casefold().split()), tuple(names))


def _slot_and_who(session: Session) -> Hashable:
    return (_place_in_grid(session), who_is_heard(session))


def _who(session: Session) -> Hashable | None:
    # Lunch of day 1 is not the lunch of day 2: what has nobody to hear stays on its day.
    heard = who_is_heard(session)
    return heard if session.evidence else (session.day, heard)


def _slot(session: Session) -> Hashable | None:
    """The same slot of the whole team's with other words for it. Somebody else in an interview's slot is
    another interview: what was tied to the one must not pass to the other.
    """
    if session.evidence:
        return None
    return (_place_in_grid(session), session.kinds)


def _what(old: Session, new: Session) -> tuple[str, ...]:
    pairs = (
        ("day", old.day, new.day),
        ("time", (old.start, old.end), (new.start, new.end)),
        ("stream", old.stream, new.stream),
        ("room", old.place, new.place),
        ("peers", sorted(old.peers), sorted(new.peers)),
        ("kind", old.kinds, new.kinds),
        ("who", (old.label, old.people, old.size), (new.label, new.people, new.size)),
        ("statement", old.statement, new.statement),
    )
    return tuple(word for word, before, after in pairs if before != after)
