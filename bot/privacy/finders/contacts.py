"""E-mail addresses, telephone numbers, and what Slack writes for a member, a link or a handle."""

import re
from collections.abc import Iterator

from bot.privacy.found import Label
from bot.privacy.reading import Reading
from bot.privacy.spans import Span

# Slack writes <@U123|name>, <mailto:a@b|a@b>, <tel:…|…>, <https://…|words>, <#C123|channel>, <!here>.
_ANGLED = re.compile(r"<([^<>\s][^<>]{0,600})>")
_PROFILE = re.compile(
    r"(?i)\.slack\.com/team/|linkedin\.com/in/|/(?:staff|people|users?|profiles?|team)/[a-z]"
)
_URL = re.compile(r"(?i)\bhttps?://[^\s<>|]{1,600}")
_HANDLE = re.compile(r"(?<![\w@.])@([^\W\d_][\w.\-]{1,60})")
_NOT_HANDLES = frozenset(("here", "channel", "everyone", "home", "work", "team", "all"))

_LOCAL = frozenset("._%+-'&=~!#$*/?^{|}")
_DOMAIN = re.compile(r"\s{0,2}((?:[^\W_][\w\-]{0,62}\.){1,6}[^\W\d_]{2,24}|\[[\d.:a-fA-F]{3,40}\])")
_BARE_DOMAIN = re.compile(r"[^\W_][\w\-]{1,62}(?![\w.])")
_SPELT_AT = re.compile(r"(?i)(?:\s{1,2}at\s{1,2}|\s?[(\[{<]\s?at\s?[)\]}>]\s?|\s?-at-\s?)(?=[a-z0-9])")
_SPELT_DOMAIN = re.compile(
    r"(?i)[a-z0-9][a-z0-9\-]{0,40}"
    r"(?:(?:\s?\.\s?|\s{0,2}[(\[]?\bdot\b[)\]]?\s{0,2})[a-z0-9][a-z0-9\-]{0,40}){0,3}"
    r"(?:\.|\s{0,2}[(\[]?\bdot\b[)\]]?\s{0,2})(?:uk|com|org|net|nhs|gov)\b"
)


def emails(reading: Reading) -> Iterator[Span]:
    """E-mail addresses, also with spaces round the at-sign or with "at" and "dot" spelt out."""
    text = reading.plain
    at = text.find("@")
    while at >= 0:
        found = _email_round(text, at)
        if found:
            yield Span(*found, Label.EMAIL, "email")
        at = text.find("@", max(at + 1, found[1] if found else 0))
    for match in _SPELT_AT.finditer(text):
        domain = _SPELT_DOMAIN.match(text, match.end())
        start = _local_start(text, match.start())
        spelt = match[0].strip().lower() != "at" or (domain and "dot" in domain[0].lower().split())
        if domain and start < match.start() and (spelt or "." in text[start : match.start()]):
            yield Span(start, domain.end(), Label.EMAIL, "email spelt out")


def _email_round(text: str, at: int) -> tuple[int, int] | None:
    """The e-mail address whose at-sign is at `at`, or None."""
    end_of_local = at
    while end_of_local > 0 and at - end_of_local < 2 and text[end_of_local - 1] == " ":
        end_of_local -= 1
    start = _local_start(text, end_of_local)
    if start == end_of_local:
        return None
    domain = _DOMAIN.match(text, at + 1)
    if not domain and end_of_local == at:
        domain = _BARE_DOMAIN.match(text, at + 1)
    return (start, domain.end()) if domain else None


def _local_start(text: str, end: int) -> int:
    """Where the part before an at-sign begins, when it ends at `end`."""
    start = end
    while start > 0 and end - start < 128 and (text[start - 1].isalnum() or text[start - 1] in _LOCAL):
        start -= 1
    while start < end and text[start] in "._'-|/*~!#":
        start += 1
    return start


def slack(reading: Reading) -> Iterator[Span]:
    """Slack's mentions, handles and links that carry a name."""
    text = reading.plain
    for match in _ANGLED.finditer(text):
        inside = match[1].lower()
        if inside.startswith(("@", "!subteam^")):
            yield Span(*match.span(), Label.SLACK, "slack mention")
        elif inside.startswith("mailto:"):
            yield Span(*match.span(), Label.EMAIL, "slack mail link")
        elif inside.startswith("tel:"):
            yield Span(*match.span(), Label.PHONE, "slack telephone link")
        elif inside.startswith(("http:", "https:")) and _PROFILE.search(inside):
            yield Span(*match.span(), Label.SLACK, "link to a profile")
    for match in _URL.finditer(text):
        if _PROFILE.search(match[0]):
            yield Span(*match.span(), Label.SLACK, "link to a profile")
    for match in _HANDLE.finditer(text):
        if match[1].lower().rstrip(".-") not in _NOT_HANDLES:
            yield Span(match.start(), match.start() + len(match[0].rstrip(".-")), Label.SLACK, "handle")


_GAP = r"[\s.\-–—/()·]{0,3}"
#: A British number: 0 or +44, then nine or ten digits however they are spaced.
_BRITISH = re.compile(
    rf"(?<![\w£$€])(?<!\d[.,])(?:(?:\+|\b00){_GAP}44{_GAP}(?:\(?0\)?{_GAP})?|\(?0)(?:{_GAP}\d){{9,10}}(?!\d)"
)
_EXTENSION = re.compile(r"(?i)[\s,(]{0,3}(?:ext(?:n|ension)?\b\.?|x(?=\s?\d)|#)[\s:]{0,2}\d{2,6}\b")
_ALONE_EXTENSION = re.compile(
    r"(?i)\b(?:(ext|extn)\b\.?|(extension)|(?:x(?=\d{3,5}\b)))[\s:]{0,3}(?:no\.?\s|number\s)?(\d{3,6})\b"
)
_DIALLED = re.compile(
    r"(?i)\b(?:ring|dial|tel|telephone|phone|bleep|pager)(?:\s(?:her|him|them|me|us))?[\s:]{1,2}(?:on\s|no\.?\s)?(\d{4})(?=[\s]?[.,;)]|$|\s(?:for|and|to|before|after|if)\b)"
)
_YEAR = re.compile(r"(?:19|20)\d\d$")
#: A mobile without its 0, and a local number after a word that says it is one.
_MOBILE_WITHOUT_0 = re.compile(r"(?<![\w£$€+.,])7\d{3}[\s\-.]?\d{3}[\s\-.]?\d{3}(?!\d)")
_SAID_TO_BE_ONE = re.compile(
    r"(?i)\b(?:tel|telephone|phone|ph|mob|mobile|cell|landline|fax|call(?:ed|ing)?|ring|rang|text(?:ed)?|whatsapp|"
    r"bleep|pager|direct line)\b"
    r"(?:[\s:.,\-]{1,3}(?:me|us|her|him|them|back|is|was|on|no|num|number|at)\b){0,3}[\s:.,\-–(]{0,4}"
    rf"(\d(?:{_GAP}\d){{4,12}})(?!\d)"
)
_INTERNATIONAL = re.compile(rf"(?<![\w])(?:\+|00)\s?[1-9](?:{_GAP}\d){{6,14}}(?!\d)")
_DIGIT = r"(?:oh|o|zero|nought|one|two|three|four|five|six|seven|eight|nine|double|treble|triple|hundred)"
#: Six digits and more said in words, or in Slack's emoji: nobody counts like that.
_IN_WORDS = re.compile(rf"(?i)(?<!\w){_DIGIT}(?:[\s:,\-–]{{1,3}}{_DIGIT}){{5,}}(?!\w)")


def phones(reading: Reading) -> Iterator[Span]:
    """Telephone numbers, however they are spaced, with their extensions; extensions alone."""
    text = reading.plain
    for match in _IN_WORDS.finditer(text):
        yield Span(*match.span(), Label.PHONE, "in words")
    digits = sum(map(str.isdigit, text))
    if digits < 3:
        return
    for match in _ALONE_EXTENSION.finditer(text):
        if not (match[2] and _YEAR.match(match[3])):
            yield Span(*match.span(3), Label.PHONE, "extension")
    for match in _DIALLED.finditer(text):
        if not _YEAR.match(match[1]):
            yield Span(*match.span(1), Label.PHONE, "extension")
    if digits < 5:
        return
    for match in _BRITISH.finditer(text):
        yield Span(match.start(), _with_extension(text, match.end()), Label.PHONE, "british number")
    for match in _MOBILE_WITHOUT_0.finditer(text):
        yield Span(match.start(), _with_extension(text, match.end()), Label.PHONE, "mobile without its 0")
    for match in _SAID_TO_BE_ONE.finditer(text):
        if not _YEAR.match(match[1]):
            yield Span(match.start(1), _with_extension(text, match.end()), Label.PHONE, "said to be a number")
    if digits >= 7:
        yield from _by_phonenumbers(text)


def _by_phonenumbers(text: str) -> Iterator[Span]:
    for match in _INTERNATIONAL.finditer(text):
        yield Span(match.start(), _with_extension(text, match.end()), Label.PHONE, "international number")
    from phonenumbers import PhoneNumberMatcher  # a heavy import: only where there are digits enough

    for found in PhoneNumberMatcher(text, "GB"):
        yield Span(found.start, _with_extension(text, found.end), Label.PHONE, "phonenumbers")


def _with_extension(text: str, end: int) -> int:
    extension = _EXTENSION.match(text, end)
    return extension.end() if extension else end
