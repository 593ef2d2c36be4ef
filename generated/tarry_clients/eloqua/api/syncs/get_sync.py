from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.server_error import ServerError
from ...models.sync import Sync
from ...types import Response


def _get_kwargs(
    id: int,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/bulk/2.0/syncs/{id}".format(
            id=quote(str(id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ServerError | Sync | None:
    if response.status_code == 200:
        response_200 = Sync.from_dict(errors.json_object(response))

        return response_200

    if response.status_code == 400:
        response_400 = cast(Any, None)
        return response_400

    if response.status_code == 401:
        response_401 = cast(Any, None)
        return response_401

    if response.status_code == 403:
        response_403 = cast(Any, None)
        return response_403

    if response.status_code == 404:
        response_404 = cast(Any, None)
        return response_404

    if response.status_code == 409:
        response_409 = cast(Any, None)
        return response_409

    if response.status_code == 410:
        response_410 = cast(Any, None)
        return response_410

    if response.status_code == 412:
        response_412 = cast(Any, None)
        return response_412

    if response.status_code == 413:
        response_413 = cast(Any, None)
        return response_413

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
) -> Response[Any | ServerError | Sync]:
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
    id: int,
    *,
    client: AuthenticatedClient,
) -> Response[Any | ServerError | Sync]:
    """Get the state of a sync.

     Tells whether the sync has ended and how. No interval is documented: the best-practice page advises
    against
    polling and for `callbackUrl`, the page on status types describes polling. Public clients wait from
    1 second to
    5 minutes between polls, and large exports have taken hours.

    `id` comes from `uri` in the answer of `create_sync`, or of an upload that started a sync: its last
    segment, as
    the pattern in `x-job` cuts it out. A 404 or 410 for a sync that was there before means that it is
    gone.

    Args:
        id (int): Id of the sync, the number at the end of its `uri`.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ServerError | Sync]
    """

    kwargs = _get_kwargs(
        id=id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: int,
    *,
    client: AuthenticatedClient,
) -> Any | ServerError | Sync | None:
    """Get the state of a sync.

     Tells whether the sync has ended and how. No interval is documented: the best-practice page advises
    against
    polling and for `callbackUrl`, the page on status types describes polling. Public clients wait from
    1 second to
    5 minutes between polls, and large exports have taken hours.

    `id` comes from `uri` in the answer of `create_sync`, or of an upload that started a sync: its last
    segment, as
    the pattern in `x-job` cuts it out. A 404 or 410 for a sync that was there before means that it is
    gone.

    Args:
        id (int): Id of the sync, the number at the end of its `uri`.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ServerError | Sync
    """

    return sync_detailed(
        id=id,
        client=client,
    ).parsed


async def asyncio_detailed(
    id: int,
    *,
    client: AuthenticatedClient,
) -> Response[Any | ServerError | Sync]:
    """Get the state of a sync.

     Tells whether the sync has ended and how. No interval is documented: the best-practice page advises
    against
    polling and for `callbackUrl`, the page on status types describes polling. Public clients wait from
    1 second to
    5 minutes between polls, and large exports have taken hours.

    `id` comes from `uri` in the answer of `create_sync`, or of an upload that started a sync: its last
    segment, as
    the pattern in `x-job` cuts it out. A 404 or 410 for a sync that was there before means that it is
    gone.

    Args:
        id (int): Id of the sync, the number at the end of its `uri`.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ServerError | Sync]
    """

    kwargs = _get_kwargs(
        id=id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: int,
    *,
    client: AuthenticatedClient,
) -> Any | ServerError | Sync | None:
    """Get the state of a sync.

     Tells whether the sync has ended and how. No interval is documented: the best-practice page advises
    against
    polling and for `callbackUrl`, the page on status types describes polling. Public clients wait from
    1 second to
    5 minutes between polls, and large exports have taken hours.

    `id` comes from `uri` in the answer of `create_sync`, or of an upload that started a sync: its last
    segment, as
    the pattern in `x-job` cuts it out. A 404 or 410 for a sync that was there before means that it is
    gone.

    Args:
        id (int): Id of the sync, the number at the end of its `uri`.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ServerError | Sync
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
        )
    ).parsed
