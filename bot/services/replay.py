"""A whole challenge from a file, through the same services that Slack's doors use, by the file's clock."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.challenge import Action, Role
from bot.domain.framework import Statement, load
from bot.domain.replay import ChallengeLine, DigestLine, Event, PostItLine, Replay, ThemeLine
from bot.domain.theme_board import Board, Card
from bot.domain.timetable import Timetable
from bot.errors import Refusal
from bot.privacy.found import Answers, Person
from bot.privacy.gate import Preview
from bot.privacy.keys import Keyring
from bot.services import briefs, challenges, evidence, theme_decisions, themes
from bot.services.challenges import SetUp, require
from bot.services.evidence import Draft
from bot.services.hiding import Unsure
from bot.services.theme_decisions import Edit, Seen
from db.challenges import OpenChallenge
from db.engine import Database


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one line: the refusal's sentence, or None; and the brief that a digest made."""

    line: Event
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


async def play(database: Database, opened: OpenChallenge, line: Event) -> Done:
    """Do what one line says, as its person, at its moment. A refusal stores nothing."""
    try:
        async with database.write() as session:
            if isinstance(line, DigestLine):
                preview = await briefs.digest(session, opened, line.who, now=line.at)
                await briefs.approve(
                    session, opened, line.who, preview.brief_id, preview.revision, now=line.at
                )
                return Done(line, brief=preview)
            if isinstance(line, ThemeLine):
                await _decide(session, opened, line)
            else:
                await _write(session, opened, line)
            return Done(line)
    except Refusal as refusal:
        return Done(line, refused=refusal.sentence)


async def _write(session: AsyncSession, opened: OpenChallenge, line: PostItLine) -> None:
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


async def group_all(session: AsyncSession, opened: OpenChallenge) -> tuple[Board, ...]:
    """Group what is on the wall, as if the challenge manager accepted all of it; the themes then."""
    for statement in opened.framework.statements:
        await _group(session, opened, statement)
    return await themes.all_boards(session, opened)


async def _group(session: AsyncSession, opened: OpenChallenge, statement: Statement) -> None:
    was = await themes.material(session, opened, statement)
    if was.notes:
        await themes.accept(session, opened, challenge_manager(opened), was, themes.grouped(was))


async def _decide(session: AsyncSession, opened: OpenChallenge, line: ThemeLine) -> None:
    """What a line decides on a theme, once all that is on the wall by then is grouped."""
    require(opened, line.who, Action.decide_theme)
    statement = opened.framework.statement(line.statement)
    await _group(session, opened, statement)

    async def named(label: str) -> Card:
        board = await themes.look(session, opened, line.who, statement)
        for card in board.cards:
            if card.kind is line.kind and card.label.casefold() == label.casefold():
                return card
        raise Refusal("There is no theme of that name under that statement and kind then.")

    card = await named(line.theme)
    if line.merge:
        seen = Seen(card.id, card.standing.version)
        await theme_decisions.merge(session, opened, line.who, seen, (await named(line.merge)).id)
    if line.label or line.bullet or line.stage:
        card = await named(line.theme)
        await _reword(session, opened, line, card)
    board = await themes.look(session, opened, line.who, statement)
    now = board.card(card.id)
    assert now is not None  # it was reworded in this transaction
    seen = Seen(card.id, now.standing.version)
    if line.drop:
        await theme_decisions.drop(session, opened, line.who, seen)
    elif line.agree:
        await theme_decisions.agree(session, opened, line.who, seen)


async def _reword(session: AsyncSession, opened: OpenChallenge, line: ThemeLine, card: Card) -> None:
    edit = Edit(
        line.label or card.label,
        line.bullet or card.bullet,
        line.stage or card.stage,
        {name: theme_decisions.digest(text) for name, text in theme_decisions.as_shown(card).items()},
        Answers(keep=frozenset(line.keep)),
    )
    outcome = await theme_decisions.edit(session, opened, line.who, card.id, edit)
    if isinstance(outcome, Unsure):
        edit = replace(edit, answers=Answers(frozenset(outcome.words), edit.answers.keep))
        await theme_decisions.edit(session, opened, line.who, card.id, edit)


def challenge_manager(opened: OpenChallenge) -> str:
    """Who issues the briefs that no line of the file asks for."""
    return opened.users(Role.challenge_manager)[0]


def missing_digests(replay: Replay, opened: OpenChallenge) -> Iterator[DigestLine]:
    """A digest at the preview's time for each day that the file asks for none: an empty day says so."""
    asked = {opened.challenge.local_date(line.at) for line in replay.events if isinstance(line, DigestLine)}
    for day in range(1, opened.challenge.days + 1):
        if opened.challenge.date_of(day) not in asked:
            yield DigestLine(number=0, at=opened.challenge.preview_due(day), who=challenge_manager(opened))


def in_order(replay: Replay, opened: OpenChallenge) -> Iterable[Event]:
    """The file's events and the digests that are missing from it, by time."""
    return sorted([*replay.events, *missing_digests(replay, opened)], key=lambda line: line.at)
