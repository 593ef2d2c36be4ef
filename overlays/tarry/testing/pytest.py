"""The plugin of pytest. Who installs tarry has it: fixtures, a marker and nothing that works unasked; all are called `tarry…`.

It is imported in every run of pytest, also in those that have nothing to do with tarry. So it imports nothing but pytest and
what tarry itself has that needs nothing else; a sandbox, clients and httpx come with the first fixture that needs them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from ._faults import FaultCase, fault_cases

if TYPE_CHECKING:
    from tarry.sandbox import Sandbox

    from ._clients import Clients, SandboxServer
    from ._clock import VirtualClock

_MARKER = """tarry(outcome=, polls=, …, provider=, strict=): what becomes of the jobs that are submitted to tarry_sandbox, by \
the fields of tarry.sandbox.Plan; strict=False lets a test pass whose plans were not used."""
_PASSED = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", _MARKER)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """Note whether a test passed: of one that failed it is no news that its plans were not used."""
    if call.when == "call":
        item.stash[_PASSED] = call.excinfo is None


@pytest.fixture
def tarry_clock() -> Iterator[VirtualClock]:
    """Virtual time, for waits that are given no clock and for the sandbox of the test."""
    from ._clock import virtual_time

    with virtual_time() as clock:
        yield clock


@pytest.fixture
def tarry_sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """The providers, played in this process.

    At the end of the test its jobs must have been those that were planned, by the marker `tarry` and by its `next`.
    """
    markers = [*request.node.iter_markers("tarry")][::-1]
    # First the time, as that of a job before would be another.
    _, case = (
        request.getfixturevalue(name) if name in request.fixturenames else None
        for name in ("tarry_clock", "tarry_faults")
    )
    with _said():
        from ._plans import assert_as_planned, new_sandbox, read_marks, with_fault

        marked = read_marks({**dict.fromkeys(map(repr, each.args)), **each.kwargs} for each in markers)
        plans = with_fault(marked, case.fault) if case else marked
        sandbox, named = new_sandbox(plan=plans.get(None)), [name for name in plans if name is not None]
        for provider in named:
            sandbox.plan(provider, plans[provider])
    yield sandbox
    if not request.node.stash.get(_PASSED, False):
        return
    if ([True] + [each.kwargs["strict"] for each in markers if "strict" in each.kwargs])[-1]:
        with _said():
            faults = [fault for plan in marked.values() for fault in plan.faults]
            assert_as_planned(sandbox, providers=[*sandbox.providers] if None in plans else named, faults=faults)
    if case and case.fault not in {one.fault for one in sandbox.requests}:
        pytest.skip(f"no {case.on} of the test met it")


@pytest.fixture
def tarry_clients(tarry_sandbox: Sandbox) -> Iterator[Clients]:
    """A client of each provider, at the sandbox: `tarry_clients.fullstory`, for sync and async code."""
    from ._clients import Clients

    with Clients(tarry_sandbox) as clients:
        yield clients


@pytest.fixture
def tarry_environ(tarry_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[str, str]]:
    """Variables of the environment that lead code which calls `connect` itself to the sandbox, on loopback."""
    from ._clients import environment_of

    with tarry_sandbox.serve() as root:
        for name, value in environment_of(tarry_sandbox, root):
            monkeypatch.setenv(name, value)
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.setenv(name, ",".join(filter(None, (os.environ.get(name), "127.0.0.1"))))
        yield tarry_sandbox.environment(root)


@pytest.fixture(scope="session")
def tarry_server() -> Iterator[SandboxServer]:
    """A sandbox on a port, in real time, for other processes; one for the whole run."""
    with _said():
        from tarry.sandbox import Sandbox

    from ._clients import SandboxServer

    sandbox = Sandbox()
    with sandbox.serve() as root:
        yield SandboxServer(root, sandbox, sandbox.environment(root))


@pytest.fixture(params=fault_cases())
def tarry_faults(request: pytest.FixtureRequest, tarry_clock: VirtualClock) -> FaultCase:  # noqa: ARG001 - its time
    """Run the test under every fault that the sandbox can play, in virtual time: all its jobs meet the one of the turn."""
    if "tarry_sandbox" not in request.fixturenames:
        pytest.fail("tarry_faults is for tests that use tarry_sandbox, tarry_clients or tarry_environ", pytrace=False)
    case: FaultCase = request.param
    return case


@contextmanager
def _said() -> Iterator[None]:
    """Fail with the text of an error alone: a traceback through tarry is no help."""
    try:
        yield
    except (AssertionError, ModuleNotFoundError) as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    except ValueError as error:
        raise pytest.fail.Exception(f"@pytest.mark.tarry: {error}", pytrace=False) from None
