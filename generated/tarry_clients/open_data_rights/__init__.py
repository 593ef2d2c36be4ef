"""A client library for accessing Open Data Rights API, data requests"""

from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)
