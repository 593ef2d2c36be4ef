"""What became of a row, with its place among those that were submitted. Imported late, as it needs the generated models."""

from __future__ import annotations

from typing import Self

from attrs import define

from tarry_clients.salesforce.models import RowResult


@define
class PlacedRowResult(RowResult):
    """The generated `RowResult`, which does not repeat the row, and the place by which it is found.

    Attributes:
        index: The result is that of `rows[index]` of the rows that were submitted: it counts from 0, over all pages.
    """

    index: int = 0

    @classmethod
    def at(cls, index: int, result: RowResult) -> Self:
        """*result* as the one of row *index*."""
        placed = cls(
            result.status, message=result.message, error_code=result.error_code, errors=result.errors, index=index
        )
        placed.additional_properties = result.additional_properties
        return placed
