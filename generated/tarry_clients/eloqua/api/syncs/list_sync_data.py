from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.server_error import ServerError
from ...models.sync_data_page import SyncDataPage
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: int,
    *,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    total_results: bool | Unset = UNSET,
    links: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    params["offset"] = offset

    params["totalResults"] = total_results

    params["links"] = links

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/bulk/2.0/syncs/{id}/data".format(
            id=quote(str(id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ServerError | SyncDataPage | None:
    if response.status_code == 200:
        response_200 = SyncDataPage.from_dict(errors.json_object(response))

        return response_200

    if response.status_code == 400:
        response_400 = cast(Any, None)
        return response_400

    if response.status_code == 401:
        response_401 = cast(Any, None)
        return response_401

    if response.status_code == 403:
        response_403 = cast(Any, None)
        return response_403

    if response.status_code == 404:
        response_404 = cast(Any, None)
        return response_404

    if response.status_code == 409:
        response_409 = cast(Any, None)
        return response_409

    if response.status_code == 410:
        response_410 = cast(Any, None)
        return response_410

    if response.status_code == 412:
        response_412 = cast(Any, None)
        return response_412

    if response.status_code == 413:
        response_413 = cast(Any, None)
        return response_413

    if response.status_code == 429:
        response_429 = cast(Any, None)
        return response_429

    if response.status_code == 500:
        response_500 = ServerError.from_dict(errors.json_object(response))

        return response_500

    if response.status_code == 503:
        response_503 = cast(Any, None)
        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus.undocumented(response)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | ServerError | SyncDataPage]:
    try:
        parsed = _parse_response(client=client, response=response)
    except errors.UnexpectedResponse:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise errors.UnexpectedResponse.from_response(response, error) from error
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=parsed,
    )


def sync_detailed(
    id: int,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    total_results: bool | Unset = UNSET,
    links: str | Unset = UNSET,
) -> Response[Any | ServerError | SyncDataPage]:
    """List the rows that an export sync staged.

     Retrieves an export sync's data, also of an export that was synced more than once. An import sync
    has no data
    here: the answer is 400, not an empty page.

    Page by adding the `limit` of the answer to `offset`, and stop at `hasMore: false`. That a gateway
    or an account
    may cap the `limit` that was sent is inferred; then the answer states the one that was used. The
    given page shows headings without parameters, media types and fields beneath them; these come from
    other copies
    of the same page, all but `limit` and the fields of its example.

    Only the user who ran the sync can read its data; the code that others get is not documented. Nor is
    the answer
    while the sync is still `pending` or `active`. Staged data expires after the `dataRetentionDuration`
    of the
    definition; then 410 is seen, and 404 as well (by a public client). A new sync is needed in that
    case. The same
    goes for an export file that is corrupted, which is a 500 that calls itself permanent.

    With the request header `Accept: text/csv` the rows come as CSV. Neither a header line nor how
    paging is
    signalled without the JSON envelope is documented.

    Args:
        id (int): Id of the sync, the number at the end of its `uri`.
        limit (int | Unset): The most rows on one page, from 1 to 50,000; 1000 if left out.
        offset (int | Unset): How many records to skip; 0 if left out. It counts records, not
            pages.
        total_results (bool | Unset): Whether `totalResults` is in the answer; true if left out.
            With false, `hasMore` is computed another way, too.
        links (str | Unset): Link relations to keep in the answer, separated by commas:
            `canonical`, `next`. No example shows such links.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ServerError | SyncDataPage]
    """

    kwargs = _get_kwargs(
        id=id,
        limit=limit,
        offset=offset,
        total_results=total_results,
        links=links,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: int,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    total_results: bool | Unset = UNSET,
    links: str | Unset = UNSET,
) -> Any | ServerError | SyncDataPage | None:
    """List the rows that an export sync staged.

     Retrieves an export sync's data, also of an export that was synced more than once. An import sync
    has no data
    here: the answer is 400, not an empty page.

    Page by adding the `limit` of the answer to `offset`, and stop at `hasMore: false`. That a gateway
    or an account
    may cap the `limit` that was sent is inferred; then the answer states the one that was used. The
    given page shows headings without parameters, media types and fields beneath them; these come from
    other copies
    of the same page, all but `limit` and the fields of its example.

    Only the user who ran the sync can read its data; the code that others get is not documented. Nor is
    the answer
    while the sync is still `pending` or `active`. Staged data expires after the `dataRetentionDuration`
    of the
    definition; then 410 is seen, and 404 as well (by a public client). A new sync is needed in that
    case. The same
    goes for an export file that is corrupted, which is a 500 that calls itself permanent.

    With the request header `Accept: text/csv` the rows come as CSV. Neither a header line nor how
    paging is
    signalled without the JSON envelope is documented.

    Args:
        id (int): Id of the sync, the number at the end of its `uri`.
        limit (int | Unset): The most rows on one page, from 1 to 50,000; 1000 if left out.
        offset (int | Unset): How many records to skip; 0 if left out. It counts records, not
            pages.
        total_results (bool | Unset): Whether `totalResults` is in the answer; true if left out.
            With false, `hasMore` is computed another way, too.
        links (str | Unset): Link relations to keep in the answer, separated by commas:
            `canonical`, `next`. No example shows such links.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ServerError | SyncDataPage
    """

    return sync_detailed(
        id=id,
        client=client,
        limit=limit,
        offset=offset,
        total_results=total_results,
        links=links,
    ).parsed


async def asyncio_detailed(
    id: int,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    total_results: bool | Unset = UNSET,
    links: str | Unset = UNSET,
) -> Response[Any | ServerError | SyncDataPage]:
    """List the rows that an export sync staged.

     Retrieves an export sync's data, also of an export that was synced more than once. An import sync
    has no data
    here: the answer is 400, not an empty page.

    Page by adding the `limit` of the answer to `offset`, and stop at `hasMore: false`. That a gateway
    or an account
    may cap the `limit` that was sent is inferred; then the answer states the one that was used. The
    given page shows headings without parameters, media types and fields beneath them; these come from
    other copies
    of the same page, all but `limit` and the fields of its example.

    Only the user who ran the sync can read its data; the code that others get is not documented. Nor is
    the answer
    while the sync is still `pending` or `active`. Staged data expires after the `dataRetentionDuration`
    of the
    definition; then 410 is seen, and 404 as well (by a public client). A new sync is needed in that
    case. The same
    goes for an export file that is corrupted, which is a 500 that calls itself permanent.

    With the request header `Accept: text/csv` the rows come as CSV. Neither a header line nor how
    paging is
    signalled without the JSON envelope is documented.

    Args:
        id (int): Id of the sync, the number at the end of its `uri`.
        limit (int | Unset): The most rows on one page, from 1 to 50,000; 1000 if left out.
        offset (int | Unset): How many records to skip; 0 if left out. It counts records, not
            pages.
        total_results (bool | Unset): Whether `totalResults` is in the answer; true if left out.
            With false, `hasMore` is computed another way, too.
        links (str | Unset): Link relations to keep in the answer, separated by commas:
            `canonical`, `next`. No example shows such links.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ServerError | SyncDataPage]
    """

    kwargs = _get_kwargs(
        id=id,
        limit=limit,
        offset=offset,
        total_results=total_results,
        links=links,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: int,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    total_results: bool | Unset = UNSET,
    links: str | Unset = UNSET,
) -> Any | ServerError | SyncDataPage | None:
    """List the rows that an export sync staged.

     Retrieves an export sync's data, also of an export that was synced more than once. An import sync
    has no data
    here: the answer is 400, not an empty page.

    Page by adding the `limit` of the answer to `offset`, and stop at `hasMore: false`. That a gateway
    or an account
    may cap the `limit` that was sent is inferred; then the answer states the one that was used. The
    given page shows headings without parameters, media types and fields beneath them; these come from
    other copies
    of the same page, all but `limit` and the fields of its example.

    Only the user who ran the sync can read its data; the code that others get is not documented. Nor is
    the answer
    while the sync is still `pending` or `active`. Staged data expires after the `dataRetentionDuration`
    of the
    definition; then 410 is seen, and 404 as well (by a public client). A new sync is needed in that
    case. The same
    goes for an export file that is corrupted, which is a 500 that calls itself permanent.

    With the request header `Accept: text/csv` the rows come as CSV. Neither a header line nor how
    paging is
    signalled without the JSON envelope is documented.

    Args:
        id (int): Id of the sync, the number at the end of its `uri`.
        limit (int | Unset): The most rows on one page, from 1 to 50,000; 1000 if left out.
        offset (int | Unset): How many records to skip; 0 if left out. It counts records, not
            pages.
        total_results (bool | Unset): Whether `totalResults` is in the answer; true if left out.
            With false, `hasMore` is computed another way, too.
        links (str | Unset): Link relations to keep in the answer, separated by commas:
            `canonical`, `next`. No example shows such links.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ServerError | SyncDataPage
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            limit=limit,
            offset=offset,
            total_results=total_results,
            links=links,
        )
    ).parsed
