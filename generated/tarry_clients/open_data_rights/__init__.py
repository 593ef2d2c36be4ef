"""A client library for accessing Open Data Rights API, data requests"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .client import AuthenticatedClient, Client
    from .connecting import connect
    from .jobs import JOBS, DataRequest

__all__ = ("JOBS", "AuthenticatedClient", "Client", "DataRequest", "connect")

_PLACES = {"AuthenticatedClient": "client", "Client": "client", "connect": "connecting"}

if not TYPE_CHECKING:  # or a type checker would take any name for a client or job

    def __getattr__(name: str) -> Any:
        """Import a client or job when it is first asked for"""
        from importlib import import_module

        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found = getattr(import_module(f".{_PLACES.get(name, 'jobs')}", __name__), name)
        return found

    def __dir__() -> list[str]:
        return [*globals(), *__all__]
