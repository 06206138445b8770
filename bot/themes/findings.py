"""The themes that post-its come to which are in none yet, each with its draft bullet."""

from collections import Counter
from collections.abc import Sequence

from bot.domain import glossary as glossaries
from bot.domain.evidence import Kind, PostIt
from bot.domain.findings import Finding, Found
from bot.domain.framework import Framework
from bot.domain.themes import Note, Theme
from bot.themes.draft import Draft, draft
from bot.themes.group import group


def proposed(framework: Framework, post_its: Sequence[PostIt]) -> tuple[Found, ...]:
    """What grouping proposes: what rests on most post-its first. A question is left as it was asked."""
    notes = [note for note in map(Note.of, post_its) if note and note.kind is not Kind.question]
    if max(Counter((note.statement, note.kind) for note in notes).values(), default=0) < 2:
        return ()  # no two that could be one theme: nothing heavy is loaded for them
    texts = {note.id: note.text for note in notes}
    order = {statement.key: at for at, statement in enumerate(framework.statements)}
    themes = sorted(
        group(notes, glossaries.load(framework.key)).themes,
        key=lambda theme: (-len(theme.members), order[theme.statement], str(theme.kind), theme.label),
    )
    found = []
    for theme in themes:
        bullet = draft(theme, texts)
        if theme.kind is not None and says_something(theme, bullet):
            found.append(
                Found(
                    id=stable_id(theme),
                    statement=theme.statement,
                    kind=theme.kind,
                    finding=Finding(bullet.text),
                    post_its=frozenset(theme.posts),
                    used=frozenset(bullet.used),
                    agreed=False,
                )
            )
    return tuple(found)


def says_something(theme: Theme, bullet: Draft) -> bool:
    """Whether a draft bullet is worth telling: it has words of a post-it, or at least names a sub-topic. "The
    council may want to look at report" does neither; its post-its are told one by one until someone words it.
    """
    return bool(bullet.used or theme.topics)


def stable_id(theme: Theme) -> str:
    """What a theme is known by while it grows and is reworded: its own id where it is kept, else the
    sub-topics that it gathers, else its label.
    """
    about = "+".join(theme.topics) or theme.label.casefold()
    return theme.id or f"{theme.statement}/{theme.kind or ''}/{about}"
