"""What a timetable costs to read: `python -m benchmarks.timetables` prints JSON, in milliseconds."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from statistics import median
from time import perf_counter

import openpyxl

from benchmarks.processes import ROOT
from bot.documents.timetable import read
from bot.domain.framework import load
from bot.domain.timetable_rules import check
from bot.errors import Refusal

FILE = ROOT / "bot" / "samples" / "northmere-timetable.csv"
TOO_MANY = 10_000
_TIMES = 5


def _workbook(rows: Sequence[Sequence[str]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Timetable")
    for row in rows:
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def main() -> None:
    """Measure and print."""
    framework = load("cqc-asc")
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    small, large = _workbook(rows), _workbook([rows[0], *[rows[4]] * TOO_MANY])
    timetable = read("t.xlsx", small, framework=framework).timetable

    def refused() -> None:
        with suppress(Refusal):
            read("t.xlsx", large, framework=framework)
            raise AssertionError("it was not refused")

    figures = {
        "sessions": len(timetable.sessions),
        "heard": len(timetable.heard),
        "workbook_ms": _milliseconds(lambda: read("t.xlsx", small, framework=framework)),
        "csv_ms": _milliseconds(lambda: read("t.csv", FILE.read_bytes(), framework=framework)),
        "rules_ms": _milliseconds(lambda: check(timetable, framework)),
        "refused_rows": TOO_MANY,
        "refused_ms": _milliseconds(refused),
    }
    print(json.dumps(figures))


def _milliseconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(_TIMES):
        begun = perf_counter()
        work()
        times.append((perf_counter() - begun) * 1000)
    return median(times)


if __name__ == "__main__":
    main()
