"""Fullstory: connecting, submitting, what each status means, and paging. Events and users, sync and async from one body."""

import json
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import UUID

import anyio
import httpx
import pytest

import tarry
from support.misfits import tolerated
from tarry import (
    ConfigurationError,
    JobFailedError,
    JobGoneError,
    JobNotFoundError,
    Outcome,
    PollingError,
    ProviderResponseError,
    SubmitError,
    UnknownStatusError,
    WaitTimeoutError,
    fullstory,
    possiblenow,
)
from tarry.fullstory import EventsImport, UsersImport
from tarry.testing import VirtualClock
from tarry_clients.fullstory.models import EventRequest, ImportedEvent, ImportedUser, ImportStatus, UserRequest

EVENT = {"name": "Order Shipped", "user": {"uid": "cust-7"}}
USER = {"uid": "cust-7", "email": "ada@example.com"}
CREATED = "2024-05-02T10:00:00Z"

Answer = httpx.Response | Exception
Job = EventsImport | UsersImport


@dataclass(frozen=True)
class Kind:
    """Imports of events or of users, which work alike."""

    name: str
    job: type[EventsImport] | type[UsersImport]
    item: Mapping[str, Any]
    model: type[EventRequest] | type[UserRequest]
    stored: type[ImportedEvent] | type[ImportedUser]

    def __str__(self) -> str:
        return self.name


KINDS = (
    Kind("events", EventsImport, EVENT, EventRequest, ImportedEvent),
    Kind("users", UsersImport, USER, UserRequest, ImportedUser),
)


@pytest.fixture(params=KINDS, ids=str)
def kind(request: pytest.FixtureRequest) -> Kind:
    chosen: Kind = request.param
    return chosen


class Server:
    """Gives its answers in order, the last one for ever, and keeps the requests."""

    def __init__(self, *answers: Answer, clock: VirtualClock | None = None, takes: float = 0.0) -> None:
        self.requests: list[httpx.Request] = []
        self._answers = list(answers)
        self._clock = clock
        self._takes = takes

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self._clock is not None:
            self._clock.advance(self._takes)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def connect(self, **options: Any) -> Any:
        given = {"api_key": "na1.key", "httpx_args": {"transport": httpx.MockTransport(self)}}
        return fullstory.connect(**{**given, **options})

    @property
    def targets(self) -> list[str]:
        return [request.url.raw_path.decode() for request in self.requests]

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(request.content) for request in self.requests]

    def headers(self, name: str) -> list[str | None]:
        return [request.headers.get(name) for request in self.requests]


class Driver:
    """The sync functions, or the async ones on one of the two event loops."""

    def __init__(self, mode: str) -> None:
        self._mode = mode

    def submit(self, kind: Kind, client: Any, items: Any, **options: Any) -> Job:
        job: Any = kind.job
        if self._mode == "sync":
            return job.submit(client, items, **options)  # type: ignore[no-any-return]
        return anyio.run(partial(job.async_submit, client, items, **options), backend=self._mode)  # type: ignore[no-any-return]

    def read(self, job: Any, what: str, clock: VirtualClock, into: list[Any] | None = None) -> list[Any]:
        """Items of `results` or `failures`; those read before an error are left in *into*."""
        items = [] if into is None else into

        async def go() -> None:
            async for item in getattr(job, f"async_{what}")(clock=clock):
                items.append(item)

        if self._mode == "sync":
            for item in getattr(job, what)(clock=clock):
                items.append(item)
        else:
            anyio.run(go, backend=self._mode)
        return items

    def wait(self, job: Any, **options: Any) -> tarry.WaitResult[ImportStatus]:
        if self._mode == "sync":
            return tarry.wait_for_completion(job, **options)
        return anyio.run(partial(tarry.async_wait_for_completion, job, **options), backend=self._mode)


@pytest.fixture(params=["sync", "asyncio", "trio"])
def driver(request: pytest.FixtureRequest) -> Driver:
    return Driver(request.param)


def answer(status_code: int, body: Any = None, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status_code, headers=named, **({} if body is None else {"json": body}))


def refused(status_code: int, **headers: str) -> httpx.Response:
    return answer(status_code, {"message": "Requested resource does not exist", "code": "some_code"}, **headers)


def created(job_id: Any = "abd123=") -> httpx.Response:
    return answer(200, {"job": {"id": job_id, "status": "PROCESSING", "created": CREATED}})


def status(word: Any, **counters: Any) -> httpx.Response:
    return answer(200, {**counters, "job": {"id": "abd123=", "status": word, "created": CREATED}})


HTML = httpx.Response(200, headers={"Content-Type": "text/html"}, content=b"<html>maintenance</html>")


# Connecting


def sent_by(**options: Any) -> httpx.Request:
    server = Server(status("COMPLETED"))
    EventsImport(server.connect(**options), "abd123=").poll()
    return server.requests[0]


@pytest.mark.parametrize("given", ["na1.key", "Basic na1.key"])
def test_the_key_is_sent_as_it_is_after_the_word_basic(given: str) -> None:
    sent = sent_by(api_key=given)
    assert sent.headers.get_list("Authorization") == ["Basic na1.key"]


def test_the_key_is_sent_by_the_async_client_too(driver: Driver, kind: Kind) -> None:
    server = Server(created())
    driver.submit(kind, server.connect(), [kind.item])
    assert server.requests[0].headers.get_list("Authorization") == ["Basic na1.key"]


@pytest.mark.parametrize("given", ["eu1.from-outside", "Basic eu1.from-outside"])
def test_the_key_comes_from_the_environment_where_none_is_given(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("FULLSTORY_API_KEY", given)
    assert sent_by(api_key=None).headers["Authorization"] == "Basic eu1.from-outside"


def test_an_empty_key_is_not_replaced_by_that_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FULLSTORY_API_KEY", "eu1.from-outside")
    with pytest.raises(ConfigurationError, match="needs api_key"):
        fullstory.connect(api_key="")


def test_a_keyword_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FULLSTORY_API_KEY", "eu1.from-outside")
    monkeypatch.setenv("FULLSTORY_BASE_URL", "https://outside.example.com")
    sent = sent_by(base_url="https://api.eu1.fullstory.com/")
    assert sent.headers["Authorization"] == "Basic na1.key"
    assert str(sent.url) == "https://api.eu1.fullstory.com/v2/events/batch/abd123%3D"


def test_the_base_url_is_the_vendors_or_that_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sent_by().url.host == "api.fullstory.com"
    monkeypatch.setenv("FULLSTORY_BASE_URL", "https://outside.example.com/prefix/")
    assert str(sent_by().url) == "https://outside.example.com/prefix/v2/events/batch/abd123%3D"


def test_a_request_says_what_it_takes_and_who_sends_it() -> None:
    sent = sent_by()
    assert sent.headers["Accept"] == "application/json, */*;q=0.1"
    assert sent.headers["User-Agent"] == f"tarry/{tarry.__version__}"


def test_an_auth_of_ones_own_replaces_the_key() -> None:
    class OwnAuth(httpx.Auth):
        def auth_flow(self, request: httpx.Request) -> Any:
            request.headers["X-Own"] = "yes"
            yield request

    server = Server(status("COMPLETED"))
    client = fullstory.connect(auth=OwnAuth(), httpx_args={"transport": httpx.MockTransport(server)})
    EventsImport(client, "abd123=").poll()
    assert server.headers("X-Own") == ["yes"]
    assert server.headers("Authorization") == [None]


@pytest.mark.parametrize("seconds", [5, 0.5])
def test_the_request_timeout_reaches_the_request(seconds: float) -> None:
    assert set(sent_by(request_timeout=seconds).extensions["timeout"].values()) == {seconds}
    assert set(sent_by().extensions["timeout"].values()) == {30.0}


def test_headers_and_certificates_can_be_given_to_httpx() -> None:
    transport = httpx.MockTransport(Server(status("COMPLETED")))
    client = fullstory.connect("na1.key", httpx_args={"headers": {"Integration-Source": "x"}, "transport": transport})
    assert client.get_httpx_client().headers["Integration-Source"] == "x"
    assert client.get_httpx_client().headers["User-Agent"].startswith("tarry/")
    trusting = fullstory.connect("na1.key", httpx_args={"verify": ssl.create_default_context()})
    assert trusting.get_httpx_client().timeout == httpx.Timeout(30.0)
    assert trusting.get_async_httpx_client().timeout == httpx.Timeout(30.0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"api_key": None}, "pass api_key=… or set FULLSTORY_API_KEY"),
        ({"api_key": ""}, "pass api_key=… or set FULLSTORY_API_KEY"),
        ({"api_key": "na1.private\n"}, "api_key has a space or line break"),
        ({"api_key": " na1.private"}, "api_key has a space or line break"),
        ({"api_key": "Basic "}, "api_key has a space or line break"),
        ({"api_key": "na1.\x00private"}, "cannot be printed"),
        ({"api_key": "na1 private"}, "character that no api_key has"),
        ({"api_key": "Basic Basic private"}, "character that no api_key has"),
        ({"api_key": "na1.prïvate"}, "character that no api_key has"),
        ({"api_key": b"na1.private"}, "api_key must be a text, not bytes"),
        ({"base_url": "api.fullstory.com"}, "base_url must begin with https://"),
        ({"base_url": "ftp://api.fullstory.com"}, "base_url must begin with https://"),
        ({"base_url": "https://"}, "base_url must begin with https://"),
        ({"base_url": "https://user:private@api.fullstory.com"}, "must not hold a user name"),
        ({"base_url": "https://api.fullstory.com?a=1"}, "must not have a query"),
        ({"base_url": "https://api.fullstory.com#a"}, "must not have a query"),
        ({"base_url": "https://api.fullstory.com:port"}, "base_url is not a URL"),
        ({"base_url": 7}, "base_url must be a text, not int"),
        ({"request_timeout": 0}, "request_timeout must be a positive number"),
        ({"request_timeout": -1}, "request_timeout must be a positive number"),
        ({"request_timeout": float("inf")}, "request_timeout must be a positive number"),
        ({"request_timeout": float("nan")}, "request_timeout must be a positive number"),
        ({"request_timeout": None}, "request_timeout must be a positive number"),
        ({"request_timeout": True}, "request_timeout must be a positive number"),
        ({"request_timeout": "30"}, "request_timeout must be a positive number"),
        ({"auth": ("user", "private")}, "auth must be an httpx.Auth, not tuple"),
        ({"httpx_args": {"timeout": 5}}, "httpx_args must not hold timeout"),
        ({"httpx_args": {"auth": None}}, "httpx_args must not hold auth"),
        ({"httpx_args": {"base_url": "https://example.com"}}, "httpx_args must not hold base_url"),
        ({"httpx_args": {"cookies": {"a": "private"}}}, "httpx_args must not hold cookies"),
        ({"httpx_args": {"follow_redirects": True}}, "httpx_args must not hold follow_redirects"),
        ({"httpx_args": 5}, "httpx_args must be a mapping, not int"),
        ({"httpx_args": {"time_out": 5}}, "httpx_args has time_out, which httpx.Client does not take"),
        ({"httpx_args": {"headers": [("a", "b")]}}, "headers of httpx_args must be a mapping, not list"),
        ({"httpx_args": {"event_hooks": None}}, "event_hooks of httpx_args must be a mapping, not NoneType"),
        ({"httpx_args": ["transport"]}, "httpx_args must be a mapping, not list"),
    ],
)
def test_a_malformed_setting_is_said_at_once_and_never_repeated(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        fullstory.connect(**{"api_key": "na1.key", **options})
    assert "private" not in str(caught.value)


@pytest.mark.parametrize("name", ["FULLSTORY_API_KEY", "FULLSTORY_BASE_URL"])
def test_a_malformed_setting_of_the_environment_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("FULLSTORY_API_KEY", "na1.key")
    monkeypatch.setenv(name, "private\n")
    with pytest.raises(ConfigurationError, match=name) as caught:
        fullstory.connect()
    assert "private" not in str(caught.value)


def test_the_key_is_in_no_repr() -> None:
    client = fullstory.connect("na1.private")
    client.get_httpx_client()
    client.get_async_httpx_client()
    job = EventsImport(client, "abd123=")
    for one in (client, job, client.get_httpx_client().auth):
        assert "private" not in repr(one) + str(one)


# Submitting


def test_a_submit_gives_the_job_that_was_created(driver: Driver, kind: Kind) -> None:
    server = Server(created("jb9Zk3="))
    job = driver.submit(kind, server.connect(), [kind.item], idempotency_key="key-1")
    assert type(job) is kind.job
    assert (job.job_id, str(job.handle)) == ("jb9Zk3=", f"fullstory:{kind.name}-import:jb9Zk3%3D")
    assert server.targets == [f"/v2/{kind.name}/batch"]
    assert server.bodies == [{"requests": [kind.item]}]
    assert (server.requests[0].method, server.headers("Idempotency-Key")) == ("POST", ["key-1"])


def test_models_and_mappings_may_be_mixed(driver: Driver, kind: Kind) -> None:
    server = Server(created())
    driver.submit(kind, server.connect(), iter([kind.model.from_dict(kind.item), kind.item]))
    assert server.bodies == [{"requests": [kind.item, kind.item]}]


def test_dates_are_written_as_iso_8601_at_every_depth(driver: Driver) -> None:
    server = Server(created())
    moment, day = datetime(2024, 5, 1, 9, 30, tzinfo=UTC), date(2024, 5, 2)
    event = {"name": "Paid", "timestamp": moment, "properties": {"due": day, "seen": [moment], "by": {"at": moment}}}
    driver.submit(KINDS[0], server.connect(), [event])
    (sent,) = server.bodies[0]["requests"]
    written = "2024-05-01T09:30:00+00:00"
    assert sent["timestamp"] == written
    assert sent["properties"] == {"due": "2024-05-02", "seen": [written], "by": {"at": written}}


def test_the_mapping_of_the_caller_stays_as_it_is(driver: Driver) -> None:
    event = {"name": "Paid", "timestamp": datetime(2024, 5, 1, tzinfo=UTC), "properties": {"due": date(2024, 5, 2)}}
    before = {**event, "properties": {"due": date(2024, 5, 2)}}
    driver.submit(KINDS[0], Server(created()).connect(), [event])
    assert event == before


def test_as_many_items_as_the_provider_takes_are_sent(kind: Kind) -> None:
    server = Server(created())
    kind.job.submit(server.connect(), [kind.item] * 50_000)
    assert len(server.bodies[0]["requests"]) == 50_000


ENDLESS: list[Any] = []
ENDLESS.append(ENDLESS)


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ([], "there are no {kind} to submit"),
        (iter([]), "there are no {kind} to submit"),
        ([{"name": "x"}] * 50_001, "50,001 {kind} are more than the 50,000 of one submit"),
        (None, "{kind} must be a list, not a single NoneType"),
        (7, "{kind} must be a list, not a single int"),
        ({"name": "x"}, "{kind} must be a list, not a single dict"),
        ("name", "{kind} must be a list, not a single str"),
        (EventRequest(name="x"), "{kind} must be a list, not a single EventRequest"),
        (UserRequest(uid="x"), "{kind} must be a list, not a single UserRequest"),
        ([{"name": "x"}, "name"], r"{kind}\[1\] must be a mapping or a {model}, not str"),
        ([{"name": "x"}, None], r"{kind}\[1\] must be a mapping or a {model}, not NoneType"),
        ([{"name": "x"}, ("name", "x")], r"{kind}\[1\] must be a mapping or a {model}, not tuple"),
        ([{"name": "x", "properties": "private"}], r"{kind}\[0\] is not a {model}"),
        ([{"name": "x", "properties": {"a": object()}}], r"{kind}\[0\] cannot be written as JSON"),
        ([{"name": "x", "properties": {"a": float("nan")}}], r"{kind}\[0\] cannot be written as JSON"),
        ([{"name": "x", "properties": {"a": float("inf")}}], r"{kind}\[0\] cannot be written as JSON"),
        ([{"name": "x", "properties": {"a": "\ud800"}}], r"{kind}\[0\] cannot be written as JSON"),
        ([{"name": "x", "properties": {"a": {1, 2}}}], r"{kind}\[0\] cannot be written as JSON"),
        ([{"name": "x", "properties": {"a": ENDLESS}}], r"{kind}\[0\] is not a {model}"),
    ],
)
def test_items_that_cannot_be_sent_are_refused_before_anything_is_sent(
    driver: Driver, kind: Kind, items: Any, message: str
) -> None:
    server = Server(created())
    expected = message.format(kind=kind.name, model=kind.model.__name__)
    with pytest.raises(ConfigurationError, match=expected):
        driver.submit(kind, server.connect(), items)
    assert server.requests == []


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ({"user": {"uid": "x"}}, r"events\[1\] has no 'name'"),
        ({"name": "x", "timestamp": "yesterday"}, r"events\[1\] is not a EventRequest"),
        ({"name": "x", "timestamp": 1714555800}, r"events\[1\] is not a EventRequest"),
        ({"name": "x", "user": "cust-7"}, r"events\[1\] is not a EventRequest"),
        ({"name": "x", "context": ["browser"]}, r"events\[1\] is not a EventRequest"),
    ],
)
def test_a_malformed_event_is_named_by_its_index_and_nothing_is_sent(
    driver: Driver, event: dict[str, Any], message: str
) -> None:
    server = Server(created())
    with pytest.raises(ConfigurationError, match=message):
        driver.submit(KINDS[0], server.connect(), [EVENT, event])
    assert server.requests == []


def test_a_model_that_cannot_be_written_is_refused_like_a_mapping(driver: Driver) -> None:
    server = Server(created())
    event = EventRequest.from_dict({"name": "x", "properties": {"a": object()}})
    with pytest.raises(ConfigurationError, match=r"events\[1\] cannot be written as JSON"):
        driver.submit(KINDS[0], server.connect(), [EVENT, event])
    assert server.requests == []


def test_the_client_of_another_provider_is_refused(driver: Driver, kind: Kind) -> None:
    other = possiblenow.connect(client_id="c-1", user_id="u", secret="s")
    with pytest.raises(ConfigurationError, match=r"needs the client that tarry\.fullstory\.connect"):
        driver.submit(kind, other, [kind.item])
    with pytest.raises(ConfigurationError, match=r"needs the client that tarry\.fullstory\.connect"):
        kind.job(other, "abd123=")  # type: ignore[arg-type]


@pytest.mark.parametrize("key", [" key", "key\n", "schlüssel", 7])
def test_an_idempotency_key_that_cannot_be_sent_is_refused(driver: Driver, kind: Kind, key: Any) -> None:
    server = Server(created())
    with pytest.raises(ConfigurationError, match="idempotency_key"):
        driver.submit(kind, server.connect(), [kind.item], idempotency_key=key)
    assert server.requests == []


@pytest.mark.parametrize("job_id", ["", ".", "..", " abd", "a\nb", None])
def test_an_id_that_is_none_is_refused(kind: Kind, job_id: Any) -> None:
    with pytest.raises(ConfigurationError, match="job_id"):
        kind.job(Server(created()).connect(), job_id)


# The idempotency key


@pytest.mark.parametrize("given", [None, ""])
def test_a_random_idempotency_key_is_sent_where_none_is_given(driver: Driver, kind: Kind, given: str | None) -> None:
    server = Server(created())
    for _ in range(2):
        driver.submit(kind, server.connect(), [kind.item], idempotency_key=given)
    first, second = server.headers("Idempotency-Key")
    assert first != second
    assert UUID(first).version == UUID(second).version == 4


FAULTS: dict[str, Answer] = {
    "429": refused(429, Retry_After="3"),
    "408": refused(408),
    "500": refused(500),
    "503 in HTML": httpx.Response(503, content=b"<html>"),
    "529": answer(529),
    "refused connection": httpx.ConnectError("refused"),
    "read timeout": httpx.ReadTimeout("slow"),
    "reset": httpx.RemoteProtocolError("reset"),
    "200 in HTML": HTML,
    "200 without a job": answer(200, {}),
    "200 with an empty id": created(""),
    "200 with null for an id": created(None),
    "200 with a list for an id": created(["abd123="]),
    "200 with a dot for an id": created(".."),
}


@pytest.mark.parametrize("given", ["my-key", None])
def test_the_key_and_the_body_are_kept_over_all_faults(driver: Driver, kind: Kind, given: str | None) -> None:
    for fault in FAULTS.values():
        check_that_the_key_is_kept(driver, kind, given, [fault])
    check_that_the_key_is_kept(
        driver, kind, given, [refused(503), httpx.ReadError("reset"), refused(429), refused(500)]
    )


def check_that_the_key_is_kept(driver: Driver, kind: Kind, given: str | None, faults: Sequence[Answer]) -> None:
    clock, server = VirtualClock(), Server(*faults, created("jb9Zk3="))
    job = driver.submit(kind, server.connect(), [kind.item], idempotency_key=given, clock=clock)
    assert job.job_id == "jb9Zk3="
    assert len(server.requests) == len(faults) + 1
    assert len(set(server.headers("Idempotency-Key"))) == 1
    assert given in {None, server.headers("Idempotency-Key")[0]}
    assert all(body == {"requests": [kind.item]} for body in server.bodies)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_submit_is_repeated_after_a_pause(driver: Driver, fault: Answer) -> None:
    faults = tolerated(fault)
    clock, server = VirtualClock(), Server(*faults, created())
    driver.submit(KINDS[0], server.connect(), [EVENT], clock=clock)
    throttled = isinstance(fault, httpx.Response) and "Retry-After" in fault.headers
    assert clock.sleeps == ([3.0, 3.0] if throttled else [1.0, 2.0][: len(faults)])


@pytest.mark.parametrize("fault", [httpx.ReadTimeout("slow"), refused(503), httpx.ConnectError("refused")])
def test_a_submit_that_fails_for_ever_ends(driver: Driver, fault: Answer) -> None:
    clock = VirtualClock()
    server = Server(fault, clock=clock, takes=1.0)
    with pytest.raises((SubmitError, ProviderResponseError)):
        driver.submit(KINDS[0], server.connect(), [EVENT], clock=clock)
    # So long in a row is too long, and the last pause before is half a minute.
    assert 120.0 <= clock.now < 120.0 + 32.0
    assert len(server.requests) < 20
    assert min(clock.sleeps) >= 1.0


def test_a_retry_after_beyond_all_patience_ends_a_submit_at_once(driver: Driver) -> None:
    clock, server = VirtualClock(), Server(refused(429, Retry_After="3600"))
    with pytest.raises(ProviderResponseError, match="429"):
        driver.submit(KINDS[0], server.connect(), [EVENT], clock=clock)
    assert (len(server.requests), clock.sleeps) == (1, [])


# A submit without an answer


def submit_error(driver: Driver, *faults: Answer) -> SubmitError:
    clock, server = VirtualClock(), Server(*faults)
    with pytest.raises(SubmitError) as caught:
        driver.submit(KINDS[0], server.connect(), [EVENT], idempotency_key="my-key", clock=clock)
    return caught.value


@pytest.mark.parametrize(
    "fault",
    [httpx.ReadTimeout("slow"), httpx.WriteError("cut"), httpx.ReadError(""), httpx.RemoteProtocolError("reset")],
)
def test_a_request_that_left_may_have_started_a_job(driver: Driver, fault: Exception) -> None:
    error = submit_error(driver, fault)
    assert error.may_exist
    assert error.idempotency_key == "my-key"
    assert type(error.__cause__) is type(fault)
    assert "The job may exist" in str(error)
    assert "idempotency_key='my-key'" in str(error)
    assert type(fault).__name__ in str(error)


@pytest.mark.parametrize(
    "fault",
    [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.PoolTimeout("full"), httpx.ProxyError("407")],
)
def test_a_request_that_never_left_started_no_job(driver: Driver, fault: Exception) -> None:
    error = submit_error(driver, fault)
    assert not error.may_exist
    assert "no job exists" in str(error)


def test_an_error_is_named_before_what_is_wrong_with_its_body() -> None:
    answers = httpx.MockTransport(lambda _: answer(401, {"message": "no"}))
    client = fullstory.connect(api_key="na1.sandbox", httpx_args={"transport": answers})
    problem = (
        "answered 401, Unauthorized; the body .* is not what the document describes: 'code' is missing: {\"message"
    )
    with pytest.raises(PollingError, match=problem):
        fullstory.EventsImport(client, "abd123=").poll()


@pytest.mark.parametrize("first", [httpx.ReadTimeout("slow"), refused(503), HTML], ids=["timeout", "503", "html"])
def test_one_attempt_that_may_have_arrived_is_enough(driver: Driver, first: Answer) -> None:
    error = submit_error(driver, first, httpx.ConnectError("refused"))
    assert error.may_exist
    assert "The job may exist" in str(error)


@pytest.mark.parametrize("code", [400, 403, 404, 409, 410])
@pytest.mark.parametrize("first", [httpx.ReadTimeout("slow"), refused(503), HTML], ids=["timeout", "503", "html"])
def test_a_refused_repetition_does_not_say_that_there_is_no_job(driver: Driver, first: Answer, code: int) -> None:
    error = submit_error(driver, first, httpx.ConnectError("refused"), refused(code))
    assert error.may_exist
    assert error.idempotency_key == "my-key"
    assert isinstance(error.__cause__, ProviderResponseError)
    assert error.__cause__.status_code == code
    assert f"when it was repeated a refusal (POST /v2/events/batch answered {code}" in str(error)
    assert "The job may exist: submitting the same items with idempotency_key='my-key'" in str(error)


def test_a_submit_that_met_faults_only_names_the_key_that_was_sent(driver: Driver) -> None:
    server = Server(refused(503))
    with pytest.raises(SubmitError) as caught:
        driver.submit(KINDS[0], server.connect(), [EVENT], clock=VirtualClock())
    assert caught.value.may_exist
    assert {caught.value.idempotency_key} == set(server.headers("Idempotency-Key"))
    assert "the submit got no usable answer (POST /v2/events/batch answered 503" in str(caught.value)


@pytest.mark.parametrize("first", [refused(429), httpx.ConnectError("refused")], ids=["429", "never left"])
def test_a_refusal_after_attempts_that_started_nothing_is_raised_as_it_came(driver: Driver, first: Answer) -> None:
    with pytest.raises(ProviderResponseError, match="403"):
        driver.submit(KINDS[0], Server(first, refused(403)).connect(), [EVENT], clock=VirtualClock())


def test_attempts_that_were_refused_or_never_left_started_no_job(driver: Driver) -> None:
    error = submit_error(driver, refused(429), httpx.ConnectError("refused"))
    assert not error.may_exist
    assert "no job exists" in str(error)


def test_a_redirect_leaves_open_whether_there_is_a_job(driver: Driver) -> None:
    error = submit_error(driver, refused(303))
    assert error.may_exist
    assert "the submit got no usable answer (POST /v2/events/batch answered 303" in str(error)
    assert "The job may exist: submitting the same items with idempotency_key='my-key'" in str(error)


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (400, ""),
        (429, ""),
        (401, "Check api_key (FULLSTORY_API_KEY)."),
        (403, "Check that the account of this credential has the right to do this."),
        (404, "If it is the path that is not there, check base_url (FULLSTORY_BASE_URL)."),
    ],
)
def test_a_refusal_says_where_it_comes_from_and_which_setting_to_check(driver: Driver, code: int, advice: str) -> None:
    server = Server(refused(code, Retry_After="3600"))
    with pytest.raises(ProviderResponseError) as caught:
        driver.submit(KINDS[0], server.connect(), [EVENT], clock=VirtualClock())
    assert caught.value.advice == advice
    assert str(caught.value).startswith(f"fullstory (api.fullstory.com): POST /v2/events/batch answered {code}, ")


@pytest.mark.parametrize("code", [400, 401, 403, 404, 409, 410, 422])
def test_a_refusal_is_raised_as_it_came_and_not_repeated(driver: Driver, kind: Kind, code: int) -> None:
    clock, server = VirtualClock(), Server(refused(code, X_Trace="7"))
    with pytest.raises(ProviderResponseError) as caught:
        driver.submit(kind, server.connect(), [kind.item], clock=clock)
    error = caught.value
    assert (error.status_code, error.method, error.path) == (code, "POST", f"/v2/{kind.name}/batch")
    assert error.headers["x-trace"] == "7"
    assert json.loads(error.content)["code"] == "some_code"
    assert (len(server.requests), clock.sleeps) == (1, [])
    assert f"POST /v2/{kind.name}/batch answered {code}" in str(error)


# What a status means

P, S, F, PARTIAL = Outcome.PENDING, Outcome.SUCCEEDED, Outcome.FAILED, Outcome.PARTIAL
RULING: list[tuple[str, dict[str, Any], Outcome]] = [
    ("PROCESSING", {}, P),
    ("PROCESSING", {"imports": 5}, P),
    ("PROCESSING", {"errors": 5}, P),
    ("PROCESSING", {"imports": 5, "errors": 5}, P),
    ("COMPLETED", {}, S),
    ("COMPLETED", {"imports": 0}, S),
    ("COMPLETED", {"imports": 0, "errors": 0}, S),
    ("COMPLETED", {"imports": 5}, S),
    ("COMPLETED", {"imports": 5, "errors": 0}, S),
    ("COMPLETED", {"imports": 5, "errors": None}, S),
    ("COMPLETED", {"imports": 104, "errors": 1}, PARTIAL),
    ("COMPLETED", {"imports": 1, "errors": 104}, PARTIAL),
    ("COMPLETED", {"errors": 1}, F),
    ("COMPLETED", {"imports": 0, "errors": 1}, F),
    ("COMPLETED", {"imports": None, "errors": 1}, F),
    ("FAILED", {}, F),
    ("FAILED", {"imports": 0}, F),
    ("FAILED", {"imports": 0, "errors": 0}, F),
    ("FAILED", {"imports": None, "errors": None}, F),
    ("FAILED", {"imports": 0, "errors": 3}, F),
    ("FAILED", {"errors": 3}, F),
    ("FAILED", {"imports": 42}, PARTIAL),
    ("FAILED", {"imports": 42, "errors": 0}, PARTIAL),
    ("FAILED", {"imports": 42, "errors": 3}, PARTIAL),
]


def spellings(word: str) -> Sequence[str]:
    return word, word.lower(), word.title(), f" {word}\n"


@pytest.mark.parametrize(("word", "counters", "outcome"), RULING)
def test_word_and_counters_together_decide(word: str, counters: dict[str, Any], outcome: Outcome) -> None:
    for spelled in spellings(word):
        body = json.loads(status(spelled, **counters).content)
        verdict = EventsImport.classify(ImportStatus.from_dict(body))
        assert (verdict.outcome, verdict.word) == (outcome, spelled)


@pytest.mark.parametrize(("word", "counters", "outcome"), RULING)
def test_a_poll_says_the_same(kind: Kind, word: str, counters: dict[str, Any], outcome: Outcome) -> None:
    server = Server(status(word, **counters))
    result = kind.job(server.connect(), "abd123=").poll()
    assert (result.outcome, result.raw_status) == (outcome, word)
    assert result.status is not None
    assert result.status.job.id == "abd123="
    assert server.targets == [f"/v2/{kind.name}/batch/abd123%3D"]


@pytest.mark.parametrize("word", ["QUEUED", "", "COMPLETED_WITH_ERRORS", "COMPLETE", 7, {"state": "COMPLETED"}])
def test_another_word_is_unknown_whatever_the_counters(word: Any) -> None:
    verdict = EventsImport.classify(ImportStatus.from_dict(json.loads(status(word, imports=5, errors=5).content)))
    assert verdict.outcome is None
    assert isinstance(verdict.word, str)


@pytest.mark.parametrize("word", ["QUEUED", 7])
def test_an_unknown_word_ends_a_wait_after_its_grace(driver: Driver, word: Any) -> None:
    clock = VirtualClock()
    job = EventsImport(Server(status(word)).connect(), "abd123=")
    with pytest.raises(UnknownStatusError) as caught:
        driver.wait(job, timeout=3600, clock=clock)
    assert clock.now == pytest.approx(120.0)
    assert caught.value.result.raw_status == str(word)


@pytest.mark.parametrize(
    "counters",
    [
        {"errors": "3"},
        {"imports": 5, "errors": [1]},
        {"imports": {"count": 5}, "errors": 2},
        {"imports": "42", "errors": 1},
    ],
)
@pytest.mark.parametrize("word", ["COMPLETED", "FAILED"])
def test_a_counter_of_another_type_is_a_fault_and_no_outcome(
    driver: Driver, word: str, counters: dict[str, Any]
) -> None:
    server = Server(status(word, **counters), status("COMPLETED", imports=1))
    result = driver.wait(EventsImport(server.connect(), "abd123="), timeout=600, clock=VirtualClock())
    assert (result.outcome, result.polls) == (Outcome.SUCCEEDED, 2)
    assert "not of its described type" in str(result.timeline[0].fault)


def test_a_wait_goes_through_faults_to_a_partial_import(driver: Driver, kind: Kind) -> None:
    server = Server(
        refused(404), status("PROCESSING"), refused(429, Retry_After="17"), HTML, httpx.ReadTimeout("slow"),
        status(" failed ", imports=42, errors=3),
    )  # fmt: skip
    clock = VirtualClock()
    result = driver.wait(kind.job(server.connect(), "abd123="), timeout=600, clock=clock)
    assert (result.outcome, result.raw_status, result.polls) == (Outcome.PARTIAL, " failed ", 6)
    assert (result.status.imports, result.status.errors) == (42, 3)
    assert 17.0 in clock.sleeps


@pytest.mark.parametrize(
    ("answers", "raised", "words"),
    [
        ([status("FAILED", errors=3)], JobFailedError, "Nothing was imported, 3 refused: job.failures()"),
        ([status("FAILED")], JobFailedError, "Nothing was imported, 0 refused: job.failures()"),
        ([refused(404)], JobNotFoundError, "was never found"),
        ([status("PROCESSING"), refused(404)], JobGoneError, "was there and is no longer found"),
        ([refused(410)], JobGoneError, "is no longer available"),
        ([refused(403)], PollingError, "answered 403"),
        ([refused(401)], PollingError, "answered 401"),
        ([refused(302)], PollingError, "answered 302"),
        ([refused(503)], PollingError, "faults in a row"),
        ([status("PROCESSING")], WaitTimeoutError, "was not seen to end by the deadline"),
    ],
)
def test_a_wait_that_ends_badly_names_the_job_and_says_why(
    driver: Driver, kind: Kind, answers: list[Answer], raised: type[tarry.WaitError], words: str
) -> None:
    with pytest.raises(raised) as caught:
        driver.wait(kind.job(Server(*answers).connect(), "abd123="), timeout=3600, clock=VirtualClock())
    assert type(caught.value) is raised
    assert f"fullstory {kind.name}-import abd123=" in str(caught.value)
    assert words in str(caught.value)


# Pages


def item(kind: Kind, number: int) -> dict[str, Any]:
    return {"name": f"event {number}"} if kind.name == "events" else {"id": f"user {number}"}


def label(kind: Kind, found: Any) -> str:
    return str(found.name if kind.name == "events" else found.id)


def page(kind: Kind, *numbers: int, **token: Any) -> httpx.Response:
    body = {"results": [item(kind, number) for number in numbers], "total_records": "103"}
    return answer(200, body | ({"next_page_token": token["token"]} if token else {}))


def labels(kind: Kind, *numbers: int) -> list[str]:
    return [label(kind, kind.stored.from_dict(item(kind, number))) for number in numbers]


def read(driver: Driver, kind: Kind, server: Server, clock: VirtualClock | None = None, **options: Any) -> list[str]:
    job = kind.job(server.connect(**options), "abd123=")
    return [label(kind, one) for one in driver.read(job, "results", clock or VirtualClock())]


@pytest.mark.parametrize("last", [{}, {"token": ""}, {"token": None}], ids=["none", "empty", "null"])
def test_every_page_is_read_in_order_to_the_last(driver: Driver, kind: Kind, last: dict[str, Any]) -> None:
    server = Server(
        page(kind, 1, 2, token="pg2="), page(kind, token="pg 3&x"), page(kind, 3, token="pg4"), page(kind, 4, **last)
    )
    assert read(driver, kind, server) == labels(kind, 1, 2, 3, 4)
    path = f"/v2/{kind.name}/batch/abd123%3D/imports"
    assert [(request.url.raw_path.decode().partition("?")[0]) for request in server.requests] == [path] * 4
    assert [dict(request.url.params) for request in server.requests] == [
        {}, {"page_token": "pg2="}, {"page_token": "pg 3&x"}, {"page_token": "pg4"}
    ]  # fmt: skip


def test_a_job_without_items_has_one_empty_page(driver: Driver, kind: Kind) -> None:
    assert read(driver, kind, Server(page(kind, token=""))) == []


def test_a_page_without_the_list_is_empty_for_events(driver: Driver) -> None:
    assert read(driver, KINDS[0], Server(answer(200, {}))) == []


def test_a_page_that_counts_records_and_has_no_list_is_asked_for_again(driver: Driver) -> None:
    clock, server = VirtualClock(), Server(answer(200, {"total_records": "2"}), page(KINDS[0], 1, 2))
    assert read(driver, KINDS[0], server, clock) == labels(KINDS[0], 1, 2)
    assert clock.sleeps == [1.0]
    assert read(driver, KINDS[0], Server(answer(200, {"total_records": "0"}))) == []


@pytest.mark.parametrize("tokens", [["a"], ["a", "b"], ["a", "b", "c"]], ids=len)
def test_tokens_that_come_again_do_not_lead_round_in_circles(driver: Driver, kind: Kind, tokens: list[str]) -> None:
    count = len(tokens)
    pages = [page(kind, number, token=tokens[number % count]) for number in range(50)]
    server = Server(*pages)
    with pytest.raises(ProviderResponseError, match="next_page_token came before"):
        read(driver, kind, server)
    assert len(server.requests) == count + 1


def test_reading_again_begins_anew(driver: Driver, kind: Kind) -> None:
    server = Server(page(kind, 1, token="b"), page(kind, 2), page(kind, 1, token="b"), page(kind, 2))
    job = kind.job(server.connect(), "abd123=")
    for _ in range(2):
        found = driver.read(job, "results", VirtualClock())
        assert [label(kind, one) for one in found] == labels(kind, 1, 2)
    assert all(isinstance(one, kind.stored) for one in found)


def test_a_page_is_asked_for_when_the_items_before_it_are_used_up(kind: Kind) -> None:
    server = Server(page(kind, 1, 2, token="b"), page(kind, 3))
    results = kind.job(server.connect(), "abd123=").results(clock=VirtualClock())
    assert len(server.requests) == 0
    next(results), next(results)
    assert len(server.requests) == 1
    next(results)
    assert len(server.requests) == 2


def test_202_means_that_there_are_no_pages_yet(driver: Driver, kind: Kind) -> None:
    clock, server = VirtualClock(), Server(answer(202), answer(202), page(kind, 1))
    assert read(driver, kind, server, clock) == labels(kind, 1)
    assert clock.sleeps == [1.0, 2.0]


def test_202_for_ever_is_an_error_and_no_empty_list(driver: Driver, kind: Kind) -> None:
    clock, server = VirtualClock(), Server(answer(202))
    with pytest.raises(ProviderResponseError, match="still being processed and has no pages yet"):
        read(driver, kind, server, clock)
    assert 120.0 <= clock.now < 120.0 + 32.0


PASSING: dict[str, Answer] = {
    **{name: fault for name, fault in FAULTS.items() if "job" not in name and "id" not in name},
    "cut short": httpx.Response(200, content=b'{"results": [{"na'),
    "items of another type": answer(200, {"results": 5, "total_records": "1"}),
    "an item of another type": answer(200, {"results": ["user"], "total_records": "1"}),
    "a token that is a list": answer(200, {"results": [], "total_records": "1", "next_page_token": ["pg2="]}),
    "202": answer(202),
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_a_fault_on_the_second_page_neither_loses_nor_doubles_an_item(
    driver: Driver, kind: Kind, fault: Answer
) -> None:
    clock = VirtualClock()
    faults = tolerated(fault)
    server = Server(page(kind, 1, 2, token="b"), *faults, page(kind, 3, token="c"), fault, page(kind, 4))
    assert read(driver, kind, server, clock) == labels(kind, 1, 2, 3, 4)
    tokens = [request.url.params.get("page_token") for request in server.requests]
    assert tokens == [None, *["b"] * (len(faults) + 1), "c", "c"]
    throttled = isinstance(fault, httpx.Response) and "Retry-After" in fault.headers
    assert clock.sleeps == ([3.0, 3.0, 3.0] if throttled else [*[1.0, 2.0][: len(faults)], 1.0])


@pytest.mark.parametrize("code", [302, 400, 401, 403, 404, 410])
def test_a_page_that_is_refused_raises_at_once_after_the_items_before_it(driver: Driver, kind: Kind, code: int) -> None:
    clock, server = VirtualClock(), Server(page(kind, 1, token="b"), refused(code))
    found: list[Any] = []
    with pytest.raises(ProviderResponseError) as caught:
        driver.read(kind.job(server.connect(), "abd123="), "results", clock, into=found)
    assert caught.value.status_code == code
    assert [label(kind, one) for one in found] == labels(kind, 1)
    assert (len(server.requests), clock.sleeps) == (2, [])


@pytest.mark.parametrize(
    ("fault", "raised"), [(refused(500), ProviderResponseError), (httpx.ReadTimeout("slow"), httpx.ReadTimeout)]
)
def test_a_page_that_fails_for_ever_raises_within_the_time_a_page_may_take(
    driver: Driver, kind: Kind, fault: Answer, raised: type[Exception]
) -> None:
    clock, server = VirtualClock(), Server(page(kind, 1, token="b"), fault)
    with pytest.raises(raised):
        read(driver, kind, server, clock, request_timeout=5)
    assert 0 < clock.now <= 5 * 8
    assert min(clock.sleeps) >= 1.0


def test_a_retry_after_beyond_the_time_a_page_may_take_ends_it_at_once(driver: Driver, kind: Kind) -> None:
    clock, server = VirtualClock(), Server(refused(429, Retry_After="41"))
    with pytest.raises(ProviderResponseError, match="429") as caught:
        read(driver, kind, server, clock, request_timeout=5)
    assert str(caught.value).endswith("Retry-After forbids to ask again for 41 s: start again then.")
    assert (len(server.requests), clock.sleeps) == (1, [])


def test_failures_are_read_from_the_page_of_errors_as_they_were_sent(driver: Driver, kind: Kind) -> None:
    sent = {"name": ""} if kind.name == "events" else {"uid": "x" * 300}
    one = {"message": "name must not be empty", "code": "invalid_argument", kind.name.removesuffix("s"): sent}
    server = Server(
        answer(200, {"results": [one], "total_records": "2", "next_page_token": "b"}),
        refused(503),
        answer(200, {"results": [one], "total_records": "2", "next_page_token": ""}),
    )
    found = driver.read(kind.job(server.connect(), "abd123="), "failures", VirtualClock())
    assert [(each.code, each.message) for each in found] == [("invalid_argument", "name must not be empty")] * 2
    assert found[0].to_dict() == one
    path = f"/v2/{kind.name}/batch/abd123%3D/errors"
    assert server.targets == [path, f"{path}?page_token=b", f"{path}?page_token=b"]


def test_a_reader_may_stop_in_the_middle(driver: Driver, kind: Kind) -> None:
    server = Server(page(kind, 1, 2, token="b"))
    job: Any = kind.job(server.connect(), "abd123=")

    async def first() -> Any:
        results = job.async_results(clock=VirtualClock())
        try:
            return await anext(results)
        finally:
            await results.aclose()

    assert label(kind, next(job.results(clock=VirtualClock()))) == labels(kind, 1)[0]
    assert label(kind, anyio.run(first)) == labels(kind, 1)[0]


# From submit to results


def test_the_whole_way(driver: Driver, kind: Kind) -> None:
    done = status("COMPLETED", imports=2, errors=0)
    server = Server(created(), status("PROCESSING"), done, page(kind, 1, token="b"), page(kind, 2, token=""))
    clock = VirtualClock()
    job = driver.submit(kind, server.connect(), [kind.item, kind.item], clock=clock)
    assert driver.wait(job, timeout=600, clock=clock).outcome is Outcome.SUCCEEDED
    assert [label(kind, one) for one in driver.read(job, "results", clock)] == labels(kind, 1, 2)


def test_an_id_is_known_to_its_own_kind_only(kind: Kind) -> None:
    assert kind.job.kind == f"{kind.name}-import"
    client = Server(created()).connect()
    reopened = tarry.open_job(f"fullstory:{kind.name}-import:abd123%3D", client)
    assert type(reopened) is kind.job
