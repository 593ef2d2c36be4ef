from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Settings")


@_attrs_define
class Settings:
    """The published specification marks no field as required, though its text obliges organisations to give them all.
    Further fields may come: the demo server answers with the fields of a token.

        Attributes:
            forgot_password_link (str | None): Where the person can have a forgotten password reset, to go by the name; the
                published description is a copy
                of that of `privacyPolicy`.
            legal_entity (str | None): Who bears the legal responsibility for the processing.
            max_number_of_requests (int | None): How many data requests may run at a time; published as a number, an integer
                by its meaning.
            o_auth_client_id (str | None): Public client id for the OAuth server; it may be changed from time to time.
            o_auth_url (str | None): Base address of the OAuth server, or the address of its metadata (RFC 8414).
            organisation_name (str | None): Name of the organisation, for people.
            privacy_policy (str | None): The privacy policy that covers the processed data, for people to read.
            privacy_contact_email (str | None): Where to write about the data that was received.
            supported_lanaguages (list[str] | None): Languages of the descriptions of `GET /data`, ISO 639-1 codes; all else
                is in English. The name is misspelt
                in the published specification; read `supportedLanguages` as well.
            supported_languages (list[str] | None): The same as `supportedLanaguages`, correctly spelt, as the published
                description of the parameter `lang` has
                it.
            terms_of_service (str | None): The terms of service that cover the processed data, for people to read.
    """

    forgot_password_link: str | None = None
    legal_entity: str | None = None
    max_number_of_requests: int | None = None
    o_auth_client_id: str | None = None
    o_auth_url: str | None = None
    organisation_name: str | None = None
    privacy_policy: str | None = None
    privacy_contact_email: str | None = None
    supported_lanaguages: list[str] | None = None
    supported_languages: list[str] | None = None
    terms_of_service: str | None = None
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

        supported_lanaguages: list[str] | None = None
        if self.supported_lanaguages is not None:
            supported_lanaguages = self.supported_lanaguages

        supported_languages: list[str] | None = None
        if self.supported_languages is not None:
            supported_languages = self.supported_languages

        terms_of_service = self.terms_of_service

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        if forgot_password_link is not None:
            field_dict["forgotPasswordLink"] = forgot_password_link
        if legal_entity is not None:
            field_dict["legalEntity"] = legal_entity
        if max_number_of_requests is not None:
            field_dict["maxNumberOfRequests"] = max_number_of_requests
        if o_auth_client_id is not None:
            field_dict["oAuthClientId"] = o_auth_client_id
        if o_auth_url is not None:
            field_dict["oAuthUrl"] = o_auth_url
        if organisation_name is not None:
            field_dict["organisationName"] = organisation_name
        if privacy_policy is not None:
            field_dict["privacyPolicy"] = privacy_policy
        if privacy_contact_email is not None:
            field_dict["privacyContactEmail"] = privacy_contact_email
        if supported_lanaguages is not None:
            field_dict["supportedLanaguages"] = supported_lanaguages
        if supported_languages is not None:
            field_dict["supportedLanguages"] = supported_languages
        if terms_of_service is not None:
            field_dict["termsOfService"] = terms_of_service

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = {**src_dict}
        forgot_password_link = d.pop("forgotPasswordLink", None)

        legal_entity = d.pop("legalEntity", None)

        max_number_of_requests = d.pop("maxNumberOfRequests", None)

        o_auth_client_id = d.pop("oAuthClientId", None)

        o_auth_url = d.pop("oAuthUrl", None)

        organisation_name = d.pop("organisationName", None)

        privacy_policy = d.pop("privacyPolicy", None)

        privacy_contact_email = d.pop("privacyContactEmail", None)

        supported_lanaguages: list[str] | None = None
        if (_given := d.pop("supportedLanaguages", None)) is not None:
            if not isinstance(_given, list):
                raise TypeError("supportedLanaguages is no list")
            supported_lanaguages = cast(list[str], _given)

        supported_languages: list[str] | None = None
        if (_given := d.pop("supportedLanguages", None)) is not None:
            if not isinstance(_given, list):
                raise TypeError("supportedLanguages is no list")
            supported_languages = cast(list[str], _given)

        terms_of_service = d.pop("termsOfService", None)

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
