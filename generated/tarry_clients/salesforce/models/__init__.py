"""Contains all the data models used in inputs/outputs"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .additional_error import AdditionalError
    from .column_error import ColumnError
    from .error import Error
    from .nested_result_message import NestedResultMessage
    from .queued_request import QueuedRequest
    from .refused_request import RefusedRequest
    from .request_status import RequestStatus
    from .result_message_model import ResultMessage
    from .row import Row
    from .row_result import RowResult
    from .row_result_page import RowResultPage
    from .rows_import_request import RowsImportRequest
    from .status_record import StatusRecord
    from .token import Token
    from .token_error import TokenError
    from .token_request import TokenRequest

__all__ = (
    "AdditionalError",
    "ColumnError",
    "Error",
    "NestedResultMessage",
    "QueuedRequest",
    "RefusedRequest",
    "RequestStatus",
    "ResultMessage",
    "Row",
    "RowResult",
    "RowResultPage",
    "RowsImportRequest",
    "StatusRecord",
    "Token",
    "TokenError",
    "TokenRequest",
)

_MODULES = {
    "AdditionalError": ".additional_error",
    "ColumnError": ".column_error",
    "Error": ".error",
    "NestedResultMessage": ".nested_result_message",
    "QueuedRequest": ".queued_request",
    "RefusedRequest": ".refused_request",
    "RequestStatus": ".request_status",
    "ResultMessage": ".result_message_model",
    "Row": ".row",
    "RowResult": ".row_result",
    "RowResultPage": ".row_result_page",
    "RowsImportRequest": ".rows_import_request",
    "StatusRecord": ".status_record",
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
