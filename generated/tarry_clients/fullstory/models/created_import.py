from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.job import Job


@_attrs_define
class CreatedImport(_models.Model[Any]):
    """`CreatedImport` of the document.

    Attributes:
        job (Job): Information about the current state of the job.
    """

    job: Job
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {**self.additional_properties, "job": self.job.to_dict()}

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.job import Job

        _given = {**src_dict}
        made = cls(job=_models.required(_given, "job", Job.from_dict))
        if _given:
            made.additional_properties = _given
        return made
