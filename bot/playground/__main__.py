"""`python -m bot.playground`: the stand-in by itself, for an app in another process."""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from bot.playground.loading import workspace_from
from bot.playground.model import Json
from bot.playground.server import serving
from bot.playground.workspace import Workspace, sample


async def _serve(workspace: Workspace, port: int, manifest: Json) -> None:
    # Said here and not left to Python: started in the background of a shell, a process ignores SIGINT.
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serving(workspace, manifest, port) as address:
        print(
            f"{address}  SLACK_API_URL={address}/api/  {workspace.bot_token}  {workspace.app_token}",
            flush=True,
        )
        await stop.wait()


def main() -> int:
    """Serve until interrupted; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot.playground", description=__doc__)
    parser.add_argument("--port", type=int, default=8020, help="on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--manifest", type=Path, default=Path("manifest.json"), help="the app's manifest")
    parser.add_argument("--workspace", type=Path, help="a JSON file of people and channels; else the sample")
    parser.add_argument(
        "--faults",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="of the calls, from 0 (none) to 1, that fail",
    )
    options = parser.parse_args()
    try:
        manifest = json.loads(options.manifest.read_text(encoding="utf-8"))
        workspace = workspace_from(options.workspace) if options.workspace else sample()
        workspace.weather.share = options.faults
        asyncio.run(_serve(workspace, options.port, manifest))
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
