"""The neutral phrases that stand for what is hidden: the sentence stays readable, the person does not."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from bot.privacy.found import Find, Label

_BRACKETED = {
    Label.EMAIL: "[email]",
    Label.PHONE: "[phone]",
    Label.ADDRESS: "[address]",
    Label.POSTCODE: "[postcode]",
    Label.NHS: "[NHS number]",
    Label.NINO: "[NI number]",
    Label.CASE_ID: "[record number]",
    Label.DOB: "[date of birth]",
    Label.SLACK: "[Slack name]",
}


class Noun(StrEnum):
    """What somebody is called in place of their name: never less general than this."""

    LEADER = "senior leader"
    MEMBER = "elected member"
    COLLEAGUE = "colleague"
    PEER = "peer"
    PERSON = "person"


_ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_MEMBERS = re.compile(
    r"(?i)\b(?:cllrs?|councillors?|cabinet|portfolio|member|leader of|council leader|deputy leader|mayor)\b"
)
_LEADERS = re.compile(
    r"(?i)\b(?:directors?|dir|chief|head of|principal|dass|dcs|dph|psw|ceo|cex|cx|pot|siro|ad|"
    r"monitoring officer|(?:s|section )151 officer)\b"
)
#: Who draws on care and support, or cares for somebody; unless they work with those who do.
_DRAWS_ON_CARE = re.compile(
    r"(?i)\b(?:carers?|draws? on|drawing on|experts? by experience|lived experience|service users?|"
    r"users? of services|residents?|tenants?|patients?|clients?|direct payment employer|family member|"
    r"relative|parent|member of the public|person with|people with)\b"
)
_WORKS = re.compile(
    r"(?i)\b(?:managers?|leads?|officers?|workers?|co-?ordinators?|commissioners?|chief|chair|heads?|assistants?|advis[eo]rs?|"
    r"practitioners?|analysts?|advocates?|administrators?|trustees?|consultants?|nurses?|strategy|supervisors?|"
    r"facilitators?|engagement|services? (?!users?))\b"
)
_DETERMINER = re.compile(
    r"(?i)\b(?:the|our|their|his|her|my|your|its|this|that|whose|an?|each|every|no|new|former|"
    r"same|latest|next|previous|regular|daily|weekly|fortnightly|monthly|annual|recent)\s$"
)
#: What someone gives or has: "the DASS briefing" is theirs. No verb's form: "the DASS updates us".
_BELONGS = re.compile(
    r" (?:(?:briefing|meeting|session|surgery|interview|agenda|diary|blog|office|role|post|vacancy|update|"
    r"note|letter|paper|visit|call)|(?:briefings|meetings|sessions|surgeries|agendas|vacancies))\b"
    r"(?! us| them| me)"
)
_RELATED = re.compile(
    r"(?i)\b(?:daughter|son|wife|husband|mum|mother|dad|father|neighbour|brother|sister|partner|carer|manager|worker|"
    r"practitioner|lead|nurse|advocate|colleague|friend|nan|gran|grandson|granddaughter|aunt|uncle|cousin|niece|"
    r"nephew|officer|gentleman|lady|man|woman|client|resident|patient|named|called|person|therapist|"
    r"coordinator|family of)[\s,(:\-–]{1,3}$"
)
_BESIDE = re.compile(r"(?:,\s|\s\(|\s[-–]\s)$")
_STARTS_SENTENCE = re.compile(r"(?:^|[.!?]['\")\]]*\s|\n|^[-*•]\s)\s*['\"(\[]*$")


def noun_of(title: str) -> Noun:
    """What someone with this job title, or name with a title, is called."""
    if _MEMBERS.search(title):
        return Noun.MEMBER
    if _LEADERS.search(title):
        return Noun.LEADER
    return Noun.PERSON if _DRAWS_ON_CARE.search(title) and not _WORKS.search(title) else Noun.COLLEAGUE


class Phrases:
    """The phrases given out within one text: the same person gets the same one again.

    `nouns` says what the people of the roster are called, by their key in `Find.who`; `finds` are all that
    are replaced in `text`.
    """

    def __init__(self, nouns: Mapping[str, Noun], finds: Iterable[Find], text: str) -> None:
        self._nouns, self._text = nouns, text
        called = {find.who: self._noun(find) for find in finds if find.label not in _BRACKETED}
        self._of_a_sort = Counter(called.values())
        self._given: dict[str, tuple[Noun, int, bool]] = {}
        self._count: dict[Noun, int] = {}
        self._end_of_person = -9

    def instead_of(self, find: Find) -> str:
        """What stands in place of `find`."""
        if find.label in _BRACKETED:
            return _BRACKETED[find.label]
        text = self._text
        before = text[max(0, find.start - 24) : find.start]
        stands_beside = find.label is Label.ROLE and find.start - self._end_of_person in (2, 3)
        if stands_beside and _BESIDE.search(before):
            return "[job title]"
        if find.label is Label.PERSON:
            self._end_of_person = find.end
        if find.who not in self._given:
            noun = self._noun(find)
            nth = self._count.get(noun, 0)
            self._count[noun] = nth + 1
            named = noun is Noun.PERSON and bool(_RELATED.search(before) or _DETERMINER.search(before))
            self._given[find.who] = (noun, nth, named)
        noun, nth, named = self._given[find.who]
        if noun is Noun.PERSON and (named or _DETERMINER.search(before)):
            return "[name]" if nth == 0 else f"[name {nth + 1}]"
        say = _after_determiner if _DETERMINER.search(before) else _alone
        phrase = say(noun, nth, self._of_a_sort[noun] > 2)
        if _BELONGS.match(text, find.end):
            phrase += "'s"
        capital = text[find.start].isupper() and _STARTS_SENTENCE.search(before)
        return phrase[0].upper() + phrase[1:] if capital else phrase

    def _noun(self, find: Find) -> Noun:
        words = self._text[find.start : find.end]
        if find.label is Label.ROLE:
            return Noun.MEMBER if _MEMBERS.search(words) else Noun.LEADER
        known = self._nouns.get(find.who)
        if known or find.who.startswith("shared:"):
            return known or Noun.COLLEAGUE
        return Noun.MEMBER if _MEMBERS.match(words) else Noun.PERSON


def _alone(noun: Noun, nth: int, several: bool) -> str:
    """Without "the" before it; `several` where there are more than two of the sort."""
    if noun is Noun.PERSON and nth < 2:
        return ("someone", "someone else")[nth]
    if nth == 0:
        return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
    return f"{_article(nth)} {_ordinal(nth)} {noun}" if several else f"another {noun}"


def _after_determiner(noun: Noun, nth: int, several: bool) -> str:
    if nth == 0:
        return str(noun)
    return f"{_ordinal(nth)} {noun}" if several else f"other {noun}"


def _ordinal(nth: int) -> str:
    return _ORDINALS[nth - 1] if nth - 1 < len(_ORDINALS) else "further"


def _article(nth: int) -> str:
    return "an" if _ordinal(nth)[0] in "aeiou" else "a"
