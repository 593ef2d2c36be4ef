"""Hooks are told of every wait and reading, by every driver, and end nothing; log records have fields."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import anyio
import httpx
import pytest

from support.scripted import BACKENDS, DRIVERS, FAULT, PENDING, SUCCEEDED, Driver, ScriptedJob
from tarry import ConfigurationError, Outcome, as_completed, async_as_completed, eloqua, wait_for_completion
from tarry.instrumentation import (
    Details,
    PollMade,
    RowsRead,
    WaitEnded,
    WaitStarted,
    get_hooks,
    set_hooks,
)
from tarry.schedules import Fixed
from tarry.testing import VirtualClock

every_driver = pytest.mark.parametrize("driver", DRIVERS, ids=str)


@pytest.fixture
def told() -> Iterator[list[Any]]:
    found: list[Details] = []
    set_hooks([found.append])
    yield found
    set_hooks([])


@every_driver
def test_a_wait_tells_of_its_start_its_polls_and_its_end(driver: Driver, told: list[Any]) -> None:
    job = ScriptedJob(PENDING, FAULT, PENDING, FAULT, SUCCEEDED)
    result = driver.one(job, timeout=600, schedule=Fixed(10), clock=VirtualClock())
    started, *polls, ended = told
    assert type(started) is WaitStarted
    assert {type(poll) for poll in polls} == {PollMade}
    assert type(ended) is WaitEnded
    assert {details.wait_id for details in told} == {started.wait_id}
    assert {details.job for details in told} == {job}
    assert [details.poll.number for details in polls] == [1, 2, 3, 4, 5]
    assert polls[1].poll.observation.kind.name == "FAULT"
    assert ended.result == result
    assert ended.lateness == pytest.approx(20.0)


@every_driver
def test_a_hook_that_raises_is_logged_and_the_others_are_called(
    driver: Driver, told: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    def broken(details: Details) -> None:
        raise ZeroDivisionError

    set_hooks([broken, *get_hooks()])
    result = driver.one(ScriptedJob(PENDING, SUCCEEDED), timeout=60, clock=VirtualClock())
    assert result.outcome is Outcome.SUCCEEDED
    assert [type(details).__name__ for details in told] == ["WaitStarted", "PollMade", "PollMade", "WaitEnded"]
    errors = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert errors == [f"a hook failed over a {type(details).__name__}" for details in told]


def test_who_stops_waiting_is_told_of_too(told: list[Any]) -> None:
    def stop(poll: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wait_for_completion(ScriptedJob(PENDING), timeout=60, on_poll=stop)
    assert [type(details) for details in told] == [WaitStarted, PollMade, WaitEnded]
    assert told[-1].result is None
    told.clear()
    results = as_completed([ScriptedJob(SUCCEEDED), ScriptedJob(PENDING)], timeout=60, clock=VirtualClock())
    next(results)
    results.close()
    assert [details.result is None for details in told if isinstance(details, WaitEnded)] == [False, True]


@pytest.mark.parametrize("backend", BACKENDS)
def test_results_that_are_dropped_in_the_middle_are_told_of(backend: str, told: list[Any]) -> None:
    async def drop() -> None:
        jobs = [ScriptedJob(SUCCEEDED), ScriptedJob(PENDING)]
        results = async_as_completed(jobs, timeout=60, clock=VirtualClock())
        await anext(results)
        del results

    anyio.run(drop, backend=backend)
    assert [details.result is None for details in told if isinstance(details, WaitEnded)] == [False, True]


def page(offset: int, *names: str) -> dict[str, Any]:
    items = [{"name": name} for name in names]
    return {"items": items, "count": len(items), "offset": offset, "hasMore": offset == 0, "totalResults": 3}


def test_every_page_that_is_read_is_told_of(told: list[Any]) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        first = request.url.params.get("offset", "0") == "0"
        return httpx.Response(200, json=page(0, "a", "b") if first else page(2, "c"))

    client = eloqua.connect(
        token="t", base_url="https://eloqua.example", httpx_args={"transport": httpx.MockTransport(answer)}
    )
    job = eloqua.Sync(client, 42)
    assert len(list(job.results())) == 3
    assert [(type(details), details.operation, details.rows, details.job) for details in told] == [
        (RowsRead, "list_sync_data", 2, job),
        (RowsRead, "list_sync_data", 1, job),
    ]


def test_hooks_are_a_list_that_can_be_set_emptied_and_left_to_tarry() -> None:
    try:
        set_hooks([print])
        assert get_hooks() == (print,)
        set_hooks([])
        assert get_hooks() == ()
        with pytest.raises(ConfigurationError, match="a hook must be a function of one argument, not str"):
            set_hooks(["print"])  # type: ignore[list-item]
        assert get_hooks() == ()
    finally:
        set_hooks([])


class JsonLines(logging.Formatter):
    """What loggers for JSON do: the message, and whatever a record has besides what all have."""

    usual = vars(logging.makeLogRecord({}))

    def format(self, record: logging.LogRecord) -> str:
        more = {key: value for key, value in vars(record).items() if key not in self.usual}
        return json.dumps({"event": record.getMessage(), "level": record.levelname, **more})


def test_a_log_of_json_lines_has_fields() -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("tarry")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        job = ScriptedJob(PENDING, SUCCEEDED)
        job.label = "nightly"
        wait_for_completion(job, timeout=60, schedule=Fixed(10), clock=VirtualClock())
    finally:
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)
    first, end, _ = [json.loads(line) for line in written.getvalue().splitlines() if "tarry_reason" in line]
    name = {"provider": "fullstory", "kind": "events-import", "handle": "fullstory:events-import:abc123%3D"}
    shared = {f"tarry_{key}": value for key, value in {**name, "label": "nightly"}.items()}
    assert (
        first.items()
        >= {
            **shared,
            **{"tarry_outcome": "pending", "tarry_raw_status": "PENDING", "tarry_poll": 1, "tarry_fault": None},
            **{"tarry_next_delay": 10.0, "tarry_reason": "every 10 s", "level": "DEBUG"},
        }.items()
    )
    assert end.items() >= {**shared, "tarry_outcome": "succeeded", "tarry_polls": 2, "level": "INFO"}.items()
