"""Play cases on the version of tarry that is on the path: one JSON line in for each case, one out for what it brought.

Run by `python -m scripts.equality`, with `rooms` for `tarry.<provider>` or `generated` for what `make generate` writes. It uses
nothing that differs between the versions but for the names in `_RENAMED`.
"""

from __future__ import annotations

import hashlib
import json
import logging
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx

import tarry

from .server import Server

_RENAMED = {"since": "last_date_time"}
"""Arguments of a room that the document calls otherwise."""

_NOW = 1_800_000_000.0
_MOST_ITEMS = 5000


class Frozen:
    """A clock that stands still but for sleeps, so that dates in answers mean the same on both sides."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        """Seconds that were slept."""
        return self.now

    def time(self) -> float:
        """The same day for everybody."""
        return _NOW + self.now

    def sleep(self, seconds: float) -> None:
        """Pass the time at once."""
        self.now += seconds

    async def async_sleep(self, seconds: float) -> None:
        """Pass the time at once."""
        self.now += seconds

    @staticmethod
    def patience(seconds: float) -> float | None:  # noqa: ARG004
        """A poll takes no time."""
        return None


class Player:
    """Plays cases on one side."""

    def __init__(self, side: str) -> None:
        self._generated = side == "generated"
        self._server = Server({})
        self._clients: dict[str, Any] = {}

    def play(self, case: dict[str, Any]) -> dict[str, Any]:
        """What *case* brings: one object for what came of the call, one for what was sent."""
        self._server = server = Server(case)
        random.seed(case["seed"])
        try:
            brought = self._brought(case)
        except Exception as error:  # noqa: BLE001 - it is what is compared
            brought = {"raised": raised(error)}
        # Pages ahead go out of turn.
        return {"brought": brought, "sent": sorted(server.seen) if case["do"] == "list" else server.seen}

    def _brought(self, case: dict[str, Any]) -> dict[str, Any]:
        provider, clock = case["provider"], Frozen()
        of_provider = import_module(f"tarry_clients.{provider}.jobs" if self._generated else f"tarry.{provider}")
        job_class = next(one for one in of_provider.JOBS if one.kind == case["kind"])
        # A page that was asked for ahead must not meet the server of the next case.
        client = self._client(provider) if case["do"] != "list" else self._connect(provider, self._server)
        match case["do"]:
            case "submit":
                job = job_class.submit(client, clock=clock, **self._arguments(case["arguments"]))
                return {"ids": list(job.handle.ids)}
            case "together":
                jobs = [job_class(client, *ids) for ids in case["jobs"]]
                self._server.begin()
                found = self._go(job_class.list_steps(jobs, clock.time), client)
                asked = {job.handle.ids[0] for job in jobs}
                return {"found": {key: seen(one) for key, one in sorted(found.items()) if key in asked}}
        job = job_class(client, *case["ids"])
        match case["do"]:
            case "poll":
                return self._polled(job, client, clock)
            case "list":
                return _listed(getattr(job, case["source"])(clock=clock, fault_tolerance=60))
            case "download":
                with tempfile.TemporaryDirectory() as folder:
                    path = job.download(Path(folder, "file"), clock=clock, fault_tolerance=60)
                    return {"file": digest(path.read_bytes())}
            case name:
                return {"returned": repr(getattr(job, name)(**case.get("arguments", {})))}

    def _polled(self, job: Any, client: Any, clock: Frozen) -> dict[str, Any]:
        try:
            observed: Any = seen(self._go(job.poll_steps(clock.time), client))
        except Exception as error:  # noqa: BLE001 - it is what is compared
            observed = raised(error)
        self._server.begin()
        try:
            result = job.poll(clock=clock)
        except tarry.PollingError as error:
            return {"steps": observed, "poll": ["PollingError", error.result.outcome.value]}
        # Whoever decides in how many answers a word must come twice says it in a poll as a pending job.
        outcome = [result.outcome.value, result.raw_status, result.missing, result.fault is not None]
        name = type(result.error).__name__ if result.error is not None else None
        return {"steps": observed, "poll": [*outcome, result.retry_after, name]}

    @staticmethod
    def _go(steps: Any, client: Any) -> Any:
        try:
            call = next(steps)
            while True:
                call = steps.send(call.send(client))
        except StopIteration as end:
            return end.value

    def _arguments(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {_RENAMED.get(name, name) if self._generated else name: value for name, value in given.items()}

    def _client(self, provider: str) -> Any:
        if provider not in self._clients:
            self._clients[provider] = self._connect(provider, self._answer)
        return self._clients[provider]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        return self._server(request)

    def _connect(self, provider: str, server: Callable[[httpx.Request], httpx.Response]) -> Any:
        module = import_module(f"tarry_clients.{provider}" if self._generated else f"tarry.{provider}")
        transport = httpx.MockTransport(server)
        return module.connect(base_url="https://server.test", auth=httpx.Auth(), httpx_args={"transport": transport})


def _listed(items: Iterator[Any]) -> dict[str, Any]:
    """What was handed over, and how it ended."""
    handed: list[Any] = []
    try:
        for item in items:
            handed.append(item if isinstance(item, dict) else item.to_dict())
            if len(handed) > _MOST_ITEMS:
                return {"items": "without end"}
        end: Any = "end"
    except Exception as error:  # noqa: BLE001 - it is what is compared
        end = raised(error)
    return {"items": [len(handed), digest(json.dumps(handed, sort_keys=True).encode())], "end": end}


def seen(observation: Any) -> list[Any]:
    """An observation, without its texts."""
    error = None if observation.error is None else raised(observation.error)
    outcome = None if observation.outcome is None else observation.outcome.value
    return [
        *(observation.kind.value, outcome, observation.raw_status, observation.hint, observation.retry_after, error),
        *(observation.confirmations, bool(observation.note)),
    ]


def raised(error: Exception) -> dict[str, Any]:
    """An error, without its text."""
    told = {"class": type(error).__name__}
    for name in ("status_code", "final", "well_formed", "may_exist", "idempotency_key"):
        if hasattr(error, name):
            told[name] = getattr(error, name)
    if type(error).__module__.split(".")[0] not in {"tarry", "httpx"}:
        told["text"] = str(error)
    return told


def digest(content: bytes) -> str:
    """Enough of a hash to compare."""
    return hashlib.sha256(content).hexdigest()[:16]


def main() -> None:
    """Play what comes."""
    logging.getLogger("tarry").setLevel(logging.CRITICAL)
    player: Callable[[dict[str, Any]], dict[str, Any]] = Player(sys.argv[1]).play
    print(json.dumps(str(Path(tarry.__file__).parent)))
    for line in sys.stdin:
        print(json.dumps(player(json.loads(line)), default=repr))


if __name__ == "__main__":
    main()
