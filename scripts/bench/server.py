"""A server on loopback that answers as little as the benchmarks need, in a process of its own.

How many polls a job takes and how late its answers come is said by its id: `3.50.77` ends at the third poll, every answer
comes 50 ms late, and 77 tells it from others. A sync of Eloqua is a number: 1000100 has 1000 thousand rows, each page 100 ms
late.
"""

import asyncio
import json
import re
import ssl
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

_STATUS: dict[str, Any] = {
    "imports": 0,
    "errors": 0,
    "job": {"id": "abd123=", "status": "PROCESSING", "created": "2021-06-24T22:12:17.000Z"},
}
_COLUMNS = ["Email", "First", "Last", "Company", "City", "Country", "Created", "Revenue", "Score", "Opt_In"]


def _row(number: int) -> dict[str, str]:
    values = [f"person{number}@example.com", "Ada", "Fictional", "Example & Söhne GmbH", "Zürich", "Switzerland"]
    values += ["2024-03-05 11:22:33.456", f"{number}.50", str(number % 100), "true"]
    return dict(zip(_COLUMNS, values, strict=True))


class _Pages:
    """Pages of rows, made once for each size; pages of a sync differ in their first row only."""

    def __init__(self) -> None:
        self._rows: dict[int, bytes] = {}

    def page(self, total: int, limit: int, offset: int) -> bytes:
        count = min(limit, total - offset)
        if count not in self._rows:
            self._rows[count] = json.dumps([_row(n) for n in range(1, count)], separators=(",", ":")).encode()[1:]
        head = {
            "totalResults": total,
            "limit": limit,
            "offset": offset,
            "count": count,
            "hasMore": offset + count < total,
        }
        first = json.dumps(head)[:-1] + ', "items": [' + json.dumps(_row(offset)) + ("," if count > 1 else "")
        return first.encode() + self._rows[count] + b"}"


class _Answers(asyncio.Protocol):
    seen: ClassVar[Counter[str]] = Counter()
    pages: ClassVar[_Pages] = _Pages()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101
        self._transport = transport
        self._data = b""

    def data_received(self, data: bytes) -> None:
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            length = re.search(rb"(?i)content-length: *(\d+)", self._data[:end])
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._data) < whole:
                return
            head, body, self._data = self._data[:end].decode(), self._data[end + 4 : whole], self._data[whole:]
            delay, answer = self._answer(head, body)
            if delay:
                asyncio.get_running_loop().call_later(delay / 1000, self._transport.write, answer)
            else:
                self._transport.write(answer)

    def _answer(self, head: str, body: bytes) -> tuple[int, bytes]:
        method, target, _ = head.split(" ", 2)
        url = urlsplit(target)
        if url.path.endswith("/data"):
            sync, query = int(url.path.split("/")[-2]), parse_qs(url.query)
            total, delay = sync // 1000 * 1000, sync % 1000
            return delay, _http(self.pages.page(total, int(query["limit"][0]), int(query["offset"][0])))
        if method == "POST" and url.path.startswith("/azure/"):
            host = re.search(r"(?i)\r\nhost: *(\S+)", head)
            where = f"http://{host[1] if host else ''}{url.path}"
            return 0, _http(b"{}", "202 Accepted", f"Operation-Location: {where}\r\n")
        if url.path in _LISTS:
            return 0, _http(b"{}", "404 Not Found")
        key = json.loads(body)["TableName"].replace("_", ".") if url.path == "/" else _key(url.path)
        polls, late, _ = key.split(".")
        self.seen[key] += 1
        ended = self.seen[key] >= int(polls)
        if ended:
            del self.seen[key]
        return int(late), _http(_status(url.path, ended))


_LISTS = {"/requests", "/api/bulk/2.0/syncs"}
"""Not played: each job is polled by itself, as where a list does not have it."""


def _key(path: str) -> str:
    """The id of the job in a path. Some are numbers: 3000000077 is 3.0.77."""
    found = re.search(r"(?i)/([^/]+)(/status)?$", path)
    key = found[1] if found else ""
    return f"{int(key) // 10**9}.0.{int(key) % 10**9}" if path.startswith(("/api/bulk/", "/Async/")) else key


def _status(path: str, ended: bool) -> bytes:
    """The status answer of the provider whose path it is; it names the job that was asked for."""
    job_id = unquote(path.removesuffix("/status").removesuffix("/Status").rpartition("/")[2])
    if path.startswith("/data/v1/async/"):
        record = {"requestId": job_id, "requestStatus": "Complete" if ended else "Pending", "hasErrors": False}
        return json.dumps({"status": record, "requestId": job_id, "resultMessages": []}).encode()
    if path.startswith("/Async/"):
        return json.dumps({"AccessToken": job_id, "Status": "Complete" if ended else "Processing"}).encode()
    if path.startswith("/requests/"):
        request = {"requestId": job_id, "createdAt": "2024-05-01T11:00:00Z", "dataRequested": ["Person"]}
        return json.dumps({**request, "isCompleted": ended}).encode()
    if path.startswith("/api/bulk/"):
        return json.dumps({"status": "success" if ended else "active", "uri": f"/syncs/{job_id}"}).encode()
    if path.startswith("/azure/"):
        return b'{"status": "Succeeded"}' if ended else b'{"status": "InProgress"}'
    if path == "/":
        return json.dumps({"Table": {"TableStatus": "ACTIVE" if ended else "CREATING"}}).encode()
    if "/vector_stores/" in path:
        file = {"id": "f", "object": "vector_store.file", "created_at": 0, "usage_bytes": 0, "vector_store_id": "v"}
        return json.dumps({**file, "last_error": None, "status": "completed" if ended else "in_progress"}).encode()
    job = {**_STATUS["job"], "id": job_id, "status": "COMPLETED" if ended else "PROCESSING"}
    return json.dumps({**_STATUS, "imports": 3, "job": job}).encode()


def _http(body: bytes, status: str = "200 OK", headers: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@contextmanager
def running(*certificate: Path) -> Iterator[str]:
    """Start it, give its base URL, and stop it; with TLS where a certificate and its key are given, as two files."""
    command = [sys.executable, "-m", __name__, *map(str, certificate)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


async def _main() -> None:
    context = None
    if certificate := sys.argv[1:]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
    server = await asyncio.get_running_loop().create_server(_Answers, "127.0.0.1", 0, backlog=4096, ssl=context)
    print(f"{'https' if context else 'http'}://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main())
