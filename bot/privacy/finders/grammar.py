"""The grammar that tells a person from a thing: what stands before and after somebody's name."""

from collections.abc import Sequence

from bot.privacy.finders.tokens import Token
from bot.privacy.lexicon import Kind, Lexicon

_WITH, _FROM = ("to", "with"), ("from", "by", "to")
_MAY_FOLLOW_A_SUBJECT = ("is", "was", "were", "and", "also", "needs")


class Grammar:
    """Questions about the words round a place in a note. `at` and `last` are places in the list of words."""

    def __init__(self, words: list[Token], plain: str, lists: Lexicon) -> None:
        self.words, self.plain = words, plain
        self.sets = lists.grammar

    def before(self, at: int) -> Token | None:
        """The word before `at`, in the same sentence."""
        return self.words[at - 1] if at > 0 and not self.words[at].begins else None

    def after(self, at: int) -> Token | None:
        """The word after `at`, in the same sentence."""
        return self.words[at + 1] if at + 1 < len(self.words) and not self.words[at + 1].begins else None

    def is_asked(self, at: int) -> bool:
        """Whether the word at `at` is somebody who was spoken to, heard from, met or rung."""
        one = self.before(at)
        if one is None or not _joins(self.words[at].gap):
            return False
        if one.low in self.sets["asked"]:
            return True
        two = self.before(at - 1)
        if two is None:
            return False
        return (one.low in _WITH and two.low in self.sets["spoke"]) or (
            one.low in _FROM and two.low in self.sets["heard"]
        )

    def is_asked_low(self, at: int) -> bool:
        """Whether a word in lower case is somebody asked or told: "ask joy about the rota"."""
        one, word = self.before(at), self.words[at]
        if one is None or one.low not in self.sets["asks"] or not word.close_to_last():
            return False
        after = self.after(at)
        ends = after is None or not after.close_to_last()
        return ends or after.low in self.sets["asked_about"] if after else ends

    def is_called(self, at: int) -> bool:
        """Whether "a man called" or the like stands before."""
        one = self.before(at)
        two = self.before(at - 1) if one else None
        return bool(one and two and one.low in ("called", "named") and two.low in self.sets["persons"])

    def is_spoken_to(self, at: int) -> bool:
        """As `is_asked`, but only after "spoke to" and the like, whose object is always a person."""
        one = self.before(at)
        two = self.before(at - 1) if one else None
        if one is None or two is None or not self.words[at].close_to_last():
            return False
        return one.low in _WITH and two.low in self.sets["strong"]

    def is_related(self, at: int) -> bool:
        """Whether the word before says who the person is: "daughter Dawn", "the manager, Kowalczyk"."""
        one = self.before(at)
        return bool(one and one.low in self.sets["relations"] and _joins(self.words[at].gap, "(,:-"))

    def speaks(self, last: int, *, speech_only: bool = False) -> bool:
        """Whether what ends at `last` does what people do; with `speech_only`, what only people do."""
        following = self._following(last)
        return bool(following and following.low in self.sets["speech" if speech_only else "says"])

    def acts(self, last: int) -> bool:
        """Whether what ends at `last` speaks or does what bodies and systems do not."""
        following = self._following(last)
        return bool(
            following and (following.low in self.sets["speech"] or following.low in self.sets["acts"])
        )

    def is_somebody(self, last: int) -> bool:
        """Whether "is" or "was" follows and then who it is: "Hope is a social worker", "Faith is 84"."""
        following = self._following(last)
        if following is None or following.low not in ("is", "was"):
            return False
        rest = self.plain[following.end : following.end + 5].split(" ")
        if len(rest) > 1 and rest[1][:2].isdigit() and not rest[1][2:3].isalnum() and rest[1][2:3] != "%":
            return True
        at = self.words.index(following)
        near = self.words[at + 1 : at + 5]
        return (
            bool(near)
            and near[0].low in ("a", "an", "the", "our", "my")
            and any(word.low in self.sets["relations"] for word in near[1:])
        )

    def leads_to(self, last: int) -> bool:
        """Whether it "leads to" something, as hope does and a person does not."""
        return last + 2 < len(self.words) and self.words[last + 2].low == "to"

    def is_followed_by_verb(self, at: int) -> bool:
        """Whether the next word looks like a verb of the third person or the past."""
        after = self.after(at)
        if after is None or not after.close_to_last() or not after.text.islower():
            return False
        return len(after.low) > 3 and after.low.endswith(("s", "ed")) and not after.low.endswith("ss")

    def is_of_the_family(self, at: int) -> bool:
        """Whether a word for a relative or neighbour stands right before."""
        one = self.before(at)
        return bool(one and one.low in self.sets["family"] and self.words[at].close_to_last())

    def lives(self, last: int) -> bool:
        """Whether after what ends at `last` comes what people do and things do too: has, is, needs."""
        following = self._following(last)
        return bool(following and following.low in self.sets["lives"])

    def _following(self, last: int) -> Token | None:
        """The word after, over adverbs and a comma."""
        for at in range(last + 1, min(last + 4, len(self.words))):
            word = self.words[at]
            mark = word.gap.strip()
            if at == last + 1 and not (mark in ("", "-", "–", ",") or (mark[:1] in "()" and len(mark) < 3)):
                return None
            if at > last + 1 and word.begins:
                return None
            if word.low not in self.sets["adverbs"]:
                return word
        return None

    def belongs(self, last: int) -> bool:
        """Whether a department, a role or an age follows: "Grace from the carers centre", "Tyrone (16)"."""
        if self._has_an_age(last):
            return True
        following = self.words[last + 1 : last + 6]
        if not following:
            return False
        first, mark = following[0], following[0].gap.strip()
        if first.low == "the" and first.close_to_last():
            return any(word.low in self.sets["relations"] for word in following[1:4])
        if first.low in ("from", "in", "at", "of") and first.close_to_last():
            return any(word.low in self.sets["departments"] or word.upper for word in following[1:4])
        return mark in (",", "(", "-", "–") and self._is_placed_beside(following, mark)

    def _is_placed_beside(self, following: list[Token], mark: str) -> bool:
        """Whether the words after a comma or a bracket say who somebody is: ", the team manager"."""
        known = self.sets["relations"] | (self.sets["departments"] if mark == "(" else frozenset())
        reach = 5 if following[0].low in ("the", "a", "our", "my") else 3
        for place, word in enumerate(following[:reach]):
            if word.low in known:
                return True
            if place and word.begins:
                break
        return False

    def belongs_outright(self, last: int) -> bool:
        """Whether a bracket or "from finance", with no article, says whose or what somebody is."""
        if not self.belongs(last):
            return False
        return self.words[last + 1].gap.strip() != "" or self.words[last + 2].low in self.sets["departments"]

    def _has_an_age(self, last: int) -> bool:
        rest = self.plain[self.words[last].end : self.words[last].end + 8].replace("aged ", "")
        if rest.startswith((" (", ", ")):
            age = rest[2:4]
            return age.isdigit() and not rest[4:5].isalnum() and rest[4:5] not in ("%", ".", "/")
        return False

    def is_month(self, at: int) -> bool:
        """Whether "May" is the month here."""
        word = self.words[at]
        if word.low not in self.sets["months"]:
            return False
        one = self.before(at)
        after = self.plain[word.end : word.end + 5].lstrip(" ,'")
        number_before = word.gap.rstrip()[-1:].isdigit() or word.gap.rstrip()[-2:] in ("st", "nd", "rd", "th")
        dated = one and (one.low in self.sets["before_month"] or one.low in self.sets["months"])
        return bool(after[:1].isdigit() or number_before or dated)

    def is_placed(self, at: int, *, depth: int = 0) -> bool:
        """Whether a preposition of place stands before it, or before what it is listed with."""
        one = self.before(at)
        if one is None or depth > 3:
            return False
        if self.words[at].close_to_last():
            if one.low in self.sets["place_before"]:
                return True
            return (
                one.low in ("and", "or")
                and at > 1
                and self.words[at - 2].cap
                and self.is_placed(at - 2, depth=depth + 1)
            )
        return self.words[at].gap == ", " and one.cap and self.is_placed(at - 1, depth=depth + 1)

    def is_from(self, at: int) -> bool:
        """Whether "from" stands before: a person, a place or a body."""
        one = self.before(at)
        return bool(one and one.low == "from")

    def is_determined(self, at: int) -> bool:
        """Whether an article or the like stands before: "the Willows"."""
        one = self.before(at)
        return bool(one and one.low in self.sets["determiners"] and self.words[at].close_to_last())

    def cannot_be_subject(self, at: int, may_follow: Sequence[str] = _MAY_FOLLOW_A_SUBJECT) -> bool:
        """Whether the next word shows that this one is no subject: "Mark this as red"."""
        after = self.after(at)
        if after is None or not after.close_to_last() or after.low in may_follow:
            return False
        return after.low in self.sets["not_subjects"]


def _joins(gap: str, marks: str = "(,:") -> bool:
    return gap.strip() in ("", *marks)


def named_kind(token: Token) -> bool:
    """Whether the lists know the word as a name and as no English word."""
    return token.has(Kind.NAME) and not token.has(Kind.ENGLISH)
