"""A client library for accessing Salesforce Marketing Cloud Engagement, asynchronous data extension rows"""

from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)
