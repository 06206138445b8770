"""`python -m tests.reidentification`: live through the synthetic challenge, attack it, print the rates."""

import asyncio
import tempfile
from pathlib import Path

from tests.reidentification.attacks import subtraction
from tests.reidentification.measure import results, table
from tests.reidentification.visit import FRAMEWORK, live
from tests.reidentification.world import world


def main() -> None:
    """Print how well each attack does; 1/k is 0.200 for groups of five."""
    with tempfile.TemporaryDirectory() as folder:
        visit = asyncio.run(live(world(FRAMEWORK), Path(folder)))
    print(table(results(visit)))
    print(f"numbers had by subtracting editions: {sorted(subtraction(visit.client)) or 'none'}")


main()
