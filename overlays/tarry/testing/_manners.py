"""Assertions about how code behaved to the providers of a sandbox."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tarry.sandbox import Received, Sandbox

FLOOR = 0.01
PER_MINUTE = 60
_ROUNDING = 1e-6
_SHOWN = 40
"""So many requests are shown, the last ones."""


def assert_submitted_once(sandbox: Sandbox, provider: str | None = None, *, jobs: int = 1) -> None:
    """Fail where work was submitted twice, or not at all.

    Exactly so many *jobs* were started, and no two of them by the same request: the same path with the same body. A submit
    that is repeated with its idempotency key starts no second job.

    Args:
        sandbox: What was asked.
        provider: Whose jobs are counted; by default those of all.
        jobs: How many there should be: the number of batches, for instance.
    """
    requests = _all_of(sandbox, provider)
    started = [one for one in requests if one.plan is not None]
    problems = [] if len(started) == jobs else [f"{len(started)} jobs were started, and not {jobs}"]
    for same in _grouped((one, (one.provider, one.path, one.content)) for one in started):
        if len(same) > 1:
            problems.append(f"submitted {len(same)} times:{_lines(same)}")
    report(problems, [], requests)


def assert_polite(sandbox: Sandbox, provider: str | None = None) -> None:
    """Fail where a provider was asked more than it should be.

    Four laws, by the clock of the sandbox:

    1. After an answer with Retry-After nothing is asked about the same job before that time is over; after one to a submit,
       nothing is submitted to that provider.
    2. A job is not polled within 10 ms of the last answer to a poll of it.
    3. A job is not polled after an answer has said that it ended.
    4. A job is not polled more than 60 times within a minute.

    Args:
        sandbox: What was asked.
        provider: Of which provider; by default of all.
    """
    requests = _all_of(sandbox, provider)
    problems: list[str] = []
    about_jobs = [one for one in requests if one.place == "submit" or (one.place and one.job)]
    for asked in _grouped((one, (one.provider, one.place != "submit" and one.job)) for one in about_jobs):
        problems += _too_early(asked)
        problems += _too_often([one for one in asked if one.place == "poll"])
    report(problems, [], requests)


def _too_early(asked: Sequence[Received]) -> Iterator[str]:
    until, forbids = -math.inf, None
    for one in asked:
        if forbids and one.received < until - _ROUNDING:
            yield f"asked {until - one.received:.3f} s before Retry-After was over:{_lines([forbids, one])}"
        if one.retry_after is not None and one.answered + one.retry_after > until:
            until, forbids = one.answered + one.retry_after, one


def _too_often(polls: Sequence[Received]) -> Iterator[str]:
    for before, after in pairwise(polls):
        gap = max(after.received - before.answered, 0.0)
        if gap < FLOOR - _ROUNDING:
            yield f"polled again after {gap * 1000:.1f} ms, and not {FLOOR * 1000:.0f}:{_lines([before, after])}"
        # What is not there may only be invisible, and what did not arrive has said nothing.
        arrived = before.fault is None or before.fault.kind == "slow"
        if arrived and before.state in {"succeeded", "partial", "failed"}:
            yield f"polled after its end:{_lines([before, after])}"
    for first, last in zip(polls, polls[PER_MINUTE:], strict=False):
        if (seconds := last.received - first.received) < 60.0 - _ROUNDING:
            yield f"polled {PER_MINUTE + 1} times in {seconds:.1f} s, and not {PER_MINUTE} a minute:{_lines([last])}"
            break


def _all_of(sandbox: Sandbox, provider: str | None) -> list[Received]:
    """The requests of one provider, or of all; by when they came."""
    if provider is not None and provider not in sandbox.providers:
        raise ValueError(f"there is no provider {provider!r}; the sandbox plays {', '.join(sandbox.providers)}")
    found = [one for one in sandbox.requests if provider in {None, one.provider}]
    for first, *_, last in (asked for asked in _grouped((one, one.provider) for one in found) if asked[0].number > 1):
        raise AssertionError(
            f"{last.number} requests came, and the log begins with number {first.number}: too many to judge"
        )
    return sorted(found, key=lambda one: one.received)


def _grouped(pairs: Iterable[tuple[Received, Hashable]]) -> list[list[Received]]:
    groups = defaultdict[Hashable, list["Received"]](list)
    for one, key in pairs:
        groups[key].append(one)
    return list(groups.values())


def report(problems: Sequence[str], planned: Sequence[str], requests: Sequence[Received]) -> None:
    """Raise an AssertionError where there are problems: with them, what was planned, and what came."""
    if problems:
        left_out = len(requests) - _SHOWN
        more = f" ({left_out} before are left out)" if left_out > 0 else ""
        came = f"what the sandbox was asked{more}:{_lines(requests[-_SHOWN:])}" if requests else "nothing was asked"
        raise AssertionError("\n".join([*problems, *planned, came]))


def _lines(requests: Iterable[Received]) -> str:
    return "".join(f"\n  {one}" for one in requests)
