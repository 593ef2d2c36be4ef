from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.settings import Settings
from ...types import Response


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/settings",
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | Settings | None:
    if response.status_code == 200:
        response_200 = Settings.from_dict(errors.json_object(response))

        return response_200

    if 400 <= response.status_code <= 499:
        response_4xx = cast(Any, None)
        return response_4xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus.undocumented(response)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any | Settings]:
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
) -> Response[Any | Settings]:
    """Get how the organisation runs its instance.

     What an application has to know before it can send a person to log in, and what that person may want
    to know of
    the organisation. Needs no token.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Settings]
    """

    kwargs = _get_kwargs()

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
) -> Any | Settings | None:
    """Get how the organisation runs its instance.

     What an application has to know before it can send a person to log in, and what that person may want
    to know of
    the organisation. Needs no token.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Settings
    """

    return sync_detailed(
        client=client,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
) -> Response[Any | Settings]:
    """Get how the organisation runs its instance.

     What an application has to know before it can send a person to log in, and what that person may want
    to know of
    the organisation. Needs no token.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Settings]
    """

    kwargs = _get_kwargs()

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
) -> Any | Settings | None:
    """Get how the organisation runs its instance.

     What an application has to know before it can send a person to log in, and what that person may want
    to know of
    the organisation. Needs no token.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Settings
    """

    return (
        await asyncio_detailed(
            client=client,
        )
    ).parsed
