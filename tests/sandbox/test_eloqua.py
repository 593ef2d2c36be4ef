"""Eloqua's answers: every operation, every outcome, the errors that can be played, checked against the document."""

import base64
import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
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
from tarry_sandbox._eloqua_definitions import MAX_UPLOADS

BASIC = httpx.BasicAuth(r"SandboxCompany\Sandbox.User", "sandbox-password")
BULK = "/api/bulk/2.0"
EXPORTS, IMPORTS, SYNCS = f"{BULK}/contacts/exports", f"{BULK}/contacts/imports", f"{BULK}/syncs"
EMAIL, CITY = "{{Contact.Field(C_EmailAddress)}}", "{{Contact.Field(C_City)}}"
EXPORT: dict[str, Any] = {
    "name": "Readers",
    "fields": {"id": "{{Contact.Id}}", "email": EMAIL, "other": "{{Contact.X}}"},
}
IMPORT: dict[str, Any] = {"name": "Cities", "fields": {"email": EMAIL, "city": CITY}, "identifierFieldName": "email"}
ROWS: list[dict[str, Any]] = [
    {"email": "mina@example.org", "city": "Turin"},
    {"email": "otto@example.org", "city": "Graz"},
    {"email": "ada@example.org", "city": None},
]


@pytest.fixture
def client(connect: Connect) -> httpx.Client:
    return connect("eloqua", auth=BASIC)


def define(client: httpx.Client, path: str, body: dict[str, Any], **options: Any) -> str:
    answer = client.post(path, json=body, **options)
    assert answer.status_code == 201, answer.headers
    uri: str = answer.json()["uri"]
    assert client.get(BULK + uri).json() == answer.json()
    return uri


def start(client: httpx.Client, uri: str, **options: Any) -> str:
    answer = client.post(SYNCS, json={"syncedInstanceUri": uri}, **options)
    assert answer.status_code == 201, answer.headers
    assert answer.json()["status"] == "pending"
    sync: str = answer.json()["uri"]
    return BULK + sync


def export(client: httpx.Client, **more: Any) -> str:
    return start(client, define(client, EXPORTS, {**EXPORT, **more}))


def upload(client: httpx.Client, rows: list[dict[str, Any]] | None = None) -> str:
    uri = define(client, IMPORTS, IMPORT)
    assert client.post(f"{BULK}{uri}/data", json=ROWS if rows is None else rows).status_code == 204
    return start(client, uri)


def wait(client: httpx.Client, path: str) -> list[str]:
    """Poll until the sync has ended; the words that were seen."""
    words = []
    while True:
        sync = client.get(path).json()
        words.append(sync["status"])
        assert path.endswith(sync["uri"])
        assert ("syncStartedAt" in sync) is (sync["status"] != "pending")
        assert ("syncEndedAt" in sync) is (sync["status"] not in ("pending", "active"))
        if "syncEndedAt" in sync:
            return words


def items(client: httpx.Client, path: str, **params: Any) -> list[dict[str, Any]]:
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.headers
    page: dict[str, Any] = answer.json()
    assert page["hasMore"] is False
    assert page.get("items") != []
    found: list[dict[str, Any]] = page.get("items", [])
    return found


def codes(client: httpx.Client, path: str) -> dict[str, tuple[str, int]]:
    return {log["statusCode"]: (log["severity"], log["count"]) for log in items(client, f"{path}/logs")}


# The account.


def test_account(client: httpx.Client, connect: Connect) -> None:
    for one in (client, connect("eloqua", headers={"Authorization": "Bearer sandbox-token"})):
        urls = one.get("/id").json()["urls"]
        assert urls["base"] == "http://sandbox/eloqua"
        assert urls["apis"]["rest"]["bulk"] == "http://sandbox/eloqua/API/Bulk/{version}/"


@pytest.mark.parametrize("path", ["/syncs", "syncs", "//syncs", "///contacts//fields"])
def test_what_the_account_names_is_served(sandbox: Sandbox, path: str) -> None:
    # Clients join the base, which ends in a slash, and a `uri`, which begins with one.
    with httpx.Client(transport=sandbox.transport(), auth=BASIC) as client:
        base = client.get("http://sandbox/eloqua/id").json()["urls"]["apis"]["rest"]["bulk"].format(version="2.0")
        assert client.get(base + path).status_code == 200


def test_account_with_wrong_credentials(connect: Connect) -> None:
    answer = connect("eloqua", auth=("a", "b")).get("/id")
    assert (answer.status_code, answer.json()) == (200, "Not authenticated.")
    for headers in ({}, {"Authorization": "Bearer other"}):
        assert connect("eloqua", headers=headers).get("/id").status_code == 401


# Tokens.

CLIENT = httpx.BasicAuth("sandbox-client", "sandbox-secret")
FORM = {"grant_type": "refresh_token", "refresh_token": "sandbox-refresh-token", "scope": "full"}


def test_a_refresh_token_works_once(connect: Connect) -> None:
    host = connect("eloqua", auth=CLIENT)
    first = host.post("/auth/oauth2/token", data=FORM).json()
    assert first["expires_in"] == 28800
    again = host.post("/auth/oauth2/token", data=FORM)
    assert (again.status_code, again.json()["error"]) == (401, "invalid_grant")
    second = host.post("/auth/oauth2/token", data={**FORM, "refresh_token": first["refresh_token"]}).json()
    assert len({first["access_token"], second["access_token"]}) == 2
    # Since release 26B the older access token stays valid.
    for token in (first, second):
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        assert connect("eloqua", headers=headers).get("/id").status_code == 200


def test_a_token_request_in_json(connect: Connect) -> None:
    host = connect("eloqua", auth=CLIENT)
    first = host.post("/auth/oauth2/token", json=FORM).json()
    assert host.post("/auth/oauth2/token", data={**FORM, "refresh_token": first["refresh_token"]}).status_code == 200
    assert host.post("/auth/oauth2/token", json={"grant_type": "refresh_token"}).status_code == 400
    assert host.post("/auth/oauth2/token", json=[]).status_code == 400


@pytest.mark.parametrize(
    ("auth", "form", "status"),
    [
        (("other", "sandbox-secret"), FORM, 401),
        (("sandbox-client", "other"), FORM, 401),
        (BASIC, FORM, 401),
        (CLIENT, {**FORM, "refresh_token": "other"}, 401),
        (CLIENT, {**FORM, "grant_type": "password"}, 400),
        (CLIENT, {"grant_type": "refresh_token"}, 400),
        (CLIENT, None, 400),
    ],
)
def test_no_token(connect: Connect, auth: Any, form: dict[str, str] | None, status: int) -> None:
    host = connect("eloqua")
    assert host.post("/auth/oauth2/token", data=form, auth=auth).status_code == status
    assert host.post("/auth/oauth2/token", data=FORM, auth=CLIENT).status_code == 200


def test_an_access_token_ends() -> None:
    clock = VirtualClock()
    sandbox = Sandbox(clock=clock.monotonic, token_lifetime=60)
    with httpx.Client(base_url="http://x/eloqua", transport=sandbox.transport()) as client:
        token = client.post("/auth/oauth2/token", data=FORM, auth=CLIENT).json()["access_token"]
        for seconds, status in ((59.9, 200), (0.2, 401)):
            clock.advance(seconds)
            assert client.get("/id", headers={"Authorization": f"Bearer {token}"}).status_code == status
        # A sandbox that is reset starts again.
        sandbox.reset()
        assert client.post("/auth/oauth2/token", json={**FORM, "refresh_token": [1]}, auth=CLIENT).status_code == 401
        assert client.post("/auth/oauth2/token", data=FORM, auth=CLIENT).status_code == 200


# Exports.


def test_succeeded(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next("eloqua", Plan(polls=3, items=4))
    path = export(client)
    assert wait(client, path) == ["pending", "active", "active", "success"]
    rows = items(client, f"{path}/data")
    assert len({row["email"] for row in rows}) == len({row["id"] for row in rows}) == 4
    assert all(row.keys() == EXPORT["fields"].keys() and row["other"] == "" for row in rows)
    assert all(row["email"].endswith("@example.com") for row in rows)
    assert codes(client, path) == {"ELQ-00102": ("information", 4)}
    assert items(client, f"{path}/rejects") == []


def test_partial(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next("eloqua", Plan("partial", polls=1))
    path = export(client)
    assert wait(client, path) == ["pending", "warning"]
    assert len(items(client, f"{path}/data")) == 10
    assert codes(client, path) == {"ELQ-00142": ("warning", 0), "ELQ-00102": ("information", 10)}


def test_failed(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next("eloqua", Plan("failed", polls=0))
    path = export(client)
    assert wait(client, path) == ["error"]
    assert items(client, f"{path}/data") == []
    assert codes(client, path) == {"ELQ-00141": ("error", 0)}


def test_gone(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next("eloqua", Plan("gone", polls=1))
    path = export(client)
    assert [client.get(path).status_code for _ in range(3)] == [200, 404, 404]
    assert [client.get(path + part).status_code for part in ("/data", "/logs", "/rejects")] == [404] * 3
    assert items(client, SYNCS) == []


def test_invisible(client: httpx.Client, sandbox: Sandbox, clock: VirtualClock) -> None:
    sandbox.next("eloqua", Plan(polls=2, invisible_for=300))
    uri = define(client, EXPORTS, EXPORT)
    path = start(client, uri)
    clock.advance(299)
    assert [client.get(path + part).status_code for part in ("", "/data", "/logs", "/rejects")] == [404] * 4
    assert client.delete(f"{path}/data").status_code == 404
    assert items(client, SYNCS) == items(client, f"{BULK}{uri}/data") == []
    clock.advance(1)
    assert wait(client, path) == ["pending", "active", "success"]


def test_an_invisible_sync_is_in_progress(client: httpx.Client, sandbox: Sandbox, clock: VirtualClock) -> None:
    sandbox.next("eloqua", Plan(polls=0, invisible_for=300))
    uri = define(client, IMPORTS, IMPORT)
    path = start(client, uri)
    assert (client.get(path).status_code, client.delete(f"{BULK}{uri}/data").status_code) == (404, 409)
    clock.advance(300)
    assert (wait(client, path), client.delete(f"{BULK}{uri}/data").status_code) == (["success"], 204)


def test_a_word_that_nobody_knows(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next("eloqua", Plan(polls=0, faults=[Fault("unknown-word")]))
    path = export(client)
    assert [client.get(path).json()["status"] for _ in range(2)] == ["hibernating", "success"]


@pytest.mark.parametrize(("most", "count"), [(2, 2), (4, 4), (100, 4), (0, 0), (2.0, 2)])
def test_most_records(client: httpx.Client, sandbox: Sandbox, most: float, count: int) -> None:
    sandbox.next("eloqua", Plan(polls=0, items=4))
    path = export(client, maxRecords=most)
    assert len(items(client, f"{path}/data")) == count


def test_data_of_a_definition(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next("eloqua", Plan(polls=0, items=4), Plan(polls=0, items=3), Plan("gone", polls=0), Plan(polls=1))
    uri = define(client, EXPORTS, EXPORT)
    data = f"{BULK}{uri}/data"
    assert items(client, data) == []
    for count in (4, 3):
        path = start(client, uri)
        assert items(client, data) == items(client, f"{path}/data")
        assert len(items(client, data)) == count
    # Those that are gone or have not ended yet have no rows to show.
    for _ in range(2):
        start(client, uri)
        assert len(items(client, data)) == 3
    assert client.get(data, headers={"Accept": "text/csv"}).text.startswith("id,email,other")
    assert client.get(data, params={"limit": 0}).status_code == 400
    assert client.get(f"{EXPORTS}/7/data").status_code == 404
    assert client.get(f"{EXPORTS}/x/data").status_code == 400


def test_data_while_it_runs(client: httpx.Client) -> None:
    path = export(client)
    for _ in range(5):
        # Asking for rows does not bring the sync nearer to its end.
        assert client.get(f"{path}/data").status_code == 409
    assert items(client, f"{path}/logs") == []
    assert client.delete(f"{path}/data").status_code == 409
    wait(client, path)
    assert client.get(f"{path}/data").status_code == 200


def test_deleted_data(client: httpx.Client) -> None:
    path = export(client)
    wait(client, path)
    assert client.delete(f"{path}/data").status_code == 204
    page = client.get(f"{path}/data").json()
    assert (page["totalResults"], "items" in page) == (0, False)


@pytest.mark.parametrize(("limit", "sizes"), [(3, [3, 3, 3, 1]), (5, [5, 5]), (50_000, [10])])
def test_pages_of_rows(client: httpx.Client, limit: int, sizes: list[int]) -> None:
    path = export(client)
    wait(client, path)
    pages: list[dict[str, Any]] = []
    while not pages or pages[-1]["hasMore"]:
        pages.append(client.get(f"{path}/data", params={"limit": limit, "offset": limit * len(pages)}).json())
    assert [len(page["items"]) for page in pages] == sizes
    assert {page["totalResults"] for page in pages} == {10}
    # By the given page's text the number of rows, though its example has 0.
    assert [page["count"] for page in pages] == sizes
    assert [page["offset"] for page in pages] == [limit * number for number in range(len(pages))]
    after = client.get(f"{path}/data", params={"offset": 10}).json()
    assert ("items" in after, after["hasMore"]) == (False, False)
    assert "totalResults" not in client.get(f"{path}/data", params={"totalResults": "false"}).json()


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=50001", "limit=x", "limit=", "limit=1.5", "offset=-1", "offset=x", "totalResults=1"]
)
def test_wrong_pages(client: httpx.Client, query: str) -> None:
    path = export(client)
    wait(client, path)
    assert client.get(f"{path}/data?{query}").status_code == 400


def test_limit_of_other_lists(client: httpx.Client) -> None:
    assert client.get(SYNCS, params={"limit": 1000}).status_code == 200
    assert client.get(SYNCS, params={"limit": 1001}).status_code == 400


def test_rows_as_csv(client: httpx.Client) -> None:
    path = export(client)
    wait(client, path)
    answer = client.get(f"{path}/data", params={"limit": 2}, headers={"Accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert list(csv.DictReader(answer.text.splitlines())) == items_of_first_page(client, path)


def items_of_first_page(client: httpx.Client, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"{path}/data", params={"limit": 2}).json()["items"]
    return found


# Imports.


def test_import(client: httpx.Client) -> None:
    path = upload(client)
    assert wait(client, path) == ["pending", "active", "success"]
    assert items(client, f"{path}/rejects") == []
    assert codes(client, path) == {"ELQ-00130": ("information", 3), "ELQ-00001": ("information", 3)}
    assert client.get(f"{path}/data").status_code == 400
    assert client.delete(f"{path}/data").status_code == 204


def test_partial_import(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next("eloqua", Plan("partial", refused=2))
    path = upload(client)
    assert items(client, f"{path}/rejects") == []
    assert wait(client, path)[-1] == "warning"
    rejects = items(client, f"{path}/rejects")
    assert [(one["fieldValues"], one["recordIndex"]) for one in rejects] == [(ROWS[1], 2), (ROWS[2], 3)]
    assert codes(client, path)["ELQ-00144"] == ("warning", 2)


def test_failed_import(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next("eloqua", Plan("failed"))
    path = upload(client)
    assert wait(client, path)[-1] == "error"
    assert [one["fieldValues"] for one in items(client, f"{path}/rejects")] == ROWS
    assert codes(client, path)["ELQ-00060"] == ("error", 3)


def test_partial_import_of_one_row_says_what_it_needs(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next("eloqua", Plan("partial"))
    uri = define(client, IMPORTS, IMPORT)
    client.post(f"{BULK}{uri}/data", json=ROWS[:1])
    answer = client.post(SYNCS, json={"syncedInstanceUri": uri})
    assert (answer.status_code, answer.content) == (400, b"")
    assert "more items than the 1 submitted" in answer.headers["x-sandbox-reason"]
    # What was staged is still there.
    client.post(f"{BULK}{uri}/data", json=ROWS[1:])
    assert wait(client, start(client, uri))[-1] == "warning"


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ({"email": "not-an-address", "city": "Graz"}, "ELQ-00002", "email"),
        ({"email": "", "city": "Graz"}, "ELQ-00061", "email"),
        ({"email": None}, "ELQ-00061", "email"),
        ({"city": "Graz"}, "ELQ-00061", "email"),
    ],
)
def test_refused_rows(client: httpx.Client, row: dict[str, Any], code: str, field: str) -> None:
    path = upload(client, [*ROWS, row])
    assert wait(client, path)[-1] == "warning"
    (refused,) = items(client, f"{path}/rejects")
    assert (refused["statusCode"], refused["invalidFields"], refused["recordIndex"]) == (code, [field], 4)
    assert refused["fieldValues"] == row
    assert codes(client, path)[code] == ("warning", 1)


def test_import_of_nothing(client: httpx.Client) -> None:
    path = start(client, define(client, IMPORTS, IMPORT))
    assert wait(client, path)[-1] == "success"
    assert codes(client, path)["ELQ-00124"] == ("warning", 0)


def test_uploads_add_up_until_a_sync(client: httpx.Client) -> None:
    uri = define(client, IMPORTS, IMPORT)
    for row in ROWS:
        client.post(f"{BULK}{uri}/data", json=[row])
    path, again = start(client, uri), start(client, uri)
    wait(client, path)
    assert codes(client, path)["ELQ-00130"] == ("information", 3)
    assert codes(client, again)["ELQ-00130"] == ("information", 0)


@pytest.mark.parametrize("content_type", ["text/csv", "text/csv; charset=utf-8"])
def test_upload_as_csv(client: httpx.Client, content_type: str) -> None:
    uri = define(client, IMPORTS, IMPORT)
    content = 'email,city\r\nmina@example.org,"Turin, Italy"\r\notto,Graz\r\n'.encode("utf-8-sig")
    answer = client.post(f"{BULK}{uri}/data", content=content, headers={"Content-Type": content_type})
    assert answer.status_code == 204
    path = start(client, uri)
    wait(client, path)
    (refused,) = items(client, f"{path}/rejects")
    assert refused["fieldValues"] == {"email": "otto", "city": "Graz"}


def test_upload_that_starts_a_sync(client: httpx.Client) -> None:
    uri = define(client, IMPORTS, {**IMPORT, "isSyncTriggeredOnImport": True})
    answer = client.post(f"{BULK}{uri}/data", json=ROWS)
    assert (answer.status_code, answer.json()["syncedInstanceUri"]) == (201, uri)
    path = BULK + answer.json()["uri"]
    wait(client, path)
    assert codes(client, path)["ELQ-00130"] == ("information", 3)


def test_deleted_staging(client: httpx.Client) -> None:
    uri = define(client, IMPORTS, IMPORT)
    client.post(f"{BULK}{uri}/data", json=ROWS)
    assert client.delete(f"{BULK}{uri}/data").status_code == 204
    path = start(client, uri)
    assert client.delete(f"{BULK}{uri}/data").status_code == 409
    wait(client, path)
    assert codes(client, path)["ELQ-00130"] == ("information", 0)
    assert client.delete(f"{BULK}{uri}/data").status_code == 204


@pytest.mark.parametrize(
    ("content_type", "content", "status"),
    [
        ("application/json", b"{", 400),
        ("application/json", b"{}", 400),
        ("application/json", b"[1]", 400),
        ("application/json", b'[{"email": 1}]', 400),
        ("application/json", b"[" * 100_000, 400),
        ("text/csv", b"\xff", 400),
        ("text/csv", b"email\na,b\n", 400),
        ("text/csv", b'email\n"a"b\n', 400),
        ("text/plain", b"email\na\n", 400),
        ("", b"[]", 400),
        ("application/json", b" " * (32 * 2**20 + 1), 404),
    ],
    ids=range(11),
)
def test_wrong_uploads(client: httpx.Client, content_type: str, content: bytes, status: int) -> None:
    uri = define(client, IMPORTS, IMPORT)
    answer = client.post(f"{BULK}{uri}/data", content=content, headers={"Content-Type": content_type})
    assert (answer.status_code, answer.content) == (status, b"")


def test_most_uploads_for_a_sync(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_UPLOADS == 500
    monkeypatch.setattr("tarry_sandbox.eloqua.MAX_UPLOADS", 3)
    uri = define(client, IMPORTS, IMPORT)
    answers = [client.post(f"{BULK}{uri}/data", json=[]).status_code for _ in range(4)]
    assert answers == [204] * 3 + [400]
    start(client, uri)
    assert client.post(f"{BULK}{uri}/data", json=[]).status_code == 204


# Definitions.


def test_defaults(client: httpx.Client) -> None:
    assert client.get(BULK + define(client, EXPORTS, EXPORT)).json()["dataRetentionDuration"] == "PT12H"
    stored = client.get(BULK + define(client, IMPORTS, IMPORT)).json()
    assert (stored["dataRetentionDuration"], stored["isSyncTriggeredOnImport"]) == ("P7D", False)
    assert stored["createdBy"] == "Sandbox.User"


@pytest.mark.parametrize(("path", "body"), [(EXPORTS, EXPORT), (IMPORTS, IMPORT)])
def test_replace_and_delete(client: httpx.Client, path: str, body: dict[str, Any]) -> None:
    uri = define(client, path, {**body, "autoDeleteDuration": "P3D"})
    changed = client.put(BULK + uri, json={**body, "name": "Other"})
    assert changed.status_code == 200
    stored = client.get(BULK + uri).json()
    assert stored == changed.json()
    assert (stored["name"], stored["uri"], "autoDeleteDuration" in stored) == ("Other", uri, False)
    assert client.delete(BULK + uri).status_code == 204
    assert [client.request(method, BULK + uri, json=body).status_code for method in ("GET", "PUT", "DELETE")] == [
        404
    ] * 3
    assert client.post(SYNCS, json={"syncedInstanceUri": uri}).status_code == 400


def test_a_definition_deleted_under_its_sync(client: httpx.Client) -> None:
    uri = define(client, EXPORTS, EXPORT)
    path = start(client, uri)
    client.delete(BULK + uri)
    wait(client, path)
    assert codes(client, path)["ELQ-00143"] == ("warning", 0)


def test_every_field_of_a_definition_comes_back(client: httpx.Client) -> None:
    common = {
        "dataRetentionDuration": "P14D",
        "autoDeleteDuration": "P1Y2M4DT5H6M7S",
        "syncActions": [
            {"action": "add", "destination": "{{ContactList[1]}}", "status": "subscribed", "updateAll": True}
        ],
    }
    exported = {
        **EXPORT,
        **common,
        "filter": "'{{Contact.Id}}' = 'x'",
        "maxRecords": 3,
        "areSystemTimestampsInUTC": True,
    }
    stored = client.get(BULK + define(client, EXPORTS, exported)).json()
    assert exported.items() <= stored.items()
    imported = {
        **IMPORT,
        **common,
        "isSyncTriggeredOnImport": False,
        "isUpdatingMultipleMatchedRecords": True,
        "updateRule": "useFieldRule",
        "updateRuleByField": {"city": "ifNewIsNotNull"},
        "importPriorityUri": "/imports/priorities/1",
        "nullIdentifierFieldName": False,
        "externalSystemId": 7,
    }
    stored = client.get(BULK + define(client, IMPORTS, imported)).json()
    assert imported.items() <= stored.items()


@pytest.mark.parametrize(
    ("path", "change", "reason"),
    [
        (EXPORTS, {"name": ""}, "name is required"),
        (EXPORTS, {"name": 1}, "the body.name must be a string"),
        (EXPORTS, {"fields": {}}, "fields is required"),
        (EXPORTS, {"fields": ["email"]}, "the body.fields must be an object"),
        (EXPORTS, {"fields": {"email": 1}}, "every value in fields must be a string"),
        (EXPORTS, {"fields": {str(number): EMAIL for number in range(251)}}, "fields has more than 250"),
        (EXPORTS, {"maxRecords": "3"}, "the body.maxRecords must be a whole number"),
        (EXPORTS, {"dataRetentionDuration": "PT59M"}, "dataRetentionDuration must be a duration from PT1H to P14D"),
        (EXPORTS, {"dataRetentionDuration": "P15D"}, "dataRetentionDuration must be a duration from PT1H to P14D"),
        (EXPORTS, {"dataRetentionDuration": "a day"}, "dataRetentionDuration must be a duration from PT1H to P14D"),
        (EXPORTS, {"dataRetentionDuration": "P"}, "dataRetentionDuration must be a duration from PT1H to P14D"),
        (EXPORTS, {"dataRetentionDuration": "PT1H1S"}, "dataRetentionDuration must be a duration from PT1H to P14D"),
        (EXPORTS, {"dataRetentionDuration": "P1W1D"}, "dataRetentionDuration must be a duration from PT1H to P14D"),
        (EXPORTS, {"autoDeleteDuration": "P1Y1D"}, "autoDeleteDuration must be a duration of at least PT1H"),
        (EXPORTS, {"dataRetentionDuration": "P1DT"}, "dataRetentionDuration must be a duration from PT1H to P14D"),
        (EXPORTS, {"autoDeleteDuration": "PT1M"}, "autoDeleteDuration must be a duration of at least PT1H"),
        (EXPORTS, {"syncActions": [{}] * 11}, "syncActions has more than 10"),
        (EXPORTS, {"syncActions": ["add"]}, "an entry of syncActions must be an object"),
        (IMPORTS, {"fields": {str(number): EMAIL for number in range(101)}}, "fields has more than 100"),
        (IMPORTS, {"identifierFieldName": "phone"}, "identifierFieldName is not one of the names in fields"),
        (IMPORTS, {"updateRuleByField": {"city": 1}}, "every value in updateRuleByField must be a string"),
        (IMPORTS, {"fields": {"x" * 101: EMAIL}, "identifierFieldName": "x" * 101}, "has 1 to 100 characters"),
    ],
)
def test_wrong_definitions(client: httpx.Client, path: str, change: dict[str, Any], reason: str) -> None:
    answer = client.post(path, json={**(EXPORT if path == EXPORTS else IMPORT), **change})
    assert (answer.status_code, answer.content) == (400, b"")
    assert reason in answer.headers["x-sandbox-reason"]


@pytest.mark.parametrize("path", [EXPORTS, IMPORTS, SYNCS])
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'"\xc3\xbc\\n"'])
def test_wrong_bodies(client: httpx.Client, path: str, content: bytes) -> None:
    answer = client.post(path, content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.content) == (400, b"")


@pytest.mark.parametrize(
    "body",
    [
        {"syncedInstanceUri": "/contacts/exports/1"},
        {"syncedInstanceUri": 2071},
        {"callbackUrl": "https://hooks.example.com"},
    ],
)
def test_wrong_syncs(client: httpx.Client, body: dict[str, Any]) -> None:
    assert client.post(SYNCS, json=body).status_code == 400


@pytest.mark.parametrize("url", ["", "hooks.example.com", "/x", 5])
def test_wrong_callbacks(client: httpx.Client, url: Any) -> None:
    body = {"syncedInstanceUri": define(client, EXPORTS, EXPORT), "callbackUrl": url}
    assert client.post(SYNCS, json=body).status_code == 400


def test_a_callback_comes_back(client: httpx.Client) -> None:
    body = {"syncedInstanceUri": define(client, EXPORTS, EXPORT), "callbackUrl": "https://hooks.example.com/?a=b"}
    answer = client.post(SYNCS, json={**body, "other": 1}).json()
    assert body.items() <= answer.items()
    assert "other" not in answer


# Lists.


def test_fields(client: httpx.Client) -> None:
    fields = items(client, f"{BULK}/contacts/fields")
    assert EMAIL in [field["statement"] for field in fields]
    (email,) = items(client, f"{BULK}/contacts/fields", q='"internalName=*email*"')
    assert email["statement"] == EMAIL
    named = [field["name"] for field in items(client, f"{BULK}/contacts/fields", orderBy="name DESC")]
    assert named == sorted(named, reverse=True)
    assert items(client, f"{BULK}/contacts/fields", orderBy="name")[0]["name"] == "City"
    page = client.get(f"{BULK}/contacts/fields", params={"limit": 2, "offset": 1, "links": "next"}).json()
    assert (len(page["items"]), page["count"], page["hasMore"], page["totalResults"]) == (2, 2, True, len(fields))


@pytest.mark.parametrize("params", [{"q": "name"}, {"q": "name>a"}, {"orderBy": "name UP"}])
def test_wrong_queries(client: httpx.Client, params: dict[str, str]) -> None:
    assert client.get(f"{BULK}/contacts/fields", params=params).status_code == 400


def test_syncs_are_listed(client: httpx.Client) -> None:
    uris = [export(client).removeprefix(BULK), upload(client).removeprefix(BULK)]
    wait(client, BULK + uris[0])
    found = items(client, SYNCS)
    assert [(sync["uri"], sync["status"]) for sync in found] == [(uris[0], "success"), (uris[1], "pending")]
    # Listing is polling, for a wait may poll many jobs by their list alone.
    again = items(client, SYNCS, q=f'"syncedInstanceUri={found[1]["syncedInstanceUri"]}"')
    assert [(sync["uri"], sync["status"]) for sync in again] == [(uris[1], "active")]
    assert wait(client, BULK + uris[1]) == ["success"]
    assert [sync["uri"] for sync in items(client, SYNCS, q="status=success")] == uris


# Ids, time, credentials, paths.


def test_ids_come_from_the_seed(client: httpx.Client) -> None:
    again = Sandbox()
    with httpx.Client(base_url="http://x/eloqua", transport=again.transport(), auth=BASIC) as other:
        assert export(other) == export(client)
        again.reset()
        assert items(other, SYNCS) == []
        assert other.get(f"{EXPORTS}/2071").status_code == 404
        assert define(other, EXPORTS, EXPORT) == "/contacts/exports/2071"


def test_time(client: httpx.Client) -> None:
    moment = datetime(2024, 5, 2, 3, 0, 2, 45678, tzinfo=UTC)
    elapsed = 0.0
    sandbox = Sandbox(clock=lambda: elapsed, now=lambda: moment + timedelta(seconds=elapsed))
    sandbox.plan("eloqua", Plan(seconds=60))
    with httpx.Client(base_url="http://x/eloqua", transport=sandbox.transport(), auth=BASIC) as other:
        path = export(other)
        assert [other.get(path).json()["status"] for _ in range(3)] == ["pending", "active", "active"]
        elapsed = 100.0
        sync = other.get(path).json()
    assert (sync["createdAt"], sync["syncEndedAt"]) == ("2024-05-02T03:00:02.0456780Z", "2024-05-02T03:01:02.0456780Z")


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "Basic",
        "Bearer",
        "Bearer other",
        "Basic " + base64.b64encode(b"Sandbox.User:sandbox-password").decode(),
        "Basic " + base64.b64encode(b"SandboxCompany\\Sandbox.User:other").decode(),
    ],
)
def test_only_the_sandbox_s_credentials_are_taken(connect: Connect, client: httpx.Client, value: str | None) -> None:
    path = export(client)
    stranger = connect("eloqua", headers={} if value is None else {"Authorization": value})
    data = f"{IMPORTS}/1/data"
    asked = [
        *(
            ("GET", one)
            for one in (
                *(f"{BULK}/contacts/fields", EXPORTS, IMPORTS, SYNCS),
                *(path, f"{path}/data", f"{path}/logs", f"{path}/rejects"),
            )
        ),
        *((method, f"{one}/1") for one in (EXPORTS, IMPORTS) for method in ("GET", "PUT", "DELETE")),
        *(("POST", one) for one in (EXPORTS, IMPORTS, SYNCS, data)),
        *(("DELETE", one) for one in (f"{path}/data", data)),
    ]
    for method, url in asked:
        answer = stranger.request(method, url)
        assert (answer.status_code, answer.content) == (401, b""), url


@pytest.mark.parametrize("number", ["abc", "-1", "1.5", "1444=", "%20", "9" * 19])
def test_ids_are_numbers(client: httpx.Client, number: str) -> None:
    paths = [
        f"{EXPORTS}/{number}",
        f"{IMPORTS}/{number}",
        *(f"{SYNCS}/{number}{part}" for part in ("", "/data", "/logs")),
    ]
    assert [client.get(path).status_code for path in paths] == [400] * 5
    assert [client.put(path, json=body).status_code for path, body in zip(paths, (EXPORT, IMPORT), strict=False)] == [
        400
    ] * 2
    paths = [*paths[:2], f"{IMPORTS}/{number}/data", f"{SYNCS}/{number}/data"]
    assert [client.delete(path).status_code for path in paths] == [400] * 4


def test_unknown_ids(client: httpx.Client) -> None:
    paths = [f"{EXPORTS}/7", f"{IMPORTS}/7", *(f"{SYNCS}/7{part}" for part in ("", "/data", "/logs", "/rejects"))]
    assert [client.get(path).status_code for path in paths] == [404] * 6
    assert [client.delete(path).status_code for path in (f"{SYNCS}/7/data", f"{IMPORTS}/7/data")] == [404] * 2
    assert client.post(f"{IMPORTS}/7/data", json=[]).status_code == 404


def test_null_is_as_good_as_nothing(client: httpx.Client) -> None:
    nulls = {"filter": None, "syncActions": None}
    uri = define(client, EXPORTS, {**EXPORT, **nulls})
    assert client.get(BULK + uri).json().keys() & nulls.keys() == set()
    assert client.put(BULK + uri, json={**EXPORT, **nulls}).status_code == 200
    answer = client.post(SYNCS, json={"syncedInstanceUri": uri, "callbackUrl": None})
    assert (answer.status_code, "callbackUrl" in answer.json()) == (201, False)
    # The document has null for these three alone; clients send it for whatever they have no value for.
    more = dict.fromkeys(("maxRecords", "areSystemTimestampsInUTC", "dataRetentionDuration", "autoDeleteDuration"))
    action = {"action": "add", "destination": "{{ContactList[1]}}", "status": None}
    answer = client.post(EXPORTS, json={**EXPORT, **more, "syncActions": [action]}, extensions=WRONG_ON_PURPOSE)
    assert (answer.status_code, answer.json()["dataRetentionDuration"]) == (201, "PT12H")
    assert answer.json()["syncActions"] == [{"action": "add", "destination": "{{ContactList[1]}}"}]
    assert client.post(IMPORTS, json={**IMPORT, "syncActions": None}, extensions=WRONG_ON_PURPOSE).status_code == 201
    for name in ("name", "fields"):
        assert client.post(EXPORTS, json={**EXPORT, name: None}).status_code == 400
    assert client.post(SYNCS, json={"syncedInstanceUri": None}).status_code == 400


@pytest.mark.parametrize(("path", "body"), [(EXPORTS, EXPORT), (IMPORTS, IMPORT)])
def test_definitions_are_listed(client: httpx.Client, path: str, body: dict[str, Any]) -> None:
    assert items(client, path) == []
    define(client, IMPORTS if path == EXPORTS else EXPORTS, IMPORT if path == EXPORTS else EXPORT)
    uris = [define(client, path, {**body, "name": f"Definition {number}"}) for number in range(3)]
    assert items(client, path) == [client.get(BULK + uri).json() for uri in uris]
    assert [each["uri"] for each in items(client, path, q="name=*1")] == [uris[1]]
    assert client.get(path, params={"limit": 2}).json()["hasMore"] is True
    assert client.get(path, params={"limit": 1001}).status_code == 400


def test_the_vendors_words_in_the_log(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.plan("eloqua", Plan(polls=0))
    path = export(client)
    assert [log["message"] for log in items(client, f"{path}/logs")] == ["Successfully exported members to csv file."]
    path = upload(client, [*ROWS, {"email": "no address"}])
    assert [log["message"] for log in items(client, f"{path}/logs")] == [
        "Total records staged for import.",
        "Invalid email addresses.",
        "Total records processed.",
    ]


def test_an_export_is_no_import(client: httpx.Client) -> None:
    uri = define(client, EXPORTS, EXPORT)
    assert client.get(BULK + uri.replace("exports", "imports")).status_code == 404


@pytest.mark.parametrize("path", ["/", "/id/", BULK, f"{BULK}/contacts", f"{SYNCS}/", f"{IMPORTS}/"])
def test_unknown_paths(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_wrong_methods(client: httpx.Client) -> None:
    assert [client.delete(path).status_code for path in ("/id", SYNCS, f"{SYNCS}/1", EXPORTS)] == [405] * 4


# Planned errors.

PLAYED = (400, 401, 403, 404, 409, 410, 412, 413, 429, 500, 503)


@pytest.mark.parametrize("status", PLAYED)
@pytest.mark.parametrize("place", ["submit", "poll", "page"])
def test_planned_errors(client: httpx.Client, sandbox: Sandbox, place: Any, status: int) -> None:
    fault = {429: Fault("throttled", on=place, times=5, retry_after=7), 500: Fault("error", on=place, times=5)}.get(
        status, Fault("gateway", on=place, times=5, status=status)
    )
    sandbox.next("eloqua", Plan(polls=0, faults=[fault]))
    if place == "submit":
        exported = define(client, EXPORTS, EXPORT)
        imported = define(client, IMPORTS, {**IMPORT, "isSyncTriggeredOnImport": True})
        answers = [
            client.post(SYNCS, json={"syncedInstanceUri": exported}),
            client.post(f"{BULK}{imported}/data", json=ROWS),
        ]
    else:
        uri = define(client, EXPORTS, EXPORT)
        path = start(client, uri)
        answers = [client.get(path)]
        if place == "page":
            pages = [f"{path}/data", f"{path}/logs", f"{path}/rejects", f"{BULK}{uri}/data"]
            answers = [*map(client.get, pages), client.delete(f"{path}/data")]
    body = {"error": "Unable to process request due to a temporary error.", "errorSeverity": 3}
    content = json.dumps(body).encode() if status == 500 else b""
    assert {(answer.status_code, answer.content) for answer in answers} == {(status, content)}
    assert {answer.headers.get("retry-after") for answer in answers} == {"7" if status == 429 else None}


@pytest.mark.parametrize("kind", ["unavailable", "gateway"])
def test_a_proxy_answers_in_html(sandbox: Sandbox, kind: Any) -> None:
    """Not checked against the document, which says nothing of proxies."""
    sandbox.next("eloqua", Plan(polls=0, faults=[Fault(kind)]))
    with httpx.Client(base_url="http://x/eloqua", transport=sandbox.transport(), auth=BASIC) as client:
        path = export(client)
        answer = client.get(path)
        assert answer.status_code == (503 if kind == "unavailable" else 529)
        assert answer.headers["content-type"].startswith("text/html")
        assert wait(client, path) == ["success"]


def test_a_submit_whose_answer_is_lost_took_effect(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next("eloqua", Plan(faults=[Fault("reset", on="submit")]))
    uri = define(client, EXPORTS, EXPORT)
    with pytest.raises(httpx.RemoteProtocolError):
        start(client, uri)
    (found,) = items(client, SYNCS, q=f"syncedInstanceUri={uri}")
    assert found["status"] == "pending"


def test_a_throttled_submit_keeps_what_was_staged(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.next("eloqua", Plan(faults=[Fault("throttled", on="submit")]))
    uri = define(client, IMPORTS, IMPORT)
    client.post(f"{BULK}{uri}/data", json=ROWS)
    assert client.post(SYNCS, json={"syncedInstanceUri": uri}).status_code == 429
    path = start(client, uri)
    wait(client, path)
    assert codes(client, path)["ELQ-00130"] == ("information", 3)


def test_environment(sandbox: Sandbox) -> None:
    assert {name: value for name, value in sandbox.environment("http://127.0.0.1:5").items() if name[:3] == "ELO"} == {
        "ELOQUA_COMPANY": "SandboxCompany",
        "ELOQUA_USER": "Sandbox.User",
        "ELOQUA_PASSWORD": "sandbox-password",
        "ELOQUA_BASE_URL": "http://127.0.0.1:5/eloqua",
    }


# Whatever is sent.


@pytest.fixture(scope="module")
def root() -> Iterator[str]:
    sandbox = Sandbox()
    sandbox.plan("eloqua", Plan(polls=0))
    with sandbox.serve() as root:
        yield root


eloqua = schemathesis.openapi.from_path(SPECS / "eloqua.yaml")


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
@eloqua.parametrize()
@settings(max_examples=5, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_requests_nobody_thought_of(case: "schemathesis.Case[Any]", root: str) -> None:
    answer = case.call(base_url=f"{root}/eloqua", headers={"Authorization": "Bearer sandbox-token"})
    case.validate_response(answer, checks=CHECKS)


# Faults are planned for jobs; definitions and lists answer with the errors of their own.
OWN = {
    "get_account": {429},
    "request_token": {429, 500, 503},
    "list_contact_fields": {*PLAYED} - {400, 401},
    "list_syncs": {*PLAYED} - {400, 401},
    "delete_contact_import_data": {*PLAYED} - {400, 401, 404, 409},
    **{f"create_contact_{kind}": {*PLAYED} - {400, 401} for kind in ("export", "import")},
    **{f"list_contact_{kind}s": {*PLAYED} - {400, 401} for kind in ("export", "import")},
    **{
        f"{verb}_contact_{kind}": {*PLAYED} - {400, 401, 404}
        for kind in ("export", "import")
        for verb in ("get", "update", "delete")
    },
}
played.expect(
    "eloqua",
    load_contract("eloqua", "/eloqua"),
    perhaps={(operation, status) for operation, statuses in OWN.items() for status in statuses},
)
