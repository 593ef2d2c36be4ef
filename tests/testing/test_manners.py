"""`assert_polite` and `assert_submitted_once`: each law is broken once, and what tarry does itself breaks none."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

import tarry
from tarry import eloqua, fullstory, salesforce
from tarry._wait.plan import FLOOR
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.testing import (
    Clients,
    VirtualClock,
    _manners,
    assert_as_planned,
    assert_polite,
    assert_submitted_once,
    new_sandbox,
    virtual_time,
)
from tarry_sandbox import _log

EVENTS = [{"name": "Order Shipped"}, {"name": "Order Returned"}]


@pytest.fixture
def clock() -> Iterator[VirtualClock]:
    with virtual_time() as clock:
        yield clock


@pytest.fixture
def sandbox(clock: VirtualClock) -> Sandbox:
    return new_sandbox()


@pytest.fixture
def clients(sandbox: Sandbox) -> Iterator[Clients]:
    with Clients(sandbox) as clients:
        yield clients


def submit(clients: Clients, name: str = "Order Shipped") -> Any:
    return fullstory.EventsImport.submit(clients.fullstory, [{"name": name}, {"name": "Order Returned"}])


def test_a_wait_of_each_provider_is_polite(sandbox: Sandbox, clients: Clients, clock: VirtualClock) -> None:
    faults = [Fault("throttled", retry_after=120), Fault("unavailable", at=3, times=4), Fault("reset", on="page")]
    for provider in sandbox.providers:
        sandbox.plan(provider, Plan(seconds=1800, faults=faults, invisible_for=5))
    jobs: list[Any] = [
        *(submit(clients, f"Order {number}") for number in range(4)),
        salesforce.RowsImport.submit(clients.salesforce, [{"MemberId": "M-1001"}], key="Loyalty_Members"),
        tarry.open_data_rights.DataRequest.submit(clients.open_data_rights),
    ]
    for result in tarry.as_completed(jobs, timeout=None):
        result.raise_for_outcome()
    assert len(list(jobs[0].results())) == 2
    assert_polite(sandbox)
    assert_submitted_once(sandbox, jobs=6)
    assert_submitted_once(sandbox, "salesforce")
    assert_as_planned(sandbox, providers={job.provider for job in jobs}, faults=faults)


def test_the_floor_is_that_of_a_wait() -> None:
    assert _manners.FLOOR == FLOOR


def test_before_retry_after_is_over(sandbox: Sandbox, clients: Clients, clock: VirtualClock) -> None:
    sandbox.plan("fullstory", Plan(polls=9, faults=[Fault("throttled", retry_after=30)]))
    one, other = submit(clients), submit(clients, "Another")
    one.poll()
    other.poll()  # of another job
    clock.sleep(30)
    one.poll()
    assert_polite(sandbox)
    clock.sleep(1)
    submit(clients, "Yet another").poll()
    clock.sleep(29.5)
    assert_polite(sandbox)
    third = submit(clients, "The last")
    third.poll()
    clock.sleep(29.5)
    third.poll()
    with pytest.raises(
        AssertionError, match=r"asked 0\.500 s before Retry-After was over:\n .*429, throttled, Retry-After 30 s"
    ):
        assert_polite(sandbox)
    assert_polite(sandbox, "salesforce")


def test_a_page_and_a_submit_wait_for_it_as_well(sandbox: Sandbox, clients: Clients, clock: VirtualClock) -> None:
    def post(name: str) -> httpx.Response:
        client = clients.fullstory.get_httpx_client()
        return client.post("/v2/events/batch", json={"requests": [{"name": name}]})

    sandbox.next("fullstory", Plan(polls=0, faults=[Fault("throttled", on="submit", retry_after=10)]))
    assert [post("a").status_code, post("b").status_code] == [429, 200]
    with pytest.raises(AssertionError, match=r"asked 10\.000 s before Retry-After"):
        assert_polite(sandbox)
    sandbox.reset()
    sandbox.next("fullstory", Plan(polls=0, faults=[Fault("throttled", on="submit", retry_after=10, http_date=True)]))
    assert post("a").status_code == 429
    clock.sleep(9.5)  # a date has whole seconds
    assert post("b").status_code == 200
    assert_polite(sandbox)
    sandbox.reset()
    sandbox.next("fullstory", Plan(polls=9, faults=[Fault("throttled", on="poll", retry_after=10)]))
    job = submit(clients)
    job.poll()
    clients.fullstory.get_httpx_client().get(f"/v2/events/batch/{job.job_id}/errors")
    with pytest.raises(AssertionError, match=r"asked 10\.000 s before Retry-After was over:\n.* poll .*\n.* page "):
        assert_polite(sandbox)


def test_hot_loops_and_late_polls(sandbox: Sandbox, clients: Clients, clock: VirtualClock) -> None:
    sandbox.plan("fullstory", Plan(polls=100))
    job = submit(clients)
    job.poll()
    clock.sleep(0.009)
    job.poll()
    with pytest.raises(
        AssertionError, match=r"polled again after 9\.0 ms, and not 10:\n .*\n .*\nwhat the sandbox was asked:"
    ):
        assert_polite(sandbox)
    sandbox.reset()
    sandbox.plan("fullstory", Plan(polls=100))
    job = submit(clients)
    for _ in range(60):
        job.poll()
        clock.sleep(0.5)
    assert_polite(sandbox)
    job.poll()
    with pytest.raises(AssertionError, match=r"polled 61 times in 30\.0 s, and not 60 a minute") as caught:
        assert_polite(sandbox)
    assert "(22 before are left out)" in str(caught.value)


@pytest.mark.parametrize("outcome", ["succeeded", "partial", "failed"])
def test_after_the_end(sandbox: Sandbox, clients: Clients, clock: VirtualClock, outcome: Any) -> None:
    # The end of which the client did not hear is none.
    sandbox.plan("fullstory", Plan(outcome, polls=0, faults=[Fault("reset", at=1), Fault("slow", at=2, seconds=60)]))
    job = submit(clients)
    for _ in range(2):
        job.poll()
        clock.sleep(5)
    assert_polite(sandbox)
    job.poll()
    with pytest.raises(AssertionError, match=rf"polled after its end:\n .*slow, {outcome}\n .*200, {outcome}\n"):
        assert_polite(sandbox)


def test_what_is_not_there_may_be_asked_for_again(sandbox: Sandbox, clients: Clients, clock: VirtualClock) -> None:
    sandbox.plan("fullstory", Plan("gone", polls=0))
    job = submit(clients)
    for _ in range(3):
        job.poll()
        clock.sleep(5)
    assert_polite(sandbox)


def test_submitted_twice_or_not_at_all(sandbox: Sandbox, clients: Clients) -> None:
    with pytest.raises(AssertionError, match="0 jobs were started, and not 1\nnothing was asked"):
        assert_submitted_once(sandbox)
    submit(clients)
    assert_submitted_once(sandbox)
    submit(clients, "Another")
    assert_submitted_once(sandbox, jobs=2)
    with pytest.raises(AssertionError, match="2 jobs were started, and not 1"):
        assert_submitted_once(sandbox)
    submit(clients)
    with pytest.raises(AssertionError, match=r"^submitted 2 times:\n .*\n .*\nwhat the sandbox was asked:") as caught:
        assert_submitted_once(sandbox, jobs=3)
    assert str(caught.value).count("POST /v2/events/batch: 200") == 2 + 3


def test_with_its_key_a_submit_is_the_same(sandbox: Sandbox, clients: Clients) -> None:
    for _ in range(2):
        fullstory.EventsImport.submit(clients.fullstory, EVENTS, idempotency_key="orders-of-monday")
    assert len(sandbox.requests) == 2
    assert_submitted_once(sandbox, "fullstory")


def test_of_a_provider_that_is_not_played(sandbox: Sandbox) -> None:
    for law in (assert_polite, assert_submitted_once):
        with pytest.raises(ValueError, match="there is no provider 'fullstroy'; the sandbox plays eloqua, fullstory, "):
            law(sandbox, "fullstroy")


def test_a_log_without_its_beginning_is_not_judged(
    sandbox: Sandbox, clients: Clients, monkeypatch: pytest.MonkeyPatch, clock: VirtualClock
) -> None:
    monkeypatch.setattr(_log, "KEPT", 3)
    sandbox.reset()
    job = submit(clients)
    for _ in range(4):
        job.poll()
        clock.sleep(60)
    assert [one.number for one in sandbox.requests] == [3, 4, 5]
    with pytest.raises(AssertionError, match="5 requests came, and the log begins with number 3: too many to judge"):
        assert_polite(sandbox)


def test_the_log_says_what_was_asked_and_holds_no_credential(
    sandbox: Sandbox, clients: Clients, clock: VirtualClock
) -> None:
    sandbox.next("eloqua", Plan("partial", polls=1, items=3))
    definition = clients.eloqua.get_httpx_client().post(
        "/api/bulk/2.0/contacts/exports?depth=complete",
        json={"name": "Readers", "fields": {"email": "{{Contact.Field(C_EmailAddress)}}"}},
    )
    clock.sleep(1)
    job = eloqua.Sync.submit(clients.eloqua, definition.json()["uri"])
    assert tarry.wait_for_completion(job, timeout=None).outcome == "partial"
    list(job.results())
    clients.eloqua.get_httpx_client().delete("/nowhere")
    log = sandbox.requests
    assert [one.place for one in log] == [None, "submit", "poll", "poll", "page", None]
    assert [one.job for one in log] == [None, *[job.ids[0]] * 4, None]
    assert [one.state for one in log] == [None, None, "pending", "partial", "partial", None]
    assert [one.status for one in log] == [201, 201, 200, 200, 200, 404]
    assert log[1].plan == Plan("partial", polls=1, items=3)
    assert [one.planned for one in log] == [None, "next", None, None, None, None]
    assert log[0].path == "/api/bulk/2.0/contacts/exports"
    assert log[0].received == 0.0
    assert log[1].received == log[1].answered == 1.0
    assert [one.number for one in log] == [1, 2, 3, 4, 5, 6]
    shown = f"{log}{[str(one) for one in log]}"
    for secret in ("sandbox-password", "Basic", "Readers", "complete"):
        assert secret not in shown
    sandbox.reset()
    assert sandbox.requests == ()
