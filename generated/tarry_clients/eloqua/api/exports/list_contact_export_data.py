from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.server_error import ServerError
from ...models.sync_data_page import SyncDataPage
from ...types import UNSET, Response, Unset

ANSWERS: _operations.Answers[Any | ServerError | SyncDataPage] = _operations.by_code(
    {
        (200,): _operations.model(SyncDataPage),
        (400, 401, 403, 404, 409, 410, 412, 413, 429, 503): _operations.nothing,
        (500,): _operations.model(ServerError),
    }
)


def request_arguments(
    id: int,
    *,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    total_results: bool | Unset = UNSET,
    links: str | Unset = UNSET,
) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {
        "method": "get",
        "url": f"/api/bulk/2.0/contacts/exports/{_operations.quoted(id)}/data",
        "params": _operations.given({"limit": limit, "offset": offset, "totalResults": total_results, "links": links}),
    }


def read_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | ServerError | SyncDataPage]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(
    id: int,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    total_results: bool | Unset = UNSET,
    links: str | Unset = UNSET,
) -> Response[Any | ServerError | SyncDataPage]:
    """List the rows that the syncs of an export definition staged.

    Retrieves the staged data by the id of the definition. The vendor advises against it as slow and possibly
    incomplete: read the data of the sync, `list_sync_data`, which has the same pages. Nothing says which sync the rows
    are from where the definition was synced more than once.

    Args:
        id (int): Id of the export definition, the number at the end of its `uri`.
        limit (int | Unset): The most rows on one page, from 1 to 50,000; 1000 if left out.
        offset (int | Unset): How many records to skip; 0 if left out. It counts records, not pages.
        total_results (bool | Unset): Whether `totalResults` is in the answer; true if left out. With false, `hasMore`
            is computed another way, too.
        links (str | Unset): Link relations to keep in the answer, separated by commas: `canonical`, `next`. No example
            shows such links.

    Returns:
        Response[Any | ServerError | SyncDataPage]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(
        client, request_arguments(id=id, limit=limit, offset=offset, total_results=total_results, links=links), ANSWERS
    )


async def asyncio_detailed(
    id: int,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    total_results: bool | Unset = UNSET,
    links: str | Unset = UNSET,
) -> Response[Any | ServerError | SyncDataPage]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(
        client, request_arguments(id=id, limit=limit, offset=offset, total_results=total_results, links=links), ANSWERS
    )


def sync(
    id: int,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    total_results: bool | Unset = UNSET,
    links: str | Unset = UNSET,
) -> Any | ServerError | SyncDataPage | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(
        client=client, id=id, limit=limit, offset=offset, total_results=total_results, links=links
    ).parsed


async def asyncio(
    id: int,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    total_results: bool | Unset = UNSET,
    links: str | Unset = UNSET,
) -> Any | ServerError | SyncDataPage | None:
    """The same as `sync`, for async."""
    return (
        await asyncio_detailed(
            client=client, id=id, limit=limit, offset=offset, total_results=total_results, links=links
        )
    ).parsed
