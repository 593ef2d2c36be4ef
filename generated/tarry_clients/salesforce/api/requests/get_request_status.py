from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.request_status import RequestStatus
from ...types import Response

ANSWERS: _operations.Answers[Any | Error | RequestStatus] = _operations.by_code(
    {
        (200,): _operations.model(RequestStatus),
        (400, 401, 403, 404, 429, 500, 503): _operations.model(Error),
        (596,): _operations.nothing,
    }
)


def request_arguments(request_id: str) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {"method": "get", "url": f"/data/v1/async/{_operations.quoted(request_id)}/status"}


def read_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | Error | RequestStatus]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(request_id: str, *, client: AuthenticatedClient) -> Response[Any | Error | RequestStatus]:
    """Get the state of a queued request.

    Tells whether the job has ended and whether any row failed; after `Complete` without errors the results need not be
    read. All four submits lead here. By the given page a queued request shows in the end that it is completed or in
    error; `list_request_results` then tells which rows failed. Without `status` in the answer the job is unknown,
    expired or not visible yet, and one answer cannot tell which: keep polling for a grace period.

    No polling interval is documented. Jobs were seen to take from half a second to 20 seconds, and 7.5 minutes in the
    vendor's own example, most of it in the queue. The vendor's examples send `Content-Type: application/json` on this
    GET too.

    Args:
        request_id (str): The `requestId` that the submit of the rows returned.

    Returns:
        Response[Any | Error | RequestStatus]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(client, request_arguments(request_id=request_id), ANSWERS)


async def asyncio_detailed(request_id: str, *, client: AuthenticatedClient) -> Response[Any | Error | RequestStatus]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(client, request_arguments(request_id=request_id), ANSWERS)


def sync(request_id: str, *, client: AuthenticatedClient) -> Any | Error | RequestStatus | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client, request_id=request_id).parsed


async def asyncio(request_id: str, *, client: AuthenticatedClient) -> Any | Error | RequestStatus | None:
    """The same as `sync`, for async."""
    return (await asyncio_detailed(client=client, request_id=request_id)).parsed
