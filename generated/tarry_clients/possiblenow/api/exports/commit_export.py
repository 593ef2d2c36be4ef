from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...types import UNSET, Response


def _get_kwargs(
    client_id: str,
    access_token: int,
    *,
    keep_files: bool,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["keepFiles"] = keep_files

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/Async/{client_id}/Export/{access_token}/Commit".format(
            client_id=quote(str(client_id), safe=""),
            access_token=quote(str(access_token), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | Error | None:
    if response.status_code == 200:
        response_200 = cast(Any, None)
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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any | Error]:
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
    keep_files: bool,
) -> Response[Any | Error]:
    """Commit an export whose rows have been read.

     Marks the retrieval as done and expires the access token. Only for exports whose rows were read with
    `keepAlive=true`. The newer reference says that it marks the retrieval as "Complete" and the token
    as retrieved;
    that the status is `Retrieved` from then on is inferred. Parameters and codes are those of the newer
    reference;
    500, which it does not list, is added from the given page.

    Args:
        client_id (str): PossibleNow ClientId, the account's own MyPreferences id; not the
            `client_id` of OAuth.
        access_token (int): The access token of the export, as the start call gave it.
        keep_files (bool): True keeps the export's files, false deletes them; the token counts as
            retrieved either way.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error]
    """

    kwargs = _get_kwargs(
        client_id=client_id,
        access_token=access_token,
        keep_files=keep_files,
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
    keep_files: bool,
) -> Any | Error | None:
    """Commit an export whose rows have been read.

     Marks the retrieval as done and expires the access token. Only for exports whose rows were read with
    `keepAlive=true`. The newer reference says that it marks the retrieval as "Complete" and the token
    as retrieved;
    that the status is `Retrieved` from then on is inferred. Parameters and codes are those of the newer
    reference;
    500, which it does not list, is added from the given page.

    Args:
        client_id (str): PossibleNow ClientId, the account's own MyPreferences id; not the
            `client_id` of OAuth.
        access_token (int): The access token of the export, as the start call gave it.
        keep_files (bool): True keeps the export's files, false deletes them; the token counts as
            retrieved either way.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error
    """

    return sync_detailed(
        client_id=client_id,
        access_token=access_token,
        client=client,
        keep_files=keep_files,
    ).parsed


async def asyncio_detailed(
    client_id: str,
    access_token: int,
    *,
    client: AuthenticatedClient,
    keep_files: bool,
) -> Response[Any | Error]:
    """Commit an export whose rows have been read.

     Marks the retrieval as done and expires the access token. Only for exports whose rows were read with
    `keepAlive=true`. The newer reference says that it marks the retrieval as "Complete" and the token
    as retrieved;
    that the status is `Retrieved` from then on is inferred. Parameters and codes are those of the newer
    reference;
    500, which it does not list, is added from the given page.

    Args:
        client_id (str): PossibleNow ClientId, the account's own MyPreferences id; not the
            `client_id` of OAuth.
        access_token (int): The access token of the export, as the start call gave it.
        keep_files (bool): True keeps the export's files, false deletes them; the token counts as
            retrieved either way.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error]
    """

    kwargs = _get_kwargs(
        client_id=client_id,
        access_token=access_token,
        keep_files=keep_files,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    client_id: str,
    access_token: int,
    *,
    client: AuthenticatedClient,
    keep_files: bool,
) -> Any | Error | None:
    """Commit an export whose rows have been read.

     Marks the retrieval as done and expires the access token. Only for exports whose rows were read with
    `keepAlive=true`. The newer reference says that it marks the retrieval as "Complete" and the token
    as retrieved;
    that the status is `Retrieved` from then on is inferred. Parameters and codes are those of the newer
    reference;
    500, which it does not list, is added from the given page.

    Args:
        client_id (str): PossibleNow ClientId, the account's own MyPreferences id; not the
            `client_id` of OAuth.
        access_token (int): The access token of the export, as the start call gave it.
        keep_files (bool): True keeps the export's files, false deletes them; the token counts as
            retrieved either way.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error
    """

    return (
        await asyncio_detailed(
            client_id=client_id,
            access_token=access_token,
            client=client,
            keep_files=keep_files,
        )
    ).parsed
