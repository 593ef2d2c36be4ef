"""Eloqua's base URL: asked for with the first request, kept, trusted or not, and asked for again when an instance moves."""

import io
import logging
import threading
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import anyio
import anyio.lowlevel
import httpx
import pytest

import tarry
from tarry import ConfigurationError, Outcome, PollingError, ProviderResponseError, SubmitError, eloqua
from tarry.sandbox import Sandbox
from tarry.testing import VirtualClock
from tarry_clients.eloqua.api.account import get_account
from tarry_clients.eloqua.api.exports import create_contact_export
from tarry_clients.eloqua.api.imports import upload_contact_import_data
from tarry_clients.eloqua.api.syncs import create_sync, get_sync
from tarry_clients.eloqua.models import Account, ContactExport, ContactExportRequest, ExportFields, SyncRequest
from tarry_clients.eloqua.types import File

LOGIN = "https://login.eloqua.com"
POD = "https://secure.p03.eloqua.com"
OTHER_POD = "https://secure.p07.eloqua.com"
STATUS = "/api/bulk/2.0/syncs/1444"
SECRET = "sandbox-secret"
BASIC = "Basic QVBJVGVzdFxBUEkuVXNlcjpzYW5kYm94LXNlY3JldA=="  # APITest\API.User:sandbox-secret

SUCCESS = {"status": "success", "uri": "/syncs/1444"}


def account(base: Any) -> dict[str, Any]:
    """An answer of /id."""
    user = {"id": 314, "username": "API.User", "emailAddress": "joana.mendes@example.com"}
    return {"site": {"id": 42, "name": "APITest"}, "user": user, "urls": {"base": base}}


Answer = httpx.Response | Exception


class Hosts:
    """Answers of each URL without its query, in order, the last one for ever; remembers what was asked for."""

    def __init__(self, answers: dict[str, list[Answer] | Answer]) -> None:
        self.answers = {url: one if isinstance(one, list) else [one] for url, one in answers.items()}
        self.requests: list[tuple[str, str]] = []
        self.sent: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append((request.method, str(request.url)))
        self.sent.append(request)
        answers = self.answers[str(request.url.copy_with(query=None))]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    @property
    def asked(self) -> int:
        """How often the base URL was asked for."""
        return sum(url.endswith("/id") for _, url in self.requests)


def at(
    base: str = POD, login: Answer | list[Answer] | None = None, status: Answer | list[Answer] | None = None
) -> Hosts:
    """The login host, and a pod with a sync that has ended."""
    found = httpx.Response(200, json=account(base)) if login is None else login
    return Hosts({f"{LOGIN}/id": found, POD + STATUS: status or httpx.Response(200, json=SUCCESS)})


def connect(handler: Callable[[httpx.Request], Any], **options: Any) -> Any:
    if "auth" not in options:
        options |= {"company": "APITest", "user": "API.User", "password": SECRET}
    return eloqua.connect(**options, httpx_args={"transport": httpx.MockTransport(handler)})


Fetch = Callable[..., Any]


@pytest.fixture(params=["sync", "async"])
def fetch(request: pytest.FixtureRequest) -> Fetch:
    """Call a generated operation: `fetch(client, get_sync, id=1444)`."""

    def sync(client: Any, operation: Any = get_sync, **arguments: Any) -> Any:
        return operation.sync_detailed(client=client, **(arguments or {"id": 1444}))

    def asynchronous(client: Any, operation: Any = get_sync, **arguments: Any) -> Any:
        return anyio.run(partial(operation.asyncio_detailed, client=client, **(arguments or {"id": 1444})))

    return sync if request.param == "sync" else asynchronous


# Asking.


def test_nothing_is_sent_by_connect() -> None:
    hosts = Hosts({})
    connect(hosts).get_httpx_client()
    assert hosts.requests == []


def test_the_first_request_asks_and_the_others_do_not(fetch: Fetch) -> None:
    hosts = at()
    client = connect(hosts)
    assert [fetch(client).parsed.status for _ in range(3)] == ["success"] * 3
    assert hosts.requests == [("GET", f"{LOGIN}/id"), *[("GET", POD + STATUS)] * 3]


def test_what_is_sent(fetch: Fetch) -> None:
    created = {"name": "x", "fields": {}, "uri": "/contacts/exports/1"}
    exports = "/api/bulk/2.0/contacts/exports"
    hosts = Hosts(
        {f"{LOGIN}/id": httpx.Response(200, json=account(POD)), POD + exports: httpx.Response(201, json=created)}
    )
    body = ContactExportRequest("x", ExportFields())
    answer = fetch(connect(hosts), create_contact_export, body=body)
    assert isinstance(answer.parsed, ContactExport)
    ask, create = hosts.sent
    assert ask.headers["authorization"] == create.headers["authorization"] == BASIC
    assert ask.headers["accept"] == "application/json, */*;q=0.1"
    assert ask.headers["user-agent"] == create.headers["user-agent"]
    assert ask.headers["host"] == "login.eloqua.com"
    assert create.headers["host"] == "secure.p03.eloqua.com"
    assert create.headers.get_list("host") == ["secure.p03.eloqua.com"]
    assert not {"content-type", "content-length"} & ask.headers.keys()
    assert (ask.content, create.content) == (b"", b'{"name":"x","fields":{}}')
    assert ask.extensions["timeout"] == create.extensions["timeout"]


@pytest.mark.parametrize("base", [f"{POD}/", f"{POD}:443", "HTTPS://Secure.P03.Eloqua.com"])
def test_ways_to_write_the_base_url(base: str, fetch: Fetch) -> None:
    hosts = at(base)
    fetch(connect(hosts))
    assert hosts.requests[1] == ("GET", POD + STATUS)


def test_path_and_query_are_kept(fetch: Fetch) -> None:
    hosts = Hosts(
        {
            "http://127.0.0.1:9/login/id": httpx.Response(200, json=account("http://127.0.0.1:8/a%20b/")),
            "http://127.0.0.1:8/a%20b" + STATUS: httpx.Response(200, json=SUCCESS),
        }
    )
    client = connect(hosts, login_url="http://127.0.0.1:9/login/")
    assert fetch(client).status_code == 200
    assert hosts.sent[1].headers["host"] == "127.0.0.1:8"
    client.get_httpx_client().get("/api/bulk/2.0/syncs/1444", params={"q": '"name=a b"'})
    assert hosts.sent[2].url.raw_path == b"/a%20b/api/bulk/2.0/syncs/1444?q=%22name%3Da+b%22"


def test_the_sandbox_names_itself(fetch: Fetch) -> None:
    sandbox = Sandbox()
    login = sandbox.base_url("eloqua", "http://127.0.0.1:5")
    arguments = {"transport": sandbox.transport()}
    client = eloqua.connect("SandboxCompany", "Sandbox.User", "sandbox-password", login_url=login, httpx_args=arguments)
    assert fetch(client).status_code == 404
    assert fetch(eloqua.connect(token="sandbox-token", login_url=login, httpx_args=arguments)).status_code == 404


def test_a_given_base_url_asks_nobody(fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = Hosts({OTHER_POD + STATUS: httpx.Response(200, json=SUCCESS)})
    fetch(connect(hosts, base_url=OTHER_POD))
    monkeypatch.setenv("ELOQUA_BASE_URL", f"{OTHER_POD}/")
    monkeypatch.setenv("ELOQUA_LOGIN_URL", "https://login.example.com")
    fetch(connect(hosts))
    assert hosts.requests == [("GET", OTHER_POD + STATUS)] * 2


def test_a_login_host_from_the_environment(fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELOQUA_LOGIN_URL", "https://login.example.com")
    hosts = Hosts(
        {
            "https://login.example.com/id": httpx.Response(200, json=account("https://login.example.com/bulk")),
            "https://login.example.com/bulk" + STATUS: httpx.Response(200, json=SUCCESS),
        }
    )
    assert fetch(connect(hosts)).status_code == 200


def test_a_login_host_by_keyword_beats_a_base_url_in_the_environment(
    fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELOQUA_BASE_URL", OTHER_POD)
    hosts = at()
    fetch(connect(hosts, login_url=LOGIN))
    assert hosts.requests[0] == ("GET", f"{LOGIN}/id")


def test_both_by_keyword() -> None:
    with pytest.raises(ConfigurationError, match="base_url or login_url"):
        connect(Hosts({}), base_url=POD, login_url=LOGIN)


@pytest.mark.parametrize(
    "url", ["login.eloqua.com", "ftp://login.eloqua.com", "https://", "https://a/?b", "https://u:p@a"]
)
def test_a_malformed_login_url(url: str) -> None:
    with pytest.raises(ConfigurationError, match="login_url"):
        connect(Hosts({}), login_url=url)


def test_the_account_itself_is_asked_of_the_login_host(fetch: Fetch) -> None:
    hosts = at()
    answer = fetch_account(fetch, connect(hosts))
    assert isinstance(answer.parsed, Account)
    assert hosts.requests == [("GET", f"{LOGIN}/id")]
    assert hosts.sent[0].headers["authorization"] == BASIC


def fetch_account(fetch: Fetch, client: Any) -> Any:
    class Asking:
        """`get_account` takes no argument, and `fetch` gives one where there is none."""

        @staticmethod
        def sync_detailed(client: Any, **_: Any) -> Any:
            return get_account.sync_detailed(client=client)

        @staticmethod
        async def asyncio_detailed(client: Any, **_: Any) -> Any:
            return await get_account.asyncio_detailed(client=client)

    return fetch(client, Asking)


@pytest.mark.parametrize("url", ["https://other.example.com/api", "http://login.eloqua.com/api", f"{LOGIN}:444/api"])
def test_a_request_addressed_elsewhere_goes_there(url: str) -> None:
    hosts = Hosts({url: httpx.Response(200)})
    connect(hosts).get_httpx_client().get(url)
    assert hosts.requests == [("GET", url)]


def test_a_path_that_only_begins_like_the_login_url_is_elsewhere() -> None:
    hosts = Hosts({"https://login.example.com/eloquent": httpx.Response(200)})
    client = connect(hosts, login_url="https://login.example.com/elo")
    client.get_httpx_client().get("https://login.example.com/eloquent")
    assert hosts.asked == 0


def test_cookies_of_the_login_host_stay_there(fetch: Fetch) -> None:
    hosts = at(login=httpx.Response(200, json=account(POD), headers={"Set-Cookie": "session=sandbox-cookie; Path=/"}))
    client = connect(hosts)
    fetch(client)
    fetch(client)
    assert [request.headers.get("cookie") for request in hosts.sent] == [None] * 3


# One question for all.


def test_threads_share_one_question(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = threading.Semaphore(0)
    hosts = at()

    class CountingLock:
        """Tells when a thread comes to the lock, so that the answer comes when all are there."""

        def __init__(self) -> None:
            self.lock = threading.Lock()
            self.release = self.lock.release

        def acquire(self, timeout: float) -> bool:
            waiting.release()
            return self.lock.acquire(timeout=timeout)

    def slowly(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/id":
            for _ in range(8):
                assert waiting.acquire(timeout=30)
        return hosts(request)

    client = connect(slowly)
    client._httpx_args["auth"]._lock = CountingLock()
    client.get_httpx_client()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: get_sync.sync_detailed(1444, client=client).status_code, range(8)))
    assert answers == [200] * 8
    assert hosts.asked == 1


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_tasks_share_one_question(backend: str) -> None:
    hosts = at()

    async def slowly(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/id":
            for _ in range(50):
                await anyio.lowlevel.checkpoint()
        return hosts(request)

    async def go() -> None:
        async with connect(slowly) as client, anyio.create_task_group() as tasks:
            for _ in range(8):
                tasks.start_soon(partial(get_sync.asyncio_detailed, 1444, client=client))

    anyio.run(go, backend=backend)
    assert hosts.asked == 1
    assert len(hosts.requests) == 9


def test_who_waits_too_long_for_another_s_question_gives_up_for_now(fetch: Fetch) -> None:
    client = connect(Hosts({}), request_timeout=0.01)
    discovery = client._httpx_args["auth"]
    discovery._lock.acquire()
    with pytest.raises(httpx.PoolTimeout, match="another request is still asking"):
        fetch(client)


@pytest.mark.parametrize("error", [httpx.ConnectError("refused"), httpx.ReadTimeout("slow"), httpx.Response(503)])
def test_a_failed_question_is_asked_again_by_the_next_request(error: Answer, fetch: Fetch) -> None:
    hosts = at(login=[error, httpx.Response(200, json=account(POD))])
    client = connect(hosts)
    with pytest.raises((httpx.TransportError, ProviderResponseError)):
        fetch(client)
    assert fetch(client).status_code == 200
    assert hosts.asked == 2


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_question_is_asked_again(backend: str) -> None:
    hosts = at()
    hang = True

    async def handler(request: httpx.Request) -> httpx.Response:
        if hang:
            await anyio.sleep_forever()
        return hosts(request)

    async def go() -> None:
        nonlocal hang
        async with connect(handler) as client:
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(partial(get_sync.asyncio_detailed, 1444, client=client))
                    await anyio.wait_all_tasks_blocked()
                    scope.cancel()
            hang = False
            assert (await get_sync.asyncio_detailed(1444, client=client)).status_code == 200

    anyio.run(go, backend=backend)


# Answers of /id.


def wait(fetch: Fetch, hosts: Hosts, clock: VirtualClock | None = None, **options: Any) -> tarry.WaitResult[Any]:
    """Wait for a sync, sync or async as *fetch* is."""
    job = eloqua.Sync(connect(hosts, **options), 1444)
    clock = clock or VirtualClock()
    if fetch.__name__ == "sync":
        return tarry.wait_for_completion(job, timeout=600, clock=clock)
    waiting = partial(tarry.async_wait_for_completion, job, timeout=600, clock=clock)
    return anyio.run(waiting)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (
            httpx.Response(200, json="Not authenticated."),
            "GET /id answered 200, not authenticated: check the credentials",
        ),
        (httpx.Response(401), "GET /id answered 401, Unauthorized"),
        (httpx.Response(403), "GET /id answered 403, Forbidden"),
        (httpx.Response(302, headers={"Location": "https://evil.example.com/id"}), "GET /id answered 302, Found"),
        (
            httpx.Response(404, text="nothing here"),
            "GET /id answered 404, the login host has no such path: check login_url: nothing",
        ),
        (httpx.Response(410), "GET /id answered 410, the login host has no such path: check login_url"),
        (httpx.Response(200, json={"site": {"id": 1}}), "it names no base URL: pass base_url"),
        (httpx.Response(200, json=account(None)), "it names no base URL: pass base_url"),
        (httpx.Response(200, json=account(3)), "it names no base URL: pass base_url"),
        (
            httpx.Response(200, json=account("https://secure.p03.eloqua.com:pod")),
            "its base URL cannot be read: pass base_url",
        ),
    ],
)
def test_what_ends_a_wait_at_once(answer: httpx.Response, reason: str, fetch: Fetch) -> None:
    hosts = at(login=answer)
    with pytest.raises(PollingError) as caught:
        wait(fetch, hosts)
    assert reason in str(caught.value)
    assert hosts.requests == [("GET", f"{LOGIN}/id")]
    cause = caught.value.__cause__
    assert isinstance(cause, ProviderResponseError)
    assert (cause.method, cause.path, cause.status_code) == ("GET", "/id", answer.status_code)
    for text in (str(caught.value), repr(cause), str(cause.__dict__)):
        assert SECRET not in text
        assert BASIC not in text
        assert "joana" not in text


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(429, headers={"Retry-After": "40"}),
        httpx.Response(500),
        httpx.Response(503, html="<h1>503</h1>"),
        httpx.Response(200, html="<h1>Maintenance</h1>"),
        httpx.Response(200, content=b'{"urls": {"base"'),
        httpx.Response(200, content=b"\xff"),
        httpx.Response(200, content=b"[" * 100_000),
        httpx.Response(200, json=None),
        httpx.Response(200, json=[account(POD)]),
        httpx.Response(200, json="Service is being upgraded."),
        httpx.Response(200, json={"urls": "soon"}),
        httpx.ReadTimeout("slow"),
        httpx.ConnectError("refused"),
    ],
    ids=range(13),
)
def test_what_a_wait_survives(answer: Answer, fetch: Fetch) -> None:
    hosts, clock = at(login=[answer, answer, httpx.Response(200, json=account(POD))]), VirtualClock()
    result = wait(fetch, hosts, clock)
    assert (result.outcome, result.polls, hosts.asked) == (Outcome.SUCCEEDED, 3, 3)
    if isinstance(answer, httpx.Response) and answer.status_code == 429:
        assert clock.sleeps == [40, 40]


@pytest.mark.parametrize(
    "base",
    [
        "http://secure.p03.eloqua.com",
        "https://evil.example.com",
        "https://secure.p03.eloqua.com.example.com",
        "https://evileloqua.com",
        "https://eloqua.com",
        "https://example.com/.eloqua.com",
        "https://example.com#.eloqua.com",
        "https://example.com?.eloqua.com",
        "https://secure.p03.eloqua.com@example.com",
        "https://user:word@secure.p03.eloqua.com",
        "https://secure.p03.eloqua.com?a=b",
        "ftp://secure.p03.eloqua.com",
        "//secure.p03.eloqua.com",
        "secure.p03.eloqua.com",
        "",
        "http://127.0.0.1",
        "https://localhost",
        "http://login.eloqua.com",
    ],
)
def test_credentials_go_to_no_other_host(base: str, fetch: Fetch) -> None:
    hosts = at(base)
    with pytest.raises(PollingError, match="which gets no credentials: pass base_url") as caught:
        wait(fetch, hosts)
    assert hosts.requests == [("GET", f"{LOGIN}/id")]
    assert "joana" not in str(caught.value)


@pytest.mark.parametrize(
    ("base", "trusted"),
    [
        ("https://login.example.com:8443/bulk", True),
        ("http://localhost:8080", False),
        ("https://localhost:8080", True),
        ("https://127.0.0.1", True),
        ("https://[::1]:1", True),
        ("https://secure.p03.eloqua.com", True),
        ("http://login.example.com", False),
        ("https://other.example.com", False),
        ("https://sub.login.example.com", False),
    ],
)
def test_whom_a_login_host_of_one_s_own_may_name(base: str, trusted: bool, fetch: Fetch) -> None:
    login = "https://login.example.com"
    hosts = Hosts({f"{login}/id": httpx.Response(200, json=account(base)), base + STATUS: httpx.Response(404)})
    client = connect(hosts, login_url=login)
    if trusted:
        assert fetch(client).status_code == 404
    else:
        with pytest.raises(ProviderResponseError, match="gets no credentials"):
            fetch(client)
        assert len(hosts.requests) == 1


# An instance that moves.


def moving(*login: Answer, status: Answer | None = None) -> Hosts:
    """A pod that refuses at the second poll, and another that the instance has moved to."""
    return Hosts(
        {
            f"{LOGIN}/id": [httpx.Response(200, json=account(POD)), *login],
            POD + STATUS: [
                httpx.Response(200, json={**SUCCESS, "status": "active"}),
                httpx.Response(401, text="gone away"),
            ],
            OTHER_POD + STATUS: status or httpx.Response(200, json=SUCCESS),
        }
    )


def test_a_wait_follows_an_instance_to_another_pod(fetch: Fetch) -> None:
    hosts = moving(httpx.Response(200, json=account(OTHER_POD)))
    result = wait(fetch, hosts)
    assert (result.outcome, result.polls) == (Outcome.SUCCEEDED, 2)
    urls = [url for _, url in hosts.requests]
    assert urls == [f"{LOGIN}/id", POD + STATUS, POD + STATUS, f"{LOGIN}/id", OTHER_POD + STATUS]
    assert hosts.sent[-1].headers["host"] == "secure.p07.eloqua.com"
    assert hosts.sent[-1].headers["authorization"] == BASIC


@pytest.mark.parametrize(
    "again",
    [httpx.Response(200, json=account(f"{POD}/")), httpx.Response(200, json="Not authenticated."), httpx.Response(401)],
)
def test_a_401_is_given_back_where_nothing_moved(again: httpx.Response, fetch: Fetch) -> None:
    hosts = moving(again)
    with pytest.raises(PollingError) as caught:
        wait(fetch, hosts)
    assert f"GET {STATUS} answered 401, Unauthorized: gone away" in str(caught.value)
    assert caught.value.result.polls == 2
    assert [url for _, url in hosts.requests].count(POD + STATUS) == 2
    assert hosts.asked == 2


def test_a_401_at_the_new_pod_is_given_back(fetch: Fetch) -> None:
    hosts = moving(httpx.Response(200, json=account(OTHER_POD)), status=httpx.Response(401, text="nor here"))
    with pytest.raises(PollingError, match="answered 401, Unauthorized: nor here"):
        wait(fetch, hosts)
    assert hosts.asked == 2


def test_a_fault_of_the_login_host_does_not_end_the_wait(fetch: Fetch) -> None:
    hosts = moving(httpx.Response(503), httpx.Response(200, json=account(OTHER_POD)))
    result = wait(fetch, hosts)
    assert (result.outcome, result.polls) == (Outcome.SUCCEEDED, 3)


def test_a_refused_submit_is_sent_to_the_new_pod_with_its_body(fetch: Fetch) -> None:
    syncs = "/api/bulk/2.0/syncs"
    hosts = Hosts(
        {
            f"{LOGIN}/id": [httpx.Response(200, json=account(one)) for one in (POD, OTHER_POD)],
            POD + syncs: httpx.Response(401),
            OTHER_POD + syncs: httpx.Response(201, json=SUCCESS),
        }
    )
    answer = fetch(connect(hosts), create_sync, body=SyncRequest("/contacts/exports/1"))
    assert answer.status_code == 201
    posts = [request for request in hosts.sent if request.method == "POST"]
    assert [post.content for post in posts] == [b'{"syncedInstanceUri":"/contacts/exports/1"}'] * 2


class Consuming(httpx.BaseTransport):
    """Reads bodies as a socket does: once, and without keeping them."""

    def __init__(self, hosts: Hosts) -> None:
        self.hosts = hosts
        self.bodies: list[bytes] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.SyncByteStream)
        self.bodies.append(b"".join(request.stream))
        return self.hosts(request)


def test_an_upload_that_is_used_up_is_not_sent_again() -> None:
    data = "/api/bulk/2.0/contacts/imports/1/data"
    hosts = Hosts(
        {
            f"{LOGIN}/id": [httpx.Response(200, json=account(one)) for one in (POD, OTHER_POD)],
            POD + data: httpx.Response(401),
            OTHER_POD + data: httpx.Response(204),
        }
    )
    transport = Consuming(hosts)
    client = eloqua.connect("APITest", "API.User", SECRET, httpx_args={"transport": transport})
    rows = b"email\nmina@example.org\n"
    with pytest.raises(
        ProviderResponseError, match=r"answered 401, the instance has moved to secure.p07.* send it again"
    ):
        upload_contact_import_data.sync_detailed(1, client=client, body=File(io.BytesIO(rows)))
    assert upload_contact_import_data.sync_detailed(1, client=client, body=File(io.BytesIO(rows))).status_code == 204
    assert transport.bodies == [b"", rows, b"", rows]


def test_who_finds_that_another_has_asked_meanwhile_does_not() -> None:
    hosts = moving(httpx.Response(200, json=account(OTHER_POD)))
    nested: list[int] = []

    def handler(request: httpx.Request) -> httpx.Response:
        answer = hosts(request)
        if answer.status_code == 401 and not nested:
            nested.append(0)
            nested.append(get_sync.sync_detailed(1444, client=client).status_code)
        return answer

    client = connect(handler)
    get_sync.sync_detailed(1444, client=client)
    assert get_sync.sync_detailed(1444, client=client).status_code == 200
    assert nested == [0, 200]
    assert hosts.asked == 2


# The scheme inside.


class Challenged(httpx.Auth):
    """Sends twice: first without a credential, and then by what the answer's body says."""

    requires_response_body = True

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        response = yield request
        request.headers["Authorization"] = f"Answer {response.text}"
        yield request


class OnlySync(httpx.Auth):
    """Has its own sync and async flows, as one that locks or asks for tokens has."""

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = "Own sync"
        yield request

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        request.headers["Authorization"] = "Own async"
        yield request


def test_any_scheme_can_be_inside(fetch: Fetch) -> None:
    challenge = httpx.Response(407, text="42")
    hosts = at(
        login=[challenge, httpx.Response(200, json=account(POD))], status=[challenge, httpx.Response(200, json=SUCCESS)]
    )
    assert fetch(connect(hosts, auth=Challenged())).parsed.status == "success"
    assert [url for _, url in hosts.requests] == [f"{LOGIN}/id"] * 2 + [POD + STATUS] * 2
    assert hosts.sent[1].headers["authorization"] == hosts.sent[3].headers["authorization"] == "Answer 42"


def test_the_flow_of_the_right_sort_is_used(fetch: Fetch) -> None:
    hosts = at()
    fetch(connect(hosts, auth=OnlySync()))
    sort = "sync" if fetch.__name__ == "sync" else "async"
    assert [request.headers["authorization"] for request in hosts.sent] == [f"Own {sort}"] * 2


class Parts(httpx.SyncByteStream):
    """A body that says how much of it was read."""

    def __init__(self) -> None:
        self.read = 0

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(2):
            self.read += 1
            yield b"1234"


def test_an_answer_can_be_streamed() -> None:
    parts, hosts = Parts(), at()
    client = connect(lambda request: hosts(request) if request.url.path == "/id" else httpx.Response(200, stream=parts))
    with client.get_httpx_client().stream("GET", STATUS) as answer:
        assert parts.read == 0
        assert b"".join(answer.iter_bytes()) == b"12341234"


# What a submit says.


@pytest.mark.parametrize("error", [httpx.ReadTimeout, httpx.ReadError, httpx.ConnectError, httpx.PoolTimeout])
@pytest.mark.parametrize(("at_id", "may_exist"), [(True, False), (False, True)])
def test_a_submit_whose_question_failed_never_left(
    error: type[httpx.RequestError], at_id: bool, may_exist: bool, fetch: Fetch
) -> None:
    hosts = at()

    def handler(request: httpx.Request) -> httpx.Response:
        if (request.url.path == "/id") is at_id:
            raise error("slow", request=request)
        return hosts(request)

    start: Any = eloqua.Sync.async_submit
    submit: Any = eloqua.Sync.submit if fetch.__name__ == "sync" else partial(anyio.run, start)
    with pytest.raises(SubmitError) as caught:
        submit(connect(handler), "/contacts/exports/1")
    may_exist = may_exist and error in {httpx.ReadTimeout, httpx.ReadError}
    assert caught.value.may_exist is may_exist
    assert ("The job may exist" if may_exist else "no job exists") in str(caught.value)


def test_no_secret_is_logged(fetch: Fetch, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = connect(at())
    fetch(client)
    assert "secure.p03.eloqua.com" in caplog.text
    for text in (caplog.text, repr(client), repr(client._httpx_args["auth"])):
        assert SECRET not in text
        assert BASIC not in text
