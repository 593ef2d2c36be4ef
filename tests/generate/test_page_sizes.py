"""How large a page is, of generated handles: as it says itself, or by the default of the schema."""

from typing import Any

import httpx
import pytest

from tarry.testing import VirtualClock
from tarry_clients import salesforce
from tarry_clients.salesforce.jobs import RowsImport

ROW = {"status": "Error"}


@pytest.mark.parametrize(
    ("pages", "rows"),
    [
        ([{"page": 1, "pageSize": 2, "items": [ROW] * 2}, {"page": 2, "pageSize": 2, "items": [ROW]}], 3),
        ([{"page": 1, "pageSize": 120, "count": 120, "items": [ROW] * 120}], 120),
        ([{"items": [ROW] * 49}], 49),
        ([{"page": 1, "items": [ROW] * 50}, {"page": 2, "items": [ROW]}], 51),
    ],
)
def test_a_page_is_as_large_as_it_says_or_as_its_schema_does(pages: list[dict[str, Any]], rows: int) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json=pages[min(len(asked), len(pages)) - 1])

    transport = httpx.MockTransport(answer)
    client = salesforce.connect(base_url="https://server.test", auth=httpx.Auth(), httpx_args={"transport": transport})
    assert len(list(RowsImport(client, "r1").results(clock=VirtualClock()))) == rows
    assert len(asked) == len(pages)
