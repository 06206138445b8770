"""The gate: the one place where text of the team's becomes text that the client may see (design: promise 4).

`ClientText` can be made here only; what renders a client edition accepts nothing else. The finding is never
dropped, only what points to its source (requirement 109).
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Any, final

from bot.domain.brief import Brief, Items, from_json

if TYPE_CHECKING:
    from bot.privacy.deidentify import Deidentifier

_PASSED = object()
_QUOTES = re.compile(r"[\"“”„«»‟]|(?<!\w)['‘’]|['‘’](?!\w)")


@final
class ClientText(str):
    """Text that has passed the gate. Calling it anywhere else raises TypeError."""

    __slots__ = ()

    def __new__(cls, text: str, passed: object = None) -> "ClientText":
        if passed is not _PASSED:
            raise TypeError("client text is made by the gate only")
        return super().__new__(cls, text)


def pass_text(text: str, reader: "Deidentifier") -> ClientText:
    """`text` for the client: de-identified once more, since a name may have come in by an edit, and with
    no quotation marks, since a person's own words point to them.
    """
    return ClientText(" ".join(_QUOTES.sub("", reader.mask(text).text).split()), _PASSED)


def pass_brief(brief: Brief[str], reader: "Deidentifier") -> Brief[ClientText]:
    """The client edition of a brief. It has no author, session, time, room or job title to begin with; each
    list is shuffled, always in the same way for the same brief, so that its order tells nothing.
    """
    passed = brief.map(lambda text: pass_text(text, reader))

    def shuffled(items: Items[ClientText]) -> Items[ClientText]:
        return Items(_shuffle(items.shown), items.more)

    headings = tuple(
        type(one)(one.theme, shuffled(one.strengths), shuffled(one.considerations)) for one in passed.headings
    )
    return Brief(
        passed.council,
        passed.day,
        passed.day_number,
        passed.progress,
        headings,
        shuffled(passed.questions),
        passed.gaps,
        passed.more_gaps,
    )


def load_brief(body: Any, reader: "Deidentifier") -> Brief[ClientText]:
    """The client edition of a brief that was kept as JSON; it passes the gate again."""
    return pass_brief(from_json(body), reader)


@dataclass(frozen=True, slots=True)
class Preview:
    """A brief as it would be posted, and where it stands. `meeting` is the DASS meeting's local time."""

    challenge_id: str
    brief_id: str
    revision: int
    state: str
    brief: Brief[ClientText]
    posted_before: bool  # an earlier draft of this day's brief is in the channel: posting replaces it
    same_as_posted: bool
    meeting: time | None


def _shuffle(texts: Sequence[ClientText]) -> tuple[ClientText, ...]:
    # Sorted first: the order in which they came must not decide the order in which they leave.
    ordered = sorted(texts)
    random.Random("\n".join(ordered)).shuffle(ordered)  # noqa: S311  # an order, not a secret
    return tuple(ordered)
