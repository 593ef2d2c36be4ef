"""What is wrong with a page: it is another than was asked for, contradicts itself or another, or leads on for ever."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from math import isfinite
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import parse_qs, urlsplit

from tarry._core.checks import count, flag, is_number

from .call import Reply
from .paging import At, Cursor, Link, Numbers, Offset, Paging

Token: TypeAlias = str | float
"""What leads to the next page: a cursor, or the query of a link."""

MAX_TOKEN = 4000
"""Characters of a token that fit into a URL everywhere."""

MAX_EMPTY_PAGES = 100
"""So many pages without an item, one after the other, are an error. A few are not where nothing says that a page is full."""

_NEXT_LINK = re.compile(r'<([^>]*)>[^,<]*;\s*rel="?next\b', re.IGNORECASE)


class Problem(NamedTuple):
    """Why a page is not taken."""

    text: str
    well_formed: bool = False
    """Whether the same is to be expected of another request."""
    final: bool = False
    """Whether no other request can mend it."""
    keeps_items: bool = False
    """Whether the items of the page are good, and only the way on is not."""


class Said:
    """What one answer says of the list.

    Raises:
        TypeError: A field is of another type than described.
    """

    def __init__(self, paging: Paging, reply: Reply, items: Sequence[Any] | None, before: Progress) -> None:
        def said(at: At | None, check: Callable[[Any, str], int | None]) -> int | None:
            return None if at is None else check(at.value(reply), at.name)

        way = paging.way
        self.missing = items is None
        self.items = items or ()
        self.body = hash(reply.content)
        self.so_far = before.items + len(self.items)
        self.more = said(paging.more, flag)
        self.total = said(paging.total, count)
        self.count = said(paging.count, count)
        self.limit = said(paging.limit.echo if paging.limit else None, count)
        self.size = paging.size if isinstance(paging.size, int) else said(paging.size, count)
        if isinstance(paging.size, At) and not self.size:
            self.full: int | None = paging.size.default
        else:
            self.full = self.size
        self.pages = said(paging.pages, _length)
        self.echo = None if paging.echo is None else paging.echo.value(reply)
        self.token = _token(way, reply, self.items) if isinstance(way, Cursor | Link) else None
        self.signs: dict[str, bool] = {}
        """Whether more follow, by whatever says so for certain."""

    def judge(self, paging: Paging, before: Progress, place: int) -> bool:
        """Whether another page follows, by all signs."""
        way = paging.way
        if self.total == 0 and self.items and self.full is not None:
            self.total = None  # where it is not needed some do not fill it in
        if self.more is not None and paging.more:
            self.signs[paging.more.name] = bool(self.more)
        if isinstance(way, Cursor | Link) and (at := way.read):
            self.signs[at.name] = self.token is not None
        pages = before.pages if self.pages is None else self.pages
        if isinstance(way, Numbers) and paging.pages and pages is not None:
            self.signs[paging.pages.name] = place - way.start + 1 < pages
        if self.signs:
            return any(self.signs.values())
        if self.total is not None:
            return self.so_far < self.total
        if self.full is not None:
            return len(self.items) >= self.full
        return way is not None and bool(self.items)


class Progress:
    """What the pages before have said."""

    def __init__(self) -> None:
        self.items = 0
        self.empty_pages = 0
        self.totals: set[int] = set()
        self.pages: int | None = None
        self.size: int | None = None
        self.is_numbered = False
        self.seen: set[int | Token] = set()
        """Tokens, and hashes of pages."""
        self.body: int | None = None

    def add(self, said: Said) -> None:
        """Another page was taken."""
        self.items = said.so_far
        self.empty_pages = 0 if said.items else self.empty_pages + 1
        self.totals |= set() if said.total is None else {said.total}
        self.pages = self.pages if said.pages is None else said.pages
        self.size = self.size if said.size is None else said.size
        self.is_numbered = self.is_numbered or said.echo is not None
        self.body = said.body
        self.seen |= {said.body} if said.token is None else {said.token}


def problems(paging: Paging, said: Said, before: Progress, place: int, *, follows: bool) -> Iterator[Problem]:
    """All that is wrong with a page, the worst first.

    Args:
        paging: How the list is read.
        said: What the page says.
        before: What those before it said.
        place: Its offset or number.
        follows: Whether another one follows, by its signs.
    """
    yield from _other_page(paging, said, before, place)
    noun, items = paging.noun, said.items
    if paging.count and said.count not in (None, len(items)):
        text = f"{paging.count.name} says {said.count:,}, but {paging.items.name} has {len(items):,} {noun}"
        yield Problem(text, well_formed=bool(items))
    room = _room(paging, said)
    if room is not None and len(items) > room:
        yield Problem(f"the page holds {len(items):,} {noun} where it has room for {room:,}", well_formed=True)
    if said.missing and (paging.count or paging.total) and said.count is said.total is None:
        yield Problem(f"the answer has neither {noun} nor a count")
    if len(set(said.signs.values())) > 1:
        yes, no = (next(name for name, sign in said.signs.items() if sign is wanted) for wanted in (True, False))
        yield Problem(f"by {yes} another page follows, and by {no} none does", well_formed=True)
    is_empty_and_more = not items and (follows or (said.total or 0) > before.items)
    if is_empty_and_more and (not isinstance(paging.way, Cursor | Link) or said.token is None):
        more = f"there are {said.total:,} {noun}" if not any(said.signs.values()) else "more follow"
        yield Problem(f"the page is empty and yet says that {more}")
    if items and not isinstance(paging.way, Cursor | Link) and said.body in before.seen:
        which = "the one before" if said.body == before.body else "an earlier one"
        yield Problem(f"the page is the same as {which}, which would never end")
    yield from _way_on(paging, said, before) if follows else _wrong_end(paging, said, before)


def _other_page(paging: Paging, said: Said, before: Progress, place: int) -> Iterator[Problem]:
    """It is not the page that was asked for. An empty one may say what it likes."""
    way = paging.way
    if (
        isinstance(way, Offset)
        and said.items
        and paging.echo
        and count(said.echo, paging.echo.name) not in (None, place)
    ):
        yield Problem(f"the page begins at offset {said.echo} where {place} was asked for", well_formed=True)
    if not isinstance(way, Numbers):
        return
    is_wrong = before.is_numbered or bool(way.advice) if said.echo is None else str(said.echo) != str(place)
    if said.items and is_wrong and paging.echo and not (place == way.start and said.echo is None):
        came = "an answer without a page number" if said.echo is None else f"page {said.echo!s:.40}"
        sent = way.sent_as or (way.to if isinstance(way.to, str) else "the number")
        asked = (
            "the first page was asked for" if place == way.start else f"page {place} was asked for by {sent}={place}"
        )
        yield Problem("; ".join(filter(None, [f"{asked}, and {came} came", way.advice])), final=True)
    if said.size is not None and before.size not in (None, said.size):
        # A page number means other items where the pages are of another size.
        yield Problem(f"page {place} has room for {said.size} where those before had {before.size}", final=True)
    if said.pages is not None and before.pages not in (None, said.pages):
        yield Problem(
            f"page {place} says that there are {said.pages} pages, and one before {before.pages}", well_formed=True
        )
    if said.pages is not None and said.items and place - way.start >= said.pages:
        yield Problem(f"page {place} came where there are {said.pages} pages", well_formed=True)


def _way_on(paging: Paging, said: Said, before: Progress) -> Iterator[Problem]:
    """It says that another page follows."""
    noun, way = paging.noun, paging.way
    if said.total is not None and said.items and before.items >= said.total:
        first = f"{noun.removesuffix('s')} {before.items + 1:,}"
        yield Problem(f"{first} came after all {said.total:,}", well_formed=True)
    by = said.limit if _room(paging, said) is None else _room(paging, said)
    if isinstance(way, Offset) and said.total is None and by not in (None, len(said.items)):
        text = f"the page holds {len(said.items):,} {noun} by a limit of {by:,}, and no total tells if some are lost"
        yield Problem(text)
    after = f"after {said.so_far:,} {noun} were read"
    text = ""
    if said.total is not None and said.total < said.so_far:
        text = f"the page says that more follow, and that there are {said.total:,} {noun} in all, {after}"
    elif way is None or (isinstance(way, Cursor | Link) and said.token is None):
        text = f"the page says that more follow, and nothing in it leads there, {after}"
    elif said.token is not None and said.token in before.seen and isinstance(way, Cursor | Link):
        name = way.read.name if way.read else "last item"
        text = f"its {name} came before, so the pages would lead round in circles"
    elif paging.max_items is not None and said.so_far > paging.max_items:
        most = f"a job has {paging.max_items:,} at most"
        text = f"more pages are announced after {said.so_far:,} {noun}, and {most}"
    elif not said.items and before.empty_pages + 1 >= MAX_EMPTY_PAGES:
        text = f"{before.empty_pages + 1} pages in a row were empty, and more are announced"
    if text:
        yield Problem(text, final=True, keeps_items=True)


def _wrong_end(paging: Paging, said: Said, before: Progress) -> Iterator[Problem]:
    """It says that it is the last."""
    totals = [said.total, *before.totals]
    wrong = next((total for total in totals if total not in (None, said.so_far)), None)
    if wrong is not None:
        text = f"{wrong:,} {paging.noun} were announced and {said.so_far:,} came"
        yield Problem(text, final=True, keeps_items=True)


def _room(paging: Paging, said: Said) -> int | None:
    """As far as the next page is away, where that is not by the items that came: more of them would come twice."""
    way, limit = paging.way, paging.limit
    if isinstance(way, Numbers):
        return said.full
    if not isinstance(way, Offset) or way.step == "items" or limit is None:
        return None
    return limit.value if said.limit is None else min(said.limit, limit.value)


def _length(value: Any, name: str) -> int | None:
    return len(value) if isinstance(value, list) else count(value, name)


def _token(way: Cursor | Link, reply: Reply, items: Sequence[Any]) -> Token | None:
    """What leads to the next page; None where there is none.

    Raises:
        TypeError: It is nothing that can be sent.
    """
    name = way.read.name if way.read else "the last item"
    if way.read is not None:
        value = way.read.value(reply)
    else:
        value = way.item(items[-1]) if isinstance(way, Cursor) and way.item and items else None
    if isinstance(way, Link) and isinstance(value, str) and value:
        if way.read.read is None:
            found = _NEXT_LINK.search(value)
            value = found[1] if found else None
        if value and not (value := urlsplit(value).query):
            raise TypeError(f"{name} has no query")
    if value is None or value == "" or (isinstance(way, Cursor) and value in way.end):
        return None
    if (is_number(value) and isfinite(value)) or (
        isinstance(value, str) and value.isprintable() and len(value) <= MAX_TOKEN
    ):
        return value
    raise TypeError(f"{name} is {value!a:.40}, which is no token")


def query_of(token: Token) -> dict[str, Any]:
    """The query of a link, as httpx takes it."""
    return parse_qs(str(token), keep_blank_values=True)
