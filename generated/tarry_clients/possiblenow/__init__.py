"""A client library for accessing PossibleNOW MyPreferences, asynchronous export"""

from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)
