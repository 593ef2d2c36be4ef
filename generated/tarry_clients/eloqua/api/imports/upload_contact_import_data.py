from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.row import Row
from ...models.server_error import ServerError
from ...models.sync import Sync
from ...types import File, Response

ANSWERS: _operations.Answers[Any | ServerError | Sync] = _operations.by_code(
    {
        (201,): _operations.model(Sync),
        (204, 400, 401, 403, 404, 409, 410, 412, 413, 429, 503): _operations.nothing,
        (500,): _operations.model(ServerError),
    }
)


def request_arguments(id: int, *, body: list[Row] | File) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    _request: dict[str, Any] = {
        "method": "post",
        "url": f"/api/bulk/2.0/contacts/imports/{_operations.quoted(id)}/data",
        "headers": {},
    }
    if isinstance(body, list):
        _request["json"] = [item.to_dict() for item in body]
        _request["headers"]["Content-Type"] = "application/json"
    if isinstance(body, File):
        _request["content"] = body.payload
        _request["headers"]["Content-Type"] = "text/csv"
    return _request


def read_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | ServerError | Sync]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(
    id: int, *, client: AuthenticatedClient, body: list[Row] | File
) -> Response[Any | ServerError | Sync]:
    """Upload rows to the staging area of a contact import.

    Stages rows as a JSON array or as CSV, in UTF-8. Several uploads may come before one sync: at most 500 (one more is
    answered with 400: sync first and wait for its end), each of at most 32 MB (a larger one is answered with 404). Sync
    after about 250 MB. 413 means that the staging area is full: delete staged data first (inferred).

    Rows that are not synced stay for the `dataRetentionDuration` of the definition.

    Args:
        id (int): Id of the import definition, the number at the end of its `uri`.
        body (list[Row]): The rows, each keyed by the names in `fields` of the definition.
        body (File): The rows as CSV in UTF-8, with the names in `fields` of the definition in the first line (inferred:
            the logs can say that a field of the file is not in the definition).

    Returns:
        Response[Any | ServerError | Sync]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(client, request_arguments(body=body, id=id), ANSWERS)


async def asyncio_detailed(
    id: int, *, client: AuthenticatedClient, body: list[Row] | File
) -> Response[Any | ServerError | Sync]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(client, request_arguments(body=body, id=id), ANSWERS)


def sync(id: int, *, client: AuthenticatedClient, body: list[Row] | File) -> Any | ServerError | Sync | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client, body=body, id=id).parsed


async def asyncio(id: int, *, client: AuthenticatedClient, body: list[Row] | File) -> Any | ServerError | Sync | None:
    """The same as `sync`, for async."""
    return (await asyncio_detailed(client=client, body=body, id=id)).parsed
