from typing import Any

import httpx
from tarry.openapi import models as _models
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.account import Account
from ...types import Response

ANSWERS: _operations.Answers[Account | str | Any] = _operations.by_code(
    {
        (200,): _operations.json(lambda value: _models.one_of(value, (dict, Account.from_dict))),
        (401, 429): _operations.nothing,
    }
)


def request_arguments() -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {"method": "get", "url": "/id"}


def read_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Account | str | Any]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(*, client: AuthenticatedClient) -> Response[Account | str | Any]:
    """Get the base URL of the caller's instance.

    Answers with the site, the user and the base URLs of the APIs. Needs at least the permission "Advanced Users -
    Marketing". This is not a record of the type "account".

    Beware: wrong Basic credentials are answered with 200, too, and the JSON string `Not authenticated.` in place of the
    object (seen by a public client), so check the type first.

    After a 401 from any other operation call this one again. If it succeeds, the instance may have moved: retry at the
    new base. If it fails, stop. This rule, and that the endpoint is throttled, come from public notes on the vendor's
    pages.

    Returns:
        Response[Account | str | Any]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(client, request_arguments(), ANSWERS)


async def asyncio_detailed(*, client: AuthenticatedClient) -> Response[Account | str | Any]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(client, request_arguments(), ANSWERS)


def sync(*, client: AuthenticatedClient) -> Account | str | Any | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client).parsed


async def asyncio(*, client: AuthenticatedClient) -> Account | str | Any | None:
    """The same as `sync`, for async."""
    return (await asyncio_detailed(client=client)).parsed
