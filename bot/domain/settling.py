"""What the challenge manager and the lead peer do about a bullet that would surprise the client (requirement
124): raise it in the next brief, drop it, or accept that it is new and say why.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any

from bot.domain.surprises import Surprise

#: Before the id of a bullet that is raised in its own words, beside the findings it was made from.
_RAISED = "raise/"


class Way(StrEnum):
    """What is done about it."""

    open = "open"
    raise_ = "raise"
    drop = "drop"
    accept = "accept"


@dataclass(frozen=True, slots=True)
class Matter:
    """A bullet that would surprise: its id, its words, the heading it stands under, the ids of the post-its
    that it rests on, what the client last heard of it (None: nothing), and what is done about it. `reason` is
    why it was accepted. A team edition.
    """

    id: str
    words: str
    heading: str
    post_its: frozenset[str] = frozenset()
    heard: str | None = None
    way: Way = Way.open
    reason: str = ""

    @property
    def seen(self) -> str:
        """Tells its words from what they were before or become: who decides has seen these."""
        return sha256(self.words.encode()).hexdigest()[:12]

    def to_json(self) -> dict[str, Any]:
        """As JSON can say it; it is kept sealed."""
        return {**asdict(self), "post_its": sorted(self.post_its)}

    @staticmethod
    def from_json(body: Mapping[str, Any]) -> "Matter":
        """What `to_json` wrote."""
        return Matter(**{**body, "post_its": frozenset(body["post_its"]), "way": Way(body["way"])})


def raised_as(matter: str) -> str:
    """The id of the finding under which a matter is raised in a brief."""
    return f"{_RAISED}{matter}"


def is_raised(finding: str) -> bool:
    """Whether a finding of a brief is a bullet that was raised in its own words."""
    return finding.startswith(_RAISED)


def matter_of(finding: str) -> str:
    """The id of the bullet that was raised as `finding`; `finding` itself where it is none."""
    return finding.removeprefix(_RAISED)


def found_again(
    before: Iterable[Matter], found: Iterable[Surprise], headings: Mapping[str, str]
) -> tuple[Matter, ...]:
    """The matters after a new check, in its order. What was decided of a bullet stands while its words are
    the same. A dropped one is in no later check, since it is in no later slides: it stays dropped.
    """
    known = {one.id: one for one in before}
    made = []
    for each in found:
        new = Matter(
            each.said.id,
            str(each.said.words),
            headings.get(each.said.id, ""),
            each.said.post_its,
            each.heard.words if each.heard else None,
        )
        old = known.pop(new.id, None)
        if old is not None and old.words == new.words:
            new = replace(new, way=old.way, reason=old.reason)
        made.append(new)
    return (*made, *(one for one in known.values() if one.way is Way.drop))


def to_raise(matters: Iterable[Matter]) -> list[Matter]:
    """Those that the client is to hear in the next brief."""
    return [one for one in matters if one.way is Way.raise_]


def dropped(matters: Iterable[Matter]) -> frozenset[str]:
    """The ids of the bullets that the slides and the report leave out."""
    return frozenset(one.id for one in matters if one.way is Way.drop)


def still_open(matters: Sequence[Matter]) -> int:
    """How many wait for somebody to decide."""
    return sum(one.way is Way.open for one in matters)
