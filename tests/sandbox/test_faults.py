"""What each kind of fault looks like to a client, in each place."""

import time
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from sandbox.contract import Connect
from tarry.sandbox import Fault, Plan, Sandbox

BODY = {"requests": [{"name": "Seen"}, {"name": "Left"}]}


@pytest.fixture
def client(connect: Connect) -> httpx.Client:
    return connect("fullstory", headers={"Authorization": "Basic sandbox-key"})


@pytest.fixture(params=["poll", "page", "submit"])
def place(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def ask(client: httpx.Client, sandbox: Sandbox, fault: Fault) -> httpx.Response:
    """Make the one request that meets the fault."""
    sandbox.next("fullstory", Plan(faults=[fault], polls=1))
    answer = client.post("/v2/events/batch", json=BODY)
    if fault.on == "submit":
        return answer
    path = f"/v2/events/batch/{answer.json()['job']['id']}"
    return client.get(path if fault.on == "poll" else f"{path}/imports")


def test_throttled(client: httpx.Client, sandbox: Sandbox, place: Any) -> None:
    answer = ask(client, sandbox, Fault("throttled", on=place, retry_after=7))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    assert answer.json()["code"] == "too_many_requests"


def test_throttled_until_a_date(sandbox: Sandbox) -> None:
    # Not as the document says, which is why this exchange is not checked: laws ask for it all the same.
    with httpx.Client(
        base_url=sandbox.base_url("fullstory", "http://sandbox"),
        transport=sandbox.transport(),
        headers={"Authorization": "Basic sandbox-key"},
    ) as client:
        answer = ask(client, sandbox, Fault("throttled", on="poll", retry_after=120, http_date=True))
    after, date = (parsedate_to_datetime(answer.headers[name]) for name in ("retry-after", "date"))
    assert 119 <= (after - date).total_seconds() <= 121


def test_error(client: httpx.Client, sandbox: Sandbox, place: Any) -> None:
    answer = ask(client, sandbox, Fault("error", on=place))
    assert (answer.status_code, answer.json()["code"]) == (500, "server_error")


def test_unavailable(client: httpx.Client, sandbox: Sandbox, place: Any) -> None:
    answer = ask(client, sandbox, Fault("unavailable", on=place))
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "<h1>503 Service Unavailable</h1>" in answer.text


@pytest.mark.parametrize(("status", "title"), [(502, "502 Bad Gateway"), (529, "529")])
def test_gateway(client: httpx.Client, sandbox: Sandbox, place: Any, status: int, title: str) -> None:
    answer = ask(client, sandbox, Fault("gateway", on=place, status=status))
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in answer.text


def test_reset(client: httpx.Client, sandbox: Sandbox, place: Any) -> None:
    with pytest.raises(httpx.RemoteProtocolError, match="peer closed connection"):
        ask(client, sandbox, Fault("reset", on=place))


def test_slow(client: httpx.Client, sandbox: Sandbox, place: Any) -> None:
    begun = time.monotonic()
    answer = ask(client, sandbox, Fault("slow", on=place, seconds=0.2))
    assert time.monotonic() - begun >= 0.2
    assert answer.status_code == (202 if place == "page" else 200)


def test_unknown_word(client: httpx.Client, sandbox: Sandbox) -> None:
    answer = ask(client, sandbox, Fault("unknown-word"))
    assert answer.json()["job"]["status"] not in ("PROCESSING", "COMPLETED", "FAILED")


def test_a_poll_with_a_fault_counts(client: httpx.Client, sandbox: Sandbox) -> None:
    faults = [Fault("error", at=1), Fault("unknown-word", at=3), Fault("throttled", at=5)]
    sandbox.plan("fullstory", Plan(polls=3, faults=faults))
    # Each job meets the faults of the plan for all.
    for _ in range(2):
        job_id = client.post("/v2/events/batch", json=BODY).json()["job"]["id"]
        answers = [client.get(f"/v2/events/batch/{job_id}") for _ in range(6)]
        assert [answer.status_code for answer in answers] == [500, 200, 200, 200, 429, 200]
        words = [answer.json()["job"]["status"] for answer in answers if answer.status_code == 200]
        assert words == ["PROCESSING", "HIBERNATING", "COMPLETED", "COMPLETED"]


def test_a_submit_with_a_fault_starts_no_job_and_keeps_its_plan(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next("fullstory", Plan(outcome="gone", polls=0, faults=[Fault("throttled", on="submit", times=2)]))
    answers = [client.post("/v2/events/batch", json=BODY) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [429, 429, 200, 200]
    ids = [answer.json()["job"]["id"] for answer in answers[2:]]
    assert [client.get(f"/v2/events/batch/{job_id}").status_code for job_id in ids] == [404, 200]
    # The first id is the one that a sandbox without faults gives first.
    assert (
        ids[0]
        == httpx.Client(transport=Sandbox().transport(), headers={"Authorization": "Basic sandbox-key"})
        .post("http://sandbox/fullstory/v2/events/batch", json=BODY)
        .json()["job"]["id"]
    )
