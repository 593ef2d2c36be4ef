"""Contains all the data models used in inputs/outputs"""

from .data_type_info import DataTypeInfo
from .error import Error
from .my_data import MyData
from .request_completion import RequestCompletion
from .request_status import RequestStatus
from .settings import Settings

__all__ = (
    "DataTypeInfo",
    "Error",
    "MyData",
    "RequestCompletion",
    "RequestStatus",
    "Settings",
)
