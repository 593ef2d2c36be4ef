"""A request that is cancelled or interrupted, wherever it is: its client goes on working and has no connection lost."""

import asyncio
import itertools
import json
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from random import Random
from typing import Any

import anyio
import httpx
import pytest
import trio

import tarry
from support.hostile_server import (
    BY_NAME,
    TOKEN,
    Exchange,
    HostileServer,
    Script,
    answers,
    chunk,
    chunked,
    response,
)
from support.open_sockets import none_open_but_garbage, none_open_to, open_to
from support.tls_server import Certificate, TlsServer, tunnel
from tarry import Outcome
from tarry._http.deadline import Deadline
from tarry._http.limits import ResponseLimits
from tarry.transports import AiohttpTransport

pytestmark = [
    pytest.mark.block_network(allowed_hosts=["127.0.0.1"]),
    # What is cut off at any instruction may leave it to the collector of garbage to close a socket.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning"),
]

FULLSTORY, SALESFORCE = BY_NAME["fullstory"], BY_NAME["salesforce"]
GOOD = answers(FULLSTORY.finished)
ENOUGH = 130
"""More than a client opens connections: if each interruption lost one, there would be none left."""


BODY = json.dumps(FULLSTORY.finished).encode()


def slowly(exchange: Exchange) -> None:
    """A good answer, in pieces that are read one by one."""
    head = chunked()
    for piece in (head[:20], head[20:], chunk(BODY[:30]), chunk(BODY[30:]), chunk(b"")):
        exchange.send(piece)
        exchange.pause(0.002)


def and_closes(script: Script) -> Script:
    """Does the same and closes the connection, so that the next request needs a new one."""

    def play(exchange: Exchange) -> None:
        script(exchange)
        raise BrokenPipeError("closed")

    return play


async def works_still(client: Any) -> None:
    """As many requests at a time as connections are allowed, all of which get an answer."""
    results = await tarry.async_wait_for_all(
        [FULLSTORY.job(client) for _ in range(120)], timeout=60, in_flight=240, per_second=1e6
    )
    assert {result.outcome for result in results} == {Outcome.SUCCEEDED}


# Cancelled at each place where it waits.


class Steps:
    """A coroutine that is counted while it runs, and of whose awaits one is told."""

    def __init__(self, work: Coroutine[Any, Any, Any], reached: Callable[[int, Any], object]) -> None:
        self._work = work
        self._reached = reached
        self.count = 0

    def __await__(self) -> Generator[Any, Any, Any]:
        step: Callable[[], Any] = lambda: self._work.send(None)  # noqa: E731
        while True:
            try:
                waits_for = step()
            except StopIteration as ended:
                return ended.value
            self.count += 1
            self._reached(self.count, waits_for)
            try:
                came = yield waits_for
            except BaseException as error:  # noqa: BLE001 - thrown on
                step = lambda error=error: self._work.throw(error)  # type: ignore[misc]  # noqa: E731
            else:
                step = lambda came=came: self._work.send(came)  # type: ignore[misc]  # noqa: E731


async def cancelled_at(number: int, work: Callable[[], Coroutine[Any, Any, Any]], late: bool) -> bool:
    """Do *work*, cancelled at its await with this *number*; false where it ended before.

    Args:
        late: Cancel when what is awaited is there already, but the task does not have it yet.
    """
    ended = False
    if late:
        task = asyncio.current_task()
        assert task is not None

        def reached(count: int, waits_for: Any) -> None:
            if count == number:
                if isinstance(waits_for, asyncio.Future):
                    waits_for.add_done_callback(lambda _: task.cancel())
                else:
                    task.cancel()

        inner = Steps(work(), reached)
        try:
            await inner
            ended = inner.count < number
        except asyncio.CancelledError:
            while task.cancelling():
                task.uncancel()
        if not ended:
            # A cancellation that came with the very last step is still to be raised.
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(0)
            while task.cancelling():
                task.uncancel()
        return not ended

    with anyio.CancelScope() as scope:
        inner = Steps(work(), lambda count, _: scope.cancel() if count == number else None)
        await inner
        ended = inner.count < number
    return not ended


each_way = pytest.mark.parametrize(
    ("backend", "late"),
    [("asyncio", False), ("asyncio", True), ("trio", False)],
    ids=["asyncio", "asyncio-late", "trio"],
)


@each_way
@pytest.mark.parametrize("kept", [False, True], ids=["a new connection", "a kept connection"])
@pytest.mark.parametrize("script", [GOOD, slowly], ids=["at once", "slowly"])
def test_a_poll_is_cancelled_at_each_await(backend: str, late: bool, kept: bool, script: Script) -> None:
    async def go() -> None:
        with HostileServer((script if kept else and_closes(script),)) as server:
            client = FULLSTORY.connect(server.url, request_timeout=20)
            job = FULLSTORY.job(client)
            for number in itertools.count(1):
                if kept:
                    assert (await asked(job)).outcome is Outcome.SUCCEEDED
                if not await cancelled_at(number, job.async_poll, late):
                    break
            assert number > 3
            for one in range(ENOUGH):
                await cancelled_at(1 + one % (number - 1), job.async_poll, late)
            await works_still(client)
            await client.get_async_httpx_client().aclose()
            assert await anyio.to_thread.run_sync(none_open_but_garbage, server.url)

    anyio.run(go, backend=backend)


async def asked(job: Any) -> Any:
    """A poll that may meet a connection which was closed just now, as that of any client."""
    for _ in range(3):
        with suppress(tarry.PollingError):
            return await job.async_poll(raise_on_fault=True)
    return await job.async_poll(raise_on_fault=True)


@each_way
def test_the_request_for_a_token_is_cancelled_at_each_await(backend: str, late: bool) -> None:
    async def go() -> None:
        with HostileServer((answers(SALESFORCE.finished),), by_path={"/v2/token": TOKEN}) as server:
            clients = []
            for number in itertools.count(1):
                client = SALESFORCE.connect(server.url, request_timeout=20)
                clients.append(client)
                job = SALESFORCE.job(client)
                reached = await cancelled_at(number, job.async_poll, late)
                assert (await job.async_poll()).outcome is Outcome.SUCCEEDED
                if not reached:
                    break
            assert number > 3
            for client in clients:
                await client.get_async_httpx_client().aclose()
            assert await anyio.to_thread.run_sync(none_open_but_garbage, server.url)

    anyio.run(go, backend=backend)


# Cancelled and interrupted while a server does one thing or another.


class Stage:
    """Where a request is interrupted: the server says so and then waits."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = pieces

    def script(self, interrupt: Callable[[], object]) -> Script:
        def stalls(exchange: Exchange) -> None:
            for piece in self._pieces:
                exchange.send(piece)
                exchange.pause(0.001)
            interrupt()
            until_closed(exchange)

        return stalls


def until_closed(exchange: Exchange) -> None:
    """Wait until the client has closed the connection."""
    while exchange.receive(100):
        pass
    raise BrokenPipeError("closed")


STAGES = {
    "before the answer": Stage(),
    "in the status line": Stage(b"HTTP/1.1 2"),
    "after 100": Stage(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "in the headers": Stage(b"HTTP/1.1 200 OK\r\nContent-Type: appl"),
    "before the body": Stage(response(length=100)),
    "in the body": Stage(response(length=100), b'{"job": '),
    "in a chunk": Stage(chunked(), b"20\r\nabc"),
    "between chunks": Stage(chunked(), chunk(b'{"job": ')),
    "in the trailers": Stage(chunked(), chunk(BODY), b"0\r\nX-"),
}
each_stage = pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES.keys())


@each_stage
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_poll_is_cancelled_while_the_server_stalls(stage: Stage, backend: str) -> None:
    cancels: list[Callable[[], object]] = []

    async def go() -> None:
        stalls = stage.script(lambda: cancels.pop()())  # noqa: PLW0108 - another one each time
        with HostileServer((*[stalls] * ENOUGH, GOOD)) as server:
            client = FULLSTORY.connect(server.url, request_timeout=20)
            for _ in range(ENOUGH):
                with anyio.CancelScope() as scope:
                    cancels.append(soon(backend, scope.cancel))
                    await FULLSTORY.job(client).async_poll()
                assert scope.cancelled_caught
            await works_still(client)
            await client.get_async_httpx_client().aclose()
            assert await anyio.to_thread.run_sync(none_open_to, server.url)

    anyio.run(go, backend=backend)


def soon(backend: str, cancel: Callable[[], object]) -> Callable[[], object]:
    """*cancel*, to be called in another thread."""
    if backend == "trio":
        token = trio.lowlevel.current_trio_token()
        return lambda: token.run_sync_soon(cancel)
    loop = asyncio.get_running_loop()
    return lambda: loop.call_soon_threadsafe(cancel)


class CtrlC:
    """Raises KeyboardInterrupt in the main thread, which pytest runs in, when it is called in another thread."""

    def __init__(self) -> None:
        self._wanted: object | None = None

    def __enter__(self) -> None:
        """From here on, one interruption is wanted."""
        self._wanted = object()

    def __exit__(self, *raised: object) -> None:
        self._wanted = None

    def __call__(self) -> None:
        """A signal that comes just before a system call does not end it, so it is sent until it has worked."""
        main, wanted = threading.main_thread().ident, self._wanted
        while wanted is not None and wanted is self._wanted and main is not None:
            signal.pthread_kill(main, signal.SIGUSR1)
            time.sleep(0.005)

    def handle(self, *signal_and_frame: object) -> None:
        if self._wanted is not None:
            self._wanted = None
            raise KeyboardInterrupt


@pytest.fixture
def ctrl_c() -> Iterator[CtrlC]:
    found = CtrlC()
    before = signal.signal(signal.SIGUSR1, found.handle)
    yield found
    signal.signal(signal.SIGUSR1, before)


@each_stage
def test_a_sync_poll_is_interrupted_while_the_server_stalls(stage: Stage, ctrl_c: CtrlC) -> None:
    with HostileServer((*[stage.script(ctrl_c)] * ENOUGH, GOOD)) as server:
        client = FULLSTORY.connect(server.url, request_timeout=20)
        job = FULLSTORY.job(client)
        for _ in range(ENOUGH):
            with pytest.raises(KeyboardInterrupt), ctrl_c:
                job.poll()
        sync_works_still(client)
        client.get_httpx_client().close()
        assert none_open_to(server.url)


def sync_works_still(client: Any) -> None:
    results = tarry.wait_for_all([FULLSTORY.job(client) for _ in range(120)], timeout=60, in_flight=240, per_second=1e6)
    assert {result.outcome for result in results} == {Outcome.SUCCEEDED}


def in_finalizer(frame: Any) -> bool:
    while frame is not None:
        if frame.f_code.co_name == "__del__":
            return True
        frame = frame.f_back
    return False


@contextmanager
def interrupted_at(number: int) -> Iterator[Callable[[], bool]]:
    """Raise KeyboardInterrupt at the call with this *number*; gives whether it was reached.

    CPython handles signals where a function begins, and after a call of one that is written in C.
    """
    count = 0

    def profile(frame: Any, event: str, argument: Any) -> None:
        nonlocal count
        name = frame.f_globals.get("__name__", "")
        if event not in {"call", "c_return"} or name.partition(".")[0] not in {"tarry", "tarry_clients", "httpcore"}:
            return
        if name == "httpcore._synchronization":  # its locks are written in Python and not made for this
            return
        if in_finalizer(frame):  # what is raised there Python drops, and nobody is interrupted
            return
        count += 1
        if count == number:
            sys.setprofile(None)
            raise KeyboardInterrupt

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        yield lambda: count >= number
    finally:
        sys.setprofile(before)


def sync_asked(job: Any) -> Any:
    """As `asked`."""
    for _ in range(3):
        with suppress(tarry.PollingError):
            return job.poll(raise_on_fault=True)
    return job.poll(raise_on_fault=True)


def limit_of_a_page() -> int:
    """Seconds that a request has for which nothing else was said, as the page of a result."""
    request = httpx.Request("GET", "http://127.0.0.1", extensions={"timeout": {"read": 30.0}})
    return round(Deadline.of(request, ResponseLimits()).left())


@pytest.mark.parametrize("kept", [False, True], ids=["a new connection", "a kept connection"])
def test_a_sync_poll_is_interrupted_at_each_call(kept: bool) -> None:
    script = GOOD if kept else and_closes(GOOD)
    with HostileServer((script,)) as server:
        client = FULLSTORY.connect(server.url, request_timeout=5)
        job = FULLSTORY.job(client)
        for number in itertools.count(1):
            if kept:
                assert sync_asked(job).outcome is Outcome.SUCCEEDED
            with interrupted_at(number) as reached, suppress(KeyboardInterrupt):
                job.poll()
            assert sync_asked(job).outcome is Outcome.SUCCEEDED, f"after an interruption at call {number}"
            assert limit_of_a_page() == 30, f"a page has the timeout of the poll that was interrupted at call {number}"
            if not reached():
                break
        assert number > 20
        sync_works_still(client)
        client.get_httpx_client().close()
        assert none_open_but_garbage(server.url)


@contextmanager
def full_backlog() -> Iterator[str]:
    """The URL of a server that accepts no connection, as its queue of them is full."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = []
        for _ in range(4):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
            waiting.append(one)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            for one in waiting:
                one.close()


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_poll_is_cancelled_while_it_connects(backend: str) -> None:
    async def go() -> None:
        with full_backlog() as url:
            client = FULLSTORY.connect(url, request_timeout=20)
            held = none_open_but(url)
            for _ in range(ENOUGH):
                with anyio.move_on_after(0.005) as scope:
                    await FULLSTORY.job(client).async_poll()
                assert scope.cancelled_caught
            assert held()
            await client.get_async_httpx_client().aclose()
            assert held()

    anyio.run(go, backend=backend)


@contextmanager
def soon_after(interrupt: Callable[[], None]) -> Iterator[None]:
    timer = threading.Timer(0.005, interrupt)
    timer.start()
    try:
        yield
    finally:
        timer.join()


def none_open_but(url: str) -> Callable[[], bool]:
    """Says whether no more is open to *url* than now."""
    count = open_to(url)
    return lambda: open_to(url) == count


def test_a_sync_poll_is_interrupted_while_it_connects(ctrl_c: CtrlC) -> None:
    with full_backlog() as url:
        client = FULLSTORY.connect(url, request_timeout=20)
        held = none_open_but(url)
        for _ in range(ENOUGH):
            with pytest.raises(KeyboardInterrupt), ctrl_c, soon_after(ctrl_c):
                FULLSTORY.job(client).poll()
        assert held()
        client.get_httpx_client().close()


# Waits for many.


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_wait_for_many_is_cancelled_again_and_again(backend: str) -> None:
    async def go() -> None:
        cancels: list[Callable[[], object]] = []
        arrived = itertools.count(1)

        def stalls(exchange: Exchange) -> None:
            exchange.send(b"HTTP/1.1 200 OK\r\nContent-")
            if next(arrived) % 20 == 0:
                cancels.pop()()
            until_closed(exchange)

        with HostileServer((*[stalls] * 200, GOOD)) as server:
            client = FULLSTORY.connect(server.url, request_timeout=20)
            for _ in range(10):
                with anyio.CancelScope() as scope:
                    cancels.append(soon(backend, scope.cancel))
                    await tarry.async_wait_for_all([FULLSTORY.job(client) for _ in range(20)], timeout=60)
                assert scope.cancelled_caught
                assert await anyio.to_thread.run_sync(none_open_to, server.url)
            await works_still(client)
            await client.get_async_httpx_client().aclose()

    anyio.run(go, backend=backend)


def test_a_sync_wait_for_many_is_interrupted(ctrl_c: CtrlC) -> None:
    """The polls in flight end by themselves, in time, and their connections with them."""
    arrived = itertools.count(1)

    def stalls(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\nContent-")
        if next(arrived) % 20 == 0:
            ctrl_c()
        until_closed(exchange)

    with HostileServer((*[stalls] * 60, GOOD)) as server:
        client = FULLSTORY.connect(server.url, request_timeout=2)
        for _ in range(3):
            with pytest.raises(KeyboardInterrupt), ctrl_c:
                tarry.wait_for_all([FULLSTORY.job(client) for _ in range(20)], timeout=60)
            assert none_open_to(server.url)
        sync_works_still(client)
        client.get_httpx_client().close()
        assert none_open_to(server.url)


# At random points, with each driver: nothing is left behind, a client that hangs or a socket.

POINTS = 200


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate.made(tmp_path_factory.mktemp("tls"))


@contextmanager
def network(driver: str, proxied: bool, certificate: Certificate) -> Iterator[tuple[Any, Callable[[], bool]]]:
    """A client of a server, or of one with TLS behind a proxy, and what says whether nothing is open to them.

    Of three answers the first comes at once, the second in two pieces, and after the third the connection is closed.
    """
    requests = itertools.count()

    def in_two(exchange: Exchange) -> None:
        exchange.send(chunked(), chunk(BODY[:30]))
        exchange.pause(0.001)
        exchange.send(chunk(BODY[30:]), chunk(b""))

    def script(exchange: Exchange) -> None:
        (GOOD, in_two, and_closes(GOOD))[next(requests) % 3](exchange)

    with ExitStack() as servers:
        arguments: dict[str, Any] = {}
        if proxied:
            server: HostileServer = servers.enter_context(TlsServer(certificate.server_context(), script))
            proxy = servers.enter_context(HostileServer((tunnel,)))
            arguments = {"proxy": proxy.url, "verify": certificate.client_context()}
        else:
            server = proxy = servers.enter_context(HostileServer((script,)))
        if driver == "aiohttp":
            arguments = {"transport": AiohttpTransport(**arguments)}
        yield (
            FULLSTORY.connect(server.url, request_timeout=20, httpx_args=arguments),
            lambda: none_open_but_garbage(server.url) and none_open_but_garbage(proxy.url),
        )


@pytest.mark.parametrize(("proxied", "calls"), [(False, 400), (True, 900)], ids=["direct", "proxy"])
def test_a_sync_poll_is_interrupted_at_random_calls(proxied: bool, calls: int, certificate: Certificate) -> None:
    """Of about so many as a poll takes that has to connect."""
    points = Random(1)
    with network("sync", proxied, certificate) as (client, none_open):
        job, interrupted = FULLSTORY.job(client), 0
        while interrupted < POINTS:
            with interrupted_at(points.randint(1, calls)) as was_reached, suppress(KeyboardInterrupt):
                job.poll()
            interrupted += was_reached()
            if points.random() < 0.2:
                assert sync_asked(job).outcome is Outcome.SUCCEEDED
        sync_works_still(client)
        client.get_httpx_client().close()
        assert none_open()


@pytest.mark.parametrize("proxied", [False, True], ids=["direct", "proxy"])
@pytest.mark.parametrize(("driver", "awaits"), [("asyncio", 12), ("trio", 12), ("aiohttp", 3)])
def test_a_poll_is_cancelled_at_random_awaits(
    driver: str, awaits: int, proxied: bool, certificate: Certificate
) -> None:
    """Of about so many as a poll takes."""

    async def go() -> None:
        points = Random(1)
        with network(driver, proxied, certificate) as (client, none_open):
            job, cancelled = FULLSTORY.job(client), 0
            while cancelled < POINTS:
                late = driver != "trio" and points.random() < 0.5
                cancelled += await cancelled_at(points.randint(1, awaits), job.async_poll, late)
                if points.random() < 0.2:
                    assert (await asked(job)).outcome is Outcome.SUCCEEDED
            await works_still(client)
            await client.get_async_httpx_client().aclose()
            assert await anyio.to_thread.run_sync(none_open)

    anyio.run(go, backend="trio" if driver == "trio" else "asyncio")
