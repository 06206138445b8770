"""A thousand post-its with something planted in each that leads to a person: none of it is anywhere after.

Numbers and addresses are made up within the ranges set aside for that, or with a check digit that fits.
"""

import json
import logging
import random
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.domain.evidence import Kind, Method
from bot.privacy.found import Answers
from bot.services import challenges, evidence
from bot.services.evidence import Captured, Draft, Submission
from bot.services.hiding import Unsure
from db import timetables
from tests.house import CHANNEL, CM, OTHER_PEER, PEER, House, open_house, words_of
from tests.reidentification.files import unpacked
from tests.reidentification.visit import FRAMEWORK, back_up, bytes_of
from tests.reidentification.world import World, nhs_number, world

pytestmark = pytest.mark.proof

NOTES = 1000
_SAID = (
    "waits are too long",
    "staff are proud of the work",
    "reviews are late",
    "the offer to carers is clear",
)


def _planted(chance: random.Random, challenge: World, number: int) -> tuple[str, list[str]]:
    """A note and the strings in it that must be masked."""
    session = chance.choice(challenge.timetable.heard)
    person = chance.choice(session.people)
    first, last = person.name.split()[0], person.name.split()[-1]
    said = f"{chance.choice(_SAID)} ({number})"
    typed, street = f"{first.lower()} {last.lower()}", f"{number + 1} Harrogate Road"
    mail = f"{first}.{last}{number}@northmere.gov.uk".lower()
    phone = f"07700 900{number % 1000:03d}"
    nhs, case = nhs_number(number), f"LAS-{734000 + number}"
    nino = f"AB {number // 100 + 10} {number % 100:02d} {10 + number % 89} C"
    born = f"{1 + number % 28:02d}/{1 + number % 12:02d}/19{40 + number % 50}"
    postcode = f"NE{1 + number % 20} {number % 9 + 1}QT"
    return chance.choice(
        [
            (f"{person.name} said {said}", [person.name, last]),
            (f"{typed} told us {said}", [typed, last.lower()]),
            (f"Mrs {last}'s view: {said}", [last]),
            (f"{said}, write to {mail}", [mail]),
            (f"{said}, ring {phone}", [phone]),
            (f"{said}; NHS number {nhs}", [nhs]),
            (f"{said}; record {case}", [case]),
            (f"{said}; NI number {nino}", [nino]),
            (f"{said}; born {born}", [born]),
            (f"{said}; lives at {street}, {postcode}", [street, postcode]),
            (f"<@U{number:07d}Z> heard that {said}", [f"U{number:07d}Z"]),
        ]
    )


@pytest.fixture(scope="module")
def challenge() -> World:
    return world(FRAMEWORK)


@pytest.fixture(scope="module")
def notes(challenge: World) -> list[tuple[str, list[str]]]:
    chance = random.Random(7)
    return [_planted(chance, challenge, number) for number in range(NOTES)]


def _secrets(notes: list[tuple[str, list[str]]]) -> set[str]:
    return {secret for _, secrets in notes for secret in secrets}


def _found(secrets: set[str], where: Mapping[str, str]) -> list[str]:
    """Which secrets are where; a short one must stand on its own, not within random characters."""
    return [
        f"{name}: {secret}"
        for name, text in where.items()
        for secret in sorted(secrets)
        if secret in text and re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", text)
    ]


async def test_nothing_planted_is_in_the_database_its_log_a_backup_the_log_or_a_message(
    challenge: World,
    notes: list[tuple[str, list[str]]],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    async with open_house(f"sqlite:///{tmp_path}/thousand.db") as house:
        await house.set_up()
        await _store(house, challenge, notes)
        await house.send()
        await house.command(CM, "/digest")
        hung = sum(len(house.thread(statement.name)) for statement in FRAMEWORK.statements)
        assert hung == NOTES
        back_up(tmp_path / "thousand.db", tmp_path / "backup.db")
        stored = {name: data.decode("latin-1") for name, data in bytes_of(tmp_path).items()}
        sent = json.dumps([args for name, args in house.workspace.sent if name != "views.update"])
        brief = words_of(house.only_for(CM)[-1])
    assert {"thousand.db", "thousand.db-wal", "backup.db"} <= stored.keys()
    everywhere = {**stored, "log": "\n".join(caplog.messages), "messages": sent, "brief": brief}
    assert _found(_secrets(notes), everywhere) == []


async def _store(house: House, challenge: World, notes: list[tuple[str, list[str]]]) -> None:
    """All of them, in one transaction, through the form's own service; what is asked about is hidden."""
    async with house.bot.database.write() as session:
        meant = await challenges.meant_by(session, house.bot.keyring, CM, CHANNEL, house.clock())
        opened = challenges.only(meant)
        await timetables.keep(session, opened.challenge.id, opened.key, challenge.timetable)
        opened = await challenges.by_id(session, house.bot.keyring, opened.challenge.id)
        statements = FRAMEWORK.statements
        drafts = [
            Draft(text, Kind.consideration, statements[at % len(statements)].key, "", Method.heard, "")
            for at, (text, _) in enumerate(notes)
        ]
        asked = await _capture(house, session, opened, drafts)
        again = [
            Draft(each.text, each.kind, each.statement, "", each.method, "", Answers(hide=frozenset(words)))
            for each, words in asked
        ]
        assert await _capture(house, session, opened, again) == []


async def _capture(
    house: House, session: object, opened: object, drafts: list[Draft]
) -> list[tuple[Draft, tuple[str, ...]]]:
    submissions = [
        Submission(opened, (PEER, OTHER_PEER)[at % 2], draft, None)  # type: ignore[arg-type]
        for at, draft in enumerate(drafts)
    ]
    outcomes = await evidence.capture_all(session, submissions, now=house.clock())  # type: ignore[arg-type]
    assert all(isinstance(each, Captured | Unsure) for each in outcomes)
    return [
        (draft, each.words) for draft, each in zip(drafts, outcomes, strict=True) if isinstance(each, Unsure)
    ]


def test_nothing_planted_is_in_the_documents_or_what_the_command_says(
    challenge: World, notes: list[tuple[str, list[str]]], tmp_path: Path
) -> None:
    people = [person for session in challenge.timetable.heard for person in session.people]
    first = {
        "council": "Northmere",
        "starts_on": "2026-03-24",
        "days": 3,
        "team": [
            {"user": CM, "name": "Morgan Tate", "role": "challenge_manager"},
            {"user": PEER, "name": "Siân Prosser", "role": "peer"},
        ],
        "roster": [{"name": person.name, "title": person.title} for person in people],
    }
    lines = [
        {
            "at": f"2026-03-{24 + at % 3}T{9 + at % 8:02d}:{at % 60:02d}",
            "who": PEER,
            "do": "postit",
            "text": text,
            "statement": FRAMEWORK.statements[at % len(FRAMEWORK.statements)].key,
            "kind": "consideration",
            "method": "heard",
        }
        for at, (text, _) in enumerate(notes)
    ]
    file, out = tmp_path / "thousand.jsonl", tmp_path / "out"
    file.write_text("\n".join(json.dumps(line) for line in [first, *lines]), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "replay", str(file), "--out", str(out)],
        capture_output=True,
        text=True,
        check=True,
    )
    documents = {
        name: data.decode("utf-8", "replace")
        for each in out.iterdir()
        for name, data in unpacked(each.name, each.read_bytes())
    }
    assert {"wall.md", "brief-day-1.md", "brief-day-2.md", "brief-day-3.md"} <= documents.keys()
    assert {"slides.pptx", "report.docx", "surprises.md", "brief-day-3.docx"} <= documents.keys()
    assert "slides.pptx/ppt/slides/slide5.xml" in documents
    assert documents["wall.md"].count("\n- ") >= NOTES * 0.9
    said = {"output": ran.stdout, "errors": ran.stderr, "names of files": "\n".join(documents)}
    assert _found(_secrets(notes), {**documents, **said}) == []
