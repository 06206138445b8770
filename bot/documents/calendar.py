"""One person's sessions as a calendar file (.ics, RFC 5545).

It ends up on a telephone, and from there in whatever the telephone copies its calendar to. So it says less
than a reminder does: when, what sort of session, which group, the room, and with whom of the team. Nobody who
is heard is named, by name or by job title.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Timezone

_PRODUCT = "-//Critical Friend//Timetable//EN"
#: Zones are looked at in steps so long: every known change of a clock falls on one.
_STEP = timedelta(minutes=15)
_MARGIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `uid` stays while it is the same session; `start` and `end` are in the council's zone."""

    uid: str
    start: datetime
    end: datetime
    what: str
    place: str
    partners: tuple[str, ...]


def calendar(entries: Sequence[Entry], zone: ZoneInfo, *, revision: int, now: datetime) -> bytes:
    """The file. A later `revision` (RFC 5545: SEQUENCE) takes the place of what was imported before."""
    from icalendar import Calendar, Event  # heavy, and seldom needed

    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    if entries:
        made.add_component(_zone(zone, min(one.start for one in entries), max(one.end for one in entries)))
    for one in entries:
        event = Event()
        event.add("uid", one.uid)
        event.add("dtstamp", now.astimezone(UTC))
        event.add("sequence", revision)
        event.add("dtstart", one.start.astimezone(zone))
        event.add("dtend", one.end.astimezone(zone))
        event.add("summary", one.what)
        # Who may look at somebody's calendar sees that they are busy, and not with what.
        event.add("class", "PRIVATE")
        if one.place:
            event.add("location", one.place)
        if one.partners:
            event.add("description", f"With {' and '.join(one.partners)}")
        made.add_component(event)
    return bytes(made.to_ical())


def _zone(zone: ZoneInfo, first: datetime, last: datetime) -> "Timezone":
    """The zone's rules about the visit. The library's own has the spring's change an hour late."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    made = Timezone()
    made.add("tzid", zone.key)
    for at, before, after in _changes(zone, first - _MARGIN, last + _MARGIN):
        local = at.astimezone(zone)
        part = TimezoneDaylight() if local.dst() else TimezoneStandard()
        # RFC 5545: the onset is in the local time that was in force until then.
        part.add("dtstart", (at + before).replace(tzinfo=None))
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", local.tzname())
        made.add_component(part)
    return made


def _changes(
    zone: ZoneInfo, first: datetime, last: datetime
) -> Iterator[tuple[datetime, timedelta, timedelta]]:
    """The moments (UTC) at which the zone's offset changes, with the old and the new one; the first moment
    is the beginning of the time looked at.
    """
    at = first.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    known = _offset(zone, at)
    yield at, known, known
    while at < last:
        at += _STEP
        if (offset := _offset(zone, at)) != known:
            yield at, known, offset
            known = offset


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
