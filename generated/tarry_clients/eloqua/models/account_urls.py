from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

if TYPE_CHECKING:
    from ..models.account_apis import AccountApis


@_attrs_define
class AccountUrls(_models.Model[Any]):
    """`AccountUrls` of the document.

    Attributes:
        base (str | None): Base URL of the instance, what stands before the paths of this document.
        apis (AccountApis | None): Templates of the base URLs. They hold the literal text `{version}`, to be replaced by
            `2.0` for the Bulk API, and end with a slash, so that appending a `uri`, which begins with one, doubles it.
    """

    base: str | None = None
    apis: AccountApis | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties}
        if self.base is not None:
            _made["base"] = self.base
        if self.apis is not None:
            _made["apis"] = self.apis.to_dict()
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.account_apis import AccountApis

        _given = {**src_dict}
        made = cls(base=_given.pop("base", None), apis=_models.optional(_given, "apis", AccountApis.from_dict))
        if _given:
            made.additional_properties = _given
        return made
