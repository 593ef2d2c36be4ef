from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.segment_export_request import SegmentExportRequest
from ...models.started_export import StartedExport
from ...types import Response

ANSWERS: _operations.Answers[Error | StartedExport] = _operations.by_code(
    {(200,): _operations.model(StartedExport), (400, 401, 403, 404, 500, 503): _operations.model(Error)}
)


def request_arguments(client_id: str, segment_name: str, *, body: SegmentExportRequest) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {
        "method": "post",
        "url": f"/Async/{_operations.quoted(client_id)}/Export/Segment/{_operations.quoted(segment_name)}",
        "json": body.to_dict(),
        "headers": {"Content-Type": "application/json"},
    }


def read_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | StartedExport]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(
    client_id: str, segment_name: str, *, client: AuthenticatedClient, body: SegmentExportRequest
) -> Response[Error | StartedExport]:
    """Start an export of a segment.

    Answers with the access token of a new export. Everything in the body is optional: without `LastDateTime` the export
    is full. Whether the body itself may be left out is not stated, so send `{}`. The user's group permissions decide
    what may be exported.

    Args:
        client_id (str): PossibleNow ClientId, the account's own MyPreferences id; not the `client_id` of OAuth.
        segment_name (str): Name of the segment to export.
        body (SegmentExportRequest): What to export, and whom to tell. In XML the root is `SegmentRequestInfo`; its
            elements are in the same namespace, which is not the one of the status. The XML form is known for
            `CallbackURL` and `LastDateTime` only.

    Returns:
        Response[Error | StartedExport]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(
        client, request_arguments(body=body, client_id=client_id, segment_name=segment_name), ANSWERS
    )


async def asyncio_detailed(
    client_id: str, segment_name: str, *, client: AuthenticatedClient, body: SegmentExportRequest
) -> Response[Error | StartedExport]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(
        client, request_arguments(body=body, client_id=client_id, segment_name=segment_name), ANSWERS
    )


def sync(
    client_id: str, segment_name: str, *, client: AuthenticatedClient, body: SegmentExportRequest
) -> Error | StartedExport | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client, body=body, client_id=client_id, segment_name=segment_name).parsed


async def asyncio(
    client_id: str, segment_name: str, *, client: AuthenticatedClient, body: SegmentExportRequest
) -> Error | StartedExport | None:
    """The same as `sync`, for async."""
    return (await asyncio_detailed(client=client, body=body, client_id=client_id, segment_name=segment_name)).parsed
