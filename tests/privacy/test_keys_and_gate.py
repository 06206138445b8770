"""Keys, sealing and tags; and the gate that alone makes client text."""

import ast
import copy
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy import gate
from bot.privacy.deidentify import Deidentifier, Person
from bot.privacy.gate import ClientText
from bot.privacy.keys import Keyring, WrongKey, new_master_key
from bot.settings import SettingsProblem, load

ROOT = Path(__file__).parents[2]


def test_what_is_sealed_opens_for_its_purpose_only() -> None:
    ring = Keyring(os.urandom(32))
    key = ring.challenge("c", ring.new_challenge("c"))
    sealed = key.seal(["waits are long", 3], "postit 1")
    assert b"waits" not in sealed
    assert key.open(sealed, "postit 1") == ["waits are long", 3]
    with pytest.raises(WrongKey):
        key.open(sealed, "postit 2")


def test_the_length_of_what_is_sealed_tells_no_finding_from_another() -> None:
    # The client has the briefs' texts: a row as long as one of them would be its row, with its day and kind.
    ring = Keyring(os.urandom(32))
    key = ring.challenge("c", ring.new_challenge("c"))
    lengths = {len(key.seal(["x" * characters, "carers", "", False], "p")) for characters in range(0, 221)}
    assert len(lengths) == 1
    assert len({len(key.seal("x" * characters, "p")) for characters in range(3000)}) <= 5


def test_a_wrapped_secret_opens_with_its_own_master_key_and_challenge_only() -> None:
    ring = Keyring(os.urandom(32))
    wrapped = ring.new_challenge("c")
    with pytest.raises(WrongKey):
        Keyring(os.urandom(32)).challenge("c", wrapped)
    with pytest.raises(WrongKey):
        ring.challenge("another", wrapped)


def test_a_rotation_leads_from_the_key_before_to_todays() -> None:
    old, new = os.urandom(32), os.urandom(32)
    wrapped = Keyring(old).new_challenge("c")
    sealed = Keyring(old).challenge("c", wrapped).seal("waits are long", "p")
    both = Keyring(new, old)
    assert both.challenge("c", wrapped).open(sealed, "p") == "waits are long"
    rewrapped = both.rewrap("c", wrapped)
    assert rewrapped is not None
    assert both.rewrap("c", rewrapped) is None
    assert Keyring(new).challenge("c", rewrapped).open(sealed, "p") == "waits are long"
    with pytest.raises(WrongKey):
        Keyring(old).challenge("c", rewrapped)
    with pytest.raises(WrongKey):
        Keyring(os.urandom(32), os.urandom(32)).rewrap("c", wrapped)


def test_two_challenges_tag_and_seal_differently() -> None:
    ring = Keyring(os.urandom(32))
    one, two = (ring.challenge(name, ring.new_challenge(name)) for name in ("one", "two"))
    assert one.tag("member", "U1") != two.tag("member", "U1")
    with pytest.raises(WrongKey):
        two.open(one.seal("x", "p"), "p")


@given(st.lists(st.text(), min_size=1, max_size=3), st.lists(st.text(), min_size=1, max_size=3))
def test_tags_are_the_same_for_the_same_parts_only(one: list[str], other: list[str]) -> None:
    ring = Keyring(bytes(32))
    assert (ring.receipt(*one) == ring.receipt(*other)) == (one == other)


def test_a_new_master_key_is_one_that_settings_take() -> None:
    assert len(load(evidence_key=new_master_key()).key_bytes) == 32


@pytest.mark.parametrize("key", ["short", "!!!", "AAAA", "your-key-here"])
def test_a_key_that_is_none_is_refused_by_name_and_not_repeated(key: str) -> None:
    with pytest.raises(SettingsProblem) as refused:
        load(evidence_key=key)
    assert refused.value.sentence.startswith("EVIDENCE_KEY")
    assert key not in refused.value.sentence


def test_client_text_is_made_by_the_gate_only() -> None:
    with pytest.raises(TypeError):
        ClientText("anything")
    passed = gate.Gate(Deidentifier()).pass_text("anything")
    with pytest.raises(TypeError):
        copy.deepcopy(passed)
    # What is done to client text gives plain text again, which no renderer of a client edition takes.
    assert type(passed + " more") is str


def test_no_other_module_makes_client_text() -> None:
    for file in [*ROOT.glob("bot/**/*.py"), *ROOT.glob("db/**/*.py")]:
        if file.name == "gate.py":
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        named = {getattr(call, "id", getattr(call, "attr", "")) for call in calls}
        assert "ClientText" not in named, file


def test_a_name_that_slipped_in_stops_at_the_gate_and_quotes_go() -> None:
    reader = Deidentifier([Person("Priya Raghunathan", "Principal Social Worker")])
    passed = gate.Gate(reader).pass_text("“we can’t cope”, Mrs Raghunathan said")
    assert "Raghunathan" not in passed
    assert "“" not in passed
    assert "can’t" in passed
