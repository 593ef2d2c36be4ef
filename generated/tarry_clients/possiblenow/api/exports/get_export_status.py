from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.export_status import ExportStatus
from ...types import Response

ANSWERS: _operations.Answers[Error | ExportStatus] = _operations.by_code(
    {(200,): _operations.model(ExportStatus), (400, 401, 403, 404, 500, 503): _operations.model(Error)}
)


def request_arguments(client_id: str, access_token: int) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {
        "method": "get",
        "url": f"/Async/{_operations.quoted(client_id)}/Export/{_operations.quoted(access_token)}/Status",
    }


def read_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | ExportStatus]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(client_id: str, access_token: int, *, client: AuthenticatedClient) -> Response[Error | ExportStatus]:
    """Get the status of an export.

    Tells how an export stands. Where the start call carried a callback URL, MyPreferences also posts the status there.
    The answer has no progress figure, no expiry time and no reason for an error; how long an export that nobody reads
    is kept is not stated. A 404 just after the start may only mean that the export is not visible yet, so poll again
    for a few seconds (inferred). Ask for `application/json`: the other media types seem to come from the server's list
    of formatters (inferred).

    Args:
        client_id (str): PossibleNow ClientId, the account's own MyPreferences id; not the `client_id` of OAuth.
        access_token (int): The access token of the export, as the start call gave it.

    Returns:
        Response[Error | ExportStatus]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(client, request_arguments(client_id=client_id, access_token=access_token), ANSWERS)


async def asyncio_detailed(
    client_id: str, access_token: int, *, client: AuthenticatedClient
) -> Response[Error | ExportStatus]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(
        client, request_arguments(client_id=client_id, access_token=access_token), ANSWERS
    )


def sync(client_id: str, access_token: int, *, client: AuthenticatedClient) -> Error | ExportStatus | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client, client_id=client_id, access_token=access_token).parsed


async def asyncio(client_id: str, access_token: int, *, client: AuthenticatedClient) -> Error | ExportStatus | None:
    """The same as `sync`, for async."""
    return (await asyncio_detailed(client=client, client_id=client_id, access_token=access_token)).parsed
