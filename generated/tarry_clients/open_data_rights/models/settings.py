from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Settings")


@_attrs_define
class Settings:
    """The published specification marks no field as required, though its text obliges organisations to give them all.
    Further fields may come: the demo server answers with the fields of a token.

        Attributes:
            forgot_password_link (str | Unset): Where the person can have a forgotten password reset, to go by the name; the
                published description is a copy
                of that of `privacyPolicy`.
            legal_entity (str | Unset): Who bears the legal responsibility for the processing.
            max_number_of_requests (int | Unset): How many data requests may run at a time; published as a number, an
                integer by its meaning.
            o_auth_client_id (str | Unset): Public client id for the OAuth server; it may be changed from time to time.
            o_auth_url (str | Unset): Base address of the OAuth server, or the address of its metadata (RFC 8414).
            organisation_name (str | Unset): Name of the organisation, for people.
            privacy_policy (str | Unset): The privacy policy that covers the processed data, for people to read.
            privacy_contact_email (str | Unset): Where to write about the data that was received.
            supported_lanaguages (list[str] | Unset): Languages of the descriptions of `GET /data`, ISO 639-1 codes; all
                else is in English. The name is misspelt
                in the published specification; read `supportedLanguages` as well.
            supported_languages (list[str] | Unset): The same as `supportedLanaguages`, correctly spelt, as the published
                description of the parameter `lang` has
                it.
            terms_of_service (str | Unset): The terms of service that cover the processed data, for people to read.
    """

    forgot_password_link: str | Unset = UNSET
    legal_entity: str | Unset = UNSET
    max_number_of_requests: int | Unset = UNSET
    o_auth_client_id: str | Unset = UNSET
    o_auth_url: str | Unset = UNSET
    organisation_name: str | Unset = UNSET
    privacy_policy: str | Unset = UNSET
    privacy_contact_email: str | Unset = UNSET
    supported_lanaguages: list[str] | Unset = UNSET
    supported_languages: list[str] | Unset = UNSET
    terms_of_service: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        forgot_password_link = self.forgot_password_link

        legal_entity = self.legal_entity

        max_number_of_requests = self.max_number_of_requests

        o_auth_client_id = self.o_auth_client_id

        o_auth_url = self.o_auth_url

        organisation_name = self.organisation_name

        privacy_policy = self.privacy_policy

        privacy_contact_email = self.privacy_contact_email

        supported_lanaguages: list[str] | Unset = UNSET
        if not isinstance(self.supported_lanaguages, Unset):
            supported_lanaguages = self.supported_lanaguages

        supported_languages: list[str] | Unset = UNSET
        if not isinstance(self.supported_languages, Unset):
            supported_languages = self.supported_languages

        terms_of_service = self.terms_of_service

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if forgot_password_link is not UNSET:
            field_dict["forgotPasswordLink"] = forgot_password_link
        if legal_entity is not UNSET:
            field_dict["legalEntity"] = legal_entity
        if max_number_of_requests is not UNSET:
            field_dict["maxNumberOfRequests"] = max_number_of_requests
        if o_auth_client_id is not UNSET:
            field_dict["oAuthClientId"] = o_auth_client_id
        if o_auth_url is not UNSET:
            field_dict["oAuthUrl"] = o_auth_url
        if organisation_name is not UNSET:
            field_dict["organisationName"] = organisation_name
        if privacy_policy is not UNSET:
            field_dict["privacyPolicy"] = privacy_policy
        if privacy_contact_email is not UNSET:
            field_dict["privacyContactEmail"] = privacy_contact_email
        if supported_lanaguages is not UNSET:
            field_dict["supportedLanaguages"] = supported_lanaguages
        if supported_languages is not UNSET:
            field_dict["supportedLanguages"] = supported_languages
        if terms_of_service is not UNSET:
            field_dict["termsOfService"] = terms_of_service

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        forgot_password_link = d.pop("forgotPasswordLink", UNSET)

        legal_entity = d.pop("legalEntity", UNSET)

        max_number_of_requests = d.pop("maxNumberOfRequests", UNSET)

        o_auth_client_id = d.pop("oAuthClientId", UNSET)

        o_auth_url = d.pop("oAuthUrl", UNSET)

        organisation_name = d.pop("organisationName", UNSET)

        privacy_policy = d.pop("privacyPolicy", UNSET)

        privacy_contact_email = d.pop("privacyContactEmail", UNSET)

        supported_lanaguages = cast(list[str], d.pop("supportedLanaguages", UNSET))

        supported_languages = cast(list[str], d.pop("supportedLanguages", UNSET))

        terms_of_service = d.pop("termsOfService", UNSET)

        settings = cls(
            forgot_password_link=forgot_password_link,
            legal_entity=legal_entity,
            max_number_of_requests=max_number_of_requests,
            o_auth_client_id=o_auth_client_id,
            o_auth_url=o_auth_url,
            organisation_name=organisation_name,
            privacy_policy=privacy_policy,
            privacy_contact_email=privacy_contact_email,
            supported_lanaguages=supported_lanaguages,
            supported_languages=supported_languages,
            terms_of_service=terms_of_service,
        )

        if d:
            settings.additional_properties = d
        return settings

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
