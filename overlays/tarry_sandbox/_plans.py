"""What is to become of a job and what goes wrong on the way: plain data, checked as it is made."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

Outcome = Literal["succeeded", "partial", "failed", "gone"]
FaultKind = Literal["throttled", "error", "unavailable", "gateway", "reset", "slow", "unknown-word"]
Place = Literal["poll", "page", "submit"]
CallbackKind = Literal["on-time", "early", "twice", "forged", "never"]
# The rows of an export are made one by one.
MAX_ITEMS = 1_000_000


def _is_number(value: object, least: float = 0) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    # No float holds an int of 400 digits, so that only floats are asked whether they are finite.
    return (isinstance(value, int) or math.isfinite(value)) and value >= least


def _is_count(value: object, least: int = 0) -> bool:
    return isinstance(value, int) and _is_number(value, least)


def _check(ok: bool, name: str, value: object, allowed: str) -> None:
    if not ok:
        raise ValueError(f"{name} must be {allowed}, not {value!r}")


def _check_word(name: str, value: object, words: object) -> None:
    _check(value in get_args(words), name, value, "one of " + ", ".join(get_args(words)))


def _check_fields(kind: type[Plan | Fault], data: object, where: str) -> dict[str, Any]:
    if not isinstance(data, Mapping):
        raise ValueError(f"{where} must be an object, not {data!r}")
    known = [each.name for each in fields(kind)]
    for name in data:
        if name not in known:
            raise ValueError(f"{where} has no field {name!r}; allowed are {', '.join(known)}")
    return dict(data)


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong on the way; it takes the place of the answer, or spoils its delivery.

    Args:
        kind: `throttled` (429 with Retry-After), `error` (500), `unavailable` (503 with an HTML body), `gateway` (the
            answer is `status`), `reset` (the connection drops in mid-answer, after the request took effect), `slow`
            (the right answer, late) or `unknown-word` (a status word nobody knows; on polls only).
        at: Number of the poll, page or submit that meets it first, counted from 1 for each job; None for the first
            that meets no other.
        on: Which requests meet it.
        times: How many requests in a row meet it.
        retry_after: Seconds announced by `throttled`.
        http_date: Whether `throttled` announces an HTTP-date instead of seconds.
        seconds: How long `slow` takes, in real time.
        status: What `gateway` answers, 400 to 599. A code the document lists comes in the provider's own shape.
    """

    kind: FaultKind
    at: int | None = None
    on: Place = "poll"
    times: int = 1
    retry_after: int = 1
    http_date: bool = False
    seconds: float = 1
    status: int = 529

    def __post_init__(self) -> None:
        _check_word("kind", self.kind, FaultKind)
        _check_word("on", self.on, Place)
        _check(self.at is None or _is_count(self.at, 1), "at", self.at, "a whole number from 1, or null")
        _check(_is_count(self.times, 1), "times", self.times, "a whole number from 1")
        _check(_is_count(self.retry_after), "retry_after", self.retry_after, "a whole number of seconds from 0")
        _check(isinstance(self.http_date, bool), "http_date", self.http_date, "true or false")
        _check(_is_number(self.seconds), "seconds", self.seconds, "a number of seconds from 0")
        _check(
            _is_count(self.status) and self.status in range(400, 600), "status", self.status, "a code from 400 to 599"
        )
        _check(self.kind != "unknown-word" or self.on == "poll", "on", self.on, "poll where kind is unknown-word")

    @classmethod
    def from_dict(cls, data: object, where: str = "the fault") -> Fault:
        """Read a fault from decoded JSON; a ValueError names the field and what is allowed."""
        return cls(**{"kind": None, **_check_fields(cls, data, where)})


@dataclass(frozen=True)
class Plan:
    """What becomes of a job.

    Args:
        outcome: How it ends: `succeeded`, `partial`, `failed` or `gone` (not found from then on).
        polls: How many polls of its status find it pending. Every poll counts, one that meets a fault too.
        seconds: Instead of `polls`: how long it stays pending after the submit, on the sandbox's clock.
        faults: What goes wrong on the way. One request meets one fault; those with `at` come first.
        items: How many items the job has where its submit names none (exports); None for the provider's default.
        refused: How many items a `partial` outcome refuses, the last ones.
        invisible_for: How many seconds after the submit, on the sandbox's clock, the provider answers as if there were no
            such job; `polls` counts from then on, `seconds` from the submit.
        callback: How the URL is called that the submit names, where the provider calls one: `on-time` (once, when the job has
            ended), `early` (once, before the submit is answered, and never again), `twice`, `forged` (on time, and before that
            once by somebody else, about another job and with a lie about the end) or `never`. Only loopback is called.
    """

    outcome: Outcome = "succeeded"
    polls: int = 2
    seconds: float | None = None
    faults: Sequence[Fault] = ()
    items: int | None = None
    refused: int = 1
    invisible_for: float = 0
    callback: CallbackKind = "on-time"

    def __post_init__(self) -> None:
        _check_word("outcome", self.outcome, Outcome)
        _check(_is_count(self.polls), "polls", self.polls, "a whole number from 0")
        _check(self.seconds is None or _is_number(self.seconds), "seconds", self.seconds, "a number from 0, or null")
        items_fit = self.items is None or (_is_count(self.items) and self.items <= MAX_ITEMS)
        _check(items_fit, "items", self.items, f"a whole number from 0 to {MAX_ITEMS}, or null")
        _check(_is_count(self.refused, 1), "refused", self.refused, "a whole number from 1")
        _check(_is_number(self.invisible_for), "invisible_for", self.invisible_for, "a number of seconds from 0")
        _check_word("callback", self.callback, CallbackKind)
        faults_fit = isinstance(self.faults, Sequence) and all(isinstance(each, Fault) for each in self.faults)
        _check(faults_fit, "faults", self.faults, "a list of faults")
        object.__setattr__(self, "faults", tuple(self.faults))

    @classmethod
    def from_dict(cls, data: object) -> Plan:
        """Read a plan from decoded JSON; a ValueError names the field and what is allowed."""
        known = _check_fields(cls, data, "the plan")
        faults = known.get("faults", [])
        _check(isinstance(faults, list), "faults", faults, "a list of faults")
        known["faults"] = []
        for index, fault in enumerate(faults):
            try:
                known["faults"].append(Fault.from_dict(fault))
            except ValueError as error:
                raise ValueError(f"faults[{index}]: {error}") from None
        return cls(**known)
