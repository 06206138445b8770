"""The measurements. Each returns plain figures; `report` prints them."""

import json
import sqlite3
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.empty import IMPORTS
from benchmarks.load import Round, p50, p99, play
from benchmarks.processes import BOT, EMPTY, environment, output, started
from benchmarks.sample import FILE, fill, note_texts, sample
from benchmarks.slack import answering
from benchmarks.submissions import Submissions
from bot.commands.manifest import manifest
from bot.playground import workspace as stand_in
from bot.playground.server import serving

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured. `before` submissions come first: they warm the processes and weigh them. People
    are four teams of eight, who all press at once: both processes have all that they can do.
    """

    starts: int = 5
    before: int = 1000
    rounds: int = 7
    submissions: int = 320
    alone: int = 100
    people: int = 32
    grouped: tuple[int, ...] = (200, 2000, 20_000)
    challenges: int = 1000


QUICK = Size(starts=1, before=20, rounds=1, submissions=40, alone=5, people=4, grouped=(200,), challenges=3)


async def submissions(size: Size, folder: Path) -> Figures:
    """Signed submissions to the bot beside an empty listener, in turn, and what both weigh.

    The bot is `python -m bot run --role web` on a SQLite file in `folder`; its sender runs at Slack's pace.
    """
    store = await fill(folder / "load.db")
    forms = Submissions(sample(), store.opened)
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(answering())
        settings = store.settings(slack.port)
        empty = await stack.enter_async_context(started(EMPTY, settings))
        bot = await stack.enter_async_context(started(BOT, settings))
        memory = {"empty_mb": await empty.resident_mb(), "bot_mb": await bot.resident_mb()}
        await play(empty, forms.make(size.before), size.people)
        await play(bot, forms.make(size.before), size.people, slack)
        memory |= {"empty_after_mb": await empty.resident_mb(), "bot_after_mb": await bot.resident_mb()}
        rounds = list[tuple[Round, Round]]()
        for _ in range(size.rounds):
            one = await play(empty, forms.make(size.submissions), size.people)
            other = await play(bot, forms.make(size.submissions), size.people, slack)
            rounds.append((one, other))
        alone = (
            await play(empty, forms.make(size.alone), 1),
            await play(bot, forms.make(size.alone), 1, slack),
        )
    sent = size.before + size.rounds * size.submissions + size.alone
    return {
        "memory": {**memory, "after": size.before, **_memory_ratios(memory)},
        "submissions": {
            "people": size.people,
            "rounds": size.rounds,
            "a_round": size.submissions,
            "empty": _of_rounds([each for each, _ in rounds]),
            "bot": _of_rounds([each for _, each in rounds]),
            "ratio": median(bot.rate / empty.rate for empty, bot in rounds),
            "sent": sent,
            "stored": _stored(store.file),
        },
        "alone": {"empty": _of_rounds(alone[:1]), "bot": _of_rounds(alone[1:])},
    }


def _memory_ratios(memory: Mapping[str, float]) -> dict[str, float]:
    return {
        "ratio": memory["bot_mb"] / memory["empty_mb"],
        "ratio_after": memory["bot_after_mb"] / memory["empty_after_mb"],
    }


def _of_rounds(rounds: Sequence[Round]) -> Figures:
    """Medians over the rounds."""
    figures: Figures = {
        "per_second": median(each.rate for each in rounds),
        "acknowledged_p50_ms": median(p50(each.acknowledged) for each in rounds),
        "acknowledged_p99_ms": median(p99(each.acknowledged) for each in rounds),
        "load_busy": median(each.load_busy for each in rounds),
    }
    used = [each.processor_ms for each in rounds if each.processor_ms is not None]
    figures["processor_ms"] = median(used) if used else None
    if rounds[0].stored:
        figures["stored_p50_ms"] = median(p50(each.stored) for each in rounds)
        figures["stored_p99_ms"] = median(p99(each.stored) for each in rounds)
    return figures


def _stored(file: Path) -> int:
    """Post-its in the database, read by nothing of ours."""
    connection = sqlite3.connect(file)
    try:
        found: tuple[int] = connection.execute("SELECT count(*) FROM postit").fetchone()
    finally:
        connection.close()
    return found[0]


async def starts(size: Size, folder: Path) -> Figures:
    """From the start of a process to its first answer, the bot's and the empty app's in turn.

    In Socket Mode the bot answers once it is connected, here to the stand-in for Slack.
    """
    times: dict[str, list[float]] = {"empty": [], "bot": [], "socket_mode": []}
    store = await fill(folder / "start.db")
    workspace = stand_in.sample()
    async with answering() as slack, serving(workspace, manifest()) as address:
        http = store.settings(slack.port)
        socket_mode = {
            **http,
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_APP_TOKEN": workspace.app_token,
            "SLACK_API_URL": f"{address}/api/",
        }
        for _ in range(size.starts):
            for name, command, settings in (
                ("empty", EMPTY, http),
                ("bot", BOT, http),
                ("socket_mode", BOT, socket_mode),
            ):
                async with started(command, settings) as process:
                    times[name].append(process.seconds)
        new = {**http, "DATABASE_URL": f"sqlite:///{folder / 'new.db'}"}
        async with started(BOT, new) as process:
            first = process.seconds
    empty, bot = median(times["empty"]), median(times["bot"])
    return {
        "starts": size.starts,
        "empty_s": empty,
        "bot_s": bot,
        "ratio": bot / empty,
        "socket_mode_s": median(times["socket_mode"]),
        "first_s": first,
        "not_imported_by_the_bot": await _not_imported(),
    }


async def _not_imported() -> list[str]:
    """What the empty app imports and the bot does not: nothing, or the comparison is not fair."""
    code = (
        "import sys, bot.__main__, bot.serve\nfrom db.engine import Database\nDatabase('sqlite:///unused.db')\n"
        f"print(*(name for name in {IMPORTS!r} if name not in sys.modules))"
    )
    return (await output(sys.executable, "-c", code, env=environment({}))).split()


async def notes() -> Figures:
    """De-identification, in a process of its own."""
    figures: Figures = json.loads(await output(sys.executable, "-m", "benchmarks.notes", env=environment({})))
    return figures


async def documents() -> Figures:
    """What the slides and the report cost, in a process of its own."""
    made: Figures = json.loads(
        await output(sys.executable, "-m", "benchmarks.documents", env=environment({}))
    )
    return made


async def themes(size: Size) -> Figures:
    """Suggesting statements and grouping post-its, in a process of its own."""
    sizes = [str(each) for each in size.grouped]
    figures: Figures = json.loads(
        await output(sys.executable, "-m", "benchmarks.themes", *sizes, env=environment({}))
    )
    return figures


async def replay(folder: Path) -> Figures:
    """The sample challenge from file to pages, in a process of its own."""
    begun = perf_counter()
    await output(
        sys.executable, "-m", "bot", "replay", str(FILE), "--out", str(folder / "pages"), env=environment({})
    )
    return {"post_its": len(note_texts()), "seconds": perf_counter() - begun}


async def deliveries(size: Size, postgres: str | None) -> Figures:
    """Planning and claiming what is due, in a process of its own; on PostgreSQL too where `postgres` says on
    which server databases may be made.
    """
    asked = ["benchmarks.deliveries", str(size.challenges), *([postgres] if postgres else [])]
    figures: Figures = json.loads(await output(sys.executable, "-m", *asked, env=environment({})))
    return figures


async def timetables() -> Figures:
    """Reading a timetable, in a process of its own."""
    figures: Figures = json.loads(
        await output(sys.executable, "-m", "benchmarks.timetables", env=environment({}))
    )
    return figures


async def everything(size: Size, postgres: str | None = None) -> Figures:
    """All of it, in one run, with its files in a folder that goes away."""
    begun = perf_counter()
    with tempfile.TemporaryDirectory(prefix="critical-friend-bench-") as name:
        folder = Path(name)
        figures = {
            "start": await starts(size, folder),
            **await submissions(size, folder),
            "notes": await notes(),
            "themes": await themes(size),
            "documents": await documents(),
            "deliveries": await deliveries(size, postgres),
            "timetables": await timetables(),
            "replay": await replay(folder),
        }
    return {**figures, "took_s": perf_counter() - begun}
