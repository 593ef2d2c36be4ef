"""What a caller calls a job: it goes from the submit or the handle to the result, and nowhere else."""

import inspect
import pickle
from typing import Any

import anyio
import httpx
import pytest

from support.scripted import ScriptedJob
from tarry import ConfigurationError, Outcome, Poll, WaitResult, fullstory, open_job
from tarry._core.providers import BUILT_IN, jobs_of
from tarry.runtime import Takes

CLASSES: list[Any] = [job for name in BUILT_IN for job in (jobs_of(name) or {}).values()]
EVENTS = [{"name": "Order Shipped", "user": {"uid": "cust-7"}}]
JOB = {"id": "abd123=", "status": "PROCESSING", "created": "2024-05-01T09:30:00Z"}
LABEL = "nightly load, 28 November"
WRONG = ["", "  ", "two\nlines", "a\x1b[31mred", "x" * 201, 7, b"label"]


def client_of(asked: list[httpx.Request]) -> Any:
    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"job": JOB})

    return fullstory.connect("key", httpx_args={"transport": httpx.MockTransport(answer)})


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_a_label_goes_from_submit_to_result_and_is_not_sent(is_async: bool) -> None:
    asked: list[httpx.Request] = []
    client = client_of(asked)
    submit = fullstory.EventsImport.async_submit if is_async else fullstory.EventsImport.submit
    made: Any = submit(client, EVENTS, label=LABEL)
    job = anyio.run(lambda: made) if is_async else made
    result = job.poll()
    assert job.label == result.label == LABEL
    assert LABEL in str(result)
    assert LABEL in str(result.timeline[-1])
    assert LABEL not in str(job.handle)
    assert all(LABEL.encode() not in one.content for one in asked)
    assert pickle.loads(pickle.dumps(result)).label == LABEL


@pytest.mark.parametrize("label", WRONG)
def test_a_label_that_is_none_is_refused_before_anything_is_sent(label: Any) -> None:
    asked: list[httpx.Request] = []
    client = client_of(asked)
    for make in (
        lambda: fullstory.EventsImport(client, "a", label=label),
        lambda: fullstory.EventsImport.submit(client, EVENTS, label=label),
        lambda: open_job("fullstory:events-import:a", client, label=label),
        lambda: setattr(fullstory.EventsImport(client, "a"), "label", label),
    ):
        with pytest.raises(ConfigurationError, match="label"):
            make()
    assert not asked


def test_an_opened_job_has_the_label_that_it_is_given() -> None:
    client = client_of([])
    assert open_job("fullstory:events-import:a", client, label=LABEL).label == LABEL
    assert open_job("fullstory:events-import:a", client).label is None


def test_results_are_written_with_a_label_only_where_there_is_one() -> None:
    job = ScriptedJob()
    poll = Poll(job, 1, 0.0, Outcome.PENDING, "RUNNING", None, 1.0, "planned")
    result: WaitResult[Any] = WaitResult(job, Outcome.PENDING, None, "RUNNING", 1, 0.0, [poll])
    before = str(poll), str(result)
    assert "[" not in "".join(before)
    job.label = LABEL
    assert str(poll) != before[0]
    assert f"[{LABEL}]" in str(poll)


@pytest.mark.parametrize("job_class", CLASSES, ids=lambda one: f"{one.source.name}.{one.__name__}")
def test_every_class_takes_a_label_and_says_what_its_submit_takes(job_class: Any) -> None:
    assert "label" in inspect.signature(job_class).parameters
    for submit in (job_class.submit, job_class.async_submit):
        parameters = inspect.signature(submit).parameters
        assert parameters["label"].kind is inspect.Parameter.KEYWORD_ONLY
        takes = job_class.takes
        assert isinstance(takes, Takes)
        assert takes.items is None or takes.items in parameters
        assert takes.idempotency_key == ("idempotency_key" in parameters)


def test_limits_are_those_of_the_documents() -> None:
    assert {job.__name__: job.takes[:4] for job in CLASSES} == {
        "Sync": (None, None, None, False),
        "EventsImport": ("events", 50_000, None, True),
        "UsersImport": ("users", 50_000, None, True),
        "DataRequest": ("data_types", None, None, False),
        "Export": (None, None, None, False),
        "RowsImport": ("rows", 32_000, 4_000_000, False),
    }
