"""Contains all the data models used in inputs/outputs"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .data_type_info import DataTypeInfo
    from .error import Error
    from .my_data import MyData
    from .request_completion import RequestCompletion
    from .request_status import RequestStatus
    from .settings import Settings
    from .token import Token
    from .token_error import TokenError
    from .token_request import TokenRequest

__all__ = (
    "DataTypeInfo",
    "Error",
    "MyData",
    "RequestCompletion",
    "RequestStatus",
    "Settings",
    "Token",
    "TokenError",
    "TokenRequest",
)

_MODULES = {
    "DataTypeInfo": ".data_type_info",
    "Error": ".error",
    "MyData": ".my_data",
    "RequestCompletion": ".request_completion",
    "RequestStatus": ".request_status",
    "Settings": ".settings",
    "Token": ".token",
    "TokenError": ".token_error",
    "TokenRequest": ".token_request",
}

if not TYPE_CHECKING:  # or a type checker would take any name for a model

    def __getattr__(name: str) -> Any:
        """Import a model when it is first asked for"""
        from importlib import import_module

        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found = getattr(import_module(_MODULES[name], __name__), name)
        return found

    def __dir__() -> list[str]:
        return [*globals(), *__all__]
