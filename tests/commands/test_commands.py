"""The command line, run as people run it."""

import asyncio
import json
from pathlib import Path

import pytest

from bot.commands.doctor import examine
from bot.commands.manifest import manifest
from bot.playground.server import serving
from bot.playground.workspace import sample
from bot.privacy.keys import new_master_key
from bot.settings import load
from tests.commands.typed import ROOT, in_a_process, typed
from tests.house import CM, KEY, NOON, PEER, open_house, words_of

CHALLENGE = {
    "council": "Northmere",
    "framework": "cqc-asc",
    "starts_on": "2026-03-24",
    "days": 2,
    "zone": "Europe/London",
    "team": [
        {"user": "U1", "name": "Morgan Tate", "role": "challenge_manager"},
        {"user": "U2", "name": "Dev Malhotra", "role": "peer"},
        {"user": "U3", "name": "Aisha Rahman", "role": "support_officer"},
    ],
    "roster": [{"name": "Priya Raghunathan", "title": "Principal Social Worker"}],
}


def post_it(**changes: object) -> dict[str, object]:
    return {
        "at": "2026-03-24T12:05",
        "who": "U2",
        "do": "postit",
        "text": "reviews are late, priya raghunathan says",
        "statement": "needs",
        "kind": "consideration",
        "source_group": "unpaid carers",
        "method": "heard",
        **changes,
    }


def written(folder: Path, *lines: object) -> Path:
    file = folder / "challenge.jsonl"
    file.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in lines), "utf-8")
    return file


def test_replay_writes_the_wall_and_a_brief_a_day(tmp_path: Path) -> None:
    digest = {"at": "2026-03-24T17:00", "who": "U1", "do": "digest"}
    file = written(tmp_path, CHALLENGE, digest, post_it(), post_it(at="2026-03-24T17:30", text="later"))
    done = typed("replay", str(file), "--out", str(tmp_path / "out"))
    assert (done.returncode, done.stderr.count("line ")) == (0, 0)
    assert "Replaying" in done.stderr
    wall = (tmp_path / "out" / "wall.md").read_text("utf-8")
    assert "reviews are late" in wall
    assert "later" in wall
    assert "raghunathan" not in wall.casefold()
    first, second = ((tmp_path / "out" / f"brief-day-{day}.md").read_text("utf-8") for day in (1, 2))
    assert "reviews are late" in first
    assert "later" not in first  # written after the digest, though before it in the file
    assert "raghunathan" not in first.casefold()
    assert "later" in second  # nobody asked for the second day's: it is drafted at the preview's time
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == [
        "brief-day-1.docx",
        "brief-day-1.md",
        "brief-day-2.docx",
        "brief-day-2.md",
        "report.docx",
        "slides.pptx",
        "surprises.md",
        "themes.md",
        "wall.md",
    ]


def test_replay_lists_what_would_surprise_the_client(tmp_path: Path) -> None:
    late = {"at": "2026-03-25T12:45", "kind": "strength"}
    lines = [
        post_it(text="annual reviews are late in the north", supporting=""),
        post_it(text="reviews are late, families wait for months", supporting=""),
        post_it(text="support plans say what people want", statement="needs", kind="strength"),
        post_it(text="support plans are clear and kept", statement="needs", kind="strength"),
        post_it(text="the front door answers calls in four minutes", **late),
        post_it(text="front door staff sort most calls at first contact", **late),
        {
            "at": "2026-03-25T12:50",
            "who": "U1",
            "do": "theme",
            "statement": "needs",
            "kind": "consideration",
            "theme": "Waiting times for assessment and review",
            "bullet": "The council may want to review everyone within a year.",
            "agree": True,
        },
    ]
    done = typed("replay", str(written(tmp_path, CHALLENGE, *lines)), "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert "Writing" in done.stderr
    surprises = (tmp_path / "out" / "surprises.md").read_text("utf-8")
    never, _, differently = surprises.partition("## Heard differently")
    assert "## Never raised" in never
    assert "front door" in never
    assert "review" in differently
    assert "Heard on day 2: " in differently
    # What the client was told, and is as it was, is not in the list.
    assert "the client has heard 1 as it is, 1 differently, and 1 never" in surprises
    assert "support plan" not in surprises
    assert (tmp_path / "out" / "slides.pptx").read_bytes().startswith(b"PK")


def test_replay_hides_what_may_be_a_name_but_for_what_the_file_keeps(tmp_path: Path) -> None:
    lines = [
        post_it(text="Carers trust Zqara", supporting=""),
        post_it(text="Staff praise Vrondel", supporting="", keep=["Vrondel"]),
    ]
    done = typed("replay", str(written(tmp_path, CHALLENGE, *lines)), "--out", str(tmp_path / "out"))
    assert done.returncode == 0
    wall = (tmp_path / "out" / "wall.md").read_text("utf-8")
    assert "Carers trust someone" in wall
    assert "Staff praise Vrondel" in wall


def test_replay_writes_the_themes_as_they_were_decided_on(tmp_path: Path) -> None:
    waits = "Waiting times for assessment and review"
    lead = {"user": "U4", "name": "Ruth Okonjo", "role": "lead_peer"}
    challenge = {**CHALLENGE, "team": [*CHALLENGE["team"], lead]}  # type: ignore[misc]
    notes = [
        "waiting list of 90 for a first assessment",
        "waiting times for assessment grew",
        "calls to the contact centre are cut off",
        "front door calls ring out",
    ]
    decides = {
        "at": "2026-03-24T18:00",
        "who": "U4",
        "do": "theme",
        "statement": "needs",
        "kind": "consideration",
        "theme": waits.upper(),
        "merge": "First contact and the front door",
        "bullet": "The council may want to shorten waits, priya raghunathan said.",
        "stage": "suggestion",
        "agree": True,
    }
    lines = [challenge, *(post_it(text=note) for note in notes), decides]
    later = [post_it(at="2026-03-25T10:00", text="waiting for an assessment took a year")]
    wrong = [{**decides, "who": "U2"}, {**decides, "theme": "No such"}, {**decides, "agree": 1}]
    done = typed("replay", str(written(tmp_path, *lines, *later, *wrong)), "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    said = done.stderr
    assert "line 8: Only the challenge manager or the lead peer can change, agree or drop a theme." in said
    assert "line 9: There is no theme of that name" in said
    assert 'line 10: "agree" must be true or false' in said
    page = (tmp_path / "out" / "themes.md").read_text("utf-8")
    assert page.count(f"### {waits}") == 1
    assert "The council may want to shorten waits" in page
    assert "raghunathan" not in page.casefold()
    assert "Suggestion. **agreed**" in page.replace(" · ", ". ")
    assert all(f"- {note}" in page for note in [*notes, later[0]["text"]])
    assert "First contact" not in page


def test_replay_names_a_bad_line_and_does_the_rest(tmp_path: Path) -> None:
    bad = [
        "not json",
        post_it(statement="no-such"),
        post_it(who="U9"),
        post_it(text=""),
        post_it(text="🙂"),
        post_it(who="U3"),
        {"at": "2026-03-24T17:00", "who": "U2", "do": "digest"},
        post_it(at="2026-04-24T12:05"),
    ]
    done = typed("replay", str(written(tmp_path, CHALLENGE, *bad, post_it())), "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    named = [line.split(":")[0] for line in done.stderr.splitlines() if line.startswith("line ")]
    assert named == [f"line {number}" for number in range(2, 2 + len(bad))]
    assert "Only the challenge manager can issue the digest" in done.stderr
    assert "Traceback" not in done.stderr
    assert "1 post-it" in (tmp_path / "out" / "wall.md").read_text("utf-8")


@pytest.mark.parametrize(
    "lines", [[], ["nonsense"], [{**CHALLENGE, "team": []}], [{**CHALLENGE, "framework": "x"}]]
)
def test_replay_without_a_challenge_says_so(tmp_path: Path, lines: list[object]) -> None:
    done = typed("replay", str(written(tmp_path, *lines)), "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = typed("replay", str(tmp_path / "none.jsonl"), "--out", str(tmp_path))
    assert done.returncode == 1
    assert "there is no such file" in done.stderr


def test_a_process_of_its_own_ends_with_the_same_code() -> None:
    done = in_a_process("run", env={"DATABASE_URL": "mysql://somewhere"})
    assert (done.returncode, "DATABASE_URL" in done.stderr, "Traceback" in done.stderr) == (1, True, False)
    assert in_a_process("replay").returncode == 2


def test_bad_usage_is_two() -> None:
    assert typed("replay").returncode == 2
    assert typed("run", "--role", "cook").returncode == 2
    assert typed("tick", "--now", "teatime").returncode == 2
    assert typed("tick", "--now", "0001-01-01").returncode == 2


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-your-token"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-123"}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_BOT_TOKEN": "xoxp-123", "SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-123", "SLACK_APP_TOKEN": "xapp-1"}, "EVIDENCE_KEY"),
        ({"DATABASE_URL": "mysql://somewhere"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite://"}, "must name a file"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "must name a file"),
        ({"PORT": "many"}, "PORT"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL"),
    ],
)
def test_settings_that_make_no_sense_stop_the_start_by_name(
    env: dict[str, str], named: str, tmp_path: Path
) -> None:
    given = {"DATABASE_URL": f"sqlite:///{tmp_path}/x.db", **env}
    done = typed("run", env=given)
    assert done.returncode == 1
    assert named in done.stderr
    assert "Traceback" not in done.stderr
    for value in env.values():
        assert value not in done.stderr


@pytest.mark.parametrize("command", ["run", "tick", "migrate"])
def test_a_database_that_is_not_there_is_a_sentence(command: str) -> None:
    """Nothing listens at port 1; the sentence has neither the address nor the password in it."""
    env = {
        "DATABASE_URL": "postgresql://morgan:s3cret@127.0.0.1:1/northmere",
        "SLACK_BOT_TOKEN": "xoxb-123",
        "SLACK_APP_TOKEN": "xapp-1",
        "EVIDENCE_KEY": new_master_key(),
    }
    done = typed(command, env=env)
    assert done.returncode == 1
    assert "The database that DATABASE_URL names can't be used" in done.stderr
    assert not [word for word in ("s3cret", "127.0.0.1", "reference", "Traceback") if word in done.stderr]


def test_a_wrong_key_refuses_to_start(sqlite_url: str, tmp_path: Path) -> None:
    async def fill() -> None:
        async with open_house(sqlite_url) as house:
            await house.set_up()

    asyncio.run(fill())
    env = {
        "DATABASE_URL": sqlite_url,
        "EVIDENCE_KEY": new_master_key(),
        "SLACK_BOT_TOKEN": "xoxb-123",
        "SLACK_APP_TOKEN": "xapp-1-2",
    }
    done = typed("run", env=env)
    assert done.returncode == 1
    assert "not the key that this database was written with" in done.stderr


def test_a_key_is_changed_and_nothing_is_lost(sqlite_url: str) -> None:
    new = new_master_key()

    async def written() -> str:
        async with open_house(sqlite_url) as house:
            await house.set_up()
            await house.post_it(PEER, "warm handovers")
            return "written"

    async def read(key: str) -> str:
        async with open_house(sqlite_url, evidence_key=key) as house:
            return words_of(await house.home(PEER))

    assert asyncio.run(written())
    env = {"DATABASE_URL": sqlite_url, "EVIDENCE_KEY": new}
    assert "not the key" in typed("keys", "rotate", env=env).stderr
    env["EVIDENCE_KEY_PREVIOUS"] = KEY
    assert typed("keys", "rotate", env=env).stdout.startswith("1 rotated, 0 under")
    assert typed("keys", "rotate", env=env).stdout.startswith("0 rotated, 1 under")
    assert "warm handovers" in asyncio.run(read(new))


def test_keys_and_manifest_are_printed() -> None:
    first, second = typed("keys", "new").stdout, typed("keys", "new").stdout
    assert first != second
    assert load(evidence_key=first.strip()).key_bytes
    assert json.loads(typed("manifest").stdout) == json.loads((ROOT / "manifest.json").read_text("utf-8"))


def test_migrate_makes_the_tables_and_may_be_run_again(tmp_path: Path) -> None:
    env = {"DATABASE_URL": f"sqlite:///{tmp_path}/new.db"}
    for _ in range(2):
        done = typed("migrate", env=env)
        assert (done.returncode, done.stdout.strip()) == (0, "The tables are up to date.")


def test_the_doctor_says_what_is_missing(tmp_path: Path) -> None:
    done = typed("doctor", env={"DATABASE_URL": f"sqlite:///{tmp_path}/new.db"})
    assert done.returncode == 1
    assert "✗ SLACK_BOT_TOKEN is not set" in done.stdout
    assert "✗ EVIDENCE_KEY is not set" in done.stdout
    assert "has no tables yet" in done.stdout


async def test_the_doctor_finds_all_well_where_it_is(sqlite_url: str) -> None:
    workspace = sample()
    async with serving(workspace, manifest()) as address:
        given = {
            "slack_bot_token": workspace.bot_token,
            "slack_app_token": workspace.app_token,
            "slack_api_url": f"{address}/api/",
            "database_url": sqlite_url,
            "evidence_key": KEY,
        }
        found = await examine(load(**given))
        assert [each.words for each in found if not each.well] == []
        wrong = await examine(
            load(**{**given, "slack_bot_token": "xoxb-another", "slack_app_token": "xapp-other"})
        )
        assert any("invalid_auth" in each.words for each in wrong)
    async with serving(workspace, {"oauth_config": {"scopes": {"bot": ["chat:write"]}}}) as address:
        few = await examine(load(**{**given, "slack_api_url": f"{address}/api/"}))
        assert any("Scopes are missing" in each.words and "users:read" in each.words for each in few)
    gone = await examine(load(**given))
    assert any("can't be reached" in each.words for each in gone)


async def test_one_tick_previews_and_exits(sqlite_url: str) -> None:
    async with open_house(sqlite_url) as house:
        await house.set_up()
        address = f"http://{house.page.base_url.netloc.decode()}"
        env = {
            "DATABASE_URL": sqlite_url,
            "EVIDENCE_KEY": KEY,
            "SLACK_BOT_TOKEN": house.workspace.bot_token,
            "SLACK_APP_TOKEN": house.workspace.app_token,
            "SLACK_API_URL": f"{address}/api/",
        }
        for _ in range(2):
            moment = NOON.replace(hour=17, minute=5).isoformat()
            done = await asyncio.to_thread(in_a_process, "tick", "--now", moment, env=env)
            assert done.returncode == 0, done.stderr
        (preview,) = house.direct(CM)
        assert "no post-its yet" in words_of(preview)


def test_deidentify_hides_and_gives_the_spans_of_the_input(tmp_path: Path) -> None:
    roster = tmp_path / "roster.json"
    roster.write_text(json.dumps(CHALLENGE["roster"]), "utf-8")
    text = "🙂 priya raghunathan rang 07700 900123"
    done = typed("deidentify", "--roster", str(roster), "--explain", stdin=json.dumps({"text": text}) + "\n")
    assert done.returncode == 0
    row = json.loads(done.stdout)
    found = {label: text[start:end] for start, end, label in row["spans"]}
    assert found == {"PERSON": "priya raghunathan", "PHONE": "07700 900123"}
    assert "priya" not in row["text"]
    assert len(row["rules"]) == len(row["spans"]) + len(row["ask"])


def test_deidentify_names_a_bad_line_and_does_the_rest() -> None:
    done = typed("deidentify", stdin='nonsense Mrs Jones\n{"text": 3}\n\n{"text": "fine"}\n')
    assert done.returncode == 1
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["line 1", "line 2"]
    assert "Jones" not in done.stderr
    assert json.loads(done.stdout) == {"text": "fine", "spans": [], "ask": []}


def test_a_roster_that_is_none_is_named(tmp_path: Path) -> None:
    for content in ("nonsense", '{"name": "x"}', "[1]"):
        file = tmp_path / "roster.json"
        file.write_text(content, "utf-8")
        done = typed("deidentify", "--roster", str(file), stdin="{}")
        assert done.returncode == 1
        assert "The roster" in done.stderr
        assert "Traceback" not in done.stderr
