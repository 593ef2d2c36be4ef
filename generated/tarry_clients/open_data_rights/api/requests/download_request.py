from io import BytesIO
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...types import File, Response


def _get_kwargs(
    request_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/requests/{request_id}/download".format(
            request_id=quote(str(request_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | File | None:
    if response.status_code == 200:
        response_200 = File(payload=BytesIO(response.content))

        return response_200

    if response.status_code == 400:
        response_400 = Error.from_dict(errors.json_object(response))

        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict(errors.json_object(response))

        return response_401

    if response.status_code == 404:
        response_404 = Error.from_dict(errors.json_object(response))

        return response_404

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus.undocumented(response)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | File]:
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
    request_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[Error | File]:
    """Download the archive of a completed data request.

     All personal data that was asked for, as a ZIP archive. It may be large and it is personal: write it
    to a file
    as it comes, and keep it out of logs and error messages. Errors are JSON, though a good answer is a
    ZIP archive.

    The whitepaper says what the archive holds. Data files are JSON-LD; images and other media are named
    in at least
    one of them; the layout is free, but for a folder `open-data-rights-api` at the root. That folder
    holds the
    answers of `GET /data` and `GET /data/me` at the time, as `data.json` and `data-me.json`, and a
    folder `schemas`
    with one JSON file for each `@context` in use. The demo server's archive has a single `data.json` at
    the root,
    which is not JSON-LD, so do not rely on the layout. That server also hands the archive out without a
    token; the
    published specification wants one.

    Args:
        request_id (str): Identifier of the data request, as creating it returned it; often a
            UUID, but any text is taken.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | File]
    """

    kwargs = _get_kwargs(
        request_id=request_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    request_id: str,
    *,
    client: AuthenticatedClient,
) -> Error | File | None:
    """Download the archive of a completed data request.

     All personal data that was asked for, as a ZIP archive. It may be large and it is personal: write it
    to a file
    as it comes, and keep it out of logs and error messages. Errors are JSON, though a good answer is a
    ZIP archive.

    The whitepaper says what the archive holds. Data files are JSON-LD; images and other media are named
    in at least
    one of them; the layout is free, but for a folder `open-data-rights-api` at the root. That folder
    holds the
    answers of `GET /data` and `GET /data/me` at the time, as `data.json` and `data-me.json`, and a
    folder `schemas`
    with one JSON file for each `@context` in use. The demo server's archive has a single `data.json` at
    the root,
    which is not JSON-LD, so do not rely on the layout. That server also hands the archive out without a
    token; the
    published specification wants one.

    Args:
        request_id (str): Identifier of the data request, as creating it returned it; often a
            UUID, but any text is taken.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | File
    """

    return sync_detailed(
        request_id=request_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    request_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[Error | File]:
    """Download the archive of a completed data request.

     All personal data that was asked for, as a ZIP archive. It may be large and it is personal: write it
    to a file
    as it comes, and keep it out of logs and error messages. Errors are JSON, though a good answer is a
    ZIP archive.

    The whitepaper says what the archive holds. Data files are JSON-LD; images and other media are named
    in at least
    one of them; the layout is free, but for a folder `open-data-rights-api` at the root. That folder
    holds the
    answers of `GET /data` and `GET /data/me` at the time, as `data.json` and `data-me.json`, and a
    folder `schemas`
    with one JSON file for each `@context` in use. The demo server's archive has a single `data.json` at
    the root,
    which is not JSON-LD, so do not rely on the layout. That server also hands the archive out without a
    token; the
    published specification wants one.

    Args:
        request_id (str): Identifier of the data request, as creating it returned it; often a
            UUID, but any text is taken.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | File]
    """

    kwargs = _get_kwargs(
        request_id=request_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    request_id: str,
    *,
    client: AuthenticatedClient,
) -> Error | File | None:
    """Download the archive of a completed data request.

     All personal data that was asked for, as a ZIP archive. It may be large and it is personal: write it
    to a file
    as it comes, and keep it out of logs and error messages. Errors are JSON, though a good answer is a
    ZIP archive.

    The whitepaper says what the archive holds. Data files are JSON-LD; images and other media are named
    in at least
    one of them; the layout is free, but for a folder `open-data-rights-api` at the root. That folder
    holds the
    answers of `GET /data` and `GET /data/me` at the time, as `data.json` and `data-me.json`, and a
    folder `schemas`
    with one JSON file for each `@context` in use. The demo server's archive has a single `data.json` at
    the root,
    which is not JSON-LD, so do not rely on the layout. That server also hands the archive out without a
    token; the
    published specification wants one.

    Args:
        request_id (str): Identifier of the data request, as creating it returned it; often a
            UUID, but any text is taken.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | File
    """

    return (
        await asyncio_detailed(
            request_id=request_id,
            client=client,
        )
    ).parsed
