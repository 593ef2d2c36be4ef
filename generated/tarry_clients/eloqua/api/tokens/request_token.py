from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.server_error import ServerError
from ...models.token import Token
from ...models.token_error import TokenError
from ...models.token_request import TokenRequest
from ...types import Response

ANSWERS: _operations.Answers[Any | ServerError | Token | TokenError] = _operations.by_code(
    {
        (200,): _operations.model(Token),
        (400, 429, 503): _operations.nothing,
        (401,): _operations.model(TokenError),
        (500,): _operations.model(ServerError),
    }
)


def request_arguments(*, body: TokenRequest) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {
        "method": "post",
        "url": "/auth/oauth2/token",
        "data": _operations.form(body.to_dict()),
        "headers": {"Content-Type": "application/x-www-form-urlencoded"},
    }


def read_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | ServerError | Token | TokenError]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(
    *, client: AuthenticatedClient, body: TokenRequest
) -> Response[Any | ServerError | Token | TokenError]:
    """Exchange a refresh token for an access token and the next refresh token.

    A refresh token works once: store the new one before anything else, and do not send a request again whose answer was
    lost, since the first one may have used the token up (inferred). What is lost then is the login: a person has to let
    the app in again.

    Described is the refresh alone. Its fields and those of the answer are those of one public client, which sends a
    form; clients send JSON, too. That `redirect_uri` may be left out is inferred. The grants that give the first
    refresh token (`authorization_code`, `password`) go to the same URL and are not described here.

    Args:
        body (TokenRequest):

    Returns:
        Response[Any | ServerError | Token | TokenError]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(client, request_arguments(body=body), ANSWERS)


async def asyncio_detailed(
    *, client: AuthenticatedClient, body: TokenRequest
) -> Response[Any | ServerError | Token | TokenError]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(client, request_arguments(body=body), ANSWERS)


def sync(*, client: AuthenticatedClient, body: TokenRequest) -> Any | ServerError | Token | TokenError | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client, body=body).parsed


async def asyncio(*, client: AuthenticatedClient, body: TokenRequest) -> Any | ServerError | Token | TokenError | None:
    """The same as `sync`, for async."""
    return (await asyncio_detailed(client=client, body=body)).parsed
