from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.data_type_info import DataTypeInfo
from ...models.error import Error
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    lang: str | Unset = "en",
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["lang"] = lang

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/data",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | list[DataTypeInfo] | None:
    if response.status_code == 200:
        response_200 = []
        _response_200 = errors.json_value(response)
        for response_200_item_data in _response_200:
            response_200_item = DataTypeInfo.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200

    if response.status_code == 400:
        response_400 = Error.from_dict(errors.json_object(response))

        return response_400

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus.undocumented(response)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Error | list[DataTypeInfo]]:
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
    *,
    client: AuthenticatedClient | Client,
    lang: str | Unset = "en",
) -> Response[Error | list[DataTypeInfo]]:
    """List the types of data that the organisation processes.

     A complete overview of what the organisation processes of anybody, with names for machines and
    descriptions for
    people. Needs no token.

    Args:
        lang (str | Unset): Language of the descriptions, an ISO 639-1 code out of
            `supportedLanguages` of `GET /settings`. Default: 'en'.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | list[DataTypeInfo]]
    """

    kwargs = _get_kwargs(
        lang=lang,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    lang: str | Unset = "en",
) -> Error | list[DataTypeInfo] | None:
    """List the types of data that the organisation processes.

     A complete overview of what the organisation processes of anybody, with names for machines and
    descriptions for
    people. Needs no token.

    Args:
        lang (str | Unset): Language of the descriptions, an ISO 639-1 code out of
            `supportedLanguages` of `GET /settings`. Default: 'en'.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | list[DataTypeInfo]
    """

    return sync_detailed(
        client=client,
        lang=lang,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    lang: str | Unset = "en",
) -> Response[Error | list[DataTypeInfo]]:
    """List the types of data that the organisation processes.

     A complete overview of what the organisation processes of anybody, with names for machines and
    descriptions for
    people. Needs no token.

    Args:
        lang (str | Unset): Language of the descriptions, an ISO 639-1 code out of
            `supportedLanguages` of `GET /settings`. Default: 'en'.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | list[DataTypeInfo]]
    """

    kwargs = _get_kwargs(
        lang=lang,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    lang: str | Unset = "en",
) -> Error | list[DataTypeInfo] | None:
    """List the types of data that the organisation processes.

     A complete overview of what the organisation processes of anybody, with names for machines and
    descriptions for
    people. Needs no token.

    Args:
        lang (str | Unset): Language of the descriptions, an ISO 639-1 code out of
            `supportedLanguages` of `GET /settings`. Default: 'en'.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | list[DataTypeInfo]
    """

    return (
        await asyncio_detailed(
            client=client,
            lang=lang,
        )
    ).parsed
