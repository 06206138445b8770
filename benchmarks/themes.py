"""What suggesting and grouping cost: `python -m benchmarks.themes [SIZE …]` prints JSON, in seconds and MB.

In a process of its own, so that scikit-learn and the glossary are loaded as they first are in the bot, and
the memory that it grows by is theirs.
"""

import asyncio
import json
import random
import re
import resource
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from time import perf_counter, process_time

from benchmarks.sample import note_texts
from bot.documents.gaps import picture
from bot.domain import framework as frameworks
from bot.domain import glossary as glossaries
from bot.domain.challenge import Challenge, usual_dass_times
from bot.domain.evidence import Kind, Method, PostIt
from bot.domain.framework import Framework
from bot.domain.gaps import Gaps, gaps
from bot.domain.themes import Note
from bot.domain.wall import columns

SIZES = (200, 2000, 20_000)
#: Seconds between two looks at whether the event loop is free.
_BEAT = 0.005
_DAY = date(2026, 3, 24)


def main() -> None:
    """Measure and print."""
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    framework = frameworks.load(frameworks.DEFAULT)
    glossary = glossaries.load(framework.key)
    before = peak_mb()
    figures: dict[str, object] = {"import_s": _seconds(_import)}

    from bot.themes.group import group
    from bot.themes.suggest import Suggester

    suggester: list[Suggester] = []
    figures["train_s"] = _seconds(lambda: suggester.append(Suggester(framework)))
    texts = note_texts()[:100]
    figures["suggest_ms"] = (
        _seconds(lambda: [suggester[0].suggest(text) for text in texts]) * 1000 / len(texts)
    )
    grouped = []
    for size in sizes:
        spread, one = notes(size, spread=True), notes(size, spread=False)
        used = process_time()
        grouped.append(
            {
                "notes": size,
                "seconds": _seconds(partial(group, spread, glossary)),
                "processor_s": process_time() - used,
                "one_statement_s": _seconds(partial(group, one, glossary)),
                "stood_still_ms": asyncio.run(_stood_still(partial(group, spread, glossary))),
                "grown_mb": peak_mb() - before,
            }
        )
    figures["grouped"] = grouped
    figures["gaps"] = [_gaps(framework, size) for size in sizes]
    print(json.dumps(figures))


def notes(count: int, *, spread: bool) -> list[Note]:
    """`count` notes that differ, each of two or three clauses of the sample's; under all statements and as
    strengths and considerations, or all under one statement and of one kind, which is the hardest.
    """
    chance = random.Random(count)
    clauses = sorted(
        {part.strip() for text in note_texts() for part in re.split(r"[.,;]", text) if part.strip()}
    )
    keys = [statement.key for statement in frameworks.load(frameworks.DEFAULT).statements]
    kinds = (Kind.strength, Kind.consideration)
    return [
        Note(
            f"{at:06}",
            ", ".join(chance.sample(clauses, chance.choice((2, 2, 3)))),
            chance.choice(keys) if spread else keys[0],
            chance.choice(kinds) if spread else kinds[1],
        )
        for at in range(count)
    ]


async def _stood_still(work: Callable[[], object]) -> float:
    """The longest, in milliseconds, that the event loop was kept from others while `work` ran in a thread."""
    worst, loop = 0.0, asyncio.get_running_loop()
    working = asyncio.create_task(asyncio.to_thread(work))
    while not working.done():
        begun = loop.time()
        await asyncio.sleep(_BEAT)
        worst = max(worst, loop.time() - begun - _BEAT)
    await working
    return worst * 1000


def _gaps(framework: Framework, count: int) -> dict[str, float]:
    """What it costs to find the gaps of so many post-its, and to draw them."""
    chance = random.Random(count)
    posts = [
        PostIt(
            note.id,
            note.text,
            note.kind or Kind.question,
            note.statement,
            chance.choice(framework.groups).name,
            chance.choice(list(Method)),
            "",
            _DAY,
        )
        for note in notes(count, spread=True)
    ]
    zone, times = "Europe/London", usual_dass_times(3)
    challenge = Challenge("id", "C", "Northmere", framework.key, _DAY, 3, zone, times, 30, _DAY)
    now = datetime.combine(_DAY, datetime.min.time(), UTC)
    found: list[Gaps] = []
    finding = _seconds(
        lambda: found.append(gaps(framework, challenge, columns(framework, posts), None, now=now))
    )
    drawing = _seconds(lambda: picture(found[0], title="Gaps: Northmere", said="Today"))
    return {
        "post_its": count,
        "gaps_ms": finding * 1000,
        "picture_ms": drawing * 1000,
    }


def _import() -> None:
    import sklearn.feature_extraction.text
    import sklearn.linear_model
    import sklearn.multiclass  # noqa: F401


def _seconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


def peak_mb() -> float:
    """The most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()
