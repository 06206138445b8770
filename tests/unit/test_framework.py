"""Frameworks are data: every file must be usable, and a faulty one must say where."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain import framework
from bot.domain.framework import Framework, FrameworkError, Voice, load, read

NINE = [
    "needs",
    "prevention",
    "equity",
    "provision",
    "partnerships",
    "pathways",
    "safeguarding",
    "governance",
    "learning",
]


@pytest.fixture
def cqc() -> Framework:
    return load("cqc-asc")


def test_the_frameworks_there_are_the_default_first() -> None:
    assert framework.keys() == ["cqc-asc", "btrs", "dtoc"]
    assert framework.names()["btrs"] == "Building the Right Support"
    assert framework.DEFAULT == "cqc-asc"


def test_the_four_themes_and_nine_statements_in_the_manuals_order(cqc: Framework) -> None:
    assert [(theme.key, theme.name, len(theme.statements)) for theme in cqc.themes] == [
        ("working-with-people", "Working with people", 3),
        ("providing-support", "Providing support", 2),
        ("ensuring-safety", "Ensuring safety", 2),
        ("leadership", "Leadership", 2),
    ]
    assert [statement.key for statement in cqc.statements] == NINE
    assert all(statement.we.startswith("We ") and statement.summary for statement in cqc.statements)
    assert cqc.theme_of("safeguarding").key == "ensuring-safety"
    assert cqc.has("needs")
    assert not cqc.has("Needs")


def test_only_what_a_person_can_say_is_an_i_statement(cqc: Framework) -> None:
    without = {statement.key for statement in cqc.statements if not statement.i_statements}
    assert without == {"partnerships", "governance", "learning"}
    said = [line for statement in cqc.statements for line in statement.i_statements]
    assert len(said) == 8
    assert all(line.startswith(("I ", "When I ")) for line in said)


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("needs", "needs"),
        ("Assessing needs", "needs"),
        ("Equity in experience and outcomes", "equity"),
        ("EQUITY IN EXPERIENCES & OUTCOMES", "equity"),
        ("Supporting people to lead healthier lives", "prevention"),
        ("Supporting people to live healthier lives", "prevention"),
        ("Quality statement: Safe systems, pathways, and transitions", "pathways"),
        ("  care provision,  integration and continuity ", "provision"),
        ("Learning, Improvement and Innovation", "learning"),
    ],
)
def test_a_statement_is_found_by_the_names_that_sources_give_it(cqc: Framework, word: str, key: str) -> None:
    placed = cqc.place(word)
    assert placed is not None
    assert placed is cqc.statement(key)


@pytest.mark.parametrize(
    "word", ["", "  ", "quality statement", "nonsense", "need", "🙂", "needs prevention"]
)
def test_a_word_that_means_no_statement(cqc: Framework, word: str) -> None:
    assert cqc.place(word) is None


def test_the_four_categories_of_evidence_in_words() -> None:
    assert [voice.words for voice in Voice] == [
        "People's experience",
        "Staff and leaders",
        "Partners",
        "Processes",
    ]


def test_a_source_group_is_found_by_key_or_name_in_any_case(cqc: Framework) -> None:
    group = cqc.group("Unpaid Carers")
    assert group is not None
    assert group is cqc.group("UNPAID-CARERS")
    assert (group.voice, group.lived_experience) == (Voice.people, True)
    assert group.wider == "people who draw on care and support and unpaid carers"
    assert cqc.group("the mayor's office") is None


@pytest.mark.parametrize(("key", "bullets"), [("cqc-asc", 14), ("btrs", 16)])
def test_every_suggested_interviewee_has_a_group(key: str, bullets: int) -> None:
    assert {group.listed for group in load(key).groups} - {0} == set(range(1, bullets + 1))


@pytest.mark.parametrize("key", ["cqc-asc", "btrs", "dtoc"])
def test_every_framework_can_be_shown_and_used(key: str) -> None:
    one = load(key)
    assert one is load(key)
    for statement in one.statements:
        assert one.place(statement.name) is statement
        assert len(statement.name) <= 75
        assert len(statement.short) <= 24
    # A client edition falls back to the wider group: it must be wider, and one post holder is no group.
    for group in one.groups:
        assert len(group.name) <= 75
        sharing = [other for other in one.groups if other.wider == group.wider]
        assert len(sharing) > 1 or group.voice is Voice.processes
        assert not group.name.casefold().startswith(("the ", "chief", "director", "leader of"))
    assert {group.voice for group in one.groups} == set(Voice)
    assert any(group.lived_experience for group in one.groups)


def test_the_four_core_components_and_six_focus_areas() -> None:
    btrs = load("btrs")
    assert [statement.name for statement in btrs.statements] == [
        "Local context and whole system working",
        "Sustainability",
        "Capacity to deliver",
        "Service design",
    ]
    assert len(btrs.focus_areas) == 6
    assert not any(statement.i_statements for statement in btrs.statements)


@pytest.mark.parametrize("key", ["", "cqc", "../frameworks/cqc-asc", "CQC-ASC", "/etc/passwd", "a\0b"])
def test_an_unknown_framework_is_refused_with_those_there_are(key: str) -> None:
    with pytest.raises(FrameworkError, match="there are cqc-asc, btrs, dtoc"):
        load(key)


GOOD = """
name = "Test"
about = "A test."
[[themes]]
key = "one"
name = "One"
[[themes.statements]]
key = "first"
name = "First"
short = "First"
we = "We test."
[[groups]]
key = "people"
name = "people"
wider = "everyone"
voice = "people"
"""


def test_a_small_framework_is_enough(tmp_path: Path) -> None:
    file = tmp_path / "small.toml"
    file.write_text(GOOD, encoding="utf-8")
    small = read(file)
    assert (small.key, small.statement("first").aliases, small.themes[0].covers) == ("small", (), "")
    with pytest.raises(KeyError):
        small.statement("second")


@pytest.mark.parametrize(
    ("old", "new", "where", "reason"),
    [
        ('name = "Test"', "", "name", "must be a text"),
        ('about = "A test."', "about = 3", "about", "must be a text"),
        ('name = "Test"', 'name = "Test"\ncolour = "red"', "colour", "not a known key"),
        ('short = "First"', f'short = "{"x" * 25}"', "themes[1].statements[1].short", "at most 24"),
        ('name = "First"', f'name = "{"x" * 76}"', "themes[1].statements[1].name", "at most 75"),
        ('we = "We test."', 'we = "  "', "themes[1].statements[1].we", "isn't empty"),
        ('key = "first"', 'key = "The First"', "themes[1].statements[1].key", "small letter"),
        ('key = "first"', "", "themes[1].statements[1].key", "small letter"),
        ('we = "We test."', 'we = "We"\naliases = "x"', "themes[1].statements[1].aliases", "list of texts"),
        ('voice = "people"', 'voice = "vibes"', "groups[1].voice", "must be one of people, staff"),
        ('voice = "people"', "voice = []", "groups[1].voice", "must be one of people, staff"),
        ('voice = "people"', 'voice = "staff"\nlived_experience = true', "groups[1].voice", "lived"),
        (
            'voice = "people"',
            'voice = "people"\nlived_experience = 1',
            "groups[1].lived_experience",
            "true or",
        ),
        ('voice = "people"', 'voice = "people"\nlisted = -1', "groups[1].listed", "whole number"),
        ('wider = "everyone"', "", "groups[1].wider", "must be a text"),
        ("[[groups]]", "[[groups]]\n[[groups]]", "groups[1].voice", "must be one of"),
        ("[[groups]]", "[groups]", "groups", "list of tables"),
        ("[[groups]]", GOOD[GOOD.index("[[groups]]") :] + "[[groups]]", "groups", '"people" is there twice'),
        (
            "[[groups]]",
            '[[themes.statements]]\nkey = "second"\nname = "First"\nshort = "2"\nwe = "We."\n[[groups]]',
            "statements",
            '"first" is there twice',
        ),
        ("[[themes]]", "[[themes]", "", "not a TOML file"),
    ],
)
def test_a_faulty_file_names_file_key_and_reason(
    tmp_path: Path, old: str, new: str, where: str, reason: str
) -> None:
    file = tmp_path / "faulty.toml"
    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FrameworkError) as caught:
        read(file)
    assert isinstance(caught.value, ValueError)
    assert str(caught.value).startswith("faulty.toml: ")
    assert caught.value.key == where
    assert reason in caught.value.reason


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    file = tmp_path / "binary.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FrameworkError, match=r"binary\.toml: not a TOML file"):
        read(file)


def test_a_framework_file_has_a_key_for_a_name(tmp_path: Path) -> None:
    file = tmp_path / "Two Words.toml"
    file.write_text(GOOD, encoding="utf-8")
    with pytest.raises(FrameworkError, match="the file's name"):
        read(file)


def test_importing_reads_no_framework_file() -> None:
    program = (
        "import sys\n"
        "seen = []\n"
        "sys.addaudithook(lambda event, args: seen.append(str(args[0])) if event == 'open' else None)\n"
        "import bot.domain.framework\n"
        "assert not [path for path in seen if path.endswith('.toml')], seen\n"
        "bot.domain.framework.load('cqc-asc')\n"
        "assert [path for path in seen if path.endswith('.toml')]\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
