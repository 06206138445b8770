"""Job titles that one person holds: everyone whom a post-it can reach knows who the "DASS" is."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from bot.privacy.found import Label, Person
from bot.privacy.reading import Reading
from bot.privacy.spans import Span

#: The words of a department's name, in lower case too.
_AREA_WORD = (
    r"(?:adults?|adult's|children|children's|social|care|services?|commissioning|safeguarding|finance|public|health|"
    r"housing|quality|assurance|performance|strategy|operations|operational|integrated|integration|discharge|"
    r"transformation|provision|provider|people|people's|place|places|communities|community|prevention|improvement|"
    r"resources|wellbeing|partnerships?|legal|hr|it|digital|learning|development|workforce|policy|procurement|"
    r"reablement|mental|learning|disabilit(?:y|ies)|older|hospital|localities|locality|business|support|asc|"
    r"market|contracts|brokerage|access|assessment|customer|corporate|governance|mental|practice|occupational|therapy)"
)
#: A capitalised word of a department's name, and no title.
_CAPITAL = (
    r"(?-i:(?!(?:Head|Director|Chief|Lead|Leader|Cabinet|Portfolio|Cllr|Dr|Mr|Mrs|Ms|AD|DASS|PSW|DPH|DCS|The|He|She|They)\b)"
    r"[A-Z][\w'&\-]{1,20})"
)
_PART = rf"(?:{_AREA_WORD}\b|{_CAPITAL})"
_JOIN = rf"(?:\s(?:and|&)\s|\s|,\s(?={_AREA_WORD}\b[\w\s]{{0,30}}\sand\s)|/)"
_AREA = rf"{_PART}(?:{_JOIN}{_PART}){{0,5}}"
_PLAIN_AREA = rf"{_AREA_WORD}\b(?:{_JOIN}{_AREA_WORD}\b){{0,3}}"
_OF = rf"(?:\s(?:of|for)\s(?:the\s)?{_AREA})"
_OF_OR_IN = rf"(?:{_OF}|\s?[,\-–(]?\s?{_PLAIN_AREA}\)?)"
_RANK = (
    r"(?:(?:executive|exec|corporate|strategic|service|deputy|dep|assistant|asst|interim|acting|divisional|operational|"
    r"operations|clinical|programme|associate|group|managing|joint|statutory)\.?\s)"
)
_TITLES = (
    rf"{_RANK}?(?:dass|dcs|dph|psw|ceo|cex)",
    r"(?-i:CX|POT|SIRO)",
    r"s(?:ection)?\s?151\s(?:officer|lead)",
    rf"{_RANK}?chief\s(?:exec(?:utive)?|ex)(?:\sofficer)?",
    r"chief\s(?:operating|finance|financial|nursing|information)\sofficer|chief\s(?:nurse|social\sworker)",
    rf"{_RANK}{{1,2}}(?:director|dir)(?:{_OF_OR_IN})?",
    rf"(?:director|dir){_OF}",
    rf"(?-i:ADs?ASS|AD){_OF_OR_IN}",
    rf"{_RANK}?(?:leader\sof\s(?:the\s)?(?:council|opposition)|council\sleader|opposition\sleader)|deputy\sleader",
    rf"{_RANK}?(?:portfolio\sholder|lead\s(?:cabinet\s)?member|cabinet\s(?:member|lead)|executive\smember)(?:{_OF})?",
    rf"{_RANK}?head\sof\s(?:the\spaid\sservice|{_CAPITAL}(?:{_JOIN}{_PART}){{0,5}}"
    rf"|(?!services?\b){_AREA_WORD}\b(?:{_JOIN}{_PART}){{0,5}})",
    r"principal\s(?:social\sworker|occupational\stherapist|o\.?t|sw|psychologist|amhp)",
    r"monitoring\sofficer|caldicott\s(?:guardian|lead)|returning\sofficer|independent\sscrutineer",
)
_ROLE = re.compile(
    rf"(?i)(?<![\w@./\-])(?:{'|'.join(_TITLES)})(?!\w)(?!\s?s\b)(?!'?s?\s(?:network|group|forum|meeting)s?\b)"
)
_LONE = re.compile(r"(?<![\w@./\-])(?:AD|Director|Leader|Mayor)(?![\w\-]|\s[A-Z])")
_BEFORE_LONE = re.compile(r"(?:\b(?:[Tt]he|[Oo]ur|[Tt]heir)\s|^|[.!?:]\s)$")
#: Chairs are known to everyone but are rarely heard alone: the poster is asked.
_CHAIR = re.compile(
    r"(?i)(?<!\w)(?:(?:independent\s)?"
    r"(?:SAB|SAB's|HWB|scrutiny|safeguarding(?:\sadults)?\sboard|health\sand\swellbeing\sboard)\schair"
    r"|independent\schair|chair\sof\s(?:the\s)?(?:SAB|HWB|(?:\w+\s){1,4}board|scrutiny))(?!\w)"
)
_INDEFINITE = re.compile(
    r"(?i)\b(?:an?|any|another|no|each|every|other|several|some|two|three|four|five|both|new|various|many|most)\s"
    r"(?:new\s|interim\s|permanent\s)?$"
)

#: Titles that several people hold, so that they lead to nobody.
_MANY_HOLD = re.compile(
    r"(?i)(?:(?:senior|advanced|lead|trainee|newly qualified|hospital|community|duty|transitions?|specialist|"
    r"locality|unpaid|social care|commissioning|brokerage|care|service|support|team|deputy)\s){0,2}"
    r"(?:social worker|manager|occupational therapist|practitioner|officer|councillor|peer|worker|amhp|nurse|"
    r"carer|expert by experience|advocate|provider|director|assistant|commissioner|consultant|gp|analyst|"
    r"apprentice|lead|coordinator|administrator|supervisor|volunteer|user|client|member|resident|partner|trustee|chair|ot|sw)s?\b"
)


class Roles:
    """Finds job titles that one person holds, those of the roster among them."""

    def __init__(self, roster: Iterable[Person]) -> None:
        titles = Counter(" ".join(person.title.split()) for person in roster)
        forms = {
            re.escape(form).replace(r"\ ", r"\s+")
            for title, holders in titles.items()
            if holders == 1 and len(title) > 3 and not _MANY_HOLD.match(title)
            for form in (title, title.replace(",", ""))
        }
        longest_first = "|".join(sorted(forms, key=lambda form: (-len(form), form)))
        self._known = re.compile(rf"(?i)(?<![\w@./\-])(?:{longest_first})(?!\w)") if forms else None

    def find(self, reading: Reading) -> Iterator[Span]:
        """Job titles held by one person; "a director" is nobody in particular and stays."""
        text = reading.plain
        for rule, pattern in (("role", _ROLE), ("role alone", _LONE), ("chair", _CHAIR)):
            for match in pattern.finditer(text):
                before = text[max(0, match.start() - 24) : match.start()]
                if _INDEFINITE.search(before) or (pattern is _LONE and not _BEFORE_LONE.search(before)):
                    continue
                yield _span(match, rule, sure=pattern is not _CHAIR)
        if self._known:
            for match in self._known.finditer(text):
                yield _span(match, "roster, job title", sure=True)


def _span(match: re.Match[str], rule: str, *, sure: bool) -> Span:
    end = match.start() + len(match[0].rstrip(" ,-–(&"))
    title = " ".join(match[0].lower().rstrip(" ,-–(&").split())
    return Span(match.start(), end, Label.ROLE, rule, sure, f"role:{title}")
