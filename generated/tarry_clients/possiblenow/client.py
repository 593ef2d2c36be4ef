"""The clients of this package. Each provider's are classes of their own, so that one is never taken for another's."""

from tarry.openapi import client as _client


class Client(_client.Client):
    """A client for operations that need no credential. `tarry.openapi.client.Client` tells its arguments."""

    __slots__ = ()


class AuthenticatedClient(_client.AuthenticatedClient):
    """A client with a credential. `tarry.openapi.client.AuthenticatedClient` tells its arguments."""

    __slots__ = ()
