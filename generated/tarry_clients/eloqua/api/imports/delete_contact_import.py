from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.server_error import ServerError
from ...types import Response

ANSWERS: _operations.Answers[Any | ServerError] = _operations.by_code(
    {
        (204, 400, 401, 403, 404, 409, 410, 412, 413, 429, 503): _operations.nothing,
        (500,): _operations.model(ServerError),
    }
)


def request_arguments(id: int) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {"method": "delete", "url": f"/api/bulk/2.0/contacts/imports/{_operations.quoted(id)}"}


def read_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any | ServerError]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(id: int, *, client: AuthenticatedClient) -> Response[Any | ServerError]:
    """Delete a definition of a contact import.

    Removes the definition.

    Args:
        id (int): Id of the import definition, the number at the end of its `uri`.

    Returns:
        Response[Any | ServerError]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(client, request_arguments(id=id), ANSWERS)


async def asyncio_detailed(id: int, *, client: AuthenticatedClient) -> Response[Any | ServerError]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(client, request_arguments(id=id), ANSWERS)


def sync(id: int, *, client: AuthenticatedClient) -> Any | ServerError | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client, id=id).parsed


async def asyncio(id: int, *, client: AuthenticatedClient) -> Any | ServerError | None:
    """The same as `sync`, for async."""
    return (await asyncio_detailed(client=client, id=id)).parsed
