"""A test of your own code that waits: no account, no network, and no wait takes real time.

pip install pytest 'tarry[sandbox]'
pytest test_of_your_own.py
"""

from typing import Any

import pytest

import tarry
from tarry import fullstory
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.testing import VirtualClock


def import_events(client: Any, events: list[dict[str, Any]], clock: Any = None) -> list[str]:
    """Your code: imports events and says why each that was refused was refused. Takes a clock, so that it can be tested."""
    job = fullstory.EventsImport.submit(client, events)
    result = tarry.wait_for_completion(job, timeout=3600, clock=clock)
    return [str(bad.message) for bad in job.failures()] if result.outcome is tarry.Outcome.PARTIAL else []


def client_of(sandbox: Sandbox) -> Any:
    """A client whose requests go into the sandbox without a socket."""
    return fullstory.connect(
        api_key="sandbox-key",
        base_url=sandbox.base_url("fullstory", "http://localhost"),
        httpx_args={"transport": sandbox.transport()},
    )


def test_what_was_refused_is_said_after_a_long_wait_and_an_outage() -> None:
    """Twenty polls find the job pending, the third and the two after it find the host out of order."""
    sandbox, clock = Sandbox(), VirtualClock()
    sandbox.next("fullstory", Plan("partial", polls=20, refused=2, faults=[Fault("unavailable", at=3, times=3)]))
    with client_of(sandbox) as client:
        reasons = import_events(client, [{"name": f"Order {number}"} for number in range(5)], clock)
    assert len(reasons) == 2
    assert len(clock.sleeps) == 20


def test_a_failed_import_raises() -> None:
    """The error carries the last answer."""
    sandbox = Sandbox()
    sandbox.next("fullstory", Plan("failed"))
    with client_of(sandbox) as client, pytest.raises(tarry.JobFailedError) as caught:
        import_events(client, [{"name": "Order Shipped"}], VirtualClock())
    assert caught.value.result.raw_status == "FAILED"
