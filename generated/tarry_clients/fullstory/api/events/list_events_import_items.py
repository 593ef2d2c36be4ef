from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.imported_event_page import ImportedEventPage
from ...types import UNSET, Response, Unset

ANSWERS: _operations.Answers[Any | Error | ImportedEventPage] = _operations.by_code(
    {
        (200,): _operations.model(ImportedEventPage),
        (202,): _operations.nothing,
        (400, 401, 403, 404, 429, 500): _operations.model(Error),
    }
)


def request_arguments(
    job_id: str,
    *,
    page_token: str | Unset = UNSET,
    include_schema: bool | Unset = UNSET,
    integration_source: str | Unset = UNSET,
) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {
        "method": "get",
        "url": f"/v2/events/batch/{_operations.quoted(job_id)}/imports",
        "params": _operations.given({"page_token": page_token, "include_schema": include_schema}),
        "headers": _operations.given({"Integration-Source": integration_source}),
    }


def read_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | Error | ImportedEventPage]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(
    job_id: str,
    *,
    client: AuthenticatedClient,
    page_token: str | Unset = UNSET,
    include_schema: bool | Unset = UNSET,
    integration_source: str | Unset = UNSET,
) -> Response[Any | Error | ImportedEventPage]:
    """List the events that a batch import stored.

    One page of stored events. There is no page-size parameter and the page size is not documented. Requests that
    retrieve data need a key of level Architect or Admin, so a Standard key may create and poll a job and then get 403
    here (inferred).

    Args:
        job_id (str): ID that can be used to check the status and retrieve results for the batch import.
        page_token (str | Unset): The `next_page_token` of the page before; left out for the first page.
        include_schema (bool | Unset): Whether each item comes with the types inferred or declared for its properties.
        integration_source (str | Unset): Names the calling integration; meant for the vendor and its partners.

    Returns:
        Response[Any | Error | ImportedEventPage]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(
        client,
        request_arguments(
            job_id=job_id, page_token=page_token, include_schema=include_schema, integration_source=integration_source
        ),
        ANSWERS,
    )


async def asyncio_detailed(
    job_id: str,
    *,
    client: AuthenticatedClient,
    page_token: str | Unset = UNSET,
    include_schema: bool | Unset = UNSET,
    integration_source: str | Unset = UNSET,
) -> Response[Any | Error | ImportedEventPage]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(
        client,
        request_arguments(
            job_id=job_id, page_token=page_token, include_schema=include_schema, integration_source=integration_source
        ),
        ANSWERS,
    )


def sync(
    job_id: str,
    *,
    client: AuthenticatedClient,
    page_token: str | Unset = UNSET,
    include_schema: bool | Unset = UNSET,
    integration_source: str | Unset = UNSET,
) -> Any | Error | ImportedEventPage | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(
        client=client,
        job_id=job_id,
        page_token=page_token,
        include_schema=include_schema,
        integration_source=integration_source,
    ).parsed


async def asyncio(
    job_id: str,
    *,
    client: AuthenticatedClient,
    page_token: str | Unset = UNSET,
    include_schema: bool | Unset = UNSET,
    integration_source: str | Unset = UNSET,
) -> Any | Error | ImportedEventPage | None:
    """The same as `sync`, for async."""
    return (
        await asyncio_detailed(
            client=client,
            job_id=job_id,
            page_token=page_token,
            include_schema=include_schema,
            integration_source=integration_source,
        )
    ).parsed
