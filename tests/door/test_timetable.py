"""The timetable through the door: seen by the team, imported by those who may, stored when they say so."""

import io
import json
from pathlib import Path

import openpyxl
import pytest

from bot.domain.timetable import Timetable
from bot.handlers.files import of_slack
from bot.playground.workspace import Trouble
from bot.views import home as home_views
from bot.views import timetable as views
from db import challenges
from db.challenges import OpenChallenge
from tests.house import CHANNEL, CM, LP, OTHER_PEER, PEER, STRANGER, SUPPORT, House, words_of
from tests.timetable.bad_files import REFUSED
from tests.timetable.files import csv_file

HEAD = ["Day", "Start", "End", "Stream", "Name", "Job title", "Room", "Peers", "Theme"]
PRIYA = ["1", "11.30", "12.30", "A", "Priya Nandakumar", "Head of Brokerage", "Oak Room", "Dev / Siân", ""]
OWEN = ["1", "14.00", "15.00", "B", "Owen Trevithick", "Service Manager", "Elm Room", "Dev / Ruth", ""]
LUNCH = ["1", "12.30", "13.30", "", "Lunch", "", "", "", ""]
MOSS = ["2", "09.00", "10.00", "A", "Ann Moss", "Director", "Oak Room", "Siân / Ruth", "Safeguarding"]
NAMES = ("Nandakumar", "Trevithick", "Brokerage", "Moss")


def timetable_file(*rows: list[str]) -> bytes:
    return csv_file([HEAD, *(rows or (PRIYA, LUNCH, OWEN, MOSS))])


async def opened(house: House, channel: str = CHANNEL) -> OpenChallenge:
    async with house.bot.database.read() as session:
        found = await challenges.by_channel(session, house.bot.keyring, channel)
    assert found is not None
    return found


async def stored(house: House) -> Timetable | None:
    return (await opened(house)).timetable


async def preview(house: House, data: bytes, name: str = "visit.csv", user: str = CM) -> str:
    """Upload a file; what the modal says then."""
    await house.command(user, "/timetable")
    await house.press(user, views.ASK, house.modal(user))
    errors = await house.submit(user, file=await house.add_file(user, name, data))
    assert not errors
    return words_of(house.modal(user))


async def importing(house: House, data: bytes, user: str = CM) -> str:
    """Upload a file and use it; what the modal says then."""
    await preview(house, data, user=user)
    await house.submit(user)
    return words_of(house.modal(user))


async def test_a_file_is_read_shown_and_stored_only_when_it_is_used(northmere: House) -> None:
    said = await preview(northmere, timetable_file())
    assert "4 sessions, 3 with somebody to hear" in said
    assert "Dev → Councillor Dev Malhotra" in said
    assert "Priya Nandakumar, Head of Brokerage · Oak Room" in said
    assert await stored(northmere) is None
    await northmere.submit(CM)
    assert "It is stored: 4 sessions." in words_of(northmere.modal(CM))
    found = await stored(northmere)
    assert found is not None
    assert [one.start.hour for one in found.sessions] == [11, 12, 14, 9]
    assert found.sessions[3].statement == "safeguarding"


async def test_cancel_stores_nothing(northmere: House) -> None:
    await preview(northmere, timetable_file())
    await northmere.close(CM)
    assert await stored(northmere) is None
    await northmere.command(CM, "/timetable")
    assert "There is no timetable yet." in words_of(northmere.modal(CM))


# Importing


async def test_the_support_officer_imports_too_and_a_peer_is_not_offered_it(northmere: House) -> None:
    assert "It is stored" in await importing(northmere, timetable_file(), SUPPORT)
    for user in (LP, PEER):
        await northmere.command(user, "/timetable")
        shown = json.dumps(northmere.modal(user).body)
        assert views.ASK not in shown
        assert views.TEMPLATE not in shown


async def test_what_is_odd_is_said_before_it_is_stored(northmere: House) -> None:
    noor = ["3", "11.30", "12.30", "B", "Noor Haddad", "Team Manager", "", "Dev / Priscilla", ""]
    late = ["5", "09.00", "10.00", "A", "Tom Brown", "Chair", "Oak Room", "Siân / Ruth", "Poetry"]
    said = await preview(northmere, timetable_file(PRIYA, noor, late))
    assert "Day 5: the visit has 3 days" in said
    assert "Poetry" in said.partition("Whom the peers")[0]
    assert "Priscilla → ⛔ nobody on the team" in said
    assert "•  Day 3, stream B, 11.30" in said
    assert "(C62)" in said
    assert said.index("errors by the manual's rules") < said.index("hint")


async def test_importing_again_shows_what_it_changes(northmere: House) -> None:
    await importing(northmere, timetable_file())
    moved = [*PRIYA[:1], "10.00", "11.00", *PRIYA[3:]]
    new = ["2", "14.00", "15.00", "A", "Zadie Lomax", "Commissioner", "Oak Room", "Dev / Siân", ""]
    said = await preview(northmere, timetable_file(moved, LUNCH, MOSS, new))
    assert "What it changes.* 2 sessions stay as they are." in said
    assert "1 added*\n•  Day 2, stream A, 14.00: Interview: Zadie Lomax" in said
    assert "1 moved or changed*\n•  Day 1, stream A, 11.30: now day 1, 10.00–11.00" in said
    assert "1 cancelled*\n•  Day 1, stream B, 14.00: Interview: Owen Trevithick" in said
    told = "Told, once, by direct message:* Ruth Okonjo, Councillor Dev Malhotra and Siân Prosser"
    assert told in said
    await northmere.submit(CM)
    await northmere.send()
    for user in (PEER, OTHER_PEER, LP):
        assert "Your timetable has changed" in words_of(northmere.direct(user)[-1])
    found = await stored(northmere)
    assert found is not None
    assert {person.name for one in found.sessions for person in one.people} == {
        "Priya Nandakumar",
        "Ann Moss",
        "Zadie Lomax",
    }
    again = await preview(northmere, timetable_file(moved, LUNCH, MOSS, new))
    assert "It is the timetable that is there already" in again
    assert "Told, once" not in again


async def test_what_changed_since_the_preview_is_looked_at_again(northmere: House) -> None:
    await preview(northmere, timetable_file(PRIYA))
    await importing(northmere, timetable_file(OWEN), SUPPORT)
    await northmere.submit(CM)
    said = words_of(northmere.modal(CM))
    assert "has changed since you looked" in said
    assert "1 cancelled*\n•  Day 1, stream B, 14.00: Interview: Owen Trevithick" in said
    kept = await stored(northmere)
    assert kept is not None
    assert kept.sessions[0].people[0].name == "Owen Trevithick"
    await northmere.submit(CM)
    found = await stored(northmere)
    assert found is not None
    assert found.sessions[0].people[0].name == "Priya Nandakumar"


async def test_a_press_that_comes_twice_stores_once(northmere: House) -> None:
    await preview(northmere, timetable_file())
    view = northmere.modal(CM).api()
    payload = {"type": "view_submission", "user": {"id": CM}, "team": {"id": "TSAMPLE"}, "view": view}
    request = {"payload": json.dumps(payload)}
    shown = set()
    for _ in range(2):
        await northmere.slack_sends(request)
        await northmere.bot.desk.settle()
        shown.add(words_of(northmere.modal(CM)))
    assert len(shown) == 1
    assert "It is stored: 4 sessions." in shown.pop()


async def test_its_people_are_hidden_at_once(northmere: House) -> None:
    await northmere.post_it(PEER, "owen trevithick waits too long")
    await importing(northmere, timetable_file())
    found = await opened(northmere)
    assert {person.name for person in found.roster} >= {"Priya Nandakumar", "Owen Trevithick", "Ann Moss"}
    await northmere.post_it(PEER, "nandakumar says that reviews are late", statement="needs")
    said = "".join(message.text + words_of(message) for message in northmere.channel().messages.values())
    assert "reviews are late" in said
    assert "andakumar" not in said


FORM_TAKES = {
    which: given
    for which, given in REFUSED.items()
    if given[0].endswith((".xlsx", ".csv")) and which != "empty file"
}


@pytest.mark.parametrize(("name", "make", "words"), FORM_TAKES.values(), ids=FORM_TAKES)
async def test_a_file_that_is_no_timetable_is_refused_in_the_form(
    northmere: House, name: str, make: object, words: str
) -> None:
    assert callable(make)
    said = await preview(northmere, make(), name)
    assert words in said
    assert "Nothing was stored." in said
    assert northmere.modal(CM).body["callback_id"] == views.UPLOAD
    assert await stored(northmere) is None
    # The same form takes the right one.
    await northmere.submit(CM, file=await northmere.add_file(CM, "visit.csv", timetable_file()))
    assert northmere.modal(CM).body["callback_id"] == views.USE


@pytest.mark.parametrize("kind", ["500", "429", "drop"])
async def test_slack_that_does_not_hand_it_over_is_said(northmere: House, kind: str) -> None:
    northmere.workspace.trouble.append(Trouble("files-pri", kind))
    assert "Slack did not hand the file over." in await preview(northmere, timetable_file())
    await northmere.submit(CM, file=await northmere.add_file(CM, "visit.csv", timetable_file()))
    northmere.workspace.trouble.append(Trouble("files-pri", kind))
    await northmere.submit(CM)
    assert "Slack did not hand the file over." in words_of(northmere.modal(CM))
    assert await stored(northmere) is None
    await northmere.submit(CM)
    assert "It is stored: 4 sessions." in words_of(northmere.modal(CM))


async def test_a_file_deleted_since_its_preview_is_asked_for_again(northmere: House) -> None:
    await preview(northmere, timetable_file())
    northmere.workspace.files.clear()
    await northmere.submit(CM)
    assert "not in Slack any more. Upload it again. Nothing was stored." in words_of(northmere.modal(CM))
    assert await stored(northmere) is None


def all_bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("test.db*"))


async def test_names_are_in_the_form_alone(
    northmere: House, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level("DEBUG", logger="bot")
    await importing(northmere, timetable_file())
    await preview(northmere, b"%PDF-1.7 Nandakumar", "Nandakumar.csv")
    await northmere.home(PEER)
    workspace = northmere.workspace
    outside = [json.dumps(args) for name, args in workspace.sent if not name.startswith("views.")]
    opened_views = [args["view"] for name, args in workspace.sent if name in {"views.open", "views.update"}]
    assert len(opened_views) >= 5
    outside += [each["private_metadata"] for each in opened_views]
    outside += [
        json.dumps(message.api(with_metadata=True))
        for channel in workspace.channels.values()
        for message in channel.messages.values()
    ]
    outside += [caplog.text, json.dumps(workspace.homes[PEER].body)]
    database = all_bytes(tmp_path)
    assert any("is stored" in record.getMessage() for record in caplog.records)
    for name in NAMES:
        assert not any(name in text for text in outside), name
        assert name.encode() not in database


async def test_the_longest_timetable_fits(northmere: House) -> None:
    long = "Bartholomé-Fêtherstonehaugh ééééééééééééééé " * 4
    rows = [
        [
            str(at % 3 + 1),
            f"{8 + at // 36:02}.{at % 60:02}",
            f"{9 + at // 36:02}.{at % 60:02}",
            "ABCDEF"[at % 6],
            f"{long}{at}",
            "Head of & <Everything> " * 6,
            "A room with a view " * 5,
            f"Peer Number{at} / Other Person{at}",
            "",
        ]
        for at in range(290)
    ]
    said = await preview(northmere, timetable_file(*rows))
    assert "290 sessions" in said
    assert "and more than fits here" in said
    assert len(json.dumps(northmere.modal(CM).body)) < 250_000
    await northmere.submit(CM)
    assert "It is stored: 290 sessions." in words_of(northmere.modal(CM))


async def test_forty_sessions_are_shown_whole(northmere: House) -> None:
    rows = [
        [
            str(at % 2 + 1),
            f"{8 + at // 6:02}.00",
            f"{9 + at // 6:02}.00",
            "ABC"[at // 2 % 3],
            f"Person {'ABCDEFGHIJ'[at // 10]}{'abcdefghij'[at % 10]}ton",
            "Head of Service",
            "Oak Room",
            "Dev / Siân",
            "",
        ]
        for at in range(40)
    ]
    await importing(northmere, timetable_file(*rows))
    said = words_of(northmere.modal(CM))
    assert all(row[4] in said for row in rows)


async def test_an_empty_one_comes_as_a_direct_message_once(northmere: House) -> None:
    await northmere.command(SUPPORT, "/timetable")
    view = northmere.modal(SUPPORT)
    await northmere.press(SUPPORT, views.TEMPLATE, view)
    assert "I sent you an empty timetable" in words_of(northmere.modal(SUPPORT))
    (message,) = [each for each in northmere.direct(SUPPORT) if each.files]
    content = northmere.workspace.files[message.files[0]["id"]]["content"]
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == ["Day 1", "Day 2", "Day 3", "Notes"]


# Seeing it


async def test_a_peer_sees_their_own_and_everyones_and_who_is_free(northmere: House) -> None:
    await importing(northmere, timetable_file())
    await northmere.command(PEER, "/timetable")
    said = words_of(northmere.modal(PEER))
    assert "*Free now* (12.00): Ruth Okonjo" in said
    assert (
        "*11.30–12.30*  ◀ now\nInterview: Priya Nandakumar, Head of Brokerage\nOak Room · with Siân" in said
    )
    assert "Lunch" in said
    assert "Tomorrow: Wednesday 25 March" in said
    assert "You have no sessions." in said
    assert "Moss" not in said
    await northmere.press(PEER, views.EVERYONE, northmere.modal(PEER))
    said = words_of(northmere.modal(PEER))
    assert "*A*  Interview: Ann Moss, Director\nOak Room · Siân / Ruth · " in said
    await northmere.press(PEER, views.MINE, northmere.modal(PEER))
    assert "Moss" not in words_of(northmere.modal(PEER))


async def test_before_the_visit_its_first_days_and_after_it_nothing(northmere: House) -> None:
    await importing(northmere, timetable_file())
    northmere.clock.move(days=-7)
    await northmere.command(OTHER_PEER, "/timetable")
    said = words_of(northmere.modal(OTHER_PEER))
    assert "Day 1: Tuesday 24 March" in said
    assert "Day 2: Wednesday 25 March" in said
    assert "Free now" not in said
    northmere.clock.move(days=14)
    await northmere.command(OTHER_PEER, "/timetable")
    assert "The visit is over." in words_of(northmere.modal(OTHER_PEER))


async def test_the_home_opens_it_and_a_stranger_learns_nothing(northmere: House) -> None:
    await importing(northmere, timetable_file())
    await northmere.press(LP, home_views.TIMETABLE, await northmere.home(LP))
    assert "Owen Trevithick" in words_of(northmere.modal(LP))
    for user in (STRANGER, "UPEER5"):
        await northmere.command(user, "/timetable", "CGENERAL")
        (said,) = northmere.only_for(user, "CGENERAL")
        assert said.text.startswith("There is no peer challenge here that you are part of.")
        assert not northmere.workspace.stacks.get(user)


# The token


@pytest.mark.parametrize(
    ("address", "api", "goes"),
    [
        ("https://files.slack.com/files-pri/T1-F1/t.xlsx", "https://slack.com/api/", True),
        ("https://files.slack-gov.com/files-pri/T1-F1/t.xlsx", "https://slack-gov.com/api/", True),
        ("http://127.0.0.1:8020/files-pri/T1-F1/t.xlsx", "http://127.0.0.1:8020/api/", True),
        ("http://files.slack.com/files-pri/T1-F1/t.xlsx", "https://slack.com/api/", False),
        ("https://files.slack.com.evil.example/t.xlsx", "https://slack.com/api/", False),
        ("https://evilslack.com/t.xlsx", "https://slack.com/api/", False),
        ("https://docs.google.com/t", "https://slack.com/api/", False),
        ("http://127.0.0.1:9999/t.xlsx", "http://127.0.0.1:8020/api/", False),
        ("", "https://slack.com/api/", False),
    ],
)
def test_the_token_goes_to_slack_alone(address: str, api: str, goes: bool) -> None:
    assert of_slack(address, api) is goes
