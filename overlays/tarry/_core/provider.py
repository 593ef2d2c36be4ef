"""What a provider's generated package calls its own."""

from typing import Any, NamedTuple, Protocol

from .errors import ConfigurationError
from .texts import type_name


class GeneratedPackage(Protocol):
    """A generated package such as `tarry_clients.fullstory`."""

    AuthenticatedClient: type[Any]


class Provider(NamedTuple):
    """What a provider's generated package calls its own."""

    name: str
    generated: GeneratedPackage
    unreadable: type[Exception]
    """Raised by generated functions for a body that is not what the document says."""
    credentials: tuple[str, ...]
    """Keywords of its `connect` that say who is asking: what to check after a 401."""
    login_url: str = "base_url"
    """Keyword of its `connect` that names the host for tokens."""
    tenant_domain: str = ""
    """Where its hosts are made from the keyword `subdomain`, with a dot before it."""
    secrets: tuple[str, ...] | None = None
    """Keywords of its `connect` that nobody may see; None where nobody has said so, and any but `base_url` may be one."""

    def require(self, client: object, what: str) -> None:
        """Raise ConfigurationError unless *client* is one of this provider's."""
        if not isinstance(client, self.generated.AuthenticatedClient):
            from .providers import path_of

            connect = f"{path_of(self.name) or self.name}.connect(...)"
            raise ConfigurationError(f"{what} needs the client that {connect} returns, not {_client_name(client)}")


def _client_name(client: object) -> str:
    """What *client* is; one of another provider by that, as all of them have the same class name."""
    package, _, rest = type(client).__module__.partition(".")
    provider = rest.partition(".")[0] if package == "tarry_clients" else package
    if type(client).__name__ in {"AuthenticatedClient", "Client"}:
        return f"a client of {provider} ({type_name(client)})"
    return type_name(client)
