from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field
from tarry.openapi import models as _models


@_attrs_define
class Settings(_models.Model[Any]):
    """The published specification marks no field as required, though its text obliges organisations to give them all.
    Further fields may come: the demo server answers with the fields of a token.

    Attributes:
        forgot_password_link (str | None): Where the person can have a forgotten password reset, to go by the name; the
            published description is a copy of that of `privacyPolicy`.
        legal_entity (str | None): Who bears the legal responsibility for the processing.
        max_number_of_requests (int | None): How many data requests may run at a time; published as a number, an integer
            by its meaning.
        o_auth_client_id (str | None): Public client id for the OAuth server; it may be changed from time to time.
        o_auth_url (str | None): Base address of the OAuth server, or the address of its metadata (RFC 8414).
        organisation_name (str | None): Name of the organisation, for people.
        privacy_policy (str | None): The privacy policy that covers the processed data, for people to read.
        privacy_contact_email (str | None): Where to write about the data that was received.
        supported_lanaguages (list[str] | None): Languages of the descriptions of `GET /data`, ISO 639-1 codes; all else
            is in English. The name is misspelt in the published specification; read `supportedLanguages` as well.
        supported_languages (list[str] | None): The same as `supportedLanaguages`, correctly spelt, as the published
            description of the parameter `lang` has it.
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
        _made: dict[str, Any] = {**self.additional_properties}
        if self.forgot_password_link is not None:
            _made["forgotPasswordLink"] = self.forgot_password_link
        if self.legal_entity is not None:
            _made["legalEntity"] = self.legal_entity
        if self.max_number_of_requests is not None:
            _made["maxNumberOfRequests"] = self.max_number_of_requests
        if self.o_auth_client_id is not None:
            _made["oAuthClientId"] = self.o_auth_client_id
        if self.o_auth_url is not None:
            _made["oAuthUrl"] = self.o_auth_url
        if self.organisation_name is not None:
            _made["organisationName"] = self.organisation_name
        if self.privacy_policy is not None:
            _made["privacyPolicy"] = self.privacy_policy
        if self.privacy_contact_email is not None:
            _made["privacyContactEmail"] = self.privacy_contact_email
        if self.supported_lanaguages is not None:
            _made["supportedLanaguages"] = self.supported_lanaguages
        if self.supported_languages is not None:
            _made["supportedLanguages"] = self.supported_languages
        if self.terms_of_service is not None:
            _made["termsOfService"] = self.terms_of_service
        return _made

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _given = {**src_dict}
        made = cls(
            forgot_password_link=_given.pop("forgotPasswordLink", None),
            legal_entity=_given.pop("legalEntity", None),
            max_number_of_requests=_given.pop("maxNumberOfRequests", None),
            o_auth_client_id=_given.pop("oAuthClientId", None),
            o_auth_url=_given.pop("oAuthUrl", None),
            organisation_name=_given.pop("organisationName", None),
            privacy_policy=_given.pop("privacyPolicy", None),
            privacy_contact_email=_given.pop("privacyContactEmail", None),
            supported_lanaguages=_models.optional_list(_given, "supportedLanaguages"),
            supported_languages=_models.optional_list(_given, "supportedLanguages"),
            terms_of_service=_given.pop("termsOfService", None),
        )
        if _given:
            made.additional_properties = _given
        return made
