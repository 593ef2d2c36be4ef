"""Where connections go and how they are secured: certificates, proxies and limits, from `httpx_args` and the environment."""

from __future__ import annotations

import os
import ssl
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import httpx

from tarry._core.errors import ConfigurationError

CONNECTIONS = 100
"""As many as httpx opens at most."""
KEPT_FOR = 5.0
"""Seconds that an idle connection is kept open, as by httpx: a server that closes it meanwhile may lose a request."""

_SCHEMES = {"http", "https", "all"}

Cert = str | tuple[str, str] | tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """What the connections of one client have in common."""

    verify: ssl.SSLContext | str | bool = True
    cert: Cert | None = None
    trust_env: bool = True
    http1: bool = True
    http2: bool = False
    connections: int | None = CONNECTIONS
    """Most at a time; None for any number."""
    kept_idle: int | None = None
    """Most that are idle; None for any number."""
    kept_for: float | None = KEPT_FOR
    """Seconds that an idle one is kept; None for ever."""
    proxy: httpx.Proxy | None = None
    """For all hosts; None for those that the environment names."""
    proxies: Mapping[str, str] = field(default_factory=dict)
    """Of the environment, or of the system's settings, as `urllib.request.getproxies` has them."""

    @classmethod
    def taken_from(cls, arguments: dict[str, Any], *, with_tls: bool = True) -> NetworkSettings:
        """Take those of `httpx.Client` out of *arguments*; without TLS nobody needs certificates.

        Raises:
            ConfigurationError: One of them cannot be used.
        """
        limits = arguments.pop("limits", None) or httpx.Limits(max_connections=CONNECTIONS, keepalive_expiry=KEPT_FOR)
        proxy, trust_env = arguments.pop("proxy", None), bool(arguments.pop("trust_env", True))
        settings = cls(
            verify=arguments.pop("verify", True),
            cert=arguments.pop("cert", None),
            trust_env=trust_env,
            http1=arguments.pop("http1", True),
            http2=arguments.pop("http2", False),
            connections=limits.max_connections,
            kept_idle=limits.max_keepalive_connections,
            kept_for=limits.keepalive_expiry,
            proxy=None if proxy is None else _checked_proxy(proxy, "proxy"),
            proxies=urllib.request.getproxies() if trust_env and proxy is None else {},
        )
        if settings.http2:
            _require("h2", "http2 of httpx_args", "httpx[http2]")
        for scheme, address in settings.proxies.items():
            if scheme in _SCHEMES:
                _checked_proxy(address, f"{scheme.upper()}_PROXY")
        if with_tls:
            settings.check_certificates()
        return settings

    def direct(self) -> NetworkSettings:
        """The same without any proxy."""
        return replace(self, proxy=None, proxies={})

    def proxy_for(self, url: httpx.URL) -> httpx.Proxy | None:
        """What a request to *url* goes through; None where it goes there directly."""
        address = self.proxies.get(url.scheme) or self.proxies.get("all")
        if self.proxy is not None or address is None or self._is_excepted(url):
            return self.proxy
        return _checked_proxy(address, "the proxy of the environment")

    def _is_excepted(self, url: httpx.URL) -> bool:
        """Whether NO_PROXY names the host of *url* or a domain above it; a URL stands for its host, as with httpx."""
        host, place, excepted = url.host.lower(), url.netloc.decode("ascii"), self.proxies.get("no")
        if excepted is None:
            return bool(urllib.request.proxy_bypass(place))  # by the settings of the system, where it has some
        names = [one.strip().rpartition("//")[2].strip("[]").lstrip(".").lower() for one in excepted.split(",")]
        return any(name in {"*", host, place} or host.endswith(f".{name}") for name in names if name)

    def check_certificates(self) -> None:
        """Load certificates that an argument names. Others are loaded when they are first needed, as that takes a while.

        Raises:
            ConfigurationError: They are not there or cannot be read.
        """
        name, place = self._certificates()
        cert = (self.cert,) if isinstance(self.cert, str) else (self.cert or ())[:2]
        files = [(name, place)] if place else []
        files += [("cert of httpx_args", path) for path in cert]
        for name, path in files:
            if not os.path.exists(path):
                raise ConfigurationError(f"{name} names certificates that are not there: {path}")
        try:
            if self.cert or isinstance(self.verify, str):
                self.ssl_context()
        except (OSError, ValueError) as error:
            names = " and ".join(f"{name}, {path}" for name, path in files)
            raise ConfigurationError(f"certificates cannot be read ({error}): see {names}") from None

    def ssl_context(self) -> ssl.SSLContext:
        """The context of these settings, shared by all clients that have the same.

        Raises:
            OSError: Certificates cannot be read.
        """
        if isinstance(self.verify, ssl.SSLContext):
            return self.verify
        return _ssl_context(self.verify is not False, self._certificates()[1], self.cert, self.http2)

    def _certificates(self) -> tuple[str, str | None]:
        """Who names certificates of the user's own, and their file or folder."""
        if isinstance(self.verify, str):
            return "verify of httpx_args", self.verify
        if self.verify is True and self.trust_env:
            for variable in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
                if path := os.environ.get(variable):
                    return variable, path
        return "", None


@lru_cache(maxsize=32)
def _ssl_context(verify: bool, place: str | None, cert: Cert | None, http2: bool) -> ssl.SSLContext:  # noqa: ARG001
    # *http2* tells contexts apart: httpcore writes into one which protocols its connections offer.
    if verify:
        if place is None:
            import certifi

            place = certifi.where()
        folder = os.path.isdir(place)
        context = ssl.create_default_context(cafile=None if folder else place, capath=place if folder else None)
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if cert is not None:
        context.load_cert_chain(*((cert,) if isinstance(cert, str) else cert))
    return context


def _checked_proxy(given: Any, name: str) -> httpx.Proxy:
    """A proxy that httpcore can go through. The address is not repeated, as it may hold a password.

    Raises:
        ConfigurationError: It is none.
    """
    if isinstance(given, str) and "://" not in given:
        given = f"http://{given}"
    try:
        proxy = given if isinstance(given, httpx.Proxy) else httpx.Proxy(given)
    except (ValueError, TypeError, httpx.InvalidURL):
        raise ConfigurationError(
            f"{name} is no proxy that can be used: give a URL that begins with http://, https:// or socks5://"
        ) from None
    if proxy.url.scheme.startswith("socks"):
        _require("socksio", name, "httpx[socks]")
    return proxy


def _require(module: str, what: str, extra: str) -> None:
    try:
        __import__(module)
    except ImportError:
        raise ConfigurationError(f"{what} needs the package {module}: pip install '{extra}'") from None
