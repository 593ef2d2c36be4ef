from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.token import Token
from ...models.token_error import TokenError
from ...models.token_request import TokenRequest
from ...types import Response

ANSWERS: _operations.Answers[Error | Token | TokenError] = _operations.by_code(
    {(200,): _operations.model(Token), (401,): _operations.model(TokenError), (429,): _operations.model(Error)}
)


def request_arguments(*, body: TokenRequest) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {
        "method": "post",
        "url": "/v2/token",
        "json": body.to_dict(),
        "headers": {"Content-Type": "application/json"},
    }


def read_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Error | Token | TokenError]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(*, client: AuthenticatedClient | Client, body: TokenRequest) -> Response[Error | Token | TokenError]:
    """Request an access token.

    The documented body is JSON; clients send a form, too, and get their token. Reuse a token until it runs out: more
    than one token request per machine in 20 minutes is over the soft limit. In one place the vendor suggests renewing
    it about five minutes early. A wait of more than about 18 minutes needs a new token in the middle of polling
    [inferred]. Of the errors, the page shows only 401, in the OAuth shape.

    Args:
        body (TokenRequest):

    Returns:
        Response[Error | Token | TokenError]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(client, request_arguments(body=body), ANSWERS)


async def asyncio_detailed(
    *, client: AuthenticatedClient | Client, body: TokenRequest
) -> Response[Error | Token | TokenError]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(client, request_arguments(body=body), ANSWERS)


def sync(*, client: AuthenticatedClient | Client, body: TokenRequest) -> Error | Token | TokenError | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client, body=body).parsed


async def asyncio(*, client: AuthenticatedClient | Client, body: TokenRequest) -> Error | Token | TokenError | None:
    """The same as `sync`, for async."""
    return (await asyncio_detailed(client=client, body=body)).parsed
