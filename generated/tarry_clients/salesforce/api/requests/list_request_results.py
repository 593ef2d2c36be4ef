from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.row_result_page import RowResultPage
from ...types import UNSET, Response, Unset

ANSWERS: _operations.Answers[Any | Error | RowResultPage] = _operations.by_code(
    {
        (200, 202): _operations.model(RowResultPage),
        (400, 401, 403, 404, 429, 500, 503): _operations.model(Error),
        (596,): _operations.nothing,
    }
)


def request_arguments(
    request_id: str, *, page: int | Unset = UNSET, page_size: int | Unset = UNSET, include_detail: bool | Unset = UNSET
) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {
        "method": "get",
        "url": f"/data/v1/async/{_operations.quoted(request_id)}/results",
        "params": _operations.given({"page": page, "pageSize": page_size, "includeDetail": include_detail}),
    }


def read_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | Error | RowResultPage]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(
    request_id: str,
    *,
    client: AuthenticatedClient,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    include_detail: bool | Unset = UNSET,
) -> Response[Any | Error | RowResultPage]:
    """List what became of the rows of a queued request.

    One page of row results, once the framework has picked the request up and handed it to the service that works on it,
    and the request is no longer pending. Rows come in the order they were submitted, stored ones and refused ones
    alike, so the position, counted over the pages, is the index of the row; the row itself is not repeated. Two
    integrators' clients rely on it; the given page's example, with two errors only, fits either reading.

    A page has 50 rows by default, and the fate of row 51 is on the next one. As the name of the parameter is uncertain,
    check that `page` in the answer is the page asked for. An empty page after a status with errors means "not ready":
    poll again. In one load, rows reported with a SQL deadlock and the advice to run the transaction again were found
    stored after all. Both were seen by one integrator.

    The given page, of June 2021, sends `Content-Type: application/json` on this GET and shows 200; the table of the
    newer page says 202. Both are declared, with the same body.

    Args:
        request_id (str): The `requestId` that the submit of the rows returned.
        page (int | Unset): Number of the page, from 1; left out for the first.
        page_size (int | Unset): Rows on a page, 50 if left out; no maximum is documented.
        include_detail (bool | Unset): Appears in the text of the submit pages only; what it does is not described.

    Returns:
        Response[Any | Error | RowResultPage]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(
        client,
        request_arguments(request_id=request_id, page=page, page_size=page_size, include_detail=include_detail),
        ANSWERS,
    )


async def asyncio_detailed(
    request_id: str,
    *,
    client: AuthenticatedClient,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    include_detail: bool | Unset = UNSET,
) -> Response[Any | Error | RowResultPage]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(
        client,
        request_arguments(request_id=request_id, page=page, page_size=page_size, include_detail=include_detail),
        ANSWERS,
    )


def sync(
    request_id: str,
    *,
    client: AuthenticatedClient,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    include_detail: bool | Unset = UNSET,
) -> Any | Error | RowResultPage | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(
        client=client, request_id=request_id, page=page, page_size=page_size, include_detail=include_detail
    ).parsed


async def asyncio(
    request_id: str,
    *,
    client: AuthenticatedClient,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    include_detail: bool | Unset = UNSET,
) -> Any | Error | RowResultPage | None:
    """The same as `sync`, for async."""
    return (
        await asyncio_detailed(
            client=client, request_id=request_id, page=page, page_size=page_size, include_detail=include_detail
        )
    ).parsed
