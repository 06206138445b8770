"""The Makefile, set-up, CI, the Procfile and the container: what they name exists, and errors are plain."""

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).parent.parent
SCRIPTS = ["scripts/setup.sh", ".ci/run", ".ci/services.sh"]
TARGETS = ["setup", "demo", "test", "check", "fmt", "bench"]


def run(*command: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command's exit code and words, with none of the variables that `make` hands down to what it runs."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        command, cwd=cwd, env=clean | environment, capture_output=True, text=True, check=False, timeout=60
    )


def bot_commands() -> list[str]:
    """What follows `python -m bot` wherever the Procfile, the Dockerfile and the Makefile start the bot."""
    found: set[str] = set()
    for name in ("Procfile", "Dockerfile", "Makefile"):
        for line in (ROOT / name).read_text().splitlines():
            # The Dockerfile writes its commands as JSON lists.
            words = re.sub(r'[\[\]",]+', " ", line).split()
            starts = [at for at in range(len(words) - 1) if words[at : at + 2] == ["-m", "bot"]]
            found.update(" ".join(words[at + 2 :]).replace("$(DEMO_OPTIONS)", "").strip() for at in starts)
    return sorted(found)


def test_the_bot_is_started_in_every_way_that_is_promised() -> None:
    assert bot_commands() == ["", "migrate", "playground", "run --role clock", "run --role web"]


@pytest.mark.parametrize("command", bot_commands())
def test_every_command_and_option_that_is_started_exists(command: str) -> None:
    answer = run(sys.executable, "-m", "bot", *command.split(), "--help", TERM="dumb")
    assert answer.returncode == 0, answer.stderr
    assert "Usage" in answer.stdout


def test_a_command_or_an_option_that_is_not_there_would_be_noticed() -> None:
    assert run(sys.executable, "-m", "bot", "rnu", "--help").returncode == 2
    assert run(sys.executable, "-m", "bot", "run", "--part", "web", "--help").returncode == 2


def test_the_procfile_has_its_three_processes() -> None:
    lines = (ROOT / "Procfile").read_text().splitlines()
    assert [line.split(":")[0] for line in lines] == ["release", "web", "clock"]


def test_make_alone_lists_the_targets() -> None:
    listed = run("make").stdout
    assert [name for name in TARGETS if f"make {name} " not in listed] == []


def test_make_check_runs_every_check_and_the_tests_as_make_test_does() -> None:
    def commands(target: str) -> list[str]:
        answer = run("make", "--dry-run", target)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout.splitlines()

    checks = commands("check")
    for tool in ("ruff check .", "ruff format --check .", "mypy", "lint-imports"):
        assert [line for line in checks if line.endswith(f"/{tool}")], tool
    (tests,) = [line.strip() for line in commands("test") if "-m pytest" in line]
    (measured,) = [line.strip() for line in checks if "-m pytest" in line and "make" not in line.split()[0]]
    assert measured.startswith(tests)
    assert re.search(r"--cov-fail-under=\d{2}$", measured)


def test_ci_runs_make_check_and_can_be_started() -> None:
    ci = (ROOT / ".ci/run").read_text().splitlines()
    assert os.access(ROOT / ".ci/run", os.X_OK)
    assert "make check &" in ci
    assert ci[-1] == 'wait "$checks"'
    assert "set -euo pipefail" in ci
    assert "export CI=true" in ci


@pytest.mark.postgres
def test_a_postgresql_test_has_a_database_of_its_own(postgres_server: str, postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as own, psycopg.connect(postgres_server) as server:
        own_name, encoding = (
            own.execute("SELECT current_database(), current_setting('server_encoding')").fetchone() or ()
        )
        (server_name,) = server.execute("SELECT current_database()").fetchone() or ()
        assert own_name.startswith("critical_friend_")
        assert own_name != server_name
        assert encoding == "UTF8"
        tables = own.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert ("postit",) in tables


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_are_sound_bash(script: str) -> None:
    answer = run("bash", "-n", script)
    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.parametrize("name", ["Makefile", "Procfile", "Dockerfile", *SCRIPTS])
def test_no_package_registry_is_named(name: str) -> None:
    """Where packages come from is the machine's own setting: nothing here overrides it."""
    said = (ROOT / name).read_text()
    assert re.findall(r"https?://(?!127\.0\.0\.1)\S+", said) == []
    assert re.findall(r"index.url|find.links|trusted.host|default.index|UV_INDEX\w*", said, re.I) == []


def test_the_container_holds_no_secret_and_does_not_run_as_root() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert re.search(r"TOKEN|SECRET|EVIDENCE_KEY", "\n".join(lines)) is None
    assert "USER friend" in lines
    assert ".env" in (ROOT / ".dockerignore").read_text().splitlines()
    copied = [name for line in lines if line.startswith("COPY ") for name in line.split()[1:-1]]
    assert [name for name in copied if not (ROOT / name).exists()] == []


# What uv is asked for, written down instead of done: a test installs nothing.
_UV = """
import os, pathlib, sys
if sys.argv[1] == "--version":
    print("uv {version}")
else:
    names = ("UV_PYTHON_DOWNLOADS", "UV_PROJECT_ENVIRONMENT", "VIRTUAL_ENV")
    told = [f"{{name}}={{os.environ.get(name)}}" for name in names]
    with pathlib.Path("asked.txt").open("a") as file:
        print(*sys.argv[1:], *told, file=file)
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in a path with a space: only what set-up reads."""
    folder = tmp_path / "with space" / "it's here"
    (folder / "scripts").mkdir(parents=True)
    for name in ("scripts/setup.sh", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def add_environment(checkout: Path, *, place: Path) -> None:
    """Give the checkout a .venv that was made for `place`, with a uv that takes notes."""
    (pinned,) = re.findall(r'^name = "uv"\nversion = "(.+)"$', (ROOT / "uv.lock").read_text(), re.M)
    venv.create(checkout / ".venv", symlinks=True)
    (packages,) = (checkout / ".venv").glob("lib/python*/site-packages")
    (packages / "uv.py").write_text(_UV.format(version=pinned))
    (checkout / ".venv/.place").write_text(str(place.resolve()))


def set_up(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return run("bash", "scripts/setup.sh", cwd=checkout, **environment)


def test_set_up_installs_what_the_lock_names_once(checkout: Path) -> None:
    add_environment(checkout, place=checkout)
    first = set_up(checkout, VIRTUAL_ENV="/elsewhere")
    assert (first.returncode, first.stderr) == (0, "")
    second = set_up(checkout)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    (asked,) = (checkout / "asked.txt").read_text().splitlines()
    assert asked.startswith("sync --locked ")
    assert asked.endswith("UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=.venv VIRTUAL_ENV=None")


@pytest.mark.parametrize("changed", ["pyproject.toml", "uv.lock"])
def test_set_up_installs_again_when_what_it_reads_changes(checkout: Path, changed: str) -> None:
    add_environment(checkout, place=checkout)
    set_up(checkout)
    later = (checkout / ".venv/.ready").stat().st_mtime + 1
    os.utime(checkout / changed, (later, later))
    set_up(checkout)
    assert len((checkout / "asked.txt").read_text().splitlines()) == 2


def test_an_environment_of_another_place_is_not_used(checkout: Path, tmp_path: Path) -> None:
    add_environment(checkout, place=tmp_path)
    (checkout / ".venv/.ready").touch()
    answer = set_up(checkout, PYTHON="no-such-python")
    assert answer.returncode == 1
    assert answer.stderr == "PYTHON=no-such-python is not a Python of 3.11 or later.\n"
    assert not (checkout / "asked.txt").exists()


def test_without_a_python_set_up_says_so_in_one_line(checkout: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("bash", "dirname", "cat", "awk"):
        (tools / name).symlink_to(shutil.which(name) or name)
    answer = set_up(checkout, PATH=str(tools))
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert "Python 3.11 or later is needed" in answer.stderr


def test_a_python_without_ensurepip_gets_one_line_that_says_what_to_install(checkout: Path) -> None:
    python = checkout / "python without ensurepip"
    python.write_text(f'#!/bin/sh\ncase "$2" in *ensurepip*) exit 1 ;; esac\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    answer = set_up(checkout, PYTHON=str(python))
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert "apt install python3-venv" in answer.stderr
    assert not (checkout / ".venv").exists()
