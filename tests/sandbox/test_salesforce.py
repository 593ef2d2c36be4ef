"""Salesforce's answers: every operation, every outcome, every documented error, checked against the document."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from sandbox.contract import CHECKS, WRONG_ON_PURPOSE, Connect, load_contract
from support import played
from support.paths import SPECS
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.testing import VirtualClock

TOKEN = {"Authorization": "Bearer sandbox-token"}
CREDENTIALS = {"client_id": "sandbox-client", "client_secret": "sandbox-secret"}
GRANT = {"grant_type": "client_credentials", **CREDENTIALS}
ASYNC = "/data/v1/async"
MEMBERS = f"{ASYNC}/dataextensions/key:Loyalty_Members/rows"
ROWS = [{"MemberId": f"M-{number}", "Points": number} for number in range(1001, 1005)]
WAYS = [
    (method, f"{ASYNC}/dataextensions/{where}/rows")
    for method in ("POST", "PUT")
    for where in ("key:Loyalty_Members", "7c1d2e3f-4a5b-4c6d-8e7f-90a1b2c3d4e5")
]


@pytest.fixture
def client(connect: Connect) -> httpx.Client:
    return connect("salesforce", headers=TOKEN)


def queue(client: httpx.Client, rows: Any = ROWS, method: str = "PUT", path: str = MEMBERS) -> str:
    answer = client.request(method, path, json={"items": rows})
    assert answer.status_code == 202, answer.text
    body = answer.json()
    assert body["resultMessages"] == []
    assert str(uuid.UUID(body["requestId"])) == body["requestId"]
    return f"{ASYNC}/{body['requestId']}"


def poll(client: httpx.Client, path: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"{path}/status").json()
    # The id at the top names that request, not the job.
    assert answer["requestId"] not in path
    status: dict[str, Any] = answer["status"]
    assert path.endswith(status["requestId"])
    return status


def wait(client: httpx.Client, path: str) -> list[dict[str, Any]]:
    polls = [poll(client, path)]
    while polls[-1]["requestStatus"] != "Complete":
        polls.append(poll(client, path))
    return polls


def read(client: httpx.Client, path: str, **params: Any) -> list[str]:
    """The word of each row, from all pages."""
    rows: list[str] = []
    for number in range(1, 100):
        page = client.get(f"{path}/results", params={"page": number, **params} if number > 1 else params).json()
        assert (page["page"], page["requestId"] in path) == (number, False)
        rows += [row["status"] for row in page["items"]]
        if len(rows) >= page["count"]:
            return rows
    raise AssertionError("this goes on for ever")


# Outcomes.


@pytest.mark.parametrize(("method", "path"), WAYS)
def test_succeeded(client: httpx.Client, method: str, path: str) -> None:
    job = queue(client, method=method, path=path)
    polls = wait(client, job)
    assert [each["requestStatus"] for each in polls] == ["Pending", "Executing", "Complete"]
    pending, executing, complete = polls
    assert pending.keys() == {"callDateTime", "requestStatus", "requestId"}
    assert executing.keys() == {*pending, "pickupDateTime"}
    assert (complete["hasErrors"], complete["resultStatus"]) == (False, "OK")
    assert read(client, job) == ["OK"] * 4


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (Plan("partial", polls=1, refused=3), ["OK"] + ["Error"] * 3),
        (Plan("failed", polls=1), ["Error"] * 4),
    ],
)
def test_rows_that_are_refused(client: httpx.Client, sandbox: Sandbox, plan: Plan, words: list[str]) -> None:
    sandbox.next("salesforce", plan)
    job = queue(client)
    ended = wait(client, job)[-1]
    assert (ended["hasErrors"], ended["resultStatus"]) == (True, "Has Errors")
    assert read(client, job) == words
    refused = client.get(f"{job}/results", params={"page": 2}).json()["items"][-1]
    assert refused["errorCode"] == "UnexpectedError"
    assert "PRIMARY KEY" in refused["message"]


def test_gone(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next("salesforce", Plan("gone", polls=1))
    job = queue(client)
    assert poll(client, job)["requestStatus"] == "Pending"
    for place in ("status", "results"):
        answer = client.get(f"{job}/{place}")
        check_not_found(answer, nested=place == "results")


@pytest.mark.parametrize("unknown", ["00000000-0000-4000-8000-000000000000", "x", "key:x"])
@pytest.mark.parametrize("place", ["status", "results"])
def test_unknown(client: httpx.Client, unknown: str, place: str) -> None:
    check_not_found(client.get(f"{ASYNC}/{unknown}/{place}"), nested=place == "results")


def check_not_found(answer: httpx.Response, *, nested: bool) -> None:
    assert answer.status_code == 200
    assert answer.json().keys() == {"requestId", "resultMessages"}
    (message,) = answer.json()["resultMessages"]
    said = message["resultMessage"] if nested else message
    assert (said["resultClass"], said["resultCode"]) == ("Error", "AsyncRequestStatusNotFound")
    assert answer.request.url.path.split("/")[-2] in said["message"]


def test_invisible(client: httpx.Client, sandbox: Sandbox, clock: VirtualClock) -> None:
    sandbox.next("salesforce", Plan(polls=2, invisible_for=900))
    job = queue(client)
    for path, seconds in ((f"{job}/status", 899), (f"{job}/results", 0), (f"{job}/status", 0)):
        clock.advance(seconds)
        answer = client.get(path)
        assert (answer.status_code, answer.json().keys()) == (200, {"requestId", "resultMessages"})
        assert "AsyncRequestStatusNotFound" in answer.text
    clock.advance(1)
    words = [client.get(f"{job}/status").json()["status"]["requestStatus"] for _ in range(3)]
    assert words == ["Pending", "Executing", "Complete"]


def test_an_unknown_word(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next("salesforce", Plan(faults=[Fault("unknown-word")]))
    assert poll(client, queue(client))["requestStatus"] == "Hibernating"


def test_times_have_no_zone(client: httpx.Client) -> None:
    ended = wait(client, queue(client))[-1]
    for name in ("callDateTime", "pickupDateTime", "completionDateTime"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,2}[1-9])?", ended[name])


def test_ids_come_from_the_seed(client: httpx.Client, sandbox: Sandbox) -> None:
    first = queue(client)
    seen = client.get(f"{first}/status").json()["requestId"]
    assert queue(client) != first
    sandbox.reset()
    assert queue(client) == first
    assert client.get(f"{first}/status").json()["requestId"] == seen


# Pages.


def test_no_rows_while_pending(client: httpx.Client) -> None:
    page = client.get(f"{queue(client)}/results").json()
    assert (page["page"], page["count"], page["items"]) == (1, 0, [])


@pytest.mark.parametrize(("params", "size", "first"), [({}, 3, 3), ({"pageSize": 2}, 2, 2), ({"pageSize": 99}, 3, 3)])
def test_a_page(client: httpx.Client, params: dict[str, int], size: int, first: int) -> None:
    job = queue(client)
    wait(client, job)
    page = client.get(f"{job}/results", params=params).json()
    assert (page["page"], page["pageSize"], page["count"], len(page["items"])) == (1, size, 4, first)
    assert len(read(client, job, **params)) == 4
    beyond = client.get(f"{job}/results", params={"page": 9}).json()
    assert (beyond["page"], beyond["count"], beyond["items"]) == (9, 4, [])


def test_fifty_rows_on_a_page_at_most() -> None:
    big = Sandbox(page_size=1000)
    big.plan("salesforce", Plan(polls=0))
    base_url = big.base_url("salesforce", "http://sandbox")
    with httpx.Client(base_url=base_url, transport=big.transport(), headers=TOKEN) as client:
        page = client.get(f"{queue(client, ROWS * 15)}/results", params={"pageSize": 1000}).json()
    assert (page["pageSize"], page["count"], len(page["items"])) == (50, 60, 50)


@pytest.mark.parametrize("value", ["true", "false"])
def test_include_detail(client: httpx.Client, value: str) -> None:
    assert client.get(f"{queue(client)}/results", params={"includeDetail": value}).status_code == 200


@pytest.mark.parametrize("name", ["page", "pageSize", "includeDetail"])
@pytest.mark.parametrize("value", ["0", "-1", "x", "", "1.5", "9" * 30, "٣"])
def test_wrong_pages(client: httpx.Client, name: str, value: str) -> None:
    answer = client.get(f"{queue(client)}/results", params={name: value})
    assert answer.status_code == 400
    assert answer.json()["message"].startswith(name)


def test_pages_by_the_names_of_other_collections(client: httpx.Client) -> None:
    job = queue(client)
    wait(client, job)
    assert client.get(f"{job}/results", params={"$page": 2}).json()["page"] == 2
    sized = client.get(f"{job}/results", params={"$pageSize": 2}, extensions=WRONG_ON_PURPOSE).json()
    assert (sized["page"], sized["pageSize"]) == (1, 2)
    assert client.get(f"{job}/results", params={"$page": "x"}).status_code == 400
    assert client.get(f"{job}/results", params={"$page": 2, "page": 1}).json()["page"] == 1


def test_paths_and_keys_are_without_case(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.plan("salesforce", Plan(polls=0))
    headers = {"Authorization": client.headers["authorization"]}
    base = sandbox.base_url("salesforce", "http://sandbox")
    # What is not written as the document has it cannot be checked against the document.
    with httpx.Client(transport=sandbox.transport(), headers=headers) as other:
        for path in (
            "//data/v1/async/dataExtensions/key:Members/rows",
            "/DATA/V1/async/DATAEXTENSIONS/KEY:members/ROWS",
        ):
            job_id = other.put(base + path, json={"items": ROWS}).json()["requestId"]
            for asked in (job_id, job_id.upper()):
                status = other.get(f"{base}//data/v1/ASYNC/{asked}/Status").json()["status"]
                assert (status["requestId"], status["requestStatus"]) == (job_id, "Complete")
            assert other.get(f"{base}/data/v1/async/{job_id}/RESULTS").json()["count"] == len(ROWS)
        refused = other.post(f"{base}/data/v1/async/dataextensions/key:mIssing_B/rows", json={"items": ROWS})
        assert refused.status_code == 400
        # The name comes back as it was written.
        assert "mIssing_B" in refused.json()["resultMessages"][0]["message"]
        token = other.post(f"{base}//V2/Token", json=GRANT).json()
        assert token["rest_instance_url"] == "http://sandbox/salesforce/"


# Queueing.


@pytest.mark.parametrize(
    "rows",
    [
        [{"Text": "ä", "Whole": 1, "Part": 4.5, "Yes": True, "Nothing": None}],
        [{}],
        [{"MemberId": "M-1"}] * 32_000,
    ],
)
def test_rows(client: httpx.Client, rows: list[dict[str, Any]]) -> None:
    queue(client, rows)


@pytest.mark.parametrize(("method", "path"), WAYS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"items": []}',
        b'{"items": null}',
        b'{"items": {"MemberId": "M-1"}}',
        b'{"items": ["M-1"]}',
        b'{"items": [{"keys": {"MemberId": "M-1"}, "values": {"Points": 1}}]}',
        b'{"items": [{"Points": [1]}]}',
        b'{"items": [{"Points": NaN}]}',
        b"\xff",
    ],
)
def test_wrong_bodies(client: httpx.Client, method: str, path: str, body: bytes) -> None:
    answer = client.request(method, path, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["errorcode"] == 10004


def test_too_many_rows(client: httpx.Client) -> None:
    answer = client.put(MEMBERS, json={"items": [{"a": 1}] * 32_001})
    assert answer.status_code == 400
    assert "1 to 32000 rows, not 32001" in answer.json()["message"]


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize("where", ["key:{}", "{}"])
@pytest.mark.parametrize(
    ("target", "status", "result_type"),
    [("Missing_Members", 400, "Validation"), ("MissingQuietly", 200, "Operational")],
)
def test_no_such_data_extension(
    client: httpx.Client, method: str, where: str, target: str, status: int, result_type: str
) -> None:
    answer = client.request(method, f"{ASYNC}/dataextensions/{where.format(target)}/rows", json={"items": ROWS})
    assert answer.status_code == status
    (message,) = answer.json()["resultMessages"]
    assert (message["resultType"], message["resultCode"]) == (result_type, "CustomObjectNotFound")
    # There is an id, and no job under it.
    check_not_found(client.get(f"{ASYNC}/{answer.json()['requestId']}/status"), nested=False)


@pytest.mark.parametrize("where", ["key:Loyalty%20members%2050%25", "key:a%3Fb%23c", "a%20b"])
def test_names_of_any_characters(client: httpx.Client, where: str) -> None:
    wait(client, queue(client, path=f"{ASYNC}/dataextensions/{where}/rows"))


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_key_with_a_slash(client: httpx.Client, method: str) -> None:
    # The check of exchanges takes such a path for another one.
    client.event_hooks = {}
    wait(client, queue(client, method=method, path=f"{ASYNC}/dataextensions/key:a%2Fb/rows"))


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_no_name(client: httpx.Client, method: str) -> None:
    assert client.request(method, f"{ASYNC}/dataextensions/key:/rows", json={"items": ROWS}).status_code == 404


# Tokens.


@pytest.mark.parametrize(
    "more",
    [{}, {"account_id": 12345}, {"account_id": "12345"}, {"scope": "data_extensions_read data_extensions_write"}],
)
def test_a_token(connect: Connect, more: dict[str, Any]) -> None:
    answer = connect("salesforce").post("/v2/token", json={**GRANT, **more})
    assert answer.status_code == 200
    # As a form it comes back the same.
    assert connect("salesforce").post("/v2/token", data={**GRANT, **more}).status_code == 200
    token = answer.json()
    assert (token["token_type"], token["expires_in"]) == ("Bearer", 1079)
    assert token["rest_instance_url"] == "http://sandbox/salesforce/"
    queue(connect("salesforce", headers={"Authorization": f"Bearer {token['access_token']}"}))


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({**GRANT, "client_secret": "other"}, "invalid_client"),
        ({**GRANT, "scope": ""}, "invalid_scope"),
        ({}, "unsupported_grant_type"),
    ],
)
def test_no_token_for_a_form(connect: Connect, form: dict[str, str], error: str) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = connect("salesforce").post("/v2/token", data=form, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (401, error)


def test_a_token_ends() -> None:
    clock = VirtualClock()
    sandbox = Sandbox(clock=clock.monotonic, token_lifetime=60)
    with httpx.Client(base_url="http://x/salesforce", transport=sandbox.transport()) as client:

        def ask(token: dict[str, Any]) -> int:
            headers = {"Authorization": f"Bearer {token['access_token']}"}
            return client.get("/data/v1/async/x/status", headers=headers).status_code

        first = client.post("/v2/token", json=GRANT).json()
        assert first["expires_in"] == 60
        clock.advance(59.9)
        second = client.post("/v2/token", json=GRANT).json()
        assert (ask(first), ask(second)) == (200, 200)
        clock.advance(0.2)
        assert (ask(first), ask(second)) == (401, 200)
        tokens = sandbox.providers["salesforce"].tokens
        tokens.revoke()
        assert ask(second) == 401


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({**GRANT, "client_secret": "other"}, "invalid_client"),
        ({**GRANT, "client_id": "other"}, "invalid_client"),
        ({"grant_type": "client_credentials"}, "invalid_client"),
        (CREDENTIALS, "unsupported_grant_type"),
        ({**GRANT, "grant_type": "password"}, "unsupported_grant_type"),
        ({**GRANT, "scope": ""}, "invalid_scope"),
        ({**GRANT, "scope": 1}, "invalid_request"),
        ({**GRANT, "account_id": True}, "invalid_request"),
        ({**GRANT, "account_id": None}, "invalid_request"),
        ([], "invalid_request"),
        (None, "invalid_request"),
    ],
)
def test_no_token(connect: Connect, content: Any, error: str) -> None:
    answer = connect("salesforce").post("/v2/token", json=content)
    assert (answer.status_code, answer.json()["error"]) == (401, error)
    assert "sandbox-" not in answer.text


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"grant_type=client_credentials"])
def test_a_token_request_that_is_no_json(connect: Connect, content: bytes) -> None:
    answer = connect("salesforce").post("/v2/token", content=content)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_request")


@pytest.mark.parametrize("headers", [{}, {"Authorization": ""}, {"Authorization": "Bearer other"}])
def test_other_credentials_are_refused(connect: Connect, client: httpx.Client, headers: dict[str, str]) -> None:
    job, stranger = queue(client), connect("salesforce", headers=headers)
    answers = [stranger.request(method, path, json={"items": ROWS}) for method, path in WAYS]
    answers += [stranger.get(f"{job}/{place}") for place in ("status", "results")]
    assert [answer.status_code for answer in answers] == [401] * 6
    assert all(
        answer.json() == {"message": "Not Authorized", "errorcode": 0, "documentation": ""} for answer in answers
    )


def test_the_environment_is_taken_by_the_client(sandbox: Sandbox) -> None:
    environment = sandbox.environment("http://127.0.0.1:8765")
    assert {name: value for name, value in environment.items() if name.startswith("SALESFORCE")} == {
        "SALESFORCE_CLIENT_ID": "sandbox-client",
        "SALESFORCE_CLIENT_SECRET": "sandbox-secret",
        "SALESFORCE_BASE_URL": "http://127.0.0.1:8765/salesforce",
        "SALESFORCE_AUTH_URL": "http://127.0.0.1:8765/salesforce",
    }


# Every pair of operation and status that the document lists.

PLACES: list[tuple[Any, str, str]] = [
    *(("submit", method, path) for method, path in WAYS),
    ("poll", "GET", "status"),
    ("page", "GET", "results"),
]


@pytest.mark.parametrize(("place", "method", "path"), PLACES)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503, 596])
def test_planned_errors(
    client: httpx.Client, sandbox: Sandbox, place: Any, method: str, path: str, status: int
) -> None:
    fault = {429: Fault("throttled", on=place, retry_after=7), 500: Fault("error", on=place)}.get(
        status, Fault("gateway", on=place, status=status)
    )
    sandbox.next("salesforce", Plan(polls=0, faults=[fault]))

    def ask() -> httpx.Response:
        return client.request(method, path, json={"items": ROWS} if place == "submit" else None)

    if place != "submit":
        path = f"{queue(client)}/{path}"
    answer = ask()
    assert answer.status_code == status
    assert answer.headers.get("retry-after") == ("7" if status == 429 else None)
    if status == 596:
        assert answer.content == b""
    else:
        # No source has a code for 500.
        others = {429: {"errorcode", "documentation", "retryAfter"}, 500: set()}
        assert answer.json().keys() == {"message"} | others.get(status, {"errorcode", "documentation"})
    # It was met once.
    assert ask().status_code == (202 if place == "submit" else 200)


@pytest.mark.parametrize("outcome", ["succeeded", "gone"])
def test_a_planned_404_is_not_an_unknown_job(client: httpx.Client, sandbox: Sandbox, outcome: Any) -> None:
    sandbox.next("salesforce", Plan(outcome, polls=2, faults=[Fault("gateway", status=404, at=1)]))
    job = queue(client)
    assert [client.get(f"{job}/status").status_code for _ in range(2)] == [404, 200]


def test_a_retry_after_may_be_a_date(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next("salesforce", Plan(faults=[Fault("throttled", http_date=True)]))
    job = queue(client)
    # The document knows seconds only.
    client.event_hooks = {}
    answer = client.get(f"{job}/status")
    assert answer.headers["retry-after"].endswith(" GMT")
    assert "retryAfter" not in answer.json()


@pytest.mark.parametrize("place", ["submit", "poll", "page"])
@pytest.mark.parametrize("status", [503, 529])
def test_a_proxy_answers_in_html(client: httpx.Client, sandbox: Sandbox, place: Any, status: int) -> None:
    fault = Fault("unavailable", on=place) if status == 503 else Fault("gateway", on=place)
    sandbox.next("salesforce", Plan(polls=0, faults=[fault]))
    # The document lists a 503 in JSON.
    client.event_hooks = {}
    if place == "submit":
        answer = client.put(MEMBERS, json={"items": ROWS})
    else:
        answer = client.get(f"{queue(client)}/{'status' if place == 'poll' else 'results'}")
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (status, "text/html")


@pytest.mark.parametrize("place", ["submit", "poll", "page"])
def test_a_connection_that_drops(client: httpx.Client, sandbox: Sandbox, place: Any) -> None:
    sandbox.next("salesforce", Plan(polls=0, faults=[Fault("reset", on=place)]))
    with pytest.raises(httpx.RemoteProtocolError):
        client.get(f"{queue(client)}/{'status' if place == 'poll' else 'results'}")


@pytest.mark.parametrize("path", ["/", ASYNC, f"{ASYNC}/1", f"{ASYNC}/1/status/", "/v2/token/", "/v1/requestToken"])
def test_unknown_path(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["errorcode"]) == (404, 30003)


def test_wrong_method(client: httpx.Client) -> None:
    job = queue(client)
    for method, path in [("GET", MEMBERS), ("DELETE", MEMBERS), ("POST", f"{job}/status"), ("GET", "/v2/token")]:
        assert client.request(method, path).status_code == 405


# Nothing throttles the token host, and results come with the status of the given page.
played.expect(
    "salesforce",
    load_contract("salesforce", "/salesforce"),
    never={("request_token", 429), ("list_request_results", 202)},
)


# Requests nobody thought of.


@pytest.fixture(scope="module")
def root() -> Iterator[str]:
    sandbox = Sandbox()
    sandbox.plan("salesforce", Plan(polls=0))
    with sandbox.serve() as root:
        yield root


document = schemathesis.openapi.from_path(SPECS / "salesforce.yaml")


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
@document.parametrize()
@settings(max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_fuzz(case: "schemathesis.Case[Any]", root: str) -> None:
    answer = case.call(base_url=f"{root}/salesforce", headers=TOKEN)
    case.validate_response(answer, checks=CHECKS)
