from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.job import Job


@_attrs_define
class ImportStatus(_models.Model[Any]):
    """Counters and state of an import. The Swagger file marks both counters as required, so an answer has them also
    while the import is processing, as 0 (inferred). The given page marks `job` alone as required, and the text of the
    Swagger file includes `errors` only for failed imports; therefore they are optional here. Take an absent counter as
    0 (inferred).

    Attributes:
        job (Job): Information about the current state of the job.
        imports (int | None): The number of items imported successfully.
        errors (int | None): The number of items that failed to be imported. By the vendor's text it is only included
            for failed imports; by the Swagger file it is required.
    """

    job: Job
    imports: int | None = None
    errors: int | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties, "job": self.job.to_dict()}
        if self.imports is not None:
            _made["imports"] = self.imports
        if self.errors is not None:
            _made["errors"] = self.errors
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.job import Job

        _given = {**src_dict}
        made = cls(
            job=_models.required(_given, "job", Job.from_dict),
            imports=_given.pop("imports", None),
            errors=_given.pop("errors", None),
        )
        if _given:
            made.additional_properties = _given
        return made
