"""Contains all the data models used in inputs/outputs"""

from .error import Error
from .export_row import ExportRow
from .export_row_page import ExportRowPage
from .export_status import ExportStatus
from .segment_export_request import SegmentExportRequest
from .started_export import StartedExport

__all__ = (
    "Error",
    "ExportRow",
    "ExportRowPage",
    "ExportStatus",
    "SegmentExportRequest",
    "StartedExport",
)
