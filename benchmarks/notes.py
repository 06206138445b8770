"""What a note costs to de-identify: `python -m benchmarks.notes` prints JSON, in milliseconds.

In a process of its own, so that the first note pays for the lists of names as it does in the bot.
"""

import json
from collections.abc import Callable
from functools import partial
from statistics import median
from time import perf_counter

from benchmarks.load import p99
from benchmarks.sample import note_texts, roster_of
from bot.privacy.deidentify import Deidentifier

ROSTER = 140
_BUILDS = 9


def main() -> None:
    """Measure and print."""
    people, texts = roster_of(ROSTER), note_texts()
    reader = Deidentifier(people)
    first = _milliseconds(lambda: reader.mask(texts[0]))
    # A reader prepares its roster when it reads its first note, so a build is both.
    builds = [_milliseconds(lambda: Deidentifier(people).mask(texts[0])) for _ in range(_BUILDS)]
    notes = [_milliseconds(partial(reader.mask, text)) for text in texts]
    figures = {
        "roster": ROSTER,
        "notes": len(texts),
        "first_note_ms": first,
        "build_ms": median(builds),
        "note_ms": median(notes),
        "note_p99_ms": p99(notes),
    }
    print(json.dumps(figures))


def _milliseconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return (perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
