"""What is drawn: a lane for each wait, made from results or from the lines of a record."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

from .texts import counted, plain, short

MarkKind = Literal["poll", "fault", "missing"]

OUTCOMES = ("failed", "gone", "pending", "stopped", "partial", "succeeded")
"""In the order in which somebody wants to know of them."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A poll."""

    at: float
    """Seconds from the start of the wait."""
    kind: MarkKind
    said: str
    """The status word, or what was wrong."""
    then: str
    """What came next, and why."""


@dataclass(frozen=True, slots=True)
class Span:
    """A time between two polls, from `start` to `end` in seconds from the start of the wait, and its `kind`."""

    start: float
    end: float
    kind: Literal["retry-after", "stalled"]


@dataclass(frozen=True, slots=True)
class Lane:
    """One wait for one job: its `handle` and `label`, how many `polls` and `faults`, its `spans`, and `elapsed` in seconds."""

    handle: str
    label: str
    outcome: str
    """One of `OUTCOMES`: that of the job, or `stopped` where the caller waited no more."""
    word: str
    """The last status word."""
    why: str
    """Why it ended, or what comes next."""
    polls: int
    faults: int
    begun: float
    """Seconds since the epoch; NaN where that is not known."""
    elapsed: float
    marks: Sequence[Mark]
    """Those that are known: the last 50 of a result, all of a record."""
    spans: Sequence[Span]

    @property
    def name(self) -> str:
        """What people call it."""
        return self.label or self.handle


def lanes(results_or_records: Iterable[Any]) -> list[Lane]:
    """Make lanes of the results of waits, or of the lines of a record, each a mapping as `json.loads` gives it.

    A record has every poll, a result its last 50.
    """
    given = iter(results_or_records)
    first = next(given, None)
    if first is None:
        return []
    everything = chain([first], given)
    return _of_record(everything) if isinstance(first, Mapping) else [_of_result(result) for result in everything]


def summary(drawn: Sequence[Lane]) -> str:
    """All lanes in a line."""
    counts = Counter(lane.outcome for lane in drawn)
    outcomes = ", ".join(f"{counts[outcome]:,} {outcome}" for outcome in OUTCOMES if counts[outcome])
    polls, faults = sum(lane.polls for lane in drawn), sum(lane.faults for lane in drawn)
    longest = max((lane.elapsed for lane in drawn), default=0.0)
    facts = [counted(len(drawn), "job"), outcomes, counted(polls, "poll"), counted(faults, "fault")]
    return " · ".join(fact for fact in [*facts, f"longest wait {short(longest)}"] if fact)


def _of_result(result: Any) -> Lane:
    polls = list(result.timeline)
    marks = [_mark(poll.elapsed, poll.fault, poll.raw_status, poll.next_delay, poll.reason) for poll in polls]
    spans = [span for poll in polls for span in _withheld(poll.elapsed, poll.next_delay, poll.reason)]
    if result.stalled is not None:
        spans.append(Span(max(result.elapsed - result.stalled, 0.0), result.elapsed, "stalled"))
    return Lane(
        handle=plain(result.job.handle),
        label=plain(result.job.label or ""),
        outcome=_outcome(result.outcome),
        word=plain(result.raw_status or ""),
        why=plain(result.reason, 1000),
        polls=result.polls,
        faults=sum(mark.kind == "fault" for mark in marks),
        begun=polls[0].time - polls[0].elapsed if polls else math.nan,
        elapsed=result.elapsed,
        marks=marks,
        spans=spans,
    )


def _of_record(lines: Iterable[Mapping[str, Any]]) -> list[Lane]:
    waits: dict[str, list[Mapping[str, Any]]] = {}
    for line in lines:
        waits.setdefault(line["wait"], []).append(line)
    return [_of_lines(found) for found in waits.values()]


def _of_lines(lines: Sequence[Mapping[str, Any]]) -> Lane:
    polls = [line for line in lines if line["event"] == "poll"]
    end: Mapping[str, Any] = next((line for line in lines if line["event"] == "end"), {})
    stopped = any(line["event"] == "stopped" for line in lines)
    last: Mapping[str, Any] = polls[-1] if polls else {}
    words = [line["word"] for line in polls if line["word"]]
    begun = [line["time"] - line.get("elapsed", 0.0) for line in [*polls, *lines] if line.get("time") is not None]
    marks = [_mark(line["elapsed"], line["fault"], line["word"], line["next_delay"], line["reason"]) for line in polls]
    told = [(line["elapsed"], line["next_delay"], line["reason"], line["retry_after"]) for line in polls]
    spans = [span for facts in told for span in _withheld(*facts)]
    # Later polls tell of the same stall, longer.
    stalls = {
        round(line["elapsed"] - line["stalled"], 3): line["elapsed"] for line in polls if line["stalled"] is not None
    }
    spans += [Span(max(start, 0.0), end, "stalled") for start, end in stalls.items()]
    return Lane(
        handle=plain(lines[0]["handle"]),
        label=plain(lines[0].get("label") or ""),
        outcome="stopped" if stopped else _outcome(end.get("outcome", "pending")),
        word=plain(words[-1] if words else ""),
        why=plain(last.get("reason", ""), 1000),
        polls=end.get("polls", len(polls)),
        faults=sum(mark.kind == "fault" for mark in marks),
        begun=begun[0] if begun else math.nan,
        elapsed=end.get("elapsed", last.get("elapsed", 0.0)),
        marks=marks,
        spans=spans,
    )


def _outcome(outcome: Any) -> str:
    return str(outcome) if str(outcome) in OUTCOMES else "pending"


def _mark(at: float, fault: str | None, word: str | None, delay: float | None, reason: str) -> Mark:
    missing = fault is not None and fault.startswith(("not found", "expired"))
    kind: MarkKind = "missing" if missing else "poll" if fault is None else "fault"
    then = "done" if delay is None else f"next poll in {short(delay)}"
    return Mark(at, kind, plain(fault or word or "no status"), f"{then}: {plain(reason)}")


def _withheld(at: float, delay: float | None, reason: str, told: float | None = None) -> list[Span]:
    """The time in which a Retry-After, of the job or of its host, forbade a poll. A record says what the answer *told*."""
    if delay is not None and reason.startswith(("Retry-After", "host's Retry-After")):
        told = delay
    return [Span(at, at + told, "retry-after")] if told and delay is not None else []
