"""Contains all the data models used in inputs/outputs"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .error import Error
    from .export_row import ExportRow
    from .export_row_page import ExportRowPage
    from .export_status import ExportStatus
    from .segment_export_request import SegmentExportRequest
    from .started_export import StartedExport

__all__ = ("Error", "ExportRow", "ExportRowPage", "ExportStatus", "SegmentExportRequest", "StartedExport")

_MODULES = {
    "Error": ".error",
    "ExportRow": ".export_row",
    "ExportRowPage": ".export_row_page",
    "ExportStatus": ".export_status",
    "SegmentExportRequest": ".segment_export_request",
    "StartedExport": ".started_export",
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
