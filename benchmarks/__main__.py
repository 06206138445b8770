"""`python -m benchmarks [--quick] [--json FILE] [--postgres ADDRESS]`: measure, and print the figures."""

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path

from benchmarks.measures import QUICK, Size, everything
from benchmarks.report import machine, table


def main() -> int:
    """Measure and print; 1 where a post-it that was told stored is not in the database."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure speed and memory.")
    parser.add_argument("--quick", action="store_true", help="a few seconds, to see that it works")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument(
        "--postgres",
        default=os.environ.get("POSTGRES_TEST_URL"),
        metavar="ADDRESS",
        help="a PostgreSQL server where databases may be made (POSTGRES_TEST_URL); else SQLite alone",
    )
    chosen = parser.parse_args()
    size = QUICK if chosen.quick else Size()
    figures = {"machine": machine(), **asyncio.run(everything(size, chosen.postgres))}
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(table(figures))
    return 0 if figures["submissions"]["stored"] == figures["submissions"]["sent"] else 1


if __name__ == "__main__":
    sys.exit(main())
