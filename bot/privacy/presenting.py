"""What may be presented to the client, and reported, by the rules for a brief (`bot.privacy.disclosure`).

A finding is presented once what its words come from may be told. What may not yet is counted and named to the
team, so that it is not forgotten: the finding is never dropped, only told later (requirement 109).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.challenge import Challenge
from bot.domain.evidence import Method, PostIt
from bot.domain.findings import Finding, Found
from bot.domain.framework import Framework
from bot.domain.met import Heard
from bot.domain.presentation import Presentation, Work, compose, with_evidence
from bot.privacy import disclosure
from bot.privacy.disclosure import Edition


@dataclass(frozen=True, slots=True)
class Presented:
    """A presentation as it was drafted for the client, still to be passed; what it was made of; the findings
    that wait; and whether nobody knows if enough people were heard since the last edition (`asks`).
    """

    presentation: Presentation[Finding]
    edition: Edition
    held: tuple[Found, ...] = ()
    asks: bool = False


def draft_presentation(
    framework: Framework,
    found: Sequence[Found],
    post_its: Sequence[PostIt],
    challenge: Challenge,
    *,
    now: datetime,
    heard: Heard,
    last: Edition | None,
    smallest: int,
    work: Work,
    told_before: frozenset[str] = frozenset(),
) -> Presented:
    """Draft the presentation as the client may get it after the edition `last` (None: it is the first); of
    the findings of `told_before` (ids) it knows the very words.
    """
    released = disclosure.release(framework, post_its, last, heard, smallest)
    ids = frozenset(post_it.id for post_it in released.post_its)
    told = disclosure.may_be_told(found, released, told_before)
    before = last.tables if last else ()
    table = disclosure.table(framework, heard.so_far, before, smallest) if heard.so_far else ()
    read = sum(post_it.method is Method.read for post_it in released.post_its)
    presentation = compose(
        framework,
        told,
        challenge,
        day=challenge.local_date(now),
        work=with_evidence(work, len(ids), read),
        people=[(cell.name, cell.people) for cell in table],
    )
    edition = disclosure.edition(framework, released, last, table, day=challenge.local_date(now), now=now)
    held = tuple(one for one in found if one not in told)
    asks = heard.since is None and disclosure.new_in(edition, last)
    return Presented(presentation, edition, held, asks)
