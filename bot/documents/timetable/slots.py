"""From slots as they stand in a file to the sessions of a timetable."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.documents.timetable.cells import Slot, lines_of, read_cell, team_label
from bot.documents.timetable.reading import Problem, Read, problem
from bot.documents.timetable.sheets import SLOT_LIMIT
from bot.documents.timetable.vocabulary import is_place
from bot.domain.framework import Framework
from bot.domain.times import DayName, Span, leading_span
from bot.domain.timetable import HEARD, Session, Timetable
from bot.domain.timetable_kinds import kinds_of, team_kinds

#: More sessions than the longest visit has.
SESSIONS_LIMIT = 300
#: How long a session is taken to last where no end is given (requirement 45).
USUAL_LENGTH = timedelta(hours=1)

_EMBEDDED = re.compile(r"(?<![\d.:])\d{1,2}(?:[.:]\d{2}|(?:[.:]\d{2})?\s*[ap]m)\b", re.I)
_DASHES = " \t-–—,:/("

_LOOK_ALIKES = str.maketrans("ΑВΒСϹЕΕАF", "ABBCCEEAF")
_STREAM = re.compile(
    r"(?:(?:interview\s+)?(?:stream|team|group|pair|strand|track|programme)\s*[-:]?\s*)(?P<named>[A-H]|[1-8])\b.*"
    r"|(?P<bare>[A-H])",
    re.I | re.S,
)


@dataclass(frozen=True, slots=True)
class Raw:
    """One slot as it stands in the file. `day` is the place of its day in the list of days; `stream` is None
    where the whole team is meant. `text` is a cell's text; `slot` is set where the file has columns instead.
    """

    day: int
    stream: str | None
    span: Span
    cell: str
    text: str = ""
    slot: Slot | None = None


def stream_of(text: str) -> str | None:
    """The stream that a heading names: "A", "Stream B – adults". Greek and Cyrillic look-alikes will do."""
    match = _STREAM.fullmatch(text.strip().translate(_LOOK_ALIKES))
    return (match["named"] or match["bare"]).upper() if match else None


def numbered(days: Sequence[DayName | None]) -> list[int]:
    """The number of each of `days`, in the order of the file.

    Numbers that are given count; dates count in their order; words, and days with no name, in the file's.
    """
    named = [day for day in days if day is not None]
    if named and len(named) == len(days) and all(day.number is None and day.on for day in named):
        order = sorted({day.on for day in named if day.on})
        return [order.index(day.on) + 1 for day in named if day.on]
    numbers: list[int] = []
    words: dict[str, int] = {}
    for day in days:
        if day is not None and day.number is not None:
            number = day.number
        else:
            key = (day.on.isoformat() if day.on else day.words.casefold()) if day else ""
            number = words.get(key) or (max(numbers, default=0) + 1)
            if key:
                words[key] = number
        numbers.append(number)
    return numbers


def built(
    raws: Sequence[Raw], days: Sequence[DayName | None], framework: Framework, team: Iterable[str]
) -> Read:
    """The timetable of the slots. `team` has the names of the team's members, where they are known."""
    numbers = numbered(days)
    known = set(words_for(team))
    builder = _Builder(framework, known)
    raws = [raw for raw in raws if builder.short(raw, numbers[raw.day])]
    # The first reading finds the names that stand where peers stand; the second knows them anywhere.
    found = {peer for raw in raws for peer in _slot(raw, known).peers}
    known |= set(words_for(found))
    sessions = [session for raw in raws for session in builder.sessions(raw, numbers[raw.day])]
    dates: dict[int, date] = {}
    for number, day in zip(numbers, days, strict=True):
        if day is not None and day.on is not None:
            dates.setdefault(number, day.on)
    return Read(Timetable(tuple(sessions), tuple(sorted(dates.items()))), tuple(builder.problems))


def words_for(names: Iterable[str]) -> Iterator[str]:
    """How members of the team may be called in a cell: the name, its first word, its initials."""
    for name in names:
        words = name.split()
        yield name.casefold()
        if len(words) > 1:
            yield words[0].casefold()
            yield "".join(word[0] for word in words).casefold()


def _slot(raw: Raw, known: set[str]) -> Slot:
    return raw.slot or read_cell(raw.text, known)


class _Builder:
    def __init__(self, framework: Framework, known: set[str]) -> None:
        self.framework = framework
        self.known = known
        self.problems: list[Problem] = []

    def short(self, raw: Raw, day: int) -> bool:
        """Whether a slot is short enough to be one; one that isn't is a problem."""
        if len(raw.text) <= SLOT_LIMIT:
            return True
        words = f"{len(raw.text)} characters are too many for a slot, and it was left out. Shorten it."
        self._problem(raw, day, raw.span, words)
        return False

    def sessions(self, raw: Raw, day: int) -> Iterator[Session]:
        """The sessions of one slot: two, where a row says "Team Meeting 17.30 Informal Feedback"."""
        if raw.slot is None and raw.stream is None:
            for span, text in parts_of(raw.text, raw.span):
                yield self._session(replace(raw, span=span), day, self._whole(text))
        else:
            yield self._session(raw, day, _slot(raw, self.known))

    def _whole(self, text: str) -> Slot:
        lines = lines_of(text)
        if not lines or not team_kinds(lines[0]):
            return read_cell(text, self.known)
        # A narrow column breaks "Break/ Team Meeting" in two.
        head = 2 if len(lines) > 1 and (lines[0].endswith("/") or team_kinds(lines[1])) else 1
        said, place = " ".join(lines[:head]), ""
        before, comma, last = said.rpartition(",")
        if comma and is_place(last) and not kinds_of(last):
            said, place = before, last.strip()
        rest = read_cell("\n".join(lines[head:]), self.known)
        if rest.label and not rest.place and is_place(rest.label):
            rest.label, rest.place = "", rest.label
        kinds, label = team_label(" · ".join(filter(None, (said, rest.label))))
        return replace(rest, kinds=kinds, label=label, place=rest.place or place)

    def _session(self, raw: Raw, day: int, slot: Slot) -> Session:
        span = slot.span or raw.span
        heard = not HEARD.isdisjoint(slot.kinds)
        for line in slot.unread:
            self._problem(raw, day, span, f'"{line}" was not understood, and left out.')
        return Session(
            day=day,
            start=span.start,
            end=self._end(raw, day, span, heard=heard),
            kinds=slot.kinds,
            stream=raw.stream,
            label=slot.label,
            people=slot.people,
            place=slot.place,
            peers=tuple(dict.fromkeys(slot.peers)),
            statement=self._statement(raw, day, span, slot.statement),
            size=slot.size,
        )

    def _end(self, raw: Raw, day: int, span: Span, *, heard: bool) -> time:
        if span.end is not None:
            return span.end
        if raw.span.end is not None and raw.span.end > span.start:
            return raw.span.end
        if not heard:
            return span.start
        self._problem(raw, day, span, "no end; it was taken to last an hour. Write when it ends.")
        end = datetime.combine(date.min, span.start) + USUAL_LENGTH
        return end.time() if end.date() == date.min else time(23, 59)

    def _statement(self, raw: Raw, day: int, span: Span, text: str) -> str | None:
        if not text:
            return None
        statement = self.framework.place(text)
        if statement is None:
            names = ", ".join(each.short for each in self.framework.statements)
            self._problem(raw, day, span, f'no statement is called "{text}". There are: {names}.')
        return statement.key if statement else None

    def _problem(self, raw: Raw, day: int, span: Span, words: str) -> None:
        self.problems.append(problem(day, raw.stream, span.start, raw.cell, words))


def parts_of(text: str, span: Span) -> list[tuple[Span, str]]:
    """The parts of a whole team's row: a time in its text begins another part, or moves the only one."""
    parts: list[tuple[Span, list[str]]] = []
    for line in lines_of(text):
        match = _EMBEDDED.search(line)
        timed = leading_span(line[match.start() :]) if match else None
        before = line[: match.start()].rstrip(_DASHES).removesuffix(" at").strip() if match else line
        if timed is None or not (team_kinds(before or timed[1])):
            if parts:
                parts[-1][1].append(line)
            else:
                parts.append((span, [line]))
            continue
        own = Span(timed[0].start, timed[0].end or _later(span, timed[0].start))
        if before and timed[1].strip(" )"):
            parts.append((span, [before]))
            parts.append((own, [timed[1]]))
        else:
            parts.append((own, [before or timed[1]]))
    return [(own, "\n".join(lines)) for own, lines in parts]


def _later(span: Span, start: time) -> time | None:
    return span.end if span.end is not None and span.end > start else None
