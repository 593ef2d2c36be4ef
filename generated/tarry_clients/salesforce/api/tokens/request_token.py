from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
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
        "url": "/v2/token",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | Token | TokenError | None:
    if response.status_code == 200:
        response_200 = Token.from_dict(errors.json_object(response))

        return response_200

    if response.status_code == 401:
        response_401 = TokenError.from_dict(errors.json_object(response))

        return response_401

    if response.status_code == 429:
        response_429 = Error.from_dict(errors.json_object(response))

        return response_429

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus.undocumented(response)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Error | Token | TokenError]:
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
) -> Response[Error | Token | TokenError]:
    """Request an access token.

     The documented body is JSON; clients send a form, too, and get their token. Reuse a token until it
    runs out: more than
    one token request per machine in 20 minutes is over the soft limit. In one place the vendor suggests
    renewing it
    about five minutes early. A wait of more than about 18 minutes needs a new token in the middle of
    polling
    [inferred]. Of the errors, the page shows only 401, in the OAuth shape.

    Args:
        body (TokenRequest):

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | Token | TokenError]
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
) -> Error | Token | TokenError | None:
    """Request an access token.

     The documented body is JSON; clients send a form, too, and get their token. Reuse a token until it
    runs out: more than
    one token request per machine in 20 minutes is over the soft limit. In one place the vendor suggests
    renewing it
    about five minutes early. A wait of more than about 18 minutes needs a new token in the middle of
    polling
    [inferred]. Of the errors, the page shows only 401, in the OAuth shape.

    Args:
        body (TokenRequest):

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | Token | TokenError
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: TokenRequest,
) -> Response[Error | Token | TokenError]:
    """Request an access token.

     The documented body is JSON; clients send a form, too, and get their token. Reuse a token until it
    runs out: more than
    one token request per machine in 20 minutes is over the soft limit. In one place the vendor suggests
    renewing it
    about five minutes early. A wait of more than about 18 minutes needs a new token in the middle of
    polling
    [inferred]. Of the errors, the page shows only 401, in the OAuth shape.

    Args:
        body (TokenRequest):

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | Token | TokenError]
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
) -> Error | Token | TokenError | None:
    """Request an access token.

     The documented body is JSON; clients send a form, too, and get their token. Reuse a token until it
    runs out: more than
    one token request per machine in 20 minutes is over the soft limit. In one place the vendor suggests
    renewing it
    about five minutes early. A wait of more than about 18 minutes needs a new token in the middle of
    polling
    [inferred]. Of the errors, the page shows only 401, in the OAuth shape.

    Args:
        body (TokenRequest):

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | Token | TokenError
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
