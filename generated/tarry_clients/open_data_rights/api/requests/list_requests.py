from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.request_status import RequestStatus
from ...types import Response

ANSWERS: _operations.Answers[Error | list[RequestStatus]] = _operations.by_code(
    {
        (200,): _operations.json(lambda value: [RequestStatus.from_dict(item) for item in value]),
        (401,): _operations.model(Error),
    }
)


def request_arguments() -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {"method": "get", "url": "/requests"}


def read_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Error | list[RequestStatus]]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(*, client: AuthenticatedClient) -> Response[Error | list[RequestStatus]]:
    """List the active data requests of this person.

    All of them in one answer. Expired requests are no longer present, so absence does not prove that an id never
    existed. After a create whose answer was lost, look here before creating again.

    Returns:
        Response[Error | list[RequestStatus]]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(client, request_arguments(), ANSWERS)


async def asyncio_detailed(*, client: AuthenticatedClient) -> Response[Error | list[RequestStatus]]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(client, request_arguments(), ANSWERS)


def sync(*, client: AuthenticatedClient) -> Error | list[RequestStatus] | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client).parsed


async def asyncio(*, client: AuthenticatedClient) -> Error | list[RequestStatus] | None:
    """The same as `sync`, for async."""
    return (await asyncio_detailed(client=client)).parsed
