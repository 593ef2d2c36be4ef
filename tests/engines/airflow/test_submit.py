"""A retry of a submit goes on from the handle or is the same submit; a task that was cleared submits anew."""

from typing import Any

import pytest
from airflow.sdk import DAG
from airflow.sdk.exceptions import AirflowFailException

from support.airflow_tasks import Connections, Task
from tarry import ConfigurationError, SubmitError
from tarry.airflow.operators import STATE, SubmitOperator
from tarry.sandbox import Fault, Plan, Sandbox

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

ROWS = [{"name": "Order Shipped", "user": {"uid": "cust-7"}}]


def operator(conn_id: str, kind: str = "events-import", **options: Any) -> SubmitOperator:
    given = {"rows": ROWS, **options} if kind == "events-import" else options
    return SubmitOperator(task_id="submit", conn_id=conn_id, kind=kind, retries=3, **given)


def export(connections: Connections) -> SubmitOperator:
    arguments = {"client_id": "SANDBOX1", "segment_name": "Spring newsletter"}
    return operator(connections.sandbox("possiblenow"), "export", arguments=arguments)


def jobs(sandbox: Sandbox, provider: str, kind: str) -> int:
    return len(sandbox.providers[provider].jobs.of_kind(kind))


def test_it_returns_the_handle_and_stores_it(sandbox: Sandbox, connections: Connections) -> None:
    task = Task()
    returned = operator(connections.sandbox("fullstory")).execute(task.context)
    assert returned == {"handle": returned["handle"]}
    assert returned["handle"].startswith("fullstory:events-import:")
    assert task.store is not None
    assert task.store.kept[STATE] == {"number": 1, "handle": returned["handle"]}


def test_rows_may_come_from_a_function_of_the_context(sandbox: Sandbox, connections: Connections) -> None:
    seen = []

    def read(context: Any) -> list[dict[str, Any]]:
        seen.append(context["ti"].run_id)
        return ROWS

    operator(connections.sandbox("fullstory"), rows=read).execute(Task().context)
    assert seen == ["manual__1"]


@pytest.mark.parametrize("provider", ["fullstory", "possiblenow"])
def test_a_retry_after_the_submit_returns_the_same_handle(
    provider: str, sandbox: Sandbox, connections: Connections
) -> None:
    submit = operator(connections.sandbox("fullstory")) if provider == "fullstory" else export(connections)
    task = Task()
    first = submit.execute(task.context)
    task.retry()
    assert submit.execute(task.context) == first
    assert jobs(sandbox, provider, submit.kind) == 1


@pytest.mark.parametrize("store", [True, False])
def test_with_a_key_a_retry_is_the_same_submit(store: bool, sandbox: Sandbox, connections: Connections) -> None:
    submit, task = operator(connections.sandbox("fullstory")), Task(store=store)
    first = submit.execute(task.context)
    if task.store is not None:  # the worker died before it stored the handle
        del task.store.kept[STATE]["handle"]
    task.retry()
    assert submit.execute(task.context) == first
    assert jobs(sandbox, "fullstory", "events-import") == 1


@pytest.mark.parametrize("store", [True, False])
@pytest.mark.parametrize("tries", [1, 2])
def test_a_task_that_was_cleared_submits_anew(
    store: bool, tries: int, sandbox: Sandbox, connections: Connections
) -> None:
    submit, task = operator(connections.sandbox("fullstory")), Task(store=store)
    first = submit.execute(task.context)
    for _ in range(1, tries):
        task.retry()
        assert submit.execute(task.context) == first
    task.clear()
    second = submit.execute(task.context)
    assert second != first
    task.retry()
    assert submit.execute(task.context) == second
    assert jobs(sandbox, "fullstory", "events-import") == 2


def test_the_key_differs_by_map_index(sandbox: Sandbox, connections: Connections) -> None:
    submit, task = operator(connections.sandbox("fullstory")), Task()
    handles = set()
    for index in (0, 1):
        task = Task()
        task.ti.map_index = index
        handles.add(submit.execute(task.context)["handle"])
    assert len(handles) == 2


def test_without_a_key_a_lost_answer_fails_without_retries(sandbox: Sandbox, connections: Connections) -> None:
    sandbox.next("possiblenow", Plan(faults=[Fault("reset", on="submit")]))
    submit, task = export(connections), Task()
    with pytest.raises(AirflowFailException, match="may exist"):
        submit.execute(task.context)
    task.retry()  # as somebody could make it by hand
    with pytest.raises(AirflowFailException, match="a former try may have submitted"):
        submit.execute(task.context)
    assert jobs(sandbox, "possiblenow", "export") == 1
    task.clear()
    submit.execute(task.context)
    assert jobs(sandbox, "possiblenow", "export") == 2


def test_without_a_key_and_a_store_no_retry_submits(sandbox: Sandbox, connections: Connections) -> None:
    submit, task = export(connections), Task(store=False)
    task.retry()
    with pytest.raises(AirflowFailException, match="a former try may have submitted"):
        submit.execute(task.context)
    assert jobs(sandbox, "possiblenow", "export") == 0


def test_what_never_left_is_submitted_by_a_retry(sandbox: Sandbox, connections: Connections) -> None:
    working = export(connections)
    url = "http://127.0.0.1:9"  # where nobody listens
    broken = export(connections)
    broken.conn_id = connections.add("down", "possiblenow", token="t" * 9, base_url=url)
    task = Task()
    with pytest.raises(SubmitError):
        broken.execute(task.context)
    task.retry()
    working.execute(task.context)
    assert jobs(sandbox, "possiblenow", "export") == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"kind": "events-export"}, "no jobs of kind 'events-export'"),
        ({"rows": [{"nam": "x"}]}, "name"),
        ({"rows": None, "arguments": {}}, "events"),
    ],
)
def test_what_no_retry_mends_fails_without_retries(
    options: dict[str, Any], said: str, sandbox: Sandbox, connections: Connections
) -> None:
    given: dict[str, Any] = {"kind": "events-import", "rows": ROWS, **options}
    submit = SubmitOperator(task_id="submit", conn_id=connections.sandbox("fullstory"), **given)
    with pytest.raises(AirflowFailException, match=said):
        submit.execute(Task().context)


def test_rows_are_neither_templated_nor_an_xcom(connections: Connections) -> None:
    assert "rows" not in SubmitOperator.template_fields
    with DAG("d"):
        before = operator("fullstory")
        with pytest.raises(ConfigurationError, match="rows do not come by XCom"):
            SubmitOperator(task_id="next", conn_id="fullstory", kind="events-import", rows=before.output)
