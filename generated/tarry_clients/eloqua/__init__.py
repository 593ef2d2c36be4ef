"""A client library for accessing Oracle Eloqua Bulk API 2.0, definitions and syncs"""

from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)
