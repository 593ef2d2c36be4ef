from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.contact_import_page import ContactImportPage
from ...models.server_error import ServerError
from ...types import UNSET, Response, Unset

ANSWERS: _operations.Answers[Any | ContactImportPage | ServerError] = _operations.by_code(
    {
        (200,): _operations.model(ContactImportPage),
        (400, 401, 403, 404, 409, 410, 412, 413, 429, 503): _operations.nothing,
        (500,): _operations.model(ServerError),
    }
)


def request_arguments(
    *,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    order_by: str | Unset = UNSET,
    q: str | Unset = UNSET,
    total_results: bool | Unset = UNSET,
    links: str | Unset = UNSET,
) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {
        "method": "get",
        "url": "/api/bulk/2.0/contacts/imports",
        "params": _operations.given(
            {
                "limit": limit,
                "offset": offset,
                "orderBy": order_by,
                "q": q,
                "totalResults": total_results,
                "links": links,
            }
        ),
    }


def read_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | ContactImportPage | ServerError]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    order_by: str | Unset = UNSET,
    q: str | Unset = UNSET,
    total_results: bool | Unset = UNSET,
    links: str | Unset = UNSET,
) -> Response[Any | ContactImportPage | ServerError]:
    """List the definitions of contact imports.

    One page of definitions. After a POST whose answer was lost, look here for a recent definition of the same `name`
    before another try (inferred).

    Args:
        limit (int | Unset): The most entries on one page, from 1 to 1000; 1000 if left out.
        offset (int | Unset): How many records to skip; 0 if left out. It counts records, not pages.
        order_by (str | Unset): The property to order by, with a direction, as in `createdAt DESC`.
        q (str | Unset): A filter made of term, operator and value, with `*` as wildcard, as in `"name=*Test*"`.
        total_results (bool | Unset): Whether `totalResults` is in the answer; true if left out. With false, `hasMore`
            is computed another way, too.
        links (str | Unset): Link relations to keep in the answer, separated by commas: `canonical`, `next`. No example
            shows such links.

    Returns:
        Response[Any | ContactImportPage | ServerError]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(
        client,
        request_arguments(limit=limit, offset=offset, order_by=order_by, q=q, total_results=total_results, links=links),
        ANSWERS,
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    order_by: str | Unset = UNSET,
    q: str | Unset = UNSET,
    total_results: bool | Unset = UNSET,
    links: str | Unset = UNSET,
) -> Response[Any | ContactImportPage | ServerError]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(
        client,
        request_arguments(limit=limit, offset=offset, order_by=order_by, q=q, total_results=total_results, links=links),
        ANSWERS,
    )


def sync(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    order_by: str | Unset = UNSET,
    q: str | Unset = UNSET,
    total_results: bool | Unset = UNSET,
    links: str | Unset = UNSET,
) -> Any | ContactImportPage | ServerError | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(
        client=client, limit=limit, offset=offset, order_by=order_by, q=q, total_results=total_results, links=links
    ).parsed


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    order_by: str | Unset = UNSET,
    q: str | Unset = UNSET,
    total_results: bool | Unset = UNSET,
    links: str | Unset = UNSET,
) -> Any | ContactImportPage | ServerError | None:
    """The same as `sync`, for async."""
    return (
        await asyncio_detailed(
            client=client, limit=limit, offset=offset, order_by=order_by, q=q, total_results=total_results, links=links
        )
    ).parsed
