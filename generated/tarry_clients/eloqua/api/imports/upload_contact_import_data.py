from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.row import Row
from ...models.server_error import ServerError
from ...models.sync import Sync
from ...types import UNSET, File, Response, Unset


def _get_kwargs(
    id: int,
    *,
    body: list[Row] | File | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/bulk/2.0/contacts/imports/{id}/data".format(
            id=quote(str(id), safe=""),
        ),
    }

    if isinstance(body, list):
        _kwargs["json"] = []
        for body_item_data in body:
            body_item = body_item_data.to_dict()
            _kwargs["json"].append(body_item)

        headers["Content-Type"] = "application/json"
    if isinstance(body, File):
        _kwargs["content"] = body.payload
        headers["Content-Type"] = "text/csv"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ServerError | Sync | None:
    if response.status_code == 201:
        response_201 = Sync.from_dict(errors.json_object(response))

        return response_201

    if response.status_code == 204:
        response_204 = cast(Any, None)
        return response_204

    if response.status_code == 400:
        response_400 = cast(Any, None)
        return response_400

    if response.status_code == 401:
        response_401 = cast(Any, None)
        return response_401

    if response.status_code == 403:
        response_403 = cast(Any, None)
        return response_403

    if response.status_code == 404:
        response_404 = cast(Any, None)
        return response_404

    if response.status_code == 409:
        response_409 = cast(Any, None)
        return response_409

    if response.status_code == 410:
        response_410 = cast(Any, None)
        return response_410

    if response.status_code == 412:
        response_412 = cast(Any, None)
        return response_412

    if response.status_code == 413:
        response_413 = cast(Any, None)
        return response_413

    if response.status_code == 429:
        response_429 = cast(Any, None)
        return response_429

    if response.status_code == 500:
        response_500 = ServerError.from_dict(errors.json_object(response))

        return response_500

    if response.status_code == 503:
        response_503 = cast(Any, None)
        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus.undocumented(response)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | ServerError | Sync]:
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
    id: int,
    *,
    client: AuthenticatedClient,
    body: list[Row] | File | Unset = UNSET,
) -> Response[Any | ServerError | Sync]:
    """Upload rows to the staging area of a contact import.

     Stages rows as a JSON array or as CSV, in UTF-8. Several uploads may come before one sync: at most
    500 (one
    more is answered with 400: sync first and wait for its end), each of at most 32 MB (a larger one is
    answered
    with 404). Sync after about 250 MB. 413 means that the staging area is full: delete staged data
    first
    (inferred).

    Rows that are not synced stay for the `dataRetentionDuration` of the definition.

    Args:
        id (int): Id of the import definition, the number at the end of its `uri`.
        body (list[Row]): The rows, each keyed by the names in `fields` of the definition.
        body (File): The rows as CSV in UTF-8, with the names in `fields` of the definition in the
            first line (inferred: the
            logs can say that a field of the file is not in the definition).

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ServerError | Sync]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: int,
    *,
    client: AuthenticatedClient,
    body: list[Row] | File | Unset = UNSET,
) -> Any | ServerError | Sync | None:
    """Upload rows to the staging area of a contact import.

     Stages rows as a JSON array or as CSV, in UTF-8. Several uploads may come before one sync: at most
    500 (one
    more is answered with 400: sync first and wait for its end), each of at most 32 MB (a larger one is
    answered
    with 404). Sync after about 250 MB. 413 means that the staging area is full: delete staged data
    first
    (inferred).

    Rows that are not synced stay for the `dataRetentionDuration` of the definition.

    Args:
        id (int): Id of the import definition, the number at the end of its `uri`.
        body (list[Row]): The rows, each keyed by the names in `fields` of the definition.
        body (File): The rows as CSV in UTF-8, with the names in `fields` of the definition in the
            first line (inferred: the
            logs can say that a field of the file is not in the definition).

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ServerError | Sync
    """

    return sync_detailed(
        id=id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    id: int,
    *,
    client: AuthenticatedClient,
    body: list[Row] | File | Unset = UNSET,
) -> Response[Any | ServerError | Sync]:
    """Upload rows to the staging area of a contact import.

     Stages rows as a JSON array or as CSV, in UTF-8. Several uploads may come before one sync: at most
    500 (one
    more is answered with 400: sync first and wait for its end), each of at most 32 MB (a larger one is
    answered
    with 404). Sync after about 250 MB. 413 means that the staging area is full: delete staged data
    first
    (inferred).

    Rows that are not synced stay for the `dataRetentionDuration` of the definition.

    Args:
        id (int): Id of the import definition, the number at the end of its `uri`.
        body (list[Row]): The rows, each keyed by the names in `fields` of the definition.
        body (File): The rows as CSV in UTF-8, with the names in `fields` of the definition in the
            first line (inferred: the
            logs can say that a field of the file is not in the definition).

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ServerError | Sync]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: int,
    *,
    client: AuthenticatedClient,
    body: list[Row] | File | Unset = UNSET,
) -> Any | ServerError | Sync | None:
    """Upload rows to the staging area of a contact import.

     Stages rows as a JSON array or as CSV, in UTF-8. Several uploads may come before one sync: at most
    500 (one
    more is answered with 400: sync first and wait for its end), each of at most 32 MB (a larger one is
    answered
    with 404). Sync after about 250 MB. 413 means that the staging area is full: delete staged data
    first
    (inferred).

    Rows that are not synced stay for the `dataRetentionDuration` of the definition.

    Args:
        id (int): Id of the import definition, the number at the end of its `uri`.
        body (list[Row]): The rows, each keyed by the names in `fields` of the definition.
        body (File): The rows as CSV in UTF-8, with the names in `fields` of the definition in the
            first line (inferred: the
            logs can say that a field of the file is not in the definition).

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ServerError | Sync
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
        )
    ).parsed
