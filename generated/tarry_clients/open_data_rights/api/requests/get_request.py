from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.request_status import RequestStatus
from ...types import Response

ANSWERS: _operations.Answers[Error | RequestStatus] = _operations.by_code(
    {(200,): _operations.model(RequestStatus), (401, 404): _operations.model(Error)}
)


def request_arguments(request_id: str) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {"method": "get", "url": f"/requests/{_operations.quoted(request_id)}"}


def read_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | RequestStatus]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(request_id: str, *, client: AuthenticatedClient) -> Response[Error | RequestStatus]:
    """Get the state of a data request.

    Retrieves one data request which is in progress, as the given page puts it. Its fields `isCompleted` and
    `completedAt` imply that a completed request is served as well, until it expires; no source says so outright. A 404
    for a request that was seen completed is therefore worth one attempt at the download.

    Args:
        request_id (str): Identifier of the data request, as creating it returned it; often a UUID, but any text is
            taken.

    Returns:
        Response[Error | RequestStatus]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(client, request_arguments(request_id=request_id), ANSWERS)


async def asyncio_detailed(request_id: str, *, client: AuthenticatedClient) -> Response[Error | RequestStatus]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(client, request_arguments(request_id=request_id), ANSWERS)


def sync(request_id: str, *, client: AuthenticatedClient) -> Error | RequestStatus | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client, request_id=request_id).parsed


async def asyncio(request_id: str, *, client: AuthenticatedClient) -> Error | RequestStatus | None:
    """The same as `sync`, for async."""
    return (await asyncio_detailed(client=client, request_id=request_id)).parsed
