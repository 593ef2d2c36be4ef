from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.request_status import RequestStatus
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: list[str] | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/requests",
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body

    if not isinstance(body, Unset):
        headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | RequestStatus | None:
    if response.status_code == 200:
        response_200 = RequestStatus.from_dict(errors.json_object(response))

        return response_200

    if response.status_code == 400:
        response_400 = Error.from_dict(errors.json_object(response))

        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict(errors.json_object(response))

        return response_401

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus.undocumented(response)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Error | RequestStatus]:
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
    client: AuthenticatedClient,
    body: list[str] | Unset = UNSET,
) -> Response[Error | RequestStatus]:
    """Create a data request.

     Asks for the types of data named in the body, or for all types where there is no body. Creating is
    not
    idempotent and has no key. When the organisation's limit of requests at a time is reached the answer
    is 400,
    until another request has ended or has been cancelled.

    Args:
        body (list[str] | Unset): Types of data to ask for, values of `type` from `GET /data`; all
            types where it is left out.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | RequestStatus]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: list[str] | Unset = UNSET,
) -> Error | RequestStatus | None:
    """Create a data request.

     Asks for the types of data named in the body, or for all types where there is no body. Creating is
    not
    idempotent and has no key. When the organisation's limit of requests at a time is reached the answer
    is 400,
    until another request has ended or has been cancelled.

    Args:
        body (list[str] | Unset): Types of data to ask for, values of `type` from `GET /data`; all
            types where it is left out.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | RequestStatus
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: list[str] | Unset = UNSET,
) -> Response[Error | RequestStatus]:
    """Create a data request.

     Asks for the types of data named in the body, or for all types where there is no body. Creating is
    not
    idempotent and has no key. When the organisation's limit of requests at a time is reached the answer
    is 400,
    until another request has ended or has been cancelled.

    Args:
        body (list[str] | Unset): Types of data to ask for, values of `type` from `GET /data`; all
            types where it is left out.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | RequestStatus]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: list[str] | Unset = UNSET,
) -> Error | RequestStatus | None:
    """Create a data request.

     Asks for the types of data named in the body, or for all types where there is no body. Creating is
    not
    idempotent and has no key. When the organisation's limit of requests at a time is reached the answer
    is 400,
    until another request has ended or has been cancelled.

    Args:
        body (list[str] | Unset): Types of data to ask for, values of `type` from `GET /data`; all
            types where it is left out.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | RequestStatus
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
