"""A client library for accessing PossibleNOW MyPreferences, asynchronous export"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)

if not TYPE_CHECKING:  # or a type checker would take any name for a client

    def __getattr__(name: str) -> Any:
        """Import the clients when one is first asked for"""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from . import client

        for one in __all__:
            globals()[one] = getattr(client, one)
        return globals()[name]

    def __dir__() -> list[str]:
        return [*globals(), *__all__]
