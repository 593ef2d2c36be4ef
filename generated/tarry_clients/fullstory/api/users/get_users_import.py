from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.import_status import ImportStatus
from ...types import UNSET, Response, Unset

ANSWERS: _operations.Answers[Error | ImportStatus] = _operations.by_code(
    {(200,): _operations.model(ImportStatus), (400, 401, 403, 404, 429, 500): _operations.model(Error)}
)


def request_arguments(job_id: str, *, integration_source: str | Unset = UNSET) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {
        "method": "get",
        "url": f"/v2/users/batch/{_operations.quoted(job_id)}",
        "headers": _operations.given({"Integration-Source": integration_source}),
    }


def read_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | ImportStatus]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(
    job_id: str, *, client: AuthenticatedClient, integration_source: str | Unset = UNSET
) -> Response[Error | ImportStatus]:
    """Get the state of a batch import of users.

    Tells whether the job has ended and how many items were imported and refused. This call is a step in an asynchronous
    workflow. No polling interval is documented; the vendor's own client polls every 2 seconds, and its tests allow 100
    seconds for an import of three users.

    Args:
        job_id (str): ID that can be used to check the status and retrieve results for the batch import.
        integration_source (str | Unset): Names the calling integration; meant for the vendor and its partners.

    Returns:
        Response[Error | ImportStatus]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(client, request_arguments(job_id=job_id, integration_source=integration_source), ANSWERS)


async def asyncio_detailed(
    job_id: str, *, client: AuthenticatedClient, integration_source: str | Unset = UNSET
) -> Response[Error | ImportStatus]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(
        client, request_arguments(job_id=job_id, integration_source=integration_source), ANSWERS
    )


def sync(
    job_id: str, *, client: AuthenticatedClient, integration_source: str | Unset = UNSET
) -> Error | ImportStatus | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client, job_id=job_id, integration_source=integration_source).parsed


async def asyncio(
    job_id: str, *, client: AuthenticatedClient, integration_source: str | Unset = UNSET
) -> Error | ImportStatus | None:
    """The same as `sync`, for async."""
    return (await asyncio_detailed(client=client, job_id=job_id, integration_source=integration_source)).parsed
