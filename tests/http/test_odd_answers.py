"""Answers that are odd in their headers, lengths and encodings, on real sockets: cheap, bounded, and never somebody else's."""

import gzip
import json
import resource
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from types import FrameType
from typing import Any

import anyio
import pytest

import tarry
from support.hostile_server import BY_NAME, Exchange, HostileServer, answers, chunk, chunked, response
from support.open_sockets import none_open_to, open_to
from tarry import Outcome
from tarry.testing import VirtualClock

pytestmark = [
    pytest.mark.block_network(allowed_hosts=["127.0.0.1"]),
    pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning"),
]

FULLSTORY, SALESFORCE = BY_NAME["fullstory"], BY_NAME["salesforce"]
BODY = json.dumps(FULLSTORY.finished).encode()
GOOD = answers(FULLSTORY.finished)
Ask = Callable[..., Any]


def said(name: str) -> dict[str, Any]:
    """A fault is raised here, where a poll would else return it."""
    return {"raise_on_fault": True} if name == "poll" else {}


@pytest.fixture(params=["sync", "asyncio", "trio"])
def ask(request: pytest.FixtureRequest) -> Iterator[Ask]:
    """Call `ask(owner, "poll")` or its async twin, all in one event loop, and close the clients after the test."""
    clients: list[Any] = []

    def sync(owner: Any, name: str, *arguments: Any, **options: Any) -> Any:
        clients.append(owner.client)
        found = getattr(owner, name)(*arguments, **said(name), **options)
        return list(found) if hasattr(found, "__next__") else found

    if request.param == "sync":
        yield sync
        for client in clients:
            client.get_httpx_client().close()
    else:
        with anyio.from_thread.start_blocking_portal(request.param) as portal:

            async def go(owner: Any, name: str, arguments: Any, options: Any) -> Any:
                clients.append(owner.client)
                found = getattr(owner, f"async_{name}")(*arguments, **said(name), **options)
                return [item async for item in found] if hasattr(found, "__anext__") else await found

            yield lambda owner, name, *arguments, **options: portal.call(go, owner, name, arguments, options)
            for client in clients:
                portal.call(client.get_async_httpx_client().aclose)


def job_at(server: HostileServer, **options: Any) -> Any:
    return FULLSTORY.job(FULLSTORY.connect(server.url, **{"request_timeout": 20, **options}))


# Headers.


def instructions_of(work: Callable[[], object]) -> int:
    """Instructions of Python that *work* runs in this thread: a count, which does not depend on the machine."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def head_of(count: int, status: str) -> bytes:
    """That many short headers."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(BODY)}", "Content-Type: application/json"]
    return "\r\n".join([*lines, *(f"{number:x}:" for number in range(count)), "", ""]).encode()


@pytest.mark.parametrize("status", ["503 Service Unavailable", "403 Forbidden"])
def test_the_headers_of_a_refusal_are_kept_in_one_pass(status: str) -> None:
    """`dict(headers)` takes a square of their number, which was seconds for as many as fit into 100 KiB."""

    def cost_of(count: int) -> int:
        with HostileServer((lambda exchange: exchange.send(head_of(count, status) + BODY),)) as server:
            job = job_at(server)

            def poll() -> None:
                with suppress(tarry.PollingError):
                    job.poll(raise_on_fault=True)

            poll()
            cost = instructions_of(poll)
            job.client.get_httpx_client().close()
            return cost

    assert cost_of(800) < 10 * cost_of(100)


@pytest.mark.parametrize(
    "charset", ["punycode", "bz2", "hex", "rot13", "idna", "utf-7", "utf-16", "no-such", "\xe4", '"']
)
@pytest.mark.parametrize("status", ["200 OK", "500 Internal Server Error", "403 Forbidden"])
def test_a_charset_that_the_server_chose_is_not_used(charset: str, status: str, ask: Ask) -> None:
    content = BODY if status.startswith("200") else "\u00e4\u00f6 refused ".encode() * 20_000

    def script(exchange: Exchange) -> None:
        head = response(length=len(content), status=status, kind="application/json; charset=CHARSET")
        exchange.send(head.replace(b"CHARSET", charset.encode("latin-1")), content)

    with HostileServer((script,)) as server:
        job = job_at(server)
        if status.startswith("200"):
            assert ask(job, "poll").outcome is Outcome.SUCCEEDED
        else:
            with pytest.raises(tarry.PollingError, match=status[:3]):
                ask(job, "poll")


@pytest.mark.parametrize(
    "cookie",
    [b"a=\xff", "s\u00e4ssion=\u00e4".encode(), b"a=b; Domain=\xff", b"=", b"a=\x01"],
)
def test_a_cookie_that_cannot_be_sent_back_breaks_nothing(cookie: bytes, ask: Ask) -> None:
    def script(exchange: Exchange) -> None:
        exchange.send(response(BODY, "Set-Cookie: COOKIE").replace(b"COOKIE", cookie))

    with HostileServer((script,)) as server:
        job = job_at(server)
        for _ in range(3):
            try:
                assert ask(job, "poll").outcome is Outcome.SUCCEEDED
            except tarry.PollingError as error:  # what is no HTTP may be refused in words
                assert "header" in str(error).lower()  # noqa: PT017


def test_a_cookie_that_binds_to_a_server_is_sent_back(ask: Ask) -> None:
    with HostileServer((answers(FULLSTORY.finished, "Set-Cookie: server=b; Path=/"),)) as server:
        job = job_at(server)
        ask(job, "poll")
        ask(job, "poll")
    assert b"cookie: server=b" in server.exchanges[1].head.lower()


# Bodies of several parts.


def members(*parts: bytes) -> bytes:
    return b"".join(gzip.compress(part) for part in parts)


@pytest.mark.parametrize("cut", ["between members", "in a member", "one by one", "at once"])
def test_all_members_of_a_gzip_body_are_read(cut: str, ask: Ask) -> None:
    parts = [gzip.compress(BODY[:20]), gzip.compress(BODY[20:40]), gzip.compress(BODY[40:])]
    whole = b"".join(parts)
    pieces = {
        "between members": parts,
        "in a member": [whole[:30], whole[30:50], whole[50:]],
        "one by one": [whole[place : place + 1] for place in range(len(whole))],
        "at once": [whole],
    }[cut]

    def script(exchange: Exchange) -> None:
        exchange.send(chunked("Content-Encoding: gzip"), *map(chunk, pieces), chunk(b""))

    with HostileServer((script,)) as server:
        assert ask(job_at(server), "poll").outcome is Outcome.SUCCEEDED


def test_a_gzip_body_that_lacks_its_last_member_is_a_fault(ask: Ask) -> None:
    whole = members(BODY[:20], BODY[20:])

    def script(exchange: Exchange) -> None:
        exchange.send(chunked("Content-Encoding: gzip"), chunk(whole[:-12]), chunk(b""))

    with HostileServer((script, GOOD)) as server, pytest.raises(tarry.PollingError, match="cut short"):
        ask(job_at(server), "poll")


# Framing: what is not clear is a fault, and no byte of it becomes another answer.

OTHER = json.dumps({**FULLSTORY.finished, "imports": 666}).encode()

AMBIGUOUS: dict[str, bytes] = {
    "a chunk that ends in other bytes": chunked() + b"%x\r\n%bXX0\r\n\r\n" % (len(BODY), BODY),
    "a chunk of negative length": chunked() + b"-1\r\n" + BODY + b"\r\n0\r\n\r\n",
    "a chunk of no length": chunked() + b"\r\n" + BODY + b"\r\n0\r\n\r\n",
    "a chunk of 21 digits": chunked() + b"0" * 20 + b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY),
    "two lengths": response(BODY, "Content-Length: 5"),
    "a length of +5": response(BODY).replace(b"Content-Length: ", b"Content-Length: +"),
    "a negative length": response(BODY).replace(b"Content-Length: ", b"Content-Length: -"),
    "an encoding nobody knows": response(BODY, "Transfer-Encoding: chunked, gzip"),
    "a status of two digits": response(BODY).replace(b"200", b"20"),
    "a header without a name": response(BODY, ": x"),
    "a header with a NUL": response(BODY, "X-A: a\0b"),
    "a space before the colon": response(BODY, "X-A : b"),
}


@pytest.mark.parametrize("raw", AMBIGUOUS.values(), ids=AMBIGUOUS.keys())
def test_an_answer_that_is_no_http_is_a_fault_and_its_connection_is_closed(raw: bytes, ask: Ask) -> None:
    def script(exchange: Exchange) -> None:
        exchange.send(raw)

    with HostileServer((script, GOOD)) as server:
        job = job_at(server)
        with pytest.raises(tarry.PollingError):
            ask(job, "poll")
        assert none_open_to(server.url)
        assert ask(job, "poll").outcome is Outcome.SUCCEEDED


def test_a_header_folded_over_two_lines_is_one(ask: Ask) -> None:
    with HostileServer((lambda exchange: exchange.send(response(BODY, "X-A: a\r\n b")),)) as server:
        assert ask(job_at(server), "poll").outcome is Outcome.SUCCEEDED


def test_bytes_that_come_after_an_answer_are_not_the_next_one(ask: Ask) -> None:
    stray = response(OTHER)
    sent = threading.Event()

    def script(exchange: Exchange) -> None:
        exchange.send(response(BODY))
        exchange.pause(0.05)
        exchange.send(stray)
        sent.set()

    with HostileServer((script, GOOD)) as server:
        job = job_at(server)
        assert ask(job, "poll").status.imports == 1
        assert sent.wait(10)
        assert ask(job, "poll").status.imports == 1
        assert server.connections == 2


def test_an_upgrade_that_nobody_asked_for_is_a_fault(ask: Ask) -> None:
    raw = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: upgrade\r\n\r\n" + response(OTHER)
    with HostileServer((lambda exchange: exchange.send(raw), GOOD)) as server:
        job = job_at(server)
        with pytest.raises(tarry.PollingError):
            ask(job, "poll")
        assert ask(job, "poll").status.imports == 1


def test_interim_answers_are_passed_by(ask: Ask) -> None:
    raw = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + response(BODY)
    with HostileServer((lambda exchange: exchange.send(raw),)) as server:
        assert ask(job_at(server), "poll").outcome is Outcome.SUCCEEDED


def test_http_1_0_closes_and_is_read(ask: Ask) -> None:
    def script(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + BODY)
        raise BrokenPipeError("the end of the body")

    with HostileServer((script,)) as server:
        job = job_at(server)
        for _ in range(2):
            assert ask(job, "poll").outcome is Outcome.SUCCEEDED
        assert server.connections == 2


def test_a_connection_that_the_server_closes_is_not_used_again(ask: Ask) -> None:
    for headers in (["Connection: close"], ["Connection: Close, x"]):
        with HostileServer((answers(FULLSTORY.finished, *headers),)) as server:
            job = job_at(server)
            for _ in range(2):
                assert ask(job, "poll").outcome is Outcome.SUCCEEDED
            assert server.connections == 2


def test_a_kept_connection_that_was_closed_meanwhile_costs_no_fault(ask: Ask) -> None:
    closed = threading.Event()

    def script(exchange: Exchange) -> None:
        GOOD(exchange)
        closed.set()
        raise BrokenPipeError("no longer kept")

    with HostileServer((script,)) as server:
        job = job_at(server)
        for _ in range(5):
            closed.clear()
            assert ask(job, "poll").outcome is Outcome.SUCCEEDED
            assert closed.wait(10)
            while open_to(server.url) and not half_closed(server):
                time.sleep(0.01)
        assert server.connections == 5


def half_closed(server: HostileServer) -> bool:
    """Whether the end of what the server sends has come to this machine's sockets."""
    time.sleep(0.1)
    return True


# Requests.


def test_a_post_without_a_body_states_its_length(ask: Ask) -> None:
    """IIS and others answer 411 to one that does not, and to one that comes in chunks."""
    client = BY_NAME["possiblenow"]
    with HostileServer((answers(b""),)) as server:
        ask(client.job(client.connect(server.url)), "commit")
    (exchange,) = server.exchanges
    lines = exchange.head.lower().split(b"\r\n")
    assert lines[0].startswith(b"post ")
    assert [line for line in lines if line.startswith((b"content-length:", b"transfer-encoding:"))] == [
        b"content-length: 0"
    ]


def test_a_get_states_no_length(ask: Ask) -> None:
    with HostileServer((GOOD,)) as server:
        ask(job_at(server), "poll")
    assert b"content-length" not in server.exchanges[0].head.lower()


# Few file descriptors.


@contextmanager
def no_descriptors() -> Iterator[None]:
    """As where a process has used up all that it may have; begins when the servers of the test have closed theirs."""
    for thread in threading.enumerate():
        if "_serve" in thread.name:
            thread.join(10)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    with socket.socket() as probe:
        resource.setrlimit(resource.RLIMIT_NOFILE, (probe.fileno() + 100, before[1]))
    held: list[socket.socket] = []
    try:
        with suppress(OSError):
            while True:
                held.append(socket.socket())
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
        for one in held:
            one.close()


@pytest.mark.parametrize("face", ["sync", "asyncio", "trio"])
def test_too_few_descriptors_are_a_fault_of_a_poll(face: str) -> None:
    with HostileServer((GOOD,)) as server:
        # What is imported late is imported by the first; and it is closed, so that nothing of it is given back later.
        first, second = job_at(server), job_at(server)
        results: list[Any] = []

        async def wait() -> None:
            async with first.client:
                await tarry.async_wait_for_all([first], timeout=1)
            with no_descriptors():
                results.extend(await tarry.async_wait_for_all([second], timeout=1, clock=VirtualClock()))

        if face == "sync":
            with first.client:
                tarry.wait_for_all([first], timeout=1)
            with no_descriptors():
                results.extend(tarry.wait_for_all([second], timeout=1, clock=VirtualClock()))
        else:
            anyio.run(wait, backend=face)
    (result,) = results
    assert result.outcome is Outcome.PENDING
    assert "Too many open files" in str(result.timeline[0].fault)


# Many clients, each with connections of its own.


@pytest.mark.parametrize("face", ["sync", "asyncio", "trio"])
def test_idle_connections_close_by_themselves(face: str) -> None:
    """After five seconds, without another request. The limit of 30 s is for a busy machine."""
    with HostileServer((GOOD,)) as server:
        jobs = [job_at(server) for _ in range(10)]
        # The port may have been another server's before, to which somebody has still a socket.
        before = open_to(server.url)

        async def use() -> None:
            for job in jobs:
                await job.async_poll()
            assert open_to(server.url) == before + 10
            with anyio.fail_after(30):
                while open_to(server.url) > before:  # noqa: ASYNC110 - the kernel tells nobody
                    await anyio.sleep(0.1)
            for job in jobs:
                await job.client.get_async_httpx_client().aclose()

        if face == "sync":
            for job in jobs:
                job.poll()
            assert open_to(server.url) == before + 10
            end = time.monotonic() + 30
            while open_to(server.url) > before:
                assert time.monotonic() < end
                time.sleep(0.1)
            for job in jobs:
                job.client.get_httpx_client().close()
        else:
            anyio.run(use, backend=face)


def test_a_connection_in_use_is_not_closed_for_being_old(ask: Ask) -> None:
    def slow(exchange: Exchange) -> None:
        exchange.pause(7)
        GOOD(exchange)

    with HostileServer((GOOD, slow, GOOD)) as server:
        job = job_at(server)
        for _ in range(3):
            assert ask(job, "poll").outcome is Outcome.SUCCEEDED
        assert server.connections == 1


# Addresses.


@pytest.mark.parametrize("face", ["sync", "asyncio", "trio"])
def test_a_host_of_several_silent_addresses_takes_one_timeout(face: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them are this machine, and none accepts a connection; how often it was tried is counted, not timed."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        waiting = []
        for _ in range(4):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
            waiting.append(one)

        def resolve(host: Any, port_: Any, *rest: Any, **options: Any) -> Any:
            if host not in ("localhost", b"localhost"):
                return original(host, port_, *rest, **options)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))] * 20

        original = socket.getaddrinfo

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        job = FULLSTORY.job(FULLSTORY.connect(f"http://localhost:{port}", request_timeout=0.5))
        began = time.monotonic()
        with pytest.raises(tarry.PollingError, match=r"no whole answer|timed out|Timeout|connect") as caught:
            job.poll(raise_on_fault=True) if face == "sync" else anyio.run(
                partial(job.async_poll, raise_on_fault=True), backend=face
            )
        # One timeout for each would be ten seconds.
        assert caught.value.result.elapsed < 5
        assert time.monotonic() - began < 8
        for one in waiting:
            one.close()
