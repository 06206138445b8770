"""The sample challenge: a file of the project's own that must stay true to the format and worth showing."""

import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from stdnum.gb import nhs

from bot.domain.challenge import Action, Role, may
from bot.domain.evidence import Kind, Method
from bot.domain.framework import load
from bot.domain.replay import DigestLine, PostItLine, Replay, read

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "bot" / "samples" / "northmere.jsonl"

#: What the sample hides in its notes by form alone: no roster is needed to find these.
PLANTED_FORMS = {
    "e-mail": [
        "barbara.holroyd@northmere.example",
        "sbhandari@northmere.example",
        "vincent.hale@northmere.example",
    ],
    "phone": ["07700 900318", "01632 960114", "07700 900764", "07700 900552", "+44 7700 900817"],
    "NHS number": ["999 284 7131", "9994071629", "999 530 2985", "9997723104"],
    "National Insurance number": ["AB 12 34 56 C", "QQ 12 34 56 C"],
    "postcode": ["NM3 8LR", "NM1 4PB"],
    "address": ["41 Pear Tree Close", "22 Chapel Street", "9 Orchard Close"],
    "record number": ["Mosaic 4418207", "LAS 2207314", "Mosaic 3390518"],
    "date of birth": ["11/09/1937", "2.6.58"],
    "titled name": [
        "Cllr Rahim",
        "Cllr Tansley",
        "Cllr Okoro",
        "Cllr Lumley",
        "Dr Pemberton",
        "Mrs Spink",
        "Mrs Begum",
        "mr hale",
        "dr verma",
    ],
}

#: Names as they are typed, and whom on the roster they mean: whole, in small letters, short, misspelt.
PLANTED_NAMES = {
    "simon achebe": "Simon Achebe",
    "Louise Haworth": "Louise Haworth",
    "bronwen tudor": "Bronwen Tudor",
    "margaret eccles": "Margaret Eccles",
    "declan orourke": "Declan O'Rourke",
    "ewa nowicka": "Ewa Nowicka",
    "svetlana": "Svetlana Petrova",
    "graham pollitt": "Graham Pollitt",
    "Sanjay": "Sanjay Lakhani",
    "Kieran M": "Kieran Maddox",
    "temitope": "Temitope Balogun",
    "waqar": "Waqar Hussain",
    "waqar husain": "Waqar Hussain",
    "hamza": "Hamza Qureshi",
    "fiona b": "Fiona Blackett",
    "alan whitby": "Alan Whitby",
    "rosalind teauge": "Rosalind Teague",
    "sunita bhandari": "Sunita Bhandari",
    "helena wragg": "Helena Wragg",
    "shabnam": "Shabnam Akhtar",
    "Stacey Wardle": "Stacey Wardle",
    "kwame": "Kwame Asante",
    "Leroy Campbell": "Leroy Campbell",
    "beth": "Beth Ormerod",
    "jordan": "Jordan Pike",
    "Vincent Hale": "Vincent Hale",
}

#: When the sessions of the manual's example timetable end (its Appendix 1), by day.
ENDS = {
    1: ("10:30", "12:00", "13:00", "15:00", "16:00", "17:30"),
    2: ("10:00", "11:00", "12:30", "14:30", "15:30", "17:00"),
}


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return SAMPLE.read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def replay(lines: list[str]) -> Replay:
    return read(lines)


@pytest.fixture(scope="module")
def post_its(replay: Replay) -> list[PostItLine]:
    return [event for event in replay.events if isinstance(event, PostItLine)]


def day_of(post_it: PostItLine, replay: Replay) -> int:
    return (post_it.at.date() - replay.challenge.starts_on).days + 1


def test_every_line_is_good(lines: list[str], replay: Replay) -> None:
    schema = Draft202012Validator(
        json.loads((ROOT / "docs" / "replay.schema.json").read_text(encoding="utf-8"))
    )
    for line in lines:
        schema.validate(json.loads(line))
    assert replay.bad == ()
    assert len(replay.events) == len(lines) - 1


def test_three_days_a_team_and_a_roster(replay: Replay, post_its: list[PostItLine]) -> None:
    challenge = replay.challenge
    assert (challenge.council, challenge.framework, challenge.days) == ("Northmere", "cqc-asc", 3)
    assert challenge.starts_on.strftime("%A") == "Tuesday"
    assert Counter(member.role for member in challenge.team) == {
        Role.challenge_manager: 1,
        Role.lead_peer: 1,
        Role.peer: 5,
        Role.support_officer: 1,
    }
    assert 55 <= len(challenge.roster) <= 70
    assert all(title for _, title in challenge.roster)
    assert len({name for name, _ in challenge.roster}) == len(challenge.roster)
    # Everyone who may post does, and nobody else: the sample must run without a refusal.
    posting = {member.user for member in challenge.team if may(member.role, Action.post_evidence)}
    assert {post_it.who for post_it in post_its} == posting


def test_about_two_hundred_notes_over_everything_a_note_can_say(post_its: list[PostItLine]) -> None:
    assert 190 <= len(post_its) <= 230
    assert len({post_it.text for post_it in post_its}) == len(post_its)
    statements = Counter(post_it.statement for post_it in post_its)
    assert set(statements) == {None, *(statement.key for statement in load("cqc-asc").statements)}
    assert 10 <= statements[None] <= 20
    assert min(statements.values()) >= 10
    assert {post_it.kind for post_it in post_its} == set(Kind)
    assert {post_it.method for post_it in post_its} == set(Method)
    assert sum(bool(post_it.supporting) for post_it in post_its) >= 10
    # Themes need several notes that say the same: waiting for reviews, and the cliff edge at 18, for two.
    assert sum("review" in post_it.text for post_it in post_its if post_it.statement == "needs") >= 4
    assert sum("18" in post_it.text or "17 and a half" in post_it.text for post_it in post_its) >= 3


def test_there_are_gaps_to_find(replay: Replay, post_its: list[PostItLine]) -> None:
    framework = load("cqc-asc")

    def lived(statement: str, day: int) -> bool:
        groups = (
            framework.group(post_it.source_group)
            for post_it in post_its
            if post_it.statement == statement and day_of(post_it, replay) == day
        )
        return any(group is not None and group.lived_experience for group in groups)

    assert not lived("equity", 1)
    assert lived("equity", 2)
    learning = {post_it.kind for post_it in post_its if post_it.statement == "learning"}
    assert learning <= {Kind.strength, Kind.best_practice}


def test_most_source_groups_are_the_frameworks_and_some_are_the_teams_own(post_its: list[PostItLine]) -> None:
    framework = load("cqc-asc")
    names = {post_it.source_group for post_it in post_its}
    own = {name for name in names if framework.group(name) is None}
    assert own == {"occupational therapists and reablement staff"}
    assert len(names) >= 15


def test_notes_are_typed_as_sessions_end(replay: Replay, post_its: list[PostItLine]) -> None:
    for post_it in post_its:
        day = day_of(post_it, replay)
        if day == 3:
            # The last morning is for writing the presentation: a few late notes only.
            assert 8 <= post_it.at.hour < 12
            continue
        clock = datetime.combine(post_it.at.date(), post_it.at.time())
        ends = [datetime.fromisoformat(f"{clock.date()}T{end}") for end in ENDS[day]]
        assert any(end <= clock <= end + timedelta(minutes=20) for end in ends)
    # A pair is in one session at a time.
    by_slot: dict[tuple[str, datetime], set[str]] = {}
    for post_it in post_its:
        slot = post_it.at.replace(minute=post_it.at.minute // 30 * 30)
        by_slot.setdefault((post_it.who, slot), set()).add(post_it.source_group)
    assert all(len(groups) == 1 for (_, slot), groups in by_slot.items() if slot.day != 26)


def test_the_challenge_manager_asks_for_a_brief_each_day_before_the_dass_meeting(replay: Replay) -> None:
    digests = [event for event in replay.events if isinstance(event, DigestLine)]
    assert [(digest.who, f"{digest.at:%d %H:%M}") for digest in digests] == [
        ("UCHALMGR", "24 16:55"),
        ("UCHALMGR", "25 16:55"),
        ("UCHALMGR", "26 11:55"),
    ]


def test_what_must_be_hidden_is_there_to_be_hidden(replay: Replay, post_its: list[PostItLine]) -> None:
    typed = [f"{post_it.text}\n{post_it.supporting}" for post_it in post_its]
    planted = [*(one for some in PLANTED_FORMS.values() for one in some), *PLANTED_NAMES]
    for one in planted:
        assert any(one in text for text in typed), one
    carrying = sum(any(one in text for one in planted) for text in typed)
    assert 30 <= carrying <= 50
    assert set(PLANTED_NAMES.values()) <= {name for name, _ in replay.challenge.roster}
    assert all(nhs.is_valid(number) for number in PLANTED_FORMS["NHS number"])


def test_nothing_in_it_could_reach_a_real_person(lines: list[str]) -> None:
    text = "\n".join(lines)
    for mail in PLANTED_FORMS["e-mail"]:
        assert mail.endswith(".example")
    assert text.count("@") == len(PLANTED_FORMS["e-mail"])
    # Ofcom's numbers for drama, and NHS numbers from the range kept for tests.
    for phone in PLANTED_FORMS["phone"]:
        bare = phone.replace(" ", "").replace("+44", "0")
        assert bare.startswith(("07700900", "01632960"))
    assert all(number.startswith("999") for number in PLANTED_FORMS["NHS number"])
