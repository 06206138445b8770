"""Who is heard in a session, as the manual weighs it: lived experience, carers, frontline, senior managers,
elected members (requirements 52-55, 61).
"""

import re
from enum import StrEnum

from bot.domain.framework import Framework, SourceGroup
from bot.domain.people import Person
from bot.domain.timetable import Session


class Audience(StrEnum):
    """A sort of people, as the rules speak of them."""

    lived_experience = "people with lived experience"
    carers = "unpaid carers"
    frontline = "frontline staff"
    managers = "managers"
    senior = "senior managers"
    elected = "elected members"


_LIVED = re.compile(
    r"lived[\s-]experience|experts?[\s-]by[\s-]experience|people\s+who\s+(?:draw|use|receive|access)|"
    r"service[\s-]users?|people\s+(?:using|receiving|drawing|in\s+receipt|with\s+(?:a\s+)?(?:learning|disabilit|"
    r"mental|care|support|dementia))|\bresidents?\b|\btenants?\b|\bfamil(?:y|ies)\b(?!\s+carers?)|self[\s-]advoca|"
    r"co-?production\s+(?:group|forum)|direct\s+payment\s+recipients|user[\s-]led",
    re.I,
)
_CARERS = re.compile(
    r"(?<!paid\s)(?<!professional\s)\b(?:unpaid\s+)?carers?\b(?!['’]?\s+(?:lead|trust|centre|service|manager|officer|"
    r"strategy|support|hub|team|commission|champion|assess|uk|federation|network\s+(?:manager|lead)))|\bunpaid\s+carers?\b",
    re.I,
)
_FRONTLINE = re.compile(
    r"front[\s-]?line|(?<!principal\s)\bsocial\s+workers?\b|occupational\s+therapists?|\bOTs\b|\bpractitioners?\b|"
    r"\bcare\s+workers?\b|support\s+workers?|\bamhps?\b|approved\s+mental\s+health|(?:reablement|discharge|duty|"
    r"locality|front\s+door|contact\s+centre)\s+(?:team|staff|workers?)|care\s+co-?ordinators?|call\s+handlers?|"
    r"\bnewly\s+qualified|\basyes?\b|social\s+care\s+(?:staff|assessors?)",
    re.I,
)
_SENIOR = re.compile(
    r"\bdirectors?\b|\bchief\b|\bhead\s+of\b|\bheads\s+of\b|\bdass\b|\bexecutive\b|\bceo\b|\bcoo\b|"
    r"senior\s+(?:leaders?|managers?|management|leadership|officers?)|leadership\s+team|management\s+team|"
    r"\b(?:smt|dmt|slt|dlt|clt)\b|\bservice\s+managers?\b|section\s*151|\bs151\b|monitoring\s+officer|"
    r"principal\s+social\s+worker",
    re.I,
)
_MANAGERS = re.compile(
    r"\b(?:line|team|service|senior|operations?|area|locality|registered|group|unit|deputy)?\s*managers?\b|"
    r"\bteam\s+leaders?\b|\bline\s+management\b|\bsupervisors?\b|senior\s+management",
    re.I,
)
_OF_MANAGERS = re.compile(r"front[\s-]?line\s+(?:team\s+|service\s+)?(?:managers?|leaders?)", re.I)
_ELECTED = re.compile(
    r"\bcllrs?\b|\bclrs?\b|\bcouncillors?\b|elected\s+members?|portfolio\s+holders?|cabinet\s+members?|"
    r"leader\s+of\s+the\s+(?:council|opposition)|council\s+leader|\bmayor\b|scrutiny\s+(?:chair|members?|committee)|"
    r"chair\s+of\s+(?:\w+\s+){0,4}scrutiny|back[\s-]?bench|opposition\s+(?:members?|leader|group)",
    re.I,
)


def audiences(session: Session) -> frozenset[Audience]:
    """Who is heard in a session; empty where nothing says."""
    found = _of_group(session.label)
    for person in session.people:
        found |= _of_person(person)
    return frozenset(found)


def source_group(session: Session, framework: Framework) -> SourceGroup | None:
    """The framework's group that a session hears, where its label or a job title has the group's name."""
    texts = [session.label, *(person.title for person in session.people)]
    for text in texts:
        if text and (group := framework.group(text)):
            return group
    said = f" {' '.join(session.label.casefold().split())} "
    named = [group for group in framework.groups if f" {group.name.casefold()} " in said]
    return max(named, key=lambda group: len(group.name), default=None)


def _of_group(label: str) -> set[Audience]:
    found: set[Audience] = set()
    plain = _OF_MANAGERS.sub("managers", label)
    if _LIVED.search(plain):
        found.add(Audience.lived_experience)
    if _CARERS.search(plain):
        found.add(Audience.carers)
    if _FRONTLINE.search(plain):
        found.add(Audience.frontline)
    return found | _above(plain)


def _of_person(person: Person) -> set[Audience]:
    found = _above(f"{person.name} · {person.title}")
    text = person.title or person.name
    # A "Carers Strategy Manager" is no carer, and a "Frontline Services Manager" not frontline.
    if found:
        return found
    return _of_group(text) if person.title else set()


def _above(text: str) -> set[Audience]:
    found: set[Audience] = set()
    if _ELECTED.search(text):
        found.add(Audience.elected)
    if _SENIOR.search(text) and not found:
        found |= {Audience.senior, Audience.managers}
    elif _MANAGERS.search(text):
        found.add(Audience.managers)
    return found
