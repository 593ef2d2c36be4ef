"""A client library for accessing Oracle Eloqua Bulk API 2.0, definitions and syncs"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)

if not TYPE_CHECKING:  # or a type checker would take any name for a client

    def __getattr__(name: str) -> Any:
        """Import a client when it is first asked for"""
        from importlib import import_module

        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found = getattr(import_module(".client", __name__), name)
        return found

    def __dir__() -> list[str]:
        return [*globals(), *__all__]
