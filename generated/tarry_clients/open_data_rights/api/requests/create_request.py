from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.request_status import RequestStatus
from ...types import UNSET, Response, Unset

ANSWERS: _operations.Answers[Error | RequestStatus] = _operations.by_code(
    {(200,): _operations.model(RequestStatus), (400, 401): _operations.model(Error)}
)


def request_arguments(*, body: list[str] | Unset = UNSET) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    _request: dict[str, Any] = {"method": "post", "url": "/requests", "headers": {}}
    if not isinstance(body, Unset):
        _request["json"] = body
        _request["headers"]["Content-Type"] = "application/json"
    return _request


def read_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | RequestStatus]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(*, client: AuthenticatedClient, body: list[str] | Unset = UNSET) -> Response[Error | RequestStatus]:
    """Create a data request.

    Asks for the types of data named in the body, or for all types where there is no body. Creating is not idempotent
    and has no key. When the organisation's limit of requests at a time is reached the answer is 400, until another
    request has ended or has been cancelled.

    Args:
        body (list[str] | Unset): Types of data to ask for, values of `type` from `GET /data`; all types where it is
            left out.

    Returns:
        Response[Error | RequestStatus]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(client, request_arguments(body=body), ANSWERS)


async def asyncio_detailed(
    *, client: AuthenticatedClient, body: list[str] | Unset = UNSET
) -> Response[Error | RequestStatus]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(client, request_arguments(body=body), ANSWERS)


def sync(*, client: AuthenticatedClient, body: list[str] | Unset = UNSET) -> Error | RequestStatus | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client, body=body).parsed


async def asyncio(*, client: AuthenticatedClient, body: list[str] | Unset = UNSET) -> Error | RequestStatus | None:
    """The same as `sync`, for async."""
    return (await asyncio_detailed(client=client, body=body)).parsed
