"""Lists of rows that tests write: a sync of Eloqua, its log, events of Fullstory, rows of Salesforce."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx

from tarry import eloqua, fullstory, salesforce

ROWS: list[dict[str, Any]] = [
    {"Email": f"person{number}@example.com", "Name": name, "Age": str(number)}
    for number, name in enumerate(["Ada", 'Grace "the" Great', "", None, "=1+1", "Zoë, Zürich\nx", "-5"], 1)
]


class Pages(eloqua.Sync):
    """A sync in pages of 3."""

    page_size = 3


def sync_of(
    rows: Sequence[Mapping[str, Any]], asked: list[int] | None = None, change: Callable[..., Any] | None = None
) -> Any:
    """A sync that staged *rows*; *change* takes the offset and the body of each page and gives what is answered."""

    def handler(request: httpx.Request) -> httpx.Response:
        offset = int(request.url.params["offset"])
        if asked is not None:
            asked.append(offset)
        items = list(rows[offset : offset + 3])
        body: Any = {"totalResults": len(rows), "hasMore": offset + 3 < len(rows), "items": items}
        if change is not None:
            body = change(offset, body)
        return body if isinstance(body, httpx.Response) else httpx.Response(200, json=body)

    return Pages(connected(eloqua, handler), 1)


def events_of(events: Sequence[Any]) -> Any:
    """An import of events in two pages, by tokens."""

    def handler(request: httpx.Request) -> httpx.Response:
        token = request.url.params.get("page_token")
        half = len(events) // 2
        body = {"results": events[half:], "total_records": str(len(events))} if token else {"results": events[:half]}
        return httpx.Response(200, json={**body, **({} if token else {"next_page_token": "more"})})

    return fullstory.EventsImport(connected(fullstory, handler), "abc")


def placed_of(results: Sequence[Any]) -> Any:
    """What became of rows that were submitted to Salesforce."""
    body = {"page": 1, "pageSize": 50, "count": len(results), "items": results, "requestId": "r"}
    return salesforce.RowsImport(connected(salesforce, lambda request: httpx.Response(200, json=body)), "r")


def connected(provider: Any, handler: Callable[[httpx.Request], httpx.Response]) -> Any:
    """A client whose requests *handler* answers."""
    args = {"transport": httpx.MockTransport(handler)}
    return provider.connect(base_url="https://server.example.com", auth=httpx.Auth(), httpx_args=args)
