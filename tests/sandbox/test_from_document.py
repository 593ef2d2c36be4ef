"""Any document is played from its examples: one made up here, those of others, and tarry's own, each by a client that waits."""

import base64
import copy
import json
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

import tarry
from support.paths import ROOT
from tarry import specs
from tarry._core.providers import of_each
from tarry._generate.connections import connection_of
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.testing import VirtualClock

OTHERS = ROOT / "tests" / "generate" / "documents"
MAILCHIMP, SNOWFLAKE = OTHERS / "mailchimp-batches.yaml", OTHERS / "snowflake-statements.yaml"


def answer(*examples: tuple[str, Any], code: str = "200", kind: str = "application/json") -> dict[str, Any]:
    """A response with examples, each with what it means."""
    shown = {f"e{at}": {"value": value, "x-outcome": word} for at, (word, value) in enumerate(examples)}
    return {code: {"description": "Good.", "content": {kind: {"examples": shown}}}}


ACME: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Acme reports", "version": "1"},
    "servers": [{"url": "https://{host}/v1", "variables": {"host": {"default": "api.acme.example"}}}],
    "security": [{"key": []}],
    "paths": {
        "/reports": {
            "post": {
                "operationId": "create_report",
                "responses": answer(("pending", {"id": "r-1", "state": "writing"}), code="202"),
            },
            "get": {
                "operationId": "list_reports",
                "x-pagination": {"items": "$response.body#/reports", "total": "$response.body#/count"},
                "responses": {"200": {"description": "All."}},
            },
        },
        "/reports/{id}": {
            "get": {
                "operationId": "get_report",
                "x-job": {
                    "kind": "report",
                    "submit": {"operation": "create_report", "idempotency_key": "$request.header.Key"},
                    "id": {"id": "$response.body#/id"},
                    "status": "$response.body#/state",
                    "results": "list_rows",
                    "failures": "list_faulty",
                    "cancel": "delete_report",
                    "list": "list_reports",
                },
                "responses": {
                    **answer(
                        ("pending", {"id": "r-1", "state": "queued", "links": ["r-1"]}),
                        ("pending", {"id": "r-1", "state": "writing"}),
                        ("succeeded", {"id": "r-1", "state": "written"}),
                        ("failed", {"id": "r-1", "state": "torn"}),
                    ),
                    "401": {"description": "No key."},
                    "404": {"description": "No.", "content": {"application/json": {"example": {"why": "no report"}}}},
                    "4XX": {"description": "No.", "content": {"application/json": {"example": {"why": "no luck"}}}},
                },
            },
            "delete": {"operationId": "delete_report", "responses": {"204": {"description": "It is gone."}}},
        },
        "/reports/mine": {
            "get": {"operationId": "get_mine", "security": [], "responses": answer(("succeeded", {"mine": 1}))}
        },
        "/reports/{id}/rows": {
            "get": {
                "operationId": "list_rows",
                "x-pagination": {
                    "items": "$response.body#/rows",
                    "offset": {"to": "$request.query.from", "start": 1, "step": "items"},
                    "limit": {"to": "$request.query.limit", "value": 50, "echo": "$response.body#/limit"},
                    "more": "$response.body#/more",
                    "total": "$response.body#/total",
                },
                "responses": answer(
                    ("succeeded", {"rows": [{"n": 1}, {"n": 2}, {"n": 3}], "more": True, "total": "9"})
                ),
            }
        },
        "/reports/{id}/faulty": {
            "get": {
                "operationId": "list_faulty",
                "x-pagination": {"items": "$response.body"},
                "responses": answer(("succeeded", ["a, "])),
            }
        },
        "/unshown": {
            "get": {
                "operationId": "get_unshown",
                "responses": {"200": {"description": "?", "content": {"text/plain": {}}}},
            }
        },
    },
    "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
}


def changed(*path: str, to: Any = None) -> dict[str, Any]:
    """The document with something else in a place; nothing there where `to` is None."""
    document = copy.deepcopy(ACME)
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    if to is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = to
    return document


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def sandbox(clock: VirtualClock) -> Sandbox:
    return Sandbox.from_document(ACME, name="acme", clock=clock.monotonic, page_size=2)


def client_of(sandbox: Sandbox, name: str = "acme", **options: Any) -> httpx.Client:
    headers = {"X-Key": "sandbox-key", **options.pop("headers", {})}
    url = sandbox.base_url(name, "http://any.test")
    return httpx.Client(base_url=url, transport=sandbox.transport(), headers=headers, **options)


def test_a_job_follows_its_plan_through_the_examples(sandbox: Sandbox) -> None:
    client = client_of(sandbox)
    sandbox.next("acme", Plan("failed", polls=3))
    started = client.post("/reports")
    report = started.json()["id"]
    assert (started.status_code, started.json()) == (202, {"id": report, "state": "writing"})
    assert report.startswith("r-")
    assert report != "r-1"
    assert (
        client.get(f"/reports/{report}/rows").status_code == 404
    )  # nothing is there yet, and the page describes no 404
    answers = [client.get(f"/reports/{report}").json() for _ in range(4)]
    # The id stands wherever a text is the one that the submit shows.
    assert answers[0] == {"id": report, "state": "queued", "links": [report]}
    assert answers[1:] == [{"id": report, "state": state} for state in ("writing", "writing", "torn")]
    assert client.get(f"/reports/{report}/faulty").json() == ["a, "]
    assert client.get(f"/reports/{report}/rows").json()["rows"] == []
    asked = [(one.place, one.job, one.state) for one in sandbox.requests]
    assert asked[:3] == [("submit", report, None), ("page", report, "pending"), ("poll", report, "pending")]


def test_ids_are_fresh_and_come_again_with_the_seed() -> None:
    made = []
    for seed in (1, 1, 2):
        client = client_of(Sandbox.from_document(ACME, name="acme", seed=seed))
        made.append([client.post("/reports").json()["id"] for _ in range(30)])
    assert made[0] == made[1] != made[2]
    assert len(set(made[0])) == 30


def test_pages_are_sound_whatever_the_example_says(sandbox: Sandbox) -> None:
    client = client_of(sandbox)
    sandbox.plan("acme", Plan(polls=0, items=5))
    rows = f"/reports/{client.post('/reports').json()['id']}/rows"
    pages = [client.get(rows, params={"from": start}).json() for start in (1, 3, 5)]
    assert [[row["n"] for row in page["rows"]] for page in pages] == [[1, 2], [3, 1], [2]]
    assert pages[1]["rows"][1] == {"n": 1, "x-repeated": 3}  # of two pages that are the same a client would read no end
    assert [(page["more"], page["total"], page["limit"]) for page in pages] == [
        (True, "5", 2),
        (True, "5", 2),
        (False, "5", 2),
    ]
    assert client.get(rows, params={"from": "x"}).status_code == 400


@pytest.mark.parametrize(
    ("rule", "query"),
    [
        ({"cursor": {"from": "$response.body#/next", "to": "$request.query.to"}}, "to={next}"),
        ({"cursor": {"from_item": "/n", "to": "$request.query.after"}, "more": "$response.body#/more"}, "after={last}"),
        ({"link": {"from": "$response.body#/next"}}, "{next}"),
        ({"page": {"to": "$request.query.page", "omit_first": True}, "more": "$response.body#/more"}, "page={number}"),
    ],
)
def test_every_way_through_pages_leads_to_the_end(rule: dict[str, Any], query: str) -> None:
    document = changed(
        "paths", "/reports/{id}/rows", "get", "x-pagination", to={"items": "$response.body#/rows", **rule}
    )
    sandbox = Sandbox.from_document(document, name="acme", page_size=2)
    client = client_of(sandbox)
    sandbox.plan("acme", Plan(polls=0, items=7))
    url, asked, seen = f"/reports/{client.post('/reports').json()['id']}/rows", "", []
    for number in range(2, 6):
        page = client.get(f"{url}?{asked}").json()
        seen.append([str(row["n"]) for row in page["rows"]])
        asked = query.format(next=str(page.get("next")).removeprefix("?"), last=seen[-1][-1], number=number)
    # The fourth is the last: what a document shows comes again and again, and no page of it twice.
    assert [[row[0] for row in page] for page in seen] == [["1", "2"], ["3", "1"], ["2", "3"], ["1"]]
    assert not page.get("next")
    assert page["more"] is ("more" not in rule)


def test_what_is_not_about_a_job_answers_what_is_shown_first(sandbox: Sandbox) -> None:
    client = client_of(sandbox)
    assert client_of(sandbox, headers={"X-Key": "other"}).get("/reports/mine").json() == {
        "mine": 1
    }  # no job with the id "mine"
    unshown = client.get("/unshown")
    assert (unshown.status_code, unshown.text) == (
        501,
        "get_unshown has no example of a good answer: add one to the document\n",
    )


def test_who_has_no_credential_and_what_is_not_there_is_answered_as_described(
    sandbox: Sandbox, clock: VirtualClock
) -> None:
    client = client_of(sandbox)
    assert client_of(sandbox, headers={"X-Key": "other"}).get("/reports/x").status_code == 401
    missing = client.get("/reports/x")
    assert (missing.status_code, missing.json()) == (404, {"why": "no report"})
    sandbox.next("acme", Plan(polls=0, invisible_for=60))
    report = f"/reports/{client.post('/reports').json()['id']}"
    assert client.get(report).status_code == 404
    clock.now += 60
    assert client.get(report).json()["state"] == "written"
    assert client.delete(report).status_code == 204
    assert client.get(report).status_code == 404


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        (Fault("throttled", retry_after=7), 429, {"why": "no luck"}),
        (Fault("gateway", status=418), 418, {"why": "no luck"}),
        (Fault("error"), 500, None),
        (Fault("unavailable"), 503, None),
        (Fault("unknown-word"), 200, {"id": "", "state": "HIBERNATING", "links": [""]}),
    ],
)
def test_faults_come_in_the_form_of_the_document(sandbox: Sandbox, fault: Fault, status: int, body: Any) -> None:
    client = client_of(sandbox)
    sandbox.next("acme", Plan(faults=[fault]))
    report = client.post("/reports").json()["id"]
    met = client.get(f"/reports/{report}")
    assert met.status_code == status
    assert met.headers.get("Retry-After") == ("7" if status == 429 else None)
    if body is not None:
        assert json.loads(met.text.replace(report, "")) == body
    assert client.get(f"/reports/{report}").json()["state"] == "writing"


def test_a_connection_that_drops_and_a_submit_that_is_sent_again(sandbox: Sandbox) -> None:
    client = client_of(sandbox, headers={"Key": "k-1"})
    sandbox.next("acme", Plan(faults=[Fault("reset", on="submit")]))
    with pytest.raises(httpx.RemoteProtocolError):
        client.post("/reports")
    assert client.post("/reports").json() == client.post("/reports").json()
    assert len(client.get("/reports").json()["reports"]) == 1


def test_jobs_are_listed_as_polls_would_find_them(sandbox: Sandbox) -> None:
    client = client_of(sandbox)
    sandbox.next("acme", Plan(polls=0), Plan("gone", polls=0), Plan("failed", polls=1))
    ids = [client.post("/reports").json()["id"] for _ in range(3)]
    assert client.get("/reports").json() == {
        "reports": [{"id": ids[2], "state": "queued", "links": [ids[2]]}, {"id": ids[0], "state": "written"}],
        "count": 2,
    }
    assert client.get(f"/reports/{ids[2]}").json()["state"] == "torn"


ANSWERS = ("paths", "/reports/{id}", "get", "responses", "200", "content", "application/json", "examples")


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (
            changed("paths", "/reports/{id}", "get", "x-job"),
            "no operation of acme has an x-job: add one, or an overlay",
        ),
        (changed("paths", "/reports/{id}", "get", "x-job", "id"), "x-job of get_report has no `id`: add it"),
        (changed(*ANSWERS, "e2"), "get_report has no example of succeeded: add one with `x-outcome: succeeded`"),
        (
            changed("paths", "/reports", "post", "responses", to=answer(("pending", {"state": "writing"}))),
            r"create_report has no example of a good answer with \$response.body#/id: add one",
        ),
        (
            changed("paths", "/reports/{id}/rows", "get", "responses", "200", "content", to={"text/csv": {}}),
            "list_rows is the results of get_report and has no example: add one",
        ),
        (changed("paths", "/reports/{id}/rows"), "x-job of get_report names list_rows, and no operation has this"),
        (changed("paths", "/reports/mine", "get", "responses", to=[]), "not well-formed, see `tarry check`"),
    ],
)
def test_what_cannot_be_played_is_said_at_once(document: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Sandbox.from_document(document, name="acme")


def test_a_plan_that_the_document_does_not_show_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="get_report of acme has no example with `x-outcome: partial`: add one"):
        sandbox.next("acme", Plan("partial"))
    sandbox.add(SNOWFLAKE, "snowflake")
    with pytest.raises(
        ValueError, match="get_statement of snowflake has no unknown-word: its status is the status code"
    ):
        sandbox.plan("snowflake", Plan(faults=[Fault("unknown-word")]))
    with pytest.raises(
        ValueError, match="the name 'acme' is taken or no identifier: give the document another by name="
    ):
        sandbox.add(ACME, "acme")
    sandbox.next("snowflake", Plan("partial"))


def test_documents_are_files_mappings_and_overlays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "acme-reports.json"
    path.write_text(json.dumps(ACME))
    overlay = {
        "overlay": "1.0.0",
        "info": {"title": "More", "version": "1"},
        "actions": [{"target": f"$.paths['/reports/{{id}}'].get{'.responses'}['200'].content['application/json'].examples",
                     "update": {"some": {"x-outcome": "partial", "value": {"id": "r-1", "state": "worn"}}}}],
    }  # fmt: skip
    assert "partial" not in Sandbox.from_document(path).providers["acme_reports"].outcomes
    assert "partial" in Sandbox.from_document(path, overlay=overlay).providers["acme_reports"].outcomes
    assert "partial" in Sandbox.from_document(ACME, overlay=[overlay]).providers["acme_reports"].outcomes
    with pytest.raises(ValueError, match=r"acme\.yaml: it cannot be read"):
        Sandbox.from_document(tmp_path / "acme.yaml")
    monkeypatch.setitem(sys.modules, "yaml", None)
    for name in [name for name in sys.modules if name.startswith("tarry._generate")]:
        monkeypatch.delitem(sys.modules, name)
    Sandbox.from_document(path)
    with pytest.raises(
        ModuleNotFoundError, match=r"a document in YAML, or with an overlay, needs yaml.*tarry\[generate\]"
    ):
        Sandbox.from_document(tmp_path / "acme.yaml")


CLIENTS: dict[str, tuple[dict[str, str], tuple[Any, ...], dict[str, Any]]] = {
    "eloqua": ({"token": "sandbox-token"}, ("/contacts/exports/2071",), {}),
    "fullstory": ({"api_key": "sandbox-key"}, ([{"name": "Order Shipped"}],), {}),
    "open_data_rights": ({"token": "sandbox-token"}, (None,), {}),
    "possiblenow": ({"token": "sandbox-token"}, ("1001", "Spring"), {}),
    "salesforce": (
        {"client_id": "sandbox-client", "client_secret": "sandbox-secret"},
        ([{"id": 1}],),
        {"key": "Loyalty"},
    ),
}
of_each(CLIENTS, "how a client of it is connected, and a job started")


@pytest.mark.parametrize("name", specs.names())
def test_the_clients_of_tarry_agree_with_their_documents(name: str) -> None:
    sandbox = Sandbox.from_document(specs.path(name), clock=VirtualClock().monotonic)
    credentials, given, named = CLIENTS[name]
    url = sandbox.base_url(name, "http://localhost")
    provider: Any = getattr(tarry, name)
    client = provider.connect(base_url=url, httpx_args={"transport": sandbox.transport()}, **credentials)
    for outcome in sandbox.providers[name].outcomes:
        sandbox.next(name, Plan(outcome, faults=[Fault("throttled", retry_after=3)]))
        job = provider.JOBS[0].submit(client, *given, **named)
        result: tarry.WaitResult[Any] | None
        try:
            result = tarry.wait_for_completion(job, timeout=86400, clock=VirtualClock())
        except tarry.WaitError as error:
            result = error.result
        assert result is not None
        assert result.outcome.value == outcome
        assert result.polls >= 3
        if outcome in ("succeeded", "partial") and hasattr(job, "results"):
            assert list(job.results())
        if outcome in ("partial", "failed") and hasattr(job, "failures"):
            assert list(job.failures())
    jobs = [provider.JOBS[0].submit(client, *given, **named) for _ in range(3)]
    assert {one.outcome.value for one in tarry.wait_for_all(jobs, timeout=86400, clock=VirtualClock())} == {"succeeded"}


@pytest.mark.parametrize("path", [*map(specs.path, specs.names()), MAILCHIMP, SNOWFLAKE], ids=lambda path: path.stem)
def test_the_variables_are_those_that_a_generated_connect_reads(path: Path) -> None:
    sandbox = Sandbox.from_document(path, name="it")
    provider: Any = sandbox.providers["it"]
    connection = connection_of(provider.document.data, provider.kinds[0].poll.given)
    found = sandbox.environment("http://localhost")
    assert found.pop("IT_BASE_URL") == f"http://localhost/it{provider.service_root}"
    assert found
    assert found.keys() <= {f"IT_{one.name.upper()}" for one in connection.keywords}


BASIC = f"Basic {base64.b64encode(b'sandbox-user:sandbox-password').decode()}"


@pytest.mark.parametrize(
    ("scheme", "variables", "sent"),
    [
        ({"type": "apiKey", "in": "query", "name": "k"}, {"API_KEY": "sandbox-key"}, {"params": {"k": "sandbox-key"}}),
        (
            {"type": "apiKey", "in": "cookie", "name": "k"},
            {"API_KEY": "sandbox-key"},
            {"cookies": {"k": "sandbox-key"}},
        ),
        (
            {"type": "http", "scheme": "Basic"},
            {"USER": "sandbox-user", "PASSWORD": "sandbox-password"},
            {"headers": {"Authorization": BASIC}},
        ),
        (
            {"type": "http", "scheme": "bearer"},
            {"TOKEN": "sandbox-token"},
            {"headers": {"Authorization": "Bearer sandbox-token"}},
        ),
        ({"type": "mutualTLS"}, {}, {}),
    ],
)
def test_each_scheme_has_a_fake_credential(
    scheme: dict[str, str], variables: dict[str, str], sent: dict[str, Any]
) -> None:
    sandbox = Sandbox.from_document(changed("components", "securitySchemes", "key", to=scheme), name="acme")
    expected = {"ACME_BASE_URL": "http://localhost/acme/v1", **{f"ACME_{name}": one for name, one in variables.items()}}
    assert sandbox.environment("http://localhost") == expected
    assert client_of(sandbox, **sent).post("/reports").status_code == 202
    assert client_of(sandbox).post("/reports").status_code == (401 if sent else 202)


def test_two_keys_at_once_are_called_by_their_schemes() -> None:
    document = changed("security", to=[{"key": [], "appKey": []}])
    document["components"]["securitySchemes"]["appKey"] = {"type": "apiKey", "in": "header", "name": "X-App"}
    sandbox = Sandbox.from_document(document, name="acme")
    found = sandbox.environment("http://localhost")
    polled = document["paths"]["/reports/{id}"]["get"]
    assert {f"ACME_{name.upper()}" for name in connection_of(document, polled).credentials} == found.keys() - {
        "ACME_BASE_URL"
    }
    assert client_of(sandbox).post("/reports").status_code == 401
    assert client_of(sandbox, headers={"X-App": found["ACME_APP_KEY"]}).post("/reports").status_code == 202


def test_a_sandbox_plays_some_of_the_providers() -> None:
    assert [*Sandbox(providers=["fullstory"]).providers] == ["fullstory"]
    with pytest.raises(ValueError, match="there is no provider 'acme'; allowed are eloqua, "):
        Sandbox(providers=["acme"])


def test_client_credentials_are_good_for_a_token(clock: VirtualClock) -> None:
    flows = {"clientCredentials": {"tokenUrl": "https://login.acme.example/token", "scopes": {}}}
    document = changed("components", "securitySchemes", "key", to={"type": "oauth2", "flows": flows})
    sandbox = Sandbox.from_document(document, name="acme", clock=clock.monotonic, token_lifetime=60)
    client, given = client_of(sandbox), sandbox.environment("http://any.test")
    assert client.post(given["ACME_TOKEN_URL"]).status_code == 401
    login = (given["ACME_CLIENT_ID"], given["ACME_CLIENT_SECRET"])
    token = client.post(given["ACME_TOKEN_URL"], auth=login).json()
    assert token["expires_in"] == 60
    client.headers["Authorization"] = f"Bearer {token['access_token']}"
    assert client.post("/reports").status_code == 202
    clock.now += 61
    assert client.post("/reports").status_code == 401


def test_a_status_code_is_the_word_and_the_answer_a_page_of_results() -> None:
    sandbox = Sandbox.from_document(SNOWFLAKE, name="it", page_size=1)
    client = client_of(sandbox, "it", headers={"Authorization": "Bearer sandbox-token"})
    sandbox.next("it", Plan("partial", polls=1), Plan("failed", polls=0))
    handles = [client.post("/api/v2/statements", json={}).json()["statementHandle"] for _ in range(2)]
    first, other = (f"/api/v2/statements/{handle}" for handle in handles)
    assert [client.get(first).status_code for _ in range(2)] == [202, 200]
    pages = [client.get(first, params={"partition": number}).json() for number in (0, 1)]
    assert [page["data"] for page in pages] == [[["1"]], [["2"]]]
    assert [len(page["resultSetMetaData"]["partitionInfo"]) for page in pages] == [2, 2]
    assert {page["statementHandle"] for page in pages} == {handles[0]}
    assert client.get(other).status_code == 408  # the first answer of a job that failed


def test_answers_that_mean_something_together_come_together() -> None:
    sandbox = Sandbox.from_document(OTHERS / "exports.yaml", name="it")
    client = client_of(sandbox, "it", headers={"X-Key": "sandbox-key"})
    sandbox.plan("it", Plan("failed", polls=0))
    export = f"/exports/{client.post('/exports', json={}).json()['id']}"
    assert client.get(export).json()["state"] == {"word": "done"}
    assert client.get(f"{export}/rows").json() == {"rows": [{"name": "a", "bad": True}], "total": 1}
    sandbox.plan("it", Plan("gone", polls=0))
    gone = client.get(f"/exports/{client.post('/exports', json={}).json()['id']}")
    assert (gone.status_code, gone.json()) == (404, {"why": "expired"})
    assert (client.get("/exports/e1").status_code, client.get("/exports/e1").json()) == (404, {})


def test_an_id_is_cut_out_of_a_header_and_a_callback_is_made() -> None:
    document = changed("paths", "/reports/{id}", "get", "x-job", "id", to={"id": "$response.header.Location"})
    document["paths"]["/reports/{id}"]["get"]["x-job"]["pattern"] = {"id": "^/reports/([a-z0-9-]+)$"}
    submit = document["paths"]["/reports"]["post"]
    submit["responses"] = {"202": {"description": "Taken.", "headers": {"Location": {"example": "/reports/r-1"}}}}
    body = {"content": {"application/json": {"example": {"done": "/reports/r-1"}}}}
    submit["callbacks"] = {"ended": {"{$request.body#/tell}": {"post": {"requestBody": body}}}}
    sandbox = Sandbox.from_document(document, name="acme")
    sandbox.next("acme", Plan(polls=0))
    client = client_of(sandbox)
    where = client.post("/reports", json={"tell": "http://localhost:1/told"}).headers["Location"]
    assert where not in ("", "/reports/r-1")
    assert client.get(where).json()["state"] == "written"
    (told,) = sandbox.due_callbacks()
    assert (str(told.url), json.loads(told.content)) == ("http://localhost:1/told", {"done": where})
