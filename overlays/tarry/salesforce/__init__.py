"""Salesforce Marketing Cloud Engagement: rows for a data extension, inserted or upserted in the background.

    client = salesforce.connect("mc…", "client id", "client secret")
    job = salesforce.RowsImport.submit(client, [{"MemberId": "M-1001", "Points": 120}], key="Loyalty_Members")
    result = tarry.wait_for_completion(job, timeout=900)

The document is `specs/salesforce.yaml`, the generated client `tarry_clients.salesforce`.
"""

from typing import TYPE_CHECKING, Any

from tarry._core.names import listing

from ._connect import connect
from ._rows_import import RowsImport

if TYPE_CHECKING:
    from ._rows import PlacedRowResult

__all__ = ["PlacedRowResult", "RowsImport", "connect"]
__dir__ = listing(__all__)

JOBS = (RowsImport,)
"""Its kinds of job."""

if not TYPE_CHECKING:  # or a type checker would take any name

    def __getattr__(name: str) -> Any:
        """Import what needs the generated models when it is first asked for."""
        if name != "PlacedRowResult":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from ._rows import PlacedRowResult

        return PlacedRowResult
