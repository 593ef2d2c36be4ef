"""The operations of this tag, a module each"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import create_users_import, get_users_import, list_users_import_errors, list_users_import_items

__all__ = ("create_users_import", "get_users_import", "list_users_import_errors", "list_users_import_items")

if not TYPE_CHECKING:  # or a type checker would take any name for an operation

    def __getattr__(name: str) -> Any:
        """Import an operation when it is first asked for"""
        from importlib import import_module

        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found = import_module(f".{name}", __name__)
        return found

    def __dir__() -> list[str]:
        return [*globals(), *__all__]
