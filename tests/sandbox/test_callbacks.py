"""The calls to callback URLs: as the documents describe them, when the plan says, and to nobody but this machine."""

import json
import logging
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest

from support.documents import read
from support.paths import SPECS
from tarry.sandbox import Plan, Sandbox
from tarry.testing import VirtualClock

URL = "http://127.0.0.1:1/hooks/a"
Connect = Callable[..., httpx.Client]
PROVIDERS = ("eloqua", "possiblenow")
OPTIONS: dict[str, dict[str, Any]] = {
    "eloqua": {"auth": httpx.BasicAuth(r"SandboxCompany\Sandbox.User", "sandbox-password")},
    "possiblenow": {"headers": {"Authorization": "Bearer sandbox-token"}},
}

TOKEN = OPTIONS["possiblenow"]["headers"]


@pytest.fixture
def connect(sandbox: Sandbox) -> Connect:
    """Clients whose exchanges nothing checks: this is about what goes the other way."""

    def connect(provider: str, **options: Any) -> httpx.Client:
        url = sandbox.base_url(provider, "http://sandbox")
        return httpx.Client(base_url=url, transport=sandbox.transport(), **options)

    return connect


def submit(provider: str, client: httpx.Client, url: str) -> str:
    """Start a job that names *url*, and give the path of its status."""
    if provider == "possiblenow":
        answer = client.post("/Async/SANDBOX1/Export/Segment/Spring", json={"CallbackURL": url})
        return f"/Async/SANDBOX1/Export/{answer.json()['AccessToken']}/Status"
    definition = {"name": "Readers", "fields": {"id": "{{Contact.Id}}"}}
    uri = client.post("/api/bulk/2.0/contacts/exports", json=definition).json()["uri"]
    answer = client.post("/api/bulk/2.0/syncs", json={"syncedInstanceUri": uri, "callbackUrl": url})
    return f"/api/bulk/2.0{answer.json()['uri']}"


def described(provider: str) -> tuple[str, dict[str, Any]]:
    """The method and the operation of the call that a document describes."""
    operations = [one for path in read(SPECS / f"{provider}.yaml")["paths"].values() for one in path.values()]
    for operation in operations:
        if isinstance(operation, dict) and "callbacks" in operation:
            ((_, path),) = (found for each in operation["callbacks"].values() for found in each.items())
            ((method, called),) = path.items()
            return method.upper(), called
    raise LookupError(provider)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(("kind", "calls"), [("on-time", 1), ("twice", 2), ("never", 0)])
def test_at_the_end(
    provider: str, kind: Any, calls: int, sandbox: Sandbox, connect: Connect, clock: VirtualClock
) -> None:
    sandbox.next(provider, Plan(seconds=60, callback=kind))
    submit(provider, connect(provider, **OPTIONS[provider]), URL)
    clock.advance(59)
    assert sandbox.due_callbacks() == []
    clock.advance(1)
    assert [str(one.url) for one in sandbox.due_callbacks()] == [URL] * calls
    assert sandbox.due_callbacks() == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_after_so_many_polls(provider: str, sandbox: Sandbox, connect: Connect) -> None:
    client = connect(provider, **OPTIONS[provider])
    path = submit(provider, client, URL)
    for expected in (0, 1, 0):
        client.get(path)
        assert len(sandbox.due_callbacks()) == expected


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("outcome", ["succeeded", "failed"])
def test_as_the_document_says(provider: str, outcome: Any, sandbox: Sandbox, connect: Connect) -> None:
    sandbox.next(provider, Plan(outcome, polls=0))
    client = connect(provider, **OPTIONS[provider])
    path = submit(provider, client, URL)
    (request,) = sandbox.due_callbacks()
    method, operation = described(provider)
    assert request.method == method
    if "requestBody" in operation:
        content_type = request.headers["content-type"]
        assert content_type in operation["requestBody"]["content"]
        # The schema is that of the status, whose answers are checked elsewhere.
        assert operation["requestBody"]["content"][content_type]["schema"] == {
            "$ref": "#/components/schemas/ExportStatus"
        }
        assert json.loads(request.content) == client.get(path).json()
    else:
        assert request.content == b""


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_forged_one_comes_besides(provider: str, sandbox: Sandbox, connect: Connect, clock: VirtualClock) -> None:
    sandbox.next(provider, Plan("failed", seconds=60, callback="forged"))
    path = submit(provider, connect(provider, **OPTIONS[provider]), URL)
    (forged,) = sandbox.due_callbacks()
    said = json.loads(forged.content)
    assert {str(value) for value in said.values()} & {"Complete", "succeeded"}
    assert str(said.get("AccessToken", said.get("id"))) not in path
    clock.advance(60)
    assert len(sandbox.due_callbacks()) == 1


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_early_one_is_all(provider: str, sandbox: Sandbox, connect: Connect, clock: VirtualClock) -> None:
    sandbox.next(provider, Plan(seconds=60, callback="early"))
    submit(provider, connect(provider, **OPTIONS[provider]), URL)
    assert len(sandbox.due_callbacks()) == 1
    clock.advance(60)
    assert sandbox.due_callbacks() == []


def test_nobody_tells_of_a_job_that_is_gone(sandbox: Sandbox, connect: Connect) -> None:
    sandbox.next("eloqua", Plan("gone", polls=0))
    submit("eloqua", connect("eloqua", **OPTIONS["eloqua"]), URL)
    assert sandbox.due_callbacks() == []


def test_a_reset_forgets_calls(sandbox: Sandbox, connect: Connect, clock: VirtualClock) -> None:
    sandbox.next("eloqua", Plan(seconds=60))
    submit("eloqua", connect("eloqua", **OPTIONS["eloqua"]), URL)
    sandbox.reset()
    clock.advance(60)
    assert sandbox.due_callbacks() == []


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com/secret",
        "http://192.0.2.1/secret",
        "http://localhost.example.com/secret",
        "http://127.0.0.1.example.com/secret",
        "http://localhost@example.com/secret",
    ],
)
def test_others_are_not_called(
    provider: str, url: str, sandbox: Sandbox, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    sandbox.next(provider, Plan(polls=0))
    path = submit(provider, connect(provider, **OPTIONS[provider]), url)
    assert sandbox.due_callbacks() == []
    (line,) = caplog.messages
    assert "calls loopback only" in line
    assert path.removesuffix("/Status").rpartition("/")[2] in line
    assert "secret" not in line


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/\\ud800", "http://\\ud800", "http://[::1", "\\u0000", "ftp://127.0.0.1"]
)
def test_what_is_no_url_breaks_nothing(url: str, sandbox: Sandbox, connect: Connect) -> None:
    client = connect("possiblenow", **OPTIONS["possiblenow"])
    body = f'{{"CallbackURL": "{url}"}}'.encode()
    headers = {"Content-Type": "application/json"}
    answer = client.post("/Async/SANDBOX1/Export/Segment/Spring", content=body, headers=headers)
    assert answer.status_code == 200
    assert sandbox.due_callbacks() == []


class Receiver(HTTPServer):
    """Keeps what it was sent, and answers when it is let."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/hooks/a"
        self.bodies: list[bytes] = []
        self.called, self.may_answer = threading.Semaphore(0), threading.Event()
        self.may_answer.set()


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers.get("content-length", 0))))
        self.server.called.release()
        self.server.may_answer.wait(30)
        self.send_response(307)
        self.send_header("Location", self.server.url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
@pytest.mark.parametrize("kind", ["on-time", "early"])
def test_over_a_socket(kind: Any, receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "tarry")
    sandbox = Sandbox()
    sandbox.next("possiblenow", Plan(polls=1, callback=kind))
    with sandbox.serve() as root, httpx.Client(base_url=f"{root}/possiblenow/Profiles", headers=TOKEN) as client:
        path = submit("possiblenow", client, receiver.url)
        # It waits for no other than an early one.
        assert len(receiver.bodies) == (kind == "early")
        client.get(path)
        assert receiver.called.acquire(timeout=30)
        client.get(path)
    assert [json.loads(body)["Status"] for body in receiver.bodies] == ["Processing" if kind == "early" else "Complete"]
    assert not any("hooks" in line for line in caplog.messages if line.startswith("the callback"))


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_a_receiver_that_hangs_holds_up_no_request(receiver: Receiver) -> None:
    receiver.may_answer.clear()
    sandbox = Sandbox()
    sandbox.plan("possiblenow", Plan(polls=0))
    transport = sandbox.transport()
    with (
        sandbox.calling(),
        httpx.Client(
            transport=transport, base_url=sandbox.base_url("possiblenow", "http://a"), headers=TOKEN
        ) as client,
    ):
        path = submit("possiblenow", client, receiver.url)
        assert receiver.called.acquire(timeout=30)
        assert client.get(path).json()["Status"] == "Complete"
        submit("possiblenow", client, receiver.url)
        receiver.may_answer.set()
        assert receiver.called.acquire(timeout=30)


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_nobody_listens(caplog: pytest.LogCaptureFixture) -> None:
    sandbox = Sandbox()
    sandbox.plan("possiblenow", Plan(polls=0, callback="early"))
    with sandbox.serve() as root, httpx.Client(base_url=f"{root}/possiblenow/Profiles", headers=TOKEN) as client:
        assert client.get(submit("possiblenow", client, URL)).json()["Status"] == "Complete"
    (line,) = caplog.messages
    assert "did not answer: ConnectError" in line
    assert "hooks" not in line
