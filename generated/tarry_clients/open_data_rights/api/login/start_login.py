from typing import Any

import httpx
from tarry.openapi import operations as _operations

from ...client import AuthenticatedClient, Client
from ...types import UNSET, Response, Unset

ANSWERS: _operations.Answers[Any | str] = _operations.by_code(
    {(200,): _operations.page, (302, 400): _operations.nothing}
)


def request_arguments(
    *,
    redirect_uri: str,
    response_type: str | Unset = UNSET,
    client_id: str | Unset = UNSET,
    scope: str | Unset = UNSET,
    state: str | Unset = UNSET,
    code_challenge: str | Unset = UNSET,
    code_challenge_method: str | Unset = UNSET,
) -> dict[str, Any]:
    """What `httpx.Client.request` takes to send this operation."""
    return {
        "method": "get",
        "url": "/oauth/authorize",
        "params": _operations.given(
            {
                "redirect_uri": redirect_uri,
                "response_type": response_type,
                "client_id": client_id,
                "scope": scope,
                "state": state,
                "code_challenge": code_challenge,
                "code_challenge_method": code_challenge_method,
            }
        ),
    }


def read_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any | str]:
    """Read an answer by the table; raises as `sync_detailed` does."""
    return _operations.read(client, response, ANSWERS)


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

    Opened in the person's browser, not called by a program. The author's client sends `redirect_uri` alone; the other
    parameters are those of an authorization-code flow with PKCE (RFC 6749, RFC 7636), as the whitepaper wants it.

    Args:
        redirect_uri (str): Where the browser is sent afterwards.
        response_type (str | Unset): The word `code`.
        client_id (str | Unset): Value of `oAuthClientId` from `GET /settings`.
        scope (str | Unset): The scope that the whitepaper names, `open-data-request-api`.
        state (str | Unset): Given back unchanged beside the code.
        code_challenge (str | Unset): Made of the code verifier, by RFC 7636.
        code_challenge_method (str | Unset): How it was made, `S256` for instance.

    Returns:
        Response[Any | str]

    Raises:
        errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented and
            Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: The request takes longer than Client.timeout.
    """
    return _operations.send(
        client,
        request_arguments(
            redirect_uri=redirect_uri,
            response_type=response_type,
            client_id=client_id,
            scope=scope,
            state=state,
            code_challenge=code_challenge,
            code_challenge_method=code_challenge_method,
        ),
        ANSWERS,
    )


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
    """The same as `sync_detailed`, for async."""
    return await _operations.async_send(
        client,
        request_arguments(
            redirect_uri=redirect_uri,
            response_type=response_type,
            client_id=client_id,
            scope=scope,
            state=state,
            code_challenge=code_challenge,
            code_challenge_method=code_challenge_method,
        ),
        ANSWERS,
    )


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
    """What `sync_detailed` made of the body; None for a status code that the document does not name."""
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
    """The same as `sync`, for async."""
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
