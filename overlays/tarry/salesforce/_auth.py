"""Salesforce's token: the vendor's own call, by the generated operation, for `ClientCredentials`."""

from __future__ import annotations

import httpx

from tarry._auth.oauth2 import ClientCredentials
from tarry._auth.token_response import TokenReader
from tarry._core.secrets import Secret
from tarry_clients.salesforce import models
from tarry_clients.salesforce.api import tokens as tokens_api
from tarry_clients.salesforce.types import UNSET


def client_credentials(auth_url: str, client_id: str, client_secret: str, account_id: str | None) -> ClientCredentials:
    """The credentials of a server-to-server package, for the token host at *auth_url*."""

    def token_request() -> httpx.Request:
        body = models.TokenRequest(
            grant_type="client_credentials",
            client_id=client_id,
            client_secret=client_secret,
            account_id=UNSET if account_id is None else account_id,
        )
        # `rest_instance_url` of the answer is not used: the token goes to no host but the one that was configured.
        arguments = tokens_api.request_token.request_arguments(body=body)
        return httpx.Request(**{**arguments, "url": auth_url + arguments["url"]})

    secrets = {"client_secret": Secret(client_secret)}
    return ClientCredentials(token_request, lambda answer: _READER.read(answer, secrets))


def _reason(status_code: int) -> str:
    if status_code == 200:
        return "the answer of the token host cannot be read"
    if status_code in {400, 401, 403}:
        return "the token was refused: check client_id, client_secret and account_id"
    if status_code in {404, 410}:
        return "the token host has no such path: check subdomain and auth_url"
    return "the token host gave no token"


_READER = TokenReader(
    parse=models.Token.from_dict,
    # What live tenants answer, where an answer does not say: https://github.com/dawidmachon/mcecli
    lifetime=1079.0,
    reason=_reason,
    # A token host without such a path says nothing about the job.
    is_final=lambda status_code: status_code in {404, 410},
)
