"""The synthetic challenge, lived through: the real bot takes its notes and posts its briefs, and what left
the bot, what it stored and what it logged is gathered.
"""

import json
import logging
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from bot.documents.slides.plan import fit
from bot.domain import framework as frameworks
from bot.domain.evidence import Method
from bot.playground.workspace import Message
from bot.privacy.found import Answers
from bot.services import challenges, documents, evidence
from bot.services.evidence import Captured, Draft
from bot.services.hiding import Unsure
from db import timetables
from tests.house import CHANNEL, CM, LP, OTHER_PEER, PEER, Clock, House, open_house
from tests.reidentification.attacks import Client, Edition
from tests.reidentification.files import edition
from tests.reidentification.world import FIRST_DAY, ZONE, Note, World

FRAMEWORK = frameworks.load("cqc-asc")
_PEERS = (PEER, OTHER_PEER)

#: When the challenge manager posts a brief. The day's own is before the meeting with the director; the others
#: are what someone impatient does: after the first hour, once more when nobody new was heard, at lunch.
BRIEFS = ((1, "10:04"), (1, "10:28"), (1, "12:58"), (1, "17:28"), (2, "10:28"), (2, "17:28"), (3, "12:05"))
#: When the slides and the report are made.
DOCUMENTS = (3, "12:20")


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of it. `left` is all that went to Slack but the posters' own forms; `stored` the bytes of the
    database, its log and a backup, by file; `told_by` each note by its core.
    """

    client: Client
    left: str
    stored: Mapping[str, bytes]
    log: tuple[str, ...]
    told_by: Mapping[str, Note]
    held: int  # how many post-its were waiting in some preview
    files: Mapping[str, bytes]  # what was uploaded: the slides, the report, the surprises check
    themes: Mapping[str, frozenset[str]]  # the cores of the notes that what was told rests on

    def notes_of(self, finding: str) -> list[Note]:
        """The notes that became this finding: one, or those of a theme, and of these the ones whose words are
        in it where there are any.
        """
        rests = self.themes[finding]
        assert rests, finding
        quoted = [core for core in rests if core.casefold() in finding.casefold()]
        return [self.told_by[core] for core in quoted or sorted(rests)]


async def live(world: World, folder: Path) -> Visit:
    """Live through the challenge with a database in `folder`."""
    database, clock = folder / "visit.db", Clock(_at(1, "08:00"))
    kept = _Kept()
    log = logging.getLogger("bot")
    log.addHandler(kept)
    before = log.level
    log.setLevel(logging.DEBUG)
    try:
        async with open_house(f"sqlite:///{database}", clock=clock) as house:
            await house.set_up()
            await _import(house, world)
            editions, held = await _days(house, world)
            files, themes = await _documents(house, world)
            editions.append(
                edition(house.clock(), files["slides-draft.pptx"], files["report-draft.docx"], FRAMEWORK)
            )
            await house.later(seconds=1)  # what is still to be sent is, and keeps no time
            left = json.dumps([args for name, args in house.workspace.sent if name != "views.update"])
            backup = folder / "backup.db"
            back_up(database, backup)
            stored = bytes_of(folder)
    finally:
        log.removeHandler(kept)
        log.setLevel(before)
    client = Client(world.timetable, editions, FRAMEWORK)
    return Visit(
        client,
        left,
        stored,
        tuple(kept.lines),
        {note.core: note for note in world.notes},
        held,
        files,
        themes,
    )


def back_up(database: Path, backup: Path) -> None:
    """Back a database up, as its host would."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(backup)) as target:
        source.backup(target)


def bytes_of(folder: Path) -> dict[str, bytes]:
    """The bytes of the databases in a folder, with their logs, by the file's name."""
    return {file.name: file.read_bytes() for file in folder.glob("*.db*")}


class _Kept(logging.Handler):
    """Keeps what is logged, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self.lines.append(self.format(record))


def _at(day: int, moment: str) -> datetime:
    return datetime.combine(FIRST_DAY + timedelta(days=day - 1), time.fromisoformat(moment), tzinfo=ZONE)


async def _import(house: House, world: World) -> None:
    async with house.bot.database.write() as session:
        opened = challenges.only(
            await challenges.meant_by(session, house.bot.keyring, CM, CHANNEL, house.clock())
        )
        await timetables.keep(session, opened.challenge.id, opened.key, world.timetable)


async def _days(house: House, world: World) -> tuple[list[Edition], int]:
    events: list[tuple[datetime, Note | None]] = [(note.at, note) for note in world.notes]
    events += [(_at(day, moment), None) for day, moment in BRIEFS]
    editions, held = [], 0
    for at, note in sorted(events, key=lambda event: event[0]):
        house.clock.moment = at
        if note is not None:
            await _write(house, note)
            continue
        preview = await _digest(house)
        held += "for a later brief" in json.dumps(preview.blocks)
        editions.append(_edition(at, house))
    return editions, held


async def _write(house: House, note: Note) -> None:
    """The note through the same service as the form's. A poster who is asked has it hidden."""
    draft = Draft(note.text, note.kind, note.statement, note.group, Method.heard, "")
    async with house.bot.database.write() as session:
        opened = challenges.only(
            await challenges.meant_by(session, house.bot.keyring, CM, CHANNEL, house.clock())
        )
        for _ in range(2):
            outcome = await evidence.capture(
                session, opened, _PEERS[note.peer], draft, now=house.clock(), receipt=None
            )
            if isinstance(outcome, Captured):
                return
            assert isinstance(outcome, Unsure)
            draft = Draft(
                note.text,
                note.kind,
                note.statement,
                note.group,
                Method.heard,
                "",
                Answers(hide=frozenset(outcome.words)),
            )
        raise AssertionError("asked twice")


async def _digest(house: House) -> Message:
    """The challenge manager asks for the brief and posts it; returns the preview."""
    await house.command(CM, "/digest")
    preview = house.only_for(CM)[-1]
    shown = preview.blocks.copy()
    if "brief_post" in json.dumps(shown):
        await house.press(CM, "brief_post", preview)
    await house.send()
    preview.blocks = shown
    return preview


async def _documents(house: House, world: World) -> tuple[dict[str, bytes], dict[str, frozenset[str]]]:
    """Both documents are made after the last brief: their files, and what each bullet rests on."""
    house.clock.moment = _at(*DOCUMENTS)
    await house.command(CM, "/challenge slides")
    await house.submit(CM)
    await house.command(LP, "/challenge report")
    await house.press(LP, "documents_make_report", house.modal(LP))
    async with house.bot.database.read() as session:
        opened = challenges.only(
            await challenges.meant_by(session, house.bot.keyring, CM, CHANNEL, house.clock())
        )
        material = await documents.material(session, opened, now=house.clock())
    cores = {
        post_it.id: note.core
        for post_it in material.wall.post_its
        for note in world.notes
        if note.core.casefold() in post_it.text.casefold()
    }
    rests = [(fit(said.words), said.post_its) for said in documents.compiled(material).check.said]
    rests += [(entry.words, frozenset(entry.post_its)) for _, told in material.wall.told for entry in told]
    themes: dict[str, frozenset[str]] = {}
    for words, post_its in rests:
        themes[words] = themes.get(words, frozenset()) | {cores[post_it] for post_it in post_its}
    return {file["name"]: file["content"] for file in house.workspace.files.values()}, themes


def _edition(at: datetime, house: House) -> Edition:
    posted = [one for one in house.messages() if one.text.startswith("No-surprises brief")][-1]
    findings: dict[str, set[str]] = {}
    heading = ""
    texts = [block["text"]["text"] for block in posted.blocks if block["type"] == "section"]
    for line in "\n".join(texts).splitlines():
        if line.startswith("•"):
            found = line.removeprefix("•").strip()
            if heading in {theme.name for theme in FRAMEWORK.themes} and not found.startswith("_and "):
                findings.setdefault(heading, set()).add(found)
        elif line.startswith("*") and not line.endswith(("trengths*", "reas for consideration*")):
            heading = line.strip("*")
    return Edition(
        at, {name: frozenset(found) for name, found in findings.items()}, "\n".join([posted.text, *texts])
    )
