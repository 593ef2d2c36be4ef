from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.created_import import CreatedImport
from ...models.error import Error
from ...models.events_import_request import EventsImportRequest
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: EventsImportRequest,
    idempotency_key: str | Unset = UNSET,
    integration_source: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(integration_source, Unset):
        headers["Integration-Source"] = integration_source

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v2/events/batch",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CreatedImport | Error | None:
    if response.status_code == 200:
        response_200 = CreatedImport.from_dict(errors.json_object(response))

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

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus.undocumented(response)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[CreatedImport | Error]:
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
    *,
    client: AuthenticatedClient,
    body: EventsImportRequest,
    idempotency_key: str | Unset = UNSET,
    integration_source: str | Unset = UNSET,
) -> Response[CreatedImport | Error]:
    """Create a batch import of events.

     Accepts up to 50,000 events and answers at once with a job to poll; no least number and no limit in
    bytes is
    stated. This call is the first step in an asynchronous workflow. Up to 100 batches of an
    organisation run at a
    time and more are accepted and wait; at 200 batches in progress, or 500,000 single operations, the
    answer is 429
    until some have ended, however slow the requests come. That can take minutes (inferred).

    Many events for one session, sent one by one over some time, can fill it: send them together.

    Args:
        idempotency_key (str | Unset): Makes a repeat of the same body within 24 hours safe; a
            random version 4 UUID for instance.
        integration_source (str | Unset): Names the calling integration; meant for the vendor and
            its partners.
        body (EventsImportRequest):

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreatedImport | Error]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
        integration_source=integration_source,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: EventsImportRequest,
    idempotency_key: str | Unset = UNSET,
    integration_source: str | Unset = UNSET,
) -> CreatedImport | Error | None:
    """Create a batch import of events.

     Accepts up to 50,000 events and answers at once with a job to poll; no least number and no limit in
    bytes is
    stated. This call is the first step in an asynchronous workflow. Up to 100 batches of an
    organisation run at a
    time and more are accepted and wait; at 200 batches in progress, or 500,000 single operations, the
    answer is 429
    until some have ended, however slow the requests come. That can take minutes (inferred).

    Many events for one session, sent one by one over some time, can fill it: send them together.

    Args:
        idempotency_key (str | Unset): Makes a repeat of the same body within 24 hours safe; a
            random version 4 UUID for instance.
        integration_source (str | Unset): Names the calling integration; meant for the vendor and
            its partners.
        body (EventsImportRequest):

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreatedImport | Error
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        integration_source=integration_source,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: EventsImportRequest,
    idempotency_key: str | Unset = UNSET,
    integration_source: str | Unset = UNSET,
) -> Response[CreatedImport | Error]:
    """Create a batch import of events.

     Accepts up to 50,000 events and answers at once with a job to poll; no least number and no limit in
    bytes is
    stated. This call is the first step in an asynchronous workflow. Up to 100 batches of an
    organisation run at a
    time and more are accepted and wait; at 200 batches in progress, or 500,000 single operations, the
    answer is 429
    until some have ended, however slow the requests come. That can take minutes (inferred).

    Many events for one session, sent one by one over some time, can fill it: send them together.

    Args:
        idempotency_key (str | Unset): Makes a repeat of the same body within 24 hours safe; a
            random version 4 UUID for instance.
        integration_source (str | Unset): Names the calling integration; meant for the vendor and
            its partners.
        body (EventsImportRequest):

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreatedImport | Error]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
        integration_source=integration_source,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: EventsImportRequest,
    idempotency_key: str | Unset = UNSET,
    integration_source: str | Unset = UNSET,
) -> CreatedImport | Error | None:
    """Create a batch import of events.

     Accepts up to 50,000 events and answers at once with a job to poll; no least number and no limit in
    bytes is
    stated. This call is the first step in an asynchronous workflow. Up to 100 batches of an
    organisation run at a
    time and more are accepted and wait; at 200 batches in progress, or 500,000 single operations, the
    answer is 429
    until some have ended, however slow the requests come. That can take minutes (inferred).

    Many events for one session, sent one by one over some time, can fill it: send them together.

    Args:
        idempotency_key (str | Unset): Makes a repeat of the same body within 24 hours safe; a
            random version 4 UUID for instance.
        integration_source (str | Unset): Names the calling integration; meant for the vendor and
            its partners.
        body (EventsImportRequest):

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreatedImport | Error
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            integration_source=integration_source,
        )
    ).parsed
