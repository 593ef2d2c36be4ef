from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.server_error import ServerError
from ...models.sync import Sync
from ...types import Response

ANSWERS: _operations.Answers[Any | ServerError | Sync] = _operations.by_code(
    {
        (200,): _operations.model(Sync),
        (400, 401, 403, 404, 409, 410, 412, 413, 429, 503): _operations.nothing,
        (500,): _operations.model(ServerError),
    }
)


def request_arguments(id: int) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {"method": "get", "url": f"/api/bulk/2.0/syncs/{_operations.quoted(id)}"}


def read_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | ServerError | Sync]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(id: int, *, client: AuthenticatedClient) -> Response[Any | ServerError | Sync]:
    """Get the state of a sync.

    Tells whether the sync has ended and how. No interval is documented: the best-practice page advises against polling
    and for `callbackUrl`, the page on status types describes polling. Public clients wait from 1 second to 5 minutes
    between polls, and large exports have taken hours.

    `id` comes from `uri` in the answer of `create_sync`, or of an upload that started a sync: its last segment, as the
    pattern in `x-job` cuts it out. A 404 or 410 for a sync that was there before means that it is gone.

    Args:
        id (int): Id of the sync, the number at the end of its `uri`.

    Returns:
        Response[Any | ServerError | Sync]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(client, request_arguments(id=id), ANSWERS)


async def asyncio_detailed(id: int, *, client: AuthenticatedClient) -> Response[Any | ServerError | Sync]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(client, request_arguments(id=id), ANSWERS)


def sync(id: int, *, client: AuthenticatedClient) -> Any | ServerError | Sync | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client, id=id).parsed


async def asyncio(id: int, *, client: AuthenticatedClient) -> Any | ServerError | Sync | None:
    """The same as `sync`, for async."""
    return (await asyncio_detailed(client=client, id=id)).parsed
