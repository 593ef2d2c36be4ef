from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.token import Token
from ...models.token_error import TokenError
from ...models.token_request import TokenRequest
from ...types import Response

ANSWERS: _operations.Answers[Token | TokenError] = _operations.by_code(
    {(200,): _operations.model(Token), (400,): _operations.model(TokenError)}
)


def request_arguments(*, body: TokenRequest) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {
        "method": "post",
        "url": "/oauth/token",
        "data": _operations.form(body.to_dict()),
        "headers": {"Content-Type": "application/x-www-form-urlencoded"},
    }


def read_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Token | TokenError]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(*, client: AuthenticatedClient | Client, body: TokenRequest) -> Response[Token | TokenError]:
    """Exchange a code, or a refresh token, for an access token.

    The author's client posts the `code` alone, as a form. The other fields are those of RFC 6749 and RFC 7636
    (inferred). A code works once (RFC 6749).

    Args:
        body (TokenRequest): One of `code` and `refresh_token`.

    Returns:
        Response[Token | TokenError]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(client, request_arguments(body=body), ANSWERS)


async def asyncio_detailed(*, client: AuthenticatedClient | Client, body: TokenRequest) -> Response[Token | TokenError]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(client, request_arguments(body=body), ANSWERS)


def sync(*, client: AuthenticatedClient | Client, body: TokenRequest) -> Token | TokenError | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client, body=body).parsed


async def asyncio(*, client: AuthenticatedClient | Client, body: TokenRequest) -> Token | TokenError | None:
    """The same as `sync`, for async."""
    return (await asyncio_detailed(client=client, body=body)).parsed
