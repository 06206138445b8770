"""What the team's wall comes to: its themes, each with its bullet, and the post-its that are in none yet.
Briefs, slides and report are all made of these, so that the client hears the same in each (requirement 124):
what the team has agreed first, then what emerges.
"""

from dataclasses import dataclass

from bot.domain.evidence import Kind, PostIt


@dataclass(frozen=True, slots=True)
class Finding:
    """Words of the team's, still to pass the gate; `may_quote` where a second person approved its quotation.
    `id` is that of what it was made from, such as a theme, and `post_its` are the ids of those it rests on,
    sorted.
    """

    text: str
    may_quote: bool = False
    id: str = ""
    post_its: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A finding and where it stands. `id` stays the same while its words and its post-its change; `statement`
    is "" where it is not placed yet; `post_its` are the ids of those it rests on, and `used` of those whose
    words are in it. `agreed`: the team says so, in these words; else it emerges. `single`: it is a post-it
    in no theme.
    """

    id: str
    statement: str
    kind: Kind
    finding: Finding
    post_its: frozenset[str]
    used: frozenset[str]
    recommended: bool = False
    agreed: bool = True
    single: bool = False

    def raised(self, text: str) -> Finding:
        """What is raised of it with the client, as `text`."""
        return Finding(text, self.finding.may_quote, self.id, tuple(sorted(self.post_its)))


def single(post_it: PostIt) -> Found:
    """The finding that a post-it in no theme is."""
    alone = frozenset({post_it.id})
    return Found(
        id=post_it.id,
        statement=post_it.statement or "",
        kind=post_it.kind,
        finding=Finding(post_it.text, post_it.may_quote),
        post_its=alone,
        used=alone,
        agreed=False,
        single=True,
    )
