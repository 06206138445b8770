"""What the slides and the report cost: `python -m benchmarks.documents` prints JSON, in seconds and MB.

In a process of its own, so that the libraries are loaded as they first are in the bot, and the memory that it
grows by is theirs.
"""

import json
from collections.abc import Callable
from datetime import date, time
from time import perf_counter

from benchmarks.sample import note_texts
from benchmarks.themes import notes, peak_mb
from bot.domain import framework as frameworks
from bot.domain.challenge import Challenge
from bot.domain.evidence import Kind
from bot.domain.findings import Finding, Found
from bot.domain.presentation import Presentation, Work, compose
from bot.privacy.deidentify import Deidentifier
from bot.privacy.gate import ClientText, Gate

POST_ITS, FINDINGS = 300, 60


def main() -> None:
    """Measure and print."""
    before = peak_mb()
    importing = seconds(load)
    passed = list[Presentation[ClientText]]()
    passing = seconds(lambda: passed.append(presentation(POST_ITS, FINDINGS)))
    sizes = list[int]()
    writing = seconds(lambda: sizes.extend(write(passed[0])))
    print(
        json.dumps(
            {
                "post_its": POST_ITS,
                "findings": FINDINGS,
                "import_s": importing,
                "passing_s": passing,
                "writing_s": writing,
                "together_s": importing + passing + writing,
                "slides_kb": sizes[0] / 1000,
                "report_kb": sizes[1] / 1000,
                "grown_mb": peak_mb() - before,
            }
        )
    )


def load() -> None:
    """Import what they need, which happens once."""
    import pptx  # noqa: F401


def presentation(post_its: int, findings: int) -> Presentation[ClientText]:
    """As many findings of as many post-its, composed and passed by the gate."""
    framework = frameworks.load(frameworks.DEFAULT)
    texts = note_texts()
    kinds = (Kind.strength, Kind.consideration, Kind.consideration, Kind.best_practice)
    rests = notes(post_its, spread=True)
    agreed = [
        Found(
            f"finding {at}",
            framework.statements[at % len(framework.statements)].key,
            kinds[at % len(kinds)],
            Finding(" ".join(texts[at % len(texts)].split()[:20])),
            frozenset(note.id for note in rests[at::findings]),
            frozenset(),
            at % 10 == 0,
        )
        for at in range(findings)
    ]
    challenge = Challenge(
        id="c",
        channel="C1",
        council="Northmere",
        framework=framework.key,
        starts_on=date(2026, 3, 24),
        days=3,
        zone="Europe/London",
        dass_times=(time(17, 30), time(17, 30), time(12, 30)),
        preview_minutes=30,
        purge_on=date(2026, 9, 26),
    )
    people = [(group.name, 8) for group in framework.groups]
    work = Work(sessions=34, planned=34, hours=67, evidence=post_its, read=20)
    composed = compose(framework, agreed, challenge, day=challenge.ends_on, work=work, people=people)
    return Gate(Deidentifier([])).pass_presentation(composed)


def write(passed: Presentation[ClientText]) -> tuple[int, int]:
    """Write both; returns how many bytes each has."""
    from bot.documents.report import report
    from bot.documents.slides import slides

    return len(slides(passed)), len(report(passed))


def seconds(work: Callable[[], object]) -> float:
    """How long it took."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


if __name__ == "__main__":
    main()
