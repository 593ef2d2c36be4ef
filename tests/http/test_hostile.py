"""Servers that mean no good, on real sockets: every request ends, memory stays, credentials stay, and the error says why."""

import gzip
import json
import ssl
import subprocess
import sys
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

import tarry
from support.hostile_server import (
    BY_NAME,
    CLIENTS,
    GZIP,
    LARGE,
    PAUSE,
    SLOW,
    TOKEN,
    Client,
    Exchange,
    HostileServer,
    Script,
    answers,
    chunk,
    chunked,
    response,
    silent,
    then_for_ever,
    two_hundred_megabytes,
)
from tarry import (
    ConfigurationError,
    Outcome,
    PollingError,
    ProviderResponseError,
    ResponseLimits,
    SubmitError,
    WaitTimeoutError,
    eloqua,
    fullstory,
    salesforce,
)
from tarry._http.content import Content
from tarry._http.deadline import Deadline
from tarry.testing import VirtualClock
from tarry.transports import AiohttpTransport
from tarry_clients.fullstory.api.events import get_events_import

pytestmark = [
    pytest.mark.block_network(allowed_hosts=["127.0.0.1"]),
    # httpx leaves it to the garbage collector to close the generators of a body that is not read to its end; trio says so.
    pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning"),
]

BRIEF = 0.2
"""A request timeout that is waited for."""
IN_TIME = f"no whole answer within request_timeout, {BRIEF:g} seconds"

Ask = Callable[..., Any]


@pytest.fixture(params=["sync", "asyncio", "trio", "aiohttp"])
def ask(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Call a function by its name, or its async twin, `ask(job, "poll")`; what comes page by page becomes a list."""
    monkeypatch.setitem(FACE, "name", request.param)

    def sync(owner: Any, name: str, *arguments: Any, **options: Any) -> Any:
        found = getattr(owner, name)(*arguments, **options)
        return list(found) if hasattr(found, "__next__") else found

    def asynchronous(owner: Any, name: str, *arguments: Any, **options: Any) -> Any:
        async def go() -> Any:
            found = getattr(owner, f"async_{name}")(*arguments, **options)
            try:
                return [item async for item in found] if hasattr(found, "__anext__") else await found
            finally:
                for client in OPENED:
                    await client.get_async_httpx_client().aclose()
                    # The next call has an event loop of its own, and so needs a client of its own.
                    client._async_client = None

        return anyio.run(go, backend="trio" if request.param == "trio" else "asyncio")

    return sync if request.param == "sync" else asynchronous


OPENED: list[Any] = []


@pytest.fixture(autouse=True)
def _close_clients() -> Iterator[None]:
    yield
    while OPENED:
        OPENED.pop().get_httpx_client().close()


@pytest.fixture(params=CLIENTS, ids=str)
def client(request: pytest.FixtureRequest) -> Client:
    found: Client = request.param
    return found


FULLSTORY = BY_NAME["fullstory"]


FACE = {"name": "sync"}
"""How the clients of a test are used."""


def opened(client: Any) -> Any:
    OPENED.append(client)
    return client


def httpx_args(**more: Any) -> dict[str, Any]:
    """Arguments of a client of this test."""
    sender = {"transport": AiohttpTransport(TLS)} if FACE["name"] == "aiohttp" else {"verify": TLS}
    return {**sender, **more}


# Loading the certificates for every client would take most of the time of these tests.
TLS = ssl.create_default_context()


def connect(client: Client, server: HostileServer, **options: Any) -> Any:
    return opened(client.connect(server.url, **{"httpx_args": httpx_args(), **options}))


def job_of(client: Client, server: HostileServer, **options: Any) -> Any:
    return client.job(connect(client, server, **options))


def serving(client: Client, *scripts: Script, **options: Any) -> HostileServer:
    """A server that has a token for those who need one."""
    by_path = {"/v2/token": TOKEN, **options.pop("by_path", {})}
    return HostileServer(scripts, by_path=by_path, **options)


# A poll.


@pytest.mark.parametrize("attack", SLOW.values(), ids=SLOW.keys())
def test_a_slow_poll_ends_in_time_and_counts_as_a_fault(attack: Script, ask: Ask) -> None:
    with serving(FULLSTORY, attack, answers(FULLSTORY.finished)) as server:
        job = job_of(FULLSTORY, server, request_timeout=BRIEF)
        result = ask(tarry, "wait_for_completion", job, timeout=3600, clock=VirtualClock())
        host = server.url.removeprefix("http://")
    assert result.outcome is Outcome.SUCCEEDED
    first, *rest = (poll.fault for poll in result.timeline)
    assert first == f"fault: no answer from {host} in time ({IN_TIME})"
    # A busy machine may be late with the good answer as well.
    assert set(rest) <= {first, None}


WORDS_OF_AIOHTTP = {
    "a header without end": "the answer is not HTTP as it should be: Got more than 102400 bytes when reading",
    "headers without end": "the answer is not HTTP as it should be: Too many headers received",
    "a chunk whose length has no end": IN_TIME,
}


@pytest.mark.parametrize("attack", LARGE)
def test_a_poll_that_is_too_much_counts_as_a_fault(attack: str, ask: Ask) -> None:
    script, words = LARGE[attack]
    options: dict[str, Any] = {}
    if FACE["name"] == "aiohttp":
        words = WORDS_OF_AIOHTTP.get(attack, words)
        # What its parser takes for leading zeros does not fill the memory, and ends with the time of the poll.
        options = {"request_timeout": BRIEF} if words == IN_TIME else {}
    with serving(FULLSTORY, script, answers(FULLSTORY.finished)) as server:
        job = job_of(FULLSTORY, server, **options)
        result = ask(tarry, "wait_for_completion", job, timeout=3600, clock=VirtualClock())
        assert options or server.exchanges[0].sent < 2**24
    assert result.outcome is Outcome.SUCCEEDED
    first, *rest = (poll.fault for poll in result.timeline)
    assert words in first
    # A busy machine may be late with the good answer where the time is brief.
    assert set(rest) <= {None, first if options else None}


def test_no_provider_is_dripped_upon(client: Client, ask: Ask) -> None:
    with serving(client, SLOW["headers that drip"]) as server, pytest.raises(PollingError, match=IN_TIME):
        ask(job_of(client, server, request_timeout=BRIEF), "poll", raise_on_fault=True)
    # So many bytes as drip in the time, and a tenfold for a machine that is busy with something else.
    assert server.sent < 300 + 10 * BRIEF / PAUSE


@pytest.mark.parametrize("attack", ["a gzip bomb", "200 MB"])
def test_no_provider_is_flooded(client: Client, attack: str, ask: Ask) -> None:
    script, words = LARGE[attack]
    with serving(client, script) as server, pytest.raises(PollingError, match=words):
        ask(job_of(client, server), "poll", raise_on_fault=True)


def test_the_deadline_of_a_wait_holds_within_one_request_timeout(ask: Ask) -> None:
    with serving(FULLSTORY, SLOW["a body that drips"]) as server:
        job = job_of(FULLSTORY, server, request_timeout=BRIEF)
        with pytest.raises(WaitTimeoutError, match=IN_TIME) as caught:
            ask(tarry, "wait_for_completion", job, timeout=BRIEF / 2)
    assert caught.value.result.polls == 1
    assert caught.value.result.elapsed < 10


def test_many_jobs_are_not_held_up_by_one_that_drips(ask: Ask) -> None:
    with serving(FULLSTORY, SLOW["headers that drip"]) as drip, serving(FULLSTORY, answers(FULLSTORY.finished)) as good:
        jobs = [job_of(FULLSTORY, drip, request_timeout=BRIEF), job_of(FULLSTORY, good)]
        slow, fine = ask(tarry, "wait_for_all", jobs, timeout=BRIEF / 2)
    assert (slow.outcome, fine.outcome) == (Outcome.PENDING, Outcome.SUCCEEDED)
    assert IN_TIME in str(slow.error)


def late(script: Script, seconds: float = 0.2) -> Script:
    def wait(exchange: Exchange) -> None:
        exchange.pause(seconds)
        script(exchange)

    return wait


def test_all_requests_of_a_poll_share_one_request_timeout(ask: Ask) -> None:
    """A token, a status and a page of results, each of which would be in time by itself."""
    errors = {"status": {"requestStatus": "Complete", "hasErrors": True}, "requestId": "r", "resultMessages": []}
    results = {"page": 1, "pageSize": 50, "count": 1, "items": [{"status": "OK"}]}
    scripts = {"/v2/token": TOKEN, "/status": answers(errors), "/results": answers(results)}
    with HostileServer(by_path={path: late(script) for path, script in scripts.items()}) as server:
        assert ask(job_of(BY_NAME["salesforce"], server), "poll").outcome is Outcome.PARTIAL
        with pytest.raises(PollingError, match=r"no whole answer within request_timeout, 0\.5 seconds"):
            ask(job_of(BY_NAME["salesforce"], server, request_timeout=0.5), "poll", raise_on_fault=True)


def test_the_limit_for_a_poll_is_an_option(ask: Ask) -> None:
    limits = ResponseLimits(status_bytes=100)
    with serving(FULLSTORY, answers(FULLSTORY.finished | {"more": "x" * 100})) as server:
        with pytest.raises(PollingError, match="larger than 100 bytes: raise status_bytes"):
            ask(job_of(FULLSTORY, server, response_limits=limits), "poll", raise_on_fault=True)
        assert ask(job_of(FULLSTORY, server), "poll").outcome is Outcome.SUCCEEDED


@pytest.mark.parametrize(("status", "outcome"), [("410 Gone", Outcome.GONE), ("403 Forbidden", Outcome.PENDING)])
def test_the_status_of_an_answer_counts_whose_body_is_too_much(status: str, outcome: Outcome, ask: Ask) -> None:
    with serving(FULLSTORY, answers(GZIP, "Content-Encoding: gzip", status=status)) as server:
        job = job_of(FULLSTORY, server)
        with pytest.raises(tarry.WaitError, match=f"answered {status[:3]}, its body is larger than") as caught:
            ask(tarry, "wait_for_completion", job, timeout=3600, clock=VirtualClock())
    assert (caught.value.result.outcome, caught.value.result.polls) == (outcome, 1)


def test_a_generated_function_called_directly_has_both_limits() -> None:
    with serving(FULLSTORY, SLOW["headers that drip"], SLOW["a body that drips"], LARGE["200 MB"][0]) as server:
        limits = ResponseLimits(page_bytes=2**20)
        client = connect(FULLSTORY, server, request_timeout=BRIEF, response_limits=limits)
        for _ in range(2):
            with pytest.raises(httpx.ReadTimeout, match=IN_TIME):
                get_events_import.sync("abc123=", client=client)
        with pytest.raises(ProviderResponseError, match="1,048,576 bytes: raise page_bytes"):
            get_events_import.sync("abc123=", client=opened(client.with_timeout(httpx.Timeout(30))))


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_so_has_its_async_form(backend: str) -> None:
    async def call() -> None:
        async with FULLSTORY.connect(server.url, request_timeout=BRIEF) as client:
            await get_events_import.asyncio("abc123=", client=client)

    with serving(FULLSTORY, SLOW["headers that drip"], SLOW["a body that drips"]) as server:
        for _ in range(2):
            with pytest.raises(httpx.ReadTimeout, match=IN_TIME):
                anyio.run(call, backend=backend)


class Drip(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __iter__(self) -> Iterator[bytes]:
        while True:
            yield b" "
            time.sleep(PAUSE)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await anyio.sleep(PAUSE)


class Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """One that is not httpx's own, as a user may bring it."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=Drip())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)


class Silent(Transport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await anyio.sleep_forever()
        raise AssertionError


@pytest.mark.parametrize("transport", [Transport, Silent])
def test_a_poll_ends_in_time_whatever_the_transport(transport: type[Transport], ask: Ask) -> None:
    args = {"transport": transport()}
    job = FULLSTORY.job(opened(FULLSTORY.connect("http://localhost", request_timeout=BRIEF, httpx_args=args)))
    with pytest.raises(PollingError, match=IN_TIME):
        ask(job, "poll", raise_on_fault=True)


# Memory.

_MEASURE = """
import pathlib, sys
import anyio
from tarry import PollingError, fullstory
from tarry.transports import AiohttpTransport

def peak():
    # Not ru_maxrss, which begins with that of the process that started this one.
    status = pathlib.Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024

def job(client):
    return fullstory.EventsImport(client, "abc123=")

async def poll(url, **httpx_args):
    async with fullstory.connect("sandbox-key", base_url=url, httpx_args=httpx_args) as client:
        await job(client).async_poll(raise_on_fault=True)

async def poll_over_aiohttp(url):
    await poll(url, transport=AiohttpTransport())

def polls(url):
    for one in (
        lambda: job(fullstory.connect("sandbox-key", base_url=url)).poll(raise_on_fault=True),
        lambda: anyio.run(poll, url),
        lambda: anyio.run(poll_over_aiohttp, url),
    ):
        try:
            one()
        except PollingError as error:
            assert "larger than" in str(error), error

good, *bad = sys.argv[1:]
polls(good)
before = peak()
for url in bad:
    polls(url)
print(peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak from /proc")
def test_memory_stays_under_64_mb_above_the_start() -> None:
    scripts = (two_hundred_megabytes, answers(GZIP, "Content-Encoding: gzip"), LARGE["a body without end"][0])
    with ExitStack() as stack:
        good = stack.enter_context(serving(FULLSTORY, answers(FULLSTORY.finished)))
        bad = [stack.enter_context(serving(FULLSTORY, script)) for script in scripts]
        command = [sys.executable, "-c", _MEASURE, good.url, *(server.url for server in bad)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert (done.stderr, [len(server.exchanges) for server in bad]) == ("", [3, 3, 3])
    assert int(done.stdout) < 64


def test_what_comes_after_the_end_of_an_encoded_body_is_not_kept() -> None:
    request = httpx.Request("GET", "http://localhost/", extensions={"timeout": {}})
    answer = httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=Drip(), request=request)
    content = Content(request, answer, Deadline(None, 1, 0.0), ResponseLimits(page_bytes=2**40))
    assert b"".join(content.take(gzip.compress(b"{}"))) == b"{}"
    tracemalloc.start()
    for _ in range(100):
        assert not list(content.take(bytes(2**16)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    content.end()
    assert peak < 2**20


# Credentials.


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("status", ["301 Moved Permanently", "307 Temporary Redirect"])
def test_a_redirect_takes_no_poll_to_another_host(client: Client, scheme: str, status: str, ask: Ask) -> None:
    with serving(client, silent) as other:
        away = answers(b"", f"Location: {other.url.replace('http', scheme)}/", status=status)
        with serving(client, away) as server, pytest.raises(PollingError, match=f"answered {status[:3]}"):
            ask(job_of(client, server), "poll", raise_on_fault=True)
    assert other.connections == 0
    # They were there to be taken along.
    assert any(secret.encode() in server.exchanges[-1].head for secret in client.secrets)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nor_a_submit_a_page_a_download_a_token_or_a_base_url(scheme: str, ask: Ask, tmp_path: Path) -> None:
    refused = pytest.raises((ProviderResponseError, PollingError, SubmitError), match="answered 302")
    with HostileServer((silent,)) as other:
        away = answers(b"", f"Location: {other.url.replace('http', scheme)}/", status="302 Found")
        for client in CLIENTS:
            with serving(client, away) as server:
                owner = connect(client, server)
                with refused:
                    ask(type(client.job(owner)), "submit", owner, *client.arguments, **client.options)
                with refused:
                    read, arguments = (
                        ("results", ()) if client.name != "open_data_rights" else ("download", (tmp_path / "a",))
                    )
                    ask(client.job(owner), read, *arguments, clock=VirtualClock())
                assert [exchange.path for exchange in server.exchanges if "token" not in exchange.path]
        with HostileServer((away,)) as server:
            with refused:
                ask(job_of(BY_NAME["salesforce"], server), "poll")
            with refused:
                ask(
                    eloqua.Sync(
                        opened(eloqua.connect(token="sandbox-token", login_url=server.url, httpx_args=httpx_args())),
                        1444,
                    ),
                    "poll",
                )
            assert len(server.exchanges) == 2
    assert other.connections == 0


# What is asked for before a poll: a token, a base URL.


@pytest.mark.parametrize(
    ("attack", "words"),
    [
        (SLOW["headers that drip"], IN_TIME),
        (answers(GZIP, "Content-Encoding: gzip"), "larger than 4,194,304 bytes"),
    ],
    ids=["headers", "bomb"],
)
@pytest.mark.parametrize("what", ["token", "id"])
def test_tokens_and_base_urls_have_the_limits_of_a_poll(attack: Script, words: str, what: str, ask: Ask) -> None:
    with HostileServer((silent,), by_path={f"/{what}": attack}) as server:
        # The bomb takes more than that brief time on a busy machine.
        seconds = BRIEF if words == IN_TIME else 30
        if what == "token":
            job = job_of(BY_NAME["salesforce"], server, request_timeout=seconds)
        else:
            client = eloqua.connect(
                token="sandbox-token", login_url=server.url, httpx_args=httpx_args(), request_timeout=seconds
            )
            job = eloqua.Sync(opened(client), 1444)
        with pytest.raises(PollingError, match=words) as caught:
            ask(job, "poll", raise_on_fault=True)
    assert len(server.exchanges) == 1
    assert "sandbox" not in str(caught.value)


def test_a_refresh_token_that_is_sent_gets_its_answer_however_late_it_is_for_the_poll(ask: Ask) -> None:
    """A poll whose first token is refused after most of its time: the next refresh token would be lost with the answer."""
    given: list[str] = []

    def token(exchange: Exchange) -> None:
        number = len(given) + 2
        body = {"access_token": f"token-{number}", "refresh_token": f"refresh-{number}", "expires_in": 28_800}
        (late(answers(body), 0.5) if given else answers(body))(exchange)

    refused, good = answers({}, status="401 Unauthorized"), answers(BY_NAME["eloqua"].finished)
    with HostileServer((late(refused, 0.7), good), by_path={"/auth/oauth2/token": token}) as server:
        client = eloqua.connect(
            refresh_token="refresh-1",
            client_id="app-id",
            client_secret="sandbox-secret",
            redirect_uri="https://app.example.com/",
            on_token=given.append,
            base_url=server.url,
            request_timeout=1.0,
            httpx_args=httpx_args(),
        )
        job = eloqua.Sync(opened(client), 1444)
        with pytest.raises(PollingError, match="no whole answer within request_timeout"):
            ask(job, "poll", raise_on_fault=True)
        assert given == ["refresh-2", "refresh-3"]
        assert ask(job, "poll").outcome is Outcome.SUCCEEDED


# A submit.


@pytest.mark.parametrize("client", [FULLSTORY, BY_NAME["salesforce"]], ids=str)
def test_a_submit_that_drips_may_have_arrived(client: Client, ask: Ask) -> None:
    with serving(client, SLOW["a body that drips"]) as server:
        owner = connect(client, server, request_timeout=BRIEF)
        with pytest.raises(SubmitError, match=IN_TIME) as caught:
            # Fullstory's is repeated, for as long as faults are tolerated.
            ask(type(client.job(owner)), "submit", owner, *client.arguments, **client.options, clock=VirtualClock())
    assert caught.value.may_exist


def test_a_submit_whose_answer_is_too_large_may_have_started_a_job(client: Client, ask: Ask) -> None:
    words = "answered 201, its body is larger than 4,194,304 bytes"
    with serving(client, answers(GZIP, "Content-Encoding: gzip", status="201 Created")) as server:
        owner = connect(client, server)
        with pytest.raises((ProviderResponseError, SubmitError), match=words) as caught:
            ask(type(client.job(owner)), "submit", owner, *client.arguments, **client.options, clock=VirtualClock())
    assert "may exist" in str(caught.value)


ROWS = [{"Text": "x" * 3_900_000}]
STRICT = ResponseLimits(bytes_per_second=2**40)


def test_a_server_that_does_not_read_what_is_submitted(ask: Ask) -> None:
    with serving(BY_NAME["salesforce"], silent, by_path={"/rows": silent}, reads=False) as server:
        owner = opened(
            salesforce.connect(
                base_url=server.url,
                auth=httpx.BasicAuth("u", "p"),
                request_timeout=BRIEF,
                response_limits=STRICT,
                httpx_args=httpx_args(),
            )
        )
        with pytest.raises(SubmitError, match="Timeout") as caught:
            ask(salesforce.RowsImport, "submit", owner, ROWS, key="Loyalty_Members")
    assert caught.value.may_exist


def test_a_server_that_reads_slowly_what_is_submitted() -> None:
    """For a sync client; the streams of an async one write all within one timeout."""
    read = 0

    def slowly(exchange: Any) -> None:
        nonlocal read
        while count := exchange.receive(2**15):
            read += count
            exchange.pause(0.05)

    # More than the buffers of the network take.
    event = {"name": "Order Shipped", "user": {"uid": "a"}, "properties": {"note": "x" * 20_000_000}}
    with HostileServer((slowly,), reads=False) as server:
        owner = connect(FULLSTORY, server, request_timeout=BRIEF, response_limits=STRICT)
        with pytest.raises(SubmitError, match=IN_TIME):
            fullstory.EventsImport.submit(owner, [event], clock=VirtualClock())
        assert read < 8 * 2_000_000  # it is repeated with its key


# Pages.

PAGE = {"results": [{"name": "Order Shipped"}]}


@pytest.mark.parametrize("attack", ["headers that drip", "chunks that drip"])
def test_a_slow_page_is_asked_for_again(attack: str, ask: Ask) -> None:
    with serving(FULLSTORY, SLOW[attack], answers(PAGE)) as server:
        job = job_of(FULLSTORY, server, request_timeout=BRIEF)
        assert [item.name for item in ask(job, "results", clock=VirtualClock())] == ["Order Shipped"]
        assert len(server.exchanges) > 1


def test_a_page_that_is_too_large_is_an_error_at_once(ask: Ask) -> None:
    for script in (LARGE["200 MB"][0], LARGE["a gzip bomb"][0]):
        with serving(FULLSTORY, script) as server:
            job = job_of(FULLSTORY, server, response_limits=ResponseLimits(page_bytes=100_000))
            with pytest.raises(
                ProviderResponseError, match="larger than 100,000 bytes: raise page_bytes of response_limits"
            ):
                ask(job, "results")
            assert len(server.exchanges) == 1


def test_a_page_may_be_larger_and_take_longer_than_an_answer_to_a_poll(ask: Ask) -> None:
    blank = chunk(b" " * 500_000)

    def page(exchange: Any) -> None:
        exchange.send(chunked())
        for _ in range(12):
            exchange.send(blank)
            exchange.pause(0.06)
        exchange.send(chunk(b'{"results": []}'), chunk(b""))

    with serving(FULLSTORY, page) as server:
        began = time.monotonic()
        assert ask(job_of(FULLSTORY, server, request_timeout=0.6), "results", clock=VirtualClock()) == []
        assert time.monotonic() - began > 0.6


@pytest.mark.parametrize(
    "encoding",
    [("gzip", 31), ("deflate", 15), ("deflate", -15), ("GZip", 31), ("x-gzip", 31), ("identity", 0)],
    ids=str,
)
def test_what_is_encoded_as_it_was_asked_for_is_read(encoding: tuple[str, int], ask: Ask) -> None:
    name, window = encoding
    content = json.dumps({"results": [{"name": f"event {number}"} for number in range(2000)]}).encode()
    if window:
        compressor = zlib.compressobj(9, zlib.DEFLATED, window)
        content = compressor.compress(content) + compressor.flush()
    with serving(FULLSTORY, answers(content, f"Content-Encoding: {name}")) as server:
        assert len(ask(job_of(FULLSTORY, server), "results")) == 2000
    assert b"accept-encoding: gzip, deflate" in server.exchanges[0].head.lower().split(b"\r\n")


def test_a_body_of_several_members_is_read_to_its_end(ask: Ask) -> None:
    pages = [json.dumps({"results": [{"name": f"event {number}"} for number in range(2000)]}).encode()]
    middle = len(pages[0]) // 2
    members = gzip.compress(pages[0][:middle]), bytes(512), gzip.compress(pages[0][middle:]), bytes(512)

    def in_pieces(exchange: Exchange) -> None:
        content = b"".join(members)
        exchange.send(chunked("Content-Encoding: gzip"))
        for start in range(0, len(content), 100):
            exchange.send(chunk(content[start : start + 100]))
        exchange.send(chunk(b""))

    with serving(FULLSTORY, in_pieces) as server:
        assert len(ask(job_of(FULLSTORY, server), "results")) == 2000


def test_a_member_that_is_cut_short_is_no_end(ask: Ask) -> None:
    content = gzip.compress(b'{"results": []}') + gzip.compress(b" ")[:-4]
    with serving(FULLSTORY, answers(content, "Content-Encoding: gzip"), answers(PAGE)) as server:
        assert len(ask(job_of(FULLSTORY, server), "results", clock=VirtualClock())) == 1
        assert len(server.exchanges) == 2


def test_a_body_that_stalls_is_tolerated_for_one_request_timeout_however_much_came_before(ask: Ask) -> None:
    def stalls(exchange: Exchange) -> None:
        exchange.send(response(length=2**24))
        exchange.send(bytes(2**22))  # for which 256 s are allowed
        silent(exchange)

    with serving(FULLSTORY, stalls, answers(PAGE)) as server:
        job = job_of(FULLSTORY, server, request_timeout=BRIEF)
        assert len(ask(job, "results", clock=VirtualClock())) == 1


# A download.


def archive(ask: Ask, server: HostileServer, target: Path, **options: Any) -> Any:
    return ask(job_of(BY_NAME["open_data_rights"], server, **options), "download", target, clock=VirtualClock())


def test_an_archive_without_end(ask: Ask, tmp_path: Path) -> None:
    start = response(length=2**40, kind="application/zip")
    with HostileServer((then_for_ever(start, bytes(2**16)),)) as server:
        with pytest.raises(ProviderResponseError, match="larger than 1,000,000 bytes: raise download_bytes"):
            archive(ask, server, tmp_path / "a.zip", response_limits=ResponseLimits(download_bytes=1_000_000))
        assert len(server.exchanges) == 1
    assert list(tmp_path.iterdir()) == []


def test_an_archive_that_drips(ask: Ask, tmp_path: Path) -> None:
    start = response(length=2**40, kind="application/zip")
    with HostileServer((then_for_ever(start, b"x", PAUSE),)) as server:
        with pytest.raises(httpx.ReadTimeout, match=f"{IN_TIME} and 16,384 bytes a second after that"):
            archive(ask, server, tmp_path / "a.zip", request_timeout=BRIEF)
        assert len(server.exchanges) <= 3
    assert list(tmp_path.iterdir()) == []


def test_an_error_in_place_of_an_archive_that_drips(ask: Ask, tmp_path: Path) -> None:
    start = response(length=1000, status="404 Not Found")
    with HostileServer((then_for_ever(start, b"x", PAUSE),)) as server:
        with pytest.raises(ProviderResponseError, match="answered 404") as caught:
            archive(ask, server, tmp_path / "a.zip", request_timeout=BRIEF)
        assert len(server.exchanges) == 1
    assert caught.value.content.startswith(b"x")


# Options.


@pytest.mark.parametrize("name", ["status_bytes", "page_bytes", "download_bytes", "bytes_per_second"])
@pytest.mark.parametrize("value", [0, -1, 1.5, True, "4", None])
def test_limits_are_positive_whole_numbers(name: str, value: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"{name} must be a positive whole number, not {value!r}"):
        ResponseLimits(**{name: value})


def test_limits_are_what_they_are_called(client: Client) -> None:
    with pytest.raises(ConfigurationError, match=r"response_limits must be a tarry\.ResponseLimits, not dict"):
        client.connect("http://localhost", response_limits={"status_bytes": 1})


def test_the_hooks_of_a_user_stay(ask: Ask) -> None:
    seen: list[str] = []

    class Hook:
        """Good for both sorts of client."""

        def __init__(self, name: str) -> None:
            self._name = name

        def __call__(self, message: Any) -> "Hook":
            seen.append(self._name)
            return self

        def __await__(self) -> Any:
            yield from ()

    hooks = {"request": [Hook("request")], "response": [Hook("response")]}
    with serving(FULLSTORY, answers(FULLSTORY.finished)) as server:
        ask(job_of(FULLSTORY, server, httpx_args=httpx_args(event_hooks=hooks)), "poll")
    assert seen == ["request", "response"]
