"""Processes under measurement: started, waited for, weighed and stopped."""

import asyncio
import os
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks.wire import connect

ROOT = Path(__file__).parent.parent
BOT = ("-m", "bot", "run", "--role", "web")
EMPTY = ("-m", "benchmarks.empty")
#: Seconds that a process may take to answer, or to stop.
PATIENCE = 30.0
_LOOK_EVERY = 0.005
_HEALTHZ = b"GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
#: How a process that was told to stop may end: by itself, or by the signal once it has tidied up (uvicorn).
_ENDS = (0, -signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Started:
    """A process that answers on `port`: begun at `begun` (perf_counter), it took `seconds` until it did."""

    pid: int
    port: int
    begun: float
    seconds: float

    async def resident_mb(self) -> float:
        """Resident memory, in megabytes (10⁶ bytes)."""
        said = await output("ps", "-o", "rss=", "-p", str(self.pid))
        return int(said) * 1024 / 1e6

    def processor_seconds(self) -> float | None:
        """Processor time used so far; None where there is no /proc to read it from."""
        stat = Path(f"/proc/{self.pid}/stat")
        if not stat.exists():
            return None
        fields = stat.read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def output(*command: str, env: Mapping[str, str] | None = None) -> str:
    """What a command prints. Raises RuntimeError where it fails."""
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=env
    )
    said, complaint = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{complaint.decode(errors='replace')}")
    return said.decode()


@asynccontextmanager
async def started(command: tuple[str, ...], settings: Mapping[str, str]) -> AsyncIterator[Started]:
    """A Python process that serves /healthz, stopped at the end. Its settings are these and no others."""
    with tempfile.TemporaryDirectory(prefix="critical-friend-bench-") as folder:
        port, log = _free_port(), Path(folder) / "log"
        with log.open("wb") as errors:
            begun = perf_counter()
            # A folder of its own, so that it reads nobody's .env.
            process = await asyncio.create_subprocess_exec(
                sys.executable, *command, cwd=folder, env=environment(settings, port), stderr=errors
            )
        try:
            await _answers(process, port, log)
            yield Started(process.pid, port, begun, perf_counter() - begun)
        finally:
            if process.returncode is None:
                process.terminate()
            async with asyncio.timeout(PATIENCE):
                await process.wait()
        if process.returncode not in _ENDS:
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{_text(log)}")


def environment(settings: Mapping[str, str], port: int = 0) -> dict[str, str]:
    """An environment with `settings` and no others, in which the project can be imported."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "HOST": "127.0.0.1", "PORT": str(port), **settings}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


async def _answers(process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    """Wait until the process answers; RuntimeError with what it said where it ends or is too slow."""
    limit = perf_counter() + PATIENCE
    while process.returncode is None and perf_counter() < limit:
        try:
            caller = await connect(port)
        except OSError:
            await asyncio.sleep(_LOOK_EVERY)  # another process: there is nothing to wait on but its port
            continue
        status, _ = await caller.call(_HEALTHZ)
        caller.close()
        if status == 200:
            return
    raise RuntimeError(f"it did not start:\n{_text(log)}")


def _text(file: Path) -> str:
    return file.read_text("utf-8", errors="replace")
