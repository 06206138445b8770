"""The figures as a table, and the machine they were measured on."""

import os
import platform
from pathlib import Path
from typing import Any

#: What the project aims at.
RATE_AIM, START_AIM, MEMORY_AIM = 0.5, 1.5, 1.5
#: Seconds to group so many post-its.
GROUP_AIMS = {200: 0.5, 20_000: 15}
#: Seconds for the slides and the report together.
DOCUMENTS_AIM = 3


def machine() -> dict[str, Any]:
    """Processor, cores, memory, system and Python."""
    return {
        "processor": _field(Path("/proc/cpuinfo"), "model name")
        or platform.processor()
        or platform.machine(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
    }


def _field(file: Path, name: str) -> str | None:
    if not file.exists():
        return None
    lines = file.read_text("utf-8", errors="replace").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), None)


def table(figures: dict[str, Any]) -> str:
    """All figures, for people."""
    return "\n".join(
        [
            "{processor}, {cores} cores, {memory_gb} GB, {system}, Python {python}".format(
                **figures["machine"]
            ),
            "",
            *_submissions(figures),
            "",
            *_start_and_memory(figures),
            "",
            *_work(figures["notes"], figures["replay"]),
            "",
            *_themes(figures["themes"]),
            "",
            *_documents(figures["documents"]),
            *_timetable(figures["deliveries"], figures["timetables"]),
            "",
            f"All of it took {figures['took_s']:.0f} s.",
        ]
    )


def _submissions(figures: dict[str, Any]) -> list[str]:
    found = figures["submissions"]
    head = f"{'':34}{'requests/s':>11}{'ack p50':>9}{'p99':>8}{'stored p50':>12}{'p99':>8}{'CPU':>8}"
    rows = [
        _row(f"{who}, {people}", figures[part][key])
        for part, people in (("submissions", f"{found['people']} at once"), ("alone", "one at a time"))
        for who, key in (("empty listener", "empty"), ("bot, whole request", "bot"))
    ]
    kept = "as many as were sent" if found["stored"] == found["sent"] else "NOT as many as were sent"
    return [
        f"Signed submissions, medians of {found['rounds']} rounds of {found['a_round']} in turn (ms)",
        head,
        *rows,
        f"Whole requests beside the empty listener: {found['ratio']:.2f} ({_aim(found['ratio'], RATE_AIM)})",
        f"Post-its stored: {found['stored']:,}, {kept} ({found['sent']:,})",
    ]


def _row(name: str, found: dict[str, Any]) -> str:
    stored = (
        f"{found['stored_p50_ms']:12.1f}{found['stored_p99_ms']:8.1f}"
        if "stored_p50_ms" in found
        else f"{'–':>12}{'–':>8}"
    )
    used = f"{found['processor_ms']:8.2f}" if found["processor_ms"] is not None else f"{'–':>8}"
    return (
        f"{name:34}{found['per_second']:11.0f}{found['acknowledged_p50_ms']:9.1f}"
        f"{found['acknowledged_p99_ms']:8.1f}{stored}{used}"
    )


def _start_and_memory(figures: dict[str, Any]) -> list[str]:
    start, memory = figures["start"], figures["memory"]
    lines = [
        f"{'':34}{'empty app':>11}{'bot':>9}{'ratio':>8}",
        f"{'Start to first answer, s':34}{start['empty_s']:11.2f}{start['bot_s']:9.2f}{start['ratio']:8.2f}"
        f"  ({_aim_below(start['ratio'], START_AIM)})",
        f"{'  connected by Socket Mode':34}{'–':>11}{start['socket_mode_s']:9.2f}",
        f"{'  the first time, tables made':34}{'–':>11}{start['first_s']:9.2f}",
        f"{'Resident memory, MB':34}{memory['empty_mb']:11.0f}{memory['bot_mb']:9.0f}{memory['ratio']:8.2f}"
        f"  ({_aim_below(memory['ratio'], MEMORY_AIM)})",
        f"{'  after {:,} submissions'.format(memory['after']):34}{memory['empty_after_mb']:11.0f}"
        f"{memory['bot_after_mb']:9.0f}{memory['ratio_after']:8.2f}"
        f"  ({_aim_below(memory['ratio_after'], MEMORY_AIM)})",
    ]
    if start["not_imported_by_the_bot"]:
        lines.append(f"UNFAIR: the bot does not import {', '.join(start['not_imported_by_the_bot'])}")
    return lines


def _work(notes: dict[str, Any], replay: dict[str, Any]) -> list[str]:
    return [
        f"{'De-identify a note':34}{notes['note_ms'] * 1000:11.0f} µs  "
        f"(p99 {notes['note_p99_ms'] * 1000:.0f} µs; {notes['notes']} notes, roster of {notes['roster']})",
        f"{'  prepare a roster of ' + str(notes['roster']):34}{notes['build_ms']:11.1f} ms",
        f"{'  the first note, lists loaded':34}{notes['first_note_ms']:11.0f} ms",
        f"{'Replay of the sample challenge':34}{replay['seconds']:11.1f} s   ({replay['post_its']} post-its)",
    ]


def _themes(themes: dict[str, Any]) -> list[str]:
    """`GROUP_AIMS` are for post-its under all statements; under one is the hardest case."""
    lines = [
        f"{'Load scikit-learn, once':34}{themes['import_s']:11.1f} s",
        f"{'Train the suggestion':34}{themes['train_s']:11.2f} s",
        f"{'Suggest a statement':34}{themes['suggest_ms']:11.1f} ms",
    ]
    for each in themes["grouped"]:
        aim = GROUP_AIMS.get(each["notes"])
        met = f"  (aim: less than {aim} s, {'met' if each['seconds'] < aim else 'missed'})" if aim else ""
        name = f"Group {each['notes']:,} post-its"
        lines.append(
            f"{name:34}{each['seconds']:11.2f} s   (of the processor {each['processor_s']:.2f} s; under one "
            f"statement {each['one_statement_s']:.2f} s); "
            f"memory so far +{each['grown_mb']:.0f} MB{met}"
        )
        still = "  others are kept waiting, at most"
        lines.append(f"{still:34}{each['stood_still_ms']:11.0f} ms")
    for each in themes["gaps"]:
        name = f"The gaps of {each['post_its']:,} post-its"
        lines.append(f"{name:34}{each['gaps_ms']:11.0f} ms  (and their picture {each['picture_ms']:.0f} ms)")
    return lines


def _documents(made: dict[str, Any]) -> list[str]:
    met = "met" if made["together_s"] < DOCUMENTS_AIM else "missed"
    name = f"Slides and report, {made['findings']} findings"
    return [
        f"{name:34}{made['together_s']:11.2f} s   (the libraries, once, {made['import_s']:.2f} s; the gate "
        f"{made['passing_s']:.2f} s; writing {made['writing_s']:.2f} s); memory +{made['grown_mb']:.0f} MB  "
        f"(aim: less than {DOCUMENTS_AIM} s, {met})"
    ]


def _timetable(deliveries: dict[str, Any], timetables: dict[str, Any]) -> list[str]:
    lines = [f"{'':34}{'planned/s':>11}{'claimed/s':>11}{'tick, nothing due':>19}{'no challenge':>14}"]
    for name, found in deliveries.items():
        about = f"{name}, {found['planned']:,} due in {found['challenges']:,}"
        lines.append(
            f"{about:34}{found['planned_per_second']:11.0f}{found['claimed_per_second']:11.0f}"
            f"{found['tick_with_nothing_due_ms']:16.0f} ms{found['tick_with_no_challenge_ms']:11.1f} ms"
        )
    return [
        *lines,
        f"{'Read a timetable':34}{timetables['workbook_ms']:11.0f} ms  (workbook of {timetables['sessions']} "
        f"sessions; as csv {timetables['csv_ms']:.0f} ms; the rules {timetables['rules_ms']:.0f} ms)",
        f"{'  refuse one that is too long':34}{timetables['refused_ms']:11.0f} ms  "
        f"({timetables['refused_rows']:,} rows)",
    ]


def _aim(ratio: float, aim: float) -> str:
    return f"aim: at least {aim}, {'met' if ratio >= aim else 'missed'}"


def _aim_below(ratio: float, aim: float) -> str:
    return f"aim: at most {aim}, {'met' if ratio <= aim else 'missed'}"
