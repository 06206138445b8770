"""What must hold of the de-identifier for any text at all."""

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.privacy.deidentify import Deidentifier, Find, Person

DEIDENTIFIER = Deidentifier(
    [
        Person("Priya Raghunathan", "Principal Social Worker"),
        Person("Mark Page", "Head of Digital"),
        Person("Cllr Joy Banks", "Cabinet Member"),
        Person("Bob Lee"),
    ],
    ["Zofia Lisowska"],
    ["Rose Court"],
    ner=False,
)
WORDS = [
    *(
        "spoke to",
        "said",
        "the",
        "and",
        "Mark",
        "mark",
        "Priya",
        "priya",
        "Joy",
        "Rose Court",
        "Mosaic",
        "ref",
        "1234567",
    ),
    *(
        "07700 900123",
        "999 110 6847",
        "dob",
        "4/5/51",
        "DASS",
        "Head of",
        "Safeguarding",
        "Cllr",
        "Mr",
        "Banks",
        "JS",
        "PR",
    ),
    *(
        "at",
        "in",
        "from",
        "team",
        "12",
        "Mill",
        "Lane",
        "NM4 7QT",
        "a@b.uk",
        "@bob",
        "<@U1>",
        ".",
        ",",
        "(",
        ")",
        ":",
        "-",
    ),
    *(
        "'s",
        "\n",
        "someone",
        "a colleague",
        "[phone]",
        "[name]",
        "another",
        "senior leader",
        "Zqara",
        "zqara",
        "ring",
        "on",
    ),
    *(
        "is",
        "has",
        "was",
        "Dr",
        "van",
        "de",
        "O'Neill",
        "reviews",
        "waited",
        "daughter",
        "manager",
        "April",
        "May",
        "2024",
    ),
    *(
        "£4.2m",
        "31%",
        "é",
        "😀",
        "\u200b",
        "\u00a0",
        "محمد",
        "Sia\u0302n",
        "the Khan family",
        "of",
        "for",
        "Adults",
        "call",
    ),
]

notes = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)
any_text = st.one_of(st.text(max_size=300), notes, st.tuples(notes, st.text(max_size=40)).map(" ".join))
#: What people put between the digits of a number.
gaps = st.sampled_from(["", " ", "-", ".", "\u00a0", "\u200b", " \u2013 ", "\u2011"])
surroundings = st.sampled_from(
    ["{}", "see {} now", "({})", "Ring {}.", "مرحبا {} اليوم", "😀{}😀", "waited\n{}\nand", "“{}”"]
)


def disguised(text: str) -> st.SearchStrategy[str]:
    """`text` with its digits and letters in other forms that read the same."""

    def wide(char: str, choice: int) -> str:
        if choice == 1 and "!" <= char <= "~":
            return chr(ord(char) + 0xFEE0)
        return char + "\u200b" if choice == 2 else char

    return st.lists(st.integers(0, 5), min_size=len(text), max_size=len(text)).map(
        lambda choices: "".join(map(wide, text, choices))
    )


@st.composite
def phone_numbers(draw: st.DrawFn) -> str:
    prefix, rest = draw(
        st.sampled_from([("07", 9), ("01", 9), ("020", 8), ("+447", 9), ("0800", 7), ("+44 (0)7", 9)])
    )
    digits = draw(st.text("0123456789", min_size=rest, max_size=rest))
    cut = draw(st.integers(2, rest - 2))
    return prefix + digits[:cut] + draw(gaps) + digits[cut:]


@st.composite
def nhs_numbers(draw: st.DrawFn) -> str:
    nine = draw(st.integers(400_000_000, 999_999_999).map(str).filter(lambda nine: _check_digit(nine) < 10))
    number = f"{nine}{_check_digit(nine)}"
    return draw(gaps).join((number[:3], number[3:6], number[6:]))


def _check_digit(nine: str) -> int:
    remainder = (
        11 - sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
    )
    return 0 if remainder == 11 else remainder


@st.composite
def insurance_numbers(draw: st.DrawFn) -> str:
    letters = draw(st.text("ABCEGHJKLMNPRSTWXYZ", min_size=2, max_size=2))
    pairs = [draw(st.text("0123456789", min_size=2, max_size=2)) for _ in range(3)]
    number = draw(gaps).join([letters, *pairs, draw(st.sampled_from("ABCD"))])
    return draw(st.sampled_from([number, number.lower()]))


emails = st.from_regex(
    r"[a-z]{1,10}[._]?[a-z0-9]{1,8}@[a-z]{2,10}\.(gov\.uk|nhs\.uk|org|com)", fullmatch=True
)
records = st.tuples(
    st.sampled_from(
        [
            "Mosaic ",
            "LAS ",
            "mosaic id ",
            "AIS ref ",
            "Case no ",
            "CareFirst: ",
            "Trillium ",
            "ref ",
            "Client ID ",
        ]
    ),
    st.from_regex(r"[1-9][0-9]{5,8}", fullmatch=True),
).map("".join)


def letters_and_digits(text: str) -> str:
    """What is left of `text` when disguises and spaces are taken away."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return "".join(char for char in plain if char.isalnum())


@settings(max_examples=150, deadline=None)
@given(
    st.data(), surroundings, st.one_of(emails, phone_numbers(), nhs_numbers(), insurance_numbers(), records)
)
def test_a_planted_identifier_never_survives(data: st.DataObject, around: str, identifier: str) -> None:
    disguise = data.draw(disguised(identifier))
    masked = DEIDENTIFIER.mask(around.format(disguise)).text
    telling = "".join(filter(str.isdigit, letters_and_digits(identifier))) or letters_and_digits(identifier)
    assert telling not in letters_and_digits(masked)


@settings(max_examples=150, deadline=None)
@given(any_text)
def test_finds_are_in_order_apart_and_inside_the_text(text: str) -> None:
    at = 0
    for find in DEIDENTIFIER.find(text):
        assert isinstance(find, Find)
        assert at <= find.start < find.end <= len(text)
        at = find.end


@settings(max_examples=150, deadline=None)
@given(any_text)
def test_masking_a_masked_text_changes_nothing(text: str) -> None:
    once = DEIDENTIFIER.mask(text)
    again = DEIDENTIFIER.mask(once.text)
    assert again.text == once.text
    assert again.hidden == {}


@settings(max_examples=80, deadline=None)
@given(any_text)
def test_the_same_text_gives_the_same_answer_and_what_is_asked_stays(text: str) -> None:
    masked = DEIDENTIFIER.mask(text)
    assert DEIDENTIFIER.mask(text) == masked
    assert tuple(dict.fromkeys(text[start:end] for start, end in masked.asks)) == masked.ask
    assert all(word in masked.text for word in masked.ask)


PIECES = [
    *(
        "a",
        "A ",
        "1",
        "1 ",
        "0",
        "@",
        "a@",
        "a.",
        "Aa Bb ",
        "Mr ",
        "Flat 1, ",
        "1 Aa ",
        "lives at 1 Aa ",
        "Mosaic ref ",
    ),
    *(
        "case no 1 ",
        "nhs no ",
        "dob ",
        "1/1/",
        "+44 ",
        "00 4",
        "<@",
        "<@U>",
        "http://a/",
        "Head of A and ",
        "Director of ",
    ),
    *(
        "Zqara ",
        "zqara ",
        "said ",
        "spoke to ",
        "Sarah and ",
        "a-",
        "O'",
        "\u200b",
        "1\u200b",
        "a\u0301",
        "\ufdfa",
        "😀",
    ),
    *(
        "م",
        "aa at bb dot ",
        "tel on ",
        "ref 1",
        "A. B. ",
        "1 aa bb cc ",
        "Aa House, ",
        "the ",
        "14 March ",
        "_",
        "(0",
    ),
]


@pytest.mark.parametrize("piece", PIECES)
def test_no_text_takes_long(piece: str) -> None:
    """Four times the text may take about four times as long; sixteen would betray a wandering regex."""

    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        times = []
        for _ in range(3):
            before = time.process_time()
            DEIDENTIFIER.find(text)
            times.append(time.process_time() - before)
        return min(times)

    seconds(100)
    assert seconds(3000) < max(8 * seconds(750), 0.05)
