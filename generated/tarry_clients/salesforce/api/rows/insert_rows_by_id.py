from typing import Any

import httpx
from tarry.openapi import models as _models
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.queued_request import QueuedRequest
from ...models.refused_request import RefusedRequest
from ...models.rows_import_request import RowsImportRequest
from ...types import Response

ANSWERS: _operations.Answers[Any | Error | RefusedRequest | QueuedRequest] = _operations.by_code(
    {
        (200,): _operations.model(RefusedRequest),
        (202,): _operations.model(QueuedRequest),
        (400,): _operations.json(
            lambda value: _models.one_of(
                value, (dict, Error.from_dict), (dict, RefusedRequest.from_dict), is_closed=True
            )
        ),
        (401, 403, 404, 429, 500, 503): _operations.model(Error),
        (596,): _operations.nothing,
    }
)


def request_arguments(id: str, *, body: RowsImportRequest) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {
        "method": "post",
        "url": f"/data/v1/async/dataextensions/{_operations.quoted(id)}/rows",
        "json": body.to_dict(),
        "headers": {"Content-Type": "application/json"},
    }


def read_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | Error | RefusedRequest | QueuedRequest]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(
    id: str, *, client: AuthenticatedClient, body: RowsImportRequest
) -> Response[Any | Error | RefusedRequest | QueuedRequest]:
    """Queue rows to insert into the data extension with this id.

    Queues new rows. A row whose primary key exists already is refused later, in the results. Repeating a submit whose
    answer was lost can store rows twice in a table without a primary key [inferred].

    Args:
        id (str): Unique identifier of the data extension, a GUID.
        body (RowsImportRequest):

    Returns:
        Response[Any | Error | Error | RefusedRequest | QueuedRequest | RefusedRequest]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(client, request_arguments(body=body, id=id), ANSWERS)


async def asyncio_detailed(
    id: str, *, client: AuthenticatedClient, body: RowsImportRequest
) -> Response[Any | Error | RefusedRequest | QueuedRequest]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(client, request_arguments(body=body, id=id), ANSWERS)


def sync(
    id: str, *, client: AuthenticatedClient, body: RowsImportRequest
) -> Any | Error | RefusedRequest | QueuedRequest | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client, body=body, id=id).parsed


async def asyncio(
    id: str, *, client: AuthenticatedClient, body: RowsImportRequest
) -> Any | Error | RefusedRequest | QueuedRequest | None:
    """The same as `sync`, for async."""
    return (await asyncio_detailed(client=client, body=body, id=id)).parsed
