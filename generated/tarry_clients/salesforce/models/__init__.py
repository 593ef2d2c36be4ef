"""Contains all the data models used in inputs/outputs"""

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
