"""What the poster must be asked about before a draft is stored."""

import pytest

from bot.errors import Refusal
from bot.privacy.deidentify import Deidentifier
from bot.privacy.found import Answers, Label, Mark
from bot.services.hiding import Hiding

READER = Deidentifier(ner=False)


def test_gathers_what_is_unsure_of_all_fields_once_the_evidence_first() -> None:
    hide = Hiding(READER, Answers())
    hide("staff who trust Plimbok", 75, "source_group")
    hide("", 500, "supporting")
    assert hide("Carers trust Zqara, Mrs Smith and Plimbok", 3000, "text") == (
        "Carers trust Zqara, someone and Plimbok"
    )
    unsure = hide.unsure()
    assert unsure is not None
    assert unsure.words == ("Zqara", "Plimbok")
    assert [where for where, _ in unsure.shown] == ["text", "source_group"]
    marks = [(piece.text, piece.mark) for piece in unsure.shown[0][1] if piece.mark is not Mark.kept]
    assert marks == [("Zqara", Mark.unsure), ("someone", Mark.hidden), ("Plimbok", Mark.unsure)]
    assert hide.hidden == {Label.PERSON: 1}


def test_shows_no_text_of_it_in_a_log() -> None:
    hide = Hiding(READER, Answers(hide=frozenset({"Plimbok"}), keep=frozenset({"Vrondel"})))
    hide("Carers trust Zqara, Vrondel and Plimbok", 3000, "text")
    said = (
        f"{hide.unsure()!r} {hide!r} {READER.mask('Carers trust Zqara')!r} {Answers(frozenset({'Zqara'}))!r}"
    )
    assert not [word for word in ("Zqara", "Vrondel", "Plimbok", "Carers") if word in said]


def test_has_nothing_to_ask_once_every_word_is_answered() -> None:
    hide = Hiding(READER, Answers(hide=frozenset({"Zqara"}), keep=frozenset({"Plimbok"})))
    assert hide("Carers trust Zqara and Plimbok", 3000, "text") == "Carers trust someone and Plimbok"
    assert hide.unsure() is None
    assert hide.hidden == {Label.PERSON: 1}


def test_a_word_longer_than_a_choice_can_show_is_asked_about_by_its_beginning() -> None:
    word = "Zq" + "arak" * 25
    first = Hiding(READER, Answers())
    first(f"Carers trust {word} completely", 3000, "text")
    unsure = first.unsure()
    assert unsure is not None
    assert unsure.words == (word[:75],)
    hide = Hiding(READER, Answers(hide=frozenset(unsure.words)))
    assert hide(f"Carers trust {word} completely", 3000, "text") == "Carers trust someone completely"


def test_refuses_what_grows_too_long_by_hiding() -> None:
    hide = Hiding(READER, Answers(hide=frozenset({"Zqara"})))
    with pytest.raises(Refusal, match="the group is longer than 20 characters") as refused:
        hide("staff who trust Zqara", 20, "source_group")
    assert refused.value.field == "source_group"
