from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.token import Token
from ...models.token_error import TokenError
from ...models.token_request import TokenRequest
from ...types import Response


def _get_kwargs(
    *,
    body: TokenRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/oauth/token",
    }

    _kwargs["data"] = body.to_dict()
    headers["Content-Type"] = "application/x-www-form-urlencoded"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Token | TokenError | None:
    if response.status_code == 200:
        response_200 = Token.from_dict(errors.json_object(response))

        return response_200

    if response.status_code == 400:
        response_400 = TokenError.from_dict(errors.json_object(response))

        return response_400

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus.undocumented(response)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Token | TokenError]:
    try:
        parsed = _parse_response(client=client, response=response)
    except errors.UnexpectedResponse:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise errors.UnexpectedResponse.from_response(response, error) from error
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=parsed,
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: TokenRequest,
) -> Response[Token | TokenError]:
    """Exchange a code, or a refresh token, for an access token.

     The author's client posts the `code` alone, as a form. The other fields are those of RFC 6749 and
    RFC 7636
    (inferred). A code works once (RFC 6749).

    Args:
        body (TokenRequest): One of `code` and `refresh_token`.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Token | TokenError]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: TokenRequest,
) -> Token | TokenError | None:
    """Exchange a code, or a refresh token, for an access token.

     The author's client posts the `code` alone, as a form. The other fields are those of RFC 6749 and
    RFC 7636
    (inferred). A code works once (RFC 6749).

    Args:
        body (TokenRequest): One of `code` and `refresh_token`.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Token | TokenError
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: TokenRequest,
) -> Response[Token | TokenError]:
    """Exchange a code, or a refresh token, for an access token.

     The author's client posts the `code` alone, as a form. The other fields are those of RFC 6749 and
    RFC 7636
    (inferred). A code works once (RFC 6749).

    Args:
        body (TokenRequest): One of `code` and `refresh_token`.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Token | TokenError]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: TokenRequest,
) -> Token | TokenError | None:
    """Exchange a code, or a refresh token, for an access token.

     The author's client posts the `code` alone, as a form. The other fields are those of RFC 6749 and
    RFC 7636
    (inferred). A code works once (RFC 6749).

    Args:
        body (TokenRequest): One of `code` and `refresh_token`.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Token | TokenError
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
