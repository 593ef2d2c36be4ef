"""What an answer says of a list, its types checked, and what the pages before it said."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlsplit

from tarry._core.checks import count, flag, is_number

from .call import Reply
from .paging import At, Cursor, Link, Numbers, Paging

Token: TypeAlias = str | float
"""What leads to the next page: a cursor, or the query of a link."""

MAX_TOKEN = 4000
"""Characters of a token that fit into a URL everywhere."""

_NEXT_LINK = re.compile(r'<([^>]*)>[^,<]*;\s*rel="?next\b', re.IGNORECASE)


class Said:
    """What one answer says of the list.

    Raises:
        TypeError: A field is of another type than described.
    """

    def __init__(self, paging: Paging, reply: Reply, items: Sequence[Any] | None, before: Progress) -> None:
        def said(at: At | None, check: Callable[[Any, str], int | None]) -> int | None:
            return None if at is None else check(at.number(reply), at.name)

        way = paging.way
        self.missing = items is None
        self.items = items or ()
        self.body = hash(reply.content)
        self.so_far = before.items + len(self.items)
        self.more = said(paging.more, flag)
        self.total = said(paging.total, count)
        self.count = said(paging.count, count)
        self.limit = said(paging.limit.echo if paging.limit else None, count) or None  # 0 is none
        self.size = paging.size if isinstance(paging.size, int) else said(paging.size, count)
        if isinstance(paging.size, At) and not self.size:
            self.full: int | None = paging.size.default
        else:
            self.full = self.size
        self.pages = said(paging.pages, _length)
        self.echo = None if paging.echo is None else paging.echo.number(reply)
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
            return way is not None and self.so_far < self.total
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

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Progress:
        """As it was when it was `kept`, but that only the last token is known to have been seen."""
        made = cls()
        made.items, made.empty_pages, made.is_numbered = kept["items"], kept["empty_pages"], kept["is_numbered"]
        made.totals, made.pages, made.size = set(kept["totals"]), kept["pages"], kept["size"]
        made.seen = set() if kept["token"] is None else {kept["token"]}
        return made

    def kept(self, token: Token | None) -> dict[str, Any]:
        """It as plain values; *token* leads on."""
        return {
            "items": self.items,
            "empty_pages": self.empty_pages,
            "is_numbered": self.is_numbered,
            "totals": sorted(self.totals),
            "pages": self.pages,
            "size": self.size,
            "token": token,
        }

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
    is_text = isinstance(value, str) and value.isprintable() and len(value) <= MAX_TOKEN
    may_be_number = isinstance(way, Cursor) and (way.read is None or not way.is_text)
    if is_text or (may_be_number and is_number(value) and isfinite(value)):
        return value  # type: ignore[no-any-return]
    raise TypeError(f"{name} is {value!a:.40}, which is no token")


def query_of(token: Token) -> dict[str, Any]:
    """The query of a link, as httpx takes it."""
    return parse_qs(str(token), keep_blank_values=True)
