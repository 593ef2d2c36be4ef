from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.request_status import RequestStatus
from ...types import Response


def _get_kwargs(
    request_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/data/v1/async/{request_id}/status".format(
            request_id=quote(str(request_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | Error | RequestStatus | None:
    if response.status_code == 200:
        response_200 = RequestStatus.from_dict(errors.json_object(response))

        return response_200

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
) -> Response[Any | Error | RequestStatus]:
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
) -> Response[Any | Error | RequestStatus]:
    """Get the state of a queued request.

     Tells whether the job has ended and whether any row failed; after `Complete` without errors the
    results need not
    be read. All four submits lead here. By the given page a queued request shows in the end that it is
    completed or
    in error; `list_request_results` then tells which rows failed. Without `status` in the answer the
    job is
    unknown, expired or not visible yet, and one answer cannot tell which: keep polling for a grace
    period.

    No polling interval is documented. Jobs were seen to take from half a second to 20 seconds, and 7.5
    minutes in
    the vendor's own example, most of it in the queue. The vendor's examples send `Content-Type:
    application/json`
    on this GET too.

    Args:
        request_id (str): The `requestId` that the submit of the rows returned.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | RequestStatus]
    """

    kwargs = _get_kwargs(
        request_id=request_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    request_id: str,
    *,
    client: AuthenticatedClient,
) -> Any | Error | RequestStatus | None:
    """Get the state of a queued request.

     Tells whether the job has ended and whether any row failed; after `Complete` without errors the
    results need not
    be read. All four submits lead here. By the given page a queued request shows in the end that it is
    completed or
    in error; `list_request_results` then tells which rows failed. Without `status` in the answer the
    job is
    unknown, expired or not visible yet, and one answer cannot tell which: keep polling for a grace
    period.

    No polling interval is documented. Jobs were seen to take from half a second to 20 seconds, and 7.5
    minutes in
    the vendor's own example, most of it in the queue. The vendor's examples send `Content-Type:
    application/json`
    on this GET too.

    Args:
        request_id (str): The `requestId` that the submit of the rows returned.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | RequestStatus
    """

    return sync_detailed(
        request_id=request_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    request_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[Any | Error | RequestStatus]:
    """Get the state of a queued request.

     Tells whether the job has ended and whether any row failed; after `Complete` without errors the
    results need not
    be read. All four submits lead here. By the given page a queued request shows in the end that it is
    completed or
    in error; `list_request_results` then tells which rows failed. Without `status` in the answer the
    job is
    unknown, expired or not visible yet, and one answer cannot tell which: keep polling for a grace
    period.

    No polling interval is documented. Jobs were seen to take from half a second to 20 seconds, and 7.5
    minutes in
    the vendor's own example, most of it in the queue. The vendor's examples send `Content-Type:
    application/json`
    on this GET too.

    Args:
        request_id (str): The `requestId` that the submit of the rows returned.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | RequestStatus]
    """

    kwargs = _get_kwargs(
        request_id=request_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    request_id: str,
    *,
    client: AuthenticatedClient,
) -> Any | Error | RequestStatus | None:
    """Get the state of a queued request.

     Tells whether the job has ended and whether any row failed; after `Complete` without errors the
    results need not
    be read. All four submits lead here. By the given page a queued request shows in the end that it is
    completed or
    in error; `list_request_results` then tells which rows failed. Without `status` in the answer the
    job is
    unknown, expired or not visible yet, and one answer cannot tell which: keep polling for a grace
    period.

    No polling interval is documented. Jobs were seen to take from half a second to 20 seconds, and 7.5
    minutes in
    the vendor's own example, most of it in the queue. The vendor's examples send `Content-Type:
    application/json`
    on this GET too.

    Args:
        request_id (str): The `requestId` that the submit of the rows returned.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | RequestStatus
    """

    return (
        await asyncio_detailed(
            request_id=request_id,
            client=client,
        )
    ).parsed
