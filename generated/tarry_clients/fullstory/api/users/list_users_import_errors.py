from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.failed_user_page import FailedUserPage
from ...types import UNSET, Response, Unset

ANSWERS: _operations.Answers[Any | Error | FailedUserPage] = _operations.by_code(
    {
        (200,): _operations.model(FailedUserPage),
        (202,): _operations.nothing,
        (400, 401, 403, 404, 429, 500): _operations.model(Error),
    }
)


def request_arguments(
    job_id: str, *, page_token: str | Unset = UNSET, integration_source: str | Unset = UNSET
) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {
        "method": "get",
        "url": f"/v2/users/batch/{_operations.quoted(job_id)}/errors",
        "params": _operations.given({"page_token": page_token}),
        "headers": _operations.given({"Integration-Source": integration_source}),
    }


def read_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | Error | FailedUserPage]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(
    job_id: str,
    *,
    client: AuthenticatedClient,
    page_token: str | Unset = UNSET,
    integration_source: str | Unset = UNSET,
) -> Response[Any | Error | FailedUserPage]:
    """List the users that a batch import refused.

    One page of refused users, each as it was sent, with the reason. No index into the original list is given, so
    matching back is by content. The page size and the level of the key are as for `list_users_import_items`.

    Args:
        job_id (str): ID that can be used to check the status and retrieve results for the batch import.
        page_token (str | Unset): The `next_page_token` of the page before; left out for the first page.
        integration_source (str | Unset): Names the calling integration; meant for the vendor and its partners.

    Returns:
        Response[Any | Error | FailedUserPage]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(
        client, request_arguments(job_id=job_id, page_token=page_token, integration_source=integration_source), ANSWERS
    )


async def asyncio_detailed(
    job_id: str,
    *,
    client: AuthenticatedClient,
    page_token: str | Unset = UNSET,
    integration_source: str | Unset = UNSET,
) -> Response[Any | Error | FailedUserPage]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(
        client, request_arguments(job_id=job_id, page_token=page_token, integration_source=integration_source), ANSWERS
    )


def sync(
    job_id: str,
    *,
    client: AuthenticatedClient,
    page_token: str | Unset = UNSET,
    integration_source: str | Unset = UNSET,
) -> Any | Error | FailedUserPage | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(
        client=client, job_id=job_id, page_token=page_token, integration_source=integration_source
    ).parsed


async def asyncio(
    job_id: str,
    *,
    client: AuthenticatedClient,
    page_token: str | Unset = UNSET,
    integration_source: str | Unset = UNSET,
) -> Any | Error | FailedUserPage | None:
    """The same as `sync`, for async."""
    return (
        await asyncio_detailed(
            client=client, job_id=job_id, page_token=page_token, integration_source=integration_source
        )
    ).parsed
