"""`python -m bot replay`: a whole challenge from a file, to pages, slides and a report."""

import asyncio
import os
import tempfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TextIO

import typer

from bot.documents.briefs import word_page
from bot.documents.report import report
from bot.documents.slides import slides
from bot.domain.replay import BadLine, Replay, read
from bot.domain.timetable import Timetable
from bot.privacy.gate import Preview
from bot.privacy.keys import Keyring
from bot.services import documents, wall
from bot.services import replay as service
from bot.views import briefs as brief_views
from bot.views import surprises, words
from bot.views import themes as theme_views
from bot.views import wall as wall_views
from db import migrate
from db.challenges import OpenChallenge
from db.engine import Database


def replay(file: Path, out: Path) -> int:
    """Write the wall, the themes, a brief a day, the slides, the report and the surprises check to `out`.

    Returns the exit code: 1 where a line was bad.
    """
    with file.open(encoding="utf-8", errors="surrogateescape") as lines:
        found = read(lines)
    timetable = service.timetable_of(found.challenge, file.parent)
    out.mkdir(parents=True, exist_ok=True)
    refused = asyncio.run(_replay(found, timetable, out))
    for bad in sorted([*found.bad, *refused], key=lambda bad: bad.number):
        typer.echo(f"line {bad.number}: {bad.reason}", err=True)
    return 1 if found.bad or refused else 0


async def _replay(found: Replay, timetable: Timetable | None, out: Path) -> list[BadLine]:
    # A database of its own, under a key that is forgotten: nothing of the file is left but the pages.
    with tempfile.TemporaryDirectory(prefix="critical-friend-") as folder:
        database, keyring = Database(f"sqlite:///{folder}/replay.db"), Keyring(os.urandom(32))
        try:
            await migrate.upgrade(database)
            opened = await service.set_up(
                database, keyring, found.challenge, channel="replay", timetable=timetable
            )
            refused, briefs = [], dict[date, Preview]()
            events = list(service.in_order(found, opened))
            with typer.progressbar(events, label="Replaying", file=_stderr()) as bar:
                for line in bar:
                    done = await service.play(database, opened, line)
                    if done.refused is not None:
                        refused.append(BadLine(line.number, done.refused))
                    if done.brief is not None:
                        briefs[opened.challenge.local_date(line.at)] = done.brief
            async with database.read() as session:
                columns, _ = await wall.look(session, opened)
            async with database.write() as session:
                boards = await service.group_all(session, opened)
            async with database.read() as session:
                material = await documents.material(session, opened, now=events[-1].at)
        finally:
            await database.close()
    page = wall_views.markdown(opened.challenge.council, columns)
    (out / "wall.md").write_text(page, encoding="utf-8")
    page = theme_views.markdown(opened.challenge.council, boards)
    (out / "themes.md").write_text(page, encoding="utf-8")
    for day, preview in briefs.items():
        name = out / f"brief-day-{opened.challenge.day_number(day)}"
        name.with_suffix(".md").write_text(brief_views.markdown(preview.brief), encoding="utf-8")
    _documents(out, briefs, opened, material)
    total = words.count(sum(len(column.post_its) for column in columns), "post-it")
    typer.echo(f"{total}, {words.count(len(briefs), 'brief')}: see {out}")
    return refused


def _documents(
    out: Path, briefs: dict[date, Preview], opened: OpenChallenge, material: documents.Material
) -> None:
    """What is handed to people as files; each takes a moment."""
    steps: list[tuple[str, Callable[[], bytes]]] = [
        (
            f"brief-day-{opened.challenge.day_number(day)}.docx",
            partial(word_page, preview.brief, brief_views.markdown),
        )
        for day, preview in briefs.items()
    ]
    with typer.progressbar(length=len(steps) + 4, label="Writing", file=_stderr()) as bar:
        made = documents.compiled(material)
        bar.update(1)
        steps += [
            ("slides.pptx", partial(slides, made.presentation)),
            ("report.docx", partial(report, made.presentation)),
            ("surprises.md", lambda: surprises.markdown(made.check).encode("utf-8")),
        ]
        for name, write in steps:
            (out / name).write_bytes(write())
            bar.update(1)


def _stderr() -> TextIO:
    return typer.get_text_stream("stderr")
