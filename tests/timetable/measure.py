"""Reads one file in a process of its own: what came of it, how long it took, what memory it needed.

`python -m tests.timetable.measure NAME FILE` prints JSON: "refusal" or "sessions", "seconds", "megabytes".
"""

import json
import resource
import sys
import time
from pathlib import Path

from bot.documents.timetable import read
from bot.domain.framework import load
from bot.domain.timetable_rules import check
from bot.errors import Refusal


def main() -> None:
    """Read, check, and print."""
    name, file = sys.argv[1:]
    data, framework = Path(file).read_bytes(), load("cqc-asc")
    answer: dict[str, object] = {}
    before = time.perf_counter()
    try:
        found = read(name, data, framework=framework)
        check(found.timetable, framework)
        answer["sessions"] = len(found.timetable.sessions)
    except Refusal as refusal:
        answer["refusal"] = refusal.sentence
    answer["seconds"] = round(time.perf_counter() - before, 2)
    answer["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
