from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.row_result_page import RowResultPage
from ...types import UNSET, Response, Unset


def _get_kwargs(
    request_id: str,
    *,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    include_detail: bool | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["page"] = page

    params["pageSize"] = page_size

    params["includeDetail"] = include_detail

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/data/v1/async/{request_id}/results".format(
            request_id=quote(str(request_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | Error | RowResultPage | None:
    if response.status_code == 200:
        response_200 = RowResultPage.from_dict(errors.json_object(response))

        return response_200

    if response.status_code == 202:
        response_202 = RowResultPage.from_dict(errors.json_object(response))

        return response_202

    if response.status_code == 400:
        response_400 = Error.from_dict(errors.json_object(response))

        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict(errors.json_object(response))

        return response_401

    if response.status_code == 403:
        response_403 = Error.from_dict(errors.json_object(response))

        return response_403

    if response.status_code == 404:
        response_404 = Error.from_dict(errors.json_object(response))

        return response_404

    if response.status_code == 429:
        response_429 = Error.from_dict(errors.json_object(response))

        return response_429

    if response.status_code == 500:
        response_500 = Error.from_dict(errors.json_object(response))

        return response_500

    if response.status_code == 503:
        response_503 = Error.from_dict(errors.json_object(response))

        return response_503

    if response.status_code == 596:
        response_596 = cast(Any, None)
        return response_596

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus.undocumented(response)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | Error | RowResultPage]:
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
    request_id: str,
    *,
    client: AuthenticatedClient,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    include_detail: bool | Unset = UNSET,
) -> Response[Any | Error | RowResultPage]:
    """List what became of the rows of a queued request.

     One page of row results, once the framework has picked the request up and handed it to the service
    that works on
    it, and the request is no longer pending. Rows come in the order they were submitted, stored ones
    and refused
    ones alike, so the position, counted over the pages, is the index of the row; the row itself is not
    repeated.
    Two integrators' clients rely on it; the given page's example, with two errors only, fits either
    reading.

    A page has 50 rows by default, and the fate of row 51 is on the next one. As the name of the
    parameter is
    uncertain, check that `page` in the answer is the page asked for. An empty page after a status with
    errors means
    "not ready": poll again. In one load, rows reported with a SQL deadlock and the advice to run the
    transaction
    again were found stored after all. Both were seen by one integrator.

    The given page, of June 2021, sends `Content-Type: application/json` on this GET and shows 200; the
    table of the
    newer page says 202. Both are declared, with the same body.

    Args:
        request_id (str): The `requestId` that the submit of the rows returned.
        page (int | Unset): Number of the page, from 1; left out for the first.
        page_size (int | Unset): Rows on a page, 50 if left out; no maximum is documented.
        include_detail (bool | Unset): Appears in the text of the submit pages only; what it does
            is not described.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | RowResultPage]
    """

    kwargs = _get_kwargs(
        request_id=request_id,
        page=page,
        page_size=page_size,
        include_detail=include_detail,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    request_id: str,
    *,
    client: AuthenticatedClient,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    include_detail: bool | Unset = UNSET,
) -> Any | Error | RowResultPage | None:
    """List what became of the rows of a queued request.

     One page of row results, once the framework has picked the request up and handed it to the service
    that works on
    it, and the request is no longer pending. Rows come in the order they were submitted, stored ones
    and refused
    ones alike, so the position, counted over the pages, is the index of the row; the row itself is not
    repeated.
    Two integrators' clients rely on it; the given page's example, with two errors only, fits either
    reading.

    A page has 50 rows by default, and the fate of row 51 is on the next one. As the name of the
    parameter is
    uncertain, check that `page` in the answer is the page asked for. An empty page after a status with
    errors means
    "not ready": poll again. In one load, rows reported with a SQL deadlock and the advice to run the
    transaction
    again were found stored after all. Both were seen by one integrator.

    The given page, of June 2021, sends `Content-Type: application/json` on this GET and shows 200; the
    table of the
    newer page says 202. Both are declared, with the same body.

    Args:
        request_id (str): The `requestId` that the submit of the rows returned.
        page (int | Unset): Number of the page, from 1; left out for the first.
        page_size (int | Unset): Rows on a page, 50 if left out; no maximum is documented.
        include_detail (bool | Unset): Appears in the text of the submit pages only; what it does
            is not described.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | RowResultPage
    """

    return sync_detailed(
        request_id=request_id,
        client=client,
        page=page,
        page_size=page_size,
        include_detail=include_detail,
    ).parsed


async def asyncio_detailed(
    request_id: str,
    *,
    client: AuthenticatedClient,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    include_detail: bool | Unset = UNSET,
) -> Response[Any | Error | RowResultPage]:
    """List what became of the rows of a queued request.

     One page of row results, once the framework has picked the request up and handed it to the service
    that works on
    it, and the request is no longer pending. Rows come in the order they were submitted, stored ones
    and refused
    ones alike, so the position, counted over the pages, is the index of the row; the row itself is not
    repeated.
    Two integrators' clients rely on it; the given page's example, with two errors only, fits either
    reading.

    A page has 50 rows by default, and the fate of row 51 is on the next one. As the name of the
    parameter is
    uncertain, check that `page` in the answer is the page asked for. An empty page after a status with
    errors means
    "not ready": poll again. In one load, rows reported with a SQL deadlock and the advice to run the
    transaction
    again were found stored after all. Both were seen by one integrator.

    The given page, of June 2021, sends `Content-Type: application/json` on this GET and shows 200; the
    table of the
    newer page says 202. Both are declared, with the same body.

    Args:
        request_id (str): The `requestId` that the submit of the rows returned.
        page (int | Unset): Number of the page, from 1; left out for the first.
        page_size (int | Unset): Rows on a page, 50 if left out; no maximum is documented.
        include_detail (bool | Unset): Appears in the text of the submit pages only; what it does
            is not described.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | RowResultPage]
    """

    kwargs = _get_kwargs(
        request_id=request_id,
        page=page,
        page_size=page_size,
        include_detail=include_detail,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    request_id: str,
    *,
    client: AuthenticatedClient,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    include_detail: bool | Unset = UNSET,
) -> Any | Error | RowResultPage | None:
    """List what became of the rows of a queued request.

     One page of row results, once the framework has picked the request up and handed it to the service
    that works on
    it, and the request is no longer pending. Rows come in the order they were submitted, stored ones
    and refused
    ones alike, so the position, counted over the pages, is the index of the row; the row itself is not
    repeated.
    Two integrators' clients rely on it; the given page's example, with two errors only, fits either
    reading.

    A page has 50 rows by default, and the fate of row 51 is on the next one. As the name of the
    parameter is
    uncertain, check that `page` in the answer is the page asked for. An empty page after a status with
    errors means
    "not ready": poll again. In one load, rows reported with a SQL deadlock and the advice to run the
    transaction
    again were found stored after all. Both were seen by one integrator.

    The given page, of June 2021, sends `Content-Type: application/json` on this GET and shows 200; the
    table of the
    newer page says 202. Both are declared, with the same body.

    Args:
        request_id (str): The `requestId` that the submit of the rows returned.
        page (int | Unset): Number of the page, from 1; left out for the first.
        page_size (int | Unset): Rows on a page, 50 if left out; no maximum is documented.
        include_detail (bool | Unset): Appears in the text of the submit pages only; what it does
            is not described.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | RowResultPage
    """

    return (
        await asyncio_detailed(
            request_id=request_id,
            client=client,
            page=page,
            page_size=page_size,
            include_detail=include_detail,
        )
    ).parsed
