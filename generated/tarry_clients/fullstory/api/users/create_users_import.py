from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.created_import import CreatedImport
from ...models.error import Error
from ...models.users_import_request import UsersImportRequest
from ...types import UNSET, Response, Unset

ANSWERS: _operations.Answers[CreatedImport | Error] = _operations.by_code(
    {(200,): _operations.model(CreatedImport), (400, 401, 403, 404, 429, 500): _operations.model(Error)}
)


def request_arguments(
    *, body: UsersImportRequest, idempotency_key: str | Unset = UNSET, integration_source: str | Unset = UNSET
) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {
        "method": "post",
        "url": "/v2/users/batch",
        "json": body.to_dict(),
        "headers": _operations.given(
            {
                "Idempotency-Key": idempotency_key,
                "Integration-Source": integration_source,
                "Content-Type": "application/json",
            }
        ),
    }


def read_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[CreatedImport | Error]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: UsersImportRequest,
    idempotency_key: str | Unset = UNSET,
    integration_source: str | Unset = UNSET,
) -> Response[CreatedImport | Error]:
    """Create a batch import of users.

    Accepts up to 50,000 users and answers at once with a job to poll. The limits on batches in progress are per
    organisation and stand with `create_events_import`; that they hold here too is inferred.

    Args:
        idempotency_key (str | Unset): Makes a repeat of the same body within 24 hours safe; a random version 4 UUID for
            instance.
        integration_source (str | Unset): Names the calling integration; meant for the vendor and its partners.
        body (UsersImportRequest):

    Returns:
        Response[CreatedImport | Error]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(
        client,
        request_arguments(body=body, idempotency_key=idempotency_key, integration_source=integration_source),
        ANSWERS,
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: UsersImportRequest,
    idempotency_key: str | Unset = UNSET,
    integration_source: str | Unset = UNSET,
) -> Response[CreatedImport | Error]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(
        client,
        request_arguments(body=body, idempotency_key=idempotency_key, integration_source=integration_source),
        ANSWERS,
    )


def sync(
    *,
    client: AuthenticatedClient,
    body: UsersImportRequest,
    idempotency_key: str | Unset = UNSET,
    integration_source: str | Unset = UNSET,
) -> CreatedImport | Error | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(
        client=client, body=body, idempotency_key=idempotency_key, integration_source=integration_source
    ).parsed


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: UsersImportRequest,
    idempotency_key: str | Unset = UNSET,
    integration_source: str | Unset = UNSET,
) -> CreatedImport | Error | None:
    """The same as `sync`, for async."""
    return (
        await asyncio_detailed(
            client=client, body=body, idempotency_key=idempotency_key, integration_source=integration_source
        )
    ).parsed
