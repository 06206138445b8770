"""The command line, typed in this process as `python -m bot` starts it: a process of its own would take a
second of the processor each time. `in_a_process` is for what is about processes.
"""

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from bot.__main__ import start

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Done:
    """What came of a command."""

    returncode: int
    stdout: str
    stderr: str


def _surroundings(env: Mapping[str, str] | None) -> dict[str, str]:
    quiet = {
        name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "EVIDENCE_"))
    }
    return {**quiet, **(env or {})}


def typed(*arguments: str | Path, env: Mapping[str, str] | None = None, stdin: str = "") -> Done:
    """What comes of `python -m bot` with these arguments."""
    given = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    code: object = 0
    with (
        patch.dict(os.environ, _surroundings(env), clear=True),
        patch.object(sys, "argv", ["python -m bot", *map(str, arguments)]),
        patch.object(sys, "stdin", given),
        chdir(ROOT),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            start()
        except SystemExit as ended:
            code = ended.code
    return Done(code if isinstance(code, int) else bool(code), *map(_all_of, (out, err)))


def _all_of(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


def in_a_process(
    *arguments: str, env: Mapping[str, str] | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """What comes of `python -m bot` with these arguments in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env=_surroundings(env),
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
