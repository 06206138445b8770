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


def peak() -> int:
    """Megabytes that this process has needed at most."""
    status = Path("/proc/self/status")
    if status.exists():  # ru_maxrss would count what the process that started this one needed
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


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
    answer["megabytes"] = peak()
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
