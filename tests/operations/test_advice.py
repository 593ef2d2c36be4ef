"""What a failed request is called, and which setting to check."""

import inspect
import socket
import ssl
from collections.abc import Callable
from importlib import import_module

import httpx
import pytest

from tarry import (
    ConfigurationError,
    CredentialError,
    ProviderResponseError,
    eloqua,
    fullstory,
    open_data_rights,
    salesforce,
)
from tarry._core.providers import BUILT_IN
from tarry._operations.advice import describe_fault

FULLSTORY, SALESFORCE, ELOQUA = (job.source for job in (fullstory.EventsImport, salesforce.RowsImport, eloqua.Sync))
BASE = "https://api.fullstory.com/sub"
HTML = b"<!DOCTYPE html><title>Log in</title>"


def caused(error: Exception, cause: BaseException) -> Exception:
    error.__cause__ = cause
    return error


def answer(status: int, content: bytes = b"") -> ProviderResponseError:
    return ProviderResponseError(
        "no", status_code=status, headers={}, content=content, method="GET", path="/v2/events/batch/a"
    )


@pytest.mark.parametrize(
    ("error", "problem", "advice"),
    [
        # As a text alone, and by its cause alone.
        (httpx.ConnectError("[Errno -2] Name or service not known"), "host api.fullstory.com is not known", "base_url"),
        (caused(httpx.ConnectError("no"), socket.gaierror(8)), "host api.fullstory.com is not known", "base_url"),
        (httpx.ConnectError("[Errno 111] Connection refused"), "api.fullstory.com refuses connections", "base_url"),
        (httpx.ConnectError("All connection attempts failed"), "api.fullstory.com refuses connections", "base_url"),
        (caused(httpx.ConnectError(""), ConnectionRefusedError()), "api.fullstory.com refuses connections", "base_url"),
        (
            httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get issuer"),
            "certificate of api.fullstory.com is not trusted",
            "SSL_CERT_FILE",
        ),
        (caused(httpx.ConnectError(""), ssl.SSLCertVerificationError()), "is not trusted", "verify in httpx_args"),
        (
            httpx.ConnectError("[SSL: WRONG_VERSION_NUMBER] wrong version number"),
            "does not speak TLS",
            "scheme and port",
        ),
        (httpx.ConnectError("[Errno 101] Network is unreachable"), "no connection to api.fullstory.com", "the network"),
        (httpx.ConnectTimeout(""), "no connection to api.fullstory.com in time (ConnectTimeout)", "base_url"),
        (httpx.ReadTimeout("slow"), "no answer from api.fullstory.com in time (slow)", "request_timeout"),
        (httpx.ProxyError("407"), "the proxy before api.fullstory.com failed (407)", "HTTPS_PROXY"),
        (answer(401), "answered 401", "Check api_key (FULLSTORY_API_KEY)"),
        (answer(403), "answered 403", "has the right to do this"),
        (answer(405), "answered 405", f"host and path of base_url (FULLSTORY_BASE_URL), which is {BASE}"),
        (answer(302), "answered 302", f"host and path of base_url (FULLSTORY_BASE_URL), which is {BASE}"),
        (answer(404, HTML), "answered 404", f"host and path of base_url (FULLSTORY_BASE_URL), which is {BASE}"),
        (answer(200, HTML), "answered 200", f"host and path of base_url (FULLSTORY_BASE_URL), which is {BASE}"),
    ],
)
def test_what_happened_names_the_host_and_the_setting_to_check(error: Exception, problem: str, advice: str) -> None:
    fault = describe_fault(error, FULLSTORY, BASE)
    assert problem in fault.problem
    assert advice in fault.advice
    assert str(fault) == f"{fault.problem}. {fault.advice}"


@pytest.mark.parametrize(
    "error",
    [httpx.ReadError("reset"), answer(503, HTML), answer(404), answer(500), CredentialError("Used up. Log in again.")],
)
def test_where_no_setting_is_to_blame_none_is_named(error: Exception) -> None:
    fault = describe_fault(error, FULLSTORY, BASE)
    assert fault.advice == ""
    assert str(fault) == fault.problem


def test_the_host_that_was_asked_is_named_and_the_setting_that_decided_on_it() -> None:
    error = httpx.ConnectError("refused", request=httpx.Request("POST", "https://tokens.example:8443/v2/token"))
    fault = describe_fault(error, SALESFORCE, "https://rest.example")
    assert "tokens.example:8443 refuses" in fault.problem
    assert "auth_url (SALESFORCE_AUTH_URL)" in fault.advice
    fault = describe_fault(error, ELOQUA, "https://rest.example")
    assert "login_url (ELOQUA_LOGIN_URL)" in fault.advice
    tenant = httpx.ConnectError("refused", request=httpx.Request("GET", "https://mc1.auth.marketingcloudapis.com/v2"))
    fault = describe_fault(tenant, SALESFORCE, "https://mc1.rest.marketingcloudapis.com")
    assert "subdomain (SALESFORCE_SUBDOMAIN)" in fault.advice


def test_what_a_server_wrote_is_cut_and_cannot_steer_a_terminal() -> None:
    for error in (answer(500, b"\x1b[2J" + b"x" * 4000), httpx.RemoteProtocolError("\x1b[2J\u202e" + "x" * 4000)):
        problem = describe_fault(error, FULLSTORY, BASE).problem
        assert problem.isprintable()
        assert len(problem) < 700


@pytest.mark.parametrize("provider", BUILT_IN)
def test_the_settings_that_are_named_exist(provider: str) -> None:
    module = import_module(f"tarry.{provider}")
    connect: Callable[..., object] = module.connect
    (source,) = {job.source for job in module.JOBS}
    keywords = {*source.credentials, "base_url", source.login_url, *(["subdomain"] if source.tenant_domain else [])}
    assert source.credentials
    assert keywords <= inspect.signature(connect).parameters.keys()
    assert all(f"{provider}_{keyword}".upper() in (connect.__doc__ or "") for keyword in keywords)


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_a_real_socket_that_refuses_is_recognised() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with httpx.Client() as client, pytest.raises(httpx.ConnectError) as raised:
        client.get(f"http://127.0.0.1:{port}/")
    assert f"127.0.0.1:{port} refuses connections" in describe_fault(raised.value, FULLSTORY, BASE).problem


def test_a_type_of_another_package_is_named_with_its_module() -> None:
    auth = type("Auth", (), {"__module__": "httpx2"})()
    with pytest.raises(ConfigurationError, match=r"auth must be an httpx\.Auth, not httpx2\.Auth"):
        fullstory.connect(auth=auth)
    with pytest.raises(ConfigurationError, match=r"auth must be an httpx\.Auth, not httpx2\.Auth"):
        eloqua.connect(base_url="https://eloqua.example", auth=auth)
    with pytest.raises(ConfigurationError, match=r"transport must be one of httpx, sync or async, not httpx2\.Auth"):
        fullstory.connect("key", httpx_args={"transport": auth})
    with pytest.raises(ConfigurationError, match=r"response_limits must be a tarry\.ResponseLimits, not int$"):
        fullstory.connect("key", response_limits=5)  # type: ignore[arg-type]


def test_the_client_of_another_provider_is_named_by_that() -> None:
    client = open_data_rights.connect("https://example.com", "token")
    with pytest.raises(
        ConfigurationError, match=r"tarry\.fullstory\.connect.* returns, not a client of open_data_rights"
    ):
        fullstory.EventsImport(client, "abc")  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match=r"returns, not str$"):
        fullstory.EventsImport("client", "abc")  # type: ignore[arg-type]
