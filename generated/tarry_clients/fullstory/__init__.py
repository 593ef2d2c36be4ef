"""A client library for accessing Fullstory Server API v2, batch imports"""

from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)
