"""Gaps seen as a whole: each statement by how evidence came (read, heard, seen) and by the CQC's four
categories of evidence, the groups that were not met, and what could still close a gap (requirements 126-128).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.evidence import Method, PostIt
from bot.domain.framework import Framework, SourceGroup, Statement, Voice
from bot.domain.triangulation import Piece, voice_of
from bot.domain.wall import Column, GapKind, gaps

_MISSING_VOICE = {
    Voice.people: "nothing on people's experience",
    Voice.staff: "nothing from staff and leaders",
    Voice.partners: "nothing from partners",
    Voice.processes: "nothing on processes",
}
_MISSING_METHOD = {
    Method.read: "nothing read",
    Method.heard: "nothing heard",
    Method.seen: "nothing seen",
}
_ASKS = {
    Voice.people: "What do people who draw on care and support, and carers, say of it?",
    Voice.staff: "What do staff and leaders say of it?",
    Voice.partners: "What do partners say of it?",
    Voice.processes: "Which documents, data or case files show it?",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One statement: how many post-its came in each way and in each category, and the gaps of the wall."""

    statement: Statement
    methods: Mapping[Method, int]
    voices: Mapping[Voice, int]
    gaps: tuple[GapKind, ...]

    @property
    def missing_methods(self) -> tuple[Method, ...]:
        """The ways in which nothing came."""
        return tuple(method for method in Method if not self.methods[method])

    @property
    def missing_voices(self) -> tuple[Voice, ...]:
        """The categories with no evidence."""
        return tuple(voice for voice in Voice if not self.voices[voice])

    @property
    def words(self) -> str:
        """What is missing, without the statement's name; empty where nothing is."""
        missing = [_MISSING_METHOD[method] for method in self.missing_methods]
        missing += [_MISSING_VOICE[voice] for voice in self.missing_voices]
        return ", ".join(missing)

    @property
    def asks(self) -> tuple[str, ...]:
        """Questions that would close what is missing: a gap becomes a question or a request."""
        return tuple(f"{self.statement.name}: {_ASKS[voice]}" for voice in self.missing_voices)

    def closed_by(self, framework: Framework, groups: Iterable[str], method: Method = Method.heard) -> bool:
        """Whether meeting these groups, or reading or seeing something, would bring what is missing here.
        Groups that the framework doesn't know bring a way, and no category.
        """
        voices = {found.voice for name in groups if (found := framework.group(name))}
        return method in self.missing_methods or bool(voices & set(self.missing_voices))


@dataclass(frozen=True, slots=True)
class Coverage:
    """All statements, and the groups of the suggested list of interviewees that were not met."""

    rows: tuple[Row, ...]
    not_met: tuple[SourceGroup, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing anywhere."""
        return not self.not_met and not any(row.words or row.gaps for row in self.rows)


def coverage(framework: Framework, wall: Sequence[Column]) -> Coverage:
    """What the evidence on `wall` covers."""
    found = {column.statement.key: column for column in wall if column.statement is not None}
    missing = [(gap.statement.key, gap.kind) for gap in gaps(framework, wall)]
    rows = []
    for statement in framework.statements:
        posts = found[statement.key].post_its if statement.key in found else ()
        methods = Counter(post.method for post in posts)
        voices = Counter(voice_of(framework, post) for post in posts)
        rows.append(
            Row(
                statement,
                {method: methods[method] for method in Method},
                {voice: voices[voice] for voice in Voice},
                tuple(kind for key, kind in missing if key == statement.key),
            )
        )
    return Coverage(tuple(rows), not_met(framework, (post for column in wall for post in column.post_its)))


def not_met(framework: Framework, post_its: Iterable[PostIt]) -> tuple[SourceGroup, ...]:
    """The groups of the source's suggested list that no post-it comes from, in the list's order."""
    met = {
        group.key for post in post_its if post.source_group and (group := framework.group(post.source_group))
    }
    listed = (group for group in framework.groups if group.listed and group.key not in met)
    return tuple(sorted(listed, key=lambda group: group.listed))


def quiet(sessions: Mapping[str, str], pieces: Iterable[Piece]) -> tuple[str, ...]:
    """The names of the sessions that gave no post-it; `sessions` are names by the session's tag."""
    heard = {piece.session for piece in pieces}
    return tuple(name for tag, name in sessions.items() if tag not in heard)
