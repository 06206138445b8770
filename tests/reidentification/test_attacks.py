"""Can a director tell who said what? The promise, attacked (requirements 106-109, traps T1-T3).

The attacker knows who sat in which room at which hour, since the council wrote the timetable, and reads every
client edition as it comes. `python -m tests.reidentification` prints the rates.
"""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio

from tests.house import OTHER_PEER, PEER
from tests.reidentification.attacks import subtraction
from tests.reidentification.files import unpacked
from tests.reidentification.measure import results, table
from tests.reidentification.visit import FRAMEWORK, Visit, live
from tests.reidentification.world import World, world

K = 5


@pytest.fixture(scope="module")
def challenge() -> World:
    return world(FRAMEWORK)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def visit(challenge: World, tmp_path_factory: pytest.TempPathFactory) -> Visit:
    return await live(challenge, tmp_path_factory.mktemp("visit"))


def test_the_challenge_is_the_size_of_a_real_one(challenge: World) -> None:
    sessions = challenge.timetable.heard
    people = {person.name for session in sessions for person in session.people}
    assert (len(sessions), len(people), len(challenge.notes)) == (33, 140, 200)


def test_the_attacker_has_something_to_attack(visit: Visit) -> None:
    assert len(visit.client.editions) == 8  # seven briefs; the slides and the report
    assert len(visit.client.editions[-1].all) > 10
    assert len(frozenset().union(*(edition.all for edition in visit.client.editions))) > 40
    assert visit.held  # someone impatient was held back


def test_no_attack_names_the_right_person_better_than_one_in_k(
    visit: Visit, capsys: pytest.CaptureFixture[str]
) -> None:
    found = results(visit)
    with capsys.disabled():
        print(f"\n{table(found)}")
    for name, result in found.items():
        assert result.rate <= 1 / K, name
        assert result.any <= 1 / K, name
    assert found["unique role"].claims == 0


def test_time_and_theme_leave_k_people_for_every_single_finding(visit: Visit) -> None:
    found = results(visit)
    for name in ("time to session", "theme to session", "theme alone"):
        assert found[name].claims > 0
        assert found[name].best <= 1 / K, name


def test_no_two_editions_subtract_to_fewer_than_k_people(visit: Visit) -> None:
    numbers = subtraction(visit.client)
    assert numbers
    assert min(numbers) >= K


def test_no_planted_string_left_the_bot(visit: Visit, challenge: World) -> None:
    assert len(challenge.planted) > 100
    for secret in challenge.planted:
        assert not re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", visit.left), secret


def test_no_room_is_in_a_client_edition(visit: Visit, challenge: World) -> None:
    assert any(room in note.text for room in challenge.rooms for note in challenge.notes)
    for edition in visit.client.editions:
        for room in challenge.rooms:
            assert room not in edition.text


def test_no_planted_string_is_in_what_a_thief_without_the_key_reads(visit: Visit, challenge: World) -> None:
    assert {"visit.db", "visit.db-wal", "backup.db"} <= visit.stored.keys()
    # A shorter string is in random bytes now and then.
    for secret in (secret for secret in challenge.planted if len(secret) > 4):
        for name, stored in visit.stored.items():
            assert secret.encode() not in stored, (name, secret)
    for core in visit.told_by:
        assert not any(core.encode() in stored for stored in visit.stored.values())


def test_no_planted_string_and_no_room_is_in_any_byte_of_the_files(visit: Visit, challenge: World) -> None:
    assert set(visit.files) == {"slides-draft.pptx", "report-draft.docx", "surprises.md"}
    parts = [part for name, data in visit.files.items() for part in unpacked(name, data)]
    assert len(parts) > 50
    for secret in (secret for secret in challenge.planted if len(secret) > 4):
        for name, data in parts:
            text = data.decode("utf-8", "replace")
            assert not re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", text), (name, secret)
    for room in challenge.rooms:
        for name, data in parts:
            assert room.encode() not in data, (name, room)


def test_the_log_has_neither_words_nor_people(visit: Visit, challenge: World) -> None:
    log = "\n".join(visit.log)
    assert "deliver" in log
    for secret in {*challenge.planted, PEER, OTHER_PEER}:
        assert not re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", log), secret


def test_a_thief_learns_no_order_of_capture(visit: Visit, challenge: World, tmp_path: Path) -> None:
    copy = tmp_path / "stolen.db"
    copy.write_bytes(visit.stored["backup.db"])
    with closing(sqlite3.connect(copy)) as stolen:
        # All columns, so that the table itself is read and not an index.
        ids = [row[0] for row in stolen.execute("SELECT * FROM postit")]
        columns = {row[1]: row[2].upper() for row in stolen.execute("PRAGMA table_info(postit)")}
        days = [row[0] for row in stolen.execute("SELECT DISTINCT day FROM postit")]
        times = stolen.execute("SELECT count(*) FROM delivery WHERE due_at IS NOT NULL").fetchone()[0]
    assert len(ids) == len(challenge.notes)
    assert ids == sorted(ids)  # in the order of random ids: no rowid keeps another
    assert not [name for name, kind in columns.items() if "TIME" in kind]
    assert len(days) == 3
    assert times == 0
