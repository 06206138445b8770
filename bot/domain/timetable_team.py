"""Whom of the team a name in a cell means: "Dev Malhotra", "Dev", "DM", "D Malhotra", "Malhotra"."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from functools import cached_property

from bot.domain.challenge import Member, Role
from bot.domain.timetable import Kind, Timetable

#: Who doesn't interview: the challenge manager coordinates, the support officer isn't on site
#: (requirements 6, 7).
_NOT_INTERVIEWING = frozenset({Role.challenge_manager, Role.support_officer})
_REST = frozenset({Kind.break_, Kind.lunch})
#: What may stand before a name and tells nobody apart.
_STYLES = frozenset(
    {"cllr", "clr", "councillor", "alderman", "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor"}
    | {"sir", "dame", "lord", "lady", "baroness", "rev"}
)


@dataclass(frozen=True)
class Team:
    """Who may be named as a peer. `given` is whether a list was given; otherwise it is who the cells name."""

    members: tuple[Member, ...]
    given: bool = True

    def whom(self, name: str) -> Member | None:
        """The one member that `name` means, or None: nobody, or more than one could be meant."""
        folded = _folded(name)
        return self._meant.get(folded) or self._seated.get(folded)

    def free(self, timetable: Timetable, day: int, moment: time) -> tuple[Member, ...]:
        """Who of those who interview has nothing on at `moment` of day `day`. In a break all who aren't in a
        session have; in a meeting of the whole team nobody has.
        """
        now = [session for session in timetable.sessions if session.at(day, moment)]
        together = [one for one in now if one.stream is None and not one.peers and not _REST & set(one.kinds)]
        # The feedback to the DASS is the challenge manager's and the lead peer's alone.
        if any(Kind.feedback not in session.kinds for session in together):
            return ()
        busy = {member for session in now for name in session.peers if (member := self.whom(name))}
        return tuple(member for member in self.interviewers if member not in busy)

    @property
    def interviewers(self) -> tuple[Member, ...]:
        """Those who interview."""
        return tuple(member for member in self.members if member.role not in _NOT_INTERVIEWING)

    @cached_property
    def _seated(self) -> dict[str, Member]:
        """Those who are alone in their seat, by its name: "Lead Peer"."""
        seats = [member.role for member in self.members]
        return {member.role.words: member for member in self.members if seats.count(member.role) == 1}

    @cached_property
    def _meant(self) -> dict[str, Member]:
        """Each way of calling somebody that means one member alone; a fuller way goes before a shorter."""
        meant: dict[str, Member] = {}
        for ways in zip(*(_ways(member.name) for member in self.members), strict=True):
            once: dict[str, Member | None] = {}
            for member, way in zip(self.members, ways, strict=True):
                for form in way:
                    other = once.get(form, member)
                    once[form] = member if other is member else None
            for form, owner in once.items():
                if form not in meant and owner is not None:
                    meant[form] = owner
        return meant


def team_of(timetable: Timetable, members: Sequence[Member] = ()) -> Team:
    """The team: `members` where there are any, and otherwise who the cells name, each once."""
    if members:
        return Team(tuple(members))
    names = dict.fromkeys(peer for session in timetable.sessions for peer in session.peers)
    found: list[Member] = []
    for name in sorted(names, key=lambda name: -len(name.split())):
        if Team(tuple(found), given=False).whom(name) is None:
            found.append(Member("", name, Role.peer))
    return Team(tuple(found), given=False)


def _ways(name: str) -> tuple[Iterable[str], ...]:
    words = _folded(name).split()
    if len(words) < 2:
        return ([" ".join(words)], [], [], [])
    first, last = words[0], words[-1]
    return (
        [" ".join(words)],
        [f"{first} {last[0]}", f"{first[0]} {last}"],
        [first, "".join(word[0] for word in words), f"{first[0]}{last[0]}"],
        [last],
    )


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.replace("’", "'"))
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    words = letters.replace(".", " ").casefold().split()
    # "Cllr Malhotra" and "Councillor Dev Malhotra" are called Malhotra and Dev Malhotra.
    while len(words) > 1 and words[0] in _STYLES:
        del words[0]
    return " ".join(words)
