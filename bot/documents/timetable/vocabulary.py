"""The words by which a line of a cell is known: as a place, a job title, a name, a list of peers."""

import re

_JOB = re.compile(
    r"\b(?:director|head of|head|manager|lead|leader|officer|chief|executive|chair|vice[- ]chair|principal|"
    r"social workers?|commissioner|nurse|practitioner|assistant|deputy|dass|daso|gp|doctor|consultant|"
    r"co-?ordinator|supervisor|member|portfolio holder|cabinet|councillor|mayor|president|trustee|volunteer|"
    r"advocate|therapist|analyst|administrator|clerk|secretary|advis[eo]r|specialist|partner|ceo|coo|cfo|psw|"
    r"ot|owner|founder|carer|expert by experience|inspector|superintendent|sergeant|constable|accountant|"
    r"lawyer|solicitor|registrar|professor|lecturer|worker|planner|broker|assessor|auditor|ambassador|parent|"
    r"resident|tenant|user|representative|rep|spokesperson|opposition)\b",
    re.I,
)
_POST = re.compile(
    r"(?:(?:assistant|deputy|executive|interim|acting|strategic|service|corporate|managing)\s+)*"
    r"(?:director|head|chief|chair|leader|lead|manager|principal|dass|ceo)\b",
    re.I,
)
_ROOM_END = re.compile(
    r"(?:\brooms?|\brm|\boffice|\bchamber|\bsuite|\bhall|\blounge|\bcaf[eé]|\bfloor)"
    r"(?:\s+[\w.-]{1,6})?(?:\s*\(.*\))?$",
    re.I,
)
_PLACE = re.compile(
    r"\b(?:rooms?|rm\.?\s*\d+|office|chamber|hall|suite|floor|centre|center|building|house|hospital|library|hub|"
    r"teams|zoom|online|virtual(?:ly)?|video|webex|google meet|telephone|phone|reception|foyer|court|campus|"
    r"surgery|clinic|church|school|college|university|annexe?|block|wing|ward|lounge|caf[eé]|pod|"
    r"gallery|theatre|studio|depot|hq|headquarters|street|road|avenue|lane|park|hotel|restaurant|canteen)\b",
    re.I,
)
_GROUP = re.compile(
    r"\b(?:group|groups|team|teams|staff|carers|people|residents|users|workers|practitioners|members|managers|"
    r"leaders|partners|providers|representatives|forum|board|panel|committee|network|partnership|families|"
    r"experience|therapists|nurses|officers|commissioners|apprentices|students|advocates|volunteers|gps|"
    r"healthwatch|sector|session|service|services|care|support|various|tbc|tba)\b",
    re.I,
)
_SEVERAL = re.compile(
    r"\b(?:groups?|teams?|staff|carers|people|residents|users|workers|practitioners|members|managers|leaders|"
    r"partners|providers|representatives|forum|network|families|therapists|nurses|officers|commissioners|"
    r"apprentices|students|advocates|volunteers|gps|amhps|ots|healthwatch|assessors|coordinators)\b",
    re.I,
)
#: Words with a capital that are no part of a name.
_NOT_A_NAME = re.compile(
    r"\b(?:health|public|adults?|social|care|housing|community|communities|commissioning|integrated|"
    r"safeguarding|mental|learning|disabilit(?:y|ies)|older|children'?s?|finance|quality|performance|"
    r"transformation|operations|operational|strategy|strategic|partnerships?|prevention|wellbeing|services?|"
    r"the|and|of|for|with|council|county|city|borough|nhs|trust|icb|ics|age uk|carers?|hospital|workforce|"
    r"equality|market|provision|discharge|reablement|assessment|brokerage|front door|day \d|tbc|tba|"
    r"interview|lunch|break|meeting|feedback|presentation|theme|statement|peers?|review|civic|town)\b",
    re.I,
)
_HONORIFIC = (
    r"(?:Cllr|Clr|Councillor|Dr|Mr|Mrs|Ms|Miss|Mx|Prof|Professor|Sir|Dame|Rev|Lord|Lady|Baroness)\b\.?"
)
_WORD = r"(?:[^\W\d_][\w'’.-]*)"
_NAME = re.compile(
    rf"(?:(?P<honorific>{_HONORIFIC})\s+)?{_WORD}(?:\s+(?:de|van|von|der|den|bin|al|el|la|le|ap|ab|{_WORD}))"
    r"{0,4}(?:\s+(?:MBE|OBE|CBE|BEM|QC|KC))?"
)
_SMALL = {"de", "van", "von", "der", "den", "bin", "al", "el", "la", "le", "ap", "ab"}
_INITIALS = re.compile(r"[A-Z]{2,3}")
_SEAT = re.compile(r"(?:lead|member|officer|psw|operational|commissioning)\s+peer|challenge\s+manager", re.I)
_SEPARATORS = re.compile(r"\s*(?:[,;/&+|]|\band\b|\bwith\b)\s*", re.I)

#: Labels that people put before a part of a cell, and the part each means.
_LABELS: dict[str, str] = {
    "statement": r"theme|statement|quality statement|we statement|themes?/statements?",
    "place": r"where|room|place|location|venue|held in|meeting room",
    "peers": r"peers?|peer team|peer names?|interviewers?|interviewed by|team members?|pair|reviewers?|by",
    "who": r"who|name|names|interviewees?|with|attendees|attending|people|person",
    "title": r"title|job title|job|role|post|position",
    "kind": r"kind|type|session|format|session type",
    "size": r"participants|number|numbers|size|group size|no\.? of (?:people|participants)|how many",
    "time": r"time|times",
    "note": r"notes?|briefed|comment|comments",
}
_LABELLED = re.compile(
    "|".join(
        rf"(?P<{part}>(?:{words})\s*(?:[:=]{'|[-–—]' if part == 'statement' else ''})\s*)"
        for part, words in _LABELS.items()
    ),
    re.I,
)
_PEERS_BARE = re.compile(r"(?:peers|interviewers)\s+", re.I)
_SIZE = re.compile(
    r"\(?\s*(?:up\s+to\s+|max(?:imum)?\.?\s+(?:of\s+)?|approx\.?\s+|about\s+|c\.?\s*|x\s*)?(?<![\w.])(\d{1,3})\s*(?:x\s*)?"
    r"(?:people|participants|attendees|attending|staff|carers|residents|pax|persons|members)\b\s*\)?"
    r"|\(\s*(?:x\s*|max\.?\s*|up\s+to\s+)?(\d{1,3})\s*\)|\bx\s*(\d{1,3})\b",
    re.I,
)


def labelled(line: str) -> tuple[str, str] | None:
    """The part of a cell that a line's label names, and what follows it: "Where: Room 2"."""
    match = _LABELLED.match(line)
    if match is None and (bare := _PEERS_BARE.match(line)) and looks_like_peers(line[bare.end() :]):
        return "peers", line[bare.end() :]
    return (match.lastgroup or "", line[match.end() :].strip()) if match else None


def is_job(text: str) -> bool:
    """Whether a text speaks of a job or a role."""
    return bool(_JOB.search(text))


def is_group(text: str) -> bool:
    """Whether a text speaks of several people."""
    return bool(_GROUP.search(text))


def is_several(text: str) -> bool:
    """Whether a text names people in the plural, as a focus group's label does."""
    return bool(_SEVERAL.search(text))


def is_post(text: str) -> bool:
    """Whether a text is the job of one: "Director of Adult Services", and not "Team managers"."""
    return is_job(text) and (bool(_POST.match(text)) or not is_several(text))


def is_place(text: str) -> bool:
    """Whether a text is a place: a room ("DASS's office" too), or a building that isn't in a job title."""
    return bool(_ROOM_END.search(text)) or bool(_PLACE.search(text) and not is_job(text))


def is_name(text: str, *, titled: bool = False) -> bool:
    """Whether a text is a person's name: capitals, no word of a job, a group or a place.

    `titled` says that a job title follows: then "Mark Hall" and "Jane Head" are people.
    """
    text = text.strip()
    match = _NAME.fullmatch(text)
    if match is None or len(text) > 60:
        return False
    words = [word for word in text.split() if word not in _SMALL]
    if not all(word[0].isupper() for word in words) or (len(words) < 2 and not match["honorific"]):
        return False
    bare = text[len(match["honorific"]) :].strip() if match["honorific"] else text
    if titled and not _JOB.search(bare.rpartition(" ")[0]):
        bare = bare.rpartition(" ")[0] or bare
    return not (is_job(bare) or is_place(bare) or _GROUP.search(bare) or _NOT_A_NAME.search(bare))


def peers_in(text: str) -> tuple[str, ...]:
    """The names in a list of peers: "Dev / Siân", "DM & SP", "Dev Malhotra and Siân Prosser"."""
    parts = (part.strip(" .()[]-–—") for part in _SEPARATORS.split(text))
    return tuple(dict.fromkeys(part for part in parts if part and part.casefold() not in ("tbc", "tba")))


def looks_like_peers(text: str) -> bool:
    """Whether a line without a label is a list of short names: initials, first names, full names."""
    names = peers_in(text)
    # "Ruth Lane" could be a street: beside somebody who is a person for certain she is one, too.
    sure = len(names) > 1 and any(is_name(name) or _INITIALS.fullmatch(name) for name in names)
    return bool(names) and all(
        is_name(name, titled=sure)
        or _INITIALS.fullmatch(name)
        or _SEAT.fullmatch(name)
        or (
            len(name) <= 20 and name[:1].isupper() and name.isalpha() and not (is_job(name) or is_group(name))
        )
        for name in names
    )


def size_in(text: str) -> tuple[int | None, str]:
    """How many people a line speaks of ("8 participants", "(12)", "x10"), and the line without it."""
    match = _SIZE.search(text)
    if match is None:
        return None, text
    number = int(next(group for group in match.groups() if group))
    left = text
    # "12 carers" is a number and a group: only what is about the number goes.
    if match[2] or match[3] or re.search(r"people|particip|attend|pax|persons", match[0], re.I):
        left = (text[: match.start()] + " " + text[match.end() :]).strip(" ,-–—:")
    return number, " ".join(left.split())
