from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...types import File, Response

ANSWERS: _operations.Answers[Error | File] = _operations.by_code(
    {(200,): _operations.file, (400, 401, 404): _operations.model(Error)}
)


def request_arguments(request_id: str) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {"method": "get", "url": f"/requests/{_operations.quoted(request_id)}/download"}


def read_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | File]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(request_id: str, *, client: AuthenticatedClient) -> Response[Error | File]:
    """Download the archive of a completed data request.

    All personal data that was asked for, as a ZIP archive. It may be large and it is personal: write it to a file as it
    comes, and keep it out of logs and error messages. Errors are JSON, though a good answer is a ZIP archive.

    The whitepaper says what the archive holds. Data files are JSON-LD; images and other media are named in at least one
    of them; the layout is free, but for a folder `open-data-rights-api` at the root. That folder holds the answers of
    `GET /data` and `GET /data/me` at the time, as `data.json` and `data-me.json`, and a folder `schemas` with one JSON
    file for each `@context` in use. The demo server's archive has a single `data.json` at the root, which is not
    JSON-LD, so do not rely on the layout. That server also hands the archive out without a token; the published
    specification wants one.

    Args:
        request_id (str): Identifier of the data request, as creating it returned it; often a UUID, but any text is
            taken.

    Returns:
        Response[Error | File]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(client, request_arguments(request_id=request_id), ANSWERS)


async def asyncio_detailed(request_id: str, *, client: AuthenticatedClient) -> Response[Error | File]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(client, request_arguments(request_id=request_id), ANSWERS)


def sync(request_id: str, *, client: AuthenticatedClient) -> Error | File | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client, request_id=request_id).parsed


async def asyncio(request_id: str, *, client: AuthenticatedClient) -> Error | File | None:
    """The same as `sync`, for async."""
    return (await asyncio_detailed(client=client, request_id=request_id)).parsed
