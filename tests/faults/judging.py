"""What is held against every run: what the table expects of the case, and what has to be so whatever happens."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

import httpx

import tarry
from tarry import ProviderResponseError, SubmitError, WaitError
from tarry_clients.eloqua.errors import UnexpectedResponse

from .expected import expected
from .faults import UNKNOWN, WITHOUT_DATE, Case
from .playing import Driver, Played, ended_as_recorded
from .recordings import Place, Recording

FLOOR = 0.01
"""Seconds between two polls, at the least (law 3)."""
ROUNDING = 1e-6
PATIENCE = 6 * 3600.0 + 7200.0
"""Seconds on the virtual clock that a run may take beside jumps: Open Data Rights tolerates faults for six hours."""
MOST_OF_AN_OUTAGE = 300
"""Requests of a wait that tolerates faults for a quarter of its timeout, 2 hours: two a minute, and some more at its beginning."""
SECRETS = ("sandbox-key", "sandbox-secret", "sandbox-token", "sandbox-password", "redacted")

_WAIT_ERRORS: dict[str, tuple[type[WaitError], str]] = {
    "polling": (tarry.PollingError, r"cannot be polled: .*The job may be running: .*"),
    "forbidden": (
        tarry.WaitTimeoutError,
        r"Retry-After forbids a poll .* beyond the deadline.*Nothing was cancelled: .*",
    ),
    "late": (tarry.WaitTimeoutError, r"was not seen to end by the deadline.*Nothing was cancelled: .*"),
    "gone": (tarry.JobGoneError, r"was there and is no longer found.*job\.(results\(\)|download\(path\))"),
    "expired": (tarry.JobGoneError, r"is no longer available, says the provider.*job\.(results\(\)|download\(path\))"),
    "unknown": (tarry.UnknownStatusError, rf"{UNKNOWN}.*The job may be running: .*"),
}
_RESUMES = {"polling", "forbidden", "late", "unknown"}


def complaints(case: Case, driver: Driver, played: Played, clean: Played) -> Iterator[str]:
    """What is wrong with how *case* was played; *clean* is the same recording without a fault."""
    yield from _invariants(case, played)
    cell = expected(case)
    if driver.only_waits and case.place in {Place.PAGE, Place.DOWNLOAD}:
        raise ValueError(f"{driver.name} does not come to the {case.place} of {case}")
    if cell == "absorbed":
        yield from _absorbed(case, driver, played, clean)
    elif cell in _WAIT_ERRORS:
        yield from _wait_error(case, cell, played)
    else:
        yield from _raised(case, cell, played)


def _absorbed(case: Case, driver: Driver, played: Played, clean: Played) -> Iterator[str]:
    """Same end, same rows, and just the requests of the derived recording."""
    if played.error is not None:
        yield f"absorbed was expected, and {_named(played.error)} was raised"
        return
    if not ended_as_recorded(played, case.recording):
        assert played.result is not None
        yield f"absorbed was expected, and it ended {played.result.outcome.name} with {_named(played.result.error)}"
        return
    if not driver.only_waits and played.items != clean.items:
        yield f"other rows than recorded: {played.items}"
    if not driver.only_waits and played.archive != clean.archive:
        yield "another archive than recorded"
    assert played.result is not None
    assert clean.result is not None
    if str(played.result.raw_status).strip().casefold() != str(clean.result.raw_status).casefold():
        yield f"the last word was {played.result.raw_status!r}"
    asked = [one.key for one in played.tape.asked]
    needed = [one.key for one in case.exchanges if not driver.only_waits or _is_of_wait(one.place)]
    if case.recording.never_there:
        # How often one polls within the grace is the schedule's business; it is bounded by the invariants.
        asked, needed = sorted(set(asked)), sorted(set(needed))
    if asked != needed:
        yield f"other requests than needed:\n      asked  {asked}\n      needed {needed}"


def _is_of_wait(place: Place) -> bool:
    return place not in {Place.PAGE, Place.DOWNLOAD}


def _wait_error(case: Case, cell: str, played: Played) -> Iterator[str]:
    kind, words = _WAIT_ERRORS[cell]
    error = played.result.error if played.result else None
    if played.error is not None or type(error) is not kind:
        yield f"{kind.__name__} was expected, not {_named(played.error or error)}"
        return
    assert played.job is not None
    text = str(error)
    if not re.search(words, text, re.DOTALL):
        yield f"the words do not say {words!r}: {text}"
    if cell in _RESUMES and f'tarry.open_job("{played.job.handle}", client)' not in text:
        yield f"the words do not say how to go on: {text}"
    for name in (played.job.provider, *played.job.handle.ids):
        if str(name) not in text:
            yield f"the words do not name {name!r}: {text}"
    if cell == "polling":
        yield from _names_the_cause(case, text)
    yield from _stops(case, played)


def _raised(case: Case, cell: str, played: Played) -> Iterator[str]:
    error = played.error
    if cell == "by hand":
        kinds: Any = (httpx.HTTPError, UnexpectedResponse, ProviderResponseError, AssertionError)
        if error is None:
            # A call whose answer holds nothing that is needed.
            if not ended_as_recorded(played, case.recording):
                yield f"it went on, and ended with {_named(played.result and played.result.error)}"
            return
    elif cell == "broken":
        kinds = httpx.TransportError
    else:
        kinds = SubmitError if cell in {"unsent", "unanswered"} else ProviderResponseError
    if not isinstance(error, kinds) or type(error).__name__ == "NotExpectedError":
        ended = error or (played.result.error or played.result.outcome if played.result else None)
        yield f"{cell} was expected, not {_named(ended)}"
        return
    text = str(error)
    if isinstance(error, ProviderResponseError):
        yield from _names_the_request(case, error)
    if isinstance(error, SubmitError):
        if error.may_exist is not (cell == "unanswered"):
            yield f"may_exist is {error.may_exist}"
        if case.recording.target.name not in text:
            yield f"the words do not name the provider: {text}"
        says = "The job may exist" if error.may_exist else "no job exists: submit again"
        if says not in text:
            yield f"the words do not say {says!r}: {text}"
        yield from _names_the_cause(case, text)
    if cell == "put off" and not re.search(r"Retry-After forbids to ask again for [\d.]+ (s|min|h|d)\b", text):
        yield f"the words do not say for how long Retry-After forbids to ask again: {text}"
    if cell in {"doubtful", "unanswered"}:
        if not re.search(r"job may exist|rows were queued|was started|was created", text):
            yield f"the words do not say that the job may exist: {text}"
        if case.place is Place.KEYED and "idempotency_key='cassette-key'" not in text:
            yield f"the words do not name the idempotency key: {text}"
    yield from _stops(case, played)


def _names_the_request(case: Case, error: ProviderResponseError) -> Iterator[str]:
    met = case.met
    path = httpx.URL(met.url).path
    if error.status_code != met.status or error.method != met.method or not path.endswith(httpx.URL(error.path).path):
        yield f"the error is about {error.method} {error.path} {error.status_code}, not {met.method} {path} {met.status}"
    if f"{error.method} {error.path} answered {error.status_code}" not in str(error):
        yield f"the words do not name the request: {error}"


def _names_the_cause(case: Case, text: str) -> Iterator[str]:
    met = case.met
    encoded = any(name == "content-encoding" for name, _ in met.headers)
    cause = met.raises or ("reset" if met.cut else "DecodingError" if encoded else str(met.status))
    if cause not in text:
        yield f"the words do not name the cause, {cause}: {text}"


def _stops(case: Case, played: Played) -> Iterator[str]:
    """Whether an error was the end: nothing but what had to be was sent after the fault."""
    asked = [one.key for one in played.tape.asked]
    if any(one.forever for one in case.exchanges):
        return
    needed = [one.key for one in case.exchanges]
    if asked != needed[: len(asked)] and not case.recording.never_there:
        yield f"other requests than needed:\n      asked  {asked}\n      needed {needed}"
    after = len(asked) - 1 - max(index for index, one in enumerate(played.tape.asked) if one.exchange.fault)
    if after > sum(one.serves is not one.place for one in case.exchanges):
        yield f"{after} requests were sent after the fault that was to end it"


def _invariants(case: Case, played: Played) -> Iterator[str]:
    """What has to be so whatever happens."""
    asked = played.tape.asked
    yield from played.tape.not_expected
    unmet = {id(one) for one in case.exchanges if one.fault} - {id(one.exchange) for one in asked}
    if unmet:
        yield "a fault was never met"
    limit = MOST_OF_AN_OUTAGE if any(one.forever for one in case.exchanges) else len(case.exchanges) + 12
    if len(asked) > limit:
        yield f"{len(asked)} requests were sent, where {limit} are more than enough"
    for slept in played.clock.sleeps:
        if not FLOOR <= slept <= 7 * 86_400:
            yield f"slept for {slept} s"
    if abs(played.clock.now - sum(played.clock.sleeps) - played.clock.jumped) > ROUNDING:
        yield "the clock does not show what was slept"
    if sum(played.clock.sleeps) > PATIENCE:
        yield f"slept for {sum(played.clock.sleeps):.0f} s in all"
    yield from _no_early_requests(case, played)
    yield from _sent_once(case, played)
    if played.left_behind:
        yield f"files were left behind: {played.left_behind}"
    shown = [str(error) for error in (played.error, played.result and played.result.error) if error is not None]
    yield from (f"an error shows a secret, {secret}" for secret in SECRETS for text in shown if secret in text)


def _no_early_requests(case: Case, played: Played) -> Iterator[str]:
    """Nothing within a Retry-After, and the same request not twice at once; but for a 401, which a new credential answers."""
    asked = played.tape.asked
    for earlier, later in itertools.pairwise(asked):
        if not earlier.exchange.fault or earlier.exchange.status == 401:
            continue
        passed = later.at - earlier.at - earlier.exchange.monotonic_jump
        if passed < earlier.exchange.retry_after - ROUNDING:
            yield f"{later.key} was sent {passed:.2f} s after a Retry-After of {earlier.exchange.retry_after:.0f} s"
        if later.key == earlier.key and not case.instead and passed < FLOOR - ROUNDING:
            yield f"{later.key} was sent again after {passed:.3f} s"
        if ("retry-after", WITHOUT_DATE) in earlier.exchange.headers and later.at < 120.0 - ROUNDING:
            yield f"{later.key} was sent at {later.at:.2f} s, before the date of Retry-After at 120 s"


def _sent_once(case: Case, played: Played) -> Iterator[str]:
    """No submit twice, but after a 401, or with the same idempotency key and body."""
    for place in (Place.DEFINITION, Place.SUBMIT, Place.KEYED):
        sent = [one for one in played.tape.asked if one.exchange.place is place and one.exchange.status != 401]
        for key in {one.key for one in sent}:
            same = [one for one in sent if one.key == key]
            if place is Place.KEYED:
                if {one.idempotency_key for one in same} != {"cassette-key"} or len({one.body for one in same}) != 1:
                    yield f"{key} was not sent with the same key and body each time"
            elif len(same) > 1:
                yield f"{key} was sent {len(same)} times"


def clean_complaints(recording: Recording, played: Played) -> Iterator[str]:
    """What is wrong with a recording that was played without a fault."""
    if played.error is not None or not ended_as_recorded(played, recording):
        yield f"{recording} does not play without a fault: {_named(played.error or played.result)}"
        return
    scenario = recording.scenario
    for name, items in played.items.items():
        if len(items) != getattr(scenario, name):
            yield f"{len(items)} {name}"


def _named(error: object) -> str:
    return f"{type(error).__name__}: {error}" if isinstance(error, Exception) else str(error)
