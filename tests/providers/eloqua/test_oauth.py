"""Eloqua's refresh tokens: used once, handed over before they are used, renewed ahead of the end, and never sent in doubt."""

import asyncio
import base64
from contextlib import aclosing
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import anyio
import anyio.lowlevel
import httpx
import pytest

import tarry
from tarry import ConfigurationError, CredentialError, Outcome, PollingError, ProviderResponseError, SubmitError, eloqua
from tarry._auth.refresh_token import RefreshToken
from tarry._http.deadline import DEADLINE
from tarry.sandbox import Plan, Sandbox
from tarry.testing import VirtualClock
from tarry_clients.eloqua.api.syncs import get_sync

POD, LOGIN = "https://secure.p03.eloqua.com", "https://login.eloqua.com"
APP = {"refresh_token": "refresh-0", "client_id": "app", "client_secret": "sandbox-secret"}

Answer = httpx.Response | Exception


def tokens(number: int, **changed: Any) -> httpx.Response:
    fields = {"access_token": f"access-{number}", "refresh_token": f"refresh-{number}", "expires_in": 28800, **changed}
    return httpx.Response(200, json={name: value for name, value in fields.items() if value is not None})


def success() -> httpx.Response:
    return httpx.Response(200, json={"status": "success", "uri": "/syncs/1"})


class Hosts:
    """The token host and a pod, each with answers in order, the last one for ever; every token is another one by default."""

    def __init__(self, *answers: Answer, given: list[Answer] | None = None) -> None:
        self.answers = list(answers) or [success()]
        self.given = given
        self.events: list[str] = []
        self.asked: list[httpx.Request] = []
        self.saved: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/token"):
            copy = httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
            self.asked.append(copy)
            self.events.append(f"used {parse_qs(request.content.decode())['refresh_token'][0]}")
            answers = [tokens(len(self.asked))] if self.given is None else self.given
        else:
            self.events.append(request.headers["Authorization"])
            answers = self.answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def save(self, token: str) -> None:
        self.saved.append(token)
        self.events.append(f"saved {token}")

    def connect(self, **options: Any) -> Any:
        settings = {**APP, "on_token": self.save, "base_url": POD, **options}
        return eloqua.connect(**settings, httpx_args={"transport": httpx.MockTransport(self)})

    def job(self, **options: Any) -> eloqua.Sync:
        return eloqua.Sync(self.connect(**options), 1)


def auth_of(job: eloqua.Sync) -> RefreshToken:
    auth = job.client.get_httpx_client().auth
    assert isinstance(auth, RefreshToken)
    return auth


class Face:
    """The sync or the async face of a job."""

    def __init__(self, backend: str | None) -> None:
        self.backend = backend
        self.clock = VirtualClock()

    def poll(self, job: eloqua.Sync) -> tarry.WaitResult[Any]:
        return job.poll() if self.backend is None else anyio.run(job.async_poll, backend=self.backend)

    def wait(self, job: eloqua.Sync) -> tarry.WaitResult[Any]:
        if self.backend is None:
            return tarry.wait_for_completion(job, timeout=3600, clock=self.clock)
        return anyio.run(
            partial(tarry.async_wait_for_completion, job, timeout=3600, clock=self.clock), backend=self.backend
        )

    def call(self, operation: Any, **arguments: Any) -> Any:
        if self.backend is None:
            return operation.sync_detailed(**arguments)
        return anyio.run(partial(operation.asyncio_detailed, **arguments), backend=self.backend)


@pytest.fixture(params=[None, "asyncio", "trio"], ids=str)
def face(request: pytest.FixtureRequest) -> Face:
    return Face(request.param)


# When it is used, and what is sent.


def test_connect_sends_nothing() -> None:
    hosts = Hosts()
    hosts.job().client.get_httpx_client()
    assert hosts.events == []


def test_the_new_token_is_handed_over_before_anything_is_sent_with_it(face: Face) -> None:
    hosts = Hosts(success(), httpx.Response(401), success())
    job = hosts.job()
    face.poll(job)
    face.poll(job)
    face.poll(job)
    assert hosts.events == [
        *("used refresh-0", "saved refresh-1", "Bearer access-1"),
        *("Bearer access-1", "used refresh-1", "saved refresh-2", "Bearer access-2"),
        "Bearer access-2",
    ]


@pytest.mark.parametrize("redirect_uri", [None, "https://client.example.com/callback"])
def test_what_is_sent(face: Face, redirect_uri: str | None) -> None:
    hosts = Hosts()
    face.poll(hosts.job(redirect_uri=redirect_uri, request_timeout=7))
    (request,) = hosts.asked
    assert (request.method, str(request.url)) == ("POST", f"{LOGIN}/auth/oauth2/token")
    assert request.headers["Authorization"] == "Basic " + base64.b64encode(b"app:sandbox-secret").decode()
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    form = {"grant_type": ["refresh_token"], "refresh_token": ["refresh-0"], "scope": ["full"]}
    assert parse_qs(request.content.decode()) == form | ({"redirect_uri": [redirect_uri]} if redirect_uri else {})


def test_it_takes_no_longer_than_other_requests(face: Face) -> None:
    hosts, timeouts = Hosts(), []

    def handler(request: httpx.Request) -> httpx.Response:
        timeouts.append(request.extensions["timeout"])
        return hosts(request)

    settings: Any = {**APP, "on_token": hosts.save, "base_url": POD, "request_timeout": 7}
    client = eloqua.connect(**settings, httpx_args={"transport": httpx.MockTransport(handler)})
    face.poll(eloqua.Sync(client, 1))
    assert timeouts == [dict.fromkeys(("connect", "read", "write", "pool"), 7.0)] * 2


@pytest.mark.parametrize(
    ("options", "host"),
    [
        ({"base_url": POD}, LOGIN),
        ({"base_url": POD, "login_url": "https://login.example.com/"}, "https://login.example.com"),
        # A stand-in for the vendor gets the tokens, and not the vendor those of a stand-in.
        ({"base_url": "http://127.0.0.1:8765/eloqua/"}, "http://127.0.0.1:8765/eloqua"),
        ({"base_url": "https://eloqua.example.com"}, "https://eloqua.example.com"),
    ],
)
def test_where_it_is_sent(face: Face, options: dict[str, str], host: str) -> None:
    hosts = Hosts()
    face.poll(hosts.job(**options))
    assert [str(request.url) for request in hosts.asked] == [f"{host}/auth/oauth2/token"]


def test_it_has_a_time_limit_of_its_own(face: Face) -> None:
    hosts, began = Hosts(), []

    def handler(request: httpx.Request) -> httpx.Response:
        began.append(request.extensions[DEADLINE].began)
        return hosts(request)

    settings: Any = {**APP, "on_token": hosts.save, "base_url": POD}
    face.poll(eloqua.Sync(eloqua.connect(**settings, httpx_args={"transport": httpx.MockTransport(handler)}), 1))
    # The poll itself has the time since its own beginning, which was before.
    refresh, poll = began
    assert refresh > poll


def test_renewed_ahead_of_the_end(face: Face) -> None:
    hosts = Hosts()
    job = hosts.job()
    auth_of(job)._clock = face.clock.monotonic
    for _ in range(3):
        face.poll(job)
        face.clock.advance(28800 - 60 - 0.01)
        face.poll(job)
        face.clock.advance(0.02)
    assert [event for event in hosts.events if event.startswith("Bearer")] == [
        f"Bearer access-{number}" for number in (1, 1, 2, 2, 3, 3)
    ]


def test_an_answer_without_a_refresh_token_leaves_the_old_one(face: Face) -> None:
    hosts = Hosts(success(), httpx.Response(401), success(), given=[tokens(1, refresh_token=None), tokens(2)])
    job = hosts.job()
    face.poll(job)
    assert hosts.saved == []
    face.poll(job)
    assert [event for event in hosts.events if "refresh" in event] == ["used refresh-0"] * 2 + ["saved refresh-2"]


def test_with_the_base_url_discovered(face: Face) -> None:
    sandbox = Sandbox()
    sandbox.plan("eloqua", Plan(polls=0))
    saved: list[str] = []
    settings: Any = {"client_id": "sandbox-client", "client_secret": "sandbox-secret", "on_token": saved.append}
    login = sandbox.base_url("eloqua", "http://localhost")
    for token in ("sandbox-refresh-token", "sandbox-refresh-token-1"):
        client = eloqua.connect(
            **settings, refresh_token=token, login_url=login, httpx_args={"transport": sandbox.transport()}
        )
        assert face.call(get_sync, client=client, id=999).status_code == 404
    assert saved == ["sandbox-refresh-token-1", "sandbox-refresh-token-2"]
    # A token that is used up says what to do.
    client = eloqua.connect(
        **settings,
        refresh_token="sandbox-refresh-token",
        login_url=login,
        httpx_args={"transport": sandbox.transport()},
    )
    with pytest.raises(PollingError, match=r"works once and lasts 12 months.*was used before"):
        face.poll(eloqua.Sync(client, 999))


# What the caller does with it.


def test_what_on_token_raises_passes_through_and_loses_nothing(face: Face) -> None:
    hosts = Hosts(success(), httpx.Response(401), success())
    broken = True

    def save(token: str) -> None:
        if broken:
            raise OSError("disk full")
        hosts.save(token)

    job = hosts.job(on_token=save)
    with pytest.raises(OSError, match="disk full"):
        face.wait(job)
    # The token is in memory.
    assert face.poll(job).outcome is Outcome.SUCCEEDED
    assert hosts.events == ["used refresh-0", "Bearer access-1"]
    # It is not used before it has been handed over.
    with pytest.raises(OSError, match="disk full"):
        face.poll(job)
    assert hosts.events == ["used refresh-0", "Bearer access-1", "Bearer access-1"]
    broken = False
    face.poll(job)
    assert hosts.events[3:] == ["Bearer access-1"]
    auth_of(job)._good_until = 0.0
    face.poll(job)
    assert hosts.events[4:] == ["saved refresh-1", "used refresh-1", "saved refresh-2", "Bearer access-2"]


def test_on_token_may_wait_without_holding_up_those_who_need_no_new_token() -> None:
    seen: list[Outcome] = []

    def save(token: str) -> None:
        seen.append(eloqua.Sync(client, 1).poll().outcome)

    client = Hosts().connect(on_token=save)
    eloqua.Sync(client, 1).poll()
    assert seen == [Outcome.SUCCEEDED]


def test_an_async_on_token_is_refused() -> None:
    async def save(token: str) -> None: ...

    with pytest.raises(ConfigurationError, match=r"on_token must be a plain function.*not async"):
        Hosts().connect(on_token=save)


def test_what_is_async_within_on_token_is_found(face: Face) -> None:
    class Save:
        async def __call__(self, token: str) -> None: ...

    hosts = Hosts()
    job = hosts.job(on_token=Save())
    with pytest.raises(ConfigurationError, match="on_token must be a plain function: what is async in it was not run"):
        face.poll(job)
    assert face.poll(job).outcome is Outcome.SUCCEEDED


# Never sent in doubt.


@pytest.mark.parametrize(
    "fault",
    [httpx.ReadTimeout, httpx.ReadError, httpx.WriteError, httpx.WriteTimeout, httpx.RemoteProtocolError],
)
def test_a_refresh_that_may_have_arrived_is_not_repeated(face: Face, fault: type[httpx.RequestError]) -> None:
    hosts = Hosts(given=[fault("broken"), tokens(1)])
    job = hosts.job()
    for _ in range(3):
        with pytest.raises(PollingError, match=r"no answer came, so it may be used up.*Log in again") as caught:
            face.wait(job)
        assert isinstance(caught.value.__cause__, CredentialError)
    assert (len(hosts.asked), face.clock.sleeps) == (1, [])
    with pytest.raises(SubmitError, match="never left") as submitted:
        eloqua.Sync.submit(job.client, "/contacts/exports/1")
    assert not submitted.value.may_exist


@pytest.mark.parametrize(
    "answer",
    [
        *(httpx.Response(code) for code in (302, 408, 500, 502, 503, 529)),
        httpx.Response(200, html="<html>Sign in</html>"),
        httpx.Response(200, json=[]),
        httpx.Response(204),
        tokens(1, access_token=None),
        tokens(1, refresh_token=7),
        tokens(1, refresh_token="töken"),
        tokens(1, expires_in="soon"),
    ],
)
def test_an_answer_that_leaves_it_open_is_not_asked_for_again(face: Face, answer: httpx.Response) -> None:
    hosts = Hosts(given=[answer, tokens(2)])
    job = hosts.job()
    for _ in range(3):
        with pytest.raises(PollingError, match="may be used up, as it works once; it is not sent again: log in again"):
            face.wait(job)
    assert len(hosts.asked) == 1
    assert hosts.saved == []


@pytest.mark.parametrize("code", [400, 401, 403])
def test_a_refusal_says_what_to_do(face: Face, code: int) -> None:
    said = {"error": "invalid_grant", "error_code": 2001, "error_description": "refresh-0 of sandbox-secret is old."}
    hosts = Hosts(given=[httpx.Response(code, json=said)])
    job = hosts.job()
    for _ in range(2):
        with pytest.raises(PollingError, match="the newest is needed, or log in again") as caught:
            face.wait(job)
    assert len(hosts.asked) == 1
    assert isinstance(caught.value.__cause__, ProviderResponseError)
    assert "[refresh_token] of [client_secret] is old" in str(caught.value)


def test_no_such_path(face: Face) -> None:
    with pytest.raises(PollingError, match="the token host has no such path: check login_url"):
        face.wait(Hosts(given=[httpx.Response(404)]).job())


@pytest.mark.parametrize(
    "fault",
    [httpx.ConnectError("no route"), httpx.ConnectTimeout("late"), httpx.PoolTimeout("full"), httpx.ProxyError("407")],
)
def test_a_refresh_that_never_left_is_repeated(face: Face, fault: httpx.RequestError) -> None:
    hosts = Hosts(given=[fault, fault, tokens(1)])
    result = face.wait(hosts.job())
    assert (result.outcome, result.polls, len(hosts.asked)) == (Outcome.SUCCEEDED, 3, 3)
    assert hosts.saved == ["refresh-1"]


def test_a_host_that_asks_to_wait_is_asked_again_then(face: Face) -> None:
    hosts = Hosts(given=[httpx.Response(429, headers={"Retry-After": "75"}), tokens(1)])
    assert face.wait(hosts.job()).outcome is Outcome.SUCCEEDED
    assert face.clock.sleeps == [75.0]
    assert [event for event in hosts.events if event.startswith("used")] == ["used refresh-0"] * 2


class Slow:
    """The hosts of an async client, who take a few turns of the event loop for each answer."""

    def __init__(self, hosts: Hosts) -> None:
        self.hosts = hosts
        self.asked = anyio.Event()
        settings: Any = {**APP, "on_token": hosts.save, "base_url": POD}
        self.client = eloqua.connect(**settings, httpx_args={"transport": httpx.MockTransport(self.answer)})

    async def answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/token"):
            self.asked.set()
        for _ in range(20):
            await anyio.lowlevel.checkpoint()
        return self.hosts(request)

    async def check(self) -> None:
        # The poll was broken off, the renewal was not.
        assert self.hosts.events == ["used refresh-0", "saved refresh-1"]
        assert (await eloqua.Sync(self.client, 1).async_poll()).outcome is Outcome.SUCCEEDED
        assert self.hosts.events[2:] == ["Bearer access-1"]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_no_cancellation_breaks_it_off(backend: str) -> None:
    async def go() -> None:
        slow = Slow(Hosts())
        async with anyio.create_task_group() as group:
            group.start_soon(eloqua.Sync(slow.client, 1).async_poll)
            await slow.asked.wait()
            group.cancel_scope.cancel()
        await slow.check()

    anyio.run(go, backend=backend)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_who_stops_reading_results_does_not_break_it_off(backend: str) -> None:
    async def go() -> None:
        slow = Slow(Hosts())
        results: Any = tarry.async_as_completed([eloqua.Sync(slow.client, 1)], timeout=60)

        async def read() -> None:
            await anext(results)

        async with aclosing(results), anyio.create_task_group() as group:
            group.start_soon(read)
            await slow.asked.wait()
            group.cancel_scope.cancel()
        await slow.check()

    anyio.run(go, backend=backend)


def test_asyncio_timeout_and_cancel_do_not_break_it_off() -> None:
    async def go() -> None:
        slow = Slow(Hosts())
        asked = asyncio.ensure_future(slow.asked.wait())

        async def poll_until(cancelled: asyncio.Future[Any]) -> None:
            async with asyncio.timeout(None) as limit:
                cancelled.add_done_callback(lambda _: limit.reschedule(0.0))
                await eloqua.Sync(slow.client, 1).async_poll()

        with pytest.raises(TimeoutError):
            await poll_until(asked)
        await slow.check()

        slow = Slow(Hosts())
        poll = asyncio.create_task(eloqua.Sync(slow.client, 1).async_poll())
        await slow.asked.wait()
        for _ in range(3):
            poll.cancel()
            await anyio.lowlevel.checkpoint()
        with pytest.raises(asyncio.CancelledError):
            await poll
        await slow.check()

    asyncio.run(go())


def test_what_somebody_else_cancels_leaves_it_in_doubt_and_does_not_cancel_the_wait() -> None:
    hosts = Hosts()

    async def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/token"):
            for task in asyncio.all_tasks() - waiting:
                task.cancel()
            await anyio.sleep_forever()
        return hosts(request)

    async def wait() -> None:
        waiting.add(asyncio.current_task())
        settings: Any = {**APP, "on_token": hosts.save, "base_url": POD}
        client = eloqua.connect(**settings, httpx_args={"transport": httpx.MockTransport(handler)})
        with pytest.raises(PollingError, match="may be used up, as it works once"):
            await tarry.async_wait_for_completion(eloqua.Sync(client, 1), timeout=600, clock=VirtualClock())

    waiting: set[Any] = set()
    asyncio.run(wait())


def test_ctrl_c_leaves_it_in_doubt() -> None:
    hosts = Hosts()

    def handler(request: httpx.Request) -> httpx.Response:
        hosts(request)
        raise KeyboardInterrupt

    settings: Any = {**APP, "on_token": hosts.save, "base_url": POD}
    job = eloqua.Sync(eloqua.connect(**settings, httpx_args={"transport": httpx.MockTransport(handler)}), 1)
    with pytest.raises(KeyboardInterrupt):
        job.poll()
    with pytest.raises(PollingError, match="may be used up"):
        job.poll()
    assert len(hosts.asked) == 1


class Consuming(httpx.BaseTransport):
    """Reads bodies as a socket does: once, and without keeping them."""

    def __init__(self, hosts: Hosts) -> None:
        self.hosts = hosts

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.SyncByteStream)
        body = b"".join(request.stream)
        return self.hosts(httpx.Request(request.method, request.url, headers=request.headers, content=body))


def test_an_upload_that_is_used_up_is_not_sent_again_but_the_next_has_a_new_token() -> None:
    hosts = Hosts(httpx.Response(401), httpx.Response(204))
    settings: Any = {**APP, "on_token": hosts.save, "base_url": POD}
    client = eloqua.connect(**settings, httpx_args={"transport": Consuming(hosts)})
    upload = partial(client.get_httpx_client().post, "/api/bulk/2.0/contacts/imports/1/data")
    codes = [upload(content=iter([b"email\n"])).status_code for _ in range(2)]
    assert codes == [401, 204]
    assert [event for event in hosts.events if event.startswith("Bearer")] == ["Bearer access-1", "Bearer access-2"]


# Settings.


def test_all_from_the_environment(face: Face, monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = Hosts()
    for name, value in {**APP, "redirect_uri": "https://client.example.com/cb", "base_url": POD}.items():
        monkeypatch.setenv(f"ELOQUA_{name.upper()}", value)
    client = eloqua.connect(on_token=hosts.save, httpx_args={"transport": httpx.MockTransport(hosts)})
    face.poll(eloqua.Sync(client, 1))
    assert b"client.example.com" in hosts.asked[0].content


@pytest.mark.parametrize(
    ("environment", "keywords", "message"),
    [
        ({}, {**APP, "on_token": None}, "needs on_token beside a refresh token: a function that stores each new one"),
        ({"REFRESH_TOKEN": "r", "CLIENT_ID": "c", "CLIENT_SECRET": "s"}, {}, "needs on_token beside a refresh token"),
        ({}, {**APP, "on_token": "save"}, "on_token must be a plain function"),
        ({}, {**APP, "client_secret": None, "on_token": print}, "needs client_secret to renew its token: pass client_"),
        ({}, {"client_id": "c", "on_token": print}, "needs refresh_token to renew its token: .*ELOQUA_REFRESH_TOKEN"),
        ({}, {"on_token": print}, "needs refresh_token"),
        ({}, {**APP, "client_id": "a:b", "on_token": print}, "client_id of eloqua holds a colon"),
        ({}, {**APP, "token": "t"}, "one way to log in, not token beside refresh_token, client_id and client_secret"),
        (
            {},
            {"on_token": print, "password": "p"},
            "not refresh_token, client_id and client_secret beside company, user",
        ),
        ({"REFRESH_TOKEN": "r", "TOKEN": "t"}, {}, "ELOQUA_TOKEN beside ELOQUA_REFRESH_TOKEN: eloqua takes one way"),
        ({}, {**APP, "refresh_token": " r", "on_token": print}, "refresh_token has a space or line break"),
    ],
)
def test_malformed_settings(
    environment: dict[str, str], keywords: dict[str, Any], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(f"ELOQUA_{name}", value)
    with pytest.raises(ConfigurationError, match=message) as caught:
        eloqua.connect(**keywords, base_url=POD)
    assert "sandbox-secret" not in str(caught.value)


def test_an_app_in_the_environment_does_not_hide_another_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELOQUA_CLIENT_ID", "app")
    monkeypatch.setenv("ELOQUA_CLIENT_SECRET", "sandbox-secret")
    hosts = Hosts()
    arguments = {"transport": httpx.MockTransport(hosts)}
    monkeypatch.setenv("ELOQUA_TOKEN", "access-7")
    eloqua.Sync(eloqua.connect(base_url=POD, httpx_args=arguments), 1).poll()
    assert hosts.events == ["Bearer access-7"]
