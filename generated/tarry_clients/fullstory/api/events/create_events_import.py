from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.created_import import CreatedImport
from ...models.error import Error
from ...models.events_import_request import EventsImportRequest
from ...types import UNSET, Response, Unset

ANSWERS: _operations.Answers[CreatedImport | Error] = _operations.by_code(
    {(200,): _operations.model(CreatedImport), (400, 401, 403, 404, 429, 500): _operations.model(Error)}
)


def request_arguments(
    *, body: EventsImportRequest, idempotency_key: str | Unset = UNSET, integration_source: str | Unset = UNSET
) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {
        "method": "post",
        "url": "/v2/events/batch",
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
    body: EventsImportRequest,
    idempotency_key: str | Unset = UNSET,
    integration_source: str | Unset = UNSET,
) -> Response[CreatedImport | Error]:
    """Create a batch import of events.

    Accepts up to 50,000 events and answers at once with a job to poll; no least number and no limit in bytes is stated.
    This call is the first step in an asynchronous workflow. Up to 100 batches of an organisation run at a time and more
    are accepted and wait; at 200 batches in progress, or 500,000 single operations, the answer is 429 until some have
    ended, however slow the requests come. That can take minutes (inferred).

    Many events for one session, sent one by one over some time, can fill it: send them together.

    Args:
        idempotency_key (str | Unset): Makes a repeat of the same body within 24 hours safe; a random version 4 UUID for
            instance.
        integration_source (str | Unset): Names the calling integration; meant for the vendor and its partners.
        body (EventsImportRequest):

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
    body: EventsImportRequest,
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
    body: EventsImportRequest,
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
    body: EventsImportRequest,
    idempotency_key: str | Unset = UNSET,
    integration_source: str | Unset = UNSET,
) -> CreatedImport | Error | None:
    """The same as `sync`, for async."""
    return (
        await asyncio_detailed(
            client=client, body=body, idempotency_key=idempotency_key, integration_source=integration_source
        )
    ).parsed
