from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.export_row_page import ExportRowPage
from ...types import UNSET, Response, Unset


def _get_kwargs(
    client_id: str,
    access_token: int,
    *,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    keep_alive: bool | Unset = False,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    params["offset"] = offset

    params["keepAlive"] = keep_alive

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/Async/{client_id}/Export/{access_token}".format(
            client_id=quote(str(client_id), safe=""),
            access_token=quote(str(access_token), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | ExportRowPage | None:
    if response.status_code == 200:
        response_200 = ExportRowPage.from_dict(errors.json_object(response))

        return response_200

    if response.status_code == 400:
        response_400 = Error.from_dict(errors.json_object(response))

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

    if response.status_code == 500:
        response_500 = Error.from_dict(errors.json_object(response))

        return response_500

    if response.status_code == 503:
        response_503 = Error.from_dict(errors.json_object(response))

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus.undocumented(response)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Error | ExportRowPage]:
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
    client_id: str,
    access_token: int,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    keep_alive: bool | Unset = False,
) -> Response[Error | ExportRowPage]:
    """List the rows of an export.

     One page of profiles. Reading the last page with `keepAlive` false marks the export as retrieved and
    expires
    its token, so a last page lost on the way cannot be read again (inferred): read with
    `keepAlive=true`, then
    commit. Go on at `Offset` + `Count`, until `HasMore` is false or `Count` is 0 (inferred). Parameters
    and body
    are those of the newer reference, of its page for segment groups, where only JSON is shown. How the
    service
    refuses rows that are not ready yet, or no longer there, is not documented.

    Args:
        client_id (str): PossibleNow ClientId, the account's own MyPreferences id; not the
            `client_id` of OAuth.
        access_token (int): The access token of the export, as the start call gave it.
        limit (int | Unset): The largest number of records to return; 1000 by default in the
            legacy service.
        offset (int | Unset): The first record to return, counted from 1; 1 by default in the
            legacy service.
        keep_alive (bool | Unset): Whether the export stays readable after its last page, until it
            is committed. Default: False.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ExportRowPage]
    """

    kwargs = _get_kwargs(
        client_id=client_id,
        access_token=access_token,
        limit=limit,
        offset=offset,
        keep_alive=keep_alive,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    client_id: str,
    access_token: int,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    keep_alive: bool | Unset = False,
) -> Error | ExportRowPage | None:
    """List the rows of an export.

     One page of profiles. Reading the last page with `keepAlive` false marks the export as retrieved and
    expires
    its token, so a last page lost on the way cannot be read again (inferred): read with
    `keepAlive=true`, then
    commit. Go on at `Offset` + `Count`, until `HasMore` is false or `Count` is 0 (inferred). Parameters
    and body
    are those of the newer reference, of its page for segment groups, where only JSON is shown. How the
    service
    refuses rows that are not ready yet, or no longer there, is not documented.

    Args:
        client_id (str): PossibleNow ClientId, the account's own MyPreferences id; not the
            `client_id` of OAuth.
        access_token (int): The access token of the export, as the start call gave it.
        limit (int | Unset): The largest number of records to return; 1000 by default in the
            legacy service.
        offset (int | Unset): The first record to return, counted from 1; 1 by default in the
            legacy service.
        keep_alive (bool | Unset): Whether the export stays readable after its last page, until it
            is committed. Default: False.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ExportRowPage
    """

    return sync_detailed(
        client_id=client_id,
        access_token=access_token,
        client=client,
        limit=limit,
        offset=offset,
        keep_alive=keep_alive,
    ).parsed


async def asyncio_detailed(
    client_id: str,
    access_token: int,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    keep_alive: bool | Unset = False,
) -> Response[Error | ExportRowPage]:
    """List the rows of an export.

     One page of profiles. Reading the last page with `keepAlive` false marks the export as retrieved and
    expires
    its token, so a last page lost on the way cannot be read again (inferred): read with
    `keepAlive=true`, then
    commit. Go on at `Offset` + `Count`, until `HasMore` is false or `Count` is 0 (inferred). Parameters
    and body
    are those of the newer reference, of its page for segment groups, where only JSON is shown. How the
    service
    refuses rows that are not ready yet, or no longer there, is not documented.

    Args:
        client_id (str): PossibleNow ClientId, the account's own MyPreferences id; not the
            `client_id` of OAuth.
        access_token (int): The access token of the export, as the start call gave it.
        limit (int | Unset): The largest number of records to return; 1000 by default in the
            legacy service.
        offset (int | Unset): The first record to return, counted from 1; 1 by default in the
            legacy service.
        keep_alive (bool | Unset): Whether the export stays readable after its last page, until it
            is committed. Default: False.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ExportRowPage]
    """

    kwargs = _get_kwargs(
        client_id=client_id,
        access_token=access_token,
        limit=limit,
        offset=offset,
        keep_alive=keep_alive,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    client_id: str,
    access_token: int,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    keep_alive: bool | Unset = False,
) -> Error | ExportRowPage | None:
    """List the rows of an export.

     One page of profiles. Reading the last page with `keepAlive` false marks the export as retrieved and
    expires
    its token, so a last page lost on the way cannot be read again (inferred): read with
    `keepAlive=true`, then
    commit. Go on at `Offset` + `Count`, until `HasMore` is false or `Count` is 0 (inferred). Parameters
    and body
    are those of the newer reference, of its page for segment groups, where only JSON is shown. How the
    service
    refuses rows that are not ready yet, or no longer there, is not documented.

    Args:
        client_id (str): PossibleNow ClientId, the account's own MyPreferences id; not the
            `client_id` of OAuth.
        access_token (int): The access token of the export, as the start call gave it.
        limit (int | Unset): The largest number of records to return; 1000 by default in the
            legacy service.
        offset (int | Unset): The first record to return, counted from 1; 1 by default in the
            legacy service.
        keep_alive (bool | Unset): Whether the export stays readable after its last page, until it
            is committed. Default: False.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ExportRowPage
    """

    return (
        await asyncio_detailed(
            client_id=client_id,
            access_token=access_token,
            client=client,
            limit=limit,
            offset=offset,
            keep_alive=keep_alive,
        )
    ).parsed
