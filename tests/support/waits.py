"""Waits to be drawn: real ones, of scripted jobs on a virtual clock."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import tarry
from support.scripted import (
    EXPIRED,
    FAILED,
    FAULT,
    MISSING,
    PARTIAL,
    PENDING,
    SUCCEEDED,
    ScriptedJob,
    fault,
    seen,
)
from tarry import Outcome, WaitResult
from tarry._core.policy import Policy
from tarry.picture import Lane, lanes
from tarry.schedules import Fixed, Growing
from tarry.testing import VirtualClock

GRACE = Policy(schedule=Fixed(1.0), visibility_grace=600)

STORIES: dict[str, tuple[Any, ...]] = {
    "nightly contacts": (*[PENDING] * 12, SUCCEEDED),
    "events with bad rows": (*[PENDING] * 9, FAULT, FAULT, PENDING, PARTIAL),
    "a throttled host": (PENDING, PENDING, fault(90.0), PENDING, fault(400.0), *[PENDING] * 6, SUCCEEDED),
    "not there at first": (MISSING, MISSING, MISSING, PENDING, PENDING, SUCCEEDED),
    "refused by the provider": (PENDING, PENDING, PENDING, FAILED),
    "expired": (PENDING, seen(Outcome.PENDING, "EXPORTING"), EXPIRED),
    "stands still": (PENDING, PENDING, seen(Outcome.PENDING, "ACTIVE")),
}


def results(number: int = 7, timeout: float = 3600, **options: Any) -> list[WaitResult[Any]]:
    """So many waits, of the stories above in turns."""
    stories = list(STORIES.items())
    jobs = []
    for index in range(number):
        label, script = stories[index % len(stories)]
        if number > len(stories) and index % 7 not in {0, 3} and index % 50 > 7:
            label, script = "nightly contacts", (*[PENDING] * (6 + index * 7 % 31), SUCCEEDED)
        job = ScriptedJob(*script, job_id=f"{index:04d}a7c3f{index * 7919 % 100003:05d}=", policy=GRACE)
        if index % 3 != 1:
            job.label = label if number <= len(stories) else f"{label} {index}"
        jobs.append(job)
    return tarry.wait_for_all(
        jobs,
        timeout=timeout,
        schedule=Growing(),
        stalled_after=600,
        clock=VirtualClock(),
        per_second=1e6,
        in_flight=10**6,
        **options,
    )


def thousand() -> list[Lane]:
    """Lanes of a thousand jobs, of a hundred waits."""
    waited = lanes(results(100))
    return [
        replace(
            waited[number % 100], handle=f"fullstory:events-import:{number:04d}a7c3f{number * 7919 % 100003:05d}%3D"
        )
        for number in range(1000)
    ]


def records(path: Path) -> list[dict[str, Any]]:
    """The lines of a record."""
    with path.open() as file:
        return [json.loads(line) for line in file]
