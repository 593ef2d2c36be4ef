from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...types import Response

ANSWERS: _operations.Answers[Any | Error] = _operations.by_code(
    {(200,): _operations.nothing, (400, 401, 403, 404, 500, 503): _operations.model(Error)}
)


def request_arguments(client_id: str, access_token: int, *, keep_files: bool = False) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {
        "method": "post",
        "url": f"/Async/{_operations.quoted(client_id)}/Export/{_operations.quoted(access_token)}/Commit",
        "params": _operations.given({"keepFiles": keep_files}),
    }


def read_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any | Error]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(
    client_id: str, access_token: int, *, client: AuthenticatedClient, keep_files: bool = False
) -> Response[Any | Error]:
    """Commit an export whose rows have been read.

    Marks the retrieval as done and expires the access token: read all rows, store them, then commit. Only for exports
    whose rows were read with `keepAlive=true`. The newer reference says that it marks the retrieval as "Complete" and
    the token as retrieved; that the status is `Retrieved` from then on is inferred. Parameters and codes are those of
    the newer reference; 500, which it does not list, is added from the given page.

    Args:
        client_id (str): PossibleNow ClientId, the account's own MyPreferences id; not the `client_id` of OAuth.
        access_token (int): The access token of the export, as the start call gave it.
        keep_files (bool): True keeps the export's files, false deletes them; the token counts as retrieved either way.
            Default: False.

    Returns:
        Response[Any | Error]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(
        client, request_arguments(client_id=client_id, access_token=access_token, keep_files=keep_files), ANSWERS
    )


async def asyncio_detailed(
    client_id: str, access_token: int, *, client: AuthenticatedClient, keep_files: bool = False
) -> Response[Any | Error]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(
        client, request_arguments(client_id=client_id, access_token=access_token, keep_files=keep_files), ANSWERS
    )


def sync(
    client_id: str, access_token: int, *, client: AuthenticatedClient, keep_files: bool = False
) -> Any | Error | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client, client_id=client_id, access_token=access_token, keep_files=keep_files).parsed


async def asyncio(
    client_id: str, access_token: int, *, client: AuthenticatedClient, keep_files: bool = False
) -> Any | Error | None:
    """The same as `sync`, for async."""
    return (
        await asyncio_detailed(client=client, client_id=client_id, access_token=access_token, keep_files=keep_files)
    ).parsed
