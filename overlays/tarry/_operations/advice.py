"""What went wrong with a request, and which setting to check: one place for the texts of waits, submits, pages and tokens."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import httpx

from tarry._core.errors import ProviderResponseError
from tarry._core.texts import LONGEST_PROBLEM, shown

if TYPE_CHECKING:
    from tarry._core.provider import Provider

_UNKNOWN_HOST = ("getaddrinfo", "name or service not known", "nodename nor servname", "name resolution", "no address")
"""Said of a host that DNS does not know, in the words of Windows, glibc (twice), macOS and musl."""

_CERTIFICATE = ("certificate_verify_failed", "certificate verify failed")

_TLS = ("ssl:", "tls")

_REFUSED = ("refused", "all connection attempts failed", "connect call failed")
"""The words of the kernel, anyio and asyncio."""


class Fault(NamedTuple):
    """A failed request in two sentences without a full stop."""

    problem: str
    """What happened, with the host in it."""
    advice: str
    """Which setting to check; empty where none is to blame."""

    def __str__(self) -> str:
        return f"{self.problem}. {self.advice}" if self.advice else self.problem


def describe_fault(error: Exception, provider: Provider, base_url: str) -> Fault:
    """Say what *error* means for somebody who set up a client of *provider*.

    Args:
        error: What a request raised: an httpx error, a ProviderResponseError or a CredentialError.
        provider: Whose answer it is, or would have been.
        base_url: The base URL of the client. Where the error names the URL of its request, the host of that one is shown.
    """
    if isinstance(error, ProviderResponseError):
        return Fault(shown(str(error), LONGEST_PROBLEM), _advice_on_answer(error, provider, base_url))
    said = shown(str(error), LONGEST_PROBLEM) or type(error).__name__
    if not isinstance(error, httpx.RequestError):
        return Fault(said, "")
    asked, base = _asked(error), httpx.URL(base_url)
    host = _host(asked or base) or provider.name
    said = said.removeprefix(f"{host}: ")  # which is said before it
    address = _setting(provider, _address(provider, asked, base))
    match error:
        case httpx.ProxyError():
            return Fault(f"the proxy before {host} failed ({said})", "Check HTTPS_PROXY, or proxy in httpx_args")
        case httpx.ConnectTimeout():
            return Fault(f"no connection to {host} in time ({said})", f"Check {address}, and the network or its proxy")
        case httpx.ConnectError():
            return _no_connection(error, said, host, address)
        case httpx.TimeoutException():
            return Fault(f"no answer from {host} in time ({said})", "Where it is only slow, give more request_timeout")
        case httpx.UnsupportedProtocol():
            return Fault(said, f"Check {address}")
        case _:
            return Fault(f"the connection to {host} failed ({said})", "")


def _no_connection(error: httpx.ConnectError, said: str, host: str, address: str) -> Fault:
    # Transports keep the reason as a cause, or only as a text.
    causes = list(_causes(error))
    texts = " ".join(map(str, [error, *causes])).lower()

    def is_about(kind: type[OSError], words: tuple[str, ...]) -> bool:
        return any(isinstance(cause, kind) for cause in causes) or any(word in texts for word in words)

    if is_about(socket.gaierror, _UNKNOWN_HOST):
        return Fault(f"the host {host} is not known ({said})", f"Check {address}, or the DNS of this machine")
    if is_about(ssl.SSLCertVerificationError, _CERTIFICATE):
        advice = f"Check {address}; for an authority of your own set SSL_CERT_FILE, or verify in httpx_args"
        return Fault(f"the certificate of {host} is not trusted ({said})", advice)
    if is_about(ssl.SSLError, _TLS):
        return Fault(f"{host} does not speak TLS as expected ({said})", f"Check scheme and port of {address}")
    if is_about(ConnectionRefusedError, _REFUSED):
        return Fault(f"{host} refuses connections ({said})", f"Check host and port of {address}")
    return Fault(f"no connection to {host} ({said})", f"Check {address}, and the network or its proxy")


def _advice_on_answer(error: ProviderResponseError, provider: Provider, base_url: str) -> str:
    if error.status_code == 401:
        return f"Check {', '.join(_setting(provider, name) for name in provider.credentials)}"
    if error.status_code == 403:
        return "Check that the account of this credential has the right to do this"
    if 300 <= error.status_code < 400 or error.status_code == 405 or (error.status_code < 500 and _is_page(error)):
        return f"Check host and path of {_setting(provider, 'base_url')}, which is {shown(base_url)}"
    return ""


def _is_page(error: ProviderResponseError) -> bool:
    """Whether a page for browsers came: of a gateway, a log-in, or a host that is not the provider's."""
    return error.content.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html"))


def _asked(error: httpx.RequestError) -> httpx.URL | None:
    try:
        return error.request.url
    except RuntimeError:  # the error was raised without its request
        return None


def _host(url: httpx.URL) -> str:
    return f"{url.host}:{url.port}" if url.port else url.host


def _address(provider: Provider, asked: httpx.URL | None, base: httpx.URL) -> str:
    """The keyword that decided which host was asked."""
    if provider.tenant_domain and (asked or base).host.endswith(provider.tenant_domain):
        return "subdomain"
    return provider.login_url if asked and asked.host != base.host else "base_url"


def _setting(provider: Provider, keyword: str) -> str:
    """A keyword of `connect` with the variable that stands for it."""
    return f"{keyword} ({provider.name.upper()}_{keyword.upper()})"


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    cause = error.__cause__ or error.__context__
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__
