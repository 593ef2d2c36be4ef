from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.contact_import import ContactImport
from ...models.contact_import_request import ContactImportRequest
from ...models.server_error import ServerError
from ...types import Response

ANSWERS: _operations.Answers[Any | ContactImport | ServerError] = _operations.by_code(
    {
        (201,): _operations.model(ContactImport),
        (400, 401, 403, 404, 409, 410, 412, 413, 429, 503): _operations.nothing,
        (500,): _operations.model(ServerError),
    }
)


def request_arguments(*, body: ContactImportRequest) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {
        "method": "post",
        "url": "/api/bulk/2.0/contacts/imports",
        "json": body.to_dict(),
        "headers": {"Content-Type": "application/json"},
    }


def read_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | ContactImport | ServerError]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(
    *, client: AuthenticatedClient, body: ContactImportRequest
) -> Response[Any | ContactImport | ServerError]:
    """Create a definition of a contact import.

    Creates a definition; upload rows to it next, then create a sync with its `uri`, or let each upload start one with
    `isSyncTriggeredOnImport`. Repeating the request makes a second definition.

    Args:
        body (ContactImportRequest): How to import. That `name` and `fields` are required is taken over from the
            definition of an export (inferred).

    Returns:
        Response[Any | ContactImport | ServerError]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(client, request_arguments(body=body), ANSWERS)


async def asyncio_detailed(
    *, client: AuthenticatedClient, body: ContactImportRequest
) -> Response[Any | ContactImport | ServerError]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(client, request_arguments(body=body), ANSWERS)


def sync(*, client: AuthenticatedClient, body: ContactImportRequest) -> Any | ContactImport | ServerError | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client, body=body).parsed


async def asyncio(
    *, client: AuthenticatedClient, body: ContactImportRequest
) -> Any | ContactImport | ServerError | None:
    """The same as `sync`, for async."""
    return (await asyncio_detailed(client=client, body=body)).parsed
