"""Open Data Rights: the archive goes to a file as it comes, whole or not at all, and faults on the way are survived."""

import gzip
import io
import logging
import os
import stat
import zipfile
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import anyio
import anyio.lowlevel
import httpx
import pytest

import tarry
from tarry import ConfigurationError, ProviderResponseError, open_data_rights
from tarry._operations.zip_archive import is_whole
from tarry.open_data_rights import DataRequest
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.testing import VirtualClock

# httpx leaves it to the garbage collector to close the generators of a body that is not read to its end; trio says so.
pytestmark = pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")

LIMIT = 8 * 30.0
"""Seconds for which faults are tolerated: the fault budget times the timeout of a request."""


def make_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("data.json", '{"name": "Ada Fictional"}' * 100)
    return buffer.getvalue()


ARCHIVE = make_zip()


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body in chunks, read by either sort of client; an exception among them is raised, a function called."""

    def __init__(self, *chunks: Any) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            if isinstance(chunk, BaseException):
                raise chunk
            if callable(chunk):
                chunk()
            else:
                yield chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            await anyio.lowlevel.checkpoint()
            yield chunk


Answer = httpx.Response | Exception | Callable[[], httpx.Response]


class Server:
    """Answers in order, the last one for ever, and remembers the requests."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        return answer()

    def job(self) -> DataRequest:
        client = open_data_rights.connect(
            "https://shop.example.com/odr", "sandbox-token", httpx_args={"transport": httpx.MockTransport(self)}
        )
        return DataRequest(client, "r-1")


def archive(*chunks: Any, **headers: str) -> Callable[[], httpx.Response]:
    """An answer whose body comes in *chunks*, framed as HTTP/1.1 does it unless *headers* say how."""
    described = {name.replace("_", "-"): value for name, value in (headers or {"Transfer_Encoding": "chunked"}).items()}
    described.setdefault("Content-Type", "application/zip")
    return lambda: httpx.Response(200, headers=described, stream=Body(*chunks))


WHOLE = archive(ARCHIVE[:100], ARCHIVE[100:])


@pytest.fixture(params=["sync", "asyncio", "trio"])
def ask(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Call a function by its name, or its async twin: `ask(job, "download", path)`."""

    def sync(owner: Any, name: str, *arguments: Any, **options: Any) -> Any:
        return getattr(owner, name)(*arguments, **options)

    def asynchronous(owner: Any, name: str, *arguments: Any, **options: Any) -> Any:
        return anyio.run(partial(getattr(owner, f"async_{name}"), *arguments, **options), backend=request.param)

    return sync if request.param == "sync" else asynchronous


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "my-data.zip"


# Through the sandbox.


def sandbox_client(sandbox: Sandbox) -> Any:
    return open_data_rights.connect(
        sandbox.base_url("open_data_rights", "http://localhost"),
        "sandbox-token",
        httpx_args={"transport": sandbox.transport()},
    )


def test_from_submit_to_archive(ask: Callable[..., Any], target: Path) -> None:
    clock = VirtualClock()
    job = ask(DataRequest, "submit", sandbox_client(Sandbox()))
    with pytest.raises(ProviderResponseError, match=r"wait first, tarry\.wait_for_completion") as caught:
        ask(job, "download", target, clock=clock)
    assert (caught.value.status_code, clock.sleeps) == (400, [])
    assert b"has not been completed yet" in caught.value.content
    ask(tarry, "wait_for_completion", job, timeout=None, clock=clock)
    assert ask(job, "download", str(target), clock=clock) == target
    with zipfile.ZipFile(target) as downloaded:
        assert downloaded.testzip() is None
        assert {"data.json", "open-data-rights-api/data.json", "open-data-rights-api/data-me.json"} <= set(
            downloaded.namelist()
        )


@pytest.mark.parametrize(
    ("faults", "sleeps"),
    [
        ([Fault("reset", on="page", times=2)], [1.0, 2.0]),
        ([Fault("throttled", on="page", retry_after=20)], [20.0]),
        ([Fault("error", on="page"), Fault("unavailable", on="page")], [1.0, 2.0]),
    ],
)
def test_faults_of_a_download(faults: list[Fault], sleeps: list[float], ask: Callable[..., Any], target: Path) -> None:
    sandbox = Sandbox()
    sandbox.next("open_data_rights", Plan(polls=0), Plan(polls=0, faults=faults))
    client, clock = sandbox_client(sandbox), VirtualClock()
    calm, troubled = (ask(DataRequest, "submit", client) for _ in range(2))
    ask(calm, "download", target.with_name("calm.zip"))
    ask(troubled, "download", target, clock=clock)
    assert target.read_bytes() == target.with_name("calm.zip").read_bytes()
    assert clock.sleeps == sleeps
    assert len(list(target.parent.iterdir())) == 2


def test_a_request_that_is_gone(ask: Callable[..., Any], target: Path) -> None:
    sandbox = Sandbox()
    sandbox.next("open_data_rights", Plan("gone", polls=0))
    job = ask(DataRequest, "submit", sandbox_client(sandbox))
    with pytest.raises(ProviderResponseError, match="cancelled or has expired"):
        ask(job, "download", target)
    assert list(target.parent.iterdir()) == []


# The request and the file.


def test_the_request(ask: Callable[..., Any], target: Path) -> None:
    server = Server(WHOLE)
    assert ask(server.job(), "download", target) == target
    assert target.read_bytes() == ARCHIVE
    (request,) = server.requests
    assert (request.method, str(request.url)) == ("GET", "https://shop.example.com/odr/requests/r-1/download")
    assert request.headers["accept"] == "application/zip, */*;q=0.1"
    assert request.headers["accept-encoding"] == "identity"
    assert request.headers["authorization"] == "Bearer sandbox-token"


def test_it_is_written_as_it_comes(ask: Callable[..., Any], target: Path) -> None:
    sizes: list[int] = []
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive_file:
        archive_file.writestr("noise", b"PK" * 300_000)
    content, third = buffer.getvalue(), 200_000
    chunks = [content[:third], content[third : 2 * third], content[2 * third :]]

    def measure() -> None:
        (part,) = target.parent.iterdir()
        sizes.append(part.stat().st_size)

    server = Server(archive(*(step for chunk in chunks for step in (chunk, measure))))
    ask(server.job(), "download", target)
    # All but what the file's own buffer holds back.
    assert all(size >= count * third - 10_000 for count, size in enumerate(sizes, 1))
    assert len(sizes) == 3
    assert target.read_bytes() == content


def test_an_existing_file_is_replaced_when_the_archive_is_whole(ask: Callable[..., Any], target: Path) -> None:
    target.write_text("earlier")
    during: list[str] = []
    ask(Server(archive(ARCHIVE, lambda: during.append(target.read_text()))).job(), "download", target)
    assert during == ["earlier"]
    assert target.read_bytes() == ARCHIVE


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_file_is_for_its_owner_only(ask: Callable[..., Any], target: Path) -> None:
    ask(Server(WHOLE).job(), "download", target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError("disk full"), httpx.ReadError("reset")])
def test_nothing_half_written_stays(error: BaseException, ask: Callable[..., Any], target: Path) -> None:
    target.write_text("earlier")
    server = Server(archive(ARCHIVE[:100], error))
    with pytest.raises(type(error)):
        ask(server.job(), "download", target, clock=VirtualClock())
    assert [path.name for path in target.parent.iterdir()] == ["my-data.zip"]
    assert target.read_text() == "earlier"


def test_a_cancelled_task_leaves_nothing(target: Path) -> None:
    async def go() -> None:
        with anyio.CancelScope() as scope:
            await Server(archive(ARCHIVE[:100], scope.cancel, ARCHIVE[100:])).job().async_download(target)
        assert scope.cancelled_caught

    anyio.run(go)
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (".", "path is a directory: name the file in it"),
        ("missing/my-data.zip", "path is in a directory that does not exist: make '.*missing' first"),
        ("pipe", "path must be a file"),
        ("nul\0.zip", "path holds a character that no file name has"),
        ("half-\ud800.zip", "path holds a character that no file name has"),
    ],
)
def test_no_place_for_a_file(place: str, message: str, ask: Callable[..., Any], tmp_path: Path) -> None:
    if place == "pipe":
        os.mkfifo(tmp_path / place)
    server = Server(WHOLE)
    with pytest.raises(ConfigurationError, match=message):
        ask(server.job(), "download", tmp_path / place)
    assert server.requests == []


@pytest.mark.parametrize("path", [None, 7, b"my-data.zip", io.BytesIO()])
def test_no_path(path: Any, ask: Callable[..., Any]) -> None:
    server = Server(WHOLE)
    with pytest.raises(ConfigurationError, match=r"path must be a text or a pathlib\.Path, not"):
        ask(server.job(), "download", path)
    assert server.requests == []


# Faults.


@pytest.mark.parametrize(
    "fault",
    [
        archive(ARCHIVE[:100], httpx.ReadError("reset")),
        archive(ARCHIVE[:100], httpx.RemoteProtocolError("cut")),
        archive(ARCHIVE[:100], httpx.ReadTimeout("slow")),
        httpx.ConnectTimeout("slow"),
        archive(ARCHIVE[:100], Content_Length=str(len(ARCHIVE))),
        archive(ARCHIVE, b"more", Content_Length=str(len(ARCHIVE))),
        archive(ARCHIVE[:-10], Connection="close"),
        archive(b"not gzip", Content_Encoding="gzip"),
        archive(Content_Length="0"),
        archive(),
        httpx.Response(200, html="<h1>Log in</h1>"),
        httpx.Response(200, json={"error": "Busy"}),
        httpx.Response(202),
        httpx.Response(204),
        httpx.Response(408),
        httpx.Response(503, html="<h1>Down</h1>"),
    ],
    ids=range(16),
)
def test_a_fault_is_survived(fault: Answer, ask: Callable[..., Any], target: Path) -> None:
    server, clock = Server(fault, fault, WHOLE), VirtualClock()
    assert ask(server.job(), "download", target, clock=clock) == target
    assert target.read_bytes() == ARCHIVE
    assert clock.sleeps == [1.0, 2.0]
    assert [path.name for path in target.parent.iterdir()] == ["my-data.zip"]


@pytest.mark.parametrize(
    "whole",
    [
        archive(ARCHIVE, Content_Length=str(len(ARCHIVE))),
        archive(ARCHIVE, Content_Length="many"),
        # The end of the connection is the end of the archive.
        archive(ARCHIVE, Connection="close"),
        # The length is that of the encoded bytes.
        archive(gzip.compress(ARCHIVE), Content_Encoding="gzip", Content_Length=str(len(gzip.compress(ARCHIVE)))),
        archive(ARCHIVE, Content_Encoding="identity", Content_Length=str(len(ARCHIVE))),
        archive(ARCHIVE, Content_Type="application/octet-stream", Content_Length=str(len(ARCHIVE))),
        httpx.Response(200, content=ARCHIVE),
    ],
    ids=range(7),
)
def test_whole_archives(whole: Answer, ask: Callable[..., Any], target: Path) -> None:
    server = Server(whole)
    ask(server.job(), "download", target, clock=VirtualClock())
    assert target.read_bytes() == ARCHIVE
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (httpx.ReadTimeout("slow"), httpx.ReadTimeout),
        (archive(ARCHIVE[:100], httpx.ReadError("reset")), httpx.ReadError),
        (archive(ARCHIVE[:100], Content_Length="999999"), ProviderResponseError),
        (httpx.Response(500, json={"error": "Server"}), ProviderResponseError),
    ],
)
def test_faults_are_tolerated_for_as_long_as_those_of_a_page(
    fault: Answer, error: type[Exception], ask: Callable[..., Any], target: Path
) -> None:
    server, clock = Server(fault), VirtualClock()
    with pytest.raises(error) as caught:
        ask(server.job(), "download", target, clock=clock)
    assert LIMIT - 60 < clock.now <= LIMIT
    assert len(server.requests) == len(clock.sleeps) + 1
    assert list(target.parent.iterdir()) == []
    if isinstance(caught.value, ProviderResponseError) and caught.value.status_code == 200:
        assert "the archive came with 100 instead of 999999 bytes" in str(caught.value)


def test_a_retry_after_beyond_the_limit_is_not_waited_for(ask: Callable[..., Any], target: Path) -> None:
    server, clock = Server(httpx.Response(429, headers={"Retry-After": "3600"})), VirtualClock()
    with pytest.raises(ProviderResponseError):
        ask(server.job(), "download", target, clock=clock)
    assert (len(server.requests), clock.sleeps) == (1, [])


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410, 302])
def test_a_refusal_is_not_repeated(code: int, ask: Callable[..., Any], target: Path) -> None:
    answer = httpx.Response(code, json={"error": "No"}, headers={"Location": "https://evil.example/", "X-Id": "7"})
    server, clock = Server(answer), VirtualClock()
    with pytest.raises(ProviderResponseError) as caught:
        ask(server.job(), "download", target, clock=clock)
    error = caught.value
    assert (error.status_code, error.method, error.path) == (code, "GET", "/requests/r-1/download")
    assert error.headers["x-id"] == "7"
    assert error.content == (b'{"error":"No"}' if code != 302 else b"")
    assert (len(server.requests), clock.sleeps) == (1, [])
    assert list(target.parent.iterdir()) == []


# An archive has its directory at its end, however the answer was framed.


def framed(content: bytes, way: str) -> Answer:
    headers = {"chunked": {}, "length": {"Content_Length": str(len(content))}, "close": {"Connection": "close"}}
    return archive(content, **headers[way])


def make(count: int = 3, *, comment: bytes = b"", **inner: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.comment = comment
        for number in range(count):
            made.writestr(f"{number}.json", "{}")
        for name, content in inner.items():
            made.writestr(name, content)
    return buffer.getvalue()


@cache
def many() -> bytes:
    """More entries than the end record can count; it takes a second."""
    return make(70_000)


WITHIN = make(inner=ARCHIVE)
NO_ARCHIVES = {
    "cut at the end": ARCHIVE[:-1],
    "cut before the end record": ARCHIVE[:-22],
    "cut in the directory": ARCHIVE[:-40],
    "cut after an archive within": WITHIN[: WITHIN.index(ARCHIVE) + len(ARCHIVE)],
    "cut after an archive within and more": WITHIN[: WITHIN.index(ARCHIVE) + len(ARCHIVE) + 9],
    "cut in the comment": make(comment=b"by Ada" * 9)[:-1],
    "another signature in the directory": ARCHIVE.replace(b"PK\1\2", b"PK\1\3"),
    "a directory of fewer entries": ARCHIVE[:-12] + (2).to_bytes(2, "little") + ARCHIVE[-10:],
    "a directory elsewhere": ARCHIVE[:-6] + (1).to_bytes(4, "little") + ARCHIVE[-2:],
    "the second of two disks": ARCHIVE[:-18] + (1).to_bytes(2, "little") + ARCHIVE[-16:],
    "text": b"Ada Fictional",
    "an end record alone in noise": b"x" * 70_000 + b"PK\5\6" + b"\xff" * 18,
}
ARCHIVES: dict[str, bytes | Callable[[], bytes]] = {
    "empty": make(0),
    "with a comment": make(comment=b"by Ada" * 9),
    "with the longest comment": make(comment=b"x" * 0xFFFF),
    "with an archive within": WITHIN,
    "with a comment that is an archive": make(comment=make()),
    "with a line break after it": ARCHIVE + b"\r\n",
    "with more entries than the end record can count": many,
}


@pytest.mark.parametrize("way", ["chunked", "length", "close"])
@pytest.mark.parametrize("content", NO_ARCHIVES.values(), ids=NO_ARCHIVES)
def test_what_has_no_directory_at_its_end_is_no_archive(content: bytes, way: str, target: Path) -> None:
    server, clock = Server(framed(content, way)), VirtualClock()
    with pytest.raises(ProviderResponseError, match="the archive was cut short, or is none"):
        server.job().download(target, clock=clock)
    assert list(target.parent.iterdir()) == []
    # A body that was framed came as it was meant: the second time is final.
    assert len(server.requests) == 2 or (way == "close" and len(server.requests) > 5)


@pytest.mark.parametrize("content", ARCHIVES.values(), ids=ARCHIVES)
def test_archives_of_all_sorts(content: bytes | Callable[[], bytes], ask: Callable[..., Any], target: Path) -> None:
    content = content() if callable(content) else content
    ask(Server(framed(content, "chunked")).job(), "download", target, clock=VirtualClock())
    assert target.read_bytes() == content


def test_an_archive_that_is_cut_anywhere_is_not_whole() -> None:
    for content in (WITHIN, make(comment=b"by Ada"), make(0)):
        for size in range(len(content)):
            assert not is_whole(io.BytesIO(content[:size]), size)


# Patience.


@pytest.mark.parametrize(("tolerance", "sleeps"), [(0, []), (timedelta(seconds=7), [1.0, 2.0, 4.0]), (6.9, [1.0, 2.0])])
def test_faults_are_tolerated_for_as_long_as_the_caller_says(
    tolerance: Any, sleeps: list[float], ask: Callable[..., Any], target: Path
) -> None:
    clock = VirtualClock()
    with pytest.raises(ProviderResponseError) as caught:
        ask(Server(httpx.Response(503)).job(), "download", target, fault_tolerance=tolerance, clock=clock)
    assert clock.sleeps == sleeps
    lasted = f"Given up after {len(sleeps) + 1} faults in a row over {sum(sleeps):.0f} s."
    assert (lasted in str(caught.value)) == bool(sleeps)


def test_faults_are_tolerated_for_days_where_there_is_no_limit(ask: Callable[..., Any], target: Path) -> None:
    clock, server = VirtualClock(), Server(*[httpx.ReadTimeout("slow")] * 3000, WHOLE)
    ask(server.job(), "download", target, fault_tolerance=None, clock=clock)
    assert clock.now > 86_400


@pytest.mark.parametrize("tolerance", [-1, float("nan"), "7", True])
def test_no_tolerance(tolerance: Any, ask: Callable[..., Any], target: Path) -> None:
    with pytest.raises(ConfigurationError, match="fault_tolerance must be seconds"):
        ask(Server(WHOLE).job(), "download", target, fault_tolerance=tolerance)


# What is kept of an answer that is no archive.


def test_an_error_keeps_the_beginning_of_its_body_and_reads_no_further(ask: Callable[..., Any], target: Path) -> None:
    def too_far() -> None:
        raise AssertionError("read on after all that is wanted")

    server = Server(lambda: httpx.Response(404, stream=Body(b"x" * 3000, b"y" * 3000, too_far, b"z")))
    with pytest.raises(ProviderResponseError) as caught:
        ask(server.job(), "download", target)
    assert caught.value.content == b"x" * 3000 + b"y" * 1096


def test_a_refusal_whose_body_breaks_off_is_still_a_refusal(ask: Callable[..., Any], target: Path) -> None:
    server = Server(lambda: httpx.Response(404, stream=Body(b'{"error"', httpx.ReadError("reset"))))
    with pytest.raises(ProviderResponseError, match="answered 404") as caught:
        ask(server.job(), "download", target)
    assert caught.value.content == b'{"error"'
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [archive(b"Ada Fictional", Content_Length="999"), httpx.Response(200, html="Ada Fictional"), archive(b"")],
)
def test_no_personal_data_in_errors_and_logs(
    answer: Answer, ask: Callable[..., Any], target: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(ProviderResponseError) as caught:
        ask(Server(answer).job(), "download", target, clock=VirtualClock())
    assert caught.value.content == b""
    assert "Ada" not in f"{caught.value} {caught.value!r} {caplog.text}"


def test_a_whole_download_logs_nothing_of_it(
    ask: Callable[..., Any], target: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ask(Server(WHOLE).job(), "download", target)
    assert b"Ada Fictional" in target.read_bytes()
    assert "Ada" not in caplog.text
