"""`python -m bot timetable`: check a timetable file against the manual's rules, and write an empty one."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import time
from pathlib import Path
from typing import Any

import typer

from bot.documents.timetable import Read, read
from bot.documents.timetable.template import template
from bot.domain.challenge import Member, Role
from bot.domain.framework import Framework, FrameworkError, load
from bot.domain.times import said
from bot.domain.timetable import Session
from bot.domain.timetable_rules import Finding, Severity, check
from bot.errors import Refusal

_MARKS = {Severity.error: "✗", Severity.warning: "!", Severity.hint: "·"}


def check_file(file: Path, team_file: Path | None, framework_key: str, *, as_json: bool) -> None:
    """Print what was understood of a file and what it breaks; problems with cells go to standard error."""
    framework = _framework(framework_key)
    team = read_team(team_file) if team_file else ()
    found = read(file.name, _bytes(file), framework=framework, team=[member.name for member in team])
    findings = check(found.timetable, framework, team)
    for problem in found.problems:
        typer.echo(problem.message, err=True)
    if as_json:
        typer.echo(json.dumps(as_data(found, findings), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(listing(found, findings, framework)))


def write_template(out: Path, framework_key: str, days: int) -> None:
    """Write an empty timetable to `out`, which must not be there yet."""
    data = template(_framework(framework_key), days)
    try:
        with out.open("xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise Refusal(f"{out}: there is such a file already. Name another with --out.") from error
    except OSError as error:
        raise Refusal(f"{out}: the file can't be written.") from error
    typer.echo(f"An empty timetable of {days} days: {out}")


def as_data(found: Read, findings: Sequence[Finding]) -> dict[str, Any]:
    """The sessions and the findings as plain data; times are "09:30"."""
    return {
        "sessions": [_session(session) for session in found.timetable.sessions],
        "findings": [
            {
                "rule": each.rule,
                "day": each.day,
                "stream": each.stream,
                "time": _clock(each.moment),
                "severity": each.severity.value,
                "message": each.message,
            }
            for each in findings
        ],
        "problems": [problem.message for problem in found.problems],
    }


def _session(session: Session) -> dict[str, Any]:
    return {
        "day": session.day,
        "start": _clock(session.start),
        "end": _clock(session.end),
        "stream": session.stream,
        "kind": session.kind.value,
        "kinds": [kind.value for kind in session.kinds],
        "label": session.label,
        "people": [asdict(person) for person in session.people],
        "place": session.place,
        "peers": list(session.peers),
        "statement": session.statement,
        "size": session.size,
    }


def listing(found: Read, findings: Sequence[Finding], framework: Framework) -> Iterator[str]:
    """The same for people to read, a line each."""
    timetable = found.timetable
    for day in timetable.days:
        on = timetable.date_of(day)
        yield f"Day {day}" + (f", {on:%A} {on.day} {on:%B %Y}" if on else "")
        for session in timetable.on(day):
            hours = f"{said(session.start)}–{said(session.end)}"
            yield f"  {hours}  {session.stream or ' '}  {_line(session, framework)}"
        yield ""
    heard = timetable.heard
    yield f"{len(timetable.sessions)} sessions, {len(heard)} of them with somebody to hear."
    if not findings:
        yield "Nothing in it is against the manual's rules."
        return
    counts = {severity: sum(each.severity is severity for each in findings) for severity in Severity}
    yield (
        ", ".join(
            f"{number} {severity.value}{'' if number == 1 else 's'}" for severity, number in counts.items()
        )
        + ":"
    )
    for each in findings:
        yield f"  {_MARKS[each.severity]} {each.rule:<4} {each.severity.value:<7} {each.message}"


def _line(session: Session, framework: Framework) -> str:
    parts = [session.summary, session.place, " / ".join(session.peers)]
    if session.statement:
        parts.append(framework.statement(session.statement).name)
    return " · ".join(part for part in parts if part)


def read_team(path: Path) -> tuple[Member, ...]:
    """The team in a file: a JSON list of names or of `{"name", "role"}`, the first line of a replay file, or
    text with a name a line, a role after a comma. Roles are those of the replay file, or their words.
    """
    try:
        text = _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(f"The team file {path} is not text in UTF-8.") from error
    rows = _json_team(text) if text.lstrip()[:1] in ("[", "{") else list(_text_team(text))
    members = tuple(Member(str(user or ""), name, _role(role, name)) for user, name, role in rows)
    if not members:
        raise Refusal(f"The team file {path} names nobody.")
    return members


def _json_team(text: str) -> list[tuple[object, str, str]]:
    shape = 'The team file must be a JSON list of names, or of {"name": "…", "role": "peer"}.'
    try:
        rows, _ = json.JSONDecoder().raw_decode(text.lstrip())
    except (ValueError, RecursionError) as error:
        raise Refusal(shape) from error
    rows = rows.get("team") if isinstance(rows, dict) else rows
    if not isinstance(rows, list):
        raise Refusal(shape)
    found: list[tuple[object, str, str]] = []
    for each in rows:
        row = {"name": each} if isinstance(each, str) else each
        if not isinstance(row, dict) or not isinstance(row.get("name"), str) or not row["name"].strip():
            raise Refusal(shape)
        role = row.get("role") or ""
        if not isinstance(role, str):
            raise Refusal(shape)
        found.append((row.get("user"), " ".join(row["name"].split()), role))
    return found


def _text_team(text: str) -> Iterable[tuple[object, str, str]]:
    for row in csv.reader(io.StringIO(text)):
        cells = [" ".join(cell.split()) for cell in row]
        if cells and cells[0] and not (cells[0].casefold() == "name" and len(cells) > 1):
            yield None, cells[0], cells[1] if len(cells) > 1 else ""


def _role(text: str, name: str) -> Role:
    plain = " ".join(text.casefold().replace("_", " ").replace("-", " ").split())
    if plain in ("", "peer"):
        return Role.peer
    for role in Role:
        if plain in (role.value.replace("_", " "), role.words):
            return role
    roles = ", ".join(role.value for role in Role)
    raise Refusal(f"The role of {name} in the team file must be one of {roles}.")


def _framework(key: str) -> Framework:
    try:
        return load(key)
    except FrameworkError as error:
        raise typer.BadParameter(error.reason, param_hint="--framework") from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(f"{path}: the file can't be read.") from error


def _clock(moment: time | None) -> str | None:
    return moment.strftime("%H:%M") if moment else None
