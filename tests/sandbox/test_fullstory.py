"""Fullstory's answers: every operation, every outcome, every documented error, checked against the document."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from sandbox.contract import WRONG_ON_PURPOSE, Connect, Contract
from support.paths import SPECS
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.testing import VirtualClock

KEY = {"Authorization": "Basic sandbox-key"}
EVENTS: list[dict[str, Any]] = [
    {"name": "Order Shipped", "user": {"uid": "cust-7"}, "timestamp": "2024-05-01T09:30:00Z", "properties": {"n": 1}},
    {"name": "Order Returned", "user": {"uid": "cust-9"}, "timestamp": "2024-05-01T09:31:00Z"},
    {"name": "Page Seen", "timestamp": "2024-05-01T09:32:00Z", "context": {"browser": {"url": "https://example.com"}}},
]
USERS: list[dict[str, Any]] = [
    {"uid": "cust-7", "display_name": "Ada Fictional", "email": "ada@example.com", "properties": {"plan": "gold"}},
    {"uid": "cust-9", "email": "bob@example.com"},
    {"id": "88"},
]
ITEMS = {"events": EVENTS, "users": USERS}


@pytest.fixture(params=["events", "users"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def client(connect: Connect) -> httpx.Client:
    return connect("fullstory", headers=KEY)


def submit(client: httpx.Client, kind: str, items: list[dict[str, Any]] | None = None, **options: Any) -> str:
    answer = client.post(f"/v2/{kind}/batch", json={"requests": ITEMS[kind] if items is None else items}, **options)
    assert answer.status_code == 200, answer.text
    job: dict[str, str] = answer.json()["job"]
    assert job["status"] == "PROCESSING"
    return f"/v2/{kind}/batch/" + job["id"].replace("=", "%3D")


def wait(client: httpx.Client, path: str) -> dict[str, Any]:
    while True:
        answer: dict[str, Any] = client.get(path).json()
        if answer["job"]["status"] != "PROCESSING":
            return answer
        # Required by the vendor's Swagger file, whatever the status.
        assert (answer["imports"], answer["errors"]) == (0, 0)
        assert "finished" not in answer["job"]


def pages(client: httpx.Client, path: str, **params: str) -> Iterator[dict[str, Any]]:
    token = ""
    while True:
        page = client.get(path, params={**params, **({"page_token": token} if token else {})}).json()
        yield page
        token = page["next_page_token"]
        if not token:
            return


def results(client: httpx.Client, path: str, **params: str) -> list[dict[str, Any]]:
    return [item for page in pages(client, path, **params) for item in page["results"]]


def submitted_part(stored: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
    """Leave out of a stored item what Fullstory adds to it."""
    kept = {name: value for name, value in stored.items() if name in sent}
    if "user" in kept:
        kept["user"] = {name: value for name, value in kept["user"].items() if name in sent["user"]}
    return kept


def test_succeeded(client: httpx.Client, kind: str) -> None:
    path = submit(client, kind)
    status = wait(client, path)
    assert (status["job"]["status"], status["imports"], status["errors"]) == ("COMPLETED", 3, 0)
    assert status["job"]["finished"] >= status["job"]["created"]
    stored = results(client, f"{path}/imports")
    assert [submitted_part(got, sent) for got, sent in zip(stored, ITEMS[kind], strict=True)] == ITEMS[kind]
    assert results(client, f"{path}/errors") == []


def test_partial(client: httpx.Client, sandbox: Sandbox, kind: str) -> None:
    sandbox.next("fullstory", Plan(outcome="partial"))
    path = submit(client, kind)
    status = wait(client, path)
    assert (status["job"]["status"], status["imports"], status["errors"]) == ("FAILED", 2, 1)
    assert len(results(client, f"{path}/imports")) == 2
    (refused,) = results(client, f"{path}/errors")
    assert refused[kind.removesuffix("s")] == ITEMS[kind][-1]


def test_failed(client: httpx.Client, sandbox: Sandbox, kind: str) -> None:
    sandbox.next("fullstory", Plan(outcome="failed"))
    path = submit(client, kind)
    status = wait(client, path)
    assert (status["job"]["status"], status["imports"], status["errors"]) == ("FAILED", 0, 3)
    assert results(client, f"{path}/imports") == []
    assert [each[kind.removesuffix("s")] for each in results(client, f"{path}/errors")] == ITEMS[kind]


def test_gone(client: httpx.Client, sandbox: Sandbox, kind: str) -> None:
    sandbox.next("fullstory", Plan(outcome="gone", polls=2))
    path = submit(client, kind)
    assert [client.get(path).status_code for _ in range(4)] == [200, 200, 404, 404]
    assert client.get(path).json()["code"] == "resource_not_found"
    assert client.get(f"{path}/imports").status_code == 404


def test_invisible(client: httpx.Client, sandbox: Sandbox, clock: VirtualClock, kind: str) -> None:
    sandbox.next("fullstory", Plan(polls=1, invisible_for=60))
    path = submit(client, kind, headers={"Idempotency-Key": "a"})
    # A repeated submit is answered as the first one was.
    assert submit(client, kind, headers={"Idempotency-Key": "a"}) == path
    clock.advance(59.9)
    assert [client.get(path + part).status_code for part in ("", "/imports", "/errors", "")] == [404] * 4
    clock.advance(0.1)
    assert [client.get(path).json()["job"]["status"] for _ in range(2)] == ["PROCESSING", "COMPLETED"]


def test_partial_with_one_item_says_what_it_needs(client: httpx.Client, sandbox: Sandbox, kind: str) -> None:
    sandbox.next("fullstory", Plan(outcome="partial"))
    answer = client.post(f"/v2/{kind}/batch", json={"requests": ITEMS[kind][:1]})
    assert answer.status_code == 400
    assert "partial" in answer.json()["message"]
    assert "more items than the 1 submitted" in answer.json()["message"]


def test_no_items(client: httpx.Client, kind: str) -> None:
    path = submit(client, kind, [])
    assert wait(client, path)["imports"] == 0
    (page,) = pages(client, f"{path}/imports")
    assert page == {"results": [], "total_records": "0", "next_page_token": ""}


@pytest.mark.parametrize("part", ["imports", "errors"])
def test_no_page_while_processing(client: httpx.Client, kind: str, part: str) -> None:
    path = submit(client, kind)
    # Asking for pages does not bring the job nearer to its end.
    for _ in range(5):
        answer = client.get(f"{path}/{part}")
        assert (answer.status_code, answer.content) == (202, b"")
    wait(client, path)
    assert client.get(f"{path}/{part}").status_code == 200


@pytest.mark.parametrize(("count", "sizes"), [(3, [3]), (4, [3, 1]), (7, [3, 3, 1])])
@pytest.mark.parametrize("outcome", ["succeeded", "failed"])
def test_pages(client: httpx.Client, sandbox: Sandbox, kind: str, outcome: Any, count: int, sizes: list[int]) -> None:
    sandbox.plan("fullstory", Plan(outcome=outcome, polls=0))
    items = [{"name": f"event {number}"} if kind == "events" else {"uid": f"{number}"} for number in range(count)]
    path = submit(client, kind, items) + ("/imports" if outcome == "succeeded" else "/errors")
    found = list(pages(client, path))
    assert [len(page["results"]) for page in found] == sizes
    assert {page["total_records"] for page in found} == {str(count)}
    assert found[-1]["next_page_token"] == ""
    assert client.get(path, params={"page_token": "pg99="}).status_code == 400


def test_ids_poll_like_fullstorys_and_come_from_the_seed(client: httpx.Client, kind: str) -> None:
    path = submit(client, kind)
    again = Sandbox()
    with httpx.Client(base_url=again.base_url("fullstory", "http://x"), transport=again.transport()) as other:
        assert submit(other, kind, headers=KEY) == path
    assert path.endswith("%3D")
    assert submit(client, kind) != path


def test_an_events_job_is_not_known_under_users(client: httpx.Client) -> None:
    path = submit(client, "events")
    assert client.get(path.replace("events", "users")).status_code == 404


def test_timestamps_come_from_the_wall_clock() -> None:
    sandbox = Sandbox(now=lambda: datetime(2024, 5, 1, 9, 30, tzinfo=UTC))
    with httpx.Client(base_url=sandbox.base_url("fullstory", "http://x"), transport=sandbox.transport()) as client:
        job = client.post("/v2/users/batch", json={"requests": []}, headers=KEY).json()["job"]
    assert job["created"] == "2024-05-01T09:30:00.000Z"


# What the document adds to the items.


def test_stored_events(client: httpx.Client) -> None:
    shared = {"context": {"device": {"screen_width": 800}}}
    body = {"requests": [{"name": "Seen"}, {"name": "Left", "user": {"uid": "cust-7"}}], "shared": shared}
    job_id = client.post("/v2/events/batch", json=body).json()["job"]["id"]
    wait(client, f"/v2/events/batch/{job_id}")
    seen, left = results(client, f"/v2/events/batch/{job_id}/imports")
    # The server's time where the event has none; a user of Fullstory's making for an anonymous event.
    assert {"timestamp", "user"} <= seen.keys()
    assert seen["context"] == shared["context"]
    assert left["user"]["uid"] == "cust-7"
    assert left["user"]["id"] != seen["user"]["id"]


def test_schema_is_given_where_asked_for(client: httpx.Client, kind: str) -> None:
    item = {**ITEMS[kind][0], "schema": {"properties": {"age": "int"}}}
    item["properties"] = {"age": 7, "ok": True, "at": "2024-05-01T09:30:00Z", "deep": {"tags": ["a"]}, "none": []}
    path = submit(client, kind, [item])
    wait(client, path)
    (plain,) = results(client, f"{path}/imports")
    assert plain.get("schema") is None
    (with_schema,) = results(client, f"{path}/imports", include_schema="true")
    declared = with_schema["schema"]["properties"]
    assert declared == {"age": "int", "ok": "bool", "at": "date", "deep": {"tags": "strs"}, "none": "strs"}


# Items that are refused while the batch is taken.


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ({"name": ""}, "name must not be empty"),
        ({"name": "a", "user": {"uid": "x"}, "session": {"id": "1"}}, "together with session.id"),
        ({"name": "a", "session": {"use_most_recent": True}}, "exactly one"),
        ({"name": "a", "user": {"uid": "x", "id": "1"}, "session": {"use_most_recent": True}}, "exactly one"),
        ({"name": "a", "context": {}}, "together with shared"),
        ({"name": "a", "timestamp": "yesterday"}, "ISO 8601"),
        ({"name": "a", "timestamp": "2024-13-01T00:00:00Z"}, "ISO 8601"),
        ({"name": "a", "user": {"uid": "x" * 257}}, "user.uid is longer than 256"),
        ({"name": "a", "properties": {"1st": 1}}, "property name '1st'"),
        ({"name": "a", "properties": {"deep": {"not good": 1}}}, "property name 'deep.not good'"),
        ({"name": "a", "properties": {"rows": [{}]}}, "list of objects"),
        ({"name": "a", "properties": {"text": "é" * 5000}}, "larger than 8192 bytes"),
    ],
)
def test_refused_events(client: httpx.Client, item: dict[str, Any], message: str) -> None:
    shared: dict[str, Any] = {"context": {}}
    body = {"requests": [{"name": "good"}, item], "shared": shared}
    answer = client.post("/v2/events/batch", json=body, extensions=WRONG_ON_PURPOSE)
    path = f"/v2/events/batch/{answer.json()['job']['id']}"
    status = wait(client, path)
    assert (status["job"]["status"], status["imports"], status["errors"]) == ("FAILED", 1, 1)
    (refused,) = results(client, f"{path}/errors")
    assert message in refused["message"]
    assert (refused["code"], refused["event"], refused["shared"]) == ("invalid_argument", item, shared)


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ({"email": "a" * 129}, "email is longer than 128"),
        ({"display_name": "a" * 257}, "display_name is longer than 256"),
        ({"id": "1" * 257}, "id is longer than 256"),
        ({"properties": {f"p{number}": 1 for number in range(501)}}, "more than 500 names"),
    ],
)
def test_refused_users(client: httpx.Client, item: dict[str, Any], message: str) -> None:
    path = submit(client, "users", [item], extensions=WRONG_ON_PURPOSE)
    status = wait(client, path)
    assert (status["job"]["status"], status["imports"], status["errors"]) == ("FAILED", 0, 1)
    (refused,) = results(client, f"{path}/errors")
    assert message in refused["message"]
    assert refused["user"] == item


# Bodies that are refused as a whole.


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "invalid_argument"),
        (b"{", "invalid_argument"),
        (b'{"requests": [{"name": NaN}]}', "invalid_argument"),
        (b"[" * 100_000, "invalid_argument"),
        (b"[]", "invalid_argument"),
        (b"{}", "required_field"),
        (b'{"requests": null}', "invalid_argument"),
        (b'{"requests": [1]}', "invalid_argument"),
        (b'{"requests": [], "shared": {"context": 1}}', "invalid_argument"),
        (b'{"requests": [{"user": {}}]}', "required_field"),
        (b'{"requests": [{"name": 1}]}', "invalid_argument"),
        (b'{"requests": [{"name": "a", "user": {"uid": 1}}]}', "invalid_argument"),
        (b'{"requests": [{"name": "a", "session": {"use_most_recent": 1}}]}', "invalid_argument"),
        (b'{"requests": [{"name": "a", "context": {"device": {"screen_width": 1.5}}}]}', "invalid_argument"),
        (b'{"requests": [{"name": "a", "context": {"location": {"latitude": true}}}]}', "invalid_argument"),
        (b'{"requests": [' + b",".join([b'{"name": "a"}'] * 50_001) + b"]}", "invalid_argument"),
    ],
    ids=range(16),
)
def test_wrong_events(client: httpx.Client, body: bytes, code: str) -> None:
    answer = client.post("/v2/events/batch", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.parametrize("item", [{"uid": 1}, {"properties": []}, {"schema": {"properties": "x"}}, []])
def test_wrong_users(client: httpx.Client, item: object) -> None:
    assert client.post("/v2/users/batch", json={"requests": [item]}).status_code == 400


def test_the_most_items(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.plan("fullstory", Plan(polls=0))
    path = submit(client, "users", [{}] * 50_000, extensions=WRONG_ON_PURPOSE)
    assert wait(client, path)["imports"] == 50_000


def test_half_a_surrogate_pair_comes_back(client: httpx.Client) -> None:
    body = json.dumps({"requests": [{"name": "\ud800", "user": {"uid": "\ud800"}, "properties": {"a": "\ud800"}}]})
    answer = client.post("/v2/events/batch", content=body, headers={"Content-Type": "application/json"})
    path = f"/v2/events/batch/{answer.json()['job']['id']}"
    wait(client, path)
    assert results(client, f"{path}/imports")[0]["name"] == "\ud800"


@pytest.mark.parametrize("value", ["yes", "1", ""])
def test_include_schema_is_a_boolean(client: httpx.Client, kind: str, value: str) -> None:
    path = submit(client, kind)
    assert client.get(f"{path}/imports", params={"include_schema": value}).status_code == 400


# Keys, paths, methods.


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "Basic",
        "Basic other",
        "sandbox-key",
        "Bearer sandbox-key",
        "Basic " + base64.b64encode(b"sandbox-key:").decode(),
    ],
)
def test_only_the_sandboxs_key_is_taken(connect: Connect, client: httpx.Client, kind: str, value: str | None) -> None:
    path = submit(client, kind)
    stranger = connect("fullstory", headers={} if value is None else {"Authorization": value})
    answers = [
        stranger.post(f"/v2/{kind}/batch", json={"requests": []}),
        *(stranger.get(path + part) for part in ("", "/imports", "/errors")),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(401, "unauthorized")}


@pytest.mark.parametrize("part", ["", "/imports", "/errors"])
def test_unknown_job(client: httpx.Client, kind: str, part: str) -> None:
    answer = client.get(f"/v2/{kind}/batch/abd123%3D{part}")
    assert (answer.status_code, answer.json()["code"]) == (404, "resource_not_found")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v2/events",
        "/v2/events/batch/",
        "/v2/events/batch/a/imports/b",
        "/v1/events/batch",
        "/v2/events/batch/a%0Ab",
    ],
)
def test_unknown_path(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "resource_not_found")


def test_wrong_method(client: httpx.Client, kind: str) -> None:
    path = submit(client, kind)
    for method, url in [("GET", f"/v2/{kind}/batch"), ("DELETE", path), ("POST", f"{path}/imports"), ("PUT", path)]:
        answer = client.request(method, url)
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
        assert answer.headers["allow"]


# Idempotency keys.


def test_same_key_and_body_is_the_same_job(client: httpx.Client, kind: str) -> None:
    paths = {submit(client, kind, headers={"Idempotency-Key": key}) for key in ("a", "a", "b")}
    assert len(paths) == 2


def test_same_key_and_another_body_is_refused(client: httpx.Client, kind: str) -> None:
    submit(client, kind, headers={"Idempotency-Key": "a"})
    answer = client.post(f"/v2/{kind}/batch", json={"requests": []}, headers={"Idempotency-Key": "a"})
    assert answer.status_code == 400
    assert "idempotency key" in answer.json()["message"]


def test_a_submit_whose_answer_was_lost_can_be_repeated(client: httpx.Client, sandbox: Sandbox, kind: str) -> None:
    sandbox.next("fullstory", Plan(faults=[Fault("reset", on="submit")]))
    key = {"Idempotency-Key": "a"}
    with pytest.raises(httpx.RemoteProtocolError):
        submit(client, kind, headers=key)
    path = submit(client, kind, headers=key)
    assert submit(client, kind, headers=key) == path


# Every pair of operation and status that the document lists.


def errors(place: Any) -> Iterator[Plan]:
    """Plan a job that meets each documented error twice in one place, and nothing else."""
    for status in (400, 401, 403, 404):
        yield Plan(faults=[Fault("gateway", status=status, on=place, times=2)])
    yield Plan(faults=[Fault("throttled", on=place, times=2)])
    yield Plan(faults=[Fault("error", on=place, times=2)])


def test_every_documented_answer_can_be_had(sandbox: Sandbox) -> None:
    contract = Contract(SPECS / "fullstory.yaml", "/fullstory")
    with httpx.Client(
        base_url=sandbox.base_url("fullstory", "http://sandbox"),
        transport=sandbox.transport(),
        headers=KEY,
        event_hooks={"response": [contract.check]},
    ) as client:
        for kind in ITEMS:
            for plan in errors("submit"):
                sandbox.next("fullstory", plan)
                for _ in range(2):
                    answer = client.post(f"/v2/{kind}/batch", json={"requests": []})
                    assert answer.json().keys() == {"message", "code"}
                submit(client, kind)
            for plan in errors("poll"):
                sandbox.next("fullstory", plan)
                assert client.get(submit(client, kind)).json().keys() == {"message", "code"}
            for plan in [*errors("page"), Plan(), Plan(polls=0)]:
                sandbox.next("fullstory", plan)
                path = submit(client, kind)
                for part in ("imports", "errors"):
                    client.get(f"{path}/{part}")
            wait(client, path)
    assert contract.seen == contract.documented
