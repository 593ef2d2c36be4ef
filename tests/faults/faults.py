"""What can go wrong with one request, and how a recording is derived in which it does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tarry._core.providers import of_each

from .recordings import Exchange, Place, Recording

JSON = ("content-type", "application/json")
HTML = ("content-type", "text/html; charset=utf-8")
XML = ("content-type", "application/xml")
DATE = ("date", "Thu, 02 May 2024 10:00:00 GMT")
RETRY_AFTER = 7.0
DAY = 86_400.0
WITHOUT_DATE = "Thu, 02 May 2024 10:02:00 GMT"
"""A date for Retry-After in an answer that has none of its own."""
ELSEWHERE = "https://elsewhere.example.net/steal"

_GATEWAY = b"<html><head><title>Bad gateway</title></head><body>The page that you asked for is not here.</body></html>"
_REFUSED = b'{"message": "Not authenticated", "code": "unauthorized", "error": "Unauthorized"}'
_NOT_THERE = b'{"message": "Not found", "code": "resource_not_found", "error": "Not Found"}'

Spoil = Callable[[Exchange, str], Exchange | None]
"""Makes of an exchange, of a provider, the one that goes wrong; None where that cannot be."""


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong with one request.

    Attributes:
        name: What it is called in the matrix.
        family: The row of the table of expectations.
        spoil: What it does to an exchange.
        instead: Whether it takes the place of the recorded answer, as it says the same; else that comes when asked for again.
        retry_after: Seconds after the answer in which nothing may be sent.
    """

    name: str
    family: str
    spoil: Spoil
    instead: bool = False
    retry_after: float = 0.0

    @property
    def slug(self) -> str:
        """The name as it stands in the name of a case, and of a file."""
        return self.name.replace(",", "").replace(" ", "-")


@dataclass(frozen=True)
class Case:
    """One fault at one position of one recording: the derived recording, before any driver has met it."""

    recording: Recording
    fault: Fault
    position: int
    exchanges: tuple[Exchange, ...]
    instead: bool
    """Whether the fault took the place of the recorded answer."""

    @property
    def place(self) -> Place:
        return self.recording.exchanges[self.position].place

    @property
    def met(self) -> Exchange:
        """The exchange that goes wrong; the last one, if there are several."""
        return [one for one in self.exchanges if one.fault][-1]

    def __str__(self) -> str:
        return f"{self.recording}:{self.position}:{self.fault.slug}"

    def as_cassette(self) -> dict[str, Any]:
        """The derived recording in the form of a cassette, marked as derived; to poll."""
        return {
            "derived": True,
            "source": self.recording.source,
            "fault": self.fault.name,
            "position": self.position,
            "place": self.place.value,
            "interactions": [one.as_interaction() for one in self.exchanges],
        }


def derive(recording: Recording, fault: Fault, position: int) -> Case | None:
    """Put *fault* at a *position* of a *recording*; None where it cannot be there."""
    recorded = recording.exchanges[position]
    spoiled = fault.spoil(recorded, recording.target.name)
    if spoiled is None:
        return None
    instead = _is_instead(fault, recorded)
    before, after = recording.exchanges[:position], recording.exchanges[position + (1 if instead else 0) :]
    return Case(
        recording,
        fault,
        position,
        (
            *before,
            replace(spoiled, fault=True, retry_after=fault.retry_after),
            *(() if instead else _between(recording, fault, position)),
            *after,
        ),
        instead,
    )


def _is_instead(fault: Fault, recorded: Exchange) -> bool:
    # The word in the answer to a submit is nobody's business: what counts there is the id.
    submits = recorded.place in {Place.SUBMIT, Place.KEYED}
    return fault.instead or (submits and fault.family.startswith("unknown word"))


def _between(recording: Recording, fault: Fault, position: int) -> Sequence[Exchange]:
    """What is sent before the same request again: a new token, or the first half of a poll in two requests."""
    recorded = recording.exchanges[position]
    if fault.family.startswith("refused"):
        if recorded.place in {Place.TOKEN, Place.DISCOVERY}:
            return ()
        # Whoever has a token gets a new one; Eloqua is asked whether the instance has moved.
        credentials = {Place.TOKEN, Place.DISCOVERY}
        return [replace(one, serves=recorded.place) for one in recording.exchanges if one.place in credentials]
    return [recording.exchanges[position - 1]] if recorded.place is Place.POLL_PAGE else ()


def cases(recording: Recording, faults: Sequence[Fault] | None = None) -> Iterator[Case]:
    """Every fault at every position of a recording."""
    for fault in FAULTS if faults is None else faults:
        for position in range(len(recording.exchanges)):
            case = derive(recording, fault, position)
            if case is not None:
                yield case


def answer(status: int, body: bytes = b"", *headers: tuple[str, str], **more: Any) -> Spoil:
    """Another answer, whatever was asked for."""
    return lambda exchange, _: replace(exchange, status=status, body=body, headers=headers, **more)


def raised(name: str, **more: Any) -> Spoil:
    """No answer."""
    return lambda exchange, _: replace(exchange, raises=name, **more)


def changed(**more: Any) -> Spoil:
    """The recorded answer, but for this."""
    return lambda exchange, _: replace(exchange, **more)


def _truncated(exchange: Exchange, _: str) -> Exchange:
    body = exchange.body if exchange.status < 300 and len(exchange.body) > 1 else b'{"status": "pen'
    return replace(exchange, status=_good(exchange), headers=exchange.headers or (JSON,), body=body[: len(body) // 2])


def _good(exchange: Exchange) -> int:
    return exchange.status if exchange.status < 300 else 200


def _cut(exchange: Exchange, provider: str) -> Exchange:
    whole = (
        exchange if exchange.status < 300 and len(exchange.body) > 1 else replace(exchange, body=_GATEWAY, status=200)
    )
    return replace(whole, cut=True)


def _of_wrong_type(exchange: Exchange, _: str) -> Exchange | None:
    headers = tuple(
        ("content-type", "text/plain") if name == "content-type" else (name, value) for name, value in exchange.headers
    )
    return None if headers == exchange.headers or exchange.status >= 300 else replace(exchange, headers=headers)


_WORDS = of_each(
    {
        "eloqua": ("status",),
        "fullstory": ("job", "status"),
        "open_data_rights": ("isCompleted",),
        "possiblenow": ("Status",),
        "salesforce": ("status", "requestStatus"),
    },
    "where the word of a poll stands",
)
"""Where the word stands that a poll is about."""

_NEEDED: dict[tuple[str, Place], Sequence[str]] = {
    ("eloqua", Place.DISCOVERY): ("urls", "base"),
    ("eloqua", Place.SUBMIT): ("uri",),
    ("eloqua", Place.PAGE): ("items",),
    ("fullstory", Place.KEYED): ("job", "id"),
    ("fullstory", Place.PAGE): ("results",),
    ("open_data_rights", Place.SUBMIT): ("requestId",),
    ("possiblenow", Place.SUBMIT): ("AccessToken",),
    ("possiblenow", Place.PAGE): ("UserProfilePreferences",),
    ("salesforce", Place.TOKEN): ("access_token",),
    ("salesforce", Place.SUBMIT): ("requestId",),
    ("salesforce", Place.PAGE): ("items",),
    ("salesforce", Place.POLL_PAGE): ("items",),
}
"""What an answer of another kind is about."""
of_each({name: path for (name, _), path in _NEEDED.items()}, "what other answers are about")


def _edited(
    path: Sequence[str] | None, edit: Callable[[dict[str, Any], str], None]
) -> Callable[[Exchange], Exchange | None]:
    """Edit the field at *path* of a JSON body."""

    def spoil(exchange: Exchange) -> Exchange | None:
        fields = whole = exchange.json
        if path is None or exchange.status >= 300:
            return None
        for name in path[:-1]:
            fields = fields.get(name) if isinstance(fields, dict) else None
        if not isinstance(fields, dict) or path[-1] not in fields:
            return None
        edit(fields, path[-1])
        return None if whole == exchange.json else replace(exchange, body=json.dumps(whole).encode())

    return spoil


def _word(edit: Callable[[dict[str, Any], str], None], **more: Any) -> Spoil:
    """Edit the word of a poll, or of the submit where there is one."""

    def spoil(exchange: Exchange, provider: str) -> Exchange | None:
        if exchange.place not in {Place.POLL, Place.SUBMIT, Place.KEYED}:
            return None
        edited = _edited(_WORDS[provider], edit)(exchange)
        return edited and replace(edited, **more)

    return spoil


def _missing(exchange: Exchange, provider: str) -> Exchange | None:
    path = _WORDS[provider] if exchange.place is Place.POLL else _NEEDED.get((provider, exchange.place))
    return _edited(path, lambda fields, name: fields.pop(name))(exchange)


def _empty_object(exchange: Exchange, provider: str) -> Exchange | None:
    # Of Fullstory's pages nothing is required: one without any items may look like this.
    may_be_right = provider == "fullstory" and exchange.place is Place.PAGE
    return None if may_be_right else answer(200, b"{}", JSON)(exchange, provider)


_NAMES: dict[str, tuple[Sequence[str], Any]] = of_each(
    {
        "eloqua": (("uri",), "/syncs/999999999999"),
        "fullstory": (("job", "id"), "another="),
        "open_data_rights": (("requestId",), "another"),
        "possiblenow": (("AccessToken",), 999_999_999_999),
        "salesforce": (("status", "requestId"), "00000000-0000-4000-8000-000000000000"),
    },
    "where a poll names the job",
)
"""Where a poll's answer names the job, and the name of another."""

_ENDED = of_each(
    {
        "eloqua": "success",
        "fullstory": "COMPLETED",
        "open_data_rights": True,
        "possiblenow": "Complete",
        "salesforce": "Complete",
    },
    "the word of a job that has ended well",
)


def _another_job(exchange: Exchange, provider: str) -> Exchange | None:
    """The answer about a job that has ended well, where this one was asked for."""

    def rename(fields: dict[str, Any], name: str) -> None:
        fields[name] = _NAMES[provider][1]

    def end(fields: dict[str, Any], name: str) -> None:
        fields[name] = _ENDED[provider]

    if exchange.place is not Place.POLL:
        return None
    renamed = _edited(_NAMES[provider][0], rename)(exchange)
    return renamed and (_edited(_WORDS[provider], end)(renamed) or renamed)


def _another_job_for_ever(exchange: Exchange, provider: str) -> Exchange | None:
    spoiled = _another_job(exchange, provider)
    return spoiled and replace(spoiled, forever=True)


def _other_case(fields: dict[str, Any], name: str) -> None:
    # isCompleted of Open Data Rights is a boolean: there is no case to it.
    if isinstance(fields[name], str):
        fields[name] = f" {fields[name].swapcase()}"


def _set_unknown(fields: dict[str, Any], name: str) -> None:
    fields[name] = UNKNOWN


UNKNOWN = "Hibernating"


def _throttled(status: int, family: str) -> Iterator[Fault]:
    """An answer that says to come back, with every sort of Retry-After."""
    at = "Thu, 02 May 2024 10:00:07 GMT"
    sorts: Sequence[tuple[str, tuple[tuple[str, str], ...], float]] = (
        ("seconds", (("retry-after", "7"),), RETRY_AFTER),
        ("date", (("retry-after", at), DATE), RETRY_AFTER),
        # Judged against the clock, which begins at 10:00:00.
        ("date, no Date", (("retry-after", WITHOUT_DATE),), 0.0),
        ("date past", (("retry-after", "Thu, 02 May 2024 09:00:00 GMT"), DATE), 0.0),
        ("negative", (("retry-after", "-7"),), 0.0),
        ("malformed", (("retry-after", "in a moment"),), 0.0),
    )
    body = _GATEWAY if status == 503 else b'{"message": "Too many requests.", "code": "too_many_requests"}'
    kind = HTML if status == 503 else JSON
    for sort, headers, seconds in sorts:
        yield Fault(f"{status} {sort}", family, answer(status, body, kind, *headers), retry_after=seconds)
    absurd = {"absurd": ("99999999999",), "absurd date": ("Fri, 31 Dec 9999 23:59:59 GMT",)}
    for sort, (value,) in absurd.items():
        yield Fault(f"{status} {sort}", f"{family}, absurd", answer(status, body, kind, ("retry-after", value), DATE))
    for sort, jump in (("forward", DAY), ("back", -DAY)):
        yield Fault(
            f"{status} date, wall {sort}",
            family,
            answer(status, body, kind, ("retry-after", at), DATE, wall_jump=jump),
            retry_after=RETRY_AFTER,
        )


FAULTS: tuple[Fault, ...] = (
    *_throttled(429, "throttled"),
    *_throttled(503, "unavailable"),
    Fault("408", "throttled", answer(408)),
    Fault("500", "unavailable", answer(500)),
    Fault("502", "unavailable", answer(502, _GATEWAY, HTML)),
    Fault("529", "unavailable", answer(529, b"overloaded", ("content-type", "text/plain"))),
    Fault("596", "unavailable", answer(596, b"<h1>596 Service Not Found</h1>", ("content-type", "text/xml"))),
    Fault("connect timeout", "not connected", raised("ConnectTimeout")),
    Fault("connection refused", "not connected", raised("ConnectError")),
    Fault("read timeout", "no answer", raised("ReadTimeout")),
    Fault("reset", "no answer", raised("ReadError")),
    Fault("reset in the body", "no answer", _cut),
    Fault("no response", "no answer", raised("RemoteProtocolError")),
    Fault("broken gzip", "no answer", answer(200, b"no gzip", JSON, ("content-encoding", "gzip"))),
    Fault("truncated JSON", "unreadable", _truncated),
    Fault("HTML with 200", "unreadable", answer(200, _GATEWAY, HTML)),
    Fault("XML with 200", "unreadable", answer(200, b"<?xml version='1.0'?><Status>Complete</Status>", XML)),
    Fault("empty 200", "unreadable", answer(200, b"", JSON)),
    Fault("null with 200", "unreadable", answer(200, b"null", JSON)),
    Fault("list with 200", "unreadable", answer(200, b"[]", JSON)),
    Fault("204", "unreadable", answer(204)),
    Fault("wrong content type", "readable", _of_wrong_type, instead=True),
    Fault("other case", "readable", _word(_other_case), instead=True),
    Fault("unknown word", "unknown word", _word(_set_unknown)),
    Fault("missing word", "missing word", _missing),
    Fault("empty object", "missing word", _empty_object),
    Fault("another job", "another job", _another_job),
    Fault("404 flicker", "not found", answer(404, _NOT_THERE, JSON)),
    Fault("410", "expired", answer(410, _NOT_THERE, JSON)),
    Fault("403", "refused", answer(403, _REFUSED, JSON)),
    Fault("401 once", "refused once", answer(401, _REFUSED, JSON, DATE)),
    Fault("401 for ever", "refused", answer(401, _REFUSED, JSON, DATE, forever=True)),
    Fault("303 elsewhere", "elsewhere", answer(303, b"", ("location", ELSEWHERE))),
    Fault("wall clock forward", "clock", changed(wall_jump=DAY), instead=True),
    Fault("wall clock back", "clock", changed(wall_jump=-DAY), instead=True),
    Fault("asleep for an hour", "clock", changed(monotonic_jump=3600.0, wall_jump=0.0), instead=True),
    Fault("asleep for 2 days", "deadline", changed(monotonic_jump=2 * DAY), instead=True),
    Fault("503 for ever", "unavailable, for ever", answer(503, _GATEWAY, HTML, forever=True)),
    Fault("reset for ever", "no answer, for ever", raised("ReadError", forever=True)),
    Fault("HTML for ever", "unreadable, for ever", answer(200, _GATEWAY, HTML, forever=True)),
    Fault("another job for ever", "another job, for ever", _another_job_for_ever),
    Fault("unknown for ever", "unknown word, for ever", _word(_set_unknown, forever=True)),
)
