from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.segment_export_request import SegmentExportRequest
from ...models.started_export import StartedExport
from ...types import Response


def _get_kwargs(
    client_id: str,
    segment_name: str,
    *,
    body: SegmentExportRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/Async/{client_id}/Export/Segment/{segment_name}".format(
            client_id=quote(str(client_id), safe=""),
            segment_name=quote(str(segment_name), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | StartedExport | None:
    if response.status_code == 200:
        response_200 = StartedExport.from_dict(errors.json_object(response))

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

    if response.status_code == 500:
        response_500 = Error.from_dict(errors.json_object(response))

        return response_500

    if response.status_code == 503:
        response_503 = Error.from_dict(errors.json_object(response))

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus.undocumented(response)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Error | StartedExport]:
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
    client_id: str,
    segment_name: str,
    *,
    client: AuthenticatedClient,
    body: SegmentExportRequest,
) -> Response[Error | StartedExport]:
    """Start an export of a segment.

     Answers with the access token of a new export. Everything in the body is optional: without
    `LastDateTime` the
    export is full. Whether the body itself may be left out is not stated, so send `{}`. The user's
    group
    permissions decide what may be exported.

    Args:
        client_id (str): PossibleNow ClientId, the account's own MyPreferences id; not the
            `client_id` of OAuth.
        segment_name (str): Name of the segment to export.
        body (SegmentExportRequest): What to export, and whom to tell. In XML the root is
            `SegmentRequestInfo`; its elements are in the same
            namespace, which is not the one of the status. The XML form is known for `CallbackURL` and
            `LastDateTime` only.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | StartedExport]
    """

    kwargs = _get_kwargs(
        client_id=client_id,
        segment_name=segment_name,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    client_id: str,
    segment_name: str,
    *,
    client: AuthenticatedClient,
    body: SegmentExportRequest,
) -> Error | StartedExport | None:
    """Start an export of a segment.

     Answers with the access token of a new export. Everything in the body is optional: without
    `LastDateTime` the
    export is full. Whether the body itself may be left out is not stated, so send `{}`. The user's
    group
    permissions decide what may be exported.

    Args:
        client_id (str): PossibleNow ClientId, the account's own MyPreferences id; not the
            `client_id` of OAuth.
        segment_name (str): Name of the segment to export.
        body (SegmentExportRequest): What to export, and whom to tell. In XML the root is
            `SegmentRequestInfo`; its elements are in the same
            namespace, which is not the one of the status. The XML form is known for `CallbackURL` and
            `LastDateTime` only.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | StartedExport
    """

    return sync_detailed(
        client_id=client_id,
        segment_name=segment_name,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    client_id: str,
    segment_name: str,
    *,
    client: AuthenticatedClient,
    body: SegmentExportRequest,
) -> Response[Error | StartedExport]:
    """Start an export of a segment.

     Answers with the access token of a new export. Everything in the body is optional: without
    `LastDateTime` the
    export is full. Whether the body itself may be left out is not stated, so send `{}`. The user's
    group
    permissions decide what may be exported.

    Args:
        client_id (str): PossibleNow ClientId, the account's own MyPreferences id; not the
            `client_id` of OAuth.
        segment_name (str): Name of the segment to export.
        body (SegmentExportRequest): What to export, and whom to tell. In XML the root is
            `SegmentRequestInfo`; its elements are in the same
            namespace, which is not the one of the status. The XML form is known for `CallbackURL` and
            `LastDateTime` only.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | StartedExport]
    """

    kwargs = _get_kwargs(
        client_id=client_id,
        segment_name=segment_name,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    client_id: str,
    segment_name: str,
    *,
    client: AuthenticatedClient,
    body: SegmentExportRequest,
) -> Error | StartedExport | None:
    """Start an export of a segment.

     Answers with the access token of a new export. Everything in the body is optional: without
    `LastDateTime` the
    export is full. Whether the body itself may be left out is not stated, so send `{}`. The user's
    group
    permissions decide what may be exported.

    Args:
        client_id (str): PossibleNow ClientId, the account's own MyPreferences id; not the
            `client_id` of OAuth.
        segment_name (str): Name of the segment to export.
        body (SegmentExportRequest): What to export, and whom to tell. In XML the root is
            `SegmentRequestInfo`; its elements are in the same
            namespace, which is not the one of the status. The XML form is known for `CallbackURL` and
            `LastDateTime` only.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | StartedExport
    """

    return (
        await asyncio_detailed(
            client_id=client_id,
            segment_name=segment_name,
            client=client,
            body=body,
        )
    ).parsed
