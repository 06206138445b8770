"""Files that are refused, each with one clear sentence, and in little memory."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.documents.timetable import read
from bot.domain.framework import load
from bot.errors import Refusal
from tests.timetable.bad_files import REFUSED
from tests.timetable.test_command import run

ROOT = Path(__file__).parents[2]
#: Megabytes that reading any file may need, the process itself included.
MEMORY = 300


@pytest.mark.parametrize(("name", "make", "words"), REFUSED.values(), ids=REFUSED)
def test_each_is_refused_in_one_sentence(name: str, make: Callable[[], bytes], words: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(name, make(), framework=load("cqc-asc"))
    assert words in refused.value.sentence
    assert refused.value.sentence.endswith(".")
    assert len(refused.value.sentence) < 320


@pytest.mark.parametrize(
    "which", ["10,000 rows", "zip bomb", "zip bomb that lies", "entities", "a cell far away"]
)
def test_the_heaviest_need_little_memory(which: str, tmp_path: Path) -> None:
    name, make, words = REFUSED[which]
    file = tmp_path / name
    file.write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-m", "tests.timetable.measure", name, str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    answer = json.loads(done.stdout)
    assert words in answer["refusal"]
    assert answer["megabytes"] < MEMORY


@pytest.mark.parametrize("which", ["PDF named xlsx", "damaged", "formulas"])
def test_the_command_says_it_on_standard_error(which: str, tmp_path: Path) -> None:
    name, make, words = REFUSED[which]
    (tmp_path / name).write_bytes(make())
    done = run("check", tmp_path / name, "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
