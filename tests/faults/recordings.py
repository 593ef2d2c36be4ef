"""What was recorded: the cassettes, and a few recordings made in memory of what they are too short to show."""

from __future__ import annotations

import functools
import json
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import httpx
import yaml

import tarry
from support.paths import CASSETTES
from support.targets import Scenario, Target, target_of
from tarry import JobFailedError, Outcome, eloqua
from tarry._core.providers import BUILT_IN, of_each
from tarry.sandbox import Plan, Sandbox
from tarry.testing import VirtualClock

RECORDED_AT = datetime(2024, 5, 2, 10, 0, 0, tzinfo=UTC)


class Place(StrEnum):
    """What a request is for."""

    TOKEN = "token"
    DISCOVERY = "discovery"
    DEFINITION = "definition"
    """A call of a generated function, by the user's own hand, that the job needs first (Eloqua)."""
    SUBMIT = "submit"
    KEYED = "keyed"
    """A submit with an idempotency key (Fullstory)."""
    POLL = "poll"
    POLL_PAGE = "poll page"
    """The page of results that is a part of a poll (Salesforce, where errors are announced)."""
    PAGE = "page"
    """A page of results or of failures."""
    DOWNLOAD = "download"


_PLACES: dict[str, Sequence[tuple[str, Place]]] = of_each(
    {
        "eloqua": (
            (r"GET .*/id", Place.DISCOVERY),
            (r"POST .*/syncs", Place.SUBMIT),
            (r"POST .*", Place.DEFINITION),
            (r"GET .*/syncs/\d+", Place.POLL),
            (r"GET .*/syncs/\d+/(data|rejects|logs)\?.*", Place.PAGE),
        ),
        "fullstory": (
            (r"POST .*", Place.KEYED),
            (r"GET .*/batch/[^/]+", Place.POLL),
            (r"GET .*/batch/[^/]+/(imports|errors)(\?.*)?", Place.PAGE),
        ),
        "open_data_rights": (
            (r"POST .*", Place.SUBMIT),
            (r"GET .*/requests/[^/]+", Place.POLL),
            (r"GET .*/requests/[^/]+/download", Place.DOWNLOAD),
        ),
        "possiblenow": (
            (r"POST .*", Place.SUBMIT),
            (r"GET .*/Status", Place.POLL),
            (r"GET .*/Export/\d+\?.*", Place.PAGE),
        ),
        "salesforce": (
            (r"POST .*/token", Place.TOKEN),
            (r"(PUT|POST) .*", Place.SUBMIT),
            (r"GET .*/status", Place.POLL),
            (r"GET .*/results(\?.*)?", Place.PAGE),
        ),
    },
    "what each request of a wait is for",
)


@dataclass(frozen=True)
class Exchange:
    """A request, and what comes of it."""

    place: Place
    serves: Place
    """What a token or a base URL was needed for; any other request serves itself."""
    method: str
    url: str
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    raises: str | None = None
    """In place of an answer: the error of httpx, by name."""
    cut: bool = False
    """Whether the connection is reset after half of the body."""
    wall_jump: float = 0.0
    """By how many seconds the wall clock jumps with this answer, besides the time that passes."""
    monotonic_jump: float = 0.0
    """How many seconds pass with this answer, as on a machine that slept."""
    forever: bool = False
    """Whether the same request gets this answer however often it is sent."""
    fault: bool = False
    retry_after: float = 0.0
    """Seconds after this answer in which nothing may be sent."""

    @property
    def key(self) -> tuple[str, str]:
        return self.method, self.url

    def as_interaction(self) -> dict[str, Any]:
        """As a cassette has it, and what goes wrong besides."""
        try:
            body: str | bytes = self.body.decode()
        except UnicodeDecodeError:
            body = self.body
        answer: dict[str, Any] = {
            "status": {"code": self.status},
            "headers": {name: [value] for name, value in self.headers},
            "body": {"string": body},
        }
        if self.cut:
            answer["cut"] = "the connection is reset after half of the body"
        interaction: dict[str, Any] = {
            "request": {"method": self.method, "uri": self.url},
            "response": {"raises": f"httpx.{self.raises}"} if self.raises else answer,
        }
        for name in ("fault", "forever", "wall_jump", "monotonic_jump"):
            if getattr(self, name):
                interaction[name] = getattr(self, name)
        return interaction

    @property
    def json(self) -> Any:
        """The body as JSON; None where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def finds_the_job(self) -> bool:
        """Whether this is a poll that is told of the job."""
        fields = self.json
        there = self.status == 200 and isinstance(fields, dict) and "NotFound" not in str(fields.get("resultMessages"))
        return self.place is Place.POLL and there and not self.fault


@dataclass(frozen=True)
class Recording:
    """One job from submit to results, as it went."""

    target: Target
    scenario: Scenario
    exchanges: tuple[Exchange, ...]
    source: str

    def __str__(self) -> str:
        return f"{self.target.name}/{self.scenario}"

    @property
    def never_there(self) -> bool:
        return not self.scenario.submits


def placed(target: Target, exchanges: Sequence[Exchange]) -> tuple[Exchange, ...]:
    """Say of each exchange what it is for."""
    found: list[Exchange] = []
    for exchange in exchanges:
        line = f"{exchange.method} {exchange.url}"
        place = next(place for pattern, place in _PLACES[target.name] if re.fullmatch(pattern, line))
        before = found[-1] if found else None
        if target.name == "salesforce" and place is Place.PAGE and before and before.place is Place.POLL:
            status = before.json["status"]
            if status.get("hasErrors") or status.get("resultStatus", "OK").upper() != "OK":
                place = Place.POLL_PAGE
        found.append(replace(exchange, place=place, serves=place))
    return tuple(
        replace(one, serves=found[index + 1].place) if one.place in {Place.TOKEN, Place.DISCOVERY} else one
        for index, one in enumerate(found)
    )


def names() -> list[str]:
    """Every cassette, then what is recorded from the sandbox here and now."""
    cassettes = [f"{name}/{scenario}" for name in BUILT_IN for scenario in target_of(name).scenarios]
    return [*cassettes, *(f"{name}/{scenario}" for name, scenario in LONGER)]


@functools.cache
def recording(name: str) -> Recording:
    """The recording of one of the `names`."""
    provider, _, scenario_name = name.partition("/")
    target = target_of(provider)
    for of, scenario in LONGER:
        if (of, scenario.name) == (provider, scenario_name):
            return from_sandbox(target, scenario)
    return from_cassette(target, next(one for one in target.scenarios if one.name == scenario_name))


def from_cassette(target: Target, scenario: Scenario) -> Recording:
    cassette = yaml.load((CASSETTES / target.name / f"{scenario}.yaml").read_bytes(), yaml.CSafeLoader)
    exchanges = []
    for one in cassette["interactions"]:
        answer, body = one["response"], one["response"]["body"]["string"]
        exchanges.append(
            Exchange(
                Place.POLL,
                Place.POLL,
                one["request"]["method"],
                one["request"]["uri"],
                answer["status"]["code"],
                tuple((name, value) for name, values in answer["headers"].items() for value in values),
                body.encode() if isinstance(body, str) else body,
            )
        )
    return Recording(target, scenario, placed(target, exchanges), f"tests/cassettes/{target.name}/{scenario}.yaml")


def _eloqua_pages(client: Any) -> eloqua.Sync:
    sync: eloqua.Sync = target_of("eloqua").submit(client)  # type: ignore[assignment]
    vars(sync)["page_size"] = 2
    return sync


async def _async_eloqua_pages(client: Any) -> eloqua.Sync:
    sync: eloqua.Sync = await target_of("eloqua").async_submit(client)  # type: ignore[assignment]
    vars(sync)["page_size"] = 2
    return sync


# Results in two pages, where the cassettes have but one, and a download.
LONGER = (
    (
        "eloqua",
        Scenario(
            "pages",
            Plan(polls=1, items=3),
            Outcome.SUCCEEDED,
            results=3,
            submit=_eloqua_pages,
            async_submit=_async_eloqua_pages,
        ),
    ),
    ("fullstory", Scenario("pages", Plan(polls=1), Outcome.SUCCEEDED, results=3)),
    ("fullstory", Scenario("pages_of_failures", Plan("failed", polls=1), Outcome.FAILED, JobFailedError, failures=3)),
    ("open_data_rights", Scenario("download", Plan(polls=1), Outcome.SUCCEEDED)),
    ("salesforce", Scenario("pages", Plan("partial", polls=1), Outcome.PARTIAL, results=3, failures=1)),
)
of_each(dict(LONGER), "recordings that are longer than the cassettes", but=("possiblenow",))


def from_sandbox(target: Target, scenario: Scenario) -> Recording:
    """Record one job in memory, with two items on a page."""
    sandbox = Sandbox(seed=str(scenario), now=lambda: RECORDED_AT, page_size=2)
    sandbox.next(target.name, scenario.plan)
    recorder = _Recorder(sandbox, target)
    clock = VirtualClock()
    with target.connect(**target.credentials, httpx_args={"transport": recorder}) as client:
        job: Any = (scenario.submit or target.submit)(client)
        tarry.wait_for_all([job], timeout=3600, clock=clock)
        for read in ("results", "failures"):
            if getattr(scenario, read) is not None:
                list(getattr(job, read)(clock=clock))
        if scenario.name == "download":
            with tempfile.TemporaryDirectory() as folder:
                job.download(Path(folder) / "archive.zip", clock=clock)
    return Recording(target, scenario, placed(target, recorder.exchanges), "the sandbox, in memory")


class _Recorder(httpx.BaseTransport):
    """Passes requests on to the sandbox, from and to the URLs that a real user has."""

    def __init__(self, sandbox: Sandbox, target: Target) -> None:
        self.exchanges: list[Exchange] = []
        self._transport = sandbox.transport()
        root = "http://sandbox"
        base_url = sandbox.base_url(target.name, root)
        self._urls = {real: root + path for path, real in target.hosts.items()} | {target.vendor_url: base_url}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        real, played = next((real, played) for real, played in self._urls.items() if url.startswith(real))
        request.url = httpx.URL(url.replace(real, played, 1))
        request.headers["Host"] = request.url.netloc.decode()
        answer = self._transport.handle_request(request)
        body = answer.read()
        for vendor, here in self._urls.items():
            body = body.replace(here.encode(), vendor.encode())
        headers = tuple(
            (name, value) for name, value in answer.headers.items() if name in {"content-type", "retry-after"}
        )
        self.exchanges.append(Exchange(Place.POLL, Place.POLL, request.method, url, answer.status_code, headers, body))
        return httpx.Response(answer.status_code, headers=headers, content=body)
