"""The load: people who submit, wait until it is done, and submit the next."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter, process_time

from benchmarks.processes import Started
from benchmarks.slack import Slack
from benchmarks.submissions import Submission
from benchmarks.wire import Caller, connect


@dataclass(frozen=True, slots=True)
class Round:
    """One round against one process.

    `rate` is whole requests a second: acknowledged and, where there is something to store, told stored.
    `acknowledged` and `stored` are the milliseconds from the request to each, one a submission.
    `processor_ms` is the processor time of the measured process a request; `load_busy` is the share of one
    processor that the load itself took (near 1 it would measure itself).
    """

    rate: float
    acknowledged: tuple[float, ...]
    stored: tuple[float, ...]
    processor_ms: float | None
    load_busy: float


def p50(values: Sequence[float]) -> float:
    """The median."""
    return median(values)


def p99(values: Sequence[float]) -> float:
    """The 99th percentile."""
    return quantiles(values, n=100, method="inclusive")[98]


async def play(
    process: Started, submissions: Sequence[Submission], people: int, slack: Slack | None = None
) -> Round:
    """`people` at the same time submit all of `submissions`.

    With `slack` each is whole when its form was told that it is stored; without, when it is acknowledged.
    Raises RuntimeError where one is not acknowledged with 200, or the form is told anything else.
    """
    callers = [await connect(process.port) for _ in range(people)]
    waiting, acknowledged, stored = iter(submissions), list[float](), list[float]()
    before, busy, begun = process.processor_seconds(), process_time(), perf_counter()
    async with asyncio.TaskGroup() as group:
        for caller in callers:
            group.create_task(_person(caller, waiting, slack, acknowledged, stored))
    seconds, busy, after = perf_counter() - begun, process_time() - busy, process.processor_seconds()
    for caller in callers:
        caller.close()
    used = (after - before) * 1000 / len(submissions) if before is not None and after is not None else None
    return Round(len(submissions) / seconds, tuple(acknowledged), tuple(stored), used, busy / seconds)


async def _person(
    caller: Caller,
    waiting: Iterator[Submission],
    slack: Slack | None,
    acknowledged: list[float],
    stored: list[float],
) -> None:
    for submission in waiting:
        told = slack.expect(submission.view_id) if slack else None
        begun = perf_counter()
        status, body = await caller.call(submission.request)
        acknowledged.append((perf_counter() - begun) * 1000)
        if status != 200 or b'"errors"' in body:
            raise RuntimeError(f"a submission was answered with {status}, or with errors")
        if told is not None:
            stored.append((await told - begun) * 1000)
