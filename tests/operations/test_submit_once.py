"""Law 9: a submit is sent once, whatever comes back, but for the provider with idempotency keys, whose key is kept."""

import logging
from typing import Any

import anyio
import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from support.wire import FAULTS, REFUSALS, WIRES, Calendar, Raw
from tarry import ProviderResponseError, SubmitError, fullstory
from tarry._core.providers import of_each
from tarry_clients.fullstory import models as fullstory_models
from tarry_clients.salesforce import models as salesforce_models

SUBMITS: dict[str, tuple[Any, ...]] = of_each(
    {
        "eloqua": ("/contacts/exports/2071",),
        "open_data_rights": (),
        "possiblenow": ("EXAMPLE1", "Spring"),
        "salesforce": ([{"email": "ada@example.com"}],),
    },
    "what to submit",
    but=("fullstory",),
)
MORE: dict[str, dict[str, Any]] = {"salesforce": {"key": "DE-1"}}
ANSWERS = [*FAULTS, *REFUSALS]


class Server:
    def __init__(self, *answers: Raw) -> None:
        self.answers = answers
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.answers[min(len(self.requests), len(self.answers)) - 1].respond(request)

    @property
    def args(self) -> dict[str, Any]:
        return {"transport": httpx.MockTransport(self)}


def submitted(job: Any, client: Any, *arguments: Any, is_async: bool, **options: Any) -> Any:
    if not is_async:
        return job.submit(client, *arguments, **options)
    return anyio.run(lambda: job.async_submit(client, *arguments, **options))


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("answer", ANSWERS, ids=repr)
@pytest.mark.parametrize("wire", [wire for wire in WIRES if wire.name in SUBMITS], ids=repr)
def test_no_answer_makes_a_submit_be_sent_again(wire: Any, answer: Raw, is_async: bool) -> None:
    server = Server(answer)
    job = wire.job(server.args)
    options = {"clock": Calendar(), **MORE.get(wire.name, {})}
    with pytest.raises((SubmitError, ProviderResponseError)) as raised:
        submitted(type(job), job.client, *SUBMITS[wire.name], is_async=is_async, **options)
    assert len(server.requests) == 1
    assert isinstance(raised.value, SubmitError) == (answer.fails is not None)


def started_nothing(answer: Raw) -> bool:
    """What was refused, throttled or never connected; after all else, a redirect too, there may be a job."""
    never_left = answer.fails in {httpx.ConnectError, httpx.ConnectTimeout}
    return answer.code in {408, 425, 429} or (answer in REFUSALS and answer.code >= 400) or never_left


EVENTS = [{"name": "Order Shipped", "user": {"uid": "cust-7"}}]


def with_each_answer(test: Any) -> Any:
    """Each answer alone is an example, as which ones are drawn depends on the modules that happen to be imported."""
    for answer in ANSWERS:
        test = example(answers=[], last=answer, is_async=False, key=None)(test)
    return test


@with_each_answer
@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    answers=st.lists(st.sampled_from(FAULTS), max_size=5),
    last=st.sampled_from(ANSWERS),
    is_async=st.booleans(),
    key=st.sampled_from([None, "my-key"]),
)
def test_a_submit_with_a_key_keeps_it_and_never_hides_that_a_job_may_exist(
    answers: list[Raw], last: Raw, is_async: bool, key: str | None
) -> None:
    server = Server(*answers, last)
    client = fullstory.connect("na1.key", httpx_args=server.args)
    with pytest.raises((SubmitError, ProviderResponseError)) as raised:
        submitted(fullstory.EventsImport, client, EVENTS, key, is_async=is_async, clock=Calendar())
    sent = {request.headers["Idempotency-Key"] for request in server.requests}
    assert len(sent) == 1
    assert key in {None, *sent}
    met = server.answers[: len(server.requests)]
    may_exist = not all(started_nothing(answer) for answer in met)
    if isinstance(raised.value, SubmitError):
        assert raised.value.may_exist is may_exist
        assert raised.value.idempotency_key in sent
        assert not may_exist or f"idempotency_key={raised.value.idempotency_key!r}" in str(raised.value)
    else:
        assert not may_exist


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_a_submit_is_told_of_with_its_handle_and_without_the_credential(
    is_async: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tarry")
    answer = httpx.MockTransport(
        lambda _: httpx.Response(
            200, json={"job": {"id": "abc=", "status": "PROCESSING", "created": "2024-05-01T12:00:00Z"}}
        )
    )
    client = fullstory.connect("na1.key", httpx_args={"transport": answer})
    submitted(fullstory.EventsImport, client, EVENTS, "my-key", is_async=is_async)
    assert "fullstory:events-import:abc%3D: submitted" in caplog.messages
    assert "na1.key" not in caplog.text


# The body of a submit is built once, however often it is sent and whatever becomes of it.


class CountedEvent(fullstory_models.EventRequest):
    written = 0

    def to_dict(self) -> dict[str, Any]:
        CountedEvent.written += 1
        return super().to_dict()


class CountedRow(salesforce_models.Row):
    written = 0

    def to_dict(self) -> dict[str, Any]:
        CountedRow.written += 1
        return super().to_dict()


BODIES: dict[str, tuple[type[Any], Any, dict[str, Any]]] = {
    "fullstory": (CountedEvent, {"name": "Order Shipped"}, {}),
    "salesforce": (CountedRow, {"email": "ada@example.com"}, MORE["salesforce"]),
}


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("answers", [REFUSALS[:1], FAULTS[:1], [*FAULTS[:2], *REFUSALS[:1]]], ids=repr)
@pytest.mark.parametrize("provider", BODIES)
def test_the_body_of_a_submit_is_built_once(
    provider: str, answers: list[Raw], is_async: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, item, options = BODIES[provider]
    monkeypatch.setattr(model, "written", 0)
    server = Server(*answers)
    job = next(wire for wire in WIRES if wire.name == provider).job(server.args)
    with pytest.raises((SubmitError, ProviderResponseError)):
        submitted(type(job), job.client, [model.from_dict(item)] * 3, is_async=is_async, clock=Calendar(), **options)
    assert model.written == 3
    assert len({request.content for request in server.requests}) == 1
