"""Eloqua: settings, ids, submits, what an answer means, rows and rejects and logs, and what errors say."""

import pickle
import time
from collections.abc import Callable, Iterator
from typing import Any

import anyio
import httpx
import pytest

import tarry
from support.documents import document
from tarry import (
    ConfigurationError,
    HandleError,
    JobFailedError,
    JobGoneError,
    JobNotFoundError,
    Outcome,
    PollingError,
    ProviderResponseError,
    SubmitError,
    UnknownStatusError,
    WaitTimeoutError,
    eloqua,
    fullstory,
)
from tarry.eloqua import JOBS, Sync
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.schedules import Growing
from tarry.testing import VirtualClock
from tarry_clients.eloqua.api.exports import create_contact_export
from tarry_clients.eloqua.api.imports import create_contact_import, upload_contact_import_data
from tarry_clients.eloqua.models import (
    ContactExport,
    ContactExportRequest,
    ContactImport,
    ContactImportRequest,
    ExportFields,
    ImportFields,
    Row,
    SyncLog,
    SyncReject,
)
from tarry_clients.eloqua.models import Sync as SyncStatus

POD = "https://secure.p03.eloqua.com"
SECRET = "sandbox-secret"
BASIC = "Basic QVBJVGVzdFxBUEkuVXNlcjpzYW5kYm94LXNlY3JldA=="  # APITest\API.User:sandbox-secret
SPEC = document("eloqua")

Handler = Callable[[httpx.Request], httpx.Response]


def sync_in(word: Any, **fields: Any) -> dict[str, Any]:
    """A status answer, as the document has it."""
    return {"syncedInstanceUri": "/contacts/exports/2071", "status": word, "uri": "/syncs/1444", **fields}


def connect(handler: Handler, **options: Any) -> Any:
    """A client whose requests go to *handler*, without discovery."""
    options = {"company": "APITest", "user": "API.User", "password": SECRET, "base_url": POD, **options}
    return eloqua.connect(**options, httpx_args={"transport": httpx.MockTransport(handler)})


class Script:
    """Answers in order, the last one for ever, and remembers the requests."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def words(*seen: str) -> Script:
    return Script(*(httpx.Response(200, json=sync_in(word)) for word in seen))


@pytest.fixture(params=["sync", "async"])
def ask(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Call a function by its name, or its async twin; what is iterated over comes as a list."""

    def sync(owner: Any, name: str, *arguments: Any, **options: Any) -> Any:
        found = getattr(owner, name)(*arguments, **options)
        return list(found) if isinstance(found, Iterator) else found

    def asynchronous(owner: Any, name: str, *arguments: Any, **options: Any) -> Any:
        async def go() -> Any:
            found = getattr(owner, f"async_{name}")(*arguments, **options)
            return [one async for one in found] if hasattr(found, "__aiter__") else await found

        return anyio.run(go)

    return sync if request.param == "sync" else asynchronous


Ask = Callable[..., Any]


# Settings.


def test_company_user_and_password_by_position(ask: Ask) -> None:
    script = words("success")
    arguments = {"transport": httpx.MockTransport(script)}
    client = eloqua.connect("APITest", "API.User", SECRET, base_url=POD, httpx_args=arguments)
    ask(Sync(client, 1444), "poll")
    (request,) = script.requests
    assert (request.method, str(request.url)) == ("GET", f"{POD}/api/bulk/2.0/syncs/1444")
    assert request.headers["authorization"] == BASIC
    assert request.headers["accept"] == "application/json, */*;q=0.1"


@pytest.mark.parametrize("token", ["sandbox-token", "Bearer sandbox-token"])
def test_a_token(token: str, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    script = words("success")
    arguments = {"transport": httpx.MockTransport(script)}
    ask(Sync(eloqua.connect(token=token, base_url=POD, httpx_args=arguments), 1444), "poll")
    monkeypatch.setenv("ELOQUA_TOKEN", token)
    ask(Sync(eloqua.connect(base_url=POD, httpx_args=arguments), 1444), "poll")
    assert [request.headers["authorization"] for request in script.requests] == ["Bearer sandbox-token"] * 2


def test_all_from_the_environment(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"COMPANY": "APITest", "USER": "API.User", "PASSWORD": SECRET, "BASE_URL": f"{POD}/"}
    for name, value in settings.items():
        monkeypatch.setenv(f"ELOQUA_{name}", value)
    script = words("success")
    ask(Sync(eloqua.connect(httpx_args={"transport": httpx.MockTransport(script)}), 1444), "poll")
    assert str(script.requests[0].url) == f"{POD}/api/bulk/2.0/syncs/1444"
    assert script.requests[0].headers["authorization"] == BASIC


@pytest.mark.parametrize(
    ("environment", "keywords", "sent"),
    [
        ({"COMPANY": "Other", "USER": "API.User", "PASSWORD": SECRET}, {"company": "APITest"}, BASIC),
        ({"COMPANY": "Other", "USER": "o", "PASSWORD": "o"}, {"token": "t"}, "Bearer t"),
        ({"TOKEN": "t"}, {"company": "APITest", "user": "API.User", "password": SECRET}, BASIC),
        (
            {"TOKEN": "t", "COMPANY": "a", "USER": "b", "PASSWORD": "c"},
            {"auth": httpx.BasicAuth("x", "y")},
            "Basic eDp5",
        ),
    ],
)
def test_a_keyword_beats_the_environment(
    environment: dict[str, str], keywords: dict[str, Any], sent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(f"ELOQUA_{name}", value)
    script = words("success")
    client = eloqua.connect(**keywords, base_url=POD, httpx_args={"transport": httpx.MockTransport(script)})
    Sync(client, 1444).poll()
    assert script.requests[0].headers["authorization"] == sent


@pytest.mark.parametrize(
    ("environment", "keywords", "message"),
    [
        ({}, {}, "needs company, user, password: pass company=… or set ELOQUA_COMPANY and .*, or pass token=… or set"),
        ({}, {"company": "a", "user": "b"}, "needs password: pass password=… or set ELOQUA_PASSWORD$"),
        ({}, {"password": "c"}, "needs company, user: pass company=… or set ELOQUA_COMPANY and pass user=…"),
        ({"COMPANY": "a", "PASSWORD": "c"}, {}, "needs user: pass user=… or set ELOQUA_USER"),
        ({"TOKEN": "t"}, {"company": "a"}, "needs user, password"),
        ({}, {"company": "", "user": "b", "password": "c"}, "needs company"),
        ({"COMPANY": "a", "USER": "b", "PASSWORD": "c"}, {"token": ""}, "needs company, user, password: .*token="),
        (
            {},
            {"company": "a", "user": "b", "password": "c", "token": "t"},
            "one way to log in, not token beside company",
        ),
        ({}, {"password": "c", "auth": httpx.BasicAuth("x", "y")}, "one way to log in, not auth beside company"),
        ({}, {"token": "t", "auth": httpx.BasicAuth("x", "y")}, "one way to log in, not auth beside token"),
        ({"TOKEN": "t", "PASSWORD": "c"}, {}, "ELOQUA_TOKEN beside ELOQUA_PASSWORD: eloqua takes one way"),
        ({}, {"company": r"APITest\API.User", "user": "b", "password": "c"}, "company of eloqua holds a backslash"),
        ({}, {"company": "a", "user": r"APITest\API.User", "password": "c"}, "user of eloqua holds a backslash"),
        ({}, {"company": "a:b", "user": "b", "password": "c"}, "company of eloqua holds a colon"),
        ({}, {"company": "a", "user": "b:b", "password": "c"}, "user of eloqua holds a colon"),
        ({"USER": "b\n"}, {"company": "a", "password": "c"}, "ELOQUA_USER has a space or line break"),
        ({}, {"company": 1, "user": "b", "password": "c"}, "company must be a text, not int"),
        ({}, {"company": "a", "user": "b", "password": " c"}, "password has a space or line break at an end"),
        ({}, {"token": "a b"}, "token of eloqua has a character that no token has"),
        ({}, {"token": "schlüssel"}, "token of eloqua has a character that no token has"),
        ({}, {"auth": ("user", "password")}, "auth must be an httpx.Auth, not tuple"),
        ({}, {"token": "t", "base_url": "secure.p03.eloqua.com"}, "base_url must begin with https://"),
        ({}, {"token": "t", "base_url": "https://u:p@secure.p03.eloqua.com"}, "base_url must not hold a user name"),
        ({"BASE_URL": "https://a/?b=c"}, {"token": "t"}, "base_url must not have a query"),
        ({}, {"token": "t", "request_timeout": 0}, "request_timeout must be a positive number"),
        ({}, {"token": "t", "httpx_args": {"auth": None}}, "httpx_args must not hold auth"),
    ],
)
def test_malformed_settings(
    environment: dict[str, str], keywords: dict[str, Any], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(f"ELOQUA_{name}", value)
    with pytest.raises(ConfigurationError, match=message) as caught:
        eloqua.connect(**keywords)
    assert "schlüssel" not in str(caught.value)


def test_a_password_may_hold_anything_that_can_be_typed() -> None:
    script = words("success")
    Sync(connect(script, password="pass: wörd\\"), 1444).poll()
    expected = next(httpx.BasicAuth(r"APITest\API.User", "pass: wörd\\").auth_flow(httpx.Request("GET", POD)))
    assert script.requests[0].headers["authorization"] == expected.headers["authorization"]


def test_no_secret_shows() -> None:
    client = connect(words("success"))
    job = Sync(client, 1444)
    for text in (repr(client), repr(job), str(job), str(job.handle), pickle.dumps(job).decode("latin-1")):
        assert SECRET not in text


# Ids and handles.


@pytest.mark.parametrize("sync_id", [1444, "1444", "/syncs/1444", "0001444"])
def test_ways_to_write_an_id(sync_id: Any) -> None:
    job = Sync(connect(words("success")), sync_id)
    assert (job.sync_id, str(job.handle)) == (1444, "eloqua:sync:1444")
    assert str(job) == "eloqua sync 1444"


@pytest.mark.parametrize("sync_id", ["", " 1444", "1444\n", "-1", "abc", "..", "١٤", "1" * 19, "syncs/1444", "/syncs/"])
def test_malformed_texts_as_ids(sync_id: str) -> None:
    with pytest.raises(ConfigurationError, match=r"sync_id of Sync is a number, or a uri such as /syncs/1444, not"):
        Sync(connect(words("success")), sync_id)


@pytest.mark.parametrize(
    "sync_id", ["/syncs/1444/data", "/contacts/exports/1444", -1, 1.5, True, None, b"1444", 10**18]
)
def test_malformed_ids(sync_id: Any) -> None:
    with pytest.raises(ConfigurationError, match="sync_id of Sync is a number, or a uri such as /syncs/1444, not"):
        Sync(connect(words("success")), sync_id)


def test_a_handle_finds_the_job_again(ask: Ask) -> None:
    client = connect(words("success"))
    job = tarry.open_job("eloqua:sync:1444", client)
    assert isinstance(job, Sync)
    assert ask(job, "poll").outcome is Outcome.SUCCEEDED
    assert (Sync,) == JOBS
    with pytest.raises(HandleError, match="sync_id"):
        tarry.open_job("eloqua:sync:abc", client)
    with pytest.raises(HandleError, match=r"needs the client that tarry\.eloqua\.connect"):
        tarry.open_job("eloqua:sync:1444", fullstory.connect("sandbox-key"))
    with pytest.raises(ConfigurationError, match=r"needs the client that tarry\.eloqua\.connect"):
        Sync(fullstory.connect("sandbox-key"), 1444)  # type: ignore[arg-type]


# Submits.


def test_a_submit(ask: Ask) -> None:
    script = Script(httpx.Response(201, json=sync_in("pending", uri="/syncs/90412")))
    job = ask(Sync, "submit", connect(script), "/contacts/exports/2071")
    assert job.sync_id == 90412
    (request,) = script.requests
    assert (request.method, str(request.url)) == ("POST", f"{POD}/api/bulk/2.0/syncs")
    assert request.headers["content-type"] == "application/json"
    assert request.content == b'{"syncedInstanceUri":"/contacts/exports/2071"}'


def test_a_submit_with_a_callback(ask: Ask) -> None:
    definition = "/customObjects/7/imports/3105"
    script = Script(httpx.Response(201, json=sync_in("pending", syncedInstanceUri=definition)))
    ask(Sync, "submit", connect(script), definition, "https://hooks.example.com/eloqua?key=1")
    assert b'"callbackUrl":"https://hooks.example.com/eloqua?key=1"' in script.requests[0].content


@pytest.mark.parametrize("uri", ["/contacts/exports/1", "/opportunities/contacts/imports/2", "/contacts/syncActions/3"])
def test_uris_of_definitions(uri: str) -> None:
    script = Script(httpx.Response(201, json=sync_in("pending", syncedInstanceUri=uri)))
    Sync.submit(connect(script), uri)
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    "uri",
    [
        "https://secure.p03.eloqua.com/api/bulk/2.0/contacts/exports/2071",
        "/api/bulk/2.0/contacts/exports/2071",
        "/API/Bulk/2.0/contacts/exports/2071",
        "//evil.example.com/exports/1",
        "contacts/exports/2071",
        "/contacts/exports/",
        "/contacts/exports/2071/",
        "/contacts/exports/2071/data",
        "/contacts/exports/2071?a=b",
        "/contacts/../exports/2071",
        "/contacts/exports/2071\n",
        "/syncs/1444",
        "/2071",
        "2071",
        "",
    ],
)
def test_what_is_no_uri_of_a_definition(uri: str, ask: Ask) -> None:
    script = Script(httpx.Response(500))
    with pytest.raises(ConfigurationError, match=r"relative to /api/bulk/2.0 .* such as /contacts/exports/2071; not"):
        ask(Sync, "submit", connect(script), uri)
    assert script.requests == []


@pytest.mark.parametrize("uri", [2071, None, {"uri": "/contacts/exports/2071"}])
def test_a_uri_is_a_text(uri: Any, ask: Ask) -> None:
    with pytest.raises(ConfigurationError, match="synced_instance_uri is the uri of a definition, a text, not"):
        ask(Sync, "submit", connect(Script(httpx.Response(500))), uri)


@pytest.mark.parametrize(
    "url",
    [
        *("", "hooks.example.com", "ftp://hooks.example.com", "https://", "/eloqua", 5, "https://a:b"),
        *("http://hooks.example.com/secret", "https://hooks.example.com/secret\n", b"https://hooks.example.com/secret"),
    ],
)
def test_malformed_callbacks(url: Any, ask: Ask) -> None:
    with pytest.raises(ConfigurationError, match="callback_url") as caught:
        ask(Sync, "submit", connect(Script(httpx.Response(500))), "/contacts/exports/1", url)
    assert "secret" not in str(caught.value)


def test_a_submit_needs_a_client_of_eloqua(ask: Ask) -> None:
    with pytest.raises(ConfigurationError, match=r"Sync.submit needs the client that tarry\.eloqua\.connect"):
        ask(Sync, "submit", fullstory.connect("sandbox-key"), "/contacts/exports/1")


@pytest.mark.parametrize(
    "error", [httpx.ReadTimeout("slow"), httpx.ReadError("reset"), httpx.RemoteProtocolError("cut")]
)
def test_a_lost_answer(error: Exception, ask: Ask) -> None:
    script = Script(error)
    with pytest.raises(SubmitError) as caught:
        ask(Sync, "submit", connect(script), "/contacts/exports/2071", clock=VirtualClock())
    assert caught.value.may_exist
    assert caught.value.idempotency_key is None
    expected = (
        "The job may exist: look in GET /syncs (api.syncs.list_syncs) for a recent entry with syncedInstanceUri "
        "/contacts/exports/2071 before you submit again, or there may be two"
    )
    assert expected in str(caught.value)
    assert len(script.requests) == 1


@pytest.mark.parametrize("code", [400, 401, 403, 404, 409, 413, 429, 500, 503])
def test_a_refused_submit_is_sent_once(code: int, ask: Ask) -> None:
    script, clock = Script(httpx.Response(code, json={"failures": [{"field": "filter"}]})), VirtualClock()
    with pytest.raises(ProviderResponseError, match=rf"POST /api/bulk/2.0/syncs answered {code}, .*filter") as caught:
        ask(Sync, "submit", connect(script), "/contacts/exports/2071", clock=clock)
    assert caught.value.status_code == code
    assert ("The job may exist: look in GET /syncs" in str(caught.value)) is (code >= 500)
    assert (len(script.requests), clock.sleeps) == (1, [])


@pytest.mark.parametrize("uri", ["", "/contacts/exports/5", "/syncs/abc", 7.5])
def test_a_started_sync_without_an_id(uri: Any, ask: Ask) -> None:
    script = Script(httpx.Response(201, json=sync_in("pending", uri=uri)))
    with pytest.raises(ProviderResponseError, match="answered 201, a job was started, but uri is no id: "):
        ask(Sync, "submit", connect(script), "/contacts/exports/2071", clock=VirtualClock())


# What an answer means.


def documented_words() -> dict[str, str]:
    meanings: dict[str, str] = SPEC["components"]["schemas"]["Sync"]["properties"]["status"]["x-job-status"]
    return meanings


@pytest.mark.parametrize(("word", "meaning"), documented_words().items())
def test_documented_words(word: str, meaning: str) -> None:
    verdict = Sync.classify(SyncStatus(status=word, uri="/syncs/1"))
    assert (verdict.outcome, verdict.word) == (Outcome(meaning), word)


def test_no_word_but_the_documented_ones() -> None:
    assert Sync.words.keys() == {word.upper() for word in documented_words()}


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        (" Success ", Outcome.SUCCEEDED),
        ("WARNING", Outcome.PARTIAL),
        ("Errored", Outcome.FAILED),
        ("", None),
        ("queued", None),
        ("succeeded", None),
        ("success!", None),
        (None, None),
        (3, None),
    ],
)
def test_other_ways_to_write_a_word(word: Any, outcome: Outcome | None) -> None:
    assert Sync.classify(SyncStatus(status=word, uri="/syncs/1")).outcome is outcome


def test_the_policy() -> None:
    assert Sync.policy.schedule == Growing(floor=2.0, ceiling=300.0)
    assert Sync.policy.visibility_grace == 10
    assert not Sync.policy.regrace


def wait(ask: Ask, script: Handler, timeout: float | None = 3600, clock: VirtualClock | None = None) -> Any:
    job = Sync(connect(script), 1444)
    return ask(tarry, "wait_for_completion", job, timeout=timeout, clock=clock or VirtualClock())


@pytest.mark.parametrize(("word", "outcome"), [("success", Outcome.SUCCEEDED), ("warning", Outcome.PARTIAL)])
def test_a_wait(word: str, outcome: Outcome, ask: Ask) -> None:
    script = words("pending", "pending", "active", word)
    result = wait(ask, script)
    assert (result.outcome, result.raw_status, result.polls) == (outcome, word, 4)
    assert isinstance(result.status, SyncStatus)
    assert [poll.raw_status for poll in result.timeline] == ["pending", "pending", "active", word]


def test_timestamps_of_seven_digits_can_be_read(ask: Ask) -> None:
    script = Script(httpx.Response(200, json=sync_in("success", createdAt="2024-05-02T03:00:02.0456789Z")))
    assert wait(ask, script).status.created_at.microsecond == 45678


# What a wait's errors say.


@pytest.mark.parametrize("word", ["error", "errored"])
def test_failed(word: str, ask: Ask) -> None:
    with pytest.raises(JobFailedError) as caught:
        wait(ask, words("active", word))
    assert f"last word {word!r}" in str(caught.value)
    assert "eloqua sync 1444 failed" in str(caught.value)
    assert "job.logs() says why" in str(caught.value)
    assert caught.value.result.status.status == word


def test_never_seen(ask: Ask) -> None:
    clock = VirtualClock()
    with pytest.raises(JobNotFoundError, match=r"was never found.* Check the id"):
        wait(ask, Script(httpx.Response(404)), clock=clock)
    assert clock.now == pytest.approx(Sync.policy.visibility_grace)


def test_gone_after_being_seen(ask: Ask) -> None:
    script = Script(httpx.Response(200, json=sync_in("active")), httpx.Response(404))
    with pytest.raises(JobGoneError, match=r"was there and is no longer found.*It may have ended well") as caught:
        wait(ask, script)
    assert (caught.value.result.outcome, caught.value.result.polls) == (Outcome.GONE, 2)


def test_expired(ask: Ask) -> None:
    with pytest.raises(JobGoneError, match="is no longer available, says the provider"):
        wait(ask, Script(httpx.Response(410)))


def test_timeout(ask: Ask) -> None:
    with pytest.raises(WaitTimeoutError, match=r'go on with tarry.open_job\("eloqua:sync:1444", client\)'):
        wait(ask, words("active"), timeout=60)


def test_an_unknown_word(ask: Ask) -> None:
    clock = VirtualClock()
    with pytest.raises(UnknownStatusError, match="last word 'hibernating'"):
        wait(ask, words("active", "hibernating"), clock=clock)
    assert clock.now >= Sync.policy.unknown_grace


@pytest.mark.parametrize("code", [400, 401, 403, 409, 412, 413])
def test_a_refused_poll_ends_the_wait(code: int, ask: Ask) -> None:
    script = Script(httpx.Response(code))
    with pytest.raises(PollingError, match=f"GET /api/bulk/2.0/syncs/1444 answered {code}"):
        wait(ask, script)
    assert len(script.requests) == 1


# Rows, rejects, logs.


class Pages:
    """Answers a list by limit and offset, as the document says; `faults` come first, by the offset that is asked for."""

    def __init__(
        self, items: list[dict[str, Any]], faults: dict[int, list[httpx.Response | Exception]] | None = None
    ) -> None:
        self.items = items
        self.faults = faults or {}
        self.asked: list[tuple[str, str]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        query = dict(request.url.params)
        self.asked.append((request.url.path, str(request.url.params)))
        limit, offset = int(query["limit"]), int(query["offset"])
        if self.faults.get(offset):
            fault = self.faults[offset].pop(0)
            if isinstance(fault, Exception):
                raise fault
            return httpx.Response(fault.status_code, headers=fault.headers, content=fault.content)
        items = self.items[offset : offset + limit]
        # As in the given page: a count that counts nothing.
        page: dict[str, Any] = {"totalResults": len(self.items), "limit": limit, "offset": offset, "count": 0}
        page["hasMore"] = offset + limit < len(self.items)
        return httpx.Response(200, json={**page, "items": items} if items else page)


class SmallPages(Sync):
    page_size = 3


ROWS = [{"email": f"reader{number}@example.org", "city": "" if number % 2 else None} for number in range(7)]
DATA = "/api/bulk/2.0/syncs/1444/data"


def test_rows_of_all_pages(ask: Ask) -> None:
    pages = Pages(ROWS)
    assert ask(SmallPages(connect(pages), 1444), "results") == ROWS
    assert pages.asked == [(DATA, f"limit=3&offset={offset}") for offset in (0, 3, 6)]


def test_rows_that_fill_the_last_page(ask: Ask) -> None:
    pages = Pages(ROWS[:6])
    assert ask(SmallPages(connect(pages), 1444), "results") == ROWS[:6]
    assert len(pages.asked) == 2


def test_fifty_thousand_rows_at_a_time(ask: Ask) -> None:
    pages = Pages([])
    assert ask(Sync(connect(pages), 1444), "results") == []
    assert pages.asked == [(DATA, "limit=50000&offset=0")]


def test_rows_are_plain_dicts() -> None:
    (row,) = Sync(connect(Pages([{"email": "mina@example.org"}])), 1444).results()
    assert type(row) is dict


def test_pages_come_as_they_are_read() -> None:
    pages = Pages(ROWS)
    rows = SmallPages(connect(pages), 1444).results()
    assert pages.asked == []
    for _ in range(3):
        next(rows)
    while len(pages.asked) < 2:  # The one that is read, and one ahead, in a thread.
        time.sleep(0.001)
    assert [query for _, query in pages.asked] == ["limit=3&offset=0", "limit=3&offset=3"]


def test_a_smaller_page_than_asked_for_loses_no_row(ask: Ask) -> None:
    """Two rows on a page of three, without a word on a limit: the next page begins after what came."""
    first = httpx.Response(200, json={"hasMore": True, "items": ROWS[:2]})
    script = Script(first, httpx.Response(200, json={"hasMore": False, "items": ROWS[2:3]}))
    assert ask(SmallPages(connect(script), 1444), "results") == ROWS[:3]
    assert [str(request.url.params) for request in script.requests] == ["limit=3&offset=0", "limit=3&offset=2"]


class Capped(Pages):
    """An account or a gateway that gives at most two rows a page, whatever was asked for."""

    def __init__(self, items: list[Any], *, states: int | None, total: int | None) -> None:
        super().__init__(items)
        self.states, self.total = states, total

    def __call__(self, request: httpx.Request) -> httpx.Response:
        offset = int(request.url.params["offset"])
        self.asked.append((request.url.path, str(request.url.params)))
        items = self.items[offset : offset + 2]
        page = {"limit": self.states, "totalResults": self.total, "offset": offset, "items": items}
        page["hasMore"] = offset + 2 < len(self.items)
        return httpx.Response(200, json={name: value for name, value in page.items() if value is not None})


@pytest.mark.parametrize(("states", "total"), [(2, 7), (2, None), (3, 7), (None, 7), (None, None)])
@pytest.mark.parametrize("method", ["results", "failures", "logs"])
def test_a_limit_that_is_capped_loses_no_row(method: str, states: int | None, total: int | None, ask: Ask) -> None:
    kinds = {"failures": "recordIndex", "logs": "count"}
    items = [{kinds[method]: number} for number in range(7)] if method in kinds else ROWS
    pages = Capped(items, states=states, total=total)
    found = ask(SmallPages(connect(pages), 1444), method)
    assert [one if isinstance(one, dict) else one.to_dict() for one in found] == items
    limit = 3 if method == "results" else 1000
    # Each once, the pages that were asked for ahead included.
    assert sorted(query for _, query in pages.asked) == [f"limit={limit}&offset={offset}" for offset in (0, 2, 4, 6)]


def test_fewer_rows_than_a_page_states_are_an_error_where_no_total_can_tell(ask: Ask) -> None:
    pages = Capped(ROWS, states=3, total=None)
    reason = "the page holds 2 items by a limit of 3, and no total tells if some are lost, after 0 items were read"
    with pytest.raises(ProviderResponseError, match=reason):
        ask(SmallPages(connect(pages), 1444), "results", clock=VirtualClock())


@pytest.mark.parametrize("total", [0, 6, 8])
def test_rows_that_are_not_as_many_as_announced_are_an_error_at_the_end(total: int) -> None:
    pages = Capped(ROWS, states=2, total=7)

    def last_total(request: httpx.Request) -> httpx.Response:
        pages.total = total if request.url.params["offset"] == "6" else 7
        return pages(request)

    rows = SmallPages(connect(last_total), 1444).results(clock=VirtualClock())
    # What came is handed over before.
    assert [next(rows) for _ in ROWS] == ROWS
    with pytest.raises(ProviderResponseError, match=f"{total} items were announced and 7 came") as caught:
        next(rows)
    assert caught.value.final


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ({"hasMore": False, "offset": 4}, "the page begins at offset 4 where 3 was asked for, after 3 items"),
        ({"hasMore": None}, "'hasMore' is missing"),
        ({"hasMore": "true"}, "hasMore is 'true', neither true nor false"),
        ({"hasMore": "no", "items": ROWS[:1]}, "hasMore is 'no', neither true nor false"),
    ],
)
def test_a_page_that_cannot_be_the_one_is_final_the_second_time(page: dict[str, Any], reason: str, ask: Ask) -> None:
    first, clock = httpx.Response(200, json={"hasMore": True, "items": ROWS[:3], "offset": 0}), VirtualClock()
    script = Script(first, httpx.Response(200, json={"items": ROWS[4:], **page}))
    with pytest.raises(ProviderResponseError, match=reason):
        ask(SmallPages(connect(script), 1444), "results", clock=clock)
    assert (len(script.requests), clock.sleeps) == (3, [1.0])


@pytest.mark.parametrize(
    "fault",
    [
        httpx.ReadError("reset"),
        httpx.Response(503, html="<h1>503</h1>"),
        httpx.Response(200, html="<h1>login</h1>"),
        httpx.Response(200, json={"items": []}),
        httpx.Response(200, json={"hasMore": True, "count": 3}),
        httpx.Response(200, json={"hasMore": "false", "items": ROWS}),
        httpx.Response(200, json={"hasMore": False, "totalResults": 7}),
    ],
    ids=range(7),
)
def test_a_fault_on_a_page_is_survived_and_no_row_lost(fault: Any, ask: Ask) -> None:
    pages, clock = Pages(ROWS, {3: [fault]}), VirtualClock()
    assert ask(SmallPages(connect(pages), 1444), "results", clock=clock) == ROWS
    # In which order depends on when the page turns out to be none: the next one is asked for before a success is read.
    assert sorted(query for _, query in pages.asked) == [f"limit=3&offset={offset}" for offset in (0, 3, 3, 6)]
    assert clock.sleeps == [1]


def test_throttled_pages_wait_as_told(ask: Ask) -> None:
    pages, clock = Pages(ROWS, {0: [httpx.Response(429, headers={"Retry-After": "9"})]}), VirtualClock()
    assert ask(SmallPages(connect(pages), 1444), "results", clock=clock) == ROWS
    assert clock.sleeps == [9]


@pytest.mark.parametrize("code", [401, 403, 404, 409, 410])
def test_a_refused_page_raises(code: int, ask: Ask) -> None:
    pages = Pages(ROWS, {3: [httpx.Response(code, text="because")]})
    with pytest.raises(ProviderResponseError, match=f"GET {DATA} answered {code}, .*because") as caught:
        ask(SmallPages(connect(pages), 1444), "results", clock=VirtualClock())
    assert caught.value.status_code == code
    assert "import" not in str(caught.value)


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ({"hasMore": True, "offset": 3}, "the page is empty and yet says that more follow, after 3 items were read"),
        ({"hasMore": True, "items": []}, "the page is empty and yet says that more follow, after 3 items were read"),
        (
            {"hasMore": False, "totalResults": 7, "offset": 3},
            "the page is empty and yet says that there are 7 items, after 3 items were read",
        ),
        (
            {"hasMore": True, "items": ROWS[:3]},
            "the page is the same as the one before, which would never end, after 3",
        ),
    ],
)
def test_pages_without_end_are_never_ended_silently(page: dict[str, Any], reason: str, ask: Ask) -> None:
    first, clock = httpx.Response(200, json={"hasMore": True, "items": ROWS[:3]}), VirtualClock()
    script = Script(first, httpx.Response(200, json=page))
    with pytest.raises(ProviderResponseError, match=reason):
        ask(SmallPages(connect(script), 1444), "results", clock=clock)
    # Asked for again like every answer that went wrong, and always the same page.
    assert {str(request.url.params) for request in script.requests[1:]} == {"limit=3&offset=3"}
    assert 2 <= len(script.requests) <= 20
    assert clock.now >= Sync.policy.fault_time


def test_pages_that_look_alike_are_read_where_their_offset_tells_them_apart(ask: Ask) -> None:
    pages = Pages([{"city": "Graz"}] * 7)
    assert ask(SmallPages(connect(pages), 1444), "results") == [{"city": "Graz"}] * 7


def test_an_import_has_no_rows(ask: Ask) -> None:
    script = Script(httpx.Response(400, text="Bad export."))
    with pytest.raises(ProviderResponseError) as caught:
        ask(Sync(connect(script), 1444), "results", clock=VirtualClock())
    text = str(caught.value)
    assert "An import has no data: failures() has its refused rows, logs() its counts" in text
    assert text.endswith(": Bad export.")
    assert (caught.value.status_code, len(script.requests)) == (400, 1)


def test_rejects(ask: Ask) -> None:
    reject = {"fieldValues": {"email": "not-an-address", "city": None}, "invalidFields": ["email"], "recordIndex": 2}
    pages = Pages([{**reject, "message": "Address is not valid.", "statusCode": "ELQ-00002"}] * 1001)
    found = ask(Sync(connect(pages), 1444), "failures")
    assert len(found) == 1001
    assert all(isinstance(one, SyncReject) for one in found)
    assert found[0].field_values.additional_properties == {"email": "not-an-address", "city": None}
    path = "/api/bulk/2.0/syncs/1444/rejects"
    assert pages.asked == [(path, "limit=1000&offset=0"), (path, "limit=1000&offset=1000")]


def test_logs(ask: Ask) -> None:
    log = {"syncUri": "/syncs/1444", "count": 1, "severity": "warning", "statusCode": "ELQ-00071"}
    pages = Pages([log] * 1001, {1000: [httpx.ReadError("reset")]})
    found = ask(Sync(connect(pages), 1444), "logs", clock=VirtualClock())
    assert [one.status_code for one in found] == ["ELQ-00071"] * 1001
    assert isinstance(found[0], SyncLog)
    assert not found[0].message
    assert {path for path, _ in pages.asked} == {"/api/bulk/2.0/syncs/1444/logs"}


@pytest.mark.parametrize("name", ["failures", "logs"])
def test_none_at_all(name: str, ask: Ask) -> None:
    assert ask(Sync(connect(Pages([])), 1444), name) == []


# All of it against the sandbox.


def enter(sandbox: Sandbox) -> Any:
    login = sandbox.base_url("eloqua", "http://127.0.0.1")
    arguments = {"transport": sandbox.transport()}
    return eloqua.connect("SandboxCompany", "Sandbox.User", "sandbox-password", login_url=login, httpx_args=arguments)


def export_uri(client: Any) -> str:
    body = ContactExportRequest("readers", ExportFields.from_dict({"email": "{{Contact.Field(C_EmailAddress)}}"}))
    made = create_contact_export.sync(client=client, body=body)
    assert isinstance(made, ContactExport)
    return made.uri


def test_an_export_end_to_end(ask: Ask) -> None:
    sandbox = Sandbox()
    sandbox.next("eloqua", Plan(items=7, faults=[Fault("reset", at=2), Fault("unavailable", on="page", at=2)]))
    client = enter(sandbox)
    job = ask(Sync, "submit", client, export_uri(client))
    result = ask(tarry, "wait_for_completion", job, timeout=600, clock=VirtualClock())
    assert result.outcome is Outcome.SUCCEEDED
    rows = ask(SmallPages(client, job.sync_id), "results", clock=VirtualClock())
    assert len({row["email"] for row in rows}) == 7
    assert [(log.status_code, log.count) for log in ask(job, "logs")] == [("ELQ-00102", 7)]
    assert ask(job, "failures") == []


def test_rows_that_are_lost_for_good_are_asked_for_once(ask: Ask) -> None:
    answer = {"error": "Unable to process request due to a permanent error.", "errorSeverity": 0}
    script = Script(httpx.Response(500, json=answer))
    with pytest.raises(ProviderResponseError, match="Asking again does not help: submit a new sync"):
        ask(Sync(connect(script), 1444), "results", clock=VirtualClock())
    assert len(script.requests) == 1


def test_an_import_end_to_end(ask: Ask) -> None:
    client = enter(Sandbox())
    fields = ImportFields.from_dict({"email": "{{Contact.Field(C_EmailAddress)}}"})
    body = ContactImportRequest("readers", fields, identifier_field_name="email")
    made = create_contact_import.sync(client=client, body=body)
    assert isinstance(made, ContactImport)
    number = int(made.uri.rpartition("/")[2])
    rows = [Row.from_dict({"email": email}) for email in ("mina@example.org", "nobody")]
    assert upload_contact_import_data.sync_detailed(number, client=client, body=rows).status_code == 204
    job = ask(Sync, "submit", client, made.uri)
    result = ask(tarry, "wait_for_completion", job, timeout=600, clock=VirtualClock())
    assert (result.outcome, result.raw_status) == (Outcome.PARTIAL, "warning")
    (refused,) = ask(job, "failures")
    assert refused.field_values.additional_properties == {"email": "nobody"}
    with pytest.raises(ProviderResponseError, match="An import has no data"):
        ask(job, "results")


def test_a_failed_export_says_where_to_poll(ask: Ask) -> None:
    sandbox = Sandbox()
    sandbox.next("eloqua", Plan("failed"))
    client = enter(sandbox)
    job = ask(Sync, "submit", client, export_uri(client))
    with pytest.raises(JobFailedError, match=r"job\.logs\(\) says why"):
        ask(tarry, "wait_for_completion", job, timeout=600, clock=VirtualClock())
    assert [log.severity for log in ask(job, "logs")] == ["error"]


def test_many_with_one_client(ask: Ask) -> None:
    client = enter(Sandbox())
    jobs = [ask(Sync, "submit", client, export_uri(client)) for _ in range(20)]
    results = ask(tarry, "wait_for_all", jobs, timeout=600, clock=VirtualClock())
    assert [result.outcome for result in results] == [Outcome.SUCCEEDED] * 20
