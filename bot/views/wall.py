"""The wall as a Markdown page: a team edition, for the team's own eyes."""

from collections.abc import Sequence

from bot.domain.evidence import PostIt
from bot.domain.wall import Column
from bot.views import words
from bot.views.evidence import UNPLACED_NAME


def markdown(council: str, wall: Sequence[Column]) -> str:
    """All post-its under their statements, without author or time."""
    total = sum(len(column.post_its) for column in wall)
    lines = [f"# The wall: {council}", "", f"{words.count(total, 'post-it')}. For the team only.", ""]
    for column in wall:
        name = column.statement.name if column.statement else UNPLACED_NAME
        lines += [f"## {name}", ""]
        if column.statement:
            lines += [f"_{column.statement.we}_", ""]
        lines += [f"{words.count(len(column.post_its), 'post-it')} {words.kinds(column.counts)}".strip(), ""]
        lines += [_line(post_it) for post_it in column.post_its]
        lines += [""] if column.post_its else []
    return "\n".join(lines)


def _line(post_it: PostIt) -> str:
    where = [post_it.kind.words, post_it.method.words]
    where += [post_it.source_group] if post_it.source_group else []
    where += [f"supporting: {post_it.supporting}"] if post_it.supporting else []
    return f"- {post_it.text} _({'; '.join(where)})_"
