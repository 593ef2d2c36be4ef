"""The ways of a client to a sandbox: without a socket, by a port, and by the environment."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from tarry._core.errors import ConfigurationError
from tarry._core.providers import module_of
from tarry._core.settings import ProcessEnvironment, looked_up_in, variable

if TYPE_CHECKING:
    from tarry.sandbox import Sandbox
    from tarry_clients.eloqua import AuthenticatedClient as Eloqua
    from tarry_clients.fullstory import AuthenticatedClient as Fullstory
    from tarry_clients.open_data_rights import AuthenticatedClient as OpenDataRights
    from tarry_clients.possiblenow import AuthenticatedClient as PossibleNow
    from tarry_clients.salesforce import AuthenticatedClient as Salesforce


class Clients:
    """A client of each provider that a sandbox plays: `clients.fullstory`, or `clients["fullstory"]`.

    Each is made when it is first asked for, and serves sync and async code alike. A context manager, which closes them.
    """

    if TYPE_CHECKING:
        eloqua: Eloqua
        fullstory: Fullstory
        open_data_rights: OpenDataRights
        possiblenow: PossibleNow
        salesforce: Salesforce

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._made: dict[str, Any] = {}
        self._closing = ExitStack()

    def __getitem__(self, provider: str) -> Any:
        if provider not in self._made:
            self._made[provider] = client = self._connect(provider)
            # An async client has no socket here, and so nothing to close.
            self._closing.callback(lambda: client.get_httpx_client().close())
        return self._made[provider]

    if not TYPE_CHECKING:  # or a type checker would take any name for a provider

        def __getattr__(self, provider: str) -> Any:
            if provider.startswith("_"):
                raise AttributeError(provider)
            try:
                return self[provider]
            except ConfigurationError as error:
                raise AttributeError(str(error)) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def _connect(self, provider: str) -> Any:
        played = self._sandbox.providers.get(provider)
        connect = getattr(module_of(provider), "connect", None)
        if played is None or connect is None:
            why = "the sandbox does not play" if played is None else "there is no client, as no package is imported, of"
            raise ConfigurationError(f"{why} {provider!r}; it plays {', '.join(self._sandbox.providers)}")
        # Of localhost it is not said that credentials travel readable.
        url = self._sandbox.base_url(provider, "http://localhost")
        with looked_up_in(_Given(played.environment(url))):
            return connect(httpx_args={"transport": self._sandbox.transport()})


class SandboxServer(NamedTuple):
    """A sandbox on a port of this machine: its URL, what plays, and the variables by which tarry's clients find it.

    `sandbox.reset()` forgets jobs, plans and requests.
    """

    root: str
    sandbox: Sandbox
    environment: Mapping[str, str]


def environment_of(sandbox: Sandbox, root: str) -> Iterator[tuple[str, str]]:
    """All variables that `connect` reads of the providers of a sandbox at *root*: empty but for those that lead there."""
    for provider in sandbox.providers:
        connect = getattr(module_of(provider), "connect", None)
        for keyword in inspect.signature(connect).parameters if connect else ():
            yield variable(provider, keyword), ""
    yield "TARRY_PROFILE", ""
    yield from sandbox.environment(root).items()


class _Given(ProcessEnvironment):
    """The settings of the sandbox, and none of the process: those may be of a real account."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def has(self, variable: str) -> bool:
        return variable in self._variables

    def get(self, variable: str) -> str | None:
        return self._variables.get(variable)
