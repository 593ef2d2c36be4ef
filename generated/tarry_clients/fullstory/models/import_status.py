from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.job import Job


T = TypeVar("T", bound="ImportStatus")


@_attrs_define
class ImportStatus:
    """Counters and state of an import. The Swagger file marks both counters as required, so an answer has them also
    while the import is processing, as 0 (inferred). The given page marks `job` alone as required, and the text of
    the Swagger file includes `errors` only for failed imports; therefore they are optional here. Take an absent
    counter as 0 (inferred).

        Attributes:
            job (Job): Information about the current state of the job.
            imports (int | Unset): The number of items imported successfully.
            errors (int | Unset): The number of items that failed to be imported. By the vendor's text it is only included
                for failed imports;
                by the Swagger file it is required.
    """

    job: Job
    imports: int | Unset = UNSET
    errors: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        job = self.job.to_dict()

        imports = self.imports

        errors = self.errors

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "job": job,
            }
        )
        if imports is not UNSET:
            field_dict["imports"] = imports
        if errors is not UNSET:
            field_dict["errors"] = errors

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.job import Job

        d = dict(src_dict)
        job = Job.from_dict(d.pop("job"))

        imports = d.pop("imports", UNSET)

        errors = d.pop("errors", UNSET)

        import_status = cls(
            job=job,
            imports=imports,
            errors=errors,
        )

        if d:
            import_status.additional_properties = d
        return import_status

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
