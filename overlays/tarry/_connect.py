"""Making a client: settings from keywords or the environment, checked before any request is sent."""

from __future__ import annotations

import base64
import inspect
import logging
import math
import os
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from typing import Any, NoReturn, TypeVar

import httpx

from ._errors import ConfigurationError
from ._http.content import ACCEPT_ENCODING
from ._http.factory import Clients
from ._http.limits import ResponseLimits
from ._texts import type_name
from ._version import __version__

ClientT = TypeVar("ClientT")

REQUEST_TIMEOUT = 30.0
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
# JSON wherever there is JSON, which PossibleNOW and Eloqua have other forms beside. The few answers that are text or a file
# have to be named as well, or a strict server answers 406.
_ACCEPT = "application/json, */*;q=0.1"

logger = logging.getLogger("tarry")


def setting(value: str | None, keyword: str, variable: str) -> str | None:
    """A setting from its keyword or its environment variable; None where neither is given.

    Raises:
        ConfigurationError: It cannot be sent in a request. The value is not repeated, as it may be a secret.
    """
    given: Any = os.environ.get(variable) if value is None else value
    source = variable if value is None else keyword
    if given is None or given == "":
        return None
    if not isinstance(given, str):
        raise ConfigurationError(f"{source} must be a text, not {type_name(given)}")
    if given != given.strip() or not given.isprintable():
        raise ConfigurationError(f"{source} has a space or line break at an end, or a character that cannot be printed")
    return given


def required(value: str | None, keyword: str, variable: str, provider: str) -> str:
    """Like `setting`, for one that has to be there."""
    found = setting(value, keyword, variable)
    if found is None:
        raise ConfigurationError(f"{provider}.connect needs {keyword}: pass {keyword}=… or set {variable}")
    return found


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


def make_client(
    client_type: Callable[..., ClientT],
    *,
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
    given: Any = auth
    if not isinstance(given, httpx.Auth):
        raise ConfigurationError(f"auth must be an httpx.Auth, not {type_name(given)}")
    seconds: Any = request_timeout
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < math.inf:
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


class HoldsSecret:
    """What is not to be pickled or copied, as a pickle travels and a copy outlives."""

    __slots__ = ()

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} holds a credential: build it anew where it is needed")


class Secret(HoldsSecret):
    """A text that tools which show local variables do not show."""

    __slots__ = ("value",)

    def __init__(self, value: str) -> None:
        self.value = value


def header(scheme: str, value: str, name: str, provider: str) -> HeaderAuth:
    """A credential that is sent as it is after the name of its *scheme*, which may stand before it already.

    Raises:
        ConfigurationError: It cannot be one. It is not repeated.
    """
    bare = value.removeprefix(f"{scheme} ")
    if not bare.isascii() or " " in bare:
        raise ConfigurationError(f"{name} of {provider} has a character that no {name} has: copy it anew")
    return HeaderAuth(f"{scheme} {bare}")


def basic(user: str, password: str) -> HeaderAuth:
    """HTTP Basic authentication; httpx's own would be pickled, password and all."""
    return HeaderAuth("Basic " + base64.b64encode(f"{user}:{password}".encode()).decode())


class HeaderAuth(HoldsSecret, httpx.Auth):
    """A credential that is sent as it is, in the Authorization header of every request."""

    def __init__(self, value: str) -> None:
        self._value = value

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the header."""
        request.headers["Authorization"] = self._value
        yield request

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """The same for async."""
        request.headers["Authorization"] = self._value
        yield request
