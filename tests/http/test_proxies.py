"""Proxies, from the environment and from `httpx_args`: what goes through them, and what does not."""

from collections.abc import Callable
from typing import Any

import anyio
import httpx
import pytest

import tarry
from support.hostile_server import BY_NAME, TOKEN, HostileServer, answers
from support.open_sockets import none_open_to
from support.tls_server import Certificate, TlsServer, tunnel
from tarry import Outcome

pytestmark = [
    pytest.mark.block_network(allowed_hosts=["127.0.0.1"]),
    # Proxies are for hosts that are not this machine; to reach one without TLS is warned of by the log.
    pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning"),
]

FULLSTORY, SALESFORCE = BY_NAME["fullstory"], BY_NAME["salesforce"]
GOOD = answers(FULLSTORY.finished)
FAR = "http://api.fullstory.invalid"
VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")

Poll = Callable[[Any], Any]


@pytest.fixture(autouse=True)
def _no_proxy_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
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


def job_at(url: str, **httpx_args: Any) -> Any:
    return FULLSTORY.job(FULLSTORY.connect(url, request_timeout=10, httpx_args=httpx_args))


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_http_goes_through_the_proxy_of_the_environment(
    variable: str, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    with HostileServer((GOOD,)) as proxy:
        monkeypatch.setenv(variable, proxy.url)
        assert poll(job_at(FAR)).outcome is Outcome.SUCCEEDED
        assert none_open_to(proxy.url)
    (exchange,) = proxy.exchanges
    lines = exchange.head.split(b"\r\n")
    assert lines[0] == f"GET {FAR}/v2/events/batch/abc123%3D HTTP/1.1".encode()
    assert b"host: api.fullstory.invalid" in [line.lower() for line in lines]
    assert b"authorization: Basic sandbox-key" in [line.replace(b"Authorization", b"authorization") for line in lines]


def test_a_proxy_without_a_scheme_is_http(poll: Poll, monkeypatch: pytest.MonkeyPatch) -> None:
    with HostileServer((GOOD,)) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.removeprefix("http://"))
        assert poll(job_at(FAR)).outcome is Outcome.SUCCEEDED


def test_the_password_of_a_proxy_is_sent_to_it(poll: Poll, monkeypatch: pytest.MonkeyPatch) -> None:
    with HostileServer((GOOD,)) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("://", "://user:pass@"))
        assert poll(job_at(FAR)).outcome is Outcome.SUCCEEDED
    (exchange,) = proxy.exchanges
    assert b"proxy-authorization: Basic dXNlcjpwYXNz".lower() in exchange.head.lower()


@pytest.mark.parametrize("excepted", ["127.0.0.1", "*", "example.com, 127.0.0.1", "http://127.0.0.1"])
def test_hosts_in_no_proxy_are_reached_directly(excepted: str, poll: Poll, monkeypatch: pytest.MonkeyPatch) -> None:
    with HostileServer((GOOD,)) as proxy, HostileServer((GOOD,)) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", excepted)
        assert poll(job_at(server.url)).outcome is Outcome.SUCCEEDED
    assert (len(proxy.exchanges), len(server.exchanges)) == (0, 1)


def test_other_hosts_than_those_in_no_proxy_are_not(poll: Poll, monkeypatch: pytest.MonkeyPatch) -> None:
    with HostileServer((GOOD,)) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "example.com,127.0.0.1")
        assert poll(job_at(FAR)).outcome is Outcome.SUCCEEDED
    assert len(proxy.exchanges) == 1


def test_a_proxy_for_https_is_not_for_http(poll: Poll, monkeypatch: pytest.MonkeyPatch) -> None:
    with HostileServer((GOOD,)) as proxy, HostileServer((GOOD,)) as server:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        assert poll(job_at(server.url)).outcome is Outcome.SUCCEEDED
    assert (len(proxy.exchanges), len(server.exchanges)) == (0, 1)


def test_the_environment_can_be_left_out(poll: Poll, monkeypatch: pytest.MonkeyPatch) -> None:
    with HostileServer((GOOD,)) as proxy, HostileServer((GOOD,)) as server:
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        assert poll(job_at(server.url, trust_env=False)).outcome is Outcome.SUCCEEDED
    assert (len(proxy.exchanges), len(server.exchanges)) == (0, 1)


@pytest.mark.parametrize("how", ["environment", "argument"])
def test_https_goes_through_a_tunnel(
    how: str, poll: Poll, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments: dict[str, Any] = {"verify": certificate.client_context()}
    with HostileServer((tunnel,)) as proxy, TlsServer(certificate.server_context(), GOOD) as server:
        if how == "environment":
            monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        else:
            arguments["proxy"] = proxy.url
        assert poll(job_at(server.url, **arguments)).outcome is Outcome.SUCCEEDED
        assert none_open_to(proxy.url)
        port = server.url.rpartition(":")[2].encode()
    (connect,) = proxy.exchanges
    assert connect.head.startswith(b"CONNECT 127.0.0.1:" + port + b" HTTP/1.1\r\n")
    assert b"sandbox-key" not in connect.head
    assert b"sandbox-key" in server.exchanges[0].head


def test_a_tunnel_is_kept_for_the_next_request(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    with HostileServer((tunnel,)) as proxy, TlsServer(certificate.server_context(), GOOD) as server:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        job = job_at(server.url, verify=certificate.client_context())
        with job.client:
            for _ in range(3):
                assert job.poll(raise_on_fault=True).outcome is Outcome.SUCCEEDED
    assert (proxy.connections, server.connections, len(server.exchanges)) == (1, 1, 3)


@pytest.mark.parametrize("status", ["407 Proxy Authentication Required", "502 Bad Gateway"])
def test_a_proxy_that_refuses_is_a_fault_that_says_so(
    status: str, poll: Poll, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        HostileServer((answers(b"", status=status),)) as proxy,
        TlsServer(certificate.server_context(), GOOD) as server,
    ):
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("://", "://user:secret@"))
        with pytest.raises(tarry.PollingError, match=status[:3]) as caught:
            poll(job_at(server.url, verify=certificate.client_context()))
        assert none_open_to(proxy.url)
    assert server.exchanges == []
    assert "secret" not in str(caught.value)


def test_a_proxy_that_is_silent_is_bounded_by_the_request_timeout(poll: Poll, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(exchange: Any) -> None:
        exchange.for_ever(b"", 0.02)

    with HostileServer((silent,)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        job = FULLSTORY.job(FULLSTORY.connect("https://api.fullstory.invalid", request_timeout=0.3))
        with pytest.raises(tarry.PollingError):
            poll(job)
        assert none_open_to(proxy.url)


def test_a_proxy_given_as_an_argument_is_for_http_too(poll: Poll) -> None:
    with HostileServer((GOOD,)) as proxy:
        assert poll(job_at(FAR, proxy=proxy.url)).outcome is Outcome.SUCCEEDED
    assert len(proxy.exchanges) == 1


def test_a_proxy_object_with_headers_of_its_own(poll: Poll) -> None:
    with HostileServer((GOOD,)) as proxy:
        given = httpx.Proxy(proxy.url, headers={"X-For-The-Proxy": "1"})
        assert poll(job_at(FAR, proxy=given)).outcome is Outcome.SUCCEEDED
    assert b"x-for-the-proxy: 1" in proxy.exchanges[0].head.lower()


def test_the_request_for_a_token_goes_through_it_as_well(poll: Poll, monkeypatch: pytest.MonkeyPatch) -> None:
    with HostileServer((answers(SALESFORCE.finished),), by_path={"/v2/token": TOKEN}) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        client = SALESFORCE.connect("http://rest.invalid", auth_url="http://auth.invalid", request_timeout=10)
        assert poll(SALESFORCE.job(client)).outcome is Outcome.SUCCEEDED
    assert [exchange.path.split("/")[2] for exchange in proxy.exchanges] == ["auth.invalid", "rest.invalid"]


def test_the_environment_is_read_when_the_client_is_made(poll: Poll, monkeypatch: pytest.MonkeyPatch) -> None:
    """As by httpx: a client does not change where it sends to."""
    with HostileServer((GOOD,)) as proxy, HostileServer((GOOD,)) as server:
        job = job_at(server.url)
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        assert poll(job).outcome is Outcome.SUCCEEDED
    assert len(server.exchanges) == 1
