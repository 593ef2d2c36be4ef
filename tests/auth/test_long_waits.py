"""Hours of waiting with credentials that last minutes: as many renewals as there must be, however many jobs share a client."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import anyio
import httpx
import pytest

import tarry
from support.possiblenow_server import page, status
from support.scripted import DRIVERS, Driver
from tarry import Job, Outcome, PollingError, eloqua, possiblenow, salesforce
from tarry._auth.oauth2 import TokenAuth
from tarry.sandbox import Plan, Sandbox
from tarry.schedules import Fixed
from tarry.testing import VirtualClock
from tarry_clients.eloqua.api.exports import create_contact_export
from tarry_clients.eloqua.models import ContactExport, ContactExportRequest, ExportFields

HOURS = 6 * 3600.0
LIFETIME = 1080.0
USED_FOR = LIFETIME - 60
MANY = 40
ALL = [driver for driver in DRIVERS if driver.wait.endswith("wait_for_all")]
each_driver = pytest.mark.parametrize("driver", ALL, ids=str)


class Host:
    """Gives tokens of 18 minutes, takes no other, and lets every job run for six hours of the clock."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.polls: list[float] = []
        self.refused = 0
        self.fetched: list[float] = []
        self.good_until: dict[str, float] = {}
        self.refresh_token = "refresh-0"
        self.broken = False
        self.lock = threading.Lock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        with self.lock:
            return self.token(request) if request.url.path.endswith("/token") else self.poll(request)

    def token(self, request: httpx.Request) -> httpx.Response:
        self.fetched.append(self.clock.now)
        value = f"access-{len(self.fetched)}"
        answer: dict[str, Any] = {"access_token": value, "expires_in": int(LIFETIME)}
        if request.headers["Content-Type"] == "application/x-www-form-urlencoded":
            form = parse_qs(request.content.decode())
            assert form["refresh_token"] == [self.refresh_token], "a refresh token works once"
            answer["refresh_token"] = self.refresh_token = f"refresh-{len(self.fetched)}"
        self.good_until[value] = self.clock.now + LIFETIME
        return httpx.Response(200, json=answer)

    def poll(self, request: httpx.Request) -> httpx.Response:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        if self.broken or self.clock.now >= self.good_until.get(token, 0.0):
            self.refused += 1
            return httpx.Response(401, json={"message": "Not Authorized"})
        self.polls.append(self.clock.now)
        ended = self.clock.now >= HOURS
        if "eloqua" in request.url.host:
            return httpx.Response(
                200, json={"status": "success" if ended else "active", "uri": request.url.path.partition("/2.0")[2]}
            )
        record = {"requestStatus": "Complete" if ended else "Executing", "hasErrors": False}
        return httpx.Response(200, json={"status": record})

    @property
    def needed(self) -> list[float]:
        """When the polls need a token, where each is used for its life but a minute."""
        times: list[float] = []
        for poll in sorted(self.polls):
            if not times or poll >= times[-1] + USED_FOR:
                times.append(poll)
        return times


class Entered(NamedTuple):
    jobs: list[Job[Any]]
    auth: TokenAuth
    saved: list[str]


def enter(provider: str, host: Host, transport: httpx.BaseTransport | None = None) -> Entered:
    """Forty jobs of one client, whose tokens live on the clock of the host."""
    arguments = {"transport": transport or httpx.MockTransport(host)}
    saved: list[str] = []
    client: Any
    if provider == "salesforce":
        client = salesforce.connect("mc-example", "client", "secret", httpx_args=arguments)
        jobs: list[Job[Any]] = [salesforce.RowsImport(client, f"request-{number}") for number in range(MANY)]
    else:
        client = eloqua.connect(
            refresh_token="refresh-0",
            client_id="client",
            client_secret="secret",
            on_token=saved.append,
            base_url="https://secure.p03.eloqua.com",
            httpx_args=arguments,
        )
        jobs = [eloqua.Sync(client, number) for number in range(MANY)]
    auth = client.get_httpx_client().auth
    assert isinstance(auth, TokenAuth)
    auth._clock = host.clock.monotonic
    return Entered(jobs, auth, saved)


class Staggered:
    """Every job polls in a rhythm of its own."""

    def __init__(self) -> None:
        self.calls = 0

    def next_delay(self, elapsed: float, hint: float | None) -> float:
        self.calls += 1
        return 400.0 + self.calls % MANY * 11


@each_driver
@pytest.mark.parametrize("provider", ["salesforce", "eloqua"])
def test_six_hours_need_a_token_each_seventeen_minutes_and_no_more(provider: str, driver: Driver) -> None:
    host = Host(VirtualClock())
    jobs, _, saved = enter(provider, host)
    results = driver.all(jobs, timeout=None, schedule=Staggered(), clock=host.clock)
    assert [result.outcome for result in results] == [Outcome.SUCCEEDED] * MANY
    assert host.fetched == host.needed
    # Polls are seconds apart, so hardly a second of a token's use is lost.
    assert HOURS // USED_FOR <= len(host.fetched) <= (HOURS + 900) // USED_FOR + 1
    assert host.refused == 0
    if provider == "eloqua":
        assert saved == [f"refresh-{number}" for number in range(1, len(host.fetched) + 1)]


@each_driver
@pytest.mark.parametrize("provider", ["salesforce", "eloqua"])
def test_a_credential_that_is_refused_for_ever_costs_two_tokens_for_forty_jobs(provider: str, driver: Driver) -> None:
    host = Host(VirtualClock())
    host.broken = True
    jobs = enter(provider, host).jobs
    results = driver.all(jobs, timeout=HOURS, schedule=Fixed(60), clock=host.clock)
    assert {type(result.error) for result in results} == {PollingError}
    assert all("401" in str(result.error) for result in results)
    assert len(host.fetched) == 2
    # Waits that begin later ask for nothing while the token lives, and for one when it has ended.
    for seconds, tokens in ((0.0, 2), (LIFETIME, 3), (60.0, 3)):
        host.clock.advance(seconds)
        driver.all(jobs, timeout=HOURS, schedule=Fixed(60), clock=host.clock)
        assert len(host.fetched) == tokens
    # Mended, it works, and may be renewed after a 401 again.
    host.broken = False
    assert driver.all(jobs, timeout=0, clock=host.clock)[0].outcome is Outcome.PENDING
    host.good_until.clear()
    assert driver.all(jobs, timeout=0, clock=host.clock)[0].outcome is Outcome.PENDING
    assert len(host.fetched) == 4


@each_driver
@pytest.mark.parametrize("provider", ["salesforce", "eloqua"])
def test_a_token_host_that_refuses_is_asked_once_for_forty_jobs(provider: str, driver: Driver) -> None:
    clock, asked = VirtualClock(), []

    def refuse(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(401, json={"error": "invalid_client", "error_description": "Unknown client."})

    host = Host(clock)
    host.token = refuse  # type: ignore[method-assign]
    jobs = enter(provider, host).jobs
    for number in range(2):
        results = driver.all(jobs[number:], timeout=HOURS, clock=clock)
        assert all("Unknown client" in str(result.error) for result in results)
    assert len(asked) == 1
    # Believed for twenty minutes, as somebody may mend it; a refresh token that was refused stays so.
    clock.advance(1201)
    driver.all(jobs, timeout=HOURS, clock=clock)
    assert len(asked) == (2 if provider == "salesforce" else 1)


@each_driver
@pytest.mark.parametrize("provider", ["salesforce", "eloqua"])
def test_a_token_that_ends_earlier_than_it_said_is_renewed_after_a_401(provider: str, driver: Driver) -> None:
    # The sandbox ends tokens by the virtual clock, and the clients think in real time.
    clock = VirtualClock()
    sandbox = Sandbox(clock=clock.monotonic, token_lifetime=LIFETIME)
    sandbox.plan(provider, Plan(seconds=7200))
    base_url, arguments = sandbox.base_url(provider, "http://localhost"), {"transport": sandbox.transport()}
    app: Any = {"client_id": "sandbox-client", "client_secret": "sandbox-secret", "httpx_args": arguments}
    jobs: list[Job[Any]]
    if provider == "salesforce":
        rows = salesforce.connect(base_url=base_url, **app)
        jobs = [salesforce.RowsImport.submit(rows, [{"MemberId": "M-1"}], key="Members") for _ in range(5)]
    else:
        bulk = eloqua.connect(base_url=base_url, refresh_token="sandbox-refresh-token", on_token=print, **app)
        definition = ContactExportRequest("Readers", ExportFields.from_dict({"id": "{{Contact.Id}}"}))
        made = create_contact_export.sync(client=bulk, body=definition)
        assert isinstance(made, ContactExport)
        jobs = [eloqua.Sync.submit(bulk, made.uri) for _ in range(5)]
    results = driver.all(jobs, timeout=None, schedule=Fixed(360), clock=clock)
    assert [result.outcome for result in results] == [Outcome.SUCCEEDED] * 5
    assert [poll.fault for result in results for poll in result.timeline if poll.fault] == []
    # Polls come every six minutes, and every third finds that the token has ended.
    tokens = sandbox.providers[provider].tokens
    assert tokens.issued == 7200 // LIFETIME + 1


# Sync and async at the same moment.


class Meeting(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport for both faces, whose token request ends when somebody else has come for a token."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.asked, self.came = threading.Event(), threading.Event()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/token"):
            self.asked.set()
            assert self.came.wait(20)
        request.read()
        return self.host(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/token"):
            self.asked.set()
            assert await anyio.to_thread.run_sync(self.came.wait, 20)
        await request.aread()
        return self.host(request)

    def watch(self, auth: TokenAuth) -> None:
        """Tell when somebody comes to the lock that another holds."""
        lock, came = threading.Lock(), self.came

        class Watched:
            release = staticmethod(lock.release)

            def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
                if lock.acquire(blocking=False):
                    return True
                came.set()
                return blocking and lock.acquire(timeout=timeout)

        auth._lock = Watched()  # type: ignore[assignment]


@pytest.mark.parametrize("first", ["sync", "async"])
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("provider", ["salesforce", "eloqua"])
def test_a_thread_and_a_task_share_one_renewal(
    provider: str, backend: str, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = Meeting(Host(VirtualClock()))
    monkeypatch.setattr(httpx, "MockTransport", lambda _: meeting)
    jobs, auth, saved = enter(provider, meeting.host)
    meeting.watch(auth)
    jobs[0].client.get_async_httpx_client()
    polls: dict[str, Callable[[], Any]] = {
        "sync": jobs[0].poll,
        "async": lambda: anyio.run(jobs[1].async_poll, backend=backend),
    }
    second = "async" if first == "sync" else "sync"
    outcomes: list[Outcome] = []
    thread = threading.Thread(target=lambda: outcomes.append(polls[first]().outcome))
    thread.start()
    assert meeting.asked.wait(20)
    outcomes.append(polls[second]().outcome)
    thread.join(20)
    assert outcomes == [Outcome.PENDING] * 2
    assert len(meeting.host.fetched) == 1
    assert len(saved) == (1 if provider == "eloqua" else 0)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_sync_request_within_a_task_does_not_wait_for_its_own_thread(backend: str) -> None:
    host, failed = Host(VirtualClock()), list[Any]()

    class Polling(httpx.MockTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("/token"):
                with pytest.raises(
                    tarry.TarryError, match="own thread is fetching: in an async program use the async"
                ) as error:
                    jobs[0].poll()
                failed.append(error)
            return await super().handle_async_request(request)

    jobs, _, _ = enter("salesforce", host, Polling(host))
    assert anyio.run(jobs[1].async_poll, backend=backend).outcome is Outcome.PENDING
    assert len(failed) == 1


# Signatures.


@each_driver
def test_every_request_to_possiblenow_is_signed_at_its_own_time(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = VirtualClock()
    sent: list[tuple[float, str]] = []
    start = datetime(2026, 3, 1, tzinfo=UTC).timestamp()

    class Now(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.fromtimestamp(start + clock.now, tz)

    monkeypatch.setattr("tarry.possiblenow._auth.datetime", Now)

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append((clock.now, request.headers["Authorization"]))
        # Every fifth answer, pages included, has to be asked for again.
        if len(sent) % 5 == 0:
            return httpx.Response(503)
        if request.url.path.endswith("/Status"):
            return status("Complete" if clock.now >= HOURS else "Processing")
        offset = int(request.url.params.get("offset", 1))
        return page(offset, 2, has_more=offset < 20)

    arguments = {"transport": httpx.MockTransport(handler)}
    job = possiblenow.Export(possiblenow.connect("client", "user", "secret", httpx_args=arguments), "client", 480211)
    (result,) = driver.all([job], timeout=None, schedule=Fixed(300), clock=clock)
    assert result.outcome is Outcome.SUCCEEDED
    polls = len(sent)
    assert polls > HOURS / 300

    async def read() -> int:
        return len([row async for row in job.async_results(clock=clock)])

    rows = driver.run(read) if driver.backend else len(list(job.results(clock=clock)))
    assert rows > 10
    assert len(sent) > polls + rows / 2, "a page was asked for again"
    for moment, header in sent:
        written = header.partition("Credential=user/")[2].partition(" ")[0]
        assert datetime.fromisoformat(written).timestamp() == int(start + moment)
    # As many signatures as there were moments: none is used a second time.
    assert len({header for _, header in sent}) == len({int(start + moment) for moment, _ in sent})
