"""Lists of every kind that a document can declare: an honest server gives all items once, another an error or all of them."""

from __future__ import annotations

import json
import os
import time
import weakref
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
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
        Paging(items=ITEMS, way=Offset("offset"), total=TOTAL, keys=("items",), plain=True),
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
    "number, pages listed on the first": Kind(
        Paging(
            items=ITEMS,
            way=Numbers("page", start=0, omit_first=True),
            pages=At("parts", lambda page: [{}] * page["pages"] if page["at"] == 0 else None),
        ),
        by_number(0),
    ),
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


# What each guard says. `pages` are the bodies that come, the last one for ever.


def played(*pages: Any) -> Server:
    answers = iter(pages)
    last: list[Any] = []

    def answer(_: dict[str, str]) -> Answer:
        last[:] = [next(answers, *last)]
        return last[0] if isinstance(last[0], Answer) else Answer(last[0])

    return answer


def page(*numbers: int, **more: Any) -> dict[str, Any]:
    return {"items": [{"id": number} for number in numbers], **more}


TOKENS = Paging(items=ITEMS, way=Cursor("token", field("next")), more=MORE, total=TOTAL, max_items=3)
LINKS = Paging(items=ITEMS, way=Link(field("next")))
AFTER = Paging(items=ITEMS, way=Cursor("after", item=lambda item: item["id"]), more=MORE)
OFFSETS = Paging(items=ITEMS, way=Offset("offset"), more=MORE, total=TOTAL, count=COUNT, echo=ECHO)
CAPPED = Paging(items=ITEMS, way=Offset("offset"), limit=Limit("limit", 3, field("limit")), more=MORE, total=TOTAL)
STEPS = Paging(items=ITEMS, way=Offset("offset", step="limit"), limit=Limit("limit", 3, field("limit")), more=MORE)
NUMBERS = Paging(items=ITEMS, way=Numbers("page"), pages=PAGES, echo=ECHO, size=field("room", 50))
ONE = Paging(items=ITEMS, more=MORE, total=TOTAL)

AT_ONCE, TWICE, FOR_A_WHILE = "at once", "twice", "for a while"
GUARDS: list[tuple[Paging, list[dict[str, Any]], int, str, str]] = [
    # Circles, and pages without end.
    (TOKENS, [page(1, next="a"), page(2, next="a")], 2, "its next came before, so the pages would lead round", AT_ONCE),
    (LINKS, [page(1, next="?a=1"), page(2, next="/x?a=1")], 2, "its next came before, so the pages would", AT_ONCE),
    (AFTER, [page(1, more=True), page(2, 1, more=True)], 3, "its last item came before", AT_ONCE),
    (OFFSETS, [page(1, more=True)], 1, "the page is the same as the one before, which would never end", FOR_A_WHILE),
    (OFFSETS, [page(1, more=True), page(2, more=True), page(1, more=True)], 2, "same as an earlier one", FOR_A_WHILE),
    (NUMBERS, [page(1, pages=3, room=1)], 1, "the page is the same as the one before", FOR_A_WHILE),
    # More than there can be, or less.
    (
        TOKENS,
        [page(1, 2, 3, 4, next="a")],
        4,
        "more pages are announced after 4 items, and a job has 3 at most",
        AT_ONCE,
    ),
    (
        TOKENS,
        [page(1, 2, next="a", total=1)],
        2,
        "that more follow, and that there are 1 items in all, after 2",
        AT_ONCE,
    ),
    (TOKENS, [page(1, total=3)], 1, "3 items were announced and 1 came", AT_ONCE),
    (TOKENS, [page(1, next="a", total=3), page(2, total=2)], 2, "3 items were announced and 2 came", AT_ONCE),
    (ONE, [page(1, total=2)], 1, "2 items were announced and 1 came", AT_ONCE),
    (OFFSETS, [page(1, more=True, total=1), page(2, more=True, total=1)], 1, "item 2 came after all 1", TWICE),
    (
        NUMBERS,
        [page(1, pages=2, room=1), page(2, 3, pages=2, room=1)],
        1,
        "holds 2 items where it has room for 1",
        TWICE,
    ),
    (NUMBERS, [page(1, pages=0)], 0, "page 1 came where there are 0 pages", TWICE),
    (STEPS, [page(1, 2, 3, 4, more=True)], 0, "the page holds 4 items where it has room for 3", TWICE),
    (STEPS, [page(1, 2, more=True)], 0, "the page holds 2 items by a limit of 3, and no total tells if", FOR_A_WHILE),
    (CAPPED, [page(1, more=True, limit=2)], 0, "the page holds 1 items by a limit of 2, and no total", FOR_A_WHILE),
    # Empty, and yet not the end.
    (
        TOKENS,
        [page(1, next="a"), page(total=2)],
        1,
        "empty and yet says that there are 2 items, after 1 items",
        FOR_A_WHILE,
    ),
    (OFFSETS, [page(1, more=True), page(more=True)], 1, "empty and yet says that more follow, after 1", FOR_A_WHILE),
    (NUMBERS, [page(1, pages=3), page(pages=3)], 1, "the page is empty and yet says that more follow", FOR_A_WHILE),
    (AFTER, [page(more=True)], 0, "the page is empty and yet says that more follow", FOR_A_WHILE),
    (OFFSETS, [{"more": False}], 0, "the answer has neither items nor a count", FOR_A_WHILE),
    # Signs of the end that contradict each other.
    (TOKENS, [page(1, next="a", more=False)], 0, "by next another page follows, and by more none does", TWICE),
    (TOKENS, [page(1, more=True)], 0, "by more another page follows, and by next none does", TWICE),
    (ONE, [page(1, more=True)], 1, "says that more follow, and nothing in it leads there", AT_ONCE),
    (NUMBERS, [page(1, pages=2), page(2, pages=3)], 1, "says that there are 3 pages, and one before 2", TWICE),
    # Not the page that was asked for.
    (OFFSETS, [page(1, more=True), page(2, more=True, at=5)], 1, "begins at offset 5 where 1 was asked for", TWICE),
    (OFFSETS, [page(1, count=2)], 0, "count says 2, but items has 1 items", TWICE),
    (
        NUMBERS,
        [page(1, pages=2, at=1), page(2, pages=2, at=1)],
        1,
        "page 2 was asked for by page=2, and page 1 ca",
        AT_ONCE,
    ),
    (NUMBERS, [page(1, pages=2, at=1), page(2, pages=2)], 1, "and an answer without a page number came", AT_ONCE),
    (NUMBERS, [page(1, pages=2, room=2), page(2, room=1)], 1, "has room for 1 where those before had 2", AT_ONCE),
    # What cannot be sent, or is of another type.
    (TOKENS, [page(1, next=7)], 0, "next is 7, which is no token", TWICE),
    (TOKENS, [page(1, next="a\nb")], 0, "which is no token", TWICE),
    (AFTER, [page(1, more="yes")], 0, "more is 'yes', neither true nor false", TWICE),
    (LINKS, [page(1, next="https://x.example/other")], 0, "next has no query", TWICE),
    (LINKS, [page(1, next="https://[x/?a=1")], 0, "not of its described type", TWICE),
    (OFFSETS, [page(1, total=-1)], 0, "total is -1, which is no number of things", TWICE),
    # An empty page of another place is no end.
    (OFFSETS, [page(1, more=True, total=3), page(more=False, total=0, at=0)], 1, "offset 0 where 1 was asked", TWICE),
    (OFFSETS, [page(1, more=True, total=3), page(more=False, at=0)], 1, "offset 0 where 1 was asked", TWICE),
]


@pytest.mark.parametrize(("paging", "pages", "good", "says", "asked"), GUARDS, ids=[guard[3] for guard in GUARDS])
def test_what_is_wrong_with_a_page(paging: Paging, pages: list[Any], good: int, says: str, asked: str) -> None:
    end = read(Kind(paging, by_token), played(*pages))
    assert says in str(end.error)
    assert len(end.items) == good
    again = len(end.clock.sleeps)
    assert {AT_ONCE: again == 0, TWICE: again == 1, FOR_A_WHILE: 1 < again < 20}[asked]


def test_steps_of_the_limit_lose_nothing_in_silence_where_pages_are_shorter() -> None:
    paging = replace(STEPS, total=TOTAL)
    items = [{"id": number} for number in range(7)]
    end = read(Kind(paging, by_token), lambda query: Answer(described(items, int(query.get("offset", "0")), 2)))
    assert "7 items were announced and 5 came" in str(end.error)


def test_a_limit_of_0_is_none() -> None:
    end = read(Kind(STEPS, by_token), played(page(1, 2, more=False, limit=0)))
    assert end.error is None
    assert len(end.items) == 2


def test_tokens_for_ever_without_items() -> None:
    def server(query: dict[str, str]) -> Answer:
        return Answer(page(next=query.get("token", "") + "a"))

    end = read(Kind(TOKENS, by_token), server)
    assert "100 pages in a row were empty, and more are announced" in str(end.error)
    assert len(end.asked) == 100


def test_where_a_link_leads_is_not_obeyed() -> None:
    """Neither host nor path of the link are used, and of the query everything; `job_of` checks the first two."""
    link = "https://evil.example/admin?cursor=a%26b&empty="
    end = read(Kind(LINKS, by_link), played(page(1, next=link), page(2)), backend="asyncio")
    assert end.items == [{"id": 1}, {"id": 2}]
    assert end.asked[1] == {"cursor": "a&b", "empty": ""}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("<html>busy</html>", "the page is HTML"),
        ("id,name\n1\n", "argument 2 is shorter"),
        ('id,name\n1,"An', "the page is no CSV: unexpected end of data"),
        ("id,id\n1,2\n", "two columns of the page have one name"),
    ],
)
def test_lines_that_cannot_be_read_are_asked_for_again(content: str, says: str) -> None:
    headers = {"Content-Type": "text/html"} if "html" in content else {}
    good = Answer('\ufeffid,name\r\n1,"a ""b"",\r\nc"\r\n', {"X-Next": "null"})
    kind = Kind(
        Paging(items=At("lines"), way=Cursor("t", At("X-Next"), end=("null",)), lines="csv"), by_token, ListLines
    )
    end = read(kind, played(Answer(content, headers), good))
    assert (end.items, end.error, end.clock.sleeps) == ([{"id": "1", "name": 'a "b",\r\nc'}], None, [1.0])
    assert says in str(read(kind, played(Answer(content, headers))).error)


def test_items_are_chosen_and_changed_by_their_place() -> None:
    kind = KINDS["number, total"]
    end = read(
        kind,
        kind.server(items_of(kind, 7), 2),
        each=lambda index, item: (index, item["id"]),
        only=lambda item: item[0] % 3 == 0,
    )
    assert end.items == [(0, 1), (3, 4), (6, 7)]


def test_an_answer_is_refused_before_it_is_read() -> None:
    def refuse(call: Any, reply: Any) -> None:
        if "refused" in reply.parsed:
            raise call.unexpected(reply, "there is nothing to list", final=True)

    end = read(Kind(TOKENS, by_token), played(page(1, next="a"), {"refused": True}), refuse=refuse)
    assert end.items == [{"id": 1}]
    assert "there is nothing to list" in str(end.error)
    assert not end.clock.sleeps


@pytest.mark.parametrize("name", ["offset, total", "number, pages", "offset, dicts"])
def test_full_pages_are_asked_for_ahead_once_each(name: str) -> None:
    kind = KINDS[name]
    job, asked = job_of(kind.server(items_of(kind, 9), 3))
    items = read_pages(job, paged(job, kind.operation, {}, kind.model, kind.paging), VirtualClock())
    next(items)
    end = time.monotonic() + 10
    while len(asked) < 2 and time.monotonic() < end:
        time.sleep(0.001)
    assert len(asked) == 2
    assert len(list(items)) == 8
    assert len(asked) == 3


@pytest.mark.parametrize("name", ["token", "link", "last item", "number, total"])
def test_a_page_whose_request_nobody_knows_is_asked_for_in_its_turn(name: str) -> None:
    kind = KINDS[name]
    job, asked = job_of(kind.server(items_of(kind, 4), 2))
    pager = paged(job, kind.operation, {}, kind.model, kind.paging)
    assert pager.after is None
    items = read_pages(job, pager, VirtualClock())
    next(items), next(items)
    assert len(asked) == 1


def test_a_page_is_let_go_before_the_next_one_is_read() -> None:
    class Items(list[Any]):
        pass

    read_before: list[weakref.ref[Items]] = []
    held: list[int] = []

    def items_in(page: dict[str, Any]) -> Items:
        items = Items(page["items"])
        held.append(sum(one() is not None for one in read_before))
        read_before.append(weakref.ref(items))
        return items

    paging = Paging(items=At("items", items_in), way=Offset("offset"), total=TOTAL)
    assert len(read(Kind(paging, by_token), by_offset()(items_of(KINDS["token"], 6), 2)).items) == 6
    assert held == [0, 0, 0]


def test_rows_stay_the_dicts_that_were_decoded() -> None:
    class Model:
        def __init__(self, body: dict[str, Any]) -> None:
            self.body = body

        def to_dict(self) -> dict[str, Any]:
            return self.body

    seen: list[bytes] = []

    class ListModels(ListItems):
        @staticmethod
        def read_response(*, client: Any, response: Any) -> Any:
            seen.append(response.content)
            reply = ListItems.read_response(client=client, response=response)
            reply.parsed["data"]["rows"] = [Model(row) for row in reply.parsed["data"]["rows"]]
            return reply

    paging = Paging(items=At("rows", lambda page: page["data"]["rows"]), total=TOTAL, keys=("data", "rows"), plain=True)
    body = {"data": {"rows": [{"a": 1}, {}], "b": None}, "total": 2}
    assert read(Kind(paging, by_token, ListModels), played(body)).items == [{"a": 1}, {}]
    assert seen == [b'{"data":{"rows":[],"b":null},"total":2}']
    # NaN is known to Python's decoder only: the generated function reads it all, and its models become dicts.
    odd = '{"data": {"rows": [{"a": 1}], "b": NaN}, "total": 1}'
    assert read(Kind(paging, by_token, ListModels), played(Answer(odd))).items == [{"a": 1}]
    assert seen[1] == odd.encode()


def test_a_token_may_go_anywhere_in_a_request() -> None:
    way = Cursor(lambda arguments, token: {**arguments, "q": f"after {token}"}, field("next"))
    end = read(Kind(Paging(items=ITEMS, way=way), by_token), played(page(1, next="a"), page(2)))
    assert (end.items, end.asked) == ([{"id": 1}, {"id": 2}], [{}, {"q": "after a"}])
