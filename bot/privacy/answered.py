"""What a poster said of the words that the reader was unsure of, put into what was found."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.privacy.found import Answers, Find, Label, asked_as
from bot.privacy.lexicon import Kind, fold, lexicon

NO_ANSWERS = Answers()
_RULE = "the poster said so"


def answered(text: str, finds: Sequence[Find], answers: Answers) -> list[Find]:
    """`finds` of `text` with what is to be hidden sure, and what is to be kept left out.

    A word to hide is hidden wherever it stands, in either case: the reader may have passed over it elsewhere.
    An everyday word ("Rose", "rose") is hidden only where the reader asked about it.
    """
    if not answers.hide and not answers.keep:
        return list(finds)
    settled, who = [], {}
    for find in finds:
        word = asked_as(text[find.start : find.end])
        if find.sure or (word not in answers.hide and word not in answers.keep):
            settled.append(find)
        elif word in answers.hide:
            settled.append(replace(find, sure=True, rule=_RULE))
            who[word] = find.who
    taken = [find for find in settled if find.sure]
    more = [
        find
        for word in sorted(answers.hide, key=len, reverse=True)
        for find in _elsewhere(text, word, who.get(word) or fold(word), taken)
    ]
    kept = [find for find in settled if find.sure or not any(map(find.overlaps, more))]
    return sorted((*kept, *more), key=lambda find: find.start)


def _elsewhere(text: str, word: str, who: str, taken: list[Find]) -> Iterator[Find]:
    """Where else in `text` the word stands; what is found is `taken` too."""
    if lexicon().kind(fold(word)) & Kind.ENGLISH:
        return
    for match in re.finditer(rf"(?i)(?<!\w){re.escape(word)}(?!\w)", text):
        find = Find(match.start(), match.end(), Label.PERSON, _RULE, True, who)
        if not any(map(find.overlaps, taken)):
            taken.append(find)
            yield find
