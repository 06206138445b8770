"""The sample challenge, as the measurements use it."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.processes import ROOT
from benchmarks.submissions import SECRET
from bot import settings
from bot.domain.replay import PostItLine, Replay, read
from bot.privacy.deidentify import Person
from bot.privacy.keys import Keyring, new_master_key
from bot.services import replay as service
from db import migrate
from db.challenges import OpenChallenge
from db.engine import Database

FILE = ROOT / "bot" / "samples" / "northmere.jsonl"
#: Challenges that one bot serves at the same time under load.
CHALLENGES = 4


def sample() -> Replay:
    """The sample challenge."""
    with FILE.open(encoding="utf-8") as lines:
        return read(lines)


def note_texts() -> list[str]:
    """Its notes, as people typed them."""
    return [each.text for each in sample().events if isinstance(each, PostItLine)]


def roster_of(size: int) -> list[Person]:
    """A roster of `size` people: the sample's first names and surnames in every combination."""
    names = [name.removeprefix("Cllr ").split() for name, _ in sample().challenge.roster]
    whole = dict.fromkeys(
        f"{one[0]} {names[(at + step) % len(names)][-1]}"
        for step in range(len(names))
        for at, one in enumerate(names)
    )
    return [Person(name, "Social worker") for name in list(whole)[:size]]


@dataclass(frozen=True)
class Store:
    """A database with challenges in it, and the settings of a bot that uses it."""

    file: Path
    opened: list[OpenChallenge]
    key: str

    def settings(self, slack_port: int, **more: str) -> Mapping[str, str]:
        """A bot's settings, in HTTP mode, with the Slack that answers at `slack_port`."""
        return {
            "SLACK_BOT_TOKEN": "xoxb-benchmark",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"http://127.0.0.1:{slack_port}/api/",
            "DATABASE_URL": f"sqlite:///{self.file}",
            "EVIDENCE_KEY": self.key,
            **more,
        }


async def fill(file: Path) -> Store:
    """A new SQLite file with the sample's team in several challenges, and nothing on their walls."""
    key = new_master_key()
    async with AsyncExitStack() as stack:
        database = Database(f"sqlite:///{file}")
        stack.push_async_callback(database.close)
        keyring = Keyring(settings.load(evidence_key=key).key_bytes)
        await migrate.upgrade(database)
        line = sample().challenge
        opened = [
            await service.set_up(
                database, keyring, replace(line, council=f"{line.council} {number}"), channel=f"C{number}"
            )
            for number in range(1, CHALLENGES + 1)
        ]
    return Store(file, opened, key)
