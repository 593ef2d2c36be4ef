"""A server on loopback that answers as no server should, byte by byte; and every provider's way to meet it."""

import gzip
import json
import socket
import threading
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

from tarry import eloqua, fullstory, open_data_rights, possiblenow, salesforce
from tarry._core.providers import of_each

PAUSE = 0.02
"""Seconds between two bytes of what drips."""


class Exchange:
    """One request that came in, and the connection to answer it on."""

    def __init__(self, connection: socket.socket, head: bytes, closing: threading.Event) -> None:
        self.head = head
        self.sent = 0
        self._connection = connection
        self._closing = closing

    @property
    def path(self) -> str:
        return self.head.split(b" ", 2)[1].decode()

    def receive(self, count: int) -> int:
        """Read at most so many bytes of the request's body; the number that came."""
        return len(self._connection.recv(count))

    def send(self, *pieces: bytes) -> None:
        """Raises OSError when the client has hung up."""
        for piece in pieces:
            self._connection.sendall(piece)
            self.sent += len(piece)

    def pause(self, seconds: float = PAUSE) -> None:
        if self._closing.wait(seconds):
            raise BrokenPipeError("the test is over")

    def for_ever(self, piece: bytes, pause: float | None = None) -> None:
        while not self._closing.is_set():
            self.send(piece)
            if pause is not None:
                self.pause(pause)


Script = Callable[[Exchange], None]


@dataclass
class HostileServer:
    """Plays the scripts in order, one for each request, and the last one for ever; keeps what it was sent."""

    scripts: Sequence[Script] = ()
    by_path: dict[str, Script] = field(default_factory=dict)
    """Scripts for requests whose path contains a text, before all others."""
    reads: bool = True
    """Whether it reads the body of a request."""

    def __post_init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self.connections = 0
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        if not self.reads:
            # Little room in the network for what is not read.
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**16)
        self._start(self._accept)
        return self

    def __exit__(self, *raised: object) -> None:
        self._closing.set()
        # Closing alone would leave the thread in accept().
        with suppress(OSError):
            socket.create_connection(self._listener.getsockname()).close()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def sent(self) -> int:
        """Bytes that were handed to the network."""
        return sum(exchange.sent for exchange in self.exchanges)

    def _start(self, target: Callable[..., None], *arguments: Any) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self._closing.is_set():
                connection.close()
                return
            self.connections += 1
            self._open.append(connection)
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(20)
            while not self._closing.is_set():
                head = b""
                while b"\r\n\r\n" not in head:
                    received = connection.recv(65_536 if self.reads else 1)
                    if not received:
                        return
                    head += received
                head, _, body = head.partition(b"\r\n\r\n")
                lines = head.lower().split(b"\r\n")
                length = int(next((line[15:] for line in lines if line.startswith(b"content-length:")), b"0"))
                while self.reads and len(body) < length:
                    received = connection.recv(65_536)
                    if not received:
                        return
                    body += received
                exchange = Exchange(connection, head, self._closing)
                self._script_for(exchange)(exchange)
                if b"connection: close" in lines:
                    return

    def _script_for(self, exchange: Exchange) -> Script:
        with self._lock:
            for part, script in self.by_path.items():
                if part in exchange.path:
                    self.exchanges.append(exchange)
                    return script
            number = sum(not any(part in one.path for part in self.by_path) for one in self.exchanges)
            self.exchanges.append(exchange)
            return self.scripts[min(number, len(self.scripts) - 1)]


def response(
    content: bytes = b"",
    *headers: str,
    status: str = "200 OK",
    length: int | None = None,
    kind: str = "application/json",
) -> bytes:
    """A whole answer, or the beginning of one that announces another *length*."""
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(content) if length is None else length}",
    ]
    return "\r\n".join([*lines, *headers, "", ""]).encode() + content


def chunked(*headers: str) -> bytes:
    """The beginning of an answer whose body comes in chunks."""
    lines = ["HTTP/1.1 200 OK", "Content-Type: application/json", "Transfer-Encoding: chunked", *headers, "", ""]
    return "\r\n".join(lines).encode()


def chunk(content: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(content), content)


def answers(body: Any, *headers: str, status: str = "200 OK") -> Script:
    """A good answer."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda exchange: exchange.send(response(content, *headers, status=status))


def hangs_up(*pieces: bytes) -> Script:
    """Says something and closes the connection."""

    def script(exchange: Exchange) -> None:
        exchange.send(*pieces)
        raise BrokenPipeError("hung up")

    return script


def then_for_ever(start: bytes, piece: bytes, pause: float | None = None) -> Script:
    def script(exchange: Exchange) -> None:
        exchange.send(start)
        exchange.for_ever(piece, pause)

    return script


def silent(exchange: Exchange) -> None:
    exchange.for_ever(b"", PAUSE)


SIZE = 200 * 2**20


def bomb(window: int, size: int = SIZE) -> bytes:
    """So many zeros, compressed to a thousandth."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, window)
    block = bytes(2**20)
    return b"".join(compressor.compress(block) for _ in range(size // len(block))) + compressor.flush()


GZIP = bomb(zlib.MAX_WBITS | 16)


def two_hundred_megabytes(exchange: Exchange) -> None:
    exchange.send(response(b'{"status": "', length=SIZE))
    for _ in range(SIZE // 2**16):
        exchange.send(b"x" * 2**16)


SLOW: dict[str, Script] = {
    "silence": silent,
    "headers that drip": then_for_ever(b"HTTP/1.1 200 OK\r\nX-Drip: ", b"x", PAUSE),
    "a body that drips": then_for_ever(response(length=1000), b" ", PAUSE),
    "chunks that drip": then_for_ever(chunked(), chunk(b" "), PAUSE),
    "100 for ever": then_for_ever(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100, 0),
    "103 that drips": then_for_ever(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", PAUSE),
}
"""What would never end, or not for hours."""

_TOO_LARGE = "its body is larger than 4,194,304 bytes: raise status_bytes of response_limits"
LARGE: dict[str, tuple[Script, str]] = {
    "a body without end": (then_for_ever(chunked(), chunk(b" " * 2**16)), _TOO_LARGE),
    "a body until the connection ends": (then_for_ever(b"HTTP/1.1 200 OK\r\n\r\n", b" " * 2**16), _TOO_LARGE),
    "200 MB": (two_hundred_megabytes, _TOO_LARGE),
    "a gzip bomb": (answers(GZIP, "Content-Encoding: gzip"), _TOO_LARGE),
    "a deflate bomb": (answers(bomb(zlib.MAX_WBITS, 2**23), "Content-Encoding: deflate"), _TOO_LARGE),
    "a bare deflate bomb": (answers(bomb(-zlib.MAX_WBITS, 2**23), "Content-Encoding: deflate"), _TOO_LARGE),
    "no end after gzip": (
        then_for_ever(chunked("Content-Encoding: gzip") + chunk(gzip.compress(b"{}")), chunk(bytes(2**16))),
        _TOO_LARGE,
    ),
    "a bomb in a bomb": (
        answers(gzip.compress(GZIP), "Content-Encoding: gzip, gzip"),
        "its body is encoded as gzip, gzip, and gzip, deflate were asked for",
    ),
    "another encoding": (answers(b"\x21\x2c\x00\x04", "Content-Encoding: br"), "its body is encoded as br"),
    "a header without end": (
        then_for_ever(b"HTTP/1.1 200 OK\r\nX-Flood: ", b"x" * 2**14),
        "the headers of the answer are longer than the 100 KiB that are read of them",
    ),
    "headers without end": (
        then_for_ever(b"HTTP/1.1 200 OK\r\n", b"X-Flood: x\r\n" * 1000),
        "the headers of the answer are longer than the 100 KiB that are read of them",
    ),
    "a chunk whose length has no end": (then_for_ever(chunked(), b"0" * 2**14), ""),
    "trailers without end": (then_for_ever(chunked() + chunk(b"{}") + b"0\r\n", b"X-Flood: x\r\n" * 1000), ""),
    "chunks cut short": (hangs_up(chunked() + chunk(b'{"status": ')), "peer closed connection"),
    "a length that is not reached": (hangs_up(response(b"{}", length=1000)), "peer closed connection"),
    "gzip cut short": (
        answers(gzip.compress(b"{}" + bytes(1000))[:-6], "Content-Encoding: gzip"),
        "the encoded body was cut short",
    ),
}
"""What is too much, or breaks off, and the words in which it is reported."""


@dataclass(frozen=True)
class Client:
    """How one provider meets the server."""

    name: str
    connect: Callable[..., Any]
    """Takes the URL of the server, and options of `connect`."""
    job: Callable[[Any], Any]
    arguments: tuple[Any, ...]
    """Of `submit`."""
    finished: Any
    """A status answer that ends a wait."""
    secrets: tuple[str, ...]
    options: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


CLIENTS = (
    Client(
        "fullstory",
        lambda url, **options: fullstory.connect("sandbox-key", base_url=url, **options),
        lambda client: fullstory.EventsImport(client, "abc123="),
        ([{"name": "Order Shipped"}], "sandbox-idempotency-key"),
        {"job": {"id": "abc123=", "status": "COMPLETED", "created": "2024-05-01T09:30:00Z"}, "imports": 1, "errors": 0},
        ("sandbox-key",),
    ),
    Client(
        "salesforce",
        lambda url, **options: salesforce.connect(
            client_id="sandbox-client", client_secret="sandbox-secret", base_url=url, **options
        ),
        lambda client: salesforce.RowsImport(client, "5f0c2b1e"),
        ([{"Email": "mina@example.org"}],),
        {"status": {"requestStatus": "Complete", "hasErrors": False}, "requestId": "r", "resultMessages": []},
        ("sandbox-secret", "sandbox-token"),
        {"key": "Loyalty_Members"},
    ),
    Client(
        "possiblenow",
        lambda url, **options: possiblenow.connect("EXAMPLE1", "api-user", "sandbox-secret", base_url=url, **options),
        lambda client: possiblenow.Export(client, "EXAMPLE1", 480211),
        ("EXAMPLE1", "Newsletter readers"),
        {"AccessToken": 480211, "Status": "Complete"},
        ("PNAUTHINFO3", "Signature"),
    ),
    Client(
        "open_data_rights",
        lambda url, **options: open_data_rights.connect(url, "sandbox-token", **options),
        lambda client: open_data_rights.DataRequest(client, "r-1"),
        (),
        {"requestId": "r-1", "isCompleted": True, "createdAt": "2026-01-01T00:00:00Z", "dataRequested": []},
        ("sandbox-token",),
    ),
    Client(
        "eloqua",
        lambda url, **options: eloqua.connect(token="sandbox-token", base_url=url, **options),
        lambda client: eloqua.Sync(client, 1444),
        ("/contacts/exports/2071",),
        {"uri": "/syncs/1444", "syncedInstanceUri": "/contacts/exports/2071", "status": "success"},
        ("sandbox-token",),
    ),
)
of_each({client.name: client for client in CLIENTS}, "how to make a client and a job")
BY_NAME = {client.name: client for client in CLIENTS}
TOKEN = answers({"access_token": "sandbox-token", "token_type": "Bearer", "expires_in": 1079})
