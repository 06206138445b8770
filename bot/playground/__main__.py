"""`python -m bot.playground`: the stand-in by itself, for an app in another process."""

import argparse
import asyncio
import json
from pathlib import Path
from typing import Any

from bot.playground.server import serving
from bot.playground.workspace import sample


async def _serve(port: int, manifest: dict[str, Any]) -> None:
    workspace = sample()
    async with serving(workspace, manifest, port) as address:
        print(
            f"{address}  SLACK_API_URL={address}/api/  {workspace.bot_token}  {workspace.app_token}",
            flush=True,
        )
        await asyncio.Event().wait()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8020)
    parser.add_argument("--manifest", type=Path, default=Path("manifest.json"))
    options = parser.parse_args()
    try:
        asyncio.run(_serve(options.port, json.loads(options.manifest.read_text(encoding="utf-8"))))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
