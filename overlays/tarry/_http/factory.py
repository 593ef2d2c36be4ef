"""Making the clients of httpx for a generated client: with transports of ours, or with a user's, within the limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import httpx

from tarry._core.errors import ConfigurationError

from .limits import ResponseLimits
from .settings import NetworkSettings

TransportT = TypeVar("TransportT")


class Clients:
    """Makes sync and async clients with the same settings. What they need is imported when the first is made.

    Args:
        limits: What answers may cost.
        arguments: Those of `httpx.Client`; what is for transports is taken out.
        with_tls: Whether the host of the client is addressed by https.

    Raises:
        ConfigurationError: One of them cannot be used.
    """

    def __init__(self, limits: ResponseLimits, arguments: dict[str, Any], *, with_tls: bool) -> None:
        self._limits = limits
        self._given = arguments.pop("transport", None)
        self._mounts: Mapping[str, Any] = arguments.pop("mounts", {})
        for what, sender in [("transport", self._given), *self._mounts.items()]:
            if sender is not None and not isinstance(sender, httpx.BaseTransport | httpx.AsyncBaseTransport):
                raise ConfigurationError(f"{what} must be one of httpx, sync or async, not {_class_of(sender)}")
        if self._given is not None and arguments.get("proxy") is not None:
            raise ConfigurationError("proxy of httpx_args has no effect on the transport beside it: give it to that")
        self._settings = NetworkSettings.taken_from(arguments, with_tls=with_tls)

    def sync_client(
        self,
        *,
        verify: Any,  # noqa: ARG002 - it is among the settings
        timeout: httpx.Timeout,
        **arguments: Any,
    ) -> httpx.Client:
        """As `httpx.Client(**arguments)`."""
        from .client import SendingClient
        from .limited import Limited

        def limited(given: Any, settings: NetworkSettings) -> httpx.BaseTransport:
            if isinstance(given, httpx.BaseTransport):
                return Limited(given, self._limits, timeout)
            from .transport import Transport

            return Limited(Transport(settings), self._limits, timeout)

        sender, mounts = limited(self._given, self._settings), self._mounted(limited)
        return SendingClient(transport=sender, mounts=mounts, timeout=timeout, **arguments)

    def async_client(
        self,
        *,
        verify: Any,  # noqa: ARG002
        timeout: httpx.Timeout,
        **arguments: Any,
    ) -> httpx.AsyncClient:
        """As `httpx.AsyncClient(**arguments)`."""
        from .client import AsyncSendingClient
        from .limited import AsyncLimited

        def limited(given: Any, settings: NetworkSettings) -> httpx.AsyncBaseTransport:
            if isinstance(given, httpx.AsyncBaseTransport):
                return AsyncLimited(given, self._limits, timeout)
            if isinstance(given, httpx.BaseTransport):
                return _SyncOnly()
            from .async_transport import AsyncTransport

            return AsyncLimited(AsyncTransport(settings), self._limits, timeout)

        sender, mounts = limited(self._given, self._settings), self._mounted(limited)
        return AsyncSendingClient(transport=sender, mounts=mounts, timeout=timeout, **arguments)

    def _mounted(self, limited: Callable[[Any, NetworkSettings], TransportT]) -> dict[str, TransportT | None]:
        """What is mounted, within the limits. None is a client's own transport, past any proxy, as with httpx."""
        direct = None if self._given is not None else limited(None, self._settings.direct())
        return {
            pattern: direct if sender is None else limited(sender, self._settings)
            for pattern, sender in self._mounts.items()
        }


class _SyncOnly(httpx.AsyncBaseTransport):
    """In the place of a transport that was given for sync clients: to send past it might reach what it was to keep away."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:  # noqa: ARG002
        """Refuse it."""
        raise ConfigurationError(
            "the transport in httpx_args is for sync clients only: connect another one for async use"
        )


def _class_of(thing: object) -> str:
    """The class of *thing* with its module: that of another httpx may have the same name."""
    kind = type(thing)
    return f"{kind.__module__}.{kind.__qualname__}"
