from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.server_error import ServerError
from ...models.sync import Sync
from ...models.sync_request import SyncRequest
from ...types import Response

ANSWERS: _operations.Answers[Any | ServerError | Sync] = _operations.by_code(
    {
        (201,): _operations.model(Sync),
        (400, 401, 403, 404, 409, 410, 412, 413, 429, 503): _operations.nothing,
        (500,): _operations.model(ServerError),
    }
)


def request_arguments(*, body: SyncRequest) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {
        "method": "post",
        "url": "/api/bulk/2.0/syncs",
        "json": body.to_dict(),
        "headers": {"Content-Type": "application/json"},
    }


def read_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | ServerError | Sync]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(*, client: AuthenticatedClient, body: SyncRequest) -> Response[Any | ServerError | Sync]:
    """Start a sync of an export or an import.

    Runs a definition. The answer has no id: the path parameter `id` of the other operations is the number at the end of
    `uri`, 1444 in `/syncs/1444`.

    Since release 20D the definition is checked here and a wrong one is answered with 400. A repeated request starts a
    second sync, and one definition must not be in two running syncs at once.

    Args:
        body (SyncRequest): What to run. The vendor's contract marks nothing as required; `syncedInstanceUri` is
            (inferred).

    Returns:
        Response[Any | ServerError | Sync]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(client, request_arguments(body=body), ANSWERS)


async def asyncio_detailed(*, client: AuthenticatedClient, body: SyncRequest) -> Response[Any | ServerError | Sync]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(client, request_arguments(body=body), ANSWERS)


def sync(*, client: AuthenticatedClient, body: SyncRequest) -> Any | ServerError | Sync | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client, body=body).parsed


async def asyncio(*, client: AuthenticatedClient, body: SyncRequest) -> Any | ServerError | Sync | None:
    """The same as `sync`, for async."""
    return (await asyncio_detailed(client=client, body=body)).parsed
