"""Tests of your own code that waits: no account, no network, and no wait takes real time.

pip install pytest 'tarry[sandbox]'
pytest test_of_your_own.py
"""

from typing import Any

import pytest

import tarry
from tarry import fullstory
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.testing import Clients, FaultCase, VirtualClock, assert_polite, assert_submitted_once

EVENTS = [{"name": f"Order {number}"} for number in range(5)]


def import_events(client: Any, events: list[dict[str, Any]]) -> list[str]:
    """Your code: imports events and says why each that was refused was refused."""
    job = fullstory.EventsImport.submit(client, events)
    result = tarry.wait_for_completion(job, timeout=3600)
    return [str(bad.message) for bad in job.failures()] if result.outcome is tarry.Outcome.PARTIAL else []


def test_what_was_refused_is_said_after_a_long_wait_and_an_outage(
    tarry_sandbox: Sandbox, tarry_clients: Clients, tarry_clock: VirtualClock
) -> None:
    """Twenty polls find the job pending, the third and the two after it find the host out of order."""
    tarry_sandbox.next("fullstory", Plan("partial", polls=20, refused=2, faults=[Fault("unavailable", at=3, times=3)]))
    assert len(import_events(tarry_clients.fullstory, EVENTS)) == 2
    assert len(tarry_clock.sleeps) == 20
    assert_polite(tarry_sandbox)


@pytest.mark.tarry(outcome="failed")
def test_a_failed_import_raises(tarry_clients: Clients, tarry_clock: VirtualClock) -> None:
    """The error carries the last answer."""
    with pytest.raises(tarry.JobFailedError) as caught:
        import_events(tarry_clients.fullstory, EVENTS)
    assert caught.value.result.raw_status == "FAILED"


@pytest.mark.tarry(outcome="partial", refused=2)
def test_no_fault_loses_a_reason(tarry_faults: FaultCase, tarry_sandbox: Sandbox, tarry_clients: Clients) -> None:
    """Under each fault that the sandbox can play."""
    assert len(import_events(tarry_clients.fullstory, EVENTS)) == 2
    assert_submitted_once(tarry_sandbox)
