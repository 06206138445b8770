"""A theme's draft bullet: one sentence in the tone of published peer-challenge reports, to be corrected.

It says the theme's subject and words of its most central post-its, and nothing else: no fact is made up, no
source named, nobody quoted. What is about one person or in their own words is left out. It is a team
edition: what goes to the client passes the gate besides.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from bot.domain.evidence import Kind
from bot.domain.themes import Theme
from bot.themes import words as w

#: Words of a bullet, at most, unless its subject alone is longer.
WORDS = 20
#: Post-its whose words are used, at most.
USED = 2
#: Words that part of a post-it must have to say something by itself.
_LEAST = 4

_OPENINGS = {
    Kind.strength: "There are strengths in",
    Kind.consideration: "The council may want to look at",
    Kind.best_practice: "Others may want to learn from",
    Kind.question: "The team would like to know more about",
    None: "The team has evidence on",
}

_QUOTED = re.compile(r"[\"“”„«»‟]|(?<!\w)['‘’]|['‘’](?!\w)")
_POSSESSIVE = re.compile(r"(?<=s)['’](?=\s|$)")
# "providers told us that", "staff say:": who said it stays out.
_SAID_BY = re.compile(
    r"^according to [^,.;:]{1,60}[,:]\s*"
    r"|^[^.;:!?]{0,60}?\b(?:said|says?|told|tells?|reports?|reported|felt|feels?|thinks?|thought|explained|described"
    r"|mentioned|believes?|confirmed)\b(?: (?:us|me|the team))?(?: that)?\s*[:,–-]?\s*",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:said|says?|told|tells?|reported|explained|mentioned|according to|heard from|spoke to|met"
    r"|focus group|interview\w*)\b",
    re.IGNORECASE,
)
# About one person, or in the first person: it could point to whom it came from. "someone", "a senior
# leader" and words in brackets are what the de-identifier leaves.
_ONE_PERSON = re.compile(
    r"\b(?:I|I'm|I’m|me|my|mine|we|we'd|our|us|he|him|his|she|her|hers|someone|somebody|mr|mrs|ms|miss|dr|cllr"
    r"|mum|mam|dad|mother|father|husband|wife|son|daughter|gran|grandmother|brother|sister|lady|gentleman"
    r"|(?:an?|one|this|that|the|another) (?:\w+ ){0,2}?(?:man|woman|person|carer|worker|manager|member|leader"
    r"|councillor|lad|girl|boy|peer|officer|director|interviewee|colleague))\b|\[|@|\d{5}",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*(?:[.;:!?…]+(?=\s|$)|\s[-–—]+\s|\s/\s)\s*")
_COMMAS = re.compile(r"\s*,\s+|\s+(?:because|so that|which)\s+")
# What stands before one of these says something else without what comes after: "looked at weekly but on
# paper, nobody rings" is no praise.
_TURNS = re.compile(r"\b(?:but|although|though|however|yet|except|unless|only)\b", re.IGNORECASE)


# A part that begins with one of these is the end of something else.
_DANGLING = frozenset(
    ("and", "or", "but", "to", "of", "than", "that", "which", "who", "with", "w", "so", "as", "for", "when")
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A bullet, and the ids of the post-its whose words are in it."""

    text: str
    used: tuple[str, ...]


def draft(theme: Theme, texts: Mapping[str, str]) -> Draft:
    """The draft bullet of `theme`; `texts` are the de-identified texts of its post-its, by id."""
    opening = f"{_OPENINGS[theme.kind]} {_in_sentence(theme.label)}"
    room = WORDS - len(opening.split())
    said, used = list[str](), list[str]()
    for member in theme.members:
        if len(used) == USED:
            break
        words = _words_of(texts.get(member.id, ""), room, {w.stem(word) for word in member.because})
        # A second post-it has to add something to the first.
        if words and not _stems(words) <= {stem for one in said for stem in _stems(one)}:
            said.append(words)
            used.append(member.id)
            room -= len(words.split())
    end = f": {'; '.join(said)}" if said else ""
    return Draft(f"{opening}{end}.", tuple(used))


def _words_of(text: str, room: int, subject: set[str]) -> str:
    """The longest part of a post-it that has room, may be said, and has a word of the theme's `subject` in
    it; empty without one.
    """
    fit = [
        part
        for part in _parts(text)
        if _LEAST <= len(part.split()) <= room
        and part.split()[0].casefold() not in _DANGLING
        and subject & _stems(part)
        and not _ONE_PERSON.search(part)
        and not _SAID.search(part)
    ]
    return max(fit, key=lambda part: len(part.split()), default="")


def _parts(text: str) -> Iterator[str]:
    """A post-it and what it falls into, without who said it; nothing of one that quotes anybody, since where
    a quotation begins and ends is often not marked.
    """
    text = _POSSESSIVE.sub("", text)
    if _QUOTED.search(text):
        return
    for sentence, after in zip_longest(sentences := _PARTS.split(text), sentences[1:], fillvalue=""):
        if _TURNS.match(after):
            continue
        unsaid = _tidy(_SAID_BY.sub("", sentence))
        first, *rest = _COMMAS.split(unsaid)
        parts = [unsaid] if any(map(_TURNS.search, rest)) else [unsaid, _tidy(first)]
        yield from (part for part in dict.fromkeys(parts) if part)


def _tidy(part: str) -> str:
    part = " ".join(part.strip(" \t-–—*•,.;:!?…()").split())
    first, _, rest = part.partition(" ")
    return f"{first.lower()} {rest}" if first.casefold() in w.PLAIN and first != "I" else part


def _in_sentence(label: str) -> str:
    """A label as it stands within a sentence: its first letter small, unless it begins with a short form."""
    first = label.split(" ", 1)[0]
    name = any(char.isupper() for char in first[1:])
    return label if name or not label else label[0].lower() + label[1:]


def _stems(text: str) -> set[str]:
    return {w.stem(word) for word in w.words(text) if word.casefold() not in w.PLAIN}
