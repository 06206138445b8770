"""The benchmarks run, and give every figure that docs/performance.md speaks of. No figure is judged here."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.processes import ROOT, environment


@pytest.mark.proof
def test_a_quick_run_gives_every_figure(tmp_path: Path) -> None:
    """All figures are there, and every post-it that was told stored is stored."""
    file = tmp_path / "figures.json"
    environ = {**environment({}), "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "benchmarks", "--quick", "--json", str(file)]
    ran = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr

    figures = json.loads(file.read_text("utf-8"))
    sent = figures["submissions"]
    assert sent["stored"] == sent["sent"] > 0
    assert figures["start"]["not_imported_by_the_bot"] == []
    names = {
        "submissions": ("ratio",),
        "start": ("empty_s", "bot_s", "ratio", "socket_mode_s", "first_s"),
        "memory": ("empty_mb", "bot_mb", "ratio", "empty_after_mb", "bot_after_mb", "ratio_after"),
        "notes": ("note_ms", "note_p99_ms", "build_ms", "first_note_ms"),
        "replay": ("seconds",),
        "themes": ("import_s", "train_s", "suggest_ms"),
        "documents": ("import_s", "passing_s", "writing_s", "together_s"),
        "timetables": ("workbook_ms", "csv_ms", "rules_ms", "refused_ms"),
    }
    found = [figures[part][name] for part, each in names.items() for name in each]
    found += [each[name] for each in figures["themes"]["grouped"] for name in ("seconds", "one_statement_s")]
    found += [each[name] for each in figures["themes"]["gaps"] for name in ("gaps_ms", "picture_ms")]
    for each in figures["deliveries"].values():
        assert each["planned"] == each["claimed"] == 10 * each["challenges"]
        found += [each[name] for name in ("planned_per_second", "claimed_per_second")]
        found += [each[name] for name in ("tick_with_nothing_due_ms", "tick_with_no_challenge_ms")]
    for who in ("empty", "bot"):
        found += [sent[who][name] for name in ("per_second", "acknowledged_p50_ms", "acknowledged_p99_ms")]
    found += [sent["bot"]["stored_p50_ms"], sent["bot"]["stored_p99_ms"]]
    assert all(math.isfinite(each) and each > 0 for each in found)
    assert figures["machine"]["processor"] in ran.stdout
    assert not list(tmp_path.glob("critical-friend-bench-*")), "the benchmark leaves files behind"
    assert (ROOT / "docs" / "performance.md").is_file()


def test_heavy_parts_load_when_they_are_first_used() -> None:
    """A start on SQLite, with its tables made, needs none of these."""
    heavy = (
        "PIL",
        "alembic",
        "bot.playground",
        "bot.privacy.deidentify",
        "docx",
        "lxml",
        "phonenumbers",
        "pptx",
        "psycopg",
        "rapidfuzz",
        "sklearn",
    )
    code = f"import sys, bot.__main__, bot.serve; print([name for name in {heavy} if name in sys.modules])"
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment({}), capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"
