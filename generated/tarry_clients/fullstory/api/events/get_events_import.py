from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.import_status import ImportStatus
from ...types import UNSET, Response, Unset


def _get_kwargs(
    job_id: str,
    *,
    integration_source: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(integration_source, Unset):
        headers["Integration-Source"] = integration_source

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v2/events/batch/{job_id}".format(
            job_id=quote(str(job_id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | ImportStatus | None:
    if response.status_code == 200:
        response_200 = ImportStatus.from_dict(errors.json_object(response))

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

    if response.status_code == 429:
        response_429 = Error.from_dict(errors.json_object(response))

        return response_429

    if response.status_code == 500:
        response_500 = Error.from_dict(errors.json_object(response))

        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus.undocumented(response)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Error | ImportStatus]:
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
    job_id: str,
    *,
    client: AuthenticatedClient,
    integration_source: str | Unset = UNSET,
) -> Response[Error | ImportStatus]:
    """Get the state of a batch import of events.

     Tells whether the job has ended and how many items were imported and refused. This call is a step in
    an
    asynchronous workflow. No polling interval is documented; the vendor's own client polls every 2
    seconds, and its
    tests expect an import of three events to end within 10 seconds.

    Args:
        job_id (str): ID that can be used to check the status and retrieve results for the batch
            import.
        integration_source (str | Unset): Names the calling integration; meant for the vendor and
            its partners.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ImportStatus]
    """

    kwargs = _get_kwargs(
        job_id=job_id,
        integration_source=integration_source,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    job_id: str,
    *,
    client: AuthenticatedClient,
    integration_source: str | Unset = UNSET,
) -> Error | ImportStatus | None:
    """Get the state of a batch import of events.

     Tells whether the job has ended and how many items were imported and refused. This call is a step in
    an
    asynchronous workflow. No polling interval is documented; the vendor's own client polls every 2
    seconds, and its
    tests expect an import of three events to end within 10 seconds.

    Args:
        job_id (str): ID that can be used to check the status and retrieve results for the batch
            import.
        integration_source (str | Unset): Names the calling integration; meant for the vendor and
            its partners.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ImportStatus
    """

    return sync_detailed(
        job_id=job_id,
        client=client,
        integration_source=integration_source,
    ).parsed


async def asyncio_detailed(
    job_id: str,
    *,
    client: AuthenticatedClient,
    integration_source: str | Unset = UNSET,
) -> Response[Error | ImportStatus]:
    """Get the state of a batch import of events.

     Tells whether the job has ended and how many items were imported and refused. This call is a step in
    an
    asynchronous workflow. No polling interval is documented; the vendor's own client polls every 2
    seconds, and its
    tests expect an import of three events to end within 10 seconds.

    Args:
        job_id (str): ID that can be used to check the status and retrieve results for the batch
            import.
        integration_source (str | Unset): Names the calling integration; meant for the vendor and
            its partners.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ImportStatus]
    """

    kwargs = _get_kwargs(
        job_id=job_id,
        integration_source=integration_source,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    job_id: str,
    *,
    client: AuthenticatedClient,
    integration_source: str | Unset = UNSET,
) -> Error | ImportStatus | None:
    """Get the state of a batch import of events.

     Tells whether the job has ended and how many items were imported and refused. This call is a step in
    an
    asynchronous workflow. No polling interval is documented; the vendor's own client polls every 2
    seconds, and its
    tests expect an import of three events to end within 10 seconds.

    Args:
        job_id (str): ID that can be used to check the status and retrieve results for the batch
            import.
        integration_source (str | Unset): Names the calling integration; meant for the vendor and
            its partners.

    Raises:
        errors.UnexpectedResponse: If the body is not what the document says, or the status code is undocumented and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ImportStatus
    """

    return (
        await asyncio_detailed(
            job_id=job_id,
            client=client,
            integration_source=integration_source,
        )
    ).parsed
