"""How a wait ends in the task: in a worker, and after a triggerer. When it ends: by a deadline that restarts leave as it is."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException, TaskDeferred

import tarry
from support.airflow_tasks import Connections, Task
from tarry.airflow.hooks import TarryHook
from tarry.airflow.operators import WaitForJobOperator, WaitForJobSensor
from tarry.sandbox import Plan, Sandbox

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

HANDLE = "fullstory:events-import:abc"
ROWS = [{"name": "Order Shipped"}, {"name": "Order Returned"}]

Submitted = Callable[..., str]


@pytest.fixture
def submitted(sandbox: Sandbox, connections: Connections) -> Submitted:
    """Submits a job that ends as the plan says, and returns its handle."""

    def submit(outcome: Any = "succeeded", polls: int = 0, **options: Any) -> str:
        sandbox.next("fullstory", Plan(outcome, polls=polls, **options))
        with TarryHook(connections.sandbox("fullstory")).get_conn() as client:
            return str(tarry.fullstory.EventsImport.submit(client, ROWS).handle)

    return submit


def operator(handle: Any, **options: Any) -> WaitForJobOperator:
    given = {"conn_id": "my_fullstory", "timeout": 60, **options}
    return WaitForJobOperator(task_id="wait", handle=handle, **given)


def event(error: str | None = None, outcome: str = "succeeded") -> dict[str, Any]:
    return {"handle": HANDLE, "outcome": outcome, "raw_status": None, "reason": "a reason", "error": error}


def test_a_wait_in_a_worker_returns_small_json(submitted: Submitted) -> None:
    handle = submitted()
    returned = operator({"handle": handle}).execute(Task().context)
    assert {**returned, "elapsed": 0.0} == {
        "handle": handle,
        "outcome": "succeeded",
        "raw_status": "COMPLETED",
        "polls": 1,
        "elapsed": 0.0,
        "reason": returned["reason"],
        "error": None,
    }


@pytest.mark.parametrize(
    ("outcome", "options", "raised"),
    [
        ("failed", {}, AirflowFailException),
        ("gone", {"polls": 1}, AirflowFailException),
        ("partial", {"on_partial": "fail"}, AirflowFailException),
        ("partial", {"on_partial": "skip"}, AirflowSkipException),
    ],
)
def test_an_end_that_no_retry_changes(
    outcome: str, options: dict[str, Any], raised: type[Exception], submitted: Submitted
) -> None:
    handle = submitted(outcome, options.pop("polls", 0))
    with pytest.raises(raised) as caught:
        operator(handle, **options).execute(Task().context)
    assert type(caught.value) is raised
    assert handle in str(caught.value) or "fullstory" in str(caught.value)


def test_partial_succeeds_by_default_and_says_so(submitted: Submitted) -> None:
    assert operator(submitted("partial")).execute(Task().context)["outcome"] == "partial"


def test_a_timeout_can_be_retried(submitted: Submitted) -> None:
    handle = submitted(seconds=3600)
    with pytest.raises(AirflowException) as caught:
        operator(handle, timeout=0).execute(Task().context)
    assert type(caught.value) is AirflowException
    assert "not over" in str(caught.value) or "timeout" in str(caught.value) or "deadline" in str(caught.value)


@pytest.mark.parametrize("error", ["JobFailedError", "JobGoneError", "JobNotFoundError"])
def test_after_the_triggerer_a_job_that_ended_badly_fails_without_retries(error: str) -> None:
    with pytest.raises(AirflowFailException, match="a reason"):
        operator(HANDLE).execute_complete(Task().context, event(error, "failed"))


@pytest.mark.parametrize("error", ["WaitTimeoutError", "PollingError", "UnknownStatusError", "ConfigurationError"])
def test_after_the_triggerer_a_wait_without_an_end_can_be_retried(error: str) -> None:
    with pytest.raises(AirflowException, match="a reason") as caught:
        operator(HANDLE).execute_complete(Task().context, event(error, "pending"))
    assert type(caught.value) is AirflowException


def test_after_the_triggerer_partial_is_as_in_a_worker() -> None:
    assert operator(HANDLE).execute_complete(Task().context, event(outcome="partial")) == event(outcome="partial")
    with pytest.raises(AirflowSkipException, match=HANDLE):
        operator(HANDLE, on_partial="skip").execute_complete(Task().context, event(outcome="partial"))


def deferred(connections: Connections, task: Task, **options: Any) -> TaskDeferred:
    connections.sandbox("fullstory")
    with pytest.raises(TaskDeferred) as caught:
        operator(HANDLE, deferrable=True, **options).execute(task.context)
    return caught.value


@pytest.mark.parametrize(
    ("timeout", "execution_timeout", "started", "expected"),
    [
        (600, None, 100, 600),
        (timedelta(minutes=10), None, 100, 600),
        (600, timedelta(seconds=400), 100, 300),
        (200, timedelta(seconds=400), 100, 200),
        (None, timedelta(seconds=400), 100, 300),
        (600, timedelta(seconds=50), 100, 0),
        (None, None, 100, None),
    ],
)
def test_the_deadline_is_absolute_and_the_earlier_of_the_two(
    timeout: Any, execution_timeout: Any, started: float, expected: float | None, connections: Connections
) -> None:
    task = Task()
    task.ti.start_date = datetime.now(UTC) - timedelta(seconds=started)
    before = time.time()
    found = deferred(connections, task, timeout=timeout, execution_timeout=execution_timeout)
    _, kwargs = found.trigger.serialize()
    if expected is None:
        assert (kwargs["deadline"], found.timeout) == (None, None)
    else:
        assert before + expected - 0.1 <= kwargs["deadline"] <= time.time() + expected
        # Airflow's own timeout is there for a trigger that says nothing.
        assert isinstance(found.timeout, timedelta | float)
        seconds = found.timeout.total_seconds() if isinstance(found.timeout, timedelta) else found.timeout
        assert expected + 299 <= seconds <= expected + 300


def test_what_is_stored_of_a_trigger_is_a_handle_and_no_secret(connections: Connections) -> None:
    path, kwargs = deferred(connections, Task(), timeout=None).trigger.serialize()
    assert path == "tarry.airflow.triggers.JobTrigger"
    assert kwargs == {"handle": HANDLE, "conn_id": "my_fullstory", "deadline": None, "cancel_on_kill": False}


def test_a_connection_of_another_provider_is_refused_before_it_defers(connections: Connections) -> None:
    wait = operator(HANDLE, conn_id=connections.sandbox("salesforce"), deferrable=True)
    with pytest.raises(AirflowFailException, match="is of tarry_salesforce, the job is fullstory"):
        wait.execute(Task().context)


def test_cancel_on_kill_is_refused_where_nobody_can_cancel(connections: Connections) -> None:
    connections.sandbox("fullstory")
    with pytest.raises(AirflowFailException, match="fullstory cannot cancel a job"):
        operator(HANDLE, cancel_on_kill=True).execute(Task().context)


@pytest.mark.parametrize("cancel_on_kill", [True, False])
def test_a_kill_in_a_worker_cancels_only_where_that_is_asked_for(
    cancel_on_kill: bool, sandbox: Sandbox, connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    conn_id = connections.sandbox("open_data_rights")
    with TarryHook(conn_id).get_conn() as client:
        job = tarry.open_data_rights.DataRequest.submit(client)
    wait = operator(str(job.handle), conn_id=conn_id, timeout=None, cancel_on_kill=cancel_on_kill)

    def killed(*_: Any, **__: Any) -> None:
        wait.on_kill()
        raise KeyboardInterrupt

    monkeypatch.setattr(tarry, "wait_for_completion", killed)
    with pytest.raises(KeyboardInterrupt):
        wait.execute(Task().context)
    with TarryHook(conn_id).get_conn() as client:
        assert tarry.open_job(job.handle, client).poll().missing is cancel_on_kill


def test_what_is_no_handle_is_named(connections: Connections) -> None:
    connections.sandbox("fullstory")
    with pytest.raises(AirflowFailException, match="not a handle: 'None'"):
        operator(None).execute(Task().context)


def test_a_word_for_partial_that_nobody_knows_is_refused_where_the_dag_is_read() -> None:
    with pytest.raises(tarry.ConfigurationError, match="on_partial is one of"):
        operator(HANDLE, on_partial="ignore")


def test_the_sensor_is_the_operator() -> None:
    assert WaitForJobSensor is WaitForJobOperator
