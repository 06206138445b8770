"""A whole challenge from a file, through the same services that Slack's doors use, by the file's clock."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from bot.domain.challenge import Role
from bot.domain.framework import load
from bot.domain.replay import ChallengeLine, DigestLine, PostItLine, Replay
from bot.domain.timetable import Timetable
from bot.errors import Refusal
from bot.privacy.found import Answers, Person
from bot.privacy.gate import Preview
from bot.privacy.keys import Keyring
from bot.services import briefs, challenges, evidence
from bot.services.challenges import SetUp
from bot.services.evidence import Draft
from bot.services.hiding import Unsure
from db.challenges import OpenChallenge
from db.engine import Database


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one line: the refusal's sentence, or None; and the brief that a digest made."""

    line: PostItLine | DigestLine
    refused: str | None = None
    brief: Preview | None = None


def timetable_of(line: ChallengeLine, folder: Path) -> Timetable | None:
    """The timetable that the first line names, from the replay file's folder, or None where it names none.
    Raises Refusal where it can't be read.
    """
    if not line.timetable:
        return None
    from bot.documents.timetable import read  # heavy, and seldom needed

    try:
        data = (folder / line.timetable).read_bytes()
    except OSError:
        raise Refusal(f"The timetable {line.timetable} is not beside the replay file.") from None
    team = [member.name for member in line.team]
    return read(line.timetable, data, framework=load(line.framework), team=team).timetable


async def set_up(
    database: Database,
    keyring: Keyring,
    line: ChallengeLine,
    *,
    channel: str,
    timetable: Timetable | None = None,
) -> OpenChallenge:
    """The challenge of a file's first line, set up in `channel` before its first day."""
    form = SetUp(
        council=line.council,
        framework=line.framework,
        starts_on=line.starts_on,
        ends_on=line.starts_on + timedelta(days=line.days - 1),
        zone=line.zone,
        dass_times="",
        one_approves=True,  # a line of the file stands for what its person and whoever else must approved
    )
    roster = [Person(name, title) for name, title in line.roster]
    moment = datetime.combine(line.starts_on, clock_time(), tzinfo=UTC)
    async with database.write() as session:
        return await challenges.create(
            session,
            keyring,
            channel=channel,
            form=form,
            team=line.team,
            roster=roster,
            timetable=timetable,
            now=moment,
        )


async def play(database: Database, opened: OpenChallenge, line: PostItLine | DigestLine) -> Done:
    """Do what one line says, as its person, at its moment. A refusal stores nothing."""
    try:
        async with database.write() as session:
            if isinstance(line, DigestLine):
                preview = await briefs.digest(session, opened, line.who, now=line.at)
                await briefs.approve(
                    session, opened, line.who, preview.brief_id, preview.revision, now=line.at
                )
                return Done(line, brief=preview)
            draft = Draft(
                text=line.text,
                kind=line.kind,
                statement=line.statement,
                source_group=line.source_group,
                method=line.method,
                supporting=line.supporting,
                answers=Answers(keep=frozenset(line.keep)),
            )
            outcome = await evidence.capture(session, opened, line.who, draft, now=line.at, receipt=None)
            if isinstance(outcome, Unsure):  # a file has nobody to ask: what it doesn't keep is hidden
                draft = replace(draft, answers=Answers(frozenset(outcome.words), draft.answers.keep))
                await evidence.capture(session, opened, line.who, draft, now=line.at, receipt=None)
            return Done(line)
    except Refusal as refusal:
        return Done(line, refused=refusal.sentence)


def challenge_manager(opened: OpenChallenge) -> str:
    """Who issues the briefs that no line of the file asks for."""
    return opened.users(Role.challenge_manager)[0]


def missing_digests(replay: Replay, opened: OpenChallenge) -> Iterator[DigestLine]:
    """A digest at the preview's time for each day that the file asks for none: an empty day says so."""
    asked = {opened.challenge.local_date(line.at) for line in replay.events if isinstance(line, DigestLine)}
    for day in range(1, opened.challenge.days + 1):
        if opened.challenge.date_of(day) not in asked:
            yield DigestLine(number=0, at=opened.challenge.preview_due(day), who=challenge_manager(opened))


def in_order(replay: Replay, opened: OpenChallenge) -> Iterable[PostItLine | DigestLine]:
    """The file's events and the digests that are missing from it, by time."""
    return sorted([*replay.events, *missing_digests(replay, opened)], key=lambda line: line.at)
