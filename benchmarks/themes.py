"""What suggesting and grouping cost: `python -m benchmarks.themes [SIZE …]` prints JSON, in seconds and MB.

In a process of its own, so that scikit-learn and the glossary are loaded as they first are in the bot, and
the memory that it grows by is theirs.
"""

import json
import random
import re
import resource
import sys
from collections.abc import Callable
from time import perf_counter, process_time

from benchmarks.sample import note_texts
from bot.domain import framework as frameworks
from bot.domain import glossary as glossaries
from bot.domain.evidence import Kind
from bot.domain.themes import Note

SIZES = (200, 2000, 20_000)


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
                "seconds": _seconds(lambda these=spread: group(these, glossary)),  # type: ignore[misc]
                "processor_s": process_time() - used,
                "one_statement_s": _seconds(lambda these=one: group(these, glossary)),  # type: ignore[misc]
                "grown_mb": peak_mb() - before,
            }
        )
    figures["grouped"] = grouped
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
