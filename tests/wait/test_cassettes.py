"""Every scenario of every provider, replayed through the sync and the async driver from one recording.

`make record` makes the recordings again over a real socket: from the sandbox, or from the vendor where the provider's
credentials are in the environment. A replay must ask for every recorded answer exactly once, in order, at the URLs that a
real user's client builds; no answer is left over and none is missing.
"""

import contextlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import pytest
from vcr.cassette import Cassette

import tarry
from support import detour
from support.paths import CASSETTES
from support.redaction import REWRITES
from support.targets import Scenario, Target, target_of
from tarry import WaitResult
from tarry._core.providers import BUILT_IN
from tarry.sandbox import Sandbox
from tarry.schedules import Fixed
from tarry.testing import VirtualClock
from tarry.transports import AiohttpTransport

SOURCES = CASSETTES / "sources.json"
TARGETS = [target_of(name) for name in BUILT_IN]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every scenario of every provider. Recording leaves out what only a replay can show, as it would lose the cassette."""
    if "scenario" not in metafunc.fixturenames:
        return
    recording = metafunc.config.getoption("--record-mode") not in {None, "none"}
    if recording and metafunc.function.__name__ != "test_sync":
        metafunc.parametrize(("target", "scenario"), [])
        return
    parameters = [
        pytest.param(
            target,
            scenario,
            id=f"{target.name}-{scenario}",
            marks=[pytest.mark.vcr, pytest.mark.default_cassette(f"{target.name}/{scenario}.yaml")],
        )
        for target in TARGETS
        for scenario in target.scenarios
        if not recording or scenario.on_vendor or not has_account(target)
    ]
    metafunc.parametrize(("target", "scenario"), parameters)


def has_account(target: Target) -> bool:
    """Whether the credentials of a real account are in the environment."""
    variables = Sandbox().environment("")
    return any(name in os.environ for name in variables if name.startswith(target.name.upper()))


@contextlib.contextmanager
def entered(target: Target, scenario: Scenario, record_mode: str) -> Iterator[Any]:
    """A client as a real user makes it; while recording, one that reaches the vendor or the sandbox."""
    if record_mode == "none":
        yield target.connect(**target.credentials)
        return
    if has_account(target):
        write_source(target, scenario, f"{target.vendor_url}, {datetime.now(UTC):%Y-%m-%d}")
        yield target.connect()
        return
    sandbox = Sandbox(seed=str(scenario), now=lambda: datetime(2024, 5, 2, 10, 0, 0, tzinfo=UTC))
    sandbox.next(target.name, scenario.plan)
    write_source(target, scenario, "the sandbox")
    with sandbox.serve(port=detour.PORT) as root, pytest.MonkeyPatch.context() as environment:
        for name, value in sandbox.environment(root).items():
            environment.setenv(name, value)
        base_url = sandbox.base_url(target.name, root)
        reached = detour.PROXIES.get(target.name, base_url)
        REWRITES.clear()
        REWRITES.update({reached: target.vendor_url})
        REWRITES.update({(root + path).replace(base_url, reached): real for path, real in target.hosts.items()})
        yield target.connect(**({} if reached == base_url else detour.through(base_url, reached)))
        REWRITES.clear()


def write_source(target: Target, scenario: Scenario, source: str) -> None:
    """Say in the index beside the cassettes what this one was recorded from."""
    sources = json.loads(SOURCES.read_text()) if SOURCES.exists() else {}
    sources[f"{target.name}/{scenario}.yaml"] = source
    SOURCES.write_text(json.dumps(dict(sorted(sources.items())), indent=2) + "\n")


def check(scenario: Scenario, result: WaitResult[Any], results: int | None, failures: int | None) -> None:
    assert result.outcome is scenario.outcome
    assert type(result.error) is (scenario.raises or type(None))
    assert tuple(poll.raw_status for poll in result.timeline) == scenario.words
    assert (results, failures) == (scenario.results, scenario.failures)


def finished(vcr: Cassette, record_mode: str) -> None:
    assert record_mode != "none" or vcr.all_played, "an answer was recorded that nobody asked for"


def schedule_of(job: tarry.Job[Any]) -> Fixed:
    """Three polls within the grace in which a job may be missing."""
    return Fixed(job.policy.visibility_grace / 2)


def test_sync(target: Target, scenario: Scenario, record_mode: str, vcr: Cassette) -> None:
    # Jobs of the sandbox last a number of polls, so that no time has to pass; a vendor's take what they take.
    clock = None if record_mode != "none" and has_account(target) else VirtualClock()
    with entered(target, scenario, record_mode) as client, client:
        job: Any = (scenario.submit or target.submit)(client) if scenario.submits else target.unknown(client)
        (result,) = tarry.wait_for_all([job], timeout=3600, schedule=schedule_of(job), clock=clock)
        results = len(list(job.results(clock=clock))) if scenario.results is not None else None
        failures = len(list(job.failures(clock=clock))) if scenario.failures is not None else None
    check(scenario, result, results, failures)
    finished(vcr, record_mode)


@pytest.mark.parametrize("transport", [None, AiohttpTransport], ids=["httpx", "aiohttp"])
def test_async(
    target: Target, scenario: Scenario, record_mode: str, vcr: Cassette, transport: type[AiohttpTransport] | None
) -> None:
    async def go() -> tuple[WaitResult[Any], int | None, int | None]:
        clock = VirtualClock()
        arguments = {} if transport is None else {"transport": transport()}
        async with target.connect(**target.credentials, httpx_args=arguments) as client:
            submit = scenario.async_submit or target.async_submit
            job: Any = await submit(client) if scenario.submits else target.unknown(client)
            try:
                result = await tarry.async_wait_for_completion(
                    job, timeout=3600, schedule=schedule_of(job), clock=clock
                )
            except tarry.WaitError as error:
                result = error.result
            results = failures = None
            if scenario.results is not None:
                results = len([item async for item in job.async_results(clock=clock)])
            if scenario.failures is not None:
                failures = len([item async for item in job.async_failures(clock=clock)])
            return result, results, failures

    result, results, failures = anyio.run(go)
    check(scenario, result, results, failures)
    finished(vcr, record_mode)


def test_every_cassette_says_where_it_is_from() -> None:
    recorded = {str(path.relative_to(CASSETTES)) for path in CASSETTES.rglob("*.yaml")}
    assert recorded == set(json.loads(SOURCES.read_text()))
    assert recorded == {f"{target.name}/{scenario}.yaml" for target in TARGETS for scenario in target.scenarios}


@pytest.mark.parametrize(
    "cassette", sorted(CASSETTES.rglob("*.yaml")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_no_cassette_holds_a_secret(cassette: Path) -> None:
    text = cassette.read_text().lower()
    for forbidden in (
        "authorization",
        "sandbox-",
        "bearer ",
        "cookie",
        "127.0.0.1",
        "localhost",
        "signature=",
        "date:",
    ):
        assert forbidden not in text, f"{cassette.name} holds {forbidden!r}"
