"""The reader of replay files: what it takes, what it refuses, and that its page, schema and code agree."""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bot.domain.challenge import Member, Role
from bot.domain.evidence import Kind, Method
from bot.domain.replay import BadLine, DigestLine, PostItLine, Replay, read
from bot.errors import Refusal

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA = json.loads((DOCS / "replay.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)

CHALLENGE: dict[str, Any] = {
    "council": "Northmere",
    "framework": "cqc-asc",
    "starts_on": "2026-03-24",
    "days": 3,
    "zone": "Europe/London",
    "team": [
        {"user": "UCM", "name": "Morgan Tate", "role": "challenge_manager"},
        {"user": "UP", "name": "Siân Prosser", "role": "peer"},
    ],
}
POST_IT: dict[str, Any] = {
    "at": "2026-03-24T12:05",
    "who": "UP",
    "do": "postit",
    "text": "the xylophone of waiting lists",
    "statement": "needs",
    "kind": "consideration",
    "source_group": "frontline social workers",
    "method": "heard",
    "supporting": "team board",
}
DIGEST: dict[str, Any] = {"at": "2026-03-24T16:55", "who": "UCM", "do": "digest"}
GONE = object()


def changed(line: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """`line` with keys changed, or taken out where the change is GONE."""
    return {key: value for key, value in {**line, **changes}.items() if value is not GONE}


def run(*lines: dict[str, Any] | str, challenge: dict[str, Any] = CHALLENGE) -> Replay:
    return read([line if isinstance(line, str) else json.dumps(line) for line in (challenge, *lines)])


def test_a_whole_file() -> None:
    roster = [{"name": "Neil  Gathercole", "title": "Head of Market Development"}, {"name": "Ana"}]
    replay = run(POST_IT, DIGEST, challenge=changed(CHALLENGE, roster=roster, timetable="plan.xlsx", extra=1))
    challenge = replay.challenge
    assert (challenge.council, challenge.starts_on, challenge.days) == ("Northmere", date(2026, 3, 24), 3)
    assert challenge.team[1] == Member("UP", "Siân Prosser", Role.peer)
    assert challenge.roster == (("Neil Gathercole", "Head of Market Development"), ("Ana", ""))
    assert challenge.timetable == "plan.xlsx"
    post_it, digest = replay.events
    assert isinstance(post_it, PostItLine)
    assert isinstance(digest, DigestLine)
    assert (post_it.number, digest.number, replay.bad) == (2, 3, ())
    assert post_it.at.isoformat() == "2026-03-24T12:05:00+00:00"
    assert (post_it.kind, post_it.method, post_it.statement) == (Kind.consideration, Method.heard, "needs")
    assert (post_it.source_group, post_it.supporting) == ("frontline social workers", "team board")


def test_what_may_be_missing() -> None:
    plain = changed(CHALLENGE, framework=GONE, zone=GONE)
    bare = changed(POST_IT, statement=GONE, source_group=GONE, supporting=GONE)
    null = changed(POST_IT, statement=None, source_group=None, supporting=None)
    replay = run(bare, null, challenge=plain)
    assert (replay.challenge.framework, replay.challenge.zone) == ("cqc-asc", "Europe/London")
    assert (replay.challenge.roster, replay.challenge.timetable) == ((), "")
    for event in replay.events:
        assert isinstance(event, PostItLine)
        assert (event.statement, event.source_group, event.supporting) == (None, "", "")


def test_events_happen_by_time_and_those_of_one_moment_in_the_files_order() -> None:
    lines = [
        changed(POST_IT, at=f"2026-03-2{day}T09:00", text=text)
        for day, text in ((5, "b"), (4, "a"), (5, "c"))
    ]
    replay = run(DIGEST, *lines)
    assert [event.number for event in replay.events] == [4, 2, 3, 5]


@pytest.mark.parametrize(
    ("first", "at", "moment"),
    [
        ("2026-03-29", "2026-03-29T01:30", "2026-03-29T02:30:00+01:00"),  # skipped in spring
        ("2026-10-25", "2026-10-25T01:30", "2026-10-25T01:30:00+01:00"),  # comes twice in autumn
        ("2026-07-01", "2026-07-01T09:00:30", "2026-07-01T09:00:30+01:00"),
        ("2026-07-01", "2026-07-03T23:59", "2026-07-03T23:59:00+01:00"),
    ],
)
def test_times_are_of_the_challenges_zone(first: str, at: str, moment: str) -> None:
    replay = run(changed(POST_IT, at=at), challenge=changed(CHALLENGE, starts_on=first))
    assert [event.at.isoformat() for event in replay.events] == [moment]


def test_times_around_a_clock_change_are_in_the_order_of_their_moments() -> None:
    lines = [changed(POST_IT, at=f"2026-03-29T{at}") for at in ("01:45", "02:10", "00:59")]
    replay = run(*lines, challenge=changed(CHALLENGE, starts_on="2026-03-29"))
    assert [event.number for event in replay.events] == [4, 3, 2]


#: Lines the reader refuses though each is well-formed by itself: it takes the challenge to know.
NEEDS_THE_CHALLENGE = [
    (changed(POST_IT, who="USOMEONE"), '"who" is not on the team'),
    (changed(DIGEST, who="USOMEONE"), '"who" is not on the team'),
    (changed(POST_IT, statement="xylophone"), '"statement" must be one of needs, prevention'),
    (changed(POST_IT, at="2026-03-23T23:59"), "not on a day of the challenge"),
    (changed(POST_IT, at="2026-03-27T00:00"), "not on a day of the challenge"),
    (changed(POST_IT, at="2026-02-30T12:00"), '"at" must be a local time'),
    (CHALLENGE, "second challenge"),
]

#: Lines that neither the reader nor the schema takes.
MALFORMED = [
    (changed(POST_IT, do="xylophone"), '"do" must be one of postit, digest'),
    (changed(POST_IT, do=GONE), '"do" must be one of'),
    (changed(POST_IT, kind="weakness"), '"kind" must be one of strength, consideration'),
    (changed(POST_IT, kind=GONE), '"kind" must be one of'),
    (changed(POST_IT, kind=["strength"]), '"kind" must be one of'),
    (changed(POST_IT, method="felt"), '"method" must be one of read, heard, seen'),
    (changed(POST_IT, statement=7), '"statement" must be one of'),
    (changed(POST_IT, text=""), '"text" is empty'),
    (changed(POST_IT, text=" \n\t"), '"text" is empty'),
    (changed(POST_IT, text=None), '"text" must be a text'),
    (changed(POST_IT, text=["xylophone"]), '"text" must be a text'),
    (changed(POST_IT, text="x" * 3001), '"text" has more than 3000 characters'),
    (changed(POST_IT, source_group="x" * 76), '"source_group" has more than 75'),
    (changed(POST_IT, supporting="x" * 501), '"supporting" has more than 500'),
    (changed(POST_IT, supporting=4), '"supporting" must be a text'),
    (changed(POST_IT, keep="Zqara"), '"keep" must be a list of words'),
    (changed(POST_IT, keep=["Zqara", 4]), '"keep" must be a list of words'),
    (changed(POST_IT, keep=["x" * 76]), '"keep" has a word of more than 75'),
    (changed(POST_IT, who=4), '"who" must be a text'),
    (changed(POST_IT, at="2026-03-24"), '"at" must be a local time'),
    (changed(POST_IT, at="2026-03-24 12:05"), '"at" must be a local time'),
    (changed(POST_IT, at="2026-03-24T25:00"), '"at" must be a local time'),
    (changed(POST_IT, at="2026-03-24T12:05Z"), '"at" must be a local time'),
    (changed(POST_IT, at="xylophone"), '"at" must be a local time'),
    (changed(POST_IT, at=1774353900), '"at" must be a local time'),
    (changed(DIGEST, at=GONE), '"at" must be a local time'),
    (changed(DIGEST, who=GONE), '"who" must be a text'),
]


@pytest.mark.parametrize(("line", "reason"), NEEDS_THE_CHALLENGE + MALFORMED)
def test_a_bad_line_is_named_and_the_rest_still_runs(line: dict[str, Any], reason: str) -> None:
    replay = run(DIGEST, line, POST_IT)
    assert [event.number for event in replay.events] == [4, 2]
    assert [bad.number for bad in replay.bad] == [3]
    assert reason in replay.bad[0].reason
    # The line may be evidence: what it says is not said again.
    assert "xylophone" not in replay.bad[0].reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("the xylophone of waiting lists", "not JSON"),
        ('{"at": "2026-03-24T12:05", "who": "UP", "text": "xylophone', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('["xylophone"]', "not a JSON object"),
        ("null", "not a JSON object"),
        ('{"n": ' + "9" * 5000 + "}", "not JSON"),
        (b'{"text": "caf\xe9"}'.decode("utf-8", "surrogateescape"), "not UTF-8"),
        (json.dumps(changed(POST_IT, text="half \ud83d")), '"text" has half a character'),
        (json.dumps(changed(POST_IT, text="\u200b\u2060")), '"text" is empty'),
    ],
)
def test_a_line_that_is_no_line(line: str, reason: str) -> None:
    replay = run(line, DIGEST)
    assert [(bad.number, reason in bad.reason) for bad in replay.bad] == [(2, True)]
    assert [event.number for event in replay.events] == [3]


def test_the_longest_texts_pass() -> None:
    longest = changed(POST_IT, text="x" * 3000, source_group="y" * 75, supporting="z" * 500, keep=["k" * 75])
    assert run(longest).bad == ()


def test_empty_lines_are_passed_over_but_counted() -> None:
    replay = run("", "  \n", POST_IT, "\r\n", "{}")
    assert [event.number for event in replay.events] == [4]
    assert [bad.number for bad in replay.bad] == [6]
    first = read(["\ufeff" + json.dumps(CHALLENGE) + "\r\n", json.dumps(DIGEST) + "\n"])
    assert [event.number for event in first.events] == [2]


@pytest.mark.parametrize("lines", [[], ["", " \n"]])
def test_an_empty_file_is_refused(lines: list[str]) -> None:
    with pytest.raises(Refusal, match="The file is empty"):
        read(lines)


BAD_CHALLENGES = [
    (changed(CHALLENGE, council=GONE), '"council" must be a text'),
    (changed(CHALLENGE, council="  "), '"council" is empty'),
    (changed(CHALLENGE, days=0), '"days" must be a whole number from 1 to 14'),
    (changed(CHALLENGE, days=15), '"days" must be'),
    (changed(CHALLENGE, days=True), '"days" must be'),
    (changed(CHALLENGE, days="3"), '"days" must be'),
    (changed(CHALLENGE, starts_on="24/03/2026"), '"starts_on" must be a date'),
    (changed(CHALLENGE, starts_on=GONE), '"starts_on" must be a date'),
    (changed(CHALLENGE, framework=3), '"framework" must be a text'),
    (changed(CHALLENGE, framework="../cqc-asc"), "there are cqc-asc, btrs, dtoc"),
    (changed(CHALLENGE, zone=None), '"zone" must be a text'),
    (changed(CHALLENGE, team=[]), '"team" must be a list'),
    (changed(CHALLENGE, team="UCM"), '"team" must be a list'),
    (changed(CHALLENGE, team=["UCM"]), '"team", person 1: must be an object'),
    (
        changed(CHALLENGE, team=[{"user": "U", "name": "N", "role": "boss"}]),
        '"team", person 1: "role" must be',
    ),
    (changed(CHALLENGE, team=CHALLENGE["team"][1:]), '"team" has no challenge_manager'),
    (changed(CHALLENGE, roster={"name": "Ana"}), '"roster" must be a list'),
    (changed(CHALLENGE, roster=["Ana"]), '"roster", person 1: must be an object'),
    (changed(CHALLENGE, roster=[{"name": "Ana"}, {"title": "x"}]), '"roster", person 2: "name" must be'),
    (changed(CHALLENGE, timetable="../plan.xlsx"), '"timetable" must be the name of a file'),
]
BAD_TOGETHER = [
    (changed(CHALLENGE, starts_on="2026-02-30"), '"starts_on" must be a date'),
    (changed(CHALLENGE, starts_on="9999-12-30"), "from 1970 to 9000"),
    (changed(CHALLENGE, framework="btrx"), "there are cqc-asc, btrs, dtoc"),
    (changed(CHALLENGE, zone="Europe/Northmere"), '"zone" must be the name'),
    (changed(CHALLENGE, zone="../../etc/passwd"), '"zone" must be the name'),
    (changed(CHALLENGE, zone="Europe"), '"zone" must be the name'),
    (changed(CHALLENGE, team=CHALLENGE["team"] * 2), "same user twice"),
]


@pytest.mark.parametrize(("line", "reason"), [*BAD_CHALLENGES, *BAD_TOGETHER, (POST_IT, "it is an event")])
def test_without_a_usable_challenge_nothing_runs(line: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refusal, match=r"^Line 2 must describe the challenge") as caught:
        read(["", json.dumps(line), json.dumps(DIGEST)])
    assert reason in str(caught.value)
    assert "xylophone" not in str(caught.value)


def test_the_schema_takes_what_the_reader_takes() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    full = changed(CHALLENGE, roster=[{"name": "Ana", "title": None}], timetable="plan.xlsx")
    bare = changed(POST_IT, statement=None, source_group=GONE, supporting=GONE, spare=1)
    for line in (CHALLENGE, full, POST_IT, bare, DIGEST, *(line for line, _ in NEEDS_THE_CHALLENGE[:5])):
        VALIDATOR.validate(line)


@pytest.mark.parametrize("line", [line for line, _ in MALFORMED + BAD_CHALLENGES])
def test_the_schema_refuses_what_the_reader_refuses(line: dict[str, Any]) -> None:
    # The schema checks a framework's key by its form only: it can't know the files there are.
    assert not VALIDATOR.is_valid(line)


def test_the_pages_examples_are_a_file_that_runs() -> None:
    page = (DOCS / "replay-format.md").read_text(encoding="utf-8")
    lines = "".join(re.findall(r"```json\n(.*?)```", page, re.DOTALL)).splitlines()
    assert len(lines) == 4
    for line in lines:
        VALIDATOR.validate(json.loads(line))
    replay = read(lines)
    assert (len(replay.events), replay.bad) == (3, ())
    for key in {**SCHEMA["$defs"]["challenge"], **SCHEMA["$defs"]["postit"]}["properties"]:
        assert f"`{key}`" in page
    for kind in ("challenge", "theme"):
        for key in SCHEMA["$defs"][kind]["properties"]:
            assert f"`{key}`" in page, key


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
#: Post-its with some values swapped for anything at all, so that the junk gets past the first checks.
NEARLY = st.dictionaries(st.sampled_from([*POST_IT]), JSON | st.just("digest"), max_size=3).map(
    lambda changes: json.dumps({**POST_IT, **changes})
)
GOOD_LINE = st.just(json.dumps(POST_IT))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=40) | JSON.map(json.dumps) | NEARLY | GOOD_LINE, max_size=8))
def test_junk_never_stops_the_reader_and_every_line_is_accounted_for(lines: list[str]) -> None:
    replay = run(*lines)
    numbers = [*(event.number for event in replay.events), *(bad.number for bad in replay.bad)]
    written = {number for number, line in enumerate(lines, 2) if line.strip("\ufeff \t\r\n")}
    assert sorted(numbers) == sorted(written)
    assert [bad.number for bad in replay.bad] == sorted(bad.number for bad in replay.bad)
    good = {number for number, line in enumerate(lines, 2) if line == json.dumps(POST_IT)}
    assert good <= {event.number for event in replay.events}
    assert in_order(event.at for event in replay.events)
    for bad in replay.bad:
        assert isinstance(bad, BadLine)
        assert bad.reason


def in_order(moments: Iterable[datetime]) -> bool:
    stamps = [moment.timestamp() for moment in moments]
    return stamps == sorted(stamps)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.sampled_from([*CHALLENGE, "roster", "timetable", "do"]), JSON, min_size=1, max_size=4)
)
def test_a_junk_challenge_is_refused_or_read_but_never_raises_anything_else(changes: dict[str, Any]) -> None:
    try:
        said = ""
        run(challenge={**CHALLENGE, **changes})
    except Refusal as refusal:
        said = str(refusal)
    assert said == "" or said.startswith("Line 1 must describe the challenge")
