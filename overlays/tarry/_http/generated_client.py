"""The generated client: how one is made, and what the overlay needs of it."""

from __future__ import annotations

import inspect
import logging
import math
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

import httpx

from tarry._core.checks import is_number
from tarry._core.errors import ConfigurationError
from tarry._core.texts import type_name
from tarry._http.content import ACCEPT_ENCODING
from tarry._http.factory import Clients
from tarry._http.limits import ResponseLimits
from tarry._version import __version__

ClientT = TypeVar("ClientT")

logger = logging.getLogger("tarry")

REQUEST_TIMEOUT = 30.0

LOOPBACK = {"localhost", "127.0.0.1", "::1"}

# JSON wherever there is JSON, which PossibleNOW and Eloqua have other forms beside. The few answers that are text or a file
# have to be named as well, or a strict server answers 406.
_ACCEPT = "application/json, */*;q=0.1"


def checked_url(url: str, name: str) -> str:
    """A base URL without a slash at its end.

    Raises:
        ConfigurationError: It is no absolute http(s) URL, or has a part that does not belong into a base URL.
    """
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, TypeError) as error:
        raise ConfigurationError(f"{name} is not a URL: {error}") from error
    if parsed.userinfo:
        raise ConfigurationError(f"{name} must not hold a user name or password: pass them by their own keywords")
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise ConfigurationError(f"{name} must begin with https:// and name a host, unlike {url!r:.80}")
    if parsed.query or parsed.fragment:
        raise ConfigurationError(f"{name} must not have a query or a fragment: {url!r:.80}")
    if parsed.scheme == "http" and parsed.host not in LOOPBACK:
        logger.warning("%s is not https: credentials travel readable for everybody on the way to %s", name, parsed.host)
    return url.rstrip("/")


def require_auth(auth: object) -> None:
    """Raise ConfigurationError unless *auth* is a scheme of httpx."""
    if not isinstance(auth, httpx.Auth):
        raise ConfigurationError(f"auth must be an httpx.Auth, not {type_name(auth)}")


def make_client(  # noqa: PLR0917 - what every `connect` hands through
    client_type: Callable[..., ClientT],
    base_url: str,
    auth: httpx.Auth,
    request_timeout: float,
    response_limits: ResponseLimits | None,
    httpx_args: Mapping[str, Any] | None,
) -> ClientT:
    """Build a generated client whose credential comes from *auth* with every request.

    Raises:
        ConfigurationError: An option is malformed.
    """
    require_auth(auth)
    seconds: Any = request_timeout
    if not is_number(seconds) or not 0 < seconds < math.inf:
        raise ConfigurationError(f"request_timeout must be a positive number of seconds, not {seconds!r:.80}")
    limits: Any = ResponseLimits() if response_limits is None else response_limits
    if not isinstance(limits, ResponseLimits):
        raise ConfigurationError(f"response_limits must be a tarry.ResponseLimits, not {type_name(limits)}")
    options: Any = {} if httpx_args is None else httpx_args
    if not isinstance(options, Mapping):
        raise ConfigurationError(f"httpx_args must be a mapping, not {type_name(options)}")
    arguments = dict(options)
    taken = {"base_url", "timeout", "auth", "cookies", "follow_redirects"} & arguments.keys()
    if taken:
        raise ConfigurationError(
            f"httpx_args must not hold {', '.join(sorted(taken))}: that is the business of connect"
        )
    unknown = arguments.keys() - inspect.signature(httpx.AsyncClient).parameters.keys()
    if unknown:
        raise ConfigurationError(f"httpx_args has {', '.join(map(str, unknown))}, which httpx.Client does not take")
    for name in ("headers", "event_hooks", "mounts"):
        if not isinstance(arguments.setdefault(name, {}), Mapping):
            raise ConfigurationError(f"{name} of httpx_args must be a mapping, not {type_name(arguments[name])}")
    headers = {
        "Accept": _ACCEPT,
        "Accept-Encoding": ACCEPT_ENCODING,
        "User-Agent": f"tarry/{__version__}",
        **arguments.pop("headers"),
    }
    base_url = checked_url(base_url, "base_url")
    clients = Clients(limits, arguments, with_tls=base_url.lower().startswith("https:"))
    return client_type(
        base_url=base_url,
        headers=headers,
        timeout=httpx.Timeout(float(seconds)),
        httpx_args={"auth": auth, **arguments},
        httpx_client=clients.sync_client,
        async_httpx_client=clients.async_client,
    )


class GeneratedClient(Protocol):
    """What the overlay needs of a generated client, whichever provider's it is."""

    def get_httpx_client(self) -> httpx.Client: ...
    def get_async_httpx_client(self) -> httpx.AsyncClient: ...


def base_url(client: Any) -> httpx.URL:
    """Where the requests of *client* go: of Eloqua the host that was found, where one had to be."""
    http = client.get_httpx_client()
    url = getattr(getattr(http, "auth", None), "base_url", None) or getattr(http, "base_url", None)
    return url if isinstance(url, httpx.URL) else httpx.URL("")


def request_timeout(client: Any) -> float:
    """Seconds that one request of *client* may take, as `connect` was told; the default where somebody took the limit away."""
    timeout: httpx.Timeout | None = getattr(client, "_timeout", None)
    return (timeout and timeout.read) or REQUEST_TIMEOUT


def given_url(client: Any) -> httpx.URL:
    """The base URL by the client's settings, which is the same for its whole life; empty for what is no generated client."""
    return httpx.URL(getattr(client, "_base_url", ""))


def host_name(client: Any) -> bytes:
    """Host and port of that."""
    return given_url(client).netloc
