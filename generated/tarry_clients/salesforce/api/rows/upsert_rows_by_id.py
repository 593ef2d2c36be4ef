from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.queued_request import QueuedRequest
from ...models.refused_request import RefusedRequest
from ...models.rows_import_request import RowsImportRequest
from ...types import Response


def _get_kwargs(
    id: str,
    *,
    body: RowsImportRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/data/v1/async/dataextensions/{id}/rows".format(
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | Error | RefusedRequest | QueuedRequest | None:
    if response.status_code == 200:
        response_200 = RefusedRequest.from_dict(errors.json_object(response))

        return response_200

    if response.status_code == 202:
        response_202 = QueuedRequest.from_dict(errors.json_object(response))

        return response_202

    if response.status_code == 400:

        def _parse_response_400(data: object) -> Error | RefusedRequest:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_400_type_0 = Error.from_dict(data)

                return response_400_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            response_400_type_1 = RefusedRequest.from_dict(data)

            return response_400_type_1

        response_400 = _parse_response_400(errors.json_value(response))

        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict(errors.json_object(response))

        return response_401

    if response.status_code == 403:
        response_403 = Error.from_dict(errors.json_object(response))

        return response_403

    if response.status_code == 404:
        response_404 = Error.from_dict(errors.json_object(response))

        return response_404

    if response.status_code == 429:
        response_429 = Error.from_dict(errors.json_object(response))

        return response_429

    if response.status_code == 500:
        response_500 = Error.from_dict(errors.json_object(response))

        return response_500

    if response.status_code == 503:
        response_503 = Error.from_dict(errors.json_object(response))

        return response_503

    if response.status_code == 596:
        response_596 = cast(Any, None)
        return response_596

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus.undocumented(response)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | Error | RefusedRequest | QueuedRequest]:
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
    id: str,
    *,
    client: AuthenticatedClient,
    body: RowsImportRequest,
) -> Response[Any | Error | RefusedRequest | QueuedRequest]:
    """Queue rows to insert or update in the data extension with this id.

     Queues rows that are matched on the primary key of the table. One integrator observed that columns
    left out of
    an existing row keep their values, and that for a table without a primary key the submit is still
    accepted and
    the refusal shows later as an error of each row.

    Args:
        id (str): Unique identifier of the data extension, a GUID.
        body (RowsImportRequest):

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | Error | RefusedRequest | QueuedRequest | RefusedRequest]
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
    id: str,
    *,
    client: AuthenticatedClient,
    body: RowsImportRequest,
) -> Any | Error | RefusedRequest | QueuedRequest | None:
    """Queue rows to insert or update in the data extension with this id.

     Queues rows that are matched on the primary key of the table. One integrator observed that columns
    left out of
    an existing row keep their values, and that for a table without a primary key the submit is still
    accepted and
    the refusal shows later as an error of each row.

    Args:
        id (str): Unique identifier of the data extension, a GUID.
        body (RowsImportRequest):

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | Error | RefusedRequest | QueuedRequest | RefusedRequest
    """

    return sync_detailed(
        id=id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: RowsImportRequest,
) -> Response[Any | Error | RefusedRequest | QueuedRequest]:
    """Queue rows to insert or update in the data extension with this id.

     Queues rows that are matched on the primary key of the table. One integrator observed that columns
    left out of
    an existing row keep their values, and that for a table without a primary key the submit is still
    accepted and
    the refusal shows later as an error of each row.

    Args:
        id (str): Unique identifier of the data extension, a GUID.
        body (RowsImportRequest):

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | Error | RefusedRequest | QueuedRequest | RefusedRequest]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    body: RowsImportRequest,
) -> Any | Error | RefusedRequest | QueuedRequest | None:
    """Queue rows to insert or update in the data extension with this id.

     Queues rows that are matched on the primary key of the table. One integrator observed that columns
    left out of
    an existing row keep their values, and that for a table without a primary key the submit is still
    accepted and
    the refusal shows later as an error of each row.

    Args:
        id (str): Unique identifier of the data extension, a GUID.
        body (RowsImportRequest):

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | Error | RefusedRequest | QueuedRequest | RefusedRequest
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
        )
    ).parsed
