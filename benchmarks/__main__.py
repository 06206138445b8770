"""`python -m benchmarks [--quick] [--json FILE]`: measure, and print the figures."""

import argparse
import asyncio
import json
import sys
from pathlib import Path

from benchmarks.measures import QUICK, Size, everything
from benchmarks.report import machine, table


def main() -> int:
    """Measure and print; 1 where a post-it that was told stored is not in the database."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure speed and memory.")
    parser.add_argument("--quick", action="store_true", help="a few seconds, to see that it works")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    chosen = parser.parse_args()
    figures = {"machine": machine(), **asyncio.run(everything(QUICK if chosen.quick else Size()))}
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(table(figures))
    return 0 if figures["submissions"]["stored"] == figures["submissions"]["sent"] else 1


if __name__ == "__main__":
    sys.exit(main())
