"""What the documents say, held against the code."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot import serve
from bot.commands.manifest import manifest, text
from bot.domain.catalogue import CHALLENGE_WORDS, EVENTS, SCOPES, SHORTCUTS, SLASH_COMMANDS
from bot.playground.registry import METHODS
from bot.settings import Settings
from db import migrate
from tests.house import CHANNEL, STRANGER, open_house

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_has_a_row_and_every_row_a_setting() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([A-Z_]+)` \| (\S+) \|", page, re.M)
    assert [name.lower() for name, _ in rows] == list(Settings.model_fields)
    for name, default in rows:
        real = Settings.model_fields[name.lower()].default
        assert default == ("–" if real is None else f"`{real}`"), name


def test_the_manifest_is_what_the_table_makes() -> None:
    assert (ROOT / "manifest.json").read_text(encoding="utf-8") == text()


def test_the_manifest_has_each_command_shortcut_scope_and_event_and_no_more() -> None:
    made = manifest()
    features = made["features"]
    assert [each["command"] for each in features["slash_commands"]] == [each.name for each in SLASH_COMMANDS]
    assert [each["callback_id"] for each in features["shortcuts"]] == [each.callback_id for each in SHORTCUTS]
    assert made["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)
    assert made["settings"]["event_subscriptions"]["bot_events"] == sorted(EVENTS)


def test_the_manifest_keeps_to_slacks_limits() -> None:
    made = manifest()
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    for command in made["features"]["slash_commands"]:
        assert len(command["description"]) <= 2000
    for shortcut in made["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150


async def test_every_command_shortcut_and_event_is_handled_and_no_other(sqlite_url: str) -> None:
    async with open_house(sqlite_url) as house:
        forms = [house.typed(STRANGER, each.name) for each in SLASH_COMMANDS]
        kinds = {"global": "shortcut", "message": "message_action"}
        payloads: list[dict[str, Any]] = [
            {"type": kinds[each.of], "callback_id": each.callback_id, "trigger_id": "1", "message": {}}
            for each in SHORTCUTS
        ]
        payloads = [{**each, "user": {"id": STRANGER}, "channel": {"id": CHANNEL}} for each in payloads]
        forms += [{"payload": json.dumps(each)} for each in payloads]
        assert [(await house.slack_sends(form)).status_code for form in forms] == [200] * len(forms)
        await house.bot.desk.settle()
        for event in EVENTS:
            assert await house.home(STRANGER), event
    handlers = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "bot" / "handlers").glob("*.py"))
    assert len(re.findall(r"@app\.command\(", handlers)) == len(SLASH_COMMANDS)
    assert len(re.findall(r"@app\.shortcut\(", handlers)) == len(SHORTCUTS)
    assert len(re.findall(r"@app\.event\(", handlers)) == len(EVENTS)


def test_every_api_method_that_the_bot_calls_is_known_to_the_stand_in_and_has_its_scope() -> None:
    called = set()
    for file in [*ROOT.glob("bot/**/*.py")]:
        if "playground" in file.parts:
            continue
        found = re.findall(
            r"slack\.((?:chat|views|users|conversations|auth|files)_\w+)\(", file.read_text("utf-8")
        )
        called |= {re.sub("_", ".", each, count=1) for each in found}
    assert called
    for name in called:
        camel = re.sub(r"_(\w)", lambda letter: letter[1].upper(), name)
        assert camel in METHODS, name
        scope = METHODS[camel].scope
        assert scope is None or scope in SCOPES, name


def test_the_readme_names_every_command_shortcut_and_page() -> None:
    for command in SLASH_COMMANDS:
        assert f"`{command.name}" in README, command.name
    for word in CHALLENGE_WORDS:
        assert f"/challenge {word}" in README, word
    for shortcut in SHORTCUTS:
        assert shortcut.name in README
    for page in (ROOT / "docs").glob("*.md"):
        assert f"docs/{page.name}" in README, page.name


def test_every_link_in_the_documents_leads_somewhere() -> None:
    for page in [ROOT / "README.md", *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readme_names_every_subcommand_and_each_helps() -> None:
    helped = subprocess.run(
        [sys.executable, "-m", "bot", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    names = re.findall(r"^[│ ]+([a-z]+)  ", helped.stdout, re.M)
    assert {"run", "playground", "replay", "doctor", "deidentify", "keys"} <= set(names)
    for name in names:
        assert f"python -m bot {name}" in README, name


def test_the_processes_run_what_there_is() -> None:
    procfile = (ROOT / "Procfile").read_text(encoding="utf-8")
    assert re.findall(r"--role (\w+)", procfile) == [serve.RunRole.web.value, serve.RunRole.clock.value]
    assert "python -m bot migrate" in procfile


def test_head_is_the_newest_migration() -> None:
    files = sorted((ROOT / "db" / "migrations" / "versions").glob("[0-9]*.py"))
    assert files[-1].name.startswith(migrate.HEAD)


@pytest.mark.parametrize("name", ["replay.schema.json"])
def test_the_schema_is_json(name: str) -> None:
    json.loads((ROOT / "docs" / name).read_text(encoding="utf-8"))


def test_ci_calls_what_makes_check_and_check_calls_the_tests() -> None:
    assert "make check" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    check = makefile[makefile.index("\ncheck:") :]
    assert "test PYTEST_OPTIONS" in check[: check.index("\n\n")]
