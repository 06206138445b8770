"""All that the bot sends, at its longest and most hostile, is held to what Slack takes."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from typing import Any

import pytest

from bot.domain import agenda
from bot.domain import brief as briefs
from bot.domain import framework as frameworks
from bot.domain.agenda import Choice
from bot.domain.agenda import Way as Choose
from bot.domain.challenge import (
    REASON_LIMIT,
    USUAL_SMALLEST_GROUP,
    Challenge,
    Member,
    Role,
    SmallestGroup,
)
from bot.domain.evidence import (
    LINES_LIMIT,
    SOURCE_GROUP_LIMIT,
    SUPPORTING_LIMIT,
    TEXT_LIMIT,
    Kind,
    Method,
    PostIt,
)
from bot.domain.findings import single
from bot.domain.framework import Framework
from bot.domain.ledger import Entry, How, Now, lines
from bot.domain.purge import Counts, Purge
from bot.domain.report import Stage, Standing
from bot.domain.settling import Matter, Way
from bot.domain.surprises import Heard, Said, check
from bot.domain.wall import columns, gaps
from bot.playground.checks import check_message, check_view
from bot.privacy import gate
from bot.privacy.deidentify import Deidentifier, Label
from bot.privacy.disclosure import Edition
from bot.views import agenda as agenda_views
from bot.views import briefs as brief_views
from bot.views import challenge as challenge_views
from bot.views import documents as document_views
from bot.views import evidence as evidence_views
from bot.views import home as home_views
from bot.views import ledger as ledger_views
from bot.views import purge as purge_views
from bot.views import settling as settling_views
from bot.views.evidence import Filled, FormState
from bot.views.home import Room
from bot.views.surprises import Check

DAY = date(2026, 3, 24)
ID = "i" * 22  # as long as the database's ids
ATTACK = "<!channel> <!here> <@U1|me> <#C1> <https://example.org|here> *b* _i_ `c` & > :wave: \u202e\u05d0 "

#: Words that people may type, of any length.
WORDS = {
    "everyday": "waiting list ",
    "accents": "é",
    "emoji": "\U0001f9d1\U0001f3fd\u200d\U0001f9bd",
    "attack": ATTACK,
    "ampersands": "&",  # escaped, five times as long
    "angles": "<",
}


@pytest.fixture(params=WORDS.values(), ids=list(WORDS))
def words(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=frameworks.keys())
def framework(request: pytest.FixtureRequest) -> Framework:
    return frameworks.load(request.param)


def of_length(words: str, length: int) -> str:
    """As much of `words` again and again as makes `length` characters, none of them a space at an end."""
    return f"{words * (length // len(words) + 1)}"[:length].strip().ljust(length, ".")


def challenge_of(words: str, framework: Framework) -> Challenge:
    zone = "America/Argentina/ComodRivadavia"  # the longest there is
    return Challenge(
        ID,
        "C0123456789",
        of_length(words, 100),
        framework.key,
        DAY,
        5,
        zone,
        (time(17, 30),) * 5,
        30,
        date(2028, 3, 28),
    )


def post_it(words: str, number: int, statement: str | None, length: int = TEXT_LIMIT) -> PostIt:
    return PostIt(
        id=f"{number:022d}",
        text=of_length(f"{number} {words}", length),
        kind=list(Kind)[number % len(Kind)],
        statement=statement,
        source_group=of_length(words, SOURCE_GROUP_LIMIT),
        method=Method.heard,
        supporting=of_length(words, SUPPORTING_LIMIT),
        day=DAY,
    )


def wall_of(words: str, framework: Framework, count: int = 300) -> list[PostIt]:
    keys = [*(each.key for each in framework.statements), None]
    return [post_it(words, number, keys[number % len(keys)], 600) for number in range(count)]


TEAM = tuple(
    Member(f"U{number:010d}", "x" * 80, role)
    for number, role in enumerate(
        [Role.challenge_manager, Role.lead_peer, *[Role.peer] * 20, Role.support_officer]
    )
)


def texts(payload: Any) -> Iterator[str]:
    """The mrkdwn texts in a payload."""
    if isinstance(payload, dict):
        if payload.get("type") == "mrkdwn":
            yield payload["text"]
        for each in payload.values():
            yield from texts(each)
    elif isinstance(payload, list):
        for each in payload:
            yield from texts(each)


def takes(view: dict[str, Any]) -> None:
    """Slack takes this view, and nothing that was typed calls anyone or links anywhere from it."""
    sent = json.loads(json.dumps(view))
    assert check_view(sent) is None
    assert_harmless(sent)


def takes_message(text: str, blocks: list[dict[str, Any]]) -> None:
    """Slack takes this message, and nothing that was typed calls anyone or links anywhere from it."""
    sent = json.loads(json.dumps(blocks))
    metadata = {"event_type": "delivery", "event_payload": {"delivery": ID}}
    assert check_message({"channel": "C1", "text": text, "blocks": sent, "metadata": metadata}) is None
    assert_harmless([{"type": "mrkdwn", "text": text}, *sent])


def assert_harmless(payload: Any) -> None:
    for text in texts(payload):
        assert not any(mark in text for mark in ("<!", "<@U1|", "<#", "<http"))


# The post-it's form


def state_of(words: str, framework: Framework, stored: int = LINES_LIMIT) -> FormState:
    return FormState(ID, ID, framework.key, of_length(words, 100), (ID,) * stored)


@pytest.mark.parametrize("tell_close", [True, False])
def test_the_blank_form(words: str, framework: Framework, tell_close: bool) -> None:
    takes(evidence_views.form(framework, state_of(words, framework, 0), Filled(), tell_close=tell_close))


def test_the_filled_form_and_every_note_above_it(words: str, framework: Framework) -> None:
    state = state_of(words, framework)
    post_its = [post_it(words, number, framework.statements[0].key) for number in range(LINES_LIMIT)]
    filled = Filled(
        of_length(words, 4 * TEXT_LIMIT),
        Kind.question.value,
        framework.statements[-1].key,
        of_length(words, SOURCE_GROUP_LIMIT),
        Method.seen.value,
        of_length(words, SUPPORTING_LIMIT),
    )
    for notes in (
        [evidence_views.saving()],
        [evidence_views.problem(of_length(words, 4000))],
        evidence_views.stored(framework, post_its, dict.fromkeys(Label, 1_000)),
        evidence_views.stored(framework, [replace(post_its[0], statement=None)], {}),
        evidence_views.stored_before(),
        evidence_views.undone(0),
        evidence_views.undone(LINES_LIMIT),
    ):
        takes(evidence_views.form(framework, state, filled, notes=notes, tell_close=True))


def test_every_statement_and_group_may_be_chosen_to_begin_with(framework: Framework) -> None:
    state = state_of("plain", framework)
    for key in [*(each.key for each in framework.statements), evidence_views.UNPLACED, "unknown", None]:
        takes(evidence_views.form(framework, state, Filled(statement=key)))
    for group in framework.groups:
        takes(evidence_views.form(framework, state, Filled(source_group=group.name)))


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("placed", [True, False])
def test_changing_a_post_it(words: str, framework: Framework, own: bool, placed: bool) -> None:
    state = state_of(words, framework, 1)
    one = post_it(words, 1, framework.statements[0].key if placed else None)
    takes(evidence_views.change_form(framework, state, one, own=own))
    notes = [evidence_views.problem(of_length(words, 4000))]
    takes(evidence_views.change_form(framework, state, one, own=own, notes=notes))


def test_small_modals(words: str, framework: Framework) -> None:
    one = post_it(words, 1, framework.statements[0].key)
    for sentence in (evidence_views.moved(framework, one), evidence_views.changed(dict.fromkeys(Label, 9))):
        takes(challenge_views.finished("On the wall", sentence))
    takes(evidence_views.message(of_length(words, 60), of_length(words, 4000)))
    options = [(f"{number:022d}", of_length(words, 100)) for number in range(20)]
    takes(evidence_views.choose_challenge(options, metadata=of_length(words, TEXT_LIMIT)))


# The flip charts


def test_the_flip_charts_and_a_post_it_in_one(words: str, framework: Framework) -> None:
    for column in columns(framework, wall_of(words, framework)):
        takes_message(*evidence_views.flip_chart(column))
    for column in columns(framework, []):
        takes_message(*evidence_views.flip_chart(column))
    one = post_it(words, 1, framework.statements[0].key)
    for each in (one, replace(one, source_group="", supporting=""), replace(one, text="x")):
        takes_message(*evidence_views.post_it_message(each, framework.statements[0].name))


# The challenge's own forms and messages


def test_setting_up_and_the_settings(words: str, framework: Framework) -> None:
    challenge = challenge_of(words, framework)
    for notes in ([], [evidence_views.saving("Set up")], [evidence_views.problem(of_length(words, 4000))]):
        takes(challenge_views.set_up("C0123456789", frameworks.names(), notes))
        for smallest in (USUAL_SMALLEST_GROUP, SmallestGroup(3, of_length(words, REASON_LIMIT), DAY)):
            takes(challenge_views.settings(challenge, smallest, notes))
        takes(challenge_views.team(ID, TEAM, notes))
    takes(challenge_views.team(ID, ()))


def test_the_welcome_and_the_help(words: str, framework: Framework) -> None:
    takes_message(*challenge_views.welcome(challenge_of(words, framework), TEAM, framework.name))
    takes_message("Help", challenge_views.help_blocks())


def test_the_end_of_a_challenge(words: str, framework: Framework) -> None:
    challenge = challenge_of(words, framework)
    takes(purge_views.close(challenge))
    takes(purge_views.begun())
    takes_message(*purge_views.reminder(challenge))
    visit = challenge_views.dates(challenge)
    refused = tuple(f"some_error_of_slack_{number}" for number in range(20))
    most = Counts(10**6, 14, 99, 10**6, 10**6, 99, refused)
    for counts in (Counts(), most, replace(most, gave_up=True)):
        for with_slack in (True, False):
            purge = Purge(ID, "messages", DAY, visit, with_slack, 10**6, counts, "internal_error")
            takes_message(*purge_views.under_way(purge))
            takes_message(*purge_views.receipt(purge))


def test_the_documents(words: str, framework: Framework) -> None:
    challenge = challenge_of(words, framework)
    said = [Said(str(number), of_length(words, 3000)) for number in range(200)]
    for found in (check(said, []), check(said, [Heard("3", "x", 1)]), ()):
        for held in ([], [of_length(words, 300)] * 200):
            checked = Check(challenge.council, DAY, said, found, {}, None, held)
            for asks in (True, False):
                takes(document_views.made(document_views.SLIDES_TITLE, checked, asks=asks, smallest=5))
    takes(document_views.slides(challenge))
    for stage in Stage:
        standing = Standing(stage, None, DAY)
        for today in (DAY, DAY + timedelta(days=400), DAY - timedelta(days=400)):
            takes(document_views.report(challenge, standing, today))
        takes(document_views.saved(stage))
        takes_message(*document_views.reminder(challenge, standing))
    for step in range(len(document_views.STEPS)):
        takes(document_views.progress(document_views.REPORT_TITLE, step))


# The Home


def room_of(words: str, framework: Framework, role: Role, post_its: int = 300) -> Room:
    wall = columns(framework, wall_of(words, framework, post_its))
    own = tuple(post_it(words, number, None) for number in range(post_its))
    challenge = challenge_of(words, framework)
    return Room(
        challenge,
        Member("U1", words, role),
        framework,
        "Day 5 of 5",
        wall,
        gaps(framework, wall),
        own,
        "Not drafted yet.",
    )


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("post_its", [0, 1, 300])
def test_the_home_of_someone_on_one_team(words: str, framework: Framework, role: Role, post_its: int) -> None:
    takes(home_views.home([room_of(words, framework, role, post_its)]))


@pytest.mark.parametrize("count", [0, 2, 3, 12])
def test_the_home_of_someone_on_several_teams_or_none(framework: Framework, count: int) -> None:
    room = room_of(ATTACK, framework, Role.challenge_manager)
    rooms = [replace(room, challenge=replace(room.challenge, id=f"{number:022d}")) for number in range(count)]
    takes(home_views.home(rooms))


# The brief


def previews(words: str, framework: Framework, post_its: int) -> Iterator[gate.Preview]:
    wall = wall_of(words, framework, post_its)
    found = [replace(single(one), agreed=at % 2 == 0, recommended=at % 5 == 0) for at, one in enumerate(wall)]
    drafted = briefs.draft(
        framework,
        wall,
        found,
        council=of_length(words, 100),
        day=DAY,
        day_number=3,
        at_stage=briefs.Stage.messages,
    )
    ids = [one.finding.id for one in agenda.items(drafted)]
    ways = {
        name: Choice(tuple(Choose)[at % 3], words[:240], words[:200], words[1:240])
        for at, name in enumerate(ids)
    }
    whole = gate.Drafted(drafted, Edition(datetime(2026, 3, 24, 17, tzinfo=UTC), {}), choices=ways)
    items = gate.Gate(Deidentifier()).pass_items(whole)
    passed = gate.Gate(Deidentifier()).pass_brief(whole.to_tell)
    for brief in (passed, replace(passed, day_number=None)):
        for state in ((False, False), (True, False), (True, True)):
            for held, asks in ((0, False), (2, True)):
                yield gate.Preview(
                    ID,
                    ID,
                    1_000_000,
                    "draft",
                    brief,
                    *state,
                    time(17, 30),
                    held=held,
                    asks=asks,
                    items=items,
                    awaits=frozenset({Role.lead_peer, Role.challenge_manager}),
                )


def takes_brief(words: str, framework: Framework, post_its: int) -> None:
    for preview in previews(words, framework, post_its):
        title = brief_views.title(preview.brief)
        takes_message(title, brief_views.brief_blocks(preview.brief))
        for role in (Role.challenge_manager, Role.lead_peer):
            takes_message(title, brief_views.preview(preview, role))
            takes(agenda_views.items(preview, role))
            takes_message(*brief_views.not_approved(preview, role))
            takes_message(title, brief_views.changed_since(preview, role))
        for one in preview.items[:1]:
            takes(agenda_views.item(preview, one.finding))


@pytest.mark.parametrize("post_its", [0, 1, 20])
def test_the_brief_and_its_preview(words: str, framework: Framework, post_its: int) -> None:
    takes_brief(words, framework, post_its)


@pytest.mark.parametrize("words", [WORDS["everyday"], WORDS["accents"], WORDS["emoji"]], ids=repr)
def test_the_brief_of_a_full_wall(words: str, framework: Framework) -> None:
    takes_brief(words, framework, 300)


@pytest.mark.parametrize("words", [WORDS["ampersands"], WORDS["angles"]], ids=repr)
def test_the_brief_of_a_full_wall_of_markup(words: str, framework: Framework) -> None:
    takes_brief(words, framework, 300)


def test_what_takes_a_previews_place(words: str) -> None:
    takes_message("Brief", brief_views.done(of_length(words, 4000)))


def test_the_ledger(words: str, framework: Framework) -> None:
    wall = [
        Now(one.finding.id, one.heading, one.finding.text)
        for one in agenda.of_wall(framework, map(single, wall_of(words, framework)))
    ]
    told = [
        (
            day,
            [
                Entry(one.finding, one.heading, of_length(f"{day} {words}", 240), how, of_length(words, 200))
                for one, how in zip(wall, cycle(How), strict=False)
            ],
        )
        for day in (1, 2, None)
    ]
    for page in (0, 3, 99):
        takes(ledger_views.ledger(ID, of_length(words, 100), lines(told, wall), page))
    takes(ledger_views.ledger(ID, of_length(words, 100), []))


@pytest.mark.parametrize("count", [0, 1, 60])
def test_what_would_surprise(words: str, count: int) -> None:
    matters = [
        (
            f"{number:032d}",
            Matter(
                f"{number}",
                of_length(f"{number} {words}", 240),
                of_length(words, 120),
                heard=of_length(f"then {words}", 240) if number % 2 else None,
                way=tuple(Way)[number % len(Way)],
                reason=of_length(words, 200),
            ),
        )
        for number in range(count)
    ]
    takes(settling_views.listing(ID, matters))
    takes_message(*settling_views.told(ID, [matter for _, matter in matters]))
    for tag, matter in matters[:2]:
        takes(settling_views.reason(settling_views.Place(ID, tag, matter.seen), matter, 200))
