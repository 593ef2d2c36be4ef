"""The generated operation `list_sync_data`, but for its rows: they stay the dicts they were decoded to.

A page has up to 50,000 of them, and a model for each, of which only the dict is handed on, takes as long as all the rest.
"""

from __future__ import annotations

from typing import Any, cast

import httpx

from tarry_clients.eloqua.api.syncs import list_sync_data
from tarry_clients.eloqua.errors import UnexpectedResponse, json_object
from tarry_clients.eloqua.models import Row, SyncDataPage
from tarry_clients.eloqua.types import Response

request_arguments = list_sync_data.request_arguments


def read_response(*, client: Any, response: httpx.Response) -> Response[Any]:
    if response.status_code != 200:
        return list_sync_data.read_response(client=client, response=response)
    try:
        body = json_object(response)
        rows = body.pop("items", None)
        if rows is None:
            rows = []
        page = SyncDataPage.from_dict(body)
        if not isinstance(rows, list) or not set(map(type, rows)) <= {dict}:
            raise TypeError("items is no list of objects")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UnexpectedResponse.from_response(response, error) from error
    page.items = cast(list[Row], rows)
    return Response(response.status_code, response.content, response.headers, page)
