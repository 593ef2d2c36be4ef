from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.settings import Settings
from ...types import Response

ANSWERS: _operations.Answers[Any | Settings] = _operations.by_code(
    {(200,): _operations.model(Settings), ("4XX",): _operations.nothing}
)


def request_arguments() -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {"method": "get", "url": "/settings"}


def read_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any | Settings]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(*, client: AuthenticatedClient | Client) -> Response[Any | Settings]:
    """Get how the organisation runs its instance.

    What an application has to know before it can send a person to log in, and what that person may want to know of the
    organisation. Needs no token.

    Returns:
        Response[Any | Settings]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(client, request_arguments(), ANSWERS)


async def asyncio_detailed(*, client: AuthenticatedClient | Client) -> Response[Any | Settings]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(client, request_arguments(), ANSWERS)


def sync(*, client: AuthenticatedClient | Client) -> Any | Settings | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client).parsed


async def asyncio(*, client: AuthenticatedClient | Client) -> Any | Settings | None:
    """The same as `sync`, for async."""
    return (await asyncio_detailed(client=client)).parsed
