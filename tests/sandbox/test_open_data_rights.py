"""The Open Data Rights instance: every operation, outcome and documented error, checked against the document."""

import base64
import hashlib
import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from sandbox.contract import CHECKS, BreachError, Contract
from support import played
from support.paths import SPECS
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.testing import VirtualClock

NAME = "open_data_rights"
TOKEN = {"Authorization": "Bearer sandbox-token"}
# No error but those listed is specified, so that all others are as a proxy gives them.
CONTRACT = Contract(SPECS / f"{NAME}.yaml", f"/{NAME}", proxy_statuses=(403, 429, 500, 502, 503, 529))
TYPES = ["LikeAction", "Person", "LoyaltyPoints"]


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=sandbox.base_url(NAME, "http://sandbox"),
        transport=sandbox.transport(),
        event_hooks={"response": [CONTRACT.check]},
        headers=TOKEN,
    ) as client:
        yield client


def submit(client: httpx.Client, types: list[str] | None = None) -> str:
    answer = client.post("/requests") if types is None else client.post("/requests", json=types)
    assert answer.status_code == 200, answer.text
    created: dict[str, Any] = answer.json()
    assert created["isCompleted"] is False
    assert "completedAt" not in created
    return f"/requests/{created['requestId']}"


def error_of(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    assert body.keys() == {"error", "message"}
    return answer.status_code, body["error"]


# Outcomes.


def test_succeeded(client: httpx.Client) -> None:
    path = submit(client, TYPES[:2])
    answers = [client.get(path).json() for _ in range(4)]
    assert [each["isCompleted"] for each in answers] == [False, False, True, True]
    assert ["completedAt" in each for each in answers] == [False, False, True, True]
    assert answers[-1]["completedAt"] >= answers[-1]["createdAt"]
    assert all(each["dataRequested"] == TYPES[:2] for each in answers)


def test_gone(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next(NAME, Plan("gone", polls=2))
    path = submit(client)
    assert [client.get(path).status_code for _ in range(4)] == [200, 200, 404, 404]
    for answer in (
        client.get(path),
        client.get(f"{path}/complete"),
        client.get(f"{path}/download"),
        client.delete(path),
    ):
        assert error_of(answer) == (404, "Not Found")
    assert client.get("/requests").json() == []


def test_invisible(client: httpx.Client, sandbox: Sandbox, clock: VirtualClock) -> None:
    sandbox.next(NAME, Plan(polls=1, invisible_for=60))
    path = submit(client)
    clock.advance(59.9)
    for part in ("", "/complete", "/download", ""):
        assert error_of(client.get(path + part)) == (404, "Not Found")
    assert error_of(client.delete(path)) == (404, "Not Found")
    assert client.get("/requests").json() == []
    clock.advance(0.1)
    assert [client.get(path).json()["isCompleted"] for _ in range(2)] == [False, True]


def test_requests_cannot_fail(sandbox: Sandbox) -> None:
    for outcome in ("partial", "failed"):
        plan = Plan.from_dict({"outcome": outcome})
        with pytest.raises(ValueError, match="outcome must be one of succeeded, gone for open_data_rights"):
            sandbox.plan(NAME, plan)


def test_completion_as_a_character(client: httpx.Client) -> None:
    path = submit(client)
    answers = [client.get(f"{path}/complete") for _ in range(3)]
    assert [each.text for each in answers] == ["0", "0", "1"]
    # Both operations poll the same thing.
    assert client.get(path).json()["isCompleted"] is True


def test_the_expected_completion_is_told_where_the_plan_has_a_time(clock: VirtualClock) -> None:
    sandbox = Sandbox(clock=clock.monotonic, now=lambda: datetime(2024, 5, 1, 9, 30, tzinfo=UTC))
    sandbox.next(NAME, Plan(seconds=60))
    with httpx.Client(base_url=f"http://x/{NAME}", transport=sandbox.transport(), headers=TOKEN) as client:
        path = submit(client)
        pending = client.get(path).json()
        clock.advance(59)
        assert client.get(path).json()["isCompleted"] is False
        clock.advance(1)
        completed = client.get(path).json()
    assert pending["expectedCompletion"] == "2024-05-01T09:31:00.000Z"
    assert (pending["isCompleted"], completed["isCompleted"]) == (False, True)
    assert completed["completedAt"] == "2024-05-01T09:31:00.000Z"
    assert pending["createdAt"] == "2024-05-01T09:30:00.000Z"


def test_no_expected_completion_where_nobody_knows(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next(NAME, Plan(polls=1), Plan(seconds=1e300))
    for _ in range(2):
        assert "expectedCompletion" not in client.get(submit(client)).json()


def test_a_state_that_no_document_allows(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next(NAME, Plan(faults=[Fault("unknown-word", times=2)]))
    path = submit(client)
    with pytest.raises(BreachError, match="paused"):
        client.get(path)
    assert client.get(f"{path}/complete").text == "paused"
    assert client.get(path).json()["isCompleted"] is True


# Creating, listing, cancelling.


def test_everything_is_asked_for_without_a_body(client: httpx.Client) -> None:
    assert client.get(submit(client)).json()["dataRequested"] == TYPES


@pytest.mark.parametrize("types", [["Person"], [], ["Person", "Person"]])
def test_types_are_taken_as_they_are(client: httpx.Client, types: list[str]) -> None:
    assert client.get(submit(client, types)).json()["dataRequested"] == types


@pytest.mark.parametrize("body", [b'["Shoes"]', b'"Person"', b"[1]", b"[[]]", b"{}", b"null", b'["Person", "person"]'])
def test_unknown_types(client: httpx.Client, body: bytes) -> None:
    answer = client.post("/requests", content=body, headers={"Content-Type": "application/json"})
    assert error_of(answer) == (400, "InvalidDataTypes")
    assert client.get("/requests").json() == []


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[NaN]"])
def test_a_body_that_is_not_json(client: httpx.Client, body: bytes) -> None:
    answer = client.post("/requests", content=body, headers={"Content-Type": "application/json"})
    assert error_of(answer) == (400, "Bad Request")


def test_ids_are_random_and_come_from_the_seed(client: httpx.Client) -> None:
    path = submit(client)
    with httpx.Client(base_url=f"http://x/{NAME}", transport=Sandbox().transport(), headers=TOKEN) as other:
        assert submit(other) == path
    made = uuid.UUID(path.rpartition("/")[2])
    assert (made.version, made.variant) == (4, uuid.RFC_4122)
    assert submit(client) != path


def test_the_list(client: httpx.Client) -> None:
    paths = [submit(client) for _ in range(3)]
    for _ in range(3):
        client.get(paths[1])
    listed = client.get("/requests").json()
    assert [f"/requests/{each['requestId']}" for each in listed] == paths
    assert [each["isCompleted"] for each in listed] == [False, True, False]
    # Listing is no poll of any of them.
    assert client.get("/requests").json() == listed


def test_cancelling(client: httpx.Client) -> None:
    path, other = submit(client), submit(client)
    answer = client.delete(path)
    assert (answer.text, answer.headers["content-type"].partition(";")[0]) == ("OK", "text/plain")
    assert error_of(client.get(path)) == error_of(client.delete(path)) == (404, "Not Found")
    assert [f"/requests/{each['requestId']}" for each in client.get("/requests").json()] == [other]


def test_the_most_requests_at_a_time(client: httpx.Client) -> None:
    most = client.get("/settings").json()["maxNumberOfRequests"]
    paths = [submit(client) for _ in range(most)]
    assert error_of(client.post("/requests")) == (400, "MaximumAmountOfRequestsReached")
    client.delete(paths[0])
    submit(client)
    assert error_of(client.post("/requests")) == (400, "MaximumAmountOfRequestsReached")
    for _ in range(3):
        client.get(paths[1])
    submit(client)  # one that has ended leaves room as well


def test_a_reset_forgets_cancelled_and_other_requests(client: httpx.Client, sandbox: Sandbox) -> None:
    path = submit(client)
    client.delete(path)
    sandbox.reset()
    assert submit(client) == path
    assert client.get(path).status_code == 200


# The archive.


def download(client: httpx.Client, path: str) -> bytes:
    answer = client.get(f"{path}/download")
    assert answer.headers["content-type"] == "application/zip"
    return answer.content


def test_no_archive_before_completion(client: httpx.Client) -> None:
    path = submit(client)
    for _ in range(3):
        assert error_of(client.get(f"{path}/download")) == (400, "Bad Request")
    # Asking for the archive does not bring the request nearer to its end.
    assert [client.get(path).json()["isCompleted"] for _ in range(3)] == [False, False, True]
    assert download(client, path).startswith(b"PK")


def test_what_the_archive_holds(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.plan(NAME, Plan(polls=0))
    with zipfile.ZipFile(io.BytesIO(download(client, submit(client, ["Person", "LikeAction"])))) as archive:
        assert archive.testzip() is None
        files = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    assert files.keys() == {
        "data.json",
        "open-data-rights-api/data.json",
        "open-data-rights-api/data-me.json",
        "open-data-rights-api/schemas/Person.json",
        "open-data-rights-api/schemas/LikeAction.json",
    }
    assert [each["@type"] for each in files["data.json"]] == ["Person", "LikeAction", "Person"]
    assert {each["@context"] for each in files["data.json"]} == {
        "https://schema.org/Person",
        "https://schema.org/LikeAction",
    }
    assert files["open-data-rights-api/data.json"] == client.get("/data").json()
    assert files["open-data-rights-api/data-me.json"] == client.get("/data/me").json()


@pytest.mark.parametrize("items", [None, 0, 1, 500])
def test_the_archive_is_the_same_every_time(client: httpx.Client, sandbox: Sandbox, items: int | None) -> None:
    sandbox.plan(NAME, Plan(polls=0, items=items))
    one, other = submit(client), submit(client)
    content = download(client, one)
    assert content == download(client, one) == download(client, other)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert len(json.loads(archive.read("data.json"))) == (3 if items is None else items)


def test_an_archive_of_nothing(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.plan(NAME, Plan(polls=0))
    with zipfile.ZipFile(io.BytesIO(download(client, submit(client, [])))) as archive:
        assert json.loads(archive.read("data.json")) == []


# What the organisation says of itself.


def test_settings_and_types_need_no_token(client: httpx.Client) -> None:
    del client.headers["Authorization"]
    assert {"organisationName", "oAuthUrl", "oAuthClientId", "supportedLanaguages"} <= client.get(
        "/settings"
    ).json().keys()
    assert [each["type"] for each in client.get("/data").json()] == TYPES


def test_languages(client: httpx.Client) -> None:
    languages = client.get("/settings").json()["supportedLanguages"]
    told = {lang: client.get("/data", params={"lang": lang}).json()[0]["description"] for lang in languages}
    assert told["en"] == client.get("/data").json()[0]["description"] != told["nl"]
    for unknown in ("de", "", "EN"):
        assert error_of(client.get("/data", params={"lang": unknown})) == (400, "LanguageNotSupported")


def test_the_types_of_a_person(client: httpx.Client) -> None:
    assert client.get("/data/me").json() == {"account": "ada@example.com", "types": TYPES}


# The login.

BACK = "https://app.example.com/callback"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


def log_in(client: httpx.Client, path: str = "/oauth/authorize", **more: str) -> dict[str, str]:
    """What comes back to the client in the query."""
    answer = client.get(path, params={"redirect_uri": BACK, "response_type": "code", **more})
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(more.get("redirect_uri", BACK))
    return {name: value for name, (value,) in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def exchange(client: httpx.Client, **fields: str) -> tuple[int, dict[str, Any]]:
    answer = client.post("/oauth/token", data=fields)
    return answer.status_code, answer.json()


def test_a_token_for_a_code(client: httpx.Client) -> None:
    del client.headers["Authorization"]
    settings = client.get("/settings").json()
    assert settings["oAuthUrl"] == "http://sandbox/open_data_rights"
    came = log_in(client, client_id=settings["oAuthClientId"], scope="open-data-request-api", state="a b&c")
    assert came.keys() == {"code", "state"}
    assert came["state"] == "a b&c"
    fields = {"grant_type": "authorization_code", "code": came["code"], "redirect_uri": BACK, "client_id": "odr-public"}
    status, token = exchange(client, **fields)
    assert (status, token["token_type"], token["expires_in"]) == (200, "Bearer", 3600)
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    assert client.get("/data/me", headers=headers).status_code == 200
    # A code works once.
    assert exchange(client, **fields) == (
        400,
        {"error": "invalid_grant", "error_description": "The code was used before or is unknown."},
    )


def test_the_login_as_the_authors_client_does_it(client: httpx.Client) -> None:
    answer = client.get("/oauth/authorize", params={"redirect_uri": "aeon://odr-callback"})
    assert answer.headers["location"].startswith("aeon://odr-callback?")
    # It takes the code from `token`, names no grant, and polls the account then.
    (code,) = parse_qs(urlsplit(answer.headers["location"]).query)["token"]
    status, token = exchange(client, code=code)
    assert status == 200
    account = client.get("/data/me", headers={"Authorization": f"Bearer {token['access_token']}"}).json()["account"]
    assert account == "ada@example.com"


def test_the_other_paths_of_the_login(sandbox: Sandbox) -> None:
    # That of the published specification and that of the whitepaper are in no document of ours.
    with httpx.Client(base_url=sandbox.base_url(NAME, "http://sandbox"), transport=sandbox.transport()) as client:
        for path in ("/oauth/authorized", "/authorization"):
            assert exchange(client, code=log_in(client, path)["code"])[0] == 200


def test_a_query_of_the_clients_own_is_kept(client: httpx.Client) -> None:
    assert log_in(client, redirect_uri=f"{BACK}?a=1")["a"] == "1"


def test_a_token_ends_and_is_refreshed(client: httpx.Client, clock: VirtualClock) -> None:
    def ask(token: dict[str, Any]) -> int:
        return client.get("/data/me", headers={"Authorization": f"Bearer {token['access_token']}"}).status_code

    # Two people, each with a refresh token of their own.
    first, second = (exchange(client, code=log_in(client)["code"])[1] for _ in range(2))
    clock.advance(3600)
    assert (ask(first), ask(second)) == (401, 401)
    for token in (first, second):
        fields = {"grant_type": "refresh_token", "refresh_token": token["refresh_token"]}
        status, renewed = exchange(client, **fields)
        assert (status, ask(renewed)) == (200, 200)
        assert renewed["refresh_token"] != token["refresh_token"]
        assert exchange(client, **fields)[1]["error"] == "invalid_grant"
        assert exchange(client, **{**fields, "refresh_token": renewed["refresh_token"]})[0] == 200


def test_a_code_ends(client: httpx.Client, clock: VirtualClock) -> None:
    early, late = (log_in(client)["code"] for _ in range(2))
    clock.advance(599.9)
    assert exchange(client, code=early)[0] == 200
    clock.advance(0.1)
    assert exchange(client, code=late)[1]["error_description"] == "The code has expired."


@pytest.mark.parametrize(
    ("challenge", "verifier", "status"),
    [
        ({"code_challenge": CHALLENGE, "code_challenge_method": "S256"}, {"code_verifier": VERIFIER}, 200),
        ({"code_challenge": VERIFIER}, {"code_verifier": VERIFIER}, 200),
        ({"code_challenge": VERIFIER, "code_challenge_method": "plain"}, {"code_verifier": VERIFIER}, 200),
        ({"code_challenge": CHALLENGE, "code_challenge_method": "S256"}, {"code_verifier": "w" * 43}, 400),
        ({"code_challenge": CHALLENGE, "code_challenge_method": "S256"}, {"code_verifier": CHALLENGE}, 400),
        ({"code_challenge": CHALLENGE, "code_challenge_method": "S256"}, {}, 400),
        ({}, {"redirect_uri": f"{BACK}/other"}, 400),
        ({}, {"client_id": "other"}, 400),
        ({}, {"grant_type": "password"}, 400),
        ({}, {"code": ""}, 400),
        ({}, {"code": "sandbox-code-7"}, 400),
    ],
)
def test_what_a_code_asks_for(
    client: httpx.Client, challenge: dict[str, str], verifier: dict[str, str], status: int
) -> None:
    got = exchange(client, **{"code": log_in(client, **challenge)["code"], **verifier})
    assert got[0] == status
    assert ("access_token" in got[1]) is (status == 200)


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge": VERIFIER, "code_challenge_method": "S512"}, "invalid_request"),
    ],
)
def test_what_comes_back_without_a_code(client: httpx.Client, params: dict[str, str], error: str) -> None:
    assert log_in(client, state="s", **params) == {"error": error, "state": "s"}


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"redirect_uri": ""},
        {"redirect_uri": "/callback"},
        {"redirect_uri": "app.example.com"},
        {"redirect_uri": f"{BACK}#part"},
        {"redirect_uri": f"{BACK}\r\nX-Other: 1"},
        {"redirect_uri": "https://app.example.com/\u00fc"},
        {"redirect_uri": BACK, "client_id": "other"},
    ],
)
def test_no_way_back(client: httpx.Client, params: dict[str, str]) -> None:
    answer = client.get("/oauth/authorize", params=params)
    assert (answer.status_code, answer.content, "location" in answer.headers) == (400, b"", False)


@pytest.mark.parametrize("content_type", [None, "application/json", "multipart/form-data; boundary=x"])
def test_a_token_request_is_a_form(client: httpx.Client, content_type: str | None) -> None:
    headers = {} if content_type is None else {"Content-Type": content_type}
    answer = client.post("/oauth/token", content=json.dumps({"code": log_in(client)["code"]}), headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_a_reset_forgets_codes(client: httpx.Client, sandbox: Sandbox) -> None:
    code = log_in(client)["code"]
    sandbox.reset()
    assert exchange(client, code=code)[0] == 400
    assert log_in(client)["code"] == code


# Tokens, paths, faults.


@pytest.mark.parametrize("value", [None, "", "Bearer", "Bearer other", "sandbox-token", "Basic sandbox-token"])
def test_only_the_sandboxs_token_is_taken(client: httpx.Client, value: str | None) -> None:
    path = submit(client)
    del client.headers["Authorization"]
    headers = {} if value is None else {"Authorization": value}
    asked = [("GET", "/data/me"), ("GET", "/requests"), ("POST", "/requests"), ("GET", path), ("DELETE", path)]
    for method, url in [*asked, ("GET", f"{path}/complete"), ("GET", f"{path}/download")]:
        assert error_of(client.request(method, url, headers=headers)) == (401, "Unauthorized")
    assert client.get(path, headers=TOKEN).status_code == 200


@pytest.mark.parametrize("request_id", ["1", "a%2Fb", "%C3%A9", "a%0Ab", str(uuid.UUID(int=0, version=4))])
def test_unknown_request(client: httpx.Client, request_id: str) -> None:
    path = f"/requests/{request_id}"
    for answer in (
        client.get(path),
        client.delete(path),
        client.get(f"{path}/complete"),
        client.get(f"{path}/download"),
    ):
        assert error_of(answer) == (404, "Not Found")


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault("throttled", retry_after=7), 429),
        (Fault("error"), 500),
        (Fault("unavailable"), 503),
        (Fault("gateway", status=529), 529),
        (Fault("gateway", status=403), 403),
        (Fault("gateway", status=401), 401),
    ],
)
@pytest.mark.parametrize("place", ["submit", "poll", "page"])
def test_planned_errors(client: httpx.Client, sandbox: Sandbox, place: Any, fault: Fault, status: int) -> None:
    planned = Fault(fault.kind, on=place, retry_after=fault.retry_after, status=fault.status)
    sandbox.next(NAME, Plan(polls=0, faults=[planned]))
    asked = ("POST", "/requests")
    if place != "submit":
        path = submit(client)
        asked = ("GET", path if place == "poll" else f"{path}/download")
    answer = client.request(*asked)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/json" if status == 401 else "text/html")
    assert answer.headers.get("retry-after") == ("7" if status == 429 else None)
    assert client.request(*asked).status_code == 200


@pytest.mark.parametrize("place", ["submit", "poll", "page"])
def test_a_connection_that_drops(client: httpx.Client, sandbox: Sandbox, place: Any) -> None:
    sandbox.next(NAME, Plan(polls=0, faults=[Fault("reset", on=place)]))
    if place == "submit":
        with pytest.raises(httpx.RemoteProtocolError):
            client.post("/requests")
        # The request took effect: whoever repeats it without a look at the list has two.
        assert len(client.get("/requests").json()) == 1
        return
    path = submit(client)
    broken = path if place == "poll" else f"{path}/download"
    with pytest.raises(httpx.RemoteProtocolError):
        client.get(broken)
    assert client.get(broken).status_code == 200


# Nobody has to log in, so that there is no page for it.
played.expect(NAME, CONTRACT, never={("start_login", 200)})


# Requests nobody thought of.

schema = schemathesis.openapi.from_path(SPECS / f"{NAME}.yaml")


@pytest.fixture(scope="module")
def root() -> Iterator[str]:
    sandbox = Sandbox()
    sandbox.plan(None, Plan(polls=0))
    with sandbox.serve() as root:
        yield root


@schema.parametrize()
@settings(max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_whatever_is_sent(case: "schemathesis.Case[Any]", root: str) -> None:
    answer = case.call(base_url=f"{root}/{NAME}", headers=TOKEN)
    case.validate_response(answer, checks=CHECKS)
