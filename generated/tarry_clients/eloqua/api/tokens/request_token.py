from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.server_error import ServerError
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
        "url": "/auth/oauth2/token",
    }

    _kwargs["data"] = body.to_dict()
    headers["Content-Type"] = "application/x-www-form-urlencoded"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ServerError | Token | TokenError | None:
    if response.status_code == 200:
        response_200 = Token.from_dict(errors.json_object(response))

        return response_200

    if response.status_code == 400:
        response_400 = cast(Any, None)
        return response_400

    if response.status_code == 401:
        response_401 = TokenError.from_dict(errors.json_object(response))

        return response_401

    if response.status_code == 429:
        response_429 = cast(Any, None)
        return response_429

    if response.status_code == 500:
        response_500 = ServerError.from_dict(errors.json_object(response))

        return response_500

    if response.status_code == 503:
        response_503 = cast(Any, None)
        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus.undocumented(response)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | ServerError | Token | TokenError]:
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
    client: AuthenticatedClient,
    body: TokenRequest,
) -> Response[Any | ServerError | Token | TokenError]:
    """Exchange a refresh token for an access token and the next refresh token.

     A refresh token works once: store the new one before anything else, and do not send a request again
    whose answer
    was lost, since the first one may have used the token up (inferred). What is lost then is the login:
    a person has
    to let the app in again.

    Described is the refresh alone. Its fields and those of the answer are those of one public client,
    which sends a
    form; clients send JSON, too. That `redirect_uri` may be left out is inferred. The grants that give
    the first refresh token
    (`authorization_code`, `password`) go to the same URL and are not described here.

    Args:
        body (TokenRequest):

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ServerError | Token | TokenError]
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
    client: AuthenticatedClient,
    body: TokenRequest,
) -> Any | ServerError | Token | TokenError | None:
    """Exchange a refresh token for an access token and the next refresh token.

     A refresh token works once: store the new one before anything else, and do not send a request again
    whose answer
    was lost, since the first one may have used the token up (inferred). What is lost then is the login:
    a person has
    to let the app in again.

    Described is the refresh alone. Its fields and those of the answer are those of one public client,
    which sends a
    form; clients send JSON, too. That `redirect_uri` may be left out is inferred. The grants that give
    the first refresh token
    (`authorization_code`, `password`) go to the same URL and are not described here.

    Args:
        body (TokenRequest):

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ServerError | Token | TokenError
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: TokenRequest,
) -> Response[Any | ServerError | Token | TokenError]:
    """Exchange a refresh token for an access token and the next refresh token.

     A refresh token works once: store the new one before anything else, and do not send a request again
    whose answer
    was lost, since the first one may have used the token up (inferred). What is lost then is the login:
    a person has
    to let the app in again.

    Described is the refresh alone. Its fields and those of the answer are those of one public client,
    which sends a
    form; clients send JSON, too. That `redirect_uri` may be left out is inferred. The grants that give
    the first refresh token
    (`authorization_code`, `password`) go to the same URL and are not described here.

    Args:
        body (TokenRequest):

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ServerError | Token | TokenError]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: TokenRequest,
) -> Any | ServerError | Token | TokenError | None:
    """Exchange a refresh token for an access token and the next refresh token.

     A refresh token works once: store the new one before anything else, and do not send a request again
    whose answer
    was lost, since the first one may have used the token up (inferred). What is lost then is the login:
    a person has
    to let the app in again.

    Described is the refresh alone. Its fields and those of the answer are those of one public client,
    which sends a
    form; clients send JSON, too. That `redirect_uri` may be left out is inferred. The grants that give
    the first refresh token
    (`authorization_code`, `password`) go to the same URL and are not described here.

    Args:
        body (TokenRequest):

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ServerError | Token | TokenError
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
