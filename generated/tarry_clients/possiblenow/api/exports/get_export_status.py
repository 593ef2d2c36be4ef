from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.export_status import ExportStatus
from ...types import Response


def _get_kwargs(
    client_id: str,
    access_token: int,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/Async/{client_id}/Export/{access_token}/Status".format(
            client_id=quote(str(client_id), safe=""),
            access_token=quote(str(access_token), safe=""),
        ),
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | ExportStatus | None:
    if response.status_code == 200:
        response_200 = ExportStatus.from_dict(errors.json_object(response))

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
) -> Response[Error | ExportStatus]:
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
) -> Response[Error | ExportStatus]:
    """Get the status of an export.

     Tells how an export stands. Where the start call carried a callback URL, MyPreferences also posts
    the status
    there. The answer has no progress figure, no expiry time and no reason for an error; how long an
    export that
    nobody reads is kept is not stated. A 404 just after the start may only mean that the export is not
    visible yet,
    so poll again for a few seconds (inferred). Ask for `application/json`: the other media types seem
    to come from
    the server's list of formatters (inferred).

    Args:
        client_id (str): PossibleNow ClientId, the account's own MyPreferences id; not the
            `client_id` of OAuth.
        access_token (int): The access token of the export, as the start call gave it.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ExportStatus]
    """

    kwargs = _get_kwargs(
        client_id=client_id,
        access_token=access_token,
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
) -> Error | ExportStatus | None:
    """Get the status of an export.

     Tells how an export stands. Where the start call carried a callback URL, MyPreferences also posts
    the status
    there. The answer has no progress figure, no expiry time and no reason for an error; how long an
    export that
    nobody reads is kept is not stated. A 404 just after the start may only mean that the export is not
    visible yet,
    so poll again for a few seconds (inferred). Ask for `application/json`: the other media types seem
    to come from
    the server's list of formatters (inferred).

    Args:
        client_id (str): PossibleNow ClientId, the account's own MyPreferences id; not the
            `client_id` of OAuth.
        access_token (int): The access token of the export, as the start call gave it.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ExportStatus
    """

    return sync_detailed(
        client_id=client_id,
        access_token=access_token,
        client=client,
    ).parsed


async def asyncio_detailed(
    client_id: str,
    access_token: int,
    *,
    client: AuthenticatedClient,
) -> Response[Error | ExportStatus]:
    """Get the status of an export.

     Tells how an export stands. Where the start call carried a callback URL, MyPreferences also posts
    the status
    there. The answer has no progress figure, no expiry time and no reason for an error; how long an
    export that
    nobody reads is kept is not stated. A 404 just after the start may only mean that the export is not
    visible yet,
    so poll again for a few seconds (inferred). Ask for `application/json`: the other media types seem
    to come from
    the server's list of formatters (inferred).

    Args:
        client_id (str): PossibleNow ClientId, the account's own MyPreferences id; not the
            `client_id` of OAuth.
        access_token (int): The access token of the export, as the start call gave it.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ExportStatus]
    """

    kwargs = _get_kwargs(
        client_id=client_id,
        access_token=access_token,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    client_id: str,
    access_token: int,
    *,
    client: AuthenticatedClient,
) -> Error | ExportStatus | None:
    """Get the status of an export.

     Tells how an export stands. Where the start call carried a callback URL, MyPreferences also posts
    the status
    there. The answer has no progress figure, no expiry time and no reason for an error; how long an
    export that
    nobody reads is kept is not stated. A 404 just after the start may only mean that the export is not
    visible yet,
    so poll again for a few seconds (inferred). Ask for `application/json`: the other media types seem
    to come from
    the server's list of formatters (inferred).

    Args:
        client_id (str): PossibleNow ClientId, the account's own MyPreferences id; not the
            `client_id` of OAuth.
        access_token (int): The access token of the export, as the start call gave it.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ExportStatus
    """

    return (
        await asyncio_detailed(
            client_id=client_id,
            access_token=access_token,
            client=client,
        )
    ).parsed
