"""What a theme rests on: read, heard, seen; how many post-its, sessions and source groups; whose voices.

Said in words and a small mark. It is about the evidence and never a score of the council (requirements 98,
99, 163). Sessions are known by their tags alone, which lead nowhere. All of it is a team edition.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.evidence import Kind, Method, PostIt
from bot.domain.framework import Framework, Voice
from bot.domain.themes import Theme
from bot.domain.wall import GOOD

#: From this many post-its on, and from more than one source, a theme stands by itself.
STANDS_FROM = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A post-it as evidence, with the tag of the session it came from; empty where there was none."""

    post_it: PostIt
    session: str = ""


@dataclass(frozen=True, slots=True)
class Strength:
    """What some post-its rest on. `sources` is how many different ones there are: a source group, or what was
    read or seen with nobody asked.
    """

    posts: int
    methods: tuple[Method, ...]
    sessions: int
    groups: tuple[str, ...]
    sources: int
    voices: tuple[Voice, ...]

    @property
    def one_source(self) -> bool:
        """Whether all of it comes from one source: one group, and no more than one session."""
        return self.posts > 0 and self.sources <= 1 and self.sessions <= 1

    @property
    def stands(self) -> bool:
        """Whether it is more than one voice's word."""
        return self.posts >= STANDS_FROM and not self.one_source

    @property
    def mark(self) -> str:
        """Three letters, a dash for what is missing: "R H –" is read and heard, and not seen."""
        return " ".join(method.value[0].upper() if method in self.methods else "–" for method in Method)

    @property
    def words(self) -> str:
        """All of it in a sentence or two, such as "Heard and seen; 3 post-its from 2 sessions; …"."""
        if not self.posts:
            return "No post-its."
        said = [_listed([method.value for method in self.methods]).capitalize(), self._counted()]
        said += [_listed(self.groups)] if self.groups else []
        said += [_listed([voice.words.lower() for voice in self.voices])] if self.voices else []
        return "; ".join(said) + (". One source only." if self.one_source else ".")

    def _counted(self) -> str:
        posts = f"{self.posts} post-it{'s' if self.posts > 1 else ''}"
        if not self.sessions:
            return posts
        return f"{posts} from {self.sessions} session{'s' if self.sessions > 1 else ''}"


def voice_of(framework: Framework, post_it: PostIt) -> Voice | None:
    """The CQC's category of evidence that a post-it gives: its group's; what was read of nobody is of
    processes; None where it can't be told.
    """
    group = framework.group(post_it.source_group) if post_it.source_group else None
    if group is not None:
        return group.voice
    return Voice.processes if not post_it.source_group and post_it.method is Method.read else None


def triangulate(framework: Framework, pieces: Iterable[Piece]) -> Strength:
    """What these post-its rest on."""
    mine = list(pieces)
    posts = [piece.post_it for piece in mine]
    known = {post.source_group.casefold(): post.source_group for post in posts if post.source_group}
    groups = {framework_name(framework, name) for name in known.values()}
    voices = {voice_of(framework, post) for post in posts}
    methods = {post.method for post in posts}
    unasked = {post.method for post in posts if not post.source_group}
    return Strength(
        posts=len(posts),
        methods=tuple(method for method in Method if method in methods),
        sessions=len({piece.session for piece in mine if piece.session}),
        groups=tuple(sorted(groups, key=str.casefold)),
        sources=len(groups) + len(unasked),
        voices=tuple(voice for voice in Voice if voice in voices),
    )


def framework_name(framework: Framework, name: str) -> str:
    """A source group's name as the framework has it, or as it was written where that doesn't know it."""
    group = framework.group(name)
    return group.name if group is not None else name


def contradicted(themes: Sequence[tuple[Theme, Strength]]) -> Iterator[tuple[Theme, Theme]]:
    """Pairs of a theme of strengths (or best practice) and one for consideration on the same sub-topic of a
    statement that both stand by themselves: the evidence points both ways, which is worth a question.
    """
    standing = [theme for theme, strength in themes if strength.stands and theme.topics]
    for good in standing:
        for other in standing:
            same = good.statement == other.statement and set(good.topics) & set(other.topics)
            if same and good.kind in GOOD and other.kind is Kind.consideration:
                yield good, other


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""
