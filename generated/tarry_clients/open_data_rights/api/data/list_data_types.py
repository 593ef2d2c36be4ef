from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...models.data_type_info import DataTypeInfo
from ...models.error import Error
from ...types import Response, Unset

ANSWERS: _operations.Answers[Error | list[DataTypeInfo]] = _operations.by_code(
    {
        (200,): _operations.json(lambda value: [DataTypeInfo.from_dict(item) for item in value]),
        (400,): _operations.model(Error),
    }
)


def request_arguments(*, lang: str | Unset = "en") -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {"method": "get", "url": "/data", "params": _operations.given({"lang": lang})}


def read_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Error | list[DataTypeInfo]]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


def sync_detailed(
    *, client: AuthenticatedClient | Client, lang: str | Unset = "en"
) -> Response[Error | list[DataTypeInfo]]:
    """List the types of data that the organisation processes.

    A complete overview of what the organisation processes of anybody, with names for machines and descriptions for
    people. Needs no token.

    Args:
        lang (str | Unset): Language of the descriptions, an ISO 639-1 code out of `supportedLanguages` of `GET
            /settings`. Default: 'en'.

    Returns:
        Response[Error | list[DataTypeInfo]]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(client, request_arguments(lang=lang), ANSWERS)


async def asyncio_detailed(
    *, client: AuthenticatedClient | Client, lang: str | Unset = "en"
) -> Response[Error | list[DataTypeInfo]]:
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(client, request_arguments(lang=lang), ANSWERS)


def sync(*, client: AuthenticatedClient | Client, lang: str | Unset = "en") -> Error | list[DataTypeInfo] | None:
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
    return sync_detailed(client=client, lang=lang).parsed


async def asyncio(
    *, client: AuthenticatedClient | Client, lang: str | Unset = "en"
) -> Error | list[DataTypeInfo] | None:
    """The same as `sync`, for async."""
    return (await asyncio_detailed(client=client, lang=lang)).parsed
