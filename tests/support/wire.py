"""Raw answers of the providers, and what each of them means: one script for every driver, without a socket."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from typing import Any

import httpx

from tarry import Job, Outcome, eloqua, fullstory, open_data_rights, possiblenow, salesforce
from tarry._core.observation import Kind, Observation
from tarry._core.providers import of_each
from tarry.testing import VirtualClock

NOON = 1_714_564_800
"""2024-05-01 12:00 UTC in seconds since the epoch."""
WEEK = 604_800.0


class Calendar(VirtualClock):
    """Begins at the same moment for every driver."""

    def time(self) -> float:
        return NOON + self.now


@dataclass(frozen=True)
class Raw:
    """One answer on the wire. What it means is said by whoever wrote it down, not by the code that is tested."""

    name: str
    kind: Kind
    outcome: Outcome | None = None
    code: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    fails: type[httpx.TransportError] | None = None
    """Raised in place of an answer."""
    confirmations: int = 1
    retry_after: float | None = None
    until: int | None = None
    """Seconds after NOON until which a Retry-After asks for silence, where the answer has no Date of its own."""
    takes: float = 0.0
    """Seconds from request to answer."""
    misfit: bool = False
    """Whether it is whole and well-formed, and not what the document describes."""

    def __repr__(self) -> str:
        return self.name

    def means(self, now: float) -> Observation[Any]:
        """What it says of the job when it comes at the virtual time *now*."""
        forbidden = self.retry_after if self.until is None else min(max(self.until - now, 0.0), WEEK)
        return Observation(
            self.kind, self.outcome, retry_after=forbidden, confirmations=self.confirmations, misfit=self.misfit
        )

    def respond(self, request: httpx.Request) -> httpx.Response:
        if self.fails is not None:
            raise self.fails(self.name, request=request)
        return httpx.Response(self.code, headers=self.headers, content=self.body)


def _date(after_noon: float) -> str:
    return formatdate(NOON + after_noon, usegmt=True)


FAULTS: Sequence[Raw] = (
    *(Raw(f"{code}", Kind.FAULT, code=code) for code in (408, 425, 429, 500, 502, 503, 529, 596)),
    *(
        Raw(f"{code} after {value!r}", Kind.FAULT, code=code, headers={"Retry-After": value}, retry_after=seconds)
        for code in (429, 503)
        for value, seconds in [
            ("7", 7.0),
            ("0", 0.0),
            ("-5", 0.0),
            ("soon", None),
            ("1e300", WEEK),
            (_date(-60), 0.0),
            ("30.25", 30.25),
        ]
    ),
    Raw(
        "429 until a date by its own clock",
        Kind.FAULT,
        code=429,
        headers={"Retry-After": _date(-9000 + 25), "Date": _date(-9000)},
        retry_after=25.0,
    ),
    Raw("429 until a date", Kind.FAULT, code=429, headers={"Retry-After": _date(90)}, until=90),
    Raw("HTML", Kind.FAULT, headers={"Content-Type": "text/html"}, body=b"<html>maintenance</html>"),
    Raw("truncated", Kind.FAULT, headers={"Content-Type": "application/json"}, body=b'{"status": {"requestSta'),
    Raw("another form", Kind.FAULT, headers={"Content-Type": "application/json"}, body=b'["surprise"]', misfit=True),
    Raw("empty", Kind.FAULT),
    Raw("204", Kind.FAULT, code=204),
    *(
        Raw(error.__name__, Kind.FAULT, fails=error, takes=takes)
        for error, takes in [
            (httpx.ConnectError, 0.0),
            (httpx.ConnectTimeout, 30.0),
            (httpx.ReadTimeout, 30.0),
            (httpx.ReadError, 2.5),
            (httpx.RemoteProtocolError, 0.0),
        ]
    ),
)
REFUSALS: Sequence[Raw] = (
    *(Raw(f"{code}", Kind.DENIED, code=code, body=b"{}") for code in (400, 401, 403)),
    Raw("303 to another host", Kind.DENIED, code=303, headers={"Location": "https://elsewhere.example/"}),
    Raw("410", Kind.EXPIRED, code=410),
)
MISSING = Raw("404", Kind.MISSING, code=404, body=b"{}")


@dataclass(frozen=True)
class Wire:
    """One provider: how a job of it comes about, and its own words."""

    name: str
    job: Callable[[Mapping[str, Any]], Job[Any]]
    """From the `httpx_args` of its client."""
    words: Sequence[Raw]
    missing: Sequence[Raw] = (MISSING,)

    def __repr__(self) -> str:
        return self.name

    @property
    def pending(self) -> Raw:
        return self.words[0]


def _json(name: str, outcome: Outcome | None, body: Any, confirmations: int = 1) -> Raw:
    headers = {"Content-Type": "application/json"}
    encoded = json.dumps(body).encode()
    return Raw(name, Kind.SEEN, outcome, headers=headers, body=encoded, confirmations=confirmations)


def _fullstory(outcome: Outcome | None, word: str, **counters: int) -> Raw:
    job = {"id": "abc123=", "status": word, "created": "2024-05-01T09:30:00Z"}
    return _json(word, outcome, {"job": job, **counters})


def _eloqua(outcome: Outcome | None, word: str) -> Raw:
    return _json(word, outcome, {"status": word, "uri": "/syncs/1444", "syncedInstanceUri": "/contacts/exports/1"})


def _request(outcome: Outcome, expected: str | None = None) -> Raw:
    body = {"requestId": "r-1", "createdAt": "2024-05-01T11:00:00Z", "dataRequested": ["Person"]}
    name = outcome if expected is None else f"{outcome}, expected {expected}"
    done = outcome is Outcome.SUCCEEDED
    return _json(name, outcome, {**body, "isCompleted": done, "expectedCompletion": expected})


def _export(outcome: Outcome | None, word: str) -> Raw:
    return _json(word, outcome, {"AccessToken": 480211, "Status": word})


def _rows(outcome: Outcome | None, word: str, confirmations: int = 1) -> Raw:
    record = {"requestId": "job-1", "requestStatus": word, "hasErrors": False, "resultStatus": "OK"}
    return _json(word, outcome, {"status": record, "requestId": "other", "resultMessages": []}, confirmations)


_NOT_FOUND = {"resultType": "Operational", "resultClass": "Error", "resultCode": "AsyncRequestStatusNotFound"}
_PENDING, _SUCCEEDED, _PARTIAL, _FAILED = Outcome.PENDING, Outcome.SUCCEEDED, Outcome.PARTIAL, Outcome.FAILED
_OF_OURS = httpx.Auth()
"""No token has to be fetched with it."""

WIRES: Sequence[Wire] = (
    Wire(
        "fullstory",
        lambda args: fullstory.EventsImport(fullstory.connect("na1.key", httpx_args=args), "abc123="),
        (
            _fullstory(_PENDING, "PROCESSING", imports=3, errors=1),
            _fullstory(_SUCCEEDED, " completed "),
            _fullstory(_PARTIAL, "COMPLETED", imports=2, errors=1),
            _fullstory(_PARTIAL, "FAILED", imports=2, errors=1),
            _fullstory(_FAILED, "FAILED", imports=0, errors=3),
            _fullstory(None, "PAUSED"),
        ),
    ),
    Wire(
        "eloqua",
        lambda args: eloqua.Sync(
            eloqua.connect(token="t", base_url="https://secure.p03.eloqua.com", httpx_args=args), 1444
        ),
        (
            _eloqua(_PENDING, "active"),
            _eloqua(_PENDING, "Pending"),
            _eloqua(_SUCCEEDED, "success"),
            _eloqua(_PARTIAL, "warning"),
            _eloqua(_FAILED, "error"),
            _eloqua(None, "queued"),
        ),
    ),
    Wire(
        "open_data_rights",
        lambda args: open_data_rights.DataRequest(
            open_data_rights.connect("https://rights.example", "t", httpx_args=args), "r-1"
        ),
        (
            _request(_PENDING),
            _request(_PENDING, "2024-05-01T12:01:00Z"),
            _request(_PENDING, "1999-01-01T00:00:00Z"),
            _request(_SUCCEEDED),
        ),
    ),
    Wire(
        "possiblenow",
        lambda args: possiblenow.Export(possiblenow.connect(auth=_OF_OURS, httpx_args=args), "EXAMPLE1", 480211),
        (
            _export(_PENDING, "Processing"),
            _export(_SUCCEEDED, "Complete"),
            _export(_SUCCEEDED, "RETRIEVED"),
            _export(_FAILED, "Expired"),
            _export(None, "Waiting"),
        ),
    ),
    Wire(
        "salesforce",
        lambda args: salesforce.RowsImport(
            salesforce.connect(base_url="https://rest.example", auth=_OF_OURS, httpx_args=args), "job-1"
        ),
        (
            _rows(_PENDING, "Executing"),
            _rows(_SUCCEEDED, "Complete"),
            _rows(_FAILED, "Error", confirmations=2),
            _rows(None, "Resting"),
        ),
        missing=(
            MISSING,
            replace(
                _json("not found", None, {"requestId": "other", "resultMessages": [_NOT_FOUND]}), kind=Kind.MISSING
            ),
        ),
    ),
)
of_each({wire.name: wire for wire in WIRES}, "raw answers, and what they mean")


class Server:
    """Gives the answers in order, the last one for ever; time passes while each is on its way."""

    def __init__(self, answers: Sequence[Raw], clock: VirtualClock) -> None:
        self.answers = answers
        self.asked = 0
        self._clock = clock

    def __call__(self, request: httpx.Request) -> httpx.Response:
        answer = self.answer(self.asked)
        self.asked += 1
        if answer.takes:
            self._clock.advance(answer.takes)
        return answer.respond(request)

    def answer(self, number: int) -> Raw:
        return self.answers[min(number, len(self.answers) - 1)]

    @property
    def httpx_args(self) -> dict[str, Any]:
        return {"transport": httpx.MockTransport(self)}
