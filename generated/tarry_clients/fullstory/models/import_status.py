from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

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
            imports (int | None): The number of items imported successfully.
            errors (int | None): The number of items that failed to be imported. By the vendor's text it is only included
                for failed imports;
                by the Swagger file it is required.
    """

    job: Job
    imports: int | None = None
    errors: int | None = None
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
        if imports is not None:
            field_dict["imports"] = imports
        if errors is not None:
            field_dict["errors"] = errors

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.job import Job

        d = {**src_dict}
        if (_given := d.pop("job")) is None:
            raise KeyError("job")
        job = Job.from_dict(_given)

        imports = d.pop("imports", None)

        errors = d.pop("errors", None)

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
