"""Glossaries are data: each is usable, a faulty one says where, and none is read before it is needed."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain import framework as frameworks
from bot.domain import glossary as glossaries
from bot.domain.framework import Framework, FrameworkError
from bot.themes.reading import reader_of
from bot.themes.topics import topics_of

ROOT = Path(__file__).parents[2]
GOOD = """
[[statements]]
key = "needs"
words = ["care"]
said = ["they care"]
[[statements.topics]]
key = "waits"
label = "Waits"
words = ["waiting list"]
"""


@pytest.mark.parametrize("key", frameworks.keys())
def test_every_framework_has_words_and_sub_topics_for_every_statement(key: str) -> None:
    glossary = glossaries.load(key)
    for statement in frameworks.load(key).statements:
        entry = glossary.of(statement.key)
        assert entry.words, statement.key
        assert len(entry.topics) >= 2, statement.key
        assert all(topic.said for topic in entry.topics), statement.key


@pytest.mark.parametrize("key", frameworks.keys())
def test_what_is_said_of_a_sub_topic_is_put_under_it(key: str) -> None:
    """Not always: a note can touch on two. But words that lead elsewhere as a rule would be a fault."""
    glossary = glossaries.load(key)
    right = total = 0
    for entry in glossary.entries.values():
        ready = topics_of(entry, reader_of(glossary))
        for topic in entry.topics:
            placed = ready.place(topic.said)
            right += sum(each is not None and each.topic.key == topic.key for each in placed)
            total += len(placed)
    assert right / total > 0.85


def test_a_statement_that_has_no_entry_has_an_empty_one() -> None:
    entry = glossaries.load("cqc-asc").of("no-such-statement")
    assert (entry.words, entry.topics) == ((), ())


def test_a_glossary_is_read(tmp_path: Path, cqc: Framework) -> None:
    file = tmp_path / "own.toml"
    file.write_text(GOOD, encoding="utf-8")
    glossary = glossaries.read(file, cqc)
    (topic,) = glossary.of("needs").topics
    assert (topic.key, topic.label, topic.words, topic.said) == ("waits", "Waits", ("waiting list",), ())


@pytest.mark.parametrize(
    ("old", "new", "where", "reason"),
    [
        ('key = "needs"', 'key = "nowhere"', "statements[1].key", "no statement"),
        ('key = "needs"', "", "statements[1].key", "must be a text"),
        ('said = ["they care"]', 'say = ["they care"]', "statements[1].say", "not a known key"),
        ('words = ["waiting list"]', "", "statements[1].topics[1].words", "at least one"),
        ('words = ["waiting list"]', 'words = [""]', "statements[1].topics[1].words", "list of texts"),
        ('label = "Waits"', f'label = "{"x" * 76}"', "statements[1].topics[1].label", "at most 75"),
        ("[[statements.topics]]", "[statements.topics]", "statements[1].topics", "list of tables"),
        ("[[statements]]", GOOD + "[[statements]]", "statements[2].key", "there twice"),
        (
            'words = ["waiting list"]',
            'words = ["x"]\n[[statements.topics]]\nkey = "waits"\nlabel = "Other"\nwords = ["y"]',
            "statements[1].topics",
            "same key",
        ),
        ("[[statements]]", "[[statements]", "", "not a TOML file"),
    ],
)
def test_a_faulty_file_names_file_key_and_reason(
    tmp_path: Path, cqc: Framework, old: str, new: str, where: str, reason: str
) -> None:
    file = tmp_path / "faulty.toml"
    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FrameworkError) as caught:
        glossaries.read(file, cqc)
    assert "faulty.toml" in str(caught.value)
    assert caught.value.key == where
    assert reason in caught.value.reason


def test_a_running_bot_reads_no_glossary() -> None:
    program = (
        "import sys\n"
        "seen = []\n"
        "sys.addaudithook(lambda event, args: seen.append(str(args[0])) if event == 'open' else None)\n"
        "import bot.app, bot.serve, bot.domain.glossary\n"
        "from bot.domain import framework\n"
        "framework.load('cqc-asc')\n"
        "assert not [path for path in seen if 'glossary' in path and path.endswith('cqc-asc.toml')], seen\n"
        "bot.domain.glossary.load('cqc-asc')\n"
        "assert [path for path in seen if 'glossary' in path and path.endswith('cqc-asc.toml')]\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
