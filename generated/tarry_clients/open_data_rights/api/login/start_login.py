from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    redirect_uri: str,
    response_type: str | Unset = UNSET,
    client_id: str | Unset = UNSET,
    scope: str | Unset = UNSET,
    state: str | Unset = UNSET,
    code_challenge: str | Unset = UNSET,
    code_challenge_method: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["redirect_uri"] = redirect_uri

    params["response_type"] = response_type

    params["client_id"] = client_id

    params["scope"] = scope

    params["state"] = state

    params["code_challenge"] = code_challenge

    params["code_challenge_method"] = code_challenge_method

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/oauth/authorize",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | str | None:
    if response.status_code == 200:
        response_200 = errors.text(response)
        return response_200

    if response.status_code == 302:
        response_302 = cast(Any, None)
        return response_302

    if response.status_code == 400:
        response_400 = cast(Any, None)
        return response_400

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus.undocumented(response)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any | str]:
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
    redirect_uri: str,
    response_type: str | Unset = UNSET,
    client_id: str | Unset = UNSET,
    scope: str | Unset = UNSET,
    state: str | Unset = UNSET,
    code_challenge: str | Unset = UNSET,
    code_challenge_method: str | Unset = UNSET,
) -> Response[Any | str]:
    """Let a person log in and consent, then send the browser back with a code.

     Opened in the person's browser, not called by a program. The author's client sends `redirect_uri`
    alone; the other
    parameters are those of an authorization-code flow with PKCE (RFC 6749, RFC 7636), as the whitepaper
    wants it.

    Args:
        redirect_uri (str): Where the browser is sent afterwards.
        response_type (str | Unset): The word `code`.
        client_id (str | Unset): Value of `oAuthClientId` from `GET /settings`.
        scope (str | Unset): The scope that the whitepaper names, `open-data-request-api`.
        state (str | Unset): Given back unchanged beside the code.
        code_challenge (str | Unset): Made of the code verifier, by RFC 7636.
        code_challenge_method (str | Unset): How it was made, `S256` for instance.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | str]
    """

    kwargs = _get_kwargs(
        redirect_uri=redirect_uri,
        response_type=response_type,
        client_id=client_id,
        scope=scope,
        state=state,
        code_challenge=code_challenge,
        code_challenge_method=code_challenge_method,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    redirect_uri: str,
    response_type: str | Unset = UNSET,
    client_id: str | Unset = UNSET,
    scope: str | Unset = UNSET,
    state: str | Unset = UNSET,
    code_challenge: str | Unset = UNSET,
    code_challenge_method: str | Unset = UNSET,
) -> Any | str | None:
    """Let a person log in and consent, then send the browser back with a code.

     Opened in the person's browser, not called by a program. The author's client sends `redirect_uri`
    alone; the other
    parameters are those of an authorization-code flow with PKCE (RFC 6749, RFC 7636), as the whitepaper
    wants it.

    Args:
        redirect_uri (str): Where the browser is sent afterwards.
        response_type (str | Unset): The word `code`.
        client_id (str | Unset): Value of `oAuthClientId` from `GET /settings`.
        scope (str | Unset): The scope that the whitepaper names, `open-data-request-api`.
        state (str | Unset): Given back unchanged beside the code.
        code_challenge (str | Unset): Made of the code verifier, by RFC 7636.
        code_challenge_method (str | Unset): How it was made, `S256` for instance.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | str
    """

    return sync_detailed(
        client=client,
        redirect_uri=redirect_uri,
        response_type=response_type,
        client_id=client_id,
        scope=scope,
        state=state,
        code_challenge=code_challenge,
        code_challenge_method=code_challenge_method,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    redirect_uri: str,
    response_type: str | Unset = UNSET,
    client_id: str | Unset = UNSET,
    scope: str | Unset = UNSET,
    state: str | Unset = UNSET,
    code_challenge: str | Unset = UNSET,
    code_challenge_method: str | Unset = UNSET,
) -> Response[Any | str]:
    """Let a person log in and consent, then send the browser back with a code.

     Opened in the person's browser, not called by a program. The author's client sends `redirect_uri`
    alone; the other
    parameters are those of an authorization-code flow with PKCE (RFC 6749, RFC 7636), as the whitepaper
    wants it.

    Args:
        redirect_uri (str): Where the browser is sent afterwards.
        response_type (str | Unset): The word `code`.
        client_id (str | Unset): Value of `oAuthClientId` from `GET /settings`.
        scope (str | Unset): The scope that the whitepaper names, `open-data-request-api`.
        state (str | Unset): Given back unchanged beside the code.
        code_challenge (str | Unset): Made of the code verifier, by RFC 7636.
        code_challenge_method (str | Unset): How it was made, `S256` for instance.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | str]
    """

    kwargs = _get_kwargs(
        redirect_uri=redirect_uri,
        response_type=response_type,
        client_id=client_id,
        scope=scope,
        state=state,
        code_challenge=code_challenge,
        code_challenge_method=code_challenge_method,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    redirect_uri: str,
    response_type: str | Unset = UNSET,
    client_id: str | Unset = UNSET,
    scope: str | Unset = UNSET,
    state: str | Unset = UNSET,
    code_challenge: str | Unset = UNSET,
    code_challenge_method: str | Unset = UNSET,
) -> Any | str | None:
    """Let a person log in and consent, then send the browser back with a code.

     Opened in the person's browser, not called by a program. The author's client sends `redirect_uri`
    alone; the other
    parameters are those of an authorization-code flow with PKCE (RFC 6749, RFC 7636), as the whitepaper
    wants it.

    Args:
        redirect_uri (str): Where the browser is sent afterwards.
        response_type (str | Unset): The word `code`.
        client_id (str | Unset): Value of `oAuthClientId` from `GET /settings`.
        scope (str | Unset): The scope that the whitepaper names, `open-data-request-api`.
        state (str | Unset): Given back unchanged beside the code.
        code_challenge (str | Unset): Made of the code verifier, by RFC 7636.
        code_challenge_method (str | Unset): How it was made, `S256` for instance.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | str
    """

    return (
        await asyncio_detailed(
            client=client,
            redirect_uri=redirect_uri,
            response_type=response_type,
            client_id=client_id,
            scope=scope,
            state=state,
            code_challenge=code_challenge,
            code_challenge_method=code_challenge_method,
        )
    ).parsed
