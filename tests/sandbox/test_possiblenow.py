"""PossibleNOW's answers: every operation, every outcome, every documented error, checked against the document."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from sandbox.contract import CHECKS, Connect, load_contract
from support import played
from support.paths import SPECS
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.testing import VirtualClock

TOKEN = {"Authorization": "Bearer sandbox-token"}
EXPORTS = "/Async/SANDBOX1/Export"
SEGMENT = f"{EXPORTS}/Segment/Spring"
STATUS_NAMESPACE = "http://schemas.datacontract.org/2004/07/PossibleNow.Profiles.DataExportCore.Classes"
REQUEST_NAMESPACE = "http://schemas.datacontract.org/2004/07/ProfileServices.REST.Models"


@pytest.fixture
def client(connect: Connect) -> httpx.Client:
    return connect("possiblenow", headers=TOKEN)


def start(client: httpx.Client, body: dict[str, Any] | None = None, segment: str = "Spring", **options: Any) -> str:
    answer = client.post(f"{EXPORTS}/Segment/{segment}", json=body or {}, **options)
    assert answer.status_code == 200, answer.text
    assert isinstance(answer.json()["AccessToken"], int)
    return f"{EXPORTS}/{answer.json()['AccessToken']}"


def wait(client: httpx.Client, path: str) -> dict[str, Any]:
    while True:
        status: dict[str, Any] = client.get(f"{path}/Status").json()
        assert path.endswith(f"/{status['AccessToken']}")
        if status["Status"] != "Processing":
            return status
        assert (status["RowCount"], status["ByteCount"]) == (None, None)


def read(client: httpx.Client, path: str, **params: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    while True:
        page = client.get(path, params={"offset": len(rows) + 1, "keepAlive": "true", **params}).json()
        assert (page["Offset"], page["Count"]) == (len(rows) + 1, len(page["UserProfilePreferences"]))
        rows += page["UserProfilePreferences"]
        assert page["HasMore"] is (len(rows) < page["TotalResults"])
        if not page["HasMore"]:
            return rows


# Outcomes.


def test_succeeded(client: httpx.Client) -> None:
    path = start(client)
    status = wait(client, path)
    assert (status["Status"], status["RowCount"]) == ("Complete", 3)
    assert status["ByteCount"] > 0
    assert [row["ProfileId"] for row in read(client, path)] == ["p-1", "p-2", "p-3"]
    # Nothing was committed.
    assert wait(client, path)["Status"] == "Complete"


def test_invisible(client: httpx.Client, sandbox: Sandbox, clock: VirtualClock) -> None:
    sandbox.next("possiblenow", Plan(polls=1, invisible_for=60))
    path = start(client)
    clock.advance(59.9)
    assert [client.get(path + part).status_code for part in ("/Status", "", "/Status")] == [404] * 3
    assert client.post(f"{path}/Commit", params={"keepFiles": "true"}).status_code == 404
    clock.advance(0.1)
    assert [client.get(f"{path}/Status").json()["Status"] for _ in range(2)] == ["Processing", "Complete"]
    assert len(read(client, path)) == 3


@pytest.mark.parametrize("keep_files", ["true", "false"])
def test_commit(client: httpx.Client, keep_files: str) -> None:
    path = start(client)
    wait(client, path)
    read(client, path)
    answer = client.post(f"{path}/Commit", params={"keepFiles": keep_files})
    assert (answer.status_code, answer.content) == (200, b"")
    status = wait(client, path)
    assert (status["Status"], status["RowCount"]) == ("Retrieved", 3)
    assert client.get(path).status_code == 404
    assert client.post(f"{path}/Commit", params={"keepFiles": keep_files}).status_code == 404


@pytest.mark.parametrize("options", [{}, {"keepAlive": "false"}])
def test_the_last_page_commits_where_it_is_not_kept_alive(
    client: httpx.Client, sandbox: Sandbox, options: dict[str, str]
) -> None:
    sandbox.next("possiblenow", Plan(items=5))
    path = start(client)
    wait(client, path)
    first = client.get(path, params=options).json()
    assert (first["Count"], first["HasMore"], wait(client, path)["Status"]) == (3, True, "Complete")
    last = client.get(path, params={"offset": 4, **options}).json()
    assert (last["Count"], last["HasMore"], wait(client, path)["Status"]) == (2, False, "Retrieved")
    assert client.get(path, params={"offset": 4}).status_code == 404


@pytest.mark.parametrize(
    ("segment", "word", "rows", "refusal"),
    [
        ("Spring", "Error", None, 400),
        ("Spring Failed", "Failed", None, 403),
        ("Spring Expired", "Expired", 3, 404),
    ],
)
def test_failed(
    client: httpx.Client, sandbox: Sandbox, segment: str, word: str, rows: int | None, refusal: int
) -> None:
    sandbox.next("possiblenow", Plan("failed"))
    path = start(client, segment=segment)
    status = wait(client, path)
    assert (status["Status"], status["RowCount"]) == (word, rows)
    assert client.get(path).status_code == refusal
    assert client.post(f"{path}/Commit", params={"keepFiles": "false"}).status_code == refusal


def test_gone(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next("possiblenow", Plan("gone", polls=1))
    path = start(client)
    assert [client.get(f"{path}/Status").status_code for _ in range(3)] == [200, 404, 404]
    assert client.get(path).status_code == 404


def test_there_is_no_partial(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="succeeded, failed, gone"):
        sandbox.plan("possiblenow", Plan("partial"))


def test_an_unknown_word(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next("possiblenow", Plan(faults=[Fault("unknown-word")]))
    status = client.get(f"{start(client)}/Status").json()
    assert (status["Status"], status["RowCount"]) == ("Hibernating", None)


def test_no_rows_while_processing(client: httpx.Client) -> None:
    path = start(client)
    assert client.get(path).status_code == 400
    assert client.post(f"{path}/Commit", params={"keepFiles": "false"}).status_code == 400
    assert wait(client, path)["Status"] == "Complete"


# Rows.


@pytest.mark.parametrize(("items", "limit", "count"), [(7, 2, 2), (7, 1000, 3), (2, 1000, 2), (0, 5, 0)])
def test_a_page(client: httpx.Client, sandbox: Sandbox, items: int, limit: int, count: int) -> None:
    sandbox.next("possiblenow", Plan(polls=0, items=items))
    path = start(client)
    assert wait(client, path)["RowCount"] == items
    page = client.get(path, params={"limit": limit, "keepAlive": "true"}).json()
    assert {name: page[name] for name in ("Limit", "Offset", "Count", "TotalResults", "HasMore")} == {
        "Limit": limit,
        "Offset": 1,
        "Count": count,
        "TotalResults": items,
        "HasMore": count < items,
    }
    assert len(read(client, path, limit=limit)) == items


def test_beyond_the_last_row(client: httpx.Client) -> None:
    path = start(client)
    wait(client, path)
    page = client.get(path, params={"offset": 10, "keepAlive": "true"}).json()
    assert (page["Count"], page["HasMore"], page["Offset"]) == (0, False, 10)


def test_defaults(client: httpx.Client) -> None:
    path = start(client)
    wait(client, path)
    page = client.get(path).json()
    assert (page["Limit"], page["Offset"]) == (1000, 1)


@pytest.mark.parametrize(
    "params",
    [{"limit": "0"}, {"limit": "x"}, {"limit": "-1"}, {"offset": "0"}, {"offset": "9" * 30}, {"keepAlive": "1"}],
)
def test_wrong_pages(client: httpx.Client, params: dict[str, str]) -> None:
    path = start(client)
    wait(client, path)
    answer = client.get(path, params=params)
    assert answer.status_code == 400
    assert next(iter(params)) in answer.json()["Message"]


@pytest.mark.parametrize("params", [{}, {"keepFiles": "yes"}])
def test_wrong_commits(client: httpx.Client, params: dict[str, str]) -> None:
    path = start(client)
    wait(client, path)
    assert client.post(f"{path}/Commit", params=params).status_code == 400
    assert wait(client, path)["Status"] == "Complete"


# Starting.


@pytest.mark.parametrize(
    "body",
    [
        {"CallbackURL": "https://hooks.example.com/mypreferences", "LastDateTime": "2024-05-01T00:00:00.000Z"},
        {"LastDateTime": "2024-05-01T00:00:00.000"},
        {"MatchCriteria": None, "Values": None},
        {"Something": 1},
    ],
)
@pytest.mark.parametrize("content_type", ["application/json", "text/json", "application/json-patch+json"])
def test_bodies(client: httpx.Client, body: dict[str, Any], content_type: str) -> None:
    path = start(client, body, headers={"Content-Type": content_type})
    assert wait(client, path)["RowCount"] == 3


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"MatchCriteria": "EmailAddress", "Values": ["ada@example.com", "bob@example.com"]}, "EmailAddress"),
        ({"MatchCriteria": "AlternateId", "MatchType": "Loyalty", "Values": ["7", "8"]}, "AlternateId"),
    ],
)
def test_values_restrict_the_export(client: httpx.Client, body: dict[str, Any], field: str) -> None:
    path = start(client, body)
    assert wait(client, path)["RowCount"] == 2
    assert [row[field] for row in read(client, path)] == body["Values"]


XML = f'<SegmentRequestInfo xmlns="{REQUEST_NAMESPACE}"><LastDateTime>{{}}</LastDateTime></SegmentRequestInfo>'


@pytest.mark.parametrize("content_type", ["application/xml", "text/xml"])
def test_xml_bodies(client: httpx.Client, content_type: str) -> None:
    for written, status in (("2024-05-01T00:00:00.000Z", 200), ("yesterday", 400)):
        answer = client.post(SEGMENT, content=XML.format(written), headers={"Content-Type": content_type})
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b""),
        ("application/json", b"{"),
        ("application/json", b"[]"),
        ("application/json", b'{"LastDateTime": "yesterday"}'),
        ("application/json", b'{"LastDateTime": 1}'),
        ("application/json", b'{"CallbackURL": null}'),
        ("application/json", b'{"MatchCriteria": 1}'),
        ("application/json", b'{"MatchCriteria": "AlternateId", "Values": ["7"]}'),
        ("application/json", b'{"Values": "7"}'),
        ("application/json", b'{"Values": [7]}'),
        ("application/x-www-form-urlencoded", b"LastDateTime=2024-05-01"),
        ("text/plain", b"{}"),
        ("application/xml", b"{}"),
        ("application/xml", b"<SegmentRequestInfo/>"),
        ("application/xml", XML.format("2024-05-01").replace("<Last", "true<Last").encode()),
        ("application/xml", b'<?xml version="1.0" encoding="no-such"?><a/>'),
    ],
)
def test_wrong_bodies(client: httpx.Client, content_type: str, body: bytes) -> None:
    answer = client.post(SEGMENT, content=body, headers={"Content-Type": content_type})
    assert answer.status_code == 400
    assert answer.json()["Message"]


def test_a_body_without_a_type(client: httpx.Client) -> None:
    assert client.post(SEGMENT).status_code == 400


def test_tokens_come_from_the_seed(client: httpx.Client) -> None:
    path = start(client)
    again = Sandbox()
    with httpx.Client(base_url=again.base_url("possiblenow", "http://x"), transport=again.transport()) as other:
        assert start(other, headers=TOKEN) == path
    assert start(client) != path


def test_a_reset_forgets_that_an_export_was_committed(client: httpx.Client, sandbox: Sandbox) -> None:
    path = start(client)
    wait(client, path)
    client.post(f"{path}/Commit", params={"keepFiles": "true"})
    sandbox.reset()
    assert start(client) == path
    assert wait(client, path)["Status"] == "Complete"


# The form of a status.


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("*/*", "application/json"),
        ("image/png", "application/json"),
        ("text/json", "text/json"),
        ("application/json-patch+json", "application/json-patch+json"),
        ("application/xml;q=0.5, application/json", "application/json"),
        ("application/xml;q=0, application/json;q=0.1", "application/json"),
        ("application/xml;q=x, text/json;q=0.1", "text/json"),
    ],
)
def test_json_forms(client: httpx.Client, accept: str, content_type: str) -> None:
    answer = client.get(f"{start(client)}/Status", headers={"Accept": accept})
    assert answer.headers["content-type"] == content_type
    assert answer.json()["Status"] == "Processing"


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/xml", "application/xml"),
        ("text/xml", "text/xml"),
        ("application/json;q=0.5, text/xml", "text/xml"),
    ],
)
def test_xml_forms(sandbox: Sandbox, client: httpx.Client, accept: str, content_type: str) -> None:
    sandbox.next("possiblenow", Plan(polls=1))
    path = start(client)
    processing, complete = (client.get(f"{path}/Status", headers={"Accept": accept}) for _ in range(2))
    assert processing.headers["content-type"].partition(";")[0] == content_type
    root = ET.fromstring(complete.content)
    assert root.tag == f"{{{STATUS_NAMESPACE}}}AsyncApiDataExportStatusResult"
    assert [element.tag.removeprefix(f"{{{STATUS_NAMESPACE}}}") for element in root] == [
        "AccessToken",
        "ByteCount",
        "RowCount",
        "Status",
    ]
    assert (root[2].text, root[3].text) == ("3", "Complete")
    nil = {"{http://www.w3.org/2001/XMLSchema-instance}nil": "true"}
    assert [dict(element.attrib) for element in ET.fromstring(processing.content)] == [{}, nil, nil, {}]


# Credentials and paths.


def signed(
    moment: datetime | None = None,
    *,
    user_id: str = "sandbox-user",
    secret: str = "sandbox-secret",
    algorithm: str = "SHA256",
    scheme: str = "PNAUTHINFO3-HMAC-",
    timestamp: str = "",
) -> str:
    timestamp = timestamp or (moment or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = f"SANDBOX1:{user_id}:{timestamp}".encode()
    digest = hmac.new(secret.encode(), text, getattr(hashlib, algorithm.lower())).digest()
    signature = base64.b64encode(digest).decode()
    return f"{scheme}{algorithm} Credential={user_id}/{timestamp} Signature={signature}"


def at(**ago: float) -> datetime:
    return datetime.now(UTC) - timedelta(**ago)


@pytest.mark.parametrize(
    "header",
    [
        signed,
        lambda: signed(algorithm="SHA384"),
        lambda: signed(algorithm="SHA512"),
        lambda: signed(scheme="pnauthinfo3-hmac-"),
        lambda: signed(at(minutes=14)),
        lambda: signed(timestamp=at(hours=4, minutes=1).strftime("%Y-%m-%dT%H:%M:%S-04:00")),
    ],
)
def test_signed_headers(connect: Connect, header: Any) -> None:
    start(connect("possiblenow", headers={"Authorization": header()}))


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (None, "missing"),
        ("", "scheme is unknown"),
        ("Bearer other", "scheme is unknown"),
        ("Basic sandbox-token", "scheme is unknown"),
        (lambda: signed(scheme="PNAUTHINFO3-"), "scheme is unknown"),
        (lambda: signed(algorithm="SHA1"), "scheme is unknown"),
        (lambda: signed(at(minutes=16)), "too old"),
        (lambda: signed(at(minutes=-1)), "in the future"),
        (lambda: signed(timestamp="yesterday"), "not in ISO 8601"),
        (lambda: signed(user_id="other"), "signature is wrong"),
        (lambda: signed(secret="other"), "signature is wrong"),
        (lambda: signed() + "x", "signature is wrong"),
        (lambda: signed().partition(" Signature=")[0] + " Signature=!", "signature is wrong"),
        (lambda: signed().replace("sandbox-user", "other"), "signature is wrong"),
    ],
)
def test_other_credentials_are_refused(connect: Connect, client: httpx.Client, header: Any, message: str) -> None:
    path = start(client)
    value = header() if callable(header) else header
    stranger = connect("possiblenow", headers={} if value is None else {"Authorization": value})
    answers = [
        stranger.post(SEGMENT, json={}),
        stranger.get(f"{path}/Status"),
        stranger.get(path),
        stranger.post(f"{path}/Commit", params={"keepFiles": "true"}),
    ]
    for answer in answers:
        assert answer.status_code == 401
        assert message in answer.json()["Message"]
        assert answer.headers["WWW-Authenticate"] == 'PNAUTHINFO3 realm="https://pm.mypreferences.com"'


def test_another_client_id_is_not_found(client: httpx.Client) -> None:
    path = start(client).replace("SANDBOX1", "EXAMPLE1")
    answers = [
        client.post(SEGMENT.replace("SANDBOX1", "EXAMPLE1"), json={}),
        client.get(f"{path}/Status"),
        client.get(path),
        client.post(f"{path}/Commit", params={"keepFiles": "true"}),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert all("SANDBOX1" in answer.json()["Message"] for answer in answers)


@pytest.mark.parametrize("token", ["1", "x", "9" * 5000, "-1"])
def test_unknown_export(client: httpx.Client, token: str) -> None:
    for path in (f"{EXPORTS}/{token}", f"{EXPORTS}/{token}/Status"):
        answer = client.get(path)
        assert (answer.status_code, answer.json().keys()) == (404, {"Message"})
    assert client.post(f"{EXPORTS}/{token}/Commit", params={"keepFiles": "true"}).status_code == 404


@pytest.mark.parametrize("path", ["/", "/Async/SANDBOX1", f"{EXPORTS}/1/Rows", f"{EXPORTS}/1/Status/"])
def test_unknown_path(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json().keys()) == (404, {"Message"})


def test_a_segment_without_a_name(client: httpx.Client) -> None:
    assert client.post(f"{EXPORTS}/Segment/", json={}).status_code == 404


def test_a_segment_named_like_an_operation(client: httpx.Client) -> None:
    assert wait(client, start(client, segment="Commit"))["Status"] == "Complete"


def test_wrong_method(client: httpx.Client) -> None:
    path = start(client)
    for method, url in [("GET", SEGMENT), ("POST", f"{path}/Status"), ("DELETE", path), ("GET", f"{path}/Commit")]:
        assert client.request(method, url).status_code == 405


def test_the_environment_is_taken_by_the_client(sandbox: Sandbox) -> None:
    environment = sandbox.environment("http://127.0.0.1:8765")
    assert {name: value for name, value in environment.items() if name.startswith("POSSIBLENOW")} == {
        "POSSIBLENOW_CLIENT_ID": "SANDBOX1",
        "POSSIBLENOW_USER_ID": "sandbox-user",
        "POSSIBLENOW_SECRET": "sandbox-secret",
        "POSSIBLENOW_BASE_URL": "http://127.0.0.1:8765/possiblenow/Profiles",
    }


# Every pair of operation and status that the document lists.


@pytest.mark.parametrize("place", ["submit", "poll", "page"])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 500, 503])
def test_planned_errors(client: httpx.Client, sandbox: Sandbox, place: Any, status: int) -> None:
    planned = Fault("error", on=place, times=2) if status == 500 else Fault("gateway", on=place, times=2, status=status)
    sandbox.next("possiblenow", Plan(faults=[planned], polls=1))
    if place == "submit":
        answers = [client.post(SEGMENT, json={}) for _ in range(2)]
    else:
        path = start(client)
        if place == "poll":
            answers = [client.get(f"{path}/Status") for _ in range(2)]
        else:
            answers = [client.get(path), client.post(f"{path}/Commit", params={"keepFiles": "true"})]
    assert [answer.status_code for answer in answers] == [status] * 2
    assert all(answer.json().keys() == {"Message"} for answer in answers)
    assert all(("retry-after" in answer.headers) is (status == 503) for answer in answers)
    start(client)


def test_throttled_and_unavailable_come_from_a_proxy(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next(
        "possiblenow", Plan(polls=9, faults=[Fault("throttled", at=1, retry_after=5), Fault("unavailable", at=2)])
    )
    path = start(client)
    # The document lists no 429.
    client.event_hooks = {}
    throttled, unavailable = (client.get(f"{path}/Status") for _ in range(2))
    assert (throttled.status_code, throttled.headers["retry-after"]) == (429, "5")
    assert unavailable.status_code == 503
    assert "retry-after" not in unavailable.headers
    assert {answer.headers["content-type"].partition(";")[0] for answer in (throttled, unavailable)} == {"text/html"}


def test_a_lost_last_page_cannot_be_read_again(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next("possiblenow", Plan(polls=0, faults=[Fault("reset", on="page")]))
    path = start(client)
    with pytest.raises(httpx.RemoteProtocolError):
        client.get(path)
    assert client.get(path).status_code == 404


played.expect("possiblenow", load_contract("possiblenow", "/possiblenow/Profiles"))


# Requests nobody thought of.


@pytest.fixture(scope="module")
def root() -> Iterator[str]:
    sandbox = Sandbox()
    sandbox.plan("possiblenow", Plan(polls=0))
    with sandbox.serve() as root:
        yield root


document = schemathesis.openapi.from_path(SPECS / "possiblenow.yaml")


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
@document.parametrize()
@settings(max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_fuzz(case: "schemathesis.Case[Any]", root: str) -> None:
    case.path_parameters["clientId"] = "SANDBOX1"
    answer = case.call(base_url=f"{root}/possiblenow/Profiles", headers=TOKEN)
    case.validate_response(answer, checks=CHECKS)
