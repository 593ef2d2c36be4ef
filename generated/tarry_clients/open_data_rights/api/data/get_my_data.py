from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.my_data import MyData
from ...types import Response

ANSWERS: _operations.Answers[Error | MyData] = _operations.by_code(
    {(200,): _operations.model(MyData), (401,): _operations.model(Error)}
)


def request_arguments() -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {"method": "get", "url": "/data/me"}


def read_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | MyData]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(*, client: AuthenticatedClient) -> Response[Error | MyData]:
    """Get which types of data the organisation processes of this person.

    The types only, not the data itself: that comes with a data request.

    Returns:
        Response[Error | MyData]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(client, request_arguments(), ANSWERS)


async def asyncio_detailed(*, client: AuthenticatedClient) -> Response[Error | MyData]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(client, request_arguments(), ANSWERS)


def sync(*, client: AuthenticatedClient) -> Error | MyData | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client).parsed


async def asyncio(*, client: AuthenticatedClient) -> Error | MyData | None:
    """The same as `sync`, for async."""
    return (await asyncio_detailed(client=client)).parsed
