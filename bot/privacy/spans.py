"""Spans of a reading, and which of them win where they overlap."""

from collections.abc import Iterable
from typing import NamedTuple

from bot.privacy.found import Label

#: Where two finds overlap the one named first here wins: the more exact its form, the earlier it comes.
PRECEDENCE = (
    Label.SLACK,
    Label.EMAIL,
    Label.NINO,
    Label.NHS,
    Label.DOB,
    Label.PHONE,
    Label.CASE_ID,
    Label.ADDRESS,
    Label.POSTCODE,
    Label.PERSON,
    Label.ROLE,
)
_RANK = {label: rank for rank, label in enumerate(PRECEDENCE)}


class Span(NamedTuple):
    """A find in a reading's plain text; fields as in `Find`."""

    start: int
    end: int
    label: Label
    rule: str
    sure: bool = True
    who: str = ""


def settle(spans: Iterable[Span], text: str) -> list[Span]:
    """`spans` of `text` without overlaps, in order. Of two that overlap, the surer, better ranked one stays.

    What sticks out of the other stays a find of its own, so that nothing found is lost by overlapping.
    """
    taken: list[Span] = []
    for span in sorted(spans, key=lambda s: (not s.sure, _RANK[s.label], s.start - s.end, s.start, s.rule)):
        taken.extend(_outside(span, taken, text))
    return sorted(taken)


def _outside(span: Span, taken: list[Span], text: str) -> list[Span]:
    pieces = [span]
    for other in taken:
        if span.end <= other.start or other.end <= span.start:
            continue
        left = []
        for piece in pieces:
            if piece.end <= other.start or other.end <= piece.start:
                left.append(piece)
                continue
            left.append(piece._replace(end=min(piece.end, other.start)))
            left.append(piece._replace(start=max(piece.start, other.end)))
        pieces = [trimmed for piece in left if (trimmed := _trimmed(piece, text))]
    return pieces


def _trimmed(span: Span, text: str) -> Span | None:
    start, end = span.start, span.end
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    words = span.label in (Label.PERSON, Label.ROLE, Label.ADDRESS)
    if start >= end or not (words or any(map(str.isdigit, text[start:end]))):
        return None
    return span._replace(start=start, end=end)
