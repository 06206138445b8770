"""Measure the suggestion of a statement and the grouping into themes.

    python -m evaluation.themes [develop] [held_out] [sample] [--notes FILE [--councils A,B,…]] [--misses]

`develop` and `held_out` are the project's own notes, `sample` the post-its of the sample challenge
(statements only). `--notes FILE` measures others: JSON lines `{"text", "statement"}`, and `"kind"` and
`"subtopic"` for the grouping; `--councils` takes those rows alone whose `"council"` is named.
"""

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.domain import framework as frameworks
from bot.domain import glossary as glossaries
from bot.domain.evidence import Kind
from bot.domain.glossary import Glossary
from bot.domain.replay import PostItLine
from bot.domain.replay import read as read_replay
from bot.domain.themes import Note
from bot.themes.group import group
from bot.themes.suggest import Suggester

HERE = Path(__file__).parent
SETS = ("develop", "held_out", "sample")
SAMPLE = HERE.parent / "bot" / "samples" / "northmere.jsonl"
_LINE = re.compile(r"(?P<statement>[\w-]+)/(?P<topic>[\w-]+) (?P<kind>[+-]) \| (?P<text>.+)")
_KINDS = {"+": Kind.strength, "-": Kind.consideration}


@dataclass(frozen=True)
class Marked:
    """A note with its right statement and, where it is known, sub-topic and kind."""

    text: str
    statement: str
    kind: Kind | None = None
    topic: str = ""


@dataclass(frozen=True)
class Suggested:
    """How often the right statement came first, was among three, and how "likely" fared; shares of 1."""

    first: float
    three: float
    likely: float
    likely_right: float


@dataclass(frozen=True)
class Grouped:
    """Adjusted Rand index against the marked sub-topics, with each kind by itself and with kinds together.
    What is not grouped counts as a group of its own.
    """

    kinds_apart: float
    kinds_together: float


def notes_of(name: str) -> list[Marked]:
    """The notes of `develop`, `held_out` or `sample`."""
    if name == "sample":
        with SAMPLE.open(encoding="utf-8") as file:
            events = read_replay(file).events
        posts = [each for each in events if isinstance(each, PostItLine) and each.statement]
        return [Marked(each.text, each.statement, each.kind) for each in posts if each.statement]
    lines = (HERE / f"themes_{name}.txt").read_text("utf-8").splitlines()
    return [parse(line) for line in lines if line and not line.startswith("#")]


def parse(line: str) -> Marked:
    """A marked line as a note; a ValueError where it isn't one."""
    found = _LINE.fullmatch(line)
    if found is None:
        raise ValueError(f"not a marked note: {line}")
    return Marked(found["text"], found["statement"], _KINDS[found["kind"]], found["topic"])


def notes_from(path: Path, councils: Iterable[str] = ()) -> list[Marked]:
    """Notes of an outside file, of all councils or of these alone."""
    wanted = set(councils)
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [
        Marked(
            row["text"],
            row["statement"],
            Kind(row["kind"]) if row.get("kind") else None,
            row.get("subtopic") or "",
        )
        for row in rows
        if not wanted or row.get("council") in wanted
    ]


def suggested(suggester: Suggester, notes: Sequence[Marked]) -> Suggested:
    """The figures of a suggester on `notes`."""
    answers = [suggester.suggest(note.text) for note in notes]
    first = [answer[0].statement == note.statement for answer, note in zip(answers, notes, strict=True)]
    three = [
        note.statement in [each.statement for each in answer]
        for answer, note in zip(answers, notes, strict=True)
    ]
    likely = [right for answer, right in zip(answers, first, strict=True) if answer[0].likely]
    return Suggested(_share(first), _share(three), len(likely) / len(notes), _share(likely))


def suggested_after_half(notes: Sequence[Marked]) -> Suggested:
    """The same once the team has placed every second note: measured on the others, both ways round."""
    framework = frameworks.load(frameworks.DEFAULT)
    halves = [notes[::2], notes[1::2]]
    found = [
        suggested(Suggester(framework, [(note.text, note.statement) for note in known]), others)
        for known, others in (halves, reversed(halves))
    ]
    one, other = ([each.first, each.three, each.likely, each.likely_right] for each in found)
    return Suggested(*((a + b) / 2 for a, b in zip(one, other, strict=True)))


def grouped(notes: Sequence[Marked], glossary: Glossary) -> Grouped:
    """The figures of the grouping on `notes`."""
    together = [replace(note, kind=None) for note in notes]
    return Grouped(_index(notes, _ours(notes, glossary)), _index(together, _ours(together, glossary)))


def clustered(notes: Sequence[Marked]) -> Grouped:
    """The baseline: average linkage alone, by statement and kind, told how many groups there are."""
    together = [replace(note, kind=None) for note in notes]
    return Grouped(_index(notes, _plain(notes)), _index(together, _plain(together)))


def _ours(notes: Sequence[Marked], glossary: Glossary) -> list[str]:
    given = [Note(str(at), note.text, note.statement, note.kind) for at, note in enumerate(notes)]
    labels = [f"alone {at}" for at in range(len(notes))]
    for number, theme in enumerate(group(given, glossary).themes):
        for post in theme.posts:
            labels[int(post)] = f"theme {number}"
    return labels


def _plain(notes: Sequence[Marked]) -> list[str]:
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.feature_extraction.text import TfidfVectorizer

    places = defaultdict[tuple[str, Kind | None], list[int]](list)
    for at, note in enumerate(notes):
        places[note.statement, note.kind].append(at)
    labels = [""] * len(notes)
    for (statement, kind), mine in places.items():
        count = len({notes[at].topic for at in mine})
        rows = TfidfVectorizer(sublinear_tf=True).fit_transform([notes[at].text for at in mine]).toarray()
        found = (
            AgglomerativeClustering(n_clusters=count, metric="cosine", linkage="average").fit_predict(rows)
            if len(mine) > 1
            else [0]
        )
        for at, label in zip(mine, found, strict=True):
            labels[at] = f"{statement} {kind} {label}"
    return labels


def _index(notes: Sequence[Marked], labels: Sequence[str]) -> float:
    from sklearn.metrics import adjusted_rand_score

    gold = [f"{note.statement} {note.kind} {note.topic}" for note in notes]
    return float(adjusted_rand_score(gold, labels))


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right) if right else 0.0


def table(notes: Sequence[Marked]) -> str:
    """The figures on `notes`, beside the baselines, as a table in Markdown."""
    framework = frameworks.load(frameworks.DEFAULT)
    glossary = glossaries.load(framework.key)
    rows = {
        "framework's text alone": suggested(
            Suggester(framework, glossary=Glossary(framework.key, {})), notes
        ),
        "with the glossary": suggested(Suggester(framework), notes),
        "and half of the notes placed": suggested_after_half(notes),
    }
    lines = [
        "| statement suggested | right first | within three | called likely | of these right |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {each.first:.2f} | {each.three:.2f} | {each.likely:.2f} | {each.likely_right:.2f} |"
        for name, each in rows.items()
    ]
    if any(note.topic for note in notes):
        marked = [note for note in notes if note.topic]
        lines += [
            "",
            "| grouped (adjusted Rand index) | each kind by itself | kinds together |",
            "|---|---|---|",
        ]
        both = {
            "clustering alone, told how many groups": clustered(marked),
            "sub-topics, then clustering": grouped(marked, glossary),
        }
        lines += [
            f"| {name} | {each.kinds_apart:.2f} | {each.kinds_together:.2f} |" for name, each in both.items()
        ]
    return "\n".join(lines)


def misses(notes: Sequence[Marked]) -> list[str]:
    """The notes whose statement did not come first, with what did."""
    suggester = Suggester(frameworks.load(frameworks.DEFAULT))
    answers = [(note, suggester.suggest(note.text)[0]) for note in notes]
    return [
        f"{note.statement}, not {first.statement} ({', '.join(first.because)}): {note.text}"
        for note, first in answers
        if first.statement != note.statement
    ]


def main() -> None:
    """Print the figures of each set that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.themes", description="Measure.")
    parser.add_argument("sets", nargs="*", choices=[*SETS, []], metavar="SET", help=", ".join(SETS))
    parser.add_argument("--notes", type=Path, metavar="FILE", help="measure these notes instead")
    parser.add_argument("--councils", default="", metavar="A,B", help="of the file, these councils alone")
    parser.add_argument("--misses", action="store_true", help="list what was suggested wrongly")
    options = parser.parse_args()
    if options.notes:
        councils = [name.strip() for name in options.councils.split(",") if name.strip()]
        sets = {options.notes.name: notes_from(options.notes, councils)}
    else:
        sets = {name: notes_of(name) for name in options.sets or SETS}
    for name, notes in sets.items():
        print(f"\n## {name}: {len(notes)} notes\n\n{table(notes)}")
        if options.misses:
            print("\nSuggested wrongly:", *misses(notes), sep="\n- ")


if __name__ == "__main__":
    main()
