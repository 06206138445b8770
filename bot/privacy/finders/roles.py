"""Job titles that one person holds: who holds "DASS" is known to everyone the post-it could reach."""

import re
from collections.abc import Iterable, Iterator

from bot.privacy.found import Label, Person
from bot.privacy.reading import Reading
from bot.privacy.spans import Span

#: What a director or a head is of: up to five words of a department's name.
_OF = (
    r"(?:\s(?:of|for)\s(?:the\s)?(?:[A-Z][\w'&\-]*|adults?|social|care|services|commissioning|safeguarding|finance|public|"
    r"health|housing|children|children's|quality|performance|strategy|operations|integrated|discharge|transformation|"
    r"service|provision|people|place|communities|prevention|adult)"
    r"(?:(?:\s|,\s(?=[A-Z][a-z]+\sand)|\s&\s|/|\sand\s)(?:[A-Z][\w'&\-]*|adults?|social|care|services|health|wellbeing|commissioning|safeguarding|"
    r"operations|discharge|performance|improvement|quality|assurance|provision|prevention|communities)){0,5})"
)
_AREA = (
    r"(?:\s?[,\-–]?\s?\(?(?:Adults?|Adult Social Care|ASC|Commissioning|Operations|Finance|Transformation|Safeguarding|Strategy|Integration|"
    r"Performance|Quality|Housing|Communities|Prevention|Provision|Improvement|Resources|People|Health|Social Care|Public Health)\b\)?)"
)
_TITLES = (
    # abbreviations
    r"DASS|DCS|DPH|PSW|CEO|CEX|CEx|CX|POT|D\.A\.S\.S|S151 [Oo]fficer|s151 [Oo]fficer|[Ss]ection 151 [Oo]fficer|SIRO",
    r"(?:[Dd]eputy|[Aa]ssistant|[Ii]nterim|[Aa]cting)\s(?:DASS|DCS|DPH|PSW|CEO|POT)",
    # chief officers
    r"(?:(?:[Dd]eputy|[Aa]ssistant|[Ii]nterim|[Aa]cting)\s)?(?:[Cc]hief [Ee]xec(?:utive)?(?:\s[Oo]fficer)?"
    r"|[Cc]hief (?:[Oo]perating|[Ff]inance|[Nn]ursing|[Ii]nformation) [Oo]fficer|[Mm]anaging [Dd]irector)",
    rf"(?:(?:[Ee]xecutive|[Cc]orporate|[Ss]trategic|[Ss]ervice|[Dd]eputy|[Aa]ssistant|[Ii]nterim|[Aa]cting|[Dd]ivisional|[Oo]perational|[Cc]linical|[Pp]rogramme|[Aa]ssociate|[Gg]roup|[Aa]sst\.?)\s){{1,2}}"
    rf"[Dd]irector(?!s)(?:{_OF}|{_AREA})?",
    rf"[Dd]irector{_OF}",
    rf"(?:AD|ADs?ASS)\b(?:{_OF}|{_AREA})",
    # members
    r"(?:[Dd]eputy\s)?(?:[Ll]eader\sof\s(?:the\s)?[Cc]ouncil|[Cc]ouncil\s[Ll]eader|[Ll]eader\sof\sthe\s[Oo]pposition)",
    rf"(?:[Pp]ortfolio\s[Hh]older|[Ll]ead\s(?:[Cc]abinet\s)?[Mm]ember|[Cc]abinet\s(?:[Mm]ember|[Ll]ead)|[Ee]xecutive\s[Mm]ember)(?!s)(?:{_OF})?",
    # heads and principals
    rf"(?:(?:[Ii]nterim|[Aa]cting|[Dd]eputy|[Aa]ssistant)\s)?(?:Head(?!s)|head(?=\sof\s(?!service\b|year|the\b)))(?:{_OF})",
    r"[Pp]rincipal\s(?:[Ss]ocial [Ww]orker|[Oo]ccupational [Tt]herapist|O\.?T\b|SW\b|[Pp]sychologist|AMHP)(?!s)",
    r"[Mm]onitoring\s[Oo]fficer|[Cc]aldicott\s[Gg]uardian|[Dd]irector\sof\s[Ff]inance",
)
_ROLE = re.compile(rf"(?<![\w@./\-])(?:{'|'.join(_TITLES)})(?![\w]|s\b|'s?\smeeting)")
_LONE = re.compile(r"(?<![\w@./\-])(?:AD|Director|Leader|Deputy Leader|Mayor)(?![\w\-]|\s[A-Z])")
_LONE_BEFORE = re.compile(r"(?:\b(?:[Tt]he|[Oo]ur|[Tt]heir)\s|^|[.!?:]\s)$")
_CHAIR = re.compile(
    r"(?:[Ii]ndependent\s)?(?:SAB|HWB|SAB's|Board|Scrutiny|Health and Wellbeing Board|Safeguarding Adults Board)\s[Cc]hair(?!s|ed|ing)|[Ii]ndependent\s[Cc]hair(?!s)"
)
_INDEFINITE = re.compile(r"(?i)\b(?:an?|any|another|no|each|every|other|several|two|three|new|various)\s$")

#: Titles that several people hold, so that they lead to nobody.
_MANY_HOLD = re.compile(
    r"(?i)^(?:senior\s|advanced\s|lead\s|trainee\s|newly qualified\s|hospital\s|community\s|duty\s|transitions?\s)?"
    r"(?:social worker|team manager|occupational therapist|practitioner|senior practitioner|officer|manager|councillor|peer|"
    r"support worker|care manager|service manager|amhp|nurse|carer|unpaid carer|expert by experience|advocate|provider|director|"
    r"locality manager|social care assistant|commissioner|commissioning officer|brokerage officer|consultant|gp|analyst|apprentice)s?\b"
)


class Roles:
    """Finds job titles that one person holds, those of the roster among them."""

    def __init__(self, roster: Iterable[Person]) -> None:
        titles: dict[str, int] = {}
        for person in roster:
            title = " ".join(person.title.split())
            titles[title] = titles.get(title, 0) + 1
        single = [
            title
            for title, holders in titles.items()
            if holders == 1 and len(title) > 3 and not _MANY_HOLD.match(title)
        ]
        forms = {re.escape(form).replace(r"\ ", r"\s+") for title in single for form in _forms(title)}
        self._known = (
            re.compile(
                rf"(?i)(?<![\w@./\-])(?:{'|'.join(sorted(forms, key=lambda form: (-len(form), form)))})(?![\w]|s\b)"
            )
            if forms
            else None
        )

    def find(self, reading: Reading) -> Iterator[Span]:
        """Job titles held by one person; "a director" is nobody in particular and stays."""
        text = reading.plain
        for rule, pattern, sure in (("role", _ROLE, True), ("role", _LONE, True), ("chair", _CHAIR, False)):
            for match in pattern.finditer(text):
                before = text[max(0, match.start() - 12) : match.start()]
                if _INDEFINITE.search(before) or (pattern is _LONE and not _LONE_BEFORE.search(before)):
                    continue
                yield _span(match, rule, sure)
        if self._known:
            for match in self._known.finditer(text):
                yield _span(match, "roster, job title", True)


def _span(match: re.Match[str], rule: str, sure: bool) -> Span:
    end = match.start() + len(match[0].rstrip(" ,-–(&"))
    return Span(match.start(), end, Label.ROLE, rule, sure, f"role:{' '.join(match[0].lower().split())}")


def _forms(title: str) -> Iterator[str]:
    yield title
    if "," in title:
        yield title.replace(",", "")
