from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.export_row_page import ExportRowPage
from ...types import UNSET, Response, Unset

ANSWERS: _operations.Answers[Error | ExportRowPage] = _operations.by_code(
    {(200,): _operations.model(ExportRowPage), (400, 401, 403, 404, 500, 503): _operations.model(Error)}
)


def request_arguments(
    client_id: str,
    access_token: int,
    *,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    keep_alive: bool | Unset = False,
) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {
        "method": "get",
        "url": f"/Async/{_operations.quoted(client_id)}/Export/{_operations.quoted(access_token)}",
        "params": _operations.given({"limit": limit, "offset": offset, "keepAlive": keep_alive}),
    }


def read_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | ExportRowPage]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(
    client_id: str,
    access_token: int,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    keep_alive: bool | Unset = False,
) -> Response[Error | ExportRowPage]:
    """List the rows of an export.

    One page of profiles. Reading the last page with `keepAlive` false marks the export as retrieved and expires its
    token, so a last page lost on the way cannot be read again (inferred): read with `keepAlive=true`, then commit. Go
    on at `Offset` + `Count`, until `HasMore` is false or `Count` is 0 (inferred). Parameters and body are those of the
    newer reference, of its page for segment groups, where only JSON is shown. How the service refuses rows that are not
    ready yet, or no longer there, is not documented.

    Args:
        client_id (str): PossibleNow ClientId, the account's own MyPreferences id; not the `client_id` of OAuth.
        access_token (int): The access token of the export, as the start call gave it.
        limit (int | Unset): The largest number of records to return; 1000 by default in the legacy service.
        offset (int | Unset): The first record to return, counted from 1; 1 by default in the legacy service.
        keep_alive (bool | Unset): Whether the export stays readable after its last page, until it is committed.
            Default: False.

    Returns:
        Response[Error | ExportRowPage]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(
        client,
        request_arguments(
            client_id=client_id, access_token=access_token, limit=limit, offset=offset, keep_alive=keep_alive
        ),
        ANSWERS,
    )


async def asyncio_detailed(
    client_id: str,
    access_token: int,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    keep_alive: bool | Unset = False,
) -> Response[Error | ExportRowPage]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(
        client,
        request_arguments(
            client_id=client_id, access_token=access_token, limit=limit, offset=offset, keep_alive=keep_alive
        ),
        ANSWERS,
    )


def sync(
    client_id: str,
    access_token: int,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    keep_alive: bool | Unset = False,
) -> Error | ExportRowPage | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(
        client=client, client_id=client_id, access_token=access_token, limit=limit, offset=offset, keep_alive=keep_alive
    ).parsed


async def asyncio(
    client_id: str,
    access_token: int,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    keep_alive: bool | Unset = False,
) -> Error | ExportRowPage | None:
    """The same as `sync`, for async."""
    return (
        await asyncio_detailed(
            client=client,
            client_id=client_id,
            access_token=access_token,
            limit=limit,
            offset=offset,
            keep_alive=keep_alive,
        )
    ).parsed
