"""The neutral phrases that stand for what is hidden: the sentence stays readable, the person does not."""

import re

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
_ORDER = (
    "a",
    "another",
    "a third",
    "a fourth",
    "a fifth",
    "a sixth",
    "a seventh",
    "an eighth",
    "a ninth",
    "a tenth",
)
_STARTS_SENTENCE = re.compile(r"(?:^|[.!?:]['\")\]]*\s|\n)\s*['\"(\[]*$")


class Phrases:
    """The phrases given out within one text: the same person gets the same one again."""

    def __init__(self) -> None:
        self._given: dict[str, str] = {}
        self._count: dict[str, int] = {}

    def instead_of(self, find: Find, text: str) -> str:
        """What stands in place of `find` in `text`."""
        if find.label in _BRACKETED:
            return _BRACKETED[find.label]
        noun = "senior leader" if find.label is Label.ROLE else "colleague"
        phrase = self._given.get(find.who)
        if phrase is None:
            nth = self._count.get(noun, 0)
            self._count[noun] = nth + 1
            phrase = f"{_ORDER[nth] if nth < len(_ORDER) else 'yet another'} {noun}"
            self._given[find.who] = phrase
        if _STARTS_SENTENCE.search(text[max(0, find.start - 8) : find.start]):
            phrase = phrase[0].upper() + phrase[1:]
        return phrase
