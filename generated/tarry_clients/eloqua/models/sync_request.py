from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models

from ..types import UNSET, Unset


@_attrs_define
class SyncRequest(_models.Model[Any]):
    """What to run. The vendor's contract marks nothing as required; `syncedInstanceUri` is (inferred).

    Attributes:
        synced_instance_uri (str): The `uri` of the definition to run.
        callback_url (None | str | Unset): Where to announce that the sync has completed. The call may come before this
            request was answered. Null is as good as none (inferred).
    """

    synced_instance_uri: str
    callback_url: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        _made: dict[str, Any] = {**self.additional_properties, "syncedInstanceUri": self.synced_instance_uri}
        if not isinstance(self.callback_url, Unset):
            _made["callbackUrl"] = self.callback_url
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(synced_instance_uri=_given.pop("syncedInstanceUri"), callback_url=_given.pop("callbackUrl", UNSET))
        if _given:
            made.additional_properties = _given
        return made
