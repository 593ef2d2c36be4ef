from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.account import Account
from ...types import Response


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/id",
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Account | str | Any | None:
    if response.status_code == 200:

        def _parse_response_200(data: object) -> Account | str:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_200_type_0 = Account.from_dict(data)

                return response_200_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Account | str, data)

        response_200 = _parse_response_200(errors.json_value(response))

        return response_200

    if response.status_code == 401:
        response_401 = cast(Any, None)
        return response_401

    if response.status_code == 429:
        response_429 = cast(Any, None)
        return response_429

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus.undocumented(response)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Account | str | Any]:
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
) -> Response[Account | str | Any]:
    """Get the base URL of the caller's instance.

     Answers with the site, the user and the base URLs of the APIs. Needs at least the permission
    "Advanced Users -
    Marketing". This is not a record of the type "account".

    Beware: wrong Basic credentials are answered with 200, too, and the JSON string `Not authenticated.`
    in place
    of the object (seen by a public client), so check the type first.

    After a 401 from any other operation call this one again. If it succeeds, the instance may have
    moved: retry at
    the new base. If it fails, stop. This rule, and that the endpoint is throttled, come from public
    notes on the
    vendor's pages.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Account | str | Any]
    """

    kwargs = _get_kwargs()

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
) -> Account | str | Any | None:
    """Get the base URL of the caller's instance.

     Answers with the site, the user and the base URLs of the APIs. Needs at least the permission
    "Advanced Users -
    Marketing". This is not a record of the type "account".

    Beware: wrong Basic credentials are answered with 200, too, and the JSON string `Not authenticated.`
    in place
    of the object (seen by a public client), so check the type first.

    After a 401 from any other operation call this one again. If it succeeds, the instance may have
    moved: retry at
    the new base. If it fails, stop. This rule, and that the endpoint is throttled, come from public
    notes on the
    vendor's pages.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Account | str | Any
    """

    return sync_detailed(
        client=client,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[Account | str | Any]:
    """Get the base URL of the caller's instance.

     Answers with the site, the user and the base URLs of the APIs. Needs at least the permission
    "Advanced Users -
    Marketing". This is not a record of the type "account".

    Beware: wrong Basic credentials are answered with 200, too, and the JSON string `Not authenticated.`
    in place
    of the object (seen by a public client), so check the type first.

    After a 401 from any other operation call this one again. If it succeeds, the instance may have
    moved: retry at
    the new base. If it fails, stop. This rule, and that the endpoint is throttled, come from public
    notes on the
    vendor's pages.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Account | str | Any]
    """

    kwargs = _get_kwargs()

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
) -> Account | str | Any | None:
    """Get the base URL of the caller's instance.

     Answers with the site, the user and the base URLs of the APIs. Needs at least the permission
    "Advanced Users -
    Marketing". This is not a record of the type "account".

    Beware: wrong Basic credentials are answered with 200, too, and the JSON string `Not authenticated.`
    in place
    of the object (seen by a public client), so check the type first.

    After a 401 from any other operation call this one again. If it succeeds, the instance may have
    moved: retry at
    the new base. If it fails, stop. This rule, and that the endpoint is throttled, come from public
    notes on the
    vendor's pages.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Account | str | Any
    """

    return (
        await asyncio_detailed(
            client=client,
        )
    ).parsed
