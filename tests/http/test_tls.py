"""Whom a client trusts, and what it says where it does not; certificates are those of `support.tls_server`."""

import gc
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

import tarry
from support.hostile_server import BY_NAME, CLIENTS, TOKEN, Client, Exchange, HostileServer, answers
from support.open_sockets import none_open_to
from support.tls_server import Certificate, TlsServer
from tarry import ConfigurationError, Outcome

pytestmark = [
    pytest.mark.block_network(allowed_hosts=["127.0.0.1"]),
    # httpx 0.28 would rather have a context than the path of a file; it still takes one, and so do we.
    pytest.mark.filterwarnings("ignore:.*verify=.*|.*cert=.*:DeprecationWarning"),
]

FULLSTORY, SALESFORCE = BY_NAME["fullstory"], BY_NAME["salesforce"]
GOOD = answers(FULLSTORY.finished)
Poll = Callable[[Any], Any]


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "SSLKEYLOGFILE",
    ):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(params=["sync", "asyncio", "trio"])
def poll(request: pytest.FixtureRequest) -> Poll:
    """Poll a job, and close its client."""

    def sync(job: Any) -> Any:
        with job.client:
            return job.poll(raise_on_fault=True)

    def asynchronous(job: Any) -> Any:
        async def go() -> Any:
            async with job.client:
                return await job.async_poll(raise_on_fault=True)

        return anyio.run(go, backend=request.param)

    return sync if request.param == "sync" else asynchronous


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate.made(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """Of the client."""
    return Certificate.made(tmp_path_factory.mktemp("tls"), "client")


@pytest.fixture
def server(certificate: Certificate) -> Iterator[TlsServer]:
    with TlsServer(certificate.server_context(), GOOD) as found:
        yield found


def job_at(server: HostileServer, **httpx_args: Any) -> Any:
    return FULLSTORY.job(FULLSTORY.connect(server.url, request_timeout=10, httpx_args=httpx_args))


# Trusted.


def test_a_context_says_who_is_trusted(server: TlsServer, certificate: Certificate, poll: Poll) -> None:
    assert poll(job_at(server, verify=certificate.client_context())).outcome is Outcome.SUCCEEDED


def test_a_file_says_who_is_trusted(server: TlsServer, certificate: Certificate, poll: Poll) -> None:
    assert poll(job_at(server, verify=str(certificate.path))).outcome is Outcome.SUCCEEDED


def test_nobody_needs_to_be_trusted(server: TlsServer, poll: Poll) -> None:
    assert poll(job_at(server, verify=False)).outcome is Outcome.SUCCEEDED


def test_the_environment_says_who_is_trusted(
    server: TlsServer, certificate: Certificate, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    assert poll(job_at(server)).outcome is Outcome.SUCCEEDED


def test_the_environment_can_be_left_out(
    server: TlsServer, certificate: Certificate, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    with pytest.raises(tarry.PollingError, match="certificate verify failed"):
        poll(job_at(server, trust_env=False))


def test_contexts_of_two_environments_are_two(
    server: TlsServer, certificate: Certificate, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What clients share must not outlive the settings that it was made of."""
    with pytest.raises(tarry.PollingError):
        poll(job_at(server))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    assert poll(job_at(server)).outcome is Outcome.SUCCEEDED
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(tarry.PollingError):
        poll(job_at(server))


def test_a_client_shows_its_certificate(certificate: Certificate, mine: Certificate, poll: Poll) -> None:
    context = certificate.client_context()
    context.load_cert_chain(mine.path, mine.key)
    with TlsServer(certificate.server_context(client=mine), GOOD) as server:
        assert poll(job_at(server, verify=context)).outcome is Outcome.SUCCEEDED


def test_a_certificate_given_as_files_is_shown(
    certificate: Certificate, mine: Certificate, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Beside a `verify` that is a path, httpx 0.28 does not poll `cert`.
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    with TlsServer(certificate.server_context(client=mine), GOOD) as server:
        files = (str(mine.path), str(mine.key))
        assert poll(job_at(server, cert=files)).outcome is Outcome.SUCCEEDED


def test_a_client_without_a_certificate_is_refused_in_words(
    certificate: Certificate, mine: Certificate, poll: Poll
) -> None:
    with TlsServer(certificate.server_context(client=mine), GOOD) as server, pytest.raises(tarry.PollingError):
        poll(job_at(server, verify=certificate.client_context()))


def test_a_connection_is_kept(server: TlsServer, certificate: Certificate) -> None:
    job = job_at(server, verify=certificate.client_context())
    with job.client:
        for _ in range(3):
            assert job.poll(raise_on_fault=True).outcome is Outcome.SUCCEEDED
    assert server.connections == 1


# Not trusted, or no TLS at all: a fault of a poll, whichever it is.


def hangs_up(connection: socket.socket) -> None:
    pass


def talks_http(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def begins_and_hangs_up(connection: socket.socket) -> None:
    connection.recv(10)
    connection.sendall(b"\x16\x03\x03\x00\x7a\x02")


def alert(connection: socket.socket) -> None:
    connection.recv(65_536)
    connection.sendall(b"\x15\x03\x03\x00\x02\x02\x28")  # handshake_failure


class NoTls(TlsServer):
    def __init__(self, does: Callable[[socket.socket], None]) -> None:
        super().__init__(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
        self._does = does

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(10)
            self._does(connection)


@pytest.mark.parametrize("does", [hangs_up, talks_http, begins_and_hangs_up, alert])
def test_a_handshake_that_fails_is_a_fault(
    does: Callable[[socket.socket], None], certificate: Certificate, poll: Poll
) -> None:
    with NoTls(does) as server:
        with pytest.raises(tarry.PollingError) as caught:
            poll(job_at(server, verify=certificate.client_context()))
        gc.collect()
        assert none_open_to(server.url)
    assert isinstance(caught.value.__cause__, httpx.TransportError | None)


@pytest.mark.parametrize("face", ["sync", "asyncio", "trio"])
def test_a_wait_for_many_goes_on_without_what_is_not_trusted(face: str, server: TlsServer) -> None:
    def jobs(good: HostileServer) -> list[Any]:
        return [job_at(server), FULLSTORY.job(FULLSTORY.connect(good.url))]

    async def wait(good: HostileServer) -> Any:
        return await tarry.async_wait_for_all(jobs(good), timeout=0)

    with HostileServer((GOOD,)) as good:
        if face == "sync":
            bad, fine = tarry.wait_for_all(jobs(good), timeout=0)
        else:
            bad, fine = anyio.run(wait, good, backend=face)
    assert (bad.outcome, fine.outcome) == (Outcome.PENDING, Outcome.SUCCEEDED)
    assert "certificate verify failed" in str(bad.error)


def test_a_server_that_stalls_in_the_handshake_is_bounded_by_the_request_timeout(poll: Poll) -> None:
    def stalls(connection: socket.socket) -> None:
        while connection.recv(65_536):
            pass

    with NoTls(stalls) as server:
        job = FULLSTORY.job(FULLSTORY.connect(server.url, request_timeout=0.3))
        with pytest.raises(tarry.PollingError):
            poll(job)
        assert none_open_to(server.url)


@pytest.mark.parametrize("how", ["at once", "in the headers", "in the body"])
def test_a_connection_that_is_cut_without_a_goodbye_is_a_fault(how: str, certificate: Certificate, poll: Poll) -> None:
    pieces = {"at once": b"", "in the headers": b"HTTP/1.1 200 OK\r\nX-", "in the body": b"HTTP/1.1 200 OK\r\n\r\n{"}

    def cut(exchange: Exchange) -> None:
        exchange.send(pieces[how])
        raise BrokenPipeError("cut")

    with TlsServer(certificate.server_context(), cut) as server:
        with pytest.raises(tarry.PollingError):
            poll(job_at(server, verify=certificate.client_context()))
        assert none_open_to(server.url)


# Missing files.


@pytest.mark.parametrize("provider", CLIENTS, ids=str)
@pytest.mark.parametrize("name", ["no-such-ca.pem", "no-such-folder/"])
def test_a_file_of_authorities_that_is_missing_is_said_by_connect(provider: Client, name: str, tmp_path: Path) -> None:
    path = str(tmp_path / name)
    with pytest.raises(ConfigurationError, match="no-such-"):
        provider.connect("https://127.0.0.1:1", httpx_args={"verify": path})


def test_a_file_of_authorities_that_holds_none_is_said_by_connect(tmp_path: Path) -> None:
    (tmp_path / "not-a-ca.pem").write_text("hello")
    with pytest.raises(ConfigurationError, match=r"not-a-ca\.pem"):
        FULLSTORY.connect("https://127.0.0.1:1", httpx_args={"verify": str(tmp_path / "not-a-ca.pem")})


@pytest.mark.parametrize("cert", ["no-such-cert.pem", ("no-such-cert.pem", "no-such.key")], ids=["one", "two"])
def test_a_certificate_that_is_missing_is_said_by_connect(cert: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"no-such-cert\.pem"):
        FULLSTORY.connect("https://127.0.0.1:1", httpx_args={"cert": cert})


def test_a_file_in_the_environment_that_is_missing_is_said_by_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/ca.pem")
    with pytest.raises(ConfigurationError, match=r"SSL_CERT_FILE.*/no/such/ca\.pem"):
        FULLSTORY.connect("https://127.0.0.1:1")


def test_a_file_that_is_missing_does_not_matter_without_tls(monkeypatch: pytest.MonkeyPatch, poll: Poll) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/ca.pem")
    with HostileServer((GOOD,)) as server:
        assert poll(FULLSTORY.job(FULLSTORY.connect(server.url))).outcome is Outcome.SUCCEEDED


def test_a_file_that_vanishes_later_is_a_fault_of_one_poll(tmp_path: Path, certificate: Certificate) -> None:
    """It does not end a wait for many, whenever the context is made."""
    path = tmp_path / "ca.pem"
    path.write_bytes(certificate.path.read_bytes())
    with HostileServer((GOOD,)) as good, TlsServer(certificate.server_context(), GOOD) as server:
        gone = job_at(server, verify=str(path))
        path.unlink()
        first, second = tarry.wait_for_all([gone, FULLSTORY.job(FULLSTORY.connect(good.url))], timeout=0)
    assert second.outcome is Outcome.SUCCEEDED
    assert first.outcome in {Outcome.SUCCEEDED, Outcome.PENDING}


# Contexts are made when they are needed, and shared.


def contexts_made(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Each time that authorities are loaded, which is what takes time and memory."""
    made: list[object] = []
    for name in ("load_verify_locations", "load_default_certs"):
        original = getattr(ssl.SSLContext, name)

        def counted(self: Any, *args: Any, original: Any = original, **options: Any) -> Any:
            made.append(self)
            return original(self, *args, **options)

        monkeypatch.setattr(ssl.SSLContext, name, counted)
    return made


def test_no_context_is_made_for_http(poll: Poll, monkeypatch: pytest.MonkeyPatch) -> None:
    made = contexts_made(monkeypatch)
    with HostileServer((GOOD,)) as server:
        poll(FULLSTORY.job(FULLSTORY.connect(server.url)))
    assert made == []


def test_clients_of_the_same_settings_share_one(
    server: TlsServer, certificate: Certificate, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    made = contexts_made(monkeypatch)
    jobs = [job_at(server) for _ in range(20)]
    for job in jobs:
        assert poll(job).outcome is Outcome.SUCCEEDED
    assert len({id(one) for one in made}) <= 1


def test_no_context_is_made_before_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the first request; `connect` only checks whether files are there."""
    made = contexts_made(monkeypatch)
    clients = [FULLSTORY.connect("https://127.0.0.1:1") for _ in range(20)]
    assert len({id(one) for one in made}) <= 1
    del clients


def test_the_host_of_the_token_is_trusted_as_the_other(certificate: Certificate, poll: Poll) -> None:
    with TlsServer(certificate.server_context(), answers(SALESFORCE.finished), by_path={"/v2/token": TOKEN}) as server:
        client = SALESFORCE.connect(server.url, httpx_args={"verify": certificate.client_context()})
        assert poll(SALESFORCE.job(client)).outcome is Outcome.SUCCEEDED
    assert len(server.exchanges) == 2
