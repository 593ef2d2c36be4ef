"""Lists of every kind that a document can declare: an honest server gives all items once, another an error or all of them."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NamedTuple
from urllib.parse import urlencode

import anyio
import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tarry import ProviderResponseError, fullstory
from tarry._operations.page_reader import paged
from tarry._operations.pages import async_read_pages, read_pages
from tarry._operations.paging import At, Cursor, Limit, Link, Numbers, Offset, Paging
from tarry.testing import VirtualClock
from tarry_clients.fullstory.errors import UnexpectedResponse, json_value


class ListItems:
    """Stands where a generated operation would: arguments become the query, and a page is what JSON gives."""

    @staticmethod
    def request_arguments(**arguments: Any) -> dict[str, Any]:
        return {"method": "get", "url": "/items", "params": arguments}

    @staticmethod
    def read_response(*, client: Any, response: Any) -> Any:
        try:
            parsed = json_value(response) if response.status_code == 200 else None
        except ValueError as error:
            raise UnexpectedResponse.from_response(response, error) from error
        return SimpleNamespace(
            status_code=response.status_code, content=response.content, headers=response.headers, parsed=parsed
        )


class ListLines(ListItems):
    """The same for pages that are not JSON."""

    @staticmethod
    def read_response(*, client: Any, response: Any) -> Any:
        return SimpleNamespace(
            status_code=response.status_code, content=response.content, headers=response.headers, parsed=None
        )


class Answer(NamedTuple):
    """What a server says, before it is written down."""

    body: Any
    headers: dict[str, str] = {}  # noqa: RUF012

    def sent(self) -> httpx.Response:
        content = self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()
        return httpx.Response(200, headers=self.headers, content=content)


Server = Callable[[dict[str, str]], Answer]


class Kind(NamedTuple):
    """How a list is declared, and a server that answers as declared."""

    paging: Paging
    server: Callable[[list[Any], int], Server]
    operation: Any = ListItems
    model: type[Any] = dict


def field(name: str, default: Any = None) -> At:
    return At(name, lambda page: page.get(name), default)


ITEMS = field("items")
TOTAL, MORE, PAGES, COUNT, ECHO = (field(name) for name in ("total", "more", "pages", "count", "at"))


def described(items: list[Any], start: int, size: int, **more: Any) -> dict[str, Any]:
    """A page with all that any declaration asks for."""
    page = items[start : start + size]
    return {
        "items": page,
        "total": len(items),
        "more": start + size < len(items),
        "pages": max(1, -(-len(items) // size)),
        "count": len(page),
        **more,
    }


def by_token(items: list[Any], size: int) -> Server:
    def answer(query: dict[str, str]) -> Answer:
        start = int(query.get("token", "0"))
        following = str(start + size) if start + size < len(items) else None
        return Answer(described(items, start, size, next=following))

    return answer


def by_last_item(items: list[Any], size: int) -> Server:
    def answer(query: dict[str, str]) -> Answer:
        start = items.index({"id": int(query["after"])}) + 1 if "after" in query else 0
        return Answer(described(items, start, size))

    return answer


def by_link(items: list[Any], size: int) -> Server:
    def answer(query: dict[str, str]) -> Answer:
        start = int(query.get("from", "0"))
        url = "https://elsewhere.example/other?" + urlencode({"from": start + size, "q": "a b&c"})
        more = start + size < len(items)
        headers = {"Link": f'<https://x.example/?from=0>; rel="first", <{url}>; rel="next"'} if more else {}
        return Answer(described(items, start, size, next=url if more else ""), headers)

    return answer


def by_offset(first: int = 0) -> Callable[[list[Any], int], Server]:
    def make(items: list[Any], size: int) -> Server:
        def answer(query: dict[str, str]) -> Answer:
            at, limit = int(query.get("offset", first)), min(size, int(query.get("limit", size)))
            return Answer(described(items, at - first, limit, at=at, limit=limit))

        return answer

    return make


def by_number(first: int = 1) -> Callable[[list[Any], int], Server]:
    def make(items: list[Any], size: int) -> Server:
        def answer(query: dict[str, str]) -> Answer:
            at = int(query.get("page", first))
            return Answer(described(items, (at - first) * size, size, at=at, room=size))

        return answer

    return make


def as_list(items: list[Any], size: int) -> Server:
    inner = by_offset()(items, size)

    def answer(query: dict[str, str]) -> Answer:
        page = inner(query).body
        return Answer(page["items"], {"X-Total": str(page["total"])})

    return answer


def as_lines(form: str) -> Callable[[list[Any], int], Server]:
    def make(items: list[Any], size: int) -> Server:
        def answer(query: dict[str, str]) -> Answer:
            start = int(query.get("token", "0"))
            page = items[start : start + size]
            following = str(start + size) if start + size < len(items) else "null"
            lines = [json.dumps(item) for item in page] if form == "json" else ["id", *(str(one["id"]) for one in page)]
            return Answer("".join(f"{line}\n" for line in lines), {"X-Next": following, "X-Total": str(len(items))})

        return answer

    return make


def lines(form: Any) -> Paging:
    way = Cursor("token", At("X-Next"), end=("null",))
    return Paging(items=At("lines"), way=way, total=At("X-Total"), lines=form)


# Each has a total or another sign by which a lie shows.
KINDS = {
    "token": Kind(Paging(items=ITEMS, way=Cursor("token", field("next")), total=TOTAL, count=COUNT), by_token),
    "last item": Kind(
        Paging(items=ITEMS, way=Cursor("after", item=lambda item: item["id"]), more=MORE, total=TOTAL), by_last_item
    ),
    "link": Kind(Paging(items=ITEMS, way=Link(field("next")), total=TOTAL), by_link),
    "link in a header": Kind(Paging(items=ITEMS, way=Link(At("Link")), total=TOTAL), by_link),
    "offset, total": Kind(Paging(items=ITEMS, way=Offset("offset"), limit=Limit("limit", 3), total=TOTAL), by_offset()),
    "offset from 1, more": Kind(
        Paging(items=ITEMS, way=Offset("offset", start=1), more=MORE, total=TOTAL, count=COUNT, echo=ECHO), by_offset(1)
    ),
    "offset by limit": Kind(
        Paging(
            items=ITEMS,
            way=Offset("offset", step="limit"),
            limit=Limit("limit", 4, field("limit")),
            more=MORE,
            total=TOTAL,
        ),
        by_offset(),
    ),
    "offset, dicts": Kind(
        Paging(items=ITEMS, way=Offset("offset"), total=TOTAL, plain=("items",)),
        by_offset(),
    ),
    "number, total": Kind(Paging(items=ITEMS, way=Numbers("page"), total=TOTAL, echo=ECHO), by_number()),
    "number, pages": Kind(
        Paging(items=ITEMS, way=Numbers("page", start=0, omit_first=True), pages=PAGES, total=TOTAL), by_number(0)
    ),
    "number, size": Kind(
        Paging(items=ITEMS, way=Numbers("page"), size=field("room", 50), total=TOTAL, echo=ECHO), by_number()
    ),
    "plain list": Kind(
        Paging(items=At("the list", lambda page: page), way=Offset("offset"), total=At("X-Total")),
        as_list,
        model=list,
    ),
    "JSON Lines": Kind(lines("json"), as_lines("json"), ListLines),
    "CSV": Kind(lines("csv"), as_lines("csv"), ListLines),
}
# With nothing else, an empty page or a short one is the end.
BARE = {
    "token": Kind(Paging(items=ITEMS, way=Cursor("token", field("next"))), by_token),
    "offset": Kind(Paging(items=ITEMS, way=Offset("offset")), by_offset()),
    "offset, more": Kind(Paging(items=ITEMS, way=Offset("offset"), more=MORE), by_offset()),
    "number": Kind(Paging(items=ITEMS, way=Numbers("page")), by_number()),
    "number, pages": Kind(Paging(items=ITEMS, way=Numbers("page"), pages=PAGES), by_number()),
    "number, size": Kind(Paging(items=ITEMS, way=Numbers("page"), size=field("room", 50)), by_number()),
    "last item": Kind(Paging(items=ITEMS, way=Cursor("after", item=lambda item: item["id"])), by_last_item),
}


def items_of(kind: Kind, count: int) -> list[Any]:
    return [{"id": str(number) if kind.paging.lines == "csv" else number} for number in range(1, count + 1)]


def job_of(server: Server, most: int = 2000) -> tuple[Any, list[dict[str, str]]]:
    asked: list[dict[str, str]] = []

    def handler(request: httpx.Request) -> httpx.Response:
        assert request.url.host == "api.example.com"
        assert request.url.path == "/items"
        asked.append(dict(request.url.params))
        assert len(asked) < most, "this goes on for ever"
        return server(asked[-1]).sent()

    args = {"transport": httpx.MockTransport(handler)}
    return fullstory.EventsImport(
        fullstory.connect("k", base_url="https://api.example.com", httpx_args=args), "a"
    ), asked


class Read(NamedTuple):
    items: list[Any]
    error: ProviderResponseError | None
    asked: list[dict[str, str]]
    clock: VirtualClock


def read(kind: Kind, server: Server, backend: str = "sync", **options: Any) -> Read:
    job, asked = job_of(server)
    clock, found = VirtualClock(), []
    pager = paged(job, kind.operation, {}, kind.model, kind.paging, **options)

    async def async_read() -> None:
        async for item in async_read_pages(job, pager, clock):
            found.append(item)

    error = None
    try:
        if backend == "sync":
            found.extend(item for item in read_pages(job, pager, clock))
        else:
            anyio.run(async_read, backend=backend)
    except ProviderResponseError as raised:
        error = raised
    return Read(found, error, asked, clock)


some = settings(derandomize=True, max_examples=10, deadline=None, database=None)
# More with TARRY_FUZZ=5000, for instance.
many = settings(some, max_examples=int(os.environ.get("TARRY_FUZZ", "100")))


@pytest.mark.parametrize("backend", ["sync", "asyncio", "trio"])
@pytest.mark.parametrize("kind", [*KINDS.values(), *BARE.values()], ids=[*KINDS, *(f"only {name}" for name in BARE)])
def test_all_items_of_an_honest_server_come_once_and_in_order(kind: Kind, backend: str) -> None:
    @some
    @given(count=st.integers(0, 20), size=st.integers(1, 7))
    def check(count: int, size: int) -> None:
        items = items_of(kind, count)
        end = read(kind, kind.server(items, size), backend)
        assert end.error is None
        assert end.items == items
        assert len(end.asked) <= count // min(size, 3) + 2
        assert not end.clock.sleeps

    check()


def place(query: dict[str, str]) -> str:
    return next((query[name] for name in ("token", "after", "from", "offset", "page") if name in query), "")


Lie = Callable[[Server, dict[str, str], Answer], Answer]


def with_fields(answer: Answer, **fields: Any) -> Answer:
    """*answer* with other values where it has such, in the body or a header."""
    body, headers = answer.body, dict(answer.headers)
    if isinstance(body, dict):
        body = {**body, **{name: value for name, value in fields.items() if name in body}}
    if "total" in fields and "X-Total" in headers:
        headers["X-Total"] = str(fields["total"])
    if "next" in fields and "X-Next" in headers:
        headers["X-Next"] = fields["next"] or "null"
    if "next" in fields:
        headers.pop("Link", None)
    return Answer(body, headers)


def with_items(answer: Answer, change: Callable[[list[Any]], list[Any]]) -> Answer:
    if isinstance(answer.body, dict):
        return Answer({**answer.body, "items": change(answer.body["items"])}, answer.headers)
    if isinstance(answer.body, list):
        return Answer(change(answer.body), answer.headers)
    head = [line for line in answer.body.splitlines() if line == "id"]
    rows = change([line for line in answer.body.splitlines() if line != "id"])
    return Answer("".join(f"{line}\n" for line in [*head, *rows]), answer.headers)


LIES: dict[str, Lie] = {
    "it gives the first page again": lambda server, query, _: server(
        {name: value for name, value in query.items() if name == "limit"}
    ),
    "the page is empty": lambda _server, _query, answer: with_items(answer, lambda _: []),
    "an item is missing": lambda _server, _query, answer: with_items(answer, lambda items: items[:-1]),
    "an item is there twice": lambda _server, _query, answer: with_items(answer, lambda items: items[:1] + items),
    "the total is 1 less": lambda _server, _query, answer: with_fields(answer, total=_total(answer) - 1),
    "the total is 1 more": lambda _server, _query, answer: with_fields(answer, total=_total(answer) + 1),
    "the total is what came": lambda _server, _query, answer: with_fields(answer, total=2),
    "no total": lambda _server, _query, answer: (
        with_fields(answer, total=None) if isinstance(answer.body, dict) else answer
    ),
    "the total is a text": lambda _server, _query, answer: with_fields(answer, total="many"),
    "it is the last page": lambda _server, _query, answer: with_fields(answer, more=False, next=None),
    "more follow": lambda _server, _query, answer: with_fields(answer, more=True),
    "one page in all": lambda _server, _query, answer: with_fields(answer, pages=1),
    "the count is wrong": lambda _server, _query, answer: with_fields(answer, count=99),
    "another page, it says": lambda _server, _query, answer: with_fields(answer, at=99),
}


def _total(answer: Answer) -> int:
    return int(answer.body["total"] if isinstance(answer.body, dict) else answer.headers["X-Total"])


# A page that repeats an item of its own, and whose numbers fit, is one that nobody can tell from a good one.
INVISIBLE = {
    (name, "an item is there twice") for name in ("offset, total", "offset, dicts", "plain list", "number, total")
}


@pytest.mark.parametrize("name", KINDS)
def test_nothing_is_ended_in_silence_with_fewer_items(name: str) -> None:
    """The server says one thing that is wrong, on the second page or a later one, once or for ever."""
    kind = KINDS[name]

    @many
    @given(
        lie=st.sampled_from([LIES[lie] for lie in LIES if (name, lie) not in INVISIBLE]),
        count=st.integers(4, 14),
        size=st.integers(1, 4),
        liar=st.sets(st.integers(1, 6), min_size=1, max_size=3),
        times=st.sampled_from([1, 2, 1000]),
    )
    def check(lie: Lie, count: int, size: int, liar: set[int], times: int) -> None:
        items = items_of(kind, count)
        honest = kind.server(items, size)
        order: list[str] = []
        told: Counter[str] = Counter()

        def server(query: dict[str, str]) -> Answer:
            at = place(query)
            if at not in order:
                order.append(at)
            answer = honest(query)
            if order.index(at) not in liar or told[at] >= times:
                return answer
            told[at] += 1
            return lie(honest, query, answer)

        end = read(kind, server)
        assert end.error is not None or end.items == items

    check()
