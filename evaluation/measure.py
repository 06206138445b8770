"""Measure the de-identifier on the project's evaluation notes.

    python -m evaluation.measure [develop|held_out] [--ner] [--no-roster] [--presidio] [--misses]

A note is a line of `develop.txt` or `held_out.txt` with `{words|LABEL}` or `{words|PERSON:origin}` round each
identifier. An identifier counts as found when every word and digit of it is covered (titles like "Mrs" aside);
a find counts as right when it touches an identifier. `--notes FILE [--roster FILE]` measures other notes in
the form of the command's output instead: JSON lines `{"text", "spans": [[start, end, label]]}`.
"""

import argparse
import json
import re
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.privacy.deidentify import Deidentifier, Person

HERE = Path(__file__).parent
_MARKED = re.compile(r"\{([^{}|]+)\|([A-Z_]+)(?::(\w+))?\}")
_WORDS = re.compile(r"\w+")
_TITLES = frozenset("mr mrs ms miss mx dr prof cllr and".split())
#: Labels that stand for one another in the notes: an address may be marked by its postcode alone.
_SAME = {"POSTCODE": "ADDRESS"}


@dataclass(frozen=True)
class Gold:
    """An identifier marked by hand: offsets in code points, its label, and a person's origin."""

    start: int
    end: int
    label: str
    origin: str = ""


@dataclass(frozen=True)
class Note:
    """A note and what is to be found in it."""

    text: str
    gold: tuple[Gold, ...]


#: What a finder says of a text: offsets, label, and whether it is sure.
Answer = list[tuple[int, int, str, bool]]
Finder = Callable[[str], Answer]


def notes_of(name: str) -> list[Note]:
    """The notes of `develop` or `held_out`."""
    lines = (HERE / f"{name}.txt").read_text("utf-8").splitlines()
    return [parse(line) for line in lines if line and not line.startswith("#")]


def parse(line: str) -> Note:
    """A marked line as a note."""
    text, gold, at = "", [], 0
    for match in _MARKED.finditer(line):
        text += line[at : match.start()]
        gold.append(Gold(len(text), len(text) + len(match[1]), match[2], match[3] or ""))
        text += match[1]
        at = match.end()
    return Note(text + line[at:], tuple(gold))


def notes_from(path: Path) -> list[Note]:
    """Notes in the form of the command's output."""
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    return [Note(row["text"], tuple(Gold(*span[:3]) for span in row.get("spans", []))) for row in rows]


def roster_from(path: Path) -> list[Person]:
    """A roster file: a JSON list of `{"name", "title"}`."""
    return [Person(row["name"], row.get("title", "")) for row in json.loads(path.read_text("utf-8"))]


def ours(roster: Iterable[Person], *, ner: bool) -> Finder:
    """The project's own finder."""
    deidentifier = Deidentifier(roster, ner=ner) if ner else Deidentifier(roster)
    return lambda text: [
        (find.start, find.end, find.label.value, find.sure) for find in deidentifier.find(text)
    ]


def presidio() -> Finder:
    """Presidio with spaCy's medium English model, for comparison."""
    import en_core_web_md  # type: ignore[import-not-found]
    from presidio_analyzer import AnalyzerEngine  # type: ignore[import-not-found]
    from presidio_analyzer.nlp_engine import NlpEngineProvider  # type: ignore[import-not-found]

    del en_core_web_md
    engine = NlpEngineProvider(
        nlp_configuration={
            "nlp_engine_name": "spacy",
            "models": [{"lang_code": "en", "model_name": "en_core_web_md"}],
        }
    ).create_engine()
    analyzer = AnalyzerEngine(nlp_engine=engine)
    labels = {
        "PERSON": "PERSON",
        "EMAIL_ADDRESS": "EMAIL",
        "PHONE_NUMBER": "PHONE",
        "UK_NHS": "NHS",
        "UK_NINO": "NINO",
    }

    def find(text: str) -> Answer:
        found = analyzer.analyze(text, language="en", entities=list(labels))
        return [(result.start, result.end, labels[result.entity_type], True) for result in found]

    return find


def covered(gold: Gold, text: str, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether every word of `gold` is inside some span."""
    spans = list(spans)
    words = [match for match in _WORDS.finditer(text, gold.start, gold.end)]
    telling = [match for match in words if match[0].lower() not in _TITLES] or words
    return all(
        any(start <= match.start() and match.end() <= end for start, end in spans) for match in telling
    )


@dataclass
class Figures:
    """Counts over a set of notes."""

    gold: Counter[str]
    found: Counter[str]
    found_or_asked: Counter[str]
    finds: Counter[str]
    right: Counter[str]
    clean: int
    touched: int
    touched_by_person: int
    asked: int
    milliseconds: list[float]
    misses: list[str]
    false: list[str]


def measure(notes: Sequence[Note], find: Finder) -> Figures:
    """Run `find` on `notes` and count."""
    figures = Figures(*(Counter() for _ in range(5)), 0, 0, 0, 0, [], [], [])  # type: ignore[arg-type]
    find("Warm up with Sarah, 07700 900123 and 943 476 5919")
    for note in notes:
        before = time.perf_counter()
        answer = find(note.text)
        figures.milliseconds.append((time.perf_counter() - before) * 1000)
        sure = [(start, end) for start, end, _, is_sure in answer if is_sure]
        every = [(start, end) for start, end, _, _ in answer]
        for gold in note.gold:
            for key in (gold.label, f"{gold.label}:{gold.origin}") if gold.origin else (gold.label,):
                figures.gold[key] += 1
                figures.found[key] += covered(gold, note.text, sure)
                figures.found_or_asked[key] += covered(gold, note.text, every)
            if not covered(gold, note.text, sure):
                asked = " (asked)" if covered(gold, note.text, every) else ""
                figures.misses.append(
                    f"{gold.label} {note.text[gold.start : gold.end]!r}{asked} in: {note.text}"
                )
        for start, end, label, is_sure in answer:
            if not is_sure:
                continue
            figures.finds[label] += 1
            hit = any(start < gold.end and gold.start < end for gold in note.gold)
            figures.right[label] += hit
            if not hit:
                figures.false.append(f"{label} {note.text[start:end]!r} in: {note.text}")
        if not note.gold:
            figures.clean += 1
            figures.touched += bool(sure)
            figures.touched_by_person += any(is_sure and label == "PERSON" for _, _, label, is_sure in answer)
            figures.asked += any(not is_sure for *_, is_sure in answer)
    return figures


def table(figures: Figures) -> str:
    """The figures as a Markdown table."""
    lines = ["| | marked | found | found or asked about | precision |", "|---|---|---|---|---|"]
    for key in sorted(figures.gold, key=lambda key: (key.split(":")[0], ":" in key, key)):
        number = figures.gold[key]
        finds = figures.finds.get(key, 0)
        precision = f"{figures.right[key] / finds:.2f}" if finds else ""
        lines.append(
            f"| {key} | {number} | {figures.found[key] / number:.2f} | "
            f"{figures.found_or_asked[key] / number:.2f} | {precision} |"
        )
    if figures.clean:
        lines.append("")
        lines.append(
            f"Clean notes: {figures.clean}; touched by a mask {figures.touched / figures.clean:.2f} "
            f"(by PERSON {figures.touched_by_person / figures.clean:.2f}); asked about {figures.asked / figures.clean:.2f}."
        )
    lines.append(f"Median time a note: {statistics.median(figures.milliseconds):.2f} ms.")
    return "\n".join(lines)


def main() -> None:
    """Print the figures for the sets and finders named on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="*", default=["develop", "held_out"])
    parser.add_argument("--notes", type=Path)
    parser.add_argument("--roster", type=Path)
    parser.add_argument("--ner", action="store_true", help="with the optional extra [ner]")
    parser.add_argument("--no-roster", action="store_true", help="as for a challenge without a timetable")
    parser.add_argument(
        "--presidio", action="store_true", help="Presidio with spaCy instead, where installed"
    )
    parser.add_argument("--misses", action="store_true", help="show what was missed or wrongly found")
    options = parser.parse_args()
    jobs: dict[str, tuple[list[Note], Path | None]] = defaultdict(lambda: ([], None))
    if options.notes:
        jobs[options.notes.name] = (notes_from(options.notes), options.roster)
    else:
        for name in options.sets:
            jobs[name] = (notes_of(name), HERE / f"{name}_roster.json")
    for name, (notes, roster_path) in jobs.items():
        roster = roster_from(roster_path) if roster_path and not options.no_roster else []
        figures = measure(notes, presidio() if options.presidio else ours(roster, ner=options.ner))
        print(f"\n## {name}: {len(notes)} notes\n\n{table(figures)}")
        if options.misses:
            print("\nMissed:", *figures.misses, sep="\n- ")
            print("\nWrongly found:", *figures.false, sep="\n- ")


if __name__ == "__main__":
    main()
