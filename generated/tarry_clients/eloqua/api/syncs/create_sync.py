from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.server_error import ServerError
from ...models.sync import Sync
from ...models.sync_request import SyncRequest
from ...types import Response


def _get_kwargs(
    *,
    body: SyncRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/bulk/2.0/syncs",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ServerError | Sync | None:
    if response.status_code == 201:
        response_201 = Sync.from_dict(errors.json_object(response))

        return response_201

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
    *,
    client: AuthenticatedClient,
    body: SyncRequest,
) -> Response[Any | ServerError | Sync]:
    """Start a sync of an export or an import.

     Runs a definition. The answer has no id: the path parameter `id` of the other operations is the
    number at the
    end of `uri`, 1444 in `/syncs/1444`.

    Since release 20D the definition is checked here and a wrong one is answered with 400. A repeated
    request starts
    a second sync, and one definition must not be in two running syncs at once.

    Args:
        body (SyncRequest): What to run. The vendor's contract marks nothing as required;
            `syncedInstanceUri` is (inferred).

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ServerError | Sync]
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
    body: SyncRequest,
) -> Any | ServerError | Sync | None:
    """Start a sync of an export or an import.

     Runs a definition. The answer has no id: the path parameter `id` of the other operations is the
    number at the
    end of `uri`, 1444 in `/syncs/1444`.

    Since release 20D the definition is checked here and a wrong one is answered with 400. A repeated
    request starts
    a second sync, and one definition must not be in two running syncs at once.

    Args:
        body (SyncRequest): What to run. The vendor's contract marks nothing as required;
            `syncedInstanceUri` is (inferred).

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ServerError | Sync
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: SyncRequest,
) -> Response[Any | ServerError | Sync]:
    """Start a sync of an export or an import.

     Runs a definition. The answer has no id: the path parameter `id` of the other operations is the
    number at the
    end of `uri`, 1444 in `/syncs/1444`.

    Since release 20D the definition is checked here and a wrong one is answered with 400. A repeated
    request starts
    a second sync, and one definition must not be in two running syncs at once.

    Args:
        body (SyncRequest): What to run. The vendor's contract marks nothing as required;
            `syncedInstanceUri` is (inferred).

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ServerError | Sync]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: SyncRequest,
) -> Any | ServerError | Sync | None:
    """Start a sync of an export or an import.

     Runs a definition. The answer has no id: the path parameter `id` of the other operations is the
    number at the
    end of `uri`, 1444 in `/syncs/1444`.

    Since release 20D the definition is checked here and a wrong one is answered with 400. A repeated
    request starts
    a second sync, and one definition must not be in two running syncs at once.

    Args:
        body (SyncRequest): What to run. The vendor's contract marks nothing as required;
            `syncedInstanceUri` is (inferred).

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ServerError | Sync
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
